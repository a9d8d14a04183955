"""Lists, tuples, ranges, slices: items, sizes, order of sorting, words of errors."""
import sys

a = list(range(10))
print(a[::2], a[::-1], a[8:2:-2], a[-3:], a[100:], a[:-100:-1])
a[::2] = [0] * 5
print(a)
del a[1::3]
print(a)


def told(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__, error)


def set_slice():
    a[::2] = [1]


told(set_slice)
own = []
own.append(own)
print(own, [1, own])
grown, sizes = [], []
for i in range(40):
    grown.append(i)
    sizes.append(sys.getsizeof(grown))
print(sizes)
sizes = []
while grown:
    grown.pop()
    sizes.append(sys.getsizeof(grown))
print(sizes)
shapes = [], [1], [1, 2, 3], list(range(5)), list("abc"), list(iter("abcdefghi")), [*range(7)], [i for i in range(9)]
print([sys.getsizeof(it) for it in shapes])
s = [(i * 7919) % 101 for i in range(60)]
print(sorted(s), sorted(s, reverse=True))
print(sorted(s, key=lambda v: v % 7), sorted(s, key=lambda v: v % 7, reverse=True))


class Counted:
    n = 0

    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        Counted.n += 1
        return self.value < other.value


for n in (1, 2, 3, 5, 10, 33, 64, 65, 100, 300):
    Counted.n = 0
    sorted([Counted((i * 7919) % 101) for i in range(n)])
    print(n, Counted.n, end="; ")
print()
m = [3, 1, 2]


def key(value):
    m.append(value)
    return value


told(lambda: m.sort(key=key))
print(m)
print([1, 2] < [1, 3], [1] < [1, 0], [] == (), (1, 2) + (3,), (1,) * 3, hash((1, 2, 3)), hash(()), [1, 2] * -1)
for function in (
    lambda: sorted([1, "a"]), lambda: a[99], lambda: a["x"],
    lambda: [1].index(2), lambda: [].pop(), lambda: [1].remove(3), lambda: [1] + (2,), lambda: (1,) + [2],
    lambda: [1].pop(5), lambda: (1,).index(4), lambda: hash(([],)), lambda: [1, 2].insert("a", 1),
    lambda: [].extend(3), lambda: list(1), lambda: [][0:1:0], lambda: len(range(10**20)),
    lambda: list(zip([1], [1, 2], strict=True)), lambda: range(0, 1, 0), lambda: range(3)[5],
):
    told(function)
it = iter([1, 2, 3])
next(it)
print(it.__length_hint__(), it.__reduce__()[1:], type(it).__name__)
it.__setstate__(0)
print(list(it), list[int], tuple[int, ...])
r = range(0, 10**20, 7)
print(r[-1], r.index(14), 21 in r, 22 in r, r[1:5], range(5) == range(0, 5, 1))
print(hash(range(3)) == hash(range(0, 3)), range(10)[::-1], list(reversed(range(0, 10, 3))), range(1, 10, 2).count(3))
print(slice(1, 10, 2).indices(5), slice(None) == slice(None), slice(1, None), hash(slice(1, 2)) == hash(slice(1, 2)))
print(list(enumerate("ab", 5)), list(zip([1, 2], "ab")), list(map(max, [1, 5], [3, 2])))
print(list(filter(None, [0, 1, 2])), list(reversed("abc")))
