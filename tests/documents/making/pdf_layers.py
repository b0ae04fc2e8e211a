"""PDFs that show one thing and hold another: layers, invisible and white text, annotations."""

import io
import re
import subprocess
import tempfile

import pikepdf
from lxml import html
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from acroform import save, set_value

HIDDEN = 2  # annotation flag


def text_page(lines):
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for n, line in enumerate(lines):
        canvas.drawString(60, 780 - 18 * n, line)
    canvas.save()
    return out.getvalue()


def overlay(cover, printed, hide):
    """The cover's page, and on it all of the printed document in a way that nobody sees."""
    with pikepdf.open(io.BytesIO(printed)) as pdf, pikepdf.open(io.BytesIO(cover)) as above:
        for page in pdf.pages:
            hide(pdf, page)
        page = pikepdf.Page(pdf.pages[0])
        look = pdf.copy_foreign(pikepdf.Page(above.pages[0]).as_form_xobject())
        page.add_resource(look, pikepdf.Name.XObject, pikepdf.Name.Cover)
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(b"\nQ q /Cover Do Q\n")
        return save(pdf)


def in_hidden_layer(pdf, page):
    layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("Form")))
    page.contents_add(b"/OC /Hidden BDC\n", prepend=True)
    page.contents_add(b"\nEMC\n")
    if "/Properties" not in page.Resources:
        page.Resources.Properties = pikepdf.Dictionary()
    page.Resources.Properties.Hidden = layer
    if "/OCProperties" not in pdf.Root:
        pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array(), D=pikepdf.Dictionary(OFF=pikepdf.Array()))
    pdf.Root.OCProperties.OCGs.append(layer)
    pdf.Root.OCProperties.D.OFF.append(layer)


def change_content(page, change):
    page.contents_coalesce()
    page.Contents.write(change(page.Contents.read_bytes()))


def invisible(_, page):
    change_content(page, lambda content: re.sub(rb"\bBT\b", b"BT 3 Tr", content))


def white(_, page):
    change_content(page, lambda content: re.sub(rb"\bBT\b", b"1 1 1 rg BT", content))


def fill_hidden(data, values):
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            if str(field.T) in values:
                set_value(field, values[str(field.T)])
                field.F = int(field.get("/F", 0)) | HIDDEN
        pdf.Root.AcroForm.NeedAppearances = True
        return save(pdf)


def annotation(pdf, page, **entries):
    if "/Annots" not in page:
        page.Annots = pikepdf.Array()
    page.Annots.append(pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Annot, F=4, **entries)))


def notes(data, texts):
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for n, text in enumerate(texts):
            annotation(pdf, pdf.pages[0], Subtype=pikepdf.Name.Text,
                       Rect=pikepdf.Array([300, 640 - 40 * n, 320,
                                           660 - 40 * n]), Contents=pikepdf.String(text), Name=pikepdf.Name.Note)
        return save(pdf)


def typed_over(data, answers):
    """FreeText annotations beside labels of the first page. answers: (label, text)"""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        found = subprocess.run(["pdftotext", "-l", "1", "-bbox-layout", file.name, "-"], check=True,
                               capture_output=True).stdout
    page_xml = next(html.fromstring(found).iter("page"))
    height = float(page_xml.get("height"))
    lines = {" ".join(w.text for w in line.iter("word")): float(line.get("ymax")) for line in page_xml.iter("line")}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for label, text in answers:
            bottom = height - next(y for said, y in lines.items() if said.startswith(label))
            look = pdf.make_stream(
                b"BT /Helv 9 Tf 0 g 2 3 Td (" + text.encode("latin-1") + b") Tj ET", Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Form, BBox=pikepdf.Array([0, 0, 260, 12]),
                Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=pikepdf.Dictionary(
                    Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica))))
            annotation(pdf, pdf.pages[0], Subtype=pikepdf.Name.FreeText,
                       Rect=pikepdf.Array([232, bottom, 492, bottom + 12]), Contents=pikepdf.String(text),
                       DA=pikepdf.String("/Helv 9 Tf 0 g"), AP=pikepdf.Dictionary(N=look))
        return save(pdf)
