"""readings: what each program reads in a message, made comparable; and whether the readings agree.

A reading is a list of parts: path ("1" is the message's own, "1.2" its second child, the message in an attached message
"1" is "1.1"), kind (leaf, multipart, message), type, name, encoding (identity, base64, quoted-printable),
charset, disposition and, of leaves, the decoded octets or their SHA-256.

Everything that programs show differently without reading differently is made equal here and nowhere else, in
`python_parts()` and what stands behind it, each with its reason.
"""

import base64
import email
import email.policy
import hashlib
import json
import os
import quopri
import re
import subprocess
import warnings
from email.header import decode_header, make_header

HERE = os.path.dirname(os.path.abspath(__file__))
SHOWN = ("path", "kind", "type", "name", "encoding", "charset", "disposition")
MESSAGES = ("message/rfc822", "message/global")


class Part:
    """`local`: of a text, its octets as a program has them that reads the message with local line ends."""

    def __init__(self, path, kind, type_, name, encoding, charset, disposition, *, octets=None, local=None,
                 sha256=None):
        self.path, self.kind, self.type, self.encoding = path, kind, type_, encoding
        self.charset, self.disposition = (charset or "").lower(), (disposition or "").lower()
        self.name = name or None  # an empty name is none
        self.names = [self.name] if self.name else []  # every reading of it
        self.octets, self.local = octets, local
        self.sha256 = sha256 if octets is None else hashlib.sha256(octets).hexdigest()

    def said(self):
        name = "" if self.name is None else f" {self.name!r}"
        return f"{self.path} {self.kind} {self.type}{name} {self.encoding} {(self.sha256 or '-')[:12]}"


class Failed(Exception):
    """A program could not read the message at all."""


# --- The programs ---

def ask(command, paths):
    """A line of JSON from the program for each file; None for those with which it ended."""
    answers = []
    while len(answers) < len(paths):
        left = paths[len(answers):]
        done = subprocess.run(command, input="".join(path + "\n" for path in left), stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, encoding="utf-8", errors="replace", check=False)
        found = [line for line in done.stdout.split("\n") if line]
        if len(found) > len(left):
            raise AssertionError(f"{command[0]} says more than it was asked")
        answers += [json.loads(line) for line in found]
        if len(found) < len(left):
            if not found and len(left) == len(paths) and done.returncode not in (0, -14):
                raise AssertionError(f"{command[0]} does not run: {done.returncode}")
            answers.append(None)
    return answers


def outline_parts(answer):
    """Of outline_dump: the first name is the reading by the RFCs."""
    parts = []
    for said in answer["parts"]:
        part = Part(said["path"], said["kind"], said["type"], (said["names"] or [None])[0], said["encoding"],
                    said["charset"], said["disposition"], sha256=said.get("sha256"))
        part.names = said["names"]
        parts.append(part)
    return parts


def common(part):
    """What GMime and MIME::tools say in the same words."""
    return [part[member] for member in SHOWN]


def gmime_parts(answer):
    return [Part(*common(part), sha256=part.get("sha256")) for part in answer["parts"]]


def perl_parts(answer):
    return [Part(*common(part), octets=base64.b64decode(part["octets"]) if part.get("octets") is not None else None)
            for part in answer["parts"]]


def python_parts(message, path="1", old=False):
    """Of Python's email package."""
    type_, children = message.get_content_type(), message.get_payload() if message.is_multipart() else []
    encoding = str(message.get("content-transfer-encoding", "7bit")).strip().lower()
    encoding = "identity" if encoding in ("7bit", "8bit", "binary") else encoding
    kind = "multipart" if type_.startswith("multipart/") and children else "message" if children else "leaf"
    octets = local = None
    if type_.startswith("message/") and type_ not in MESSAGES:
        # It reads a header in whatever is "message/", where others leave octets: the octets themselves are gone. It
        # decodes nothing there.
        kind, children, encoding = "leaf", [], "identity"
    elif kind == "leaf":
        octets = message.get_payload(decode=True)
        local = with_local_line_ends(message, encoding, octets)
    parts = [Part(path, kind, type_, python_name(message, old), encoding, message.get_content_charset(),
                  message.get_content_disposition(), octets=octets, local=local)]
    for number, child in enumerate(children, 1):
        parts += python_parts(child, f"{path}.{number}", old)
    return parts


def with_local_line_ends(message, encoding, octets):
    """MIME::tools turns CRLF into the local line end before it decodes text, but for base64."""
    if encoding == "quoted-printable":
        raw = message.get_payload().encode("utf-8", "surrogateescape")
        return quopri.decodestring(raw.replace(b"\r\n", b"\n"))
    return octets.replace(b"\r\n", b"\n") if encoding == "identity" else octets


def python_name(message, old):
    name = message.get_filename()
    if old and name:
        # The old interface leaves folding and encoded words to its users.
        name = name.replace("\r\n", "")
        name = str(make_header(decode_header(name))) if "=?" in name else name
    return name


def read_python(octets, old=False):
    """`old`: by the interface that is the default still."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            policy = email.policy.compat32 if old else email.policy.default
            return python_parts(email.message_from_bytes(octets, policy=policy), old=old)
        except Exception as error:  # it raises anything for what it does not expect
            raise Failed(type(error).__name__) from error


# --- What is made equal ---

def perl_name(name):
    """MIME::tools shows the octets of a name in raw UTF-8 as \\xC3\\xB6: the octets are the same."""
    def octets(found):
        try:
            return bytes.fromhex(found.group().replace("\\x", "")).decode()
        except UnicodeDecodeError:
            return found.group()
    return re.sub(r"(?:\\x[89A-F][0-9A-F])+", octets, name)


def presented(part, reader):
    """The part as all readers would show it: a tuple, as in SHOWN."""
    name = part.name
    if name is not None and reader == "perl":
        name = perl_name(name)
    if name is not None:
        # get_filename() of Python strips the blanks around a name.
        name = name.strip() or None
    # Nobody asks a container for its encoding.
    encoding = part.encoding if part.kind == "leaf" else "identity"
    # A charset says something of text only.
    charset = part.charset if part.kind == "leaf" and part.type.startswith("text/") else ""
    return part.path, part.kind, part.type, name, encoding, charset, part.disposition


def have_one_extension(names):
    """Whether all the names say the same type; one that has no extension, was shortened ("a long na...") or is left in
    encoded words says none."""
    return len({name.rpartition(".")[2].lower() for name in names
                if "." in name and not name.endswith(("...", "?="))}) == 1


def is_same_content(one, other, reader):
    if one.sha256 is None or reader != "perl":
        return one.sha256 is None or other.sha256 is None or one.sha256 == other.sha256
    if other.octets is None:
        return False
    if one.octets is None:
        # Python has lost them: whatever is "message/", and what it failed to read.
        text = other.octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        return one.sha256 in (other.sha256, hashlib.sha256(text).hexdigest())
    # It misses line ends: in 7bit and 8bit all but the last of each chunk that it reads, in quoted-printable those of
    # what begins like a PDF.
    found = other.octets.replace(b"\r\n", b"\n") if other.encoding == "identity" else other.octets
    return found == one.local or other.octets == one.octets


def difference(ours, theirs, reader, first="outline"):
    """The first difference between a reading and another's in words, or None."""
    for index in range(max(len(ours), len(theirs))):
        if index >= len(ours) or index >= len(theirs):
            return f"{reader}: {len(theirs)} parts, {first}: {len(ours)}"
        one, other = ours[index], theirs[index]
        said, heard = list(presented(one, first)), list(presented(other, reader))
        if heard[3] in one.names and have_one_extension(one.names):
            # Of `filename` and `filename*` in one field a program takes the one or the other, or what comes first: the
            # grammar admits both where that makes no difference to anybody who acts on a name, and says both.
            heard[3] = said[3]
        if reader == "gmime" and heard[3] in one.names and (said[3] or "").startswith(heard[3]):
            # It stops at padding of an encoded word where more words follow: the grammar judges what it reads as well.
            heard[3] = said[3]
        if reader == "python-old" and "\ufffd" in (heard[3] or ""):
            # The old interface cannot read 8-bit octets in a parameter at all: it shows U+FFFD for each.
            heard[3] = said[3]
        for what, mine, its in zip(SHOWN, said, heard):
            if mine != its:
                return f"{reader}: {what} of {one.path}: {its!r}, {first}: {mine!r}"
        if not is_same_content(one, other, reader):
            return f"{reader}: octets of {one.path}"
    return None
