from _collections import OrderedDict, deque


def t(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


d = OrderedDict(a=1, b=2, c=3)
d.move_to_end("a")
print(d, list(reversed(d)), d.keys(), d.values(), d.items())
d.move_to_end("c", last=False)
print(list(d), d.popitem(last=False), d.popitem(), d)
print(OrderedDict.fromkeys("ab", 1), OrderedDict([(1, 2), (3, 4)]), OrderedDict())
print(OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1), OrderedDict(a=1, b=2) == {"b": 2, "a": 1})
print(d | {"x": 1}, {"x": 1} | d, type({} | d).__name__)
d |= [("y", 2)]
print(d, d.setdefault("z"), d.setdefault("y", 9), d.pop("z"), d.pop("nope", 5))
q = OrderedDict((i, i) for i in range(100))
for i in range(100, 400):
    q.popitem(last=False)
    q[i] = i
print(len(q), next(iter(q)), next(reversed(q)))


class Recent(OrderedDict):
    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        self.move_to_end(key)


r = Recent(a=1, b=2)
r["a"] = 3
r.tag = "kept"
print(r, r.copy(), type(r.copy()).__name__, vars(r), r | {"z": 1}, {"z": 1, "b": 5} | r)
loop = OrderedDict()
loop["self"] = loop
print(loop, type(d.keys()), type(iter(d)), isinstance(d, dict), OrderedDict.__mro__)
print(r.__reduce__()[:4], list(r.__reduce__()[4]))
for f in (
    lambda: d.move_to_end("nope"),
    lambda: d.pop("nope"),
    lambda: OrderedDict().popitem(),
    lambda: OrderedDict(1),
    lambda: OrderedDict([1]),
    lambda: OrderedDict([(1, 2, 3)]),
    lambda: OrderedDict({}, {}),
    lambda: d.update(1, 2),
    lambda: d.popitem(1, 2),
    lambda: hash(d),
    lambda: type(d.keys())(),
):
    t(f)


def grow():
    for key in d:
        d["more" + key] = 1


def replace():
    for key in d:
        d[key] = key


t(grow)
t(replace)
print(d)
it = iter(d)
print(list(it.__reduce__()[1][0]), list(it))
t(lambda: deque([1], maxlen="x"))
t(lambda: deque([1]).remove(2))
