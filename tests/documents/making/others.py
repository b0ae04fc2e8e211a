"""Documents that are not the form, in all formats."""

import acroform
import other_texts as texts
import ooxml
import pictures
from docx_form import Style, build
from ooxml import cell, paragraph, row, table
from other_forms import ACCIDENT, ADULT, CAMHS, EARLY_HELP, EHCP, JOB, MASH, NEIGHBOUR, TRIP
from people import ASHDOWN, LAYLA, RHYS, WISNIEWSKI

WIDTH = 9800


def make(corpus, office, _):
    def add(name, data, note, language="en", other="-"):
        corpus.add(f"other/{name}", data, "another", note, language, other=other)

    def text(name, blocks, note, language="en", other="-"):
        data, suffix = document(blocks), name.rsplit(".", 1)[1]
        add(name, data if suffix == "docx" else office.convert(data, "docx", suffix), note, language, other)

    def form(name, which, answers, note, **style):
        data, suffix = build(which, answers, Style(**style)), name.rsplit(".", 1)[1]
        add(name, data if suffix == "docx" else office.convert(data, "docx", suffix), note)

    make_texts(text)
    make_close_texts(text)
    make_forms(form)
    make_fields(add)
    make_rest(add, office)


def document(blocks):
    ooxml.restart_ids()
    out = []
    for block in blocks:
        if isinstance(block, str):
            out.append(paragraph(block[2:], "Heading1") if block.startswith("# ") else paragraph(block))
        else:
            width = WIDTH // len(block[0])
            out.append(
                table([row([cell(paragraph(text), width) for text in line])
                       for line in block], (width, ) * len(block[0])) + paragraph())
    return ooxml.document("".join(out), blocks[0].lstrip("# ") if isinstance(blocks[0], str) else "")


def make_texts(text):
    for name, suffixes in (("governors", "docx"), ("parents", "odt"), ("hospital", "pdf"), ("complaint", "rtf"),
                           ("housing", "doc"), ("exclusion", "doc"), ("reference", "docx"), ("feedback", "odt")):
        text(f"letter-{name}.{suffixes}", texts.LETTERS[name], "a letter")
    for name, suffix in (("governors", "odt"), ("strategy", "docx"), ("panel", "pdf"), ("agenda", "docx")):
        text(f"minutes-{name}.{suffix}", texts.MINUTES[name], "minutes")
    for name, suffix, note in (("school-report", "docx", "a school report"),
                               ("school-report", "pdf", "a school report"), ("risk-assessment", "docx", "a table"),
                               ("behaviour-log", "docx", "a table"), ("attendance", "odt", "a letter with a table"),
                               ("invoice", "pdf", "an invoice"), ("newsletter", "pdf", "a newsletter"),
                               ("certificate", "pdf", "a certificate of training"),
                               ("certificate", "odt", "a certificate of training"), ("cv", "pdf",
                                                                                     "a curriculum vitae")):
        text(f"{name}.{suffix}", texts.REPORTS[name], note)
    text("letter-cy.odt", texts.LETTER_CY, "a letter", "cy")
    text("minutes-cy.docx", texts.MINUTES_CY, "minutes", "cy")


def make_close_texts(text):
    """What speaks of the form, and quotes it."""
    text("letter-acknowledgement.docx", texts.LETTERS["acknowledgement"], "an answer to a referral")
    text("email-print.pdf", texts.REPORTS["email"], "a printed message about the form")
    text("email-print.rtf", texts.REPORTS["email"], "a message about the form, saved as rtf")
    text("checklist.docx", texts.REPORTS["checklist"], "a check list for senders, with boxes to tick")
    text("chronology.pdf", texts.REPORTS["chronology"], "an export of a record system")
    text("leaflet.pdf", texts.REPORTS["leaflet"], "a leaflet that uses the form's words")
    text("policy.docx", texts.POLICY, "a policy that quotes the form's title, headings and some labels")
    text("policy.pdf", texts.POLICY, "a policy that quotes the form's title, headings and some labels")
    text("policy.doc", texts.POLICY, "a policy that quotes the form's title, headings and some labels")
    text("policy-cy.pdf", texts.POLICY_CY, "a policy that quotes the form", "cy")
    text("guidance-list.docx", texts.GUIDANCE_LIST, "guidance: every label of the form in a numbered list",
         other="blank")
    text("guidance-list.pdf", texts.GUIDANCE_LIST, "guidance: every label of the form in a numbered list",
         other="blank")
    text("guidance-cy.odt", texts.GUIDANCE_CY, "guidance: every label of the form in a numbered list", "cy", "blank")
    text("guidance-prose.docx", texts.GUIDANCE_PROSE, "guidance: every label, numbered, and advice below each (hard)",
         other="blank")
    text("guidance-prose.pdf", texts.GUIDANCE_PROSE, "guidance: every label, numbered, and advice below each (hard)",
         other="blank")
    text("guidance-table.docx", texts.GUIDANCE_TABLE,
         "guidance: a table of every label and advice beside it (the hardest)", other="blank")


def make_forms(form):
    form("mash.docx", MASH, ASHDOWN, "a MASH referral, completed")
    form("mash-blank.docx", MASH, {}, "a MASH referral, blank", variant="controls")
    form("mash-controls.docx", MASH, LAYLA, "a MASH referral, completed", variant="controls")
    form("mash.odt", MASH, WISNIEWSKI, "a MASH referral, completed")
    form("mash.doc", MASH, ASHDOWN, "a MASH referral, completed", variant="legacy")
    form("neighbour.docx", NEIGHBOUR, ASHDOWN, "a neighbouring borough's Prevent referral, completed",
         variant="controls")
    form("neighbour-blank.docx", NEIGHBOUR, {}, "a neighbouring borough's Prevent referral, blank", variant="controls")
    form("neighbour.pdf", NEIGHBOUR, LAYLA, "a neighbouring borough's Prevent referral, completed and printed")
    form("early-help.docx", EARLY_HELP, RHYS, "Early Help, with the same version line as ours")
    form("early-help.odt", EARLY_HELP, {}, "Early Help, blank, with the same version line as ours")
    form("ehcp.docx", EHCP, WISNIEWSKI, "a SEND form, completed", variant="legacy")
    form("ehcp-blank.odt", EHCP, {}, "a SEND form, blank")
    form("job.docx", JOB, WISNIEWSKI, "an application for employment")
    form("job-blank.doc", JOB, {}, "an application for employment, blank")
    form("camhs.docx", CAMHS, LAYLA, "a mental health referral")
    form("adult.pdf", ADULT, WISNIEWSKI, "an adult safeguarding concern, printed")
    form("trip.docx", TRIP, ASHDOWN, "parental consent for a visit")
    form("trip-blank.pdf", TRIP, {}, "parental consent for a visit, blank, printed")
    form("accident.doc", ACCIDENT, RHYS, "an accident report")


def make_fields(add):
    for name, form, answers in (("neighbour", NEIGHBOUR, WISNIEWSKI), ("mash", MASH, ASHDOWN)):
        blank = acroform.compact(acroform.draw(form))
        filled = acroform.fill(blank, acroform.values(form, {k: v for k, v in answers.items() if k != "rows"}))
        add(f"{name}-fields-blank.pdf", blank,
            f"another form ({name}) with AcroForm fields, blank; some field names are those of ours")
        add(f"{name}-fields.pdf", filled, f"another form ({name}) with AcroForm fields, completed")


def make_rest(add, office):
    for name, csv, note in (("register", texts.REGISTER, "a register"), ("case-log", texts.CASE_LOG,
                                                                         "a log whose headings are labels of the form"),
                            ("timetable", texts.TIMETABLE, "a timetable")):
        add(f"{name}.xlsx", office.convert(csv.encode(), "csv", "xlsx"), note)
    add("notes.txt", "\r\n".join(["Notes for the Prevent Referral Form", *texts.LABELS[:12]]).encode(),
        "a text file with some labels", other="unreadable")
    add("logo.png", pictures.logo(), "a small picture", other="unreadable")
    add("empty.docx", ooxml.document(paragraph()), "a document without a word")
    add("empty.pdf", acroform.join(office.convert(ooxml.document(paragraph()), "docx", "pdf")), "a page without a word",
        other="unreadable")
