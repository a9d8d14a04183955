# Looks at the collector.
import gc
import sys
import _weakref as weakref

gc.collect()


def say(name, *found):
    print(name, *found)


class N:
    pass


say("enabled", gc.isenabled(), gc.disable(), gc.isenabled(), gc.enable(), gc.isenabled())
gc.disable()
say("threshold", gc.get_threshold())
gc.set_threshold(500, 7)
say("threshold", gc.get_threshold())
gc.set_threshold(2000, 10, 0)
say("threshold", gc.get_threshold())
say("nothing", gc.collect(), gc.collect(0), gc.collect(1), gc.collect(2))


def ring(n):
    first = last = N()
    for _ in range(n - 1):
        node = N()
        last.next = node
        last = node
    last.next = first


for n in (1, 2, 3, 10):
    ring(n)
    say("ring", n, gc.collect())
row = []
row.append(row)
del row
say("list", gc.collect())
d = {}
d["d"] = d
del d
say("dict", gc.collect())
t = ([],)
t[0].append(t)
del t
say("tuple", gc.collect())
n = N()
n.__dict__["me"] = n
del n
say("dict of instance", gc.collect())


class A:
    pass


del A
say("class", gc.collect())


class B(N):
    x = 1

    def m(self):
        return __class__


del B
say("class with method", gc.collect())


def f():
    def inner():
        return inner

    return None


f()
say("closure", gc.collect())


def rec():
    def a():
        return b

    def b():
        return a


rec()
say("two closures", gc.collect())


def genring():
    me = yield
    yield me


g = genring()
next(g)
g.send(g)
del g
say("generator", gc.collect())


def exc():
    try:
        raise ValueError
    except ValueError as e:
        kept = e
    return None


exc()
say("exception", gc.collect())
s = {N()}
for node in s:
    node.s = s
del s, node
say("set", gc.collect())
m = N()
m.bound = [].append
m.method = m.__init__
del m
say("bound method", gc.collect())
n = N()
n.f = lambda: n
del n
n = N()
n.p = property(lambda self, n=n: n)
del n
say("property", gc.collect())
cell = None


def celled():
    x = []
    x.append(lambda: x)


celled()
say("cell", gc.collect())

# What is tracked.
say("atoms", *[gc.is_tracked(v) for v in (1, 1.5, "a", b"a", None, True, 2j, range(3), ...)])
say("containers", *[gc.is_tracked(v) for v in ([], {}, set(), (), frozenset(), bytearray(), slice(1), iter([]))])
say("instances", gc.is_tracked(N()), gc.is_tracked(N), gc.is_tracked(f), gc.is_tracked(len), gc.is_tracked(sys), gc.is_tracked(object()))
say("dict", gc.is_tracked({1: 2}), gc.is_tracked({1: []}), gc.is_tracked({"a": "b"}), gc.is_tracked({"a": {}}), gc.is_tracked({(): 1}))
d = {}
d[1] = 1
one = gc.is_tracked(d)
d[2] = []
say("dict later", one, gc.is_tracked(d))
d.clear()
say("dict cleared", gc.is_tracked(d))
d = dict(a=1)
say("dict call", gc.is_tracked(d), gc.is_tracked(dict(a=[])), gc.is_tracked({i: i for i in range(3)}), gc.is_tracked(dict.fromkeys("ab")))
d = {"a": 1}
d2 = d.copy()
d3 = {"a": []}.copy()
say("dict copy", gc.is_tracked(d2), gc.is_tracked(d3), gc.is_tracked({**d}), gc.is_tracked(d | d))
d = {"a": []}
d["a"] = 1
gc.collect()
say("dict untracked", gc.is_tracked(d))
t = tuple([1, 2])
before = gc.is_tracked(t)
gc.collect()
say("tuple", before, gc.is_tracked(t))
t = (1, [])
gc.collect()
say("tuple list", gc.is_tracked(t))
t = (1, (2, ("a", None)))
before = gc.is_tracked(t), gc.is_tracked(t[1])
gc.collect()
say("tuple nested", before, gc.is_tracked(t), gc.is_tracked(t[1]))
n = int("5")
t = (n, n)
before = gc.is_tracked(t)
gc.collect()
say("tuple made", before, gc.is_tracked(t))
t = (n, N())
gc.collect()
say("tuple object", gc.is_tracked(t))
n = N()
say("instance dict", gc.is_tracked(n.__dict__), gc.is_tracked(vars(N)))
n.a = 1
say("instance dict 1", gc.is_tracked(n.__dict__))
n.b = []
say("instance dict 2", gc.is_tracked(n.__dict__))


class Slots:
    __slots__ = ()


class SlotsA:
    __slots__ = ("a",)


class MyInt(int):
    pass


class MyIntSlots(int):
    __slots__ = ()


say("slots", gc.is_tracked(Slots()), gc.is_tracked(SlotsA()), gc.is_tracked(MyInt()), gc.is_tracked(MyIntSlots()))
say("iterators", gc.is_tracked(iter("a")), gc.is_tracked(iter(range(2))), gc.is_tracked(iter({})), gc.is_tracked(enumerate([])), gc.is_tracked(zip()), gc.is_tracked(reversed([])))
say("others", gc.is_tracked((x for x in [])), gc.is_tracked([].append), gc.is_tracked(n.__init__), gc.is_tracked(memoryview(b"")), gc.is_tracked(property()), gc.is_tracked(ValueError()))
say("code", gc.is_tracked(f.__code__), gc.is_tracked(weakref.ref(N)), gc.is_tracked({}.keys()), gc.is_tracked(sys._getframe()))

# Referents, referrers.
row = [1, "a", None, N]
say("referents", gc.get_referents(row), gc.get_referents((1, 2)), gc.get_referents({"a": 1, "b": 2}), gc.get_referents(1), gc.get_referents())
n = N()
n.x = row
say("instance", [type(o).__name__ for o in gc.get_referents(n)])
n.__dict__
say("instance dict", [type(o).__name__ for o in gc.get_referents(n)])
say("function", sorted(type(o).__name__ for o in gc.get_referents(f)))
say("cell", gc.get_referents((lambda: row).__closure__ or ()))
say("method", [type(o).__name__ for o in gc.get_referents(n.__repr__)])


class M:
    def m(self):
        pass


say("bound", [type(o).__name__ for o in gc.get_referents(M().m)])
say("class", sorted(type(o).__name__ for o in gc.get_referents(M)))
target = N()
holder = [target]
say("referrers", [o is holder for o in gc.get_referrers(target) if type(o) is list])
other = {"k": target}
pair = (target, 1)
found = gc.get_referrers(target)
say("referrers", sorted(type(o).__name__ for o in found))
say("no referrers", gc.get_referrers(N()), gc.get_referrers())
del found, holder, other, pair

# Counts and generations.
gc.collect()
say("counts", gc.get_count()[1:])
gc.collect(0)
gc.collect(0)
say("counts 0", gc.get_count()[1:])
gc.collect(1)
say("counts 1", gc.get_count()[1:])
gc.collect()
before = gc.get_count()[0]
keep = [[] for _ in range(100)]
del keep
before = gc.get_stats()
gc.collect(0)
ring(3)
gc.collect(2)
after = gc.get_stats()
say("stats", [{k: a[k] - b[k] for k in a} for a, b in zip(after, before)])
say("stats keys", list(after[0]), len(after))
young = N()
say("in generation 0", any(o is young for o in gc.get_objects(0)), any(o is young for o in gc.get_objects(1)))
gc.collect(0)
say("in generation 1", any(o is young for o in gc.get_objects(0)), any(o is young for o in gc.get_objects(1)))
gc.collect(1)
say("in generation 2", any(o is young for o in gc.get_objects(1)), any(o is young for o in gc.get_objects(2)))
say("in all", any(o is young for o in gc.get_objects()))
for bad in (-1, 3, "x"):
    try:
        gc.get_objects(bad)
    except (ValueError, TypeError) as e:
        say("bad generation", type(e).__name__, e)
    try:
        gc.collect(bad)
    except (ValueError, TypeError) as e:
        say("bad collect", type(e).__name__, e)
old = N()
old.me = old
gc.collect(0)
del old
say("old garbage", gc.collect(0), gc.collect(1))
old = N()
old.me = old
gc.collect()
del old
say("older garbage", gc.collect(0), gc.collect(1), gc.collect(2))

# Automatic collection.
gc.enable()
gc.set_threshold(50)
start = gc.get_stats()[0]["collections"]
for _ in range(500):
    n = N()
    n.me = n
say("automatic", gc.get_stats()[0]["collections"] - start > 3)
gc.set_threshold(2000, 10, 0)
gc.disable()
gc.collect()

# Callbacks.
log = []


def callback(phase, info):
    log.append((phase, dict(info)))


gc.callbacks.append(callback)
ring(2)
gc.collect()
gc.collect(0)
gc.callbacks.remove(callback)
for entry in log:
    say("callback", *entry)

# DEBUG_SAVEALL and garbage.
gc.set_debug(gc.DEBUG_SAVEALL)
ring(2)
say("saved", gc.collect(), [type(o).__name__ for o in gc.garbage], gc.get_debug())
gc.set_debug(0)
gc.garbage.clear()
say("after", gc.collect())
say("flags", gc.DEBUG_STATS, gc.DEBUG_COLLECTABLE, gc.DEBUG_UNCOLLECTABLE, gc.DEBUG_SAVEALL, gc.DEBUG_LEAK)

# Freeze.
gc.freeze()
frozen = gc.get_freeze_count()
say("freeze", frozen > 100, len(gc.get_objects()) < 50, gc.collect())
gc.unfreeze()
say("unfreeze", gc.get_freeze_count())

# Finalizers.


class D:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("  final", self.name)


a, b = D("a"), D("b")
a.b, b.a = b, a
del a, b
say("finalizers", gc.collect())
graves = []


class R(D):
    def __del__(self):
        print("  rises", self.name)
        graves.append(self)


a, b = R("a"), R("b")
a.b, b.a = b, a
del b
del a
say("resurrected", gc.collect(), len(graves), [gc.is_finalized(g) for g in graves])
graves.clear()
say("second death", gc.collect(), len(graves))
a = R("one")
a.me = a
other = D("beside")
a.other = other
del other, a
say("with other", gc.collect(), len(graves))
graves[0].me = None
graves.clear()
say("finalized?", gc.is_finalized(D), gc.is_finalized(1))

# Weak references in cycles.
a, b = N(), N()
a.b, b.a = b, a
ra, rb = weakref.ref(a, lambda r: print("  callback a", r())), weakref.ref(b)
del a, b
say("weak", gc.collect(), ra(), rb())
a = D("weak")
a.me = a
r = weakref.ref(a, lambda r: print("  weak callback"))
del a
a, b = N(), N()
a.b = b
b.a = a
a.wb = weakref.ref(b)
del a, b


class Order:
    def __init__(self, name, other=None):
        self.name, self.other = name, other

    def __del__(self):
        print("  order", self.name)


items = [Order(i) for i in range(4)]
for i in range(4):
    items[i].other = items[(i + 1) % 4]
del items
say("order", gc.collect())
tree = Order("root")
tree.other = Order("child", tree)
tree.leaf = Order("leaf")
del tree
say("tree", gc.collect())


class During:
    def __del__(self):
        print("  nested collect", gc.collect())


a = During()
a.me = a
del a
say("during", gc.collect())
