#!/usr/bin/python3
"""Django's EmailMultiAlternatives: what many web applications send with."""

import json
import os

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from email.utils import formataddr

FILES = os.environ["FILES"]
settings.configure(EMAIL_HOST="127.0.0.1", EMAIL_PORT=int(os.environ["SINK_PORT"]), DEFAULT_CHARSET="utf-8", USE_TZ=False)
WANTED = ("docx", "alternative-odt", "welsh-docx", "polish-long-name-pdf", "punctuation-pdf", "many-recipients",
          "forwarded-message", "awkward-text-docx", "receipt-reply-docx", "text-only-utf8")


def mailboxes(listed):
    return [formataddr(tuple(mailbox)) for mailbox in listed]


with open(os.path.join(FILES, "scenes.json"), encoding="utf-8") as scenes_file:
    SCENES = json.load(scenes_file)
for scene in SCENES:
    if scene["what"] not in WANTED:
        continue
    with open(os.environ["NAME_FILE"], "w", encoding="utf-8") as name_file:
        name_file.write(f"django-{scene['what']}")
    mail = EmailMultiAlternatives(scene["subject"], scene["text"], mailboxes([scene["from"]])[0], mailboxes(scene["to"]),
                                  cc=mailboxes(scene["cc"]), headers=dict(scene["fields"]))
    if scene["html"]:
        mail.attach_alternative(scene["html"], "text/html")
    for file in scene["files"]:
        with open(os.path.join(FILES, file["path"]), "rb") as opened:
            mail.attach(file["name"], opened.read(), file["type"])
    mail.send()
