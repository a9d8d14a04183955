"""Makes small random programs and tells what `is` gives in them.

    python3.13 programs.py FIRST COUNT

Each program has functions that hand objects around: through names, calls, attributes, containers,
branches, loops, closures. `claim(n, a is b)` notes what the comparison gave; the functions are called
with many arguments. Printed is one JSON object for each program: its text, and for each claim "T", "F"
or "FT". The same number makes the same program.
"""

import contextlib
import json
import random
import sys

HEAD = """\
import copy
SEEN = {}
def claim(n, answer):
    SEEN.setdefault(n, set()).add("FT"[answer])
TABLE = {}
MARK = object()
class P:
    def __init__(self, x=None):
        self.x = x
    def m(self): ...
    def me(self):
        return self
    def put(self, y):
        self.x = y
    def get(self):
        return self.x
def same(x):
    return x
def first(x, y=None):
    if x:
        return x
    return y
def keep(k, x):
    TABLE[k] = x
def new():
    return []
def either(f, x):
    if f:
        return f()
    return x
"""

TAIL = """\
shared = []
for fn in (f0, f1, f2):
    for p, q in ((None, None), (shared, shared), (1, shared), (MARK, 1000), ([], P())):
        for g in (None, lambda: TABLE.get("k"), lambda: shared):
            try:
                fn(p, q, g)
            except (TypeError, AttributeError, NameError, KeyError):
                pass
"""

#: Expressions; `$` is a name.
MAKERS = """\
[]|{}|[1]|(1, 2)|($, 1)|1000|'ab'|'a b'|None|True|P()|P($)|$|$|$|same($)|first($, $)|new()|either(g, $)
TABLE.get('k', $)|list([$])|[$][0]|$ or []|($ if p else $)|copy.copy([1])|getattr($, 'x', $)|MARK
(lambda: $)()|str('a b')|tuple((1, 2))""".replace("\n", "|").split("|")

VARIABLES = "abcd"


class Writer:
    """Writes one program."""

    def __init__(self, number):
        self.random = random.Random(number)
        self.lines = []
        self.names = ()
        self.n = 0

    def program(self):
        for idx in range(3):
            self.function(idx)
        return HEAD + "\n".join(self.lines) + "\n" + TAIL

    def function(self, idx):
        self.lines.append(f"def f{idx}(p, q, g):")
        self.names = ("p", "q", *VARIABLES)
        for name in VARIABLES:
            self.write(1, f"{name} = {self.random.choice(['None', 'p', '[]', '1000'])}")
        self.block(1, 14)
        self.write(1, f"return {self.name()}")

    def write(self, depth, text):
        self.lines.append("    " * depth + text)

    def name(self):
        return self.random.choice(self.names)

    def target(self):
        return self.random.choice(VARIABLES)

    def expression(self):
        text = self.random.choice(MAKERS)
        while "$" in text:
            text = text.replace("$", self.name(), 1)
        return text

    def block(self, depth, count):
        for _ in range(count):
            kinds = [self.assign] * 6 + [self.claim] * 4 + [self.keep, self.store, self.inner]
            if depth < 3:
                kinds += [self.branch, self.loop]
            self.random.choice(kinds)(depth)

    def assign(self, depth):
        self.write(depth, f"{self.target()} = {self.expression()}")

    def claim(self, depth):
        other = self.expression() if self.random.random() < 0.25 else self.name()
        self.write(depth, f"claim({self.number()}, {self.name()} is {other})")

    def number(self):
        self.n += 1
        return self.n

    def keep(self, depth):
        self.write(depth, f"keep('k', {self.name()})")

    def store(self, depth):
        self.write(depth, f"o = P({self.name()})")
        self.write(depth, f"o.put({self.name()})")
        how = self.random.choice(["x", "get()", "me()", "m"])
        self.write(depth, f"{self.target()} = o.{how}")

    def branch(self, depth):
        self.write(depth, f"if {self.name()}:")
        self.block(depth + 1, self.random.randrange(1, 3))
        if self.random.random() < 0.5:
            self.write(depth, "else:")
            self.block(depth + 1, self.random.randrange(1, 3))

    def loop(self, depth):
        self.write(depth, "for i in range(3):")
        self.block(depth + 1, self.random.randrange(1, 4))

    def inner(self, depth):
        name = f"h{self.number()}"
        self.write(depth, f"def {name}():")
        if self.random.random() < 0.5:
            self.write(depth + 1, "nonlocal a")
            self.write(depth + 1, "a = []")
        self.write(depth + 1, f"return {self.name()}")
        self.write(depth, f"{self.target()} = {name}()")


def main(first, count):
    for number in range(first, first + count):
        text = Writer(number).program()
        namespace = {"__name__": "program"}
        with contextlib.redirect_stdout(sys.stderr):
            exec(compile(text, "program.py", "exec"), namespace)
        seen = {str(n): "".join(sorted(it)) for n, it in namespace["SEEN"].items()}
        print(json.dumps({"text": text, "seen": seen}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
