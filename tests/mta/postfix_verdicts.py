"""Every verdict through a real Postfix: what the client hears, what the next mail server gets."""

import os
import re
import shutil

import planted
import postfix
import routes
from daemon import SOURCE, USER
from mail_site import Site
from messages import (BCC, CHILD, MASH, POLICE, PREVENT, Mail, common_header, file_part, lines, multipart, ordinary,
                      pdf, referral, text_part)
from suite import Suite, equal, require, wait_until

suite = Suite("mta: verdicts through Postfix")
REPAIR, HOLD = "repair@police.example", "hold@police.example"


def policy():
    return {"rules": {"10-lewisham.conf": routes.route(),
                      "20-repair.conf": routes.route("repair", police=REPAIR, on="copy-missing = repair"),
                      "30-hold.conf": routes.route("hold", police=HOLD, on="copy-missing = hold")},
            "guidance": routes.guidance()}


site = Site(**policy()) if not postfix.missing() else None


@suite.test
def a_private_postfix_and_the_daemon_start():
    site.start()


@suite.close
def postfix_and_the_daemon_stop_and_nothing_personal_is_left():
    try:
        if suite.failed:
            print(f"    log of Postfix:\n{site.postfix.log()[-6000:]}")
            print(f"    log of the daemon:\n{site.daemon.log()[-4000:]}")
        site.stop()
    finally:
        site.remove()


@suite.test
def a_complete_referral_is_relayed_octet_for_octet():
    before = len(site.daemon.records())
    mail = referral()
    site.expect(mail, "accept")
    site.is_relayed_untouched(mail)
    equal(len(site.daemon.records()) - before, 1, "records")


@suite.test
def a_form_made_by_a_word_processor_is_relayed_octet_for_octet():
    for name, content_type in (("form.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
                               ("form.odt", "application/vnd.oasis.opendocument.text"), ("form.rtf", "application/rtf"),
                               ("form.doc", "application/msword"), ("form.pdf", "application/pdf")):
        with open(os.path.join(SOURCE, "tests", "cases", "files", name), "rb") as file:
            mail = referral(files=[file_part(file.read(), name, content_type)])
        site.expect(mail, "accept")
        site.is_relayed_untouched(mail)


@suite.test
def other_mail_is_relayed_octet_for_octet_and_not_recorded():
    before = len(site.daemon.records())
    for mail in (ordinary(), ordinary(size=300000)):
        site.expect(mail, "accept")
        site.is_relayed_untouched(mail)
    equal(len(site.daemon.records()), before, "records")


@suite.test
def a_refused_referral_is_not_relayed_and_every_line_of_the_reply_has_its_code():
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


def ambiguous(mail, trouble):
    """Refused, unrelayed, and recorded with this kind of trouble: what the client heard, and the record."""
    before = len(site.daemon.records())
    answer = site.expect(mail, "refuse", ("BODY=8BITMIME",))
    equal(answer.code, 550)
    for line in answer.lines:
        require(line.startswith("5.7.922 "), line)
    equal(planted.find_in_octets("\n".join(answer.lines).encode(), "the reply"), [])
    site.is_not_relayed(mail)
    records = site.daemon.records()[before:]
    equal(len(records), 1, "records")
    equal((records[0]["verdict"], records[0]["reason"]), ("refuse", "content-ambiguous"))
    equal([f for f in records[0]["findings"] if f["reason"] == "content-ambiguous"],
          [{"reason": "content-ambiguous", "action": "refuse", "subject": None, "excepted": False, "trouble": trouble}])
    return answer


@suite.test
def a_referral_with_more_than_one_reading_is_refused_with_advice_for_its_kind_of_trouble():
    mail = referral()
    mail.body = mail.body.replace(b"--=_b0undary--\r\n", b"")
    answer = ambiguous(mail, "structure")
    require(any("attach the form to a new message" in line for line in answer.lines), answer)
    require("reasons=content-ambiguous/structure case=" in site.daemon.log(), "the log says the kind of trouble")
    mail = referral()
    mail.body = mail.body.replace(b'filename="oddsocks-xylophonic.pdf"', b'filename="oddsocks-xylophonic.exe"')
    answer = ambiguous(mail, "file-name")
    require(any("Write a new message and attach the form" in line for line in answer.lines), answer)
    ambiguous(referral().with_field("To", f" {POLICE}"), "header")


@suite.test
def other_mail_with_more_than_one_reading_is_relayed_octet_for_octet_and_not_recorded():
    before = len(site.daemon.records())
    mail = ordinary().with_field("To", f" {BCC}")
    mail.header[-2:] = [("Content-Type", ' multipart/mixed; boundary="x"'), mail.header[-1]]
    mail.body = lines("--x", "Content-Transfer-Encoding: base64", "", "VGhp=IQ==", "--y--") + mail.body
    site.expect(mail, "accept")
    site.is_relayed_untouched(mail)
    equal(len(site.daemon.records()), before, "records")


@suite.test
def the_corrected_referral_passes_on_the_same_connection():
    client = site.client()
    equal(site.send_on(client, referral(cc=())).verdict, "refuse")
    mail = referral()
    equal(site.send_on(client, mail).verdict, "accept")
    client.quit()
    site.is_relayed_untouched(mail)


def repaired(mail, missing, cc_before):
    """Accepted; each missing copy is a recipient once and in one visible Cc once; nothing else has changed."""
    site.expect(mail, "accept")
    got = site.relayed(mail)
    equal(sorted(got.recipients), sorted({*mail.recipients, *missing}), "recipients")
    equal(len(got.field("Cc")), 1, "Cc fields")
    value = got.field("Cc")[0].decode()
    for address in (*missing, *cc_before):
        equal(value.count(address), 1, f"{address} in {value}")
    require(all(len(line) < 998 for line in value.splitlines()), value)
    equal(got.octets.partition(b"\r\n\r\n")[2], mail.body, "body")
    equal([f for f in got.header_fields() if f[0].lower() not in (b"cc", b"received")],
          [(name.encode(), value.encode()) for name, value in mail.header if name.lower() != "cc"], "other fields")


@suite.test
def a_missing_copy_is_added_to_an_existing_cc():
    repaired(referral(to=(REPAIR,), cc=(PREVENT,)), (MASH,), (PREVENT,))


@suite.test
def both_missing_copies_are_added_where_there_is_no_cc():
    repaired(referral(to=(REPAIR,), cc=()), (MASH, PREVENT), ())


@suite.test
def a_missing_copy_is_added_to_a_long_folded_cc():
    others = [f'"Colleague {i}" <colleague{i}@thistledown.example>' for i in range(30)]
    mail = referral(to=(REPAIR,), cc=()).without_field("Cc")
    mail.header.insert(2, ("Cc", " " + ",\r\n\t".join([*others, PREVENT])))
    mail.recipients += [f"colleague{i}@thistledown.example" for i in range(30)] + [PREVENT]
    repaired(mail, (MASH,), (PREVENT, "colleague7@thistledown.example"))


@suite.test
def a_repair_never_shows_a_blind_copy():
    mail = referral(to=(REPAIR,), cc=(PREVENT,), bcc=(BCC,))
    site.expect(mail, "accept")
    got = site.relayed(mail)
    require(BCC in got.recipients, got.recipients)
    require(BCC.encode() not in got.octets, "shown")


@suite.test
def a_held_referral_waits_in_the_queue_and_can_be_released():
    mail = referral(to=(HOLD,), cc=(PREVENT,))
    site.expect(mail, "accept")
    site.is_not_relayed(mail)
    held = [(queue_id, entry) for queue_id, entry in site.postfix.queued() if queue_id.endswith("!")]
    equal(len(held), 1, "held messages")
    logged = re.findall(r"milter-hold: END-OF-MESSAGE from [^:]*: (.*?); from=", site.postfix.log())
    require(logged, "Postfix says in its log that it holds the message")
    equal(planted.find_in_octets("\n".join(logged).encode(), "the hold reason"), [])
    postfix.run("/usr/sbin/postsuper", "-c", site.postfix.config, "-H", held[0][0].rstrip("!"))
    postfix.run("/usr/sbin/postqueue", "-c", site.postfix.config, "-f")
    site.is_relayed_untouched(mail)


@suite.test
def many_recipients_are_all_relayed_or_none():
    others = [f"colleague{i}@thistledown.example" for i in range(200)]
    mail = referral(envelope=[POLICE, MASH, PREVENT, *others])
    site.expect(mail, "accept")
    site.is_relayed_untouched(mail)
    refused = referral(cc=(), envelope=[POLICE, *others])
    site.expect(refused, "refuse")
    site.is_not_relayed(refused)
    site.queue_is_empty()


@suite.test
def an_attachment_of_10_mb_is_relayed_octet_for_octet():
    mail = referral(padding=10 << 20)
    site.expect(mail, "accept")
    site.is_relayed_untouched(mail)


@suite.test
def an_attachment_of_10_mb_without_a_copy_is_refused():
    mail = referral(cc=(), padding=10 << 20)
    site.expect(mail, "refuse")
    site.is_not_relayed(mail)


@suite.test
def eight_bit_text_is_relayed_octet_for_octet():
    part = lines("Content-Type: text/plain; charset=iso-8859-1", "Content-Transfer-Encoding: 8bit", "",
                 b"Stra\xdfe, caf\xe9, na\xefve: Snufflebrook.")
    mail = referral()
    mail.body = multipart([part, file_part(pdf())])
    site.expect(mail, "accept", ("BODY=8BITMIME",))
    site.is_relayed_untouched(mail)
    mail = referral(cc=())
    mail.body = multipart([part, file_part(pdf())])
    site.expect(mail, "refuse", ("BODY=8BITMIME",))


@suite.test
def an_internationalised_message_is_relayed_octet_for_octet_or_refused():
    utf8 = "zo\u00eb@thistledown.example"
    mail = referral(bcc=(utf8,)).with_field("Comments", " caf\u00e9 \u4f60\u597d")
    mail.header = [(n, v.replace("Zebedee", "Z\u00ebbedee")) for n, v in mail.header]
    site.expect(mail, "accept", ("SMTPUTF8", "BODY=8BITMIME"))
    site.is_relayed_untouched(mail)
    refused = referral(cc=(utf8,)).with_field("Comments", " caf\u00e9")
    answer = site.expect(refused, "refuse", ("SMTPUTF8", "BODY=8BITMIME"))
    require("\n".join(answer.lines).isascii(), answer)


@suite.test
def an_internationalised_message_is_repaired_too():
    mail = referral(to=(REPAIR,), cc=(PREVENT, "zo\u00eb@thistledown.example"))
    site.expect(mail, "accept", ("SMTPUTF8", "BODY=8BITMIME"))
    got = site.relayed(mail)
    require(MASH in got.recipients, got.recipients)
    equal(got.field("Cc")[0].decode().count(MASH), 1)


@suite.test
def a_message_with_dots_and_long_lines_is_relayed_octet_for_octet():
    text = ".\r\n..\r\n.leading dot\r\n" + "x" * 990 + "\r\n" + "trailing blanks   \t\r\n\r\n\r\nend"
    mail = referral(text=text)
    site.expect(mail, "accept")
    site.is_relayed_untouched(mail)


@suite.test
def odd_but_legal_header_folding_is_relayed_octet_for_octet():
    mail = referral()
    mail.header += [("X-Folded", " one\r\n two\r\n\tthree"), ("X-Spaces", "   many   "), ("X-Tight", "tight"),
                    ("x-LOWER", " kept"), ("X-Empty", ""), ("X-Same", " 1"), ("X-Same", " 2")]
    site.expect(mail, "accept")
    site.is_relayed_untouched(mail)


@suite.test
def a_plain_text_message_without_mime_is_relayed_or_refused():
    mail = Mail([POLICE, MASH, PREVENT], [f for f in common_header((POLICE,), (MASH, PREVENT))
                                          if f[0] != "MIME-Version"], lines("No form here. Snufflebrook."))
    answer = site.expect(mail, "refuse")
    require("5.7.902" in answer.lines[0], answer)


def local(mail):
    """Submits as a local program does: LF line ends, sendmail(1). What sendmail said."""
    return site.postfix.sendmail(mail.octets().replace(b"\r\n", b"\n"), "-f", mail.sender, "--", *mail.recipients)


@suite.test
def a_complete_referral_of_a_local_program_is_relayed():
    mail = referral()
    done = local(mail)
    equal(done.returncode, 0, done.stdout)
    site.is_relayed_untouched(mail)


@suite.test
def a_refused_referral_of_a_local_program_comes_back_with_the_guidance():
    mail = referral(cc=())
    done = local(mail)
    equal(done.returncode, 0, done.stdout)
    bounce = wait_until(lambda: [m for m in site.sink.messages if m.recipients == [mail.sender]
                                 and mail.header and dict(mail.header)["Message-ID"].strip().encode() in m.octets],
                        15, "the bounce")[0]
    text = re.sub(rb"\s+", b" ", bounce.octets)
    for wanted in (b"NOT sent: your referral has not reached the police yet", MASH.encode(), b"5.7.901"):
        require(wanted in text, wanted, "in", bounce.octets.decode("utf-8", "replace")[:3000])
    require(not [m for m in site.sink.messages if POLICE in m.recipients and m.octets.count(
        dict(mail.header)["Message-ID"].strip().encode())], "it is not relayed")
    site.queue_is_empty()


@suite.test
def a_repair_of_a_local_message_is_made():
    mail = referral(to=(REPAIR,), cc=(PREVENT,))
    equal(local(mail).returncode, 0)
    got = site.relayed(mail)
    equal(sorted(got.recipients), sorted([REPAIR, PREVENT, MASH]))


@suite.test
def several_messages_on_one_connection_are_judged_one_by_one():
    client = site.client()
    plan = [(referral(), "accept"), (referral(cc=()), "refuse"), (ordinary(), "accept"), (referral(to=(REPAIR,), cc=()),
            "accept"), (referral(form=False), "refuse"), (referral(), "accept"), (ordinary(), "accept")]
    for mail, verdict in plan:
        answer = site.send_on(client, mail)
        equal(answer.verdict, verdict, answer)
    client.docmd("RSET")
    client.docmd("MAIL", f"FROM:<{plan[0][0].sender}>")
    client.docmd("RCPT", f"TO:<{POLICE}>")
    client.docmd("RSET")
    mail = ordinary()
    equal(site.send_on(client, mail).verdict, "accept")
    client.quit()
    for mail, verdict in plan:
        if verdict == "accept":
            site.relayed(mail)
        else:
            site.is_not_relayed(mail, 0)


@suite.test
def a_null_sender_is_never_refused():
    mail = referral(cc=(), form=False, sender="")
    site.expect(mail, "accept")
    got = site.relayed(mail)
    equal(got.sender, "")


@suite.test
def when_the_ledger_cannot_be_written_referrals_defer_and_nothing_of_them_is_relayed():
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
    # The client tries again: now it is repaired, once.
    retried = referral(to=(REPAIR,), cc=())
    site.expect(retried, "accept")
    got = site.relayed(retried)
    equal(sorted(got.recipients), sorted([REPAIR, MASH, PREVENT]))
    require(os.stat(ledger).st_uid == os.stat(site.daemon.path("var")).st_uid, f"the ledger is {USER}'s again")


@suite.test
def no_reply_to_any_client_named_anybody():
    rejects = "\n".join(re.findall(r"milter-reject: .*?: (5\.7.*?); from=", site.postfix.log()))
    require(rejects, "Postfix logs the replies")
    equal(planted.find_in_octets(rejects.encode(), "the replies"), [])
    require(CHILD not in rejects, rejects)


@suite.test
def a_changed_message_would_be_noticed():
    mail = referral(to=(REPAIR,), cc=(PREVENT,))
    site.expect(mail, "accept")
    try:
        site.is_relayed_untouched(mail)
    except AssertionError:
        return
    raise AssertionError("a repaired message was taken for an untouched one")


@suite.test
def the_text_part_of_this_suite_holds_planted_data():
    require(planted.find_in_octets(text_part(), "a message"), "the messages are worth looking for")


if __name__ == "__main__":
    suite.always = a_private_postfix_and_the_daemon_start.__name__
    suite.main(postfix.missing())
