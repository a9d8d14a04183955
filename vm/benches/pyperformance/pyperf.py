"""Stands in for the package `pyperf` while one benchmark runs.

A benchmark of pyperformance asks a `Runner` to time its functions. This one runs the function
that the command line names, as many times as it says, and leaves the timing to `compare.py`, which
looks at the processor time of the whole process: so both interpreters are measured by one clock.

    python run_benchmark.py list|calibrate|LOOPS NAME [the benchmark's own options]
"""

import sys

try:
    from time import process_time as perf_counter
except ImportError:
    def perf_counter():
        return 0.0


def python_implementation():
    return sys.implementation.name


#: A run of this many seconds is long enough to compare.
SECONDS = 0.3


class _Options:
    """What a benchmark's options came to."""


class _Parser:
    """The few things of `argparse` that benchmarks use, without its import."""

    def __init__(self):
        self.positional = []
        self.options = {}
        self.values = _Options()

    def add_argument(self, *flags, default=None, type=str, action=None, dest=None, **_):
        name = dest or max(flags, key=len).lstrip("-").replace("-", "_")
        if action == "store_true":
            default, type = False, None
        setattr(self.values, name, default)
        if flags[0].startswith("-"):
            for flag in flags:
                self.options[flag] = name, type
        else:
            self.positional.append(name)

    def add_argument_group(self, *_):
        return self

    add_mutually_exclusive_group = add_argument_group

    def set_defaults(self, **values):
        for name, value in values.items():
            setattr(self.values, name, value)

    def parse(self, words):
        words, positional = list(words), list(self.positional)
        while words:
            word = words.pop(0)
            if word in self.options:
                name, type = self.options[word]
                setattr(self.values, name, True if type is None else type(words.pop(0)))
            else:
                setattr(self.values, positional.pop(0), word)
        return self.values


class Runner:
    """Runs the one function that was asked for."""

    def __init__(self, **_):
        self.metadata = {}
        self.argparser = _Parser()
        self.mode, self.wanted = sys.argv[1], sys.argv[2]

    def parse_args(self, *_):
        return self.argparser.parse(sys.argv[3:])

    def bench_time_func(self, name, function, *args, **_):
        self._run(name, lambda loops: function(loops, *args))

    def bench_func(self, name, function, *args, **_):
        def many(loops):
            for _ in range(loops):
                function(*args)

        self._run(name, many)

    def bench_async_func(self, name, function, *args, **_):
        import asyncio

        async def many(loops):
            for _ in range(loops):
                await function(*args)

        self._run(name, lambda loops: asyncio.run(many(loops)))

    def _run(self, name, many):
        if self.mode == "list":
            print(name)
        elif name != self.wanted:
            return
        elif self.mode == "calibrate":
            print(_loops_for(many))
        else:
            many(int(self.mode))


def _loops_for(many):
    """How many turns take `SECONDS` on the interpreter that runs this."""
    loops = 1
    while True:
        start = perf_counter()
        many(loops)
        taken = perf_counter() - start
        if taken >= SECONDS:
            return loops
        loops *= 2
