"""mutate_content: Content-Type, Content-Transfer-Encoding, Content-Disposition and their parameters, file names."""

from mutation import mutations, values

TYPE_WORDS = (b"text", b"text/", b"/plain", b"/", b"text/plain/x", b"text//plain", b"text /plain", b"text/ plain",
    b"text / plain", b"text/(c)plain", b"(c)text/plain", b"text/plain(c)", b"text/plain (c)", b"(c) text/plain",
    b'"text/plain"', b'text/"plain"', b"TEXT/PLAIN", b"Text/Plain", b"text/html", b"text/x-unknown",
    b"text/plain, text/html", b"text/plain text/html", b"text\\/plain", b"=?us-ascii?q?text/plain?=",
    b"text/plain\xc3\xa9", b"text/pl\xe9in", b"text/plain.x+y-z", b"x-a/x-b", b"*/*", b"text/*", b"file", b"pdf",
    b"application", b"application/octet-stream", b"image/png", b"multipart", b"multipart/", b"multipart/mixed",
    b"multipart/mixed; boundary=zzz", b"message", b"message/rfc822", b"message/global", b"message/news",
    b"message/rfc2822", b"message/http", b"message/partial; id=x; number=1; total=1",
    b"message/partial; id=x; number=2; total=3", b"message/external-body; access-type=local-file; name=x",
    b"message/delivery-status", b"message/disposition-notification", b"message/feedback-report", b"message/x-unknown",
    b"message/global-headers", b"text/rfc822-headers", b"application/x-unknown", b"application/ms-tnef",
    b"application/mac-binhex40", b"text/plain;", b"text/plain; ", b"text/plain;;", b"text/plain; ;",
    b"; charset=utf-8", b"text/plain:", b"[text/plain]", b"<text/plain>", b"text/plain\x00", b"")

PARAMETERS = (b";", b"; ", b";;", b"; ;", b"; x=y", b";x=y", b" ; x=y", b" x=y", b"; x=y;", b"; x=y; ", b"; x=y;;",
    b"; x=y; ;", b"; x", b"; x=", b"; x=;", b"; =y", b"; x==y", b'; x=""', b'; x="y"', b'; x="a;b"', b'; x="a\\"b"',
    b'; x="a\\\\b"', b'; x="a\\b"', b'; x="a\\\\"', b'; x="a\\"', b'; x="open', b"; x='a b'", b"; x='a'", b"; x=a b",
    b'; x=a"b"', b'; x="a"b', b'; x="a" "b"', b'; x="a";;', b"; x = y", b"; x =y", b"; x= y", b"; X=Y", b"; x=y, z=w",
    b"; x=y z=w", b"; x=y; x=y", b"; x=y; X=z", b"; x=(y)", b"; x=y(c)", b"; x=y (c)", b"; (c) x=y", b"; x(c)=y",
    b"; x=(c)y", b"; x=<y>", b"; x=y@z", b"; x=a/b", b"; x=a:b", b"; x=a?b", b"; x=[a]", b"; x=a,b", b"; x=\xc3\xa9",
    b'; x="\xc3\xa9"', b"; x=\xe9", b"; \xc3\xa9=x", b'; x="a\r\n b"', b"; x=a\r\n b", b";\r\n x=y", b"\r\n ; x=y",
    b"; x\r\n =y", b"; x=\r\n y", b";\tx=y", b"; x*=utf-8''y", b"; x*=utf-8''%C3%A9", b"; x*=utf-8'en'y", b"; x*=y",
    b"; x*='y", b"; x*=''y", b"; x*=none''y", b"; x*=utf-8''%", b"; x*=utf-8''%4", b"; x*=utf-8''%zz",
    b"; x*=utf-8''%FF", b"; x*=\"utf-8''y\"", b"; x*0=a; x*1=b", b"; x*1=a; x*0=b", b"; x*0=a; x*2=b",
    b"; x*0=a; x*0=b", b"; x*00=a; x*01=b", b"; x*1=a", b"; x*0*=utf-8''a; x*1=b", b"; x*0=a; x*1*=b",
    b"; x*0*=utf-8''a; x*1*=%C3%A9", b"; x=a; x*=utf-8''b", b"; x=a; x*0=b", b"; *=a", b"; *0=a", b"; x*y=a",
    b"; x**=a", b"; x*-1=a", b"; x*0*0=a", b"; format=flowed; delsp=yes", b"; charset=utf-8; charset=us-ascii",
    b"; type=\"text/html\"", b"; x==?utf-8?q?y?=", b"; x=\"=?utf-8?q?y?=\"", b'; x="' + b"y" * 600 + b'"', b"; x="
    + b"y" * 900, b';\r\n x="' + b'y' * 900 + b'";\r\n y="' + b'z' * 900 + b'"', b';\r\n x="' + b'y' * 900
    + b'";\r\n y="' + b'z' * 900 + b'";\r\n z="' + b'z' * 900 + b'"', b"".join(b";\r\n x%d=y" % i for i in range(80)),
    b"; boundary=zzz", b"; name=zzz", b"; filename=zzz", b"; x=\x00", b"; x=\"\t\"", b'; x="a\x0cb"',
    b"; x=y\x0c; z=w")

ENCODINGS = (b"7bit", b"8bit", b"binary", b"base64", b"quoted-printable", b"BASE64", b"Base64", b"QUOTED-PRINTABLE",
    b"7BIT", b'"base64"', b"'base64'", b"<base64>", b"base64 (c)", b"base64(c)", b"(c) base64", b"(c)base64",
    b"base(c)64", b"base64;", b"base64; x=y", b"base64, 7bit", b"7bit, base64", b"base64 7bit", b"7bit base64",
    b"base64,", b"base 64", b"base\t64", b"base64 ", b"base64\t", b" base64", b"\tbase64", b"\r\n base64",
    b"base64\r\n ", b"base\r\n 64", b"base64\r\n x", b"=?us-ascii?q?base64?=", b"x-base64", b"base-64", b"base64x",
    b"base6", b"64base", b"7-bit", b"7 bit", b"7_bit", b"8-bit", b"8 bit", b"7bits", b"bit7", b"7", b"8", b"uuencode",
    b"x-uuencode", b"x-uue", b"x-uu", b"uu", b"yenc", b"x-yenc", b"binhex", b"binhex40", b"x-gzip64", b"gzip",
    b"quotedprintable", b"quoted_printable", b"quoted printable", b"quoted-printable ", b'"quoted-printable"',
    b"quoted-printable;", b"qp", b"none", b"identity", b"plain", b"us-ascii", b"utf-8", b"", b" ", b"base64\x00",
    b"base64\x00x", b"b\x00ase64", b"\x00base64", b"base64\x0c", b"base64\xc2\xa0", b"\xef\xbc\xa2ase64", b"base64.",
    b"base64:", b"base64/", b"base64=", b"[base64]", b"base\\64", b"\\base64", b"x-token", b"ietf-token")

DISPOSITIONS = (b"attachment", b"inline", b"ATTACHMENT", b"Inline", b"form-data", b"attachment ", b"attachment;",
    b"attachment ;", b"attachment (c)", b"(c) attachment", b'"attachment"', b"attachment, inline",
    b"attachment inline", b"attach", b"x-unknown", b"render", b"signal", b"", b" ", b";", b"filename=x.pdf",
    b"; filename=x.pdf", b"=filename", b"attachment filename=x.pdf", b"attachment: filename=x.pdf",
    b"attachment, filename=x.pdf", b"attachment/inline", b"=?us-ascii?q?attachment?=",
    b"attachment\x00; filename=x.pdf", b"attachment\r\n ; filename=x.pdf",
    b"attachment; size=12; creation-date=\"Mon, 23 Nov 2026 09:30:00 +0000\"", b"\xc3\xa9")

CHARSETS = (b"us-ascii", b"US-ASCII", b"utf-8", b"UTF-8", b'"utf-8"', b"utf8", b"iso-8859-1", b"ISO-8859-15",
    b"iso-8859-8-i", b"latin1", b"windows-1252", b"cp1252", b"utf-7", b"UTF-7", b"unicode-1-1-utf-7", b"utf-16",
    b"utf-16le", b"utf-32", b"ucs-2", b"hz-gb-2312", b"ebcdic", b"ibm037", b"iso-2022-jp", b"iso-2022-kr",
    b"iso-2022-cn", b"shift_jis", b"gb2312", b"gb18030", b"big5", b"koi8-r", b"x-unknown", b"unknown-8bit",
    b"windows-874", b"x-sjis", b"cp852", b"iso_8859-15", b"latin9", b"default", b"none", b"binary", b"", b'""', b"utf-8 (c)", b"(c)utf-8", b"utf-8;", b"'utf-8'", b"utf-8, us-ascii",
    b"utf-8*", b"=?us-ascii?q?utf-8?=", b"ut\\f-8", b'"ut\\f-8"', b'"utf-8 "', b'" utf-8"', b"utf-\x00", b"../utf-8",
    b"x" * 80)

NAMES = (b"name", b"filename")


@mutations("Content-Type")
def types(message, _random):
    for entity in message.entities:
        for row in TYPE_WORDS:
            yield f"type {row!r}", [entity.set_field("Content-Type", row)]
        field = entity.field("content-type")
        if not field:
            continue
        value = field.value.strip()
        word, _, rest = value.partition(b";")
        for row in TYPE_WORDS:
            yield f"word {row!r}", [field.with_value(row + b";" + rest)]
        for subtype in (b"mixed", b"alternative", b"related", b"digest", b"parallel", b"report", b"signed",
                b"encrypted", b"appledouble", b"form-data", b"x-unknown", b"byteranges", b"x-mixed-replace",
                b"voice-message", b"header-set", b"MIXED"):
            yield f"multipart {subtype.decode()}", [field.with_value(b"multipart/" + subtype + b";" + rest)]
        yield "comma for semicolon", [field.with_value(word + b"," + rest)]
        yield "nothing for semicolon", [field.with_value(word + rest)]
        yield "colon for semicolon", [field.with_value(word + b":" + rest)]


@mutations("parameters")
def parameters(message, _random):
    for entity in message.entities:
        for name in ("content-type", "content-disposition"):
            field = entity.field(name)
            if not field:
                continue
            word, semicolon, rest = field.value.strip().partition(b";")
            for row in PARAMETERS:
                yield f"{name} last {row[:40]!r}", [field.with_value(field.value.strip() + row)]
                yield f"{name} first {row[:40]!r}", [field.with_value(word + row + semicolon + rest)]


@mutations("Content-Transfer-Encoding")
def encodings(message, _random):
    for entity in message.entities:
        for row in ENCODINGS:
            yield f"{entity.type.decode()} {row!r}", [entity.set_field("Content-Transfer-Encoding", row)]
        for edit in entity.without_field("Content-Transfer-Encoding"):
            yield "away", [edit]


@mutations("Content-Disposition")
def dispositions(message, _random):
    for entity in message.entities:
        field = entity.field("content-disposition")
        rest = field.value.strip().partition(b";")[2] if field else b" filename=form.pdf"
        for row in DISPOSITIONS:
            yield f"{row!r}", [entity.set_field("Content-Disposition", row)]
            yield f"{row!r} and parameters", [entity.set_field("Content-Disposition", row + b";" + rest)]
        for edit in entity.without_field("Content-Disposition"):
            yield "away", [edit]


@mutations("charsets")
def charsets(message, _random):
    for entity in message.entities:
        for row in CHARSETS:
            if entity.is_leaf:
                yield f"{row!r}", [entity.set_field("Content-Type", b"text/plain; charset=" + row)]
                yield f"html {row!r}", [entity.set_field("Content-Type", b"text/html; charset=" + row)]
            elif entity.field("content-type"):
                field = entity.field("content-type")
                yield f"container {row!r}", [field.with_value(field.value.strip() + b"; charset=" + row)]


def name_rows():
    """What may stand for `name=value`; %s is the parameter's name."""
    for value in (b"form.pdf", b'"form.pdf"', b'"my form.pdf"', b"my form.pdf", b"'my form.pdf'", b'"form.pdf',
            b'form.pdf"', b'"form".pdf', b'"form\\.pdf"', b'"fo\\"rm.pdf"', b'"fo\\\\rm.pdf"', b'"form.pdf\\"',
            b'"C:\\form.pdf"', b'"C:\\\\dir\\\\form.pdf"', b'"../form.pdf"', b'"/etc/form.pdf"', b'"form.pdf "',
            b'" form.pdf"', b'"form.pdf."', b'"form.pdf.exe"', b'"form.exe"', b'"form.pdf;x=y"',
            b'"form.pdf; name=form.exe"', b"form.pdf;.exe", b"form.pdf,form.exe", b"form(c).pdf", b'"form (1).pdf"',
            b"form.pdf(c)", b"form.pdf (c)", b"(c)form.pdf", b'""', b"", b'"."', b'".."', b'"form"', b'".pdf"',
            b'"form.PDF"', b'"form.pdf\x00.exe"', b'"form\x0c.pdf"', b'"form.pdf\t"', b'"form.\r\n pdf"',
            b'"form\r\n .pdf"', b'"my\r\n form.pdf"', b'"my\r\n\tform.pdf"', b'"f\xc3\xb6rm.pdf"', b"f\xc3\xb6rm.pdf",
            b'"f\xf6rm.pdf"', b'"fo\xcc\x88rm.pdf"', b'"form.pdf\xe2\x80\xae"', b'"form\xef\xbc\x8epdf"',
            b'"form\xe2\x80\x8b.pdf"', b'"\xef\xbb\xbfform.pdf"', b'"form.\xc2\xa0pdf"', b'"form%2Epdf"',
            b'"f%C3%B6rm.pdf"', b'"utf-8\'\'form.pdf"', b'"form.pdf?"', b'"=form=.pdf"', b'"=?form.pdf"',
            b'"form?=.pdf"', b'"' + b"x" * 200 + b'.pdf"', b'"' + b"x" * 700 + b'.pdf"', b'"form' + b" " * 100
            + b'.exe"', b'"&#102;orm.pdf"', b'"form.pdf"; x="y"', b'"form.pdf";', b'"form.pdf" "x"', b"[form].pdf",
            b"<form.pdf>", b"form@x.pdf", b"form.pdf:x", b'"form.pdf:x"', b"a/b.pdf"):
        yield b"%s=" + value.replace(b"%", b"%%")
    words = (b"=?utf-8?q?f=C3=B6rm.pdf?=", b"=?utf-8?Q?my_form.pdf?=", b"=?UTF-8?B?Zm9ybS5wZGY=?=",
        b"=?utf-8?b?Zm9ybS5wZGY?=", b"=?utf-8?b?Zm9ybS5wZGY==?=", b"=?utf-8?b?Zm9y?= =?utf-8?b?bS5wZGY=?=",
        b"=?utf-8?b?Zm8=?= =?utf-8?b?cm0ucGRm?=", b"=?utf-8?b?Zm9ybS4=?= =?utf-8?b?ZXhl?=",
        b"=?utf-8?b?Zm9ybS4=?==?utf-8?b?ZXhl?=", b"=?utf-8?b?Zm9ybS4=ZXhl?=", b"=?utf-8?q?form?= =?utf-8?q?.pdf?=",
        b"=?utf-8?q?form?==?utf-8?q?.pdf?=", b"=?utf-8?q?form?=.pdf", b"form.=?utf-8?q?pdf?=",
        b"a =?utf-8?q?form?= b.pdf", b"=?utf-8?q?form?=  =?utf-8?q?.pdf?=", b"=?utf-8?q?form?=\r\n =?utf-8?q?.pdf?=",
        b"=?utf-8?q?form?=\r\n\t=?utf-8?q?.pdf?=", b"=?utf-8?q?form?=\t=?utf-8?q?.pdf?=",
        b"=?utf-8?q?f=C3?= =?utf-8?q?=B6rm.pdf?=", b"=?utf-8?b?ZsM=?= =?utf-8?b?tnJtLnBkZg==?=",
        b"=?utf-8?q?my form.pdf?=", b"=?utf-8?q?form.pdf", b"=?utf-8?q?form.pdf?", b"=?utf-8?form.pdf?=",
        b"=?utf-8?x?form.pdf?=", b"=?utf-8?q??=", b"=?utf-8?b??=", b"=??q?form.pdf?=", b"=?x-unknown?q?form.pdf?=",
        b"=?utf-7?q?form.pdf?=", b"=?utf-16?b?/v8AZg==?=", b"=?utf-8*en?q?form.pdf?=", b"=?iso-8859-1?q?f=F6rm.pdf?=",
        b"=?utf-8?q?f=F6rm.pdf?=", b"=?us-ascii?q?f=F6rm.pdf?=", b"=?iso-2022-jp?b?GyRCJSIbKEIucGRm?=",
        b"=?utf-8?q?form=2Epdf?=", b"=?utf-8?q?form=22.pdf?=", b"=?utf-8?q?form=00.pdf?=",
        b"=?utf-8?q?form=0D=0A.pdf?=", b"=?utf-8?q?form=.pdf?=", b"=?utf-8?q?form=2?=", b"=?utf-8?q?form=2e=70df?=",
        b"=?utf-8?q?=3D=3Futf-8=3Fq=3Fform.pdf=3F=3D?=", b"=?utf-8?b?Zm9y\r\n bS5wZGY=?=",
        b"=?utf-8?b?Zm9y bS5wZGY=?=", b"=?utf-8?b?Zm9y!bS5wZGY=?=", b"=?utf-8?b?Zm9ybS5wZGY-?=",
        b"=?utf-8?b?Zm9ybS5wZGZ=?=", b"=?utf-8?q?form?= =?iso-8859-1?q?.pdf?=",
        b"=?utf-8?q?form?= =?utf-8?b?LnBkZg==?=", b" =?utf-8?q?form.pdf?=", b"=?utf-8?q?form.pdf?= ", b"=?utf-8?Q?"
        + b"x" * 300 + b".pdf?=", b"=?UTF-8?q?form=5F_.pdf?=")
    for word in words:
        yield b'%s="' + word + b'"'
        yield b"%s=" + word
    yield from (row.replace(b"%", b"%%").replace(b"@", b"%s") for row in (b"@*=utf-8''form.pdf",
        b"@*=utf-8''f%C3%B6rm.pdf", b"@*=UTF-8'en'f%c3%b6rm.pdf", b"@*=iso-8859-1''f%F6rm.pdf",
        b"@*=us-ascii''form.pdf", b"@*=''form.pdf", b"@*=form.pdf", b"@*='form.pdf", b"@*=utf-8'form.pdf",
        b"@*=x-unknown''form.pdf", b"@*=utf-7''form.pdf", b"@*=utf-16''%FE%FF%00f", b"@*=utf-8''f%F6rm.pdf",
        b"@*=utf-8''form%2", b"@*=utf-8''form%zz.pdf", b"@*=utf-8''form%.pdf", b"@*=utf-8''form%00.exe",
        b"@*=utf-8''form.pdf%22", b"@*=utf-8''form%2Epdf", b"@*=utf-8''my form.pdf", b"@*=utf-8''my%20form.pdf",
        b"@*=\"utf-8''form.pdf\"", b"@*=\"utf-8''my form.pdf\"", b"@*=utf-8''f\xc3\xb6rm.pdf", b"@*=utf-8''it's.pdf",
        b"@*=utf-8''a'b'c.pdf", b"@*=utf-8''", b"@*=", b"@ *=utf-8''form.pdf", b"@* =utf-8''form.pdf",
        b"@*=utf-8 ''form.pdf", b"@*=utf-8''form+a.pdf", b"@*=utf-8''=?utf-8?q?form.pdf?=", b"@*=utf-8''f%25C3.pdf",
        b"@*=utf-8''%3D%3Futf-8%3Fq%3Fform.pdf%3F%3D", b"@*=utf-8''a/b.pdf", b"@*=utf-8''a*b.pdf",
        b"@*0=form; @*1=.pdf", b"@*0=\"form\"; @*1=\".pdf\"", b"@*0=\"my fo\"; @*1=\"rm.pdf\"", b"@*1=.pdf; @*0=form",
        b"@*0=form; @*2=.pdf", b"@*0=form; @*0=.pdf", b"@*0=form; @*1=.pdf; @*1=.exe", b"@*00=form; @*01=.pdf",
        b"@*0=form; @*01=.pdf", b"@*1=form; @*2=.pdf", b"@*1=form.pdf", b"@*0=form.pdf",
        b"@*0*=utf-8''f%C3%B6; @*1*=rm.pdf", b"@*0*=utf-8''f%C3%B6; @*1=rm.pdf", b"@*0*=utf-8''f%C3; @*1*=%B6rm.pdf",
        b"@*0*=utf-8''f%C; @*1*=3%B6rm.pdf", b"@*0*=utf-8''f; @*1=%C3%B6.pdf", b"@*0*=utf-8''f; @*1=\"%C3%B6.pdf\"",
        b"@*0=f; @*1*=%C3%B6.pdf", b"@*0=utf-8''f; @*1*=%C3%B6.pdf", b"@*0=f; @*1*=utf-8''%C3%B6.pdf",
        b"@*0*=utf-8''f; @*1*=utf-8''rm.pdf", b"@*0*=iso-8859-1''f%F6; @*1*=rm.pdf", b"@*0*=f; @*1*=orm.pdf",
        b"@*0*=''f; @*1*=orm.pdf", b"@=form.exe; @*=utf-8''form.pdf", b"@*=utf-8''form.pdf; @=form.exe",
        b"@=form.pdf; @*=utf-8''f%C3%B6rm.pdf", b"@*=utf-8''f%C3%B6rm.pdf; @=form.pdf",
        b'@="=?utf-8?q?f=C3=B6rm.pdf?="; @*=utf-8\'\'f%C3%B6rm.pdf',
        b'@="f\xc3\xb6rm.pdf"; @*=utf-8\'\'f%C3%B6rm.pdf', b"@=form.pdf; @*0=form; @*1=.pdf",
        b"@*0=form; @*1=.pdf; @=form.pdf", b"@*=utf-8''form.pdf; @*0=form; @*1=.pdf",
        b"@*=utf-8''a.pdf; @*=utf-8''b.pdf", b"@=form.pdf; @=form.exe", b"@=form.pdf; @=form.pdf",
        b"@=form.pdf; @X=form.exe", b"@*0=f; @*1=o; @*2=r; @*3=m; @*4=.; @*5=p; @*6=d; @*7=f; @*8=x; @*9=y; @*10=z",
        b"@*0=f; @*10=z", b"@*a=f", b"@**=utf-8''form.pdf", b"@*0**=utf-8''form.pdf", b"@*-0=form.pdf",
        b"@*+0=form.pdf", b"@*0x0=form.pdf", b"@*4294967296=form.pdf", b"@*0=form; @*1=\"\"; @*2=.pdf",
        b"@*0=\"=?utf-8?q?form\"; @*1=\".pdf?=\"", b"@*0=\"=?utf-8?q?form?=\"; @*1=\".pdf\"",
        b"@*0*=\"utf-8''form\"; @*1=.pdf", b"x=y; @=form.pdf", b"X-@=form.exe; @=form.pdf",
        b"@-x=form.exe; @=form.pdf", b"@;", b"@", b"@=form.pdf;@*1=.exe", b"@='form.pdf'", b"@ = form.pdf",
        b"@ =form.pdf", b"@= form.pdf", b"@=\r\n form.pdf", b"@\r\n =form.pdf",
        b"@=\"=?utf-8?q?form?=\"\r\n \"=?utf-8?q?.pdf?=\""))


@mutations("file names")
def names(message, _random):
    rows = list(name_rows())
    for leaf in message.leaves:
        kind = b"application/octet-stream" if leaf.type.startswith((b"multipart", b"message")) else leaf.type
        for row in rows:
            ours = (leaf.set_field("Content-Disposition", b"attachment; " + row % ((b"filename",
                ) * row.count(b"%s"))), leaf.set_field("Content-Type", kind + b"; " + row % ((b"name",
                ) * row.count(b"%s"))))
            plain = (leaf.set_field("Content-Disposition", b"attachment"), leaf.set_field("Content-Type", kind))
            yield f"filename {row[:50]!r}", [ours[0], plain[1]]
            yield f"name {row[:50]!r}", [plain[0], ours[1]]
            yield f"both {row[:50]!r}", list(ours)
            yield f"filename folded {row[:50]!r}", [plain[1], leaf.set_field("Content-Disposition",
                b"attachment;\r\n\t" + (row % ((b"filename",) * row.count(b"%s"))).replace(b"; ", b";\r\n\t"))]


@mutations("name against filename")
def names_against(message, _random):
    pairs = ((b"form.pdf", b"form.pdf"), (b"form.pdf", b"form.exe"), (b"form.exe", b"form.pdf"), (b"a.pdf", b"b.pdf"),
        (b"form.pdf", b"FORM.PDF"), (b"form", b"form.pdf"), (b"form.pdf", b"form"), (b"form.pdf", b'""'), (b'""',
        b"form.pdf"), (b"form.pdf", b'" "'), (b"form.pdf", b'"form.pdf "'), (b"form.pdf", b'"form.pdf."'),
        (b'"=?utf-8?q?f=C3=B6rm.pdf?="', b'"f\xc3\xb6rm.pdf"'), (b'"=?utf-8?q?form.exe?="', b"form.pdf"),
        (b'"=?utf-8?q?form.pdf?="', b"form.pdf"), (b"form.pdf", b'"=?utf-8?q?form.exe?="'), (b'"f?rm.pdf"',
        b'"f\xc3\xb6rm.pdf"'))
    for leaf in message.leaves:
        for name, filename in pairs:
            kind, both = leaf.type, (leaf.set_field("Content-Disposition", b"attachment; filename=" + filename),)
            yield f"{name!r} {filename!r}", [leaf.set_field("Content-Type", kind + b"; name=" + name), *both]
            yield f"{name!r} filename* {filename!r}", [leaf.set_field("Content-Type", kind + b"; name=" + name),
                leaf.set_field("Content-Disposition", b"attachment; filename*=utf-8''"
                + filename.strip(b'"').replace(b"\xc3\xb6", b"%C3%B6"))]
            yield f"name* {filename!r} {name!r}", [leaf.set_field("Content-Type", kind + b"; name*=utf-8''"
                + filename.strip(b'"').replace(b"\xc3\xb6", b"%C3%B6")), leaf.set_field("Content-Disposition",
                b"attachment; filename=" + name)]
    for entity in message.entities:
        if not entity.is_leaf:
            yield from ((f"container {row!r}", [entity.set_field("Content-Disposition", row)])
                for row in (b"attachment; filename=form.pdf", b"inline; filename=form.exe", b"attachment",
                b'attachment; filename="=?utf-8?q?form.eml?="'))
            if entity.field("content-type"):
                yield from values(entity.field("content-type"), (entity.field("content-type").value.strip()
                    + b"; name=form.exe",), "container")
