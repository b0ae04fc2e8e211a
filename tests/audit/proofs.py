"""A proof of one record can be checked alone, also by a reader that shares no code with the tool: the one below."""

import base64
import os

from auditor import ORIGIN, Ledger, audit, hash_leaf, hash_node, root_of, scratch
from suite import Suite, equal, require

suite = Suite("audit: proofs")


def parse(text):
    """tlog-proof: (record, index, path, checkpoint)"""
    head, checkpoint = text.split(b"\n\n", 1)
    lines = head.split(b"\n")
    equal(lines[0], b"c2sp.org/tlog-proof@v1", "first line")
    require(lines[1].startswith(b"extra ") and lines[2].startswith(b"index "), lines[:3])
    return (base64.b64decode(lines[1][6:], validate=True), int(lines[2][6:]),
            [base64.b64decode(line, validate=True) for line in lines[3:]], checkpoint)


def climb(index, size, leaf, path):
    """The root that a path leads to, by RFC 9162 section 2.1.3.2."""
    first, last, found = index, size - 1, leaf
    for sibling in path:
        if first % 2 or first == last:
            found = hash_node(sibling, found)
            while first % 2 == 0 and first:
                first, last = first // 2, last // 2
        else:
            found = hash_node(found, sibling)
        first, last = first // 2, last // 2
    equal(last, 0, "what is left of the size")
    return found


def prove(ledger, index):
    path = scratch("proof")
    with open(path, "wb") as file:
        file.write(audit("prove", str(index), ledger.directory, status=0).stdout)
    return path


def check(path, ledger, status, *options):
    return audit("prove", "--check", path, "--key", ledger.path("vkey"), *options, status=status).stdout


@suite.test
def every_record_is_proved_and_the_proof_holds_for_somebody_elses_arithmetic():
    for count in (1, 2, 7, 8, 21):
        ledger = Ledger(f"start verdict*{count - 1}")
        lines = [line.rstrip(b"\n") for line in ledger.all_lines()]
        root = root_of([hash_leaf(line) for line in lines])
        for index in range(count):
            with open(prove(ledger, index), "rb") as file:
                record, found, path, checkpoint = parse(file.read())
            equal((record, found), (lines[index], index), "record")
            equal(checkpoint, ledger.read("checkpoint"), "checkpoint")
            equal(base64.b64decode(checkpoint.split(b"\n")[2]), root, "signed root")
            equal(climb(index, count, hash_leaf(record), path), root, "root of the path")


@suite.test
def a_proof_is_checked_without_the_ledger():
    ledger = Ledger()
    path = prove(ledger, 6)
    key = ledger.keep("vkey")
    said = audit("prove", "--check", path, "--key", key, status=0, cwd="/", env={"PATH": ""}).stdout
    require(said.startswith(b"PROVED: record 6 is one of the 27 of " + ORIGIN.encode()), said)
    require(b'"proved":true' in audit("prove", "--check", path, "--key", key, "--json", status=0).stdout, "as JSON")


def spoil(path, what):
    with open(path, "rb") as file:
        octets = file.read()
    with open(path, "wb") as file:
        file.write(what(octets))
    return path


def other_record(octets):
    record, index, path, checkpoint = parse(octets)
    return octets.replace(base64.b64encode(record), base64.b64encode(record.replace(b"refuse", b"accept")))


SPOILT = [
    ("another record", other_record, 1),
    ("another index", lambda octets: octets.replace(b"index 6", b"index 7"), 1),
    ("an index past the tree", lambda octets: octets.replace(b"index 6", b"index 600"), 1),
    ("another size", lambda octets: octets.replace(b"\n27\n", b"\n26\n"), 1),
    ("another origin", lambda octets: octets.replace(b"\n\ngateway", b"\n\ngatewey"), 1),
    ("a path that is too short", lambda octets: b"\n".join(octets.split(b"\n")[:3] + octets.split(b"\n")[4:]), 1),
    ("no record", lambda octets: b"\n".join(octets.split(b"\n")[:1] + octets.split(b"\n")[2:]), 1),
    ("no path", lambda octets: b"\n".join(octets.split(b"\n")[:2]) + b"\n", 2),
    ("another version", lambda octets: octets.replace(b"@v1", b"@v2"), 2),
    ("an index with a zero before it", lambda octets: octets.replace(b"index 6", b"index 06"), 2),
    ("nothing", lambda octets: b"", 2),
]


def is_refused(what, status):
    ledger = Ledger()
    path = spoil(prove(ledger, 6), what)
    said = check(path, ledger, status)
    require(status == 2 or said.startswith(b"NOT PROVED: "), said)
    require(status == 2 or b'"proved":false' in check(path, ledger, status, "--json"), "as JSON")


for sentence, what, status in SPOILT:
    suite.row(f"a proof with {sentence} proves nothing", is_refused, what, status)


@suite.test
def a_proof_under_another_key_proves_nothing():
    ledger = Ledger()
    path = prove(ledger, 6)
    require(b"signed by none of the given keys" in check(path, Ledger(seed=9), 1), "says so")


@suite.test
def nothing_is_proved_of_a_record_that_was_edited_or_is_not_signed():
    ledger = Ledger()
    name = ledger.segments()[0]
    ledger.put_lines(name, [line.replace(b"lewisham", b"lewishan") for line in ledger.lines(name)])
    require(b"not as it was signed" in audit("prove", "3", ledger.directory, status=1).stderr, "says so")
    require(b"is for 27 records" in audit("prove", "27", ledger.directory, status=1).stderr, "says so")
    os.remove(ledger.path(name))
    require(b"not there any more" in audit("prove", "3", ledger.directory, status=1).stderr, "says so")
    os.remove(ledger.path("leaves"))
    require(b"leaves" in audit("prove", "20", ledger.directory, status=2).stderr, "says so")


suite.main()
