"""referral-check form: learns from blanks, tests files, and reads no document itself."""

import json
import os
import shutil

from checker import Checker, document
from daemon import program, read_text
from suite import Suite, equal, require

suite = Suite("referral-check form, from blanks to verdicts")
checker = Checker()
BLANKS = [document("blank", name) for name in ("plain-en.docx", "controls-en.docx", "controls-cy.docx", "fields-en.pdf")]
ANSWERS = ["Ashdown", "Danno", "07700", "Thistledown", "Brahmbhatt"]  # of the made-up people in the corpus
with open(document("EXPECTED"), encoding="utf-8") as expected:
    CONTAINERS = [line.split()[0].removeprefix("trap/") for line in expected if line.startswith("trap/")
                  and line.split()[0].endswith((".eml", ".zip")) and line.split()[2:4] == ["completed", "-"]]
RULES = read_text(os.environ.get("top_srcdir", "."), "rules", "lewisham.conf")
GUIDANCE = read_text(os.environ.get("top_srcdir", "."), "rules", "guidance", "lewisham.txt")


def learnt():
    path = checker.path("prevent.fingerprint")
    return path if os.path.exists(path) else checker.learn("prevent.fingerprint", *BLANKS)


def superseded():
    path = checker.path("old.fingerprint")
    return path if os.path.exists(path) else checker.learn(
        "old.fingerprint", document("blank", "plain-v2.docx"), document("blank", "controls-v2.docx"))


def test(*arguments, status=None, of=checker):
    return of.json("test", "--form", learnt(), "--superseded", superseded(), *arguments, status=status)


def only_file(*arguments, status=None, of=checker):
    files = test(*arguments, status=status, of=of)["files"]
    equal(len(files), 1, "files")
    return files[0]


@suite.test
def blanks_of_several_formats_and_languages_become_one_form():
    said = checker.json("learn", "-o", checker.path("one.fingerprint"), "--own-text", *BLANKS, status=0)
    equal(said["form"], "Prevent Referral Form")
    equal([blank["result"] for blank in said["blanks"]], ["learnt", "learnt", "known", "learnt"])
    equal([os.path.basename(blank["file"]) for blank in said["blanks"]],
          ["controls-en.docx", "controls-cy.docx", "fields-en.pdf", "plain-en.docx"], "the most structure first")
    equal([sample["name"] for sample in said["samples"]], ["controls-en.docx", "controls-cy.docx", "plain-en.docx"])
    require("Date of birth" in said["samples"][0]["labels"], said["samples"][0])
    require("3.1" in said["samples"][0]["version"], said["samples"][0])
    equal(said["written"], checker.path("one.fingerprint"))
    text = read_text(checker.path("one.fingerprint"))
    require(text.startswith("form-fingerprint 1\nname Prevent Referral Form\n\nsample controls-en.docx\n"), text[:200])
    equal(os.stat(checker.path("one.fingerprint")).st_mode & 0o777, 0o644, "who may read it")


@suite.test
def what_was_learnt_is_said_in_plain_english():
    said = checker.run("learn", "-o", checker.path("plain.fingerprint"), "--name", "Our form", *BLANKS[1:3], status=0)
    for line in ("controls-en.docx (docx, 68 fields): learnt: 45 labels\n", 'form "Our form": 2 samples\n',
                 "    controls-cy.docx: Fersiwn 3.1, Medi 2026\n", f"written to {checker.path('plain.fingerprint')}\n"):
        require(line in said, repr(line), said)
    require("\nname Our form\n" in read_text(checker.path("plain.fingerprint")))


@suite.test
def a_file_that_is_there_is_replaced_only_when_told():
    path = checker.path("there.fingerprint")
    with open(path, "w", encoding="utf-8") as file:
        file.write("mine")
    said = checker.run("learn", "-o", path, BLANKS[1], status=2)
    require("is there already: --force replaces it" in said, said)
    equal(read_text(path), "mine")
    checker.run("learn", "-o", path, "--force", BLANKS[1], status=0)
    require(read_text(path).startswith("form-fingerprint 1\n"))
    require(not [name for name in os.listdir(checker.directory) if name.endswith("~")], "nothing is left beside it")


@suite.test
def a_blank_that_is_filled_in_is_not_learnt():
    for filled in ("controls-ashdown.docx", "plain-ashdown.docx", "printed-ashdown.pdf", "fields-ashdown.pdf"):
        path = checker.path("filled.fingerprint")
        whole = checker.json("learn", "-o", path, BLANKS[1], document("filled", filled), status=1)
        ends = {os.path.basename(blank["file"]): blank for blank in whole["blanks"]}
        equal(ends[filled]["result"], "filled", filled)
        require("Family name" in ends[filled]["answered"], ends[filled])
        equal(whole["written"], None)
        require(not os.path.exists(path))
        require(not any(word in json.dumps(whole) for word in ANSWERS), "an answer shows")


@suite.test
def fields_that_are_filled_in_give_a_lone_document_away():
    said = checker.run("learn", "-o", checker.path("lone.fingerprint"), document("filled", "controls-ashdown.docx"), status=1)
    require("it seems to be filled in, and answers must not be learnt" in said, said)
    require("nothing was written" in said, said)


def not_learnt(blank, words, status=1):
    said = checker.run("learn", "-o", checker.path("never.fingerprint"), BLANKS[1], blank, status=status)
    require(words in said, repr(words), said)
    require(not os.path.exists(checker.path("never.fingerprint")))


for sentence, blank, words in (
        ("a blank under a password is not learnt", "unreadable/password.odt", "it needs a password"),
        ("a scanned blank is not learnt", "unreadable/scan-blank.pdf", "only a picture, such as a scan or a photo"),
        ("a damaged blank is not learnt", "unreadable/truncated.pdf", "it is damaged"),
        ("a picture is not learnt", "other/logo.png", "it is no document of a format that is read"),
        ("a document without labels is not learnt", "other/empty.docx", "nothing in it asks for an answer")):
    suite.row(sentence, not_learnt, document(blank), words)
suite.row("a blank that is not there is not learnt", not_learnt, "/nowhere/blank.docx",
          "/nowhere/blank.docx: not learnt: No such file or directory", 2)


def is_found(name, state, status, **members):
    found = only_file(document(name), status=status)
    equal(found["state"], state, name)
    for member, value in members.items():
        equal(found["documents"][0][member.replace("_", "-")], value, member)


for name, state, status, members in (
        ("filled/controls-ashdown.docx", "completed", 0, {"format": "docx", "form": "Prevent Referral Form",
                                                          "fingerprint": "prevent.fingerprint", "superseded": False}),
        ("filled/plain-rhys.odt", "completed", 0, {"format": "odt", "sample": "controls-cy.docx"}),
        ("filled/fields-layla.pdf", "completed", 0, {"format": "pdf"}),
        ("filled/plain-wisniewski.rtf", "completed", 0, {"format": "rtf"}),
        ("filled/plain-ashdown.doc", "completed", 0, {"format": "doc"}),
        ("filled/one-controls.docx", "partial", 0, {"answer_count": 1}),
        ("filled/old-plain.docx", "old", 1, {"fingerprint": "old.fingerprint", "superseded": True}),
        ("blank/controls-en.docx", "blank", 1, {"answer_count": 0, "answered": []}),
        ("blank/printed-en.pdf", "blank", 1, {"answer_count": 0}),
        ("other/mash.docx", "another", 1, {"format": "docx"}),
        ("unreadable/password.pdf", "unreadable", 1, {"obstacles": ["encrypted"]}),
        ("unreadable/scan-cy.pdf", "unreadable", 1, {"obstacles": ["image"]})):
    suite.row(
        f"{name} is {state}", lambda n=name, s=state, t=status, m=members: is_found(n, s, t, **m))


@suite.test
def labels_and_sections_are_named_and_answers_never():
    path = document("filled", "five-plain.docx")
    one = only_file(path, status=0)["documents"][0]
    equal(len(one["answered"]), one["answer-count"])
    equal(len(one["answered"]) + len(one["unanswered"]) + len(one["not-found"]), one["label-count"])
    require(one["empty-sections"], one)
    said = checker.run("test", "--form", learnt(), path, status=0)
    for label in one["answered"]:
        require(f"        [x] {label}\n" in said, label, said)
    for heading in one["empty-sections"]:
        require(f"    {heading}: nothing is answered here\n" in said, heading, said)
    filled = document("filled", "controls-ashdown.docx")
    shown = checker.run("test", "--form", learnt(), filled, status=0) + json.dumps(only_file(filled, status=0))
    require(not any(word in shown for word in ANSWERS), "an answer shows")


@suite.test
def a_summary_is_one_line_for_each_file():
    files = [document("filled", "one.odt"), document("blank", "plain-en.odt")]
    equal(checker.run("test", "--form", learnt(), "-s", *files, status=1), f"{files[0]}: partial\n{files[1]}: blank\n")


@suite.test
def a_directory_stands_for_the_files_in_it():
    folder = checker.path("folder")
    os.makedirs(os.path.join(folder, "inner"))
    shutil.copy(document("filled", "one.odt"), os.path.join(folder, "inner", "b.odt"))
    shutil.copy(document("filled", "five.odt"), os.path.join(folder, "a.odt"))
    shutil.copy(document("other", "logo.png"), os.path.join(folder, ".hidden.png"))
    equal([os.path.relpath(file["file"], folder) for file in test(folder, status=0)["files"]], ["a.odt", "inner/b.odt"])


@suite.test
def archives_and_messages_are_looked_into():
    for name in CONTAINERS:
        require(only_file(document("trap", name), status=0)["state"] == "completed", name)
    unix = checker.path("unix.eml")
    message = next(name for name in CONTAINERS if name.endswith(".eml"))
    with open(document("trap", message), "rb") as file:
        octets = file.read().replace(b"\r\n", b"\n")
    with open(unix, "wb") as file:
        file.write(octets)
    equal(only_file(unix)["state"], only_file(document("trap", message))["state"], "line ends")


@suite.test
def the_forms_of_the_configured_route_are_used():
    site = Checker()
    for folder in ("rules.d", "guidance", "forms"):
        os.mkdir(site.path(folder))
    shutil.copy(learnt(), site.path("forms", "prevent.fingerprint"))
    with open(site.path("guidance", "lewisham.txt"), "w", encoding="utf-8") as file:
        file.write(GUIDANCE)
    start = RULES.index("  form ")
    rules = RULES[:start] + RULES[start:].replace("{", '{ fingerprints = { "prevent.fingerprint" }', 1)
    with open(site.path("rules.d", "lewisham.conf"), "w", encoding="utf-8") as file:
        file.write(rules)
    with open(site.path("check.conf"), "a", encoding="utf-8") as file:
        for key, folder in (("rules", "rules.d"), ("guidance", "guidance"), ("forms", "forms")):
            file.write(f'{key} = "{site.path(folder)}"\n')
    filled = document("filled", "controls-ashdown.docx")
    for arguments in ((), ("--route", "lewisham")):
        files = site.json("test", filled, *arguments, status=0)["files"]
        equal(files[0]["documents"][0]["fingerprint"], "prevent.fingerprint")
    said = site.run("test", filled, "--route", "nowhere", status=2)
    require('no route is called "nowhere"' in said and "--route=lewisham would be possible" in said, said)


def is_wrong_use(arguments, words):
    said = checker.run(*arguments, status=2)
    require(words in said, repr(words), said)


for sentence, arguments, words in (
        ("learning needs a file to write", ["learn", "a.docx"], "--output=FILE is missing: the fingerprint to write"),
        ("testing needs a file", ["test", "--form", "a"], "which files? None is named"),
        ("only learn and test are verbs", ["forget"], 'form: "learn" or "test" is allowed here'),
        ("an option that is none is said", ["test", "--frm", "a"], "--frm: no such option"),
        ("an option of the other verb is said", ["test", "--name=x", "a"], '--name is for "form learn"'),
        ("a fingerprint that is none is said", ["test", "--form", document("EXPECTED"), "a"],
         'EXPECTED:4: the first line of a fingerprint is "form-fingerprint 1"'),
        ("a fingerprint that is not there is said", ["test", "--form", "/nowhere/a.fingerprint", "a"],
         "/nowhere/a.fingerprint: cannot be read (No such file or directory)")):
    suite.row(sentence, is_wrong_use, arguments, words)


@suite.test
def a_file_that_cannot_be_read_is_said_and_the_others_are_tested():
    whole = test("/nowhere/form.docx", document("filled", "one.odt"), status=2)
    equal([file["state"] for file in whole["files"]], [None, "partial"])
    equal(whole["files"][0]["error"], "No such file or directory")


def bad(mode, **options):
    inspector = Checker(**options)
    shutil.copy(program("bad_inspector"), inspector.path("bad"))
    os.chmod(inspector.path("bad"), 0o755)
    with open(inspector.path("bad.mode"), "w", encoding="utf-8") as file:
        file.write(f"form {mode}\n")
    return Checker(inspector.path("bad"), **options), inspector


def costs_that_file_only(folder, name, says, mode="crash-marked", **options):
    site, _keep = bad(mode, **options)
    marked = site.path(name)
    shutil.copy(document("filled", "one.odt"), marked)
    whole = test(marked, document("filled", "five.odt"), status=1, of=site)
    found = whole["files"][0]
    equal(found["state"], "unreadable", folder)
    require(says in (found["error"] or ""), found)
    return whole["files"][1]


@suite.test
def a_document_that_kills_its_reader_costs_that_file_only():
    other = costs_that_file_only("crash", "marked.odt", "the inspector died over it (was killed by SIGKILL)")
    equal((other["state"], other["error"]), ("another", None))


for sentence, mode, says, options in (
        ("a reader that hangs is ended", "hang", "did not answer within 300 ms", {"inspect_time": 300}),
        ("a reader without an answer is said", "exit", "the inspector died over it (exited with status 0)", {}),
        ("an answer that is none is not believed", "garbage", "no answer that can be believed", {}),
        ("a form that nobody named is not believed", "forged", "no answer that can be believed", {}),
        ("lines that a sample has not are not believed", "forged-sample", "no answer that can be believed", {}),
        ("a reader without memory is said", "error", "had no memory for it", {})):
    suite.row(sentence, lambda m=mode, s=says, o=options: costs_that_file_only(m, "a.odt", s, m, **o))


@suite.test
def a_fingerprint_that_would_move_the_cursor_is_not_believed():
    site, _keep = bad("forged")
    said = site.run("learn", "-o", site.path("a.fingerprint"), BLANKS[0], status=1)
    require("no answer that can be believed" in said and "\033" not in said, repr(said))


for sentence, mode, says in (
        ("an unconfined inspector is not used", "unconfined", "the inspector is not confined"),
        ("an inspector of another version is not used", "wrong-version", "is not the inspector of this version"),
        ("an inspector that does not start is said", "die-at-start", "the inspector ends before it is ready")):
    def refuses(word, words):
        site, _keep = bad(word)
        said = site.run("test", "--form", learnt(), document("filled", "one.odt"), status=2)
        require(words in said, said)
    suite.row(sentence, refuses, mode, says)


if __name__ == "__main__":
    suite.main()
