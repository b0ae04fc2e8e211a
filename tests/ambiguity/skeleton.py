"""skeleton: where the things are in a valid message, so that mutations know what to change.

No parser to rely on: it is shown valid messages only, written by ordinary programs or by bases.py, and what it does not
understand it takes for text. It must not share code with what is tested.
"""

import re

EOL = b"\r\n"


class Field:
    """One header field: octets[start:end] with its line end; the value begins behind the colon."""

    def __init__(self, octets, start, end):
        self.start, self.end = start, end
        self.colon = octets.index(b":", start, end)
        self.value_start, self.value_end = self.colon + 1, end - 2
        self.name = octets[start:self.colon].decode("latin-1").lower()
        self.value = octets[self.value_start:self.value_end]

    def unfolded(self):
        return self.value.replace(EOL, b"").strip()

    def with_value(self, value):
        """The edit that gives the field another value."""
        return (self.value_start, self.value_end, b" " + value)


class Entity:
    """A message or a part: a header, and a body that may hold others."""

    def __init__(self, octets, start, end, parent):
        self.start, self.end, self.parent = start, end, parent
        self.fields, self.children, self.delimiters = [], [], []
        self.header_end = self._read_header(octets)
        self.body_start = min(self.header_end + 2, end)
        self.type = self._type()
        self.encoding = self._word("content-transfer-encoding", b"7bit")
        self.boundary = self._boundary() if self.type.startswith(b"multipart/") else None
        if self.boundary:
            self._read_parts(octets)
        elif self.type == b"message/rfc822" and self.encoding in (b"7bit", b"8bit", b"binary"):
            self.children.append(Entity(octets, self.body_start, end, self))

    def _read_header(self, octets):
        at = self.start
        while at < self.end and octets[at:at + 2] != EOL:
            stop = at
            while True:
                stop = octets.index(EOL, stop, self.end) + 2
                if octets[stop:stop + 1] not in (b" ", b"\t"):
                    break
            self.fields.append(Field(octets, at, stop))
            at = stop
        return at

    def field(self, name):
        return next((field for field in self.fields if field.name == name), None)

    def _word(self, name, default):
        field = self.field(name)
        return field.unfolded().split(b";")[0].strip().lower() if field else default

    def _type(self):
        return self._word("content-type", b"text/plain")

    def _boundary(self):
        found = re.search(rb';\s*boundary\s*=\s*(?:"([^"]+)"|([^\s;"]+))', self.field("content-type").unfolded(), re.I)
        return (found.group(1) or found.group(2)) if found else None

    def _read_parts(self, octets):
        line = re.compile(rb"(?:^|\r\n)(--" + re.escape(self.boundary) + rb"(--)?)[ \t]*(?:\r\n|$)")
        at, begun = max(self.body_start - 2, 0), None
        while True:
            found = line.search(octets, at, self.end)
            if not found:
                break
            if begun is not None:
                self.children.append(Entity(octets, begun, max(found.start(1) - 2, begun), self))
            self.delimiters.append((found.start(1), found.end(1)))
            begun, at = found.end(), found.end(1)
            if found.group(2):
                break

    @property
    def is_leaf(self):
        return not self.children and self.boundary is None

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    def insertion(self, lines):
        """The edit that adds header lines at the end of the header."""
        return (self.header_end, self.header_end, lines)

    def set_field(self, name, value):
        """The edit that gives the entity this field, whether it has one or not."""
        field = self.field(name.lower())
        return field.with_value(value) if field else self.insertion(name.encode() + b": " + value + EOL)

    def without_field(self, name):
        """The edits that take a field away: none where there is none."""
        return [(field.start, field.end, b"") for field in self.fields if field.name == name.lower()]


class Message:
    def __init__(self, name, octets):
        self.name, self.octets = name, octets
        self.root = Entity(octets, 0, len(octets), None)
        self.entities = list(self.root.walk())
        self.leaves = [entity for entity in self.entities if entity.is_leaf]
        self.multiparts = [entity for entity in self.entities if entity.boundary]

    def body(self, entity):
        return self.octets[entity.body_start:entity.end]

    def lines(self, start, end):
        """The places of the lines in octets[start:end]: (start, end without CRLF)."""
        at = start
        while at < end:
            stop = self.octets.find(EOL, at, end)
            if stop < 0:
                return
            yield at, stop
            at = stop + 2


def apply_edits(octets, edits):
    """The octets with all the edits made: (start, end, replacement), which must not overlap. None when they do."""
    out, at = [], 0
    for start, end, replacement in sorted(edits, key=lambda edit: (edit[0], edit[1])):
        if start < at:
            return None
        out += [octets[at:start], replacement]
        at = end
    return b"".join(out + [octets[at:]])
