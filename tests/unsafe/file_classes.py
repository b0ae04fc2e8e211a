"""file_classes: every file of the corpora, and every leaf of every mail, as what it is sent as: of no class, but for
those that are something of the kind."""

import email
import email.policy
import mimetypes
import os
import subprocess
import tempfile

from suite import Suite, equal, require

SOURCE, BUILD = os.environ["top_srcdir"], os.environ["top_builddir"]
TESTS = os.path.join(SOURCE, "tests")

suite = Suite("what files are as a whole")
scratch = tempfile.TemporaryDirectory()
suite.close(scratch.cleanup)


def classify(rows):
    """Rows of path, role, type, name; of each the format, the set of words of its classes."""
    question = "".join("\t".join(row) + "\n" for row in rows)
    done = subprocess.run([os.path.join(BUILD, "file_classifier")], input=question.encode(), capture_output=True,
                          timeout=300, check=False)
    equal(done.returncode, 0, "status of file_classifier")
    answers = [line.split() for line in done.stdout.decode().splitlines()]
    equal(len(answers), len(rows), "number of answers")
    return [(answer[0], set(answer[1:])) for answer in answers]


def leaves(path):
    """Path, role, type, name of every leaf of a mail; the octets are written to files of their own."""
    with open(path, "rb") as file:
        message = email.message_from_binary_file(file, policy=email.policy.default)
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            continue
        try:
            octets, name = part.get_payload(decode=True), part.get_filename() or ""
        except (KeyError, ValueError):
            continue
        disposition = part.get_content_disposition()
        kind = part.get_content_type()
        is_body = name == "" and disposition != "attachment" and kind in ("text/plain", "text/html")
        leaf = os.path.join(scratch.name, f"{os.path.basename(path)}.{number}")
        with open(leaf, "wb") as file:
            file.write(octets or b"")
        name = " ".join(name.split())
        yield leaf, "body" if is_body else "attachment", kind, name


def files(folder):
    for directory, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            yield os.path.join(directory, name)


def say(rows):
    """Rows and answers of those that are of some class."""
    return [(row, words) for row, (_, words) in zip(rows, classify(rows)) if words]


@suite.test
def the_leaves_of_ordinary_mail_are_of_no_class():
    folder = os.path.join(TESTS, "mail")
    rows = [row for path in files(folder) if path.endswith(".eml") for row in leaves(path)]
    require(len(rows) > 900, len(rows))
    found = [(os.path.basename(row[0]), row[3], words) for row, words in say(rows)]
    # A page is sent as a file of its own.
    equal(found, [("swaks-html-pdf.eml.2", "@page.html", {"html-attachment"})], "classes")


FORMATS = {".docx": "ooxml", ".docm": "ooxml", ".dotx": "ooxml", ".dotm": "ooxml", ".xlsx": "ooxml", ".xlsm": "ooxml",
           ".xlsb": "ooxml", ".xlam": "ooxml", ".pptx": "ooxml", ".pptm": "ooxml", ".odt": "odf", ".ods": "odf",
           ".odp": "odf", ".ott": "odf", ".odb": "odf", ".fodt": "flat-odf", ".pdf": "pdf", ".rtf": "rtf", ".doc": "ole"}
# Those that are not what their names say, all but the last in the same family; an empty file, and a PDF without a head.
OTHERWISE = {"doc-named.docx": "ole", "docx-named.doc": "ooxml", "docx-named.pdf": "ooxml", "html-named.doc": "html",
             "odt-named.docx": "odf", "rtf-named.doc": "rtf", "password.docx": "ole", "empty.docx": "other",
             "no-pdf.pdf": "other", "blank-named.doc": "ooxml"}


@suite.test
def documents_are_of_no_class_by_any_name_and_type():
    rows, formats = [], []
    for folder in ("documents/blank", "documents/filled", "documents/other", "documents/trap", "documents/unreadable",
                   "unsafe/files", "unsafe/pdf"):
        for path in files(os.path.join(TESTS, folder)):
            name = os.path.basename(path)
            ending = os.path.splitext(name)[1]
            if ending in FORMATS:
                kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
                rows += [(path, "attachment", "application/octet-stream", name), (path, "attachment", kind, name),
                         (path, "attachment", kind, ""), (path, "attachment", "application/octet-stream", name[:-1])]
                formats += [OTHERWISE.get(name, FORMATS[ending])] * 4
    answers = classify(rows)
    require(len(rows) > 1600, len(rows))
    for row, wanted, (form, words) in zip(rows, formats, answers):
        name = os.path.basename(row[0])
        if name == "html-named.doc" and row[3] != name and words == {"html-attachment"}:
            continue  # without the name it is a page
        if name == "empty.docx" and os.path.getsize(row[0]) > 0:
            wanted = "ooxml"  # there are two
        equal(words, set(), f"classes of {row}")
        equal(form, wanted, f"format of {row}")


@suite.test
def archives_of_documents_are_just_archives():
    folder = os.path.join(TESTS, "documents")
    found = {os.path.basename(path): classify([(path, "attachment", "application/zip", os.path.basename(path))])[0][1]
             for path in files(folder) if path.endswith(".zip")}
    equal(found.pop("password.zip"), {"archive", "encrypted-archive"}, "a zip with a password")
    require(len(found) >= 5, found)
    for name, words in found.items():
        equal(words, {"archive"}, name)


@suite.test
def other_files_of_the_corpus_are_of_no_class():
    wanted = (".txt", ".png", ".jpg", ".jpeg", ".tif", ".eml", ".dat")
    rows = [(path, "attachment", mimetypes.guess_type(path)[0] or "application/octet-stream", os.path.basename(path))
            for path in files(os.path.join(TESTS, "documents")) if path.endswith(wanted)]
    require(len(rows) >= 10, len(rows))
    equal(say(rows), [], "classes")


@suite.test
def a_planted_program_is_found():
    path = os.path.join(scratch.name, "planted")
    with open(path, "wb") as file:
        file.write(b"MZ\x90\0\3\0\0\0")
    equal(classify([(path, "attachment", "application/pdf", "form.pdf")])[0][1], {"executable", "type-mismatch"}, "classes")


if __name__ == "__main__":
    suite.main()
