"""confined: the daemon under what its systemd unit says, without systemd: what the unit forbids fails, and the suites of
this directory find nothing missing."""

import os
import subprocess
import sys
import tempfile

from daemon import BUILD, SOURCE, program
from suite import Skip, Suite, equal, require

UNIT = os.path.join(BUILD, "systemd", "referral-milter.service")
CONFINE = os.path.join(SOURCE, "tests", "support", "confine.py")
CANNOT = 77
# Those that start the daemon as it stands: no inspector of their own, no file system that is mounted from outside.
SUITES = ("verdicts", "sessions", "unsafe", "limits", "reload")
SUITE_SECONDS = 140

suite = Suite("confined")


def probe(directory, *arguments, confined=True):
    command = [program("confined_probe"), *arguments]
    if confined:
        command = [sys.executable, CONFINE, UNIT, directory, BUILD, *command]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode == CANNOT:
        raise Skip(done.stderr.strip())
    require(done.returncode == 0, "status", done.returncode, done.stderr)
    return done.stdout.split()[-1]


def expect(found_confined, found_free, thing, path=None):
    """What the probe says, confined and free; None: does not matter."""
    with tempfile.TemporaryDirectory(prefix="referral-milter.") as directory:
        os.chmod(directory, 0o777)
        arguments = [thing] + ([path.replace("@", directory)] if path else [])
        equal(probe(directory, *arguments), found_confined, "confined")
        if found_free is not None:
            equal(probe(directory, *arguments, confined=False), found_free, "free")


for sentence, row in (
        ("a unix socket can be made", ("done", "done", "unix-socket")),
        ("an internet socket cannot", ("EAFNOSUPPORT", "done", "inet-socket")),
        ("its own directory is written to", ("done", "done", "write", "@/new")),
        ("a read-only system is read-only", ("EROFS", None, "write", "/etc/referral-milter.probe")),
        ("its programs are executed", ("done", "done", "execute", program("confined_probe"))),
        ("no other program is executed", ("EACCES", "done", "execute", "/usr/bin/true")),
        ("memory is not writable and executable at once", ("EPERM", "done", "writable-code")),
        ("memory that was written to is not executed", ("EPERM", "done", "code-made-later")),
        ("no namespace is made", ("EPERM", None, "namespace")),
        ("nothing is mounted", ("EPERM", None, "mount", "@")),
        ("nothing is traced", ("EPERM", "done", "trace")),
        ("the personality stays", ("EPERM", "done", "personality")),
        ("the scheduling policy stays", ("EPERM", "done", "scheduling")),
        ("no file is made to run as its owner", ("EPERM", None, "set-user-id", "@")),
        ("the devices are few", ("ENOENT", None, "read", "/dev/vda")),
        ("descriptors are enough for a thousand sessions and core files are none", ("done", None, "limits"))):
    suite.row(sentence, expect, *row)


def passes(name):
    expect("done", None, "limits")  # or it cannot be done here
    environment = {**os.environ, "REFERRAL_CONFINED": UNIT}
    done = subprocess.run([sys.executable, os.path.join(SOURCE, "tests", "wire", name + ".py")], env=environment,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=SUITE_SECONDS, check=False)
    require(done.returncode == 0, done.stdout[-6000:])


for suite_name in SUITES:
    suite.row(f"the suite {suite_name} passes under the unit's restrictions", passes, suite_name)

if __name__ == "__main__":
    suite.main()
