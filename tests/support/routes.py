"""routes: rule files and guidance for the tests: the shipped policy's shape, with a reply that is easy to compare."""

from messages import MASH, POLICE, PREVENT

CONTACT = PREVENT
ELSEWHERE = "referrals@police.elsewhere.example"  # a referral address that no route of these senders covers

GUIDANCE = """\
[reply]
NOT sent: your referral has not reached the police yet.
If anyone is in immediate danger call 999.
{items}
Ask {contact}. This does not replace child protection procedures.
Case {case}, {time}, {reason}.
"""

SECTIONS = {
    "copy-missing": "Copy in {copy-name}: {copy-address}",
    "form-missing": "Attach the {form-name} ({file-types})",
    "form-unreadable": "Attach the form as a file that can be read",
    "content-encrypted": "Send it without encryption",
    "content-ambiguous": "Write a new message and attach the form",
    "content-ambiguous/structure": "The message is damaged: attach the form to a new message",
    "content-uninspectable": "Save the form as PDF or docx and attach it again",
    "content-unsafe": "Take {kind} out, and send it again",
    "address-retired": "Write to {address} instead",
    "address-closed": "Use the web form {web-form}",
    "address-near-miss": "Did you mean {address}?",
    "referral-misrouted": "Send the {form-name} to {address}",
    "form-blank": "Fill in the {form-name}: {missing}",
    "form-old": "Use the {form-name} of today",
    "form-link": "Attach the {form-name} itself",
    "limit": "Send less than {limit}",
}


def guidance(name="test.txt", sections=None):
    text = GUIDANCE
    for reason, line in (sections or SECTIONS).items():
        text += f"\n[{reason}]\n{line}\n"
    return {name: text}


def route(name="lewisham", *, mode="enforce", networks='"127.0.0.0/8", "::1"', domains="", authenticated="yes",
          police=POLICE, retired="", copies=((("Lewisham MASH"), MASH), ("Lewisham Prevent team", PREVENT)),
          evidence="header", form_required="yes", form="", on="", extra="", guidance_file="test.txt",
          contact=CONTACT):
    """The text of one route."""
    copy_sections = "\n".join(f'  copy "{title}" {{ any-of = {{ "{address}" }} }}' for title, address in copies)
    retired_list = f'retired = {{ "{retired}" }}' if retired else ""
    return f"""\
route "{name}" {{
  description = "A route of the tests"
  mode = {mode}
  senders {{ authenticated = {authenticated}  networks = {{ {networks} }}  domains = {{ {domains} }} }}
  referral-address "Metropolitan Police" {{ current = {{ "{police}" }}  {retired_list} }}
{copy_sections}
  copy-evidence = {evidence}
  form "Prevent Referral Form" {{ required = {form_required}  file-types = {{ docx, doc, odt, rtf, pdf }}  {form} }}
  on {{ {on} }}
{extra}
  guidance = "{guidance_file}"
  contact = "{contact}"
}}
"""


def policy(**options):
    """Arguments for a Daemon with one route."""
    return {"rules": {"test.conf": route(**options)}, "guidance": guidance()}
