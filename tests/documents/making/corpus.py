"""Where the documents go, and the table of what each of them is."""

import os

COLUMNS = ("file", "format", "kind", "or", "lang", "answers", "dates", "note")
KINDS = ("completed", "partial", "blank", "old", "old-blank", "another", "unreadable")
NOT_COUNTED = ("-", "-")


class Corpus:
    def __init__(self, directory):
        self.directory = directory
        self.lines = []

    def add(self, name, data, kind, note, language="en", count=None, other="-", kind_of_file=None):
        """Write a document. count: (answers, dates, ...) as of people.count(); other: a kind that is right too."""
        if kind not in KINDS or name in (line[0] for line in self.lines):
            raise ValueError(f"{name}: {kind}")
        path = os.path.join(self.directory, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
        counted = tuple(str(n) for n in count[:2]) if count else NOT_COUNTED
        self.lines.append((name, kind_of_file or name.rsplit(".", 1)[1], kind, other, language, *counted, note))
        return data

    def add_once(self, name, make, kind, note, **more):
        """As add(), of a document that is never the same twice (random salts): one that is there is kept."""
        path = os.path.join(self.directory, name)
        if os.path.exists(path):
            with open(path, "rb") as file:
                data = file.read()
        else:
            data = make()
        return self.add(name, data, kind, note, **more)

    def write_table(self, head):
        lines = sorted(self.lines)
        widths = [max(len(line[i]) for line in [COLUMNS, *lines]) for i in range(len(COLUMNS) - 1)]
        with open(os.path.join(self.directory, "EXPECTED"), "w", encoding="utf-8") as table:
            table.write(head)
            for line in [("# " + COLUMNS[0], *COLUMNS[1:]), *lines]:
                table.write("  ".join([*(text.ljust(width) for text, width in zip(line, widths)), line[-1]]) + "\n")
