"""referral-check config: what is wrong, dead or about to expire is said where it stands."""

import atexit
import datetime
import json
import os
import shutil
import subprocess
import tempfile

from daemon import SOURCE, USER, may_enter, program, read_text
from suite import Suite, equal, require

suite = Suite("referral-check config, from files to findings")
RULES = read_text(SOURCE, "rules", "lewisham.conf")


class Site:
    """A configuration as shipped, in a directory of its own."""

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="referral-config.")
        atexit.register(shutil.rmtree, self.directory, True)
        os.chmod(self.directory, 0o755)
        for name in ("rules", "guidance", "forms"):
            os.mkdir(self.path(name), 0o755)
        if os.geteuid() != 0:
            for name in ("ledger", "keys", "state"):
                os.mkdir(self.path(name), 0o700)
        inspector = program("referral-inspector")
        if not may_enter(inspector):
            inspector = shutil.copy(inspector, self.directory)
        self.write("rules/lewisham.conf", RULES)
        self.write("guidance/lewisham.txt", read_text(SOURCE, "rules", "guidance", "lewisham.txt"))
        self.write("site.conf", f'inspector = "{inspector}"\nuser = "{USER}"\n' + "".join(
            f'{key} = "{self.path(key)}"\n' for key in ("rules", "guidance", "forms", "ledger", "keys", "state")))

    def path(self, *names):
        return os.path.join(self.directory, *names)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.path(name), 0o644)

    def change(self, what, to):
        require(what in RULES, what)
        self.write("rules/lewisham.conf", RULES.replace(what, to, 1))

    def run(self, *arguments, status=None):
        done = subprocess.run(
            [program("referral-check"), "config", "-c", self.path("site.conf"), *arguments], check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
        if status is not None:
            equal(done.returncode, status, f"exit status of {arguments}: {done.stdout}")
        return done.stdout

    def json(self, *arguments, status=None):
        whole = json.loads(self.run("--json", *arguments, status=status))
        equal(whole["version"], 1, "version")
        return whole


@suite.test
def what_is_shipped_has_neither_errors_nor_warnings():
    whole = Site().json("--strict", status=0)
    equal((whole["errors"], whole["warnings"], whole["routes"], whole["status"]), (0, 0, 1, 0))
    equal({problem["level"] for problem in whole["problems"]} - {"note"}, set())


@suite.test
def every_pattern_of_the_example_is_cheap_too():
    site = Site()
    text = read_text(SOURCE, "rules", "examples", "brent.conf")
    site.write("rules/brent.conf", "".join(line.removeprefix("#") for line in text.splitlines(True)))
    site.write("guidance/brent.txt", read_text(SOURCE, "rules", "examples", "brent.txt"))
    require("gives up" not in site.run(status=0))


def finds(level, file, words, prepare, status):
    site = Site()
    prepare(site)
    whole = site.json(status=status)
    for problem in whole["problems"]:
        if problem["level"] == level and problem["file"].endswith(file) and words in problem["text"]:
            return site, problem
    raise AssertionError(f"not said: {words}: {whole['problems']}")


def copy_route(site):
    site.write("rules/second.conf", RULES.replace('route "lewisham"', 'route "second"', 1))


def loose_keys(site):
    if os.path.isdir(site.path("keys")):
        shutil.rmtree(site.path("keys"))
    os.mkdir(site.path("keys"), 0o755)


SOON = (datetime.date.today() + datetime.timedelta(days=10)).isoformat()
for sentence, level, file, words, prepare, status in (
        ("a word that is none is an error", "error", "lewisham.conf", "mode: ",
         lambda site: site.change("mode = enforce", "mode = often"), 1),
        ("a key that is none is an error", "error", "site.conf", "colour: not known here",
         lambda site: site.write("site.conf", read_text(site.path("site.conf")) + "colour = 1\n"), 1),
        ("keys that others can look at are an error", "error", "site.conf", "keys", loose_keys, 1),
        ("a text with a placeholder that is none is an error", "error", "lewisham.txt", "{colour}",
         lambda site: site.write("guidance/lewisham.txt", "[reply]\n{items}\n{colour}\n"), 1),
        ("a fingerprint that is none is an error", "error", "a.fingerprint", "form-fingerprint 1",
         lambda site: site.write("forms/a.fingerprint", "x\n"), 1),
        ("a review date that has passed is a warning", "warning", "lewisham.conf", "review-by: 2020-01-31 has passed",
         lambda site: site.change('review-by = "2027-05-01"', 'review-by = "2020-01-31"'), 0),
        ("a review date that comes is a warning", "warning", "lewisham.conf", "review-by: within 30 days",
         lambda site: site.change('review-by = "2027-05-01"', f'review-by = "{SOON}"'), 0),
        ("a form that no route uses is a warning", "warning", "a.fingerprint", "no route uses this form",
         lambda site: site.write("forms/a.fingerprint", "form-fingerprint 1\nname A\nsample a.docx\nlabel Name\n"), 0),
        ("a route that never decides anything is a warning", "warning", "second.conf", "never decides anything",
         copy_route, 0),
        ("a pattern that gives up is a warning", "warning", "lewisham.conf", "title-pattern: gives up after",
         lambda site: site.change("title-pattern = '", "title-pattern = '^(\\w+\\s?)+$|"), 0)):
    suite.row(sentence, finds, level, file, words, prepare, status)


@suite.test
def a_warning_is_an_error_where_one_is_strict_and_stands_on_its_line():
    site, problem = finds("warning", "second.conf", "never decides anything", copy_route, 0)
    line = RULES.splitlines().index('route "lewisham" {') + 1
    equal(problem["line"], line)
    said = site.run("--strict", status=1)
    require(f"second.conf:{line}: route" in said and "(warning)" in said, said)


@suite.test
def all_that_is_wrong_is_said_at_once():
    site = Site()
    site.write("site.conf", read_text(site.path("site.conf")) + "colour = 1\n")
    site.change("mode = enforce", "mode = often")
    whole = site.json(status=1)
    equal(whole["errors"], 2)
    equal(whole["policy"], None)


def is_wrong_use(arguments, words):
    said = Site().run(*arguments, status=2)
    require(words in said and "referral-check config --help" in said, said)


for sentence, arguments, words in (
        ("an option that is none is said with what is allowed", ["--colour"], "allowed: --config, --strict, --json"),
        ("an argument is one too many", ["x"], '"x" is one argument too many'),
        ("a value that is missing is said", ["--config"], "a value is missing")):
    suite.row(sentence, is_wrong_use, arguments, words)


if __name__ == "__main__":
    suite.main()
