"""The harness itself: each thing that the other suites rely on noticing is planted here, and noticed."""

import json
import os
import socket
import struct
import sys
import time

import processes
from daemon import SOURCE, Daemon
from messages import SENDER, Mail, ordinary, referral
from milter_client import EDITS, FINAL, Client, Closed, ProtocolError, deliver
from smtp_sink import Sink
from suite import Suite, equal, require, wait_until

suite = Suite("wire: the harness")
PLAIN = {"O": [("O", struct.pack(">III", 6, 0x135, 0x18d382))], "N": [("c", b"")], "E": [("c", b"")]}


class FakeDaemon(Daemon):
    """A Daemon whose program is a fake filter, with something wrong planted."""

    def __init__(self, script=None, planted=""):
        super().__init__(rules={}, guidance={}, environment={"PYTHONPATH": os.path.join(SOURCE, "tests", "support"),
                                                             "PYTHONDONTWRITEBYTECODE": "1"})
        self.script, self.planted = script or PLAIN, planted

    def command(self, *arguments):
        script = {command: [(code, data.decode("latin-1")) for code, data in answers]
                  for command, answers in self.script.items()}
        return [sys.executable, os.path.join(SOURCE, "tests", "support", "fake_filter.py"),
                self.path("var", "milter.sock"), json.dumps(script), self.planted, self.directory]


def notices(planted, word):
    """A stop that must fail, and say why."""
    daemon = FakeDaemon(planted=planted)
    daemon.start()
    session = daemon.process.pid
    try:
        daemon.stop()
    except AssertionError as error:
        require(word in str(error), error)
        require(not processes.of_session(session), "something is still running")
        return
    finally:
        daemon.remove()
    raise AssertionError(f"not noticed: {planted}")


for _planted, _word in (("process", "left running"), ("log", "personal data"), ("file", "personal data"),
                        ("file name", "personal data"), ("temporary file", "temporary files"),
                        ("status", "exit status")):
    suite.row(f"a planted {_planted} is noticed when the daemon stops", notices, _planted, _word)
suite.slow("a daemon that does not stop is noticed", notices, "deafness", "after SIGTERM")


@suite.test
def a_clean_daemon_passes():
    with FakeDaemon() as daemon:
        equal(daemon.deliver(ordinary()).verdict, "accept")


@suite.test
def a_daemon_that_ends_at_once_is_noticed():
    daemon = FakeDaemon()
    daemon.command = lambda *_: ["false"]
    try:
        daemon.start()
    except AssertionError:
        return
    finally:
        daemon.remove()
    raise AssertionError("not noticed")


@suite.test
def a_reply_that_names_somebody_is_noticed():
    script = {**PLAIN, "E": [("y", b"550 5.7.901 not for " + SENDER.encode() + b"\0")]}
    daemon = FakeDaemon(script)
    daemon.start()
    equal(daemon.deliver(referral()).verdict, "refuse")
    try:
        daemon.stop()
    except AssertionError as error:
        require("said to the MTA" in str(error), error)
        return
    finally:
        daemon.remove()
    raise AssertionError("not noticed")


def client_notices(script, error):
    with FakeDaemon(script) as daemon:
        try:
            daemon.deliver(referral())
        except error:
            return
    raise AssertionError("not noticed")


for _name, _script in (("discards", {**PLAIN, "E": [("d", b"")]}),
                       ("edits before the end", {**PLAIN, "N": [("+", b"<a@b.example>\0")]}),
                       ("answers nonsense", {**PLAIN, "E": [("?", b"")]})):
    suite.row(f"a filter that {_name} is noticed by the client", client_notices, _script, ProtocolError)


@suite.test
def a_filter_that_negotiates_wrongly_is_noticed():
    for wrong in ((6, 1 << 12, 0), (7, 0, 0), (6, 0, 1 << 24)):
        octets = struct.pack(">III", *wrong)
        ours, theirs = socket.socketpair()
        client = Client.__new__(Client)
        client.sock, client.version, client.offered_actions, client.offered_protocol = ours, 6, 0x1FF, 0x1FFFFF
        theirs.sendall(struct.pack(">I", len(octets) + 1) + b"O" + octets)
        try:
            client.negotiate()
        except ProtocolError:
            continue
        finally:
            ours.close()
            theirs.close()
        raise AssertionError(f"not noticed: {octets!r}")


@suite.test
def edits_and_verdicts_are_told_apart():
    script = {**PLAIN, "E": [("+", b"<one@police.example>\0"), ("m", struct.pack(">I", 1) + b"Cc\0 two\0"),
                             ("h", b"X-New\0 three\0"), ("i", struct.pack(">I", 0) + b"X-First\0 four\0"), ("p", b""),
                             ("q", b"held\0"), ("c", b"")]}
    with FakeDaemon(script) as daemon:
        outcome = deliver(daemon.socket, referral())
        equal(outcome.verdict, "hold")
        equal(outcome.added_recipients(), ["one@police.example"])
        equal(outcome.header_edits(), [("change-header", 1, "Cc", " two"), ("add-header", None, "X-New", " three"),
                                       ("insert-header", 0, "X-First", " four")])
        equal(outcome.hold_reason(), "held")
    equal(set(EDITS) & set(FINAL), set())


@suite.test
def a_filter_that_hangs_up_is_noticed():
    daemon = FakeDaemon()
    with daemon:
        with daemon.connect() as client:
            client.open()
            daemon.kill()
            try:
                client.send(referral())
            except (Closed, OSError):
                return
    raise AssertionError("not noticed")


@suite.test
def the_sink_keeps_every_octet():
    sink = Sink()
    body = b".\r\n..\r\n.x\r\n\xff\xfe \t\r\n\r\n"
    mail = Mail(["a@b.example"], [("Subject", " x"), ("X-Folded", " a\r\n b")], body)
    with socket.create_connection(("127.0.0.1", sink.port)) as sock:
        stuffed = (b"Received: from here\r\n\tby there\r\n" + mail.octets()).replace(b"\r\n.", b"\r\n..")
        sock.sendall(b"EHLO x\r\nMAIL FROM:<c@d.example> SIZE=5\r\nRCPT TO:<a@b.example>\r\nDATA\r\n" + stuffed
                     + b".\r\nQUIT\r\n")
        wait_until(lambda: sink.messages, 5, "the message")
    got = sink.messages[0]
    equal((got.sender, got.options, got.recipients), ("c@d.example", "SIZE=5", ["a@b.example"]))
    equal(got.without_received(), mail.octets())
    equal(got.field("x-folded"), [b" a\r\n b"])
    sink.close()


@suite.test
def a_condition_that_never_comes_is_a_failure():
    began = time.monotonic()
    try:
        wait_until(lambda: False, 0.2, "nothing")
    except AssertionError:
        require(0.15 < time.monotonic() - began < 5, "waited")
        return
    raise AssertionError("not noticed")


if __name__ == "__main__":
    suite.main()
