"""What the gate signs holds for somebody else's implementation of signed notes and RFC 6962, Go's, and what was tampered
with does not: checker.go beside this file."""

import atexit
import glob
import os
import shutil
import signal
import subprocess
import tempfile

import routes
from auditor import Ledger, audit
from audit_lines import event, text, verdict
from daemon import SOURCE, Daemon
from ledger_writer import GATEWAY, World, remove_scratch
from messages import referral
from suite import Suite, equal, require

SUMDB = "/usr/share/gocode/src/golang.org/x/mod/sumdb"
scratch = tempfile.mkdtemp(prefix="independent.")
CHECKER = os.path.join(scratch, "checker")
count = 0

suite = Suite("audit: independent")
suite.close(remove_scratch)
atexit.register(shutil.rmtree, scratch, True)


def build():
    """Without a network, of what Debian ships. Why not, or None."""
    if not shutil.which("go"):
        return "no go here (Debian: golang-go)"
    if not os.path.isdir(SUMDB):
        return "no golang.org/x/mod here (Debian: golang-golang-x-mod-dev)"
    done = subprocess.run(["go", "build", "-o", CHECKER, os.path.join(SOURCE, "tests", "audit", "checker.go")],
                          env={"PATH": os.environ["PATH"], "HOME": scratch, "GO111MODULE": "off", "GOPROXY": "off",
                               "GOPATH": "/usr/share/gocode", "GOCACHE": os.path.join(scratch, "cache")},
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return None


def check(*arguments, status=0):
    done = subprocess.run([CHECKER, *arguments], capture_output=True, text=True, check=False)
    equal(done.returncode, status, f"status of {arguments} ({done.stdout}{done.stderr})")
    return done.stdout if status == 0 else done.stderr


def keep(path):
    """A copy that no later change reaches."""
    global count
    count += 1
    return shutil.copy(path, os.path.join(scratch, f"kept{count}"))


def vkey_of(directory):
    return os.path.join(directory, "vkey")


def is_checked(directory, kept=()):
    """The ledger, its growth from each of the kept checkpoints to the next, and a proof of each record that is there."""
    vkey, newest = vkey_of(directory), os.path.join(directory, "checkpoint")
    heads = [*kept, newest]
    for older, newer in zip(heads, heads[1:]):
        check("grows", vkey, older, newer, directory)
    signed = check("ledger", vkey, directory)
    for line in audit("query", "--json", directory, status=0).stdout.splitlines():
        index = line.split(b'"index":')[1].split(b",")[0].decode()
        said = check("proof", vkey, prove(directory, index))
        require(said.endswith(f": {line.decode()}\n") and said.startswith(f"record {index} "), said)
    return signed


def prove(directory, index):
    path = os.path.join(scratch, "proof")
    with open(path, "wb") as file:
        file.write(audit("prove", str(index), directory, status=0).stdout)
    return path


@suite.test
def trees_of_every_shape_are_as_others_make_them():
    for number in range(1, 18):
        ledger = Ledger(f"start verdict*{number} keep verdict*{18 - number}")
        check("grows", ledger.path("vkey"), ledger.path("older"), ledger.path("checkpoint"), ledger.directory)
    for number in range(1, 10):
        is_checked(Ledger(f"start verdict*{number}").directory)


@suite.test
def the_daemons_ledger_holds_through_a_killed_gate_and_a_restart():
    with Daemon(**routes.policy()) as daemon:
        directory = daemon.path("var", "ledger")
        kept = []
        for number in range(6):
            daemon.deliver(referral(cc=()) if number % 2 else referral())
            kept.append(keep(os.path.join(directory, "checkpoint")))
        os.kill(daemon.gate(), signal.SIGKILL)
        daemon.kill()
        daemon.start()
        daemon.deliver(referral())
        kept.append(keep(os.path.join(directory, "checkpoint")))
        daemon.stop()
        signed = int(is_checked(directory, kept).split()[0])
        require(signed >= 10, "verdicts, starts and stops", signed)
        equal([record["clean"] for record in daemon.records("start")], [True, False], "clean")


def filled(world, number=12):
    """Records of long ago in small files, a checkpoint kept after each."""
    kept = []
    for i in range(number):
        world.order(text(verdict(i, GATEWAY, time="2025-08-04T00:00:00.000000Z")))
        kept.append(keep(os.path.join(world.ledger, "checkpoint")))
    return kept


@suite.test
def a_ledger_holds_over_a_change_of_its_key():
    world = World()
    world.fill()
    kept = filled(world)
    old = keep(vkey_of(world.ledger))
    equal(world.ask("keys", "rotate-signing", while_held=True).returncode, 0, "status")
    kept += filled(world)
    world.release()
    is_checked(world.ledger, kept)
    handover, = glob.glob(os.path.join(world.ledger, "handover-*"))
    check("grows", old, kept[0], handover, world.ledger)
    require("signature" in check("grows", old, kept[0], kept[-1], world.ledger, status=1), "the new key is another")


@suite.test
def a_ledger_holds_over_retention_and_a_destroyed_key():
    world = World(segment_size=4000)
    start = event(0, "start", GATEWAY, clean=True, vkey=world.order("vkey"))
    world.order(text({**start, "time": "2025-08-03T23:59:59.000000Z"}))
    kept = filled(world)
    world.order("key 2026Q3")
    world.order(text({**event(9, "stop", GATEWAY), "time": "2025-08-04T00:00:01.000000Z"}))
    world.release()
    equal(world.ask("keys", "destroy", "2026Q3", "--confirm", "2026Q3").returncode, 0, "destroy")
    equal(world.ask("retain", "--older-than", "365").returncode, 0, "retain")
    require(not os.path.exists(os.path.join(world.ledger, "records-000001.jsonl")), "a file is deleted")
    signed, records = (int(word.split()[0]) for word in is_checked(world.ledger, kept).split(","))
    require(records < signed, "records are gone, and still signed")
    equal(audit("verify", world.ledger).returncode, 0, "our own view")


@suite.test
def a_ledger_holds_over_crashes_in_the_middle_of_writing():
    world = World(segment_size=9000)
    kept = []
    for _ in range(4):
        world.begin("\n".join(["event heartbeat"] * 50))
        for _ in range(20):
            world.writer.stdout.readline()
        world.writer.kill()
        world.writer.wait()
        world.writer.stdin.close()
        world.writer.stdout.close()
        kept.append(keep(os.path.join(world.ledger, "checkpoint")))
        newest = sorted(glob.glob(os.path.join(world.ledger, "records-*")))[-1]
        with open(newest, "ab") as file:
            file.write(b'{"v":1,"kind":"verd')
        with open(os.path.join(world.ledger, "leaves"), "r+b") as file:
            file.truncate(os.path.getsize(file.name) - 40)
        world.hold()
        kept.append(keep(os.path.join(world.ledger, "checkpoint")))
    world.release()
    is_checked(world.ledger, kept)
    equal(audit("verify", world.ledger).returncode, 0, "our own view")


def edit_a_record(ledger):
    name = ledger.segments()[0]
    ledger.write(name, ledger.read(name).replace(b'"lewisham"', b'"lewishan"', 1))
    return "is not what its leaf is the hash of"


def edit_a_record_and_its_leaf(ledger):
    edit_a_record(ledger)
    ledger.put_leaves()
    return "do not add up"


def cut_leaves_off(ledger):
    ledger.write("leaves", ledger.read("leaves")[:-32])
    return "there are 26 leaves"


def change_the_size(ledger):
    ledger.write("checkpoint", ledger.read("checkpoint").replace(b"\n27\n", b"\n26\n"))
    return "invalid signature"


def change_the_origin(ledger):
    ledger.write("checkpoint", ledger.read("checkpoint").replace(b"gateway.example.org/", b"gatewey.example.org/"))
    return "no verifiable signatures"


def sign_with_another_key(ledger):
    ledger.write("checkpoint", Ledger(seed=9).read("checkpoint"))
    return "no verifiable signatures"


def insert_a_record(ledger):
    name = ledger.segments()[0]
    ledger.put_lines(name, ledger.lines(name) + [b'{"v":1,"index":27,"kind":"verdict"}\n'])
    return "without a leaf"


def is_refused(tamper):
    ledger = Ledger()
    check("ledger", ledger.path("vkey"), ledger.directory)
    said = tamper(ledger)
    require(said in check("ledger", ledger.path("vkey"), ledger.directory, status=1), said)


for tampering in (edit_a_record, edit_a_record_and_its_leaf, cut_leaves_off, change_the_size, change_the_origin,
                  sign_with_another_key, insert_a_record):
    suite.row(f"the other implementation refuses it too: {tampering.__name__}", is_refused, tampering)


@suite.test
def another_history_is_no_continuation_for_it_either():
    ledger, other = Ledger("start verdict*3 keep verdict*6"), Ledger("start verdict*12")
    for directory in (ledger, other):
        require(check("grows", ledger.path("vkey"), ledger.path("older"), other.path("checkpoint"),
                      directory.directory, status=1), "refused")
    require("has more" in check("grows", ledger.path("vkey"), ledger.path("checkpoint"), ledger.path("older"),
                                ledger.directory, status=1), "truncated")


SPOILT = [
    ("another index", lambda octets: octets.replace(b"index 6", b"index 7")),
    ("another size", lambda octets: octets.replace(b"\n27\n", b"\n26\n")),
    ("a shorter path", lambda octets: b"\n".join(octets.split(b"\n")[:3] + octets.split(b"\n")[4:])),
    ("another record", lambda octets: octets.replace(octets.split(b"\n")[1], octets.split(b"\n")[1][:-8] + b"AAAAAAA=")),
]


def is_no_proof(spoil):
    ledger = Ledger()
    path = prove(ledger.directory, 6)
    with open(path, "rb") as file:
        octets = file.read()
    require(spoil(octets) != octets, "nothing was spoilt")
    with open(path, "wb") as file:
        file.write(spoil(octets))
    check("proof", ledger.path("vkey"), path, status=1)
    equal(audit("prove", "--check", path, "--key", ledger.path("vkey")).returncode, 1, "our own view")


for sentence, spoiling in SPOILT:
    suite.row(f"a proof with {sentence} proves nothing to it", is_no_proof, spoiling)


suite.main(build())
