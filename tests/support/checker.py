"""checker: referral-check from the build tree, with the inspector beside it, in a scratch directory of its own."""

import atexit
import json
import os
import shutil
import subprocess
import tempfile

from daemon import SOURCE, USER, may_enter, program
from suite import equal

DOCUMENTS = os.path.join(SOURCE, "tests", "documents")


def document(*names):
    return os.path.join(DOCUMENTS, *names)


class Checker:
    def __init__(self, inspector=None, **options):
        """`options` are configuration keys, "_" for "-"."""
        self.directory = tempfile.mkdtemp(prefix="referral-check.")
        os.chmod(self.directory, 0o755)
        atexit.register(shutil.rmtree, self.directory, True)
        inspector = inspector or program("referral-inspector")
        if not may_enter(inspector):
            inspector = shutil.copy(inspector, self.directory)
        self.inspector = inspector
        with open(self.path("check.conf"), "w", encoding="utf-8") as file:
            for key, value in {"inspector": inspector, "user": USER, **options}.items():
                key = key.replace("_", "-")
                file.write(f"{key} = {value}\n" if isinstance(value, int) else f'{key} = "{value}"\n')

    def path(self, *names):
        return os.path.join(self.directory, *names)

    def run(self, *arguments, status=None):
        """`form` with these arguments; what it said, as one string."""
        done = subprocess.run(
            [program("referral-check"), "form", *arguments, "--config", self.path("check.conf")], check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=140)
        if status is not None and done.returncode != status:
            raise AssertionError(f"status {done.returncode} instead of {status}:\n{done.stdout}")
        return done.stdout

    def json(self, *arguments, status=None):
        whole = json.loads(self.run(*arguments, "--json", status=status))
        equal(whole["version"], 1, "version")
        return whole

    def learn(self, name, *blanks):
        """All blanks have texts of their own where others have empty cells: a list to choose from, a hint."""
        self.run("learn", "-o", self.path(name), "--own-text", *blanks, status=0)
        return self.path(name)
