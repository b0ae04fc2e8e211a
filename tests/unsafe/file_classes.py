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

