# Looks at the collector.
# Lifetimes: who dies when, and in which order.
import gc
import sys
import _weakref as weakref

gc.disable()


class L:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("  dies", self.name)

    def __repr__(self):
        return f"L({self.name})"


def title(text):
    print(text)


title("rebinding")
a = L(1)
a = L(2)
a = None
title("del")
a = b = L(3)
del a
print("still")
del b
title("expression")
L(4)
L(5), print("between")
[L(6), L(7)] and print("list made")
L(8).name
print(L(9).name, "named")
title("end of function")


def f():
    x = L("x")
    y = L("y")
    z = L("z")
    print("leaving")


f()


def g(a, b):
    c = L("c")
    print("in g")


g(L("a"), L("b"))
title("return")


def h():
    keep = L("keep")
    drop = L("drop")
    return keep


h()
v = h()
print("have", v)
del v
title("finally")


def fin():
    x = L("fin x")
    try:
        return L("returned")
    finally:
        y = L("fin y")
        print("finally")


fin()
title("containers")
row = [L("r0"), L("r1"), L("r2")]
del row
row = (L("t0"), L("t1"), L("t2"))
del row
row = {"a": L("d0"), "b": L("d1"), "c": L("d2")}
del row
row = {L("k0"): L("v0"), L("k1"): L("v1")}
del row
row = [[L("n0")], [L("n1")], L("n2")]
row.clear()
row = [L(i) for i in range(5)]
del row[1:3]
row[0] = None
row[:] = [L("new")]
row.pop()
row += [L("added")]
row.remove(row[0])
row = [L("m0"), L("m1")] * 2
del row
title("dict operations")
d = {"a": L("a1")}
d["a"] = L("a2")
d.update(a=L("a3"))
d.setdefault("a", L("a4"))
d |= {"a": L("a5")}
d.pop("a")
d["b"] = L("b1")
d.popitem()
d["c"] = L("c1")
del d["c"]
d = {"x": L("x1"), "y": L("y1")}
d.clear()
d = dict(p=L("p"), q=L("q"))
d = {}
title("set")
s = {L("s")}
s.pop()
s = {L("s2")}
s.clear()
fs = frozenset([L("fs")])
del fs
title("attributes")


class N:
    pass


n = N()
n.first = L("first")
n.second = L("second")
n.first = L("first again")
del n.second
del n


class WithDel:
    def __init__(self):
        self.part = L("part")
        self.other = L("other")

    def __del__(self):
        print("  owner", self.part)


w = WithDel()
del w


class S:
    __slots__ = ("a", "b")


s = S()
s.a, s.b = L("slot a"), L("slot b")
del s


class S2(S):
    pass


s = S2()
s.z, s.b, s.a = L("dict z"), L("slot b"), L("slot a")
del s
n = N()
n.a = L("via dict a")
n.__dict__["b"] = L("via dict b")
del n
n = N()
n.a = L("d kept")
kept = n.__dict__
del n
print("dict lives", kept)
del kept
title("nested objects")
n = N()
n.child = N()
n.child.leaf = L("leaf")
n.leaf = L("own")
del n
title("generators")


def gen():
    x = L("gen x")
    try:
        yield 1
        yield 2
    finally:
        print("  gen finally")


it = gen()
next(it)
del it
it = gen()
next(it)
it.close()
print("closed")
it = gen()
for v in it:
    break
print("broke")
it = None
it = gen()
del it
print("never started")
for v in gen():
    pass
print("exhausted")
next(gen())
print("temporary")


def args(x):
    yield


it = args(L("argument"))
print("made")
del it
title("exceptions")


def raising():
    local = L("local of raising")
    raise ValueError("x")


try:
    raising()
except ValueError:
    print("handled")
print("after")
try:
    raising()
except ValueError as e:
    print("as e")
print("e unbound")
try:
    raising()
except ValueError as e:
    saved = e
print("saved")
del saved
print("gone")
try:
    raising()
except ValueError as e:
    saved = e.with_traceback(None)
    print("no traceback")
del saved


class MyError(Exception):
    def __del__(self):
        print("  error dies")


try:
    raise MyError
except MyError:
    print("except")
print("past")


def swallow():
    try:
        raise MyError
    except MyError as e:
        return "value"


print(swallow())
try:
    try:
        raise MyError
    except MyError:
        raise KeyError
except KeyError:
    print("context")
print("past 2")
title("loops")
for v in [L("l0"), L("l1")]:
    print("loop", v)
print("after loop")
v = None
for v in (L(i) for i in range(2)):
    print("loop", v)
del v
i = 0
while i < 2:
    v = L(("while", i))
    i += 1
del v
title("comprehensions")
[L(i) for i in range(3)]
print([L(i).name for i in range(2)])
print({i: L(i) for i in range(2)})
print(len([x for x in [L("c0"), L("c1")] if x.name == "c0"]))
any(L(i).name == 1 for i in range(3))
print(sum(L(i).name for i in range(2)))
title("closures")


def outer():
    c = L("cell")

    def inner():
        return c

    return inner


fn = outer()
print("closed over")
del fn


def outer2():
    c = L("replaced")

    def inner():
        nonlocal c
        c = L("replacement")

    inner()
    print("set")


outer2()


def default(a=L("default")):
    pass


del default
(lambda a=L("lambda default"): a)()
title("with")


class M:
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        return L("entered " + self.name)

    def __exit__(self, *a):
        print("  exit", self.name)

    def __del__(self):
        print("  manager dies", self.name)


with M("one"):
    print("body")
with M("two") as e:
    print("body", e)
print("e lives")
del e
with M("three"), M("four"):
    print("both")
title("arguments")


def take(a, *b, **c):
    print("took")


take(L("pos"), L("star"), k=L("kw"))


def take2(a):
    a = None
    print("rebound")


take2(L("argument"))
take2(a=L("keyword"))


def take3(a):
    del a
    print("deleted")


take3(L("argument 2"))
take3(*[L("starred")])
title("calls")
max([L(1), L(2)], key=lambda o: o.name)
sorted([L(2), L(1)], key=lambda o: o.name)
list(map(lambda o: None, [L("m1"), L("m2")]))
list(zip([L("z1")], [L("z2")]))
"%s" % L("fmt")
f"{L('fstring')}"
print(L("print"))
L("a") == L("b")
L("a") is L("b")
(L("t1"), L("t2"))[0]
[L("i1"), L("i2")][1]
{1: L("x1")}[1]
L("x") if L("cond") else L("else")
L("or") or L("never")
L("and") and L("then")
not L("not")
title("classes")


class Holder:
    attr = L("class attribute")


Holder.attr = L("class attribute 2")
del Holder.attr
Holder.attr = L("in class")
del Holder
gc.collect()


class Meta(type):
    def __del__(cls):
        print("  class dies", cls.__name__)


class Made(metaclass=Meta):
    pass


del Made
print("class deleted", gc.collect() > 0)
title("weakrefs")
o = L("weak")
r = weakref.ref(o, lambda ref: print("  callback", ref()))
print(r() is o)
del o
print(r())
o = N()
refs = [weakref.ref(o, lambda ref, i=i: print("  callback", i)) for i in range(3)]
del o
o = N()
r = weakref.ref(o, lambda ref: print("never"))
del r
del o
o = L("both")
r = weakref.ref(o, lambda ref: print("  callback after"))
del o
p = N()
proxy = weakref.proxy(p, lambda it: print("  proxy callback"))
del p
try:
    proxy.x
except ReferenceError as e:
    print(e)
print(weakref.getweakrefcount(L), weakref.ref(N) is weakref.ref(N), weakref.ref(L)() is L)
title("resurrection")
graves = []


class R:
    def __del__(self):
        print("  resurrected")
        graves.append(self)


r = R()
del r
print(len(graves), gc.is_finalized(graves[0]))
graves.clear()
print("dead at last")


class R2:
    def __del__(self):
        global again
        again = self
        print("  again")


again = R2()
del again
again = None
print("once")
title("del raises")


class Bad:
    def __del__(self):
        pass


Bad()
title("deep")
deep = None
for i in range(5):
    deep = [deep, L(i)]
del deep
chain = None
for i in range(3):
    node = N()
    node.next, node.value = chain, L(i)
    chain = node
del node
del chain
title("cycles")


def cycle(name):
    n = N()
    n.me = n
    n.loud = L(name)


cycle("c1")
print("cycle lives")
print(gc.collect())
a, b = N(), N()
a.b, b.a = b, a
a.name, b.name = L("in a"), L("in b")
del a, b
print(gc.collect())
row = [L("in list")]
row.append(row)
del row
print(gc.collect())


class C:
    def __init__(self, n):
        self.n = n
        self.me = self

    def __del__(self):
        print("  final", self.n)


x, y, z = C(1), C(2), C(3)
del z, x, y
print(gc.collect())
title("frames")


def keeper():
    local = L("kept by frame")
    return sys._getframe()


frame = keeper()
print("frame", frame.f_locals)
frame.clear()
print("cleared")
del frame
title("swap")
a, b = L("A"), L("B")
a, b = b, a
print(a, b)
a = b
del a, b
title("augmented")


class Sum(L):
    def __add__(self, other):
        return Sum(self.name + other.name)


t = Sum("p") + Sum("q") + Sum("r")
t += Sum("s")
del t
