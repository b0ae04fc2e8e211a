"""cases and report: a made-up year as its readers meet it; nothing that is small is in it, in any format."""

import base64
import csv
import hashlib
import html.parser
import io
import json
import os
import re
import shutil
import tempfile

from audit_lines import run, verdict, write_ledger
from made_year import Year
from suite import Suite, equal, require

suite = Suite("referral-audit cases and report")
scratch = tempfile.mkdtemp(prefix="report-")
YEAR = os.path.join(scratch, "year")
Year().write(YEAR)
LEDGERS = [os.path.join(YEAR, "gw1"), os.path.join(YEAR, "gw2")]
PERIOD = ("--from=2025-01-01", "--to=2025-12-31")


@suite.close
def nothing_is_left_behind():
    shutil.rmtree(scratch)


def report(*options, status=0, ledgers=None):
    done = run("report", *PERIOD, *options, *(ledgers or LEDGERS))
    equal(done.returncode, status, f"status ({done.stderr})")
    return done.stdout


def cases(*options, status=1, ledgers=None):
    done = run("cases", *options, *(ledgers or LEDGERS))
    equal(done.returncode, status, f"status ({done.stderr})")
    return done.stdout


def small_ledger(name, *records):
    path = os.path.join(scratch, name)
    write_ledger(path, records)
    return [path]


class Page(html.parser.HTMLParser):
    """Elements, attributes, the style, and the text of table cells."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.style, self.cells = [], [], "", []
        self.within = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        self.within = tag
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_endtag(self, tag):
        self.within = None

    def handle_data(self, data):
        if self.within == "style":
            self.style += data
        if self.within in ("td", "th", "bdi") and self.cells:
            self.cells[-1] += data


@suite.test
def a_year_is_the_same_every_time():
    again = os.path.join(scratch, "again")
    Year().write(again)
    for name in ("records-000001.jsonl", "checkpoint", "leaves", "vkey"):
        with open(os.path.join(YEAR, "gw1", name), "rb") as one, open(os.path.join(again, "gw1", name), "rb") as two:
            equal(one.read(), two.read(), name)


@suite.test
def its_ledgers_are_sound_and_the_report_says_so():
    equal([row["Verification"] for row in json.loads(report("--json"))["ledgers"]], ["sound", "sound"])


@suite.test
def a_ledger_that_is_not_sound_is_reported_all_the_same():
    copy = os.path.join(scratch, "changed")
    shutil.copytree(LEDGERS[0], copy)
    name = os.path.join(copy, "records-000001.jsonl")
    with open(name, encoding="ascii") as file:
        text = file.read()
    with open(name, "w", encoding="ascii") as file:
        file.write(text.replace('"size":41300', '"size":41301', 1))
    found = json.loads(report("--json", status=1, ledgers=[copy]))
    equal(found["ledgers"][0]["Verification"], "not sound")
    require("not as it was signed" in found["ledgers"][0]["Details"], found["ledgers"][0]["Details"])


@suite.test
def cases_are_listed_by_age_and_found_again_in_json():
    found = json.loads(cases("--json", "--all"))
    listed = found["cases"]
    equal([case["opened"] for case in listed], sorted(case["opened"] for case in listed))
    for state in ("open", "presumed", "closed"):
        equal(len([case for case in listed if case["state"] == state]), found[state], state)
    require(found["closed"] > 30, "few were closed")
    still = [case for case in listed if case["state"] == "open"]
    text = cases()
    for case in still:
        require(case["codes"][-1] in text, case["codes"][-1])
    require("was refused" not in text and "sender" not in text.split("\n", 2)[2].split("Presumed")[0], text)


@suite.test
def the_lead_is_told_codes_and_times_and_nothing_else():
    path = small_ledger("escalate", verdict(1), verdict(2, sender="11112222333344445555666677778888",
                                                        message_id="0" * 32, forms=[], case="AAAA-BBBB"))
    text = cases("--escalate", ledgers=path)
    require("7QXM-2RDF" in text and "AAAA-BBBB" in text and "2026-11-04 00:00 UTC" in text, text)
    for word in ("0011223344", "11112222", "lewisham.gov.uk", "Lewisham MASH", "copy-missing"):
        require(word not in text, f"{word} in {text}")
    equal(cases("--escalate", "--older-than=36500", status=0, ledgers=path), "", "for those who are not so old")


@suite.test
def a_wrong_clock_hides_nothing():
    path = small_ledger("future", {**verdict(1), "time": "2226-11-04T10:00:00.000000Z"})
    for options in ([], ["--older-than=3"], ["--escalate"]):
        require("7QXM-2RDF" in cases(*options, ledgers=path), options)


@suite.test
def what_cannot_be_read_may_have_been_a_refusal():
    path = small_ledger("damaged", verdict(1, verdict="accept", would="accept", case=None))
    with open(os.path.join(path[0], "records-000001.jsonl"), "a", encoding="ascii") as file:
        file.write("{nothing}\n")
    cases(status=2, ledgers=path)


@suite.test
def wrong_options_are_refused():
    for options in (["cases", "--older-than=soon"], ["cases", "--window=-1"], ["report", "--html"],
                    ["report", "--json", "--csv"], ["report", "--from=2026-13-01"],
                    ["report", "--from=2026-02-01", "--to=2026-01-01"]):
        equal(run(*options, LEDGERS[0]).returncode, 2, " ".join(options))


def numbers_of(found):
    """Every number of people that the JSON shows, by where it stands."""
    shown = {f"{name}/{row['name']}": row["number"] for name, parts in found["breakdowns"].items()
             for row in parts["rows"]}
    shown.update({f"{name}/total": parts["total"] for name, parts in found["breakdowns"].items()
                  if parts["total"] is not None})
    return shown


@suite.test
def no_small_number_is_in_any_format():
    found = json.loads(report("--json"))
    shown = numbers_of(found)
    require("<5" in shown.values() and "withheld" in shown.values(), "nothing was small: this tests nothing")
    for place, number in shown.items():
        require(number in ("<5", "withheld", 0) or number >= 5, f"{place} is {number}")
    rows = list(csv.reader(io.StringIO(report("--csv"))))
    in_csv = {f"{row[0]}/{row[1] or row[2]}": row[3] for row in rows}
    page, text = Page(report("--html=-")), report("--text")
    for place, number in shown.items():
        equal(in_csv[place], str(number), place)
        name = place.split("/", 1)[1]
        require(name == "total" or name in page.cells, f"{name} is in no table")
        require(name == "total" or re.search(rf"^  {re.escape(name)} +{number}$", text, re.M), f"{name} in the text")


@suite.test
def each_breakdown_adds_up_where_all_of_it_is_shown():
    whole = 0
    for name, parts in json.loads(report("--json"))["breakdowns"].items():
        numbers = [row["number"] for row in parts["rows"]]
        if parts["total"] is not None and all(isinstance(number, int) for number in numbers):
            equal(sum(numbers), parts["total"], name)
            whole += 1
        elif parts["total"] is not None:
            require(numbers.count("withheld") >= 1 or numbers.count("<5") >= 2, name)
    require(whole >= 2, "few breakdowns are whole")


@suite.test
def the_page_stands_alone():
    page = Page(report("--html=-"))
    for tag in ("script", "link", "img", "iframe", "object", "embed", "form", "base", "a"):
        require(tag not in page.tags, tag)
    for tag, name, value in page.attributes:
        require(not name.startswith("on") and name not in ("src", "href", "style"), f"{tag} {name}={value}")
    policy = next(value for tag, name, value in page.attributes if name == "content" and "default-src" in value)
    digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    require(f"style-src 'sha256-{digest}'" in policy, "the policy allows another style")
    require("default-src 'none'" in policy and "unsafe" not in policy, policy)
    equal(page.tags.count("svg"), page.tags.count("title") - 1, "titles of charts")
    require(page.tags.count("svg") <= page.tags.count("table"), "a chart without its table")
    equal(page.tags.count("h1"), 1)


@suite.test
def a_page_goes_to_a_file_and_a_bad_one_is_told():
    path = os.path.join(scratch, "page.html")
    equal(report(f"--html={path}"), "")
    with open(path, encoding="utf-8") as file:
        require(file.read().endswith("</html>\n"), "it is not whole")
    report("--html=/nonexistent/page.html", status=2)
    report("--html=/dev/full", status=2)


@suite.test
def no_pseudonym_and_no_code_is_in_a_report():
    with open(os.path.join(LEDGERS[0], "records-000001.jsonl"), encoding="ascii") as file:
        records = [json.loads(line) for line in file]
    planted = {record[name] for record in records for name in ("sender", "message_id", "queue_id", "case", "salt")
               if record.get(name)}
    for option in ("--html=-", "--csv", "--json", "--text"):
        text = report(option)
        for word in planted:
            require(word not in text, f"{option}: {word}")


suite.main()
