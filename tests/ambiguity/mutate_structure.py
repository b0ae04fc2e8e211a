"""mutate_structure: boundaries, delimiters, preamble and epilogue, nesting, attached messages."""

import base64
import re

from mutation import ODD, inserted, mutations, replaced

LONG = b"0123456789" * 8


def boundary_edits(message, multipart, parameter, delimiter=None):
    """The edits that give a multipart another boundary parameter (octets behind `; `) and, if wanted, delimiters."""
    field = multipart.field("content-type")
    value = re.sub(rb';\s*boundary\s*=\s*("[^"]*"|[^\s;"]+)', lambda _: b"; " + parameter if parameter else b"",
        field.value.strip(), flags=re.I)
    edits = [field.with_value(value)]
    if delimiter is not None:
        size = len(multipart.boundary)
        edits += [(start + 2, start + 2 + size, delimiter) for start, _end in multipart.delimiters]
    return edits


@mutations("boundaries")
def boundaries(message, _random):
    consistent = (b"a", b"-", b"--", b"---", b"a--", b"--a", b"0", b"_", b"=_x", b"a'b", b"a(b)", b"a+b", b"a,b",
        b"a.b", b"a/b", b"a:b", b"a=b", b"a?b", b"a b", b"a ", b" a", b"a\tb", b"a;b", b"a@b", b"a<b>", b"a[b]",
        b"a*b", b"a!b", b"a#b", b"a$b", b"a%b", b"a&b", b"a{b}", b"a|b", b"a~b", b"a`b", b"a^b", b"a\xc3\xa9",
        b"a\xe9", b"a\x00b", b"a\x0cb", b"a\x0bb", b"a\x01b", LONG[:69], LONG[:70], LONG[:71], LONG, LONG * 10,
        b"x" * 200 + b" y", b"AbC", b"content-type: text/html", b"begin 644 x", b"From ", b".", b"=?us-ascii?q?x?=",
        b"x-=3D", b"=20", b"=")
    for multipart in message.multiparts:
        for row in consistent:
            yield f"quoted {row[:30]!r}", boundary_edits(message, multipart, b'boundary="' + row + b'"', row)
            yield f"bare {row[:30]!r}", boundary_edits(message, multipart, b"boundary=" + row, row)
        own = multipart.boundary
        half = len(own) // 2
        same = (b"boundary=" + own, b'boundary="' + own + b'"', b'BOUNDARY="' + own + b'"', b'boundary ="' + own
            + b'"', b'boundary= "' + own + b'"', b'boundary = "' + own + b'"', b'boundary="' + own + b'";',
            b'boundary="' + own + b'" (c)', b'boundary=(c)"' + own + b'"', b'boundary(c)="' + own + b'"',
            b'(c) boundary="' + own + b'"', b'boundary="' + own + b' "', b'boundary=" ' + own + b'"', b'boundary="'
            + own + b'\t"', b'boundary="' + own + b'\r\n "', b'boundary="\r\n ' + own + b'"', b'boundary="'
            + own[:half] + b"\r\n " + own[half:] + b'"', b'boundary="' + own, b"boundary=" + own + b'"', b"boundary='"
            + own + b"'", b"boundary=<" + own + b">", b'boundary="\\' + own + b'"', b'boundary="' + own + b'\\"',
            b'boundary="' + own + b'"x', b'boundary=x"' + own + b'"', b"boundary=" + own + b"(c)", b"boundary=" + own
            + b" (c)", b"boundary=" + own + b" x", b"boundary=" + own + b",x", b'boundary="' + own + b'" "x"',
            b'boundary="' + own + b'\x00"', b'boundary="' + own + b'\x00x"', b'boundary="\x00' + own + b'"',
            b'boundary="' + own.swapcase() + b'"', b'boundary="' + own[:-1] + b'"', b'boundary="' + own + b'x"',
            b'boundary="--' + own + b'"', b'boundary="' + own + b'--"', b'boundary=""', b"boundary=", b"boundary",
            b'boundary=" "', b"", b'boundary="other"', b'boundary="' + own + b'"; boundary="' + own + b'"',
            b'boundary="' + own + b'"; boundary="other"', b'boundary="other"; boundary="' + own + b'"', b'boundary="'
            + own + b'"; BOUNDARY="other"', b'boundary="other"; Boundary="' + own + b'"', b'boundary=""; boundary="'
            + own + b'"', b'boundary; boundary="' + own + b'"', b'x="; boundary=other"; boundary="' + own + b'"',
            b'x="\\"; boundary=other; y=\\""; boundary="' + own + b'"', b"x='; boundary=\"" + own + b"\";'",
            b'x="a\\\\"; boundary="' + own + b'"; y="z"', b'boundary="' + own + b'"; x="boundary=other"',
            b'x-boundary=other; boundary="' + own + b'"', b'boundary="' + own + b'"; boundaryx=other',
            b"boundary*=us-ascii''" + own, b"boundary*=utf-8'en'" + own, b"boundary*=''" + own, b"boundary*=" + own,
            b"boundary*0=\"" + own[:half] + b'"; boundary*1="' + own[half:] + b'"', b"boundary*1=\"" + own[half:]
            + b'"; boundary*0="' + own[:half] + b'"', b"boundary*0=\"" + own + b'"', b"boundary*1=\"" + own + b'"',
            b"boundary*0=\"" + own[:half] + b'"; boundary*2="' + own[half:] + b'"', b"boundary*0*=us-ascii''"
            + own[:half] + b"; boundary*1=\"" + own[half:] + b'"', b"boundary*=us-ascii''"
            + b"".join(b"%%%02X" % octet for octet in own), b'boundary="' + b"".join(b"%%%02X" % octet
            for octet in own) + b'"', b'boundary="other"; boundary*=us-ascii\'\'' + own, b'boundary="' + own
            + b"\"; boundary*=us-ascii''other", b'boundary="other"; boundary*0="' + own + b'"', b'boundary="' + own
            + b'"; boundary*0="other"', b'boundary="' + own + b'"; boundary*1="x"', b"boundary==?us-ascii?q?" + own
            + b"?=", b'boundary="=?us-ascii?q?' + own + b'?="', b'boundary="' + own + b"\xc2\xa0" + b'"',
            b'boundary="' + own + b'"\r\n ; x=y', b'\r\n boundary="' + own + b'"', b'\r\n\tboundary="' + own + b'"',
            b'boundary=\r\n "' + own + b'"', b'boundary\r\n ="' + own + b'"')
        for row in same:
            yield f"parameter {row.replace(own, b'OWN')[:60]!r}", boundary_edits(message, multipart, row)
        others = [other for other in message.multiparts if other is not multipart]
        for other in others:
            for what, text in (("same as", other.boundary), ("prefix of", other.boundary[:-1]), ("longer than",
                    other.boundary + b"x"), ("upper of", other.boundary.swapcase()), ("with dashes", other.boundary
                    + b"--"), ("with blank", other.boundary + b" x"), ("dashes before", b"--" + other.boundary)):
                yield f"{what} another", boundary_edits(message, multipart, b'boundary="' + text + b'"', text)


@mutations("delimiters")
def delimiters(message, _random):
    tails = {**ODD, "garbage": b"garbage", "dashes": b"--", "dashes garbage": b"--garbage", "dashes blank": b"-- ",
        "dashes tab": b"--\t", "blank dashes": b" --", "dash": b"-", "dashes dash": b"---", "dashes twice": b"----",
        "blank text": b" text", "colon": b": x", "many blanks": b" " * 80, "long": b" " * 1000}
    heads = {"space": b" ", "tab": b"\t", "dash": b"-", "dashes": b"--", "quote": b">", "quote blank": b"> ",
        "nul": b"\0", "bom": b"\xef\xbb\xbf", "ff": b"\x0c", "text": b"x", "lf": b"\n", "cr": b"\r", "vt": b"\x0b",
        "nel": b"\xc2\x85", "blank line": b"\r\n", "blanks line": b" \r\n", "bare lf text": b"x\n",
        "bare cr text": b"x\r", "=": b"=\r\n", "soft": b"x=\r\n", "dot": b"."}
    for multipart in message.multiparts:
        own = multipart.boundary
        for number, (start, end) in enumerate(multipart.delimiters):
            label = f"delimiter {number}"
            line = message.octets[start:end]
            yield from inserted(end, tails, label + " behind")
            yield from inserted(start, heads, label + " before")
            yield from inserted(start + 2, ODD, label + " behind dashes")
            yield from inserted(start + 2 + len(own), ODD, label + " behind boundary")
            rows = {"case": line.swapcase(), "upper": line.upper(), "short": line[:-1], "one dash": line[1:],
                "away": b"", "twice": line + b"\r\n" + line, "twice apart": line + b"\r\n\r\n" + line, "close": b"--"
                + own + b"--", "open": b"--" + own, "close before": b"--" + own + b"--\r\n" + line,
                "field on it": line + b" Content-Type: text/html", "prefix": b"--" + own[:max(len(own) // 2, 1)],
                "longer": b"--" + own + b"x", "dash dash blank": b"-- " + own, "wide dashes": "——".encode() + own,
                "encoded": b"=2D=2D" + own, "with blank line": line + b"\r\n", "with two": line + b"\r\n\r\n",
                "with blank": line + b"\r\n "}
            for other in message.multiparts:
                if other is not multipart:
                    rows["another's"] = b"--" + other.boundary
                    rows["another's close"] = b"--" + other.boundary + b"--"
                    rows["another's before"] = b"--" + other.boundary + b"\r\n" + line
            yield from replaced(start, end, rows, label)
            yield f"{label} line away", [(start, end + 2, b"")]
            yield f"{label} line end before away", [(start - 2, start, b"")]
            yield f"{label} and all behind away", [(start, len(message.octets), b"")]
            yield f"{label} all behind away", [(end, len(message.octets), b"")]
            yield f"{label} all behind but line end away", [(end + 2, len(message.octets), b"")]


@mutations("lines like delimiters")
def like_delimiters(message, _random):
    """In text, headers, preamble and epilogue: what somebody could take for a delimiter."""
    declared = [multipart.boundary for multipart in message.multiparts] or [b"none"]
    for own in declared:
        rows = (b"--" + own, b"--" + own + b"--", b"--" + own + b" ", b"--" + own + b"-- ", b" --" + own, b"\t--"
            + own, b"--" + own + b"x", b"--" + own + b"--x", b"--" + own.swapcase(), b"--" + own[:-1], b"-- " + own,
            b"---" + own, b"-" + own, own, b">--" + own, b"x--" + own, b"--", b"-- ", b"----", b"--other",
            b"--other--", b"--" + own + b" text", b"--" + own + b":", b"--" + own + b"\tx", b"--" + own + b"\x0c")
        for entity in message.entities:
            places = [("header", entity.header_end)]
            if entity.is_leaf:
                inner = list(message.lines(entity.body_start, entity.end))
                places += [("body start", entity.body_start), ("body end", entity.end)] + [("body", place[0])
                    for place in inner[len(inner) // 2:][:1]]
            for where, at in places:
                for row in rows:
                    line = (b"\r\n" + row if where == "body end" else row + b"\r\n")
                    yield f"{where} {row.replace(own, b'OWN')!r}", [(at, at, line)]


@mutations("preamble and epilogue")
def around_parts(message, _random):
    part = b"Content-Type: text/html\r\n\r\n<p>Hidden</p>\r\n"
    rows = (b"\r\n", b"\r\n\r\n", b" \r\n", b"This is a multi-part message in MIME format.\r\n",
        b"This is a multi-part message in MIME format.\r\n\r\n",
        b"\r\nThis is a multi-part message in MIME format.\r\n\r\n", b"text", b"text\r\n", part, b"\r\n" + part,
        b"Content-Type: text/plain\r\n", b"Subject: x\r\n\r\n", b"begin 644 x\r\n#0V%T\r\n`\r\nend\r\n",
        b"=ybegin line=128 size=1 name=x\r\n", b"--\r\n", b"--x\r\n", b"--x\r\n\r\ntext\r\n--x--\r\n",
        b"-- \r\nsignature\r\n", b"caf\xc3\xa9\r\n", b"caf\xe9\r\n", b"x\0y\r\n", b"x\x0cy\r\n", b"x" * 998 + b"\r\n",
        b"x" * 999 + b"\r\n", b"line\r\n" * 10, b"line\r\n" * 11, b"line\r\n" * 200, b"x" * 500 + b"\r\n", b"x" * 600
        + b"\r\n", b"From me\r\n", b".\r\n", b"a\nb\r\n", b"a\rb\r\n", b"Q29udGVudA==\r\n", b"%PDF-1.4\r\n",
        b"(This file must be converted with BinHex 4.0)\r\n", b"<html><body>x</body></html>\r\n", b"\t\r\n",
        b"    text\r\n", b"text:\r\n", b"a b: c\r\n", b"http://school.example/\r\n", b"Note: this is MIME\r\n")
    for multipart in message.multiparts:
        own = multipart.boundary
        if not multipart.delimiters:
            continue
        first, last = multipart.delimiters[0][0], multipart.delimiters[-1][1] + 2
        own_rows = (b"--" + own + b"\r\n" + part, b"--" + own + b"--\r\n", b"--" + own + b"\r\n", b" --" + own
            + b"\r\n" + part, b"--" + own + b" x\r\n" + part, b"--" + own + b"x\r\n" + part, b"--" + own.swapcase()
            + b"\r\n" + part)
        for row in rows + own_rows:
            yield f"preamble {row.replace(own, b'OWN')[:40]!r}", [(multipart.body_start, first, row)]
            yield f"preamble blank {row.replace(own, b'OWN')[:40]!r}", [(first, first, row)]
            yield f"epilogue {row.replace(own, b'OWN')[:40]!r}", [(last, last, row)]
            yield f"epilogue blank {row.replace(own, b'OWN')[:40]!r}", [(last, last, b"\r\n" + row)]
        yield "no preamble", [(multipart.body_start, first, b"")]
        yield "no line end before the preamble", [(multipart.header_end, first, b"")]
        yield "no line end at the end", [(last - 2, multipart.end, b"")]
        for place in (first, last):
            for row in (b"--" + own[:1] + b"\r\n", b"preamble --" + own + b"\r\n"):
                yield f"around {row[:20]!r}", [(place, place, row)]


@mutations("nesting")
def nesting(message, _random):
    """A part becomes a multipart or an attached message, with boundaries that are and are not its own."""
    for entity in message.entities:
        if entity.parent is None or not entity.parent.boundary:
            continue
        for label, octets in nested(message.octets[entity.start:entity.end], entity.parent.boundary):
            yield label, [(entity.start, entity.end, octets)]
        for label, octets in more_parts(message.octets[entity.start:entity.end], entity.parent.boundary):
            yield label, [(entity.end, entity.end, octets)]


def nested(part, outer):
    """What may stand for the part."""
    for inner in (b"inner-" + outer, outer, outer + b"x", outer[:-1] or b"z", outer.swapcase(), b"zz", outer + b"--",
                  b"--" + outer):
        header = b'Content-Type: multipart/mixed; boundary="' + inner + b'"\r\n\r\n'
        opened, closed = b"--" + inner + b"\r\n", b"\r\n--" + inner + b"--"
        label = inner.replace(outer, b"OUTER").decode("latin-1")
        yield f"multipart {label}", header + opened + part + closed
        yield f"multipart and blank line {label}", header + opened + part + closed + b"\r\n"
        yield f"multipart without close {label}", header + opened + part
        yield f"multipart of two {label}", header + opened + part + b"\r\n" + opened + part + closed
        yield f"multipart of none {label}", header + b"--" + inner + b"--"
        yield f"multipart without delimiter {label}", header + part
        yield f"multipart in base64 {label}", (b"Content-Transfer-Encoding: base64\r\n" + header + opened + part
                                               + closed)
    yield "message without fields", b"Content-Type: message/rfc822\r\n\r\n" + part
    for kind in (b"message/rfc822", b"message/global", b"message/news", b"message/rfc2822", b"message/delivery-status",
                 b"message/partial; id=x; number=1; total=1", b"message/external-body; access-type=x", b"message/x",
                 b"Message/RFC822", b'message/rfc822; name="a.eml"', b"message/rfc822; charset=utf-8"):
        yield kind.decode(), b"Content-Type: " + kind + b"\r\n\r\nSubject: x\r\n" + part
    for depth in (2, 3, 10, 28, 33, 60):
        wrapped = part
        for level in range(depth):
            name = b"lv%d_%d" % (depth, level)
            wrapped = (b'Content-Type: multipart/mixed; boundary="' + name + b'"\r\n\r\n--' + name + b"\r\n" + wrapped
                       + b"\r\n--" + name + b"--")
        yield f"depth {depth}", wrapped
    digest = b'Content-Type: multipart/digest; boundary="dg"\r\n\r\n--dg\r\n'
    for what, octets in (("it", b"\r\n" + part), ("untyped", b"\r\nSubject: x\r\n\r\ntext"),
                         ("typed", b"Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\ntext")):
        yield f"digest of {what}", digest + octets + b"\r\n--dg--"
    yield "no part", b""


def more_parts(part, outer):
    """What may stand behind the part."""
    delimiter = b"\r\n--" + outer
    yield "twice", delimiter + b"\r\n" + part
    yield "a thousand times", (delimiter + b"\r\n\r\nx") * 1001
    yield "empty part behind", delimiter + b"\r\n\r\n"
    yield "empty part behind, no empty line", delimiter
    yield "part with header only", delimiter + b"\r\nContent-Type: text/html\r\n"
    yield "part with header and delimiter", delimiter + b"\r\nContent-Type: text/html"


@mutations("attached messages")
def attached_messages(message, _random):
    starts = (b"\r\n", b"\r\n\r\n", b"From me\r\n", b">From me\r\n", b"From a@b.example Mon Nov 23 09:30:00 2026\r\n",
        b"text\r\n", b" text\r\n", b"X-Note: x\r\n", b"Content-Type: message/rfc822\r\n\r\n",
        b"Content-Transfer-Encoding: base64\r\n", b"MIME-Version: 1.0\r\n", b"--x\r\n", b"\xef\xbb\xbf", b"--\r\n",
        b":\r\n")
    encodings = (b"7bit", b"8bit", b"binary", b"base64", b"quoted-printable", b"x-unknown", b"")
    for entity in message.entities:
        if entity.type != b"message/rfc822" or not entity.children:
            continue
        for row in starts:
            yield f"start {row!r}", [(entity.body_start, entity.body_start, row)]
        for row in encodings:
            yield f"encoding {row!r}", [entity.set_field("Content-Transfer-Encoding", row)]
        octets = message.body(entity)
        coded = base64.encodebytes(octets).replace(b"\n", b"\r\n").rstrip()
        yield "base64", [entity.set_field("Content-Transfer-Encoding", b"base64"), (entity.body_start, entity.end,
            coded)]
        yield "quoted-printable", [entity.set_field("Content-Transfer-Encoding", b"quoted-printable"),
            (entity.body_start, entity.end, octets.replace(b"=", b"=3D"))]
        yield "empty", [(entity.body_start, entity.end, b"")]
        yield "text only", [(entity.body_start, entity.end, b"text only")]
        yield "header only", [(entity.body_start, entity.end, b"Subject: x")]
        yield "header and empty line only", [(entity.body_start, entity.end, b"Subject: x\r\n")]
        yield "8-bit inside", [(entity.end, entity.end, b"\r\ncaf\xc3\xa9")]
