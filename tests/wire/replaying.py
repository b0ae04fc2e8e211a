"""referral-check replay: what other rules would say of what the ledger has a record of, and where it cannot tell."""

import json
import os
import shutil
import subprocess
import tempfile

from daemon import SOURCE, program, read_text
from linting import RULES
from messages_tried import Mailroom
from suite import Suite, equal, require

suite = Suite("referral-check replay, from records to other rules")
COPIES = "mashagency@lewisham.gov.uk, prevent@lewisham.gov.uk"
HEADER = "From: Terry Danno <terry@school.example.org>\nTo: preventreferrals@met.pnn.police.uk\n{cc}Subject: Jo Ashdown\n" \
         "Message-ID: <{id}@school.example.org>\n\nHello about Ashdown\n"


class Archive(Mailroom):
    """A ledger of what its messages came to by its rules."""

    def __init__(self, rules=RULES):
        super().__init__()
        self.write("rules/lewisham.conf", rules)
        self.messages = []
        self.add("bare", cc="")
        self.add("copied", cc=f"Cc: {COPIES}\n")
        self.add("one-copy", cc="Cc: mashagency@lewisham.gov.uk\n")
        self.records = [one["record"] for one in self.json(*self.messages)["messages"]]
        self.ledger = tempfile.mkdtemp(prefix="ledger.", dir=self.directory)
        self.keys_made = tempfile.mkdtemp(prefix="keys.", dir=self.directory)
        lines = "".join(json.dumps(record, separators=(",", ":")) + "\n" for record in self.records)
        subprocess.run([program("made_ledger"), self.ledger, self.keys_made, "gateway.example", "100000"], check=True,
                       input=f"event start\n{lines}", stdout=subprocess.DEVNULL, text=True, timeout=30)

    def add(self, name, cc):
        self.write(f"{name}.eml", HEADER.format(cc=cc, id=name))
        self.messages.append(self.path(f"{name}.eml"))

    def other(self, what, to, more=""):
        """A configuration with other rules."""
        require(what in RULES, what)
        os.makedirs(self.path("other"), exist_ok=True)
        self.write("other/lewisham.conf", RULES.replace(what, to, 1) + more)
        config = read_text(self.path("site.conf")).replace(f'"{self.path("rules")}"', f'"{self.path("other")}"')
        self.write("other.conf", config)
        return self.path("other.conf")

    def replay_text(self, *arguments, status=None):
        done = subprocess.run(
            [program("referral-check"), "replay", "-c", self.path("site.conf"), f"--ledger={self.ledger}", *arguments],
            check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
        if status is not None:
            equal(done.returncode, status, f"exit status of {arguments}: {done.stdout}")
        return done.stdout

    def replay(self, *arguments, status=None):
        whole = json.loads(self.replay_text("--json", *arguments, status=status))
        return [(record["change"], record["old-verdict"], record["verdict"], record["why"]) for record in whole["records"]], \
            (whole["changes"], whole["same"], whole["could-not-tell"])


archive = Archive()
NO_FORM = "required = yes", "required = no"


@suite.test
def the_same_rules_change_nothing():
    equal(archive.replay(status=0), ([], (0, 3, 0)))


@suite.test
def observing_lets_pass_what_was_refused_and_says_what_would_be():
    records, counts = archive.replay(f"--bundle={archive.other('mode = enforce', 'mode = observe')}", status=1)
    equal(counts, (3, 0, 0))
    equal({(record[0], record[1], record[2]) for record in records}, {("changes", "refuse", "accept")})
    said = archive.replay_text(f"--bundle={archive.path('other.conf')}", status=1)
    require("lewisham: refuse -> accept (would refuse): form-missing" in said, said)
    require("3 would change, 0 stay the same, 0 could not tell" in said, said)


@suite.test
def without_a_demand_for_a_form_the_copies_decide():
    records, counts = archive.replay(f"--bundle={archive.other(*NO_FORM)}", status=1)
    equal(counts, (1, 2, 0))
    equal(records, [("changes", "refuse", "accept", "nothing stops it")])


@suite.test
def a_copy_that_was_not_asked_for_then_cannot_be_told():
    other = archive.other(*NO_FORM, more="")
    text = read_text(archive.path("other", "lewisham.conf"))
    archive.write("other/lewisham.conf", text.replace(
        '  copy "Lewisham MASH" {', '  copy "Another team" { any-of = { "team@lewisham.gov.uk" } }\n  copy "Lewisham MASH" {', 1))
    records, counts = archive.replay(f"--bundle={other}", status=0)
    equal(counts, (0, 2, 1))
    equal(records, [("could not tell", "refuse", None, 'copy-missing: whether "Another team" was there')])


@suite.test
def a_repair_that_was_not_tried_cannot_be_told():
    other = archive.other(*NO_FORM)
    text = read_text(archive.path("other", "lewisham.conf"))
    archive.write("other/lewisham.conf", text.replace("copy-missing          = refuse", "copy-missing = repair", 1))
    records, counts = archive.replay(f"--bundle={other}")
    equal(counts, (1, 0, 2))
    require(all("can be repaired" in record[3] for record in records if record[0] == "could not tell"), records)


@suite.test
def a_route_that_is_gone_and_one_that_is_off_cannot_be_told():
    for change in (('route "lewisham"', 'route "renamed"'), ("mode = enforce", "mode = off")):
        _records, counts = archive.replay(f"--bundle={archive.other(*change)}", status=0)
        equal(counts, (0, 0, 3))


@suite.test
def retired_addresses_that_are_other_ones_cannot_be_told():
    other = archive.other("retired = {} ", 'retired = { "old@met.pnn.police.uk" } ')
    text = read_text(archive.path("other", "lewisham.conf"))
    archive.write("other/lewisham.conf", text.replace(*NO_FORM, 1))
    records, _counts = archive.replay(f"--bundle={other}")
    require(("could not tell", "refuse", None, "address-retired: which address was used") in records, records)


@suite.test
def of_rules_that_are_not_at_hand_only_what_is_found_decides():
    site = Archive()
    site.write("rules/lewisham.conf", RULES.replace(*NO_FORM, 1))
    _records, counts = site.replay(status=0)
    equal(counts, (0, 2, 1))


@suite.test
def nothing_of_anybody_is_printed_and_the_ledger_stays_as_it_is():
    before = {name: os.stat(os.path.join(archive.ledger, name)).st_mtime_ns for name in os.listdir(archive.ledger)}
    said = archive.replay_text(f"--bundle={archive.other(*NO_FORM)}").lower()
    for word in ("danno", "ashdown", "school.example.org", "terry"):
        require(word not in said, word)
    equal({name: os.stat(os.path.join(archive.ledger, name)).st_mtime_ns for name in os.listdir(archive.ledger)}, before)


@suite.test
def lines_that_are_no_records_are_counted():
    site = Archive()
    shutil.rmtree(site.ledger, ignore_errors=False)
    shutil.copytree(archive.ledger, site.ledger)
    name = next(name for name in sorted(os.listdir(site.ledger)) if name.startswith("records-"))
    with open(os.path.join(site.ledger, name), "a", encoding="utf-8") as file:
        file.write("nonsense\n")
    require("1 line is no record" in site.replay_text())


def is_wrong_use(arguments, words):
    require(words in archive.replay_text(*arguments, status=2))


for sentence, arguments, words in (
        ("an option that is none is said with what is allowed", ["--colour"], "allowed: --config, --bundle, --ledger, --json"),
        ("an argument is one too many", ["x"], '"x" is one argument too many'),
        ("a ledger that is not there is said", ["--ledger=/nowhere"], "/nowhere: No such file or directory"),
        ("other rules with errors are said", ["--bundle=/nowhere/a.conf"], "/nowhere/a.conf")):
    suite.row(sentence, is_wrong_use, arguments, words)


if __name__ == "__main__":
    suite.main()
