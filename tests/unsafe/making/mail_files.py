"""Referral mail with files beside the form that can only be taken out as a whole."""

import office_file
from mail_message import DOCX, attached, attached_message, leaf, text
from mail_payload import (archive, compound, elf, encrypted, form, iso, program, shell_link, zipped)


def putter(add, kind, outcome=None):
    def put(name, part):
        add(kind, name, lambda w: [text(), part(w), attached("Prevent referral form.docx", form())], outcome)
    return put


def programs(add):
    put = putter(add, "executable")
    put("windows", lambda w: attached("setup.exe", program(w)))
    put("screen-saver", lambda w: attached("holiday.scr", program(w), "application/x-msdownload"))
    put("without-extension", lambda w: attached("setup", program(w)))
    put("library", lambda w: attached("one.dll", program(w), encoding="quoted-printable-of-octets"))
    put("as-picture", lambda w: attached("photo.png", program(w)))
    put("elf", lambda w: attached("tool", elf(w)))
    put("java", lambda w: attached("tool.jar", archive(("META-INF/MANIFEST.MF", f"Main-Class: {w}\r\n"), (f"{w}.class", (
        b"\xca\xfe\xba\xbe\0\0\0\x34" + bytes(40))))))
    put("installer", lambda w: attached("setup.msi", compound({w: b"x", "Binary": w.encode()})))
    put("in-archive", lambda w: attached("files.zip", archive(("read me.txt", "Hello"), ("setup.exe", program(w)))))
    put("in-archive-in-archive", lambda w: attached("files.zip", archive(("more.zip", archive((f"{w}.exe", program(w)))))))
    put("in-attached-message", lambda w: attached_message(text(), attached("setup.exe", program(w))))
    put("control-panel", lambda w: attached("one.cpl", program(w)))


def scripts(add):
    put = putter(add, "script")
    put("javascript", lambda w: attached("invoice.js", f"WScript.Echo('{w}')\r\n".encode()))
    put("visual-basic", lambda w: attached("invoice.vbs", f"MsgBox \"{w}\"\r\n".encode(), "text/plain"))
    put("powershell", lambda w: attached("one.ps1", f"Write-Host {w}\r\n".encode("utf-16")))
    put("batch", lambda w: attached("one.bat", f"@echo {w}\r\n".encode(), encoding="7bit"))
    put("application", lambda w: attached("one.hta", f"<script>{w}</script>".encode()))
    put("windows-script", lambda w: attached("one.wsf", f"<job><script>{w}</script></job>".encode()))
    put("shell", lambda w: attached("tool", f"#!/bin/sh\necho {w}\n".encode()))
    put("explorer", lambda w: attached("form.scf", f"[Shell]\r\nIconFile=\\\\{w}.example\\a\r\n".encode()))
    put("python", lambda w: attached("tool.py", f"print('{w}')\n".encode(), "text/x-python"))
    put("in-archive", lambda w: attached("files.zip", archive(("one.js", f"x('{w}')"))))
    put("in-attached-message", lambda w: attached_message(text(), attached("one.cmd", f"echo {w}\r\n".encode())))
    put("encoded-name", lambda w: leaf("application/octet-stream", f"x('{w}')\n".encode(), name=[
        "filename*=utf-8''invoice%2E%6Ase"], disposition="attachment"))


def shortcuts(add):
    put = putter(add, "shortcut")
    put("link", lambda w: attached("form.lnk", shell_link(w)))
    put("link-as-document", lambda w: attached("form.docx.lnk", shell_link(w), DOCX))
    put("address", lambda w: attached("form.url", f"[InternetShortcut]\r\nURL=file://{w}.example/a\r\n".encode()))
    put("desktop", lambda w: attached("form.desktop", f"[Desktop Entry]\nType=Application\nExec={w}\n".encode()))
    put("library", lambda w: attached("form.library-ms", f"<libraryDescription>{w}</libraryDescription>".encode(), "text/xml"))
    put("search", lambda w: attached("form.search-ms", f"<persistedQuery>{w}</persistedQuery>".encode()))
    put("web", lambda w: attached("form.webloc", f"<plist><dict><string>https://{w}.example</string></dict></plist>".encode()))
    put("in-archive", lambda w: attached("files.zip", archive(("form.lnk", shell_link(w)))))
    put("settings", lambda w: attached("form.settingcontent-ms", f"<PCSettings>{w}</PCSettings>".encode()))


def images(add):
    put = putter(add, "disk-image")
    put("disc", lambda w: attached("form.iso", iso(w)))
    put("disc-by-name", lambda w: attached("form.iso", w.encode() * 40))
    put("floppy", lambda w: attached("form.img", b"\xeb\x3c\x90MSDOS5.0" + bytes(499) + b"\x55\xaa" + w.encode()))
    put("virtual", lambda w: attached("form.vhd", w.encode() + bytes(501) + b"conectix" + bytes(504)))
    put("virtual-new", lambda w: attached("form.vhdx", b"vhdxfile" + w.encode("utf-16-le") + bytes(500)))
    put("apple", lambda w: attached("form.dmg", w.encode() + bytes(501) + b"koly" + bytes(508)))
    put("in-archive", lambda w: attached("files.zip", archive(("form.img", w.encode() * 9))))
    put("virtual-as-document", lambda w: attached("form.vmdk", b"KDMV" + w.encode() + bytes(500), DOCX))


def archives(add):
    put = putter(add, "archive")
    note = "Notes of the meeting\n"
    put("zip", lambda w: attached("notes.zip", archive((f"{w}.txt", note + w))))
    put("zip-with-document", lambda w: attached("notes.zip", archive(("notes.docx", form()), (f"{w}.txt", note))))
    put("seven", lambda w: attached("notes.7z", b"7z\xbc\xaf\x27\x1c\0\4" + bytes(24) + w.encode() + bytes(900)))
    put("rar", lambda w: attached("notes.rar", b"Rar!\x1a\7\1\0" + bytes(30) + w.encode() + bytes(900)))
    put("gzip", lambda w: attached("notes.txt.gz", zipped((note + w).encode())))
    put("tar", lambda w: attached("notes.tar", f"{w}.txt".encode().ljust(100, b"\0") + b"0000644\0" + bytes(149) +
                                  b"ustar\0" + b"00" + bytes(1272)))
    put("cabinet", lambda w: attached("notes.cab", b"MSCF" + bytes(32) + w.encode() + bytes(900)))
    put("in-attached-message", lambda w: attached_message(text(), attached("notes.zip", archive((f"{w}.txt", note)))))

    put = putter(add, "encrypted-archive")
    put("zip", lambda w: attached("notes.zip", encrypted(archive((f"{w}.txt", note)))))
    put("zip-mixed", lambda w: attached("notes.zip", _mixed(w)))
    put("zip-with-program", lambda w: attached("notes.zip", encrypted(archive((f"{w}.pdf", program(w))))))
    put("in-archive", lambda w: attached("notes.zip", archive(("more.zip", encrypted(archive((f"{w}.txt", note)))))))
    put("in-attached-message", lambda w: attached_message(text(), attached("notes.zip", encrypted(archive((f"{w}.txt", note))))))
    put("octets", lambda w: attached("notes", encrypted(archive((f"{w}.txt", note)))))


def _mixed(w):
    octets = bytearray(archive(("one.txt", "Hello"), (f"{w}.txt", "Hello")))
    for signature, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        octets[octets.rfind(signature) + at] |= 1
    return bytes(octets)


def pages(add):
    put = putter(add, "html-attachment")

    def page(w):
        return f"<html><body><form action='https://{w}.example/'>Sign in</form></body></html>".encode()
    put("page", lambda w: attached("form.html", page(w), "text/html"))
    put("page-octets", lambda w: attached("form.htm", page(w)))
    put("page-as-text", lambda w: attached("form.html", page(w), "text/plain", encoding="quoted-printable"))
    put("page-utf-16", lambda w: attached("form.html", page(w).decode().encode("utf-16"), "text/html; charset=utf-16"))
    put("page-xhtml", lambda w: attached("form.xhtml", b"<?xml version='1.0'?>" + page(w), "application/xhtml+xml"))
    put("page-whole", lambda w: attached("form.mht", b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + page(w)))
    put("page-in-archive", lambda w: attached("form.zip", archive(("form.html", page(w)))))
    put("page-in-attached-message", lambda w: attached_message(text(), attached("form.html", page(w), "text/html")))

    put = putter(add, "svg-attachment")

    def drawing(w):
        return f"<svg xmlns='http://www.w3.org/2000/svg'><script>{w}</script></svg>".encode()
    put("drawing", lambda w: attached("logo.svg", drawing(w), "image/svg+xml"))
    put("octets", lambda w: attached("logo.svg", drawing(w)))
    put("inline", lambda w: leaf("image/svg+xml", drawing(w), name="logo.svg", disposition="inline",
                                 fields=["Content-ID: <logo@marrowby.example>"]))
    put("gzip", lambda w: attached("logo.svgz", zipped(drawing(w)), "image/svg+xml"))
    put("utf-16", lambda w: attached("logo.svg", drawing(w).decode().encode("utf-16"), "image/svg+xml"))
    put("doctype", lambda w: attached("logo.svg", b"<?xml version='1.0'?><!DOCTYPE svg>" + drawing(w), "image/svg+xml"))
    put("in-attached-message", lambda w: attached_message(text(), attached("logo.svg", drawing(w), "image/svg+xml")))


def names(add):
    """Names that hide what the file is. What must not survive is the way of hiding, before the word."""
    def put(name, parameter, payloads, octets=form, media=DOCX, outcome=None):
        add("type-mismatch", name, lambda w: [text(), leaf(media, octets(), name=[parameter(w)], disposition="attachment"),
                                              *([] if octets is form else [attached("Form.docx", form())])],
            outcome, payloads)
    put("turned", lambda w: f"filename*=utf-8''{w}fdp%E2%80%AE.docx", lambda w: [w + "fdp\u202e"])
    put("turned-isolate", lambda w: f"filename*=utf-8''{w}%E2%81%A7fdp.docx", lambda w: [w + "\u2067"])
    put("turned-embedded", lambda w: f"filename*=utf-8''{w}%E2%80%ABfdp.docx", lambda w: [w + "\u202b"])
    put("turned-left", lambda w: f"filename*=utf-8''{w}%E2%80%ADfdp.docx", lambda w: [w + "\u202d"])
    put("blanks", lambda w: f'filename="{w}.pdf{" " * 40}.docx"', lambda w: [w + ".pdf" + " " * 40])
    put("blanks-encoded", lambda w: f"filename*=utf-8''{w}.pdf%20%20%20%20%20%20%20%20%20%20%20%20.docx",
        lambda w: [w + ".pdf" + " " * 12])
    put("blanks-no-break", lambda w: f"filename*=utf-8''{w}.pdf{'%C2%A0' * 12}.docx", lambda w: [w + ".pdf" + "\u00a0" * 12])
    put("dots", lambda w: f'filename="{w}.docx. ."', lambda w: [], outcome="refused")
    put("contradicted", lambda w: f'filename="{w}.pdf"', lambda w: [], form, "application/pdf", "refused")


def bombs(add):
    put = putter(add, "bomb")
    put("archive", lambda w: attached("notes.zip", archive((f"{w}.txt", bytes(72 << 20)))))
    put("nested", lambda w: attached("notes.zip", archive(*((f"{i}.zip", archive((f"{w}.txt", bytes(8 << 20)))) for i in
                                                             range(16)))))
    put("deep", lambda w: attached("notes.zip", _nested(w, 12)))
    put("document", lambda w: attached("notes.docx", _document(w)))
    put("text-document", lambda w: attached("notes.odt", office_file.odf(" " * (6 << 20) + w)))
    put("document-in-archive", lambda w: attached("notes.zip", archive(("notes.docx", _document(w)))))


def _nested(w, depth):
    octets = archive((f"{w}.txt", bytes(1 << 20)))
    for level in range(depth):
        octets = archive((f"{level}.zip", octets))
    return octets


def _document(w):
    return office_file.docx("", parts=[("word/media/one.xml", "application/xml", b" " * (6 << 20) + w.encode())])


def make(add):
    for part in (programs, scripts, shortcuts, images, archives, pages, names, bombs):
        part(add)
