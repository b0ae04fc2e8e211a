"""forms: the small files that the collected messages carry: filled forms, a logo and an invitation, all made up.

The same octets every time. Every form has more than 1,024 octets, so that the shipped route takes it for one.
"""

import io
import os
import random
import zipfile
import zlib

STATEMENT = """Prevent Referral Form. Person referred: Peregrine Oddsocks. Date of birth: 1 April 2014. School: Marrowby
School. Referrer: Zebedee Quillfeather. What has happened: Peregrine told a teacher that he has been shown films by an
older boy, and drew a symbol on his exercise book. What worries you: a change of friends since September, and words
that he does not explain. Who knows about it: his mother, the safeguarding lead. Snufflebrook. Vellichorian."""


def _package(entries):
    """A zip package as word processors write them; the first entry is stored."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for number, (name, text) in enumerate(entries):
            entry = zipfile.ZipInfo(name, (2026, 11, 20, 9, 30, 0))
            package.writestr(entry, text, zipfile.ZIP_STORED if number == 0 else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def docx():
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    content = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    kinds = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    paragraphs = "".join(f"<w:p><w:r><w:t>{sentence}.</w:t></w:r></w:p>" for sentence in STATEMENT.split(". "))
    return _package([
        ("[Content_Types].xml", f'{head}<Types xmlns="{kinds}/content-types"><Default Extension="rels" ContentType='
         '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
         f'"application/xml"/><Override PartName="/word/document.xml" ContentType="{content}"/></Types>'),
        ("_rels/.rels", f'{head}<Relationships xmlns="{kinds}/relationships"><Relationship Id="rId1" Type='
         f'"{office}/officeDocument" Target="word/document.xml"/></Relationships>'),
        ("word/document.xml", f'{head}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/'
         f'main"><w:body>{paragraphs}</w:body></w:document>'),
    ])


def odt():
    names = "urn:oasis:names:tc:opendocument:xmlns"
    paragraphs = "".join(f"<text:p>{sentence}.</text:p>" for sentence in STATEMENT.split(". "))
    return _package([
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content xmlns:office="{names}:'
         f'office:1.0" xmlns:text="{names}:text:1.0" office:version="1.2"><office:body><office:text>{paragraphs}'
         '</office:text></office:body></office:document-content>'),
        ("styles.xml", f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-styles xmlns:office="{names}:office:1.0" '
         f'xmlns:style="{names}:style:1.0" office:version="1.2"><office:styles><style:default-style style:family='
         '"paragraph"/></office:styles></office:document-styles>'),
        ("META-INF/manifest.xml", f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest="{names}:'
         'manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.'
         'opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
         '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>'
         '</manifest:manifest>'),
    ])


def rtf():
    paragraphs = "\\par\n".join(STATEMENT.replace("\n", " ").split(". "))
    return ("{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fswiss Arial;}}\n{\\info{\\title Prevent Referral Form}"
            "{\\author Zebedee Quillfeather}}\n\\paperw11906\\paperh16838\\margl1134\\margr1134\n\\f0\\fs22 "
            f"{paragraphs}\\par\n{paragraphs}\\par\n}}\n").encode()


def pdf():
    text = "".join(f"({line}) Tj T* " for line in STATEMENT.splitlines())
    content = zlib.compress(f"BT /F1 11 Tf 14 TL 56 780 Td {text}ET".encode())
    noise = random.Random(7).randbytes(700)
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


def logo():
    """A PNG of 8 by 8 points."""
    def chunk(kind, octets):
        return len(octets).to_bytes(4, "big") + kind + octets + zlib.crc32(kind + octets).to_bytes(4, "big")
    rows = b"".join(b"\0" + bytes((40 * (x ^ y)) % 256 for x in range(24)) for y in range(8))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"\0\0\0\x08\0\0\0\x08\x08\2\0\0\0") +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def invitation(method="REQUEST"):
    return ("BEGIN:VCALENDAR\r\nPRODID:-//Marrowby School//Diary//EN\r\nVERSION:2.0\r\nCALSCALE:GREGORIAN\r\n"
            f"METHOD:{method}\r\nBEGIN:VEVENT\r\nDTSTART:20261201T100000Z\r\nDTEND:20261201T110000Z\r\n"
            "DTSTAMP:20261123T093000Z\r\nORGANIZER;CN=Zebedee Quillfeather:mailto:zebedee.quillfeather@marrowby.examp\r\n"
            " le.org\r\nUID:20261123-grumbleweed@marrowby.example.org\r\nATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPAN\r\n"
            " T;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:prevent@lewisham.gov.uk\r\nSUMMARY:Meeting about a referral\r\n"
            "SEQUENCE:0\r\nSTATUS:CONFIRMED\r\nTRANSP:OPAQUE\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n").encode()


def write_all(directory):
    """Every file, under the plain name that the scenes use."""
    for name, octets in (("form.docx", docx()), ("form.odt", odt()), ("form.rtf", rtf()), ("form.pdf", pdf()),
                         ("logo.png", logo()), ("invite.ics", invitation()), ("reply.ics", invitation("REPLY"))):
        with open(os.path.join(directory, name), "wb") as file:
            file.write(octets)
