"""The confusion table: every document of the corpus through `referral-check form test`, against the truth in EXPECTED.

Learnt are the blanks of the current version in English and Welsh as one form, and those of the older version as one that
is superseded. It fails when a document that says nothing, or is another, counts as filled in, and when a filled one
counts as blank or another. With --scores it prints how like the form each document is.
"""

import collections
import glob
import os
import sys

sys.path.insert(0, os.path.join(os.environ.get("top_srcdir", os.path.join(os.path.dirname(__file__), "..", "..")),
                                "tests", "support"))

from checker import DOCUMENTS, Checker, document  # noqa: E402
from suite import Suite, require  # noqa: E402

suite = Suite("the corpus of documents, through referral-check form test")

STATES = ["completed", "partial", "old", "blank", "another", "unreadable"]
KINDS = ["completed", "partial", "old", "old-blank", "blank", "another", "unreadable"]
# Not learnt: fields-office, whose table is wider than its page, so that a label is cut in two.
LAYOUTS = ["controls", "legacy", "plain", "fields", "printed", "printed-controls", "hints", "own", "below", "shapes",
           "saved"]
ACCEPTED = {"completed", "partial"}

# What is wrong today, and why it may be: the state that is found, and the reason.
EXCEPTIONS = {
    "blank/fields-office-en.pdf": ("partial", "its table is wider than the page: what is left of a label that the edge cuts "
                                              "in two is no word of the form's"),
}


def expected():
    """{file: (kind, or)}"""
    truth = {}
    with open(os.path.join(DOCUMENTS, "EXPECTED"), encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                name, _format, kind, other = line.split()[:4]
                truth[name] = (kind, other)
    return truth


def blanks(*languages):
    return [path for layout in LAYOUTS for language in languages
            for path in sorted(glob.glob(document("blank", f"{layout}-{language}.*")))]


def judge(checker):
    current = checker.learn("current.fingerprint", *blanks("en", "cy"))
    old = checker.learn("old.fingerprint", *blanks("v2"))
    whole = checker.json("test", "--form", current, "--superseded", old,
                         *(document(name) for name in ("blank", "filled", "unreadable", "trap", "other")), status=1)
    return {os.path.relpath(file["file"], DOCUMENTS): file for file in whole["files"]}


def is_wrong(kind, other, state):
    """Accepted in spite of it, or refused in spite of it. `other` is a second truth."""
    def fits(one):
        if one in ACCEPTED:
            return state not in ("blank", "another")
        if one in ("blank", "another", "old-blank"):
            return state not in ACCEPTED
        return True
    return not (fits(kind) or (other != "-" and fits(other)))


def print_table(truth, found):
    counts = collections.Counter((kind, found[name]["state"]) for name, (kind, _other) in truth.items())
    print(f"{'':12}" + "".join(f"{state:>12}" for state in STATES) + "   <- found")
    for kind in KINDS:
        print(f"{kind:12}" + "".join(f"{counts[kind, state] or '.':>12}" for state in STATES))


def print_surprises(truth, found):
    for name, (kind, other) in sorted(truth.items()):
        state = found[name]["state"]
        fits = {kind, other} | ({"old", "blank"} if kind == "old-blank" else set())
        if state not in fits:
            print(f"  {name}: {kind}, found {state}" + (" (wrong)" if is_wrong(kind, other, state) else ""))


def best_scores(truth, found):
    """Of each kind the scores of the readable documents, sorted."""
    scores = collections.defaultdict(list)
    for name, (kind, _other) in truth.items():
        for one in found[name].get("documents", []):
            if "unreadable" not in (one["state"], kind):
                scores[kind].append((one.get("score", 0.0), name))
    return {kind: sorted(values) for kind, values in scores.items()}


def print_scores(truth, found):
    for kind, values in best_scores(truth, found).items():
        print(f"{kind}: {len(values)} documents, {values[0][0]} % to {values[-1][0]} %")
        ends = values[-5:] if kind == "another" else values[:5]
        for score, name in ends:
            print(f"    {score:5} {name}")


TRUTH = expected()
FOUND = {}


@suite.test
def every_document_of_the_corpus_is_looked_at():
    FOUND.update(judge(Checker()))
    require(set(FOUND) == set(TRUTH), set(FOUND) ^ set(TRUTH))
    require(len(TRUTH) >= 80, len(TRUTH))
    print_table(TRUTH, FOUND)
    print_surprises(TRUTH, FOUND)


@suite.test
def no_blank_and_no_other_document_counts_as_filled_in_and_none_that_is_filled_in_is_refused():
    wrong = {name: FOUND[name]["state"] for name, (kind, other) in TRUTH.items()
             if is_wrong(kind, other, FOUND[name]["state"])}
    news = {name: state for name, state in wrong.items() if EXCEPTIONS.get(name, ("",))[0] != state}
    require(not news, news)
    gone = set(EXCEPTIONS) - set(wrong)
    require(not gone, "no longer exceptions:", gone)


@suite.test
def documents_of_which_nobody_can_tell_are_never_accepted():
    accepted = {name for name, (kind, other) in TRUTH.items()
                if kind == "unreadable" and other == "-" and FOUND[name]["state"] in ACCEPTED}
    require(not accepted, accepted)


@suite.test
def forms_and_other_documents_are_far_apart():
    scores = best_scores(TRUTH, FOUND)
    highest = scores["another"][-1][0]
    lowest = min(scores[kind][0][0] for kind in ("completed", "partial", "blank"))
    print(f"other documents reach {highest} %, forms begin at {lowest} %")
    require(highest + 10 < lowest, "apart:", lowest - highest)


@suite.test
def a_wrong_verdict_would_be_noticed():
    for kind, other, state, wrong in [("blank", "-", "completed", True), ("blank", "-", "unreadable", False),
                                      ("another", "-", "partial", True), ("completed", "-", "blank", True),
                                      ("completed", "-", "partial", False), ("completed", "unreadable", "another", False),
                                      ("partial", "-", "another", True), ("old-blank", "-", "partial", True)]:
        require(is_wrong(kind, other, state) == wrong, kind, other, state)


if __name__ == "__main__":
    if "--scores" in sys.argv:
        FOUND.update(judge(Checker()))
        print_table(TRUTH, FOUND)
        print_scores(TRUTH, FOUND)
    else:
        suite.main()
