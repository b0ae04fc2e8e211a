"""However an MTA cuts the body into packets, verdict, reply and record are the same."""

import routes
from daemon import Daemon, serve
from messages import PREVENT, referral
from suite import Suite, equal, require

suite = Suite("wire: chunks")
daemon = Daemon(
    rules={"10-test.conf": routes.route(),
           "20-repair.conf": routes.route("repair", police="repair@police.example", on="copy-missing = repair")},
    guidance=routes.guidance())

VARYING = ("index", "salt", "time", "case", "timings")  # what differs between two deliveries of one message
CHUNKS = (1, 2, 3, 100, 4095, 65534)


def judged(chunk, **message):
    """What the daemon makes of it: verdict, reply without case and time, edits, record without what varies."""
    mail = referral(message_id="grumbleweed.chunks@marrowby-school.example", queue_id="QCHUNKS", **message)
    before = len(daemon.records())
    outcome = daemon.deliver(mail, chunk)
    made = daemon.records()[before:]
    equal(len(made), 1, "records")
    record = {key: value for key, value in made[0].items() if key not in VARYING}
    return outcome.verdict, [line for line in outcome.lines if "Case" not in line], outcome.edits, record


def same_in_all_chunks(expected, chunks, message):
    whole = judged(65535, **message)
    equal(whole[0], expected, "verdict")
    for chunk in chunks:
        equal(judged(chunk, **message), whole, f"in chunks of {chunk}")


suite.row("a refusal is the same in chunks of one octet and of 65535", same_in_all_chunks, "refuse", CHUNKS,
          {"cc": (PREVENT,), "padding": 3000})
suite.row("an acceptance is the same in chunks of one octet and of 65535", same_in_all_chunks, "accept", CHUNKS,
          {"padding": 3000})
suite.row("a repair is the same in chunks of one octet and of 65535", same_in_all_chunks, "accept", CHUNKS,
          {"to": ("repair@police.example",), "cc": (PREVENT,)})
suite.row("a large message is the same in small chunks and in large ones", same_in_all_chunks, "accept", (1000, 8192),
          {"padding": 1000000})


@suite.test
def a_difference_would_be_noticed():
    one, other = judged(65535, cc=(PREVENT,)), judged(65535)
    require(one != other, "two different messages are told apart")


if __name__ == "__main__":
    serve(suite, daemon)
