"""New bodies: what an inspector takes out of a message reaches the MTA whole, or nothing does."""

import routes
from bad_daemon import bad_inspectors
from inspectors import is_deferred, passes_early, recovers
from messages import MASH, POLICE, PREVENT, Mail, common_header, lines, referral
from milter_client import ACTIONS_ALL, SMFIF_CHGBODY, Client
from suite import Suite, equal, require

suite = Suite("wire: new bodies")
NOTICE = lines("An attachment was taken out of this message: a program. Please ask.")


def stripping(how, **options):
    return bad_inspectors(template=how, **options)


def new_body(outcome):
    return b"".join(data for kind, data in outcome.edits if kind == "replace-body")


@suite.test
def a_stripped_attachment_gives_a_new_body_and_no_other_edit():
    with stripping("strip") as daemon:
        mail = referral()
        outcome = daemon.deliver(mail)
        equal(outcome.verdict, "accept", outcome)
        equal({kind for kind, _ in outcome.edits} - {"progress"}, {"replace-body"}, "edits")
        body = new_body(outcome)
        cut = mail.body.index(b"Content-Type: application/pdf")
        equal(body[:cut], mail.body[:cut], "what stands before the attachment")
        equal(body[cut:].partition(b"\r\n\r\n")[2], NOTICE + b"\r\n--=_b0undary--\r\n")
        equal(daemon.records()[-1]["edits"], ["replace-body"])


@suite.test
def a_large_body_comes_in_chunks():
    with stripping("strip") as daemon:
        mail = referral(text="x" * 70 + "\r\n")
        text = lines(*["Snufflebrook " * 5] * 20000)
        mail.body = mail.body.replace(b"x" * 70 + b"\r\n", text)
        outcome = daemon.deliver(mail)
        require(sum(kind == "replace-body" for kind, _ in outcome.edits) > 10, outcome.verdict)
        require(all(len(data) <= 65535 for _, data in outcome.edits), "a chunk is too large")
        require(text in new_body(outcome), "the text is there")


@suite.test
def a_message_that_is_the_attachment_itself_changes_its_header_too():
    with stripping("strip") as daemon:
        header = common_header((POLICE,), (MASH, PREVENT)) + [
            ("Content-Type", ' application/octet-stream; name="oddsocks.exe"'), ("Content-Transfer-Encoding", " base64")]
        outcome = daemon.deliver(Mail([POLICE, MASH, PREVENT], header, lines("TVqQAAMAAAAEAAAA")))
        equal(outcome.verdict, "accept", outcome)
        equal(new_body(outcome), NOTICE)
        equal(sorted(outcome.header_edits()), [
            ("change-header", 1, "Content-Transfer-Encoding", " quoted-printable"),
            ("change-header", 1, "Content-Type", " text/plain; charset=utf-8")])
        equal(daemon.records()[-1]["edits"],
              ["replace-body", "change-header Content-Type", "change-header Content-Transfer-Encoding"])


@suite.test
def an_mta_that_takes_no_bodies_gets_a_deferral():
    with stripping("strip") as daemon:
        with Client(daemon.socket, actions=ACTIONS_ALL & ~SMFIF_CHGBODY) as client:
            outcome = client.open().send(referral())
            daemon.heard(outcome)
            equal(outcome.verdict, "defer", outcome)
            equal(outcome.header_edits(), [], "edits")


def lies(how):
    with stripping(how) as daemon:
        outcome = daemon.deliver(referral())
        is_deferred(outcome)
        equal([kind for kind, _ in outcome.edits if kind != "progress"], [], "edits")
        require(all(record["verdict"] != "accept" for record in daemon.records()), "recorded as accepted")
        passes_early(daemon)
        recovers(daemon)


for _how in ("unsealed", "large", "garbage", "nowhere", "nothing", "twice", "unasked", "unsaid", "flagged", "subject",
             "structure"):
    suite.row(f"a new body that is {_how} is not believed: the referral is deferred unedited", lies, f"strip-{_how}")


@suite.test
def a_route_that_observes_changes_no_body():
    with stripping("strip", **routes.policy(mode="observe")) as daemon:
        outcome = daemon.deliver(referral())
        equal(new_body(outcome), b"")


if __name__ == "__main__":
    suite.main()
