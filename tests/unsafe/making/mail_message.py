"""Referral mail as programs send it: a text, the form, and whatever else; octets with CRLF line ends."""

import base64
import binascii
import quopri

POLICE = "preventreferrals@met.pnn.police.uk"
COPIES = "mashagency@lewisham.gov.uk, prevent@lewisham.gov.uk"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = {
    "docx": DOCX, "docm": "application/vnd.ms-word.document.macroEnabled.12",
    "dotm": "application/vnd.ms-word.template.macroEnabled.12",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pptm": "application/vnd.ms-powerpoint.presentation.macroEnabled.12",
    "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation", "pdf": "application/pdf", "rtf": "application/rtf",
    "doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint",
    "msg": "application/vnd.ms-outlook", "zip": "application/zip", "png": "image/png",
}


def crlf(text):
    octets = text if isinstance(text, bytes) else text.encode()
    return octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def encoded(octets, encoding):
    if encoding == "base64":
        lines = base64.encodebytes(octets)
    elif encoding == "quoted-printable":
        lines = quopri.encodestring(crlf(octets), quotetabs=False).replace(b"\r\n", b"\n")
    elif encoding == "quoted-printable-made":
        lines = octets
    elif encoding == "quoted-printable-of-octets":
        hexadecimal = binascii.hexlify(octets).upper()
        units = [b"=" + hexadecimal[i:i + 2] for i in range(0, len(hexadecimal), 2)]
        lines = b"=\n".join(b"".join(units[i:i + 24]) for i in range(0, len(units), 24)) + b"=\n"
    else:
        lines = octets
    lines = crlf(lines)
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"


def leaf(media, octets, *, name=None, encoding="base64", disposition=None, fields=()):
    """`name` is put into quotes as it is, or is a list of ready parameters of Content-Disposition."""
    disposition = disposition or ("attachment" if name else None)
    header = [f"Content-Type: {media}"]
    if disposition:
        names = name if isinstance(name, list) else [f'filename="{name}"'] if name else []
        header.append("Content-Disposition: " + ";\r\n ".join([disposition, *names]))
    header.append(f"Content-Transfer-Encoding: {encoding.removesuffix('-of-octets').removesuffix('-made')}")
    return "\r\n".join([*header, *fields]).encode() + b"\r\n\r\n" + encoded(octets, encoding)


def attached(name, octets, media=None, **more):
    media = media or TYPES.get(name.rsplit(".", 1)[-1], "application/octet-stream")
    return leaf(media, octets, name=name, **more)


def multipart(kind, parts, boundary, parameters=""):
    opened = b"".join(b"--" + boundary.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    header = f'Content-Type: multipart/{kind}; boundary="{boundary}"{parameters}\r\n\r\n'
    return header.encode() + opened + b"--" + boundary.encode() + b"--\r\n"


def text(words="Please find the referral form attached."):
    return leaf("text/plain; charset=utf-8", f"Dear colleagues,\n\n{words}\n\nKind regards\nZebedee\n".encode(),
                encoding="7bit")


def html(body, *, charset="utf-8", encoding="quoted-printable", head=""):
    page = (f"<html><head><title>Referral</title>{head}</head><body><p>Dear colleagues,</p>{body}"
            "<p>Kind regards<br>Zebedee</p></body></html>\n")
    octets = page.encode("utf-16" if charset == "utf-16" else charset)
    return leaf(f"text/html; charset={charset}", octets, encoding=encoding)


def alternative(page, plain=None):
    return multipart("alternative", [plain or text(), page], "=_alternative")


def related(page, *others):
    return multipart("related", [page, *others], "=_related", '; type="text/html"')


def attached_message(*parts):
    inner = (b"From: Ottoline <ottoline@marrowby.example>\r\nTo: Zebedee <zebedee@marrowby.example>\r\nSubject: Fwd\r\n"
             b"Date: Sun, 22 Nov 2026 09:30:00 +0000\r\nMIME-Version: 1.0\r\n" +
             (parts[0] if len(parts) == 1 else multipart("mixed", parts, "=_inner")))
    return b"Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n" + inner


def referral(name, parts):
    """The whole message; one part alone is its body."""
    body = parts[0] if len(parts) == 1 else multipart("mixed", parts, "=_outer")
    header = (f"From: Zebedee Quillfeather <zebedee@marrowby.example>\r\nTo: {POLICE}\r\nCc: {COPIES}\r\n"
              f"Subject: Referral\r\nDate: Mon, 23 Nov 2026 09:30:00 +0000\r\n"
              f"Message-ID: <{name}@marrowby.example>\r\nMIME-Version: 1.0\r\n")
    return header.encode() + body
