"""twice: whole messages of every corpus through the real inspector, and what it relays through it again.

Cleaning twice is cleaning once; a document that was cleaned says what it said, and its form's fields hold what they
held; and mail that ordinary programs write leaves as it came, but for what is listed here.
"""

import glob
import json
import os
import subprocess
import sys
import tempfile

import relay
from suite import Suite, equal, require

sys.path.insert(0, os.path.join(relay.HERE, "making"))

import mail_message  # noqa: E402

TESTS = os.path.join(relay.SOURCE, "tests")
DOCUMENTS = (".docx", ".docm", ".dotm", ".odt", ".ott", ".pdf", ".doc", ".rtf")
# Of tests/documents, tests/mail and tests/html/ordinary: what has something unsafe in it, and of which classes.
CHANGED = {
    # Forms made of a web page: an address to submit to.
    "documents/blank/shapes-en.odt": "odf-active",
    "documents/filled/shapes-ashdown.odt": "odf-active",
    "documents/trap/macro-blank.docm": "office-macros",
    "documents/trap/macro.docm": "office-macros",
    "documents/trap/blank.zip": "archive (not changed)",
    "documents/trap/form-and-notes.zip": "archive (not changed)",
    "documents/trap/form.zip": "archive (not changed)",
    "documents/trap/no-form.zip": "archive (not changed)",
    "documents/trap/zip-in-zip.zip": "archive (not changed)",
    "documents/unreadable/password.zip": "archive,encrypted-archive (not changed)",
    # Drawn by one program only: it cannot be cleaned, and is refused.
    "documents/unreadable/xfa.pdf": "pdf-active (not changed)",
    # swaks attaches the text of the mail.
    "mail/swaks-html-pdf.eml": "html-attachment",
}

suite = Suite("cleaning whole messages twice")
suite.close(relay.scratch.cleanup)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def files(*folders):
    for folder in folders:
        for path in sorted(glob.glob(os.path.join(TESTS, folder, "*"))):
            if os.path.isfile(path):
                yield os.path.relpath(path, TESTS), path


def messages():
    """(name, octets) of all corpora; a file by itself becomes a referral."""
    for name, path in files("mail", "mail/doubtful", "unsafe/mails"):
        if name.endswith(".eml"):
            yield name, read(path)
    for name, path in files(*(f"documents/{part}" for part in ("blank", "filled", "other", "trap", "unreadable")),
                            "unsafe/files", "unsafe/pdf", "unsafe/written"):
        if "." in os.path.basename(name):
            part = mail_message.attached("Referral." + name.rsplit(".", 1)[-1], read(path))
            yield name, mail_message.referral("document", [mail_message.text(), part])
    for name, path in files("html/ordinary"):
        part = mail_message.leaf("text/html; charset=utf-8", read(path), encoding="base64")
        yield name, mail_message.referral("page", [mail_message.alternative(part)])
    for index, octets in enumerate(hostile()):
        part = mail_message.leaf("text/html; charset=utf-8", octets, encoding="base64")
        yield f"html/hostile:{index}", mail_message.referral("page", [mail_message.alternative(part)])


def hostile():
    for line in read(os.path.join(TESTS, "html", "hostile")).split(b"\n"):
        if line and not line.startswith((b"#", b"= ")):
            yield line.decode("utf-8").encode("utf-8").decode("unicode_escape").encode("latin-1", "replace")


def lenient_rules():
    """The shipped route, refusing nothing of what is not unsafe: whatever can be cleaned is cleaned."""
    head, opened, tail = relay.shipped_rules().partition("  on {\n")
    section, closed, rest = tail.partition("\n  }")
    return head + opened + section.replace("= refuse", "= flag") + closed + rest


answers = {}


@suite.test
def the_inspector_answers_all_of_them():
    for answer in relay.inspect(messages(), lenient_rules()):
        answers[answer.name] = answer
    broken = [str(answer) for answer in answers.values() if answer.result != 0]
    require(not broken, "\n  ".join(["", *broken]))
    print(f"    {len(answers)} messages, {sum(answer.replaced for answer in answers.values())} of them changed")


@suite.test
def what_was_relayed_comes_back_untouched_and_accepted():
    first = [answer for answer in answers.values() if answer.relayed is not None]
    wrong = []
    for before, after in zip(first, relay.inspect(((a.name, a.relayed) for a in first), lenient_rules()), strict=True):
        if after.disposition != "accept" or after.replaced or after.unsafe("strip") or after.unsafe("refuse"):
            wrong.append(f"{before}; again {after}")
    require(not wrong, f"{len(wrong)} of {len(first)}", "\n  ".join(["", *wrong[:40]]))
    print(f"    {len(first)} messages sent again")


@suite.test
def what_is_unsafe_is_never_relayed_with_it():
    """The second time nothing is found of what was to be stripped: what is not replaced held nothing of it."""
    wrong = [str(a) for a in answers.values() if a.relayed is not None and a.unsafe("strip") and not a.replaced]
    require(not wrong, "\n  ".join(["", *wrong]))


def document_text(octets, name):
    """What our own reader says; None where it reads nothing."""
    with tempfile.NamedTemporaryFile(suffix=os.path.splitext(name)[1]) as file:
        file.write(octets)
        file.flush()
        done = subprocess.run([os.path.join(relay.BUILD, "document_text"), file.name], capture_output=True, timeout=60,
                              check=False)
    lines = done.stdout.decode().splitlines()
    return None if done.returncode != 0 or not lines else [lines[0].partition(" images=")[0], *lines[1:]]


def pdf_words(octets):
    done = subprocess.run(["pdftotext", "-", "-"], input=octets, capture_output=True, timeout=60, check=False)
    return done.stdout if done.returncode == 0 else None


def pdf_fields(octets):
    """[(name, value)] of the form, by qpdf."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(octets)
        file.flush()
        done = subprocess.run(["qpdf", "--json=1", "--json-key=acroform", file.name], capture_output=True, timeout=60,
                              check=False)
        check = subprocess.run(["qpdf", "--check", file.name], capture_output=True, timeout=60, check=False)
    form = json.loads(done.stdout)["acroform"] if done.stdout else {"fields": []}
    return [(f["fullname"], f["value"], f["fieldtype"]) for f in form["fields"]], check.returncode


def fields_of(text):
    """Lines of a dump that are fields: "NUMBER [CELL] <KIND ...> "VALUE"."""
    return [line.split(" ", 1)[1] for line in text if "<" in line.split('"')[0]]


def cleaned_leaves():
    """(message, name, before, after) of each part that is another now, and no notice."""
    for answer in answers.values():
        if not answer.replaced:
            continue
        before, after = relay.leaves(answer.octets), relay.leaves(answer.relayed)
        equal(len(before), len(after), f"parts of {answer.name}")
        for old, new in zip(before, after):
            if old[2] != new[2] and new[1].lower().endswith(DOCUMENTS):
                yield answer.name, new[1], old[2], new[2]


# Of these the reader stops at what is taken out, before and not after.
OTHER_TEXT = ("chunk", "subdocument")


@suite.test
def documents_say_what_they_said():
    counts = {"documents": 0, "texts": 0, "fields": 0, "PDFs by pdftotext": 0, "PDF fields by qpdf": 0}
    wrong = []
    for message, name, before, after in cleaned_leaves():
        counts["documents"] += 1
        if any(word in message for word in OTHER_TEXT):
            continue
        old, new = document_text(before, name), document_text(after, name)
        if old is not None and old != new:
            wrong.append(f"{message}: {[line for line in old if new is None or line not in new][:3]}")
        counts["texts"] += old is not None and old == new
        counts["fields"] += len(fields_of(new or []))
        if name.endswith(".pdf"):
            (fields, _), (kept, status) = pdf_fields(before), pdf_fields(after)
            if (fields, pdf_words(before), 0) != (kept, pdf_words(after), status):
                wrong.append(f"{message}: fields {fields} became {kept}, qpdf --check {status}, or other words")
            counts["PDFs by pdftotext"] += pdf_words(before) == pdf_words(after)
            counts["PDF fields by qpdf"] += len(kept)
    print("    equal before and after:", ", ".join(f"{count} {what}" for what, count in counts.items()))
    require(not wrong, "\n  ".join(["", *wrong]))
    require(counts["texts"] > 50 and counts["PDF fields by qpdf"] > 50, counts)


@suite.test
def ordinary_mail_and_documents_leave_as_they_came():
    changed = {}
    for name, answer in answers.items():
        if name.startswith(("mail/", "documents/", "html/ordinary")) and (answer.unsafe() or answer.replaced):
            changed[name] = ",".join(answer.unsafe()) + ("" if answer.replaced else " (not changed)")
    different = {name: (changed.get(name), CHANGED.get(name)) for name in {*changed, *CHANGED}
                 if changed.get(name) != CHANGED.get(name)}
    require(not different, "found and expected:", "\n  ".join(["", *(f"{n}: {d}" for n, d in sorted(different.items()))]))


if __name__ == "__main__":
    suite.main()
