"""office_check: LibreOffice opens every cleaned document, and it says what the original said.

Not in `make check`: it needs LibreOffice and takes minutes. A document that LibreOffice would have to repair makes a
headless conversion fail.
"""

import glob
import os
import re
import shutil
import subprocess
import tempfile

from suite import Skip, Suite, require

SOURCE, BUILD = os.environ["top_srcdir"], os.environ["top_builddir"]
MARK = "PAYLOAD7f3a"
ODF_ENDINGS = (".odt", ".ods", ".odp", ".ott")
TEXT = {"t": "txt:Text (encoded):UTF8", "s": "csv:Text - txt - csv (StarCalc):44,34,76", "p": "pdf"}
ENDINGS = ("docx", "docm", "dotx", "odt", "ott", "xlsx", "xlsm", "ods", "pptx", "pptm", "odp")

scratch = tempfile.mkdtemp()
suite = Suite("cleaned documents in LibreOffice")


@suite.close
def what_was_written_is_removed():
    shutil.rmtree(scratch)



def path_of(*names):
    path = os.path.join(scratch, *names)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return path


def convert(sources, target, folder):
    """All in one start; what could not be opened is missing afterwards."""
    out = path_of(folder, "x")[:-2]
    subprocess.run(["soffice", f"-env:UserInstallation=file://{scratch}/profile", "--headless", "--convert-to", target,
                    "--outdir", out, *sources], check=True, capture_output=True, timeout=140,
                   env={**os.environ, "SAL_USE_VCLPLUGIN": "svp"})
    return out


def clean(source, result):
    kind = "odf" if source.endswith(ODF_ENDINGS) else "ooxml"
    done = subprocess.run([os.path.join(BUILD, "clean_document"), kind, source, result], check=True, capture_output=True,
                          text=True)
    return done.stdout.split()


FLAT = '''<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" xmlns:ooo="http://openoffice.org/2004/office"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.KIND">
<office:scripts><office:script script:language="ooo:Basic"><ooo:libraries><ooo:library-embedded ooo:name="Standard">
<ooo:module ooo:name="M"><ooo:source-code>Sub Main
 MsgBox "MARK"
End Sub</ooo:source-code></ooo:module></ooo:library-embedded></ooo:libraries></office:script><office:event-listeners>
<script:event-listener script:language="ooo:script" script:event-name="dom:load" xlink:type="simple"
 xlink:href="vnd.sun.star.script:Standard.M.Main?language=Basic&amp;location=document"/></office:event-listeners></office:scripts>
<office:body>BODY</office:body></office:document>'''
WRITER = f'''<office:text><text:p>Before</text:p><text:section text:name="S"><text:section-source xlink:type="simple"
 xlink:href="file:///nowhere/{MARK}.odt"/><text:p>In the section</text:p></text:section><text:p><text:a xlink:type="simple"
 xlink:href="file:///nowhere/{MARK}.exe">a file</text:a> and <text:a xlink:type="simple" xlink:href="https://www.example.org/">
a page</text:a></text:p><text:p>After</text:p></office:text>'''
CALC = f'''<office:spreadsheet><table:table table:name="One"><table:table-row><table:table-cell office:value-type="float"
 office:value="42"><text:p>42</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="7"
 table:formula="of:=['file:///nowhere/{MARK}.ods'#$Sheet1.A1]"><text:p>7</text:p></table:table-cell><table:table-cell
 office:value-type="float" office:value="84" table:formula="of:=[.A1]*2"><text:p>84</text:p></table:table-cell>
</table:table-row></table:table></office:spreadsheet>'''

# What LibreOffice says of these changes: it calculates what cannot be calculated, shows a piece of a code, or stops at an
# object. All other words of the original must be there.
DIFFERENT = {"field-dde-nested.docx", "ole-alternatives.docx", "ole-without-picture.docx", "written-spreadsheet.xlsx",
             "written-spreadsheet.xlsm", "dde.xlsx", "formulas.xlsx", "macro-sheet.xlsm", "formulas.ods"}
NO_WORDS = re.compile(rb"Err:\d+|#[A-Z/]+[?!]?|x")
written = []


@suite.test
def libreoffice_writes_documents_with_macros_and_links():
    for kind, body, targets in (("text", WRITER, ("odt", "docx", "docm:MS Word 2007 XML VBA", "ott")),
                                ("spreadsheet", CALC, ("ods", "xlsx", "xlsm:Calc MS Excel 2007 VBA XML"))):
        source = path_of("flat", f"written-{kind}.{'fodt' if kind == 'text' else 'fods'}")
        with open(source, "w", encoding="utf-8") as file:
            file.write(FLAT.replace("KIND", kind).replace("BODY", body).replace("MARK", MARK))
        for target in targets:
            convert([source], target, "written")
            written.append(os.path.join(scratch, "written", f"written-{kind}.{target.split(':')[0]}"))
    for path in written:
        require(os.path.exists(path), path)


def originals():
    found = [*written]
    for folder in ("unsafe/files", "documents/filled", "documents/trap", "documents/blank", "documents/other"):
        for ending in ENDINGS:
            found += sorted(glob.glob(os.path.join(SOURCE, "tests", folder, f"*.{ending}")))
    return found


def family(path):
    ending = path.rsplit(".", 1)[1]
    return "t" if ending in ("docx", "docm", "dotx", "odt", "ott") else "p" if ending in ("pptx", "pptm", "odp") else "s"


def cleaned_pairs():
    """(family, original, before, after) of those that were cleaned; each under a name of its own"""
    pairs = []
    for index, source in enumerate(originals()):
        words = clean(source, path_of("cleaned", "result"))
        if words[0] != "done":
            continue
        extension = words[3].split("=")[1]
        ending = extension if extension != "-" else source.rsplit(".", 1)[1]
        before = path_of("before", f"{index}.{source.rsplit('.', 1)[1]}")
        after = path_of("after", f"{index}.{ending}")
        shutil.copy(source, before)
        os.rename(path_of("cleaned", "result"), after)
        pairs.append((family(source), source, before, after))
    return pairs


def split(words):
    return [piece.replace(b"DDE", b"") for word in words for piece in word.split(b",")]


def text_of(folder, path, kind):
    name = os.path.join(scratch, folder, os.path.basename(path).rsplit(".", 1)[0] + "." + TEXT[kind].split(":")[0])
    if not os.path.exists(name):
        return None
    if kind == "p":
        return subprocess.run(["pdftotext", name, "-"], check=True, capture_output=True).stdout.split()
    with open(name, "rb") as file:
        return file.read().split()


@suite.test
def what_libreoffice_wrote_loses_what_is_active():
    for path in written:
        words = clean(path, path_of("again", "result"))
        print("   ", os.path.basename(path), *words)
        require(words[0] in ("done", "unchanged"), path, *words)
        require(words[0] == "done" or not path.endswith(("odt", "ods", "ott", "docm", "xlsm")), path, *words)


def differs(source, old, new):
    """What is wrong with the new words of a document, or None."""
    if new is None:
        return f"{source} cannot be opened any more"
    if os.path.basename(source) in DIFFERENT:
        lost = [word for word in split(old) if word not in split(new) and not NO_WORDS.fullmatch(word)]
        return f"{source} lost {lost}" if lost else None
    return f"{source}: {old[:30]} became {new[:30]}" if old != new else None


def compare(pairs, folder, kind):
    convert([pair[2] for pair in pairs], TEXT[kind], f"{folder}-before")
    convert([pair[3] for pair in pairs], TEXT[kind], f"{folder}-after")
    words = [(pair[1], text_of(f"{folder}-before", pair[2], kind), text_of(f"{folder}-after", pair[3], kind))
             for pair in pairs]
    known = [row for row in words if row[1] is not None]
    if not known:
        raise Skip("LibreOffice opens none of the originals: is Impress installed?")
    print(f"    {len(known)} cleaned documents")
    wrong = [text for text in (differs(*row) for row in known) if text]
    require(not wrong, "\n  ".join(["", *wrong]))


cleaned = []


@suite.test
def documents_are_cleaned():
    cleaned.extend(cleaned_pairs())
    require(cleaned)


def compare_slice(kind, at):
    group = [pair for pair in cleaned if pair[0] == kind]
    compare(group[at::3], f"text-{kind}-{at}", kind)


for number in range(3):
    suite.row(f"a third of the texts opens and says the same {number + 1}", compare_slice, "t", number)
    suite.row(f"a third of the spreadsheets opens and says the same {number + 1}", compare_slice, "s", number)
    suite.row(f"a third of the presentations opens and says the same {number + 1}", compare_slice, "p", number)


if __name__ == "__main__":
    suite.main(None if shutil.which("soffice") else "LibreOffice is not installed")
