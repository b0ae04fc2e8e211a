"""referral SOCKET: one referral without copies or form to a daemon that is installed and observes; it must pass as it is.

Prints the verdict. Exit status 1: it was refused, deferred or changed.
"""

import sys

from messages import referral
from milter_client import deliver


def main():
    outcome = deliver(sys.argv[1], referral(cc=(), form=False))
    print(outcome.verdict, *outcome.lines, f"{len(outcome.edits)} edits")
    return 0 if outcome.verdict == "accept" and not outcome.edits else 1


if __name__ == "__main__":
    sys.exit(main())
