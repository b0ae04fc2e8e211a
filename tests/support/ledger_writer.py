"""ledger_writer: a real ledger in a scratch directory, written by made_ledger as a gate would, and the auditor's tool asked
of it. Nobody in it exists.
"""

import json
import os
import shutil
import subprocess
import tempfile

from audit_lines import BUILD, event, read_records, run, text, verdict
from suite import equal

MAKER = os.path.join(BUILD, "made_ledger")
GATEWAY = "gw1.example.org"
SENDER = "amara.okafor@school.example"
scratch = tempfile.mkdtemp(prefix="ledger-writer.")
made = 0


def remove_scratch():
    shutil.rmtree(scratch)


class World:
    """A ledger, its keys, and the writer that holds it until release()."""

    def __init__(self, segment_size=0):
        global made
        made += 1
        self.ledger = os.path.join(scratch, f"ledger{made}")
        self.keys = os.path.join(scratch, f"keys{made}")
        self.segment_size = segment_size
        self.hold()

    def hold(self):
        self.writer = subprocess.Popen([MAKER, self.ledger, self.keys, GATEWAY, str(self.segment_size)],
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        equal(self.writer.stdout.readline(), "open\n", "the writer")

    def order(self, line):
        self.begin(line)
        return self.writer.stdout.readline().strip()

    def begin(self, line):
        self.writer.stdin.write(line + "\n")
        self.writer.stdin.flush()

    def release(self):
        self.writer.stdin.close()
        equal(self.writer.wait(30), 0, "the writer's status")
        self.writer.stdout.close()

    def fill(self, count=4, sender=SENDER, is_stopped=True):
        """A day's records, half of them the sender's; the gateway stops at its end."""
        day = "2026-08-04T00:00:00.000000Z"
        self.order(text({**event(0, "start", GATEWAY, clean=True, vkey=self.order("vkey")), "time": day}))
        self.order("key 2026Q3")
        pseudonym = self.order(f"sender 2026Q3 {sender}")
        for i in range(count):
            ours = i % 2 == 0
            self.order(text(verdict(i, GATEWAY, time=day, period="2026Q3", sender=pseudonym if ours else "0" * 32)))
        if is_stopped:
            self.order(text({**event(9, "stop", GATEWAY), "time": day}))

    def records(self):
        return [json.loads(line) for line in read_records(self.ledger)]

    def ask(self, *arguments, while_held=False):
        options = ["--keys", self.keys, "--ledger", self.ledger]
        if while_held:
            self.begin("serve")
        done = run(*arguments, *options)
        if while_held:
            equal(self.writer.stdout.readline(), "served\n", "the writer")
        return done
