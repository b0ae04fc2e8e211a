"""Two gateways' rsyslog sends to one collector, as the shipped examples have it; it is killed midway, and nothing is lost.

On loopback, with rsyslogd's own configuration of this machine left alone.
"""

import contextlib
import glob
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

from audit_lines import made_log, read_records, run
from suite import Suite, equal, require, wait_until

suite = Suite("rsyslog from two gateways to one collector")
RSYSLOGD = shutil.which("rsyslogd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
EXAMPLES = os.path.join(os.environ.get("top_srcdir", "."), "systemd", "rsyslog")
RECORDS = int(os.environ.get("COLLECT_RECORDS", "1500"))  # of each gateway
GATEWAYS = ("gw1.example.org", "gw2.example.org")
scratch = tempfile.mkdtemp(prefix="collecting-")
running = []


def missing():
    if not RSYSLOGD:
        return "rsyslogd is not installed (Debian packages rsyslog and rsyslog-relp)"
    if not glob.glob("/usr/lib/*/rsyslog/omrelp.so"):
        return "rsyslog's RELP module is not installed (Debian package rsyslog-relp)"
    return None


@suite.close
def nothing_is_left_behind():
    for daemon in running:
        daemon.stop(signal.SIGKILL)
    shutil.rmtree(scratch)


class Rsyslog:
    """An rsyslogd of its own, with an example's text and what stands before it."""

    def __init__(self, name, example, changes, before=""):
        self.home = os.path.join(scratch, name)
        os.makedirs(os.path.join(self.home, "work"))
        with open(os.path.join(EXAMPLES, example), encoding="utf-8") as file:
            text = file.read()
        for old, new in changes:
            require(old in text, f"{example} has no {old}")
            text = text.replace(old, new)
        self.configuration = os.path.join(self.home, "rsyslog.conf")
        with open(self.configuration, "w", encoding="utf-8") as out:
            out.write(f'global(workDirectory="{self.home}/work")\n{before}\n{text}')
        self.process = None
        running.append(self)

    def start(self):
        with open(os.path.join(self.home, "output"), "ab") as output:
            self.process = subprocess.Popen(
                [RSYSLOGD, "-n", "-f", self.configuration, "-i", os.path.join(self.home, "pid")],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output)

    def stop(self, how=signal.SIGTERM):
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(30)
            self.process = None
            # One that was killed leaves its file behind, and the next refuses to start.
            for leftover in glob.glob(os.path.join(self.home, "pid*")):
                os.remove(leftover)

    def said(self):
        with open(os.path.join(self.home, "output"), encoding="utf-8", errors="replace") as file:
            return file.read()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Gateway:
    """Writes a log as a gateway does: records into segments, checkpoints to syslog."""

    def __init__(self, name, seed, port):
        self.log = made_log(RECORDS, name, seed, every=100)
        self.ledger = os.path.join(scratch, name + ".ledger")
        self.socket = os.path.join(scratch, name + ".log")
        os.makedirs(self.ledger)
        self.rsyslog = Rsyslog(
            name, "referral-gateway.conf",
            [("/var/lib/referral-milter/ledger", self.ledger), ("collector.example.org\" Port=\"2514\"",
                                                                 f"127.0.0.1\" Port=\"{port}\""),
             ('resumeInterval="5"', 'resumeInterval="1"')],
            f'module(load="imuxsock" SysSock.Use="off")\ninput(type="imuxsock" Socket="{self.socket}")\n'
            f'global(localHostname="{name}")')

    def syslog(self, line):
        """As syslog(3): what nobody reads is lost."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            out.connect(self.socket)
            out.send(f"<134>{time.strftime('%b %e %H:%M:%S')} referral-milter[17]: {line}".encode())

    def write(self):
        for number, line in enumerate(self.log.lines):
            if line.startswith("checkpoint "):
                self.syslog(line)
                continue
            segment = os.path.join(self.ledger, f"records-{number // 700 + 1:06}.jsonl")
            with open(segment, "a", encoding="ascii") as out:
                out.write(line + "\n")
            if number % 10 == 0:
                time.sleep(0.005)


def collected(collector):
    """The records that the collector has, as (gateway, index), and the last checkpoint of each."""
    found = []
    for path in glob.glob(os.path.join(collector.home, "lines", "*.log")):
        with open(path, encoding="utf-8") as file:
            for line in file:
                record = re.search(r'"index":(\d+),.*?"gateway":"([^"]+)"', line)
                checkpoint = re.search(r"checkpoint (\S+)/referral-ledger (\d+) ", line)
                if record:
                    found.append((record.group(2), int(record.group(1))))
                elif checkpoint and checkpoint.group(2) == str(RECORDS):
                    found.append((checkpoint.group(1), -1))
    return found


def site():
    port = free_port()
    collector = Rsyslog("collector", "referral-collector.conf",
                        [("/var/log/referral-ledger", os.path.join(scratch, "collector", "lines")),
                         ('Port="2514"', f'Port="{port}"')])
    gateways = [Gateway(name, seed, port) for seed, name in enumerate(GATEWAYS, 1)]
    for daemon in [collector] + [gateway.rsyslog for gateway in gateways]:
        daemon.start()
    for gateway in gateways:
        wait_until(lambda: os.path.exists(gateway.socket), 10, f"the socket ({gateway.rsyslog.said()})")
    return collector, gateways


@suite.test
def what_was_collected_is_whole_although_the_collector_was_killed_and_a_gateway_restarted():
    collector, gateways = site()
    writers = [threading.Thread(target=gateway.write) for gateway in gateways]
    expected = len(gateways) * (RECORDS + 1)
    for writer in writers:
        writer.start()
    wait_until(lambda: len(set(collected(collector))) > expected // 4, 60, "a quarter of the lines")
    collector.stop(signal.SIGKILL)
    time.sleep(1)
    collector.start()
    wait_until(lambda: len(set(collected(collector))) > expected // 2, 60, "half of the lines")
    gateways[0].rsyslog.stop()
    gateways[0].rsyslog.start()
    for writer in writers:
        writer.join()
    # One that was lost is made good by the next, which a heartbeat brings.
    wait_until(lambda: os.path.exists(gateways[0].socket), 10, "the socket")
    for gateway in gateways:
        gateway.syslog(gateway.log.checkpoints[-1])
    everything = {(gateway.log.gateway, index) for gateway in gateways for index in range(-1, RECORDS)}
    try:
        wait_until(lambda: len(set(collected(collector))) >= expected, 60, "all of the lines")
    except AssertionError as error:
        lost = sorted(everything - set(collected(collector)))
        raise AssertionError(f"{error}: {lost} {gateways[0].rsyslog.said()}") from error
    for daemon in [gateway.rsyslog for gateway in gateways] + [collector]:
        daemon.stop()
    found = collected(collector)
    suite.say(f"# {len(found)} lines came, {len(found) - len(set(found))} of them again, "
              f"{sum(a > b for a, b in zip(found, found[1:]) if a[0] == b[0])} out of order")
    into = os.path.join(scratch, "into")
    keys = [word for gateway in gateways for word in ("--key", gateway.log.vkey)]
    lines = sorted(glob.glob(os.path.join(collector.home, "lines", "*.log")))
    done = run("import", "--into", into, "--json", *keys, *lines)
    equal(done.returncode, 0, f"status of the import ({done.stdout} {done.stderr})")
    for origin in json.loads(done.stdout)["origins"]:
        equal((origin["records"], origin["verified"], origin["missing"], origin["conflicts"]), (RECORDS, RECORDS, 0, 0))
    for gateway in gateways:
        equal(read_records(os.path.join(into, gateway.log.gateway)), gateway.log.records, gateway.log.gateway)


@suite.test
def a_line_that_the_collector_lost_is_noticed():
    path = sorted(glob.glob(os.path.join(scratch, "collector", "lines", "*.log")))[0]
    lost = os.path.join(scratch, "lost.log")
    with open(path, encoding="utf-8") as file, open(lost, "w", encoding="utf-8") as out:
        out.writelines(line for line in file if '"index":17,' not in line)
    done = run("import", "--into", os.path.join(scratch, "again"), "--json", lost)
    equal(done.returncode, 1, f"status of the import ({done.stdout} {done.stderr})")


suite.main(missing())
