"""What `collections`, `functools`, `itertools`, `operator` and their users do."""
import copy, enum, functools, itertools, operator, sys, types
from collections import ChainMap, Counter, OrderedDict, defaultdict, deque, namedtuple

P = namedtuple("P", "x y")
p = P(1, y=2)
print(p, p._replace(x=5), p._asdict(), P.x, type(P.x).__name__, P._fields)
print(Counter("abracadabra").most_common(2), Counter("aab") + Counter("b"))
o = OrderedDict(a=1, b=2)
o.move_to_end("a")
print(o, list(reversed(o)), o.popitem(last=False))
q = deque([1, 2, 3], maxlen=3)
q.append(4)
q.rotate(1)
print(q, q.maxlen, q[0], q * 2, deque("ab") + deque("c"), deque([1]) < deque([2]), sys.getsizeof(deque()))
dd = defaultdict(list)
dd["a"].append(1)
print(dd, dd | {"b": 2}, dd.copy(), sys.getsizeof(defaultdict()))
print(ChainMap({"a": 1}, {"b": 2}))
print(functools.reduce(operator.add, [1, 2, 3]), functools.partial(print, 1, sep="").args)


@functools.lru_cache(maxsize=2)
def f(n):
    return n


f(1), f(1), f(2), f(3)
print(f.cache_info())
print(list(itertools.islice(itertools.count(5, 2), 3)), [k for k, _ in itertools.groupby("aabb")])
print(list(itertools.pairwise("abc")), list(itertools.batched("abcde", 2)))


class E(enum.Enum):
    A = 1
    B = enum.auto()


print(list(E), E(1), E["B"], types.SimpleNamespace(a=1))
