"""Filled forms that cannot be read: pictures, passwords, damage; and those that look so and can be read."""

import re

import acroform
import containers
import ooxml
import pictures
from docx_form import Style, build
from form import ENGLISH, OLD, WELSH
from package import pack, replace
from people import ASHDOWN, LAYLA, RHYS, WISNIEWSKI, as_old, count, some

PASSWORD = "correct horse"


def make(corpus, office, blanks):
    paper = office.convert(build(ENGLISH, ASHDOWN), "docx", "pdf")
    make_pictures(corpus, office, paper)
    make_locked(corpus, office, blanks, paper)
    make_damaged(corpus, office, blanks, paper)
    make_hostile(corpus, blanks)


def unreadable(corpus, name, data, note, other="-", form=ENGLISH):
    return corpus.add(f"unreadable/{name}", data, "unreadable", note, form.language, other=other)


def make_pictures(corpus, office, paper):
    def add(name, data, note, form=ENGLISH):
        unreadable(corpus, name, data, note, form=form)

    welsh = office.convert(build(WELSH, RHYS), "docx", "pdf")
    old = office.convert(build(OLD, as_old(LAYLA)), "docx", "pdf")
    add("scan-fax.pdf", pictures.scan(paper), "scanned in black and white, no text")
    add("scan-jpeg.pdf", pictures.scan(paper, 55, 22), "scanned as JPEG, no text")
    add("scan-cy.pdf", pictures.scan(welsh), "scanned in black and white, no text", WELSH)
    add("scan-old.pdf", pictures.scan(old), "the older version, scanned; nobody can see that it is the older one")
    add("scan-blank.pdf", pictures.scan(office.convert(build(ENGLISH), "docx", "pdf")),
        "a blank form, scanned; nobody can see that it is blank")
    photo = add_photos(add, paper)
    add("fax.tif", pictures.fax(paper), "a TIFF of all pages")
    add("picture.docx", picture_docx(photo), "a docx that holds nothing but a photo of the form")
    half = acroform.join(
        pictures.scan(paper),
        office.convert(ooxml.document(ooxml.paragraph("Scanned by the office copier.")), "docx", "pdf"))
    add("scan-with-cover.pdf", half, "scanned, with one line of text on a page of its own")
    text = pictures.with_text_layer(paper, pictures.words_of(paper))
    corpus.add("unreadable/scan-recognised.pdf", text, "completed",
               "a scan with recognised text in an invisible layer: it can be read", "en",
               (count(ENGLISH, ASHDOWN)[0] - 7, 2), other="unreadable")


def add_photos(add, paper):
    photo = pictures.photo(paper, "JPEG")
    add("photo.jpg", photo, "a telephone's photo of the first page")
    add("photo-2.jpeg", pictures.photo(paper, "JPEG", 70, 1), "a telephone's photo of the second page")
    add("photo.png", pictures.photo(paper, "PNG", 60), "a photo as PNG")
    return photo


def picture_docx(photo):
    shape = (
        '<w:r><w:drawing><wp:inline><wp:extent cx="6000000" cy="8400000"/><wp:docPr id="1" name="Photo"/><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="1" '
        'name="photo.jpg"/><pic:cNvPicPr/>'
        '</pic:nvPicPr><pic:blipFill><a:blip '
        'r:embed="rId2"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>'
        '<a:off x="0" y="0"/><a:ext cx="6000000" cy="8400000"/></a:xfrm><a:prstGeom '
        'prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        '</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>')
    return ooxml.document(ooxml.paragraph(runs=shape), "Photo",
                          extra=[("media/photo.jpg", "image/jpeg", "image", photo)])


def make_locked(corpus, office, blanks, paper):
    def add(name, make_it, note):
        corpus.add_once(f"unreadable/{name}", make_it, "unreadable", note)

    open_docx = build(ENGLISH, ASHDOWN, Style("controls"))
    for suffix, how in (("docx", "OLE2 with EncryptedPackage"), ("doc", "Word 97, encrypted streams"),
                        ("odt", "AES, the manifest is readable")):
        add(f"password.{suffix}", lambda suffix=suffix: office.lock(open_docx, "docx", suffix, PASSWORD),
            f"under a password ({how})")
    fields = acroform.fill(blanks["fields-en.pdf"], acroform.values(ENGLISH, LAYLA))
    add("password.pdf", lambda: acroform.encrypt(fields, "horse", "owner"), "needs a password to open")
    add("password-printed.pdf", lambda: acroform.encrypt(paper, "horse", "owner"), "printed, needs a password to open")
    for name, data, answers in (("owner-fields.pdf", fields, LAYLA), ("owner-printed.pdf", paper, ASHDOWN)):
        corpus.add_once(f"unreadable/{name}", lambda data=data: acroform.encrypt(data, "", "owner"), "completed",
                        note="encrypted with an owner's password only: opens without one",
                        count=count(ENGLISH, answers))
    unreadable(corpus, "password.zip",
               containers.zipped_under_password("Prevent Referral Form.docx", open_docx, b"horse"),
               "a zip under a password, with a filled docx")


def make_damaged(corpus, office, blanks, paper):
    docx = build(ENGLISH, WISNIEWSKI)
    fields = acroform.draw(ENGLISH)

    def add(name, data, note, other="-"):
        unreadable(corpus, name, data, note, other)

    add("truncated.docx", docx[:len(docx) * 2 // 3], "the upload was cut off: no zip directory")
    add("flipped.docx", docx[:1400] + bytes(b ^ 0x5A for b in docx[1400:1500]) + docx[1500:], "damaged inside its text")
    add("empty.docx", b"", "no octets at all", "another")
    add("truncated.odt", (lambda d: d[:len(d) // 2])(blanks["plain-en.odt"]), "cut off")
    doc = office.convert(docx, "docx", "doc")
    add("truncated.doc", doc[:len(doc) // 3], "Word 97, cut off")
    rtf = office.convert(docx, "docx", "rtf")
    add("truncated.rtf", rtf[:len(rtf) * 3 // 5], "rtf cut off in the middle of the form", "partial")
    add("truncated.pdf", paper[:len(paper) // 3], "cut off before any page is described")
    add("zeros.pdf", b"%PDF-1.7\n" + bytes(3000), "a PDF's first line, then zeros")
    filled = acroform.fill_by_update(fields, acroform.values(ENGLISH, some(ASHDOWN, 30)))
    broken = re.sub(rb"startxref\s+\d+", b"startxref\n1", filled)
    corpus.add("unreadable/repaired.pdf", broken, "completed", "wrong startxref everywhere: readers repair it", "en",
               count(ENGLISH, some(ASHDOWN, 30)), other="unreadable")
    moved = b"X" * 37 + b"\n" + paper
    corpus.add("unreadable/repaired-printed.pdf", moved,
               "completed", "text before %PDF, so that every offset is wrong: readers repair it", "en",
               count(ENGLISH, ASHDOWN), other="unreadable")


def make_hostile(corpus, blanks):
    docx, odt = build(ENGLISH, LAYLA), blanks["plain-en.odt"]
    doctype = b'<!DOCTYPE w:document [<!ENTITY name "Layla">]>'
    unreadable(corpus, "doctype.docx",
               replace(docx, {"word/document.xml": lambda xml: xml.replace(b"?>\n", b"?>\n" + doctype, 1)}),
               "its document.xml has a DOCTYPE")
    unreadable(
        corpus, "doctype.odt",
        replace(odt, {"content.xml": lambda xml: xml.replace(b"?>", b"?><!DOCTYPE office:document-content>", 1)}),
        "its content.xml has a DOCTYPE")
    unreadable(corpus, "xfa.pdf", xfa_pdf(), "a dynamic XFA form: the page only says \"Please wait\"", "another")
    unreadable(
        corpus, "no-document.docx",
        pack([("[Content_Types].xml",
               b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
              ("word/styles.xml", b"<w/>")]), "a package without a main part", "another")


def xfa_pdf():
    packet = (
        '<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><template '
        'xmlns="http://www.xfa.org/schema/xfa-template/3.3/"><subform name="form">'
        '<field name="worry"><caption><value><text>What has made you '
        'worried?</text></value></caption></field></subform></template>'
        '<xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"><xfa:data><form><worry>' +
        LAYLA["worry"].replace("\"", "") + "</worry></form></xfa:data></xfa:datasets></xdp:xdp>")
    return acroform.with_xfa(
        packet,
        "Please wait... If this message is not replaced, your PDF viewer may not be able to display this document.")
