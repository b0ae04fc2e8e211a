"""Many messages on one connection, however each of them ended: nothing of one message is left in the next."""

import os
import signal
import time

import routes
from daemon import Daemon, serve
from messages import MASH, POLICE, PREVENT, ordinary, referral
from milter_client import BODY, DATA, EOH, HEADER, MAIL, RCPT
from suite import Suite, equal, require, wait_until

suite = Suite("wire: sessions")
daemon = Daemon(**routes.policy())

COMPLETE, INCOMPLETE, OTHER = (referral, "accept"), (lambda: referral(cc=(PREVENT,)), "refuse"), (ordinary, "accept")


def check(client, make, expected):
    outcome = client.send(make())
    daemon.heard(outcome)
    equal(outcome.verdict, expected, f"verdict of {outcome}")
    return outcome


@suite.test
def verdicts_in_any_order_on_one_connection_are_those_of_single_messages():
    before = len(daemon.records())
    order = [OTHER, INCOMPLETE, OTHER, COMPLETE, COMPLETE, INCOMPLETE, INCOMPLETE, OTHER, COMPLETE]
    with daemon.connect() as client:
        client.open()
        for make, expected in order:
            check(client, make, expected)
        client.quit()
    equal(len(daemon.records()) - before, 6, "records")


@suite.test
def two_hundred_messages_on_one_connection_are_all_judged():
    with daemon.connect() as client:
        client.open()
        for i in range(200):
            check(client, *(INCOMPLETE, COMPLETE, OTHER, OTHER)[i % 4])
        client.quit()


def abort_after(stage, count=1):
    """A message is broken off after its `count`th packet of a stage; the next ones are judged on their own."""
    for make, expected in (COMPLETE, INCOMPLETE, OTHER):
        with daemon.connect() as client:
            client.open()
            seen = 0
            for command, data, macros in client.steps(referral(cc=(MASH, PREVENT), padding=200000)):
                client.macros(command, macros)
                action, _ = client.command(command, data)
                equal(action, "continue")
                seen += command == stage
                if seen == count:
                    break
            client.abort()
            check(client, make, expected)
            client.abort()
            check(client, make, expected)
            client.quit()


for _name, _stage, _count in (("MAIL", MAIL, 1), ("the first RCPT", RCPT, 1), ("the third RCPT", RCPT, 3),
                              ("DATA", DATA, 1), ("a header field", HEADER, 2), ("the header", EOH, 1),
                              ("the first body chunk", BODY, 1), ("the second body chunk", BODY, 2)):
    suite.row(f"a message that is aborted after {_name} leaves nothing behind", abort_after, _stage, _count)


@suite.test
def aborts_in_a_row_and_between_messages_do_no_harm():
    with daemon.connect() as client:
        client.open()
        for _ in range(5):
            client.abort()
        check(client, *INCOMPLETE)
        for _ in range(5):
            client.abort()
        check(client, *COMPLETE)
        client.quit()


@suite.test
def recipients_of_an_aborted_referral_do_not_make_the_next_mail_a_referral():
    before = len(daemon.records())
    with daemon.connect() as client:
        client.open()
        for command, data, macros in client.steps(referral(cc=())):
            if command == DATA:
                break
            client.macros(command, macros)
            client.command(command, data)
        client.abort()
        outcome = check(client, *OTHER)
        require(outcome.was_early, outcome)
        client.quit()
    equal(len(daemon.records()), before, "records")


@suite.test
def a_new_message_without_an_abort_begins_afresh():
    # An early ACCEPT is followed by MAIL, without ABORT.
    with daemon.connect() as client:
        client.open()
        require(check(client, *OTHER).was_early, "other mail is accepted early")
        check(client, *INCOMPLETE)
        require(check(client, *OTHER).was_early, "again")
        check(client, *COMPLETE)
        client.quit()


@suite.test
def a_connection_is_used_again_for_other_clients():
    with daemon.connect() as client:
        client.open(ip="127.0.0.1")
        check(client, *INCOMPLETE)
        client.quit_nc()
        client.introduce(ip="203.0.113.5", name="outside.example")
        check(client, lambda: referral(cc=()), "accept")  # from outside: not ours to judge
        client.quit_nc()
        client.introduce(ip="127.0.0.2")
        check(client, *INCOMPLETE)
        check(client, *OTHER)
        client.quit_nc()
        client.introduce(ip="::1")
        check(client, *INCOMPLETE)
        client.quit()


@suite.test
def a_connection_is_used_again_after_every_kind_of_verdict():
    for make, expected in (COMPLETE, INCOMPLETE, OTHER):
        with daemon.connect(timeout=10) as client:
            client.open()
            for _ in range(3):
                check(client, make, expected)
                client.quit_nc()
                client.introduce()
            client.quit()


@suite.test
def the_authenticated_user_of_one_message_is_not_that_of_the_next():
    with daemon.connect() as client:
        client.open(ip="203.0.113.5", name="roaming.example")
        check(client, lambda: referral(cc=(), macros={"{auth_authen}": "zquill-7731"}), "refuse")
        check(client, lambda: referral(cc=()), "accept")
        client.quit()


@suite.test
def a_connection_that_is_dropped_at_any_stage_does_no_harm():
    mail = referral(padding=100000)
    for stage in (MAIL, RCPT, DATA, HEADER, EOH, BODY):
        client = daemon.connect()
        client.open()
        for command, data, macros in client.steps(mail):
            client.macros(command, macros)
            client.command(command, data)
            if command == stage:
                break
        client.sock.close()
    equal(daemon.deliver(referral(cc=())).verdict, "refuse")


@suite.test
def a_verdict_that_nobody_waited_for_is_recorded_as_of_unknown_outcome():
    before = len(daemon.records("verdict", "outcome-unknown"))
    children = daemon.inspector_children()
    for pid in children:
        os.kill(pid, signal.SIGSTOP)
    with daemon.connect() as client:
        client.open()
        mail = referral(cc=())
        client.send_until_end(mail)
        client.send_end(mail)
        time.sleep(0.3)  # the question is in the hands of a child that stands still
    for pid in children:
        os.kill(pid, signal.SIGCONT)

    def made():
        return [record["kind"] for record in daemon.records("verdict", "outcome-unknown")[before:]]
    wait_until(lambda: len(made()) == 2, 5, "both records")
    equal(made(), ["verdict", "outcome-unknown"], "records")


@suite.test
def a_message_whose_sender_is_gone_before_its_end_is_read_is_judged_or_dropped():
    before = len(daemon.records())
    with daemon.connect() as client:
        client.open()
        mail = referral(cc=())
        client.send_until_end(mail)
        client.send_end(mail)
    equal(daemon.deliver(referral(cc=())).verdict, "refuse")
    require(1 <= len(daemon.records()) - before <= 2, "records", len(daemon.records()) - before)


@suite.test
def many_recipients_are_one_message():
    others = [f"colleague{i}@thistledown.example" for i in range(500)]
    equal(daemon.deliver(referral(envelope=[*others, POLICE, MASH, PREVENT])).verdict, "accept")
    equal(daemon.deliver(referral(cc=(), envelope=[*others, POLICE])).verdict, "refuse")


if __name__ == "__main__":
    serve(suite, daemon)
