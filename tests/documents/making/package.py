"""Zip containers that come out the same every time."""

import io
import warnings
import zipfile

EPOCH = (2026, 9, 1, 10, 0, 0)


def entry(name, method=zipfile.ZIP_DEFLATED):
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type = method
    info.external_attr = 0o600 << 16
    return info


def pack(parts, stored=()):
    """parts: (name, text or octets) in order; a name may come twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that come twice
        for name, data in parts:
            method = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry(name, method), data.encode() if isinstance(data, str) else data)
    return out.getvalue()


def unpack(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


def replace(data, changes, stored=("mimetype", )):
    """The container with parts changed: name to a function of the old octets, or to new octets; a new name is added."""
    parts = []
    for name, old in unpack(data):
        change = changes.get(name, old)
        parts.append((name, change(old) if callable(change) else change))
    known = {name for name, _ in parts}
    parts += [(name, new) for name, new in changes.items() if name not in known]
    return pack(parts, stored)
