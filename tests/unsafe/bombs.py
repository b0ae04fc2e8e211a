"""bombs: what costs more than it looks, through the real sandbox: judged within its limits, and no inspector dies.

Each has an inspector of its own, so that its time and its largest process are known; they are printed, and nothing is
asserted of them but that the inspector answered within what it has.
"""

import os
import sys

import relay
from suite import Suite, equal, require

sys.path.insert(0, os.path.join(relay.HERE, "making"))

import bomb_cases  # noqa: E402
import mail_message  # noqa: E402
import mail_payload  # noqa: E402

# Harmless after all: nothing of it has to be unpacked to know that, or little.
HARMLESS = {}

suite = Suite("bombs")
suite.close(relay.scratch.cleanup)


def message(name, file_name, octets):
    form = mail_message.attached("Prevent referral form.docx", mail_payload.form())
    if file_name is None:
        page = mail_message.leaf("text/html; charset=utf-8", octets, encoding="base64")
        return mail_message.referral(name, [mail_message.alternative(page), form])
    return mail_message.referral(name, [mail_message.text(), mail_message.attached(file_name, octets), form])


cases = []


def judge(name, file_name, octets):
    answer, = relay.inspect([(name, message(name, file_name, octets))], fresh=True)
    said = answer.said
    print(f"    {len(answer.octets) >> 10:>6} kB {said['cpu_ms']:>6} ms {said['peak_kb'] >> 10:>4} MiB  {answer}")
    equal(answer.result, 0, "the inspector's answer")
    if name in HARMLESS:
        equal(str(answer).partition(": ")[2], HARMLESS[name], "what was found")
    else:
        equal(answer.disposition, "refuse", "disposition")
        require(any(f[0] in ("content-uninspectable", "content-ambiguous", "content-unsafe") for f in answer.findings), answer)


bomb_cases.make(lambda name, file_name, octets: suite.row(name, judge, name, file_name, octets))

if __name__ == "__main__":
    suite.main()
