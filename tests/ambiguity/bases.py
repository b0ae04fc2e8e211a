"""bases: the valid messages that are mutated: some of our own making, and the collected ones of tests/mail."""

import base64
import glob
import os

from skeleton import Message

OCTETS_MAX = 24000  # larger messages cost time and show nothing more


def lines(*text):
    return b"".join(line + b"\r\n" for line in (item.encode() if isinstance(item, str) else item for item in text))


TOP = ("From: Zebedee Quillfeather <zebedee@school.example>", "To: preventreferrals@met.pnn.police.uk",
       "Cc: Prevent <prevent@lewisham.gov.uk>, mashagency@lewisham.gov.uk", "Subject: A referral",
       "Date: Mon, 23 Nov 2026 09:30:00 +0000", "Message-ID: <one.two@school.example>", "MIME-Version: 1.0")
DATA = bytes(range(256)) + b"%PDF-1.4 not really"
BASE64 = base64.encodebytes(DATA).replace(b"\n", b"\r\n").decode().rstrip("\r\n")


def file_part(name="form.pdf", kind="application/pdf"):
    return lines(f'Content-Type: {kind}; name="{name}"', "Content-Transfer-Encoding: base64",
                 f'Content-Disposition: attachment; filename="{name}"', "", BASE64)


def text_part(*text, kind="text/plain; charset=us-ascii"):
    return lines(f"Content-Type: {kind}", "Content-Transfer-Encoding: 7bit", "", *text)


def multipart(boundary, parts, kind="mixed", more="", top=()):
    return (lines(*top, f'Content-Type: multipart/{kind}; boundary="{boundary}"{more}', "")
            + b"".join(lines(f"--{boundary}") + part for part in parts) + lines(f"--{boundary}--"))


def quoted_printable_part():
    return lines("Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable", "",
                 "Caf=C3=A9 and a line that is so long that it had to be broken in the middle o=", "f it.",
                 "", "=3D equals, and a blank at the end=20", "Bye")


def own_messages():
    """Name and octets of each."""
    text = text_part("Please find the form attached.", "", "Yours")
    alternative = multipart("alt=_1", [text, text_part("<p>Please</p>", kind="text/html; charset=us-ascii")],
                            kind="alternative")
    image = lines("Content-Type: image/png", "Content-ID: <a>", "Content-Transfer-Encoding: base64",
                  "Content-Disposition: inline; filename=a.png", "", BASE64)
    related = multipart("rel-2", [text_part('<img src="cid:a">', kind="text/html"), image], kind="related",
                        more="; type=\"text/html\"")
    attached = lines("Content-Type: message/rfc822", "Content-Disposition: attachment; filename=\"old.eml\"", "")
    inner = multipart("in_3", [text, file_part("inner.docx", "application/octet-stream")], top=TOP)
    yield "plain", lines(*TOP, "Content-Type: text/plain; charset=us-ascii", "", "Hello", "", "Bye")
    yield "no-type", lines(*TOP[:6], "", "Hello", "", "Bye")
    yield "quoted-printable", lines(*TOP) + quoted_printable_part()
    yield "base64", lines(*TOP) + file_part()
    yield "form", multipart("=_b0undary", [text, file_part()], top=TOP)
    yield "form-qp", multipart("b", [quoted_printable_part(), file_part("Form (1).docx", "application/msword")],
                               top=TOP)
    yield "alternative", multipart("mix", [alternative, file_part("a b.odt")], top=TOP)
    yield "related", multipart("outer", [multipart("alt", [text, related], kind="alternative"), file_part()], top=TOP)
    yield "attached", multipart("m1", [text, attached + inner], top=TOP)
    yield "attached-plain", multipart("m1", [attached + lines(*TOP, "", "Old text"), file_part()], top=TOP)
    old = lines("From a@b.example Mon Nov 23 09:30:00 2026", *TOP, "To: Zo\xeb".encode("latin-1"), "Subject: Another")
    yield "attached-old", multipart("m1", [attached + old + file_part("old.pdf")], top=TOP)
    yield "attached-twice", multipart("m1", [attached + multipart("m2", [attached + inner], top=TOP)], top=TOP)
    yield "digest", multipart("d", [lines("Content-Type: message/rfc822", "") + lines(*TOP, "", "One"),
                                    lines("Content-Type: message/rfc822", "") + lines(*TOP, "", "Two")], kind="digest",
                              top=TOP)
    status = lines("Content-Type: message/delivery-status", "", "Reporting-MTA: dns; a", "",
                   "Final-Recipient: rfc822; b@c.example", "Action: failed")
    yield "report", multipart("r", [text, status, attached + lines(*TOP, "", "Old text")], kind="report",
                              more="; report-type=delivery-status", top=TOP)
    yield "preamble", multipart("p", [text, file_part()], top=TOP).replace(
        b"\r\n\r\n--p\r\n", b"\r\n\r\nThis is a multi-part message in MIME format.\r\n--p\r\n", 1)
    yield "name-2231", multipart("n", [text, file_part().replace(b'filename="form.pdf"',
                                                                 b"filename*=utf-8''f%C3%B6rm.pdf")], top=TOP)
    yield "name-words", multipart("n", [text, file_part("=?utf-8?B?ZsO2cm0ucGRm?=")], top=TOP)
    yield "name-utf8", multipart("n", [text, file_part("förm.pdf")], top=TOP)
    yield "8bit", lines(*TOP, "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "",
                        "Grüße")


def own_bases():
    return [Message("own:" + name, octets) for name, octets in own_messages()]


def collected_files(source):
    return sorted(glob.glob(os.path.join(source, "tests", "mail", "*.eml")))


def collected_bases(source):
    """The collected messages that are small enough, and in their form on the wire."""
    bases = []
    for path in collected_files(source):
        with open(path, "rb") as file:
            octets = file.read()
        if len(octets) <= OCTETS_MAX and octets.endswith(b"\r\n"):
            bases.append(Message(os.path.basename(path), octets))
    return bases
