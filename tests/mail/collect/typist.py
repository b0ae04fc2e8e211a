#!/usr/bin/python3
"""typist: runs a program at a terminal of its own and types.

    typist.py KEYS... -- COMMAND...

Each of KEYS is typed a second after the one before (backslash escapes as in Python; \\x18 is Ctrl-X). What the program
showed last is printed when it does not end within 15 seconds.
"""

import os
import pty
import select
import signal
import sys
import time

SECONDS = 15


def main():
    split = sys.argv.index("--")
    keys = [key.encode().decode("unicode_escape").encode("latin-1") for key in sys.argv[1:split]]
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(TERM="vt100", LINES="40", COLUMNS="100")
        os.execvp(sys.argv[split + 1], sys.argv[split + 1:])
    shown, began = b"", time.monotonic()
    while time.monotonic() - began < SECONDS:
        if keys and time.monotonic() - began > 2 + len(sys.argv[1:split]) - len(keys):
            os.write(terminal, keys.pop(0))
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                octets = os.read(terminal, 65536)
            except OSError:
                octets = b""
            if not octets:
                break
            shown += octets
    else:
        print("too slow:", shown[-3000:].decode("utf-8", "replace"), file=sys.stderr)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


if __name__ == "__main__":
    main()
