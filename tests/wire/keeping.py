"""The gate keeps its ledger: starts and stops, signs of life, checkpoints outside of it, what was missed, and what
referral-audit asks for; and the auditor finds it sound after each of these."""

import contextlib
import datetime
import glob
import json
import os
import re
import shutil
import signal
import stat
import threading
import time

import processes
import routes
from auditor import audit, verify
from daemon import IS_ROOT, USER, Daemon, program
from messages import PREVENT, SENDER, ordinary, referral
from suite import Skip, Suite, equal, require, wait_until

suite = Suite("wire: keeping the ledger")
LINE = re.compile(r"checkpoint (gateway\.example/referral-ledger) (\d+) (\S{44}) (\S+)$", re.MULTILINE)


def ledger(daemon):
    return daemon.path("var", "ledger")


def checkpoints(daemon):
    """The sizes of those in the log."""
    return [int(size) for _, size, _, _ in LINE.findall(daemon.log())]


def sound(daemon, *options):
    """The auditor has nothing to object to, the checkpoints in the log included. The kinds of its remarks."""
    # A copy, since the ledger goes on.
    copy = daemon.path("copy")
    shutil.copytree(ledger(daemon), copy)
    try:
        is_sound, faults, remarks, answer = verify(copy, "--checkpoint", daemon.path("log"), *options)
        require(is_sound, faults, json.dumps(answer)[:2000])
        return remarks
    finally:
        shutil.rmtree(copy)


def kinds(daemon):
    return [json.loads(line)["kind"] for line in daemon.ledger_lines()]


def comes(daemon, kind, count=1, seconds=10):
    return wait_until(lambda: daemon.records(kind)[count - 1:count], seconds, f"{kind} number {count}")[0]


def own(daemon, *names, mode=0o700):
    path = daemon.path("var", *names)
    os.makedirs(path, mode, exist_ok=True)
    if IS_ROOT:
        shutil.chown(path, USER)
    return path


@suite.test
def a_clean_stop_and_an_unclean_end_are_told_apart():
    with Daemon(**routes.policy()) as daemon:
        first = comes(daemon, "start")
        with open(daemon.path("var", "ledger", "vkey"), encoding="ascii") as file:
            equal((first["clean"], first["vkey"]), (True, file.read().strip()), "the first start")
        equal(daemon.deliver(referral()).verdict, "accept")
        daemon.stop()
        equal(kinds(daemon), ["start", "verdict", "stop"])
        daemon.start()
        equal(comes(daemon, "start", 2)["clean"], True, "after a stop")
        equal(daemon.deliver(referral()).verdict, "accept")
        os.kill(daemon.gate(), signal.SIGKILL)  # first: without its supervisor it would stop cleanly
        daemon.kill()
        daemon.start()
        equal(comes(daemon, "start", 3)["clean"], False, "after kill -9")
        require("not closed by a stop" in daemon.log())
        daemon.stop()
        equal(sound(daemon), {"stop"}, "the auditor's remarks")


@suite.test
def a_gate_that_is_killed_and_started_again_leaves_a_start_that_says_so():
    with Daemon(**routes.policy()) as daemon:
        comes(daemon, "start")
        os.kill(daemon.gate(), signal.SIGKILL)
        equal(comes(daemon, "start", 2, 15)["clean"], False)
        wait_until(lambda: daemon.deliver(referral()).verdict == "accept", 15, "a referral that passes")
        daemon.stop()
        equal(sound(daemon), {"stop"}, "the auditor's remarks")


@suite.slow_test
def an_idle_gate_shows_that_it_lives():
    with Daemon(**routes.policy(), heartbeat=1) as daemon:
        comes(daemon, "heartbeat", 3, 15)
        size = len(daemon.ledger_lines())
        wait_until(lambda: checkpoints(daemon) and checkpoints(daemon)[-1] >= size, 5, "its checkpoint")
        times = [datetime.datetime.fromisoformat(r["time"].rstrip("Z")) for r in daemon.records("heartbeat")]
        for before, after in zip(times, times[1:]):
            require(0.9 <= (after - before).total_seconds() < 6, times)
        require(len(checkpoints(daemon)) >= 3, checkpoints(daemon))
        daemon.stop()
        sound(daemon)


@suite.slow_test
def a_gate_with_mail_needs_no_heartbeat_and_says_a_checkpoint_a_minute():
    with Daemon(**routes.policy(), heartbeat=3) as daemon:
        end = time.monotonic() + 6
        while time.monotonic() < end:
            equal(daemon.deliver(referral()).verdict, "accept")
            time.sleep(0.05)
        equal(daemon.records("heartbeat"), [], "heartbeats")
        equal(len(checkpoints(daemon)), 1, "checkpoints in the log")


@suite.test
def checkpoints_of_start_and_stop_stand_in_the_log():
    with Daemon(**routes.policy()) as daemon:
        wait_until(lambda: checkpoints(daemon) == [1], 5, "the one of the start")
        for _ in range(4):
            daemon.deliver(referral())
        daemon.stop()
        equal(checkpoints(daemon), [1, 6])
        sound(daemon)
        # And they are of use: what is cut behind their back is found out.
        shutil.copytree(ledger(daemon), daemon.path("cut"))
        for name in ("checkpoint", "leaves"):
            os.unlink(daemon.path("cut", name))
        records = daemon.path("cut", "records-000001.jsonl")
        with open(records, "rb") as file:
            lines = file.readlines()
        with open(records, "wb") as file:
            file.writelines(lines[:4])
        is_sound, faults, _, _ = verify(daemon.path("cut"), "--checkpoint", daemon.path("log"))
        require(not is_sound, faults)


@suite.test
def the_newest_checkpoint_is_a_file_that_everybody_may_read():
    daemon = Daemon(**routes.policy())
    directory = own(daemon, "checkpoints")
    daemon.configure(checkpoint_directory=directory)
    path = os.path.join(directory, "gateway.example.checkpoint")
    with daemon:
        wait_until(lambda: os.path.exists(path), 5, "the file")
        daemon.deliver(referral())
        daemon.stop()
        equal(os.listdir(directory), ["gateway.example.checkpoint"])
        equal(stat.S_IMODE(os.stat(path).st_mode), 0o644, "mode")
        with open(path, "rb") as file, open(os.path.join(ledger(daemon), "checkpoint"), "rb") as newest:
            equal(file.read(), newest.read(), "the file")
        sound(daemon, "--checkpoint", path)


@suite.test
def a_directory_that_cannot_be_written_is_logged_and_stops_nothing():
    daemon = Daemon(**routes.policy())
    directory = own(daemon, "checkpoints")
    daemon.configure(checkpoint_directory=directory)
    os.rmdir(directory)
    with daemon:
        wait_until(lambda: "cannot write the checkpoint" in daemon.log(), 5, "a line of the log")
        equal(daemon.deliver(referral()).verdict, "accept")
        equal(len(checkpoints(daemon)), 1, "checkpoints in the log")


def with_command(text, **options):
    daemon = Daemon(**routes.policy(), **options)
    own(daemon, "taken")
    command = daemon.path("command")
    with open(command, "w", encoding="ascii") as file:
        file.write("#!/bin/sh\n" + text.format(taken=daemon.path("var", "taken")) + "\n")
    os.chmod(command, 0o755)
    daemon.configure(checkpoint_command=command)
    return daemon


@suite.test
def each_checkpoint_goes_to_the_command_as_the_daemons_user():
    with with_command("umask 022; id -un >{taken}/user; cat >{taken}/$$") as daemon:
        wait_until(lambda: glob.glob(daemon.path("var", "taken", "[0-9]*")), 5, "the first one")
        daemon.deliver(referral())
        daemon.stop()
        notes = glob.glob(daemon.path("var", "taken", "[0-9]*"))
        equal(len(notes), 2, "checkpoints of start and stop")
        with open(daemon.path("var", "taken", "user"), encoding="ascii") as file:
            equal(file.read().strip(), USER)
        for note in notes:
            sound(daemon, "--checkpoint", note)


@suite.test
def a_command_that_fails_is_logged_and_stops_nothing():
    with with_command("echo the second host is away >&2; exit 7") as daemon:
        wait_until(lambda: "exited with status 7" in daemon.log(), 5, "a line of the log")
        require("the second host is away" in daemon.log())
        equal(daemon.deliver(referral()).verdict, "accept")


@suite.slow_test
def a_command_that_hangs_delays_no_mail_and_does_not_outlive_the_daemon():
    with with_command("echo $$ >{taken}/pid; exec sleep 600", heartbeat=1) as daemon:
        wait_until(lambda: os.path.exists(daemon.path("var", "taken", "pid")), 5, "the command")
        comes(daemon, "heartbeat", 2, 10)
        began = time.monotonic()
        equal(daemon.deliver(ordinary()).verdict, "accept")
        equal(daemon.deliver(referral()).verdict, "accept")
        require(time.monotonic() - began < 5)
        equal(sum("sleep" in p.arguments for p in daemon.tree()), 1, "commands at once")
        daemon.process.send_signal(signal.SIGTERM)
        session, status = daemon.process.pid, daemon.process.wait(13)
        equal((status, processes.of_session(session)), (0, []), "status, and what is left")
        equal(daemon.records("stop")[-1:][0]["kind"], "stop")
        daemon.process = None


def load(daemon, is_over, problems):
    while not is_over.is_set():
        try:
            outcome = daemon.deliver(referral())
            if outcome.verdict not in ("accept", "defer"):
                problems.append(outcome)
        except (OSError, AssertionError):
            time.sleep(0.02)  # there is no gate


@contextlib.contextmanager
def under_load(daemon, threads=4):
    is_over, problems = threading.Event(), []
    senders = [threading.Thread(target=load, args=(daemon, is_over, problems), daemon=True) for _ in range(threads)]
    for sender in senders:
        sender.start()
    try:
        yield
    finally:
        is_over.set()
        for sender in senders:
            sender.join(60)
    require(not problems, problems[:3])


@suite.slow_test
def a_ledger_is_sound_after_load_kills_and_reloads():
    with Daemon(**routes.policy()) as daemon:
        with under_load(daemon):
            for i in range(4):
                time.sleep(0.5)
                policy = routes.policy(contact=f"contact{i}@lewisham.gov.uk")
                daemon.rules, daemon.guidance = policy["rules"], policy["guidance"]
                daemon.configure()
                daemon.process.send_signal(signal.SIGHUP)
                wait_until(lambda n=i + 1: daemon.log().count("is in force, after") == n, 30, "a reload")
                time.sleep(0.3)
                before = len(daemon.records("start"))
                os.kill(daemon.gate(), signal.SIGKILL)
                comes(daemon, "start", before + 1, 20)
                wait_until(daemon.answers, 20, "an answer")
        wait_until(lambda: daemon.deliver(referral()).verdict == "accept", 15, "a referral that passes")
        daemon.stop()
        equal(len(daemon.records("reload")), 4, "reloads")
        require(sound(daemon) <= {"stop", "torn"})


@suite.test
def every_record_stands_behind_the_announcement_of_its_policy():
    with Daemon(**routes.policy()) as daemon:
        with under_load(daemon):
            for i in range(6):
                policy = routes.policy(contact=f"contact{i}@lewisham.gov.uk")
                daemon.rules, daemon.guidance = policy["rules"], policy["guidance"]
                daemon.configure()
                daemon.process.send_signal(signal.SIGHUP)
                wait_until(lambda n=i + 1: daemon.log().count("is in force, after") == n, 30, "a reload")
        daemon.stop()
        announced = set()
        for record in map(json.loads, daemon.ledger_lines()):
            if record["kind"] in ("start", "reload"):
                announced.add(record["bundle"])
            require(record["bundle"] in announced, record["kind"], record["index"])
        equal(len(announced), 7, "policies")
        sound(daemon)


# What was missed.

@contextlib.contextmanager
def a_disk(daemon):
    """The ledger on a small disk of its own; yields the name of a file that fills it."""
    disk = own(daemon, "disk")
    if not IS_ROOT or os.system(f"mount -t tmpfs -o size=192k,mode=0755 none {disk} 2>/dev/null") != 0:
        daemon.remove()
        raise Skip("no tmpfs can be mounted here")
    try:
        shutil.chown(disk, USER)
        daemon.configure(ledger=f"{disk}/ledger")
        yield disk
    finally:
        daemon.kill()
        os.system(f"umount {disk}")
        daemon.remove()


def records_at(directory, *wanted):
    found = []
    for name in sorted(glob.glob(f"{directory}/records-*.jsonl")):
        with open(name, "rb") as file:
            found += [json.loads(line) for line in file.read().splitlines()]
    return [record for record in found if record["kind"] in wanted]


@suite.test
def what_a_full_disk_kept_out_is_counted_when_there_is_room_again():
    daemon = Daemon(**routes.policy())
    with a_disk(daemon) as disk:
        daemon.start()
        equal(daemon.deliver(referral()).verdict, "accept")
        with open(f"{disk}/filler", "wb", buffering=0) as filler, contextlib.suppress(OSError):
            while filler.write(b"x" * 512):
                pass
        verdicts = [daemon.deliver(referral()).verdict for _ in range(12)]
        equal(verdicts[-1], "defer")
        equal(daemon.deliver(ordinary()).verdict, "accept")
        wait_until(lambda: "cannot be written" in daemon.log(), 5, "a line of the log")
        os.unlink(f"{disk}/filler")
        # Without any mail.
        missed = wait_until(lambda: records_at(f"{disk}/ledger", "missed"), 15, "the record of it")[0]
        equal((missed["deferred"], missed["passed"]), (verdicts.count("defer"), 0), "messages")
        wait_until(lambda: "is written again" in daemon.log(), 5, "another")
        equal(daemon.deliver(referral()).verdict, "accept")
        daemon.stop()
        is_sound, faults, _, _ = verify(f"{disk}/ledger", "--checkpoint", daemon.path("log"))
        require(is_sound, faults)


@suite.test
def a_ledger_that_was_read_only_at_the_start_hears_of_start_reload_and_what_was_missed():
    daemon = Daemon(**routes.policy())
    directory = own(daemon, "ledger", mode=0o555)
    if IS_ROOT:
        os.chown(directory, 0, 0)
    os.chmod(directory, 0o555)
    with daemon:
        equal([daemon.deliver(referral()).verdict for _ in range(3)], ["defer"] * 3)
        require("referrals are deferred until this is mended" in daemon.log(), daemon.log())
        policy = routes.policy(contact="other@lewisham.gov.uk")
        daemon.rules, daemon.guidance = policy["rules"], policy["guidance"]
        daemon.configure()
        daemon.process.send_signal(signal.SIGHUP)
        wait_until(lambda: "is in force, after" in daemon.log(), 30, "a reload")
        os.chmod(directory, 0o700)
        if IS_ROOT:
            shutil.chown(directory, USER)
        comes(daemon, "reload")
        equal(kinds(daemon), ["start", "missed", "reload"])
        equal(daemon.records("missed")[0]["deferred"], 3)
        equal(daemon.records("reload")[0]["previous"], daemon.records("start")[0]["bundle"])
        equal(daemon.deliver(referral()).verdict, "accept")
        daemon.stop()
        sound(daemon)


def preloaded(name):
    library = program(f"tests/support/{name}.so")
    if not os.path.exists(library):
        raise Skip(f"{name}.so was not built")
    with open(program("referral-milter"), "rb") as file:
        octets = file.read()
        if b"__asan_init" in octets or b"__tsan_init" in octets:
            raise Skip("a build with a sanitizer takes no preloaded library")
    return library


@suite.slow_test
def a_disk_that_hangs_delays_no_other_mail_no_reload_and_no_stop():
    daemon = Daemon(**routes.policy(), heartbeat=1)
    hang = daemon.path("hang")
    daemon.environment = {"LD_PRELOAD": preloaded("fail_sync"), "HANG_SYNC_FILE": hang}

    def is_quick(function):
        began = time.monotonic()
        function()
        require(time.monotonic() - began < 3, "took", time.monotonic() - began)

    def reload(contact):
        policy = routes.policy(contact=contact)
        daemon.rules, daemon.guidance = policy["rules"], policy["guidance"]
        daemon.configure()
        before = daemon.log().count("is in force, after")
        daemon.process.send_signal(signal.SIGHUP)
        wait_until(lambda: daemon.log().count("is in force, after") > before, 15, "a reload")
    with daemon:
        comes(daemon, "heartbeat")
        with open(hang, "w", encoding="ascii"):
            pass
        time.sleep(2)  # now the gate's own heartbeat hangs
        is_quick(lambda: equal(daemon.deliver(ordinary()).verdict, "accept"))
        reload("one@lewisham.gov.uk")
        old = daemon.template()
        os.kill(old, signal.SIGKILL)
        wait_until(lambda: daemon.template() not in (None, old), 10, "another template")
        is_quick(lambda: equal(daemon.deliver(ordinary()).verdict, "accept"))
        os.unlink(hang)
        comes(daemon, "reload")
        comes(daemon, "inspector-death")
        equal(daemon.deliver(referral()).verdict, "accept")
        with open(hang, "w", encoding="ascii"):
            pass
        time.sleep(2)
        daemon.stop()
        os.unlink(hang)
        require("cannot record the stop" in daemon.log(), daemon.log())
        daemon.start()
        equal(daemon.deliver(referral()).verdict, "accept")
        daemon.stop()
        sound(daemon)


@suite.test
def dead_inspectors_are_recorded():
    with Daemon(**routes.policy()) as daemon:
        comes(daemon, "start")
        os.kill(daemon.template(), signal.SIGKILL)
        equal((lambda r: (r["process"], r["detail"]))(comes(daemon, "inspector-death")), ("template", "1"))
        os.kill(daemon.screeners()[0], signal.SIGKILL)
        equal((lambda r: (r["process"], r["detail"]))(comes(daemon, "inspector-death", 2)), ("screener", "1"))


# The calendar.

@suite.test
def a_new_quarter_in_a_running_daemon_brings_a_new_key_and_keeps_cases_together():
    library = preloaded("fake_clock")
    daemon = Daemon(**routes.policy())
    clock = daemon.path("clock")

    def set_clock(when):
        with open(clock + ".new", "w", encoding="ascii") as file:
            file.write(str(int(when - time.time())))
        os.rename(clock + ".new", clock)
    change = datetime.datetime(2031, 4, 1, tzinfo=datetime.timezone.utc).timestamp()
    set_clock(change - 60)
    daemon.environment = {"LD_PRELOAD": library, "FAKE_CLOCK_FILE": clock}
    with daemon:
        equal(daemon.deliver(referral(cc=(PREVENT,))).verdict, "refuse")
        set_clock(change + 1)
        period = comes(daemon, "period")  # without any mail
        equal((period["previous"], period["period"]), ("2031Q1", "2031Q2"))
        equal(daemon.deliver(referral(cc=(PREVENT,))).verdict, "refuse")
        before, after = daemon.records()
        equal((before["period"], after["period"]), ("2031Q1", "2031Q2"))
        require(before["sender"] != after["sender"])
        equal(after["previous"]["period"], "2031Q1")
        equal(after["previous"]["sender"], before["sender"])
        equal(len(glob.glob(daemon.path("var", "keys", "pseudonym-*"))), 2, "keys")
        daemon.stop()
        sound(daemon)
        # While no gate runs, too.
        set_clock(change + 92 * 86400)
        daemon.start()
        equal((lambda r: (r["previous"], r["period"]))(comes(daemon, "period", 2)), ("2031Q2", "2031Q3"))


# What referral-audit asks for.

def ask(daemon, *arguments, status=0):
    return audit(*arguments, "--ledger", ledger(daemon), "--keys", daemon.path("var", "keys"), status=status)


@suite.test
def the_running_gate_does_what_referral_audit_asks():
    with Daemon(**routes.policy()) as daemon:
        equal(daemon.deliver(referral()).verdict, "accept")
        period = daemon.records()[0]["period"]
        with open(os.path.join(ledger(daemon), "vkey"), encoding="ascii") as file:
            old = file.read().strip()
        require(SENDER.encode() not in ask(daemon, "match", SENDER, "--period", period).stdout)
        equal(daemon.records("match")[0]["period"], period)
        ask(daemon, "keys", "rotate-signing")
        equal(daemon.records("signing-key")[0]["previous"], old)
        equal(daemon.deliver(referral()).verdict, "accept")
        ask(daemon, "keys", "destroy", period, "--confirm", period, status=1)
        ask(daemon, "retain", "--older-than", "365")
        equal(os.listdir(os.path.join(ledger(daemon), "spool")), [], "what is left in the spool")
        require("asked by user" in daemon.log() and "rotate-signing: done" in daemon.log(), daemon.log())
        daemon.stop()
        sound(daemon, "--key", old)


@suite.test
def a_key_of_the_administrators_signs_and_is_not_rotated():
    daemon = Daemon(**routes.policy())
    key = daemon.path("var", "my-key")
    with open(key, "w", encoding="ascii") as file:
        file.write("5b" * 32 + "\n")
    os.chmod(key, 0o400)
    if IS_ROOT:
        shutil.chown(key, USER)
    daemon.configure(signing_key=key)
    with daemon:
        equal(daemon.deliver(referral()).verdict, "accept")
        require(not os.path.exists(daemon.path("var", "keys", "signing-key")))
        ask(daemon, "keys", "rotate-signing", status=1)
        equal(daemon.records("signing-key"), [])
        daemon.stop()
        sound(daemon)


@suite.test
def what_hostile_hands_leave_in_the_spool_hurts_nothing():
    with Daemon(**routes.policy()) as daemon:
        comes(daemon, "start")
        spool = os.path.join(ledger(daemon), "spool")
        wait_until(lambda: os.path.isdir(spool), 5, "the spool")
        names = [os.path.join(spool, f"{i:032x}.request") for i in range(7)]
        good = b'{"v":1,"request":"rotate-signing","uid":0}'
        os.symlink("/etc/passwd", names[0])
        os.mkfifo(names[1], 0o600)
        os.makedirs(os.path.join(names[2], "inside"))
        for name, octets, mode in ((names[3], b"x" * 2000000, 0o600), (names[4], b"{}", 0o600),
                                   (names[5], good, 0o666), (names[6], good[:-1], 0o600)):
            with open(name + ".beside", "wb") as file:
                file.write(octets)
            if IS_ROOT:
                shutil.chown(name + ".beside", USER)
            os.chmod(name + ".beside", mode)
            os.rename(name + ".beside", name)
        wait_until(lambda: not glob.glob(os.path.join(spool, "*.request")), 10, "an end of them")
        equal(daemon.records("signing-key"), [])
        wait_until(lambda: daemon.log().count("no request of ours") >= 7, 5, "a line of the log for each")
        equal(daemon.deliver(referral()).verdict, "accept")
        ask(daemon, "keys", "rotate-signing")
        daemon.stop()
        daemon.start()
        ask(daemon, "keys", "rotate-signing")
        equal(len(daemon.records("signing-key")), 2, "keys that were announced")


if __name__ == "__main__":
    suite.main()
