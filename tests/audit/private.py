"""Nobody's data comes out of the ledger: mail of made-up people goes through the real gate, and whatever the gate and the
auditor's tool write is searched for them, in plain text and in disguise. Only the sender's domain may be there, in its
field, where the route lists it."""

import atexit
import base64
import hashlib
import json
import os
import shutil
import subprocess
import tempfile

import messages
import planted
import routes
from audit_outputs import TOOL, audit_outputs
from daemon import Daemon
from messages import FORM, MASH, POLICE, PREVENT, file_part, lines, ordinary, pdf, referral
from suite import Suite, equal, require

suite = Suite("audit: private")
scratch = tempfile.mkdtemp(prefix="private.")
atexit.register(shutil.rmtree, scratch, True)
DOMAIN = "marrowby-school.example"
MESSAGE_ID = f"{messages.MESSAGE_ID_WORD}.7@{DOMAIN}"
HIDDEN = (messages.SENDER, messages.SENDER_NAME, messages.BCC, messages.CHILD, messages.SUBJECT, messages.FILE_NAME,
          messages.BODY_WORD, messages.AUTH_USER, messages.CLIENT_NAME, MESSAGE_ID, f"<{MESSAGE_ID}>",
          messages.ATTACHMENT_WORD, "QPRIVATE1")
ODD_NAME = "peregrine oddsocks\x1b[2J,=cmd|' /C calc'!A0.pdf"


def disguises(value):
    """How somebody could have written it without its being seen: {how: octets in lower case}."""
    octets = value.encode()
    found = {"hexadecimal": octets.hex(), "UTF-16": value.encode("utf-16-le").decode("latin-1"),
             "backwards": value[::-1], "percent": "".join(f"%{octet:02x}" for octet in octets)}
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + octets).decode()
        # Without the characters that what stands beside it changes.
        found[f"base64, shifted by {shift}"] = coded[4 if shift else 0:-4 if len(coded) > 12 else None]
    for name in ("md5", "sha1", "sha256"):
        for text in {value, value.lower()}:
            digest = hashlib.new(name, text.encode()).digest()
            found[f"{name} of {text}"] = digest.hex()[:32]
            found[f"{name} in base64 of {text}"] = base64.b64encode(digest).decode()[:20]
    return {how: text.lower().encode("latin-1") for how, text in found.items()}


def find(octets, where):
    """Planted words, plain and in disguise; the form's own hash, too: it would tell who sent which file."""
    found = planted.find_in_octets(octets, where)
    low = octets.lower()
    for value in HIDDEN:
        found += [f"{value!r} as {how} in {where}" for how, text in disguises(value).items() if text in low]
    digest = hashlib.sha256(pdf()).hexdigest().encode()
    return found + ([f"the form's hash in {where}"] if digest[:32] in low else [])


def without_domain(octets):
    """The listed domain, where it may be: in JSON, in CSV, in the report's tables."""
    return octets.replace(DOMAIN.encode(), b"")


def mails():
    """A message for each way to be judged, with planted words wherever a record could take something from."""
    odd = file_part(pdf(), ODD_NAME)
    unknown_type = lines(f'Content-Type: application/x-{messages.ATTACHMENT_WORD}; name="{messages.FILE_NAME}"',
                         f"Content-ID: <{MESSAGE_ID}>", f"Content-Description: {messages.CHILD}", "", "x")
    return [
        referral(message_id=MESSAGE_ID, queue_id="QPRIVATE1"),
        referral(cc=(PREVENT,)), referral(cc=()), referral(form=False), referral(bcc=(messages.BCC,)),
        referral(files=[odd]), referral(files=[file_part(pdf()), unknown_type]),
        referral(files=[file_part(b"MZ" + b"\0" * 2000, "oddsocks.exe", "application/octet-stream")]),
        referral(files=[file_part(pdf(FORM[:1]), messages.FILE_NAME)]),
        referral(files=[file_part(b"%PDF-1.4 " + messages.CHILD.encode(), messages.FILE_NAME)]),
        referral(to=(f"{messages.CHILD.replace(' ', '.')}@met.pnn.police.uk",)),
        referral(to=(POLICE.replace("referrals", "referals"),)), referral(sender="", message_id=MESSAGE_ID),
        referral(sender=f'"{messages.CHILD}"@{messages.BCC.split("@")[1]}'),
        referral().with_field("In-Reply-To", f" <{MESSAGE_ID}>").with_field("References", f" <{MESSAGE_ID}>"),
        referral().with_field(f"X-{messages.ATTACHMENT_WORD}", f" {messages.CHILD}"),
        referral().without_field("Message-ID"), ordinary(), ordinary(to=(MASH,)),
        referral(macros={"auth_authen": messages.AUTH_USER, "_": messages.CLIENT_NAME}),
    ]


def tree(directory):
    """Every file below it, but for the configuration, and every name."""
    found = {}
    for parent, directories, names in os.walk(directory):
        for name in directories + names:
            path = os.path.join(parent, name)
            found[f"the name of {path}"] = os.path.relpath(path, directory).encode()
            if name in names and os.path.isfile(path) and not os.path.islink(path) and "rules.d" not in path:
                with open(path, "rb") as file:
                    found[path] = file.read()
    return found


class Evidence:
    """What came of it all, made once: {where: octets}."""

    def __init__(self):
        self.found, self.records = {}, []
        daemon = Daemon(**routes.policy(domains=f'"{DOMAIN}"'))
        daemon.allowed = (DOMAIN,)
        with daemon:
            for mail in mails():
                daemon.deliver(mail)
            os.kill(daemon.gate(), 9)
            daemon.kill()
            daemon.start()
            daemon.deliver(referral())
            ledger, keys = daemon.path("var", "ledger"), daemon.path("var", "keys")
            self.ask("keys", "rotate-signing", "--ledger", ledger, "--keys", keys)
            self.ask("match", messages.SENDER, "--period", self.period(daemon), "--ledger", ledger, "--keys", keys)
            daemon.deliver(referral(cc=()))
            daemon.stop()
            self.records = [json.loads(line) for line in daemon.ledger_lines()]
            self.found.update(tree(daemon.path("var")))
            log = daemon.log().encode()
            self.found["the log"] = log
            self.found.update(audit_outputs(ledger, log))

    def period(self, daemon):
        return daemon.records()[0]["period"]

    def ask(self, *arguments):
        done = subprocess.run([TOOL, *arguments], capture_output=True, timeout=60, check=False)
        equal(done.returncode, 0, f"status of {arguments[0]} ({done.stderr})")
        self.found[arguments[0]] = done.stdout + done.stderr


evidence = None


def all_found():
    global evidence
    evidence = evidence or Evidence()
    return evidence


@suite.test
def the_evidence_is_worth_searching():
    records = [record for record in all_found().records if record["kind"] == "verdict"]
    require(len(records) >= 12, len(records), "verdicts")
    require({"accept", "refuse"} <= {record["verdict"] for record in records}, "verdicts of both kinds")
    require({"match", "signing-key", "start", "stop"} <= {record["kind"] for record in all_found().records}, "events")
    for what in ("report --html -", "report --csv", "cases --escalate --older-than 0", "export --ocsf", "export --ecs",
                 "import: records-000001.jsonl", "the log", "match"):
        require(len(all_found().found[what]) > 100, what, all_found().found[what])
    require(find(mails()[0].octets(), "a message"), "the messages have what is looked for")


@suite.test
def nobody_is_found_in_anything_that_was_written():
    found = [text for where, octets in all_found().found.items() for text in find(without_domain(octets), where)]
    require(not found, "; ".join(found[:20]))


@suite.test
def the_listed_domain_stands_in_its_field_alone():
    for record in all_found().records:
        rest = {name: value for name, value in record.items() if name != "sender_domain"}
        require(DOMAIN not in json.dumps(rest), rest)
    require(any(record.get("sender_domain") == DOMAIN for record in all_found().records), "it is there")
    for where, octets in all_found().found.items():
        if where.startswith(("cases --escalate", "verify", "prove --check", "the log", "keys", "import")) and \
                not where.startswith("import: records"):
            require(DOMAIN.encode() not in octets, where)


@suite.test
def what_escalate_prints_is_codes_and_times():
    records = [record for record in all_found().records if "case" in record]
    said = json.loads(all_found().found["cases --escalate --older-than 0 --json"])
    text = json.dumps(said)
    for record in records:
        for field in ("sender", "message_id", "queue_id", "salt", "bundle"):
            require(not record[field] or record[field] not in text, field)


def is_seen(disguise):
    value = messages.SENDER
    text = {"plain": value.encode(), **disguises(value)}[disguise]
    require(find(b'{"v":1,"kind":"verdict","x":"' + text + b'"}', "a record"), disguise)


for way in ("plain", *disguises(messages.SENDER)):
    suite.row(f"a planted leak is seen: {way}", is_seen, way)


@suite.test
def a_leak_that_is_planted_in_a_ledger_is_seen_in_what_the_tool_says_of_it():
    found = all_found()
    directory = scratch
    record = next(record for record in found.records if record["kind"] == "verdict" and record["verdict"] == "refuse")
    leaked = {**record, "index": 0, "sender_domain": messages.BCC.split("@")[1], "route": messages.CHILD}
    with open(os.path.join(directory, "records-000001.jsonl"), "w", encoding="ascii") as file:
        file.write(json.dumps(leaked, separators=(",", ":")) + "\n")
    outputs = audit_outputs(directory)
    seen = [what for what, octets in outputs.items() if find(octets, what)]
    for what in ("query", "query --json", "show 0", "report --html -", "report --csv", "report --json", "report --text",
                 "export --ocsf", "export --ecs", "export --csv", "import: records-000001.jsonl"):
        require(what in seen, what, "says nothing of it; only", seen)


suite.main()
