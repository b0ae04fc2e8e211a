"""Near relatives of the blank, in which nobody has said anything: they count as blank."""

import acroform
import odf
from docx_form import Style, build
from form import ENGLISH, OLD, WELSH, all_fields
from people import count, everywhere

NOTHING = ("n/a", "-", "...", "N/A", "--", "?", "/", "_____")
DATE = {"date": "21/09/2026"}


def make(corpus, office, blanks):
    def add(name, data, note, answers=None, form=ENGLISH):
        kind = "old-blank" if form is OLD else "blank"
        corpus.add(f"blank/{name}", data, kind, note, form.language, count(form, answers or {}))

    def docx(name, note, answers=None, form=ENGLISH, to="docx", **style):
        data = build(form, answers or {}, Style(**style))
        add(f"{name}.{to}", data if to == "docx" else office.convert(data, "docx", to), note, answers, form)

    add("resaved-controls.docx", office.convert(blanks["controls-en.docx"], "docx", "docx"),
        "content controls, opened and saved by LibreOffice")
    add("resaved-legacy.docx", office.convert(blanks["legacy-en.docx"], "docx", "docx"),
        "form fields, opened and saved by LibreOffice")
    add("resaved-from-odt.docx", office.convert(blanks["plain-en.odt"], "odt", "docx"), "the odt saved as docx")
    add("resaved-from-doc.docx", office.convert(blanks["legacy-en.doc"], "doc", "docx"), "the doc saved as docx")
    add("resaved-from-rtf.odt", office.convert(blanks["plain-cy.rtf"], "rtf", "odt"), "the rtf saved as odt",
        form=WELSH)
    add("resaved-fields.pdf", acroform.fill(blanks["fields-en.pdf"], {}),
        "AcroForm saved by another program, nothing filled in")
    docx("printed-controls", "printed: the prompts are page text", variant="controls", to="pdf")
    docx("printed-controls-cy", "printed: the prompts are page text", form=WELSH, variant="controls", to="pdf")
    docx("controls", "Word 97 from content controls: the prompts are ordinary text", variant="controls", to="doc")
    docx("prompts-unmarked", "the prompts are left, but no longer marked as such", variant="controls", unmarked=True)
    docx("hints-left", "hint text in the answer cells, with split runs", variant="hints", layout="below", split=True)

    nothing = everywhere(ENGLISH, NOTHING, "21/09/2026")
    docx("nothing-controls", "only dates and punctuation (n/a, -, ...)", nothing, variant="controls")
    docx("nothing-plain", "only dates and punctuation", nothing)
    docx("nothing-cy", "only dates and punctuation", everywhere(WELSH, NOTHING[1:3], "21.09.2026"), WELSH,
         variant="legacy")
    docx("nothing", "only dates and punctuation, Word 97", nothing, to="doc")
    docx("nothing-printed", "only dates and punctuation, printed", nothing, to="pdf")
    add("nothing.odt", odf.fill(blanks["plain-en.odt"], ENGLISH, nothing), "only dates and punctuation", nothing)
    add("nothing-fields.pdf", acroform.fill(blanks["fields-en.pdf"], acroform.values(ENGLISH, nothing)),
        "only dates and punctuation, AcroForm", nothing)
    docx("nothing-old", "only dates and punctuation, the older version", everywhere(OLD, NOTHING, "01/01/2024"), OLD)

    spaces = {**everywhere(ENGLISH, (" ", "\u00a0\u00a0", "   ")), **DATE}
    docx("spaces-plain", "only the referrer's date, and spaces", spaces)
    docx("spaces-legacy", "only the referrer's date, and spaces", spaces, variant="legacy")
    add("spaces-fields.pdf", acroform.fill(blanks["fields-en.pdf"], acroform.values(ENGLISH, spaces)),
        "only the referrer's date, and spaces", spaces)
    docx("date-controls", "only the referrer's date", DATE, variant="controls")
    docx("date", "only the referrer's date, Word 97", DATE, to="doc")
    add("cleared-fields.pdf", acroform.fill(blanks["fields-en.pdf"], cleared(ENGLISH)),
        "every value set and cleared again: empty strings, boxes off")


def cleared(form):
    """Each text field with an empty value."""
    return {f.key: "" for f in all_fields(form) if f.kind in ("text", "long", "date")}
