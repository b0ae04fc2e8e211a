"""export: every field is one that the schema publishes, with an id that it publishes, and nothing else gets in."""

import csv
import io
import json
import os
import shutil
import tempfile

from audit_lines import event, run, verdict, write_ledger
from suite import Suite, equal, require

suite = Suite("referral-audit export")
scratch = tempfile.mkdtemp(prefix="export-")
SOURCE = os.path.join(os.environ.get("top_srcdir", "."), "tests", "audit")

RECORDS = [
    event(0, "start", clean=True, vkey="gw1.example.org/referral-ledger+00000000+AAAA"),
    verdict(1),
    verdict(2, verdict="accept", would="accept", reason=None, findings=[], case=None),
    verdict(3, verdict="accept", would="accept", reason=None, edits=["add-recipient", "change-header Cc"]),
    verdict(4, mode="observe", verdict="accept", would="refuse"),
    verdict(5, verdict="hold", would="hold", reason="form-unreadable"),
    verdict(6, verdict="defer", would="defer", reason="internal", route=None, mode=None),
    verdict(7, **{"class": "exempt-null-sender"}, sender=None, sender_domain=None, verdict="accept", would="accept"),
    verdict(8, kind="outcome-unknown"),
    event(9, "heartbeat"), event(10, "inspector-death", detail="signal 9"),
    event(11, "match", period="2026Q4", uid=1000), event(12, "stop"),
]


@suite.close
def nothing_is_left_behind():
    shutil.rmtree(scratch)


def ledger(records, name):
    path = os.path.join(scratch, name)
    write_ledger(path, records)
    return path


def exported(option, records=None):
    path = ledger(RECORDS if records is None else records, f"{option}{len(os.listdir(scratch))}")
    done = run("export", f"--{option}", path)
    equal(done.returncode, 0, f"status ({done.stderr})")
    return done.stdout


def events(option):
    return [json.loads(line) for line in exported(option).splitlines()]


def published(name):
    """A list of field names, "object.attribute: ids" a line, from a file of test data."""
    fields = {}
    with open(os.path.join(SOURCE, name), encoding="ascii") as file:
        for line in file:
            line = line.split("#")[0].strip()
            if line:
                field, _, ids = line.partition(":")
                fields[field.strip()] = ids.split()
    return fields


OCSF = published("ocsf-1.8.0.fields")
ECS = published("ecs-9.4.0.fields")

# Which object of the schema an attribute of an event is.
OBJECTS = {"email": "email", "metadata": "metadata", "product": "product", "device": "device", "policy": "policy",
           "app": "product"}


def ocsf_faults(value, name):
    """What an object of that name holds that the schema does not know, or lacks what it requires."""
    faults = []
    for key, inner in value.items():
        ids = OCSF.get(f"{name}.{key}")
        if ids is None:
            faults.append(f"{name}.{key} is not published")
        elif set(ids) - {"!"} and str(inner) not in ids:
            faults.append(f"{name}.{key} has no value {inner!r}")
        if key in OBJECTS:
            faults += ocsf_faults(inner, OBJECTS[key])
    for field, ids in OCSF.items():
        owner, _, attribute = field.partition(".")
        if owner == name and "!" in ids and attribute not in value:
            faults.append(f"{field} is required")
    return faults


CLASSES = {4009: "email_activity", 6002: "application_lifecycle", 0: "base_event"}


@suite.test
def every_ocsf_field_and_id_is_published():
    for found in events("ocsf"):
        faults = ocsf_faults(found, CLASSES[found["class_uid"]])
        equal(faults, [], json.dumps(found))
        equal(found["type_uid"], found["class_uid"] * 100 + found["activity_id"], "type_uid")
        equal(found["metadata"]["version"], "1.8.0")


@suite.test
def the_check_of_ocsf_can_fail():
    found = events("ocsf")[1]
    found["recipient"] = "x"
    found["disposition_id"] = 77
    del found["metadata"]["product"]
    equal(len(ocsf_faults(found, "email_activity")), 3, "faults")


@suite.test
def verdicts_have_their_actions_and_dispositions():
    wanted = {1: (2, 25), 2: (1, 1), 3: (4, 11), 4: (3, 15), 5: (2, 3), 6: (2, 14)}
    found = events("ocsf")
    for index, ids in wanted.items():
        equal((found[index]["action_id"], found[index]["disposition_id"]), ids, f"record {index}")
    equal([entry["class_uid"] for entry in found], [6002] + [4009] * 8 + [0, 0, 0, 6002], "classes")
    equal(found[1]["time"], 1793750401000, "milliseconds")
    equal(found[8]["status_id"], 0, "status of a verdict that the MTA may not have heard")


@suite.test
def senders_are_addresses_that_cannot_exist():
    found = events("ocsf")
    equal(found[1]["email"]["from"], "00112233445566778899aabbccddeeff@2026Q4.pseudonym.invalid")
    equal(found[7]["email"]["from"], "null-sender@pseudonym.invalid")


def flat(value, name=""):
    """Every leaf of an ECS document as "a.b.c"."""
    if isinstance(value, list):
        return {leaf for entry in value for leaf in (flat(entry, name) if isinstance(entry, dict) else {name})}
    if not isinstance(value, dict):
        return {name}
    return {leaf for key, inner in value.items() for leaf in flat(inner, f"{name}.{key}" if name else key)}


def ecs_faults(found):
    faults = [name for name in flat(found) if not name.startswith("referral_milter.") and name not in ECS]
    for name in ("kind", "category", "type", "outcome"):
        values = found["event"][name]
        for value in values if isinstance(values, list) else [values]:
            if value not in ECS[f"event.{name}"]:
                faults.append(f"event.{name}={value}")
    return faults


@suite.test
def every_ecs_field_is_published():
    for found in events("ecs"):
        equal(ecs_faults(found), [], json.dumps(found))
        equal(found["ecs"]["version"], "9.4.0")


@suite.test
def the_check_of_ecs_can_fail():
    found = events("ecs")[1]
    found["email"]["recipient"] = "x"
    found["event"]["type"] = ["nonsense"]
    equal(len(ecs_faults(found)), 2, "faults")


@suite.test
def nothing_of_a_record_is_left_out():
    def leaves(value):
        if isinstance(value, dict):
            return {leaf for inner in value.values() for leaf in leaves(inner)}
        if isinstance(value, list):
            return {leaf for inner in value for leaf in leaves(inner)}
        return {value}
    for option in ("ocsf", "ecs"):
        for record, found in zip(RECORDS, events(option)):
            everything = json.dumps(found)
            for leaf in leaves(record) - {None, True, False, 1, "referral-milter 0.1.0"}:
                if option == "ocsf" and leaf in ("verdict", "outcome-unknown"):
                    continue
                require(str(leaf) in everything, option, leaf, everything)


@suite.test
def csv_has_a_line_for_each_record_and_a_head():
    rows = list(csv.DictReader(io.StringIO(exported("csv"), newline="")))
    equal(len(rows), len(RECORDS))
    equal((rows[1]["index"], rows[1]["verdict"], rows[1]["case"], rows[1]["findings"], rows[1]["parts"]),
          ("1", "refuse", "7QXM-2RDF", "copy-missing", "text/plain; application/pdf"))
    equal(rows[3]["edits"], "add-recipient; change-header Cc")
    equal(rows[0]["verdict"], "", "a field that is not there")


@suite.test
def csv_has_both_periods_pseudonyms_and_whom_a_part_is_for():
    before = {"period": "2026Q3", "sender": "a" * 32, "message_id": "b" * 32, "references": ["c" * 32, "d" * 32],
              "forms": ["e" * 32, None]}
    out = exported("csv", [verdict(0, carried=True, previous=before), verdict(1, carried=False, previous=None)])
    both, one = csv.DictReader(io.StringIO(out, newline=""))
    equal([both[name] for name in ("carried", "form_digests", "previous_period", "previous_sender",
                                   "previous_message_id", "previous_references", "previous_form_digests")],
          ["true", "0123456789abcdef" * 2, "2026Q3", "a" * 32, "b" * 32, f"{'c' * 32}; {'d' * 32}", "e" * 32])
    equal((one["carried"], one["previous_period"], one["previous_references"]), ("false", "", ""))


@suite.test
def csv_is_rfc_4180_and_no_formula():
    hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", " =1", 'a "b", c\nd', "plain"]
    out = exported("csv", [verdict(i, route=value) for i, value in enumerate(hostile)])
    require(out.count("\r\n") >= len(hostile) + 1, "line ends")
    found = [row["route"] for row in csv.DictReader(io.StringIO(out, newline=""))]
    equal(found, ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\tx", "'\rx", "' =1", 'a "b", c\nd', "plain"])


@suite.test
def several_directories_are_one_export():
    paths = [ledger([verdict(0, "gw1.example.org")], "one"), ledger([verdict(0, "gw2.example.org")], "two")]
    done = run("export", "--csv", *paths)
    rows = list(csv.DictReader(io.StringIO(done.stdout, newline="")))
    equal([row["gateway"] for row in rows], ["gw1.example.org", "gw2.example.org"])


@suite.test
def lines_that_are_no_records_are_said_and_passed_by():
    path = ledger([verdict(0)], "broken")
    with open(os.path.join(path, "records-000001.jsonl"), "a", encoding="ascii") as out:
        out.write("nonsense\n[]\n{\"v\":1}\n")
    for option in ("ocsf", "ecs", "csv"):
        done = run("export", f"--{option}", path)
        equal(done.returncode, 2, f"status ({done.stderr})")
        for number in (2, 3, 4):
            require(f"records-000001.jsonl:{number}: passed by" in done.stderr, done.stderr)


@suite.test
def usage_errors_have_their_status():
    for arguments in ([], ["--ocsf", "--csv"], ["--xml"], ["--csv", os.path.join(scratch, "nowhere")]):
        equal(run("export", *arguments).returncode, 2, arguments)


suite.main()
