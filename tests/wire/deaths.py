"""Each process killed at the worst moment: what dies costs one message at most, and comes back."""

import os
import signal
import threading
import time

import processes
import routes
from daemon import Daemon, serve
from messages import PREVENT, ordinary, referral
from milter_client import EOH
from suite import Suite, equal, require, wait_until

suite = Suite("wire: deaths")
daemon = Daemon(screeners=2, inspectors=2, **routes.policy())


def incomplete():
    return referral(cc=(PREVENT,))


def kill(pid, number=signal.SIGKILL):
    os.kill(pid, number)


def works(seconds=10):
    """All is well again: referrals are judged and other mail passes early."""
    def judged():
        try:
            return daemon.deliver(incomplete()).verdict == "refuse" and daemon.deliver(ordinary()).verdict == "accept"
        except (AssertionError, OSError):
            return False
    wait_until(judged, seconds, "a working daemon")


def ends_later(mail, before_end=None):
    """Sends a message in a thread of its own. (thread, list that will hold the outcome or the error)"""
    result = []

    def run():
        try:
            with daemon.connect(timeout=60) as client:
                client.open()
                if client.send_until_end(mail) is not None:
                    raise AssertionError("answered early")
                if before_end:
                    before_end()
                client.send_end(mail)
                result.append(client.end())
        except Exception as error:  # the gate may be the one that dies
            result.append(error)
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, result


def in_hand(mail):
    """A message that an inspector child has been given and does not finish: (child, thread, result)."""
    started = threading.Event()
    thread, result = ends_later(mail, started.set)
    started.wait(20)
    return thread, result


def stop_children():
    """All inspector children stand still: a message given to one of them stays in its hands."""
    stopped = daemon.inspector_children()
    for pid in stopped:
        kill(pid, signal.SIGSTOP)
    return stopped


@suite.test
def an_inspector_child_killed_over_a_message_costs_nothing():
    stopped = stop_children()
    thread, result = in_hand(incomplete())
    time.sleep(0.3)
    for pid in stopped or daemon.inspector_children():
        kill(pid)
    thread.join(40)
    equal(result[0].verdict, "refuse", result)
    works()


@suite.test
def the_template_killed_over_a_message_costs_nothing():
    template = daemon.template()
    stop_children()
    kill(template, signal.SIGSTOP)
    thread, result = in_hand(incomplete())
    time.sleep(0.3)
    children = daemon.inspector_children()
    kill(template)
    for pid in children:
        try:
            kill(pid)
        except ProcessLookupError:
            pass
    thread.join(60)
    require(result[0].verdict in ("refuse", "defer"), result)
    wait_until(lambda: daemon.template() not in (None, template), 10, "a new template")
    works()


@suite.test
def no_child_of_a_dead_template_lives_on():
    template = daemon.template()
    orphans = daemon.inspector_children()
    kill(template)
    wait_until(lambda: daemon.template() not in (None, template), 10, "a new template")
    wait_until(lambda: not any(p.pid in orphans for p in daemon.tree()), 10, "the end of the orphans")
    works()


@suite.test
def a_screener_killed_over_a_message_costs_nothing():
    for pid in daemon.screeners():
        kill(pid, signal.SIGSTOP)
    with daemon.connect(timeout=30) as client, daemon.connect(timeout=30) as other:
        mails = incomplete(), ordinary()
        outcomes = [None, None]

        def send(index, connection):
            outcomes[index] = connection.open().send(mails[index])
        threads = [threading.Thread(target=send, args=pair, daemon=True) for pair in enumerate((client, other))]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        for pid in daemon.screeners():
            kill(pid)
        for thread in threads:
            thread.join(40)
        equal([outcome.verdict for outcome in outcomes], ["refuse", "accept"], outcomes)
    wait_until(lambda: len(daemon.screeners()) == 2, 10, "two screeners again")
    works()


@suite.test
def screeners_that_hang_are_replaced_and_mail_passes_meanwhile():
    hung = daemon.screeners()
    for pid in hung:
        kill(pid, signal.SIGSTOP)
    began = time.monotonic()
    outcome = daemon.deliver(ordinary())
    equal(outcome.verdict, "accept")
    require(time.monotonic() - began < 9, "answered within Sendmail's patience")
    equal(daemon.deliver(incomplete()).verdict, "refuse")
    wait_until(lambda: len(daemon.screeners()) == 2 and not set(daemon.screeners()) & set(hung), 30, "new screeners")
    works()


@suite.test
def the_gate_killed_over_a_message_drops_it_and_comes_back():
    gate = daemon.gate()
    stop_children()
    thread, result = in_hand(incomplete())
    time.sleep(0.2)
    kill(gate)
    thread.join(40)
    require(isinstance(result[0], Exception), "the connection is lost, the MTA tries again:", result)
    wait_until(lambda: daemon.gate() not in (None, gate), 10, "a new gate")
    works()


@suite.test
def connections_made_while_the_gate_is_down_are_answered():
    gate = daemon.gate()
    kill(gate)
    clients = [daemon.connect(timeout=20) for _ in range(20)]
    for i, client in enumerate(clients):
        with client:
            outcome = client.open().send(incomplete() if i % 2 else ordinary())
            equal(outcome.verdict, "refuse" if i % 2 else "accept", outcome)
            client.quit()


@suite.test
def a_gate_that_dies_again_and_again_comes_back_each_time():
    for _ in range(3):
        gate = wait_until(daemon.gate, 10, "a gate")
        kill(gate)
        wait_until(lambda: daemon.gate() not in (None, gate), 15, "a new gate")  # pylint: disable=cell-var-from-loop
        with daemon.connect(timeout=20) as client:
            equal(client.open().send(incomplete()).verdict, "refuse")


@suite.test
def everything_but_the_supervisor_killed_at_once_comes_back():
    for process in processes.children(daemon.process.pid):
        kill(process.pid)
    works(20)


@suite.test
def the_ledger_is_whole_after_all_that():
    lines = daemon.ledger_lines()
    require(len(lines) > 10, "records", len(lines))
    equal(len(daemon.records()), len([r for r in daemon.records() if r["salt"] and r["bundle"]]))
    deaths = daemon.records("inspector-death")
    print(f"    {len(deaths)} deaths are on record")


@suite.test
def deaths_are_logged_without_naming_anybody():
    require("died" in daemon.log() or "killed" in daemon.log() or "signal" in daemon.log(), daemon.log()[-2000:])


@suite.test
def when_the_supervisor_is_killed_nothing_stays_behind():
    with Daemon(**routes.policy()) as other:
        session = other.process.pid
        equal(other.deliver(incomplete()).verdict, "refuse")
        kill(session)
        other.process.wait()
        wait_until(lambda: not processes.of_session(session), 10, "the end of gate and inspectors")
        other.process = None


@suite.test
def a_message_of_the_moment_of_a_stop_is_finished_or_dropped_but_not_passed_unrecorded():
    with Daemon(**routes.policy()) as other:
        for pid in other.inspector_children():
            kill(pid, signal.SIGSTOP)
        before = len(other.records())
        client = other.connect(timeout=20)
        client.open()
        mail = referral()
        equal(client.send_until_end(mail), None)
        client.send_end(mail)
        time.sleep(0.2)
        other.stop()
        try:
            outcome = client.end()
        except (AssertionError, OSError):
            outcome = None
        if outcome is not None and outcome.verdict == "accept":
            equal(len(other.records()), before + 1, "records")


@suite.test
def other_mail_is_never_answered_later_than_at_its_header():
    # The proof that this suite's idea of "early" can fail: a referral is answered later.
    equal(daemon.deliver(ordinary()).stage, EOH)
    require(daemon.deliver(incomplete()).stage != EOH, "a referral needs its body")


if __name__ == "__main__":
    serve(suite, daemon)
