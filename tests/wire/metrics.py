"""Metrics: what the real daemon writes for Prometheus is what was sent to it, and nothing of anybody."""

import os
import re
import shutil
import signal
import stat
import subprocess
import time

import routes
from daemon import SOURCE, Daemon, read_text
from messages import BCC, MASH, POLICE, PREVENT, file_part, ordinary, pdf, referral
from suite import Skip, Suite, equal, require, wait_until

suite = Suite("wire: metrics")
SAMPLE = re.compile(r'referral_milter_([a-z_]+)(\{.*\})? ([0-9.]+)')
CANARY = "canary@referral-milter.invalid"


def make(**options):
    daemon = Daemon(**(options or routes.policy()))
    daemon.configure(metrics=daemon.path("var", "test.prom"))
    return daemon


def page(daemon):
    try:
        return read_text(daemon.path("var", "test.prom"))
    except FileNotFoundError:
        return ""


def samples(text):
    """{'name{labels}': number}"""
    found = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            name, labels, value = SAMPLE.fullmatch(line).groups()
            require(name + (labels or "") not in found, "twice:", line)
            found[name + (labels or "")] = float(value)
    return found


def last(daemon):
    """What it wrote at its end."""
    daemon.stop()
    found = samples(page(daemon))
    equal(found["up"], 0, "up")
    return found


def verdicts(route, verdict, reason, family="verdicts_total"):
    return f'{family}{{route="{route}",verdict="{verdict}",reason="{reason}"}}'


@suite.test
def what_was_sent_is_what_is_counted():
    with make() as daemon:
        for _ in range(3):
            daemon.deliver(referral())
        for _ in range(2):
            daemon.deliver(referral(cc=()))
        daemon.deliver(referral(files=[]))
        for _ in range(4):
            daemon.deliver(ordinary())
        began = time.time()
        records = len(daemon.records())
        found = last(daemon)
        equal(found[verdicts("lewisham", "accept", "")], 3)
        equal(found[verdicts("lewisham", "refuse", "copy-missing")], 2)
        equal(found[verdicts("lewisham", "refuse", "form-missing")], 1)
        equal(sum(v for k, v in found.items() if k.startswith("verdicts_total")), records, "verdicts, records")
        equal(found['findings_total{route="lewisham",reason="copy-missing",action="refuse"}'], 2)
        equal(found['screened_total{result="ours"}'], 6)
        equal(found['screened_total{result="other"}'], 4)
        equal(found['answers_total{answer="pass"}'], 3)
        equal(found['answers_total{answer="refuse"}'], 3)
        equal(found["inspection_duration_seconds_count"], 6)
        equal(found["screening_duration_seconds_count"], 4)
        require(found["inspection_duration_seconds_sum"] > 0)
        equal(found["ledger_commit_duration_seconds_count"], 6)
        equal(found["ledger_up"], 1)
        equal(found["ledger_records"], len(daemon.ledger_lines()))
        equal(found["ledger_size_bytes"], sum(
            os.path.getsize(daemon.path("var", "ledger", name)) for name in os.listdir(daemon.path("var", "ledger"))
            if os.path.isfile(daemon.path("var", "ledger", name))))
        require(abs(found['route_last_seen_timestamp_seconds{route="lewisham"}'] - began) < 10)
        equal(stat.S_IMODE(os.stat(daemon.path("var", "test.prom")).st_mode), 0o644, "mode")


def leaflet(padding=0):
    return file_part(pdf(("A leaflet", "about nothing"), padding), "leaflet.pdf", "application/pdf")


@suite.test
def watched_mail_and_losses_are_counted():
    policy = routes.policy(extra="  misrouted { watch = yes }",
                           form="label-patterns = { 'Forename', 'Surname' }  min-labels = 2")
    daemon = make(**policy)
    daemon.configure(message_size_limit=50000)
    with daemon:
        daemon.deliver(referral(to=[BCC], cc=()))
        daemon.deliver(referral(to=[BCC], cc=(), files=[leaflet()]))
        daemon.deliver(referral(files=[leaflet(100000)]))
        found = last(daemon)
        equal(found['screened_total{result="watch"}'], 2)
        equal(found['watched_total{result="found"}'], 1)
        equal(found['watched_total{result="clear"}'], 1)
        equal(found['capture_failures_total{cause="size"}'], 1)
        equal(found[verdicts("lewisham", "refuse", "limit")], 1)


@suite.test
def no_record_is_no_verdict():
    with make() as daemon:
        daemon.deliver(referral())
        shutil.move(daemon.path("var", "keys"), daemon.path("var", "gone"))
        with open(daemon.path("var", "keys"), "w", encoding="ascii"):
            pass
        gate = daemon.gate()
        os.kill(gate, signal.SIGKILL)
        wait_until(lambda: daemon.gate() not in (None, gate) and daemon.answers(), 15, "another gate")
        outcome = daemon.deliver(referral())
        equal(outcome.verdict, "defer")
        os.unlink(daemon.path("var", "keys"))
        shutil.move(daemon.path("var", "gone"), daemon.path("var", "keys"))
        found = last(daemon)
        equal(found['unrecorded_total{answer="defer"}'], 1)
        equal(found['answers_total{answer="defer"}'], 1)
        equal(found[verdicts("lewisham", "accept", "")], 0, "of this gate")


@suite.test
def inspectors_that_die_are_counted():
    with make() as daemon:
        for who in ("screener", "template"):
            pid = daemon.inspectors(who)[0]
            os.kill(pid, signal.SIGKILL)
            wait_until(lambda: daemon.inspectors(who) not in ([], [pid]), 15, f"another {who}")
        daemon.deliver(referral())
        time.sleep(0.2)
        found = last(daemon)
        equal(found['inspector_deaths_total{process="screener"}'], 1)
        equal(found['inspector_deaths_total{process="template"}'], 1)
        equal(found['inspector_deaths_total{process="child"}'], 0)


@suite.test
def a_reload_keeps_the_counters_and_says_the_new_policy():
    with make() as daemon:
        daemon.deliver(referral())
        before = wait_until(lambda: samples(page(daemon)), 5)
        daemon.rules["test.conf"] = routes.route(extra='  review-by = "2031-02-03"')
        daemon.configure()
        daemon.process.send_signal(signal.SIGHUP)
        after = wait_until(lambda: (lambda s: s if s.get("policy_generation") == 2 else None)(samples(page(daemon))), 10,
                           "the new policy in the metrics")
        equal(after["policy_reloads_total"], 1)
        equal(after["policy_stale"], 0)
        equal(after['route_review_by_timestamp_seconds{route="lewisham"}'], 1927929600)
        digests = [key for found in (before, after) for key in found if key.startswith("policy_info")]
        equal(len(set(digests)), 2, "digests")
        equal(after[verdicts("lewisham", "accept", "")], 1)
        daemon.deliver(referral())
        equal(last(daemon)[verdicts("lewisham", "accept", "")], 2)


def tried(daemon, failures, stale):
    """A reload, after which the metrics say so."""
    daemon.configure()
    daemon.process.send_signal(signal.SIGHUP)

    def look():
        found = samples(page(daemon))
        return found.get("policy_reload_failures_total") == failures and found.get("policy_stale") == stale
    wait_until(look, 10, f"{failures} failures, stale {stale}")


@suite.test
def broken_rules_are_a_stale_policy_until_they_are_mended():
    with make() as daemon:
        good = daemon.rules["test.conf"]
        daemon.rules["test.conf"] += "nonsense\n"
        tried(daemon, 1, 1)
        gate = daemon.gate()
        os.kill(gate, signal.SIGKILL)
        wait_until(lambda: daemon.gate() not in (None, gate) and daemon.answers(), 15, "another gate")
        wait_until(lambda: samples(page(daemon)).get("policy_stale") == 1, 5, "a new gate that knows")
        daemon.rules["test.conf"] = good
        tried(daemon, 0, 0)


@suite.test
def a_daemon_that_starts_with_the_last_good_policy_says_so():
    with make() as daemon:
        daemon.stop()
        daemon.rules["test.conf"] += "nonsense\n"
        daemon.configure()
        daemon.start()
        wait_until(lambda: samples(page(daemon)).get("policy_stale") == 1, 5, "a stale policy")


def canary_route(mode="enforce"):
    return f"""
route "canary" {{
  canary = yes
  mode = {mode}
  senders {{ networks = {{ "127.0.0.0/8" }} }}
  referral-address "nobody" {{ current = {{ "{CANARY}" }} }}
  copy "nobody else" {{ any-of = {{ "canary-copy@referral-milter.invalid" }} }}
  on {{ copy-missing = refuse }}
  guidance = "test.txt"
  contact = "{PREVENT}"
}}
"""


@suite.test
def a_canary_is_counted_apart_and_its_record_says_what_it_is():
    policy = routes.policy()
    policy["rules"]["canary.conf"] = canary_route()
    with make(**policy) as daemon:
        daemon.deliver(referral())
        outcome = daemon.deliver(referral(to=[CANARY], cc=(), files=[]))
        equal(outcome.verdict, "refuse")
        require(" 5.7.901 " in outcome.reply, outcome.reply)
        records = daemon.records()
        equal([record.get("canary") for record in records], [None, True])
        found = last(daemon)
        equal(sum(v for k, v in found.items() if k.startswith("verdicts_total")), 1, "verdicts")
        equal(found[verdicts("canary", "refuse", "copy-missing", "canary_verdicts_total")], 1)
        require(found['canary_last_refused_timestamp_seconds{route="canary"}'] > time.time() - 60)
        for command in ("cases", "report"):
            said = subprocess.run(
                [os.path.join(os.environ["top_builddir"], "referral-audit"), command, "--json",
                 daemon.path("var", "ledger")], capture_output=True, text=True, check=False).stdout
            require('"canary"' not in said or command == "report", said)
        equal(subprocess.run([os.path.join(os.environ["top_builddir"], "referral-audit"), "cases",
                              daemon.path("var", "ledger")], capture_output=True, check=False).returncode, 0,
              "open cases")


@suite.test
def a_canary_that_could_reach_people_is_an_error():
    policy = routes.policy()
    policy["rules"]["canary.conf"] = canary_route().replace(CANARY, POLICE)
    daemon = Daemon(**policy)
    said = subprocess.run(daemon.command("-t"), capture_output=True, text=True, check=False)
    equal(said.returncode, 2, "exit status")
    require("a test would go to people" in said.stderr + said.stdout, said)
    daemon.rules["canary.conf"] = canary_route().replace("canary-copy@referral-milter.invalid", MASH)
    daemon.configure()
    said = subprocess.run(daemon.command("-t"), capture_output=True, text=True, check=False)
    require("a test would go to people" in said.stderr + said.stdout, said)
    daemon.remove()


@suite.test
def a_directory_that_is_missing_is_said_once_and_delays_nothing():
    daemon = Daemon(**routes.policy())
    daemon.configure(metrics=daemon.path("var", "none", "test.prom"))
    with daemon:
        equal(daemon.deliver(referral()).verdict, "accept")
        wait_until(lambda: daemon.log().count("the metrics cannot be written") == 1, 5, "a line in the log")
        os.mkdir(daemon.path("var", "none"), 0o777)
        os.chmod(daemon.path("var", "none"), 0o777)
        daemon.stop()
        require("the metrics are written again" in daemon.log())


@suite.test
def the_manual_has_the_metrics_and_no_other():
    with make() as daemon:
        found = wait_until(lambda: page(daemon), 5)
    families = set(re.findall(r"# TYPE referral_milter_(\S+) ", found))
    section = read_text(SOURCE, "man", "referral-milter.8").split(".Sh METRICS\n")[1].split(".Sh ")[0]
    written = set()
    for line in re.findall(r"^\.It Li (.*)", section, re.M):
        written |= set(re.split(r"[ ,]+", line))
    equal(sorted(written), sorted(families))


@suite.test
def promtool_finds_nothing_to_say():
    if not shutil.which("promtool"):
        raise Skip("promtool is not installed (Debian package prometheus)")
    policy = routes.policy()
    policy["rules"]["canary.conf"] = canary_route()
    with make(**policy) as daemon:
        daemon.deliver(referral())
        daemon.deliver(referral(cc=()))
        last(daemon)
        text = page(daemon)
    done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True, check=False)
    equal((done.returncode, done.stdout + done.stderr), (0, ""))
    # The proof that it can.
    bad = text.replace("_total{", "_count{").replace("verdicts_total counter", "verdicts_count counter")
    done = subprocess.run(["promtool", "check", "metrics"], input=bad, capture_output=True, text=True, check=False)
    require(done.returncode != 0, "promtool takes anything")


if __name__ == "__main__":
    suite.main()
