"""mutate_header: fields, folding and line ends; which fields there are; addresses; MIME-Version."""

from mutation import LINE_ENDS, ODD, inserted, mutations, replaced, values

JUDGED = ("content-type", "content-transfer-encoding", "content-disposition", "mime-version", "from", "to", "cc",
    "subject")


def judged_fields(message):
    for entity in message.entities:
        for field in entity.fields:
            if field.name in JUDGED:
                yield entity, field


@mutations("octets around names and colons")
def around_names(message, _random):
    for _entity, field in judged_fields(message):
        yield from inserted(field.start, ODD, f"{field.name} before")
        yield from inserted(field.start + len(field.name) // 2, ODD, f"{field.name} inside")
        yield from inserted(field.colon, ODD, f"{field.name} before colon")
        yield from inserted(field.value_start, ODD, f"{field.name} after colon")
        yield from replaced(field.colon, field.colon + 1, {"none": b"", "twice": b"::", "semicolon": b";",
            "wide": "：".encode()}, f"{field.name} colon")


@mutations("octets in values")
def in_values(message, _random):
    for _entity, field in judged_fields(message):
        stops = {i for i in range(field.value_start, field.value_end)
                 if message.octets[i:i + 1] in (b";", b"=", b"/", b'"', b",", b"<", b"@", b"-")}
        for at in sorted({field.value_end, field.value_start + 2, *stops, *(stop + 1 for stop in stops)}):
            yield from inserted(at, ODD, f"{field.name} at {at - field.value_start}")


@mutations("folding")
def folding(message, _random):
    folds = {"space": b"\r\n ", "tab": b"\r\n\t", "spaces": b"\r\n        ", "twice": b"\r\n \r\n\t",
        "empty": b"\r\n \r\n ", "space before": b" \r\n ", "tabs": b"\t\r\n\t", "lf": b"\n ", "cr": b"\r ",
        "vt": b"\r\n\x0b", "nbsp": b"\r\n\xc2\xa0"}
    for _entity, field in judged_fields(message):
        for at in range(field.value_start, field.value_end + 1):
            if message.octets[at:at + 1] in (b" ", b"\t"):
                yield from replaced(at, at + 1, folds, f"{field.name} blank {at - field.value_start}")
            elif at in (field.value_start, field.value_end, (field.value_start + field.value_end) // 2):
                yield from inserted(at, folds, f"{field.name} {at - field.value_start}")


@mutations("line ends")
def line_ends(message, _random):
    for entity in message.entities:
        for field in entity.fields:
            yield from replaced(field.value_end, field.end, LINE_ENDS, f"{field.name}")
        yield from replaced(entity.header_end, entity.body_start, LINE_ENDS, "empty line")
        for start, end in entity.delimiters:
            yield from replaced(end, end + 2, LINE_ENDS, "delimiter")
            yield from replaced(start - 2, start, LINE_ENDS, "before delimiter")
    for entity in message.leaves:
        places = list(message.lines(entity.body_start, entity.end))
        for _start, end in (places[:1] + places[len(places) // 2:][:1] + places[-1:]):
            yield from replaced(end, end + 2, LINE_ENDS, "body")


@mutations("line ends of a whole")
def line_ends_of_whole(message, _random):
    for name, end in LINE_ENDS.items():
        yield f"message {name}", [(0, len(message.octets), message.octets.replace(b"\r\n", end))]
        for entity in message.entities:
            for what, start, stop in (("header", entity.start, entity.header_end), ("body", entity.body_start,
                    entity.end)):
                yield f"{what} {name}", [(start, stop, message.octets[start:stop].replace(b"\r\n", end))]


@mutations("repeated fields")
def repeated_fields(message, _random):
    other = {"content-type": b"text/html", "content-transfer-encoding": b"7bit", "content-disposition": b"inline",
             "mime-version": b"2.0", "from": b"other@school.example", "to": b"other@school.example",
             "cc": b"other@school.example", "subject": b"Other"}
    for entity in message.entities:
        for field in entity.fields:
            line = message.octets[field.start:field.end]
            yield f"{field.name} same", [(field.end, field.end, line)]
            yield f"{field.name} same at the end", [entity.insertion(line)]
            if field.name not in other:
                continue
            name = message.octets[field.start:field.colon]
            for spelled in (name, name.upper(), name.lower(), name + b" "):
                added = spelled + b": " + other[field.name] + b"\r\n"
                yield f"{field.name} other after", [entity.insertion(added)]
                yield f"{field.name} other before", [(entity.start, entity.start, added)]
            yield f"{field.name} empty before", [(entity.start, entity.start, name + b":\r\n")]
            yield f"{field.name} empty after", [entity.insertion(name + b": \r\n")]
        if entity.boundary:
            for value in (b'multipart/mixed; boundary="other"', b"text/plain", b"multipart/mixed"):
                yield "type before", [(entity.start, entity.start, b"Content-Type: " + value + b"\r\n")]
                yield "type after", [entity.insertion(b"Content-Type: " + value + b"\r\n")]


@mutations("fields taken away, renamed, moved")
def fewer_fields(message, _random):
    for entity in message.entities:
        for field in entity.fields:
            line = message.octets[field.start:field.end]
            name, rest = message.octets[field.start:field.colon], message.octets[field.colon:field.end]
            yield f"{field.name} away", [(field.start, field.end, b"")]
            yield f"{field.name} last", [(field.start, field.end, b""), entity.insertion(line)]
            for new in (name.upper(), name.lower(), name.swapcase(), b"X-" + name, name + b"-X", name.replace(b"-",
                    b"_"), name.replace(b"-", b""), b""):
                yield f"{field.name} named {new.decode('latin-1')}", [(field.start, field.end, new + rest)]
            yield f"{field.name} empty", [(field.value_start, field.value_end, b"")]
            yield f"{field.name} blank", [(field.value_start, field.value_end, b" \t ")]
            yield f"{field.name} no blank", [(field.value_start, field.value_end, field.value.strip())]
            yield f"{field.name} many blanks", [(field.value_start, field.value_end, b" \t  " + field.value.strip()
                + b"  \t")]
        all_lines = [message.octets[field.start:field.end] for field in entity.fields]
        for what, new in (("reversed", all_lines[::-1]), ("sorted", sorted(all_lines)), ("none", [])):
            yield f"header {what}", [(entity.start, entity.header_end, b"".join(new))]


@mutations("fields added")
def more_fields(message, _random):
    rows = (b"X-Note: harmless", b"X-Note: folded\r\n here", b"X-Note: caf\xc3\xa9", b"X-Note: =?utf-8?q?caf=C3=A9?=",
        b"X-Note: caf\xe9", b"X-Empty:", b"X-Note:no blank", b"Content-Description: a form", b"Content-ID: <a@b>",
        b"Content-Language: en-GB", b"Content-Location: form.pdf", b"Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==",
        b"Content-Duration: 10", b"Content-Features: x", b"Content-Class: urn:content-classes:message",
        b"Content-Length: 5", b"Content-Length: 100000", b"Lines: 3", b"Encoding: 4 TEXT, 5 UUENCODE",
        b"Content-Encoding: gzip", b"Content-Type-X: text/html", b"Content-Types: text/html",
        b"X-Content-Type: text/html", b"Content-Base: x", b"Content-Return: allowed", b"Content_Type: text/html",
        b"Content.Type: text/html", b"Content-Type/: text/html", b"Resent-To: a@b.example",
        b"Received: from a by b; Mon, 23 Nov 2026 09:30:00 +0000", b"List-Unsubscribe: <mailto:a@b.example>",
        b"X-Long: " + b"x" * 988, b"X-Long: " + b"x" * 990, b"X-Long: " + b"x" * 991, b"X-Long: " + b"x" * 2000,
        b"X-Long:" + b"\r\n " .join([b""] + [b"y" * 900] * 5), b"X-Long:" + b"\r\n " .join([b""] + [b"y" * 900] * 200),
        b"--: x", b"-: x", b"a: b", b"\x7f: x", b"\xc3\xa9: x",
        b"X[1]: x", b"X(c): x", b'"X": x', b"X;Y: x", b"X,Y: x", b"X=Y: x", b"X Y: x", b"no colon", b": no name",
        b"=20: x", b"From me", b"From : me", b">From me", b"From a@b.example Mon Nov 23 09:30:00 2026",
        b"begin 644 x", b"=ybegin line=128 size=1 name=x", b"--x", b"--", b"   ", b"\t", b" continued", b"")
    for entity in message.entities:
        for row in rows:
            yield f"first {row[:40]!r}", [(entity.start, entity.start, row + b"\r\n")]
            yield f"last {row[:40]!r}", [entity.insertion(row + b"\r\n")]
            if entity.fields:
                at = entity.fields[len(entity.fields) // 2].start
                yield f"middle {row[:40]!r}", [(at, at, row + b"\r\n")]


@mutations("the end of the header")
def header_end(message, _random):
    rows = {"none": b"", "blank": b" \r\n", "tab": b"\t\r\n", "blank and empty": b" \r\n\r\n", "twice": b"\r\n\r\n",
        "thrice": b"\r\n\r\n\r\n", "dot": b".\r\n", "text": b"text\r\n", "text and empty": b"text\r\n\r\n",
        "colon": b":\r\n\r\n", "continued": b" text\r\n\r\n", "empty and continued": b"\r\n text\r\n",
        "empty and field": b"\r\nContent-Type: text/html\r\n\r\n", "vt": b"\x0b\r\n", "nul": b"\0\r\n",
        "ff": b"\x0c\r\n\r\n", "empty and encoding": b"\r\nContent-Transfer-Encoding: base64\r\n\r\n",
        "nbsp": b"\xc2\xa0\r\n", "lf": b"\n", "cr": b"\r", "crlfcr": b"\r\n\r", "lflf": b"\n\n"}
    for entity in message.entities:
        yield from replaced(entity.header_end, entity.body_start, rows, "end")
        for field in entity.fields:
            yield f"empty line before {field.name}", [(field.start, field.start, b"\r\n")]
            yield f"blank line before {field.name}", [(field.start, field.start, b" \r\n")]
        yield "no header", [(entity.start, entity.body_start, b"\r\n")]
        yield "neither header nor empty line", [(entity.start, entity.body_start, b"")]
        yield "nothing behind the header", [(entity.body_start, entity.end, b"")]
        yield "not even an empty line", [(entity.header_end, entity.end, b"")]


ADDRESSES = (
    b'POLICE', b'<POLICE>', b'A B <POLICE>', b'"A, B" <POLICE>', b'A, B <POLICE>', b'John Q. Public <OTHER>',
    b'A <OTHER> B', b'A <OTHER><POLICE>', b'"POLICE" <OTHER>', b'POLICE <OTHER>', b'<POLICE> <OTHER>',
    b'=?utf-8?q?A=2C_B?= <POLICE>', b'=?utf-8?q?POLICE?= <OTHER>', b'=?utf-8?q?A?=POLICE',
    b'=?utf-8?b?cHJldmVudA==?=@met.pnn.police.uk', b'Group: POLICE, OTHER;', b'undisclosed-recipients:;',
    b'undisclosed-recipients: ;', b'Group:;', b'Group: POLICE', b'A: B: POLICE;;', b'Group: POLICE; OTHER',
    b'Group: POLICE;, OTHER', b'<@relay.example:POLICE>', b'<@a.example,@b.example:POLICE>',
    b'@relay.example:POLICE', b'POLICE (A B)', b'(A B) POLICE', b'preventreferrals(c)@met.pnn.police.uk',
    b'preventreferrals@(c)met.pnn.police.uk', b'POLICE ((nested) c)', b'POLICE (open', b'A (c) <POLICE>',
    b'A <POLICE> (c)', b'POLICE (OTHER)', b'POLICE (a, OTHER)', b'"prevent referrals"@met.pnn.police.uk',
    b'"preventreferrals"@met.pnn.police.uk', b'"a\\"b"@met.pnn.police.uk', b'"a@b"@met.pnn.police.uk',
    b'prevent referrals@met.pnn.police.uk', b'preventreferrals @met.pnn.police.uk',
    b'preventreferrals@ met.pnn.police.uk', b'preventreferrals@met. pnn.police.uk',
    b'preventreferrals@met.pnn.police.uk.', b'preventreferrals@[192.0.2.1]', b'preventreferrals@[IPv6:2001:db8::1]',
    b'a@b@met.pnn.police.uk', b'preventreferrals', b'a..b@school.example', b'.a@school.example',
    b'a.@school.example', b'a@b..example', b',POLICE', b'POLICE,', b'POLICE,,OTHER', b'POLICE, ,OTHER',
    b'POLICE; OTHER', b'POLICE OTHER', b'POLICE,\r\n OTHER', b'POLICE\r\n , OTHER', b'A\r\n <POLICE>',
    b'<\r\n POLICE>', b'A <POLICE', b'A POLICE>', b'', b'<>', b'A <>', b'Zo\xc3\xab <POLICE>',
    b'zo\xc3\xab@school.example', b'Zo\xeb <POLICE>', b'a@schule\xef\xbc\x8dx.example',
    b'preventreferrals@met\xe3\x80\x82pnn\xe3\x80\x82police\xe3\x80\x82uk', b'"A\r\n B" <POLICE>',
    b'"A" "B" <POLICE>', b'A"B" <POLICE>', b'"A <POLICE>', b'A\\, B <POLICE>', b'mailto:POLICE', b'smtp:POLICE',
    b"'POLICE'", b'A B POLICE', b'A.B. <POLICE>', b'.A <POLICE>', b'A@B <POLICE>', b'[A] <POLICE>', b'A;B <POLICE>',
    b'A:B <POLICE>', b'a!b@school.example', b'a%b@school.example', b'a+b@school.example', b'a/b@school.example',
    b'=?utf-8?q?A?= =?utf-8?q?B?= <POLICE>', b'=?utf-8?q?A B?= <POLICE>', b'=?x?q?A?= <POLICE>',
    b'=?utf-8?x?A?= <POLICE>', b'"=?utf-8?q?A?=" <POLICE>')


@mutations("addresses")
def addresses(message, _random):
    rows = [row.replace(b"POLICE", b"preventreferrals@met.pnn.police.uk").replace(b"OTHER", b"other@school.example")
            for row in ADDRESSES]
    for entity in message.entities:
        for field in entity.fields:
            if field.name in ("from", "to", "cc", "bcc", "reply-to", "sender"):
                yield from values(field, rows, field.name)


@mutations("MIME-Version")
def mime_version(message, _random):
    rows = (b"1.0", b"1.0 (Mac OS X Mail 16.0)", b"(c) 1.0", b"1.(c)0", b"1 . 0", b"1. 0", b"1.0 ", b"1.0\t", b"1.00",
        b"01.0", b"1.1", b"2.0", b"1", b"", b'"1.0"', b"1.0;", b"1.0; x=y", b"1.0, 1.0", b"1.0 1.0",
        b"=?us-ascii?q?1.0?=", b"1.0 (a (b) c)", b"1.0 (open", b"1.0 (\xc3\xa9)", b"\r\n 1.0", b"1.0\r\n (c)",
        b"1.0(c)", b"one", b"1.0\x00", b"1,0")
    for entity in message.entities:
        field = entity.field("mime-version")
        if field:
            yield from values(field, rows, "value")
            yield "away", [(field.start, field.end, b"")]
            yield "no blank", [(field.value_start, field.value_end, b"1.0")]
            for name in (b"Mime-Version", b"MIME-version", b"mime-version", b"MIME_Version", b"X-MIME-Version",
                    b"MIMEVersion"):
                yield f"named {name.decode()}", [(field.start, field.colon, name)]
        elif entity is not message.root:
            yield "in a part", [entity.insertion(b"MIME-Version: 1.0\r\n")]
            yield "another in a part", [entity.insertion(b"MIME-Version: 2.0\r\n")]
