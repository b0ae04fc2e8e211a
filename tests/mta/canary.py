"""referral-check canary through a real Postfix: alive, and each way in which the path can be dead."""

import json
import signal
import subprocess

import postfix
import routes
from daemon import program
from mail_site import Site
from suite import Suite, equal, require, wait_until

suite = Suite("mta: the canary through Postfix")
DOMAIN = "referral-milter.invalid"
CANARY = f"canary@{DOMAIN}"


def canary_route(mode="enforce", networks='"127.0.0.0/8"'):
    return f"""
route "canary" {{
  canary = yes
  mode = {mode}
  senders {{ networks = {{ {networks} }} }}
  referral-address "nobody" {{ current = {{ "{CANARY}" }} }}
  copy "nobody else" {{ any-of = {{ "canary-copy@{DOMAIN}" }} }}
  on {{ copy-missing = refuse }}
  guidance = "test.txt"
  contact = "postmaster@gateway.example"
}}
"""


def policy(**options):
    made = routes.policy()
    made["rules"]["canary.conf"] = canary_route(**options)
    return made


class CanarySite(Site):
    """Whatever comes to the domain of the canary and is not refused is thrown away."""

    def __init__(self, **options):
        super().__init__(settings={"transport_maps": f"inline:{{ {{ {DOMAIN} = discard: }} }}"}, **policy(**options))

    def canary(self, *arguments, status):
        done = subprocess.run(
            [program("referral-check"), "canary", "--via", f"127.0.0.1:{self.postfix.port}", "--config",
             self.daemon.path("referral-milter.conf"), *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=100,
            check=False)
        equal(done.returncode, status, f"exit status: {done.stdout}")
        return done.stdout

    def reload(self, **options):
        self.daemon.rules["canary.conf"] = canary_route(**options)
        self.daemon.configure()
        before = self.daemon.log().count("is in force, after")
        self.daemon.process.send_signal(signal.SIGHUP)
        wait_until(lambda: self.daemon.log().count("is in force, after") > before, 20, "the new rules")


site = CanarySite() if not postfix.missing() else None


@suite.test
def a_private_postfix_and_the_daemon_start():
    site.start()


@suite.close
def postfix_and_the_daemon_stop_and_nothing_personal_is_left():
    try:
        site.stop()
    finally:
        site.remove()


def nothing_went_on():
    site.queue_is_empty()
    equal(site.sink.messages, [], "messages at the next server")


@suite.test
def a_live_path_refuses_the_test_with_its_code_and_case():
    said = site.canary(status=0)
    require(said.startswith("alive"), said)
    record = site.daemon.records()[-1]
    equal((record["route"], record["canary"], record["verdict"], record["reason"]),
          ("canary", True, "refuse", "copy-missing"))
    require(f"550 5.7.901, case {record['case']}" in said, said)
    nothing_went_on()


@suite.test
def json_says_the_same():
    found = json.loads(site.canary("--json", "--route", "canary", status=0))
    equal((found["version"], found["status"], found["result"], found["code"], found["stage"]),
          (1, 0, "alive", 550, "the message"))
    equal(found["case"], site.daemon.records()[-1]["case"])


@suite.test
def an_observing_rule_is_dead_and_its_test_is_discarded():
    site.reload(mode="observe")
    said = site.canary(status=1)
    require("the test was accepted" in said and "mode observe" in said and "came, in reply to the message:\n  250" in
            said, said)
    equal(site.daemon.records()[-1]["would"], "refuse")
    nothing_went_on()
    require("status=sent (" + DOMAIN + ")" in site.postfix.log() or "postfix/discard" in site.postfix.log(),
            site.postfix.log()[-1500:])


@suite.test
def a_rule_that_is_off_is_no_rule():
    site.reload(mode="off")
    said = site.canary("--route", "canary", status=1)
    require("the test was accepted" in said and "mode off" in said, said)
    require("not one route with canary = yes" in site.canary(status=2))
    nothing_went_on()


@suite.test
def a_rule_for_other_networks_is_dead():
    site.reload(networks='"192.0.2.0/24"')
    require("the test was accepted" in site.canary(status=1))
    site.reload()
    site.canary(status=0)


@suite.test
def a_filter_that_is_bypassed_is_noticed():
    site.postfix.reload(smtpd_milters="")
    require("the test was accepted" in site.canary(status=1))
    site.postfix.reload(smtpd_milters=site.daemon.socket)
    site.canary(status=0)
    nothing_went_on()


@suite.test
def a_filter_that_is_down_is_noticed():
    site.daemon.stop()
    said = json.loads(site.canary("--json", status=1))
    equal((said["result"], said["code"] // 100), ("deferred", 4))
    # Rather a false alarm than none: with this default nobody would notice.
    site.postfix.reload(milter_default_action="accept")
    require("the test was accepted" in site.canary(status=1))
    site.postfix.reload(milter_default_action="tempfail")
    site.daemon.start()
    site.canary(status=0)


@suite.test
def a_recipient_that_the_server_refuses_is_no_sign_of_life():
    site.postfix.reload(smtpd_recipient_restrictions="reject")
    said = json.loads(site.canary("--json", status=1))
    equal((said["result"], said["stage"], said["code"]), ("refused-otherwise", "the recipient", 554))
    site.postfix.reload(smtpd_recipient_restrictions="permit_mynetworks,reject")


@suite.test
def a_server_that_is_not_there_is_no_sign_of_life():
    port = postfix.free_port()
    said = site.canary("--via", f"127.0.0.1:{port}", status=1)
    require("the mail server does not answer" in said and "came: nothing in reply to the connection" in said, said)


@suite.test
def wrong_usage_is_said():
    for arguments, answer in ((("--via", "nonsense"), "HOST:PORT"), (("--via", "a@b:25"), "HOST:PORT"),
                              (("--wait", "0"), "from 1 to 600"), (("--wait", "601"), "from 1 to 600"),
                              (("--from", "no body@x\r\n"), "an address"), (("--route", "lewisham"), "no route of"),
                              (("--nonsense",), "no such option"), (("more",), "too many")):
        require(answer in site.canary(*arguments, status=2), arguments)


@suite.test
def the_test_is_in_no_case():
    done = subprocess.run([program("referral-audit"), "cases", site.daemon.path("var", "ledger")],
                          capture_output=True, text=True, check=False)
    equal(done.returncode, 0, done.stdout)


if __name__ == "__main__":
    suite.main(postfix.missing())
