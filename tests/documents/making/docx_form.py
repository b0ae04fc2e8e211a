"""The form as docx, blank or filled, built in each of the ways that councils build such forms.

variant   how an answer is asked for: "plain" (an empty cell), "hints" (a cell with hint text), "controls" (content
          controls with placeholder text, drop-downs, w14 check boxes, date controls), "legacy" (FORMTEXT,
          FORMCHECKBOX, FORMDROPDOWN)
layout    where it is asked for: "beside" (label cell, answer cell), "below" (the answer in the row below), "own" (in
          the label's cell)
"""

from xml.sax.saxutils import escape, quoteattr

import ooxml
from ooxml import cell, next_id, paragraph, row, run, table

WIDE, NARROW = 6300, 3500
HINT = {"en": "(please write here; the box grows)", "cy": "(ysgrifennwch yma; bydd y blwch yn tyfu)"}
SMALL = '<w:sz w:val="18"/>'
BOX, TICKED = "\u2610", "\u2612"


class Style:
    """How a form was filled in."""
    def __init__(self, variant="plain", layout="beside", split=False, placeholder_style=False, showing_left=False,
                 keep_hints=False, typed_in_label=False, nested=False, wrap_run=None, tick_with_x=False,
                 unmarked=False):
        self.variant, self.layout, self.split = variant, layout, split
        self.placeholder_style = placeholder_style  # an answer still has the style of the placeholder
        self.showing_left = showing_left  # and the control is still marked as showing its placeholder
        self.keep_hints = keep_hints  # the hint text stays beside the answer
        self.typed_in_label = typed_in_label  # the answer stands in the label's cell, behind it
        self.nested = nested  # the answer is in a table in the answer's cell
        self.wrap_run = wrap_run  # a function that wraps the XML of an answer's runs
        self.tick_with_x = tick_with_x  # "Yes X" instead of the box
        self.unmarked = unmarked  # empty controls are no longer marked as such: the prompt is ordinary text

    def answer_runs(self, text, props=""):
        out = ooxml.split_run(text, props) if self.split else run(text, props)
        return self.wrap_run(out) if self.wrap_run else out


def build(form, answers=None, style=None, **package):
    """The octets of the docx."""
    ooxml.restart_ids()
    package.setdefault("title", form.title)
    package.setdefault("footer", paragraph(form.footer))
    return ooxml.document(body(form, answers or {}, style or Style()), **package)


def body(form, answers, style):
    parts = [paragraph(form.title, "Title"), paragraph(form.version_line, props=SMALL)]
    parts += [paragraph(text) for text in form.intro]
    for section in form.sections:
        parts.append(paragraph(section.heading, "Heading1"))
        if section.intro:
            parts.append(paragraph(section.intro))
        if section.fields:
            parts.append(
                table([one for f in section.fields for one in rows(form, f, answers.get(f.key), style)], widths(style)))
            parts.append(paragraph())
        if section.grid:
            parts.append(grid(form, section.grid, answers.get("rows", ()), style))
    parts += [paragraph()] + [paragraph(text) for text in form.closing]
    return "".join(parts)


def widths(style):
    return (NARROW, WIDE) if style.layout == "beside" else (NARROW + WIDE, )


def rows(form, field, given, style):
    label = paragraph(field.label, props="<w:b/>")
    if field.hint:
        label += paragraph(field.hint, props=SMALL)
    if style.layout == "own" or style.typed_in_label and given:
        text = "" if given is None else given if isinstance(given, str) else picked(field, given)
        first = run(field.label + ": ", "<w:b/>") + (style.answer_runs(text) if text and field.kind != "ticks" else "")
        content = paragraph(runs=first) + (paragraph(field.hint, props=SMALL) if field.hint else "")
        if field.kind == "ticks":
            content += answer(form, field, given, style)
        if style.layout == "own":
            return [row([cell(content, NARROW + WIDE)])]
        if style.layout == "beside":
            return [row([cell(content, NARROW), cell(paragraph(), WIDE)])]
    if style.layout == "below":
        return [row([cell(label, NARROW + WIDE)]), row([cell(answer(form, field, given, style), NARROW + WIDE)])]
    return [row([cell(label, NARROW), cell(answer(form, field, given, style), WIDE)])]


def picked(field, given):
    chosen = given if isinstance(given, tuple) else (given, )
    return ", ".join(field.options[n] for n in chosen)


def answer(form, field, given, style):
    """XML of the paragraphs of an answer's cell."""
    if field.kind == "ticks":
        out = paragraph(runs=ticks(field, given or (), style))
    elif style.variant == "controls":
        out = paragraph(runs=control(form, field, given, style))
    elif style.variant == "legacy":
        out = paragraph(runs=legacy(form, field, given, style))
    else:
        text = "" if given is None else given if isinstance(given, str) else picked(field, given)
        hint = style.variant == "hints" and field.kind in ("text", "long") and (not text or style.keep_hints)
        out = paragraph(HINT[form.language], props='<w:color w:val="808080"/>') if hint else ""
        if text or not hint:
            out += "".join(
                paragraph(runs=style.answer_runs(line)) if line else paragraph() for line in text.split("\n"))
        if field.kind == "choice" and not text:
            out = paragraph(" / ".join(field.options))
    if style.nested and given:
        out = table([row([cell(out, WIDE - 300)])], (WIDE - 300, )) + paragraph()
    return out


def ticks(field, given, style):
    out = []
    for n, option in enumerate(field.options):
        on = n in given
        if style.variant == "controls":
            out.append(
                f'<w:sdt><w:sdtPr><w:id w:val="{next_id()}"/><w14:checkbox><w14:checked w14:val="{int(on)}"/>'
                '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/><w14:uncheckedState w14:val="2610" '
                'w14:font="MS Gothic"/>'
                f'</w14:checkbox></w:sdtPr><w:sdtContent>{run(TICKED if on else BOX)}</w:sdtContent></w:sdt>'
                f'{run(" " + option + "   ")}'
            )
        elif style.variant == "legacy":
            data = f'<w:name w:val="Check{next_id()}"/><w:enabled/><w:calcOnExit w:val="0"/><w:checkBox><w:sizeAuto/>' \
                   f'<w:default w:val="0"/>{"<w:checked/>" if on else ""}</w:checkBox>'
            out.append(field_characters(" FORMCHECKBOX ", data, "") + run(" " + option + "   "))
        elif style.tick_with_x:
            out.append(run(f"{option}{' X' if on else ''}     "))
        else:
            out.append(run(f"{TICKED if on else BOX} {option}   "))
    return "".join(out)


def control(form, field, given, style):
    """A content control inside a paragraph, empty or with an answer."""
    props = f'<w:alias w:val={quoteattr(field.label)}/><w:tag w:val="{field.key}"/><w:id w:val="{next_id()}"/>'
    prompt = form.prompts.text
    if field.kind == "choice":
        prompt = form.prompts.choice
        options = (prompt,) + field.options
        items = [f"<w:listItem w:displayText={quoteattr(o)} w:value={quoteattr(o)}/>" for o in options]
        kind = f"<w:dropDownList>{''.join(items)}</w:dropDownList>"
    elif field.kind == "date":
        prompt = form.prompts.date
        kind = '<w:date><w:dateFormat w:val="dd/MM/yyyy"/><w:lid w:val="en-GB"/>' \
               '<w:storeMappedDataAs w:val="dateTime"/><w:calendar w:val="gregorian"/></w:date>'
    else:
        kind = '<w:text w:multiLine="1"/>' if field.kind == "long" else "<w:text/>"
    grey = '<w:rStyle w:val="PlaceholderText"/>'
    if given is None:
        mark, look = ("", "") if style.unmarked else ("<w:showingPlcHdr/>", grey)
        return f"<w:sdt><w:sdtPr>{props}{mark}{kind}</w:sdtPr><w:sdtContent>{run(prompt, look)}</w:sdtContent></w:sdt>"
    text = given if isinstance(given, str) else picked(field, given)
    inner = style.answer_runs(text, grey if style.placeholder_style else "")
    mark = "<w:showingPlcHdr/>" if style.showing_left else ""
    return f"<w:sdt><w:sdtPr>{props}{mark}{kind}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def legacy(form, field, given, style):
    what = "Dropdown" if field.kind == "choice" else "Text"
    name = f'<w:name w:val="{what}{next_id()}"/><w:enabled/><w:calcOnExit w:val="0"/>'
    if field.kind == "choice":
        items = "".join(f"<w:listEntry w:val={quoteattr(o)}/>" for o in (form.prompts.choice, ) + field.options)
        chosen = f'<w:result w:val="{given + 1}"/>' if given is not None else ""
        return field_characters(" FORMDROPDOWN ", f"{name}<w:ddList>{chosen}{items}</w:ddList>", "")
    kind = "<w:type w:val=\"date\"/>" if field.kind == "date" else ""
    result = style.answer_runs(given) if given else run("\u2002" * 5)
    return field_characters(" FORMTEXT ", f"{name}<w:textInput>{kind}</w:textInput>", result)


def field_characters(instruction, data, result):
    middle = f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}' if result else ""
    return (f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
            f'<w:r><w:instrText xml:space="preserve">{escape(instruction)}</w:instrText></w:r>{middle}'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>')


def grid(form, shape, given, style):
    width = (NARROW + WIDE) // len(shape.columns)
    out = [row([cell(paragraph(c.label, props="<w:b/>"), width) for c in shape.columns])]
    for n in range(max(shape.rows, len(given))):
        texts = given[n] if n < len(given) else (None, ) * len(shape.columns)
        texts = tuple(texts) + (None, ) * (len(shape.columns) - len(texts))
        out.append(row([cell(answer(form, c, texts[i], style), width) for i, c in enumerate(shape.columns)]))
    return table(out, (width, ) * len(shape.columns))
