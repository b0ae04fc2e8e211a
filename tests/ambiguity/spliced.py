"""Messages of which parts were replaced are accepted and read alike, and every other part is what it was.

Each leaf of the collected messages of tests/mail in turn, and random sets of leaves; what came of it is shown to the
strict grammar and to the readers of agreement.py. Each reader must find the parts that stayed with the same names and
octets, and the new ones with the octets that were put there. SPLICED_COUNT and SPLICED_SEED say how many random sets.
"""

import base64
import hashlib
import json
import os
import random
import re
import subprocess
import tempfile

import agreement
import readings
from daemon import BUILD
from suite import Suite, equal, require

COUNT = int(os.environ.get("SPLICED_COUNT") or 600)
SEED = int(os.environ.get("SPLICED_SEED") or 1)
SPLICE = [os.path.join(BUILD, "splice_dump")]
PROTECTED = ("multipart/signed", "multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime",
             "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-encrypted",
             "application/pgp-signature")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "<p>Caf\u00e9 \u2014 Snufflebrook</p>\r\n--\r\n-- x\r\n.\r\nFrom me  \r\n" + "long " * 300 + "\t\r\n =3D"
NOTICE = "An attachment was taken out of this message: a program.\r\n"

suite = Suite(f"ambiguity: spliced messages, {COUNT} random sets, seed {SEED}")


class Kind:
    """A way to replace a part: what splice_dump is told, the octets that must be found, and the text that may end in a
    line end more."""

    def __init__(self, title, octets, **told):
        self.title, self.octets = title, octets
        self.told = told if octets is None else {**told, "octets": base64.b64encode(octets).decode()}


def kinds():
    noise = random.Random(SEED).randbytes(5000)
    return [Kind("octets", noise), Kind("few octets", b"\0"), Kind("none", b""),
            Kind("a document", noise[:999], type=DOCX, extension="docx"),
            Kind("HTML", HTML.encode(), type="text/html", charset="utf-8", extension="html"),
            Kind("a notice", NOTICE.encode(), notice=True),
            Kind("a long name", noise[:57], type="application/pdf", extension="pdf",
                 name="A rather long \u202ename of which \u00f6nly s\u014dme is ASCII, \U0001f600 and more than one line holds.x"),
            Kind("a plain name", None, name="it's a plain (name), 100% of it; no more")]


KINDS = kinds()


class Case:
    """A message and the kinds by which parts of it are replaced: {index: kind}."""

    def __init__(self, name, octets, parts, plan):
        self.name, self.octets, self.parts, self.plan = name, octets, parts, plan

    def request(self, directory, number):
        replacements = []
        for index, kind in self.plan.items():
            told = {"part": index, **kind.told}
            if kind.octets is None and self.parts[index].name:
                # What stays is called what it is.
                told["extension"] = self.parts[index].name.rpartition(".")[2] if "." in self.parts[index].name else ""
            replacements.append(told)
        source, target = (os.path.join(directory, f"{number}.{end}") for end in ("in", "out"))
        with open(source, "wb") as file:
            file.write(self.octets)
        return {"in": source, "out": target, "replacements": replacements}

    def __str__(self):
        return f"{self.name} {({index: kind.title for index, kind in self.plan.items()})}"


def outlines(messages):
    """[(name, octets, parts)] of the messages that the grammar accepts."""
    with tempfile.TemporaryDirectory() as directory:
        paths = []
        for number, (_name, octets) in enumerate(messages):
            paths.append(os.path.join(directory, f"{number}.eml"))
            with open(paths[-1], "wb") as file:
                file.write(octets)
        return [(name, octets, readings.outline_parts(answer))
                for (name, octets), answer in zip(messages, readings.ask(agreement.OUTLINE, paths))
                if answer["verdict"] == "accepted"]


def may_be_cut(parts, index):
    path = parts[index].path
    above = [part for part in parts if path == part.path or path.startswith(part.path + ".")]
    return parts[index].kind == "leaf" and not any(part.type in PROTECTED for part in above)


MESSAGES = outlines(list(agreement.mail()))


def splice_all(cases, directory):
    """What splice_dump says of each, and where the new messages are."""
    requests = [case.request(directory, number) for number, case in enumerate(cases)]
    done = subprocess.run(SPLICE, input="".join(json.dumps(request) + "\n" for request in requests),
                          stdout=subprocess.PIPE, encoding="utf-8", check=True)
    return [json.loads(line) for line in done.stdout.splitlines()], [request["out"] for request in requests]


def wrong_content(case, index, before, after):
    """Why a part is not what it should be, or None."""
    kind = case.plan.get(index)
    if kind is None or kind.octets is None:
        if (before.kind, before.type, before.encoding, before.sha256) != (after.kind, after.type, after.encoding,
                                                                          after.sha256):
            return "it has changed"
        return "its name has changed" if kind is None and before.names != after.names else None
    expected = [kind.octets]
    if after.type in ("text/plain", "text/html"):
        # Line ends of text are CRLF; the end of the message is one.
        text = re.sub(rb"\r?\n", b"\r\n", kind.octets)
        expected = [text, text + b"\r\n"]
    return None if after.sha256 in [hashlib.sha256(octets).hexdigest() for octets in expected] else "other octets"


def said_of(case, octets, answer, found):
    """All that is wrong with a new message."""
    if answer is None or answer["verdict"] != "accepted":
        return [f"not accepted: {answer}"]
    parts = readings.outline_parts(answer)
    if len(parts) != len(case.parts):
        return [f"{len(parts)} parts instead of {len(case.parts)}"]
    said = []
    for index, (before, after) in enumerate(zip(case.parts, parts)):
        wrong = wrong_content(case, index, before, after)
        said += [f"part {index}: {wrong}"] if wrong else []
    return said + agreement.differing(parts, octets, found)


def judge(cases):
    wrong = []
    with tempfile.TemporaryDirectory() as directory:
        answers, paths = splice_all(cases, directory)
        results = [answer["result"] for answer in answers]
        require(not any(results), "not spliced:", *[str(c) for c, r in zip(cases, results) if r][:agreement.SHOWN])
        found = agreement.ask_all({"outline": agreement.OUTLINE, **agreement.READERS}, paths)
        for number, (case, path) in enumerate(zip(cases, paths)):
            with open(path, "rb") as file:
                octets = file.read()
            readers = {name: answers_of[number] for name, answers_of in found.items() if name != "outline"}
            said = said_of(case, octets, found["outline"][number], readers)
            if said:
                wrong.append(f"{case}: {' | '.join(said)}")
    suite.say(f"  {len(cases)} spliced, {len(wrong)} disagreements")
    require(not wrong, len(wrong), "are wrong:", *wrong[:agreement.SHOWN])


@suite.test
def there_are_messages_to_splice():
    require(len(MESSAGES) > 100, len(MESSAGES))


def every_leaf_by(kind):
    judge([Case(name, octets, parts, {index: kind}) for name, octets, parts in MESSAGES
           for index in range(len(parts)) if may_be_cut(parts, index)])


for _kind in KINDS:
    suite.row(f"every leaf can be replaced by {_kind.title}", every_leaf_by, _kind)


@suite.test
def random_sets_of_leaves_can_be_replaced():
    chance = random.Random(SEED)
    cases = []
    while len(cases) < COUNT:
        name, octets, parts = chance.choice(MESSAGES)
        plan = {index: chance.choice(KINDS) for index in range(len(parts))
                if may_be_cut(parts, index) and chance.random() < 0.7}
        if plan:
            cases.append(Case(name, octets, parts, plan))
    judge(cases)


@suite.test
def what_is_signed_or_encrypted_is_never_cut():
    cases = [Case(name, octets, parts, {index: KINDS[0]}) for name, octets, parts in MESSAGES
             for index, part in enumerate(parts) if part.kind == "leaf" and not may_be_cut(parts, index)]
    require(cases, "there are none")
    with tempfile.TemporaryDirectory() as directory:
        answers, _paths = splice_all(cases, directory)
    equal({answer["result"] for answer in answers}, {-1}, "results")


# --- The proof that it can fail ---

@suite.test
def an_octet_that_changed_elsewhere_is_noticed():
    name, octets, parts = next(m for m in MESSAGES if sum(part.kind == "leaf" for part in m[2]) > 1)
    leaves = [index for index in range(len(parts)) if may_be_cut(parts, index)]
    case = Case(name, octets, parts, {leaves[-1]: KINDS[0]})
    with tempfile.TemporaryDirectory() as directory:
        _answers, paths = splice_all([case], directory)
        for kind in (KINDS[1], KINDS[0]):
            case.plan = {leaves[-1]: kind}
            found = agreement.ask_all({"outline": agreement.OUTLINE, **agreement.READERS}, paths)
            with open(paths[0], "rb") as file:
                said = said_of(case, file.read(), found["outline"][0],
                               {reader: answers[0] for reader, answers in found.items() if reader != "outline"})
            equal(bool(said), kind is KINDS[1], said)


if __name__ == "__main__":
    suite.main()
