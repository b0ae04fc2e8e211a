"""sendmail: a private Sendmail: configuration, queue and aliases in a directory of its own, listening on loopback only.

Its programs are those of Debian's packages, unpacked into the build directory (./bootstrap fetches them there) and never
installed: nothing of the system's mail is read or touched. It needs root, as Sendmail does.
"""

import glob
import os
import platform
import re
import shutil
import signal
import socket
import subprocess
import time

from daemon import BUILD
from postfix import free_port

ROOT = os.environ.get("SENDMAIL_ROOT", os.path.join(BUILD, "sendmail"))
PROGRAM = os.path.join(ROOT, "usr", "libexec", "sendmail", "sendmail")
MACROS = os.path.join(ROOT, "usr", "share", "sendmail", "cf")
LIBRARIES = os.path.join(ROOT, "usr", "lib", f"{platform.machine()}-linux-gnu")
MC = """\
divert(-1)
include(`{macros}/m4/cf.m4')
divert(0)dnl
OSTYPE(`linux')dnl
define(`confDOMAIN_NAME', `gateway.example')dnl
define(`QUEUE_DIR', `{directory}/queue')dnl
define(`confPID_FILE', `{directory}/sendmail.pid')dnl
define(`STATUS_FILE', `{directory}/statistics')dnl
define(`HELP_FILE', `{directory}/helpfile')dnl
define(`ALIAS_FILE', `')dnl
define(`confSERVICE_SWITCH_FILE', `{directory}/service.switch')dnl
define(`confDEF_USER_ID', `nobody:nogroup')dnl
define(`confMAX_MESSAGE_SIZE', `70000000')dnl
define(`confTO_IDENT', `0')dnl
define(`confTO_ICONNECT', `5s')dnl
define(`confTO_QUEUERETURN', `1h')dnl
define(`confMIN_QUEUE_AGE', `0')dnl
define(`confMIN_FREE_BLOCKS', `0')dnl
define(`confQUEUE_LA', `1000')dnl
define(`confREFUSE_LA', `1000')dnl
define(`confDELIVERY_MODE', `background')dnl
define(`confDONT_BLAME_SENDMAIL', `GroupWritableDirPathSafe,TrustStickyBit')dnl
define(`SMART_HOST', `relay:[127.0.0.1]')dnl
define(`RELAY_MAILER_ARGS', `TCP $h {sink}')dnl
FEATURE(`no_default_msa')dnl
FEATURE(`nocanonify')dnl
FEATURE(`accept_unresolvable_domains')dnl
FEATURE(`promiscuous_relay')dnl
DAEMON_OPTIONS(`Name=MTA, Addr=127.0.0.1, Port={port}, M=E')dnl
{filters}
{settings}
MAILER(`smtp')dnl
"""


def missing():
    """Why no private Sendmail can run here, or None."""
    if not os.path.exists(PROGRAM):
        return f"Debian's sendmail-bin is not unpacked in {ROOT} (./bootstrap does that)"
    if os.geteuid() != 0:
        return "a private Sendmail needs root"
    if shutil.which("m4") is None:
        return "m4 is not installed (Debian package m4)"
    return None


class Sendmail:
    """Like Postfix in postfix.py; everything lies below `directory`."""

    def __init__(self, directory, sink_port, milter, *, settings=None, services=""):
        """`settings` are confNAME of the .mc; `services` are lines of it."""
        self.directory, self.milter = directory, milter
        self.config = os.path.join(directory, "sendmail.cf")
        self.queue = os.path.join(directory, "queue")
        self.port = free_port({sink_port})
        self.sink_port = sink_port
        self.settings = settings or {}
        self.services = services
        self.process = None
        self.program = os.path.join(directory, "sendmail")

    def _filter(self):
        if not self.milter:
            return ""
        return (f"INPUT_MAIL_FILTER(`referral-milter', `S={self.milter}, F=T, T=C:1m;S:1m;R:1m;E:5m')dnl")

    def _write(self, name, text):
        with open(os.path.join(self.directory, name), "w", encoding="ascii") as file:
            file.write(text)

    def _make_configuration(self):
        self._write("helpfile", "")
        self._write("service.switch", "hosts files\naliases files\n")
        settings = "\n".join(f"define(`{key}', `{value}')dnl" for key, value in self.settings.items())
        self._write("sendmail.mc", MC.format(macros=MACROS, directory=self.directory, sink=self.sink_port, port=self.port,
                                             filters=self._filter(), settings=settings + "\n" + self.services))
        made = subprocess.run(["m4", f"-D_CF_DIR_={MACROS}/", os.path.join(self.directory, "sendmail.mc")],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60, check=True)
        self._write("sendmail.cf", made.stdout)

    def environment(self):
        return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LD_LIBRARY_PATH": LIBRARIES}

    def command(self, *arguments):
        """With a host name of its own: Sendmail waits a minute where the machine's has no domain."""
        return ["unshare", "--uts", "sh", "-c", 'hostname gateway.example && exec "$@"', "sh", self.program, "-C",
                self.config, *arguments]

    def run(self, *arguments, octets=b"", check=True):
        done = subprocess.run(self.command(*arguments), input=octets, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=60, check=False, env=self.environment())
        if check and done.returncode != 0:
            raise AssertionError(f"sendmail {arguments}: exit status {done.returncode}: {done.stdout}")
        return done

    def start(self):
        os.chmod(self.directory, 0o755)
        os.makedirs(self.queue, mode=0o700, exist_ok=True)
        # Without the set-group-id bit of the package, which would keep it from finding the libraries beside it.
        shutil.copyfile(PROGRAM, self.program)
        os.chmod(self.program, 0o755)
        self._make_configuration()
        with open(os.path.join(self.directory, "output"), "ab") as output:
            self.process = subprocess.Popen(  # pylint: disable=consider-using-with
                self.command("-bD", "-q1s"), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                env=self.environment(), start_new_session=True)
        self._wait_for_port()
        return self

    def _wait_for_port(self):
        end = time.monotonic() + 15
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                pass
            if self.process.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"Sendmail does not start: {self.log()}")
            time.sleep(0.05)

    def stop(self):
        """Never raises: it runs on the way out of a failure too."""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(10)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            pass
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process = None

    def log(self):
        """What it said; the rest went to syslog, if there is one."""
        with open(os.path.join(self.directory, "output"), encoding="utf-8", errors="replace") as file:
            return file.read()

    def queued(self):
        """[(queue id, "!" behind it for one in quarantine, as with Postfix; the control file's text)]."""
        found = []
        for path in sorted(glob.glob(os.path.join(self.queue, "[qh]f*"))):
            try:
                with open(path, encoding="utf-8", errors="replace") as file:
                    name = os.path.basename(path)
                    found.append((name[2:] + ("!" if name[0] == "h" else ""), file.read()))
            except FileNotFoundError:
                pass
        return found

    def quarantine_reason(self, queue_id):
        entry = dict(self.queued())[queue_id + "!"]
        return re.search(r"^q(.*)$", entry, re.M)[1]

    def sendmail(self, octets, *arguments):
        """Local submission: by this program itself, as root."""
        return self.run(*arguments, octets=octets, check=False)
