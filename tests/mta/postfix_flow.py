"""Mail that flows through a real Postfix while things break: nothing lost, nothing doubled, nothing half applied."""

import contextlib
import os
import signal
import threading
import time

import postfix
import routes
from cutting_proxy import CuttingProxy
from daemon import Daemon
from mail_site import Site
from messages import MASH, PREVENT, ordinary, referral
from suite import Suite, equal, require, wait_until

suite = Suite("mta: mail that flows through Postfix")
REPAIR = "repair@police.example"
CLIENTS = 10
EACH = 30


def policy():
    return {"rules": {"10-lewisham.conf": routes.route(),
                      "20-repair.conf": routes.route("repair", police=REPAIR, on="copy-missing = repair")},
            "guidance": routes.guidance()}


KINDS = ((referral, "accept"), (lambda: referral(cc=(PREVENT,)), "refuse"), (ordinary, "accept"),
         (lambda: referral(to=(REPAIR,), cc=(PREVENT,)), "accept"))


class Flow:
    """Clients that each send their messages, and try again what was deferred, as mail servers do."""

    def __init__(self, site, clients=CLIENTS, each=EACH):
        self.site, self.each = site, each
        self.accepted, self.refused, self.problems = [], [], []
        self.deferrals = 0
        self.threads = [threading.Thread(target=self._run, args=(n,), daemon=True) for n in range(clients)]

    def _send(self, client, mail):
        """(answer or None, client): None when it has to be tried again."""
        try:
            client = client or self.site.client()
            answer = self.site.send_on(client, mail)
        except (AssertionError, OSError):  # a 4xx at an earlier command, or a connection that is lost
            if client:
                client.close()
            return None, None
        return (None, client) if answer.verdict == "defer" else (answer, client)

    def _run(self, number):
        client = None
        for i in range(self.each):
            make, expected = KINDS[(number + i) % len(KINDS)]
            mail = make()
            end = time.monotonic() + 60
            while True:
                answer, client = self._send(client, mail)
                if answer or time.monotonic() > end:
                    break
                self.deferrals += 1
                time.sleep(0.2)
            if answer is None or answer.verdict != expected:
                self.problems.append(f"{answer} for a message that is to be {expected}")
            elif expected == "accept":
                self.accepted.append(mail)
            else:
                self.refused.append(mail)
        if client:
            client.close()

    def start(self):
        for thread in self.threads:
            thread.start()
        return self

    def finish(self):
        """Waits, and proves that each message was relayed exactly once or refused and not relayed."""
        for thread in self.threads:
            thread.join()
        require(not self.problems, *self.problems[:5])
        equal(len(self.accepted) + len(self.refused), len(self.threads) * self.each, "answers")
        self.site.queue_is_empty(30)
        wait_until(lambda: len(self.site.sink.messages) >= len(self.accepted), 20, "all accepted messages")
        found = b"\n".join(m.octets for m in self.site.sink.messages)
        for mails, times in ((self.accepted, 1), (self.refused, 0)):
            for mail in mails:
                equal(found.count(dict(mail.header)["Message-ID"].strip().encode()), times, "copies relayed")
        for message in self.site.sink.messages:
            if REPAIR in message.recipients:
                equal(sorted(message.recipients), sorted([REPAIR, PREVENT, MASH]), "recipients of a repaired one")
        print(f"    {len(self.accepted)} relayed, {len(self.refused)} refused, {self.deferrals} tries again")


@suite.test
def hundreds_of_messages_at_once_are_each_relayed_once_or_refused():
    with Site(**policy()) as site:
        flow = Flow(site).start()
        flow.finish()
        equal(flow.deferrals, 0, "deferrals")
        referrals = [mail for mail in flow.accepted + flow.refused if len(mail.recipients) > 1]
        equal(len(site.daemon.records()), len(referrals), "records")


@suite.test
def a_restart_of_the_daemon_while_mail_flows_loses_and_doubles_nothing():
    with Site(**policy()) as site:
        flow = Flow(site).start()
        for _ in range(2):
            time.sleep(0.7)
            site.daemon.stop()
            time.sleep(0.5)
            site.daemon.start()
        flow.finish()


@suite.test
def a_gate_that_is_killed_while_mail_flows_loses_and_doubles_nothing():
    with Site(**policy()) as site:
        flow = Flow(site).start()
        for _ in range(4):
            time.sleep(0.5)
            gate = site.daemon.gate()
            if gate:
                os.kill(gate, signal.SIGKILL)
        flow.finish()


@suite.test
def inspectors_that_are_killed_while_mail_flows_lose_and_double_nothing():
    with Site(**policy()) as site:
        flow = Flow(site).start()
        for _ in range(8):
            time.sleep(0.25)
            victims = [*site.daemon.inspector_children()[:1], site.daemon.template(), *site.daemon.screeners()[:1]]
            for pid in filter(None, victims):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        flow.finish()


@suite.test
def while_the_daemon_is_down_mail_is_deferred_and_passes_when_it_is_back():
    with Site(**policy()) as site:
        site.daemon.stop()
        mails = [referral(), ordinary()]
        for mail in mails:
            try:
                equal(site.send(mail).verdict, "defer")
            except AssertionError as error:
                require("451" in str(error) or "4.7.1" in str(error), error)
            site.is_not_relayed(mail, 0.2)
        site.daemon.start()
        for mail in mails:
            site.expect(mail, "accept")
            site.is_relayed_untouched(mail)


@suite.test
def edits_that_break_off_halfway_leave_nothing_relayed():
    daemon = Daemon(socket_group="postfix", socket_mode="0660", **policy())
    proxy = CuttingProxy(daemon.path("proxy.sock"), daemon.socket)
    with Site(daemon=daemon, milter=f"unix:{daemon.path('proxy.sock')}") as site:
        whole = referral(to=(REPAIR,), cc=())
        site.expect(whole, "accept")
        equal(sorted(site.relayed(whole).recipients), sorted([REPAIR, MASH, PREVENT]))
        edits = proxy.edits_passed
        require(edits >= 3, "two recipients and a header field are", edits, "edits")
        for cut_after in range(edits):
            proxy.cut_after = cut_after
            mail = referral(to=(REPAIR,), cc=())
            answer = site.expect(mail, "defer")
            equal(proxy.cuts, cut_after + 1, "cuts")
            print(f"    cut after {cut_after} of {edits} edits: {answer}")
            site.is_not_relayed(mail, 0.5)
            equal(site.postfix.queued(), [], "queue")
            proxy.cut_after = None
            site.expect(mail, "accept")  # the client tries again
            equal(sorted(site.relayed(mail).recipients), sorted([REPAIR, MASH, PREVENT]))
        proxy.close()


@suite.test
def a_lost_message_would_be_noticed():
    with Site(**policy()) as site:
        flow = Flow(site, clients=1, each=4).start()
        for thread in flow.threads:
            thread.join()
        wait_until(lambda: len(site.sink.messages) == len(flow.accepted), 20, "all of them")
        site.sink.messages.pop()
        flow.site.queue_is_empty()
        found = b"\n".join(m.octets for m in site.sink.messages)
        counts = [found.count(dict(mail.header)["Message-ID"].strip().encode()) for mail in flow.accepted]
        require(0 in counts, counts)


if __name__ == "__main__":
    suite.main(postfix.missing())
