"""The alert rules and the dashboard that are shipped: promtool finds nothing wrong, each alert comes when it should and
its test can fail, and no query asks for a metric that there is not."""

import json
import os
import re
import shutil
import subprocess
import tempfile

from daemon import SOURCE, read_text
from suite import Skip, Suite, equal, require

suite = Suite("monitoring")
DIRECTORY = os.path.join(SOURCE, "monitoring")
RULES = "referral-milter.rules.yml"
TESTS = ("referral-milter.rules.test.yml", "referral-milter.rules.days.test.yml")
DASHBOARD = "referral-milter.dashboard.json"
FAMILY_ENDS = ("_bucket", "_sum", "_count")


def metrics_of_manual():
    section = read_text(SOURCE, "man", "referral-milter.8").split(".Sh METRICS\n")[1].split(".Sh ")[0]
    found = set()
    for line in re.findall(r"^\.It Li (.*)", section, re.M):
        found |= {"referral_milter_" + name for name in re.split(r"[ ,]+", line)}
    return found


def expressions():
    """Every query of the dashboard: (title of its panel, query)."""
    board = json.loads(read_text(DIRECTORY, DASHBOARD))
    return [(panel["title"], target["expr"]) for panel in board["panels"] for target in panel.get("targets", ())]


def promtool(*arguments, directory=DIRECTORY):
    if not shutil.which("promtool"):
        raise Skip("promtool is not installed (Debian package prometheus)")
    return subprocess.run(["promtool", *arguments], cwd=directory, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, timeout=120, check=False)


@suite.test
def promtool_accepts_the_rules():
    done = promtool("check", "rules", RULES)
    equal(done.returncode, 0, done.stdout)


@suite.test
def every_alert_comes_when_it_should_and_not_before():
    done = promtool("test", "rules", *TESTS)
    equal(done.returncode, 0, done.stdout)


@suite.test
def an_alert_that_never_comes_fails_its_test():
    rules = read_text(DIRECTORY, RULES)
    alerts = re.findall(r"- alert: (\w+)\n", rules)
    require(len(alerts) >= 10, alerts)
    for alert in alerts:
        with tempfile.TemporaryDirectory() as directory:
            tests = [name for name in TESTS if f"alertname: {alert}\n" in read_text(DIRECTORY, name)]
            for name in tests:
                shutil.copy(os.path.join(DIRECTORY, name), directory)
            require(tests, "no test of", alert)
            never = re.sub(rf"(- alert: {alert}\n +expr: ).*?(?=\n +(?:for|labels):)", r"\1vector(0) > 1", rules,
                           flags=re.S)
            require(never != rules, alert)
            with open(os.path.join(directory, RULES), "w", encoding="utf-8") as file:
                file.write(never)
            done = promtool("test", "rules", *tests, directory=directory)
            require(done.returncode != 0, "nobody tests", alert)


@suite.test
def rules_and_dashboard_ask_only_for_metrics_that_there_are():
    known = metrics_of_manual()
    asked = set(re.findall(r"referral_milter_[a-z_]+", read_text(DIRECTORY, RULES)))
    for _, expression in expressions():
        asked |= set(re.findall(r"referral_milter_[a-z_]+", expression))
    for name in sorted(asked):
        base = next((name[:-len(end)] for end in FAMILY_ENDS if name.endswith(end) and name not in known), name)
        require(base in known, "no such metric:", name)


@suite.test
def every_panel_has_a_place_and_a_query_or_is_a_heading():
    board = json.loads(read_text(DIRECTORY, DASHBOARD))
    places = set()
    for panel in board["panels"]:
        place = panel["gridPos"]
        require((place["x"], place["y"]) not in places and place["x"] + place["w"] <= 24, panel["title"])
        places.add((place["x"], place["y"]))
        require(panel["type"] == "row" or panel["targets"], panel["title"])
    equal(len({panel["id"] for panel in board["panels"]}), len(board["panels"]), "numbers of panels")


if __name__ == "__main__":
    suite.main()
