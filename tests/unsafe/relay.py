"""relay: messages through a real inspector, and what it would relay of them."""

import email
import json
import os
import subprocess
import tempfile

SOURCE, BUILD = os.environ["top_srcdir"], os.environ["top_builddir"]
HERE = os.path.join(SOURCE, "tests", "unsafe")
scratch = tempfile.TemporaryDirectory()


class Answer:
    """What an inspector said of a message. `relayed`: the octets that leave, None for none."""

    def __init__(self, name, octets, said, new):
        self.name, self.octets, self.said, self.result = name, octets, said, said["result"]
        self.disposition = said.get("disposition")
        self.findings = [tuple(finding) for finding in said.get("findings", ())]
        self.replaced = said.get("replaced", False)
        self.relayed = None if self.disposition != "accept" else new if self.replaced else octets

    def unsafe(self, action=None):
        """Classes of its findings, with this action."""
        return sorted(f[2] for f in self.findings if f[0] == "content-unsafe" and action in (None, f[3]))

    def __str__(self):
        found = ", ".join("/".join(word for word in finding if word) for finding in self.findings)
        return f"{self.name}: {self.disposition or self.result} [{found}]{' replaced' if self.replaced else ''}"


def inspect(messages, rules=None, fresh=False, seconds=140):
    """messages: (name, octets); an Answer for each. `rules`: a rule file's text, of nothing for the shipped ones."""
    messages = list(messages)
    folder = tempfile.mkdtemp(dir=scratch.name)
    command = [os.path.join(BUILD, "inspect_messages")] + (["--fresh"] if fresh else [])
    if rules is not None:
        with open(os.path.join(folder, "rules"), "w", encoding="utf-8") as file:
            file.write(rules)
        command += ["--rules", os.path.join(folder, "rules")]
    lines = []
    for index, (_, octets) in enumerate(messages):
        paths = {key: os.path.join(folder, f"{index}.{key}") for key in ("in", "out")}
        with open(paths["in"], "wb") as file:
            file.write(octets)
        lines.append(json.dumps(paths))
    done = subprocess.run(command, input="\n".join(lines) + "\n", capture_output=True, text=True, timeout=seconds,
                          check=False)
    if done.returncode != 0:
        raise AssertionError(f"inspect_messages: status {done.returncode}\n{done.stderr}")
    answers = []
    for index, (line, (name, octets)) in enumerate(zip(done.stdout.splitlines(), messages, strict=True)):
        answers.append(Answer(name, octets, json.loads(line), _read(os.path.join(folder, f"{index}.out"))))
    return answers


def _read(path):
    if not os.path.exists(path):
        return None
    with open(path, "rb") as file:
        return file.read()


def shipped_rules(**actions):
    """The shipped route with other actions for some classes, "_" for "-"."""
    with open(os.path.join(SOURCE, "rules", "lewisham.conf"), encoding="utf-8") as file:
        text = file.read()
    head, _, tail = text.partition("  unsafe {\n")
    section, end, rest = tail.partition("\n  }")
    if not end:
        raise AssertionError("the shipped route has no section unsafe")
    lines = section.splitlines()
    for key, action in actions.items():
        key = key.replace("_", "-")
        lines = [line for line in lines if line.split("=")[0].strip() != key] + [f"    {key} = {action}"]
    return head + "  unsafe {\n" + "\n".join(lines) + end + rest


def leaves(octets):
    """(type, file name, decoded octets) of every part that has no parts, in order."""
    return [(part.get_content_type(), part.get_filename() or "", part.get_payload(decode=True) or b"")
            for part in email.message_from_bytes(octets).walk()
            if not part.is_multipart()]
