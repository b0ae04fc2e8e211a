"""cutting_proxy: stands between an MTA and a milter, and cuts the connection in the midst of the filter's edits.

It passes everything on until the filter has sent so many edits of a message; then, if told to cut, it closes both
sides, as if the filter had died between two of its edits.
"""

import os
import socket
import struct
import threading

from milter_client import EDITS, connect_address


class CuttingProxy:
    def __init__(self, path, target):
        self.target, self.cut_after = target, None  # None: never cut
        self.edits_passed = 0
        self.cuts = 0
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        os.chmod(path, 0o666)
        self.listener.listen(50)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                mta, _ = self.listener.accept()
            except OSError:
                return
            filter_side = connect_address(self.target)
            threading.Thread(target=self._to_filter, args=(mta, filter_side), daemon=True).start()
            threading.Thread(target=self._to_mta, args=(filter_side, mta), daemon=True).start()

    @staticmethod
    def _close(*sockets):
        for sock in sockets:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def _to_filter(self, mta, filter_side):
        try:
            while octets := mta.recv(65536):
                filter_side.sendall(octets)
        except OSError:
            pass
        self._close(mta, filter_side)

    def _packet(self, sock):
        octets = b""
        while len(octets) < 4 or len(octets) < 4 + struct.unpack(">I", octets[:4])[0]:
            want = 4 if len(octets) < 4 else 4 + struct.unpack(">I", octets[:4])[0]
            more = sock.recv(want - len(octets))
            if not more:
                return None
            octets += more
        return octets

    def _to_mta(self, filter_side, mta):
        edits = 0
        try:
            while packet := self._packet(filter_side):
                if packet[4:5] in EDITS:
                    if self.cut_after is not None and edits == self.cut_after:
                        self.cuts += 1
                        break
                    edits += 1
                    self.edits_passed += 1
                mta.sendall(packet)
        except OSError:
            pass
        self._close(mta, filter_side)

    def close(self):
        self.listener.close()
