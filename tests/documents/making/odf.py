"""OpenDocument text: fills the blank's content.xml, as the user of an office program does."""

import copy
import io

from lxml import etree

from docx_form import BOX, TICKED
from package import replace

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
CELL, PARAGRAPH = f"{{{TABLE}}}table-cell", f"{{{TEXT}}}p"


def fill(blank, form, answers):
    """The blank odt (plain tables) with the answers in the cells beside the labels."""
    return replace(blank, {"content.xml": lambda xml: fill_content(xml, form, answers)})


def fill_content(xml, form, answers):
    tree = etree.parse(io.BytesIO(xml))
    rows = list(tree.iter(f"{{{TABLE}}}table-row"))
    for section in form.sections:
        for field in section.fields:
            given = answers.get(field.key)
            if given is not None:
                cells = next(r for r in rows if label_of(r) == field.label).findall(CELL)
                put(cells[1], field, given)
        if section.grid:
            head = next(r for r in rows if label_of(r) == section.grid.columns[0].label)
            for line, one in zip(answers.get("rows", ()), head.itersiblings()):
                for cell, text in zip(one.findall(CELL), line):
                    put_text(cell, text)
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8")


def label_of(row):
    """The first paragraph of its first cell."""
    return "".join(row[0].find(PARAGRAPH).itertext())


def put(cell, field, given):
    if field.kind == "ticks":
        tick(cell, given)
    elif field.kind == "choice":
        put_text(cell, field.options[given])
    else:
        put_text(cell, given)


def put_text(cell, text):
    first = cell.find(PARAGRAPH)
    for child in list(first):
        first.remove(child)
    for line in reversed(text.split("\n")[1:]):
        another = copy.deepcopy(first)
        another.text = line
        first.addnext(another)
    first.text = text.split("\n")[0]


def tick(cell, chosen):
    """Put a cross into the boxes of these numbers."""
    number = 0
    for element in cell.iter():
        for part in ("text", "tail"):
            text = getattr(element, part)
            while text and BOX in text:
                text = text.replace(BOX, TICKED if number in chosen else "\0", 1)
                number += 1
            if text is not None:
                setattr(element, part, text.replace("\0", BOX))
