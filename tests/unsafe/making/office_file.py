"""OOXML and OpenDocument packages of a few parts, with something unsafe in them that LibreOffice does not write."""

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

EPOCH = (2026, 9, 1, 10, 0, 0)
# In every payload: nothing that is relayed may hold it, in any decoding.
MARK = "PAYLOAD7f3a"
# In what must stay.
KEPT = "Kept text"

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OPEN = "http://schemas.openxmlformats.org"
OFFICE = f"{OPEN}/officeDocument/2006/relationships/"
MS2006 = "http://schemas.microsoft.com/office/2006/relationships/"
VND = "application/vnd.openxmlformats-officedocument."

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + MARK.encode() + bytes(100)
PNG = (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cc`\0\0\0\2\0\1H\xaf\xa4q"
       b"\0\0\0\0IEND\xaeB`\x82")


def pack(parts, stored=("mimetype", )):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts:
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, data.encode() if isinstance(data, str) else data)
    return out.getvalue()


def relations(items):
    """items: (id, type, target) or (id, type, target, "External")"""
    return HEAD + f'<Relationships xmlns="{OPEN}/package/2006/relationships">' + "".join(
        f'<Relationship Id="{item[0]}" Type="{item[1] if "/" in item[1] else OFFICE + item[1]}" '
        f'Target={quoteattr(item[2])}' + (f' TargetMode="{item[3]}"' if len(item) > 3 else "") + "/>"
        for item in items) + "</Relationships>"


def types(overrides, defaults=()):
    return HEAD + f'<Types xmlns="{OPEN}/package/2006/content-types">' + "".join(
        f'<Default Extension="{extension}" ContentType="{kind}"/>' for extension, kind in
        (("rels", "application/vnd.openxmlformats-package.relationships+xml"), ("xml", "application/xml"),
         ("png", "image/png"), *defaults)) + "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>'
                                                     for name, kind in overrides) + "</Types>"


def package(main, main_type, links, parts, root=(), defaults=()):
    """main: (name, xml); links: relationships of it; parts: (name, content type or None, data); root: further
    relationships of the package."""
    name, data = main
    folder, base = name.rsplit("/", 1)
    overrides = [(name, main_type)] + [(part, kind) for part, kind, _ in parts if kind]
    return pack([("[Content_Types].xml", types(overrides, defaults)),
                 ("_rels/.rels", relations([("rId1", "officeDocument", name), *root])), (name, data),
                 (f"{folder}/_rels/{base}.rels", relations(links)), *[(part, data) for part, _, data in parts]])


W = (f'xmlns:w="{OPEN}/wordprocessingml/2006/main" xmlns:r="{OPEN}/officeDocument/2006/relationships" '
     'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
     f'xmlns:mc="{OPEN}/markup-compatibility/2006" xmlns:a="{OPEN}/drawingml/2006/main" '
     f'xmlns:wp="{OPEN}/drawingml/2006/wordprocessingDrawing" xmlns:pic="{OPEN}/drawingml/2006/picture" '
     'xmlns:z="urn:example:z" mc:Ignorable="z"')
X = f'xmlns="{OPEN}/spreadsheetml/2006/main" xmlns:r="{OPEN}/officeDocument/2006/relationships"'
P = (f'xmlns:p="{OPEN}/presentationml/2006/main" xmlns:r="{OPEN}/officeDocument/2006/relationships" '
     f'xmlns:a="{OPEN}/drawingml/2006/main" xmlns:mc="{OPEN}/markup-compatibility/2006"')


def paragraph(content):
    return f"<w:p>{content}</w:p>"


def run(text):
    return f"<w:r><w:t>{escape(text)}</w:t></w:r>"


def mark(kind):
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def code(*pieces):
    return "".join(f'<w:r><w:instrText xml:space="preserve">{escape(piece)}</w:instrText></w:r>' for piece in pieces)


def field(instruction, result=KEPT):
    return mark("begin") + instruction + mark("separate") + run(result) + mark("end")


def docx(body, links=(), parts=(), main_type=VND + "wordprocessingml.document.main+xml", root=(), defaults=()):
    body = paragraph(run("First line")) + body + paragraph(run("Last line"))
    return package(("word/document.xml", f"{HEAD}<w:document {W}><w:body>{body}</w:body></w:document>"), main_type,
                   links, parts, root, defaults)


def xlsx(rows, links=(), parts=(), workbook="", after="", main_type=VND + "spreadsheetml.sheet.main+xml",
         sheet_links=(), sheets='<sheet name="One" sheetId="1" r:id="rIdOne"/>', root=(), view=""):
    sheet = (f'{HEAD}<worksheet {X}><sheetData>{rows}</sheetData>{after}</worksheet>')
    parts = [("xl/worksheets/one.xml", VND + "spreadsheetml.worksheet+xml", sheet), *parts]
    if sheet_links:
        parts.append(("xl/worksheets/_rels/one.xml.rels", None, relations(sheet_links)))
    return package(("xl/workbook.xml", f"{HEAD}<workbook {X}>{view}<sheets>{sheets}</sheets>{workbook}</workbook>"),
                   main_type, [("rIdOne", "worksheet", "worksheets/one.xml"), *links], parts, root)


def cell(reference, formula="", value="42", attributes=""):
    formula = f"<f{attributes}>{escape(formula)}</f>" if formula or attributes else ""
    return f'<row r="{reference[1:]}"><c r="{reference}">{formula}<v>{value}</v></c></row>'


def pptx(shapes, slide_links=(), parts=(), main_type=VND + "presentationml.presentation.main+xml"):
    slide = (f'{HEAD}<p:sld {P}><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/>'
             f'</p:nvGrpSpPr><p:grpSpPr/>{shapes}</p:spTree></p:cSld></p:sld>')
    master = (f'{HEAD}<p:sldMaster {P}><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/>'
              '</p:nvGrpSpPr><p:grpSpPr/></p:spTree></p:cSld><p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" '
              'accent1="accent1" accent2="accent2" accent3="accent3" accent4="accent4" accent5="accent5" '
              'accent6="accent6" hlink="hlink" folHlink="folHlink"/><p:sldLayoutIdLst><p:sldLayoutId id="2147483649" '
              'r:id="rId1"/></p:sldLayoutIdLst></p:sldMaster>')
    layout = (f'{HEAD}<p:sldLayout {P} type="blank"><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/>'
              '<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/></p:spTree></p:cSld></p:sldLayout>')
    kind = VND + "presentationml."
    return package(("ppt/presentation.xml", f'{HEAD}<p:presentation {P}><p:sldMasterIdLst><p:sldMasterId '
                    'id="2147483648" r:id="rId2"/></p:sldMasterIdLst><p:sldIdLst><p:sldId id="256" r:id="rId1"/>'
                    '</p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/>'
                    '</p:presentation>'), main_type,
                   [("rId1", "slide", "slides/slide1.xml"), ("rId2", "slideMaster", "slideMasters/master1.xml")],
                   [("ppt/slides/slide1.xml", kind + "slide+xml", slide),
                    ("ppt/slides/_rels/slide1.xml.rels", None,
                     relations([("rIdL", "slideLayout", "../slideLayouts/layout1.xml"), *slide_links])),
                    ("ppt/slideLayouts/layout1.xml", kind + "slideLayout+xml", layout),
                    ("ppt/slideLayouts/_rels/layout1.xml.rels", None,
                     relations([("rId1", "slideMaster", "../slideMasters/master1.xml")])),
                    ("ppt/slideMasters/master1.xml", kind + "slideMaster+xml", master),
                    ("ppt/slideMasters/_rels/master1.xml.rels", None,
                     relations([("rId1", "slideLayout", "../slideLayouts/layout1.xml")])), *parts])


def text_box(text, click=""):
    return ('<p:sp><p:nvSpPr><p:cNvPr id="2" name="Box"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm>'
            '<a:off x="100000" y="100000"/><a:ext cx="3000000" cy="500000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
            f'</a:prstGeom></p:spPr><p:txBody><a:bodyPr/><a:p><a:r><a:rPr lang="en-GB">{click}</a:rPr>'
            f'<a:t>{escape(text)}</a:t></a:r></a:p></p:txBody></p:sp>')


ODF = "urn:oasis:names:tc:opendocument:xmlns:"
ODF_SPACES = " ".join(f'xmlns:{prefix}="{ODF}{name}:1.0"' for prefix, name in (
    ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("form", "form"),
    ("script", "script"), ("presentation", "presentation"), ("style", "style"), ("meta", "meta"), ("svg",
                                                                                                   "svg-compatible"),
    ("fo", "xsl-fo-compatible"))) + (' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dom="http://www.w3.org/2001/xml-events"'
                                    ' xmlns:ooo="http://openoffice.org/2004/office"'
                                    ' xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.3"')


def odf(body, kind="text", parts=(), before="", tag=None, manifest=""):
    """parts: (name, media type, data)"""
    tag = tag or kind
    content = (f'{HEAD}<office:document-content {ODF_SPACES}>{before}<office:body><office:{tag}>{body}</office:{tag}>'
               '</office:body></office:document-content>')
    media = f"application/vnd.oasis.opendocument.{kind}"
    entries = "".join(f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{what}"/>'
                      for name, what in (("/", media), ("content.xml", "text/xml"), *[part[:2] for part in parts]))
    listing = (f'{HEAD}<manifest:manifest xmlns:manifest="{ODF}manifest:1.0" manifest:version="1.3">{entries}{manifest}'
               '</manifest:manifest>')
    return pack([("mimetype", media), ("content.xml", content), *[(name, data) for name, _, data in parts],
                 ("META-INF/manifest.xml", listing)])


def line(text):
    return f"<text:p>{escape(text)}</text:p>"


def bomb(name, size):
    """A stored claim of many octets, deflated to few."""
    return name, b"\0" * size
