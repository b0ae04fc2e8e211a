"""Referrals that cost more than they look: (name, file name, octets) of what is attached, or a body; made anew each time."""

import io
import struct
import zipfile
import zlib

import office_file
from mail_payload import archive, compound, zipped

MEGABYTE = 1 << 20


def zeros(megabytes):
    """A zip entry's deflated octets, made in pieces."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole, whole.open("one.txt", "w") as entry:
        for _ in range(megabytes):
            entry.write(bytes(MEGABYTE))
    return out.getvalue()


def nested(levels, width):
    octets = archive(("one.txt", bytes(MEGABYTE)))
    for _ in range(levels):
        octets = archive(*((f"{i}.zip", octets) for i in range(width)))
    return octets


def overlapping(count):
    """Entries that share one kernel of deflated octets: each says that it is all of it."""
    data = zlib.compress(bytes(MEGABYTE), 9)[2:-4]
    crc = zlib.crc32(bytes(MEGABYTE))
    local = struct.pack("<IHHHHHIIIHH", 0x04034b50, 20, 0, 8, 0, 0, crc, len(data), MEGABYTE, 1, 0) + b"a"
    central = b"".join(struct.pack("<IHHHHHHIIIHHHHHII", 0x02014b50, 20, 20, 0, 8, 0, 0, crc, len(data), MEGABYTE, 5, 0, 0, 0, 0,
                                   0, 0) + b"%05d" % i for i in range(count))
    at = len(local) + len(data)
    return local + data + central + struct.pack("<IHHHHIIH", 0x06054b50, 0, 0, count, count, len(central), at, 0)


def package(document, *more):
    """A docx whose main part is this."""
    return office_file.pack([
        ("[Content_Types].xml", office_file.types([("word/document.xml", office_file.VND + "wordprocessingml.document.main+xml")])),
        ("_rels/.rels", office_file.relations([("rId1", "officeDocument", "word/document.xml")])),
        ("word/document.xml", document), *more])


def word(body, head=""):
    return f"{office_file.HEAD}{head}<w:document {office_file.W}><w:body>{body}</w:body></w:document>"


LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 12)) + "]>"
LONG_ENTITY = f"<!DOCTYPE x [<!ENTITY a '{'a' * 100000}'>]>"


def archives(add):
    add("zip-ratio", "notes.zip", zeros(1024))
    add("zip-nested", "notes.zip", nested(5, 16))
    add("zip-deep", "notes.zip", nested(40, 1))
    add("zip-overlapping", "notes.zip", overlapping(60000))
    add("zip-entries", "notes.zip", archive(*((f"{i}.txt", b"") for i in range(65000))))
    add("zip-of-forms", "notes.zip", archive(*((f"{i}.docx", office_file.docx("")) for i in range(1000))))
    add("gzip", "notes.txt.gz", zipped(bytes(64 * MEGABYTE)))
    add("gzip-of-gzip", "notes.txt.gz.gz", zipped(zipped(bytes(256 * MEGABYTE))))


def documents(add):
    add("docx-ratio", "form.docx", package(word("<w:p/>" + " " * (100 * MEGABYTE))))
    add("docx-large", "form.docx", package(word("".join(f"<w:p><w:r><w:t>{i * 2654435761 % 4294967296:x}</w:t></w:r></w:p>"
                                                        for i in range(700000)))))
    add("docx-many-parts", "form.docx", package(word(""), *((f"word/media/{i}.png", office_file.PNG) for i in range(3000))))
    add("docx-other-ratio", "form.docx", package(word("<w:p/>"), ("word/media/one.png", bytes(300 * MEGABYTE))))
    add("docx-laughs", "form.docx", package(word("<w:p>&a11;</w:p>", LAUGHS)))
    add("docx-long-entity", "form.docx", package(word("<w:p>" + "&a;" * 30000 + "</w:p>", LONG_ENTITY)))
    add("docx-deep", "form.docx", package(word("<w:p>" * 200000 + "</w:p>" * 200000)))
    add("docx-attributes", "form.docx", package(word("<w:p " + " ".join(f'w:a{i}="x"' for i in range(100000)) + "/>")))
    add("docx-namespaces", "form.docx", package(word("<w:p>" * 190 + "".join(
        f'<w:r xmlns:n{i}="urn:n{i}" n{i}:a=""/>' for i in range(60000)) + "</w:p>" * 190)))
    add("docx-fields", "form.docx", package(word("<w:p>" + office_file.mark("begin") * 100000 + "</w:p>")))
    add("docx-field-code", "form.docx", package(word("<w:p>" + office_file.mark("begin") + office_file.code(
        *("DDE" for _ in range(100000))) + office_file.mark("end") + "</w:p>")))
    add("docx-relations", "form.docx", office_file.docx("", [(f"rId{i}", "hyperlink", f"https://x.example/{i}", "External")
                                                             for i in range(100000)]))
    add("docx-hundred-thousand-fields", "form.docx", package(word("<w:p>" + "".join(
        f'<w:sdt><w:sdtPr><w:alias w:val="{i}"/><w:text/></w:sdtPr><w:sdtContent><w:r><w:t>{i}</w:t></w:r></w:sdtContent>'
        '</w:sdt>' for i in range(100000)) + "</w:p>")))
    add("docx-loop", "form.docx", package(word(""), ("word/_rels/document.xml.rels", office_file.relations(
        [("rId1", "aFChunk", "document.xml"), ("rId2", "subDocument", "../word/document.xml")]))))
    add("odt-deep", "form.odt", office_file.odf("<text:section>" * 100000 + "</text:section>" * 100000))
    add("odt-spaces", "form.odt", office_file.odf("<text:p>" + '<text:s text:c="2147483647"/>' * 1000 + "</text:p>"))
    add("odt-repeated", "form.ods", office_file.odf(
        '<table:table><table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row></table:table>',
        "spreadsheet"))
    add("xlsx-sheets", "list.xlsx", office_file.xlsx("", sheets="".join(
        f'<sheet name="{i}" sheetId="{i}" r:id="rIdOne"/>' for i in range(100000))))
    add("rtf-groups", "form.rtf", b"{\\rtf1 " + b"{" * MEGABYTE + b"}" * MEGABYTE + b"}")
    add("rtf-binary", "form.rtf", b"{\\rtf1 " + b"\\bin2147483647 " * 60000 + b"}")
    add("rtf-fields", "form.rtf", b"{\\rtf1 " + b"{\\field{\\*\\fldinst " * 60000 + b"}}" * 60000 + b"}")
    add("doc-tree", "form.doc", compound({f"{i}": {f"{j}": b"x" for j in range(30)} for i in range(40)}))
    add("doc-loop", "form.doc", loop(compound({"WordDocument": b"\xec\xa5" + bytes(9000), "1Table": bytes(9000)})))


def loop(octets):
    """A compound file whose chains of sectors lead back to their beginning."""
    octets = bytearray(octets)
    table = 512 + struct.unpack_from("<I", octets, 76)[0] * 512
    for i in range(100):
        octets[table + 4 * i:table + 4 * i + 4] = struct.pack("<I", 0)
    return bytes(octets)


class Pdf:
    """Objects from 1; 1 is the catalog."""

    def __init__(self, *objects, trailer=b""):
        out, places = io.BytesIO(), []
        out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        for number, value in enumerate(objects, 1):
            places.append(out.tell())
            out.write(b"%d 0 obj\n" % number + (value if isinstance(value, bytes) else value.encode()) + b"\nendobj\n")
        at = out.tell()
        out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % p for p in places))
        out.write(b"trailer\n<</Root 1 0 R/Size %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, at))
        self.octets = out.getvalue()


def stream(entries, data):
    return f"<<{entries}/Length {len(data)}>>stream\n".encode() + data + b"\nendstream"


CATALOG, PAGES = "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<<>>>>"


def pdf(page=PAGE, catalog=CATALOG, pages=PAGES, contents=None, more=(), trailer=b""):
    return Pdf(catalog, pages, page, contents or stream("", b"BT ET"), *more, trailer=trailer).octets


def chained(times, octets):
    for _ in range(times):
        octets = zlib.compress(octets, 9)
    return stream(f"/Filter[{'/FlateDecode' * times}]", octets)


def pdfs(add):
    add("pdf-pages-loop", "form.pdf", pdf(pages="<</Type/Pages/Kids[2 0 R 2 0 R 3 0 R]/Count 3>>"))
    add("pdf-pages-fan", "form.pdf", pdf(pages="<</Type/Pages/Kids[5 0 R 5 0 R]/Count 2>>", more=[
        f"<</Type/Pages/Parent 2 0 R/Kids[{i + 6} 0 R {i + 6} 0 R]/Count 2>>" for i in range(40)] + [PAGE]))
    add("pdf-actions-loop", "form.pdf", pdf(catalog="<</Type/Catalog/Pages 2 0 R/OpenAction 5 0 R>>", more=[
        "<</S/JavaScript/JS(x)/Next[5 0 R 5 0 R]>>"]))
    add("pdf-names-loop", "form.pdf", pdf(catalog="<</Type/Catalog/Pages 2 0 R/Names<</JavaScript 5 0 R>>>>", more=[
        "<</Kids[5 0 R 5 0 R 5 0 R]>>"]))
    add("pdf-fields-loop", "form.pdf", pdf(catalog="<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]>>>>", more=[
        "<</T(a)/Kids[5 0 R 6 0 R]/Parent 6 0 R>>", "<</T(b)/FT/Tx/Kids[5 0 R]/Parent 5 0 R>>"]))
    add("pdf-reference-loop", "form.pdf", pdf(page="4 0 R", more=["6 0 R", "5 0 R"]))
    add("pdf-length-loop", "form.pdf", pdf(contents=b"<</Length 4 0 R>>stream\nBT ET\nendstream"))
    add("pdf-previous-loop", "form.pdf", looped_tables())
    add("pdf-deep-array", "form.pdf", pdf(more=["[" * 300000 + "]" * 300000]))
    add("pdf-deep-dictionary", "form.pdf", pdf(more=["<</A" * 300000 + " 1" + ">>" * 300000]))
    add("pdf-contents", "form.pdf", pdf(contents=stream("/Filter/FlateDecode", zlib.compress(bytes(512 * MEGABYTE), 9))))
    add("pdf-contents-chain", "form.pdf", pdf(contents=chained(3, b" " * (256 * MEGABYTE))))
    add("pdf-filters", "form.pdf", pdf(contents=stream("/Filter[" + "/ASCIIHexDecode" * 10000 + "]", b"00>")))
    add("pdf-run-length", "form.pdf", pdf(contents=stream("/Filter[/FlateDecode/RunLengthDecode]", zlib.compress(
        b"\x81 " * (8 * MEGABYTE), 9))))
    add("pdf-operators", "form.pdf", pdf(contents=stream("/Filter/FlateDecode", zlib.compress(b"q " * (24 * MEGABYTE), 9))))
    add("pdf-object-stream", "form.pdf", packed(200 * MEGABYTE))
    add("pdf-objects", "form.pdf", pdf(more=["<<>>"] * 300000))
    add("pdf-entries", "form.pdf", pdf(more=["[" + "1 " * 3000000 + "]"]))
    add("pdf-size", "form.pdf", pdf(trailer=b"/Size 2147483647"))
    add("pdf-hundred-thousand-fields", "form.pdf", fields(100000))
    add("pdf-many-fields", "form.pdf", fields(20000))
    add("pdf-image", "form.pdf", pdf(
        page="<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>",
        contents=stream("", b"300 0 0 300 0 0 cm /X Do"), more=[stream(
            "/Type/XObject/Subtype/Image/Width 100000/Height 100000/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode",
            zlib.compress(bytes(64 * MEGABYTE), 9))]))
    add("pdf-forms-fan", "form.pdf", fan(25))
    add("pdf-xfa", "form.pdf", pdf(catalog="<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[]/XFA 5 0 R>>>>", more=[stream(
        "/Filter/FlateDecode", zlib.compress(LAUGHS.encode() + b"<x>&a11;" + b" " * (100 * MEGABYTE) + b"</x>", 9))]))
    add("pdf-predictor", "form.pdf", pdf(contents=stream(
        "/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 2147483647/Colors 32/BitsPerComponent 16>>",
        zlib.compress(bytes(1000), 9))))


def looped_tables():
    octets = pdf()
    at = octets.rindex(b"xref\n0 ")
    return octets.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % at)


def packed(size):
    head = b"6 0 "
    data = zlib.compress(head + b"(" + b" " * size + b")", 9)
    rows = io.BytesIO()
    whole = io.BytesIO()
    whole.write(b"%PDF-1.7\n")
    places = {}
    for number, value in ((1, CATALOG.encode()), (2, PAGES.encode()), (3, PAGE.encode()), (4, stream("", b"BT ET")),
                          (5, stream(f"/Type/ObjStm/N 1/First {len(head)}/Filter/FlateDecode", data))):
        places[number] = whole.tell()
        whole.write(b"%d 0 obj\n%s\nendobj\n" % (number, value))
    at = whole.tell()
    for number in range(8):
        kind, place = (2, 5) if number == 6 else (1, places.get(number, at if number == 7 else 0))
        rows.write(struct.pack(">BIB", kind if number else 0, place, 0))
    whole.write(b"7 0 obj\n" + stream("/Type/XRef/Size 8/W[1 4 1]/Root 1 0 R", rows.getvalue()) + b"\nendobj\n")
    whole.write(b"startxref\n%d\n%%%%EOF\n" % at)
    return whole.getvalue()


def fields(count):
    kids = " ".join(f"{i + 5} 0 R" for i in range(count))
    return pdf(page=f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Annots[{kids}]>>",
               catalog=f"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(x)>>/AcroForm<</Fields[{kids}]>>>>",
               more=[f"<</Type/Annot/Subtype/Widget/FT/Tx/T({i})/V(x)/Rect[0 0 9 9]>>" for i in range(count)])


def fan(levels):
    """Each form draws the next one ten times."""
    more = [stream(f"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {i + 6} 0 R>>>>", b"/X Do " * 10)
            for i in range(levels)]
    return pdf(page="<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>",
               contents=stream("", b"/X Do"), more=[*more, stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", b"BT ET")])


def picture(width, height):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = zlib.compress(bytes(16 * MEGABYTE), 9)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", rows) + chunk(b"IEND", b""))


def pictures(add):
    add("picture", "photo.png", picture(60000, 60000))
    add("svg-laughs", "logo.svg", f"<?xml version='1.0'?>{LAUGHS}<svg>&a11;</svg>".encode())


def pages(add):
    """HTML that is the text of the mail."""
    add("html-depth", None, b"<div>" * 200000)
    add("html-formatting", None, b"<b>" * 20000 + b"<p>" * 20000)
    add("html-misnested", None, b"<a><b><i><u><s><tt><p>" * 40000)
    add("html-tables", None, b"<table><tr><td>" * 60000)
    add("html-attributes", None, b"<p " + b" ".join(b"a%d=x" % i for i in range(60000)) + b">")
    add("html-tag-attributes", None, b"<html a=1 b=2>" * 60000)
    add("html-comments", None, b"<!--" * 250000)
    add("html-opened", None, b"<" * 1000000)
    add("html-quotes", None, b'<a href="' * 100000)
    add("html-entities", None, b"&amp" * 250000)
    add("html-style", None, b"<p style='" + b"url(" * 240000 + b"'>")
    add("html-styles", None, b"<style>" + b"/*" * 100000 + b"@import " * 60000)
    add("html-select", None, b"<select><option>" * 60000)
    add("html-svg", None, b"<svg><math><desc>" * 50000)
    add("html-large", None, b"<p>Hello.</p>\n" * 800000)
    add("html-address", None, b"<a href='" + b"/../" * 240000 + b"'>x</a>")
    add("html-conditional", None, b"<!--[if mso]><![endif]-->" * 40000)
    add("html-script-escape", None, b"<script><!--<script>" * 50000)


def make(add):
    for part in (archives, documents, pdfs, pictures, pages):
        part(add)
