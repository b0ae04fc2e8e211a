"""Every verdict through a real Sendmail, over both kinds of socket: what the client hears, what the next server gets."""

import json
import os
import re
import shutil
import subprocess
import textwrap

import planted
import routes
import sendmail
from daemon import SOURCE, Daemon, program
from mail_site import Site
from messages import (BCC, MASH, POLICE, PREVENT, file_part, lines, multipart, ordinary, pdf, referral)
from postfix import free_port
from suite import Suite, equal, require, wait_until

suite = Suite("mta: verdicts through Sendmail")
REPAIR, HOLD, LONG = "repair@police.example", "hold@police.example", "long@police.example"
REMOVED = "An attachment was taken out of this message: {kind}. Please ask {contact}."
NOTICE = lines(*textwrap.wrap(REMOVED.format(kind="a program", contact=PREVENT), 72))
PROGRAM = b"MZ\x90\0\3\0\0\0\4\0\0\0" * 100
REPLY_LINES = 32  # of a reply, at most: libmilter's limit
FILLERS = REPLY_LINES - 8  # beside four items and what a reply must say


def long_guidance():
    """A reply that is as long as one may be, with all four copies missing."""
    text = routes.guidance("long.txt")["long.txt"]
    return text.replace("{items}\n", "{items}\n" + "".join(
        f"Line {i:02d} of what may be said: 100% of it, and {'x' * i}.\n" for i in range(FILLERS)))


def policy():
    guidance = {**routes.guidance(sections={**routes.SECTIONS, "removed": REMOVED}), "long.txt": long_guidance()}
    return {"rules": {"10-lewisham.conf": routes.route(),
                      "20-repair.conf": routes.route("repair", police=REPAIR, on="copy-missing = repair"),
                      "30-hold.conf": routes.route("hold", police=HOLD, on="copy-missing = hold"),
                      "40-long.conf": routes.route("long", police=LONG, guidance_file="long.txt",
                                                    copies=[(f"Team {i}", f"team{i}@council.example") for i in range(4)])},
            "guidance": guidance}


def new_site(kind):
    options = policy()
    if kind == "inet":
        return Site(daemon=Daemon(socket=f"inet:{free_port()}@127.0.0.1", **options), mta=sendmail.Sendmail)
    return Site(mta=sendmail.Sendmail, **options)


sites = {kind: new_site(kind) for kind in ("unix", "inet")} if not sendmail.missing() else {}


def on_both(function):
    """A test for each kind of socket."""
    for kind in ("unix", "inet"):
        suite.row(f"{function.__name__} ({kind})", lambda kind: function(sites[kind]), kind)
    return function


def both_sendmails_and_their_daemons_start():
    for site in sites.values():
        site.start()


suite.test(both_sendmails_and_their_daemons_start)


@suite.close
def both_stop_and_nothing_personal_is_left():
    for site in sites.values():
        try:
            if suite.failed:
                print(f"    Sendmail: {site.mta.log()[-3000:]}")
                print(f"    log of the daemon:\n{site.daemon.log()[-4000:]}")
            site.stop()
        finally:
            site.remove()


@on_both
def a_complete_referral_is_relayed_octet_for_octet(site):
    before = len(site.daemon.records())
    mail = referral()
    answer = site.expect(mail, "accept")
    site.is_relayed_untouched(mail)
    equal(len(site.daemon.records()) - before, 1, "records")
    queue_id = re.search(r"2\.0\.0 (\w+) ", answer.lines[0])[1]
    require(f" {queue_id}: class=referral" in site.daemon.log(), "the log knows Sendmail's queue id", queue_id)


@on_both
def other_mail_is_relayed_octet_for_octet_and_not_recorded(site):
    before = len(site.daemon.records())
    for mail in (ordinary(), ordinary(size=300000)):
        site.expect(mail, "accept")
        site.is_relayed_untouched(mail)
    equal(len(site.daemon.records()), before, "records")


@on_both
def a_refused_referral_is_not_relayed_and_every_line_of_the_reply_has_its_code(site):
    mail = referral(cc=(PREVENT,))
    answer = site.expect(mail, "refuse")
    equal(answer.code, 550)
    require(len(answer.lines) > 3, answer)
    for line in answer.lines:
        require(line.startswith("5.7.901 "), line)
    require(answer.lines[0].startswith("5.7.901 NOT sent"), answer)
    require(any(MASH in line for line in answer.lines), answer)
    equal(planted.find_in_octets("\n".join(answer.lines).encode(), "the reply"), [])
    site.is_not_relayed(mail)


@on_both
def a_reply_of_32_lines_arrives_whole_and_in_order(site):
    mail = referral(to=(LONG,), cc=())
    answer = site.expect(mail, "refuse")
    equal(len(answer.lines), REPLY_LINES, f"lines of {answer}")
    for line in answer.lines:
        require(line.startswith("5.7.901 "), line)
    said = [line for line in answer.lines if "of what may be said" in line]
    equal(said, [f"5.7.901 Line {i:02d} of what may be said: 100% of it, and {'x' * i}." for i in range(FILLERS)])
    require(answer.lines[-1].startswith("5.7.901 Case "), answer)


@on_both
def the_corrected_referral_passes_on_the_same_connection(site):
    client = site.client()
    equal(site.send_on(client, referral(cc=())).verdict, "refuse")
    mail = referral()
    equal(site.send_on(client, mail).verdict, "accept")
    other = ordinary()
    equal(site.send_on(client, other).verdict, "accept")
    equal(site.send_on(client, referral(form=False)).verdict, "refuse")
    client.quit()
    site.is_relayed_untouched(mail)
    site.is_relayed_untouched(other)


def repaired(site, mail, missing, cc_before):
    """Accepted; each missing copy is a recipient once and in one visible Cc once; nothing else has changed."""
    site.expect(mail, "accept")
    got = site.relayed(mail)
    equal(sorted(got.recipients), sorted({*mail.recipients, *missing}), "recipients")
    equal(len(got.field("Cc")), 1, "Cc fields")
    value = got.field("Cc")[0].decode()
    require(value.startswith(" ") and not value.startswith("  "), f"one blank: {value!r}")
    for address in (*missing, *cc_before):
        equal(value.count(address), 1, f"{address} in {value}")
    equal(got.octets.partition(b"\r\n\r\n")[2], mail.body, "body")
    equal([f for f in got.header_fields() if f[0].lower() not in (b"cc", b"received")],
          [(name.encode(), value.encode()) for name, value in mail.header if name.lower() != "cc"], "other fields")


@on_both
def a_missing_copy_is_added_to_an_existing_cc(site):
    repaired(site, referral(to=(REPAIR,), cc=(PREVENT,)), (MASH,), (PREVENT,))


@on_both
def both_missing_copies_are_added_where_there_is_no_cc(site):
    repaired(site, referral(to=(REPAIR,), cc=()), (MASH, PREVENT), ())


@on_both
def a_missing_copy_is_added_to_a_long_folded_cc(site):
    others = [f'"Colleague {i}" <colleague{i}@thistledown.example>' for i in range(30)]
    mail = referral(to=(REPAIR,), cc=()).without_field("Cc")
    mail.header.insert(2, ("Cc", " " + ",\r\n\t".join([*others, PREVENT])))
    mail.recipients += [f"colleague{i}@thistledown.example" for i in range(30)] + [PREVENT]
    repaired(site, mail, (MASH,), (PREVENT, "colleague7@thistledown.example"))


@on_both
def a_repair_never_shows_a_blind_copy(site):
    mail = referral(to=(REPAIR,), cc=(PREVENT,), bcc=(BCC,))
    site.expect(mail, "accept")
    got = site.relayed(mail)
    require(BCC in got.recipients, got.recipients)
    require(BCC.encode() not in got.octets, "shown")


@on_both
def a_held_referral_waits_in_quarantine_and_can_be_released(site):
    mail = referral(to=(HOLD,), cc=(PREVENT,))
    site.expect(mail, "accept")
    site.is_not_relayed(mail, 2.5)  # the queue is run meanwhile
    held = [queue_id.rstrip("!") for queue_id, _ in site.mta.queued() if queue_id.endswith("!")]
    equal(len(held), 1, "held messages")
    reason = site.mta.quarantine_reason(held[0])
    require(reason.startswith("referral-milter") and "copy-missing" in reason, reason)
    equal(planted.find_in_octets(reason.encode(), "the reason"), [])
    before = len(site.daemon.records())
    site.mta.run("-qQ", f"-qI{held[0]}", "-Q")
    site.is_relayed_untouched(mail)
    equal(len(site.daemon.records()), before, "it is not judged again: records")


@on_both
def what_is_unsafe_is_taken_out_and_the_rest_is_relayed_octet_for_octet(site):
    for text in (None, ".\r\n..\r\n.leading dot\r\n" + "Snufflebrook \r\n" * 50000):
        mail = referral(text=text, files=[file_part(pdf()),
                                          file_part(PROGRAM, "oddsocks.exe", "application/octet-stream")])
        site.expect(mail, "accept")
        got = site.relayed(mail)
        head, _, body = got.without_received().partition(b"\r\n\r\n")
        equal(head + b"\r\n\r\n", mail.octets()[:len(mail.octets()) - len(mail.body)], "header")
        start = mail.body.rpartition(b"\r\nContent-Type: ")[0] + b"\r\n"
        require(body.startswith(start) and body.endswith(b"\r\n\r\n" + NOTICE + b"\r\n--=_b0undary--\r\n"), body[-2000:])


@on_both
def an_attachment_of_10_mb_is_relayed_octet_for_octet_or_refused(site):
    mail = referral(padding=10 << 20)
    site.expect(mail, "accept")
    site.is_relayed_untouched(mail)
    mail = referral(cc=(), padding=10 << 20)
    site.expect(mail, "refuse")
    site.is_not_relayed(mail)


@on_both
def many_recipients_are_all_relayed_or_none(site):
    others = [f"colleague{i}@thistledown.example" for i in range(90)]
    mail = referral(envelope=[POLICE, MASH, PREVENT, *others])
    site.expect(mail, "accept")
    site.is_relayed_untouched(mail)
    refused = referral(cc=(), envelope=[POLICE, *others])
    site.expect(refused, "refuse")
    site.is_not_relayed(refused)


@on_both
def eight_bit_text_is_relayed_octet_for_octet(site):
    part = lines("Content-Type: text/plain; charset=iso-8859-1", "Content-Transfer-Encoding: 8bit", "",
                 b"Stra\xdfe, caf\xe9, na\xefve: Snufflebrook.")
    for cc, verdict in (((MASH, PREVENT), "accept"), ((), "refuse")):
        mail = referral(cc=cc)
        mail.body = multipart([part, file_part(pdf())])
        site.expect(mail, verdict, ("BODY=8BITMIME",))
        if verdict == "accept":
            site.is_relayed_untouched(mail)


@on_both
def odd_but_legal_header_folding_is_seen_and_relayed_octet_for_octet(site):
    mail = referral()
    mail.header += [("X-Folded", " one\r\n two\r\n\tthree"), ("X-Spaces", "   many   "), ("X-Tight", "tight"),
                    ("x-LOWER", " kept"), ("X-Tab", "\ttab"), ("X-Same", " 1"), ("X-Same", " 2")]
    site.expect(mail, "accept")
    site.is_relayed_untouched(mail)


@on_both
def a_message_with_dots_and_long_lines_is_relayed_octet_for_octet(site):
    text = ".\r\n..\r\n.leading dot\r\n" + "x" * 980 + "\r\n" + "trailing blanks   \t\r\n\r\n\r\nend"
    mail = referral(text=text)
    site.expect(mail, "accept")
    site.is_relayed_untouched(mail)


@on_both
def a_referral_with_a_nul_is_refused_and_other_mail_with_one_passes(site):
    mail = referral()
    mail.body = mail.body.replace(b"Snufflebrook", b"Snuffle\0brook")
    if b"\0" not in mail.body:
        mail.body = mail.body.replace(b"referral", b"refer\0ral", 1)
    require(b"\0" in mail.body, "planted")
    answer = site.expect(mail, "refuse", ("BODY=8BITMIME",))
    require(answer.lines[0].startswith("5.7.922 "), answer)
    site.is_not_relayed(mail)
    other = ordinary(text="Lunch\0 on Friday?")
    site.expect(other, "accept", ("BODY=8BITMIME",))
    site.relayed(other)


@on_both
def a_null_sender_is_never_refused(site):
    mail = referral(cc=(), form=False, sender="")
    site.expect(mail, "accept")
    equal(site.relayed(mail).sender, "")


@on_both
def when_the_ledger_cannot_be_written_referrals_defer_and_other_mail_passes(site):
    ledger = site.daemon.path("var", "ledger")
    site.daemon.stop()
    os.rename(ledger, ledger + ".away")
    os.mkdir(ledger, 0o755)  # root's: the daemon may not write there
    site.daemon.start()
    try:
        for mail in (referral(), referral(cc=()), referral(to=(REPAIR,), cc=()), referral(to=(HOLD,), cc=())):
            answer = site.expect(mail, "defer")
            require(answer.lines[0].startswith("4.3.0 "), answer)
            site.is_not_relayed(mail, 0.3)
        mail = ordinary()
        site.expect(mail, "accept")
        site.relayed(mail)
    finally:
        site.daemon.stop()
        shutil.rmtree(ledger)
        os.rename(ledger + ".away", ledger)
        site.daemon.start()
    retried = referral(to=(REPAIR,), cc=())
    site.expect(retried, "accept")
    equal(sorted(site.relayed(retried).recipients), sorted([REPAIR, MASH, PREVENT]))


@on_both
def while_the_daemon_is_away_all_mail_waits(site):
    site.daemon.stop()
    client = site.client()
    try:
        code, text = client.docmd("MAIL", f"FROM:<{BCC}>")
        equal(code // 100, 4, f"{code} {text}")
    finally:
        client.close()
        site.daemon.start()
    mail = referral()
    site.expect(mail, "accept")
    site.is_relayed_untouched(mail)


@on_both
def the_queue_is_empty_in_the_end(site):
    wait_until(lambda: not site.mta.queued(), 20, "an empty queue", 0.2)


@suite.test
def the_manuals_lines_are_what_this_sendmail_runs_with_and_the_doctor_finds_no_error():
    with open(os.path.join(SOURCE, "README.md"), encoding="utf-8") as file:
        line = next(line for line in file.read().splitlines() if line.startswith("INPUT_MAIL_FILTER("))
    for site in sites.values():
        with open(os.path.join(site.directory, "sendmail.mc"), encoding="ascii") as file:
            require(line.replace("unix:/run/referral-milter/milter.sock", site.mta.milter) in file.read().splitlines(), line)
        done = subprocess.run([program("referral-check"), "mta", "--json", "--sendmail", site.mta.config, "-c",
                               site.daemon.path("referral-milter.conf")], stdout=subprocess.PIPE, text=True, timeout=60,
                              check=False)
        findings = json.loads(done.stdout)["findings"]
        equal((done.returncode, [f for f in findings if f["level"] == "error"]), (0, []), findings)


@suite.test
def a_changed_message_would_be_noticed():
    site = sites["unix"]
    mail = referral(to=(REPAIR,), cc=(PREVENT,))
    site.expect(mail, "accept")
    try:
        site.is_relayed_untouched(mail)
    except AssertionError:
        return
    raise AssertionError("a repaired message was taken for an untouched one")


if __name__ == "__main__":
    suite.always = both_sendmails_and_their_daemons_start.__name__
    suite.main(sendmail.missing())
