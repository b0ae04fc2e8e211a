"""milter_client: the MTA's side of the milter protocol, version 6, as Sendmail and Postfix speak it.

Client sends whole messages the way an MTA does (it honours what was negotiated, stops at an early answer, collects the
edits), and single packets, well formed or not, for tests of violations. It checks that the filter asks only for what
was offered, and that it never discards.
"""

import socket
import struct

# Commands of the MTA.
ABORT, BODY, CONNECT, MACRO, BODYEOB, HELO, QUIT_NC = b"A", b"B", b"C", b"D", b"E", b"H", b"K"
HEADER, MAIL, EOH, OPTNEG, QUIT, RCPT, DATA, UNKNOWN = b"L", b"M", b"N", b"O", b"Q", b"R", b"T", b"U"

# Answers of the filter that end a command.
FINAL = {b"a": "accept", b"c": "continue", b"d": "discard", b"r": "reject", b"t": "tempfail", b"y": "reply",
         b"s": "skip", b"f": "connection-failure", b"4": "shutdown"}
# Answers that edit the message; only at its end.
EDITS = {b"+": "add-recipient", b"2": "add-recipient-par", b"-": "delete-recipient", b"b": "replace-body",
         b"e": "change-sender", b"h": "add-header", b"i": "insert-header", b"m": "change-header", b"q": "quarantine"}
PROGRESS = b"p"

ACTIONS_ALL = 0x1FF
SMFIF_ADDHDRS, SMFIF_CHGBODY, SMFIF_ADDRCPT, SMFIF_DELRCPT, SMFIF_CHGHDRS, SMFIF_QUARANTINE = 1, 2, 4, 8, 16, 32
PROTOCOL_ALL = 0x1FFFFF
NO_CONNECT, NO_HELO, NO_MAIL, NO_RCPT, NO_BODY, NO_HEADERS, NO_EOH = 1, 2, 4, 8, 0x10, 0x20, 0x40
NO_UNKNOWN, NO_DATA, HEADER_LEADING_SPACE = 0x100, 0x200, 0x100000
NO_STEP = {CONNECT: NO_CONNECT, HELO: NO_HELO, MAIL: NO_MAIL, RCPT: NO_RCPT, BODY: NO_BODY, HEADER: NO_HEADERS,
           EOH: NO_EOH, UNKNOWN: NO_UNKNOWN, DATA: NO_DATA}
NO_REPLY = {HEADER: 0x80, CONNECT: 0x1000, HELO: 0x2000, MAIL: 0x4000, RCPT: 0x8000, DATA: 0x10000, UNKNOWN: 0x20000,
            EOH: 0x40000, BODY: 0x80000}
REPLIES_WANTED = PROTOCOL_ALL & ~(0x80 | 0xFF000)  # an MTA that offers no SMFIP_NR_*
OLD_MTA = 0x3F & ~HEADER_LEADING_SPACE  # version 2 and before: the first six steps may be left out, nothing else

MACROS_OF_MAIL = 2  # SMFIM_ENVFROM, in the filter's list of macros that it wants
CHUNK = 65535
PACKET_MAX = 1 << 24  # of what a filter sends; a body chunk of an MTA is at most CHUNK


class ProtocolError(AssertionError):
    """The filter broke the protocol."""


class Closed(AssertionError):
    """The filter closed the connection."""


def connect_address(address, timeout=30.0):
    """A connected socket for "unix:PATH", "inet:PORT@HOST" or "inet6:PORT@HOST"."""
    kind, _, rest = address.partition(":")
    if kind in ("unix", "local"):
        sock = socket.socket(socket.AF_UNIX)
        target = rest
    elif kind in ("inet", "inet6"):
        port, _, host = rest.partition("@")
        sock = socket.socket(socket.AF_INET6 if kind == "inet6" else socket.AF_INET)
        target = (host, int(port))
    else:
        raise ValueError(address)
    sock.settimeout(timeout)
    try:
        sock.connect(target)
    except OSError:
        sock.close()
        raise
    return sock


def text0(*texts):
    """Texts, each with the NUL at its end that the protocol wants."""
    return b"".join((t if isinstance(t, bytes) else t.encode()) + b"\0" for t in texts)


class Outcome:
    """What became of one message."""

    def __init__(self, action, stage, data, edits):
        self.action = action  # the filter's last word: a value of FINAL
        self.stage = stage  # the command it answered: b"E" for the end of the message
        self.reply = data.rstrip(b"\0").decode("ascii") if action == "reply" else ""
        self.edits = edits  # [(kind, data)], in order

    @property
    def verdict(self):
        """accept, refuse, hold or defer, as the sender's side would see it."""
        if self.action in ("accept", "continue", "skip"):
            return "hold" if any(kind == "quarantine" for kind, _ in self.edits) else "accept"
        if self.action == "reject" or self.reply.startswith("5"):
            return "refuse"
        if self.action == "tempfail" or self.reply.startswith("4"):
            return "defer"
        return self.action

    @property
    def lines(self):
        """The reply's lines, the three-digit code taken away."""
        return [line[4:] for line in self.reply.splitlines()]

    @property
    def was_early(self):
        """Answered before the body was sent."""
        return self.stage not in (BODY, BODYEOB)

    def added_recipients(self):
        return [data.rstrip(b"\0").decode().strip("<>") for kind, data in self.edits
                if kind.startswith("add-recipient")]

    def header_edits(self):
        """[(kind, index or None, name, value)]"""
        found = []
        for kind, data in self.edits:
            if kind in ("change-header", "insert-header"):
                name, value = data[4:].split(b"\0")[:2]
                found.append((kind, struct.unpack(">I", data[:4])[0], name.decode(), value.decode()))
            elif kind == "add-header":
                name, value = data.split(b"\0")[:2]
                found.append((kind, None, name.decode(), value.decode()))
        return found

    def hold_reason(self):
        return next((data.rstrip(b"\0").decode() for kind, data in self.edits if kind == "quarantine"), None)

    def __repr__(self):
        return f"<{self.verdict} ({self.action} at {self.stage.decode()}) {self.reply!r} {self.edits}>"


class Client:
    """One connection of an MTA to the filter."""

    def __init__(self, address, *, timeout=30.0, version=6, actions=ACTIONS_ALL, protocol=PROTOCOL_ALL):
        self.address = address
        self.sock = connect_address(address, timeout)
        self.version, self.offered_actions, self.offered_protocol = version, actions, protocol
        self.actions = self.protocol = 0
        self.macros_wanted = {}
        self.client_macros = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.sock.close()

    # Packets.

    def send_raw(self, octets):
        self.sock.sendall(octets)

    def send_packet(self, command, data=b""):
        self.send_raw(struct.pack(">I", len(data) + 1) + command + data)

    def _read(self, size):
        octets = b""
        while len(octets) < size:
            try:
                more = self.sock.recv(size - len(octets))
            except ConnectionError as error:
                raise Closed(f"the filter reset the connection: {error}") from error
            if not more:
                raise Closed("the filter closed the connection" + (" inside a packet" if octets else ""))
            octets += more
        return octets

    def read_packet(self):
        """(code, data)"""
        size = struct.unpack(">I", self._read(4))[0]
        if not 1 <= size <= PACKET_MAX:
            raise ProtocolError(f"a packet of {size} octets")
        octets = self._read(size)
        return octets[:1], octets[1:]

    def is_closed(self, seconds=10.0):
        """Whether the filter closes the connection, without another word, in time."""
        self.sock.settimeout(seconds)
        try:
            return self.sock.recv(1) == b""
        except ConnectionError:
            return True
        except TimeoutError:
            return False

    # Commands.

    def negotiate(self):
        self.send_packet(OPTNEG, struct.pack(">III", self.version, self.offered_actions, self.offered_protocol))
        code, data = self.read_packet()
        if code != OPTNEG or len(data) < 12:
            raise ProtocolError(f"{code!r} {data!r} to the negotiation")
        version, self.actions, self.protocol = struct.unpack(">III", data[:12])
        if version > self.version or self.actions & ~self.offered_actions or self.protocol & ~self.offered_protocol:
            raise ProtocolError(f"asks for more than was offered: {version} {self.actions:#x} {self.protocol:#x}")
        rest = data[12:]
        while len(rest) > 4:
            names, _, after = rest[4:].partition(b"\0")
            self.macros_wanted[struct.unpack(">I", rest[:4])[0]] = names.decode().split()
            rest = after
        return self

    def macros(self, command, values):
        if values:
            self.send_packet(MACRO, command + text0(*[t for pair in values.items() for t in pair]))

    def wants(self, command):
        return not self.protocol & NO_STEP.get(command, 0)

    def command(self, command, data=b""):
        """Sends a step that the filter wants, and returns its (action, data): ("continue", b"") without a reply."""
        if not self.wants(command):
            return "continue", b""
        self.send_packet(command, data)
        if self.protocol & NO_REPLY.get(command, 0):
            return "continue", b""
        return self.answer()

    def answer(self):
        """The filter's answer to a command that is not the end of a message."""
        code, data = self.read_packet()
        if code not in FINAL:
            raise ProtocolError(f"{code!r} is no answer here")
        return FINAL[code], data

    def end_answer(self):
        """The filter's answer to the end of a message: ((action, data), edits)."""
        edits = []
        while True:
            code, data = self.read_packet()
            if code in EDITS:
                edits.append((EDITS[code], data))
            elif code in FINAL:
                if FINAL[code] == "discard":
                    raise ProtocolError("the filter discards a message")
                return (FINAL[code], data), edits
            elif code != PROGRESS:
                raise ProtocolError(f"{code!r} at the end of a message")

    def connect(self, name="client.example", ip="127.0.0.1", port=2525, macros=None):
        self.macros(CONNECT, macros or {"j": "mx.example", "{daemon_name}": "mx.example"})
        self.client_macros = {"{client_addr}": ip or "unknown", "{client_name}": name}
        if ip is None:
            data = text0(name) + b"U"
        else:
            data = text0(name) + (b"6" if ":" in ip else b"4") + struct.pack(">H", port) + text0(ip)
        return self.command(CONNECT, data)

    def helo(self, name="client.example"):
        return self.command(HELO, text0(name))

    def open(self, **connection):
        """Negotiates and says who the client is. The client itself, for `with`."""
        return self.negotiate().introduce(**connection)

    def introduce(self, **connection):
        """Says who the client is: also what follows quit_nc(), after which nothing is negotiated again."""
        for action, data in (self.connect(**connection), self.helo()):
            if action != "continue":
                raise ProtocolError(f"{action} {data!r} at the start of the connection")
        return self

    def header_value(self, value):
        """The value as this filter is to get it: folded lines end in LF, the leading space if negotiated."""
        octets = (value if isinstance(value, bytes) else value.encode()).replace(b"\r\n", b"\n")
        return octets if self.protocol & HEADER_LEADING_SPACE else octets.lstrip(b" \t")

    def abort(self):
        self.send_packet(ABORT)

    def quit(self):
        try:
            self.send_packet(QUIT)
        finally:
            self.sock.close()

    def quit_nc(self):
        """The connection stays and serves another SMTP session."""
        self.send_packet(QUIT_NC)

    # Whole messages.

    def steps(self, mail, chunk=CHUNK):
        """The commands of a message: (command, data, macros), without its end."""
        queue_id = {"i": mail.queue_id} if mail.queue_id else {}
        wanted = self.macros_wanted.get(MACROS_OF_MAIL, ())
        of_client = {name: value for name, value in self.client_macros.items() if name in wanted}
        yield MAIL, text0(f"<{mail.sender}>", *mail.sender_options), {**queue_id, **of_client, **mail.macros}
        for recipient in mail.recipients:
            yield RCPT, text0(f"<{recipient}>"), queue_id
        yield DATA, b"", queue_id
        for name, value in mail.header:
            yield HEADER, text0(name, self.header_value(value)), queue_id
        yield EOH, b"", queue_id
        body = mail.body
        for start in range(0, len(body), chunk):
            yield BODY, body[start:start + chunk], {}

    def send_until_end(self, mail, chunk=CHUNK):
        """Sends all but the end of the message. An Outcome if the filter answered early, else None."""
        skipping = False
        for command, data, macros in self.steps(mail, chunk):
            if skipping and command == BODY:
                continue
            if self.wants(command):
                self.macros(command, macros)
            action, answer = self.command(command, data)
            if action == "skip" and command == BODY:
                skipping = True
            elif action != "continue":
                outcome = Outcome(action, command, answer, [])
                if command == RCPT and action != "accept":
                    raise ProtocolError("a recipient was refused: recipients are judged at the end")
                if action != "accept":
                    self.abort()
                return outcome
        return None

    def send_end(self, mail):
        self.macros(BODYEOB, {"i": mail.queue_id} if mail.queue_id else {})
        self.send_packet(BODYEOB)

    def end(self):
        (action, data), edits = self.end_answer()
        return Outcome(action, BODYEOB, data, edits)

    def send(self, mail, chunk=CHUNK):
        """A whole message. Its Outcome."""
        early = self.send_until_end(mail, chunk)
        if early is not None:
            return early
        self.send_end(mail)
        return self.end()


def deliver(address, mail, chunk=CHUNK, *, timeout=60.0, protocol=PROTOCOL_ALL, **connection):
    """One message over a connection of its own."""
    with Client(address, timeout=timeout, protocol=protocol) as client:
        outcome = client.open(**connection).send(mail, chunk)
        client.quit()
        return outcome
