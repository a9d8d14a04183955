"""Runs the tests of one module of CPython's `Lib/test`, on whatever Python this is, and says of each
how it went. `run.py` starts it and reads what it says.

    python driver.py test.test_dict DONE

`DONE` names a file with the ids of tests that are not to be run again, one a line. What it says goes to
standard error, one line each, after a record separator so that nothing a test prints is mistaken for it:

    \\x1eTEST id        it was found
    \\x1eSTART id
    \\x1ePASS id        also SKIP, FAIL, with a tab and the last line of the error
    \\x1eEND
"""

import sys
import unittest

TELL = sys.stderr
MARK = "\x1e"


def tell(word, *rest):
    TELL.write(MARK + word + " " + "\t".join(rest).replace("\n", " ") + "\n")
    TELL.flush()


def last_line(error):
    """The last line of what a traceback would say, without making one."""
    kind, value, _ = error
    try:
        text = str(value).strip().split("\n")
        return f"{kind.__name__}: {text[0][:300]}" if text[0] else kind.__name__
    except BaseException as problem:
        return f"{kind.__name__} (str() failed: {type(problem).__name__})"


class Result(unittest.TestResult):
    """Tells of each test when it starts and when it ends."""

    def startTest(self, test):
        super().startTest(test)
        self.outcome = ("PASS", "")
        tell("START", test.id())

    def stopTest(self, test):
        super().stopTest(test)
        word, text = self.outcome
        tell(word, test.id(), text)

    def worsen(self, word, text):
        if self.outcome[0] != "FAIL":
            self.outcome = (word, text)

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.worsen("FAIL", f"{last_line(error)} [{subtest._subDescription()}]")

    def addError(self, test, error):
        if isinstance(test, unittest.TestCase):
            self.worsen("FAIL", last_line(error))
        else:
            tell("BROKEN", test.id(), last_line(error))

    addFailure = addError

    def addSkip(self, test, reason):
        if isinstance(test, unittest.TestCase):
            self.worsen("SKIP", reason)
        else:
            tell("SKIP", test.id(), reason)

    def addExpectedFailure(self, test, error):
        pass

    def addUnexpectedSuccess(self, test):
        self.worsen("FAIL", "unexpected success")


def flat(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from flat(test)
        else:
            yield test


def main(module, done):
    with open(done) as file:
        done = set(file.read().split("\n"))
    try:
        found = list(flat(unittest.defaultTestLoader.loadTestsFromName(module)))
    except unittest.SkipTest as reason:
        tell("MODULE", f"skipped: {reason}")
        return
    except BaseException:
        tell("MODULE", last_line(sys.exc_info()))
        return
    for test in found:
        tell("TEST", test.id())
    wanted = unittest.TestSuite(test for test in found if test.id() not in done)
    wanted.run(Result())
    tell("END")


if __name__ == "__main__":
    main(*sys.argv[1:])
