"""The form filled in by made-up people, completely and in part, in each of the ways that people and programs do it."""

import acroform
import html_form
import odf
from docx_form import Style, build
from form import ENGLISH, OLD, WELSH, all_fields
from people import ASHDOWN, LAYLA, PEOPLE, RHYS, WISNIEWSKI, as_old, count, some


class Filled:
    """Adds filled forms: knows their kind by their answers."""
    def __init__(self, corpus, office):
        self.corpus, self.office = corpus, office

    def add(self, name, data, form, answers, note, lost=0):
        """lost: how many answers the format does not show, such as ticks that are drawn."""
        real, dates, labels = count(form, answers)
        kind = "old" if form is OLD else "completed" if real * 2 >= labels else "partial"
        return self.corpus.add(f"filled/{name}", data, kind, note, form.language, (real - lost, dates))

    def docx(self, name, form, answers, note, lost=0, to="docx", **style):
        data = build(form, answers, Style(**style))
        if to != "docx":
            data = self.office.convert(data, "docx", to)
        if to == "tagged":
            data = acroform.compact(data)
        return self.add(f"{name}.{'pdf' if to == 'tagged' else to}", data, form, answers, note, lost)


def ticked(form, answers):
    return sum(1 for f in all_fields(form) if f.kind == "ticks" and answers.get(f.key))


def make(corpus, office, blanks):
    filled = Filled(corpus, office)
    make_docx(filled)
    make_partial_docx(filled)
    make_odt(filled, blanks)
    make_office(filled)
    make_printed(filled)
    make_fields(filled, blanks)
    make_old(filled, blanks)


def make_docx(filled):
    docx = filled.docx
    docx("controls-ashdown", ENGLISH, ASHDOWN, "content controls", variant="controls")
    docx("controls-wisniewski", ENGLISH, WISNIEWSKI, "short answers, Polish names; runs split by spelling checks",
         variant="controls", split=True)
    docx("controls-layla", ENGLISH, LAYLA, "names in Arabic script; the placeholder's style is left behind",
         variant="controls", placeholder_style=True)
    docx("controls-rhys", WELSH, RHYS, "content controls", variant="controls")
    docx("controls-showing", ENGLISH, WISNIEWSKI,
         "answers in controls that are still marked as showing their placeholder", variant="controls",
         placeholder_style=True, showing_left=True)
    docx("legacy-layla", ENGLISH, LAYLA, "legacy form fields", variant="legacy")
    docx("legacy-rhys", WELSH, RHYS, "legacy form fields, runs split", variant="legacy", split=True)
    docx("plain-ashdown", ENGLISH, ASHDOWN, "answers in the next cell, with paragraphs of their own")
    docx("plain-rhys", WELSH, RHYS, "answers in the next cell", split=True)
    docx("hints-removed", ENGLISH, ASHDOWN, "the hint text gave way to the answers", variant="hints")
    docx("hints-kept", ENGLISH, WISNIEWSKI, "the hint text stays above each answer", variant="hints", keep_hints=True)
    docx("beside-label", ENGLISH, WISNIEWSKI,
         "answers typed behind the label, in the label's cell; the next cell is empty", typed_in_label=True)
    docx("own-cell", ENGLISH, LAYLA, "one column: label and answer share a cell", layout="own", split=True)
    docx("below", ENGLISH, ASHDOWN, "content controls in the row below each label", variant="controls", layout="below")
    docx("x-for-tick", ENGLISH, ASHDOWN, "\"Yes X\" where others tick a box", tick_with_x=True)
    more = {
        **ASHDOWN, "rows": ASHDOWN["rows"] + tuple(
            (f"Service {n}", f"Worker {n}", f"020 7946 08{n:02}", "June") for n in range(1, 6))
    }
    docx("rows-added", ENGLISH, more, "five lines added to the table of agencies")
    saved = filled.office.convert(build(ENGLISH, ASHDOWN, Style("controls", split=True)), "docx", "docx")
    filled.add("saved-by-office.docx", saved, ENGLISH, ASHDOWN, "content controls, saved again by LibreOffice")
    long = {**WISNIEWSKI, "worry": "\n".join(f"{day} September: {ASHDOWN['worry']}" for day in range(1, 13))}
    docx("long-answer", ENGLISH, long, "a diary of twelve days as the answer", variant="controls")


def make_partial_docx(filled):
    docx = filled.docx
    docx("two-thirds-controls", ENGLISH, some(WISNIEWSKI, 30), "two thirds of the labels", variant="controls")
    docx("two-thirds-plain-cy", WELSH, some(RHYS, 30), "two thirds of the labels")
    docx("third-controls", ENGLISH, some(ASHDOWN, 15), "one third", variant="controls", split=True)
    docx("third-plain", ENGLISH, some(LAYLA, 15), "one third")
    docx("third-legacy-cy", WELSH, some(RHYS, 15), "one third", variant="legacy")
    docx("five-legacy", ENGLISH, some(ASHDOWN, 5), "five answers", variant="legacy")
    docx("five-plain", ENGLISH, some(WISNIEWSKI, 5), "five answers")
    docx("five-hints", ENGLISH, some(LAYLA, 5), "five answers, hints in the other cells", variant="hints")
    docx("one-controls", ENGLISH, some(ASHDOWN, 1), "only what the worry is", variant="controls")
    docx("one-plain-cy", WELSH, some(RHYS, 1), "only what the worry is")
    docx("one-own", ENGLISH, some(WISNIEWSKI, 1), "only what the worry is, behind its label", layout="own")


def make_odt(filled, blanks):
    add, plain, welsh = filled.add, blanks["plain-en.odt"], blanks["plain-cy.odt"]
    add("plain-ashdown.odt", odf.fill(plain, ENGLISH, ASHDOWN), ENGLISH, ASHDOWN,
        "answers put into the blank's content.xml")
    add("plain-layla.odt", odf.fill(plain, ENGLISH, LAYLA), ENGLISH, LAYLA, "names in Arabic script")
    add("plain-rhys.odt", odf.fill(welsh, WELSH, RHYS), WELSH, RHYS, "answers put into the blank's content.xml")
    for name, answers, note in (("two-thirds", some(LAYLA, 30), "two thirds"), ("third", some(WISNIEWSKI,
                                                                                              15), "one third"),
                                ("five", some(ASHDOWN, 5), "five answers"), ("one", some(LAYLA,
                                                                                         1), "only what the worry is")):
        add(f"{name}.odt", odf.fill(plain, ENGLISH, answers), ENGLISH, answers, note)
    filled.docx("controls-ashdown", ENGLISH, ASHDOWN, "content controls as LibreOffice saves them", variant="controls",
                to="odt")
    filled.docx("legacy-wisniewski", ENGLISH, WISNIEWSKI, "field marks", variant="legacy", to="odt")
    shapes = filled.office.convert(html_form.build(ENGLISH, ASHDOWN), "html", "odt")
    add("shapes-ashdown.odt", shapes, ENGLISH, ASHDOWN, "form controls with values")


def make_office(filled):
    docx = filled.docx
    docx("plain-ashdown", ENGLISH, ASHDOWN, "Word 97", to="doc")
    docx("plain-layla", ENGLISH, LAYLA, "Word 97, names in Arabic script", to="doc")
    docx("plain-rhys", WELSH, RHYS, "Word 97", to="doc")
    docx("legacy-wisniewski", ENGLISH, WISNIEWSKI, "Word 97 with form fields", variant="legacy", to="doc")
    docx("controls-ashdown", ENGLISH, ASHDOWN, "Word 97 from content controls", variant="controls", to="doc")
    docx("third", ENGLISH, some(WISNIEWSKI, 15), "Word 97, one third", to="doc")
    docx("five", ENGLISH, some(LAYLA, 5), "Word 97, five answers", to="doc")
    docx("one", ENGLISH, some(ASHDOWN, 1), "Word 97, only what the worry is", to="doc")
    docx("plain-wisniewski", ENGLISH, WISNIEWSKI, "rtf, Polish names", to="rtf")
    docx("plain-rhys", WELSH, RHYS, "rtf", to="rtf")
    docx("legacy-layla", ENGLISH, LAYLA, "rtf with form fields, names in Arabic script; LibreOffice loses the ticks",
         ticked(ENGLISH, LAYLA), variant="legacy", to="rtf")
    docx("third", ENGLISH, some(ASHDOWN, 15), "rtf, one third", to="rtf")
    docx("one", ENGLISH, some(WISNIEWSKI, 1), "rtf, only what the worry is", to="rtf")


def make_printed(filled):
    docx = filled.docx
    docx("printed-ashdown", ENGLISH, ASHDOWN, "printed, no fields", to="pdf")
    docx("printed-layla", ENGLISH, LAYLA, "printed, names in Arabic script", to="pdf")
    docx("printed-rhys", WELSH, RHYS, "printed", to="pdf")
    docx("printed-wisniewski", ENGLISH, WISNIEWSKI, "printed from content controls, tagged", variant="controls",
         to="tagged")
    docx("printed-below", ENGLISH, WISNIEWSKI, "printed, answers below the labels", layout="below", to="pdf")
    docx("printed-legacy", ENGLISH, ASHDOWN, "printed from form fields: the ticks are drawn, not written",
         ticked(ENGLISH, ASHDOWN), variant="legacy", to="pdf")
    docx("printed-third", ENGLISH, some(LAYLA, 15), "printed, one third; prompts stand in the other cells",
         variant="controls", to="pdf")
    docx("printed-five", ENGLISH, some(ASHDOWN, 5), "printed, five answers", to="pdf")
    docx("printed-one", ENGLISH, some(WISNIEWSKI, 1), "printed, only what the worry is", to="pdf")


def make_fields(filled, blanks):
    def add(name, blank, form, answers, note, **how):
        filled.add(f"{name}.pdf", acroform.fill(blanks[blank], acroform.values(form, answers), **how), form, answers,
                   note)

    add("fields-ashdown", "fields-en.pdf", ENGLISH, ASHDOWN, "AcroForm values without appearances")
    add("fields-layla", "fields-en.pdf", ENGLISH, LAYLA, "AcroForm values in UTF-16 without appearances")
    add("fields-rhys", "fields-cy.pdf", WELSH, RHYS, "AcroForm values without appearances")
    add("fields-made", "fields-en.pdf", ENGLISH, WISNIEWSKI, "AcroForm values with appearances made by qpdf",
        appearances="made")
    add("fields-stale", "fields-en.pdf", ENGLISH, WISNIEWSKI,
        "AcroForm values, while appearances and chosen options (/I) are those of the blank", appearances="stale")
    filled.add("fields-drawn.pdf", acroform.compact(acroform.draw(ENGLISH, PLAIN_ASHDOWN)), ENGLISH, PLAIN_ASHDOWN,
               "AcroForm with appearances by reportlab")
    update = acroform.fill_by_update(acroform.draw(ENGLISH), acroform.values(ENGLISH, LAYLA))
    filled.add("fields-update.pdf", update, ENGLISH, LAYLA, "the answers are in an incremental update behind the blank")
    filled.add("fields-flattened.pdf", acroform.flatten(acroform.draw(ENGLISH, PLAIN_ASHDOWN)), ENGLISH, PLAIN_ASHDOWN,
               "flattened: the answers are page text, no field is left; the ticks are drawn",
               ticked(ENGLISH, PLAIN_ASHDOWN))
    shapes = filled.office.convert(filled.office.convert(html_form.build(ENGLISH, WISNIEWSKI), "html", "odt"), "odt",
                                   "pdf")
    filled.add("fields-office.pdf", acroform.compact(shapes), ENGLISH, WISNIEWSKI,
               "AcroForm that LibreOffice exported with values; numbered field names")
    add("fields-two-thirds", "fields-en.pdf", ENGLISH, some(ASHDOWN, 30), "AcroForm, two thirds", appearances="made")
    add("fields-third", "fields-en.pdf", ENGLISH, some(LAYLA, 15), "AcroForm, one third")
    add("fields-five", "fields-en.pdf", ENGLISH, some(WISNIEWSKI, 5), "AcroForm, five answers")
    add("fields-one", "fields-cy.pdf", WELSH, some(RHYS, 1), "AcroForm, only what the worry is")


PLAIN_ASHDOWN = {
    **ASHDOWN, "worry": ASHDOWN["worry"].replace("\n", " "), "address": ASHDOWN["address"].replace("\n", ", ")
}


def make_old(filled, blanks):
    old = {name: as_old(answers) for name, answers in PEOPLE.items()}
    docx = filled.docx
    docx("old-controls", OLD, old["ashdown"], "the older version", variant="controls")
    docx("old-plain", OLD, old["layla"], "the older version, names in Arabic script", split=True)
    docx("old-third", OLD, some(old["wisniewski"], 9, OLD), "the older version, one third")
    docx("old-plain", OLD, old["ashdown"], "the older version, Word 97", to="doc")
    docx("old-plain", OLD, old["wisniewski"], "the older version, rtf", to="rtf")
    docx("old-printed", OLD, old["wisniewski"], "the older version, printed", to="pdf")
    filled.add("old-plain.odt", odf.fill(blanks["plain-v2.odt"], OLD, old["layla"]), OLD, old["layla"],
               "the older version")
    filled.add("old-fields.pdf", acroform.fill(blanks["fields-v2.pdf"], acroform.values(OLD, old["ashdown"])), OLD,
               old["ashdown"], "the older version, AcroForm without appearances")
    filled.add("old-one.pdf", acroform.fill(blanks["fields-v2.pdf"], {"worry": old["layla"]["worry"]}), OLD,
               some(old["layla"], 1), "the older version, only one answer")
