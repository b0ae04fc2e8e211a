"""Referral mail whose documents carry something: the form itself where it can, a file beside it otherwise."""

import os

from mail_message import TYPES, attached, attached_message, leaf, text
from mail_payload import FORM_LINES, HERE, compound, form, office, pdf

WRITTEN = os.path.join(HERE, "..", "written")
FORM_NAMES = ("docx", "docm", "dotm", "odt", "pdf", "doc", "rtf")

OFFICE = {
    "office-macros": ["macros.docm", "macros.dotm", "macros-named.docx", "macros-as-image.docx", "toolbars.docx",
                      "ribbon.docx", "activex.docx", "form-macro.docx", "macros.xlsm", "macro-sheet.xlsm", "ole.xlsx",
                      "button.xlsx", "macros.pptm", "action-macro.pptx"],
    "office-external": ["template.docx", "beacon.docx", "beacon-vml.docx", "link-share.docx", "link-file.docx",
                        "link-script.docx", "link-handler.docx", "link-internal-lie.docx", "frames.docx",
                        "mail-merge.docx", "taskpane.docx", "external-link.xlsx", "action-program.pptx", "media.pptx"],
    "office-embedded": ["ole.docx", "ole-without-picture.docx", "package.docx", "chunk.docx", "stray.docx",
                        "stray-typed.docx", "ole-alternatives.docx", "ole-link.docx", "field-embed.docx", "ole.pptx"],
    "fields-dde": ["field-dde.docx", "field-dde-split.docx", "field-dde-comment.docx", "field-dde-entity.docx",
                   "field-dde-paragraphs.docx", "field-dde-deleted.docx", "field-dde-nested.docx", "field-dde-simple.docx",
                   "field-include-text.docx", "field-include-picture.docx", "field-link.docx", "dde.xlsx"],
    "odf-active": ["macros.odt", "python.ods", "script-field.odt", "macro-field.odt", "section.odt", "dde.odt",
                   "picture.odt", "frame.odt", "link-macro.odt", "button.odt", "submit.odt", "database.odt", "objects.odt",
                   "formulas.ods", "action.odp", "keys.odt"],
}
PDF = {
    "pdf-active": ["open-script", "open-launch", "triggers-catalog", "triggers-field", "link-script-stream", "link-gotor",
                   "uri-file", "button-submit", "names-script-tree", "annotation-rich", "annotation-3d", "packed-script",
                   "packed-triggers", "escaped-names", "escaped-packed", "prefixed-script", "update-adds", "update-hides",
                   "update-packed", "unreachable-packed", "unlisted", "xfa-static-deflated", "rights-script"],
    "pdf-attachments": ["names-files", "names-files-tree", "portfolio", "associated-catalog", "annotation-file",
                        "file-private", "packed-files", "escaped-files", "unreachable-file"],
}
# Found, and not to be taken out with certainty: the message is refused.
REFUSED = {"office-embedded": ["signed.docx"], "odf-active": ["signed.odt", "macros.fodt"], "office-macros": ["addin.xlam", "binary.xlsb"],
           "fields-dde": ["field-alternative-end.docx"],
           "pdf-active": ["signed-script", "xfa-dynamic", "damaged-script", "twice-a-key"]}


def carried(name, octets, index):
    """In turn: as it should be, as octets, in quoted-printable, in an attached message, under a name in pieces."""
    extension = name.rsplit(".", 1)[-1]
    media = TYPES.get(extension, "application/octet-stream")
    if index % 5 == 1:
        return attached(f"Referral.{extension}", octets, "application/octet-stream")
    if index % 5 == 2:
        return attached(f"Referral.{extension}", octets, media, encoding="quoted-printable-of-octets")
    if index % 5 == 3:
        return attached_message(text(), attached(f"Referral.{extension}", octets, media))
    if index % 5 == 4:
        return leaf(media, octets, disposition="attachment", name=["filename*0=\"Refer\"", f"filename*1=\"ral.{extension}\""])
    return attached(f"Referral.{extension}", octets, media)


def message(name, octets, index):
    parts = [text(), carried(name, octets, index)]
    if name.rsplit(".", 1)[-1] not in FORM_NAMES or index % 5 == 3:
        parts.append(attached("Prevent referral form.docx", form()))
    return parts


def put(add, kind, name, octets, index, outcome=None):
    # What these two carry is their content type.
    payloads = (lambda w: []) if name in ("addin.xlam", "binary.xlsb") else None
    add(kind, name.replace(".", "-"), lambda w: message(name, octets(w), index), outcome, payloads)


def office_and_pdf(add):
    for kind, names in OFFICE.items():
        for index, name in enumerate(names):
            put(add, kind, name, lambda w, name=name: office(name, w), index)
    for kind, names in PDF.items():
        for index, name in enumerate(names):
            put(add, kind, name + ".pdf", lambda w, name=name: pdf(name, w), index)
    for kind, names in REFUSED.items():
        for name in names:
            full = name if "." in name else name + ".pdf"
            put(add, kind, full, lambda w, name=name: office(name, w) if "." in name else pdf(name, w), 0, "refused")


def broken(add):
    """Packages that break the rules of a container, or of XML, so that programs differ in what they find."""
    def put_broken(name, extension, octets):
        add("office-macros" if extension == "docm" else "odf-active", name, lambda w: [
            text(), attached(f"Notes.{extension}", octets(w)), attached("Prevent referral form.docx", form())], "refused")

    def without_types(w):
        return office("macros.docm", w).replace(b"[Content_Types].xml", b"[Content_Types].xmk")
    put_broken("octet-behind", "docm", lambda w: office("macros.docm", w) + b"x")
    put_broken("octet-before", "docm", lambda w: b"x" + office("macros.docm", w))
    put_broken("without-types", "docm", without_types)
    put_broken("other-name-in-directory", "docm", lambda w: office("macros.docm", w).replace(
        b"word/document.xml", b"word/documenx.xml", 1))
    put_broken("octet-behind-text", "odt", lambda w: office("macros.odt", w) + b"x")
    put_broken("two-packages", "docm", lambda w: form() + office("macros.docm", w))


def written(add):
    """What LibreOffice wrote, once (tests/unsafe/make-written)."""
    kinds = {"docm": "office-macros", "xlsm": "office-macros", "docx": "office-external", "xlsx": "office-external",
             "odt": "odf-active", "ods": "odf-active", "ott": "odf-active", "doc": "ole-macros", "xls": "ole-macros",
             "rtf": "rtf-object"}
    for index, name in enumerate(sorted(os.listdir(WRITTEN))):
        with open(os.path.join(WRITTEN, name), "rb") as file:
            octets = file.read()
        add(kinds[name.rsplit(".", 1)[-1]], "written-" + name.replace(".", "-"),
            lambda w, name=name, octets=octets, index=index: message(name, octets, index), None, lambda w: ["wzwrittenxy"])


def rtf(add):
    def put_rtf(name, body, encoding="base64"):
        lines = "".join(f"{line}\\par\n" for line in FORM_LINES)
        filler = "Please call before three.\\par\n" * 30
        add("rtf-object", name, lambda w: [text(), attached(
            "Referral.rtf", f"{{\\rtf1\\ansi {lines}{filler}{body(w)}}}\n".encode(), encoding=encoding)])

    def hexadecimal(w):
        return w.encode().hex()
    put_rtf("object", lambda w: f"{{\\object\\objemb{{\\*\\objclass Package}}{{\\*\\objdata 0105000002000000{hexadecimal(w)}}}}}")
    put_rtf("object-split", lambda w: f"{{\\object\\objocx{{\\*\\objdata 01 05\n{' '.join(hexadecimal(w))}}}}}")
    put_rtf("object-link", lambda w: f"{{\\object\\objautlink\\objupdate{{\\*\\objdata {hexadecimal(w)}}}}}")
    put_rtf("object-binary", lambda w: f"{{\\object\\objemb{{\\*\\objdata\\bin11 {w}}}}}", "quoted-printable")
    put_rtf("dde", lambda w: f'{{\\field{{\\*\\fldinst DDEAUTO cmd "{w}"}}{{\\fldrslt x}}}}', "7bit")
    put_rtf("dde-split", lambda w: f'{{\\field{{\\*\\fldinst {{DD}}{{\\b EAUTO}} cmd "{w}"}}{{\\fldrslt x}}}}', "7bit")
    put_rtf("include", lambda w: f'{{\\field{{\\*\\fldinst INCLUDEPICTURE "http://{w}.example/a.png"}}{{\\fldrslt x}}}}')
    put_rtf("template", lambda w: f"{{\\*\\template http://{w}.example/a.dotm}}")
    put_rtf("html", lambda w: f"{{\\*\\datastore {hexadecimal(w)}}}{{\\object{{\\*\\objdata 00}}}}")


def ole(add):
    def project(w):
        return {"VBA": {"dir": b"\1" + w.encode(), "Module1": w.encode(), "_VBA_PROJECT": w.encode()}, "PROJECT": w.encode()}

    def put_ole(name, ending, tree):
        add("ole-macros", name, lambda w: [text(), attached(f"Referral.{ending}", compound(tree(w))),
                                           attached("Prevent referral form.docx", form())])
    word = {"WordDocument": b"\xec\xa5\xc1\0" + bytes(600)}
    put_ole("word-project", "doc", lambda w: {**word, "Macros": project(w)})
    put_ole("word-object", "doc", lambda w: {**word, "ObjectPool": {"_1234567890": {"\1Ole10Native": w.encode()}}})
    put_ole("word-control", "doc", lambda w: {**word, "ObjectPool": {"_1": {"\3OCXNAME": w.encode("utf-16-le")}}})
    put_ole("excel-project", "xls", lambda w: {"Workbook": b"\x09\x08\x10\0\0\6\5\0" + bytes(60),
                                               "_VBA_PROJECT_CUR": project(w)})
    put_ole("excel-object", "xls", lambda w: {"Workbook": b"\x09\x08\x10\0\0\6\5\0" + bytes(60),
                                              "MBD0018D4CE": {"\1Ole10Native": w.encode()}})
    put_ole("excel-macro-sheet", "xls", lambda w: {
        "Workbook": b"\x09\x08\x10\0\0\6\5\0" + bytes(12) + b"\x85\0\x0c\0" + bytes(4) + b"\0\1\4\0AUTO" +
                    b"\x0a\0\0\0" + w.encode()})
    put_ole("powerpoint", "ppt", lambda w: {"PowerPoint Document": bytes(32), "_VBA_PROJECT": project(w)})
    put_ole("word-as-rtf", "rtf", lambda w: {**word, "Macros": project(w)})


def make(add):
    for part in (office_and_pdf, broken, written, rtf, ole):
        part(add)
