"""referral-check held: lists and releases what a real Postfix and a real Sendmail hold because of a route."""

import json
import os
import subprocess

import planted
import postfix
import routes
import sendmail
from daemon import program
from mail_site import Site
from messages import PREVENT, ordinary, referral
from suite import Skip, Suite, equal, require, wait_until

suite = Suite("mta: held mail is listed and released")
HOLD = "hold@police.example"
PROGRAMS = {"Postfix": postfix, "Sendmail": sendmail}
sites = {}


def new_site(name):
    rules = {"rules": {"hold.conf": routes.route("hold", police=HOLD, on="copy-missing = hold")},
             "guidance": routes.guidance()}
    return Site(mta=getattr(PROGRAMS[name], name), **rules)


def site_of(name):
    """Started when it is wanted first."""
    if PROGRAMS[name].missing():
        raise Skip(PROGRAMS[name].missing())
    if name not in sites:
        sites[name] = new_site(name)
        sites[name].start()
    return sites[name]


def on_both(function):
    for name in PROGRAMS:
        suite.row(f"{function.__name__} ({name})", lambda name: function(site_of(name), name), name)
    return function


@suite.close
def all_stop_and_nothing_personal_is_left():
    for site in sites.values():
        try:
            site.stop()
        finally:
            site.remove()


def held(site, name, *arguments, status=0):
    """What referral-check says; its standard error behind it."""
    where = ["--postfix", site.mta.config] if name == "Postfix" else ["--sendmail", site.mta.config]
    path = "/usr/sbin:/usr/bin:/sbin:/bin"
    if name == "Sendmail":
        path = f"{site.path('bin')}:{path}"
        os.makedirs(site.path("bin"), exist_ok=True)
        with open(site.path("bin", "sendmail"), "w", encoding="ascii") as file:
            file.write(f"#!/bin/sh\nLD_LIBRARY_PATH={sendmail.LIBRARIES}\nexport LD_LIBRARY_PATH\n"
                       f"exec unshare --uts sh -c 'hostname gateway.example && exec \"$@\"' sh {site.mta.program} \"$@\"\n")
        os.chmod(site.path("bin", "sendmail"), 0o755)
    done = subprocess.run([program("referral-check"), "held", *arguments, *where, "-c",
                           site.daemon.path("referral-milter.conf")], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=100, check=False, env={"PATH": path})
    equal(done.returncode, status, f"status of {arguments}: {done.stdout}{done.stderr}")
    equal(planted.find_in_octets((done.stdout + done.stderr).encode(), "what it says"), [])
    return done.stdout + done.stderr


def listed(site, name):
    return json.loads(held(site, name, "list", "--json"))["held"]


def hold(site):
    """A message that is held, and its case."""
    mail = referral(to=(HOLD,), cc=(PREVENT,))
    site.expect(mail, "accept")
    return mail, site.daemon.records()[-1]["case"]


@on_both
def where_nothing_is_held_nothing_is_listed(site, name):
    equal(listed(site, name), [])
    require("nothing is held" in held(site, name), "it says so")


@on_both
def a_held_referral_is_listed_and_released_by_its_case_with_a_record(site, name):
    mail, case = hold(site)
    found = wait_until(lambda: listed(site, name), 10, "the held message")
    equal([(m["case"], m["reason"]) for m in found], [(case, "copy-missing")])
    require(found[0]["arrived"].startswith("20"), found)
    require(f"{found[0]['id']}  case {case}" in held(site, name), "as text")
    before = len(site.daemon.records())
    require("released" in held(site, name, "release", case, "--reason=checked"), "it says so")
    got = site.relayed(mail)
    require(got.without_received() == mail.octets(), "octet for octet")
    equal(listed(site, name), [])
    equal(len(site.daemon.records()), before, "it is not judged again")
    records = site.daemon.records("release")
    equal([(r["case"], r["why"], r["uid"]) for r in records], [(case, "checked", records[0]["uid"])])


@on_both
def one_of_several_is_released_by_its_queue_id_and_the_others_wait(site, name):
    (first, _), (second, case) = hold(site), hold(site)
    wait_until(lambda: len(listed(site, name)) == 2, 10, "two held messages")
    chosen = next(m["id"] for m in listed(site, name) if m["case"] == case)
    held(site, name, "release", chosen, "--reason", "urgent")
    site.relayed(second)
    site.is_not_relayed(first)
    equal(len(listed(site, name)), 1)
    held(site, name, "release", listed(site, name)[0]["case"], "--reason", "mistake")
    site.relayed(first)
    equal([r["why"] for r in site.daemon.records("release")][-2:], ["urgent", "mistake"])


@suite.test
def what_others_hold_in_postfix_is_left_alone():
    site = site_of("Postfix")
    site.postfix.reload(smtpd_end_of_data_restrictions="check_sender_access static:HOLD")
    site.expect(ordinary(), "accept")
    queue_id = wait_until(lambda: [i.rstrip("!") for i, _ in site.mta.queued() if i.endswith("!")], 10, "the hold")[0]
    equal(listed(site, "Postfix"), [])
    require("1 more on hold for other reasons" in held(site, "Postfix"), "it says so")
    require("no such message" in held(site, "Postfix", "release", queue_id, "--reason=test", status=1), "refused")
    postfix.run("/usr/sbin/postsuper", "-c", site.postfix.config, "-d", queue_id)
    site.postfix.reload(smtpd_end_of_data_restrictions="")


@suite.test
def what_others_quarantine_in_sendmail_is_left_alone():
    site = site_of("Sendmail")
    files = {"hf6ANothers001": "V8\nT1795400000\nqa virus\n",
             "hf6ANothers002": "V8\nT1795400000\nqreferral-milter: held, case 7qxm\n"}
    for name, text in files.items():
        with open(os.path.join(site.mta.queue, name), "w", encoding="ascii") as file:
            file.write(text)
    try:
        equal(listed(site, "Sendmail"), [])
        require("2 more on hold" in held(site, "Sendmail"), "it says so")
        require("no such" in held(site, "Sendmail", "release", "6ANothers001", "--reason=test", status=1), "refused")
    finally:
        for name in files:
            os.unlink(os.path.join(site.mta.queue, name))


@on_both
def without_a_daemon_that_records_it_nothing_is_released(site, name):
    mail, case = hold(site)
    wait_until(lambda: listed(site, name), 10, "the held message")
    site.daemon.stop()
    require("nothing released" in held(site, name, "release", case, "--reason=test", status=2), "it says so")
    site.daemon.start()
    site.is_not_relayed(mail)
    held(site, name, "release", case, "--reason=test")
    site.relayed(mail)


@on_both
def what_is_asked_wrongly_is_refused(site, name):
    for arguments, words in ((["release"], "one queue id"), (["release", "A1B2"], "--reason: allowed: checked"),
                             (["release", "A1B2", "--reason=Robin said so"], "--reason: allowed"), (["free"], "allowed:"),
                             (["list", "--reason=test"], "is for release"), (["--x"], "no such option")):
        require(words in held(site, name, *arguments, status=2), words)
    require("no such message" in held(site, name, "release", "A1B2", "--reason=test", status=1), "not there")


if __name__ == "__main__":
    suite.main()
