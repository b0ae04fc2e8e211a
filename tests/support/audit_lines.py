"""audit_lines: made-up records of the ledger, and the log lines of made-up gateways. Nobody in them exists."""

import json
import os
import subprocess

BUILD = os.environ.get("top_builddir", ".")
TOOL = os.path.join(BUILD, "referral-audit")
SIGNER = os.path.join(BUILD, "sign_lines")

HEAD = ("v", "kind", "time", "gateway", "salt", "software", "bundle")


def head(number, kind, gateway):
    seconds = number % 86400
    return {"v": 1, "kind": kind,
            "time": f"2026-11-04T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{number % 1000000:06}Z",
            "gateway": gateway, "salt": f"{number:032x}", "software": "referral-milter 0.1.0", "bundle": "ab" * 32}


def verdict(number, gateway="gw1.example.org", **changes):
    """A record as audit/record.c writes them, of a referral that was refused for want of a copy."""
    record = head(number, "verdict", gateway)
    record.update({
        "route": "lewisham", "mode": "enforce", "class": "referral", "verdict": "refuse", "would": "refuse",
        "reason": "copy-missing",
        "findings": [{"reason": "copy-missing", "action": "refuse", "subject": "Lewisham MASH", "excepted": False,
                      "trouble": None}],
        "exception": None,
        "addresses": [{"name": "Metropolitan Police", "current": "yes", "legacy": False}],
        "copies": [{"name": "Lewisham MASH", "header": "no", "envelope": "no", "sender": False, "added": False}],
        "parts": [{"type": "text/plain", "sniffed": None, "size": 120},
                  {"type": "application/pdf", "sniffed": "application/pdf", "size": 40960}],
        "forms": [{"state": "completed", "part": 1, "form": "prevent", "score": 970, "labels": 30, "answers": 22,
                   "ticks": 3, "digest": "0123456789abcdef0123456789abcdef"}],
        "edits": [], "case": "7QXM-2RDF", "period": "2026Q4", "sender": "00112233445566778899aabbccddeeff",
        "sender_domain": "lewisham.gov.uk", "message_id": "ffeeddccbbaa99887766554433221100",
        "references": ["0f0e0d0c0b0a09080706050403020100"], "queue_id": "aaaaaaaabbbbbbbbccccccccdddddddd",
        "recipients": 1, "size": 41300, "deaths": 0,
        "timings": {"screen_us": 900, "wait_us": 10, "inspect_us": 7400}})
    record.update(changes)
    return record


def event(number, kind, gateway="gw1.example.org", **fields):
    record = head(number, kind, gateway)
    record.update(fields)
    return record


def text(record):
    return json.dumps(record, separators=(",", ":"))


class Log:
    """What a gateway logs: `records` with their index, `checkpoints`, in `lines` as they came; and its `vkey`."""

    def __init__(self, records, gateway="gw1.example.org", seed=1, every=10):
        given = "".join(text(record) + "\n" for record in records)
        out = subprocess.run([SIGNER, gateway, str(seed), str(every)], input=given, capture_output=True, text=True,
                             check=True).stdout.splitlines()
        self.gateway = gateway
        self.vkey, self.lines = out[0], out[1:]
        self.records = [line for line in self.lines if line.startswith("{")]
        self.checkpoints = [line for line in self.lines if line.startswith("checkpoint ")]


def made_log(count, gateway="gw1.example.org", seed=1, every=10):
    return Log([verdict(i, gateway) for i in range(count)], gateway, seed, every)


def run(*arguments, given=None, cwd=None):
    """referral-audit with these arguments: its CompletedProcess."""
    done = subprocess.run([TOOL, *[str(a) for a in arguments]], input=given.encode() if given else b"",
                          capture_output=True, cwd=cwd, timeout=120, check=False)
    # Not as text: the line ends are looked at.
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def write_ledger(path, records):
    """A directory with these records in one segment, and nothing else."""
    os.makedirs(path, exist_ok=True)
    with open(os.path.join(path, "records-000001.jsonl"), "w", encoding="ascii") as out:
        for index, record in enumerate(records):
            out.write(text({"v": 1, "index": index, **record}) + "\n")


def read_records(path):
    """The lines of a directory's segments, in their order."""
    lines = []
    for name in sorted(os.listdir(path)):
        if name.startswith("records-"):
            with open(os.path.join(path, name), encoding="ascii") as file:
                lines += file.read().splitlines()
    return lines
