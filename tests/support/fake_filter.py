"""fake_filter: a milter that answers as a script says, with something wrong planted. What the harness is tested with.

Usage: fake_filter.py SOCKET-PATH SCRIPT PLANTED DIRECTORY. The script is JSON: {command: [[code, data], ...]}, octets
as Latin-1. Planted is "" or a key of PLANTS; the directory is the scratch directory of a Daemon.
"""

import json
import os
import signal
import socket
import struct
import subprocess
import sys

from messages import SENDER


def plant_process(_):
    subprocess.Popen(["sleep", "60"])


def plant_log(_):
    print(f"to <{SENDER}>", file=sys.stderr, flush=True)


def plant_file(directory):
    with open(os.path.join(directory, "var", "leak"), "w", encoding="ascii") as file:
        file.write(SENDER)


def plant_file_name(directory):
    os.mkdir(os.path.join(directory, "var", f"for-{SENDER}"))


def plant_temporary_file(directory):
    with open(os.path.join(directory, "tmp", "left"), "w", encoding="ascii"):
        pass


def plant_status(_):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


def plant_deafness(_):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


PLANTS = {"process": plant_process, "log": plant_log, "file": plant_file, "file name": plant_file_name,
          "temporary file": plant_temporary_file, "status": plant_status, "deafness": plant_deafness}


def converse(connection, script):
    while head := connection.recv(5, socket.MSG_WAITALL):
        size = struct.unpack(">I", head[:4])[0] - 1
        if size:
            connection.recv(size, socket.MSG_WAITALL)
        for code, data in script.get(head[4:5].decode("latin-1"), []):
            octets = data.encode("latin-1")
            connection.sendall(struct.pack(">I", len(octets) + 1) + code.encode() + octets)


def main(path, script, planted, directory):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    if planted:
        PLANTS[planted](directory)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(10)
    while True:
        with listener.accept()[0] as connection:
            converse(connection, json.loads(script))


if __name__ == "__main__":
    main(*sys.argv[1:])
