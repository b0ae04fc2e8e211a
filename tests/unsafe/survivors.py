"""survivors: looks for words in octets, in every way that a program might come to read them.

Knows nothing of how the cleaners work, and shares no code with them: the standard library, and qpdf for PDFs. Each way
is tried on what came of each other, as far as that says anything new.
"""

import base64
import binascii
import collections
import email
import email.header
import gzip
import hashlib
import html
import quopri
import re
import struct
import subprocess
import tempfile
import urllib.parse
import zlib

CONTAINERS_DEEP = 16  # a document in an archive in a message in a message ...
TEXTS_DEEP = 2        # a percent-encoded address in entities
BLOBS_MAX = 20000
INFLATED_MAX = 64 << 20
TEXT = bytes(range(32, 127)) + b"\t\r\n"
HEADS = (b"PK\3\4", b"\x1f\x8b\x08", b"%PDF", b"{\\rt", b"\xd0\xcf\x11\xe0", b"\x78\x9c", b"\x78\xda")
BASE64_LETTERS = bytes.maketrans(b"-_", b"+/")


class Guess(bytes):
    """Most probably nothing: looked at, and not taken apart any further."""


def mime(octets):
    """What the library takes for the parts of a message, decoded, and their fields."""
    if b":" not in octets[:200] or b"\n" not in octets:
        return
    for part in email.message_from_bytes(octets).walk():
        data = part.get_payload(decode=True)
        if isinstance(data, bytes):
            yield data
        for name, value in part.items():
            try:
                pieces = email.header.decode_header(str(value))
            except (email.errors.HeaderParseError, ValueError, binascii.Error):
                continue
            yield b"".join(p if isinstance(p, bytes) else p.encode("utf-8", "replace") for p, _ in pieces)
            for parameter in part.get_params(None, name) or ():
                yield str(email.utils.collapse_rfc2231_value(parameter[1])).encode("utf-8", "surrogateescape")


def is_something(octets):
    """A file of a known kind somewhere in it, or text."""
    if len(octets) < 24:
        return False
    printable = len(octets) - len(octets.translate(None, TEXT))
    return any(head in octets for head in HEADS) or printable * 10 > len(octets) * 9 or octets.count(0) * 3 > len(octets)


def base64_runs(octets):
    for run in re.findall(rb"[A-Za-z0-9+/_=\r\n-]{12,}", octets):
        letters = run.translate(BASE64_LETTERS, b"\r\n=")
        for start in range(4) if len(letters) >= 12 else ():
            usable = letters[start:]
            usable = usable[:len(usable) // 4 * 4] if len(usable) % 4 == 1 else usable + b"=" * (-len(usable) % 4)
            try:
                decoded = base64.b64decode(usable)
                yield decoded if is_something(decoded) else Guess(decoded)
            except (ValueError, binascii.Error):
                pass


def inflate(octets, bits):
    try:
        return zlib.decompressobj(bits).decompress(octets, INFLATED_MAX)
    except zlib.error:
        return b""


def zlib_anywhere(octets):
    """At every octet that could begin such a stream."""
    for match in re.finditer(rb"(?=[\x08\x18\x28\x38\x48\x58\x68\x78])", octets):
        at = match.start()
        if at + 2 <= len(octets) and (octets[at] << 8 | octets[at + 1]) % 31 == 0:
            yield inflate(octets[at:], 15)


def gzip_anywhere(octets):
    for match in re.finditer(rb"\x1f\x8b\x08", octets):
        yield inflate(octets[match.start():], 31)


def zip_entries(octets):
    """By local headers alone, whatever a directory says; the names, too."""
    for match in re.finditer(rb"PK\x03\x04", octets):
        at = match.start()
        if at + 30 > len(octets):
            continue
        method, = struct.unpack_from("<H", octets, at + 8)
        stored, = struct.unpack_from("<I", octets, at + 18)
        name, extra = struct.unpack_from("<HH", octets, at + 26)
        begin = at + 30 + name + extra
        yield octets[at + 30:at + 30 + name]
        if method == 8:
            yield inflate(octets[begin:], -15)
        else:
            yield octets[begin:begin + stored] if stored else octets[begin:]


def pdf(octets):
    if b"%PDF" not in octets[:2048] and b"endobj" not in octets:
        return
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(octets)
        file.flush()
        for options in (("--qdf", "--stream-data=uncompress", "--decode-level=all", "--object-streams=disable"),
                        ("--qdf", "--stream-data=uncompress", "--decrypt", "--preserve-unreferenced")):
            yield subprocess.run(["qpdf", "--static-id", *options, file.name, "-"], capture_output=True, timeout=60, check=False).stdout


def quoted_printable(octets):
    if re.search(rb"=(?:[0-9A-Fa-f]{2}|\r?\n)", octets):
        yield quopri.decodestring(octets)
        yield quopri.decodestring(octets.replace(b"_", b" "))


def sixteen_bits(octets):
    if b"\0" in octets:
        yield octets.replace(b"\0", b"")
        for codec in ("utf-16-le", "utf-16-be"):
            yield octets.decode(codec, "ignore").encode("utf-8", "ignore")


def entities(octets):
    if b"&" in octets:
        yield html.unescape(octets.decode("latin-1")).encode("utf-8", "replace")


def percents(octets):
    if b"%" in octets:
        yield urllib.parse.unquote_to_bytes(octets.replace(b"+", b" "))


def _code(base):
    def replace(match):
        value = int(match.group(1), base)
        return bytes([value]) if value < 256 else chr(min(value, 0x10FFFF)).encode("utf-8", "replace")
    return replace


def escapes(octets):
    """PDF and C octal, names with #xx, RTF and C hexadecimal, CSS, JavaScript."""
    for pattern, base in ((rb"\\([0-3]?[0-7]{1,2})", 8), (rb"#([0-9A-Fa-f]{2})", 16), (rb"\\'([0-9A-Fa-f]{2})", 16),
                          (rb"\\x([0-9A-Fa-f]{2})", 16), (rb"\\u\{?([0-9A-Fa-f]{4,6})\}?", 16),
                          (rb"\\([0-9A-Fa-f]{1,6})\s?", 16), (rb"\\u(\d+)\s?\??", 10)):
        if re.search(pattern, octets):
            yield re.sub(pattern, _code(base), octets)
    if b"\\" in octets:
        yield re.sub(rb"\\(?:\r\n|\r|\n)", b"", octets).replace(b"\\", b"")


def hexadecimal(octets):
    for run in re.findall(rb"(?:[0-9A-Fa-f]\s*){10,}", octets):
        digits = re.sub(rb"\s+", b"", run)
        for start in (0, 1):
            usable = digits[start:]
            yield binascii.unhexlify(usable[:len(usable) // 2 * 2])


def without_markup(octets):
    if b"<" in octets:
        yield re.sub(rb"<!--.*?-->|<[^>]*>", b"", octets, flags=re.S)
        yield re.sub(rb"<[^>]*>|[^A-Za-z0-9]", b"", octets)


def run_together(octets):
    yield re.sub(rb"\s+", b"", octets)
    yield re.sub(rb"[^A-Za-z0-9]", b"", octets)
    yield re.sub(rb"\\[a-z]+-?\d* ?|[{}\s]", b"", octets)
    yield re.sub(rb"[()\[\]\s\d.-]", b"", octets)
    yield octets[::-1]


CONTAINERS = (mime, quoted_printable, base64_runs, zlib_anywhere, gzip_anywhere, zip_entries, pdf)
TEXTS = (sixteen_bits, entities, percents, escapes, hexadecimal, without_markup, run_together)


class Search:
    def __init__(self, words):
        self.wanted = {word: [word.lower().encode()] + [word.lower().encode(c) for c in ("utf-16-le", "utf-16-be")]
                       for word in words}
        self.found = {}
        self.seen = set()

    def look(self, octets, path):
        low = octets.lower()
        for word, forms in self.wanted.items():
            if word not in self.found and any(form in low for form in forms):
                self.found[word] = " > ".join(path) or "as it is"

    def visit(self, octets, containers, texts):
        pending = collections.deque([(octets, [], containers, texts)])
        while pending and len(self.found) < len(self.wanted):
            octets, path, containers, texts = pending.popleft()
            key = hashlib.sha1(octets).digest()
            if len(octets) < 4 or key in self.seen:
                continue
            if len(self.seen) > BLOBS_MAX:
                raise OverflowError("too many ways to read it")
            self.seen.add(key)
            self.look(octets, path)
            if isinstance(octets, Guess):
                continue
            for way in CONTAINERS if containers > 0 else ():
                # What came of qpdf, or of letters that were put together, is none that it would read anew.
                if way is not pdf or not {"pdf", *(text.__name__ for text in TEXTS)} & set(path):
                    pending += [(new, [*path, way.__name__], containers - 1, texts) for new in way(octets)]
            for way in TEXTS if texts > 0 else ():
                if way.__name__ not in path[-1:]:
                    pending += [(new, [*path, way.__name__], min(containers, 1), texts - 1) for new in way(octets)]


def find(octets, words):
    """{word: by which ways of reading it was found}, of those that were."""
    search = Search(words)
    search.visit(octets, CONTAINERS_DEEP, TEXTS_DEEP)
    return search.found
