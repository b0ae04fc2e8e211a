"""mail_site: what stands around the daemon in an organisation: a private Postfix or Sendmail, and the next mail
server.

    client --SMTP--> MTA --milter--> daemon
                        +----SMTP------> sink
"""

import os
import shutil
import smtplib
import tempfile
import time

from daemon import Daemon
from postfix import Postfix
from smtp_sink import Sink
from suite import equal, require, wait_until


class Answer:
    """What the client heard at the end of its message."""

    def __init__(self, code, text):
        self.code, self.lines = code, text.decode("ascii").split("\n")

    @property
    def verdict(self):
        """The MTA's word for it: accept (a held message too), refuse or defer."""
        return {2: "accept", 4: "defer", 5: "refuse"}[self.code // 100]

    def __repr__(self):
        return f"{self.code} {self.lines}"


class Site:
    def __init__(self, *, daemon=None, milter=None, settings=None, services="", mta=Postfix, **daemon_options):
        """`milter` overrides what the MTA asks; `daemon_options` are the Daemon's."""
        self.directory = tempfile.mkdtemp(prefix="referral-mta.")
        self.sink = Sink()
        self.daemon = daemon or Daemon(socket_group="postfix", socket_mode="0660", **daemon_options)
        self.mta = mta(self.directory, self.sink.port, self.daemon.socket if milter is None else milter, settings=settings,
                       services=services)

    @property
    def postfix(self):
        return self.mta

    def start(self):
        try:
            if self.daemon.process is None:
                self.daemon.start()
            self.mta.start()
        except BaseException:
            self.remove()
            raise
        return self

    def stop(self):
        """The MTA first; then the daemon must stop cleanly, with nothing personal left."""
        self.mta.stop()
        self.daemon.stop()

    def remove(self):
        self.mta.stop()
        self.sink.close()
        self.daemon.remove()
        shutil.rmtree(self.directory, ignore_errors=True)

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, *_):
        try:
            if kind is None:
                self.stop()
            elif kind is not SystemExit:
                print(f"    log of the MTA:\n{self.mta.log()[-3000:]}")
                print(f"    log of the daemon:\n{self.daemon.log()[-3000:]}")
        finally:
            self.remove()

    # Submitting.

    def client(self):
        client = smtplib.SMTP("127.0.0.1", self.mta.port, local_hostname="client.example", timeout=60)
        client.ehlo()
        return client

    def send_on(self, client, mail, options=()):
        """One message on an open connection."""
        code, text = client.docmd("MAIL", f"FROM:<{mail.sender}> {' '.join(options)}".rstrip())
        require(code == 250, "MAIL:", code, text)
        for recipient in mail.recipients:
            code, text = client.docmd("RCPT", f"TO:<{recipient}>")
            require(code == 250, "RCPT:", code, text)
        answer = Answer(*client.data(mail.octets()))
        if answer.code >= 400:
            client.docmd("RSET")
        return answer

    def send(self, mail, options=()):
        """One message on a connection of its own."""
        client = self.client()
        if "SMTPUTF8" in options:
            client.command_encoding = "utf-8"
        try:
            return self.send_on(client, mail, options)
        finally:
            client.close()

    def expect(self, mail, verdict, options=()):
        answer = self.send(mail, options)
        equal(answer.verdict, verdict, f"verdict of {answer}")
        return answer

    # Relayed.

    def relayed(self, mail, seconds=10):
        """The one copy of the message that the next server got."""
        word = dict(mail.header)["Message-ID"].strip()
        found = wait_until(lambda: self.sink.find(word), seconds, f"the relaying of {word}")
        equal(len(found), 1, "copies at the next server")
        return found[0]

    def is_relayed_untouched(self, mail):
        got = self.relayed(mail)
        equal(got.sender, mail.sender)
        equal(sorted(got.recipients), sorted(set(mail.recipients)))
        require(got.without_received() == mail.octets(), "relayed octets differ:", got.octets[:2000],
                mail.octets()[:2000])
        return got

    def is_not_relayed(self, mail, seconds=0.5):
        """Nothing of it is at the next server, nor in the queue."""
        time.sleep(seconds)
        equal(self.sink.find(dict(mail.header)["Message-ID"].strip()), [], "relayed messages")

    def queue_is_empty(self, seconds=20):
        wait_until(lambda: not self.mta.queued(), seconds, "an empty queue", 0.2)

    def path(self, *names):
        return os.path.join(self.directory, *names)
