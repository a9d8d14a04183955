# Looks at the collector.
# Sizes, as sys.getsizeof tells them.
import sys
import _weakref as weakref
from _collections import defaultdict, deque

size = sys.getsizeof


def say(name, *found):
    print(name, *found)


say("ints", *[size(n) for n in (0, 1, -1, 2**15, 2**30 - 1, 2**30, 2**60 - 1, 2**60, -(2**90), 10**100)])
say("bools", size(True), size(False), size(None), size(...), size(NotImplemented))
say("floats", size(1.5), size(1j))
say("str ascii", *[size("a" * n) for n in (0, 1, 2, 7, 8, 100)])
say("str latin", *[size("\xe9" * n) for n in (1, 2, 100)], size("a\xe9"), size("\xff"))
say("str ucs2", *[size("\u0394" * n) for n in (1, 2, 100)], size("a\u0394"))
say("str ucs4", *[size("\U0001f600" * n) for n in (1, 2, 100)], size("a\U0001f600"))
say("str made", size("".join(["a", "b"])), size("a" + "\xe9"), size(("a" + "\u0394")[0]), size("\u0394a"[1:]))
say("bytes", *[size(b"a" * n) for n in (0, 1, 2, 100)])
say("bytearray", *[size(bytearray(n)) for n in (0, 1, 2, 100)], size(bytearray(b"abc")), size(bytearray()))
b = bytearray()
found = []
for i in range(40):
    b.append(i)
    found.append(size(b))
say("bytearray append", *found)
b.extend(bytes(30))
say("bytearray extend", size(b))
b += b"x" * 100
say("bytearray iadd", size(b))
del b[10:]
say("bytearray del", size(b))
b.clear()
say("bytearray clear", size(b))
say("tuples", *[size((0,) * n) for n in (0, 1, 2, 10)], size(tuple(range(5))), size((1, 2) + (3,)))
say("list literal", size([]), size([1]), size([1, 2]), size([1, 2, 3]), size([1, 2, 3, 4]), size([1] * 5), size([0] * 100))
say("list call", *[size(list(range(n))) for n in (0, 1, 2, 3, 4, 5, 8, 9, 10, 100)])
say("list tuple", *[size(list((0,) * n)) for n in (0, 1, 2, 3, 5, 8, 9)])
say("list str", size(list("abc")), size(list("abcdefghi")), size(list({1: 2})), size(list({1, 2, 3})))
say("list gen", *[size(list(x for x in range(n))) for n in (0, 1, 2, 4, 5, 8, 9, 17)])
say("list comp", *[size([x for x in range(n)]) for n in (0, 1, 2, 4, 5, 8, 9, 17, 30)])
row, found = [], []
for i in range(70):
    row.append(i)
    found.append(size(row))
say("append", *found)
found = []
while row:
    row.pop()
    found.append(size(row))
say("pop", *found)
row = []
row.extend([1, 2, 3])
a = size(row)
row.extend([1, 2])
b = size(row)
row.extend(range(10))
say("extend", a, b, size(row))
row = []
row.extend(x for x in range(5))
say("extend gen", size(row))
row += [1] * 3
say("iadd", size(row))
row *= 2
say("imul", size(row))
row = [1, 2, 3]
row.insert(0, 0)
say("insert", size(row))
row.remove(0)
say("remove", size(row))
del row[:]
say("del all", size(row))
row = [1] * 10
del row[2:8]
say("del slice", size(row))
row[1:1] = [5] * 3
say("slice assign", size(row), size(row[:]), size(row[1:3]), size(row.copy()), size(row + row), size(row * 2), size(sorted(row)), size(row[::2]))
row.clear()
say("clear", size(row), size([*range(3)]), size([*[1, 2, 3], 4]), size([*"ab"]))
row = [3, 1, 2]
row.sort()
say("sort", size(row), size(list(reversed(row))), size(list(map(str, row))), size(list(zip(row, row))), size(list(filter(None, row))))
say("split", size("a b c".split()), size("a,b".split(",")), size("a\nb".splitlines()), size("x".split("y")))
say("dicts", size({}), size(dict()), size({1: 1}), size({"a": 1}), size({i: i for i in range(5)}), size({i: i for i in range(6)}))
d, found = {}, []
for i in range(50):
    d[i] = i
    found.append(size(d))
say("dict growth", *found)
d, found = {}, []
for i in range(50):
    d[str(i)] = i
    found.append(size(d))
say("dict str growth", *found)
for i in range(45):
    del d[str(i)]
say("dict shrink", size(d), size(d.copy()), size(dict(d)), size({**d}), size(d | d))
d["x"] = 1
say("dict add", size(d))
d.clear()
say("dict clear", size(d))
d = {"a": 1}
d[1] = 1
say("dict mixed", size(d), size({"a": 1, 1: 1}), size(dict(a=1)), size(dict([("a", 1)])), size(dict.fromkeys("abc")), size(dict.fromkeys(range(20))))
d = {}
d.update({i: i for i in range(20)})
say("dict update", size(d))
d.update(a=1)
say("dict popitem", size(d), d.popitem(), size(d))
s, found = set(), []
for i in range(40):
    s.add(i)
    found.append(size(s))
say("set growth", *found)
for i in range(38):
    s.discard(i)
say("set shrink", size(s), size(s.copy()), size(set(s)), size(frozenset(s)))
s.add("x")
say("set add", size(s), size(set(range(5))), size({1, 2, 3}), size({1, 2, 3, 4, 5}), size(frozenset()), size(frozenset(range(10))), size(set("abc")))
s.clear()
say("set clear", size(s), size({1} | {2}), size({1, 2} - {1}), size(set(range(100)) & {1}))
say("range", size(range(3)), size(slice(1)), size(iter([])), size(iter(())), size(iter("")), size(iter({})), size(iter(range(1))), size(iter(set())), size(iter(b"")))
say("iters", size(enumerate([])), size(zip()), size(zip([], [])), size(map(str, [])), size(filter(None, [])), size(reversed([])), size(iter(int, 1)))
say("views", size({}.keys()), size({}.values()), size({}.items()), size(iter({}.items())), size(reversed({})))


def f():
    pass


def g(a, b=1, *, c=2):
    x = a
    return lambda: x


def gen(a):
    b = yield a


async def coro():
    pass


async def agen():
    yield


say("functions", size(f), size(g), size(lambda: 1), size(len), size([].append), size("".join), size(g(1)), size(g(1).__closure__[0]))
say("code", size(f.__code__) > 100, size(gen(1)), size((x for x in [])), size(agen()))
c = coro()
say("coroutine", size(c))
c.close()


class E:
    pass


class M:
    def m(self):
        pass

    @property
    def p(self):
        pass

    @classmethod
    def c(cls):
        pass

    @staticmethod
    def s():
        pass


say("methods", size(M().m), size(M.m), size(M.__dict__["p"]), size(M.__dict__["c"]), size(M.__dict__["s"]), size(M.c))
say("classes", size(E), size(M), size(type), size(object), size(int), size(type("X", (), {})), size(type("X", (E,), {"__slots__": ("a", "b")})))
say("object", size(object()), size(E()), size(super(M, M())), size(ValueError()), size(KeyError("a", "b")), size(StopIteration()), size(OSError()), size(ImportError()))
say("errors", size(SyntaxError()), size(UnicodeDecodeError("a", b"", 0, 0, "x")), size(SystemExit()), size(AttributeError()), size(NameError()), size(BaseException()), size(ExceptionGroup("a", [ValueError()])))
e = E()
say("instance", size(e), size(e.__dict__))
e = E()
e.a = 1
say("instance 1", size(e), size(e.__dict__), size(vars(e)))
e.b = e.c = e.d = 2
say("instance 4", size(e), size(e.__dict__))
for i in range(30):
    setattr(e, f"x{i}", i)
say("instance 34", size(e), size(e.__dict__))
e2 = E()
e2.a = 1
say("second", size(e2.__dict__))


class P:
    def __init__(self):
        self.a, self.b, self.c = 1, 2, 3


p, q = P(), P()
say("keys shared", size(p), size(p.__dict__), size(q.__dict__), size(P().__dict__))
q.d = 4
say("one more", size(q.__dict__), size(p.__dict__), size(P().__dict__))
del p.a
say("deleted", size(p.__dict__))
p.__dict__ = {"a": 1}
say("replaced", size(p.__dict__), size(p))
q.__dict__["z"] = 1
say("through dict", size(q.__dict__))
q.__dict__[1] = 1
say("int key", size(q.__dict__))


class S0:
    __slots__ = ()


class S1:
    __slots__ = ("a",)


class S3:
    __slots__ = ("a", "b", "c")


class S3D(S3):
    __slots__ = ("__dict__",)


class S3W(S3):
    __slots__ = ("__weakref__",)


class S3C(S3):
    pass


say("slots", size(S0()), size(S1()), size(S3()), size(S3D()), size(S3W()), size(S3C()))


class I(int):
    pass


class L(list):
    pass


class D(dict):
    pass


class T(tuple):
    pass


class St(str):
    pass


class F(float):
    pass


class IS(int):
    __slots__ = ()


class LS(list):
    __slots__ = ("x",)


say("subclasses", size(I(5)), size(I(2**40)), size(L()), size(L([1, 2])), size(D()), size(D(a=1)), size(T()), size(T((1, 2))), size(St("abc")), size(F(1.5)), size(IS(1)))
say("subclasses 2", size(type("B", (bytes,), {})(b"ab")), size(type("S", (set,), {})()), size(type("E", (Exception,), {})()), size(type("FS", (frozenset,), {})([1])), size(type("C", (complex,), {})()))


class Own:
    def __sizeof__(self):
        return 100


say("own", size(Own()), Own().__sizeof__(), size(Own(), 5), [].__sizeof__(), (1, 2).__sizeof__(), "a".__sizeof__(), {}.__sizeof__())
say("weakref", size(weakref.ref(E)), size(weakref.proxy(e)), size(memoryview(b"")), size(property()), size(sys), size(sys.implementation), size(E.__dict__))
try:
    raise ValueError
except ValueError as error:
    say("traceback", size(error.__traceback__), size(error))
say("frame", size(sys._getframe()) > 300)
say("deque", size(deque()), size(deque([1])), size(deque(range(64))), size(deque(range(65))), size(deque(range(200))), size(deque(maxlen=3)))
say("collections", size(defaultdict(int)))
say("alias", size(list[int]), size(int | str), size(type(e).__mro__), size(sys.version_info))


class Bad:
    def __sizeof__(self):
        return -1


for value in (Bad(),):
    try:
        size(value)
    except ValueError as error:
        say("bad", error)
class NoSize:
    __sizeof__ = None


try:
    size(NoSize())
except TypeError as error:
    say("no size", error)
say("default", size(NoSize(), 7))
