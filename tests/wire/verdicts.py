"""Every verdict, as an MTA hears it and as the ledger records it."""

import os
import re

import planted
import routes
from daemon import Daemon, serve, shipped_rules
from messages import (AUTH_USER, BCC, CHILD, CLIENT_IP, CLIENT_NAME, FILE_NAME, MASH, POLICE, PREVENT,
                      file_part, lines, ordinary, pdf, referral)
from milter_client import BODY, EOH
from suite import Suite, equal, require

suite = Suite("wire: verdicts")
RETIRED = "oldreferrals@met.police.uk"
daemon = Daemon(
    rules={
        "10-lewisham.conf": routes.route(retired=RETIRED, on="form-missing = refuse  copy-missing = refuse"),
        "20-repair.conf": routes.route(
            "repair", police="repair@police.example", on="copy-missing = repair  form-missing = hold"),
        "30-observe.conf": routes.route("observe", mode="observe", police="observe@police.example"),
        "40-flag.conf": routes.route("flag", police="flag@police.example", on="copy-missing = flag"),
        "50-elsewhere.conf": routes.route("elsewhere", police=routes.ELSEWHERE, networks='"192.0.2.0/24"',
                                          authenticated="no"),
    },
    guidance=routes.guidance())


def last_record():
    return daemon.records()[-1]


def deliver(mail, verdict, records=1, **options):
    """Delivers, checks the verdict and how many records it made. The outcome and the last record."""
    before = len(daemon.records())
    outcome = daemon.deliver(mail, **options)
    equal(outcome.verdict, verdict, f"verdict of {outcome}")
    equal(len(daemon.records()) - before, records, "new records")
    return outcome, (last_record() if records else None)


@suite.test
def a_complete_referral_is_accepted_unchanged_and_recorded():
    outcome, record = deliver(referral(), "accept")
    equal(outcome.edits, [], "edits")
    equal(record["verdict"], "accept")
    equal(record["route"], "lewisham")


@suite.test
def a_missing_copy_is_refused_with_the_exact_reply():
    outcome, record = deliver(referral(cc=(PREVENT,)), "refuse")
    code = record["case"]
    require(re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", code), "case code", code)
    expected = [
        "NOT sent: your referral has not reached the police yet.", "If anyone is in immediate danger call 999.",
        f"Copy in Lewisham MASH: {MASH}",
        f"Ask {PREVENT}. This does not replace child protection procedures."]
    lines_said = outcome.lines
    equal(lines_said[:-1], [f"5.7.901 {line}" for line in expected], "reply")
    require(re.fullmatch(rf"5\.7\.901 Case {code}, \d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\dZ, copy-missing\.", lines_said[-1]),
            lines_said[-1])
    require(outcome.reply.startswith("550-5.7.901 NOT sent"), outcome.reply)
    require(outcome.reply.splitlines()[-1].startswith("550 5.7.901 Case"), outcome.reply)


@suite.test
def the_shipped_guidance_is_sent_word_for_word():
    text = shipped_rules()[1]["lewisham.txt"]
    found = re.findall(r"^\[(.+?)\]\n(.*?)(?=^\[|\Z)", text, re.M | re.S)
    sections = {name: body.strip("\n").split("\n") for name, body in found}
    item = [line.format_map({"copy-name": "Lewisham MASH", "copy-address": MASH}) for line in sections["copy-missing"]]
    with Daemon() as shipped:
        outcome = shipped.deliver(referral(cc=(PREVENT,)))
        record = shipped.records()[-1]
    said = [line.removeprefix("5.7.901").removeprefix(" ") for line in outcome.lines]
    when = re.search(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", said[-1])[0]
    values = {"contact": PREVENT, "case": record["case"], "time": when, "reason": "copy-missing"}
    expected = []
    for line in sections["reply"]:
        expected += item if line == "{items}" else [line.format_map(values)]
    equal(said, expected, "reply")
    require(len(said) <= 32 and all(len(line) <= 900 for line in outcome.lines), "limits of a reply")


@suite.test
def the_log_names_the_queue_id_first_and_nobody():
    mail = referral(cc=(PREVENT,), queue_id="QLOGGED7")
    deliver(mail, "refuse")
    logged = [line for line in daemon.log().splitlines() if "QLOGGED7" in line]
    equal(len(logged), 1, f"lines about it {logged}")
    require(re.match(r"referral-milter\[\d+\]: QLOGGED7: ", logged[0]), logged[0])
    require("copy-missing" in logged[0], logged[0])


@suite.test
def every_missing_thing_is_an_item_of_one_checklist():
    outcome, record = deliver(referral(cc=(), form=False), "refuse")
    text = "\n".join(outcome.lines)
    for wanted in (f"Copy in Lewisham MASH: {MASH}", f"Copy in Lewisham Prevent team: {PREVENT}",
                   "Attach the Prevent Referral Form (docx, doc, odt, rtf or pdf)"):
        require(wanted in text, wanted, "in", text)
    equal({f["reason"] for f in record["findings"]}, {"copy-missing", "form-missing"})
    require(outcome.reply.startswith("550-5.7.902"), "the form comes first", outcome.reply)


@suite.test
def a_refused_referral_passes_once_it_is_corrected():
    deliver(referral(cc=(PREVENT,), message_id="grumbleweed.case@marrowby-school.example"), "refuse")
    deliver(referral(message_id="grumbleweed.case2@marrowby-school.example"), "accept")


@suite.test
def the_case_code_is_the_same_for_all_parts_of_a_split_message():
    codes = set()
    for _ in range(2):
        mail = referral(cc=(), message_id="grumbleweed.split@marrowby-school.example")
        codes.add(deliver(mail, "refuse")[1]["case"])
    equal(len(codes), 1, "case codes")


@suite.test
def a_missing_copy_is_repaired_as_recipient_and_visible_cc():
    mail = referral(to=("repair@police.example",), cc=(PREVENT,), bcc=(BCC,))
    outcome, record = deliver(mail, "accept")
    equal(outcome.added_recipients(), [MASH], "added recipients")
    edits = outcome.header_edits()
    equal(len(edits), 1, "header edits")
    _, _, name, value = edits[0]
    equal(name, "Cc")
    equal(value.count(MASH), 1, value)
    equal(value.count(PREVENT), 1, value)
    require(BCC not in value, value)
    require(record["edits"], "the edits are recorded")


@suite.test
def a_repair_of_a_part_without_the_referral_address_adds_no_recipient():
    mail = referral(to=("repair@police.example",), cc=(PREVENT,), envelope=[PREVENT])
    outcome, _ = deliver(mail, "accept")
    equal(outcome.added_recipients(), [])


@suite.test
def both_missing_copies_are_repaired_once_each():
    outcome, _ = deliver(referral(to=("repair@police.example",), cc=()), "accept")
    equal(sorted(outcome.added_recipients()), sorted([MASH, PREVENT]))
    values = " ".join(value for _, _, name, value in outcome.header_edits() if name == "Cc")
    equal((values.count(MASH), values.count(PREVENT)), (1, 1), values)


@suite.test
def a_held_referral_is_quarantined_with_a_reason_that_names_nobody():
    outcome, record = deliver(referral(to=("repair@police.example",), form=False), "hold")
    require("form-missing" in outcome.hold_reason(), outcome.hold_reason())
    equal(record["verdict"], "hold")
    equal(planted.find_in_octets(outcome.hold_reason().encode(), "the hold reason"), [])


@suite.test
def a_flagged_referral_passes_and_the_record_says_why():
    outcome, record = deliver(referral(to=("flag@police.example",), cc=(PREVENT,)), "accept")
    equal(outcome.edits, [])
    equal([f["reason"] for f in record["findings"]], ["copy-missing"])
    equal(record["findings"][0]["action"], "flag")


@suite.test
def an_observed_route_refuses_nothing_and_records_what_it_would_have_done():
    outcome, record = deliver(referral(to=("observe@police.example",), cc=(), form=False), "accept")
    equal(outcome.edits, [])
    equal((record["mode"], record["verdict"], record["would"]), ("observe", "accept", "refuse"))


@suite.test
def a_referral_address_that_no_route_covers_passes_recorded_as_no_route():
    outcome, record = deliver(referral(to=(routes.ELSEWHERE,), cc=(), form=False), "accept")
    equal(outcome.edits, [])
    equal(record["class"], "no-route")


@suite.test
def a_retired_address_is_refused_with_the_current_one_as_advice():
    outcome, _ = deliver(referral(to=(RETIRED,)), "refuse")
    require(any(f"Write to {POLICE} instead" in line for line in outcome.lines), outcome.reply)
    require("5.7.912" in outcome.reply, outcome.reply)


@suite.test
def the_null_sender_is_exempt_and_recorded():
    _, record = deliver(referral(cc=(), form=False, sender=""), "accept")
    equal(record["class"], "exempt-null-sender")


@suite.test
def an_automatic_reply_is_exempt_and_recorded():
    mail = referral(cc=(), form=False).with_field("Auto-Submitted", " auto-replied")
    _, record = deliver(mail, "accept")
    equal(record["class"], "exempt-auto-submitted")


@suite.test
def a_follow_up_without_the_form_is_flagged_only():
    mail = referral(cc=(PREVENT,), form=False).with_field("In-Reply-To", " <grumbleweed.0@marrowby-school.example>")
    _, record = deliver(mail, "accept")
    equal(record["class"], "follow-up")


@suite.test
def a_referral_address_in_the_header_alone_is_judged_too():
    deliver(referral(cc=(PREVENT,), envelope=[PREVENT]), "refuse")


@suite.test
def a_referral_address_in_the_envelope_alone_is_judged_too():
    mail = referral(to=(BCC,), cc=(MASH, PREVENT), form=False, envelope=[BCC, POLICE])
    deliver(mail, "refuse")


@suite.test
def mail_from_outside_to_the_police_is_not_ours_to_judge():
    outcome, record = deliver(referral(cc=(), form=False), "accept", ip="203.0.113.9", name="elsewhere.example")
    equal(outcome.edits, [])
    equal(record["class"], "no-route")


@suite.test
def an_authenticated_sender_is_judged_from_any_network():
    mail = referral(cc=(), macros={"{auth_authen}": AUTH_USER, "{auth_type}": "PLAIN"})
    deliver(mail, "refuse", ip="203.0.113.9", name=CLIENT_NAME)


@suite.test
def an_address_in_other_spelling_is_the_same_address():
    for spelled in ("PreventReferrals@MET.PNN.Police.UK", '"preventreferrals"@met.pnn.police.uk',
                    "preventreferrals@met.pnn.police.uk."):
        deliver(referral(envelope=[spelled], cc=()), "refuse")


@suite.test
def other_mail_is_answered_at_the_end_of_its_header_and_not_recorded():
    outcome, _ = deliver(ordinary(size=200000), "accept", records=0)
    require(outcome.was_early, "answered at", outcome.stage)
    equal((outcome.stage, outcome.edits), (EOH, []))


@suite.test
def the_body_of_a_referral_is_asked_for_and_not_refused_halfway():
    outcome, _ = deliver(referral(cc=(), padding=300000), "refuse")
    require(outcome.stage not in (EOH, BODY), "judged at", outcome.stage)


@suite.test
def no_record_and_no_reply_names_anybody():
    outcome, record = deliver(
        referral(cc=(), bcc=(BCC,), text=f"{CHILD} is mentioned", files=[file_part(pdf(), FILE_NAME)]), "refuse",
        ip=CLIENT_IP, name=CLIENT_NAME)
    for said in (outcome.reply, repr(record), "\n".join(outcome.lines)):
        equal(planted.find_in_octets(said.encode(), "an output"), [])
    require(record["sender"] and record["message_id"] and record["queue_id"], "pseudonyms are there", record)
    equal(record["sender_domain"], "other")


@suite.test
def pseudonyms_are_stable_within_a_period_and_keyed():
    first = deliver(referral(), "accept")[1]
    second = deliver(referral(), "accept")[1]
    equal(first["sender"], second["sender"])
    require(first["message_id"] != second["message_id"], "message ids differ")
    require(first["salt"] != second["salt"], "salts differ")


@suite.test
def a_referral_with_8_bit_and_long_header_values_is_read():
    mail = referral().with_field("X-Long", " " + "word " * 150).with_field("Comments", " caf\u00e9 au lait")
    deliver(mail, "accept")


@suite.test
def folded_recipients_are_read_whatever_the_folding():
    mail = referral().without_field("Cc").with_field("Cc", f" {MASH},\r\n\t{PREVENT}")
    deliver(mail, "accept")


@suite.test
def a_wrong_expectation_would_be_noticed():
    try:
        deliver(referral(cc=()), "accept")
    except AssertionError:
        return
    raise AssertionError("a refusal was taken for an acceptance")


@suite.test
def planted_personal_data_would_be_noticed():
    for octets in (b"... Zebedee ...", lines(f"Name: {CHILD}"), FILE_NAME.encode()):
        require(planted.find_in_octets(octets, "a planted output"), octets)
    path = daemon.path("var", "planted-oddsocks")
    with open(path, "w", encoding="utf-8") as file:
        file.write("nothing")
    try:
        require(planted.find_in_tree(daemon.directory), "a planted file name")
    finally:
        os.unlink(path)


if __name__ == "__main__":
    serve(suite, daemon)
