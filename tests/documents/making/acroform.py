"""The form as a PDF with fields: drawn by reportlab, filled as the usual programs do it."""

import io
import re

import pikepdf
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

LEFT, TOP, BOTTOM, LABEL, FIELD = 50, 800, 60, 170, 320
NOT_CHOSEN = "-"


class Page:
    """A canvas that starts a new page when it is full, with the form's footer."""
    def __init__(self, form):
        self.form, self.out = form, io.BytesIO()
        self.canvas = Canvas(self.out, pagesize=A4, invariant=1, pageCompression=1)
        self.canvas.setTitle(form.title)
        self.y = TOP

    def room(self, height):
        if self.y - height < BOTTOM:
            self.canvas.setFont("Helvetica", 8)
            self.canvas.drawString(LEFT, 30, self.form.footer)
            self.canvas.showPage()
            self.y = TOP

    def text(self, text, size=9, bold=False, x=LEFT, width=LABEL + FIELD):
        font = "Helvetica-Bold" if bold else "Helvetica"
        for line in simpleSplit(text, font, size, width):
            self.room(size + 4)
            self.canvas.setFont(font, size)
            self.canvas.drawString(x, self.y - size, line)
            self.y -= size + 3

    def finish(self):
        self.room(TOP)
        self.canvas.save()
        return self.out.getvalue()


def draw(form, answers=None):
    """The PDF; with answers, their appearances are drawn."""
    answers, page = answers or {}, Page(form)
    page.text(form.title, 18, True)
    page.text(form.version_line)
    for text in form.intro:
        page.text(text)
    for section in form.sections:
        page.room(80)
        page.y -= 8
        page.text(section.heading, 12, True)
        page.text(section.intro)
        for field in section.fields:
            draw_field(page, field, answers.get(field.key))
        if section.grid:
            draw_grid(page, section.grid, answers.get("rows", ()))
    for text in form.closing:
        page.text(text)
    return page.finish()


def compact(data):
    """The same document in object streams, as most programs write it today."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return save(pdf)


def draw_field(page, field, given):
    height = 58 if field.kind == "long" else 14 * len(field.options) if field.kind == "ticks" else 18
    page.room(max(height, 40) + 6)
    top, x, acro = page.y, LEFT + LABEL, page.canvas.acroForm
    page.text(field.label, 9, True, width=LABEL - 8)
    if field.hint:
        page.text(field.hint, 8, width=LABEL - 8)
    if field.kind == "ticks":
        for n, option in enumerate(field.options):
            acro.checkbox(name=f"{field.key}_{n}", tooltip=f"{field.label} {option}", x=x, y=top - 13 - 14 * n, size=11,
                          checked=bool(given) and n in given)
            page.canvas.setFont("Helvetica", 9)
            page.canvas.drawString(x + 16, top - 11 - 14 * n, option)
    elif field.kind == "choice":
        acro.choice(name=field.key, tooltip=field.label, x=x, y=top - height, width=FIELD, height=height, fontSize=9,
                    forceBorder=True, options=[NOT_CHOSEN, *field.options],
                    value=NOT_CHOSEN if given is None else field.options[given])
    else:
        if given and field.kind == "long":
            given = "\n".join(simpleSplit(given, "Helvetica", 9, FIELD - 12))
        acro.textfield(name=field.key, tooltip=field.label, x=x, y=top - height, width=FIELD, height=height, fontSize=9,
                       forceBorder=True, value=given or "", fieldFlags="multiline" if field.kind == "long" else "",
                       maxlen=2000)
    page.y = min(page.y, top - height) - 6


def draw_grid(page, grid, given):
    width = (LABEL + FIELD) / len(grid.columns)
    page.room(40 + 20 * grid.rows)
    page.canvas.setFont("Helvetica-Bold", 9)
    for i, column in enumerate(grid.columns):
        page.canvas.drawString(LEFT + i * width, page.y - 10, column.label)
    page.y -= 14
    for n in range(grid.rows):
        for i, column in enumerate(grid.columns):
            page.canvas.acroForm.textfield(name=f"{column.key}_{n}", tooltip=column.label, x=LEFT + i * width,
                                           y=page.y - 18, width=width - 4, height=18, fontSize=9, forceBorder=True,
                                           maxlen=200,
                                           value=given[n][i] if n < len(given) and i < len(given[n]) else "")
        page.y -= 22
    page.y -= 6


def values(form, answers):
    """Field name to value: text, or True for a box that is ticked."""
    out = {}
    for section in form.sections:
        for field in section.fields:
            given = answers.get(field.key)
            if given is None:
                continue
            if field.kind == "ticks":
                out.update({f"{field.key}_{n}": True for n in given})
            else:
                out[field.key] = field.options[given] if field.kind == "choice" else given
        for n, row in enumerate(answers.get("rows", ()) if section.grid else ()):
            out.update({f"{column.key}_{n}": text for column, text in zip(section.grid.columns, row) if text})
    return out


def set_value(field, value, keep=False):
    """keep: leave what is shown, and which option is chosen, as they were."""
    if value is True:
        on = next(name for name in field.AP.N.keys() if name != "/Off")
        field.V = field.AS = pikepdf.Name(on)
        return
    field.V = pikepdf.String(value)
    if keep:
        return
    if "/AP" in field:
        del field.AP
    if "/I" in field:
        field.I = pikepdf.Array([[str(o) for o in field.Opt].index(value)])


def save(pdf, **options):
    out = io.BytesIO()
    pdf.save(out, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, **options)
    return out.getvalue()


def fill(data, given, appearances="none"):
    """Set values. appearances: "none" (removed, the viewer shall make them), "stale" (those of the empty fields are
    left), "made" (qpdf makes them)."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            value = given.get(str(field.T))
            if value is None:
                continue
            set_value(field, value, appearances == "stale")
        pdf.Root.AcroForm.NeedAppearances = True
        if appearances == "made":
            pdf.generate_appearance_streams()
        return save(pdf)


def flatten(data):
    """What the fields show becomes part of the page, and the fields are gone."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.flatten_annotations("screen")
        if "/AcroForm" in pdf.Root:
            del pdf.Root.AcroForm
        return save(pdf)


def encrypt(data, user, owner):
    """Under passwords. The file key is random: not the same each time."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return save_encrypted(pdf, pikepdf.Encryption(user=user, owner=owner, R=6))


def save_encrypted(pdf, encryption):
    out = io.BytesIO()
    pdf.save(out, encryption=encryption)
    return out.getvalue()


def fill_by_update(data, given):
    """Append a second revision with the changed fields, as viewers save; the first revision stays as it was."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        changed = []
        for field in pdf.Root.AcroForm.Fields:
            value = given.get(str(field.T))
            if value is not None:
                set_value(field, value)
                changed.append((field.objgen[0], field.unparse(resolved=True)))
        pdf.Root.AcroForm.NeedAppearances = True
        changed.append((pdf.Root.AcroForm.objgen[0], pdf.Root.AcroForm.unparse(resolved=True)))
        root, size = pdf.Root.objgen[0], len(pdf.objects) + 1
    out, offsets = bytearray(data), []
    for number, body in sorted(changed):
        offsets.append((number, len(out)))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, previous = len(out), int(re.findall(rb"startxref\s+(\d+)", data)[-1])
    out += b"xref\n" + b"".join(b"%d 1\n%010d 00000 n \n" % pair for pair in offsets)
    out += b"trailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (size, root, previous, start)
    return bytes(out)


def join(*documents):
    """The pages of several PDFs in one."""
    with pikepdf.new() as out:
        for data in documents:
            with pikepdf.open(io.BytesIO(data)) as pdf:
                out.pages.extend(pdf.pages)
        return save(out)


def with_xfa(packet, text):
    """One page with a text, and an XFA form that a viewer without XFA cannot show."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.drawString(LEFT, TOP, text)
    canvas.save()
    with pikepdf.open(io.BytesIO(out.getvalue())) as pdf:
        pdf.Root.NeedsRendering = True
        pdf.Root.AcroForm = pdf.make_indirect(
            pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=pdf.make_stream(packet.encode())))
        return save(pdf)
