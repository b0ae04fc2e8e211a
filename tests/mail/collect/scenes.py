"""scenes: what each program is asked to send, as data that a script in any language can read (JSON).

A scene is a dictionary: `what` (the end of the message's file name), `subject`, `from`, `to`, `cc` (lists of [display
name, address]), `text`, `html`, `charset`, `files` (list of {path, name, type, and cid for an inline image}), `fields`
(further header fields) and `calendar` (the text of an invitation, which goes into the alternative).
"""

import json
import os

import forms

POLICE = ["", "preventreferrals@met.pnn.police.uk"]
MASH = ["Lewisham MASH", "mashagency@lewisham.gov.uk"]
PREVENT = ["", "prevent@lewisham.gov.uk"]
SENDER = ["Zebedee Quillfeather", "zebedee.quillfeather@marrowby.example.org"]
TEXT = """Dear colleagues,

please find attached my referral about Peregrine Oddsocks. I have told his mother.

Yours
-- 
Zebedee Quillfeather
Designated safeguarding lead, Snufflebrook
"""
HTML = """<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>
<body><p>Dear colleagues,</p><p>please find attached my <b>referral</b> about Peregrine Oddsocks.</p>
<p style="color: #333">Zebedee Quillfeather<br>Designated safeguarding lead, Snufflebrook</p></body></html>
"""
TYPES = {"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
         "odt": "application/vnd.oasis.opendocument.text", "rtf": "application/rtf", "pdf": "application/pdf",
         "png": "image/png", "ics": "text/calendar", "eml": "message/rfc822"}
WELSH = "Annwyl gydweithwyr,\n\ndyma fy atgyfeiriad am Peregrine Oddsocks. Mae'r tŷ a'r ŵyn yn ddiogel.\n\nSiân\n"
POLISH = "Szanowni Państwo,\n\nw załączniku formularz zgłoszeniowy: zażółć gęślą jaźń.\n\nŁucja Wiśniewska\n"
AWKWARD = """.
.a line that begins with a dot
From the start of a line
>From a quoted one
trailing blanks   
a = sign, =3D and =\n\ta tab, and a long line: """ + "word " * 60 + """

--
-- 
--=_not_a_boundary
the end"""


def attached(path, name):
    return {"path": path, "name": name, "type": TYPES[path.rsplit(".", 1)[1]]}


def scene(what, subject="Prevent referral", **other):
    return {"what": what, "subject": subject, "from": SENDER, "to": [POLICE], "cc": [MASH, PREVENT], "text": TEXT,
            "html": "", "charset": "us-ascii", "files": [attached("form.docx", "Prevent-Referral-Form.docx")],
            "fields": [], "calendar": "", **other}


def many_recipients():
    """Names that must be quoted or encoded, and enough of them to fold."""
    names = ["", "Oddsocks, Peregrine senior", "Dr. O'Neil (Head)", "Siân Llŷr", 'Ann "Bee" Smith', "Łucja Wiśniewska",
             "نادية حداد", "Team: Children & Families", "A Very Long Display Name of a Very Patient Colleague Indeed"]
    return [[names[i % len(names)], f"colleague{i}@thistledown.example.org"] for i in range(36)]


LONG = ("Prevent Referral Form completed by the designated safeguarding lead of Marrowby School on the twentieth of "
        "November 2026 final version")
FORWARDED = ["From: Ottoline Briarpatch <ottoline.briarpatch@marrowby.example.org>",
             "To: Zebedee Quillfeather <zebedee.quillfeather@marrowby.example.org>", "Subject: The form",
             "Date: Fri, 20 Nov 2026 16:02:11 +0000", "Message-ID: <20261120160211.grumbleweed@marrowby.example.org>",
             "MIME-Version: 1.0", 'Content-Type: multipart/mixed; boundary="inner-2026"', "", "--inner-2026",
             "Content-Type: text/plain; charset=us-ascii", "", "Here it is.", "", "--inner-2026",
             'Content-Type: application/rtf; name="form.rtf"', 'Content-Disposition: attachment; filename="form.rtf"', "",
             forms.rtf().decode().rstrip("\n"), "", "--inner-2026--", ""]

SCENES = [
    scene("docx"),
    scene("alternative-odt", html=HTML, charset="utf-8",
          files=[attached("form.odt", "Prevent Referral Form.odt")]),
    scene("long-name-rtf", files=[attached("form.rtf", LONG + ".rtf")]),
    scene("welsh-docx", "Atgyfeiriad: pryder am blentyn yn y tŷ", text=WELSH, charset="utf-8",
          **{"from": ["Siân Llŷr", SENDER[1]]}, files=[attached("form.docx", "Ffurflen atgyfeirio ŵ.docx")]),
    scene("polish-long-name-pdf", "Zgłoszenie: " + "zażółć gęślą jaźń " * 6, text=POLISH, charset="utf-8",
          **{"from": ["Łucja Wiśniewska", SENDER[1]]},
          files=[attached("form.pdf", "Formularz zgłoszeniowy – zażółć gęślą jaźń, wersja ostateczna z listopada 2026.pdf")]),
    scene("arabic-docx", "إحالة", charset="utf-8", **{"from": ["نادية حداد", SENDER[1]]},
          text="السادة الزملاء،\n\nمرفق نموذج الإحالة.\n", files=[attached("form.docx", "نموذج الإحالة.docx")]),
    scene("emoji-pdf", "Form 📄 attached", charset="utf-8", text="Here it is 📎.\n",
          files=[attached("form.pdf", "Form 📄 final 👍🏽.pdf")]),
    scene("punctuation-pdf", 'Re: "form"; (v2), O\'Neil', files=[attached("form.pdf", 'Form; "final" (v2), O\'Neil.pdf')]),
    scene("many-recipients", cc=[MASH, PREVENT] + many_recipients(), charset="utf-8"),
    scene("related-image-docx", html=HTML.replace("</body>", '<img src="cid:logo@marrowby" alt="Marrowby School"></body>'),
          charset="utf-8", files=[{**attached("logo.png", "logo.png"), "cid": "logo@marrowby"},
                                  attached("form.docx", "Prevent Referral Form.docx")]),
    scene("latin1-rtf", "Référence à l'élève", text="Chers collègues,\n\nvoilà le formulaire, déjà complété à l'école.\n",
          charset="iso-8859-1", files=[attached("form.rtf", "Élève.rtf")]),
    scene("windows1252-pdf", "The family’s “concerns” – €20", text="It’s “urgent” – the family’s €20 note.\n",
          charset="windows-1252", files=[attached("form.pdf", "Family’s form.pdf")]),
    scene("empty-text-pdf", text="", files=[attached("form.pdf", "form.pdf")]),
    scene("calendar-docx", "Meeting about a referral", charset="utf-8", calendar=forms.invitation().decode(), html=HTML,
          files=[attached("form.docx", "Prevent-Referral-Form.docx"), attached("invite.ics", "invite.ics")]),
    scene("forwarded-message", "Fwd: The form", files=[attached("forwarded.eml", "The form.eml")]),
    scene("awkward-text-docx", text=AWKWARD),
    scene("receipt-reply-docx", "Re: Your question about a referral", text="On Friday Prevent wrote:\n> Please send it.\n> "
          "> Thanks\n\nHere it is.\n\n" + TEXT, fields=[
              ["Disposition-Notification-To", SENDER[1]], ["Reply-To", SENDER[1]], ["X-Priority", "1"],
              ["In-Reply-To", "<20261120.question@lewisham.gov.uk>"], ["Importance", "High"],
              ["References", "<20261119.first@lewisham.gov.uk> <20261120.question@lewisham.gov.uk>"]]),
    scene("text-only", "Re: Prevent referral", text="Thank you, I shall ring tomorrow.\n", files=[], fields=[
        ["In-Reply-To", "<20261120.question@lewisham.gov.uk>"], ["References", "<20261120.question@lewisham.gov.uk>"]]),
    scene("text-only-utf8", "Re: Atgyfeiriad tŷ", text=WELSH, charset="utf-8", files=[], fields=[
        ["In-Reply-To", "<20261120.question@lewisham.gov.uk>"], ["References", "<20261120.question@lewisham.gov.uk>"]]),
]


def write_all(directory):
    """The files, the attached message, and scenes.json beside them."""
    forms.write_all(directory)
    with open(os.path.join(directory, "forwarded.eml"), "w", encoding="ascii", newline="") as file:
        file.write("\r\n".join(FORWARDED))
    with open(os.path.join(directory, "scenes.json"), "w", encoding="utf-8") as file:
        json.dump(SCENES, file, ensure_ascii=False, indent=1)
