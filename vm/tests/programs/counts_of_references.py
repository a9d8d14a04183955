# Looks at the collector.
# Reference counts, as sys.getrefcount tells them.
import sys

count = sys.getrefcount


def say(name, *found):
    print(name, *found)


class K:
    pass


say("fresh", count(object()), count([]), count({}), count(K()), count(1000.5), count("".join(["a", "b"])))
x = object()
say("global", count(x))
y = x
say("two names", count(x))
del y
say("del", count(x))


def local():
    a = object()
    first = count(a)
    b = a
    second = count(a)
    del b
    return first, second, count(a)


say("local", local())


def parameter(p):
    return count(p)


say("parameter", parameter(object()), parameter(x), parameter(p=object()))


def forwarded(p):
    return parameter(p), count(p)


say("forwarded", forwarded(object()), forwarded(x))
say("star", (lambda *a: count(a[0]))(object()), (lambda *a: count(a))(x), (lambda **k: count(k["a"]))(a=object()), (lambda **k: count(k))(a=1))
held = [x]
say("list", count(x))
held = [x] * 5
say("list 5", count(x))
held = (x, x)
say("tuple", count(x))
held = {x: x}
say("dict", count(x))
held = {x}
say("set", count(x))
held = {1: x}.values()
say("view", count(x), count(held))
held = None
k = K()
k.a = x
say("attribute", count(x), count(k))
k.__dict__
say("after dict", count(x), count(k), count(k.__dict__))
del k.a
say("attribute gone", count(x))


class Slots:
    __slots__ = ("a",)


s = Slots()
s.a = x
say("slot", count(x))
del s


def closure():
    c = object()

    def inner():
        return c

    return count(c), inner


n, inner = closure()
say("closure", n, count(inner()), count(inner.__closure__[0]), count(inner), count(inner.__closure__))


def default(a=x):
    return count(a)


say("default", default(), count(x), count(default.__defaults__))
del default
say("default gone", count(x))
say("immortal", count(None), count(1), count(True), count(...), count(()), count(""), count("a"), count(b""), count(b"a"), count(256), count(-5))
say("immortal types", count(int) > 1000, count(object) > 1000, count(NotImplemented))
say("immortal interned", count("count"), count("K") > 1000, count("two words") > 1000, count(257) < 10)
say("constant", (lambda: count(1000))(), (lambda: count("a b c"))(), (lambda: count((1, 2)))(), (lambda: count(2.5))())
say("class", count(K) - count(K))


class Fresh:
    pass


say("class", count(Fresh))
f = Fresh()
say("class and instance", count(Fresh), count(f))
f2 = Fresh()
say("and another", count(Fresh))
del f, f2
say("and none", count(Fresh))


class Child(Fresh):
    pass


say("base", count(Fresh), count(Child))


class Methods:
    def m(self):
        return count(self)

    @classmethod
    def c(cls):
        return 1

    @property
    def p(self):
        return count(self)


o = Methods()
say("method", o.m(), Methods().m(), Methods.m(o), o.p, count(o))
bound = o.m
say("bound", count(o), bound(), count(bound), count(Methods.m), count(Methods.__dict__["m"]))
del bound
say("bound gone", count(o))


def function():
    pass


say("function", count(function), count(function.__code__), count(lambda: 1))
for v in [object()]:
    say("for list", count(v))
for v in (object() for _ in range(1)):
    say("for generator", count(v))
for v in [x]:
    say("for x", count(x))
del v
say("comprehension", [count(v) for v in [object()]], [count(v) for v in (object(),)], {count(v) for v in [x]}, [count(x) for _ in "a"])
say("generator", list(count(v) for v in [object()]), list(map(count, [object()])), list(map(count, [x])))
for i, v in enumerate([object()]):
    say("enumerate", count(v))
for a, b in zip([object()], [object()]):
    say("zip", count(a), count(b))
for pair in zip([x]):
    say("zip pair", count(pair), count(x))
del pair, a, b, v
for key, value in {"".join(["k", "1"]): object()}.items():
    say("items", count(key), count(value))
a, b = object(), object()
say("unpack", count(a), count(b))
a, b = b, a
say("swap", count(a), count(b))
a = b = object()
say("chain", count(a))
[a] = [object()]
say("list target", count(a))
first, *rest = [object(), object()]
say("starred", count(first), count(rest), count(rest[0]))
if (w := object()):
    say("walrus", count(w))


def gen(p):
    q = object()
    yield count(p), count(q)
    yield count(p), count(q)


g = gen(object())
say("generator frame", next(g), next(g), count(g))
h = gen(x)
next(h)
say("generator holds", count(x))
h.close()
say("generator closed", count(x))
try:
    raise ValueError("e")
except ValueError as e:
    say("exception", count(e), count(e.__traceback__), count(e.args))
try:
    try:
        raise KeyError
    except KeyError as e1:
        raise ValueError from e1
except ValueError as e2:
    say("cause", count(e2), count(e2.__cause__), e2.__cause__ is e2.__context__)


def keep():
    local = x
    raise ValueError


try:
    keep()
except ValueError as e:
    saved = e
say("traceback keeps", count(x), count(saved))
saved = None
say("traceback gone", count(x))
say("pop", count([object()].pop()), count({1: object()}.pop(1)), count({1: object()}.popitem()[1]), count({object()}.pop()))
say("index", count([object()][0]), count((object(),)[0]), count({1: object()}[1]), count([x][0]))
say("expression", count([object()] + [object()]), count((x,) + (x,)), count("".join(["a", "b"]) + "c"), count([1][:]), count({**{}}))
say("call", count(K()), count(list()), count(dict()), count(type("Z", (), {})) > 3)
say("if else", count(object() if True else 1), count(None or object()), count(True and object()))
big = int("1000000")
say("int", count(big), count(big + 1), count(big * big), count(int("99999")))
other = "".join(["some", " text"])
say("str", count(other), count(other + "x"), count(other[1:]), count(other[:]))
say("str 2", count(str(other)), count(f"{other}"), count(f"{other}x"), count("%s" % other), count(other.strip()))
table = {other: 1}
say("key", count(other))
del table
copied = [x, x, x]
say("copy", count(x), count(copied[:]), count(copied.copy()))
before = count(x)
second = list(copied)
say("list()", count(x) - before)
second.extend(copied)
say("extend", count(x) - before)
second.clear()
say("clear", count(x) - before)
second.append(x)
second.insert(0, x)
say("append", count(x) - before)
second[:] = []
say("slice", count(x) - before)
d1 = dict.fromkeys(range(3), x)
say("fromkeys", count(x) - before)
d1.update(a=x)
say("update", count(x) - before)
d1.popitem()
d1.pop(0)
del d1[1]
say("removed", count(x) - before)
d2 = {**d1, **d1}
say("merge", count(x) - before)
d3 = d1 | d2
say("or", count(x) - before)
del d1, d2, d3
say("dicts gone", count(x) - before)
it = iter([x])
say("iterator", count(x) - before, count(it))
next(it)
say("iterator used", count(x) - before)
next(it, None)
say("iterator ended", count(x) - before)
z = zip([x], [x])
say("zip holds", count(x) - before)
del z, it
e = iter(copied)
next(e)
say("list of iterator", count(copied))
list(e)
say("exhausted", count(copied))
r = reversed(copied)
say("reversed", count(copied))
del r, e
say("globals", count(globals()) > 2, count(locals) > 2)


def frame():
    own = object()
    d = locals()
    first = count(own)
    f = sys._getframe()
    second = count(f)
    del d
    return first, second, count(own)


say("locals", frame())


class Meta(type):
    pass


class WithMeta(metaclass=Meta):
    pass


say("meta", count(Meta), count(WithMeta))
say("module", count(sys) > 1, count(sys.modules["sys"]) > 1)


def annotated(a: K) -> K:
    pass


say("annotations", count(annotated.__annotations__))
cell = (lambda: x).__closure__
say("no closure", cell)


def recursive(n, obj):
    return count(obj) if n == 0 else recursive(n - 1, obj)


say("recursion", recursive(0, object()), recursive(3, object()), recursive(3, x) - before)


def kwonly(*, a):
    return count(a)


say("kwonly", kwonly(a=object()), kwonly(**{"a": object()}), parameter(*[object()]), parameter(*(object(),)))


def rebinding(p):
    first = count(p)
    p = object()
    return first, count(p)


say("rebinding", rebinding(object()))
with_value = None


class Manager:
    def __enter__(self):
        return self

    def __exit__(self, *a):
        say("exit", count(self))


with Manager() as m:
    say("with", count(m))
with Manager():
    pass
match x:
    case object() as captured:
        say("match", count(captured) - before)
