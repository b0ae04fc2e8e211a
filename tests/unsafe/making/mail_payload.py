"""Payloads that can be told apart, and the files that carry them.

Every payload is a made word of its own, so that what survives says from where. Nothing here does anything: a program is
a head that looks like one, and a word.
"""

import gzip
import hashlib
import io
import os
import struct
import sys
import types
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
ANSWER = "Peregrine Oddsocks"
FORM_LINES = ("Prevent Referral Form", "Forename: Peregrine", "Surname: Oddsocks", "Date of birth: 1 May 2012",
              "Address: 7 Marmalade Row", f"Your concerns: {ANSWER} has begun to talk of things that worry us",
              "Your organisation: Marrowby School")
ARCHIVE_TIME = (2026, 9, 1, 10, 0, 0)


def word(name, number=0):
    """11 small letters, the same for the same name."""
    digest = hashlib.sha256(f"{name}/{number}".encode()).digest()
    return "wz" + "".join(chr(ord("a") + octet % 26) for octet in digest[:9])


def _load(path, name, replaced):
    with open(path, encoding="utf-8") as file:
        source = file.read()
    for old, new in replaced:
        assert old in source, (path, old)
        source = source.replace(old, new)
    module = types.ModuleType(name)
    sys.modules[name] = module
    exec(compile(source, path, "exec"), module.__dict__)
    return module


def _with_form(octets):
    """A document that says the form, too; what is no package stays as it is."""
    if not octets.startswith(b"PK"):
        return octets
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(octets)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            lines = [line.encode() for line in FORM_LINES]
            data = data.replace(b"<w:p><w:r><w:t>First line</w:t></w:r></w:p>",
                                b"".join(b"<w:p><w:r><w:t>%s</w:t></w:r></w:p>" % line for line in lines))
            data = data.replace(b"</office:text>", b"".join(b"<text:p>%s</text:p>" % line for line in lines)
                                + b"</office:text>")
            new.writestr(info, data)
    return out.getvalue()


def office(name, mark, form=True):
    """A file of tests/unsafe/files with a payload of its own; with the form in it."""
    names = ("office_file", "ooxml_cases", "odf_cases")
    kept = {module: sys.modules.get(module) for module in names}
    _load(os.path.join(HERE, "office_file.py"), "office_file", [("PAYLOAD7f3a", mark)])
    made = {}
    for part in names[1:]:
        _load(os.path.join(HERE, part + ".py"), part, []).make(lambda file, octets, *_: made.update({file: octets}))
    for module, old in kept.items():
        if old is None:
            del sys.modules[module]
        else:
            sys.modules[module] = old
    return _with_form(made[name]) if form else made[name]


def pdf(name, mark):
    """A file of tests/unsafe/pdf with a payload of its own, and the form's lines on its page."""
    shown = " ".join(f"({line}) Tj 0 -14 Td" for line in FORM_LINES)
    module = _load(os.path.join(HERE, "..", "pdf", "make"), "pdf_make",
                   [("zqxPAYLOADqxz", mark), ("\nmain()\n", "\n"),
                    ("20 250 Td (Name of the child) Tj", f"20 280 Td {shown} (Name of the child) Tj")])
    del sys.modules["pdf_make"]
    return next(case[1] for case in module.CASES if case[0] == name)


def form():
    """The form in a docx of its own."""
    kept = sys.modules.get("office_file")
    module = _load(os.path.join(HERE, "office_file.py"), "office_file", [])
    if kept is None:
        del sys.modules["office_file"]
    else:
        sys.modules["office_file"] = kept
    return module.docx("".join(module.paragraph(module.run(line)) for line in FORM_LINES))


def archive(*entries, method=zipfile.ZIP_DEFLATED):
    """A zip of (name, octets)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as whole:
        for name, octets in entries:
            info = zipfile.ZipInfo(name, ARCHIVE_TIME)
            info.compress_type = method
            whole.writestr(info, octets)
    return out.getvalue()


def encrypted(octets):
    """The same archive, saying that its entries are under a password: flag bit 0 of every header."""
    octets = bytearray(octets)
    for signature, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        start = octets.find(signature)
        while start >= 0:
            octets[start + at] |= 1
            start = octets.find(signature, start + 4)
    return bytes(octets)


def zipped(octets):
    return gzip.compress(octets, mtime=0)


def program(mark):
    """The head of a Windows program."""
    stub = b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0" + bytes(44) + struct.pack("<I", 128)
    return stub + bytes(64) + b"PE\0\0\x4c\1\1\0" + bytes(12) + b"\xe0\0\2\1\x0b\1" + bytes(222) + mark.encode() + bytes(64)


def elf(mark):
    return b"\x7fELF\2\1\1\0" + bytes(8) + b"\2\0\x3e\0\1\0\0\0" + bytes(40) + mark.encode() + bytes(64)


def shell_link(mark):
    return (b"\x4c\0\0\0\1\x14\2\0\0\0\0\0\xc0\0\0\0\0\0\0\x46" + bytes(56) +
            struct.pack("<H", len(mark)) + mark.encode("utf-16-le") + bytes(4))


def iso(mark):
    return bytes(0x8000) + b"\1CD001\1\0" + b"LINUX".ljust(32) + mark.upper().encode().ljust(32) + bytes(2048 - 72)


# Compound files (MS-CFB): sectors of 512 octets, no mini stream, as a small writer can have it.
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def _entry(name, kind, sibling, child, start, size):
    encoded_name = (name + "\0").encode("utf-16-le")
    return (encoded_name.ljust(64, b"\0") + struct.pack("<HBBIII", len(encoded_name) if name else 0, kind, 1, FREE,
                                                        sibling, child) + bytes(36) + struct.pack("<IQ", start, size))


def compound(tree):
    """{name: octets, or another such tree}; streams are padded to what needs no mini stream."""
    rows, sectors, chains = [], [], []

    def add(name, value):
        index = len(rows)
        rows.append([name, 0, FREE, FREE, END, 0])
        if isinstance(value, dict):
            rows[index][1] = 1 if index else 5
            children = [add(*item) for item in value.items()]
            for left, right in zip(children, children[1:]):
                rows[left][2] = right
            rows[index][3] = children[0] if children else FREE
        else:
            data = value.ljust(4096, b"\0")
            rows[index][1], rows[index][4], rows[index][5] = 2, len(sectors), len(data)
            count = -(-len(data) // 512)
            chains.append((len(sectors), count))
            sectors.extend(data[i * 512:i * 512 + 512].ljust(512, b"\0") for i in range(count))
        return index
    add("Root Entry", tree)
    directory = b"".join(_entry(*row) for row in rows)
    directory += _entry("", 0, FREE, FREE, 0, 0) * (-len(rows) % 4)
    first_directory, count = len(sectors), len(directory) // 512
    chains.append((first_directory, count))
    sectors.extend(directory[i * 512:i * 512 + 512] for i in range(count))
    tables = 1
    while tables * 128 < len(sectors) + tables:
        tables += 1
    fat = [FREE] * (tables * 128)
    for start, length in chains:
        for i in range(start, start + length):
            fat[i] = i + 1 if i + 1 < start + length else END
    first_table = len(sectors)
    for i in range(first_table, first_table + tables):
        fat[i] = FAT
    packed = struct.pack(f"<{len(fat)}I", *fat)
    header = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0,
              tables, first_directory, 0, 4096, END, 0, END, 0) +
              struct.pack("<109I", *[first_table + i if i < tables else FREE for i in range(109)]))
    return header + b"".join(sectors) + packed
