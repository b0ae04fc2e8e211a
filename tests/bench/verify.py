"""How long referral-audit verify takes over a million records, beside sha256sum of the same file in the same run.

`make bench-verify`; RECORDS and ROUNDS may be set. The aim is at most 1.5 times as long.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time

BUILD = os.environ.get("top_builddir", ".")
RECORDS = int(os.environ.get("RECORDS", "1000000"))
ROUNDS = int(os.environ.get("ROUNDS", "5"))


def seconds(*command):
    began = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


def main():
    scratch = tempfile.mkdtemp(prefix="bench-verify.", dir=os.environ.get("TMPDIR"))
    try:
        ledger = os.path.join(scratch, "ledger")
        subprocess.run([os.path.join(BUILD, "play_ledger"), ledger, "1", f"start verdict*{RECORDS - 1}"], check=True)
        records = os.path.join(ledger, "records-000001.jsonl")
        print(f"{RECORDS} records, {os.path.getsize(records) / 1e6:.0f} MB, {os.cpu_count()} processors")
        ratios = []
        for _ in range(ROUNDS):
            beside = seconds("sha256sum", records)
            ours = seconds(os.path.join(BUILD, "referral-audit"), "verify", ledger)
            ratios.append(ours / beside)
            print(f"sha256sum {beside:.2f} s, verify {ours:.2f} s, ratio {ours / beside:.2f}", flush=True)
        median = sorted(ratios)[len(ratios) // 2]
        print(f"median ratio {median:.2f} (aim: at most 1.5)")
        return 0 if median <= 1.5 else 1
    finally:
        shutil.rmtree(scratch)


sys.exit(main())
