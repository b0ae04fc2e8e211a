#!/usr/bin/python3
"""Python's standard library, the ways that scripts use it: the old classes, EmailMessage under two policies, SMTPUTF8."""

import email
import email.policy
import json
import os
import smtplib
import time
from email.header import Header
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.base import MIMEBase
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import formataddr, formatdate, make_msgid
from email import encoders

FILES = os.environ["FILES"]
with open(os.path.join(FILES, "scenes.json"), encoding="utf-8") as scenes_file:
    SCENES = json.load(scenes_file)


def octets_of(file):
    with open(os.path.join(FILES, file["path"]), "rb") as opened:
        return opened.read()


def send(name, message, recipients, as_octets=None, **options):
    """What most scripts do: sendmail() with the flattened message, send_message() for the new classes."""
    with open(os.environ["NAME_FILE"], "w", encoding="utf-8") as file:
        file.write(name)
    with smtplib.SMTP("127.0.0.1", int(os.environ["SINK_PORT"])) as client:
        sender = email.utils.parseaddr(str(message["From"]))[1]
        if isinstance(message, EmailMessage):
            client.send_message(message, sender, recipients, **options)
        else:
            client.sendmail(sender, recipients, as_octets or message.as_string())


def recipients_of(scene):
    return [address for _, address in scene["to"] + scene["cc"]]


def old_address(name, address):
    return formataddr((str(Header(name, "utf-8")) if not name.isascii() else name, address))


def old_way(scene):
    """MIMEMultipart, MIMEText and MIMEBase, as in the documentation of Python 2 and countless answers."""
    outer = MIMEMultipart()
    outer["Subject"] = Header(scene["subject"], "utf-8") if not scene["subject"].isascii() else scene["subject"]
    outer["From"] = old_address(*scene["from"])
    outer["To"] = ", ".join(old_address(*mailbox) for mailbox in scene["to"])
    outer["Cc"] = ", ".join(old_address(*mailbox) for mailbox in scene["cc"])
    outer["Date"] = formatdate(localtime=True)
    if scene["what"] != "docx":  # many scripts forget it
        outer["Message-ID"] = make_msgid("grumbleweed", "marrowby.example.org")
    for name, value in scene["fields"]:
        outer[name] = value
    body = MIMEText(scene["text"], "plain", scene["charset"])
    if scene["html"] or scene["calendar"]:
        alternative = MIMEMultipart("alternative")
        alternative.attach(body)
        if scene["html"]:
            alternative.attach(MIMEText(scene["html"], "html", scene["charset"]))
        if scene["calendar"]:
            calendar = MIMEText(scene["calendar"], "calendar", "utf-8")
            calendar.set_param("method", "REQUEST")
            alternative.attach(calendar)
        body = alternative
    images = [file for file in scene["files"] if "cid" in file]
    if images:
        related = MIMEMultipart("related")
        related.attach(body)
        for file in images:
            image = MIMEImage(octets_of(file))
            image.add_header("Content-ID", f"<{file['cid']}>")
            image.add_header("Content-Disposition", "inline", filename=file["name"])
            related.attach(image)
        body = related
    outer.attach(body)
    for file in scene["files"]:
        if "cid" in file:
            continue
        if file["path"].endswith(".eml"):
            from email.mime.message import MIMEMessage
            outer.attach(MIMEMessage(email.message_from_bytes(octets_of(file))))
            continue
        part = MIMEBase(*file["type"].split("/"))
        part.set_payload(octets_of(file))
        encoders.encode_base64(part)
        part.add_header("Content-Disposition", "attachment", filename=file["name"])
        outer.attach(part)
    return outer


def new_way(scene, policy):
    """EmailMessage: set_content, add_alternative, add_related, add_attachment."""
    message = EmailMessage(policy=policy)
    message["Subject"] = scene["subject"]
    message["From"] = formataddr(tuple(scene["from"]), "utf-8") if policy.utf8 is False else \
        f"{scene['from'][0]} <{scene['from'][1]}>"
    for field in ("to", "cc"):
        message[field.title()] = ", ".join(formataddr(tuple(mailbox)) for mailbox in scene[field])
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain="marrowby.example.org")
    for name, value in scene["fields"]:
        message[name] = value
    message.set_content(scene["text"], charset=scene["charset"])
    if scene["html"]:
        message.add_alternative(scene["html"], subtype="html")
    if scene["calendar"]:
        message.add_alternative(scene["calendar"], subtype="calendar", params={"method": "REQUEST"})
    for file in scene["files"]:
        if "cid" in file:
            message.get_payload()[-1].add_related(octets_of(file), *file["type"].split("/"), cid=f"<{file['cid']}>",
                                                  filename=file["name"], disposition="inline")
        elif file["path"].endswith(".eml"):
            message.add_attachment(email.message_from_bytes(octets_of(file), policy=policy), filename=file["name"])
        else:
            message.add_attachment(octets_of(file), *file["type"].split("/"), filename=file["name"])
    return message


def encoded_word_name(scene):
    """add_header() is given an encoded-word: what scripts do that want their file names to show in Outlook."""
    message = old_way({**scene, "files": []})
    file = scene["files"][0]
    part = MIMEApplication(octets_of(file), _subtype=file["type"].split("/")[1], Name=Header(file["name"], "utf-8").encode())
    part["Content-Disposition"] = f'attachment; filename="{Header(file["name"], "utf-8").encode()}"'
    message.attach(part)
    return message


def raw_utf8_name(scene):
    """The file name put in with an f-string, and the octets sent as UTF-8."""
    message = old_way({**scene, "files": []})
    file = scene["files"][0]
    part = MIMEApplication(octets_of(file), _subtype=file["type"].split("/")[1])
    part.add_header("Content-Disposition", "attachment; filename=\"@@@\"")
    message.attach(part)
    return message, message.as_string().replace("@@@", file["name"]).replace("\n", "\r\n").encode()


def main():
    for scene in SCENES:
        send(f"python-old-{scene['what']}", old_way(scene), recipients_of(scene))
        send(f"python-smtp-policy-{scene['what']}", new_way(scene, email.policy.SMTP), recipients_of(scene))
        if scene["what"] in ("docx", "welsh-docx", "related-image-docx"):
            send(f"python-default-policy-{scene['what']}", new_way(scene, email.policy.default), recipients_of(scene))
        if scene["what"] in ("welsh-docx", "polish-long-name-pdf", "arabic-docx", "emoji-pdf"):
            send(f"python-encoded-word-name-{scene['what']}", encoded_word_name(scene), recipients_of(scene))
            send(f"python-smtputf8-{scene['what']}", new_way(scene, email.policy.SMTPUTF8), recipients_of(scene),
                 mail_options=["SMTPUTF8", "BODY=8BITMIME"])
        if scene["what"] == "welsh-docx":
            message, octets = raw_utf8_name(scene)
            send("python-raw-utf8-name-welsh-docx", message, recipients_of(scene), octets)
    time.sleep(0.1)


if __name__ == "__main__":
    main()
