"""smtp_sink: an SMTP server on a loopback port that takes every message and keeps its exact octets.

It stands where the next mail server of a private Postfix would be. It offers what Postfix uses: 8BITMIME, SMTPUTF8,
PIPELINING, SIZE, ENHANCEDSTATUSCODES.
"""

import re
import socketserver
import threading


class Received:
    """One message: envelope and octets (dot-stuffing undone)."""

    def __init__(self, sender, options, recipients, octets):
        self.sender, self.options, self.recipients, self.octets = sender, options, recipients, octets

    def header_fields(self):
        """[(name, value as it stands after the colon)], folded lines joined as they are, in order."""
        head = self.octets.partition(b"\r\n\r\n")[0]
        fields = re.split(rb"\r\n(?![ \t])", head)
        return [tuple(field.split(b":", 1)) for field in fields]

    def field(self, name):
        """All values of the fields of that name."""
        return [value for key, value in self.header_fields() if key.decode().lower() == name.lower()]

    def without_received(self):
        """The octets without the first header field, the one that the relaying Postfix puts before all others."""
        name, _ = self.header_fields()[0]
        if name != b"Received":
            raise AssertionError(f"the first field is {name!r}")
        return re.sub(rb"\AReceived:.*?\r\n(?![ \t])", b"", self.octets, count=1, flags=re.S)


class _Session(socketserver.StreamRequestHandler):
    def reply(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def take_data(self):
        octets = bytearray()
        while True:
            line = self.rfile.readline()
            if not line:
                return None
            if line == b".\r\n":
                return bytes(octets)
            octets += line[1:] if line.startswith(b".") else line

    def handle(self):
        sender, options, recipients = None, "", []
        self.reply("220 sink.example ESMTP")
        while True:
            line = self.rfile.readline()
            if not line:
                return
            command = line.decode("utf-8", "replace").rstrip("\r\n")
            verb = command[:4].upper()
            path = re.match(r"(?:MAIL FROM|RCPT TO):<(.*?)>(.*)", command, re.I)
            if verb == "EHLO":
                wide = "250-8BITMIME\r\n250-SMTPUTF8\r\n" if self.server.takes_8bit else ""
                self.reply(f"250-sink.example\r\n{wide}250-PIPELINING\r\n250-SIZE 0\r\n"
                           "250 ENHANCEDSTATUSCODES")
            elif verb == "MAIL" and path:
                sender, options, recipients = path[1], path[2].strip(), []
                self.reply("250 2.1.0 Ok")
            elif verb == "RCPT" and path:
                recipients.append(path[1])
                self.reply("250 2.1.5 Ok")
            elif verb == "DATA":
                self.reply("354 go on")
                octets = self.take_data()
                if octets is None:
                    return
                self.server.keep(Received(sender, options, recipients, octets))
                self.reply("250 2.0.0 kept")
            elif verb == "QUIT":
                self.reply("221 2.0.0 bye")
                return
            else:
                self.reply("250 2.0.0 Ok")


class Sink(socketserver.ThreadingTCPServer):
    """Listens from its making; `messages` grows as they arrive."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 100

    def __init__(self, port=0):
        super().__init__(("127.0.0.1", port), _Session)
        self.port = self.server_address[1]
        self.messages = []
        self.takes_8bit = True
        self._lock = threading.Lock()
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def keep(self, received):
        with self._lock:
            self.messages.append(received)

    def handle_error(self, request, client_address):
        pass  # a Postfix that is stopped leaves connections half open

    def find(self, word):
        """The messages that hold the word (str or bytes)."""
        word = word.encode() if isinstance(word, str) else word
        with self._lock:
            return [m for m in self.messages if word in m.octets]

    def close(self):
        self.shutdown()
        self.server_close()
