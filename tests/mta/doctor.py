"""referral-check mta: configurations of Postfix and Sendmail with one mistake each, and what is said about it; good ones,
about which nothing is said. Needs neither of them: the files are copies."""

import json
import os
import shutil
import socket
import subprocess
import tempfile

from daemon import SOURCE, program
from messages import POLICE
from suite import Skip, Suite, equal, require

suite = Suite("mta: what referral-check finds in configurations")
scratch = tempfile.mkdtemp(prefix="referral-doctor.")
os.chmod(scratch, 0o755)
OURS = "unix:referral-milter/milter.sock"
POLICE_DOMAIN = POLICE.partition("@")[2]

MAIN = {"compatibility_level": "3.6", "queue_directory": "/nowhere/spool", "smtpd_milters": OURS,
        "non_smtpd_milters": "$smtpd_milters", "milter_default_action": "tempfail",
        "smtp_tls_security_level": "encrypt"}
MASTER = """\
smtp      inet  n       -       y       -       -       smtpd
pickup    unix  n       -       y       60      1       pickup
cleanup   unix  n       -       y       -       0       cleanup
qmgr      unix  n       -       n       300     1       qmgr
smtp      unix  -       -       y       -       -       smtp
"""
SENDMAIL = """\
V10/Berkeley
Kaccess hash -T<TMPF> -o /nowhere/mail/access.db
O AliasFile=/nowhere/mail/aliases
O DaemonPortOptions=Name=MTA, Addr=0.0.0.0
O MaxMessageSize=20000000
{more}O InputMailFilters={list}
X{name}, S={address}, F={flags}{times}
"""


@suite.close
def the_configurations_are_removed():
    shutil.rmtree(scratch)


def write(text, *names):
    path = os.path.join(scratch, *names)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def daemon_configuration(**options):
    """Of a daemon with the shipped rules, and with a route for tests, which are relayed to nobody."""
    lines = {"guidance": os.path.join(SOURCE, "rules", "guidance"),
             "keys": scratch, "ledger": scratch, "state": scratch, **options}
    rules = os.path.join(scratch, "rules.d")
    os.makedirs(rules, exist_ok=True)
    shutil.copy(os.path.join(SOURCE, "rules", "lewisham.conf"), rules)
    shutil.copy(os.path.join(SOURCE, "rules", "examples", "canary.conf"), rules)
    os.makedirs(os.path.join(scratch, "forms"), exist_ok=True)
    lines.update(rules=rules, forms=os.path.join(scratch, "forms"))
    return write("".join(f"{key.replace('_', '-')} = {value if isinstance(value, int) else chr(34) + value + chr(34)}\n"
                         for key, value in lines.items()), "daemon.conf")


def run(*arguments, status=None, options=None, strict=False):
    done = subprocess.run(
        [program("referral-check"), "mta", *arguments, "--json", "-c", daemon_configuration(**(options or {})),
         *(["--strict"] if strict else [])], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, timeout=60, check=False)
    require(done.returncode in (0, 1), done.returncode, done.stderr)
    whole = json.loads(done.stdout)
    equal(whole["version"], 1, "version")
    equal(whole["status"], done.returncode, "status")
    if status is not None:
        equal(done.returncode, status, f"status with {whole['findings']}")
    return whole["findings"]


def postfix(settings=None, master=MASTER, tables=None, version="3.7", **options):
    """The findings about Postfix with some settings changed (None: not set)."""
    main = {**MAIN, **(settings or {})}
    directory = os.path.join(scratch, "postfix")
    shutil.rmtree(directory, ignore_errors=True)
    write("# Made for a test.\n" + "".join(f"{k} = {v}\n" for k, v in main.items() if v is not None), "postfix", "main.cf")
    write(master, "postfix", "master.cf")
    for name, text in (tables or {}).items():
        write(text, "postfix", name)
    return run("--postfix", directory, "--postfix-version", version, **options)


def sendmail(name="referral-milter", address="local:/run/referral-milter/milter.sock", flags="T", filters=None, times="",
             more="", text=None, tables=None, **options):
    directory = os.path.join(scratch, "mail")
    shutil.rmtree(directory, ignore_errors=True)
    file = write(text or SENDMAIL.format(name=name, address=address, flags=flags, times=times, more=more,
                                         list=name if filters is None else filters), "mail", "sendmail.cf")
    for table, content in {"aliases": "root: someone@school.example\n", "access": f"TLS_Rcpt:{POLICE_DOMAIN} ENCR:128\n",
                           **(tables or {})}.items():
        write(content, "mail", table)
    return run("--sendmail", file, **options)


def finds(findings, identity, line=None, file=None, level="error", text="", write_text=""):
    """Exactly this one finding."""
    equal([(f["id"], f["level"]) for f in findings], [(identity, level)], f"findings: {findings}")
    found = findings[0]
    if line is not None:
        equal(found["line"], line, f"line: {found}")
    if file is not None:
        equal(os.path.basename(found["file"]), file, f"file: {found}")
    require(text in found["text"], f"{text!r} in {found}")
    require(write_text in (found["write"] or ""), f"{write_text!r} in {found}")


def line_of(name, settings=None):
    """Where a setting stands in the main.cf that postfix() writes."""
    return [k for k, v in {**MAIN, **(settings or {})}.items() if v is not None].index(name) + 2


# What must not be found fault with.

GOOD_MASTERS = {
    "as it is shipped": MASTER,
    "with submission": MASTER + "submission inet n - y - - smtpd\n  -o syslog_name=postfix/submission\n",
    "with a list of its own that names us first":
        MASTER + f"submission inet n - y - - smtpd\n  -o {{ smtpd_milters = {OURS} inet:127.0.0.1:8891 }}\n",
    "without chroot": MASTER.replace(" y ", " n "),
    "with a port for a content filter": MASTER + "127.0.0.1:10025 inet n - n - - smtpd\n  -o content_filter=\n"
                                                 "  -o smtpd_milters=\n  -o receive_override_options=no_milters\n",
    "with comments between": MASTER.replace("pickup", "# a comment\n\n  # another\npickup", 1),
}
GOOD_SETTINGS = {
    "as in the manual": {},
    "with a signer behind us": {"smtpd_milters": f"{OURS}, inet:localhost:8891"},
    "by another name": {"mine": OURS, "smtpd_milters": "${mine}", "non_smtpd_milters": "$(smtpd_milters)"},
    "over several lines": {"smtpd_milters": f"\n  # ours\n    {OURS},\n\n    inet:127.0.0.1:8891"},
    "with settings of its own":
        {"smtpd_milters": f"{{ {OURS}, default_action = tempfail, content_timeout = 300 }}",
         "milter_default_action": "accept", "milter_content_timeout": "1s"},
    "with the whole path as a chrooted process sees it": {"smtpd_milters": "unix:/referral-milter/milter.sock"},
    "with its defaults": {"milter_default_action": None},
    "with a content filter": {"content_filter": "smtp:[127.0.0.1]:10024"},
    "with aliases that lead elsewhere": {"virtual_alias_maps": "hash:/etc/postfix/virtual"},
    "with a policy for the police": {"smtp_tls_security_level": "may", "smtp_tls_policy_maps": "hash:/x/tls_policy"},
    "with a policy in one line": {"smtp_tls_security_level": "may",
                                  "smtp_tls_policy_maps": f"inline:{{ a.example=may, {POLICE_DOMAIN}=secure }}"},
    "with a relay host that is spoken to encrypted": {"relayhost": "[relay.example]:587"},
    "with fewer macros, since we say which we want": {"milter_mail_macros": "i", "milter_connect_macros": "j"},
}
TABLES = {"virtual": "someone@school.example other@school.example\n", "tls_policy": f"{POLICE_DOMAIN}  encrypt\n"}


def good(settings, master):
    master = GOOD_MASTERS["with a port for a content filter"] if "content_filter" in settings else master
    equal(postfix(settings, master, TABLES, status=0, strict=True), [], "findings")


for what, settings in GOOD_SETTINGS.items():
    suite.row(f"Postfix {what}: nothing is wrong", good, settings, MASTER)
for what, master in GOOD_MASTERS.items():
    suite.row(f"master.cf {what}: nothing is wrong", good, {}, master)

# Postfix: one mistake each. (sentence, settings, master.cf, finding, where it is said, its words, the rest)

SUBMISSION = MASTER + "submission inet n - y - - smtpd\n  -o syslog_name=postfix/submission\n"
WAY_BACK = MASTER + "127.0.0.1:10025 inet n - n - - smtpd\n  -o content_filter=\n"
BAD = [
    ("no milter at all for SMTP", {"smtpd_milters": None, "non_smtpd_milters": OURS}, MASTER, "milter-missing",
     ("main.cf", None), "that come by SMTP", {"write_text": f"smtpd_milters = {OURS}"}),
    ("another milter only", {"smtpd_milters": "inet:127.0.0.1:8891", "non_smtpd_milters": OURS}, MASTER, "milter-missing",
     ("main.cf", 4), "--socket", {"write_text": f"{OURS}, inet:127.0.0.1:8891"}),
    ("no milter for local mail", {"non_smtpd_milters": None}, MASTER, "milter-missing", ("main.cf", None),
     "submitted on this machine", {"write_text": f"non_smtpd_milters = {OURS}"}),
    ("submission without us", {}, SUBMISSION + "  -o smtpd_milters=inet:127.0.0.1:8891\n", "milter-missing",
     ("master.cf", 8), "the service submission", {}),
    ("cleanup without us", {}, MASTER.replace("cleanup\n", "cleanup\n  -o non_smtpd_milters=\n"), "milter-missing",
     ("master.cf", 4), "the service cleanup", {}),
    ("behind OpenDKIM", {"smtpd_milters": f"inet:127.0.0.1:8891 {OURS}", "non_smtpd_milters": OURS}, MASTER,
     "milter-order", ("main.cf", 4), "OpenDKIM is asked before", {}),
    ("behind a DKIM socket", {"non_smtpd_milters": f"local:opendkim/opendkim.sock, {OURS}"}, MASTER,
     "milter-order", ("main.cf", 5), "signature", {}),
    ("behind rspamd", {"non_smtpd_milters": f"inet:[::1]:11332 {OURS}"}, MASTER, "milter-order", ("main.cf", 5),
     "if it signs", {"level": "warning"}),
    ("twice in one list", {"non_smtpd_milters": f"{OURS} {OURS}"}, MASTER, "milter-twice", ("main.cf", 5), "twice", {}),
    ("accept", {"milter_default_action": "accept"}, MASTER, "default-action", ("main.cf", 6), "leave unchecked",
     {"write_text": "tempfail"}),
    ("accept for ours only", {"smtpd_milters": f"{{ {OURS}, default_action=accept }}", "non_smtpd_milters": OURS}, MASTER,
     "default-action", ("main.cf", 4), "leave unchecked", {}),
    ("reject", {"milter_default_action": "reject"}, MASTER, "default-action", ("main.cf", 6), "bounces", {}),
    ("quarantine", {"milter_default_action": "quarantine"}, MASTER, "default-action", ("main.cf", 6), "held",
     {"level": "warning"}),
    ("shutdown before 3.11", {"milter_default_action": "shutdown"}, MASTER, "default-action", ("main.cf", 6),
     "3.7 does not know it", {}),
    ("protocol 4", {"milter_protocol": "4", "milter_mail_macros": "i {auth_type} {auth_authen}"}, MASTER,
     "milter-protocol", ("main.cf", 8), "below 6", {"write_text": "milter_protocol = 6"}),
    ("a short time for the header", {"milter_command_timeout": "4s"}, MASTER, "milter-timeout", ("main.cf", 8),
     "up to 6 s", {}),
    ("a short time for the content", {"milter_content_timeout": "1m"}, MASTER, "milter-timeout", ("main.cf", 8),
     "up to 74 s", {"write_text": "300s"}),
    ("a short time to connect", {"milter_connect_timeout": "1"}, MASTER, "milter-timeout", ("main.cf", 8), "", {}),
    ("a socket that chroot hides", {"smtpd_milters": "unix:/run/referral-milter/milter.sock", "non_smtpd_milters": OURS},
     MASTER, "milter-chroot", ("main.cf", 4), "cannot see", {"write_text": OURS}),
    ("the whole path in a chroot", {"non_smtpd_milters": "unix:/nowhere/spool/referral-milter/milter.sock"}, MASTER,
     "milter-chroot", ("main.cf", 5), "would look for /nowhere/spool/nowhere/spool/", {"write_text": OURS}),
    ("a larger limit of size", {"message_size_limit": "0"}, MASTER, "message-size", ("main.cf", 8), "no limit",
     {"level": "warning", "write_text": "67108864"}),
    ("short header fields", {"header_size_limit": "2000"}, MASTER, "header-size", ("main.cf", 8), "cut",
     {"level": "warning"}),
    ("internal mail through us", {"internal_mail_filter_classes": "bounce, notify"}, MASTER, "internal-mail",
     ("main.cf", 8), "bounces", {}),
    ("no milters for everything", {"receive_override_options": "no_address_mappings,no_milters"}, MASTER, "no-milters",
     ("main.cf", 8), "for everything", {}),
    ("no milters for submission", {}, SUBMISSION + "  -o receive_override_options=no_milters\n", "no-milters",
     ("master.cf", 8), "the service submission", {}),
    ("no milters for local mail", {}, MASTER.replace("pickup\n", "pickup\n  -o receive_override_options=no_milters\n"),
     "no-milters", ("master.cf", 3), "the service pickup", {}),
    ("a content filter that gives mail back to us", {"content_filter": "smtp-amavis:[127.0.0.1]:10024"}, WAY_BACK,
     "judged-twice", ("master.cf", 6), "second time", {"write_text": "-o smtpd_milters="}),
    ("a content filter that gives mail back nobody knows how", {"content_filter": "spamfilter:dummy"}, MASTER,
     "judged-twice", ("main.cf", 8), "sendmail(1)", {"level": "warning"}),
    ("copies of everything", {"always_bcc": "archive@school.example"}, MASTER, "blind-copy", ("main.cf", 8), "",
     {"level": "warning"}),
    ("copies by recipient", {"recipient_bcc_maps": "hash:/etc/postfix/bcc"}, MASTER, "blind-copy", ("main.cf", 8), "",
     {"level": "warning"}),
    ("an alias for the police", {"virtual_alias_maps": "hash:/etc/postfix/virtual"}, MASTER, "alias", ("virtual", 2),
     "prevent-lead@school.example leads to", {"write_text": "legacy"}),
    ("an alias of the machine", {"alias_maps": "hash:/etc/aliases"}, MASTER, "alias", ("aliases", 2), "helpline leads to",
     {}),
    ("aliases that cannot be read", {"virtual_alias_maps": "ldap:/etc/postfix/ldap.cf"}, MASTER, "alias-unknown",
     ("main.cf", 8), "cannot be read here", {"level": "warning"}),
    ("TLS only where it is offered", {"smtp_tls_security_level": "may"}, MASTER, "tls", ("main.cf", 7), POLICE_DOMAIN,
     {"level": "warning", "write_text": f"{POLICE_DOMAIN} encrypt"}),
    ("no TLS at all", {"smtp_tls_security_level": None}, MASTER, "tls", ("main.cf", None), "none", {"level": "warning"}),
    ("less TLS for the police", {"smtp_tls_policy_maps": "texthash:/etc/postfix/loose"}, MASTER, "tls", ("main.cf", 8),
     "may", {"level": "warning"}),
    ("a relay host without TLS", {"relayhost": "[relay.example]", "smtp_tls_security_level": "may"}, MASTER, "tls",
     ("main.cf", 7), "[relay.example]", {"level": "warning"}),
    ("clients with a list of their own", {"smtpd_milter_maps": "cidr:/etc/postfix/clients"}, MASTER, "milter-maps",
     ("main.cf", 8), "", {"level": "warning"}),
]
BAD_TABLES = {"virtual": f"other@school.example someone@school.example\nprevent-lead@school.example a@x.example, {POLICE}\n",
              "aliases": f"root: someone\nhelpline: someone,\n {POLICE}\n", "loose": f".{POLICE_DOMAIN.partition('.')[2]} may\n"}


def bad(settings, master, identity, place, text, rest):
    line = place[1]
    if identity == "alias" and "alias_maps" in settings:
        line = 3
    findings = postfix(settings, master, BAD_TABLES, status=0 if rest.get("level") == "warning" else 1)
    finds(findings, identity, line, place[0], text=text, **rest)


for what, settings, master, *expected in BAD:
    suite.row(f"Postfix with {what}: {expected[0]}", bad, settings, master, *expected)


@suite.test
def macros_that_an_old_protocol_needs_are_missed_one_by_one():
    findings = postfix({"milter_protocol": "4", "milter_mail_macros": "i", "milter_connect_macros": "j {daemon_name}",
                        "milter_end_of_data_macros": ""}, status=1)
    equal([f["id"] for f in findings], ["milter-protocol"] + 3 * ["macros-missing"], str(findings))
    equal([f["line"] for f in findings], [8, 9, 9, 11])
    require("{auth_authen}" in findings[1]["text"] and "{auth_authen}" in findings[1]["write"], findings[1])


@suite.test
def the_default_action_depends_on_the_version():
    unset = {"milter_default_action": None}
    equal(postfix(unset, version="3.10", status=0), [])
    finds(postfix(unset, version="3.11", status=0), "default-action", level="warning", text="shutdown")
    equal(postfix({"milter_default_action": "shutdown"}, version="3.11", status=0), [])


@suite.test
def a_chrooted_service_reads_chroot_from_a_dash_by_the_level_of_compatibility():
    hidden = {"non_smtpd_milters": "unix:/run/referral-milter/milter.sock"}
    dashes = MASTER.replace("       y       -       0       cleanup", "       -       -       0       cleanup")
    equal(postfix(hidden, dashes, status=0), [])
    finds(postfix({**hidden, "compatibility_level": None}, dashes, status=1), "milter-chroot")


@suite.test
def a_socket_that_the_daemon_does_not_listen_at_is_found():
    finds(postfix({"smtpd_milters": "unix:referral-milter/milter.sock", "non_smtpd_milters": "inet:127.0.0.1:9, unix:old/referral.sock"},
                  options={"socket": "unix:/nowhere/spool/referral-milter/milter.sock"}, status=1),
          "milter-address", 5, "main.cf", text="listens at unix:/nowhere/spool/referral-milter/milter.sock")
    equal(postfix({"smtpd_milters": "inet:[::1]:9900, inet:localhost:8891", "non_smtpd_milters": "inet:[::1]:9900"}, options={"socket": "inet6:9900@::1"},
                  status=0), [])
    finds(postfix({"smtpd_milters": "inet:127.0.0.1:8891", "non_smtpd_milters": "inet:127.0.0.1:9900"},
                  options={"socket": "inet:9900@127.0.0.1"}, status=1),
          "milter-missing", 4, write_text="smtpd_milters = inet:127.0.0.1:9900, inet:127.0.0.1:8891")
    equal(postfix({"smtpd_milters": "inet:localhost:9900"}, options={"socket": "inet:9900@127.0.0.1"}, status=0), [])
    equal(postfix({"smtpd_milters": "unix:prf/m.sock"}, options={"socket": "unix:/nowhere/spool/prf/m.sock"}, status=0),
          [])


@suite.test
def a_socket_that_postfix_may_not_use_is_found():
    if os.geteuid() != 0:
        raise Skip("needs root")
    queue = os.path.join(scratch, "spool")
    directory = os.path.join(queue, "referral-milter")
    os.makedirs(directory, exist_ok=True)
    path = os.path.join(directory, "milter.sock")
    settings = {"queue_directory": queue, "mail_owner": "nobody"}

    def first(status):
        return postfix(settings, status=status)[:1]  # said of both lists
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        os.chmod(path, 0o660)
        finds(first(1), "milter-rights", 4, text="the user nobody may not use")
        shutil.chown(path, "nobody")
        equal(postfix(settings, status=0), [])
        os.chmod(directory, 0o700)
        finds(first(1), "milter-rights", 4, text="may not use")
        os.chmod(directory, 0o755)
        os.chmod(path, 0o666)
        finds(first(0), "milter-rights", 4, level="warning", text="everybody")
    os.unlink(path)
    write("", "spool", "referral-milter", "milter.sock")
    finds(first(1), "milter-rights", 4, text="is no socket")
    os.unlink(path)


@suite.test
def longer_waits_of_ours_need_longer_ones_of_postfix():
    finds(postfix({"milter_content_timeout": "100s"}, options={"inspect_time": 60000}, status=1), "milter-timeout",
          text="up to 154 s")


@suite.test
def several_mistakes_are_all_said_at_once_and_in_words():
    postfix({"smtpd_milters": None, "milter_default_action": "accept", "message_size_limit": "0"}, status=1)
    done = subprocess.run([program("referral-check"), "mta", "--postfix", os.path.join(scratch, "postfix"), "-c",
                           os.path.join(scratch, "daemon.conf")], stdout=subprocess.PIPE, text=True, timeout=60,
                          check=False)
    equal(done.returncode, 1)
    require("main.cf:5: error: default-action: " not in done.stdout, done.stdout)
    for words in ("main.cf: error: milter-missing: smtpd_milters does not name referral-milter",
                  "    write: smtpd_milters = unix:referral-milter/milter.sock",
                  "main.cf:7: warning: message-size: ", "2 errors, 1 warning"):
        require(words in done.stdout, words, "in", done.stdout)


@suite.test
def this_machines_postfix_as_it_is_shipped_with_the_lines_of_the_manual_has_no_error():
    shipped = "/usr/share/postfix/main.cf.debian"
    if not os.path.exists(shipped) or not os.path.exists("/usr/share/postfix/master.cf.dist"):
        raise Skip("Postfix is not installed (Debian package postfix)")
    directory = os.path.join(scratch, "shipped")
    with open(shipped, encoding="utf-8") as file:
        main = file.read()
    with open("/usr/share/postfix/master.cf.dist", encoding="utf-8") as file:
        write(file.read(), "shipped", "master.cf")
    write(main, "shipped", "main.cf")
    equal({f["id"] for f in run("--postfix", directory, status=1)} - {"tls", "default-action"}, {"milter-missing"})
    write(main + f"smtpd_milters = {OURS}\nnon_smtpd_milters = $smtpd_milters\nmilter_default_action = tempfail\n",
          "shipped", "main.cf")
    findings = run("--postfix", directory, status=0)
    require(all(f["level"] == "warning" and f["id"] == "tls" for f in findings), findings)


# Sendmail.

GOOD_SENDMAIL = {
    "as in the manual": {}, "with times": {"times": ", T=C:1m;S:1m;R:1m;E:5m"},
    "with a signer behind us": {"filters": "referral-milter, opendkim", "more": "Xopendkim, S=inet:8891@localhost\n"},
    "with inet": {"address": "inet:9900@127.0.0.1", "options": {"socket": "inet:9900@127.0.0.1"}},
    "with a list of its own that names us":
        {"more": "O DaemonPortOptions=Name=MSA, Port=587, InputMailFilters=referral-milter;opendkim, M=E\n"},
}
for what, changes in GOOD_SENDMAIL.items():
    suite.row(f"Sendmail {what}: nothing is wrong",
              lambda changes: equal(sendmail(strict=True, status=0, **changes), []), changes)

DKIM = "Xopendkim, S=inet:8891@localhost\n"
BAD_SENDMAIL = [
    ("no filter", {"name": "spam", "address": "inet:783@localhost"}, "milter-missing", 6, "no filter is referral-milter",
     {"write_text": "INPUT_MAIL_FILTER"}),
    ("a filter that is not listed", {"filters": "opendkim", "more": DKIM}, "milter-missing", 7, "does not name it", {}),
    ("a daemon without us", {"more": DKIM + "O DaemonPortOptions=Name=MSA, Port=587, InputMailFilters=opendkim\n"},
     "milter-missing", 7, "the daemon MSA", {"write_text": "InputMailFilters=referral-milter;opendkim"}),
    ("a signer before us", {"filters": "opendkim, referral-milter", "more": DKIM}, "milter-order", 7, "DKIM", {}),
    ("no F=T", {"flags": ""}, "default-action", 7, "leave unchecked", {"write_text": "F=T"}),
    ("F=R", {"flags": "R"}, "default-action", 7, "bounces", {}),
    ("F=4", {"flags": "4"}, "default-action", 7, "ended", {"level": "warning"}),
    ("a short time to answer", {"times": ", T=R:3s"}, "milter-timeout", 7, "up to 6 s", {}),
    ("a short time to send", {"times": ", T=S:1s;R:1m"}, "milter-timeout", 7, "take what it is sent", {}),
    ("a short time for the message", {"times": ", T=C:5m;E:1m"}, "milter-timeout", 7, "up to 74 s", {}),
    ("another socket", {"options": {"socket": "unix:/run/other/milter.sock"}}, "milter-address", 7, "listens at", {}),
    ("half a path", {"address": "local:referral-milter/milter.sock"}, "milter-address", 7, "whole path", {}),
    ("no limit of size", {"text": SENDMAIL.replace("O MaxMessageSize=20000000\n", "").format(
        more="", name="referral-milter", list="referral-milter", flags="T", times="",
        address="local:/run/referral-milter/milter.sock")}, "message-size", None, "no limit", {"level": "warning"}),
    ("an alias for the police", {"tables": {"aliases": f"root: someone\nhelpline: {POLICE}\n"}}, "alias", 2, "helpline",
     {}),
    ("a table of users that cannot be read", {"more": "Kvirtuser hash -o /nowhere/mail/virtusertable\n"}, "alias-unknown",
     6, "virtusertable", {"level": "warning"}),
    ("no TLS for the police", {"tables": {"access": "Connect:10 RELAY\n"}}, "tls", 2, POLICE_DOMAIN,
     {"level": "warning", "write_text": f"TLS_Rcpt:{POLICE_DOMAIN} ENCR:128"}),
]


def bad_sendmail(changes, identity, line, text, rest):
    findings = sendmail(status=0 if rest.get("level") == "warning" else 1, **changes)
    finds(findings, identity, line, text=text, **rest)


for what, changes, *expected in BAD_SENDMAIL:
    suite.row(f"Sendmail with {what}: {expected[0]}", bad_sendmail, changes, *expected)


# Usage.

@suite.test
def wrong_usage_and_files_that_cannot_be_read_have_a_status_of_their_own():
    for arguments, words in ((["--postfix", scratch + "/none"], "cannot be read"), (["--sendmail", scratch], "cannot be"),
                             (["--postfix", "a", "--sendmail", "b"], "one of them"), (["x"], "too many"),
                             (["--x"], "no such option"), (["--postfix"], "a value is missing"),
                             (["--postfix="], "which directory"), (["--socket=x", "--postfix=a"], "--socket: allowed"),
                             (["--sendmail", write("nothing\n", "no.cf")], "is no sendmail.cf"),
                             (["-c", scratch + "/none.conf", "--postfix=a"], "none.conf")):
        done = subprocess.run([program("referral-check"), "mta", *arguments], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=60, check=False)
        equal(done.returncode, 2, f"{arguments}: {done.stdout}{done.stderr}")
        require(words in done.stderr, f"{words!r} in {done.stderr!r}")
        equal(done.stdout, "")


@suite.test
def a_hostile_configuration_ends_soon():
    loop = {"a": "$b$b$b$b$b$b", "b": "$a$a$a$a$a$a", "smtpd_milters": "$a ${a?{$b}} ${ $( {", "non_smtpd_milters": OURS}
    finds(postfix(loop, status=1), "milter-missing")
    postfix({"smtpd_milters": "{" * 10000 + "\x01\x02" + "}" * 3}, MASTER + "x" * 100000 + "\n -o\n -o {\n", status=1)


suite.main()
