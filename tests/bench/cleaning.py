"""How fast messages are made safe by a real, confined inspector: MB/s of the whole message, per type of what is cleaned,
and beside SHA-256 of the same octets in the same run (more than 1 is faster than hashing)."""

import hashlib
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "unsafe"), os.path.join(HERE, "..", "unsafe", "making")]

import bomb_cases
import mail_message
import mail_payload
import office_file
import relay

COPIES = 8
NOISE = b"".join(hashlib.sha256(b"%d" % i).digest() for i in range(30000))  # a photograph, as far as compression goes


def messages():
    words = " ".join(f"word{i * 7919 % 9973}" for i in range(2000))
    long = "".join(office_file.paragraph(office_file.run(f"{i} {words[i % 900:][:200]}")) for i in range(8000))
    photograph = ("word/media/photo.png", None, NOISE)
    script = "/OpenAction<</S/JavaScript/JS(x)>>"
    yield "docx, text", "a.docx", office_file.docx(long + office_file.field(office_file.code("DDEAUTO x y")))
    yield "docx, photograph", "a.docx", office_file.docx(office_file.field(office_file.code("DDEAUTO x y")), parts=[photograph])
    yield "odt, text", "a.odt", office_file.odf("".join(office_file.line(f"{i} {words[:200]}") for i in range(8000)) +
                                                "<text:p><text:script>x</text:script></text:p>")
    yield "pdf, 4000 fields", "a.pdf", bomb_cases.fields(4000)
    yield "pdf, photograph", "a.pdf", bomb_cases.pdf(catalog=f"<</Type/Catalog/Pages 2 0 R{script}>>",
                                                     more=[bomb_cases.stream("", NOISE)])
    yield "rtf, looked at", "a.rtf", b"{\\rtf1\\ansi " + b"\\par Some words of a long letter" * 30000 + b"}"
    yield "ole, looked at", "a.doc", mail_payload.compound({"WordDocument": b"\xec\xa5" + NOISE, "Data": NOISE})
    yield "program, spliced", "a.exe", mail_payload.program("x") + NOISE
    yield "html", None, b"<p onclick=x>" + b"<p>Some <b>words</b> of a <a href='https://www.example.org/'>letter</a>\n" * 3000


def message(name, octets):
    if name is None:
        part = mail_message.alternative(mail_message.leaf("text/html; charset=utf-8", octets, encoding="base64"))
    else:
        part = mail_message.attached(name, octets)
    return mail_message.referral("bench", [mail_message.text(), part,
                                           mail_message.attached("Prevent referral form.docx", mail_payload.form())])


def took(work):
    start = time.monotonic()
    result = work()
    return time.monotonic() - start, result


def main():
    small, _ = took(lambda: relay.inspect([("none", message("a.txt", b"x"))] * COPIES))
    print(f"{'':<20} {'kB':>6} {'MB/s':>7} {'of SHA-256':>11}  what came of it")
    for title, name, octets in messages():
        whole = message(name, octets)
        hashing, _ = took(lambda whole=whole: [hashlib.sha256(whole).digest() for _ in range(COPIES)])
        cleaning, answers = took(lambda whole=whole: relay.inspect([("one", whole)] * COPIES))
        cleaning = max(cleaning - small, 1e-6)
        print(f"{title:<20} {len(whole) >> 10:>6} {len(whole) * COPIES / cleaning / 1e6:>7.1f} {hashing / cleaning:>11.3f}  "
              f"{str(answers[0]).partition(': ')[2]}")
    relay.scratch.cleanup()


main()
