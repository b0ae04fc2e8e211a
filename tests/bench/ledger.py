"""What the audit ledger costs: durable commits a second, and how much later a message is answered because of them.

`make bench-ledger`; ROUNDS and COUNT may be set. The disk is that of TMPDIR. A referral goes through two daemons by
turns, at 1 and at 16 connections: one has its ledger on the disk, the other in memory, where fdatasync costs nothing.
Their difference is what durability adds; beside it stands what a plain write and fdatasync of an ordinary record costs
on the same disk in the same rounds.

The aims: alone a commit takes at most one and a half plain ones, since it is one fdatasync and two small files that are
not synced; of 16 at once, whose records share one, a message is held up by at most three plain ones (the group that is
being written, its own, and the wait for a processor).
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import routes
from daemon import BUILD, IS_ROOT, USER, Daemon
from messages import referral
from run import load, median
from suite import wait_until

ROUNDS = int(os.environ.get("ROUNDS", "5"))
COUNT = int(os.environ.get("COUNT", "400"))
MEMORY = "/dev/shm"
AIMS = {1: 1.5, 16: 3.0}


def plain_us(directory, octets, count=100):
    """The median of a write and fdatasync of so many octets, at the pace of messages."""
    took = []
    path = os.path.join(directory, "plain")
    with open(path, "ab", buffering=0) as file:
        for _ in range(count):
            began = time.monotonic()
            file.write(b"x" * octets)
            os.fdatasync(file.fileno())
            took.append((time.monotonic() - began) * 1e6)
            time.sleep(0.002)
    os.unlink(path)
    return statistics.median(took)


def compare(on_disk, in_memory, scratch):
    """{connections: (messages a second, p50, p99) of both, plain}: medians of the rounds."""
    mail = referral()
    path = os.path.join(scratch, "message.eml")
    with open(path, "wb") as file:
        file.write(mail.octets())
    found = {}
    for connections in AIMS:
        rows = [[], []]
        plain = []
        for _ in range(ROUNDS):
            for row, daemon in zip(rows, (in_memory, on_disk)):
                row.append(load(daemon.socket, path, mail, COUNT, connections, "pass"))
            plain.append(plain_us(scratch, len(on_disk.ledger_lines()[-1])))
        found[connections] = median(rows[0]), median(rows[1]), statistics.median(plain)
    return found


def report(found, octets):
    print(f"\na referral, its record of {octets} octets; medians of {ROUNDS} rounds of {COUNT} messages")
    print(f"{'at':>3}  {'ledger in memory':^26}   {'ledger on the disk':^26}   {'added':>8} {'plain':>8}")
    columns = f"{'/s':>8} {'p50 us':>8} {'p99 us':>8}"
    print(f"{'':3}  {columns}   {columns}   {'p50 us':>8} {'us':>8}   times plain")
    is_met = True
    for connections, (memory, disk, plain) in found.items():
        times = (disk[1] - memory[1]) / plain
        is_met = is_met and times <= AIMS[connections]
        shown = "   ".join(f"{row[0]:8.0f} {row[1]:8.0f} {row[2]:8.0f}" for row in (memory, disk))
        print(f"{connections:3}  {shown}   {disk[1] - memory[1]:8.0f} {plain:8.0f}   {times:.2f} (aim: at most "
              f"{AIMS[connections]})")
    return is_met


def main():
    scratch = tempfile.mkdtemp(prefix="bench-ledger.")
    memory = tempfile.mkdtemp(prefix="bench-ledger.", dir=MEMORY)
    try:
        os.chmod(memory, 0o755)
        if IS_ROOT:
            shutil.chown(memory, USER)
        print("records alone, without mail:", flush=True)
        subprocess.run([os.path.join(BUILD, "bench_ledger"), os.path.join(scratch, "alone"), "0.5"], check=True)
        in_memory = Daemon(screeners=0, inspectors=0, **routes.policy())
        in_memory.configure(ledger=os.path.join(memory, "ledger"))
        with Daemon(screeners=0, inspectors=0, **routes.policy()) as on_disk, in_memory:
            wait_until(on_disk.ledger_lines, 10, "the ledger")
            on_disk.deliver(referral())
            found = compare(on_disk, in_memory, scratch)
            return 0 if report(found, len(on_disk.ledger_lines()[-1])) else 1
    finally:
        shutil.rmtree(scratch)
        shutil.rmtree(memory)


if __name__ == "__main__":
    sys.exit(main())
