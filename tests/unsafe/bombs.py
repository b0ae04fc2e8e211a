"""bombs: what costs more than it looks, through the real sandbox: judged within its limits, and no inspector dies.

Each has an inspector of its own, so that its time and its largest process are known; they are printed, and nothing is
asserted of them but that the inspector answered within what it has.
"""

import errno
import os
import sys

import relay
from suite import Suite, equal, require

sys.path.insert(0, os.path.join(relay.HERE, "making"))

import bomb_cases  # noqa: E402
import mail_message  # noqa: E402
import mail_payload  # noqa: E402

# Harmless after all: nothing of it has to be unpacked to know that, or little.
HARMLESS = {
    "docx-namespaces": "accept []",
    "docx-hundred-thousand-fields": "accept []",
    "odt-spaces": "accept []",
    "odt-repeated": "accept []",
    "rtf-groups": "accept []",
    "rtf-binary": "accept []",
    "doc-tree": "accept []",
    "doc-loop": "accept []",
    "pdf-pages-loop": "accept []",
    "pdf-pages-fan": "accept []",
    "pdf-actions-loop": "accept [content-unsafe/pdf-active/strip] replaced",
    "pdf-names-loop": "accept [content-unsafe/pdf-active/strip] replaced",
    "pdf-fields-loop": "accept []",
    "pdf-reference-loop": "accept []",
    "pdf-length-loop": "accept []",
    "pdf-previous-loop": "accept []",
    "pdf-deep-array": "accept []",
    "pdf-deep-dictionary": "accept []",
    "pdf-filters": "accept []",
    "pdf-many-fields": "accept [content-unsafe/pdf-active/strip] replaced",
    "pdf-image": "accept []",
    "pdf-predictor": "accept []",
    "svg-laughs": "accept [content-unsafe/svg-attachment/strip] replaced",
    "html-comments": "accept []",
    "html-opened": "accept []",
    "html-entities": "accept []",
    "html-style": "accept []",
    "html-styles": "accept [content-unsafe/html-remote/strip] replaced",
    "html-address": "accept []",
    "html-conditional": "accept []",
}
# What no tree can be made of in time becomes text.
TOLD = {"html-depth", "html-formatting", "html-misnested", "html-tables", "html-attributes", "html-tag-attributes",
        "html-quotes", "html-select", "html-svg", "html-large", "html-script-escape"}
# The reader of forms draws their pages, which no limit of ours bounds: within its time, or it dies, and the gate refuses.
DRAWN = {"pdf-contents", "pdf-contents-chain", "pdf-run-length", "pdf-operators", "pdf-forms-fan"}
DIED = -errno.EPIPE

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
    if name in DRAWN:
        require(answer.result in (0, DIED), answer)
        return
    equal(answer.result, 0, "the inspector's answer")
    if name in TOLD:
        equal(str(answer).partition(": ")[2], "accept [content-unsafe/html-active/strip] replaced", "what was found")
    elif name in HARMLESS:
        equal(str(answer).partition(": ")[2], HARMLESS[name], "what was found")
    else:
        equal(answer.disposition, "refuse", "disposition")
        require(any(f[0] in ("content-uninspectable", "content-ambiguous", "content-unsafe") for f in answer.findings), answer)


bomb_cases.make(lambda name, file_name, octets: suite.row(name, judge, name, file_name, octets))

if __name__ == "__main__":
    suite.main()
