"""HTML parts are cleaned: what is unsafe goes, what is read stays, and cleaning again changes nothing."""

import email
import glob
import os
import random
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import html_reader  # noqa: E402
from suite import Skip, Suite, equal, require  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
MAIL = os.path.join(HERE, "..", "mail")
CLEANER = os.path.join(os.environ.get("top_builddir", "."), "html_cleaner")
IMPOSSIBLE, LIMIT, UNCHANGED, DONE = range(4)
ACTIVE, REMOTE = 1, 2
CLASSES = {"active": ACTIVE, "remote": REMOTE, "both": ACTIVE | REMOTE}
MUTATIONS = int(os.environ.get("HTML_MUTATIONS", "4000"))

suite = Suite("cleaning HTML")


class Answer:
    def __init__(self, state, found, removed, octets, text, microseconds):
        self.state, self.found, self.removed = state, found, removed
        self.octets, self.text, self.seconds = octets, text, microseconds / 1e6


class Cleaner:
    """The cleaner as a process; each call is one part."""

    def __init__(self, strip=ACTIVE | REMOTE):
        self.process = subprocess.Popen([CLEANER, str(strip)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def clean(self, octets, charset="-"):
        self.process.stdin.write(f"{len(octets)} {charset}\n".encode() + octets)
        self.process.stdin.flush()
        line = self.process.stdout.readline().split()
        require(len(line) == 6, "the cleaner died of", octets[:200])
        state, found, removed, size, text_size, microseconds = map(int, line)
        return Answer(state, found, removed, self.process.stdout.read(size), self.process.stdout.read(text_size),
                      microseconds)

    def close(self):
        self.process.stdin.close()
        equal(self.process.wait(), 0, "the cleaner's status")
        self.process.stdout.close()


cleaner = Cleaner()
suite.close(cleaner.close)


def hostile():
    """(what is found, octets) of each vector."""
    expected = None
    with open(os.path.join(HERE, "hostile"), encoding="utf-8") as file:
        for line in file.read().splitlines():
            if line.startswith("= "):
                expected = CLASSES[line[2:]]
            elif not line.startswith("#"):
                yield expected, line.encode("utf-8").decode("unicode_escape").encode("latin-1")


VECTORS = list(hostile())
ORDINARY = {}
for path in sorted(glob.glob(os.path.join(HERE, "ordinary", "*.html"))):
    with open(path, "rb") as ordinary_file:
        ORDINARY[os.path.basename(path)] = ordinary_file.read()


def html_of_mail():
    """(file, octets, charset) of each HTML part that ordinary programs wrote."""
    for path in sorted(glob.glob(os.path.join(MAIL, "**", "*.eml"), recursive=True)):
        with open(path, "rb") as file:
            message = email.message_from_binary_file(file)
        for part in message.walk():
            if part.get_content_type() == "text/html":
                yield os.path.basename(path), part.get_payload(decode=True), part.get_content_charset() or "-"


def check_answer(octets, answer, sentence):
    """What holds whatever the part: the answer is clean, or there is none."""
    require(answer.removed & ~answer.found == 0, sentence, "removed what was not found")
    if answer.state != DONE:
        require(answer.octets == b"", sentence)
        require((answer.state == UNCHANGED) == (answer.found == 0) or answer.state == LIMIT, sentence)
        if answer.state == UNCHANGED and html_reader.html5lib is not None:
            html_reader.check_harmless(as_text(octets))
        return
    require(answer.removed == answer.found != 0, sentence)
    html_reader.check_clean(answer.octets)
    again = cleaner.clean(answer.octets)
    equal((again.state, again.found), (UNCHANGED, 0), f"cleaned again: {sentence}")


def as_text(octets, charset="-"):
    return octets.decode("utf-8" if charset == "-" else charset, "replace")


@suite.test
def every_vector_is_found_and_nothing_of_it_is_left():
    impossible = 0
    for expected, octets in VECTORS:
        answer = cleaner.clean(octets)
        equal(answer.found, expected, f"found in {octets!r}")
        require(answer.state in (DONE, IMPOSSIBLE), octets)
        check_answer(octets, answer, repr(octets))
        impossible += answer.state == IMPOSSIBLE
    print(f"{len(VECTORS)} vectors, {impossible} of them only as text")
    require(len(VECTORS) >= 300)
    require(impossible * 10 < len(VECTORS), impossible)


@suite.test
def every_vector_is_found_in_a_comment_or_an_attribute_of_ordinary_mail_too():
    mail = ORDINARY["gmail.html"]
    for _, octets in VECTORS:
        if b"<a href" in octets or b"<!" in octets or b"</" == octets[:2]:
            continue  # links are judged by their tree
        for around in (b"<!--[if mso]>%b<![endif]-->", b"<div>%b</div>"):
            answer = cleaner.clean(mail + around.replace(b"%b", octets))
            require(answer.found != 0, around, octets)
            check_answer(octets, answer, repr(octets))


@suite.test
def ordinary_mail_is_not_changed():
    for name, octets in ORDINARY.items():
        answer = cleaner.clean(octets)
        equal((answer.state, answer.found), (UNCHANGED, 0), name)
        require(len(answer.text) > 10, name)


@suite.test
def what_ordinary_programs_write_is_not_changed():
    count = 0
    for name, octets, charset in html_of_mail():
        answer = cleaner.clean(octets, charset)
        equal((answer.state, answer.found), (UNCHANGED, 0), name)
        count += 1
    require(count >= 30, count)


def with_trigger(octets):
    """The same with something to strip at its end, so that it is written anew."""
    return octets + b"<p onclick=x></p>"


@suite.test
def ordinary_mail_that_is_written_anew_says_the_same():
    if html_reader.html5lib is None:
        raise Skip("html5lib is missing")
    for name, octets, charset in [(n, o, "-") for n, o in ORDINARY.items()] + list(html_of_mail()):
        answer = cleaner.clean(with_trigger(octets), charset)
        equal(answer.state, DONE, name)
        before, after = html_reader.visible(as_text(octets, charset)), html_reader.visible(answer.octets.decode())
        require(html_reader.is_kept(before, after), name, before, after)
        equal(answer.octets.count(b'src="cid:'), len(re.findall(rb"(?i)<img[^>]*src=\"?cid:", strip_comments(octets))),
              f"pictures of {name}")


def strip_comments(octets):
    return re.sub(rb"(?s)<!--.*?-->", b"", octets)


@suite.test
def what_a_vector_says_is_kept():
    if html_reader.html5lib is None:
        raise Skip("html5lib is missing")
    other = []
    for _, octets in VECTORS:
        answer = cleaner.clean(octets, "utf-8")
        if answer.state != DONE:
            continue
        before, after = html_reader.visible(as_text(octets)), html_reader.visible(answer.octets.decode())
        if not html_reader.is_kept(before, after):
            other.append((octets, before, after))
    # Where html5lib reads the vector itself differently from gumbo.
    require(len(other) <= 4, len(other), *other)


SCHEMES = ["javascript", "vbscript", "data", "file", "ms-word", "search-ms", "mhtml", "ms-its", "res", "x"]
ATTRIBUTES = ["a href", "area href", "img src", "body background", "td background", "video poster", "input src",
              "link href", "blockquote cite", "q cite", "img longdesc", "iframe src", "embed src", "object data",
              "form action", "button formaction", "v:imagedata src", "svg xlink:href", "audio src", "track src"]
SPELLINGS = ["{}:x", " {}:x", "\x01{}:x", "{}\t:x", "{}&colon;x", "{}&#58;x", "{}&#x3A;x", "&#x20;{}:x", "{}&Tab;:x"]


@suite.test
def no_scheme_in_no_attribute_in_no_spelling_is_let_pass():
    for scheme in SCHEMES:
        for attribute in ATTRIBUTES:
            for spelling in SPELLINGS:
                value = spelling.format(scheme if len(spelling) % 2 else scheme.upper())
                octets = f'<{attribute}="{value}">text'.encode()
                answer = cleaner.clean(octets)
                require(answer.found & ACTIVE, octets)
                check_answer(octets, answer, repr(octets))


def mutate(rng, seeds):
    octets = bytearray(rng.choice(seeds))
    for _ in range(rng.randint(1, 6)):
        at = rng.randint(0, len(octets))
        kind = rng.randint(0, 5)
        if kind == 0:
            del octets[at:at + rng.randint(1, 8)]
        elif kind == 1:
            octets[at:at] = rng.choice([b"<", b">", b'"', b"'", b"=", b"/", b"<!--", b"-->", b"\0", b"&", b"<p>", b"</p>",
                                        b"<table>", b"</table>", b"<a>", b"</b>", b"<svg>", b"<math>", b"<style>",
                                        b"</style>", b"<select>", b"<template>", b"\xc3", b"\xff", b" ", b"<td>",
                                        b"<title>", b"<b>", b"<i>", b"<li>", b"<br>", b"<pre>", b"\r\n", b"<form>"])
        elif kind == 2:
            other = rng.choice(seeds)
            start = rng.randint(0, len(other))
            octets[at:at] = other[start:start + rng.randint(1, 60)]
        elif kind == 3 and octets:
            octets[at % len(octets)] = rng.randint(0, 255)
        elif kind == 4:
            octets = octets[:at] + octets[at:at + 40] * 2 + octets[at + 40:]
        else:
            octets = octets + rng.choice(seeds)
    return bytes(octets[:6000])


@suite.test
def whatever_is_mutated_comes_out_clean_or_not_at_all():
    rng = random.Random(20261123)
    seeds = [octets for _, octets in VECTORS] + list(ORDINARY.values())
    states = [0, 0, 0, 0]
    for _ in range(MUTATIONS):
        octets = mutate(rng, seeds)
        answer = cleaner.clean(octets, rng.choice(["-", "utf-8", "windows-1252", "iso-2022-jp", "shift_jis"]))
        states[answer.state] += 1
        check_answer(octets, answer, repr(octets))
    print(f"{MUTATIONS} mutations: {states[DONE]} cleaned, {states[UNCHANGED]} unchanged, "
          f"{states[IMPOSSIBLE]} only as text, {states[LIMIT]} past a limit")
    require(states[DONE] > MUTATIONS / 3)


BOMBS = {
    "60,000 nested blocks": b"<div>" * 60000,
    "300,000 nested formatting tags": b"<b>" * 300000,
    "formatting that is never closed": b"".join(b"<i><b id=%d></i>" % i for i in range(2400)),
    "formatting in every block": b"".join(b"<font id=%d>" % i for i in range(200)) + b"<p>x" * 4700,
    "formatting with long values in every block": b"".join(b"<font face='%d%s'>" % (i, b"x" * 4000)
                                                           for i in range(200)) + b"<div>x</div>" * 4700,
    "formatting that comes again in every block": b"<p>" + b"".join(b"<font id=%d>" % i for i in range(250)) +
                                                  b"<p>x" * 4700,
    "and has long values": b"<p>" + b"".join(b"<font face='%d%s'>" % (i, b"x" * 4000) for i in range(230)) +
                           b"<p>x" * 4700,
    "end tags in comments": b"<div><!--</div>-->" * 5000,
    "200,000 attributes": b"<p " + b" ".join(b"a%d" % i for i in range(150000)) + b">",
    "quotation marks that never end": b'<a "' * 5000 + b"x" * 1000000,
    "angle brackets": b"<" * (1 << 20),
    "comments that never end": b"<!--" * 260000,
    "styles that never end": b"<style>" * 5000 + b"x" * 1000000,
    "urls": b"<p style='" + b"url(" * 260000 + b"'>",
    "references": b"&lt" * 349525,
    "tables in tables": b"<table>" * 5000,
    "adoption": b"<b><p></b>" * 2500,
    "links in links": b"<a href=http://x/>" * 5000,
    "selects": b"<select><option>" * 2500,
    "larger than the limit": b"x" * ((1 << 20) + 1),
    "a link around everything": b"<a href=http://x/>" + b"<b>y</b>" * 4900,
    "a million handlers": b"<p " + b" on" * 340000 + b">",
    "misnested tables": b"<table><p><tr><b>" * 1200,
    "attributes of many body tags": b"".join(b"<body " + b" ".join(b"a%d" % (i * 250 + j) for j in range(250)) + b">"
                                             for i in range(450)),
    "a tag of many attributes where a comment ends": b"<!-- --!><p " + b" ".join(b"a%d" % i for i in range(120000)) + b">",
    "formatting that opens in what is no end": b"".join(b"<b id=%d><style></b></style>" % i for i in range(10000)),
    "blocks that a title seems to end": b"<div><title></div></title>" * 10000,
    "foreign": b"<svg><p><math>" * 1600,
}


@suite.test
def bombs_are_over_soon():
    for name, octets in BOMBS.items():
        answer = cleaner.clean(octets)
        print(f"{name}: state {answer.state}, {answer.seconds:.3f} s")
        require(answer.seconds < 5.0, name, answer.seconds)
        require(answer.state in (LIMIT, UNCHANGED, IMPOSSIBLE), name)  # no second look: html5lib would take minutes
    with open(f"/proc/{cleaner.process.pid}/status", encoding="ascii") as file:
        peak = int(re.search(r"VmHWM:\s+(\d+)", file.read()).group(1))
    print(f"peak {peak} KiB")
    require(peak < 200 * 1024, peak)


@suite.test
def the_checker_itself_finds_what_is_planted():
    for octets in (b"<p onclick=x>", b"<script></script>", b"<!--x-->", b'<a href="javascript:x">', b"<svg></svg>",
                   b'<img src="https://x/">', b'<p style="x: url(y)">', b"\xc3\xa9", b"<?x>", b"<!ENTITY x>"):
        try:
            html_reader.check_clean(octets)
        except html_reader.Unsafe:
            continue
        require(False, octets)
    require(html_reader.is_kept("ab", "a[x]b[y]") and html_reader.is_kept("a[x]", "a[x]"))
    require(not html_reader.is_kept("abc", "a[x]b") and not html_reader.is_kept("ab", "axb"))


if __name__ == "__main__":
    suite.main()
