"""auditor: referral-audit from the build tree, and ledgers to read and to tamper with.

The hashes are made here anew, of RFC 6962, so that they do not lean on the code that is tested.
"""

import atexit
import hashlib
import json
import os
import shutil
import subprocess
import tempfile

from daemon import program

ORIGIN = "gateway.example.org/referral-ledger"
DAY = ("start verdict*5 refuse*3 segment +3500 heartbeat reload verdict*6 keep segment verdict*4 stop "
       "+7200 start verdict*3 stop")

_scratch = tempfile.mkdtemp(prefix="referral-audit.")
atexit.register(shutil.rmtree, _scratch, True)
_count = 0


def scratch(name="x"):
    """A path that is not there yet."""
    global _count
    _count += 1
    return os.path.join(_scratch, f"{_count}-{name}")


def audit(*arguments, status=None, **options):
    done = subprocess.run([program("referral-audit"), *arguments], capture_output=True, check=False, timeout=120,
                          stdin=subprocess.DEVNULL, **options)
    if status is not None and done.returncode != status:
        raise AssertionError(f"{arguments}: exit status {done.returncode}, expected {status}\n"
                             f"{done.stdout.decode()}{done.stderr.decode()}")
    return done


def verify(directory, *options):
    """(sound or not, {kind of a fault}, {kind of a remark}, the whole answer)"""
    done = audit("verify", "--json", *options, directory)
    if done.returncode not in (0, 1):
        raise AssertionError(f"exit status {done.returncode}: {done.stderr.decode()}")
    answer = json.loads(done.stdout)
    if answer["sound"] != (done.returncode == 0):
        raise AssertionError("the exit status and the answer differ")
    faults = {item["kind"] for item in answer["observations"] if item["fault"]}
    remarks = {item["kind"] for item in answer["observations"] if not item["fault"]}
    return answer["sound"], faults, remarks, answer


def hash_leaf(line):
    return hashlib.sha256(b"\0" + line).digest()


def hash_node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of(leaves):
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hash_node(root_of(leaves[:half]), root_of(leaves[half:]))


class Ledger:
    def __init__(self, script=DAY, seed=1):
        self.directory = scratch("ledger")
        subprocess.run([program("play_ledger"), self.directory, str(seed), script], check=True, timeout=120)

    def copy(self):
        """The same ledger in another directory."""
        other = Ledger.__new__(Ledger)
        other.directory = shutil.copytree(self.directory, scratch("copy"))
        return other

    def path(self, name):
        return os.path.join(self.directory, name)

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def write(self, name, octets):
        with open(self.path(name), "wb") as file:
            file.write(octets)

    def keep(self, name="checkpoint"):
        """A copy elsewhere, as an auditor keeps it."""
        return shutil.copy(self.path(name), scratch(name))

    def segments(self):
        return sorted(name for name in os.listdir(self.directory) if name.startswith("records-"))

    def lines(self, name):
        return self.read(name).splitlines(keepends=True)

    def all_lines(self):
        return [line for name in self.segments() for line in self.lines(name)]

    def put_lines(self, name, lines):
        self.write(name, b"".join(lines))

    def put_leaves(self):
        """As somebody would who knows how they are made."""
        self.write("leaves", b"".join(hash_leaf(line.rstrip(b"\n")) for line in self.all_lines()))
