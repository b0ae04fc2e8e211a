"""The report's page in Chromium: readable at every width, light and dark, by axe-core, and nothing runs or is fetched.

Not part of `make check`: `make check-report` needs the Debian packages chromium, nodejs and npm, and the network for
the packages of npm that are named below. The pictures stay in report-pages/ of the build directory, to be looked at.
"""

import json
import os
import shutil
import subprocess
import tempfile

from audit_lines import BUILD, run, verdict, write_ledger
from made_year import Year
from suite import Skip, Suite, equal, require

PACKAGES = ("axe-core@4.14.1", "puppeteer-core@24.43.1")
VIEWS = ("phone-light", "phone-dark", "desk-light", "desk-dark")
HERE = os.path.join(os.path.abspath(os.environ.get("top_srcdir", ".")), "tests", "audit")
PAGES = os.path.join(os.path.abspath(BUILD), "report-pages")
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
HOSTILE = "\"><img src=x onerror=alert(1)><script>alert(1)</script>"

suite = Suite("the report in a browser")
scratch = tempfile.mkdtemp(prefix="page-")


@suite.close
def nothing_is_left_behind():
    shutil.rmtree(scratch)


def needed():
    if BROWSER is None or shutil.which("npm") is None or shutil.which("node") is None:
        raise Skip("chromium, nodejs or npm is missing")
    modules = os.path.join(PAGES, "modules")
    os.makedirs(modules, exist_ok=True)
    if not os.path.isdir(os.path.join(modules, "node_modules", "axe-core")):
        done = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-save", *PACKAGES],
                              cwd=modules, capture_output=True, timeout=300, check=False)
        if done.returncode != 0:
            raise Skip("npm could not fetch its packages")
    return modules


def look(name, page):
    """What is found in each view of the page at this path."""
    modules, pictures = needed(), os.path.join(PAGES, name)
    os.makedirs(pictures, exist_ok=True)
    done = subprocess.run(["node", os.path.join(HERE, "report_page.mjs"), modules, pictures, BROWSER, page],
                          capture_output=True, timeout=300, check=False)
    equal(done.returncode, 0, done.stderr.decode()[-500:])
    return json.loads(done.stdout)


def report(name, *ledgers):
    page = os.path.join(scratch, f"{name}.html")
    done = run("report", "--from=2025-01-01", "--to=2026-12-31", f"--html={page}", *ledgers)
    require(done.returncode < 2, done.stderr)
    return page


def is_well(found):
    for view in VIEWS:
        seen = found[view]
        equal(seen["violations"], [], view)
        equal(seen["messages"], [], view)
        equal(seen["requests"], 1, f"{view}: requests")
        equal(seen["overflow"], 0, f"{view}: wider than the window")
        equal(seen["scriptRuns"], False, f"{view}: a script runs")
        equal(seen["styled"], True, f"{view}: the policy allows the page's own style")
        require(seen["contrast"] >= 4.5, f"{view}: contrast in charts is {seen['contrast']}")
        require(seen["passes"] > 20, f"{view}: little was looked at")


@suite.test
def a_year_is_well():
    year = os.path.join(scratch, "year")
    Year().write(year)
    is_well(look("year", report("year", os.path.join(year, "gw1"), os.path.join(year, "gw2"))))


@suite.test
def nothing_at_all_is_well():
    path = os.path.join(scratch, "nothing")
    write_ledger(path, [])
    is_well(look("nothing", report("nothing", path)))


@suite.test
def a_ledger_that_somebody_wrote_is_well():
    path = os.path.join(scratch, "hostile")
    write_ledger(path, [verdict(i, sender_domain=HOSTILE + "W" * 300, route=HOSTILE, gateway=HOSTILE, bundle=HOSTILE,
                                message_id=f"{i:032x}", verdict="accept", would="accept", case=None)
                        for i in range(20)])
    is_well(look("hostile", report("hostile", path)))


@suite.test
def a_page_with_a_fault_is_not():
    page = os.path.join(scratch, "fault.html")
    with open(page, "w", encoding="utf-8") as file:
        file.write("<!DOCTYPE html><html><body><img src='x.png'><input></body></html>")
    seen = look("fault", page)["desk-light"]
    require(len(seen["violations"]) >= 3 and seen["requests"] > 1 and seen["scriptRuns"], f"found too little: {seen}")


suite.main()
