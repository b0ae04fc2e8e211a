"""What ordinary mail programs write, through a real Postfix and the shipped rules: accepted, and relayed octet for octet
but for the file that a web page was attached as.

The messages are those of tests/mail. Its README says what they are, and has a table of those that are something else
than a complete referral.
"""

import fnmatch
import glob
import os
import queue
import re
import threading
from collections import Counter

import postfix
from daemon import SOURCE
from mail_site import Answer, Site
from messages import MASH, POLICE, PREVENT
from suite import Suite, equal, require, wait_until

suite = Suite("mta: ordinary mail")
FOLDER = os.path.join(SOURCE, "tests", "mail")
AT_ONCE = 6
SHOWN = 20  # failures that are listed
# Postfix completes the header of mail from its own machine (a missing Date or Message-ID); a client elsewhere is meant.
site = Site(settings={"local_header_rewrite_clients": ""}) if not postfix.missing() else None


class Message:
    """One file of the corpus. The envelope sender is its own, so that it is found again whatever its header says."""

    serial = 0

    def __init__(self, path):
        Message.serial += 1
        self.name = os.path.basename(path)[:-len(".eml")]
        self.sender = f"zebedee.quillfeather+{Message.serial}@marrowby.example.org"
        with open(path, "rb") as file:
            self.octets = file.read()
        self.answer = None

    def options(self):
        header, _, body = self.octets.partition(b"\r\n\r\n")
        options = [] if body.isascii() else ["BODY=8BITMIME"]
        return options + ([] if header.isascii() or "smtputf8" not in self.name else ["SMTPUTF8"])


def corpus():
    return [Message(path) for path in sorted(glob.glob(os.path.join(FOLDER, "*.eml")))]


def outcomes():
    """[(pattern of names, outcome)]: the table of the README, by which a message is not a plain referral."""
    with open(os.path.join(FOLDER, "README.md"), encoding="utf-8") as file:
        return re.findall(r"^\| `([^`]+)` \| (follow-up|exempt-[a-z-]+|referral, [a-z -]+) \|$", file.read(), re.M)


def expected_outcome(name, table):
    return next((outcome for pattern, outcome in table if fnmatch.fnmatchcase(name, pattern)), "referral")


def outcome_of(record):
    """The class, and what was found: "referral", "referral, form-unreadable flag"."""
    return ", ".join([record["class"], *(f"{f['reason']} {f['action']}" for f in record["findings"])])


MESSAGES = corpus()


def send(client, message):
    client.docmd("MAIL", f"FROM:<{message.sender}> {' '.join(message.options())}".rstrip())
    for recipient in (POLICE, MASH, PREVENT):
        client.docmd("RCPT", f"TO:<{recipient}>")
    message.answer = Answer(*client.data(message.octets))
    if message.answer.code >= 400:
        client.docmd("RSET")


def send_all():
    """Every message, over a few connections at once."""
    require(site.postfix.has_started, "nothing listens")
    waiting = queue.SimpleQueue()
    for message in MESSAGES:
        waiting.put(message)

    def work():
        client = site.client()
        while True:
            try:
                send(client, waiting.get_nowait())
            except queue.Empty:
                break
        client.quit()
    threads = [threading.Thread(target=work, daemon=True) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def relayed():
    """{envelope sender: messages of that sender at the next server}."""
    found = {}
    for message in list(site.sink.messages):
        found.setdefault(message.sender, []).append(message)
    return found


@suite.test
def a_private_postfix_and_the_daemon_with_the_shipped_rules_start():
    require(len(MESSAGES) > 100, "only", len(MESSAGES), "messages in", FOLDER)
    site.start()


@suite.close
def postfix_and_the_daemon_stop_and_nothing_personal_is_left():
    try:
        site.stop()
    finally:
        site.remove()


@suite.test
def every_message_is_accepted():
    send_all()
    refused = [f"{m.name}: {m.answer}" for m in MESSAGES if m.answer is None or m.answer.verdict != "accept"]
    require(not refused, len(refused), "of", len(MESSAGES), "are not accepted:", "\n".join(["", *refused[:SHOWN]]))
    print(f"    {len(MESSAGES)} messages")


def not_as_sent(messages):
    """The names of those that the next server did not get once, octet for octet."""
    found = relayed()
    return [m.name for m in messages if [f.without_received() for f in found.get(m.sender, [])] != [m.octets]]


@suite.test
def every_message_is_relayed_once_octet_for_octet_unless_the_readme_says_that_something_goes():
    accepted = [m for m in MESSAGES if m.answer and m.answer.verdict == "accept"]
    wait_until(lambda: len(site.sink.messages) >= len(accepted), 30, "the relaying of all")
    table = outcomes()
    stripped = {m.name for m in accepted if expected_outcome(m.name, table).endswith(" strip")}
    equal(set(not_as_sent(accepted)), stripped, "changed")


@suite.test
def every_message_is_recorded_as_a_complete_referral_or_as_the_readme_says():
    table = outcomes()
    require(table, "the README has a table")
    expected = Counter(expected_outcome(m.name, table) for m in MESSAGES)
    equal(Counter(outcome_of(record) for record in site.daemon.records()), expected, "outcomes")
    print(f"    {dict(expected)}")


@suite.test
def a_changed_octet_and_a_second_copy_would_be_noticed():
    message = MESSAGES[0]
    octets = message.octets
    equal(not_as_sent([message]), [])
    message.octets = octets[:-3] + bytes([octets[-3] ^ 1]) + octets[-2:]
    equal(not_as_sent([message]), [message.name])
    message.octets = octets
    site.sink.messages.append(next(m for m in site.sink.messages if m.sender == message.sender))
    equal(not_as_sent([message]), [message.name])


if __name__ == "__main__":
    suite.always = a_private_postfix_and_the_daemon_with_the_shipped_rules_start.__name__
    suite.main(postfix.missing())
