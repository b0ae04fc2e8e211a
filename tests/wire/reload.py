"""Reload: a new policy in one step or not at all, with mail coming in all the while.

Environment: RELOADS is how often the policy changes under load (a few in "make check"; "make check-reload" does 1,000).
"""

import os
import re
import signal
import threading
import time

import routes
from daemon import Daemon, serve
from messages import ordinary, referral
from suite import Suite, equal, require, wait_until

suite = Suite("wire: reload")
RELOADS = int(os.environ.get("RELOADS", "60"))
CONTACTS = ("first@lewisham.gov.uk", "second@lewisham.gov.uk")
daemon = Daemon(**routes.policy(contact=CONTACTS[0]))


def write(**options):
    policy = routes.policy(**options)
    daemon.rules, daemon.guidance = policy["rules"], policy["guidance"]
    daemon.configure()


def digest():
    """Of the policy in force, by the log."""
    found = re.findall(r"policy ([0-9a-f]{64}) is in force|policy ([0-9a-f]{64})\)", daemon.log())
    return "".join(found[-1])


def hang_up(expected):
    """SIGHUP; returns when the log says what came of it."""
    before = daemon.log().count(expected)
    daemon.process.send_signal(signal.SIGHUP)
    wait_until(lambda: daemon.log().count(expected) > before, 60, expected)


def reload(**options):
    write(**options)
    hang_up("is in force, after")


def refused(mail=None):
    outcome = daemon.deliver(mail or referral(cc=()))
    equal(outcome.verdict, "refuse")
    return outcome.reply


@suite.test
def a_changed_rule_takes_effect():
    require(CONTACTS[0] in refused())
    reload(contact=CONTACTS[1])
    require(CONTACTS[1] in refused() and CONTACTS[0] not in refused())
    reload(mode="observe")
    equal(daemon.deliver(referral(cc=())).verdict, "accept")
    reload(contact=CONTACTS[0])
    require(CONTACTS[0] in refused())


@suite.test
def old_and_new_digests_are_recorded():
    before = digest()
    reload(contact=CONTACTS[1])
    after = digest()
    require(before != after)
    wait_until(lambda: daemon.records("reload")[-1:] and daemon.records("reload")[-1]["bundle"] == after, 5, "a record")
    record = daemon.records("reload")[-1]
    equal((record["bundle"], record["previous"]), (after, before))
    refused()
    equal(daemon.records()[-1]["bundle"], after)


@suite.test
def broken_rules_change_nothing_and_are_named():
    before = digest()
    good = dict(daemon.rules)
    daemon.rules["test.conf"] = good["test.conf"].replace("copy-evidence", "copy-evidenze", 1) + "nonsense\n"
    daemon.configure()
    hang_up("rules or guidance are broken")
    require(re.search(r"test\.conf:\d+: ", daemon.log()), daemon.log())
    refused()
    equal(daemon.records()[-1]["bundle"], before)
    daemon.rules = good
    daemon.configure()
    hang_up("nothing has changed")
    equal(digest(), before)


@suite.test
def a_message_that_is_under_way_finishes_under_the_policy_that_it_began_with():
    reload(contact=CONTACTS[0])
    mail = referral(cc=())
    with daemon.connect() as client:
        client.open().send_until_end(mail)
        reload(contact=CONTACTS[1])
        client.send_end(mail)
        outcome = client.end()
        daemon.heard(outcome)
        require(CONTACTS[0] in outcome.reply, outcome.reply)
        outcome = client.send(mail)  # the next one on the same connection
        daemon.heard(outcome)
        require(CONTACTS[1] in outcome.reply, outcome.reply)
        client.quit()


@suite.test
def inspectors_of_the_old_policy_end():
    old = {*daemon.screeners(), daemon.template()}
    reload(contact=CONTACTS[0])
    wait_until(lambda: not old & {*daemon.screeners(), *daemon.inspectors("template")}, 10, "the end of the old ones")
    require("killed" not in daemon.log())


@suite.test
def a_restart_after_a_reload_begins_with_the_new_policy():
    reload(contact=CONTACTS[1])
    os.kill(daemon.gate(), signal.SIGKILL)
    wait_until(daemon.answers, 15, "a new gate")
    wait_until(lambda: CONTACTS[1] in daemon.deliver(referral(cc=())).reply, 15, "the new policy's refusal")


def case_code(reply):
    return re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", reply).group()


@suite.test
def under_load_no_message_is_lost_delayed_or_judged_by_a_mixture():
    """Each refusal names the contact of the policy whose digest its record has; nothing is deferred."""
    bundles = {}
    reload(mode="observe")
    for contact in reversed(CONTACTS):
        reload(contact=contact)
        bundles[digest()] = contact
    problems, replies, slowest = [], {}, [0.0]
    is_over = threading.Event()

    def send():
        try:
            while not is_over.is_set():
                began = time.monotonic()
                reply = refused()
                replies[case_code(reply)] = reply
                equal(daemon.deliver(ordinary()).verdict, "accept")
                equal(daemon.deliver(referral()).verdict, "accept")
                slowest[0] = max(slowest[0], time.monotonic() - began)
        except Exception as error:  # of this thread
            problems.append(repr(error))

    threads = [threading.Thread(target=send, daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    for i in range(RELOADS):
        reload(contact=CONTACTS[1 - i % 2])
        if problems:
            break
    is_over.set()
    for thread in threads:
        thread.join(60)
    require(not problems, *problems[:3])
    seen = set()
    for record in daemon.records():
        reply = replies.get(record.get("case"))
        if reply is None:
            continue
        contact = bundles[record["bundle"]]
        other = CONTACTS[1 - CONTACTS.index(contact)]
        seen.add(contact)
        require(contact in reply and other not in reply, record["bundle"], reply)
    equal(len(seen), 2, "policies that refused something")
    suite.say(f"{RELOADS} reloads, {len(replies)} refusals, three messages in {slowest[0]:.2f} s at most")


if __name__ == "__main__":
    serve(suite, daemon)
