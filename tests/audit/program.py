"""What an auditor types, and what comes back: help, errors, exit status, one record, queries, progress."""

import json
import os
import pty
import re
import subprocess

from auditor import Ledger, audit, scratch
from daemon import program
from suite import Suite, equal, require

suite = Suite("audit: program")
COMMANDS = ("verify", "show", "prove", "query")


@suite.test
def help_and_version_are_said_on_standard_output():
    for command in COMMANDS:
        require(f"\n{command} " in audit("--help", status=0).stdout.decode(), command)
        require(audit(command, "--help", status=0).stdout.decode().startswith(f"Usage: referral-audit {command} "),
                command)
    require(re.fullmatch(rb"referral-audit [0-9.]+\n", audit("--version", status=0).stdout), "version")


WRONG = [
    ((), "which command?; allowed: verify, show"),
    (("verfy",), "not a command; allowed: verify, show"),
    (("verify", "--speed"), "allowed: --checkpoint, --heartbeat, --json, --key"),
    (("verify", "--heartbeat=0"), "allowed: 1 to 604800"),
    (("verify", "--key=x"), "neither a verifier key nor a file"),
    (("verify", "--checkpoint=/dev/null"), "not permitted"),
    (("show",), "expected the number of a record"),
    (("show", "-1"), "allowed: --json"),
    (("show", "seven"), "expected the number of a record"),
    (("prove", "--json", "1"), "only with --check"),
    (("prove", "--check", "/dev/null"), "expected --key"),
    (("query", "--verdict=perhaps"), "allowed: defer, accept, refuse, hold"),
    (("query", "--reason=none"), "allowed: "),
    (("query", "--kind=x"), "allowed: gap, heartbeat"),
    (("query", "--from=yesterday"), "allowed: a day (2026-11-04)"),
    (("query", "--to=2026-02-30"), "allowed: a day (2026-11-04)"),
    (("query", "--sender=x"), "allowed: --case, --from"),
]


def is_wrong(arguments, said):
    done = audit(*arguments, status=2)
    equal(done.stdout, b"", "standard output")
    require(said in done.stderr.decode(), done.stderr)


for arguments, said in WRONG:
    suite.row(f"wrong usage says what is allowed: {' '.join(arguments)}", is_wrong, arguments, said)


@suite.test
def a_directory_that_is_no_ledger_is_an_error_of_input():
    empty = scratch("empty")
    os.mkdir(empty)
    for command in (("verify",), ("query",), ("show", "1"), ("prove", "1")):
        require(b"no ledger" in audit(*command, empty, status=2).stderr, command)
        require(b"No such file" in audit(*command, empty + "/x", status=2).stderr, command)


@suite.test
def one_record_is_shown_by_its_index_in_whichever_file_it_is():
    ledger = Ledger()
    lines = ledger.all_lines()
    for index, line in enumerate(lines):
        equal(audit("show", "--json", str(index), ledger.directory, status=0).stdout, line, f"record {index}")
    text = audit("show", "6", ledger.directory, status=0).stdout.decode()
    require("records-000001.jsonl, line 7\n" in text and "\nverdict         refuse\n" in text, text)
    require(b"no record 27" in audit("show", "27", ledger.directory, status=1).stderr, "past the last")
    os.remove(ledger.path("records-000001.jsonl"))
    require(b"its hash is" in audit("show", "6", ledger.directory, status=1).stderr, "of a file that is gone")


@suite.test
def a_record_is_found_where_somebody_put_the_files_in_another_order():
    ledger = Ledger()
    first, second = (ledger.read(name) for name in ledger.segments()[:2])
    ledger.write("records-000001.jsonl", second)
    ledger.write("records-000002.jsonl", first)
    equal(json.loads(audit("show", "--json", "4", ledger.directory, status=0).stdout)["index"], 4, "index")


def indices(ledger, *options, status=0):
    done = audit("query", "--json", *options, ledger.directory, status=status)
    return [json.loads(line)["index"] for line in done.stdout.splitlines()]


QUERIES = [
    ((), list(range(27))),
    (("--verdict=refuse",), [6, 7, 8]),
    (("--verdict=refuse", "--verdict=hold"), [6, 7, 8]),
    (("--reason=copy-missing",), [6, 7, 8]),
    (("--case=7qxm2rdf",), [6, 7, 8]),
    (("--case=7QXM-2RDF", "--from=2026-11-04T10:00:06Z"), [7, 8]),
    (("--kind=start", "--kind=stop"), [0, 21, 22, 26]),
    (("--route=lewisham", "--to=2026-11-04T10:00Z"), [1, 2, 3, 4, 5, 6, 7, 8]),
    (("--from=2026-11-04T10:00:01.000000Z", "--to=2026-11-04T10:00:01.000000Z"), [2]),
    (("--from=2026-11-05",), []),
    (("--gateway=gateway.example.org", "--kind=reload"), [10]),
    (("--gateway=other.example.org",), []),
    (("--case=7qxm2rd",), []),
]


def is_found(options, expected):
    equal(indices(Ledger(), *options, status=0 if expected else 1), expected, "records")


for options, expected in QUERIES:
    suite.row(f"query {' '.join(options)} finds what it should", is_found, options, expected)


@suite.test
def query_prints_a_table_for_people():
    lines = audit("query", "--verdict=refuse", Ledger().directory, status=0).stdout.decode().splitlines()
    equal(lines[0].split(), ["INDEX", "TIME", "KIND", "ROUTE", "VERDICT", "REASON", "CASE"], "heading")
    equal(lines[1].split(), ["6", "2026-11-04T10:00:05Z", "verdict", "lewisham", "refuse", "copy-missing",
                             "7QXM-2RDF"], "first row")


@suite.test
def query_says_when_lines_are_no_records():
    ledger = Ledger()
    ledger.write("records-000004.jsonl", b'hello\n{"v":2}\n\0\n')
    done = audit("query", "--kind=reload", ledger.directory, status=0)
    require(b"2 lines are no records" in done.stderr, done.stderr)


@suite.test
def what_a_forger_wrote_cannot_move_the_cursor():
    ledger = Ledger()
    forged = json.dumps({"v": 1, "index": 27, "kind": "verdict", "time": "2026-11-04T14:00:00.000000Z",
                         "gateway": "x", "route": "\x1b[2Jcleared\u202e\u0085", "mode": "\x07"})
    ledger.write("records-000004.jsonl", forged.encode() + b"\n")
    for arguments in (("show", "27"), ("query", "--from=2026-11-04T14:00Z"), ("verify",)):
        done = audit(*arguments, ledger.directory)
        require(not re.search(rb"[\0-\x09\x0b-\x1f\x7f]|\xe2\x80\xae|\xc2\x85", done.stdout + done.stderr), done.stdout)


@suite.test
def the_ledger_is_never_written_to_and_may_be_read_only():
    ledger = Ledger()
    names = sorted(os.listdir(ledger.directory))
    before = {name: (ledger.read(name), os.stat(ledger.path(name)).st_mtime_ns) for name in names}
    for name in names:
        os.chmod(ledger.path(name), 0o400)
    os.chmod(ledger.directory, 0o500)
    for arguments in (("verify",), ("show", "3"), ("prove", "3"), ("query",)):
        audit(*arguments, ledger.directory, status=0)
    os.chmod(ledger.directory, 0o700)
    equal(sorted(os.listdir(ledger.directory)), names, "names")
    equal({name: (ledger.read(name), os.stat(ledger.path(name)).st_mtime_ns) for name in names}, before, "files")


@suite.test
def progress_is_shown_on_a_terminal_and_nowhere_else():
    ledger = Ledger("start verdict*150000")
    equal(audit("query", "--case=XXXX-XXXX", ledger.directory, status=1).stderr, b"", "where there is none")
    main, terminal = pty.openpty()
    with subprocess.Popen([program("referral-audit"), "query", "--case=7QXM-2RDF", ledger.directory],
                          stdout=subprocess.DEVNULL, stderr=terminal) as process:
        os.close(terminal)
        seen = b""
        while True:
            try:
                piece = os.read(main, 4096)
            except OSError:
                break
            if not piece:
                break
            seen += piece
        process.wait(60)
    os.close(main)
    require(re.search(rb"\r[^\r]*: [0-9]+ %", seen), seen)
    require(seen.endswith(b"\r\x1b[K"), seen)


@suite.test
def output_that_cannot_be_written_is_an_error():
    with open("/dev/full", "wb") as full:
        done = subprocess.run([program("referral-audit"), "query", Ledger().directory], stdout=full,
                              stderr=subprocess.PIPE, check=False)
    equal((done.returncode, done.stderr), (2, b"referral-audit: cannot write the output\n"), "answer")


suite.main()
