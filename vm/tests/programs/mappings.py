"""Dicts and sets: order, sizes, views, words of errors."""
import sys

d = {"a": 1, "b": 2}
print(d | {"c": 3}, d.keys() & {"a"}, d.items() ^ {("a", 1), ("b", 2), ("c", 3)}, d.keys() - {"b"})
print(d.keys() | {"z"} == {"a", "b", "z"}, d.keys().isdisjoint(["q"]))


def told(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__, error)


def grow():
    for k in d:
        d[k + "x"] = 1


def exchange():
    for k in d:
        del d[k]
        d[k] = 1


told(grow)
told(exchange)
print(list(reversed(d)), d.popitem(), d.setdefault("q", 5), d.get("zz"), d.pop("q"), dict.fromkeys("ab", 0))
d["self"] = d
print(d, d.keys(), d.values(), {"a": 1}.items())
for function in (
    lambda: {}["x"], lambda: {}.popitem(), lambda: {}.pop(1), lambda: {[]: 1}, lambda: dict([1]),
    lambda: dict([(1, 2, 3)]), lambda: dict(1), lambda: {} < {}, lambda: set().pop(), lambda: {1}.remove(2),
    lambda: {[]}, lambda: {1} | [1], lambda: frozenset([1]).add(1), lambda: dict.fromkeys(1),
):
    told(function)
sizes, e = [], {}
for i in range(100):
    e[i] = i
    sizes.append(sys.getsizeof(e))
print(sizes, sys.getsizeof({}), sys.getsizeof({"a": 1}))
sizes, s = [], set()
for i in range(100):
    s.add(i * 37)
    sizes.append(sys.getsizeof(s))
print(sizes)
print(s, set(), frozenset(), frozenset([3, 1]))
a, b = set(range(0, 90, 7)), set(range(0, 90, 5))
print(a, b, a | b, a & b, a ^ b, a - b, a <= b, a > {7}, a.isdisjoint([1]), hash(frozenset([1, 2, 3])))
