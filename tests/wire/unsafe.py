"""Unsafe content, class by class: what the MTA is told to relay, and what it is told to refuse.

The real daemon and the real inspectors. The documents are those of tests/unsafe; what they carry is one word, which must
not be found again in any decoding of what is relayed.
"""

import email
import email.policy
import io
import os
import re
import zipfile
import zlib
from collections import Counter

import routes
from daemon import SOURCE, Daemon, serve
from messages import (MASH, POLICE, PREVENT, Mail, common_header, file_part, fold_base64, lines, multipart, pdf,
                      referral, text_part)
from suite import Skip, Suite, equal, require

suite = Suite("wire: unsafe content")
UNSAFE = os.path.join(SOURCE, "tests", "unsafe")
OFFICE_MARK, PDF_MARK = b"PAYLOAD7f3a", b"zqxPAYLOADqxz"
DOCM = "application/vnd.ms-word.document.macroEnabled.12"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PROGRAM = b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0" + bytes(48) + b"PE\0\0L\1" + bytes(400)
RTF_OBJECT = rb"{\rtf1 Name: Zebedee{\object\objemb{\*\objdata 0105}}}"
SCRIPT = "<html><body><p>Snufflebrook</p><script>alert(1)</script></body></html>"
BEACON = '<html><body><p>Snufflebrook</p><img src="https://192.0.2.1/beacon.png"></body></html>'

# The form is not asked for: what becomes of the rest of the message is what counts here.
DAEMON_ROUTES = {
    "10-enforce.conf": routes.route(on="form-missing = allow  form-unreadable = allow"),
    "20-observe.conf": routes.route("observe", mode="observe", police="observe@police.example",
                                    on="form-missing = allow"),
    "30-dkim.conf": routes.route("dkim", police="dkim@police.example", on="form-missing = allow",
                                 extra="  unsafe { strip-dkim-signed = yes }"),
    "35-form.conf": routes.route("form", police="form@police.example", on="form-blank = flag",
                                 form="label-patterns = { 'Forename', 'Surname' }  min-labels = 2"),
    "40-flag.conf": routes.route("flag", police="flag@police.example", on="form-missing = allow",
                                 extra="  unsafe { html-active = flag  executable = flag  pdf-active = flag }"),
}
daemon = Daemon(rules=DAEMON_ROUTES, guidance=routes.guidance())


class Relayed:
    """What the MTA makes of the filter's edits."""

    def __init__(self, mail, outcome):
        self.mail, self.outcome = mail, outcome
        header = list(mail.header)
        for kind, index, name, value in outcome.header_edits():
            if kind == "change-header":
                places = [i for i, field in enumerate(header) if field[0].lower() == name.lower()]
                header[places[index - 1]] = (name, value.replace("\n", "\r\n"))
            else:
                header.append((name, value.replace("\n", "\r\n")))
        bodies = [data for kind, data in outcome.edits if kind == "replace-body"]
        self.is_new = bool(bodies)
        self.body = b"".join(bodies) if bodies else mail.body
        self.octets = Mail(mail.recipients, header, self.body).octets()
        self.message = email.message_from_bytes(self.octets, policy=email.policy.default)

    def leaves(self):
        return [part for part in self.message.walk() if not part.is_multipart()]

    def contents(self):
        return [part.get_payload(decode=True) for part in self.leaves()]


def deliver(mail, verdict):
    outcome = daemon.deliver(mail)
    record = daemon.records()[-1]
    equal(outcome.verdict, verdict, f"verdict of {outcome!r:.2000} {record['findings']}")
    return Relayed(mail, outcome), record


def findings(record):
    return {f["subject"]: f["action"] for f in record["findings"] if f["reason"] == "content-unsafe"}


def is_stripped(mail, *classes):
    relayed, record = deliver(mail, "accept")
    equal(findings(record), {word: "strip" for word in classes}, "findings")
    require(relayed.is_new, "the body is new")
    return relayed


def is_refused(mail, *classes):
    _, record = deliver(mail, "refuse")
    equal({word for word, action in findings(record).items() if action == "refuse"}, set(classes), "refused")
    return record


def is_unchanged(mail):
    relayed, record = deliver(mail, "accept")
    equal(relayed.outcome.edits, [], f"edits {record['findings']}")
    return record


def with_file(octets, name, content_type="application/octet-stream", **options):
    return referral(files=[file_part(octets, name, content_type), file_part(pdf())], **options)


def html_part(html):
    return lines("Content-Type: text/html; charset=utf-8", "", html)


def with_html(html, **options):
    return referral(files=[html_part(html), file_part(pdf())], **options)


def is_like_the_old_one_but_for(relayed, *changed):
    """Every part but those, with its header, is octet for octet what it was."""
    def parts(octets):
        return octets.split(b"--=_b0undary")
    old, new = parts(relayed.mail.body), parts(relayed.body)
    equal(len(new), len(old), "parts")
    for i, (before, after) in enumerate(zip(old, new)):
        equal(after == before, i - 1 not in changed, f"part {i - 1} stays")


def stored(folder, name):
    with open(os.path.join(UNSAFE, folder, name), "rb") as file:
        return file.read()


@suite.test
def a_document_with_macros_becomes_one_without_under_its_new_name():
    mail = with_file(stored("files", "macros.docm"), "oddsocks form.docm", DOCM)
    relayed = is_stripped(mail, "office-macros")
    is_like_the_old_one_but_for(relayed, 1)
    part = relayed.leaves()[1]
    equal((part.get_content_type(), part.get_filename()), (DOCX, "oddsocks form.docx"))
    require(OFFICE_MARK not in b"".join(decodings(part.get_payload(decode=True))), "the macro is still there")


@suite.test
def html_with_a_script_is_written_anew():
    relayed = is_stripped(with_html(SCRIPT), "html-active")
    is_like_the_old_one_but_for(relayed, 1)
    html = relayed.contents()[1]
    require(b"Snufflebrook" in html and b"alert" not in html and b"<script" not in html, html)


@suite.test
def html_loses_the_picture_that_is_fetched():
    html = is_stripped(with_html(BEACON), "html-remote").contents()[1]
    require(b"Snufflebrook" in html and b"192.0.2.1" not in html, html)


@suite.test
def html_that_is_the_whole_message_gets_the_fields_of_the_new_one():
    header = common_header((POLICE,), (MASH, PREVENT)) + [
        ("Content-Type", " text/html; charset=windows-1252"), ("Content-Transfer-Encoding", " 8bit")]
    mail = Mail([POLICE, MASH, PREVENT], header, SCRIPT.encode() + b"\r\n")
    relayed = is_stripped(mail, "html-active")
    equal(sorted(edit[2:] for edit in relayed.outcome.header_edits()), [
        ("Content-Transfer-Encoding", " quoted-printable"), ("Content-Type", " text/html; charset=us-ascii")])
    require(b"Snufflebrook" in relayed.contents()[0], relayed.octets)


@suite.test
def html_that_is_only_styled_stays():
    is_unchanged(with_html("<html><head><style>p.MsoNormal{margin:0cm}</style></head><body><!--[if gte mso 9]><![endif]-->"
                           '<p class="MsoNormal" style="color:#1f497d">Snufflebrook <a href="https://www.gov.uk/">gov</a></p>'
                           "</body></html>"))


@suite.test
def a_pdf_loses_its_script_and_keeps_its_form():
    relayed = is_stripped(with_file(stored("pdf", "open-script.pdf"), "oddsocks.pdf", "application/pdf"), "pdf-active")
    is_like_the_old_one_but_for(relayed, 1)
    part = relayed.leaves()[1]
    equal((part.get_content_type(), part.get_filename()), ("application/pdf", "oddsocks.pdf"))
    require(b"/JavaScript" not in part.get_payload(decode=True), "the script")


def pdf_of(*objects):
    """The file of these objects, the catalog first."""
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return bytes(out) + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)


def rendition(catalog=b""):
    """A form with a film that has a script, over which poppler falls."""
    text = b"BT /F1 12 Tf 14 TL 72 720 Td (Forename: Peregrine) Tj T* (Surname: Oddsocks) Tj ET"
    return pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [6 0 R]"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /Annot /Subtype /Screen /Rect [0 0 9 9] /P 3 0 R /A << /S /Rendition /OP 0 /AN 6 0 R"
        b" /R << /Type /Rendition /S /MR /N (x) >> /JS (app.alert\\(1\\)) >> >>",
        b"<< /Type /Sig /Filter /Adobe.PPKLite /ByteRange [0 1 2 3] /Contents <00> >>",
        b"<< /FT /Sig /T (s) /V 7 0 R /Type /Annot /Subtype /Widget /Rect [0 0 0 0] >>")


@suite.test
def a_pdf_is_read_as_the_form_only_without_what_it_does():
    to = ("form@police.example",)
    relayed = is_stripped(referral(to=to, files=[file_part(rendition())]), "pdf-active")
    require(b"Rendition" not in relayed.contents()[1], "the film")
    equal(daemon.records()[-1]["forms"][0]["state"], "completed")
    signed = rendition(b"/AcroForm << /Fields [8 0 R] /SigFlags 3 >>")
    record = is_refused(referral(to=to, files=[file_part(signed)]), "pdf-active")
    equal([f["reason"] for f in record["findings"]], ["content-unsafe"])


def is_bomb(mail):
    _, record = deliver(mail, "refuse")
    equal([(f["reason"], f["trouble"]) for f in record["findings"] if f["action"] == "refuse"],
          [("content-uninspectable", "bomb")])
    require(record["timings"]["inspect_us"] < 5_000_000, record["timings"])


@suite.test
def what_grows_without_bound_is_refused_in_time():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("a.bin", bytes(64 << 20))
    is_bomb(with_file(packed.getvalue(), "oddsocks.zip", "application/zip"))
    mail = with_file(packed.getvalue(), "oddsocks.zip", "application/zip", to=("observe@police.example",))
    equal(daemon.deliver(mail).verdict, "accept", "where the route observes")


@suite.test
def html_that_takes_too_long_becomes_text():
    relayed = is_stripped(with_html("<div><div><blockquote>Snufflebrook\r\n" * 110), "html-active")
    require(b"text/html" not in relayed.body and relayed.body.count(b"Snufflebrook") >= 110, "the words")


@suite.test
def a_picture_of_megabytes_in_html_stays():
    picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAAA/\r\n" * 50000
    is_unchanged(with_html(f"<p>Snufflebrook<img src=\"data:image/png;base64,\r\n{picture}\">"))


def english(octets):
    return b"An attachment was taken out of this message" in octets


def welsh(octets):
    return b"Tynnwyd atodiad" in octets


@suite.test
def a_program_is_replaced_by_a_notice():
    relayed = is_stripped(with_file(PROGRAM, "oddsocks.exe"), "executable")
    is_like_the_old_one_but_for(relayed, 1)
    part = relayed.leaves()[1]
    equal((part.get_content_type(), part.get_filename(), part.get_content_disposition()), ("text/plain", None, "inline"))
    text = part.get_payload(decode=True)
    require(english(text) and b"a program" in b" ".join(text.split()) and PREVENT.encode() in text, text)


FILES = (("exe", PROGRAM, "executable"), ("js", b"alert(1)", "script"), ("hta", SCRIPT.encode(), "script"),
         ("url", b"[InternetShortcut]\r\nURL=https://192.0.2.1/\r\n", "shortcut"),
         ("iso", bytes(32768) + b"\1CD001\1" + bytes(2041), "disk-image"),
         ("html", b"<html><p>Hello</html>", "html-attachment"),
         ("svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "svg-attachment"))


@suite.test
def each_kind_of_file_that_is_unsafe_as_a_whole_is_replaced():
    for extension, octets, word in FILES:
        relayed, record = deliver(with_file(octets, "oddsocks." + extension), "accept")
        equal(findings(record).get(word), "strip", extension)
        require(english(relayed.contents()[1]), extension, relayed.contents()[1])
        is_like_the_old_one_but_for(relayed, 1)


@suite.test
def the_notice_is_in_welsh_where_the_mail_says_so_or_is():
    said = with_file(PROGRAM, "oddsocks.exe").with_field("Content-Language", " cy")
    require(welsh(is_stripped(said, "executable").contents()[1]), "by its header")
    text = "Annwyl bawb, mae'r ffurflen gyda'r neges hon. Diolch yn fawr i chi am eich amser ac am wrando."
    require(welsh(is_stripped(with_file(PROGRAM, "a.exe", text=text), "executable").contents()[1]), "by its words")
    denied = with_file(PROGRAM, "oddsocks.exe", text=text).with_field("Content-Language", " en-GB")
    require(english(is_stripped(denied, "executable").contents()[1]), "the header counts first")


@suite.test
def several_things_go_at_once_and_in_an_attached_message_too():
    inner = lines("From: a@marrowby-school.example", "MIME-Version: 1.0",
                  "Content-Type: application/octet-stream; name=oddsocks.exe", "Content-Transfer-Encoding: base64", "")
    files = [html_part(SCRIPT), file_part(stored("files", "beacon.docx"), "a.docx", DOCX),
             lines("Content-Type: message/rfc822", "") + inner + fold_base64(PROGRAM), file_part(pdf())]
    relayed = is_stripped(referral(files=files), "html-active", "office-external", "executable")
    is_like_the_old_one_but_for(relayed, 1, 2, 3)
    require(b"192.0.2.1" not in relayed.octets and english(relayed.contents()[3]), relayed.octets[-3000:])


@suite.test
def a_name_that_hides_its_type_is_written_plainly_and_the_content_stays():
    mail = with_file(pdf(), "=?utf-8?q?oddsocks=E2=80=AEcod.pdf?=", "application/pdf")
    relayed = is_stripped(mail, "type-mismatch")
    part = relayed.leaves()[1]
    equal(part.get_filename(), "oddsockscod.pdf")
    equal(part.get_payload(decode=True), pdf())


@suite.test
def rtf_with_an_object_is_refused():
    is_refused(with_file(RTF_OBJECT, "oddsocks.rtf", "application/rtf"), "rtf-object")


@suite.test
def what_cannot_be_cleaned_is_refused_beside_what_could():
    files = [html_part(SCRIPT), file_part(stored("files", "signed.docx"), "a.docx", DOCX)]
    record = is_refused(referral(files=files), "office-embedded")
    equal(findings(record)["html-active"], "strip")


@suite.test
def mail_that_carries_a_dkim_signature_is_changed_only_where_the_route_says_so():
    def signed(**options):
        return with_file(PROGRAM, "oddsocks.exe", **options).with_field("DKIM-Signature", " v=1; a=rsa-sha256; d=example")
    is_refused(signed(), "executable")
    relayed, record = deliver(signed(to=("dkim@police.example",)), "accept")
    require(relayed.is_new and english(relayed.contents()[1]), "the notice")
    require(record.get("dkim_broken") is True, record)
    is_unchanged(with_file(pdf(), "a.pdf", "application/pdf").with_field("DKIM-Signature", " v=1; a=rsa-sha256; d=example"))


@suite.test
def what_is_signed_is_never_cut():
    signature = lines("Content-Type: application/pkcs7-signature; name=smime.p7s", "Content-Transfer-Encoding: base64", "",
                      "MIAGCSqGSIb3DQEHAqCAMIACAQExAA==")
    signed = lines('Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=signed', "") + \
        multipart([multipart_of(text_part(), file_part(PROGRAM, "oddsocks.exe", "application/octet-stream")), signature], "signed")
    header = common_header((POLICE,), (MASH, PREVENT)) + [("Content-Type", ' multipart/mixed; boundary="=_b0undary"')]
    mail = Mail([POLICE, MASH, PREVENT], header, multipart([signed]))
    is_refused(mail, "executable")


def multipart_of(*parts):
    return lines('Content-Type: multipart/mixed; boundary="inner"', "") + multipart(parts, "inner")


@suite.test
def mail_that_is_only_observed_is_never_changed():
    outcome = daemon.deliver(with_file(PROGRAM, "oddsocks.exe", to=("observe@police.example",)))
    record = daemon.records()[-1]
    equal((outcome.verdict, outcome.edits), ("accept", []))
    equal(findings(record), {"executable": "strip"})
    daemon.deliver(with_file(RTF_OBJECT, "oddsocks.rtf", "application/rtf", to=("observe@police.example",)))
    equal(daemon.records()[-1]["would"], "refuse")


@suite.test
def what_the_route_flags_stays():
    mail = referral(to=("flag@police.example",), files=[html_part(SCRIPT), file_part(PROGRAM, "oddsocks.exe", "application/octet-stream"),
                                                       file_part(stored("pdf", "open-script.pdf"), "a.pdf")])
    record = is_unchanged(mail)
    equal(findings(record), {"html-active": "flag", "executable": "flag", "pdf-active": "flag"})


@suite.test
def a_message_that_is_refused_for_another_reason_is_not_changed():
    relayed, record = deliver(with_file(PROGRAM, "oddsocks.exe", cc=(PREVENT,)), "refuse")
    require(not relayed.is_new, "a new body")
    equal({f["reason"] for f in record["findings"]}, {"copy-missing", "content-unsafe"})


@suite.test
def mail_that_nobody_wrote_is_not_looked_through():
    is_unchanged(with_file(PROGRAM, "oddsocks.exe").with_field("Auto-Submitted", " auto-replied"))
    is_unchanged(with_html(SCRIPT).with_field("Auto-Submitted", " auto-generated"))


def archive(*files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        for name, octets in files:
            opened.writestr(name, octets)
    return made.getvalue()


@suite.test
def an_archive_passes_and_is_flagged_unless_a_document_in_it_is_unsafe():
    record = is_unchanged(with_file(archive(("a.pdf", pdf())), "oddsocks.zip", "application/zip"))
    equal(findings(record), {"archive": "flag"})
    inner = archive(("a.docm", stored("files", "macros.docm")))
    is_refused(with_file(inner, "oddsocks.zip", "application/zip"), "office-macros")
    is_refused(with_file(archive(("b.zip", inner)), "oddsocks.zip", "application/zip"), "office-macros")


@suite.test
def text_of_a_mail_that_only_talks_of_html_stays():
    is_unchanged(referral(text="<html><script>alert(1)</script> is what it said."))


# ------------------------------------------------------------------ every document of tests/unsafe

def decodings(data):
    """The octets, those of all that is packed in them, and each without NULs."""
    yield data
    yield data.replace(b"\0", b"")
    if data[:4] == b"PK\3\4":
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            for info in opened.infolist():
                yield from decodings(opened.read(info))
    for match in re.finditer(rb"stream\r?\n", data):
        unpacked = zlib.decompressobj()
        try:
            yield unpacked.decompress(data[match.end():])
        except zlib.error:
            pass


def table(folder, columns):
    with open(os.path.join(UNSAFE, folder, "EXPECTED"), encoding="utf-8") as file:
        return [line.split(None, columns) for line in file if not line.startswith("#")]


# Nothing is found in them, and programs open them all the same: each reads them in its own way.
AMBIGUOUS = {"field-alternative-end.docx", "doctype.docx", "cut-tags.docx", "damaged-packed.pdf"}
TRIED, STRIPPED, REFUSED = Counter(), Counter(), Counter()


def is_as_the_table_says(folder, name, state, classes, mark):
    octets = stored(folder, name)
    mail = with_file(octets, name)
    classes = () if classes == "-" else classes.split(",")
    TRIED.update(classes)
    if state == "done":
        relayed = is_stripped(mail, *classes)
        is_like_the_old_one_but_for(relayed, 1)
        for content in relayed.contents():
            for decoded in decodings(content):
                require(mark not in decoded, "it is still there")
        STRIPPED.update(classes)
    elif name in AMBIGUOUS:
        _, record = deliver(mail, "refuse")
        require({"reason": "content-ambiguous", "action": "refuse"}.items() <= record["findings"][0].items(), record["findings"])
    elif state == "unchanged" or not classes:
        is_unchanged(mail)
    else:
        is_refused(mail, *classes)
        REFUSED.update(classes)


def all_of(rows, folder, mark):
    wrong = []
    for row in rows:
        try:
            is_as_the_table_says(folder, row[0], row[1], row[2], mark)
        except AssertionError as error:
            wrong.append(f"{row[0]}: {str(error)[:300]}")
    require(not wrong, len(wrong), "of", len(rows), "\n".join(["", *wrong]))
    print(f"    {len(rows)} documents")


@suite.test
def every_office_document_comes_out_as_its_table_says():
    all_of(table("", 4), "files", OFFICE_MARK)


@suite.test
def every_pdf_comes_out_as_its_table_says():
    all_of(table("pdf", 3), "pdf", PDF_MARK)


def hostile_html():
    """(classes, octets) of each line of tests/html/hostile."""
    classes = ()
    with open(os.path.join(SOURCE, "tests", "html", "hostile"), encoding="utf-8") as file:
        for line in file.read().splitlines():
            if line.startswith("= "):
                classes = {"active": ("html-active",), "remote": ("html-remote",),
                           "both": ("html-active", "html-remote")}[line[2:]]
            elif not line.startswith("#"):
                yield classes, line.encode().decode("unicode_escape").encode("latin-1")


@suite.test
def every_hostile_line_of_html_is_written_anew():
    for classes, octets in hostile_html():
        part = lines("Content-Type: text/html; charset=utf-8", "Content-Transfer-Encoding: base64", "")
        TRIED.update(classes)
        is_stripped(referral(files=[part + fold_base64(octets), file_part(pdf())]), *classes)
        STRIPPED.update(classes)


@suite.test
def nothing_of_any_class_survived():
    if not TRIED:
        raise Skip("nothing was tried")
    print(f"    {'class':18}{'tried':>7}{'stripped':>10}{'refused':>9}{'survived':>10}")
    for word in sorted(TRIED):
        survived = TRIED[word] - STRIPPED[word] - REFUSED[word]
        print(f"    {word:18}{TRIED[word]:7}{STRIPPED[word]:10}{REFUSED[word]:9}{survived:10}")
        equal(survived, 0, f"survivors of {word}")


if __name__ == "__main__":
    serve(suite, daemon)
