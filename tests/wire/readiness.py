"""Readiness: what a service manager hears while the daemon starts, reloads, hangs and stops."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile

import routes
from daemon import USER, Daemon, program
from suite import Skip, Suite, equal, require, wait_until

suite = Suite("wire: readiness")


class Manager:
    """A service manager's ear: everything that was said to $NOTIFY_SOCKET."""

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="referral-notify.")
        os.chmod(self.directory, 0o777)
        self.path = os.path.join(self.directory, "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        os.chmod(self.path, 0o666)
        self.socket.setblocking(False)
        self.heard = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
        shutil.rmtree(self.directory)

    def listen(self):
        while True:
            try:
                self.heard += self.socket.recv(4096).decode().split("\n")
            except BlockingIOError:
                return self.heard

    def count(self, word):
        return self.listen().count(word)

    def wait(self, word, more_than=0, seconds=15):
        wait_until(lambda: self.count(word) > more_than, seconds, f"{word} said to the service manager")

    def environment(self, **more):
        return {"NOTIFY_SOCKET": self.path, **more}


def speaks():
    """Whether the daemon was built with libsystemd."""
    linked = subprocess.run(["ldd", program("referral-milter")], capture_output=True, text=True, check=False).stdout
    return "libsystemd" in linked


@suite.test
def readiness_reload_and_stop_are_said():
    with Manager() as manager, Daemon(environment=manager.environment(), **routes.policy()) as daemon:
        manager.wait("READY=1")
        equal(manager.count("READY=1"), 1)
        daemon.process.send_signal(signal.SIGHUP)
        manager.wait("READY=1", 1)
        require(manager.heard.index("RELOADING=1") > manager.heard.index("READY=1"))
        require(any(word.startswith("MONOTONIC_USEC=") for word in manager.heard))
        require(manager.count("WATCHDOG=1") == 0, "signs of life for nobody")
        daemon.stop()
        equal(manager.listen()[-1], "STOPPING=1")


@suite.test
def broken_rules_are_a_reload_that_ends():
    with Manager() as manager, Daemon(environment=manager.environment(), **routes.policy()) as daemon:
        daemon.rules["test.conf"] += "nonsense\n"
        daemon.configure()
        daemon.process.send_signal(signal.SIGHUP)
        manager.wait("RELOADING=1")
        manager.wait("READY=1", 1)


@suite.test
def signs_of_life_come_while_the_socket_answers_and_only_then():
    with Manager() as manager, \
            Daemon(environment=manager.environment(WATCHDOG_USEC="2000000"), **routes.policy()) as daemon:
        manager.wait("WATCHDOG=1", 2)
        gate = daemon.gate()
        os.kill(gate, signal.SIGSTOP)
        try:
            wait_until(lambda: "does not answer the watchdog" in daemon.log(), 15, "a warning")
            before = manager.count("WATCHDOG=1")
            wait_until(lambda: daemon.log().count("does not answer") == 1, 5, "one warning")
            signal.sigtimedwait([], 1.5)
            equal(manager.count("WATCHDOG=1"), before, "signs of life of a gate that hangs")
        finally:
            os.kill(gate, signal.SIGCONT)
        manager.wait("WATCHDOG=1", before)
        wait_until(lambda: "answers the watchdog again" in daemon.log(), 15, "good news")


@suite.test
def a_socket_of_somebody_else_is_no_reason_to_end_the_daemon():
    if os.geteuid() != 0:
        raise Skip("needs root: a socket that the daemon's user may not connect to")
    with Manager() as manager:
        daemon = Daemon(environment=manager.environment(WATCHDOG_USEC="1000000"), **routes.policy())
        path = daemon.path("var", "root.sock")
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
        os.chmod(path, 0o600)
        listener.listen(10)
        daemon.configure(socket=f"fd:{listener.fileno()}", user=USER)
        daemon.socket = f"unix:{path}"
        daemon.start(pass_fds=(listener.fileno(),))
        with daemon:
            manager.wait("WATCHDOG=1", 2)
            require("may not be connected to by the daemon itself" in daemon.log())
        listener.close()


if __name__ == "__main__":
    suite.main(None if speaks() else "the daemon was built without libsystemd")
