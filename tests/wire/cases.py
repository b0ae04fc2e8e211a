"""A refusal opens the case whose code its sender reads, and the corrected referral closes it."""

import json

import routes
from audit_lines import run
from daemon import Daemon
from messages import MASH, PREVENT, referral
from suite import Suite, equal, require

suite = Suite("wire: cases")


def cases(daemon, status):
    done = run("cases", "--json", "--all", daemon.path("var", "ledger"))
    equal(done.returncode, status, done.stderr)
    return json.loads(done.stdout)


@suite.test
def a_corrected_referral_closes_the_case_of_its_refusal():
    with Daemon(**routes.policy()) as daemon:
        first = referral(cc=(PREVENT,), message_id="first@marrowby-school.example")
        outcome = daemon.deliver(first)
        equal(outcome.verdict, "refuse", outcome)
        found = cases(daemon, 1)
        equal((found["open"], found["closed"]), (1, 0))
        code = found["cases"][0]["codes"][0]
        require(code in outcome.reply, f"{code} is not what the sender reads")
        answer = referral(cc=(MASH, PREVENT))
        equal(daemon.deliver(answer).verdict, "accept")
        found = cases(daemon, 0)
        equal((found["open"], found["presumed"]), (0, 1), "without form or thread it is only likely")
        again = referral(cc=(MASH, PREVENT), message_id="first@marrowby-school.example")
        equal(daemon.deliver(again).verdict, "accept")
        found = cases(daemon, 0)
        equal((found["open"], found["presumed"], found["closed"]), (0, 0, 1), "the same message is certain")


@suite.test
def the_same_form_is_certain_though_everything_else_is_new():
    taught = "label-patterns = { 'Forename', 'Surname' }  min-labels = 2"
    with Daemon(**routes.policy(form=taught)) as daemon:
        equal(daemon.deliver(referral(cc=(PREVENT,))).verdict, "refuse")
        equal(daemon.deliver(referral(cc=(MASH, PREVENT))).verdict, "accept")
        digests = [form["digest"] for record in daemon.records() if "forms" in record for form in record["forms"]]
        equal(len(digests), 2, "forms")
        equal(digests[0], digests[1], "one file has one pseudonym")
        equal(cases(daemon, 0)["closed"], 1)


@suite.test
def somebody_elses_referral_closes_nothing():
    with Daemon(**routes.policy()) as daemon:
        equal(daemon.deliver(referral(cc=(PREVENT,))).verdict, "refuse")
        equal(daemon.deliver(referral(sender="someone.else@marrowby-school.example")).verdict, "accept")
        equal(cases(daemon, 1)["open"], 1)


suite.main()
