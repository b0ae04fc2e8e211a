"""odt, rtf, PDF and containers that are not what they seem."""

import io

from lxml import etree

import acroform
import containers
import html_form
import odf
import ooxml
import pdf_layers
from docx_form import Style, build
from form import ENGLISH
from odf import TABLE, TEXT
from package import replace
from people import ASHDOWN, LAYLA, WISNIEWSKI, count
from traps_docx import letter

PDF_LETTER = ("Dear colleagues,", "thank you for coming to the meeting of the governors on Tuesday.",
              "The minutes follow by the end of the week.")


def make(corpus, office, blanks):
    def add(name, data, kind, note, answers=None, other="-"):
        corpus.add(f"trap/{name}", data, kind, note, "en",
                   count(ENGLISH, answers) if answers is not None else None, other)

    make_odt(add, office, blanks)
    make_pdf(add, office, blanks)
    make_names(add, office, blanks)
    make_containers(add, blanks)


def make_odt(add, office, blanks):
    blank = blanks["plain-en.odt"]
    filled = odf.fill(blank, ENGLISH, ASHDOWN)
    cover = office.convert(ooxml.document(letter(), "Letter"), "docx", "odt")
    add("hidden-section.odt", replace(filled, {"content.xml": hide_all}), "another",
        "a letter; the filled form is in a hidden section")
    add("tracked-deletion.odt", replace(filled, {"content.xml": lambda xml: track(xml, deletion=True)}), "blank",
        "the answers were deleted with tracking on, but for the agencies: they are in text:tracked-changes", {}, other="partial")
    add("tracked-insertion.odt", replace(filled, {"content.xml": lambda xml: track(xml, deletion=False)}), "completed",
        "the answers are tracked insertions: they are text", ASHDOWN)
    add("answers-in-comments.odt", replace(blank, {"content.xml": lambda xml: annotate(xml, ASHDOWN["worry"])}),
        "blank", "the blank; what would be answers are comments", {})
    add("flat.fodt", office.convert(build(ENGLISH, WISNIEWSKI), "docx", "fodt"), "completed",
        "OpenDocument in one XML file", WISNIEWSKI)
    add("template.ott", office.convert(build(ENGLISH), "docx", "ott"), "blank", "the blank as a template", {})
    add(
        "form-in-meta.odt",
        replace(
            cover, {
                "meta.xml": lambda xml: xml.replace(
                    b"<office:meta>", b"<office:meta><dc:subject>" + " ".join(
                        f.label for s in ENGLISH.sections for f in s.fields).encode() + b"</dc:subject>")
            }), "another", "a letter; the labels are in its properties")


def hide_all(xml):
    """Put all there is into a hidden section, and a letter above it."""
    tree = etree.parse(io.BytesIO(xml))
    text = next(tree.iter(f"{{{odf.OFFICE}}}text"))
    section = etree.Element(f"{{{TEXT}}}section", {f"{{{TEXT}}}name": "Form", f"{{{TEXT}}}display": "none"})
    for child in list(text):
        if etree.QName(child).localname not in ("sequence-decls", "forms"):
            section.append(child)
    for line in PDF_LETTER:
        etree.SubElement(text, f"{{{TEXT}}}p").text = line
    text.append(section)
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8")


def answer_paragraphs(tree):
    """The paragraphs with answers, in the second cells of rows of two."""
    for row in tree.iter(f"{{{TABLE}}}table-row"):
        cells = row.findall(odf.CELL)
        if len(cells) == 2:
            yield from (p for p in cells[1].findall(odf.PARAGRAPH) if "".join(p.itertext()).strip())


def track(xml, deletion):
    """Make each answer a tracked deletion, or a tracked insertion."""
    tree = etree.parse(io.BytesIO(xml))
    text = next(tree.iter(f"{{{odf.OFFICE}}}text"))
    changes = etree.Element(f"{{{TEXT}}}tracked-changes")
    for table in tree.iter(f"{{{TABLE}}}table") if deletion else ():
        untick(table)
    for number, p in enumerate(list(answer_paragraphs(tree))):
        name = f"ct{number}"
        region = etree.SubElement(changes, f"{{{TEXT}}}changed-region", {f"{{{TEXT}}}id": name})
        change = etree.SubElement(region, f"{{{TEXT}}}{'deletion' if deletion else 'insertion'}")
        info = etree.SubElement(change, f"{{{odf.OFFICE}}}change-info")
        etree.SubElement(info, "{http://purl.org/dc/elements/1.1/}creator").text = "A. N. Author"
        etree.SubElement(info, "{http://purl.org/dc/elements/1.1/}date").text = "2026-09-01T10:00:00"
        said = "".join(p.itertext())
        if deletion and odf.BOX not in said:
            etree.SubElement(change, odf.PARAGRAPH).text = said
            for child in list(p):
                p.remove(child)
            p.text = None
            etree.SubElement(p, f"{{{TEXT}}}change", {f"{{{TEXT}}}change-id": name})
        elif deletion:
            changes.remove(region)
        else:
            start = etree.Element(f"{{{TEXT}}}change-start", {f"{{{TEXT}}}change-id": name})
            start.tail, p.text = p.text, None
            p.insert(0, start)
            etree.SubElement(p, f"{{{TEXT}}}change-end", {f"{{{TEXT}}}change-id": name})
    text.insert(0, changes)
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8")


def untick(table):
    for element in table.iter():
        for part in ("text", "tail"):
            said = getattr(element, part)
            if said and odf.TICKED in said:
                setattr(element, part, said.replace(odf.TICKED, odf.BOX))


def annotate(xml, said):
    """A comment in every empty answer cell."""
    tree = etree.parse(io.BytesIO(xml))
    for row in tree.iter(f"{{{TABLE}}}table-row"):
        cells = row.findall(odf.CELL)
        if len(cells) == 2 and not "".join(cells[1].itertext()).strip():
            note = etree.SubElement(cells[1].find(odf.PARAGRAPH), f"{{{odf.OFFICE}}}annotation")
            etree.SubElement(note, "{http://purl.org/dc/elements/1.1/}creator").text = "A. N. Author"
            etree.SubElement(note, odf.PARAGRAPH).text = said[:60]
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8")


def make_pdf(add, office, blanks):
    printed = office.convert(build(ENGLISH, ASHDOWN), "docx", "pdf")
    cover = pdf_layers.text_page(PDF_LETTER)
    add("layer-off.pdf", pdf_layers.overlay(cover, printed, pdf_layers.in_hidden_layer), "another",
        "a letter; a filled form in a layer that is switched off")
    add("invisible.pdf", pdf_layers.overlay(cover, printed, pdf_layers.invisible), "completed",
        "a letter; a filled form as invisible text (mode 3), as scanners write it: an extractor sees it", ASHDOWN,
        "another")
    add("white.pdf", pdf_layers.overlay(cover, printed, pdf_layers.white), "completed",
        "a letter; a filled form in white: an extractor sees it", ASHDOWN, "another")
    add("letter-and-form.pdf", acroform.join(cover, printed), "completed",
        "a covering letter, then the printed form, in one file", ASHDOWN)
    values = acroform.values(ENGLISH, LAYLA)
    add("fields-hidden.pdf", pdf_layers.fill_hidden(blanks["fields-en.pdf"], values), "blank",
        "the blank; its values are in fields that are hidden", {}, "another")
    add("answers-in-notes.pdf",
        pdf_layers.notes(blanks["printed-en.pdf"], (ASHDOWN["worry"], ASHDOWN["referrer"], ASHDOWN["where"])), "blank",
        "the blank, printed; what would be answers are sticky notes", {})
    add(
        "answers-typed-over.pdf",
        pdf_layers.typed_over(blanks["printed-en.pdf"],
                              (("Forename(s)", ASHDOWN["forenames"]), ("Family name", ASHDOWN["family_name"]),
                               ("Telephone numbers", ASHDOWN["phone"]), ("First language", ASHDOWN["language"]),
                               ("Nationality", ASHDOWN["nationality"]))), "partial",
        "the printed blank, answers put over it with a viewer's typewriter (FreeText annotations)",
        {k: ASHDOWN[k]
         for k in ("forenames", "family_name", "phone", "language", "nationality")}, "blank")


def make_names(add, office, blanks):
    rtf = office.convert(build(ENGLISH, ASHDOWN), "docx", "rtf")
    add("rtf-named.doc", rtf, "completed", "an rtf whose name ends in .doc, as is common", ASHDOWN)
    add("odt-named.docx", odf.fill(blanks["plain-en.odt"], ENGLISH, LAYLA), "completed",
        "an odt that was renamed to .docx", LAYLA)
    add("doc-named.docx", office.convert(build(ENGLISH, WISNIEWSKI), "docx", "doc"), "completed",
        "a Word 97 file whose name ends in .docx", WISNIEWSKI)
    add("docx-named.pdf", build(ENGLISH, LAYLA), "completed", "a docx that was renamed to .pdf", LAYLA)
    add("html-named.doc", html_form.page(ENGLISH, ASHDOWN), "unreadable",
        "a web page whose name ends in .doc, as some case systems export", None, "another")


def make_containers(add, blanks):
    name, filled, blank = "Prevent Referral Form.docx", build(ENGLISH, ASHDOWN,
                                                              Style("controls")), blanks["controls-en.docx"]
    zipped = containers.zipped((name, filled))
    notes = ("notes.txt", b"Notes of the meeting on 14 September.\r\n")
    add("form.zip", zipped, "completed", "a zip with a filled form", ASHDOWN)
    add("form-and-notes.zip", containers.zipped(notes, ("referral/" + name, filled)), "completed",
        "a zip with a filled form in a folder, beside a text", ASHDOWN)
    add("blank.zip", containers.zipped((name, blank)), "blank", "a zip with a blank", {})
    add("no-form.zip", containers.zipped(notes), "another", "a zip without a form")
    add("zip-in-zip.zip", containers.zipped(("forms.zip", zipped)), "completed", "a zip in a zip", ASHDOWN)
    add("winmail.dat", containers.winmail(name, filled), "completed", "TNEF with a filled form", ASHDOWN)
    add("winmail-blank.dat", containers.winmail(name, blank), "blank", "TNEF with a blank", {})
    add("message.eml", containers.mail(name, filled), "completed", "a saved message with a filled form attached",
        ASHDOWN)
    add("message-blank.eml", containers.mail(name, blank), "blank", "a saved message with a blank attached", {})
