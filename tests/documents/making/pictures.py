"""Pictures of a form: what a scanner, a fax and a telephone make of paper."""

import io
import os
import subprocess
import tempfile

import pikepdf
from PIL import Image, ImageChops, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas


def pages(pdf, dpi, mode="L"):
    """The pages of a PDF as pictures."""
    with tempfile.TemporaryDirectory(prefix="documents-") as directory:
        path = os.path.join(directory, "paper.pdf")
        with open(path, "wb") as file:
            file.write(pdf)
        subprocess.run(["pdftoppm", "-r", str(dpi), "-gray", path,
                        os.path.join(directory, "page")], check=True, capture_output=True)
        names = sorted(n for n in os.listdir(directory) if n.startswith("page"))
        return [Image.open(os.path.join(directory, n)).convert(mode) for n in names]


def crooked(picture, degrees=0.7):
    """As it lies on the glass, or under the telephone."""
    return picture.rotate(degrees, fillcolor=250, resample=Image.BICUBIC)


def scan(pdf, dpi=90, jpeg=0):
    """A PDF of pictures only: fax-like, or as JPEG of that quality."""
    out, canvas = [], io.BytesIO()
    for picture in pages(pdf, dpi):
        page = io.BytesIO()
        if jpeg:
            crooked(picture).save(page, "JPEG", quality=jpeg)
            out.append((picture, page))
        else:
            out.append(crooked(picture, 0.2).point(lambda v: 255 if v > 150 else 0).convert("1", dither=Image.NONE))
    if jpeg:
        paper = Canvas(canvas, invariant=1)
        for picture, page in out:
            size = (picture.width * 72 / dpi, picture.height * 72 / dpi)
            paper.setPageSize(size)
            paper.drawImage(ImageReader(page), 0, 0, *size)
            paper.showPage()
        paper.save()
        return canvas.getvalue()
    out[0].save(canvas, "PDF", save_all=True, append_images=out[1:], resolution=dpi)
    with pikepdf.open(io.BytesIO(canvas.getvalue())) as pdf:
        del pdf.docinfo
        done = io.BytesIO()
        pdf.save(done, static_id=True)
    return done.getvalue()


def with_text_layer(pdf, words, dpi=60):
    """A scan with its words, of words_of(), invisibly over the picture, as scanners with text recognition make it."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for picture, page in zip(pages(pdf, dpi), words):
        picture = crooked(picture, 0.2).point(lambda v: 255 if v > 150 else 0).convert("1", dither=Image.NONE)
        width, height = picture.width * 72 / dpi, picture.height * 72 / dpi
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(picture), 0, 0, width, height)
        for left, top, right, bottom, word in page:
            text = canvas.beginText(left, height - bottom + 2)
            text.setFont("Helvetica", max(4, (bottom - top) * 0.8))
            text.setTextRenderMode(3)
            text.setHorizScale(100)
            text.textOut(word + " ")
            canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def words_of(pdf):
    """For each page the words and where they stand, as text recognition would find them."""
    from lxml import html
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        text = subprocess.run(["pdftotext", "-bbox", file.name, "-"], check=True, capture_output=True).stdout
    return [[(*(float(w.get(k)) for k in ("xmin", "ymin", "xmax", "ymax")), w.text) for w in page.iter("word")
             if w.text.isascii()] for page in html.fromstring(text).iter("page")]


def photo(pdf, kind, dpi=70, page=0):
    """A telephone's picture of a page: crooked, soft, darker towards a corner."""
    picture = crooked(pages(pdf, dpi)[page], 2.3).filter(ImageFilter.GaussianBlur(0.6))
    shade = Image.linear_gradient("L").resize(picture.size).point(lambda v: 255 - v // 4)
    picture = ImageChops.multiply(picture, shade)
    out = io.BytesIO()
    if kind == "JPEG":
        picture.save(out, kind, quality=30)
    else:
        picture.quantize(8).save(out, kind, optimize=True)
    return out.getvalue()


def fax(pdf):
    """A TIFF of several pages."""
    out, all_pages = io.BytesIO(), [
        p.point(lambda v: 255 if v > 150 else 0).convert("1", dither=Image.NONE) for p in pages(pdf, 90)
    ]
    all_pages[0].save(out, "TIFF", compression="group4", save_all=True, append_images=all_pages[1:])
    return out.getvalue()


def logo():
    """A small picture as it stands in letters and signatures."""
    out = io.BytesIO()
    Image.radial_gradient("L").resize((96, 32)).convert("P").save(out, "PNG", optimize=True)
    return out.getvalue()
