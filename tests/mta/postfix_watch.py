"""Other mail that is watched for forms, through a real Postfix: real documents, a learnt form, octet for octet."""

import os
import shutil

import postfix
import routes
from daemon import SOURCE, Daemon
from mail_site import Site
from messages import BCC, PREVENT, file_part, ordinary, referral
from suite import Suite, equal, require

suite = Suite("mta: watched mail through Postfix")
SENDER = "office@kestrel-school.example"  # a domain that the route lists, and records may name
FINGERPRINT = "prevent-3.1.fingerprint"
COLLEAGUE = "head@" + SENDER.split("@")[1]
OUTSIDER = "bursar.at.home@webmail.example"
TYPES = {"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "pdf": "application/pdf",
         "odt": "application/vnd.oasis.opendocument.text", "doc": "application/msword", "rtf": "application/rtf"}


def make_daemon():
    domains = f'"{SENDER.split("@")[1]}", "lewisham.gov.uk"'
    policy = routes.policy(domains=domains, form=f'fingerprints = {{ "{FINGERPRINT}" }}',
                           extra=f'  misrouted {{ watch = yes  enquiries = {{ "{PREVENT}" }} }}')
    daemon = Daemon(socket_group="postfix", socket_mode="0660", **policy)
    shutil.copy(os.path.join(SOURCE, "tests", "cases", "files", FINGERPRINT), daemon.path("forms", FINGERPRINT))
    return daemon


site = Site(daemon=make_daemon()) if not postfix.missing() else None


@suite.test
def a_private_postfix_and_the_daemon_start():
    site.start()


@suite.close
def postfix_and_the_daemon_stop_and_nothing_personal_is_left():
    try:
        if suite.failed:
            print(f"    log of the daemon:\n{site.daemon.log()[-4000:]}")
        site.stop()
    finally:
        site.remove()


def document(path):
    with open(os.path.join(SOURCE, "tests", "documents", path), "rb") as file:
        return file_part(file.read(), os.path.basename(path), TYPES[path.rsplit(".", 1)[1]])


def is_relayed(path, *recipients):
    """Sends the document, which arrives octet for octet. The records that it made."""
    before = len(site.daemon.records("verdict", "outcome-unknown"))
    mail = referral(to=recipients, cc=(), sender=SENDER, files=[document(path)])
    site.expect(mail, "accept")
    site.is_relayed_untouched(mail)
    made = len(site.daemon.records("verdict", "outcome-unknown")) - before
    return site.daemon.records()[-made:] if made else []


def is_flagged(path, *recipients):
    records = is_relayed(path, *recipients)
    equal([(r["class"], r["verdict"], [(f["reason"], f["action"]) for f in r["findings"]]) for r in records],
          [("misrouted", "accept", [("referral-misrouted", "flag")])])


def is_left_alone(path, *recipients):
    equal(is_relayed(path, *recipients), [], "records")


for _path in ("filled/controls-ashdown.docx", "filled/controls-ashdown.odt", "filled/controls-ashdown.doc",
              "filled/legacy-layla.rtf", "filled/fields-ashdown.pdf", "filled/fields-flattened.pdf", "filled/five.odt"):
    suite.row(f"{_path} to an outsider is flagged, recorded and relayed octet for octet", is_flagged, _path, OUTSIDER)
    suite.row(f"{_path} to a colleague is relayed octet for octet, unrecorded", is_left_alone, _path, COLLEAGUE)
suite.row("a form to a colleague and to an outsider is flagged", is_flagged, "filled/controls-ashdown.docx", COLLEAGUE,
          OUTSIDER)
suite.row("a form to the enquiries mailbox alone is flagged", is_flagged, "filled/controls-ashdown.docx", PREVENT)
suite.row("a form to the enquiries mailbox and to a colleague is relayed, unrecorded", is_left_alone,
          "filled/controls-ashdown.docx", PREVENT, COLLEAGUE)
for _path in ("blank/controls-en.docx", "blank/plain-cy.odt", "blank/fields-en.pdf", "other/minutes-panel.pdf",
              "other/mash.docx", "other/school-report.pdf", "unreadable/password.pdf", "unreadable/picture.docx"):
    suite.row(f"{_path} to an outsider is relayed octet for octet, unrecorded", is_left_alone, _path, OUTSIDER)


@suite.test
def mail_without_a_file_is_relayed_unrecorded():
    before = len(site.daemon.records("verdict", "outcome-unknown"))
    mail = ordinary(to=(OUTSIDER,), sender=SENDER, size=200000)
    site.expect(mail, "accept")
    site.is_relayed_untouched(mail)
    equal(len(site.daemon.records("verdict", "outcome-unknown")), before, "records")


@suite.test
def once_the_route_says_refuse_a_misrouted_form_is_not_relayed():
    text = site.daemon.rules["test.conf"].replace("  on {", "  on { referral-misrouted = refuse ")
    site.daemon.rules["test.conf"] = text
    site.daemon.configure()
    site.daemon.stop()
    site.daemon.start()
    mail = referral(to=(BCC,), cc=(), sender=SENDER, files=[document("filled/fields-ashdown.pdf")])
    answer = site.expect(mail, "refuse")
    require(all(line.startswith("5.7.914 ") for line in answer.lines), answer)
    site.is_not_relayed(mail)
    is_left_alone("blank/fields-en.pdf", OUTSIDER)


@suite.test
def a_wrong_expectation_would_be_noticed():
    try:
        is_flagged("blank/controls-en.docx", OUTSIDER)
    except AssertionError:
        return
    raise AssertionError("a blank was taken for a form that was flagged")


if __name__ == "__main__":
    suite.always = a_private_postfix_and_the_daemon_start.__name__
    suite.main(postfix.missing())
