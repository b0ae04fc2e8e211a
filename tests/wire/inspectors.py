"""Inspectors that die, hang, lie or never come: the gate believes none of them, and loses nothing."""

import os
import signal
import threading
import time

import processes
import routes
from bad_daemon import BadDaemon, bad_inspectors
from daemon import Daemon
from messages import BCC, POLICE, ordinary, referral
from milter_client import EOH
from suite import Suite, equal, require, wait_until

suite = Suite("wire: inspectors")


def is_deferred(outcome):
    equal(outcome.verdict, "defer", outcome)
    require(outcome.reply.startswith("451 4.3.0") or outcome.reply.startswith("451-4.3.0"), outcome.reply)


def passes_early(daemon):
    """Other mail, with the referral address nowhere."""
    outcome = daemon.deliver(ordinary())
    equal(outcome.verdict, "accept", outcome)


def recovers(daemon):
    """Once the inspectors behave, referrals are judged again."""
    daemon.behave()

    def judged():
        return daemon.deliver(referral()).verdict == "accept"
    wait_until(judged, 15, "a recovery", 0.2)


@suite.test
def good_inspectors_of_this_harness_are_believed():
    with bad_inspectors() as daemon:
        equal(daemon.deliver(referral()).verdict, "accept")
        equal(len(daemon.records()), 1, "records")
        equal(daemon.deliver(ordinary()).stage, EOH)


def without_screener(how):
    with bad_inspectors(screener=how) as daemon:
        # By the envelope alone: the template is there, so it is judged.
        equal(daemon.deliver(referral()).verdict, "accept")
        equal(len(daemon.records()), 1, "records")
        passes_early(daemon)
        # Named in the header only: nobody is there to read that.
        equal(daemon.deliver(referral(envelope=[BCC])).verdict, "accept")
        recovers(daemon)


for _how in ("die-at-start", "crash", "exit", "garbage", "hang"):
    suite.slow(f"with screeners that {_how} the envelope alone decides and other mail passes", without_screener, _how)


def without_any(how):
    with bad_inspectors(screener=how, template=how) as daemon:
        is_deferred(daemon.deliver(referral()))
        passes_early(daemon)
        recovers(daemon)


for _how in ("die-at-start", "wrong-version", "unconfined"):
    suite.slow(f"with inspectors that are {_how} referrals defer and other mail passes", without_any, _how)


@suite.slow_test
def with_inspectors_that_are_never_ready_referrals_defer_and_other_mail_passes():
    with bad_inspectors(screener="never-ready", template="never-ready") as daemon:
        is_deferred(daemon.deliver(referral()))
        passes_early(daemon)


def does_not_start(how, screener, template):
    daemon = BadDaemon()
    daemon.write_modes(how if screener else "good", how if template else "good")
    daemon.launch()
    status = wait_until(lambda: daemon.process.poll() is not None and daemon.process, 30, "its end").returncode
    equal(status, 1, "exit status")
    require("does not start" in daemon.log(), daemon.log())
    require(not processes.of_session(daemon.process.pid), "something is left running")
    daemon.remove()


suite.row("a daemon whose template cannot be confined does not start", does_not_start, "unconfined", False, True)
suite.row("a daemon whose screeners cannot be confined does not start", does_not_start, "unconfined", True, False)


def starts_without(how):
    """What failed once may be well a moment later, and other mail is not to wait for it."""
    daemon = BadDaemon()
    daemon.write_modes(how, how)
    with daemon:
        is_deferred(daemon.deliver(referral()))
        passes_early(daemon)
        daemon.write_modes("good", "good")
        wait_until(lambda: daemon.deliver(referral()).verdict == "accept", 30, "a recovery", 0.2)


for _how in ("die-at-start", "never-ready", "wrong-version"):
    suite.slow(f"a daemon whose inspectors are {_how} from the beginning serves other mail", starts_without, _how)


@suite.test
def unconfined_inspectors_are_used_where_an_option_says_so():
    daemon = BadDaemon(sandbox="partial")
    daemon.write_modes("unconfined", "unconfined")
    with daemon:
        equal(daemon.deliver(referral()).verdict, "accept")
        equal(len(daemon.records()), 1, "records")


def without_template(how):
    with bad_inspectors(template=how) as daemon:
        is_deferred(daemon.deliver(referral()))
        passes_early(daemon)
        recovers(daemon)


suite.slow("without a template referrals defer and other mail passes", without_template, "die-at-start")


def dead_twice(how):
    with bad_inspectors(template=how) as daemon:
        began = time.monotonic()
        outcome = daemon.deliver(referral())
        took = time.monotonic() - began
        equal(outcome.verdict, "refuse", outcome)
        require("550-5.7.923" in outcome.reply, outcome.reply)
        require(any("Save the form as PDF" in line for line in outcome.lines), outcome.reply)
        record = daemon.records()[-1]
        equal((record["verdict"], record["reason"], record["deaths"]), ("refuse", "content-uninspectable", 2))
        equal([f["trouble"] for f in record["findings"]], ["no-answer"])
        wait_until(lambda: daemon.records("inspector-death"), 5, "a record of the deaths")
        require(took < 10, "took", took)
        passes_early(daemon)
        recovers(daemon)


for _how in ("crash", "exit", "hang"):
    suite.slow(f"a message over which children {_how} twice is refused as uninspectable", dead_twice, _how)
suite.row("a message over which the template itself dies again and again is refused as uninspectable", dead_twice,
          "template-crash")


@suite.test
def a_message_over_which_one_child_dies_is_judged_by_the_next():
    with bad_inspectors(template="crash-odd") as daemon:
        for _ in range(3):
            equal(daemon.deliver(referral()).verdict, "accept")
            equal(daemon.records()[-1]["deaths"], 1, "deaths")


@suite.test
def a_mail_of_nobodys_business_passes_even_if_children_die_over_it():
    # A screener that wants everything inspected, and children that die: other mail passes all the same.
    with bad_inspectors(screener="all", template="crash") as daemon:
        equal(daemon.deliver(ordinary()).verdict, "accept")
        equal(daemon.records(), [], "records")


@suite.test
def an_observed_route_passes_what_nobody_could_inspect():
    with bad_inspectors(template="crash", **routes.policy(mode="observe")) as daemon:
        equal(daemon.deliver(referral()).verdict, "accept")
        record = daemon.records()[-1]
        equal((record["verdict"], record["would"]), ("accept", "refuse"))


def lies(how):
    with bad_inspectors(template=how) as daemon:
        outcome = daemon.deliver(referral())
        is_deferred(outcome)
        equal(outcome.edits, [], "edits")
        require(all(record["verdict"] != "accept" for record in daemon.records()), "recorded as accepted")
        passes_early(daemon)
        recovers(daemon)


for _how in ("garbage", "error", "forged-recipient", "forged-header", "forged-newline", "forged-route",
             "forged-accept", "forged-refusal", "forged-mode", "forged-other"):
    suite.row(f"an answer that is {_how} is not believed: the referral is deferred unedited", lies, _how)


@suite.test
def a_screener_that_calls_a_referral_none_of_our_business_is_overruled_by_the_envelope():
    with bad_inspectors(screener="none") as daemon:
        equal(daemon.deliver(referral()).verdict, "accept")
        equal(len(daemon.records()), 1, "records")


@suite.slow_test
def with_every_slot_busy_referrals_defer_and_other_mail_passes():
    with bad_inspectors(inspectors=1, inspect_time=8000, template="hang") as daemon:
        first = daemon.connect(timeout=60)
        first.open()
        mail = referral()
        first.send_until_end(mail)
        first.send_end(mail)
        time.sleep(0.3)
        began = time.monotonic()
        is_deferred(daemon.deliver(referral()))
        require(0.5 < time.monotonic() - began < 6, "waited", time.monotonic() - began)
        passes_early(daemon)
        daemon.behave()
        first.sock.close()


@suite.test
def a_burst_beyond_the_slots_is_served_in_turn():
    with bad_inspectors(inspectors=1, slot_wait=20000) as daemon:
        verdicts = []

        def send():
            verdicts.append(daemon.deliver(referral()).verdict)
        threads = [threading.Thread(target=send, daemon=True) for _ in range(30)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        equal(verdicts, ["accept"] * 30)


@suite.slow_test
def real_children_that_stand_still_are_given_up_and_replaced():
    # The real inspectors: a child that is stopped for good is out of time, twice; then all is well again.
    with Daemon(slot_wait=1000, inspect_time=1000, inspectors=1, **routes.policy()) as daemon:
        equal(daemon.deliver(referral()).verdict, "accept")
        for pid in [*daemon.inspector_children(), daemon.template()]:
            os.kill(pid, signal.SIGSTOP)
        outcome = daemon.deliver(referral())
        require(outcome.verdict in ("defer", "refuse", "accept"), outcome)
        print(f"    {outcome.verdict} {outcome.reply[:11]}")
        passes_early(daemon)
        wait_until(lambda: daemon.deliver(referral()).verdict == "accept", 30, "a recovery", 0.2)


@suite.slow_test
def stopping_while_inspectors_hang_is_as_quick_as_ever():
    with bad_inspectors(inspect_time=60000, template="hang") as daemon:
        client = daemon.connect(timeout=60)
        client.open()
        mail = referral(to=(POLICE,))
        client.send_until_end(mail)
        client.send_end(mail)
        time.sleep(0.3)
        print(f"    stopped in {daemon.stop():.2f} s")
        client.sock.close()


@suite.slow_test
def a_restart_with_backoff_does_not_spin():
    with bad_inspectors(screener="die-at-start", template="die-at-start") as daemon:
        time.sleep(3)
        lines = daemon.log().count("\n")
        require(lines < 120, "log lines in 3 s:", lines)


if __name__ == "__main__":
    suite.main()
