"""Something is taken out of a message: what a real Postfix relays then, and what a real OpenDKIM behind us signs.

Everything is real; the last part of each message is a program, which is replaced by a notice.
"""

import base64
import textwrap

import opendkim
import postfix
import routes
from daemon import Daemon
from mail_site import Site
from messages import MASH, POLICE, PREVENT, SENDER, Mail, common_header, file_part, lines, multipart, pdf, referral
from suite import Skip, Suite, equal, require

suite = Suite("mta: something is taken out")
REMOVED = "An attachment was taken out of this message: {kind}. Please ask {contact}."
NOTICE = lines(*textwrap.wrap(REMOVED.format(kind="a program", contact=PREVENT), 72))
PROGRAM = base64.b64decode("TVqQAAMAAAAEAAAA") * 100
DOMAIN = SENDER.partition("@")[2]


def new_site(*milters):
    guidance = routes.guidance(sections={**routes.SECTIONS, "removed": REMOVED})
    daemon = Daemon(socket_group="postfix", socket_mode="0660",
                    rules={"test.conf": routes.route(on="form-missing = allow")}, guidance=guidance)
    settings = {"local_header_rewrite_clients": ""}
    return Site(daemon=daemon, milter=" ".join([daemon.socket, *milters]), settings=settings)


WHY_NOT = postfix.missing()
site = None if WHY_NOT else new_site()


@suite.test
def a_private_postfix_and_the_daemon_start():
    site.start()


@suite.close
def postfix_and_the_daemon_stop_and_nothing_personal_is_left():
    try:
        site.stop()
    finally:
        site.remove()


def stripped(mail):
    """The body as it should be relayed: the last part's header and content are ours, the rest is the sender's."""
    before, _, _ = mail.body.rpartition(b"\r\nContent-Type: ")
    return before + b"\r\n", b"\r\n\r\n" + NOTICE + b"\r\n--=_b0undary--\r\n"


def is_relayed_stripped(where, mail):
    got = where.relayed(mail)
    start, end = stripped(mail)
    head, _, body = got.without_received().partition(b"\r\n\r\n")
    equal(head + b"\r\n\r\n", mail.octets()[:len(mail.octets()) - len(mail.body)], "header")
    require(body.startswith(start) and body.endswith(end), body[-2000:])
    return got


def with_program(**options):
    return referral(files=[file_part(pdf()), file_part(PROGRAM, "oddsocks.exe", "application/octet-stream")], **options)


@suite.test
def the_rest_of_the_message_is_relayed_octet_for_octet():
    mail = with_program()
    site.expect(mail, "accept")
    got = is_relayed_stripped(site, mail)
    require(base64.b64encode(PROGRAM)[:60] not in got.octets, "it is still there")


@suite.test
def a_large_message_and_dots_at_line_starts_are_relayed_octet_for_octet():
    mail = with_program(text=".\r\n..\r\n.leading dot\r\n" + "trailing blanks  \r\n" + "Snufflebrook \r\n" * 200000)
    site.expect(mail, "accept")
    is_relayed_stripped(site, mail)


@suite.test
def eight_bit_text_beside_what_is_taken_out_stays_as_it_is():
    mail = with_program()
    text = lines("Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "", "Snufflebr\u00f6\u00f6k.")
    mail.body = multipart([text, file_part(PROGRAM, "oddsocks.exe", "application/octet-stream")])
    site.expect(mail, "accept", ("BODY=8BITMIME",))
    is_relayed_stripped(site, mail)


def a_program():
    """A message that is nothing else."""
    header = common_header((POLICE,), (MASH, PREVENT)) + [
        ("Content-Type", ' application/octet-stream; name="oddsocks.exe"'), ("Content-Transfer-Encoding", " base64"),
        ("Content-Disposition", ' attachment;\r\n\tfilename="oddsocks.exe"'), ("X-Kept", " yes")]
    return Mail([POLICE, MASH, PREVENT], header, lines("TVqQAAMAAAAEAAAA"))


@suite.test
def a_message_that_is_taken_out_itself_gets_the_fields_of_its_notice():
    mail = a_program()
    site.expect(mail, "accept")
    got = site.relayed(mail)
    equal(got.field("Content-Type"), [b" text/plain; charset=utf-8"])
    equal(got.field("Content-Transfer-Encoding"), [b" quoted-printable"])
    equal(got.field("Content-Disposition"), [b" inline"])
    equal(got.octets.partition(b"\r\n\r\n")[2], NOTICE)
    kept = [f for f in got.header_fields() if not f[0].lower().startswith((b"content-", b"received"))]
    equal(kept, [(n.encode(), v.encode()) for n, v in mail.header if not n.startswith("Content-")], "other fields")


@suite.test
def to_a_server_that_takes_7_bit_only_the_new_part_goes_as_it_is():
    site.sink.takes_8bit = False
    mail = with_program()
    text = lines("Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "", "Snufflebr\u00f6\u00f6k.")
    mail.body = multipart([text, file_part(PROGRAM, "oddsocks.exe", "application/octet-stream")])
    try:
        site.expect(mail, "accept", ("BODY=8BITMIME",))
        got = site.relayed(mail)
    finally:
        site.sink.takes_8bit = True
    require(got.octets.isascii(), "it is 7-bit")
    require(b"Snufflebr=C3=B6=C3=B6k." in got.octets, got.octets)
    require(got.octets.endswith(stripped(mail)[1]), got.octets[-500:])


@suite.test
def what_is_signed_behind_us_verifies():
    if opendkim.missing():
        raise Skip(opendkim.missing())
    signer = opendkim.OpenDkim(DOMAIN)
    try:
        with new_site(signer.start().milter) as signing:
            mails = [with_program(), with_program(text="Snufflebrook.\r\n" * 50000), a_program()]
            for mail in mails:
                signing.expect(mail, "accept")
                got = signing.relayed(mail)
                octets = got.octets
                require(b"DKIM-Signature:" in octets, octets[:500])
                require(NOTICE in octets, "stripped")
                require(signer.verifies(octets), "the signature does not hold", octets[:2000])
                require(not signer.verifies(octets.replace(b"Please ask", b"Please asl")), "any signature holds")
    finally:
        signer.stop()


if __name__ == "__main__":
    suite.always = a_private_postfix_and_the_daemon_start.__name__
    suite.main(WHY_NOT)
