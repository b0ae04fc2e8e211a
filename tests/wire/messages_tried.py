"""referral-check message: what would become of saved messages, and why; nothing of them is shown unasked."""

import glob
import json
import os
import pty
import shutil
import subprocess

from daemon import SOURCE, program, read_text
from linting import RULES, Site
from suite import Suite, equal, require

suite = Suite("referral-check message, from saved messages to verdicts")
CASES = os.path.join(SOURCE, "tests", "cases")
PLANTED = ["ashdown", "danno", "school.example.org", "thistledown"]
SAVED = """From: Terry Danno <terry.danno@school.example.org>
To: preventreferrals@met.pnn.police.uk
Cc: mashagency@lewisham.gov.uk{more}
Subject: Referral of Jo Ashdown
Message-ID: <planted@school.example.org>
X-Ashdown: x
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/html; charset=utf-8

<p>Jo Ashdown lives at 5 Thistledown Road.</p>{script}
--b
Content-Type: application/pdf; name="Jo Ashdown.pdf"
Content-Disposition: attachment; filename="Jo Ashdown.pdf"
Content-Transfer-Encoding: base64

JVBERi0xLjcKSGVsbG8=
--b
Content-Type: application/x-ashdown
Content-Transfer-Encoding: base64

SGVsbG8=
--b--
"""


class Mailroom(Site):
    def __init__(self):
        super().__init__()
        shutil.copy(os.path.join(SOURCE, "rules", "examples", "brent.conf"), self.path("rules", "brent.conf.example"))
        shutil.copy(os.path.join(SOURCE, "rules", "examples", "brent.txt"), self.path("guidance"))
        shutil.copy(os.path.join(CASES, "files", "prevent-3.1.fingerprint"), self.path("forms"))

    def command(self, *arguments):
        return [program("referral-check"), "message", "-c", self.path("site.conf"), *arguments]

    def run(self, *arguments, status=None, timeout=140):
        done = subprocess.run(self.command(*arguments), check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=timeout)
        if status is not None:
            equal(done.returncode, status, f"exit status of {arguments}: {done.stdout}")
        return done.stdout

    def save(self, name="planted.eml", more="", script=""):
        self.write(name, SAVED.format(more=more, script=script))
        return self.path(name)

    def one(self, *arguments, status=None):
        return self.json(*arguments, status=status)["messages"][0]

    def on_terminal(self, *arguments):
        """What is printed on a terminal."""
        leader, follower = pty.openpty()
        process = subprocess.Popen(self.command(*arguments), stdin=subprocess.DEVNULL, stdout=follower, stderr=follower)
        os.close(follower)
        said = b""
        try:
            while chunk := os.read(leader, 65536):
                said += chunk
        except OSError:
            pass  # the other end is closed
        os.close(leader)
        process.wait(20)
        return said.decode(errors="replace")


room = Mailroom()


@suite.test
def a_referral_without_form_and_copy_is_refused_and_every_line_of_the_reply_is_shown():
    said = room.run(room.save(), status=1)
    for words in ("planted.eml: refuse (", "class: referral; route: lewisham (enforce)", "not signed in, client in networks",
                  "copy-present (Lewisham MASH): yes [Cc, recipient 2]", "copy-missing, Lewisham Prevent team: refuse",
                  "550-5.7.9", "NOT SENT", "Case ", 'record: {"v":1'):
        require(words in said, f"not said: {words}: {said}")


@suite.test
def envelope_defaults_are_said_and_the_command_line_overrides_them():
    saved = room.save()
    require(room.one(saved)["envelope"].startswith("sender from From; 2 recipients from To and Cc; client 127.0.0.1 (not given)"))
    given = room.one(saved, "--from=a@b.example", "--rcpt=c@d.example", "--client=192.0.2.1", "--user=terry")
    equal(given["envelope"], "sender from --from; 1 recipient from --rcpt; client 192.0.2.1; signed in")
    asked = {item["predicate"]: item for item in given["asked"]}
    equal((asked["referral-in-envelope"]["answer"], asked["sender-is-ours"]["evidence"]),
          ("no", "signed in, client in none of the networks"))


@suite.test
def other_mail_is_accepted_and_has_no_record():
    room.write("other.eml", "From: a@b.example\nTo: c@d.example\nSubject: x\n\nHello\n")
    one = room.one(room.path("other.eml"), status=0)
    equal((one["verdict"], one["class"], one["record"], one["reply"]), ("accept", "other", None, []))


@suite.test
def nothing_of_the_message_is_shown_unasked():
    site = Mailroom()
    site.change("copy-missing          = refuse", "copy-missing = repair")
    saved = site.save(script="<script>thistledown()</script>")
    said = (site.run(saved) + site.run(saved, "--json") + room.run(saved) + room.run(saved, "--json")).lower()
    for word in PLANTED:
        require(word not in said, f"{word} is shown")


@suite.test
def what_is_revealed_is_revealed_on_a_terminal_only():
    said = room.run(room.save(), "--reveal", status=2)
    require("--reveal: only on a terminal" in said and "ashdown" not in said.lower(), said)
    shown = room.on_terminal(room.save(), "--reveal")
    require("Jo Ashdown.pdf" in shown and "Cc mashagency@lewisham.gov.uk" in shown, shown)


@suite.test
def reveal_and_json_exclude_each_other():
    require("not both" in room.run(room.save(), "--reveal", "--json", status=2))


@suite.test
def a_repair_and_what_is_stripped_are_shown_as_a_diff():
    site = Mailroom()
    site.write("rules/lewisham.conf", RULES.replace("copy-missing          = refuse", "copy-missing = repair", 1)
               .replace("required = yes", "required = no", 1))
    saved = site.save(script="<script>x()</script>")
    one = site.one(saved, status=0)
    require("@@ header fields\n" in one["diff"] and "\n-Cc\n+Cc\n" in one["diff"] and "@@ lines of the body" in one["diff"],
            one["diff"])
    said = site.run(saved)
    require("adds a recipient: prevent@lewisham.gov.uk" in said and "part 1: text/html, " in said, said)
    shown = site.on_terminal(saved, "--reveal")
    require("-<p>Jo Ashdown lives at 5 Thistledown Road.</p><script>x()</script>" in shown
            and "+<html><body><p>Jo Ashdown lives at 5 Thistledown Road.</p>" in shown, shown)


@suite.test
def pseudonyms_of_two_runs_join_nothing():
    saved = room.save()
    one, other = room.one(saved)["record"], room.one(saved)["record"]
    require(one["sender"] != other["sender"] and one["message_id"] != other["message_id"])


@suite.test
def one_route_alone_can_be_in_force():
    site = Mailroom()
    site.write("rules/0.conf", RULES.replace('route "lewisham"', 'route "first"', 1))
    saved = site.save()
    equal(site.one(saved)["route"], "first")
    equal(site.one(saved, "--route=lewisham")["route"], "lewisham")
    require('no route is called "third"' in site.run(saved, "--route=third", status=2))


@suite.test
def a_directory_is_its_messages_and_its_cases():
    site = Mailroom()
    os.mkdir(site.path("suite"))
    site.save("suite/a.eml")
    site.write("suite/README", "no message\n")
    site.write("suite/b.case", "Other mail passes.\n\nfrom: a@b.example\nrcpt: c@d.example\nexpect: accept\n"
                               "expect-class: other\n--\nFrom: a@b.example\nTo: c@d.example\n\nHello\n")
    whole = site.json(site.path("suite"), status=1)
    equal(([os.path.basename(one["file"]) for one in whole["messages"]], whole["passed"], whole["failed"]),
          (["a.eml"], 1, 0))
    require("1 passed, 0 failed" in site.run(site.path("suite")))


@suite.test
def a_case_that_expects_something_else_fails_and_says_what():
    room.write("wrong.case", "This is wrong.\n\nfrom: a@b.example\nrcpt: c@d.example\nexpect: refuse form-missing 5.7.902\n"
                             "--\nFrom: a@b.example\nTo: c@d.example\n\nHello\n")
    said = room.run(room.path("wrong.case"), status=1)
    require('expect: expected "refuse form-missing 5.7.902", found "accept"' in said and "0 passed, 1 failed" in said, said)


for sentence, text, words in (
        ("a case without a sentence is said", "\nexpect: accept\n--\n", "a case begins with a sentence"),
        ("a key that is none is said with its line", "A.\n\ncolour: red\n--\n", "broken.case:3: no such key"),
        ("a case without expectation is said", "A.\n\nfrom: a@b.example\n--\n", "nothing is expected"),
        ("rules from elsewhere are not read", "A.\n\nrules: ../../x\nexpect: accept\n--\n", "rules: names of files")):
    def is_said(text, words):
        room.write("broken.case", text)
        said = room.run(room.path("broken.case"))
        require(words in said, said)
    suite.row(sentence, is_said, text, words)


@suite.test
def all_cases_of_the_policy_pass_and_each_that_must_fail_fails():
    whole = room.json(*sorted(glob.glob(os.path.join(CASES, "*.case"))), status=0)
    require(whole["passed"] >= 280 and whole["failed"] == 0, whole["failed"])
    wrong = sorted(glob.glob(os.path.join(CASES, "must-fail", "*.case")))
    shutil.copytree(os.path.join(CASES, "files"), room.path("wrong", "files"))
    for path in wrong:
        shutil.copy(path, room.path("wrong"))
    whole = room.json(room.path("wrong"), status=1)
    equal((whole["passed"], whole["failed"]), (0, len(wrong)))


def is_wrong_use(arguments, words):
    require(words in room.run(*arguments, status=2))


for sentence, arguments, words in (
        ("a message is needed", [], "which messages? None is named"),
        ("an option that is none is said with what is allowed", ["--colour", "a"], "allowed: --config, --from,"),
        ("a client is an address", ["--client=here", "a"], "--client: an IP address"),
        ("a file that is not there is said", ["/nowhere/a.eml"], "/nowhere/a.eml: No such file or directory"),
        ("a configuration that is not there is said", ["-c", "/nowhere/site.conf", "a"], "/nowhere/site.conf")):
    suite.row(sentence, is_wrong_use, arguments, words)


if __name__ == "__main__":
    suite.main()
