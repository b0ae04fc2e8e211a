"""What was cleaned is opened in a real browser: nothing runs, and nothing is fetched.

Not part of `make check`: `make check-browser` needs the Debian package chromium. Every vector and every ordinary mail
is cleaned with its addresses turned to a listener on this machine, and opened; what reaches the listener, but the pages
themselves, is a failure. That the same pages as they were do reach it is the proof that the listener listens.
"""

import http.server
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from cleaning import DONE, ORDINARY, VECTORS, cleaner  # noqa: E402
from suite import Skip, Suite, equal, require  # noqa: E402

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
PAGES = 140  # parts on one page
SECONDS = 15  # that a page is open

suite = Suite("cleaned HTML in a browser")
suite.close(cleaner.close)


class Listener(http.server.ThreadingHTTPServer):
    """Serves pages, and notes whatever else it is asked for."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages, self.asked, self.shown = {}, [], 0
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        page = self.server.pages.get(self.path)
        if page is not None:
            self.server.shown += 1
        elif self.path != "/favicon.ico":
            self.server.asked.append(self.path)
        self.send_response(200 if page is not None else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page or b"")

    def log_message(self, *_arguments):
        pass


def to_listener(octets, port):
    """Scripts tell the listener that they ran, and remote things are its own."""
    here = f"127.0.0.1:{port}".encode()
    octets = re.sub(rb"(?i)alert(\(|&lpar;|&#40;)1(\)|&rpar;|&#41;)", b"(new/**/Image).src='http://" + here + b"/ran'", octets)
    octets = octets.replace(b"https:", b"http:")
    return re.sub(rb"(?i)server\.example", here, octets)


def run_browser(address, home):
    """Opens an address, and ends the browser when it has had its time: some hostile pages never finish loading."""
    browser = subprocess.Popen(
        [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-proxy-server",
         f"--user-data-dir={home}", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
         "--remote-debugging-port=0", address],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        browser.wait(SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(browser.pid, signal.SIGKILL)
        browser.wait()


def open_in_browser(listener, pages):
    """Opens each page, one after the other. What was asked for is in listener.asked."""
    listener.asked, listener.shown = [], 0
    for number, page in enumerate(pages):
        listener.pages[f"/page{number}"] = page
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
            run_browser(f"http://127.0.0.1:{listener.server_port}/page{number}", home)
    return number + 1


def cleaned(octets):
    answer = cleaner.clean(octets)
    return answer.octets if answer.state == DONE else b""


def in_bundles(parts):
    """Pages of many parts, each by itself in a frame, so that none swallows the next."""
    for start in range(0, len(parts), PAGES):
        page = b"<!DOCTYPE html>"
        for part in parts[start:start + PAGES]:
            page += b'<iframe srcdoc="' + part.replace(b"&", b"&amp;").replace(b'"', b"&quot;") + b'"></iframe>'
        yield page


def parts_for(listener):
    parts = [to_listener(octets, listener.server_port) for _, octets in VECTORS]
    return parts + [to_listener(octets, listener.server_port) + b"<p onclick=x>" for octets in ORDINARY.values()]


@suite.test
def nothing_runs_and_nothing_is_fetched():
    if BROWSER is None:
        raise Skip("chromium is missing")
    listener = Listener()
    parts = parts_for(listener)
    open_in_browser(listener, in_bundles(parts))
    ran, fetched = listener.asked.count("/ran"), len(listener.asked)
    print(f"as they were, {ran} of {len(parts)} parts ran a script, and {fetched - ran} more requests were made")
    require(ran > 50 and fetched - ran > 20, ran, fetched)
    safe = [part for part in map(cleaned, parts) if part]
    require(len(safe) > len(parts) * 0.9, len(safe))
    equal(open_in_browser(listener, in_bundles(safe)), listener.shown, "pages that were opened")
    asked, listener.asked = listener.asked, []
    listener.shutdown()
    listener.server_close()
    equal(asked, [], f"requests of {len(safe)} cleaned parts")
    print(f"{len(safe)} cleaned parts: no script ran, nothing was requested")


if __name__ == "__main__":
    suite.main()
