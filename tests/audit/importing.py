"""import: lines of several gateways, in any order, with duplicates, gaps and lies among them."""

import json
import os
import random
import shutil
import subprocess
import tempfile
import time

from audit_lines import TOOL, Log, event, made_log, read_records, run, text, verdict
from suite import Suite, equal, require

suite = Suite("referral-audit import")
scratch = tempfile.mkdtemp(prefix="import-")
made = 0


@suite.close
def nothing_is_left_behind():
    shutil.rmtree(scratch)


def new_directory():
    global made
    made += 1
    return os.path.join(scratch, f"into{made}")


def write(lines):
    global made
    made += 1
    path = os.path.join(scratch, f"lines{made}")
    with open(path, "w", encoding="utf-8") as out:
        out.write("".join(line + "\n" for line in lines))
    return path


def report(into, lines, *keys, status=0):
    """Imports the lines; the one origin's report, or a list of them."""
    options = [word for key in keys for word in ("--key", key)]
    done = run("import", "--into", into, "--json", *options, write(lines))
    equal(done.returncode, status, f"status ({done.stdout} {done.stderr})")
    origins = json.loads(done.stdout)["origins"]
    return origins[0] if len(origins) == 1 else origins


def shuffled(lines, seed=7):
    lines = list(lines)
    random.Random(seed).shuffle(lines)
    return lines


@suite.test
def lines_in_any_order_become_a_verified_ledger():
    log, into = made_log(100), new_directory()
    found = report(into, shuffled(log.lines), log.vkey)
    equal((found["records"], found["verified"], found["missing"], found["checkpoints"]), (100, 100, 0, 10))
    require(found["good"] and found["key_given"], found)
    equal(read_records(os.path.join(into, log.gateway)), log.records, "records")
    equal(os.path.getsize(os.path.join(into, log.gateway, "leaves")), 3200, "octets of leaves")
    with open(os.path.join(into, log.gateway, "vkey"), encoding="ascii") as file:
        equal(file.read(), log.vkey + "\n", "vkey")


@suite.test
def what_is_written_is_for_its_owner_alone():
    log, into = made_log(10), new_directory()
    report(into, log.lines, log.vkey)
    for path, _, files in os.walk(into):
        equal(os.stat(path).st_mode & 0o77, 0, path)
        for name in files:
            equal(os.stat(os.path.join(path, name)).st_mode & 0o77, 0, name)


@suite.test
def syslog_prefixes_are_passed_by():
    log, into = made_log(20), new_directory()
    prefixes = ["2026-11-04T10:15:00.123456+00:00 gw1 referral-milter: ", "<134>1 2026-11-04T10:15:00Z gw1 referral - - - ",
                "Nov  4 10:15:00 gw1 referral-milter[17]:  ", ""]
    found = report(into, [prefixes[i % 4] + line for i, line in enumerate(log.lines)], log.vkey)
    require(found["good"], found)
    equal(read_records(os.path.join(into, log.gateway)), log.records, "records")


@suite.test
def duplicates_are_dropped():
    log, into = made_log(30), new_directory()
    found = report(into, shuffled(log.lines * 3), log.vkey)
    equal((found["records"], found["again"], found["conflicts"]), (30, 60, 0))
    require(found["good"], found)


@suite.test
def two_gateways_are_two_ledgers():
    logs = [made_log(25, "gw1.example.org", 1), made_log(40, "gw2.example.org", 2)]
    into = new_directory()
    found = report(into, shuffled(logs[0].lines + logs[1].lines), logs[0].vkey, logs[1].vkey, status=0)
    equal({entry["origin"]: entry["records"] for entry in found},
          {"gw1.example.org/referral-ledger": 25, "gw2.example.org/referral-ledger": 40})
    for log in logs:
        equal(read_records(os.path.join(into, log.gateway)), log.records, log.gateway)


@suite.test
def missing_lines_are_said_and_a_later_import_completes_them():
    log, into = made_log(50), new_directory()
    late = [log.lines.index(log.records[i]) for i in (3, 17, 18, 49)]
    first = [line for i, line in enumerate(log.lines) if i not in late]
    found = report(into, first, log.vkey, status=1)
    equal(found["missing_ranges"], [[3, 3], [17, 18], [49, 49]])
    equal((found["contiguous"], found["verified"]), (3, 0))
    found = report(into, [log.lines[i] for i in late], log.vkey)
    equal((found["records"], found["new"], found["verified"]), (50, 4, 50))
    equal(read_records(os.path.join(into, log.gateway)), log.records, "records")


@suite.test
def an_import_of_nothing_new_changes_no_segment():
    log, into = made_log(20), new_directory()
    report(into, log.lines, log.vkey)
    before = sorted(os.listdir(os.path.join(into, log.gateway)))
    found = report(into, log.lines, log.vkey)
    equal((found["new"], found["again"]), (0, 20))
    equal(sorted(os.listdir(os.path.join(into, log.gateway))), before, "files")


@suite.test
def a_truncated_log_is_noticed_by_its_checkpoint():
    log, into = made_log(40), new_directory()
    found = report(into, log.records[:30] + log.checkpoints, log.vkey, status=1)
    equal(found["missing_ranges"], [[30, 39]])


@suite.test
def a_changed_record_is_noticed():
    log, into = made_log(40), new_directory()
    lines = [line.replace('"verdict":"refuse"', '"verdict":"accept"') if '"index":13,' in line else line
             for line in log.lines]
    found = report(into, lines, log.vkey, status=1)
    equal((found["verified"], found["wrong_checkpoints"]), (10, 3))


@suite.test
def conflicting_lines_are_kept_apart_and_settled_by_a_checkpoint():
    log, into = made_log(40), new_directory()
    lie = log.records[13].replace('"verdict":"refuse"', '"verdict":"accept"')
    found = report(into, [lie] + shuffled(log.lines), log.vkey, status=1)
    equal((found["conflicts"], found["settled"], found["verified"], found["wrong_checkpoints"]), (1, 1, 40, 0))
    equal(read_records(os.path.join(into, log.gateway)), log.records, "records")
    with open(os.path.join(into, log.gateway, "conflicts.jsonl"), encoding="ascii") as file:
        equal(file.read(), lie + "\n", "conflicts")
    found = report(into, log.lines, log.vkey, status=1)
    equal(found["conflicts"], 1, "conflicts of a second import")


@suite.test
def conflicts_without_a_checkpoint_stay_conflicts():
    log, into = made_log(9), new_directory()
    lie = log.records[4].replace('"verdict":"refuse"', '"verdict":"accept"')
    found = report(into, log.records + [lie], log.vkey, status=1)
    equal((found["conflicts"], found["settled"], found["good"]), (1, 0, False))


@suite.test
def three_lines_of_one_index_are_settled_too():
    log, into = made_log(20), new_directory()
    lies = [log.records[5].replace('"refuse"', '"hold"', 1), log.records[5].replace('"refuse"', '"defer"', 1)]
    found = report(into, lies + log.lines, log.vkey, status=1)
    equal((found["conflicts"], found["verified"], found["wrong_checkpoints"]), (2, 20, 0))
    equal(read_records(os.path.join(into, log.gateway)), log.records, "records")


@suite.test
def bad_lines_are_said_and_skipped():
    log, into = made_log(10), new_directory()
    bad = ["", "kernel: something else", '{"v":1,"kind":"verdict","gateway":"gw1.example.org"}',
           log.records[2][:200], log.records[2].replace('"index":2,', '"index":-2,'),
           log.records[2].replace('"index":2,', '"index":99999999999,'),
           log.records[2].replace("gw1.example.org", "gw 1"), log.checkpoints[0] + " more", log.checkpoints[0][:-9],
           "checkpoint evil/other 10 " + "A" * 43 + "= AAAA", "x" * 600000, "y" * 2000 + log.records[2]]
    path = write(bad + log.lines)
    done = run("import", "--into", into, "--key", log.vkey, path)
    equal(done.returncode, 2, f"status ({done.stdout} {done.stderr})")
    for number in range(1, len(bad) + 1):
        require(f"{path}:{number}: skipped: " in done.stderr, number, done.stderr)
    require(f"{len(bad)} lines were skipped" in done.stderr, done.stderr)
    require("something else" not in done.stderr + done.stdout, "a bad line is repeated")
    equal(read_records(os.path.join(into, log.gateway)), log.records, "records")


@suite.test
def a_record_behind_the_beginning_of_another_is_taken():
    log, into = made_log(10), new_directory()
    prefix = "2026-11-04T10:15:00+00:00 gw1 referral-ledger: "
    cut = prefix + log.records[3][:700] + prefix + log.records[4]
    lines = [prefix + line for line in log.lines]
    lines[4] = cut
    path = write(lines)
    done = run("import", "--into", into, "--key", log.vkey, path)
    equal(done.returncode, 0, f"status ({done.stdout} {done.stderr})")
    require(f"{path}:5: the beginning of another record" in done.stderr, done.stderr)
    equal(read_records(os.path.join(into, log.gateway)), log.records, "records")


@suite.test
def a_forged_checkpoint_is_left_out():
    log, other, into = made_log(20), made_log(20, seed=9), new_directory()
    forged = log.checkpoints[1].rsplit(" ", 1)[0] + " " + log.checkpoints[0].rsplit(" ", 1)[1]
    found = report(into, log.lines + [forged, other.checkpoints[1]], log.vkey)
    equal((found["forged_checkpoints"], found["unknown_checkpoints"], found["verified"]), (1, 1, 20))


@suite.test
def without_a_checkpoint_nothing_is_verified():
    log, into = made_log(20), new_directory()
    found = report(into, log.records, log.vkey, status=1)
    equal((found["records"], found["verified"], found["checkpoints"]), (20, 0, 0))


@suite.test
def another_key_than_the_one_that_was_given_is_not_believed():
    log, other, into = made_log(20), made_log(20, seed=9), new_directory()
    found = report(into, log.lines, other.vkey, status=1)
    equal((found["verified"], found["unknown_checkpoints"]), (0, 2))


@suite.test
def a_key_that_a_verified_record_announces_is_believed():
    gateway = "gw1.example.org"
    old, new = Log([], gateway, seed=1).vkey, Log([], gateway, seed=5).vkey
    records = [event(0, "start", clean=True, vkey=old)] + [verdict(i) for i in range(1, 9)]
    records += [event(9, "signing-key", vkey=new, previous=old)] + [verdict(i) for i in range(10, 30)]
    old_log, new_log = Log(records, gateway, seed=1, every=10), Log(records, gateway, seed=5, every=10)
    into = new_directory()
    lines = old_log.records + old_log.checkpoints[:1] + new_log.checkpoints[1:]
    found = report(into, lines, old_log.vkey)
    equal((found["verified"], found["checkpoints"], found["unknown_checkpoints"]), (30, 3, 0))
    with open(os.path.join(into, gateway, "vkey"), encoding="ascii") as file:
        equal(file.read().split(), [old_log.vkey, new], "verifier keys, oldest first")
    done = run("verify", "--key", old_log.vkey, os.path.join(into, gateway))
    equal(done.returncode, 0, f"status of verify with the old key alone ({done.stdout})")
    into = new_directory()
    found = report(into, old_log.records + new_log.checkpoints, old_log.vkey, status=1)
    equal(found["verified"], 0, "verified, where the old key did not sign the announcement")


@suite.test
def without_a_key_the_records_own_word_is_taken_and_said():
    gateway = "gw1.example.org"
    key = Log([], gateway, seed=1).vkey
    log = Log([event(0, "start", clean=True, vkey=key)] + [verdict(i) for i in range(1, 20)], gateway)
    into = new_directory()
    done = run("import", "--into", into, write(log.lines))
    equal(done.returncode, 0, f"status ({done.stdout} {done.stderr})")
    require("no key was given for this origin" in done.stdout, done.stdout)


@suite.test
def a_gateway_cannot_name_a_directory_elsewhere():
    into = new_directory()
    log = made_log(10, "../../evil", 1)
    found = report(into, log.lines, log.vkey)
    require(found["good"], found)
    equal(sorted(os.listdir(into)), ["%2E.%2F..%2Fevil", "lock"], "names")


@suite.test
def a_high_index_costs_neither_memory_nor_time():
    log, into = made_log(10), new_directory()
    far = text({"v": 1, "index": 4294967295, **verdict(1)})
    began = time.monotonic()
    found = report(into, log.lines + [far], log.vkey, status=1)
    require(time.monotonic() - began < 10, "slow")
    equal(found["missing_ranges"], [[10, 4294967294]])
    equal(found["verified"], 10, "verified")


@suite.test
def standard_input_is_read_and_two_imports_at_once_are_refused():
    log, into = made_log(10), new_directory()
    done = run("import", "--into", into, "--key", log.vkey, "-", given="\n".join(log.lines))
    equal(done.returncode, 0, f"status ({done.stdout} {done.stderr})")
    with open(os.path.join(into, "lock"), "r+", encoding="ascii") as lock:
        import fcntl
        import struct
        fcntl.fcntl(lock, 37, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0))  # F_OFD_SETLK
        done = run("import", "--into", into, write(log.lines))
    equal(done.returncode, 2, "status while another import is at work")
    require("another import is at work" in done.stderr, done.stderr)


@suite.test
def killed_at_any_moment_an_import_loses_no_line():
    log, begun = made_log(3000, every=500), new_directory()
    half = log.lines.index(log.checkpoints[2]) + 1
    report(begun, log.lines[:half], log.vkey)
    first, rest = set(log.records[:1500]), write(log.lines[half:])
    killed, whole = 0, 0.0
    for number in range(15):
        into = new_directory()
        shutil.copytree(begun, into)
        directory = os.path.join(into, log.gateway)
        started = time.monotonic()
        with subprocess.Popen([TOOL, "import", "--into", into, "--key", log.vkey, rest],
                              stdout=subprocess.DEVNULL) as tool:
            # The first is let run; then most are killed near the end, where it writes.
            if number > 0:
                time.sleep(whole * (0.2 + 0.8 * number / 15))
                tool.kill()
        killed += tool.returncode != 0
        # What another load of the machine made shorter is aimed at anew.
        if tool.returncode == 0:
            whole = min(whole or 60, time.monotonic() - started)
        require(first <= set(read_records(directory)), "lines are gone after kill", number)
        run("import", "--into", into, "--key", log.vkey, rest)
        equal(read_records(directory), log.records, f"records after kill {number}")
        shutil.rmtree(into)
    require(killed > 5, "only", killed, "were killed")


@suite.test
def other_files_in_the_directory_are_left_alone():
    log, into = made_log(20), new_directory()
    report(into, log.records[:10] + log.checkpoints[:1], log.vkey)
    hold = os.path.join(into, log.gateway, "legal-hold")
    with open(hold, "w", encoding="ascii") as out:
        out.write("an inquiry\n")
    report(into, log.lines, log.vkey)
    require(os.path.exists(hold), "the legal hold is gone")


suite.main()
