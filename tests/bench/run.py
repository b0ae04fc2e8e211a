"""Measures the daemon beside a filter that does nothing, in the same run: trust the ratios, not the numbers.

`make bench` builds what it needs and runs it. Mail that is only screened and a referral of 100 KB, over 1 and 16
connections, each message on a connection of its own; other mail with a file of 100 KB, watched for forms and not; then
the peak memory of each process for a referral of 25 MB.
"""

import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import processes
import routes
from daemon import BUILD, SOURCE, Daemon
from messages import BCC, file_part, ordinary, pdf, referral
from suite import equal, wait_until

ROUNDS = 3
CASES = (("screen-only mail", ordinary(), "pass", 4000), ("100 KB referral", referral(padding=73000), "pass", 1500))
CONNECTIONS = (1, 16)
LARGE = 25 << 20
WATCHED_COUNT = 1500
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\0\0\0\0"


def load(socket, path, mail, count, connections, expected):
    """(messages a second, p50, p99 in microseconds)"""
    command = [os.path.join(BUILD, "milter_load"), "-s", socket, "-m", path, "-n", str(count), "-c", str(connections),
               "-x", expected]
    for recipient in mail.recipients:
        command += ["-r", recipient]
    done = subprocess.run(command, capture_output=True, text=True, timeout=500, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: {done.stdout} {done.stderr}")
    found = re.search(r"([\d.]+) /s p50 (\d+) us p99 (\d+) us", done.stdout)
    return float(found[1]), int(found[2]), int(found[3])


def median(rows):
    return [statistics.median(column) for column in zip(*rows)]


def compare(null_socket, daemon, scratch):
    print(f"{'':18} {'':>3} {'null filter':^26}   {'referral-milter':^26}   {'ratio':>5}  {'added':>8}")
    print(f"{'':18} {'at':>3} {'/s':>8} {'p50 us':>8} {'p99 us':>8}   {'/s':>8} {'p50 us':>8} {'p99 us':>8}   "
          f"{'of /s':>5}  {'p50 us':>8}")
    for name, mail, expected, count in CASES:
        path = os.path.join(scratch, "message.eml")
        with open(path, "wb") as file:
            file.write(mail.octets())
        for connections in CONNECTIONS:
            null, ours = [], []
            for _ in range(ROUNDS):
                null.append(load(null_socket, path, mail, count, connections, "pass"))
                ours.append(load(daemon.socket, path, mail, count, connections, expected))
            a, b = median(null), median(ours)
            print(f"{name:18} {connections:3} {a[0]:8.0f} {a[1]:8.0f} {a[2]:8.0f}   {b[0]:8.0f} {b[1]:8.0f} {b[2]:8.0f}"
                  f"   {b[0] / a[0]:5.2f}  {b[1] - a[1]:8.0f}", flush=True)


def outgoing(octets):
    """Other mail with a file, to somebody outside."""
    return referral(to=(BCC,), cc=(), files=[file_part(*octets)])


def documents():
    """[(what, file of about 100 KB)]: one that is read as a document, and one that is none."""
    with open(os.path.join(SOURCE, "tests", "documents", "other", "minutes-strategy.docx"), "rb") as file:
        docx = file.read()
    return (("100 KB PDF", (pdf(("Minutes of the governors", "Nothing of note was said."), 73000),)),
            ("docx of minutes", (docx, "minutes.docx", DOCX)),
            ("100 KB photo", (PNG + bytes(73000), "photo.png", "image/png")))


def watched_policy(watch):
    return routes.policy(form="label-patterns = { 'Forename', 'Surname' }  min-labels = 2",
                         extra=f"  misrouted {{ watch = {watch} }}")


def compare_watched(null_socket, scratch):
    """Other mail with a file: what does it cost to look for a form in it?"""
    print(f"\n{'other mail':15} {'':3} {'null filter':^26}   {'watch = no':^26}   {'watch = yes':^26}   of /s of")
    columns = f"{'/s':>8} {'p50 us':>8} {'p99 us':>8}"
    print(f"{'with a file':15} {'at':>3} {columns}   {columns}   {columns}   {'null':>5} {'no':>5}")
    with Daemon(screeners=0, inspectors=0, **watched_policy("no")) as without, \
            Daemon(screeners=0, inspectors=0, **watched_policy("yes")) as watching:
        for name, octets in documents():
            path = os.path.join(scratch, "watched.eml")
            mail = outgoing(octets)
            with open(path, "wb") as file:
                file.write(mail.octets())
            for connections in CONNECTIONS:
                rows = [[], [], []]
                for _ in range(ROUNDS):
                    for row, socket in zip(rows, (null_socket, without.socket, watching.socket)):
                        row.append(load(socket, path, mail, WATCHED_COUNT, connections, "pass"))
                null, no, yes = (median(row) for row in rows)
                shown = "   ".join(f"{row[0]:8.0f} {row[1]:8.0f} {row[2]:8.0f}" for row in (null, no, yes))
                print(f"{name:15} {connections:3} {shown}   {yes[0] / null[0]:5.2f} {yes[0] / no[0]:5.2f}", flush=True)
        equal(watching.records(), [], "records of other mail")
        watching.stop()
        print("  " + next(line for line in watching.log().splitlines() if "watched mail" in line).split(": ", 1)[1])


def sync_us(directory):
    """The median cost of making 1 kB durable where the ledger is, at the pace of messages."""
    took = []
    with open(os.path.join(directory, "sync-probe"), "wb", buffering=0) as file:
        for _ in range(200):
            began = time.monotonic()
            file.write(b"x" * 1024)
            os.fdatasync(file.fileno())
            took.append((time.monotonic() - began) * 1e6)
            time.sleep(0.003)
    os.unlink(file.name)
    return statistics.median(took)


def explain(daemon):
    """Where the time of a referral goes, over one connection."""
    mail = CASES[1][1]
    with daemon.connect() as client:
        client.open()
        for _ in range(300):
            equal(client.send(mail).verdict, "accept")
        client.quit()
    timings = [record["timings"] for record in daemon.records()[-300:]]
    for key, meaning in (("wait_us", "waiting for a free inspector"), ("inspect_us", "inspection, the child included")):
        print(f"  {meaning + ':':40} {statistics.median(t[key] for t in timings):6.0f} us")
    print(f"  {'one fdatasync of 1 kB on this disk:':40} {sync_us(daemon.path('var', 'ledger')):6.0f} us")


def watch_children(daemon, peaks, stop):
    """The children are gone when the message is: their peak is what was last seen."""
    while not stop.is_set():
        for pid in daemon.inspector_children():
            peaks["inspector child"] = max(peaks.get("inspector child", 0), processes.peak_kb(pid) or 0)


def measure_memory():
    """Peak resident memory of each process for one large referral, in a fresh daemon."""
    with Daemon() as daemon:
        peaks, stop = {}, threading.Event()
        mail = referral(padding=LARGE * 3 // 4 - (1 << 18))
        watcher = threading.Thread(target=watch_children, args=(daemon, peaks, stop))
        watcher.start()
        try:
            equal(daemon.deliver(mail).verdict, "accept")
        finally:
            stop.set()
            watcher.join()
        peaks["supervisor"] = processes.peak_kb(daemon.process.pid)
        peaks["gate"] = processes.peak_kb(daemon.gate())
        peaks["screener"] = max(processes.peak_kb(pid) for pid in daemon.screeners())
        peaks["template"] = processes.peak_kb(daemon.template())
        print(f"\npeak resident memory for a referral of {len(mail.octets()) / (1 << 20):.1f} MB"
              " (the captured message itself is a memfd, mapped or not)")
        for name in ("supervisor", "gate", "screener", "template", "inspector child"):
            print(f"  {name:16} {peaks.get(name, 0) / 1024:7.1f} MB")


def main():
    scratch = tempfile.mkdtemp(prefix="referral-bench.")
    os.chmod(scratch, 0o755)
    null_path = os.path.join(scratch, "null.sock")
    null = subprocess.Popen([os.path.join(BUILD, "null_filter"), f"unix:{null_path}"])
    try:
        wait_until(lambda: os.path.exists(null_path), 5, "the null filter")
        with Daemon(screeners=0, inspectors=0) as daemon:
            compare(f"unix:{null_path}", daemon, scratch)
            print("\nof a 100 KB referral's time, one after the other (medians):")
            explain(daemon)
        compare_watched(f"unix:{null_path}", scratch)
        measure_memory()
    finally:
        null.send_signal(signal.SIGTERM)
        null.wait()
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
