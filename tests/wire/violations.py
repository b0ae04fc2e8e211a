"""What no MTA would send: wrong order, broken packets, garbage, old MTAs. The daemon goes on; no referral slips by."""

import random
import struct

import routes
from daemon import Daemon, serve
from messages import MASH, POLICE, SENDER, ordinary, referral
from milter_client import (ABORT, ACTIONS_ALL, BODY, BODYEOB, CONNECT, DATA, EOH, FINAL, HEADER, HELO, MACRO, MAIL,
                           NO_BODY, NO_HEADERS, OLD_MTA, OPTNEG, PROTOCOL_ALL, QUIT, QUIT_NC, RCPT, REPLIES_WANTED,
                           SMFIF_ADDRCPT, SMFIF_CHGHDRS, SMFIF_QUARANTINE, UNKNOWN, Client, Closed, text0)
from suite import Suite, equal, require, wait_until

suite = Suite("wire: violations")
daemon = Daemon(
    rules={"10-test.conf": routes.route(),
           "20-repair.conf": routes.route("repair", police="repair@police.example", on="copy-missing = repair"),
           "30-hold.conf": routes.route("hold", police="hold@police.example", on="copy-missing = hold")},
    guidance=routes.guidance())

FROM, TO = text0(f"<{SENDER}>"), text0(f"<{POLICE}>")
FIELD, CHUNK = text0("Subject", " marmaladewise"), b"Snufflebrook\r\n"


def still_works():
    equal(daemon.deliver(referral(cc=())).verdict, "refuse", "the next referral")
    equal(daemon.deliver(ordinary()).verdict, "accept", "the next ordinary mail")


def drain(client, seconds=0.15):
    """All the answers until the end, or until nothing comes for so long: their codes."""
    codes = []
    client.sock.settimeout(seconds)
    try:
        while True:
            codes.append(client.read_packet()[0])
    except (AssertionError, OSError):
        return codes


ANSWERED = (EOH, HELO, DATA, UNKNOWN, OPTNEG)  # what gets an answer of its own, if it gets that far


def break_order(packets, opened=True):
    """Sends packets in an order that no MTA would choose. The gate lives on, and lets no referral pass unrecorded."""
    before, gate = len(daemon.records()), daemon.gate()
    with daemon.connect(timeout=5) as client:
        if opened:
            client.open()
        try:
            for command, data in packets:
                client.send_packet(command, data)
            client.send_packet(QUIT)
        except OSError:
            pass  # closed already: an answer as good as any
        codes = drain(client, 5)
    names_referral = any(command == RCPT and POLICE.encode() in data for command, data in packets)
    passes = len(codes) > sum(command in ANSWERED for command, _ in packets) and codes[-1] in (b"a", b"c")
    if names_referral and passes:
        require(len(daemon.records()) > before, "a referral passed unrecorded:", codes)
    still_works()
    equal(daemon.gate(), gate, "the gate's process id")


WHOLE = [(MAIL, FROM), (RCPT, TO), (DATA, b""), (HEADER, FIELD), (EOH, b""), (BODY, CHUNK), (BODYEOB, b"")]
for _name, _packets, _opened in (
        ("everything before the negotiation", WHOLE, False),
        ("MAIL before the negotiation", [(MAIL, FROM)], False),
        ("the end of a message before the negotiation", [(BODYEOB, b"")], False),
        ("QUIT before the negotiation", [(QUIT, b"")], False),
        ("an abort before the negotiation", [(ABORT, b"")], False),
        ("a macro before the negotiation", [(MACRO, b"Mi\0x\0")], False),
        ("RCPT before MAIL", [(RCPT, TO), *WHOLE], True),
        ("a recipient after the header", [*WHOLE[:4], (RCPT, TO), *WHOLE[4:]], True),
        ("a recipient after the body", [*WHOLE[:6], (RCPT, TO), *WHOLE[6:]], True),
        ("MAIL twice", [WHOLE[0], *WHOLE], True),
        ("MAIL in the middle of the header", [*WHOLE[:4], *WHOLE], True),
        ("MAIL in the middle of the body", [*WHOLE[:6], *WHOLE], True),
        ("a header field after the body", [*WHOLE[:6], (HEADER, FIELD), *WHOLE[6:]], True),
        ("the end of the header twice", [*WHOLE[:5], (EOH, b""), *WHOLE[5:]], True),
        ("the body before the header", [*WHOLE[:3], (BODY, CHUNK), *WHOLE[3:]], True),
        ("the end without a header", [WHOLE[0], WHOLE[1], (BODYEOB, b"")], True),
        ("the end without recipients", [WHOLE[0], *WHOLE[2:]], True),
        ("the end of a message alone", [(BODYEOB, b"")], True),
        ("the end of a message twice", [*WHOLE, (BODYEOB, b"")], True),
        ("a body alone", [(BODY, CHUNK), (BODYEOB, b"")], True),
        ("DATA twice", [*WHOLE[:3], *WHOLE[2:]], True),
        ("a client twice", [(CONNECT, text0("a") + b"U"), (CONNECT, text0("b") + b"U"), *WHOLE], True),
        ("HELO in the middle of a message", [*WHOLE[:4], (HELO, text0("x")), *WHOLE[4:]], True),
        ("a second negotiation", [(OPTNEG, struct.pack(">III", 6, ACTIONS_ALL, PROTOCOL_ALL)), *WHOLE], True),
        ("a second negotiation in the middle of a message",
         [*WHOLE[:4], (OPTNEG, struct.pack(">III", 6, 0, 0)), *WHOLE[4:]], True),
        ("QUIT in the middle of a message", [*WHOLE[:4], (QUIT, b"")], True),
        ("reuse of the connection in the middle of a message", [*WHOLE[:4], (QUIT_NC, b""), *WHOLE], True),
        ("an unknown SMTP command", [*WHOLE[:2], (UNKNOWN, text0("XYZZY")), *WHOLE[2:]], True),
        ("a command that does not exist", [*WHOLE[:2], (b"Z", b"zzz"), *WHOLE[2:]], True),
        ("a header field without a value", [*WHOLE[:3], (HEADER, b"Subject\0"), *WHOLE[4:]], True),
        ("a header field without a NUL", [*WHOLE[:3], (HEADER, b"Subject"), *WHOLE[4:]], True),
        ("a header field without a name", [*WHOLE[:3], (HEADER, b"\0\0"), *WHOLE[4:]], True),
        ("a header field with three strings", [*WHOLE[:3], (HEADER, text0("To", " x", POLICE)), *WHOLE[4:]], True),
        ("an empty header packet", [*WHOLE[:3], (HEADER, b""), *WHOLE[4:]], True),
        ("a field name with a colon and a line end", [*WHOLE[:3], (HEADER, text0("To:\r\nX", " y")), *WHOLE[4:]], True),
        ("MAIL without an address", [(MAIL, b""), *WHOLE[1:]], True),
        ("MAIL without a NUL", [(MAIL, b"<a@b.example>"), *WHOLE[1:]], True),
        ("RCPT without an address", [WHOLE[0], (RCPT, b""), *WHOLE[1:]], True),
        ("RCPT without a NUL", [WHOLE[0], (RCPT, TO.rstrip(b"\0")), *WHOLE[2:]], True),
        ("an address of 60,000 octets", [WHOLE[0], (RCPT, text0("<" + "a" * 60000 + "@b.example>")), *WHOLE[1:]], True),
        ("a sender of 60,000 octets", [(MAIL, text0("<" + "a" * 60000 + "@b.example>")), *WHOLE[1:]], True),
        ("macros without a command", [(MACRO, b""), *WHOLE], True),
        ("macros for a command that does not exist", [(MACRO, b"zi\0x\0"), *WHOLE], True),
        ("a macro of 60,000 octets", [(MACRO, b"M" + text0("i", "q" * 60000)), *WHOLE], True),
        ("a client without a family", [(CONNECT, text0("a"))], True),
        ("a client of an unknown family", [(CONNECT, text0("a") + b"9" + b"\0\0" + text0("x")), *WHOLE], True),
        ("an end of message that carries 60,000 octets of body", [*WHOLE[:6], (BODYEOB, b"x" * 60000)], True),
):
    suite.row(f"{_name} is survived", break_order, _packets, _opened)


@suite.test
def macros_without_values_cost_the_gate_at_most_one_restart():
    # libmilter 8.17 reads past the end of such a list. No MTA sends one; the supervisor mends it all the same.
    for data in (b"Mi\0", b"Mi"):
        with daemon.connect(timeout=5) as client:
            client.open()
            for command, packet in ((MACRO, data), *WHOLE):
                try:
                    client.send_packet(command, packet)
                except OSError:
                    break
            drain(client)

        def works():
            try:
                still_works()
                return True
            except (Closed, OSError):
                return False
        wait_until(works, 15, "a working gate")


def send_octets(octets, opened):
    gate = daemon.gate()
    with daemon.connect(timeout=5) as client:
        if opened:
            client.open()
        try:
            client.send_raw(octets)
        except OSError:
            pass
        drain(client)
    still_works()
    equal(daemon.gate(), gate, "the gate's process id")


for _name, _octets in (
        ("a packet of no octets", b"\0\0\0\0"),
        ("a packet of 4 GiB", b"\xff\xff\xff\xff" + b"M" + FROM),
        ("a packet of 2 GiB", b"\x7f\xff\xff\xff" + b"M" + FROM),
        ("a packet that ends too early", struct.pack(">I", 1000) + b"M" + FROM),
        ("a length that ends too early", b"\0\0"),
        ("a body chunk of 1 MiB", struct.pack(">I", (1 << 20) + 1) + b"B" + b"x" * (1 << 20)),
        ("a request of another protocol", b"GET / HTTP/1.1\r\nHost: gateway.example\r\n\r\n"),
        ("random octets", random.Random(1).randbytes(5000)),
        ("more random octets", random.Random(2).randbytes(5000)),
        ("zeros", bytes(5000))):
    for _opened in (False, True):
        suite.row(f"{_name} {'on an open' if _opened else 'on a new'} connection is survived",
                  send_octets, _octets, _opened)


@suite.test
def random_packets_of_right_form_are_survived():
    chance = random.Random(42)
    commands = [ABORT, BODY, CONNECT, MACRO, BODYEOB, HELO, QUIT_NC, HEADER, MAIL, EOH, RCPT, DATA, UNKNOWN]
    for _ in range(60):
        with daemon.connect(timeout=5) as client:
            client.open()
            try:
                for _ in range(chance.randrange(1, 25)):
                    command = chance.choice(commands)
                    good = dict(WHOLE).get(command, b"")
                    client.send_packet(command, chance.choice((good, chance.randbytes(chance.randrange(40)))))
            except OSError:
                pass
            drain(client, 0.02)
    still_works()


@suite.test
def an_mta_that_takes_no_silence_is_answered_at_every_step():
    with daemon.connect(protocol=REPLIES_WANTED) as client:
        client.open()
        equal(client.protocol & ~REPLIES_WANTED, 0)
        for make, expected in ((lambda: referral(cc=()), "refuse"), (referral, "accept"), (ordinary, "accept")):
            equal(client.send(make()).verdict, expected)
        client.quit()


def old_mta(version, actions, protocol):
    """Either it is refused at the negotiation, or it is served without any loss."""
    with Client(daemon.socket, version=version, actions=actions, protocol=protocol, timeout=10) as client:
        try:
            client.open()
        except (AssertionError, OSError):
            return
        outcome = client.send(referral(cc=()))
        equal(outcome.verdict, "refuse", outcome)
        equal(client.send(referral()).verdict, "accept")
        equal(client.send(ordinary()).verdict, "accept")
        client.quit()


for _version, _actions, _protocol in ((6, ACTIONS_ALL, OLD_MTA), (6, 0x3F, 0x7F), (4, 0x1F, 0x7F), (2, 0x3F, 0x7F),
                                      (2, 0x3F, 0), (3, 0, 0), (1, 0xF, 0), (0, 0, 0), (99, ACTIONS_ALL, PROTOCOL_ALL),
                                      (6, 0xFFFFFFFF, 0xFFFFFFFF)):
    suite.row(f"version {_version} offering actions {_actions:#x} and steps {_protocol:#x} is refused or served",
              old_mta, _version, _actions, _protocol)


def lacking(actions, police):
    """What needs an edit that the MTA does not offer is never passed as if it had been made."""
    with Client(daemon.socket, actions=actions, timeout=10) as client:
        try:
            client.open()
        except (AssertionError, OSError):
            return
        outcome = client.send(referral(to=(police,), cc=()))
        require(outcome.verdict in ("defer", "refuse"), outcome)
        client.quit()


suite.row("an MTA that cannot add recipients gets no half repair", lacking, ACTIONS_ALL & ~SMFIF_ADDRCPT,
          "repair@police.example")
suite.row("an MTA that cannot change headers gets no half repair", lacking, ACTIONS_ALL & ~SMFIF_CHGHDRS & ~1,
          "repair@police.example")
suite.row("an MTA that cannot hold gets no silent acceptance", lacking, ACTIONS_ALL & ~SMFIF_QUARANTINE,
          "hold@police.example")


@suite.test
def the_filter_asks_only_for_what_it_uses():
    with daemon.connect() as client:
        client.negotiate()
        equal(client.protocol & (NO_BODY | NO_HEADERS), 0, "it wants header and body")
        for command in (MAIL, RCPT, HEADER, BODY):
            require(client.wants(command), command)
        for command in (UNKNOWN, HELO):
            require(not client.wants(command), "it has no use for", command)
        client.quit()


def strange_content(mail):
    """Content that hides octets from one reader or another: judged, deferred or closed, but recorded if it passes."""
    before = len(daemon.records())
    with daemon.connect(timeout=10) as client:
        client.open()
        try:
            verdict = client.send(mail).verdict
        except (AssertionError, OSError):
            verdict = "closed"
    if verdict in ("accept", "hold"):
        require(len(daemon.records()) > before, "passed unrecorded")
    still_works()


for _name, _mail in (
        ("a NUL in the body", referral(text="Snuffle\0brook")),
        ("a bare CR in the body", referral(text="Snuffle\rbrook")),
        ("a bare LF in the body", referral(text="Snuffle\nbrook")),
        ("a NUL in a field that names the police", referral(cc=()).with_field("X-Seen", f" a\0{MASH}")),
        ("a CR in a field", referral(cc=()).with_field("X-Seen", f" a\rCc: {MASH}")),
        ("8-bit octets in a field", referral(cc=()).with_field("X-Seen", b" \xff\xfe\xfd")),
        ("no header at all", None),
        ("no body at all", None)):
    if _name == "no header at all":
        _mail = referral()
        _mail.header = []
    elif _name == "no body at all":
        _mail = referral()
        _mail.body = b""
    suite.row(f"a message with {_name} is judged or stopped", strange_content, _mail)


@suite.test
def the_harness_knows_a_final_answer_from_none():
    require(set(FINAL) >= {b"a", b"c", b"r", b"t", b"y"}, "the answers of the protocol")
    with daemon.connect(timeout=5) as client:
        client.negotiate()
        equal(drain(client, 0.1), [], "answers to nothing")


if __name__ == "__main__":
    serve(suite, daemon)
