"""made_year: the ledgers of two gateways over a made-up year, the same every time. Nobody in them exists.

made_year.py DIRECTORY [REFERRALS] writes DIRECTORY/gw1 and DIRECTORY/gw2.
"""

import datetime
import hashlib
import os
import random
import sys

from audit_lines import Log, event, verdict

START = datetime.datetime(2025, 1, 1, tzinfo=datetime.timezone.utc)
GATEWAYS = ("gw1.example.org", "gw2.example.org")
DOMAINS = ("lewisham.gov.uk", "school.example", "college.example", "hospital.example", "other")
WEIGHTS = (30, 40, 12, 5, 13)
REASONS = ("copy-missing", "form-missing", "form-blank", "form-link", "address-retired")
REASON_WEIGHTS = (50, 25, 12, 8, 5)


def stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def pseudonym(*words):
    return hashlib.sha256("/".join(str(word) for word in words).encode()).hexdigest()[:32]


def period_of(moment):
    return f"{moment.year}Q{(moment.month + 2) // 3}"


def write_signed_ledger(path, log):
    """A directory as the gate leaves it, signed up to its last record."""
    origin, size, root, signature = log.checkpoints[-1].split()[1:]
    files = {
        "records-000001.jsonl": "".join(line + "\n" for line in log.records).encode(),
        "leaves": b"".join(hashlib.sha256(b"\0" + line.encode()).digest() for line in log.records),
        "checkpoint": f"{origin}\n{size}\n{root}\n\n\u2014 {origin} {signature}\n".encode(),
        "vkey": log.vkey.encode() + b"\n"}
    os.makedirs(path)
    for name, octets in files.items():
        with open(os.path.join(path, name), "wb") as file:
            file.write(octets)


class Year:
    """Its records, by gateway; `number` referrals."""

    def __init__(self, number=240, seed=6):
        self.random = random.Random(seed)
        self.records = {gateway: [] for gateway in GATEWAYS}
        self.serial = 0
        for referral in range(number):
            self.refer(referral)
        for gateway in GATEWAYS:
            self.live(gateway)

    def add(self, gateway, moment, record):
        record["time"] = stamp(moment)
        record["bundle"] = ("ab" if moment <= START + datetime.timedelta(days=200) else "cd") * 32
        self.records[gateway].append((moment, record))

    def message(self, moment, sender, form, verdict_word, reason=None, thread=(), **changes):
        """One message, with the pseudonyms of its time; those of the period before within four weeks of a change."""
        self.serial += 1
        period, before = period_of(moment), period_of(moment - datetime.timedelta(days=28))

        def names(key):
            return {"period": key, "sender": pseudonym(key, "sender", sender),
                    "message_id": pseudonym(key, "id", self.serial),
                    "references": [pseudonym(key, "id", serial) for serial in thread]}

        digest = None if form is None else pseudonym(period, "form", form)
        previous = None
        if before != period:
            previous = {**names(before), "forms": [] if form is None else [pseudonym(before, "form", form)]}
        action = {"refuse": "refuse", "hold": "hold", "defer": "refuse"}.get(verdict_word, "flag")
        stopped = verdict_word != "accept"
        code = hashlib.sha256(f"code {self.serial}".encode()).hexdigest()[:8].upper()
        record = verdict(self.serial, self.random.choice(GATEWAYS))
        record.update(names(period))
        record.update({
            "verdict": verdict_word, "would": verdict_word, "reason": reason if stopped else None, "carried": True,
            "findings": [{"reason": reason, "action": action, "subject": None, "excepted": False,
                          "trouble": None}] if reason else [],
            "forms": [] if form is None else [{"state": "completed", "part": 1, "form": "prevent", "score": 970,
                                               "labels": 30, "answers": 22, "ticks": 3, "digest": digest}],
            "queue_id": pseudonym(period, "queue", self.serial), "previous": previous})
        record.update(changes)
        if record["verdict"] == "accept" and record["would"] == "accept":
            del record["case"]
        else:
            record["case"] = f"{code[:4]}-{code[4:]}"
        self.add(record["gateway"], moment, record)
        return self.serial

    def refer(self, referral):
        """A referral's whole story."""
        chance = self.random.random
        moment = START + datetime.timedelta(days=self.random.uniform(1, 358), minutes=self.random.uniform(0, 600))
        sender, domain = self.random.randrange(60), self.random.choices(DOMAINS, WEIGHTS)[0]
        common = {"sender_domain": domain}
        form = None if chance() < 0.1 else referral
        fate = chance()
        if fate < 0.04:
            self.message(moment, sender, form, "accept", **{**common, "class": "misrouted", "carried": False})
        elif fate < 0.08:
            self.message(moment, sender, form, "accept", "copy-missing",
                         **{**common, "mode": "observe", "would": "refuse", "route": "brent"})
        elif fate < 0.75:
            self.pass_first_time(moment, sender, form, common)
        elif fate < 0.77:
            self.message(moment, sender, form, "defer", "internal", **common)
        else:
            self.refuse(moment, sender, form, common)

    def pass_first_time(self, moment, sender, form, common):
        chance = self.random.random()
        findings = []
        if chance < 0.05:
            findings = [("form-unreadable", "flag", None)]
        elif chance < 0.12:
            classes = ("html-remote", "html-active", "office-macros")
            findings = [("content-unsafe", "strip", self.random.choice(classes))]
        elif chance < 0.2:
            findings = [("copy-missing", "repair", "Lewisham MASH")]
        self.message(moment, sender, form, "accept", **common, findings=[
            {"reason": reason, "action": action, "subject": subject, "excepted": False, "trouble": None}
            for reason, action, subject in findings])

    def refuse(self, moment, sender, form, common):
        reason = self.random.choices(REASONS, REASON_WEIGHTS)[0]
        serial = self.message(moment, sender, form, "refuse", reason, **common)
        fate = self.random.random()
        if fate < 0.12:
            return
        moment += datetime.timedelta(minutes=self.random.expovariate(1 / 300) + 2)
        if fate < 0.3:
            serial = self.message(moment, sender, form, "refuse", "copy-missing", (serial,), **common)
            moment += datetime.timedelta(minutes=30)
        thread = (serial,) if fate < 0.8 else ()
        self.message(moment, sender, form if fate < 0.95 else None, "accept", None, thread, **common)

    def live(self, gateway):
        """What the gate says of itself: starts and stops, a crash, a night without anybody, heartbeats."""
        away = [(START + datetime.timedelta(days=d), hours, stopped) for d, hours, stopped in
                ((30.1, 0.2, True), (120.5, 7, False), (200, 0.1, True), (300.25, 0.3, True))]
        if gateway != GATEWAYS[0]:
            away = away[2:]
        self.records[gateway] = [(moment, record) for moment, record in self.records[gateway] if not any(
            begin <= moment < begin + datetime.timedelta(hours=hours) for begin, hours, _ in away)]
        vkey = Log([], gateway, GATEWAYS.index(gateway) + 1, 1).vkey
        self.own(gateway, START, "start", clean=True, vkey=vkey)
        for begin, hours, stopped in away:
            if stopped:
                self.own(gateway, begin, "stop")
            self.own(gateway, begin + datetime.timedelta(hours=hours), "start", clean=stopped, vkey=vkey)
        self.own(gateway, START + datetime.timedelta(days=77), "inspector-death", detail="2")
        moment = START
        while moment < START + datetime.timedelta(days=365):
            moment += datetime.timedelta(hours=1)
            if not any(begin <= moment <= begin + datetime.timedelta(hours=hours) for begin, hours, _ in away):
                self.own(gateway, moment, "heartbeat")
        self.records[gateway].sort(key=lambda entry: entry[0])

    def own(self, gateway, moment, kind, **fields):
        self.add(gateway, moment, event(0, kind, gateway, **fields))

    def write(self, path):
        for number, gateway in enumerate(GATEWAYS, 1):
            records = [record for _, record in self.records[gateway]]
            write_signed_ledger(os.path.join(path, f"gw{number}"), Log(records, gateway, number, len(records)))


if __name__ == "__main__":
    Year(int(sys.argv[2]) if len(sys.argv) > 2 else 240).write(sys.argv[1])
