"""docx files that are not what they seem: forms that nobody sees, answers that are none, parts in place of others."""

import re

import ooxml
import pictures
from docx_form import Style, body, build
from form import ENGLISH, WELSH
from ooxml import HEAD, NAMESPACES, TYPE, paragraph, run
from package import pack, replace, unpack
from people import ASHDOWN, LAYLA, RHYS, WISNIEWSKI, count

LETTER = ("Dear colleagues,",
          "thank you for coming to the meeting of the governors on Tuesday. The minutes follow by the end of the week.",
          "With kind regards,", "Rosalind Achterberg")
AUTHOR = 'w:author="A. N. Author" w:date="2026-09-01T10:00:00Z"'


def letter():
    return "".join(paragraph(text) for text in LETTER)


def make(corpus, office, blanks):
    def add(name, data, kind, note, answers=None, other="-", form=ENGLISH):
        corpus.add(f"trap/{name}", data, kind, note, form.language,
                   count(form, answers) if answers is not None else None, other)

    make_unseen_forms(add)
    make_unseen_answers(add)
    make_seen_answers(add)
    make_parts(add)
    make_kinds_of_package(add, blanks)
    make_edited_forms(add)


def each_run(xml, props="", wrap=None):
    """Give every run these properties, or wrap it."""
    def change(match):
        one = match.group(0)
        if props:
            one = one.replace("<w:rPr>", "<w:rPr>" + props, 1) if "<w:rPr>" in one else re.sub(
                r"^<w:r( [^>]*)?>", lambda m: m.group(0) + f"<w:rPr>{props}</w:rPr>", one)
        return wrap(one) if wrap else one

    return re.sub(r"<w:r(?: [^>]*)?>.*?</w:r>", change, xml, flags=re.DOTALL)


def deleted(runs):
    text = runs.replace("<w:t ", "<w:delText ").replace("</w:t>", "</w:delText>")
    return f'<w:del w:id="{ooxml.next_id()}" {AUTHOR}>{text}</w:del>'


def inserted(runs):
    return f'<w:ins w:id="{ooxml.next_id()}" {AUTHOR}>{runs}</w:ins>'


def hidden(runs):
    return each_run(runs, "<w:vanish/>")


def comments_part(texts):
    inner = "".join(f'<w:comment w:id="{n}" {AUTHOR} w:initials="A">{text}</w:comment>' for n, text in enumerate(texts))
    return ("comments.xml", f"{TYPE}.comments+xml", "comments", f"{HEAD}<w:comments {NAMESPACES}>{inner}</w:comments>")


def comment_on(text, number=0):
    return (f'<w:p><w:commentRangeStart w:id="{number}"/>{run(text)}<w:commentRangeEnd w:id="{number}"/>'
            f'<w:r><w:commentReference w:id="{number}"/></w:r></w:p>')


def footnotes_part(text):
    separator = '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    return ("footnotes.xml", f"{TYPE}.footnotes+xml", "footnotes",
            f'{HEAD}<w:footnotes {NAMESPACES}>{separator}<w:footnote w:id="1">{text}</w:footnote></w:footnotes>')


def flat(form, answers):
    """The form's text as paragraphs, without tables: what fits into a comment."""
    return re.sub(r"<w:tbl>.*?</w:tbl>", lambda m: "".join(re.findall(r"<w:p>.*?</w:p>", m.group(0))),
                  body(form, answers, Style()))


def text_box(content):
    """A text box as Word writes it: once for itself and once, the same again, for older readers."""
    inner = f"<w:txbxContent>{content}</w:txbxContent>"
    return (
        '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="5900000" '
        'cy="8500000"/>'
        '<wp:docPr id="7" name="Text Box 7"/><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        '<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="5900000" '
        'cy="8500000"/></a:xfrm>'
        f'<a:prstGeom '
        f'prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx>{inner}</wps:txbx><wps:bodyPr/></wps:wsp>'
        '</a:graphicData></a:graphic>'
        '</wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape id="box7" style="width:460pt;height:660pt">'
        f"<v:textbox>{inner}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>")


def make_unseen_forms(add):
    """A letter is all that its reader sees."""
    full = body(ENGLISH, ASHDOWN, Style())
    ooxml.restart_ids()
    add("form-in-comment.docx",
        ooxml.document(comment_on(LETTER[0]) + letter(), "Letter", extra=[comments_part([flat(ENGLISH, ASHDOWN)])]),
        "another", "a letter; a filled form in a comment")
    description = " ".join(f.label for s in ENGLISH.sections for f in s.fields)
    add("form-in-properties.docx",
        ooxml.document(letter(), properties=ooxml.core(ENGLISH.title, description=description)), "another",
        "a letter; title and labels in its properties")
    add("form-deleted.docx", ooxml.document(letter() + each_run(full, wrap=deleted)), "another",
        "a letter; a filled form that was deleted with tracking on")
    add("form-hidden.docx", ooxml.document(letter() + hidden(full)), "another",
        "a letter; a filled form as hidden text (w:vanish)")
    add("form-white.docx", ooxml.document(letter() + each_run(full, '<w:color w:val="FFFFFF"/>')), "completed",
        "a letter; a filled form in white: an extractor sees it, a reader does not", ASHDOWN, "another")
    add("form-tiny.docx", ooxml.document(letter() + each_run(full, '<w:sz w:val="2"/>')), "completed",
        "a letter; a filled form in letters of one point: an extractor sees it", ASHDOWN, "another")
    add("form-in-header.docx", ooxml.document(letter(), header=flat(ENGLISH, {})), "another",
        "a letter; the blank's text in the page header", {}, "blank")
    note = '<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>'
    add("form-in-footnote.docx", ooxml.document(letter() + note, extra=[footnotes_part(flat(ENGLISH, {}))]), "another",
        "a letter; the blank's text in a footnote", {}, "blank")
    add("letter-with-title.docx",
        ooxml.document(letter(), header=paragraph(ENGLISH.title), footer=paragraph(ENGLISH.footer)), "another",
        "a letter; the form's title and footer in its header and footer")


def make_unseen_answers(add):
    """The blank is all that its reader sees."""
    blank = body(ENGLISH, {}, Style())
    ooxml.restart_ids()
    remarks = [paragraph(ASHDOWN[key]) for key in ("worry", "forenames", "referrer", "where", "change")]
    anchors = "".join(comment_on("see there", n) for n in range(0))
    add(
        "answers-in-comments.docx",
        ooxml.document(
            comment_on(ENGLISH.title) + anchors + blank, extra=[comments_part(remarks)],
            footer=paragraph(ENGLISH.footer)), "blank", "the blank; the answers are comments", {})
    add(
        "answers-deleted.docx",
        build(ENGLISH,
              ASHDOWN | {k: ()
                         for k in ("interpreter", "care", "kind", "aware", "agreed", "before", "attached")},
              Style(wrap_run=deleted)), "blank", "the answers were deleted with tracking on", {})
    add(
        "answers-hidden.docx",
        build(ENGLISH, {k: v
                        for k, v in ASHDOWN.items() if not isinstance(v, tuple)}, Style("controls", wrap_run=hidden)),
        "blank", "the answers are hidden text in content controls", {})
    add("signature-only.docx", with_logo(blank), "blank", "the blank with a small picture, as of a signature or crest",
        {})
    add("answers-in-header.docx",
        build(ENGLISH, {}, header=paragraph(ASHDOWN["referrer"] + ", " + ASHDOWN["organisation"] + ", confidential")),
        "blank", "the blank on a letterhead: nothing is answered", {})


def with_logo(content):
    shape = (
        '<w:p><w:r><w:pict><v:shape id="crest" style="width:72pt;height:24pt"><v:imagedata '
        'r:id="rId3"/></v:shape></w:pict></w:r></w:p>'
    )
    return ooxml.document(shape + content, ENGLISH.title, footer=paragraph(ENGLISH.footer),
                          extra=[("media/crest.png", "image/png", "image", pictures.logo())])


def make_seen_answers(add):
    ooxml.restart_ids()
    add("answers-inserted.docx", build(ENGLISH, LAYLA, Style(wrap_run=inserted)), "completed",
        "the answers are tracked insertions: they are text", LAYLA)
    add("answers-nested.docx", build(ENGLISH, WISNIEWSKI, Style(nested=True)), "completed",
        "each answer in a table of its own, in the answer's cell", WISNIEWSKI)
    add("text-box.docx", ooxml.document(text_box(body(ENGLISH, ASHDOWN, Style())), ENGLISH.title), "completed",
        "all in a text box, which a docx has twice (mc:AlternateContent): one form, answers counted once", ASHDOWN)
    add("text-box-blank.docx", ooxml.document(text_box(body(ENGLISH, {}, Style())), ENGLISH.title), "blank",
        "the blank in a text box", {})
    add("letter-and-form.docx", ooxml.document(letter() + body(WELSH, RHYS, Style()), "Letter"), "completed",
        "a covering letter, then the form, in one file", RHYS, form=WELSH)
    blank_and_filled = body(ENGLISH, {}, Style("controls")) + body(ENGLISH, WISNIEWSKI, Style("controls"))
    add("blank-and-filled.docx", ooxml.document(blank_and_filled, ENGLISH.title), "completed",
        "the blank, and behind it the filled form, in one file", WISNIEWSKI)


def make_parts(add):
    blank, filled = build(ENGLISH), build(ENGLISH, ASHDOWN)
    filled_xml = dict(unpack(filled))["word/document.xml"]
    parts = unpack(blank)
    add("second-document.docx", replace(blank, {"word/document2.xml": filled_xml}), "blank",
        "a filled second document that nothing refers to", {}, "unreadable")
    add("other-name.docx", build(ENGLISH, ASHDOWN, main="word/document2.xml"), "completed",
        "the main part is document2.xml, as Word on the web names it", ASHDOWN)
    decoy = replace(build(ENGLISH, {}, main="word/document2.xml"), {"word/document.xml": filled_xml})
    add("decoy-document.docx", decoy, "blank",
        "the main part is a blank document2.xml; a filled document.xml is not referred to", {}, "unreadable")
    add("two-entries.docx", pack(parts + [("word/document.xml", filled_xml)]), "unreadable",
        "two entries named document.xml: a blank one, then a filled one")
    other_way = [(n, filled_xml if n == "word/document.xml" else d)
                 for n, d in parts] + [("word/document.xml", dict(parts)["word/document.xml"])]
    add("two-entries-reversed.docx", pack(other_way), "unreadable",
        "two entries named document.xml: a filled one, then a blank one")
    add("case-entries.docx", pack(parts + [("Word/Document.xml", filled_xml)]), "unreadable",
        "two entries whose names differ in case only", None, "blank")


def make_kinds_of_package(add, blanks):
    vba = ("vbaProject.bin", "application/vnd.ms-office.vbaProject",
           "http://schemas.microsoft.com/office/2006/relationships/vbaProject",
           b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    add("macro.docm", build(ENGLISH, ASHDOWN, main_type=ooxml.DOCM, extra=[vba]), "completed",
        "a form with a macro part (no code in it)", ASHDOWN)
    add("macro-blank.docm", build(ENGLISH, {}, main_type=ooxml.DOCM, extra=[vba]), "blank", "a blank with a macro part",
        {})
    add("template.dotx", build(ENGLISH, {}, Style("controls"), main_type=ooxml.DOTX), "blank",
        "the blank as a template", {})
    add("template-filled.dotx", build(ENGLISH, LAYLA, Style("controls"), main_type=ooxml.DOTX), "completed",
        "filled in, but saved as a template", LAYLA)
    add("strict.docx", strict(build(ENGLISH, WISNIEWSKI, Style("controls"))), "completed",
        "strict OOXML: other namespaces", WISNIEWSKI)
    add("strict-blank.docx", strict(blanks["controls-en.docx"]), "blank", "strict OOXML: other namespaces", {})
    add("docx-named.doc", build(ENGLISH, ASHDOWN, Style("legacy")), "completed", "a docx whose name ends in .doc",
        ASHDOWN)
    add("blank-named.doc", blanks["plain-en.docx"], "blank", "a blank docx whose name ends in .doc", {})


def strict(data):
    """As Word's "Strict Open XML Document"; the names of the types are all that differs in what we use."""
    old = b"http://schemas.openxmlformats.org/"

    def change(xml):
        return (xml.replace(old + b"wordprocessingml/2006/main",
                            b"http://purl.oclc.org/ooxml/wordprocessingml/main").replace(
                                old + b"officeDocument/2006/relationships",
                                b"http://purl.oclc.org/ooxml/officeDocument/relationships").replace(
                                    old + b"drawingml/2006/", b"http://purl.oclc.org/ooxml/drawingml/"))

    return replace(data, {
        name: change
        for name, _ in unpack(data) if name.endswith((".xml", ".rels")) and name != "[Content_Types].xml"
    })


def make_edited_forms(add):
    """What people do to a form before they send it."""
    shorter = ENGLISH._replace(intro=(), closing=(), title="", version_line="")
    add("title-removed.docx", build(shorter, ASHDOWN, footer=""), "completed",
        "title, version, guidance and footer were removed", ASHDOWN, "old")
    sections = ENGLISH._replace(sections=ENGLISH.sections[:3] + ENGLISH.sections[5:6])
    add("sections-removed.docx", build(sections, LAYLA), "completed", "four of eight sections were removed", None,
        "partial")
    add("labels-edited.docx", replace(build(ENGLISH, WISNIEWSKI), {"word/document.xml": edit_labels}), "completed",
        "some labels in capitals, with a colon, with a typing mistake", WISNIEWSKI)
    add("pasted.docx", ooxml.document(pasted(ENGLISH, ASHDOWN), ENGLISH.title), "completed",
        "no tables: each label a line, each answer the next", None, "partial")
    add("pasted-blank.docx", ooxml.document(pasted(ENGLISH, {}), ENGLISH.title), "blank",
        "no tables: each label a line, no answers", {})


def edit_labels(xml):
    for old, new in (("Forename(s)", "FORENAME(S)"), ("Family name", "Family name:"), ("Telephone numbers",
                                                                                       "Telephone  numbers *"),
                     ("Nationality", "Nationalty"), ("Your name", "Your Name :"), ("Your role", "YOUR ROLE")):
        xml = xml.replace(f">{old}<".encode(), f">{new}<".encode())
    return xml


def pasted(form, answers):
    out = [paragraph(form.title), paragraph(form.version_line)] + [paragraph(t) for t in form.intro]
    for section in form.sections:
        out.append(paragraph(section.heading))
        for field in section.fields:
            out.append(paragraph(field.label))
            given = answers.get(field.key)
            if isinstance(given, tuple):
                given = ", ".join(field.options[n] for n in given)
            elif isinstance(given, int):
                given = field.options[given]
            out += [paragraph(line) for line in (given or "").split("\n")]
    return "".join(out)
