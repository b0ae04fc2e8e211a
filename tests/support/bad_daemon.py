"""bad_daemon: the real daemon with inspectors that misbehave as a test says (bad_inspector.c)."""

import contextlib
import os
import shutil
import signal

import routes
from daemon import Daemon, program
from suite import wait_until

AT_START = ("die-at-start", "never-ready", "wrong-version", "unconfined")  # before a process is ready


class BadDaemon(Daemon):
    """A daemon whose inspectors are well when it starts, and then misbehave as told."""

    def __init__(self, **options):
        super().__init__(**{"slot_wait": 1000, "inspect_time": 1000, **routes.policy(), **options})
        self.inspector = shutil.copy(program("bad_inspector"), self.path("bad_inspector"))
        self.configure()
        self.write_modes("good", "good")

    def write_modes(self, screener, template):
        path = self.path("bad_inspector.mode")
        with open(path + ".new", "w", encoding="ascii") as file:
            file.write(f"screener {screener}\ntemplate {template}\n")
        os.rename(path + ".new", path)

    def behave(self, screener="good", template="good"):
        """From now on. What concerns the start of a process is brought about by ending the ones that run."""
        self.write_modes(screener, template)
        ended = (self.screeners() if screener in AT_START else []) + ([self.template()] if template in AT_START else [])
        for pid in ended:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not any(p.pid in ended for p in self.tree()), 5, "the end of the good ones")


@contextlib.contextmanager
def bad_inspectors(screener="good", template="good", **options):
    with BadDaemon(**options) as daemon:
        daemon.behave(screener, template)
        yield daemon
