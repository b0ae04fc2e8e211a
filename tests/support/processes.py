"""processes: what runs on this machine, read from /proc: sessions, children, descriptors, memory."""

import os
import signal
import time


class Process:
    def __init__(self, pid, parent, session, state, arguments):
        self.pid, self.parent, self.session, self.state, self.arguments = pid, parent, session, state, arguments

    def __repr__(self):
        return f"{self.pid} ({self.state}) {' '.join(self.arguments)}"


def has_threads(pid):
    try:
        return len(os.listdir(f"/proc/{pid}/task")) > 1
    except (FileNotFoundError, ProcessLookupError):
        return False


def read(pid):
    """The process, or None when it is gone."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            arguments = file.read().decode("utf-8", "replace").rstrip("\0").split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return None
    state = fields[0].decode()
    if state == "Z" and has_threads(pid):
        state = "D"  # the first thread is dead; another is still on its way out, and holds what is open
    return Process(pid, int(fields[1]), int(fields[3]), state, arguments)


def everything():
    found = (read(int(name)) for name in os.listdir("/proc") if name.isdigit())
    return [process for process in found if process is not None]


def of_session(session):
    """The processes of a session that are not dead already."""
    return [p for p in everything() if p.session == session and p.state not in "ZX"]


def children(pid, among=None):
    return [p for p in (among if among is not None else everything()) if p.parent == pid and p.state not in "ZX"]


def descriptors(pid):
    """How many descriptors are open; needs root where the process is not dumpable."""
    return len(os.listdir(f"/proc/{pid}/fd"))


def status(pid, key):
    """A value of /proc/PID/status, such as VmHWM in kB, or None."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as file:
            for line in file:
                if line.startswith(key + ":"):
                    return line.split(":", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        pass
    return None


def peak_kb(pid):
    value = status(pid, "VmHWM")
    return int(value[0]) if value else None


def end_session(session, seconds=5.0):
    """SIGKILL for what is left of a session, and waits for its end: only for what a test started itself."""
    end = time.monotonic() + seconds
    while (left := of_session(session)) and time.monotonic() < end:
        for process in left:
            try:
                os.kill(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        time.sleep(0.005)
