"""Other mail that is watched for forms: found ones are recorded, and nothing that goes wrong delays or stops the rest."""

import os
import signal
import threading
import time

import routes
from daemon import Daemon
from inspectors import BadDaemon
from messages import BCC, POLICE, SENDER, file_part, ordinary, pdf, referral
from milter_client import EOH
from suite import Suite, equal, require, wait_until

suite = Suite("wire: watched mail")
COLLEAGUE = "head@" + SENDER.split("@")[1]
TAUGHT = "label-patterns = { 'Forename', 'Surname' }  min-labels = 2"
WATCH_S = 6.0  # the longest that watched mail may wait: half a second for a slot, 4 s for a child, and a margin
MESSAGE_SIZE = 300000


def policy(**options):
    return routes.policy(**{"form": TAUGHT, "extra": "  misrouted { watch = yes }", **options})


def outgoing(to=BCC, octets=None, **options):
    """Mail with a file, and with no referral address anywhere."""
    return referral(to=(to,), cc=(), files=[file_part(octets or pdf())], **options)


def letter():
    return pdf(("Minutes of the governors", "Nothing of note was said."))


def passes(daemon, mail, *, seconds=WATCH_S, records=0):
    """Accepted untouched, in time, and recorded or not."""
    before = len(daemon.records("verdict", "outcome-unknown"))
    began = time.monotonic()
    outcome = daemon.deliver(mail)
    took = time.monotonic() - began
    equal((outcome.verdict, outcome.edits), ("accept", []), outcome)
    require(took < seconds, "took", took)
    equal(len(daemon.records("verdict", "outcome-unknown")) - before, records, "records")
    return outcome


# The real inspectors.

real = Daemon(message_size_limit=MESSAGE_SIZE, byte_budget=4 * MESSAGE_SIZE, **policy())


@suite.test
def the_daemon_starts():
    real.start()


suite.always = "the_daemon_starts"


@suite.test
def a_form_to_an_outsider_is_flagged_and_recorded():
    require(passes(real, outgoing(), records=1).stage != EOH, "its body was not asked for")
    record = real.records()[-1]
    equal((record["class"], record["verdict"], record["reason"]), ("misrouted", "accept", None))
    equal([(f["reason"], f["action"]) for f in record["findings"]], [("referral-misrouted", "flag")])


@suite.test
def another_file_to_an_outsider_passes_unrecorded():
    require(passes(real, outgoing(octets=letter())).stage != EOH, "its body was not asked for")


@suite.test
def mail_to_a_colleague_and_mail_without_a_file_are_answered_at_the_header():
    equal(passes(real, outgoing(COLLEAGUE)).stage, EOH)
    equal(passes(real, ordinary()).stage, EOH)


def sized(size):
    mail = outgoing()
    need = size - len(mail.octets())
    filler = ((b"x" * 70 + b"\r\n") * (need // 72 + 1))[:need - 2] + b"\r\n"
    mail.body = mail.body.replace(b"Snufflebrook.\r\n", b"Snufflebrook.\r\n" + filler, 1)
    equal(len(mail.octets()), size)
    return mail


@suite.test
def watched_mail_of_the_largest_size_is_looked_into_and_larger_mail_passes():
    # The size is beyond the share of the budget, too, which is another limit: a quarter of four times as much.
    mail = outgoing()
    passes(real, sized(MESSAGE_SIZE), records=1)
    passes(real, sized(MESSAGE_SIZE + 1))
    mail.recipients += [f"al{i}@thistledown.example" for i in range(2000)]
    equal(passes(real, mail).stage, EOH)


@suite.test
def watched_mail_leaves_most_of_the_byte_budget_to_referrals():
    clients = []
    try:
        for _ in range(6):  # far more than the whole budget, were it all taken
            client = real.connect()
            clients.append(client)
            equal(client.open().send_until_end(sized(MESSAGE_SIZE)), None)
        passes(real, sized(MESSAGE_SIZE))
        equal(real.deliver(referral(padding=MESSAGE_SIZE // 2)).verdict, "accept")
    finally:
        for client in clients:
            client.sock.close()
    wait_until(lambda: real.deliver(sized(MESSAGE_SIZE)).verdict == "accept" and
               real.records()[-1]["class"] == "misrouted", 10, "the budget given back")


@suite.test
def mail_that_the_grammar_would_refuse_is_not_looked_into():
    mail = outgoing()
    mail.body = mail.body.replace(b"--=_b0undary--\r\n", b"")
    passes(real, mail)


@suite.test
def many_at_once_all_pass():
    results = []

    def send():
        for _ in range(5):
            results.append(real.deliver(outgoing(octets=letter())).verdict)
    threads = [threading.Thread(target=send, daemon=True) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    equal(results, ["accept"] * 60)


@suite.test
def real_children_that_stand_still_are_not_waited_for_long():
    os.kill(real.template(), signal.SIGSTOP)  # so that it makes no more of them
    for pid in real.inspector_children():
        os.kill(pid, signal.SIGSTOP)
    try:
        passes(real, outgoing())
    finally:
        for pid in [*real.inspector_children(), real.template()]:
            os.kill(pid, signal.SIGCONT)
    wait_until(lambda: real.deliver(referral()).verdict == "accept", 30, "a recovery", 0.2)


@suite.test
def what_became_of_watched_mail_is_counted_in_the_log_and_nothing_else_is():
    real.stop()
    line = next(line for line in real.log().splitlines() if "watched mail: " in line)
    print(f"    {line[line.index('watched mail'):]}")
    require("looked into" in line and "limit 2, budget" in line, line)
    require("inspectors that died" not in real.log(), real.log())
    real.remove()


@suite.test
def a_route_that_does_not_watch_has_every_such_mail_answered_at_the_header():
    for extra in ("", "  misrouted { watch = no }"):
        with Daemon(**policy(extra=extra)) as daemon:
            equal(passes(daemon, outgoing()).stage, EOH)
    with Daemon(**policy(on="referral-misrouted = allow")) as daemon:
        equal(passes(daemon, outgoing()).stage, EOH)


@suite.test
def where_the_route_says_so_a_misrouted_form_is_refused_with_the_right_address():
    with Daemon(**policy(on="referral-misrouted = refuse")) as daemon:
        outcome = daemon.deliver(outgoing())
        equal(outcome.verdict, "refuse", outcome)
        require("550-5.7.914" in outcome.reply and POLICE in outcome.reply, outcome.reply)
        equal(daemon.records()[-1]["verdict"], "refuse")
    with Daemon(**policy(on="referral-misrouted = hold")) as daemon:
        equal(daemon.deliver(outgoing()).verdict, "hold")
    with Daemon(**policy(on="referral-misrouted = refuse", mode="observe")) as daemon:
        passes(daemon, outgoing(), records=1)
        equal((daemon.records()[-1]["verdict"], daemon.records()[-1]["would"]), ("accept", "refuse"))


# Inspectors that misbehave.

class WatchDaemon(BadDaemon):
    def __init__(self, watch="good", **options):
        self.watch = watch
        super().__init__(**{"inspectors": 2, "inspect_time": 20000, **policy(on="referral-misrouted = refuse"),
                            **options})

    def write_modes(self, screener, template):
        super().write_modes(screener, template)
        with open(self.path("bad_inspector.mode"), "a", encoding="ascii") as file:
            file.write(f"watch {self.watch}\n")


def misbehaving(how):
    with WatchDaemon(how) as daemon:
        daemon.behave(screener="watch")
        passes(daemon, outgoing())
        equal(daemon.deliver(referral()).verdict, "accept", "a referral beside it")
        equal(daemon.records("inspector-death"), [], "deaths on record")
        log = daemon.log()
        require("died over this message" not in log and "bad answer" not in log, log)


@suite.test
def inspectors_of_this_harness_find_a_misrouted_form():
    with WatchDaemon() as daemon:
        daemon.behave(screener="watch")
        equal(daemon.deliver(outgoing()).verdict, "refuse")
        equal(daemon.records()[-1]["class"], "misrouted")


for _how in ("crash", "exit", "garbage", "error", "forged-recipient", "forged-header", "forged-newline", "forged-route",
             "forged-accept", "forged-mode", "forged-referral", "forged-other"):
    suite.row(f"over inspectors that say {_how} watched mail passes unrecorded", misbehaving, _how)
suite.slow("over inspectors that hang watched mail passes unrecorded, in seconds", misbehaving, "hang")


@suite.test
def without_a_template_watched_mail_hardly_waits():
    with WatchDaemon() as daemon:
        daemon.behave(screener="watch", template="die-at-start")
        passes(daemon, outgoing(), seconds=2)


@suite.test
def a_screener_that_wants_to_watch_everything_is_overruled_by_the_envelope():
    with WatchDaemon() as daemon:
        daemon.behave(screener="watch")
        equal(passes(daemon, outgoing(COLLEAGUE)).stage, EOH)
        # And a referral stays one.
        equal(daemon.deliver(referral()).verdict, "accept")
        equal(daemon.records()[-1]["class"], "referral")


@suite.slow_test
def watched_mail_over_which_inspectors_hang_keeps_no_referral_waiting():
    with WatchDaemon("hang", inspectors=2) as daemon:
        daemon.behave(screener="watch")
        clients = []
        for _ in range(4):
            client = daemon.connect(timeout=30)
            mail = outgoing()
            client.open().send_until_end(mail)
            client.send_end(mail)
            clients.append(client)
        time.sleep(0.2)
        began = time.monotonic()
        equal(daemon.deliver(referral()).verdict, "accept")
        require(time.monotonic() - began < 1, "a referral waited", time.monotonic() - began)
        for client in clients:
            equal(client.end().verdict, "accept")
        require(time.monotonic() - began < WATCH_S, "watched mail waited", time.monotonic() - began)
        for client in clients:
            client.sock.close()
        equal(len(daemon.records()), 1, "records")


@suite.test
def a_wrong_expectation_would_be_noticed():
    with WatchDaemon() as daemon:
        daemon.behave(screener="watch")
        try:
            passes(daemon, outgoing())
        except AssertionError:
            return
        raise AssertionError("a refused form was taken for mail that passed")


if __name__ == "__main__":
    suite.main()
