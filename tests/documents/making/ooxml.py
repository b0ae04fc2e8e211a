"""WordprocessingML by hand: paragraphs, tables, and the package around them."""

import itertools
from xml.sax.saxutils import escape

from package import pack

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
              'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
              'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
              'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
              'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
              'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
              'xmlns:v="urn:schemas-microsoft-com:vml" mc:Ignorable="w14"')
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
DOCX, DOTX = f"{TYPE}.document.main+xml", f"{TYPE}.template.main+xml"
DOCM = "application/vnd.ms-word.document.macroEnabled.main+xml"

FONT = '<w:rFonts w:ascii="Nimbus Sans" w:hAnsi="Nimbus Sans" w:cs="DejaVu Sans"/>'
STYLES = f'''{HEAD}<w:styles xmlns:w="{W}">\
<w:docDefaults><w:rPrDefault><w:rPr>{FONT}<w:sz w:val="20"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/>\
<w:rPr>{FONT}<w:b/><w:sz w:val="36"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:pPr><w:keepNext/>\
<w:spacing w:before="200" w:after="60"/>\
<w:outlineLvl w:val="0"/></w:pPr><w:rPr>{FONT}<w:b/><w:sz w:val="24"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="PlaceholderText"><w:name w:val="Placeholder Text"/>\
<w:rPr><w:color w:val="808080"/></w:rPr></w:style>
<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>\
''' + "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
              for side in ("top", "left", "bottom", "right", "insideH",
                           "insideV")) + '''</w:tblBorders></w:tblPr></w:style></w:styles>'''

_ids = itertools.count(1001)


def restart_ids():
    """Each document counts its own ids, so that it does not depend on those before it."""
    global _ids
    _ids = itertools.count(1001)


def next_id():
    return next(_ids)


def run(text, props=""):
    """A run; a newline in the text becomes a line break."""
    body = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' if line else ""
                          for line in text.split("\n"))
    return f"<w:r>{'<w:rPr>' + props + '</w:rPr>' if props else ''}{body}</w:r>"


def split_run(text, props=""):
    """The same text as Word leaves it after edits and a spelling check: many runs of different sessions."""
    pieces, out = [text[i:i + 7] for i in range(0, len(text), 7)], []
    for n, piece in enumerate(pieces):
        one = run(piece, props).replace("<w:r>", f'<w:r w:rsidR="00A4{n % 7:04X}" w:rsidRPr="00C1{n % 5:04X}">', 1)
        mark = next_id() if n == 1 else 0
        out.append(
            f'<w:bookmarkStart w:id="{mark}" w:name="_GoBack{mark}"/><w:bookmarkEnd w:id="{mark}"/>' if mark else "")
        out.append('<w:proofErr w:type="spellStart"/>' + one + '<w:proofErr w:type="spellEnd"/>' if n % 3 == 1 else one)
    return "".join(out)


def paragraph(text="", style="", props="", runs=None):
    """A paragraph of one run, or of the runs given as XML."""
    inner = runs if runs is not None else run(text, props) if text else ""
    return f"<w:p>{f'<w:pPr><w:pStyle w:val={chr(34)}{style}{chr(34)}/></w:pPr>' if style else ''}{inner}</w:p>"


def cell(content, width, span=1):
    grid = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{grid}</w:tcPr>{content}</w:tc>'


def table(rows, widths):
    """rows: XML of w:tr"""
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    return (f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/></w:tblPr>'
            f'<w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>')


def row(cells):
    return f'<w:tr>{"".join(cells)}</w:tr>'


def core(title, creator="A. N. Author", description=""):
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f'<dc:title>{escape(title)}</dc:title><dc:creator>{escape(creator)}</dc:creator>'
        f'<dc:description>{escape(description)}</dc:description>'
        '<dcterms:created xsi:type="dcterms:W3CDTF">2026-09-01T10:00:00Z</dcterms:created>'
        '<dcterms:modified xsi:type="dcterms:W3CDTF">2026-09-01T10:00:00Z</dcterms:modified></cp:coreProperties>')


def document(body, title="", header="", footer="", main_type=DOCX, extra=(), properties=None, main="word/document.xml"):
    """A package. extra: (part name, content type, relationship type or "", octets); header, footer: paragraphs."""
    parts, overrides, relations = [], [], []

    def add(name, kind, relation, data):
        parts.append((f"word/{name}", data))
        overrides.append((f"/word/{name}", kind))
        if relation:
            relations.append((relation if "/" in relation else f"{RELATION}/{relation}", name))

    add("styles.xml", f"{TYPE}.styles+xml", "styles", STYLES)
    references = ""
    for what, text, tag in (("header", header, "hdr"), ("footer", footer, "ftr")):
        if text:
            add(f"{what}1.xml", f"{TYPE}.{what}+xml", what, f"{HEAD}<w:{tag} {NAMESPACES}>{text}</w:{tag}>")
            references += f'<w:{what}Reference w:type="default" r:id="rId{len(relations)}"/>'
    for one in extra:
        add(*one)
    body += (
        f'<w:sectPr>{references}<w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="900" w:right="1000" w:bottom="900" w:left="1000" w:header="400" w:footer="400" '
        'w:gutter="0"/></w:sectPr>'
    )
    package_relations = ((f"{RELATION}/officeDocument", main),
                         ("http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
                          "docProps/core.xml"))
    overrides += [("/" + main, main_type),
                  ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")]
    return pack([("[Content_Types].xml", _types(overrides)), ("_rels/.rels", _relations(package_relations)),
                 (main, f"{HEAD}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"),
                 (f"word/_rels/{main.rsplit('/', 1)[1]}.rels", _relations(relations)), *parts,
                 ("docProps/core.xml", properties or core(title))])


def _types(overrides):
    return (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="bin" '
        'ContentType="application/vnd.ms-office.vbaProject"/>'
        + "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides) + "</Types>")


def _relations(relations):
    return (f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' +
            "".join(f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
                    for n, (kind, target) in enumerate(relations, 1)) + "</Relationships>")
