"""daemon: the real referral-milter from the build tree, in a scratch directory of its own, as an unprivileged user.

The scratch directory holds everything: configuration, rules, ledger, keys, state, socket, log. What the daemon writes
anywhere is looked through for planted personal data when it is stopped, and nothing of it may be left running.
"""

import atexit
import glob
import grp
import json
import os
import pwd
import shutil
import signal
import socket as socket_module
import stat
import subprocess
import sys
import tempfile
import time

import planted
import processes
from audit_outputs import audit_outputs
from milter_client import Client, connect_address, deliver
from suite import require, wait_until

SOURCE = os.path.abspath(os.environ.get("top_srcdir", os.path.join(os.path.dirname(__file__), "..", "..")))
BUILD = os.path.abspath(os.environ.get("top_builddir", "."))
CONFINED = os.environ.get("REFERRAL_CONFINED")  # a unit file: every daemon runs under what it says
STOP_SECONDS = 10.0
IS_ROOT = os.geteuid() == 0
USER = "nobody" if IS_ROOT else pwd.getpwuid(os.geteuid()).pw_name
GROUP = grp.getgrgid(pwd.getpwnam(USER).pw_gid).gr_name


def program(name):
    return os.path.join(BUILD, name)


def read_text(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def shipped_rules():
    """The rule file that is installed, and its guidance: ({name: text}, {name: text})."""
    return ({"lewisham.conf": read_text(SOURCE, "rules", "lewisham.conf")},
            {"lewisham.txt": read_text(SOURCE, "rules", "guidance", "lewisham.txt")})


def may_enter(path):
    """Whether the daemon's user reaches the path through every directory above it."""
    while path != "/":
        path = os.path.dirname(path)
        if not os.stat(path).st_mode & stat.S_IXOTH:
            return False
    return True


class Daemon:
    def __init__(self, *, rules=None, guidance=None, inspector=None, environment=None, socket=None, user=USER,
                 **options):
        """`options` are configuration keys, "_" for "-"; rules and guidance are {file name: text}."""
        self.directory = tempfile.mkdtemp(prefix="referral-milter.")
        os.chmod(self.directory, 0o755)
        shipped = shipped_rules()
        self.rules = shipped[0] if rules is None else rules
        self.guidance = shipped[1] if guidance is None else guidance
        self.environment = environment or {}
        self.socket = socket or f"unix:{self.path('var', 'milter.sock')}"
        self.inspector = inspector or program("referral-inspector")
        self.options = {"user": user, "gateway": "gateway.example", "screeners": 1, "inspectors": 2, **options}
        self.process = None
        self.listener = None  # only where the daemon is confined
        self.allowed = ()  # texts that may be written although a planted word is in them
        self.said = []  # octets that the daemon said to the MTA, but for recipients
        self._make_directories()
        atexit.register(self.remove)  # whatever a failed test leaves

    def path(self, *names):
        return os.path.join(self.directory, *names)

    def _make_directories(self):
        for name in ("rules.d", "guidance", "forms", "var", "tmp"):
            os.mkdir(self.path(name), 0o755)
        if IS_ROOT:
            shutil.chown(self.path("var"), USER)
            shutil.chown(self.path("tmp"), USER)
        if not may_enter(self.inspector):
            os.mkdir(self.path("bin"), 0o755)
            self.inspector = shutil.copy(self.inspector, self.path("bin"))
        self.configure()

    def configure(self, **options):
        """Writes the configuration, the rules and the guidance again."""
        self.options.update(options)
        for folder, files in (("rules.d", self.rules), ("guidance", self.guidance)):
            for old in glob.glob(self.path(folder, "*")):
                os.unlink(old)
            for name, text in files.items():
                with open(self.path(folder, name), "w", encoding="utf-8") as file:
                    file.write(text)
        values = {"socket": self.socket, "rules": self.path("rules.d"), "guidance": self.path("guidance"),
                  "forms": self.path("forms"),
                  "ledger": self.path("var", "ledger"), "keys": self.path("var", "keys"),
                  "state": self.path("var", "state"), "inspector": self.inspector}
        values.update({key.replace("_", "-"): value for key, value in self.options.items()})
        with open(self.path("referral-milter.conf"), "w", encoding="utf-8") as file:
            for key, value in values.items():
                if value is not None:
                    file.write(f"{key} = {value}\n" if isinstance(value, int) else f'{key} = "{value}"\n')

    def command(self, *arguments):
        return [program("referral-milter"), "-c", self.path("referral-milter.conf"), *arguments]

    def confined(self, command):
        """The command under the restrictions of the unit, if that was asked for. It becomes the daemon by exec."""
        if not CONFINED:
            return command
        readable = [BUILD] + [self.path("bin")] * os.path.isdir(self.path("bin"))
        return [sys.executable, os.path.join(SOURCE, "tests", "support", "confine.py"), CONFINED, self.directory,
                ":".join(readable), *command]

    def listen(self):
        """As the socket unit does: ["--socket", "fd:N"] of a listener that outlives the daemon, and N."""
        if self.listener is None:
            path = self.socket.removeprefix("unix:")
            self.listener = socket_module.socket(socket_module.AF_UNIX)
            self.listener.bind(path)
            os.chmod(path, 0o666)
            self.listener.listen(1024)
        return ["--socket", f"fd:{self.listener.fileno()}"], self.listener.fileno()

    # Starting and stopping.

    def launch(self, pass_fds=()):
        """Starts it, without waiting for anything."""
        arguments = ["-f"]
        if CONFINED and self.socket.startswith("unix:"):
            address, number = self.listen()
            arguments += address
            pass_fds = (*pass_fds, number)
        with open(self.path("log"), "ab") as log:
            self.process = subprocess.Popen(  # pylint: disable=consider-using-with
                self.confined(self.command(*arguments)), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, cwd="/", pass_fds=pass_fds,
                env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "TMPDIR": self.path("tmp"), **self.environment})
        return self

    def start(self, pass_fds=()):
        self.launch(pass_fds)
        try:
            wait_until(self.answers, 15, "an answer on the milter socket")
        except BaseException:
            self.kill()
            raise AssertionError(f"the daemon does not start:\n{self.log()}")
        return self

    def answers(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the daemon ended with status {self.process.returncode}:\n{self.log()}")
        try:
            with Client(self.socket, timeout=2.0) as client:
                client.negotiate().quit()
            return True
        except (OSError, AssertionError):
            return False

    def stop(self):
        """SIGTERM; status 0 in time, nothing left running, nothing personal left anywhere. Seconds that it took."""
        if self.process is None:
            return 0.0
        began = time.monotonic()
        session = self.process.pid
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            left = processes.of_session(session)
            self.kill()
            raise AssertionError(f"still there {STOP_SECONDS:g} s after SIGTERM: {left}\n{self.log()}") from None
        took = time.monotonic() - began
        status = self.process.returncode
        left = processes.of_session(session)
        self.kill()
        require(not left, "left running:", left)
        require(status == 0, "exit status", status, "\n" + self.log())
        self.require_private()
        return took

    def kill(self):
        """Ends everything at once."""
        if self.process is not None:
            processes.end_session(self.process.pid)
            self.process.wait()
            self.process = None

    def remove(self):
        self.kill()
        if self.listener is not None:
            self.listener.close()
        shutil.rmtree(self.directory, ignore_errors=True)

    def __enter__(self):
        return self if self.process else self.start()

    def __exit__(self, kind, *_):
        try:
            if kind is None:
                self.stop()
            elif kind is not SystemExit:
                print(f"    log of the daemon:\n{self.log()}")
        finally:
            self.remove()

    # What it is made of.

    def tree(self):
        return processes.of_session(self.process.pid)

    def gate(self):
        """Process id of the gate: the supervisor's own kind."""
        for p in processes.children(self.process.pid):
            if "inspector" not in os.path.basename(p.arguments[0]):
                return p.pid
        return None

    def inspectors(self, kind):
        """Process ids of the screeners or of the template: "screener", "template"."""
        return [p.pid for p in processes.children(self.process.pid) if kind in p.arguments[1:]]

    def screeners(self):
        return self.inspectors("screener")

    def template(self):
        return next(iter(self.inspectors("template")), None)

    def inspector_children(self):
        template = self.template()
        return [p.pid for p in processes.children(template)] if template else []

    # What it does.

    def deliver(self, mail, chunk=65535, **options):
        outcome = deliver(self.socket, mail, chunk, **options)
        self.heard(outcome)
        return outcome

    def heard(self, outcome):
        """Keeps what the daemon said, for require_private(): replies, hold reasons, headers it adds. A new body is the
        message's own."""
        self.said.append(outcome.reply.encode())
        for kind, data in outcome.edits:
            if not kind.startswith("add-recipient") and kind not in ("change-header", "replace-body"):
                self.said.append(data)

    def connect(self, **options):
        return Client(self.socket, **options)

    def is_listening(self):
        try:
            connect_address(self.socket, 2).close()
            return True
        except OSError:
            return False

    # What it wrote.

    def log(self):
        try:
            with open(self.path("log"), encoding="utf-8", errors="replace") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def ledger_lines(self):
        found = b""
        for name in sorted(glob.glob(self.path("var", "ledger", "records-*.jsonl"))):
            with open(name, "rb") as file:
                found += file.read()
        return found.splitlines()

    def records(self, *kinds):
        """The records of these kinds, as dictionaries; without an argument those of verdicts."""
        parsed = [json.loads(line) for line in self.ledger_lines()]
        return [record for record in parsed if record["kind"] in (kinds or ("verdict",))]

    def _find_in_answers(self):
        """In what the auditor's tool makes of the records, in every format."""
        directory = self.path("var", "ledger")
        if not any(b'"kind":"verdict"' in line for line in self.ledger_lines()):
            return []
        return [text for what, octets in audit_outputs(directory, self.log().encode()).items()
                for text in planted.find_in_octets(octets, f"the answer to {what}", allowed=self.allowed)]

    def require_private(self):
        found = planted.find_in_tree(self.directory, allowed=self.allowed) + self._find_in_answers()
        for said in self.said:
            found += planted.find_in_octets(said, "what was said to the MTA")
        require(not found, "personal data:", "; ".join(found))
        left = os.listdir(self.path("tmp"))
        require(not left, "temporary files are left:", left)


def serve(suite, daemon):
    """The daemon of a whole suite: started before the first test, stopped and looked through after the last."""
    def the_daemon_starts_and_answers():
        daemon.start()

    def the_daemon_stops_cleanly_and_wrote_nothing_personal():
        try:
            daemon.stop()
        finally:
            if suite.failed:
                print(f"    log of the daemon:\n{daemon.log()[-6000:]}")
            daemon.remove()
    suite.tests.insert(0, the_daemon_starts_and_answers)
    suite.closers.append(the_daemon_stops_cleanly_and_wrote_nothing_personal)
    suite.always = the_daemon_starts_and_answers.__name__
    suite.main()
