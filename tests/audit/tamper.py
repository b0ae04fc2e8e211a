"""Whatever somebody does to a ledger is caught, or the manual says why it cannot be: README.md has the table."""

import contextlib
import json
import os
import re
import subprocess
import threading

from auditor import DAY, ORIGIN, Ledger, audit, scratch, verify
from daemon import SOURCE, program
from suite import Suite, equal, require, wait_until

suite = Suite("audit: tamper")
FIRST, SECOND, THIRD = "records-000001.jsonl", "records-000002.jsonl", "records-000003.jsonl"


def edit(ledger, name=FIRST, at=3):
    lines = ledger.lines(name)
    require(b'"lewisham"' in lines[at], lines[at])
    lines[at] = lines[at].replace(b'"lewisham"', b'"lewishan"')
    ledger.put_lines(name, lines)


def forged(index, time=b"2026-11-04T10:00:04.000000Z"):
    return (b'{"v":1,"index":%d,"kind":"verdict","time":"%s","gateway":"gateway.example.org","salt":"00","software":"x",'
            b'"bundle":"%s"}\n' % (index, time, b"a" * 64))


def copy_in(ledger, other):
    """The whole directory is replaced."""
    for name in os.listdir(ledger.directory):
        os.remove(ledger.path(name))
    for name in os.listdir(other.directory):
        ledger.write(name, other.read(name))


def nothing(ledger):
    return []


def edit_a_record(ledger):
    edit(ledger)


def edit_a_record_and_its_leaf(ledger):
    edit(ledger)
    ledger.put_leaves()


def edit_without_leaves(ledger):
    edit(ledger)
    os.remove(ledger.path("leaves"))


def change_a_leaf(ledger):
    leaves = bytearray(ledger.read("leaves"))
    leaves[4 * 32] ^= 1
    ledger.write("leaves", leaves)


def remove_the_leaves(ledger):
    os.remove(ledger.path("leaves"))


def delete_a_record(ledger):
    lines = ledger.lines(FIRST)
    del lines[4]
    ledger.put_lines(FIRST, lines)


def delete_a_record_and_number_anew(ledger):
    lines = ledger.lines(FIRST)
    del lines[4]
    ledger.put_lines(FIRST, lines)
    index = 0
    for name in ledger.segments():
        lines = ledger.lines(name)
        for i, line in enumerate(lines):
            lines[i] = re.sub(rb'"index":\d+', b'"index":%d' % index, line)
            index += 1
        ledger.put_lines(name, lines)
    ledger.put_leaves()


def delete_the_first_segment(ledger):
    os.remove(ledger.path(FIRST))


def delete_a_segment_between(ledger):
    os.remove(ledger.path(SECOND))


def delete_and_forge_the_record_of_retention(ledger):
    count = len(ledger.all_lines())
    os.remove(ledger.path(FIRST))
    line = forged(count, b"2026-11-04T13:30:00.000000Z").replace(
        b'"verdict"', b'"retention"').replace(b"}\n", b',"segments":1,"first":0,"last":8}\n')
    ledger.put_lines(THIRD, ledger.lines(THIRD) + [line])


def insert_a_copy(ledger):
    lines = ledger.lines(FIRST)
    ledger.put_lines(FIRST, lines[:3] + [lines[2]] + lines[3:])


def insert_a_record_with_an_index_that_is_taken(ledger):
    lines = ledger.lines(FIRST)
    ledger.put_lines(FIRST, lines[:3] + [forged(2)] + lines[3:])


def insert_a_line_without_an_index(ledger):
    lines = ledger.lines(FIRST)
    ledger.put_lines(FIRST, lines[:3] + [b'{"v":1,"kind":"verdict"}\n'] + lines[3:])


def insert_what_is_no_json(ledger):
    lines = ledger.lines(FIRST)
    ledger.put_lines(FIRST, lines[:3] + [b"hello\n"] + lines[3:])


def add_a_verdict_behind_the_last_stop(ledger):
    ledger.put_lines(THIRD, ledger.lines(THIRD) + [forged(len(ledger.all_lines()), b"2026-11-04T13:30:00.000000Z")])


def add_records_over_an_hour_behind_the_checkpoint(ledger):
    lines = ledger.lines(FIRST)
    count = len(lines)
    ledger.put_lines(FIRST, lines + [forged(count, b"2026-11-04T10:00:09.000000Z"),
                                     forged(count + 1, b"2026-11-04T11:00:09.000000Z")])


def swap_two_records(ledger):
    lines = ledger.lines(FIRST)
    lines[2], lines[3] = lines[3], lines[2]
    ledger.put_lines(FIRST, lines)


def swap_two_segments(ledger):
    first, second = ledger.read(FIRST), ledger.read(SECOND)
    ledger.write(FIRST, second)
    ledger.write(SECOND, first)


def copy_a_segment(ledger):
    ledger.write("records-000004.jsonl", ledger.read(SECOND))


def add_a_file_like_a_segment(ledger):
    ledger.write("records-1.jsonl", ledger.read(SECOND))


def cut_the_records(ledger):
    ledger.put_lines(THIRD, ledger.lines(THIRD)[:2])


def cut_records_and_leaves(ledger):
    cut_the_records(ledger)
    ledger.put_leaves()


def go_back(ledger):
    """Records, leaves and checkpoint of the moment of the word `keep`: what a copy from a backup is."""
    older = ledger.read("older")
    left = int(older.split(b"\n")[1])
    for name in ledger.segments():
        lines = ledger.lines(name)[:left]
        left -= len(lines)
        if lines:
            ledger.put_lines(name, lines)
        else:
            os.remove(ledger.path(name))
    ledger.put_leaves()
    ledger.write("checkpoint", older)


def go_back_to_an_earlier_moment(ledger):
    newer = ledger.keep()
    go_back(ledger)
    return ["--checkpoint", newer]


def remove_the_checkpoint(ledger):
    os.remove(ledger.path("checkpoint"))


def change_the_size_in_the_checkpoint(ledger):
    lines = ledger.read("checkpoint").split(b"\n")
    lines[1] = b"%d" % (int(lines[1]) - 1)
    ledger.write("checkpoint", b"\n".join(lines))


def cut_all_and_change_the_checkpoint(ledger):
    cut_records_and_leaves(ledger)
    change_the_size_in_the_checkpoint(ledger)


def put_a_checkpoint_of_another_day(ledger):
    ledger.write("checkpoint", Ledger("start verdict*4").read("checkpoint"))


def replace_all_under_another_key(ledger):
    key, old = ledger.keep("vkey"), ledger.keep()
    copy_in(ledger, Ledger(DAY.replace("refuse", "verdict"), seed=9))
    return ["--key", key], ["--checkpoint", old]


def write_all_anew_with_the_signing_key(ledger):
    key, old = ledger.keep("vkey"), ledger.keep()
    copy_in(ledger, Ledger(DAY.replace("refuse", "verdict")))
    return ["--key", key], ["--checkpoint", old]


def tear_the_last_line(ledger):
    ledger.write(THIRD, ledger.read(THIRD) + b'{"v":1,"ind')


def tear_a_line_between(ledger):
    ledger.write(FIRST, ledger.read(FIRST) + b'{"v":1,"ind')


def put_a_nul(ledger):
    lines = ledger.lines(FIRST)
    ledger.put_lines(FIRST, lines[:3] + [lines[3].replace(b"lewisham", b"lewi\0ham")] + lines[4:])


def put_a_line_that_is_too_long(ledger):
    lines = ledger.lines(FIRST)
    ledger.put_lines(FIRST, lines[:3] + [b"x" * 3000000 + b"\n"] + lines[3:])


def one_byte_of_a_salt(ledger):
    lines = ledger.lines(THIRD)
    lines[-1] = re.sub(rb'"salt":"(.)', lambda m: b'"salt":"' + (b"f" if m[1] != b"f" else b"e"), lines[-1])
    ledger.put_lines(THIRD, lines)


# Sentence of the table in README.md, how, script, the faults that it must find (exactly), remarks.
ATTACKS = [
    ("edit a record", edit_a_record, DAY, {"edited"}, set()),
    ("change one digit of the salt of the last record", one_byte_of_a_salt, DAY, {"edited"}, set()),
    ("edit a record and hash it anew", edit_a_record_and_its_leaf, DAY, {"root"}, set()),
    ("edit a record and remove the leaves", edit_without_leaves, DAY, {"root", "leaves"}, set()),
    ("change a leaf", change_a_leaf, DAY, {"leaves"}, set()),
    ("remove the leaves", remove_the_leaves, DAY, {"leaves"}, set()),
    ("delete a record", delete_a_record, DAY, {"missing"}, set()),
    ("delete a record, number and hash the rest anew", delete_a_record_and_number_anew, DAY,
     {"truncated"}, set()),
    ("delete the first file", delete_the_first_segment, DAY, {"missing"}, set()),
    ("delete a file between", delete_a_segment_between, DAY, {"missing"}, set()),
    ("delete a file and forge the record of retention", delete_and_forge_the_record_of_retention, DAY,
     {"missing"}, {"unsigned"}),
    ("insert a copy of a record", insert_a_copy, DAY, {"repeated"}, set()),
    ("insert a record", insert_a_record_with_an_index_that_is_taken, DAY, {"inserted"}, set()),
    ("insert a line without an index", insert_a_line_without_an_index, DAY, {"inserted"}, set()),
    ("insert what is no JSON", insert_what_is_no_json, DAY, {"inserted"}, set()),
    ("add a verdict behind the last stop", add_a_verdict_behind_the_last_stop, DAY, {"unsigned"}, set()),
    ("add records over an hour behind the checkpoint", add_records_over_an_hour_behind_the_checkpoint,
     "start verdict*5", {"unsigned"}, set()),
    ("swap two records", swap_two_records, DAY, {"reordered"}, set()),
    ("swap two files", swap_two_segments, DAY, {"reordered"}, set()),
    ("copy a file", copy_a_segment, DAY, {"repeated"}, set()),
    ("add a file named like a segment", add_a_file_like_a_segment, DAY, {"file"}, set()),
    ("cut records off at the end", cut_the_records, DAY, {"missing"}, set()),
    ("cut records and leaves off", cut_records_and_leaves, DAY, {"truncated"}, set()),
    ("cut records and leaves off and change the checkpoint", cut_all_and_change_the_checkpoint, DAY,
     {"checkpoint"}, set()),
    ("remove the checkpoint", remove_the_checkpoint, DAY, {"checkpoint"}, set()),
    ("change the size in the checkpoint", change_the_size_in_the_checkpoint, DAY, {"checkpoint"}, set()),
    ("put a checkpoint of other records", put_a_checkpoint_of_another_day, DAY, {"root", "unsigned"}, set()),
    ("end a file within a line", tear_a_line_between, DAY, {"unreadable"}, set()),
    ("put a NUL into a record", put_a_nul, DAY, {"unreadable", "missing"}, set()),
    ("put a line that is too long", put_a_line_that_is_too_long, DAY, {"unreadable"}, set()),
    ("set the clock back", nothing, "start verdict*3 -600 verdict*3", {"clock"}, set()),
    ("set the clock back while the gate is stopped", nothing, "start verdict*3 stop -600 start verdict", {"clock"},
     set()),
    ("stop the heartbeat", nothing, "start verdict*3 +8000 verdict*3", {"silence"}, set()),
    ("stop a heartbeat that came every day", nothing, "every=86400 start verdict +86800 verdict", {"silence"}, set()),
    ("stop the heartbeat and delete the start", delete_the_first_segment,
     "start verdict segment heartbeat verdict +8000 verdict", {"missing", "silence"}, set()),
    ("use a policy that was never announced", nothing, "start verdict*3 swap verdict*3", {"bundle"}, set()),
    ("sign with a key that was replaced", nothing, "start verdict*3 rotate verdict*3 oldkey", {"key-period"}, set()),
    ("announce a key and do not sign with it", nothing, "start verdict announce verdict*3", {"key-period"}, set()),
    ("leave out a stop", nothing, "start verdict*3 start verdict*3", {"stop"}, set()),
]

# What is ordinary, and no fault.
ORDINARY = [
    ("nothing was done", nothing, DAY, set()),
    ("the gate died", nothing, "start verdict*3 +90000 unclean verdict*3", {"stop"}),
    ("a crash tore the last line", tear_the_last_line, DAY, {"torn"}),
    ("the signing key was replaced by command", nothing, "start verdict*3 rotate verdict*3", set()),
    ("the copy was made while the gate was writing", nothing, "start verdict*3 sign verdict*2 unsigned", {"unsigned"}),
    ("records are a minute out of order", nothing, "start verdict*3 -59 verdict*3", set()),
    ("a change of the signing key failed and was taken back", nothing,
     "start verdict announce withdraw verdict*3", set()),
    ("the gate died while it changed the signing key", nothing, "start verdict announce unclean verdict*3", {"stop"}),
    ("the heartbeat came once a day", nothing, "every=86400 start +86000 heartbeat +86000 verdict", set()),
    ("the heartbeat came faster after a restart", nothing,
     "every=86400 start +86000 heartbeat stop every=60 start +300 heartbeat", set()),
    ("the gate was stopped for days", nothing, "start verdict stop +300000 start verdict", set()),
]

# Caught only with what was kept elsewhere: the fault with each of the options that the attack answers.
ELSEWHERE = [
    ("go back to an earlier moment", go_back_to_an_earlier_moment, [("an older checkpoint", {"truncated"})]),
    ("replace all under another key", replace_all_under_another_key,
     [("the key", {"key"}), ("an older checkpoint", {"key"})]),
    ("write all anew with the signing key", write_all_anew_with_the_signing_key,
     [("the key", set()), ("an older checkpoint", {"replaced"})]),
]


def is_caught(sentence, tamper, script, faults, remarks):
    ledger = Ledger(script)
    tamper(ledger)
    sound, found, other, answer = verify(ledger.directory)
    equal(found, faults, f"{sentence}: {answer['observations']}: faults")
    equal(other, remarks, f"{sentence}: remarks")
    equal(sound, not faults, sentence)


for row in ATTACKS:
    suite.row(f"caught: {row[0]}", is_caught, *row)
for sentence, tamper, script, remarks in ORDINARY:
    suite.row(f"no fault: {sentence}", is_caught, sentence, tamper, script, set(), remarks)


def needs_something_kept(tamper, kept):
    ledger = Ledger(DAY)
    options = tamper(ledger)
    options = options if isinstance(options, tuple) else (options,)
    equal(len(options), len(kept), "options")
    equal(verify(ledger.directory)[1], set(), "faults with nothing")
    cannot = " ".join(verify(ledger.directory)[3]["cannot_tell"])
    require("--key" in cannot and "--checkpoint" in cannot, cannot)
    for option, (what, faults) in zip(options, kept):
        equal(verify(ledger.directory, *option)[1], faults, f"faults with {what}")


for sentence, tamper, kept in ELSEWHERE:
    suite.row(f"caught with what was kept elsewhere: {sentence}", needs_something_kept, tamper, kept)


@suite.test
def several_faults_are_found_at_once_each_with_its_place():
    ledger = Ledger()
    edit(ledger, FIRST, 2)
    lines = ledger.lines(SECOND)
    del lines[3]
    ledger.put_lines(SECOND, lines + [forged(1)])
    answer = verify(ledger.directory)[3]
    found = {(item["kind"], item["segment"], item["line"], item["first"]) for item in answer["observations"]}
    equal(found, {("edited", 1, 3, 2), ("missing", None, None, 12), ("inserted", 2, 8, 1)}, "observations")
    text = audit("verify", ledger.directory, status=1).stdout.decode()
    require(f"FAULT  edited: {FIRST}:3 record 2 2026-11-04T10:00:01.000000Z" in text, text)
    require("NOT SOUND: 3 faults" in text, text)


@suite.test
def a_key_that_was_given_vouches_for_its_successors():
    ledger = Ledger("start verdict*3 rotate verdict*2 rotate verdict*2")
    oldest = ledger.read("vkey").splitlines()[0].decode()
    sound, faults, _, answer = verify(ledger.directory, "--key", oldest)
    equal((sound, faults), (True, set()), "with both signatures of the old keys")
    require(answer["checkpoint"]["key_given"], answer)
    for name in os.listdir(ledger.directory):
        if name.startswith("handover-"):
            os.remove(ledger.path(name))
            break
    equal(verify(ledger.directory, "--key", oldest)[1], {"key"}, "faults without one of them")


@suite.test
def an_older_checkpoint_says_how_much_is_as_it_was():
    ledger = Ledger("start verdict*3 keep verdict*3")
    answer = verify(ledger.directory, "--checkpoint", ledger.keep("older"))[3]
    equal((answer["sound"], answer["older_size"]), (True, 4), "sound, and up to where")


@suite.test
def checkpoints_in_a_journal_are_asked_too():
    ledger = Ledger()
    note = ledger.read("checkpoint").decode().split("\n")
    journal = scratch("journal")
    with open(journal, "w", encoding="utf-8") as file:
        for _ in range(3):
            file.write("Nov 04 10:00:00 mx referral-milter[1]: something else about a checkpoint\n")
            for origin in (note[0], "other.example.org/referral-ledger"):
                file.write(f"Nov 04 10:00:00 mx referral-milter[1]: checkpoint {origin} {note[1]} {note[2]} "
                           f"{note[4].split(' ')[2]}\n")
    answer = verify(ledger.directory, "--checkpoint", journal)[3]
    equal((answer["sound"], answer["older_size"]), (True, int(note[1])), "sound, and up to where")
    go_back(ledger)
    equal(verify(ledger.directory, "--checkpoint", journal)[1], {"truncated"}, "faults")


@suite.test
def a_checkpoint_that_belongs_to_no_ledger_is_an_error_of_input():
    ledger = Ledger()
    other = scratch("checkpoint")
    with open(other, "wb") as file:
        file.write(ledger.read("checkpoint").replace(ORIGIN.encode(), b"other.example.org/referral-ledger"))
    require(b"no given ledger is of that origin" in
            audit("verify", "--checkpoint", other, ledger.directory, status=2).stderr, "says so")


@suite.test
def a_copy_that_was_made_while_the_gate_wrote_is_sound():
    live, keys = scratch("live"), scratch("keys")
    os.mkdir(keys, 0o700)
    with subprocess.Popen([program("made_ledger"), live, keys, "gateway.example.org", "100000"],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        def write():
            with contextlib.suppress(BrokenPipeError):
                while not is_over.is_set():
                    writer.stdin.write(b"event heartbeat\n" * 20)
                    writer.stdin.flush()
                    for _ in range(20):
                        writer.stdout.readline()
        is_over = threading.Event()
        thread = threading.Thread(target=write)
        thread.start()
        try:
            wait_until(lambda: os.path.exists(os.path.join(live, "checkpoint")), what="a checkpoint")
            for _ in range(5):
                copy = scratch("copy")
                os.mkdir(copy)
                # As the manual says; a checkpoint that was being replaced is gone when cp comes to it.
                done = subprocess.run(f"cp {live}/checkpoint {copy} && cp -rn {live}/* {copy}", shell=True, check=False,
                                      capture_output=True, text=True)
                lost = [line for line in done.stderr.splitlines() if "checkpoint.new" not in line]
                equal((lost, done.returncode in (0, 1)), ([], True), "what cp says")
                equal(verify(copy)[1], set(), "faults of a copy")
        finally:
            is_over.set()
            thread.join()
    equal(verify(live)[:3], (True, set(), set()), "at the end")


@suite.test
def links_are_not_followed():
    ledger = Ledger()
    os.rename(ledger.path(SECOND), scratch("elsewhere"))
    os.symlink("/etc/passwd", ledger.path(SECOND))
    require(b"links are not followed" in audit("verify", ledger.directory, status=2).stderr, "says so")


@suite.test
def of_many_faults_of_a_kind_the_first_are_told_and_the_rest_counted():
    ledger = Ledger("start verdict*400")
    ledger.put_lines(FIRST, [line.replace(b"lewisham", b"lewishan") for line in ledger.lines(FIRST)])
    answer = verify(ledger.directory)[3]
    equal((answer["counts"], len(answer["observations"]), answer["faults"]), ({"edited": 400}, 100, 400), "counts")
    require(b'and 300 more of the kind "edited"' in audit("verify", ledger.directory, status=1).stdout, "says so")


@suite.test
def several_ledgers_are_judged_each_by_itself():
    one = Ledger()
    other = one.copy()
    edit(other)
    lines = audit("verify", "--json", one.directory, other.directory, status=1).stdout.splitlines()
    equal([b'"sound":true' in line for line in lines], [True, False], "sound")


def together(*ledgers):
    """The kinds of the faults of each."""
    done = audit("verify", "--json", *[ledger.directory for ledger in ledgers])
    return [{item["kind"] for item in json.loads(line)["observations"] if item["fault"]}
            for line in done.stdout.splitlines()]


# What is in the other directory, and the faults of the first and of the other.
TWO_HISTORIES = [
    ("show two histories of one gate", "start verdict*9", 1, ("replaced", "")),
    ("show two histories of one gate, as long as each other", DAY.replace("refuse", "verdict"), 1,
     ("replaced", "replaced")),
    ("show two histories of one gate, each under a key of its own", "start verdict*9", 5, ("replaced", "")),
]


def is_caught_beside_the_other(script, seed, expected):
    one, other = Ledger(), Ledger(script, seed)
    equal([verify(one.directory)[0], verify(other.directory)[0]], [True, True], "each alone is sound")
    equal([", ".join(sorted(faults)) for faults in together(one, other)], list(expected), "faults")
    equal([", ".join(sorted(faults)) for faults in together(other, one)], list(reversed(expected)), "reversed")


for row in TWO_HISTORIES:
    suite.row(f"caught with both directories: {row[0]}", is_caught_beside_the_other, *row[1:])


@suite.test
def an_older_copy_beside_a_newer_one_is_no_fault():
    for script in ("start verdict*3 keep verdict*6", "start verdict*3 keep rotate verdict*3"):
        newer = Ledger(script)
        older = newer.copy()
        go_back(older)
        older.write("vkey", older.read("vkey").splitlines(keepends=True)[0])
        equal(together(older, newer), [set(), set()], f"faults of {script}")


@suite.test
def copies_of_one_ledger_are_not_added_up():
    newer = Ledger("start verdict*3 keep verdict*6")
    older = newer.copy()
    go_back(older)
    for command in ("cases", "report"):
        require(b"copies of one ledger" in audit(command, older.directory, newer.directory, status=2).stderr, command)
        require(b"copies of one ledger" in audit(command, newer.directory, newer.directory, status=2).stderr, command)
        require(b"copies" not in audit(command, newer.directory, Ledger(seed=9).directory).stderr, command)


@suite.test
def the_table_in_the_readme_is_what_is_tested():
    with open(os.path.join(SOURCE, "tests", "audit", "README.md"), encoding="utf-8") as file:
        rows = [[cell.strip() for cell in line.strip("|\n ").split("|")] for line in file if line.startswith("| ")]
    written = {row[0]: row[1:] for row in rows if row[0] not in ("attack", "---")}
    tested = {}
    for sentence, _, _, faults, _ in ATTACKS:
        tested[sentence] = ["yes", ", ".join(sorted(faults))]
    for sentence, _, _, faults in TWO_HISTORIES:
        tested[sentence] = ["with both directories", ", ".join(sorted(set(faults) - {""}))]
    for sentence, _, kept in ELSEWHERE:
        tested[sentence] = ["with what was kept elsewhere", "; ".join(
            f"{what}: {', '.join(sorted(faults)) or 'not caught'}" for what, faults in kept)]
    equal(written, tested, "the table")


suite.main()
