"""suite: runs the tests of one file, one sentence each, and counts them.

A test is a function; its name is the sentence that it proves. What it raises is its failure, Skip is a skip with a
reason. The last line is "N passed, N failed, N skipped", and the exit status is 1 when anything failed. Nothing here
knows about mail.
"""

import io
import os
import signal
import sys
import threading
import time
import traceback

TEST_SECONDS = int(os.environ.get("TEST_SECONDS", "150"))  # for one test; more for the longer targets


class Skip(Exception):
    """Raised by a test that cannot run here; its text is the reason."""


class TooSlow(Exception):
    """Raised in a test that takes longer than its time."""


def require(condition, *explanation):
    """Like assert, but never compiled away."""
    if not condition:
        raise AssertionError(" ".join(str(part) for part in explanation) or "it is not so")


def equal(found, expected, what="value"):
    if found != expected:
        raise AssertionError(f"{what}: found {found!r}, expected {expected!r}")


def wait_until(condition, seconds=10.0, what="it", pause=0.02):
    """Waits for condition() to be true, and returns its value."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not come about within {seconds:g} s")
        time.sleep(pause)


class Suite:
    def __init__(self, title, out=sys.stdout):
        self.title = title
        self.out = out
        self.tests = []
        self.closers = []
        self.always = None  # the name of a test that runs whatever was asked for
        self.passed = self.failed = self.skipped = 0

    def test(self, function):
        self.tests.append(function)
        return function

    def row(self, sentence, function, *arguments):
        """A test from a table: the sentence is given, the function is called with the row."""
        def run():
            function(*arguments)
        run.__name__ = sentence.replace(" ", "_")
        self.tests.append(run)

    def slow(self, sentence, function, *arguments):
        """A row that mostly waits, on things of its own: it begins with the suite, and is waited for at its place."""
        raised = []

        def work():
            try:
                function(*arguments)
            except Exception as error:  # a test may raise anything
                raised.append(error)
        thread = threading.Thread(target=work, daemon=True)

        def run():
            thread.join()
            if raised:
                raise raised[0]
        run.__name__ = sentence.replace(" ", "_")
        run.begin = thread.start
        self.tests.append(run)

    def slow_test(self, function):
        """The same for a test that is a function."""
        self.slow(function.__name__, function)

    def close(self, function):
        """Called after the last test, in reverse order of registration, as a test of its own."""
        self.closers.append(function)
        return function

    def say(self, text):
        print(text, file=self.out, flush=True)

    def _run(self, function):
        sentence = function.__name__.replace("_", " ")
        began = time.monotonic()
        try:
            signal.alarm(TEST_SECONDS)
            function()
            self.passed += 1
            self.say(f"ok: {sentence} ({time.monotonic() - began:.2f} s)")
        except Skip as reason:
            self.skipped += 1
            self.say(f"SKIP: {sentence}: {reason}")
        except Exception:  # a test may raise anything
            self.failed += 1
            self.say(f"FAIL: {sentence}")
            for line in traceback.format_exc().splitlines():
                self.say(f"    {line}")
        finally:
            signal.alarm(0)

    def _wanted(self):
        """All tests, or those whose sentence holds a word of the environment variable TEST_ONLY."""
        only = os.environ.get("TEST_ONLY")
        return [t for t in self.tests
                if not only or t.__name__ == self.always or only.replace(" ", "_") in t.__name__]

    def run(self):
        def too_slow(_signal, _frame):
            raise TooSlow(f"longer than {TEST_SECONDS} s")
        before = signal.signal(signal.SIGALRM, too_slow)
        try:
            for function in self._wanted():
                if hasattr(function, "begin"):
                    function.begin()
            for function in self._wanted():
                self._run(function)
        finally:
            for function in reversed(self.closers):
                self._run(function)
            signal.signal(signal.SIGALRM, before)
        self.say(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped")
        return 0 if self.failed == 0 else 1

    def main(self, missing=None):
        """Proves that the harness can fail, runs everything, exits. `missing`: why nothing of it can run here."""
        if missing:
            self.say(f"SKIP: {self.title}: {missing}")
            self.say(f"0 passed, 0 failed, {len(self.tests)} skipped")
            sys.exit(0)
        # SystemExit lets the closers and `finally` run when somebody stops the suite.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
        self.say(f"# {self.title}")
        self.tests.insert(0, a_planted_failure_is_counted)
        sys.exit(self.run())


def a_planted_failure_is_counted():
    out = io.StringIO()
    inner = Suite("planted", out)

    @inner.test
    def planted_failure():
        equal(1, 2)

    @inner.test
    def planted_skip():
        raise Skip("planted")
    only = os.environ.pop("TEST_ONLY", None)
    status = inner.run()
    if only:
        os.environ["TEST_ONLY"] = only
    equal(status, 1, "exit status")
    require(out.getvalue().endswith("0 passed, 1 failed, 1 skipped\n"), out.getvalue())
