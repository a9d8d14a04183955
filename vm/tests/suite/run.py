"""CPython's own tests of the language, on CPython and on our machine.

    PYTHON3.13 vm/tests/suite/run.py REFWISE [MODULE...] [options]

Runs each module of `Lib/test` (all of `modules.txt` beside this file, unless some are named: `test_dict`
or `test.test_dict`) with the Python that runs this script and with `REFWISE run`, and prints a table:
how many tests pass on CPython, how many of those on ours, per cent. Every test has a time limit; one
that hangs or crashes costs itself and no other: the module goes on behind it in a new process.

    --failures       also the tests that pass on CPython and not on ours, with the last line of the error
    --errors         also how often each error occurs in them
    --timeout S      seconds for one test (60)
    --jobs N         modules at a time (2)
    --baseline FILE  where CPython's results are kept (target/suite-cpython.json), so that they are made
                     once; --fresh makes them again
    --only TEXT      only tests whose id contains the text
    --keep FILE      writes every result as JSON

What a test prints is dropped. With one module and one test, to see more:

    REFWISE run -m unittest -v test.test_dict.DictTest.test_keys
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import queue
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
MARK = "\x1e"
# Stands for the folder that a process runs in.
FOLDER = object()
# A module that crashes more often is given up.
MOST_STARTS = 60


def reader(stream, lines):
    for line in stream:
        lines.put(line)
    lines.put(None)


class Run:
    """One module on one Python: `outcomes` by test id, `(word, last line)`."""

    def __init__(self, command, module, timeout, only):
        self.command, self.module, self.timeout, self.only = command, module, timeout, only
        self.found, self.outcomes, self.problem = [], {}, None

    def run(self):
        for start in range(MOST_STARTS):
            if self.once(start == 0):
                break
        return self

    def left(self):
        return [it for it in self.found if it not in self.outcomes]

    def once(self, is_first):
        """One process; true if nothing is left to do."""
        with tempfile.TemporaryDirectory() as folder:
            done = pathlib.Path(folder, "done")
            skipped = [it for it in self.found if self.only and self.only not in it]
            done.write_text("\n".join([*self.outcomes, *skipped]))
            if is_first and self.only:
                self.enumerate(folder, done)
                skipped = [it for it in self.found if self.only not in it]
                done.write_text("\n".join(skipped))
                for it in skipped:
                    self.outcomes[it] = ("SKIP", "not asked for")
            return self.watch(folder, done)

    def start(self, folder, done):
        return subprocess.Popen(
            [*[folder if it == FOLDER else it for it in self.command],
             str(HERE / "driver.py"), self.module, str(done)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=folder,
            text=True, encoding="utf-8", errors="replace", start_new_session=True,
        )

    def enumerate(self, folder, done):
        """Only finds the tests."""
        process = self.start(folder, done)
        for line in process.stderr:
            if line.startswith(MARK + "TEST "):
                self.found.append(line[6:].rstrip("\n"))
            elif line.startswith(MARK):
                break
        process.kill()
        process.wait()

    def watch(self, folder, done):
        process = self.start(folder, done)
        lines = queue.Queue()
        threading.Thread(target=reader, args=(process.stderr, lines), daemon=True).start()
        running, other = None, []
        while True:
            try:
                # What a module does when it is imported has more time than one test.
                line = lines.get(timeout=self.timeout if running else 3 * self.timeout)
            except queue.Empty:
                self.kill(process)
                return self.ended(running, "HANG", f"no end after {self.timeout} s")
            if line is None:
                process.wait()
                if running is None and not self.left() and self.found:
                    return True
                why = other[-1].strip() if other else f"exit code {process.returncode}"
                return self.ended(running, "CRASH", why)
            if not line.startswith(MARK):
                other = [*other[-5:], line]
                continue
            word, _, rest = line[1:].rstrip("\n").partition(" ")
            name, _, text = rest.partition("\t")
            if word == "TEST" and name not in self.found:
                self.found.append(name)
            elif word == "START":
                running = name
            elif word in ("PASS", "FAIL", "SKIP"):
                self.outcomes[name] = (word, text)
                running = None
            elif word == "BROKEN":
                self.break_all(name, text)
            elif word == "MODULE":
                self.problem = name
            elif word == "END":
                self.kill(process)
                for it in self.left():
                    self.outcomes[it] = ("FAIL", "did not run")
                return True
            if self.problem:
                self.kill(process)
                return True

    def break_all(self, name, text):
        """`setUpClass (a.b.C)`: all tests of it fail."""
        place = name.partition("(")[2].rstrip(")")
        for it in self.left():
            if place and it.startswith(place):
                self.outcomes[it] = ("FAIL", f"{name}: {text}")

    def ended(self, running, word, why):
        if running is None:
            # No test ran: another start would end in the same place.
            for it in self.left():
                self.outcomes[it] = (word, why)
            self.problem = None if self.found else f"{word}: {why}"
            return True
        self.outcomes[running] = (word, why)
        return not self.left()

    def kill(self, process):
        try:
            process.kill()
        except ProcessLookupError:
            pass
        process.wait()


def compare(module, args, baseline):
    """Both runs of a module."""
    if args.fresh or args.only or module not in baseline:
        theirs = Run([sys.executable], module, args.timeout, args.only).run()
        passed = [it for it, outcome in theirs.outcomes.items() if outcome[0] == "PASS"]
        if not args.only:
            baseline[module] = passed
    else:
        passed = baseline[module]
    ours = Run([args.refwise, "run", "--allow-read", FOLDER, *args.flag], module, args.timeout, args.only).run()
    return module, passed, ours


def row(module, passed, ours):
    good = sum(ours.outcomes.get(it, ("",))[0] == "PASS" for it in passed)
    share = 100 * good / len(passed) if passed else 0
    note = ours.problem or ""
    print(f"{module.removeprefix('test.'):28} {len(passed):6} {good:6} {share:6.1f} %  {note[:90]}",
          flush=True)
    return good


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("refwise")
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--failures", action="store_true")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--timeout", type=float, default=60)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--baseline", type=pathlib.Path, default=ROOT / "target/suite-cpython.json")
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--only")
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("--flag", action="append", default=[], help="a flag for `refwise run`")
    args = parser.parse_args()
    args.refwise = os.path.abspath(args.refwise)
    os.environ["REFWISE_PYTHON"] = sys.executable
    names = args.modules or (HERE / "modules.txt").read_text().split()
    modules = [it if it.startswith("test.") else f"test.{it}" for it in names]
    baseline = json.loads(args.baseline.read_text()) if args.baseline.exists() else {}
    print(f"{'module':28} {'3.13':>6} {'ours':>6} {'share':>8}", flush=True)
    total, good, results, causes = 0, 0, {}, collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for module, passed, ours in pool.map(lambda it: compare(it, args, baseline), modules):
            total += len(passed)
            good += row(module, passed, ours)
            results[module] = ours.outcomes
            for test in passed:
                word, text = ours.outcomes.get(test, ("FAIL", ours.problem or "not found"))
                if word == "PASS":
                    continue
                causes[text] += 1
                if args.failures:
                    print(f"    {test.removeprefix('test.')}: {word} {text}", flush=True)
    share = 100 * good / total if total else 0
    print(f"{'all':28} {total:6} {good:6} {share:6.1f} %")
    if args.errors:
        for text, count in causes.most_common(60):
            print(f"{count:6} {text}")
    if args.keep:
        args.keep.write_text(json.dumps(results, indent=1))
    # Others may have added modules meanwhile.
    if not args.only:
        known = json.loads(args.baseline.read_text()) if args.baseline.exists() else {}
        args.baseline.parent.mkdir(parents=True, exist_ok=True)
        args.baseline.write_text(json.dumps({**known, **baseline}))


if __name__ == "__main__":
    main()
