"""Runs a package's tests and tells which rings of references its code leaves behind.

    python3.13 measure.py PACKAGE [--out FILE] [--unittest] -- ARGUMENTS

PACKAGE is the name to import. ARGUMENTS go to pytest, or to unittest's command line. The cyclic
garbage collector is off; after each test what is reachable from nothing is found as in `observe.py`,
told, and collected. What a test leaves in longer-lived objects is looked at once more at the end.

The answer is JSON:

    {"package", "version", "python", "command", "n_tests",
     "by_kind": {kind: how many distinct rings of the package alone},
     "rings": [{"kind", "owner", "path", "members", "n_tests", "first_test"}, ...]}

A ring is an elementary one here: the shortest way from an object back to itself. Rings are distinct
when their steps are: the members' kinds and names and by what each holds the next; exceptions of
different classes are alike, and a ring with all the steps of another and more, as trees have them, is
left out. `members` tell for each of the path where it is defined and, for the
first that was seen, where it was made.
`owner` is "package" if all that is on the ring is of the package, the standard library or C,
"generated" if there is code without a file among it, else "mixed"; rings without the package are
left out. Cells and the tracebacks of an exception are stepped over. Kinds, the first that fits:

    exceptions and frames   an exception, a traceback or a frame is on it
    generators              a generator, coroutine or asynchronous generator
    classes                 a class: it was made in a function
    bound methods           a bound method
    partials                a partial or a cached function
    closures                a function with cells; `recursive functions` if there is nothing else
    functions               a function, through its defaults or attributes
    containers              a list, dict, set, tuple, deque or another type of C
    attributes              instances only
"""

import argparse
import collections
import functools
import gc
import importlib
import importlib.metadata
import json
import os
import platform
import sys
import tracemalloc
import types

from labels import label
from observe import belongings, components, unreachable

EXCEPTIONS = (BaseException, types.TracebackType, types.FrameType)
GENERATORS = (types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType)
PARTIALS = (functools.partial, functools._lru_cache_wrapper)

#: `Py_TPFLAGS_HEAPTYPE`: not a static type of C.
HEAP_TYPE = 1 << 9

#: Rings of more objects are told by their first ones.
LARGEST = 400


class Measure:
    """What was found so far."""

    def __init__(self, package):
        module = importlib.import_module(package)
        path = os.path.dirname(module.__file__)
        self.root = path if hasattr(module, "__path__") else module.__file__
        self.base = os.path.dirname(path) if hasattr(module, "__path__") else path
        self.rings = {}
        self.n_tests = 0

    def begin(self):
        """Leaves what is there now out of the looks at single tests."""
        gc.collect()
        gc.freeze()
        gc.disable()
        tracemalloc.start(1)

    def look(self, test):
        """Tells what the test `test` has left, and frees it."""
        self.n_tests += 1
        gc.disable()
        self.tell(gc.get_objects(), test)
        gc.collect()
        gc.freeze()

    def end(self):
        gc.unfreeze()
        self.tell(gc.get_objects(), "<end>")
        gc.collect()

    def tell(self, objects, test):
        lost = unreachable(objects)
        objects.clear()
        seen = set()
        for ring in components(lost):
            for cycle in elementary(ring):
                self.add(cycle, test, seen)

    def add(self, cycle, test, seen):
        files = [defined(it) for it in cycle]
        own = [is_below(file, self.root) for file, _ in files if file]
        if not any(own):
            return
        cycle = without_methods(cycle)
        files = [defined(it) for it in cycle]
        labels = held_by(cycle)
        key = frozenset(f"{self.known_as(it)}{label}" for it, label in zip(cycle, labels))
        path = rotated([f"{kind_of(it)} {name_of(it)}".strip() for it in cycle], labels)
        if key in seen:
            return
        seen.add(key)
        known = self.rings.get(key)
        if known:
            known["n_tests"] += 1
            return
        others = [file for file, _ in files if file and not is_below(file, self.root)]
        is_own = all(is_standard(file) for file in others)
        frames = [file for it, (file, _) in zip(cycle, files) if type(it) is types.FrameType]
        if frames and not any(is_below(file, self.root) for file in frames):
            is_own = False
        is_generated = any(it.startswith("<") and not it.startswith("<frozen") for it in others)
        members = [
            {
                "kind": kind_of(it),
                "name": name_of(it),
                "defined": self.place(*place),
                "made": self.place(*made(it)),
            }
            for it, place in zip(cycle, files)
        ]
        self.rings[key] = {
            "kind": kind_of_ring(cycle, labels),
            "owner": "generated" if is_generated else "package" if is_own else "mixed",
            "path": list(path),
            "members": members,
            "n_tests": 1,
            "first_test": test,
        }

    def known_as(self, it):
        """What tells it from others: not an exception's class, not a name made at run time."""
        kind = kind_of(it)
        if kind == "exception":
            return kind
        if kind == "class" and "__firstlineno__" not in it.__dict__:
            return f"{kind} made at {self.place(*made(it))}"
        return f"{kind} {name_of(it)}"

    def place(self, file, line):
        if not file:
            return None
        short = os.path.relpath(file, self.base) if is_below(file, self.base) else file
        return f"{short}:{line}"


def is_below(file, folder):
    return file == folder or file.startswith(folder.rstrip(os.sep) + os.sep)


def is_standard(file):
    lib = os.path.dirname(os.__file__)
    return file.startswith("<") or is_below(file, lib) and "site-packages" not in file


def elementary(ring):
    """For each object of a ring the shortest way back to it, each way once."""
    hidden = {id(part): part for it in ring for part in safe(belongings, it)}
    has_exception = any(issubclass(type(it), BaseException) for it in ring)
    for it in ring:
        if type(it) is types.CellType or has_exception and type(it) is types.TracebackType:
            hidden[id(it)] = it
    nodes = [it for it in ring if id(it) not in hidden][:LARGEST]
    index = {id(it): n for n, it in enumerate(nodes)}
    edges = [sorted(targets(it, index, hidden)) for it in nodes]
    inward = [sorted(targets(it, index, hidden, with_callers=False)) for it in nodes]
    # A frame holds its caller; that is the way only where there is no other.
    found = cycles(inward) or cycles(edges)
    return [[nodes[it] for it in cycle] for cycle in sorted(found)]


def cycles(edges):
    """For each node the shortest way back to it, as numbers, begun at the least."""
    found = set()
    for start in range(len(edges)):
        cycle = shortest(edges, start)
        if cycle:
            least = cycle.index(min(cycle))
            found.add(tuple(cycle[least:] + cycle[:least]))
    return found


def targets(it, index, hidden, with_callers=True):
    """The numbers of what `it` holds, by itself or through what belongs to it."""
    todo, seen, found = [it], set(), set()
    while todo:
        holder = todo.pop()
        for to in gc.get_referents(holder):
            is_caller = type(to) is type(holder) is types.FrameType
            if is_caller and not with_callers:
                continue
            if id(to) in index:
                found.add(index[id(to)])
            elif id(to) in hidden and id(to) not in seen:
                seen.add(id(to))
                todo.append(to)
    return found


def shortest(edges, start):
    before, queue = {}, collections.deque([start])
    while queue:
        node = queue.popleft()
        for to in edges[node]:
            if to == start:
                way = [node]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return way[::-1]
            if to not in before:
                before[to] = node
                queue.append(to)
    return None


def without_methods(cycle):
    """A class alone where the rest of the ring is its own functions: that ring is all classes'."""
    classes = [it for it in cycle if kind_of(it) == "class"]
    if len(classes) != 1:
        return cycle
    prefix = classes[0].__qualname__ + "."
    rest = [it for it in cycle if it is not classes[0]]
    is_own = all(kind_of(it) == "function" and name_of(it).startswith(prefix) for it in rest)
    return classes if is_own else cycle


def rotated(names, labels):
    """The path of a ring in words, begun at its least member."""
    steps = [f"{name}{label}" for name, label in zip(names, labels)]
    least = steps.index(min(steps))
    return tuple(steps[least:] + steps[:least])


def held_by(cycle):
    """By what each member holds the next one."""
    return [label(it, to) for it, to in zip(cycle, cycle[1:] + cycle[:1])]


def safe(function, it):
    try:
        return [part for part in function(it) if part is not None]
    except Exception:
        return []


def kind_of(it):
    """`instance`, `class`, `exception`, or the name of a built-in type."""
    kind = type(it)
    if issubclass(kind, type):
        return "class"
    if issubclass(kind, BaseException):
        return "exception"
    is_of_c = kind.__module__ in ("builtins", "collections", "functools")
    return kind.__name__ if is_of_c or not kind.__flags__ & HEAP_TYPE else "instance"


def name_of(it):
    kind = kind_of(it)
    if kind in ("instance", "exception"):
        return f"{type(it).__module__}.{type(it).__qualname__}"
    if kind == "class":
        return f"{it.__module__}.{it.__qualname__}"
    if kind == "method":
        return getattr(it.__func__, "__qualname__", "")
    if kind == "cell":
        return ""
    code = code_of(it)
    return code.co_qualname if code else ""


def code_of(it):
    for name in ("__code__", "gi_code", "cr_code", "ag_code", "f_code"):
        code = getattr(it, name, None)
        if isinstance(code, types.CodeType):
            return code
    if type(it) is types.TracebackType:
        return it.tb_frame.f_code
    if type(it) is types.MethodType:
        return getattr(it.__func__, "__code__", None)
    return None


def defined(it):
    """File and line of the class or function of `it`; (None, 0) for what is of C."""
    kind = kind_of(it)
    if kind in ("instance", "exception", "class"):
        cls = it if kind == "class" else type(it)
        module = sys.modules.get(cls.__module__)
        file = getattr(module, "__file__", None)
        line = cls.__dict__.get("__firstlineno__", 0)
        return (os.path.abspath(file), line) if file else (None, 0)
    code = code_of(it)
    return (code.co_filename, code.co_firstlineno) if code else (None, 0)


def made(it):
    if type(it) is types.TracebackType:
        return it.tb_frame.f_code.co_filename, it.tb_lineno
    trace = tracemalloc.get_object_traceback(it)
    return (trace[0].filename, trace[0].lineno) if trace else (None, 0)


def kind_of_ring(cycle, labels):
    kinds = {kind_of(it) for it in cycle}
    if any(isinstance_safe(it, EXCEPTIONS) for it in cycle):
        return "exceptions and frames"
    if any(type(it) in GENERATORS for it in cycle):
        return "generators"
    if "class" in kinds:
        return "classes"
    if "method" in kinds:
        return "bound methods"
    if any(isinstance_safe(it, PARTIALS) for it in cycle):
        return "partials"
    if "function" in kinds and any(it.startswith("<") for it in labels):
        return "recursive functions" if kinds == {"function"} else "closures"
    if "function" in kinds:
        return "functions"
    return "attributes" if kinds == {"instance"} else "containers"


def isinstance_safe(it, kinds):
    return issubclass(type(it), kinds)


class PytestPlugin:
    """Looks when a test is over and nothing of it is held any more."""

    def __init__(self, measure):
        self.measure = measure

    def pytest_collection_finish(self):
        self.measure.begin()

    def pytest_runtest_logfinish(self, nodeid):
        self.measure.look(nodeid)


def run_pytest(measure, arguments):
    import pytest

    pytest.main(arguments, plugins=[PytestPlugin(measure)])


def run_unittest(measure, arguments):
    import unittest

    class Result(unittest.TextTestResult):
        def stopTest(self, test):
            name = test.id()
            super().stopTest(test)
            measure.look(name)

    measure.begin()
    runner = unittest.TextTestRunner(resultclass=Result)
    unittest.main(module=None, argv=["unittest", *arguments], testRunner=runner, exit=False)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("package")
    parser.add_argument("--out", default="-")
    parser.add_argument("--unittest", action="store_true")
    own, arguments = split(sys.argv[1:])
    options = parser.parse_args(own)
    measure = Measure(options.package)
    sys.path.insert(0, os.getcwd())
    (run_unittest if options.unittest else run_pytest)(measure, arguments)
    measure.end()
    order = lambda it: (it["kind"], it["owner"] != "package", it["path"])
    rings = sorted(least(measure.rings), key=order)
    by_kind = collections.Counter(it["kind"] for it in rings if it["owner"] == "package")
    answer = {
        "package": options.package,
        "version": version(options.package),
        "python": platform.python_version(),
        "command": arguments,
        "n_tests": measure.n_tests,
        "by_kind": dict(sorted(by_kind.items())),
        "rings": rings,
    }
    text = json.dumps(answer, indent=1) + "\n"
    if options.out == "-":
        sys.stdout.write(text)
    else:
        with open(options.out, "w", encoding="utf-8") as file:
            file.write(text)


def least(rings):
    """The rings that do not hold all the steps of another."""
    by_size = sorted(rings, key=len)
    kept = []
    for steps in by_size:
        if not any(other < steps for other in kept):
            kept.append(steps)
    return [rings[it] for it in kept]


def split(arguments):
    """What stands before and behind `--`."""
    if "--" not in arguments:
        return arguments, []
    at = arguments.index("--")
    return arguments[:at], arguments[at + 1 :]


def version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


if __name__ == "__main__":
    main()
