"""mutation: the register of mutation classes.

A class is a function that yields, for a message, a label and the edits (skeleton.apply_edits) of each of its mutations.
What it yields depends on the message alone, or on the random numbers that it is handed.
"""

CLASSES = {}  # name: function(message, random)

# What a name, a value or a line might be parted with, and read differently by two programs.
ODD = {"space": b" ", "spaces": b"   ", "tab": b"\t", "nul": b"\0", "soh": b"\x01", "bs": b"\x08", "vt": b"\x0b",
    "ff": b"\x0c", "fs": b"\x1c", "us": b"\x1f", "esc": b"\x1b", "del": b"\x7f", "c1": b"\x85", "nel": b"\xc2\x85",
    "ls": b"\xe2\x80\xa8", "ps": b"\xe2\x80\xa9", "nbsp": b"\xc2\xa0", "zwsp": b"\xe2\x80\x8b",
    "bom": b"\xef\xbb\xbf", "latin": b"\xe9", "overlong": b"\xc0\xaf", "surrogate": b"\xed\xa0\x80", "cr": b"\r",
    "lf": b"\n", "crlf": b"\r\n", "crcrlf": b"\r\r\n", "lfcr": b"\n\r", "fold": b"\r\n ", "fold-tab": b"\r\n\t",
    "fold-twice": b"\r\n \r\n ", "fold-blank": b"\r\n  \t\r\n ", "fold-lf": b"\n ", "fold-cr": b"\r ",
    "comment": b"(c)", "open": b"(", "quote": b'"', "backslash": b"\\", "semicolon": b";", "comma": b","}

LINE_ENDS = {"lf": b"\n", "cr": b"\r", "crcrlf": b"\r\r\n", "lfcr": b"\n\r", "crlfcr": b"\r\n\r", "crlflf": b"\r\n\n",
    "lfcrlf": b"\n\r\n", "vt": b"\x0b", "ff": b"\x0c", "fs": b"\x1c", "nel": b"\xc2\x85", "c1": b"\x85",
    "ls": b"\xe2\x80\xa8", "ps": b"\xe2\x80\xa9", "vt-crlf": b"\x0b\r\n", "ff-crlf": b"\x0c\r\n",
    "nul-crlf": b"\0\r\n", "blank-crlf": b" \r\n", "tab-crlf": b"\t\r\n", "twice": b"\r\n\r\n", "none": b""}


def mutations(name):
    """Registers a class under its name."""
    def register(function):
        CLASSES[name] = function
        return function
    return register


def replaced(start, end, table, label):
    """One mutation a row: octets[start:end] become the row's."""
    for name, octets in table.items():
        yield f"{label}:{name}", [(start, end, octets)]


def inserted(at, table, label):
    return replaced(at, at, table, label)


def values(field, rows, label):
    """One mutation a row: the field gets another value."""
    for row in rows:
        yield f"{label}:{shown(row)}", [field.with_value(row)]


def shown(octets):
    return ascii(octets[:60])[2:-1]
