"""relayed: referrals with one unsafe thing each, through the real inspector: what is relayed holds nothing of it.

The mails are those of tests/unsafe/mails. What comes of each class is the table in tests/unsafe/README; with
WRITE_TABLE=1 in the environment it is written again.
"""

import ast
import base64
import gzip
import os
import zlib

import relay
import survivors
from suite import Suite, equal, require

CLASSES = ("html-active", "html-remote", "office-macros", "office-external", "office-embedded", "fields-dde", "odf-active",
           "pdf-active", "pdf-attachments", "rtf-object", "ole-macros", "executable", "script", "shortcut", "disk-image",
           "archive", "html-attachment", "svg-attachment", "type-mismatch", "encrypted-archive", "bomb")
LEAST = 6  # mails of a class
README = os.path.join(relay.HERE, "README")
HEADING = "    class              tried  stripped  refused  flagged  survived\n"

suite = Suite("what is relayed of referrals with something unsafe")
suite.close(relay.scratch.cleanup)


class Mail:
    def __init__(self, line):
        self.name, self.kind, self.outcome, words = line.split()
        self.words = [] if words == "-" else [ast.literal_eval(f"'{word}'") for word in words.split(",")]
        with open(os.path.join(relay.HERE, "mails", self.name + ".eml"), "rb") as file:
            self.octets = file.read()
        self.answer = None
        self.survived = {}

    def came_to(self):
        if self.answer.relayed is None:
            return "refused"
        return "stripped" if self.answer.replaced else "flagged" if self.answer.unsafe("flag") else "relayed"


with open(os.path.join(relay.HERE, "mails", "EXPECTED"), encoding="ascii") as table:
    MAILS = [Mail(line) for line in table if not line.startswith("#")]


def planted(octets):
    return [("as it is", octets), ("base64", base64.encodebytes(octets)), ("gzip", b"xx" + gzip.compress(octets)),
            ("zlib", b"stream\n" + zlib.compress(octets)), ("hexadecimal", octets.hex(" ").encode()),
            ("UTF-16", octets.decode().encode("utf-16")), ("entities", b"".join(b"&#x%x;" % o for o in octets)),
            ("percent", b"".join(b"%%%02X" % o for o in octets)), ("names", b"".join(b"#%02x" % o for o in octets)),
            ("octal", b"".join(b"\\%03o" % o for o in octets)), ("RTF", b"".join(b"\\'%02x" % o for o in octets)),
            ("quoted-printable", b"".join(b"=%02X" % o for o in octets)), ("tags", b"<b>".join(b"%c" % o for o in octets)),
            ("CSS", b"".join(b"\\%x " % o for o in octets)), ("backwards", octets[::-1]),
            ("soft breaks", b"=\r\n".join(b"%c" % o for o in octets)),
            ("twice", base64.b64encode(gzip.compress(base64.b64encode(b"some words before that make it long enough, " + octets))))]


@suite.test
def the_search_finds_a_word_in_every_encoding():
    for name, octets in planted(b"wzplantedxyz"):
        require(survivors.find(b"Hello\n" + octets + b"\n", ["wzplantedxyz"]), "not found:", name)
        require(not survivors.find(b"Hello\n" + octets + b"\n", ["wzplantedxyq"]), "found what is not there:", name)


@suite.test
def every_class_has_mails():
    for kind in CLASSES:
        require(sum(mail.kind == kind for mail in MAILS) >= LEAST, kind)
    equal({mail.kind for mail in MAILS}, set(CLASSES), "classes")


@suite.test
def the_payloads_are_found_in_what_is_sent():
    missing = [mail.name for mail in MAILS if len(survivors.find(mail.octets, mail.words)) < len(mail.words)]
    require(not missing, *missing)


@suite.test
def the_inspector_answers_all_of_them():
    for mail, answer in zip(MAILS, relay.inspect((mail.name, mail.octets) for mail in MAILS)):
        mail.answer = answer
    broken = [str(mail.answer) for mail in MAILS if mail.answer.result != 0]
    require(not broken, "\n  ".join(["", *broken]))


@suite.test
def each_comes_to_what_is_expected():
    wrong = [f"{mail.outcome}: {mail.answer}" for mail in MAILS if mail.came_to() != mail.outcome]
    require(not wrong, f"{len(wrong)} of {len(MAILS)}", "\n  ".join(["", *wrong]))


@suite.test
def each_is_found_under_its_class():
    """But for what is refused because it contradicts itself, and bombs, which have a trouble."""
    wrong = []
    for mail in MAILS:
        other = [f for f in mail.answer.findings if f[0] in ("content-ambiguous", "content-uninspectable")
                 or f[2] == "type-mismatch"]
        if mail.kind not in mail.answer.unsafe() and not other:
            wrong.append(str(mail.answer))
    require(not wrong, "\n  ".join(["", *wrong]))


def search(kind):
    for mail in MAILS:
        if mail.kind == kind and mail.answer.relayed is not None and mail.came_to() != "flagged":
            mail.survived = survivors.find(mail.answer.relayed, mail.words)
    survived = [f"{mail.name}: {mail.survived}" for mail in MAILS if mail.kind == kind and mail.survived]
    require(not survived, "\n  ".join(["", *survived]))


for name in CLASSES:
    suite.row(f"nothing of {name} is found in any decoding of what is relayed", search, name)


@suite.test
def what_is_only_flagged_as_shipped_is_stripped_where_a_route_says_so():
    flagged = [mail for mail in MAILS if mail.outcome == "flagged"]
    rules = relay.shipped_rules(archive="strip", encrypted_archive="strip")
    wrong = []
    for mail, answer in zip(flagged, relay.inspect(((mail.name, mail.octets) for mail in flagged), rules), strict=True):
        if not answer.replaced or survivors.find(answer.relayed, mail.words):
            wrong.append(str(answer))
    require(not wrong, "\n  ".join(["", *wrong]))


@suite.test
def what_may_be_stripped_is_refused_where_a_route_says_so():
    stripped = [mail for mail in MAILS if mail.outcome == "stripped"]
    rules = relay.shipped_rules(**{kind.replace("-", "_"): "refuse" for kind in CLASSES if kind != "bomb"})
    answers = relay.inspect(((mail.name, mail.octets) for mail in stripped), rules)
    wrong = [str(answer) for answer in answers if answer.relayed is not None]
    require(not wrong, "\n  ".join(["", *wrong]))


@suite.test
def the_form_is_there_before_and_after():
    lost = [str(mail.answer) for mail in MAILS if mail.answer.replaced and any(f[0].startswith("form-") for f in mail.answer.findings)]
    require(not lost, "\n  ".join(["", *lost]))


def rows():
    for kind in CLASSES:
        mails = [mail for mail in MAILS if mail.kind == kind]
        counts = [sum(mail.came_to() == outcome for mail in mails) for outcome in ("stripped", "refused", "flagged")]
        survived = sum(bool(mail.survived) or mail.came_to() == "relayed" for mail in mails)
        yield f"    {kind:<18} {len(mails):>5}  {counts[0]:>8}  {counts[1]:>7}  {counts[2]:>7}  {survived:>8}\n"


@suite.test
def the_table_in_the_readme_says_so():
    whole = HEADING + "".join(rows())
    print(whole, end="")
    with open(README, encoding="utf-8") as file:
        text = file.read()
    before, heading, after = text.partition(HEADING)
    require(heading, "no table in", README)
    end = after.find("\n\n")
    if os.environ.get("WRITE_TABLE"):
        with open(README, "w", encoding="utf-8") as file:
            file.write(before + whole + after[end + 1:])
    else:
        equal(heading + after[:end + 1], whole, "table")


if __name__ == "__main__":
    suite.main()
