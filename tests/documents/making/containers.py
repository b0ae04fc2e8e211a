"""What a form travels in: zip, encrypted zip, mail, winmail.dat."""

import base64
import struct
import zlib

from package import pack

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def zipped(*files):
    """files: (name, octets)"""
    return pack(files)


class ZipCipher:
    """The traditional encryption of zip files (APPNOTE 6.1)."""
    def __init__(self, password):
        self.keys = [0x12345678, 0x23456789, 0x34567890]
        for octet in password:
            self._update(octet)

    @staticmethod
    def _crc(crc, octet):
        return zlib.crc32(bytes([octet]), crc ^ 0xFFFFFFFF) ^ 0xFFFFFFFF

    def _update(self, octet):
        keys = self.keys
        keys[0] = self._crc(keys[0], octet)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = self._crc(keys[2], keys[1] >> 24)

    def encrypt(self, data):
        out = bytearray()
        for octet in data:
            mask = self.keys[2] & 0xFFFF | 2
            out.append(octet ^ (mask * (mask ^ 1) >> 8) & 0xFF)
            self._update(octet)
        return bytes(out)


def zipped_under_password(name, data, password):
    crc, name = zlib.crc32(data), name.encode()
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    small = deflate.compress(data) + deflate.flush()
    body = ZipCipher(password).encrypt(bytes(range(11)) + bytes([crc >> 24]) + small)
    common = struct.pack("<HHHHHIIIHH", 20, 1, 8, 10 << 11, (2026 - 1980) << 9 | 9 << 5 | 1, crc, len(body), len(data),
                         len(name), 0)
    local = b"PK\3\4" + common + name + body
    central = b"PK\1\2" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    return local + central + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)


def mail(name, data, subject="Prevent referral"):
    """A saved message with the file attached."""
    lines = base64.encodebytes(data).decode().replace("\n", "\r\n")
    return (
        f"From: Jo Teacher <jo@school.example>\r\nTo: lead@school.example\r\nSubject: {subject}\r\n"
        "Date: Fri, 20 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@school.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="=-form-="\r\n\r\n--=-form-=\r\nContent-Type: text/plain; '
        'charset=us-ascii\r\n\r\n'
        f"Here is the form that we spoke of.\r\n\r\n--=-form-=\r\nContent-Type: {DOCX_TYPE}; name=\"{name}\"\r\n"
        f'Content-Disposition: attachment; filename="{name}"\r\nContent-Transfer-Encoding: '
        f'base64\r\n\r\n{lines}--=-form-=--\r\n'
    ).encode()


def winmail(name, data):
    """TNEF (MS-OXTNEF): the version, the code page, and one attachment."""
    def attribute(level, number, value):
        return struct.pack("<BII", level, number, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)

    return (struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x00089006, struct.pack("<I", 0x00010000)) +
            attribute(1, 0x00069007, struct.pack("<II", 1252, 0)) +
            attribute(1, 0x00078008, b"IPM.Microsoft Mail.Note\0") +
            attribute(2, 0x00069002, struct.pack("<HIHHI", 1, 0xFFFFFFFF, 32, 32, 0)) +
            attribute(2, 0x00018010,
                      name.encode() + b"\0") + attribute(2, 0x0006800F, data))
