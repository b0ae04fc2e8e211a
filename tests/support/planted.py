"""planted: looks for the planted personal data of messages.py in everything that the daemon wrote."""

import os

from messages import PLANTED


def find_in_octets(octets, where, words=PLANTED, allowed=()):
    """`allowed`: what may stand there although a word is in it."""
    low = octets.lower()
    for text in allowed:
        low = low.replace(text.lower().encode(), b"")
    return [f"{word!r} in {where}" for word in words if word.encode() in low]


def find_in_tree(directory, words=PLANTED, allowed=()):
    """In the names and the contents of all files below a directory."""
    found = []
    for parent, directories, files in os.walk(directory):
        for name in directories + files:
            path = os.path.join(parent, name)
            found += find_in_octets(os.path.relpath(path, directory).encode(), f"the name of {path}", words, allowed)
            if name in files and os.path.isfile(path) and not os.path.islink(path):
                with open(path, "rb") as file:
                    found += find_in_octets(file.read(), path, words, allowed)
    return found
