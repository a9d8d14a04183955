"""Claims about identity, and code that shows them on CPython.

`claim(what, a is b)` says what refwise answers for `a is b`. Run, the program prints for each claim
its line and the answers that CPython gave, in all runs of the line.
"""

import copy
import sys
import weakref
from functools import partial

SEEN = {}


def claim(what, answer):
    line = sys._getframe(1).f_lineno
    SEEN.setdefault(line, set()).add(answer)


class Plain:
    def method(self): ...

    @staticmethod
    def static(): ...

    @classmethod
    def of_class(cls): ...

    def same(self):
        return self


class Replaced:
    def __init__(self):
        self.method = print

    def method(self): ...


MARK = object()
TABLE = {}
LIMIT = 1000


def singletons(x):
    claim("same: Singleton", None is None)
    claim("same: Singleton", ... is Ellipsis)
    claim("different: OtherConstant", True is False)
    claim("different: OtherType", None is False)
    claim("depends: Caller", x is None)
    claim("depends: IfEqual", (not x) is True)
    claim("different: OtherType", (not x) is None)


def numbers(n):
    a = 256
    b = 256
    claim("same: SmallInt", a is b)
    claim("same: SmallInt", -5 is -5)
    c = 257
    claim("same: EqualConstants", c is 257)
    claim("same: EqualConstants", LIMIT is 1000)
    claim("same: EqualConstants", 1.5 is 1.5)
    claim("different: OtherConstant", 0.0 is -0.0)
    claim("different: OtherConstant", 1 is True)
    claim("different: OtherType", 1 is 1.0)
    claim("depends: Caller", n is 1)
    size = len(n)
    claim("depends: IfEqual", size is 2)
    claim("depends: Computed", size is 1000)
    other = len(n)
    claim("depends: Computed", size is other)
    claim("same: OneVariable", size is size)
    again = size
    claim("same: OneObject", again is size)


def texts(s):
    a = "name_1"
    claim("same: Interned", a is "name_1")
    claim("same: EqualConstants", "two words" is "two words")
    claim("same: Interned", "" is "")
    made = f"{s}!"
    claim("depends: Computed", made is f"{s}!")
    claim("depends: IfEqual", f"{s}" is "a")
    whole = made[:]
    claim("same: OneObject", whole is made)
    told = str(made)
    claim("same: OneObject", told is made)
    claim("different: OtherType", made is None)
    claim("same: EqualConstants", b"two words" is b"two words")
    claim("different: OtherType", "a" is b"a")


def tuples(x):
    claim("same: EqualConstants", (1, "a") is (1, "a"))
    claim("same: Singleton", () is ())
    claim("different: MadeAnew", (x, 1) is (x, 1))
    pair = (1, 2)
    claim("same: EqualConstants", tuple(pair) is pair)
    claim("same: EqualConstants", pair[:] is pair)
    claim("different: OtherConstant", (1, 2) is (1, 2.0))
    new = (x, 1)
    claim("same: OneObject", tuple(new) is new)
    claim("different: MadeAnew", new is (1, 2))


def displays(x):
    claim("different: MadeAnew", [] is [])
    claim("different: MadeAnew", x is [])
    claim("different: MadeAnew", x is {})
    claim("different: MadeAnew", [y for y in x] is x)
    a = [1]
    b = a
    claim("same: OneObject", a is b)
    claim("same: OneVariable", a is a)
    claim("different: MadeAnew", list(a) is a)
    claim("different: MadeAnew", a[:] is a)
    claim("different: MadeAnew", a.copy() is a)
    claim("different: MadeAnew", a + [2] is a)
    c = a
    c += [2]
    claim("same: OneObject", c is a)
    claim("different: MadeAnew", a is x)
    claim("different: MadeAnew", a is None)
    claim("different: MadeAnew", (lambda: 0) is (lambda: 0))
    claim("different: MadeAnew", sorted(a) is a)


def handed_on(register):
    a = []
    claim("depends: Unknown", register(a) is a)
    b = []
    TABLE["b"] = b
    claim("depends: HandedOn", TABLE["b"] is b)
    c = []
    see = lambda: c
    claim("depends: Unknown", register(see)() is c)
    d = []
    claim("different: MadeAnew", register(1) is d)


def given_back(x, get):
    missing = object()
    found = getattr(x, "name", missing)
    claim("depends: Unknown", found is missing)
    a = []
    b = a if x else get()
    claim("depends: Unknown", b is a)
    c = []
    d = get()
    if x:
        d = c
    claim("depends: Unknown", d is c)
    e = []
    f = e or get()
    claim("depends: Unknown", f is e)
    g = [1]
    h = lookup(get, g)
    claim("depends: Unknown", h is g)
    i = []
    claim("different: MadeAnew", get() is i)


def lookup(get, default):
    if get():
        return get()
    return default


def looked_up():
    e = []
    claim("depends: Unknown", locals()["e"] is e)


def copies(x):
    a = [x]
    claim("different: MadeAnew", copy.copy(a) is a)
    claim("different: MadeAnew", copy.deepcopy(a) is a)
    b = (1, "two words")
    claim("same: EqualConstants", copy.copy(b) is b)
    claim("same: EqualConstants", copy.deepcopy(b) is b)


def instances(x):
    a = Plain()
    claim("different: MadeAnew", a is Plain())
    claim("different: MadeAnew", a is None)
    claim("same: OneObject", a.same() is a)
    claim("different: MadeAnew", a is MARK)
    claim("same: OneDefinition", MARK is MARK)
    claim("depends: Caller", x is MARK)
    claim("same: OneDefinition", Plain is Plain)
    claim("different: MadeAnew", partial(a.method) is partial(a.method))


def methods(x):
    a = Plain()
    claim("different: BoundMethod", a.method is a.method)
    claim("different: BoundMethod", x is a.method)
    claim("different: BoundMethod", a.of_class is a.of_class)
    claim("same: OneDefinition", a.static is a.static)
    claim("same: OneDefinition", Plain.method is Plain.method)
    m = a.method
    claim("same: OneObject", m is m and m is m)
    n = m
    claim("same: OneObject", n is m)
    r = Replaced()
    claim("same: OneDefinition", r.method is r.method)
    items = []
    claim("different: BoundMethod", items.append is items.append)
    claim("different: BoundMethod", a.method is None)


def replaced(r: Replaced):
    claim("depends: Unknown", r.method is r.method)


def functions():
    def inner(): ...

    other = inner
    claim("same: OneObject", inner is other)
    claim("same: OneDefinition", len is len)
    claim("same: OneDefinition", functions is functions)
    claim("different: OtherDefinition", functions is methods)
    claim("different: OtherType", functions is None)
    claim("different: MadeAnew", inner is functions)


def parameters(a, b, *args, **kwargs):
    claim("same: OneVariable", a is a)
    c = a
    claim("same: OneObject", c is a)
    claim("depends: Caller", a is b)
    claim("different: MadeAnew", kwargs is a)
    claim("depends: Attribute", a.x is a.x)
    a = 1
    claim("different: MadeAnew", kwargs is a)


def branches(x, flag):
    a = [] if flag else None
    claim("depends: Several", a is None)
    b = x or []
    claim("depends: Several", b is x)
    if flag:
        c = 1
    else:
        c = 2
    claim("depends: Several", c is 1)


def loops(n):
    last = None
    kept = []
    for i in range(n):
        a = [i]
        b = a
        claim("same: OneVariable", a is a)
        claim("depends: MadeRepeatedly", b is a)
        claim("depends: MadeRepeatedly", last is a)
        if i % 2:
            last = a
        kept.append(a)


def inner_calls():
    def make():
        return []

    claim("depends: MadeRepeatedly", make() is make())
    x = make()
    y = make()
    claim("depends: MadeRepeatedly", x is y)
    z = x
    claim("depends: MadeRepeatedly", z is x)


def cached(owner):
    claim("depends: Unknown", weakref.ref(owner) is weakref.ref(owner))


class Holder:
    x = 1


def run():
    for value in (None, 1, ""):
        singletons(value)
    for value in ("", "ab", "x" * 1000):
        numbers(value)
    for value in ("", "a", "bc"):
        texts(value)
    numbers(range(1000))
    tuples(1)
    displays([1])
    handed_on(lambda it: it)
    handed_on(lambda it: it if callable(it) else (lambda: None))
    looked_up()
    for value in (Holder, None):
        for answer in ([], None, 1):
            given_back(value, lambda: answer)
    copies(1)
    replaced(Replaced())
    instances(MARK)
    instances(1)
    methods(Plain().method)
    functions()
    parameters(Holder, Holder)
    parameters(Holder, 1)
    for value in ([1], []):
        branches(value, True)
        branches(value, False)
    loops(4)
    inner_calls()
    cached(Plain())
    for line, answers in sorted(SEEN.items()):
        print(line, *sorted(answers))


if __name__ == "__main__":
    run()
