"""messages: made-up mail for the tests, full of made-up personal data that no output may repeat.

Everything that would identify somebody in a real message is one of the planted words below; tests/support/planted.py
looks for them in whatever the daemon wrote.
"""

import base64
import itertools
import random
import zlib

POLICE = "preventreferrals@met.pnn.police.uk"
MASH = "mashagency@lewisham.gov.uk"
PREVENT = "prevent@lewisham.gov.uk"

SENDER = "zebedee.quillfeather@marrowby-school.example"
SENDER_NAME = "Zebedee Quillfeather"
BCC = "ottoline.briarpatch@thistledown.example"
CHILD = "Peregrine Oddsocks"
SUBJECT = f"Confidential: {CHILD} marmaladewise"
FILE_NAME = "oddsocks-xylophonic.pdf"
BODY_WORD = "Snufflebrook"
AUTH_USER = "zquill-7731"
CLIENT_NAME = "pc-quillfeather.marrowby-school.example"
CLIENT_IP = "127.0.0.77"
MESSAGE_ID_WORD = "grumbleweed"
ATTACHMENT_WORD = "Vellichorian"

PLANTED = ("quillfeather", "zebedee", "marrowby", "ottoline", "briarpatch", "thistledown", "peregrine", "oddsocks",
           "marmaladewise", "xylophonic", "snufflebrook", "zquill", "127.0.0.77", "grumbleweed", "vellichorian")

_serial = itertools.count(1)


def lines(*texts):
    """Text with CRLF line ends."""
    return b"".join((t if isinstance(t, bytes) else t.encode()) + b"\r\n" for t in texts)


def fold_base64(octets):
    text = base64.b64encode(octets)
    return b"".join(text[i:i + 76] + b"\r\n" for i in range(0, len(text), 76))


FORM = ("Prevent Referral Form", f"Forename: {CHILD.split()[0]}", f"Surname: {CHILD.split()[1]}",
        f"Your concerns: {ATTACHMENT_WORD}", "Your organisation: a school")


def pdf(text=FORM, padding=0):
    """A small and valid PDF with one page of text, of some lines; `padding` octets of an incompressible stream make it
    larger. No form is smaller than 1 kB."""
    shown = " T* ".join(f"({line}) Tj" for line in text)
    content = zlib.compress(f"BT /F1 12 Tf 14 TL 72 720 Td {shown} ET".encode())
    noise = noise_octets(max(padding, 1000))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(noise), noise),
    ]
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)


def noise_octets(size):
    """The same octets every time, which no compression shortens."""
    return random.Random(7).randbytes(size)


class Mail:
    """An envelope, the header as (name, value) with the value's leading space, and the body with CRLF line ends."""

    def __init__(self, recipients, header, body, *, sender=SENDER, queue_id=None, macros=None, sender_options=()):
        self.sender, self.recipients = sender, list(recipients)
        self.header, self.body = list(header), body
        self.queue_id = queue_id or f"Q{next(_serial):07X}"
        self.macros = dict(macros or {})
        self.sender_options = sender_options

    def octets(self):
        """The message as SMTP carries it."""
        def octets(text):
            return text if isinstance(text, bytes) else text.encode()
        fields = b"".join(octets(name) + b":" + octets(value) + b"\r\n" for name, value in self.header)
        return fields + b"\r\n" + self.body

    def with_field(self, name, value):
        """The same message with one more field at the end of its header."""
        self.header.append((name, value))
        return self

    def without_field(self, name):
        self.header = [field for field in self.header if field[0].lower() != name.lower()]
        return self


def common_header(to, cc=(), *, subject=SUBJECT, message_id=None, sender=SENDER):
    fields = [("From", f" {SENDER_NAME} <{sender}>"), ("To", " " + ", ".join(to))]
    if cc:
        fields.append(("Cc", " " + ", ".join(cc)))
    return fields + [
        ("Subject", f" {subject}"), ("Date", " Mon, 23 Nov 2026 09:30:00 +0000"),
        ("Message-ID", f" <{message_id or f'{MESSAGE_ID_WORD}.{next(_serial)}@marrowby-school.example'}>"),
        ("MIME-Version", " 1.0")]


def multipart(parts, boundary="=_b0undary"):
    """The body of a multipart/mixed of ready parts."""
    opened = b"".join(lines("--" + boundary) + part for part in parts)
    return opened + lines(f"--{boundary}--")


def text_part(text=f"Please find my referral about {CHILD}. {BODY_WORD}."):
    return lines("Content-Type: text/plain; charset=us-ascii", "", text)


def file_part(octets, name=FILE_NAME, content_type="application/pdf"):
    return lines(f'Content-Type: {content_type}; name="{name}"', "Content-Transfer-Encoding: base64",
                 f'Content-Disposition: attachment; filename="{name}"', "") + fold_base64(octets)


def referral(*, to=(POLICE,), cc=(MASH, PREVENT), form=True, bcc=(), padding=0, envelope=None, text=None,
             message_id=None, sender=SENDER, queue_id=None, macros=None, files=None):
    """A referral; complete unless something is taken away. `envelope` overrides the recipients of the envelope."""
    parts = [text_part(text) if text else text_part()]
    if files is not None:
        parts += files
    elif form:
        parts.append(file_part(pdf(padding=padding)))
    header = common_header(to, cc, message_id=message_id, sender=sender or SENDER)
    header.append(("Content-Type", ' multipart/mixed; boundary="=_b0undary"'))
    recipients = envelope if envelope is not None else [*to, *cc, *bcc]
    return Mail(recipients, header, multipart(parts), sender=sender, queue_id=queue_id, macros=macros)


def ordinary(*, to=(BCC,), text=f"Lunch on Friday? {BODY_WORD}", size=0, queue_id=None, sender=SENDER, macros=None):
    """Mail that is none of our business; `size` makes its body at least so many octets long."""
    line = lines("Nothing to see here, only a line of ordinary text. " + "x" * 20)
    body = lines(text) + line * (size // len(line) + 1 if size else 0)
    header = common_header(to, sender=sender or SENDER) + [("Content-Type", " text/plain; charset=us-ascii")]
    return Mail(to, header, body, sender=sender, queue_id=queue_id, macros=macros)
