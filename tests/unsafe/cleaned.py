"""cleaned: every file of tests/unsafe and tests/documents through the office cleaners: as the table says, with nothing
of the payload left, consistent, the same again, and with the same text."""

import base64
import io
import os
import posixpath
import re
import subprocess
import tempfile
import zipfile
from urllib.parse import unquote

from suite import Suite, equal, require

SOURCE, BUILD = os.environ["top_srcdir"], os.environ["top_builddir"]
HERE = os.path.join(SOURCE, "tests", "unsafe")
DOCUMENTS = os.path.join(SOURCE, "tests", "documents")
MARK, KEPT = b"PAYLOAD7f3a", b"Kept text"
ODF_ENDINGS = (".odt", ".ods", ".odp", ".ott", ".odb", ".fodt")
OOXML_ENDINGS = (".docx", ".docm", ".dotx", ".dotm", ".xlsx", ".xlsm", ".pptx")
REFERENCE = re.compile(rb"""\s(?:[\w]+:(?:id|embed|link|pict|relid|href|cs|dm|lo|qs))=["']([^"']*)["']""")

suite = Suite("office documents without what is unsafe")
scratch = tempfile.TemporaryDirectory()
suite.close(scratch.cleanup)


def run(program, *arguments):
    done = subprocess.run([os.path.join(BUILD, program), *arguments], capture_output=True, timeout=60, check=False)
    equal(done.returncode, 0, f"status of {program} {arguments}")
    return done.stdout.decode()


def clean(path, find=False, name=None):
    """state, found, removed, extension, path of the result"""
    result = os.path.join(scratch.name, name or "result")
    if os.path.exists(result):
        os.remove(result)
    kind = "odf" if path.endswith(ODF_ENDINGS) else "ooxml"
    words = run("clean_document", ("find-" if find else "") + kind, path, result).split()
    return [words[0], *[word.split("=")[1] for word in words[1:]], result]


def table():
    with open(os.path.join(HERE, "EXPECTED"), encoding="utf-8") as file:
        return [line.split(None, 4) for line in file if not line.startswith("#")]


def parts_of(path):
    with open(path, "rb") as file:
        octets = file.read()
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        return octets, {info.filename: archive.read(info) for info in archive.infolist()}


def decodings(data):
    yield data
    yield data.replace(b"\0", b"")
    for run_of in re.findall(rb"[A-Za-z0-9+/=\s]{16,}", data):
        try:
            yield base64.b64decode(b"".join(run_of.split()), validate=True)
        except ValueError:
            pass


def check_relations(parts):
    """Every target is there, every part has a type, every reference a relationship, and no override is left over."""
    types = parts["[Content_Types].xml"].decode()
    for name in re.findall(r'PartName="/([^"]*)"', types):
        require(name in parts, "an override of", name)
    for name, data in parts.items():
        if not name.endswith(".rels"):
            continue
        folder, base = posixpath.split(name)
        folder = posixpath.dirname(folder)
        owner = posixpath.join(folder, base[:-5])
        ids = set()
        for tag in re.findall(r"<Relationship\b[^>]*>", data.decode()):
            ids.add(re.search(r'\bId="([^"]*)"', tag).group(1))
            target = re.search(r'Target="([^"]*)"', tag).group(1)
            if 'TargetMode="External"' not in tag and not target.startswith("#"):
                path = posixpath.normpath(posixpath.join("/" + folder, unquote(target))).lstrip("/")
                require(path in parts, name, "leads to", path)
        require(owner == "" or owner in parts, name, "is of no part")
        if owner:
            for reference in REFERENCE.findall(parts[owner]):
                if reference.startswith(b"rId"):
                    require(reference.decode() in ids, owner, "refers to", reference)


def check_manifest(parts):
    for path in re.findall(r'full-path="([^"]*)"', parts["META-INF/manifest.xml"].decode()):
        require(path == "/" or path in parts or any(name.startswith(path) for name in parts), "a manifest entry of", path)


def check_result(name, result):
    octets, parts = parts_of(result)
    require(MARK not in octets, name, "has the payload in the container")
    for part, data in parts.items():
        for decoded in decodings(data):
            require(MARK not in decoded, name, "has the payload in", part)
    text = b" ".join(parts.values())
    if name.endswith(("xlsx", "xlsm")):
        require(b"<v>42</v>" in text, name, "lost its values")
    else:
        require(KEPT in text, name, "lost its text")
    if "[Content_Types].xml" in parts:
        check_relations(parts)
    else:
        check_manifest(parts)


@suite.test
def every_file_is_as_the_table_says():
    wrong = []
    for name, state, found, extension, note in table():
        got = clean(os.path.join(HERE, "files", name))
        if got[:2] != [state, found] or got[3] != extension:
            wrong.append(f"{name} ({note.strip()}): {got[:4]}")
    require(not wrong, "\n  ".join(["", *wrong]))


@suite.test
def what_is_found_does_not_depend_on_what_is_stripped():
    for name, *_ in table():
        path = os.path.join(HERE, "files", name)
        equal(clean(path, find=True)[1], clean(path)[1], name)


@suite.test
def only_finding_changes_nothing():
    for name, *_ in table():
        state = clean(os.path.join(HERE, "files", name), find=True)[0]
        require(state != "done", name)


@suite.test
def nothing_of_the_payload_is_left_and_the_rest_is_consistent():
    wrong = []
    for name, state, *_ in table():
        got = clean(os.path.join(HERE, "files", name))
        if got[0] != "done":
            continue
        try:
            check_result(name, got[4])
        except (AssertionError, KeyError) as error:
            wrong.append(f"{name}: {error}")
    require(not wrong, "\n  ".join(["", *wrong]))


@suite.test
def the_payload_was_there():
    for name, state, found, *_ in table():
        if state == "done":
            _, parts = parts_of(os.path.join(HERE, "files", name))
            plain = any(MARK in data for data in parts.values())
            require(plain or name.startswith(("utf-16", "connections", "formulas")), name)


def all_files():
    for name, *_ in table():
        yield os.path.join(HERE, "files", name)
    for folder, _, names in sorted(os.walk(DOCUMENTS)):
        for name in sorted(names):
            if name.endswith(ODF_ENDINGS + OOXML_ENDINGS):
                yield os.path.join(folder, name)


@suite.test
def cleaning_again_changes_nothing():
    for path in all_files():
        first = clean(path, name="first" + os.path.splitext(path)[1])
        if first[0] == "done":
            again = clean(first[4], name="again" + os.path.splitext(path)[1])
            equal(again[0], "unchanged", path)


@suite.test
def cleaning_is_the_same_every_time():
    for path in all_files():
        first, again = clean(path, name="first"), clean(path, name="again")
        if first[0] == "done":
            with open(first[4], "rb") as one, open(again[4], "rb") as two:
                require(one.read() == two.read(), path)


@suite.test
def parts_that_nothing_was_taken_from_keep_their_octets_and_order():
    for path in all_files():
        got = clean(path)
        if got[0] != "done":
            continue
        (_, before), (_, after) = parts_of(path), parts_of(got[4])
        equal(list(after), [name for name in before if name in after], path)
        for name, data in after.items():
            require(len(data) <= len(before[name]) + 64, path, name)
            if not name.endswith((".xml", ".rels", ".vml")):
                require(data == before[name], path, name)


@suite.test
def documents_say_the_same_afterwards():
    for path in all_files():
        got = clean(path)
        if got[0] == "done" and path.endswith((".docx", ".docm", ".dotx", ".dotm", ".odt", ".ott")):
            before, after = run("document_text", path), run("document_text", got[4])
            if "chunk" in path or "subdocument" in path:
                continue  # their reader refuses what is in them
            equal(strip_images(after), strip_images(before), path)


def strip_images(text):
    return re.sub(r" images=\d+", "", text)


@suite.test
def clean_documents_stay_as_they_are():
    # What a form made of a web page has in its submit address, and the two with macros.
    changed = {"shapes-en.odt", "shapes-ashdown.odt", "macro.docm", "macro-blank.docm"}
    for path in all_files():
        if path.startswith(DOCUMENTS) and os.sep + "unreadable" + os.sep not in path:
            name, state = os.path.basename(path), clean(path)[0]
            if name not in changed and state != "unchanged":
                require(name.startswith(("case-entries", "doc-named", "odt-named", "two-entries")), name, state)


if __name__ == "__main__":
    suite.main()
