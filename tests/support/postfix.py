"""postfix: a private Postfix: configuration, queue and data in a directory of its own, listening on loopback only.

It uses the installed programs and nothing else of the system's: an installed Postfix is neither read nor touched. It
needs root, as Postfix's master does.
"""

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import time

PROGRAMS = "/usr/sbin"
MASTER_CF = """\
127.0.0.1:{port} inet n - n - - smtpd
{extra}
pickup unix n - n 1 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def missing():
    """Why no private Postfix can run here, or None."""
    if not os.path.exists(f"{PROGRAMS}/postfix"):
        return "Postfix is not installed (Debian package postfix)"
    if os.geteuid() != 0:
        return "a private Postfix needs root"
    try:
        pwd.getpwnam("postfix")
    except KeyError:
        return "the user postfix is missing"
    return None


def free_port(taken=()):
    """A loopback port that nobody listens on."""
    while True:
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", 0))
            port = sock.getsockname()[1]
        if port not in taken:
            return port


def run(*command, check=True, **options):
    """A finished process, its output as text."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60,
                          check=False, **options)
    if check and done.returncode != 0:
        raise AssertionError(f"{' '.join(command)}: exit status {done.returncode}: {done.stdout}")
    return done


class Postfix:
    """Configured and started by start(); everything lies below `directory`, which others must be able to enter."""

    def __init__(self, directory, sink_port, milter, *, settings=None, services=""):
        self.directory, self.milter = directory, milter
        self.config = os.path.join(directory, "etc")
        self.queue = os.path.join(directory, "queue")
        self.log_file = os.path.join(directory, "maillog")
        self.port = free_port({sink_port})
        self.sink_port = sink_port
        self.settings = settings or {}
        self.services = services
        self.has_started = False

    def _main_cf(self):
        return {
            "compatibility_level": "3.6", "queue_directory": self.queue,
            "data_directory": os.path.join(self.directory, "data"), "command_directory": PROGRAMS,
            "daemon_directory": run(f"{PROGRAMS}/postconf", "-dh", "daemon_directory").stdout.strip(),
            "mail_owner": "postfix", "setgid_group": "postdrop", "maillog_file": self.log_file,
            "maillog_file_prefixes": self.directory, "myhostname": "gateway.example", "mydestination": "",
            "alias_maps": "", "alias_database": "", "local_recipient_maps": "", "local_transport": "error:none here",
            "inet_interfaces": "127.0.0.1", "inet_protocols": "ipv4", "mynetworks": "127.0.0.0/8",
            "default_transport": f"smtp:[127.0.0.1]:{self.sink_port}", "disable_dns_lookups": "yes",
            "smtp_host_lookup": "native", "smtpd_peername_lookup": "no",
            "smtpd_recipient_restrictions": "permit_mynetworks, reject", "smtp_tls_security_level": "none",
            "smtpd_milters": self.milter, "non_smtpd_milters": self.milter, "milter_default_action": "tempfail",
            "message_size_limit": "70000000", "mailbox_size_limit": "0", "smtp_destination_recipient_limit": "1000",
            "smtp_connection_cache_on_demand": "no", "notify_classes": "", "minimal_backoff_time": "1s",
            "maximal_backoff_time": "2s", "queue_run_delay": "1s", "bounce_queue_lifetime": "1h",
            "smtpd_error_sleep_time": "0", "smtpd_client_connection_count_limit": "0", "html_directory": "no",
            **self.settings}

    def start(self):
        os.chmod(self.directory, 0o755)
        for name in ("etc", "queue", "data"):
            os.makedirs(os.path.join(self.directory, name), mode=0o755, exist_ok=True)
        shutil.chown(os.path.join(self.directory, "data"), "postfix")
        with open(os.path.join(self.config, "main.cf"), "w", encoding="ascii") as file:
            file.writelines(f"{key} = {value}\n" for key, value in self._main_cf().items())
        with open(os.path.join(self.config, "master.cf"), "w", encoding="ascii") as file:
            file.write(MASTER_CF.format(port=self.port, extra=self.services))
        run(f"{PROGRAMS}/postfix", "-c", self.config, "start")
        self.has_started = True
        return self

    def reload(self, **settings):
        self.settings.update(settings)
        for key, value in settings.items():
            run(f"{PROGRAMS}/postconf", "-c", self.config, "-e", f"{key}={value}")
        run(f"{PROGRAMS}/postfix", "-c", self.config, "reload")
        time.sleep(0.5)

    def master_pid(self):
        try:
            with open(os.path.join(self.queue, "pid", "master.pid"), encoding="ascii") as file:
                pid = int(file.read())
            with open(f"/proc/{pid}/comm", encoding="ascii") as file:
                return pid if file.read().strip() == "master" else None
        except (OSError, ValueError):
            return None

    def stop(self):
        """Never raises: it runs on the way out of a failure too."""
        if not self.has_started:
            return
        pid = self.master_pid()
        run(f"{PROGRAMS}/postfix", "-c", self.config, "stop", check=False)
        end = time.monotonic() + 5
        while pid and self.master_pid() == pid and time.monotonic() < end:
            time.sleep(0.05)
        if pid and self.master_pid() == pid:
            os.killpg(pid, signal.SIGKILL)
        self.has_started = False

    def log(self):
        with open(self.log_file, encoding="utf-8", errors="replace") as file:
            return file.read()

    def queued(self):
        """What postqueue lists: [(queue id with its mark, the whole entry as text)]."""
        listed = run(f"{PROGRAMS}/postqueue", "-c", self.config, "-p").stdout
        entries = re.split(r"\n\n", listed.partition("\n")[2]) if "Queue ID" in listed else []
        return [(entry.split()[0], entry) for entry in entries if entry.strip() and not entry.startswith("--")]

    def sendmail(self, octets, *arguments):
        """Local submission, as a program on this machine would do it."""
        return subprocess.run([f"{PROGRAMS}/sendmail", "-C", self.config, *arguments], input=octets,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False)
