"""audit_outputs: everything that the auditor's tool says of a ledger, in every format, to be looked through.

Nothing here asks whether it is right, or done: what the tool says of a ledger that is broken must be harmless, too.
"""

import glob
import os
import shutil
import subprocess
import tempfile

BUILD = os.path.abspath(os.environ.get("top_builddir", "."))
TOOL = os.path.join(BUILD, "referral-audit")

COMMANDS = [
    ("verify",), ("verify", "--json"), ("query",), ("query", "--json"),
    ("cases", "--all"), ("cases", "--all", "--json"), ("cases", "--escalate", "--older-than", "0"),
    ("cases", "--escalate", "--older-than", "0", "--json"),
    ("report", "--text"), ("report", "--json"), ("report", "--csv"), ("report", "--html", "-"),
    ("export", "--ocsf"), ("export", "--ecs"), ("export", "--csv"),
]


def said(*arguments, given=b""):
    done = subprocess.run([TOOL, *arguments], input=given, capture_output=True, timeout=120, check=False)
    return done.stdout + done.stderr


def read(path):
    with open(path, "rb") as file:
        return file.read()


def imported(directory, log):
    """What an import of the ledger's own lines, and of the log, says and writes."""
    into = tempfile.mkdtemp(prefix="audit-outputs.")
    try:
        lines = b"".join(read(path) for path in sorted(glob.glob(os.path.join(directory, "records-*.jsonl"))))
        outputs = {"import": said("import", "--into", into, "-", given=lines + log)}
        for parent, _, names in os.walk(into):
            for name in names:
                outputs[f"import: {name}"] = read(os.path.join(parent, name)) + name.encode()
        return outputs
    finally:
        shutil.rmtree(into)


def audit_outputs(directory, log=b""):
    """{what was asked: what came}, of a ledger's directory and what its gate logged."""
    outputs = {" ".join(command): said(*command, directory) for command in COMMANDS}
    for index in ("0", "1", "2"):
        outputs[f"show {index}"] = said("show", index, directory)
        outputs[f"prove {index}"] = said("prove", index, directory)
    outputs.update(imported(directory, log))
    return outputs
