"""mutate_transfer: base64, quoted-printable, text that hides things, and damage without a plan."""

import base64
import binascii

from mutation import ODD, inserted, mutations, replaced

SUSPICIOUS = b"\0\t\n\r \"'()*+,-./09:;<=>?@AZ[\\]_az{}~\x80\xc3\xff"
SAMPLES = {"empty": b"", "one": b"a", "two": b"ab", "three": b"abc", "text": b"Line one\r\nLine two\r\n",
    "binary": bytes(range(256))}


def wrapped(octets, width):
    text = base64.b64encode(octets)
    return b"\r\n".join(text[at:at + width] for at in range(0, len(text), width))


def as_base64(leaf, body):
    return [leaf.set_field("Content-Transfer-Encoding", b"base64"), (leaf.body_start, leaf.end, body)]


def as_quoted(leaf, body):
    return [leaf.set_field("Content-Transfer-Encoding", b"quoted-printable"), (leaf.body_start, leaf.end, body)]


def final(leaf):
    """The last line end of a message's only part belongs to its body."""
    return b"" if leaf.parent is not None else b"\r\n"


@mutations("base64")
def base64_oddities(message, _random):
    for leaf in message.leaves:
        end = final(leaf)
        for name, octets in SAMPLES.items():
            yield f"sample {name}", as_base64(leaf, wrapped(octets, 76) + end)
        for width in (1, 3, 4, 5, 57, 60, 61, 64, 72, 75, 76, 77, 80, 100, 512):
            yield f"width {width}", as_base64(leaf, wrapped(SAMPLES["binary"] * 3, width) + end)
        for width in (996, 998, 999, 1000, 1004):
            yield f"width {width}", as_base64(leaf, wrapped(SAMPLES["binary"] * 12, width) + end)
        whole = wrapped(bytes(range(228)), 76)
        rows = {"no padding 2": b"YQ", "no padding 1": b"YWI", "padding 1 for 2": b"YQ=", "padding 3": b"YQ===",
            "padding 1 more": b"YWI==", "padding behind whole": b"YWJj=", "padding behind whole 2": b"YWJj==",
            "padding quad": b"YWJj====", "padding alone": b"====", "one character": b"Y", "bits 1": b"YR==",
            "bits 2": b"YWJ=", "bits lf": b"YWK=", "zero bits": b"YWI=", "inner padding": b"YQ==YWI=",
            "inner padding lines": b"YQ==\r\nYWI=", "inner padding blank line": b"YQ==\r\n\r\nYWI=",
            "inner padding whole": b"YWI=YWJj", "chunks": b"YQ==YQ==YQ==", "padding first": b"=YWJj",
            "padding in quad": b"Y=WJ", "padding split": b"YQ=\r\n=", "padding split blank": b"YQ= =",
            "padding next line": b"YQ\r\n==", "padding and text": b"YQ==x", "padding and dash": b"YQ==\r\n--",
            "padding and blank lines": b"YQ==\r\n\r\n\r\n", "padding and blanks": b"YQ==  ",
            "padding and tab": b"YQ==\t", "padding and prose": b"YQ==\r\nSent from my phone",
            "padding and prose apart": b"YQ==\r\n\r\n_____________\r\nlist footer",
            "whole and prose": b"YWJj\r\n\r\nlist footer", "url alphabet": b"_-_-", "url alphabet mixed": b"_-+/",
            "bang": b"YW!Jj", "dot": b"YW.Jj", "star": b"YW*Jj", "percent": b"YW%4aJj", "entity": b"&#89;WJj",
            "quote": b"> YWJj", "dash line": b"YWJj\r\n-\r\nYWJj", "comment": b"#YWJj", "dot line": b".\r\nYWJj",
            "8-bit": b"YW\xc3\xa9Jj", "latin": b"YW\xe9Jj", "lf": b"YWJj\nYWJj", "cr": b"YWJj\rYWJj",
            "split quad": b"YW\r\nJj", "split quad 1": b"Y\r\nWJj", "split quad 3": b"YWJ\r\njYWJj",
            "odd lines": b"YWJjYW\r\nJjYWJj", "leading blank line": b"\r\nYWJj",
            "leading blank lines": b"\r\n\r\nYWJj", "leading blank": b" YWJj", "leading tab": b"\tYWJj",
            "trailing blank": b"YWJj ", "inner blank": b"YW Jj", "inner tab": b"YW\tJj",
            "inner blank line": b"YWJj\r\n\r\nYWJj", "inner blanks line": b"YWJj\r\n  \r\nYWJj",
            "trailing blank line": b"YWJj\r\n", "trailing blank lines": b"YWJj\r\n\r\n\r\n",
            "trailing blanks line": b"YWJj\r\n  ", "only blank lines": b"\r\n\r\n",
            "uuencode": b"begin 644 x\r\n#86)C\r\n`\r\nend", "quoted padding": b"YQ=3D=3D", "quoted": b"=59=57=4A=6A",
            "soft": b"YWJj=\r\nYWJj", "soft 2": b"YQ==\r\n=\r\n", "utf-7": b"+YWJj-", "data": b"data:;base64,YWJj",
            "begin": b"-----BEGIN X-----\r\nYWJj\r\n-----END X-----",
            "header": b"Content-Type: text/html\r\n\r\nYWJj", "nul end": b"YWJj\0", "nul padding": b"YQ==\0YWJj",
            "soh": b"YW\x01Jj", "ff": b"YWJj\x0cYWJj", "bom": b"\xef\xbb\xbfYWJj", "zero width": b"YW\xe2\x80\x8bJj"}
        for name, body in rows.items():
            yield name, as_base64(leaf, body + end)
            yield f"{name} behind whole", as_base64(leaf, whole + b"\r\n" + body + end)
            yield f"{name} before whole", as_base64(leaf, body + b"\r\n" + whole + end)


@mutations("octets in base64")
def in_base64(message, _random):
    """In the base64 that the message has: at the beginnings, the ends and in the middles of lines."""
    table = {**ODD, "padding": b"=", "paddings": b"==", "quad": b"YWJj", "padded quad": b"YQ==", "bang": b"!",
        "minus": b"-", "under": b"_", "blank line": b"\r\n\r\n", "letter": b"A", "letters": b"AA", "three": b"AAA",
        "plus": b"+", "away": b""}
    for leaf in message.leaves:
        if leaf.encoding != b"base64":
            continue
        lines = list(message.lines(leaf.body_start, leaf.end))
        for start, end in (lines[:1] + lines[len(lines) // 2:][:1] + lines[-1:]):
            for where in (start, (start + end) // 2, end):
                yield from inserted(where, table, f"at {where - start}")
            if end > start:
                yield from replaced(end - 1, end, table, "last")
                yield from replaced(start, start + 1, table, "first")
        yield "line end at the end away", [(leaf.end - 2, leaf.end,
            b"")] if message.octets[leaf.end - 2:leaf.end] == b"\r\n" else []


QUOTED = {"bare": b"=", "bare and text": b"= x", "bare z": b"=z", "bare zz": b"=zz", "one digit": b"=3",
    "one digit z": b"=3z", "lower": b"=c3=a9", "upper": b"=C3=A9", "mixed": b"=c3=A9", "twice": b"==",
    "twice 3D": b"==3D", "3D": b"=3D", "nested": b"=3D3D", "lf": b"=0A", "cr": b"=0D", "crlf": b"=0D=0A",
    "lfcr": b"=0A=0D", "nul": b"=00", "ff": b"=0C", "esc": b"=1B", "del": b"=7F", "FF": b"=FF", "tab": b"=09",
    "20": b"=20", "dot": b"=2E", "dash": b"=2D=2D", "soft": b"=\r\n", "soft blank": b"= \r\n", "soft tab": b"=\t\r\n",
    "soft blanks": b"=  \t \r\n", "soft soft": b"=\r\n=\r\n", "soft empty": b"=\r\n\r\n", "soft lf": b"=\n",
    "soft cr": b"=\r", "soft crcrlf": b"=\r\r\n", "escape split": b"=\r\n3D", "escape broken": b"=3=\r\nD",
    "escape broken 2": b"=3\r\nD", "trailing blank": b"x \r\n", "trailing tab": b"x\t\r\n",
    "trailing blanks": b"x  \t \r\n", "blank line of blanks": b"\r\n   \r\n", "trailing 20": b"x=20\r\n",
    "trailing blank 20": b"x =20\r\n", "trailing 20 blank": b"x=20 \r\n", "leading blank": b"\r\n x",
    "8-bit": b"caf\xc3\xa9", "latin": b"caf\xe9", "control": b"x\x01y", "ff raw": b"x\x0cy", "vt raw": b"x\x0by",
    "nul raw": b"x\0y", "c1": b"x\x85y", "long": b"x" * 76, "longer": b"x" * 77, "long 998": b"\r\n" + b"x" * 997
    + b"=\r\n", "long 999": b"\r\n" + b"x" * 1000 + b"\r\n", "bang": b'!"#$@[\\]^`{|}~', "from": b"\r\nFrom me\r\n",
    "dot line": b"\r\n.\r\n", "begin": b"\r\nbegin 644 x\r\n", "dashes": b"\r\n--x\r\n", "question": b"=?utf-8?q?x?=",
    "underscore": b"a_b", "blank escape": b"= 3D", "escape blank": b"=3 D", "plus": b"=+3", "minus": b"=-3",
    "x": b"=x3", "0x": b"=0x3D", "percent": b"%3D", "euro": b"=E2=82=AC", "cut euro": b"=E2=82"}


@mutations("quoted-printable")
def quoted_oddities(message, _random):
    for leaf in message.leaves:
        end = final(leaf)
        for name, octets in QUOTED.items():
            yield f"only {name}", as_quoted(leaf, octets + end)
            yield f"middle {name}", as_quoted(leaf, b"Line" + octets + b"one\r\nLine two" + end)
            yield f"end {name}", as_quoted(leaf, b"Line one\r\nLine two" + octets + end)
            yield f"start {name}", as_quoted(leaf, octets + b"Line one\r\nLine two" + end)
            if leaf.encoding == b"quoted-printable":
                lines = list(message.lines(leaf.body_start, leaf.end))
                for place in lines[:1] + lines[-1:]:
                    yield f"own start {name}", [(place[0], place[0], octets)]
                    yield f"own end {name}", [(place[1], place[1], octets)]
        yield "soft break at the end", as_quoted(leaf, b"Line one=" + end)
        yield "soft break and blank line at the end", as_quoted(leaf, b"Line one=\r\n" + end)
        yield "soft break and two blank lines at the end", as_quoted(leaf, b"Line one=\r\n\r\n" + end)
        yield "whole", as_quoted(leaf, binascii.b2a_qp(SAMPLES["binary"]).replace(b"\n", b"\r\n").rstrip(b"\r\n")
            + end)
        yield "line ends coded", as_quoted(leaf, b"Line one=0D=0ALine two=0D=0A" + end)
        yield "pdf", as_quoted(leaf, b"%PDF-1.4=0D\r\nx=0D\r\n" + end)
        yield "pdf coded", as_quoted(leaf, b"%PDF-1.4=0D=0A=\r\nx=0D=0A=\r\ny" + end)
        yield "empty", as_quoted(leaf, end)
        yield "blank lines", as_quoted(leaf, b"\r\n\r\n" + end)
        yield "of base64", as_quoted(leaf, b"YQ=3D=3D" + end)


@mutations("text")
def texts(message, _random):
    rows = {"uuencode": b"begin 644 form.exe\r\n#0V%T\r\n`\r\nend",
        "uuencode name": b'begin 644 "form.exe"\r\n#0V%T\r\n`\r\nend',
        "uuencode base64": b"begin-base64 644 x\r\nYWJj\r\n====", "begin prose": b"begin at the beginning",
        "begin 644": b"begin 644 form.exe", "yenc": b"=ybegin line=128 size=3 name=form.exe\r\nabc\r\n=yend size=3",
        "binhex": b"(This file must be converted with BinHex 4.0)\r\n:abc:", "from": b"From me to you",
        "quoted from": b">From me", "dot": b".", "dots": b"..",
        "fields": b"Subject: x\r\nContent-Type: text/html\r\n\r\n<p>x</p>",
        "message": b"From: a@b.example\r\nTo: c@d.example\r\n\r\ntext",
        "mime": b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\n\r\nx\r\n--q--",
        "dashes": b"--", "signature": b"-- \r\nMe", "rule": b"-----Original Message-----", "utf-8": "Grüße".encode(),
        "latin": b"Gr\xfc\xdfe", "c1": b"x\xc2\x85y", "ls": b"x\xe2\x80\xa8y", "bom": b"\xef\xbb\xbfx",
        "overlong": b"x\xc0\xafy", "surrogate": b"\xed\xa0\x80", "esc": b"\x1b$B%\"\x1b(B", "ff": b"x\x0cy",
        "vt": b"x\x0by", "bs": b"x\by", "del": b"x\x7fy", "sub": b"x\x1ay", "fs": b"x\x1cy", "soh": b"\x01",
        "nul": b"x\0y", "utf-7": b"+ADw-script+AD4-", "hz": b"~{VPND~}", "utf-16": "x".encode("utf-16"),
        "lf": b"a\nb", "cr": b"a\rb", "crcrlf": b"a\r\r\nb", "998": b"x" * 998, "999": b"x" * 999,
        "5000": b"x" * 5000, "empty": b"", "blank": b" ", "blanks": b"x   \r\n\t\r\ny",
        "blank lines": b"\r\n\r\n\r\n", "blank line": b"\r\n", "no last line end": b"x", "quoted": b"=3D=",
        "base64": b"YWJj", "nbsp": b"x\xc2\xa0y", "gzip": b"\x1f\x8b\x08"}
    for leaf in message.leaves:
        end = final(leaf)
        for name, octets in rows.items():
            for encoding in (None, b"7bit", b"8bit", b"binary"):
                edits = [leaf.set_field("Content-Transfer-Encoding",
                    encoding)] if encoding else leaf.without_field("content-transfer-encoding")
                label = f"{name} {(encoding or b'unannounced').decode()}"
                yield f"{label} whole", [*edits, (leaf.body_start, leaf.end, octets + end)]
                yield f"{label} in text", [*edits, (leaf.body_start, leaf.end, b"Before\r\n" + octets + b"\r\nAfter"
                    + end)]
                yield f"{label} at the end", [*edits, (leaf.body_start, leaf.end, b"Before\r\n\r\n" + octets + end)]
        for number in range(3):
            yield f"without {number} last octets", [(leaf.end - number, leaf.end,
                b"")] if leaf.end - number >= leaf.body_start else []


@mutations("cut off")
def cut_off(message, random):
    size = len(message.octets)
    for _ in range(200):
        at = random.randrange(size)
        yield f"at {at}", [(at, size, b"")]
        line = message.octets.rfind(b"\r\n", 0, at)
        if line >= 0:
            yield f"at line {at}", [(line + 2, size, b"")]


@mutations("octets at random")
def at_random(message, random):
    for _ in range(400):
        at, octet = random.randrange(len(message.octets)), bytes([random.choice(SUSPICIOUS)])
        yield f"changed {at}", [(at, at + 1, octet)]
        yield f"inserted {at}", [(at, at, octet)]
        yield f"away {at}", [(at, at + 1, b"")]


@mutations("lines and pieces at random")
def pieces_at_random(message, random):
    lines = [(start, end + 2) for start, end in message.lines(0, len(message.octets))]
    for _ in range(200):
        start, end = random.choice(lines)
        other = random.choice(lines)
        yield f"line away {start}", [(start, end, b"")]
        yield f"line twice {start}", [(start, start, message.octets[start:end])]
        yield f"line {start} also at {other[0]}", [(other[0], other[0], message.octets[start:end])]
        yield f"lines swapped {start} {other[0]}", [(start, end, message.octets[other[0]:other[1]]), (other[0],
            other[1], message.octets[start:end])]
        begin, stop = sorted(random.randrange(len(message.octets)) for _ in range(2))
        yield f"piece away {begin}", [(begin, stop, b"")]
        yield f"piece twice {begin}", [(begin, begin, message.octets[begin:stop])]
    for _ in range(50):
        one, other = random.choice(message.entities), random.choice(message.entities)
        yield "part in another's place", [(one.start, one.end, message.octets[other.start:other.end])]
        yield "body in another's place", [(one.body_start, one.end, message.body(other))]
        yield "header in another's place", [(one.start, one.header_end, message.octets[other.start:other.header_end])]

