"""opendkim: a private OpenDKIM that signs what its MTA shows it, and the key to verify it with.

It uses the installed programs and nothing else of the system's.
"""

import os
import re
import shutil
import subprocess
import tempfile
import time

from postfix import free_port
from suite import wait_until

SELECTOR = "test"
PYTHON = "/usr/bin/python3"  # Debian's own, for which Debian's packages are
VERIFY = """
import sys, dkim
message, key = sys.stdin.buffer.read(), sys.argv[1].encode()
sys.exit(0 if dkim.verify(message, dnsfunc=lambda *_, **__: key) else 1)
"""
CONF = """\
Socket inet:{port}@127.0.0.1
Mode s
Domain {domain}
Selector {selector}
KeyFile {directory}/{selector}.private
Canonicalization simple/simple
InternalHosts 127.0.0.0/8
PidFile {directory}/pid
UMask 022
Syslog no
RequireSafeKeys no
Background no
"""


def missing():
    """Why nothing can be signed and verified here, or None."""
    if not shutil.which("opendkim", path="/usr/sbin:/usr/bin") or not shutil.which("opendkim-genkey"):
        return "OpenDKIM is not installed (Debian packages opendkim, opendkim-tools)"
    if subprocess.run([PYTHON, "-c", "import dkim"], stderr=subprocess.DEVNULL, check=False).returncode != 0:
        return "Python's dkim is not installed (Debian package python3-dkim)"
    return None


class OpenDkim:
    """Signs for one domain; `milter` is what Postfix asks."""

    def __init__(self, domain):
        self.domain = domain
        self.directory = tempfile.mkdtemp(prefix="referral-dkim.")
        self.port = free_port()
        self.milter = f"inet:127.0.0.1:{self.port}"
        self.process = None

    def start(self):
        subprocess.run(["opendkim-genkey", "-D", self.directory, "-d", self.domain, "-s", SELECTOR, "-b", "1024"],
                       check=True, timeout=60)
        path = os.path.join(self.directory, "opendkim.conf")
        with open(path, "w", encoding="ascii") as file:
            file.write(CONF.format(port=self.port, domain=self.domain, selector=SELECTOR, directory=self.directory))
        self.process = subprocess.Popen(  # pylint: disable=consider-using-with
            ["/usr/sbin/opendkim", "-f", "-x", path], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT, start_new_session=True)
        wait_until(self._listens, 10, "OpenDKIM")
        time.sleep(0.1)
        return self

    def _listens(self):
        with open("/proc/net/tcp", encoding="ascii") as file:
            return f":{self.port:04X} 00000000:0000 0A" in file.read()

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
        shutil.rmtree(self.directory, ignore_errors=True)

    def record(self):
        """The key as DNS would have it."""
        with open(os.path.join(self.directory, f"{SELECTOR}.txt"), encoding="ascii") as file:
            return "".join(re.findall(r'"([^"]*)"', file.read()))

    def verifies(self, octets):
        """Whether the message has a signature of ours that holds."""
        return subprocess.run([PYTHON, "-c", VERIFY, self.record()], input=octets, check=False).returncode == 0
