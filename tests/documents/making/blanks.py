"""The blanks: each version and language of the form, in each format and structure that a council might hand out."""

import acroform
import html_form
from docx_form import Style, build
from form import FORMS

NAMES = {"en": "en", "cy": "cy", "old": "v2"}


def make(corpus, office):
    """Add all blanks; return them by name without the folder."""
    made = {}

    def add(name, data, language, note):
        kind = "old-blank" if language == "old" else "blank"
        made[name] = corpus.add(f"blank/{name}", data, kind, note, FORMS[language].language, (0, 0))

    for key, form in FORMS.items():
        tail, plain = NAMES[key], build(form)
        controls, legacy = build(form, style=Style("controls")), build(form, style=Style("legacy"))
        add(f"plain-{tail}.docx", plain, key, "tables with empty answer cells")
        add(f"controls-{tail}.docx", controls, key,
            "content controls with placeholder text, drop-downs, w14 check boxes, dates")
        add(f"plain-{tail}.odt", office.convert(plain, "docx", "odt"), key,
            "tables with empty answer cells, saved by LibreOffice")
        add(f"printed-{tail}.pdf", office.convert(plain, "docx", "pdf"), key, "printed, no fields")
        add(f"fields-{tail}.pdf", acroform.compact(acroform.draw(form)), key, "AcroForm: text, check boxes, drop-downs")
        if key == "old":
            continue
        add(f"legacy-{tail}.docx", legacy, key, "FORMTEXT, FORMCHECKBOX, FORMDROPDOWN")
        add(f"plain-{tail}.doc", office.convert(plain, "docx", "doc"), key, "Word 97, empty answer cells")
        add(f"plain-{tail}.rtf", office.convert(plain, "docx", "rtf"), key, "rtf, empty answer cells")
    make_english(add, office)
    return made


def make_english(add, office):
    """Structures that one language is enough for."""
    form = FORMS["en"]
    plain, legacy = build(form), build(form, style=Style("legacy"))
    add("saved-en.docx", office.convert(plain, "docx", "docx"), "en", "the plain docx as LibreOffice writes it")
    add("hints-en.docx", build(form, style=Style("hints")), "en", "hint text in the answer cells")
    add("below-en.docx", build(form, style=Style("controls", "below")), "en",
        "content controls in the row below each label")
    add("own-en.docx", build(form, style=Style("plain", "own")), "en", "the answer goes behind the label, in its cell")
    add("legacy-en.doc", office.convert(legacy, "docx", "doc"), "en", "Word 97 with legacy form fields")
    add("legacy-en.odt", office.convert(legacy, "docx", "odt"), "en", "field marks")
    add("controls-en.odt", office.convert(build(form, style=Style("controls")), "docx", "odt"), "en",
        "content controls as LibreOffice saves them")
    add("legacy-en.rtf", office.convert(legacy, "docx", "rtf"), "en", "rtf with form fields")
    shapes = office.convert(html_form.build(form), "html", "odt")
    add("shapes-en.odt", shapes, "en", "form controls (form:text, form:checkbox, form:listbox)")
    add("fields-office-en.pdf", office.convert(shapes, "odt", "pdf"), "en",
        "AcroForm as LibreOffice exports form controls")
