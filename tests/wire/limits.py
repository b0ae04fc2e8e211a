"""The limits of capturing, each at its value and one past it: a referral past one is refused, other mail passes.

Lines that begin like a boundary are no matter of size: they get another reply.
"""

import routes
from daemon import Daemon, serve
from messages import BCC, ordinary, referral
from suite import Suite, equal, require

HEADER_FIELDS = 1000
HEADER_BYTES = 256 << 10
BOUNDARY_LINES = 10000
MESSAGE_SIZE = 300000  # configured below
BYTE_BUDGET = 2000000

suite = Suite("wire: limits")
daemon = Daemon(message_size_limit=MESSAGE_SIZE, byte_budget=BYTE_BUDGET, **routes.policy())


def is_limit(outcome):
    """Whether the reply says that it was a limit."""
    require("5.3.4" in outcome.reply, outcome.reply)
    equal(daemon.records()[-1]["reason"], "limit", "recorded reason")


def is_too_much(outcome):
    """Whether the reply says that there is too much to read, and nothing of size."""
    require("5.7.923" in outcome.reply, outcome.reply)
    require("too large" not in outcome.reply, outcome.reply)
    equal(daemon.records()[-1]["reason"], "content-uninspectable", "recorded reason")
    equal(daemon.records()[-1]["findings"][0]["trouble"], "too-much", "recorded trouble")


def at_the_limit(mail):
    equal(daemon.deliver(mail).verdict, "accept")


def past_the_limit(mail, expect=is_limit):
    outcome = daemon.deliver(mail)
    equal(outcome.verdict, "refuse", outcome)
    expect(outcome)


def other_past_the_limit(mail):
    mail.recipients = [BCC]
    mail.header = [(name, f" {BCC}" if name in ("To", "Cc") else value) for name, value in mail.header]
    before = len(daemon.records())
    equal(daemon.deliver(mail).verdict, "accept")
    equal(len(daemon.records()), before, "records")


def with_fields(count):
    mail = referral()
    mail.header += [("X-Filler", " x")] * (count - len(mail.header))
    equal(len(mail.header), count)
    return mail


def with_header_bytes(size):
    """All fields together, their colons and line ends counted."""
    mail = referral()
    def length():
        return sum(len(name) + 1 + len(value) + 2 for name, value in mail.header)
    while size - length() > 900:
        mail.header.append(("X-Filler", " " + "x" * 800))
    rest = size - length() - len("X-Filler:\r\n")
    mail.header.append(("X-Filler", " " + "x" * (rest - 1)))
    equal(length(), size)
    return mail


def with_boundary_lines(count):
    """Three of them are the message's own."""
    text = "\r\n".join(["--snufflebrook"] * (count - 3))
    mail = referral(text=text)
    equal(sum(line.startswith(b"--") for line in mail.body.split(b"\r\n")), count)
    return mail


def with_size(size):
    """The whole message as captured: header, empty line, body."""
    mail = referral()
    need = size - len(mail.octets())
    filler = (b"x" * 70 + b"\r\n") * (need // 72 + 2)
    filler = filler[:need - 2] + b"\r\n"
    mail.body = mail.body.replace(b"Snufflebrook.\r\n", b"Snufflebrook.\r\n" + filler, 1)
    equal(len(mail.octets()), size)
    return mail


for _what, _make, _limit, _expect in (("header fields", with_fields, HEADER_FIELDS, is_limit),
                                      ("octets of header", with_header_bytes, HEADER_BYTES, is_limit),
                                      ("boundary lines", with_boundary_lines, BOUNDARY_LINES, is_too_much),
                                      ("octets of message", with_size, MESSAGE_SIZE, is_limit)):
    suite.row(f"a referral of exactly {_limit} {_what} is judged", at_the_limit, _make(_limit))
    suite.row(f"a referral of {_limit + 1} {_what} is refused as over a limit", past_the_limit, _make(_limit + 1),
              _expect)
    suite.row(f"other mail of {_limit + 1} {_what} passes", other_past_the_limit, _make(_limit + 1))


@suite.test
def a_refusal_for_a_limit_comes_without_taking_all_of_the_message():
    with daemon.connect() as client:
        client.open()
        mail = with_size(MESSAGE_SIZE * 20)
        early = client.send_until_end(mail)
        if early is None:
            client.send_end(mail)
            early = client.end()
        equal(early.verdict, "refuse")
        is_limit(early)
        equal(client.send(referral(cc=())).verdict, "refuse", "the next message")
        client.quit()


@suite.test
def past_the_byte_budget_referrals_are_deferred_and_other_mail_passes():
    clients = []
    try:
        outcome = None
        for _ in range(3 * BYTE_BUDGET // MESSAGE_SIZE):
            client = daemon.connect()
            clients.append(client)
            mail = with_size(MESSAGE_SIZE)
            outcome = client.open().send_until_end(mail)
            if outcome is not None:
                break
        if outcome is None:
            client.send_end(mail)
            outcome = client.end()
        equal(outcome.verdict, "defer", outcome)
        require(outcome.reply.startswith("451 4.3.0"), outcome.reply)
        equal(daemon.deliver(ordinary()).verdict, "accept")
    finally:
        for client in clients:
            client.sock.close()
    # What the dropped connections held is given back.
    for _ in range(3 * BYTE_BUDGET // MESSAGE_SIZE):
        equal(daemon.deliver(with_size(MESSAGE_SIZE)).verdict, "accept")


@suite.test
def the_byte_budget_is_given_back_after_every_kind_of_end():
    with daemon.connect() as client:
        client.open()
        for i in range(40):
            mail = with_size(MESSAGE_SIZE)
            if i % 4 == 0:
                require(client.send_until_end(mail) is None)
                client.abort()
            elif i % 4 == 1:
                equal(client.send(with_size(MESSAGE_SIZE + 1)).verdict, "refuse")
            elif i % 4 == 2:
                equal(client.send(mail).verdict, "accept")
            else:
                for command, data, macros in list(client.steps(mail))[:-2]:
                    client.macros(command, macros)
                    client.command(command, data)
                client.abort()
        client.quit()


@suite.test
def two_thousand_recipients_are_judged_and_one_more_is_over_the_limit():
    many = [f"colleague{i}@thistledown.example" for i in range(1999)]
    equal(daemon.deliver(referral(envelope=[referral().recipients[0], *many])).verdict, "accept")
    outcome = daemon.deliver(referral(envelope=[referral().recipients[0], *many, "last@thistledown.example"]))
    equal(outcome.verdict, "refuse", outcome)
    is_limit(outcome)


@suite.test
def a_wrong_expectation_would_be_noticed():
    try:
        past_the_limit(referral())
    except AssertionError:
        return
    raise AssertionError("a message below every limit was taken for one past it")


if __name__ == "__main__":
    serve(suite, daemon)
