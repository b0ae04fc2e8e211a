"""No unrecorded referral: when the ledger cannot be written referrals defer, other mail passes, and it recovers."""

import contextlib
import glob
import json
import os
import shutil
import stat
import subprocess

import routes
from daemon import IS_ROOT, USER, Daemon, program
from messages import PREVENT, ordinary, referral
from suite import Skip, Suite, equal, require, wait_until

suite = Suite("wire: ledger")


def needs_root():
    if not IS_ROOT:
        raise Skip("needs root")


def is_deferred(daemon, mail=None):
    outcome = daemon.deliver(mail or referral())
    equal(outcome.verdict, "defer", outcome)
    require(outcome.reply.startswith("451 4.3.0") or outcome.reply.startswith("451-4.3.0"), outcome.reply)
    equal(outcome.edits and "edits", [], "a deferred message carries no edits that count")


def other_passes(daemon):
    outcome = daemon.deliver(ordinary())
    equal(outcome.verdict, "accept", outcome)


def recovers(daemon):
    wait_until(lambda: daemon.deliver(referral(cc=(PREVENT,))).verdict == "refuse", 20, "a recovery", 0.2)
    before = len(daemon.records())
    equal(daemon.deliver(referral()).verdict, "accept")
    equal(len(daemon.records()), before + 1, "records")


@suite.test
def records_are_one_json_object_a_line_schema_version_first():
    with Daemon(**routes.policy()) as daemon:
        daemon.deliver(referral())
        daemon.deliver(referral(cc=()))
        lines = daemon.ledger_lines()
        for line in lines:
            require(line.startswith(b'{"v":1,') or line.startswith(b'{"v": 1,'), line)
            require(line.isascii(), line)
            json.loads(line)
        kinds = [record["kind"] for record in daemon.records("start", "verdict", "stop")]
        equal(kinds, ["start", "verdict", "verdict"], "kinds")
        daemon.stop()
        equal(daemon.records("start", "verdict", "stop")[-1]["kind"], "stop", "last record")


@suite.test
def keys_and_ledger_are_made_at_first_start_by_the_daemons_user_for_it_alone():
    with Daemon(**routes.policy()) as daemon:
        daemon.deliver(referral())
        found = sorted(glob.glob(daemon.path("var", "keys", "*")))
        equal([os.path.basename(path).split("-")[0] for path in found], ["pseudonym", "signing"], "key files")
        for path in found + glob.glob(daemon.path("var", "ledger", "*")):
            status = os.stat(path)
            equal(stat.S_IMODE(status.st_mode), 0o700 if os.path.isdir(path) else 0o600, f"mode of {path}")
            equal(status.st_uid, os.stat(daemon.path("var")).st_uid, f"owner of {path}")
        for name in ("keys", "ledger"):
            equal(stat.S_IMODE(os.stat(daemon.path("var", name)).st_mode), 0o700, f"mode of {name}")


@suite.test
def a_restart_keeps_keys_and_appends_to_the_ledger():
    daemon = Daemon(**routes.policy())
    with daemon:
        daemon.deliver(referral(cc=()))
        daemon.stop()
        before = daemon.ledger_lines()
        daemon.start()
        daemon.deliver(referral(cc=()))
        after = daemon.ledger_lines()
        equal(after[:len(before)], before, "what was there before")
        first, second = daemon.records()
        equal(first["sender"], second["sender"], "pseudonyms over a restart")


@suite.test
def a_pseudonym_key_that_others_can_read_defers_referrals_and_is_said():
    a_readable_key_defers("pseudonym-*")


@suite.test
def a_signing_key_that_others_can_read_defers_referrals_and_is_said():
    a_readable_key_defers("signing-key")


def a_readable_key_defers(which):
    with Daemon(**routes.policy()) as daemon:
        daemon.deliver(referral())
        daemon.stop()
        key = glob.glob(daemon.path("var", "keys", which))[0]
        os.chmod(key, 0o644)
        try:
            daemon.start()
        except AssertionError:
            require("key" in daemon.log(), daemon.log())
            daemon.process = None
            return
        is_deferred(daemon)
        other_passes(daemon)
        require("key" in daemon.log(), daemon.log())
        os.chmod(key, 0o600)
        recovers(daemon)


@contextlib.contextmanager
def unwritable(daemon):
    """The daemon's user may not write its ledger directory."""
    directory = daemon.path("var", "ledger")
    os.makedirs(directory, exist_ok=True)
    if IS_ROOT:
        os.chown(directory, 0, 0)
    os.chmod(directory, 0o555)
    try:
        yield
    finally:
        os.chmod(directory, 0o700)
        if IS_ROOT:
            shutil.chown(directory, USER)


@suite.test
def an_unwritable_ledger_directory_defers_referrals_and_recovers():
    daemon = Daemon(**routes.policy())
    with unwritable(daemon):
        daemon.start()
        is_deferred(daemon)
        is_deferred(daemon, referral(cc=()))
        other_passes(daemon)
        equal(daemon.records(), [], "records")
        require("ledger" in daemon.log(), daemon.log())
    with daemon:
        recovers(daemon)


@suite.test
def a_ledger_path_that_is_no_directory_defers_referrals():
    daemon = Daemon(**routes.policy())
    with open(daemon.path("var", "ledger"), "w", encoding="ascii"):
        pass
    with daemon:
        is_deferred(daemon)
        other_passes(daemon)
        os.unlink(daemon.path("var", "ledger"))
        recovers(daemon)


@suite.test
def a_full_disk_defers_referrals_and_recovers():
    needs_root()
    daemon = Daemon(**routes.policy())
    disk = daemon.path("var", "disk")
    os.mkdir(disk)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k,mode=0755", "none", disk],
                             capture_output=True, check=False)
    if mounted.returncode != 0:
        daemon.remove()
        raise Skip("no tmpfs can be mounted here")
    try:
        shutil.chown(disk, USER)
        daemon.configure(ledger=f"{disk}/ledger")
        daemon.start()
        equal(daemon.deliver(referral()).verdict, "accept")
        with open(f"{disk}/filler", "wb", buffering=0) as filler, contextlib.suppress(OSError):
            while filler.write(b"x" * 512):
                pass
        verdicts = [daemon.deliver(referral()).verdict for _ in range(12)]
        require(verdicts[-1] == "defer", verdicts)
        is_deferred(daemon)
        other_passes(daemon)

        def lines():
            with open(f"{disk}/ledger/records-000001.jsonl", "rb") as file:
                return file.read()
        equal(sum(b'"kind":"verdict"' in line for line in lines().splitlines()), 1 + verdicts.count("accept"),
              "as many records as acceptances")
        require(lines().endswith(b"\n"), "the last line is whole")
        os.unlink(f"{disk}/filler")
        wait_until(lambda: daemon.deliver(referral()).verdict == "accept", 20, "a recovery", 0.2)
        for line in lines().splitlines():
            json.loads(line)
        daemon.stop()
    finally:
        daemon.kill()
        subprocess.run(["umount", disk], check=False)
        daemon.remove()


@suite.test
def a_failed_sync_defers_referrals_and_recovers():
    library = program("tests/support/fail_sync.so")
    if not os.path.exists(library):
        raise Skip("fail_sync.so was not built")
    with open(program("referral-milter"), "rb") as file:
        if b"__asan_init" in file.read():
            raise Skip("a build with the address sanitizer takes no preloaded library")
    daemon = Daemon(**routes.policy())
    flag = daemon.path("fail-sync")
    daemon.environment = {"LD_PRELOAD": library, "FAIL_SYNC_FILE": flag}
    with daemon:
        equal(daemon.deliver(referral()).verdict, "accept")
        with open(flag, "w", encoding="ascii"):
            pass
        is_deferred(daemon)
        is_deferred(daemon, referral(cc=()))
        other_passes(daemon)
        equal(len(daemon.records()), 1, "records")
        os.unlink(flag)
        recovers(daemon)


@suite.test
def a_torn_last_line_is_set_aside_at_start_and_said():
    with Daemon(**routes.policy()) as daemon:
        daemon.deliver(referral())
        daemon.stop()
        whole = daemon.ledger_lines()
        newest = sorted(glob.glob(daemon.path("var", "ledger", "records-*.jsonl")))[-1]
        with open(newest, "ab") as file:
            file.write(b'{"v":1,"kind":"verd')
        daemon.start()
        equal(daemon.deliver(referral()).verdict, "accept")
        equal(daemon.ledger_lines()[:len(whole)], whole, "the lines before")
        require(glob.glob(daemon.path("var", "ledger", "torn-*")), "the torn line is kept")
        require("torn" in daemon.log(), daemon.log())


@suite.test
def a_second_daemon_on_the_same_ledger_defers_its_referrals():
    with Daemon(**routes.policy()) as daemon:
        equal(daemon.deliver(referral()).verdict, "accept")
        other = Daemon(**routes.policy())
        other.configure(ledger=daemon.path("var", "ledger"))
        with other:
            is_deferred(other)
            other_passes(other)
        equal(daemon.deliver(referral()).verdict, "accept")


@suite.test
def the_record_is_there_before_the_mta_hears_the_verdict():
    with Daemon(**routes.policy()) as daemon:
        for i in range(20):
            daemon.deliver(referral(cc=() if i % 2 else (PREVENT,)))
            equal(len(daemon.records()), i + 1, "records at the moment of the answer")


if __name__ == "__main__":
    suite.main()
