"""What the strict grammar accepts, GMime, Python's email and Perl's MIME::tools read as our outline says.

Mutations of valid messages (mutate.py), a test a class, and the collected messages of tests/mail as they are. For each
message that the checker accepts, each reader must report the same parts, types, names and decoded octets; what is made
equal before, and why, is in readings.py. A disagreement is a bug of the grammar. AMBIGUITY_COUNT and AMBIGUITY_SEED say
how many and which mutations; AMBIGUITY_KEEP names a directory for the messages that are read differently.
"""

import concurrent.futures
import copy
import glob
import hashlib
import os
import subprocess
import tempfile

import mutate
import readings
import suite as harness
from bases import lines, own_messages
from daemon import BUILD, SOURCE
from suite import Skip, Suite, equal, require

COUNT = int(os.environ.get("AMBIGUITY_COUNT") or 7000)
SEED = int(os.environ.get("AMBIGUITY_SEED") or 1)
KEEP = os.environ.get("AMBIGUITY_KEEP")
BATCH = 4000  # messages that are on disk at a time
SHOWN = 12    # disagreements that a failure tells about
OUTLINE = [os.path.join(BUILD, "outline_dump"), "--many"]
GMIME = [os.path.join(BUILD, "gmime_dump")]
PERL = ["perl", os.path.join(SOURCE, "tests", "ambiguity", "mimetools_dump.pl")]
# The inspector refuses them as content that it cannot look into, whatever the grammar says of them.
UNINSPECTABLE = ("message/partial", "message/external-body", "message/global", "message/news", "message/rfc2822",
                 "multipart/appledouble")

harness.TEST_SECONDS = max(harness.TEST_SECONDS, COUNT // 50)  # the largest class, on a busy machine
suite = Suite(f"ambiguity: {COUNT} mutations, seed {SEED}")


def has_mimetools():
    try:
        return subprocess.run(["perl", "-MMIME::Parser", "-MJSON::PP", "-e", "1"], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, check=False).returncode == 0
    except OSError:
        return False


HAS_PERL = has_mimetools()
READERS = {"gmime": GMIME, **({"perl": PERL} if HAS_PERL else {})}  # besides Python's, which we ask ourselves


class Tally:
    """What became of the messages."""

    def __init__(self):
        self.generated = self.accepted = self.refused = self.limited = self.uninspectable = 0
        self.disagreements = []

    def add(self, other):
        for name in ("generated", "accepted", "refused", "limited", "uninspectable", "disagreements"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def __str__(self):
        return (f"{self.generated} generated, {self.accepted} accepted, {self.refused} refused, "
                f"{self.limited} past a limit, {self.uninspectable} uninspectable, "
                f"{len(self.disagreements)} disagreements")


total = Tally()


def read_by(reader, answer, octets):
    """The reading of one program; its own words are in the answer, but Python's, which is asked here."""
    try:
        if reader in ("python", "python-old"):
            return readings.read_python(octets, reader == "python-old")
        if answer is None or answer.get("failed"):
            raise readings.Failed("it ended")
        return readings.gmime_parts(answer) if reader == "gmime" else readings.perl_parts(answer)
    except readings.Failed as error:
        return error


def differing(outline, octets, answers):
    """Why the readings are not the outline's: sentences, none where all agree."""
    found = []
    python = read_by("python", None, octets)
    if not isinstance(python, readings.Failed):
        for ours, theirs in zip(outline, python):
            # The decoded octets that are said to be ours, for readers with other line ends.
            ours.octets, ours.local = theirs.octets, theirs.local
    for reader in ("python", "python-old", "gmime") + (("perl",) if HAS_PERL else ()):
        theirs = python if reader == "python" else read_by(reader, answers.get(reader), octets)
        said = (f"{reader} failed: {theirs}" if isinstance(theirs, readings.Failed)
                else readings.difference(outline, theirs, reader))
        if said:
            found.append(said)
    return found


def ask_all(programs, paths):
    with concurrent.futures.ThreadPoolExecutor() as pool:
        asked = {name: pool.submit(readings.ask, command, paths) for name, command in programs.items()}
        return {name: answer.result() for name, answer in asked.items()}


def judge(named, tally, must_accept=False):
    """Shows the messages, (name, octets) each, to the checker, and those that it accepts to the readers."""
    with tempfile.TemporaryDirectory() as directory:
        paths = [os.path.join(directory, f"{number}.eml") for number in range(len(named))]
        for path, (_name, octets) in zip(paths, named):
            with open(path, "wb") as file:
                file.write(octets)
        accepted = []
        for path, message, answer in zip(paths, named, readings.ask(OUTLINE, paths)):
            outline = sort_out(answer, message, tally, must_accept)
            if outline:
                accepted.append((path, message, outline))
        answers = ask_all(READERS, [path for path, _, _ in accepted]) if accepted else {}
        for place, (_path, (name, octets), outline) in enumerate(accepted):
            said = differing(outline, octets, {reader: found[place] for reader, found in answers.items()})
            if said:
                note(tally, name, octets, said)


def sort_out(answer, message, tally, must_accept):
    """Counts what the checker says of the message; the outline when the readers are to be asked."""
    tally.generated += 1
    if answer is None:
        note(tally, *message, ["the checker ended"])
        return None
    if answer["verdict"] != "accepted":
        tally.refused += answer["verdict"] == "refused"
        tally.limited += answer["verdict"] == "too-much"
        if must_accept:
            note(tally, *message, [f"not accepted: {answer}"])
        return None
    if any(part["type"] in UNINSPECTABLE for part in answer["parts"]):
        tally.uninspectable += 1
        return None
    tally.accepted += 1
    return readings.outline_parts(answer)


def note(tally, name, octets, said):
    tally.disagreements.append(f"{name}: {' | '.join(said)}")
    if KEEP:
        os.makedirs(KEEP, exist_ok=True)
        file = os.path.join(KEEP, hashlib.sha256(octets).hexdigest()[:12])
        with open(file + ".eml", "wb") as out:
            out.write(octets)
        with open(file + ".txt", "w", encoding="utf-8", errors="replace") as out:
            out.write(tally.disagreements[-1] + "\n")


def finish(tally):
    """Says the counts, and fails when there is a disagreement."""
    suite.say(f"  {tally}")
    total.add(tally)
    if tally.disagreements:
        raise AssertionError("\n".join(tally.disagreements[:SHOWN]))


def class_is_read_alike(name, count):
    tally, waiting = Tally(), []
    for mutant in mutate.mutants(name, BASES, SEED, count):
        waiting.append((f"{mutant}", mutant.octets))
        if len(waiting) == BATCH:
            judge(waiting, tally)
            waiting = []
    if waiting:
        judge(waiting, tally)
    require(tally.generated > 0, "nothing was generated")
    finish(tally)


BASES = mutate.all_bases(SOURCE)


@suite.test
def MIME_tools_is_one_of_the_readers():
    if not HAS_PERL:
        raise Skip("Perl's MIME::tools is not installed: two readers only")


@suite.test
def a_seed_gives_the_same_mutations_again():
    def first(seed):
        return [(str(mutant), mutant.octets) for mutant in mutate.mutants(mutate.PAIRS, BASES[:12], seed, 40)]
    equal(first(3), first(3))
    require(first(3) != first(4), "another seed gives others")


@suite.test
def the_messages_of_our_own_making_are_accepted_and_read_alike():
    tally = Tally()
    judge(list(own_messages()), tally, must_accept=True)
    finish(tally)


def mail(*where):
    """Name and octets of collected messages."""
    for path in sorted(glob.glob(os.path.join(SOURCE, "tests", "mail", *where, "*.eml"))):
        with open(path, "rb") as file:
            yield os.path.basename(path), file.read()


@suite.test
def the_collected_messages_are_accepted_and_read_alike():
    tally = Tally()
    judge(list(mail()), tally, must_accept=True)
    require(tally.generated > 0, "there are none")
    finish(tally)


@suite.test
def the_doubtful_messages_are_refused_or_read_alike():
    tally = Tally()
    judge(list(mail("doubtful")), tally)
    finish(tally)


for _name, _count in mutate.shares(COUNT).items():
    suite.row(f"mutations are read alike: {_name}", class_is_read_alike, _name, _count)


@suite.test
def enough_mutations_are_accepted_to_prove_something():
    suite.say(f"  all: {total}")
    if not os.environ.get("TEST_ONLY"):
        require(total.accepted * 20 > total.generated, "fewer than one in twenty")
        require(total.refused * 5 > total.generated, "fewer than one in five are refused")


# --- The proof that it can fail ---

def altered(parts, what):
    """An outline with something wrong."""
    wrong = copy.deepcopy(parts)
    part = wrong[1 if what == "charset" else -1]  # of the text, of the file
    if what == "part":
        wrong.pop()
    elif what == "octets":
        part.sha256 = "0" * 64
    elif what == "name":
        part.name, part.names = "other.pdf", ["other.pdf"]
    else:
        setattr(part, what, {"path": "1.9", "kind": "message", "type": "text/x-other", "encoding": "identity",
                             "charset": "x-other", "disposition": "inline"}[what])
    return wrong


def answers_to(octets):
    """What GMime and MIME::tools say to one message."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(octets)
        file.flush()
        return {reader: found[0] for reader, found in ask_all(READERS, [file.name]).items()}


def wrong_outline_is_noticed(what):
    octets = dict(own_messages())["form"]
    outline, answers = readings.read_python(octets), answers_to(octets)
    equal(differing(copy.deepcopy(outline), octets, answers), [], "a right outline")
    said = differing(altered(outline, what), octets, answers)
    for reader in ("python", "gmime"):
        require(any(sentence.startswith(reader + ":") for sentence in said), reader, "did not notice:", said)


for _what in ("part", "octets", "name", "path", "kind", "type", "encoding", "charset", "disposition"):
    suite.row(f"an outline with a wrong {_what} is noticed", wrong_outline_is_noticed, _what)


def file_message(*fields, body=("YWJj",)):
    return lines("MIME-Version: 1.0", *fields, "", *body)


# A checker that accepts too much, and reads like Python: who reads it differently.
AMBIGUOUS = (
    ("inner padding", "perl", file_message(
        "Content-Type: application/pdf", "Content-Transfer-Encoding: base64", body=("YQ==YWJj",))),
    ("url-safe base64", "gmime", file_message(
        "Content-Type: application/pdf", "Content-Transfer-Encoding: base64", body=("_-+/",))),
    ("a blank behind the encoding", "gmime", file_message(
        "Content-Type: application/pdf", "Content-Transfer-Encoding: base64 ")),
    ("two types", "gmime", file_message("Content-Type: application/pdf", "Content-Type: text/html")),
    ("padded encoded words", "gmime", file_message(
        'Content-Type: application/pdf; name="=?utf-8?b?Zm9ybS4=?= =?utf-8?b?ZXhl?="')),
    ("an apostrophe in an extended name", "perl", file_message(
        "Content-Type: application/pdf", "Content-Disposition: attachment; filename*=utf-8''it's.exe")),
    ("a header line without a colon", "gmime", file_message("Content-Type: application/pdf", "--")),
    ("a boundary in sections", "perl", file_message(
        "Content-Type: multipart/mixed; boundary*=us-ascii''b", body=("--b", "", "one", "--b--"))),
    ("a bare CR in the header", "gmime", b"Subject: x\rContent-Type: text/html\r\n\r\nx\r\n"),
)


def ambiguous_message_is_noticed(reader, octets):
    if reader == "perl" and not HAS_PERL:
        raise Skip("Perl's MIME::tools is not installed")
    said = differing(readings.read_python(octets), octets, answers_to(octets))
    require(any(sentence.startswith(reader + ":") for sentence in said), reader, "does not read it differently:", said)


for _what, _reader, _octets in AMBIGUOUS:
    suite.row(f"too lax a checker would be noticed: {_what}", ambiguous_message_is_noticed, _reader, _octets)


if __name__ == "__main__":
    suite.main()
