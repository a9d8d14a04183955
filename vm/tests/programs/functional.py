"""`_functools`, `_operator`, `_heapq` and `_bisect`."""

import _bisect, _functools, _heapq, _operator, sys

partial, reduce, cmp_to_key = _functools.partial, _functools.reduce, _functools.cmp_to_key


def show(*texts):
    for text in texts:
        try:
            print(text, "->", eval(text))
        except Exception as error:
            print(text, "->", type(error).__name__, error)


def f(*args, **kwargs):
    return args, kwargs


p = partial(f, 1, 2, a=3)
q = partial(p, 4, b=5, a=6)
show(
    "p()", "q(7, c=8, a=9)", "q.func is f", "q.args", "q.keywords", "q.args[0:2] == p.args",
    "partial()", "partial(3)", "repr(partial(len, 'x'))", "p.__reduce__()[2][1:]",
    "p.__setstate__(3)", "p.__setstate__((len, [], {}, None))", "reduce(max, [])",
    "reduce(max, [3, 1, 4])", "reduce(max, [], 0)", "reduce(1)", "reduce(max, 3)",
    "cmp_to_key()", "cmp_to_key(lambda a, b: b - a)(1) < 3", "hash(cmp_to_key(len)(1))",
    "sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a))", "cmp_to_key(1, 2)",
)
p.extra = 1
r = partial(p, 3)
print(r.func is p, r.args)


class Key:
    """Counts how often it is hashed and compared."""

    hashes = compares = 0

    def __init__(self, value):
        self.value = value

    def __hash__(self):
        Key.hashes += 1
        return hash(self.value)

    def __eq__(self, other):
        Key.compares += 1
        return self.value == other.value


def double(key):
    return [key]


class Info(tuple):
    def __new__(cls, *values):
        return tuple.__new__(cls, values)


for limit in 2, None, 0, -3:
    cached = _functools._lru_cache_wrapper(double, limit, False, Info)
    Key.hashes = Key.compares = 0
    one = cached("one")
    results = [cached("one") is one, cached(1) is cached(1.0), cached(Key(5)) is cached(Key(5))]
    print(limit, results, cached.cache_info(), Key.hashes, Key.compares)
    cached.cache_clear()
    print(cached.cache_info())
typed = _functools._lru_cache_wrapper(double, None, True, Info)
print(typed(1) is typed(1.0), typed.cache_info())


def fib(n):
    return n if n < 2 else cached_fib(n - 1) + cached_fib(n - 2)


cached_fib = _functools._lru_cache_wrapper(fib, 3, False, Info)
print(cached_fib(30), cached_fib.cache_info())


class Owner:
    method = _functools._lru_cache_wrapper(lambda self, x: (self, x), 4, False, Info)


owner = Owner()
print(owner.method(1) == (owner, 1), owner.method(1) is owner.method(1), type(owner.method).__name__)

show(
    "_operator.add(1, 2)", "_operator.add(1)", "_operator.neg()", "_operator.index('a')",
    "_operator.itemgetter(1, 0)('ab')", "_operator.itemgetter(2)", "_operator.itemgetter()",
    "_operator.attrgetter('real', 'imag')(3)", "_operator.attrgetter('a.b')", "_operator.attrgetter(3)",
    "_operator.methodcaller('split', ',', maxsplit=1)('a,b,c')", "_operator.methodcaller()",
    "_operator.methodcaller('x', 1, y=2)", "_operator.length_hint([1, 2])",
    "_operator.length_hint(3, 7)", "_operator.countOf([1, 2, 1], 1)", "_operator.indexOf([1, 2], 3)",
    "_operator.concat([1], [2])", "_operator.concat(1, 2)", "_operator.iadd([1], (2,))",
    "_operator.truth([])", "_operator.is_not(1, 1)", "_operator.contains('abc', 'b')",
    "_operator._compare_digest('a', 'a')", "_operator._compare_digest('a', b'a')",
    "_operator.call(max, 1, 2)", "_operator.pow(2, 5)", "_operator.getitem({'a': 1}, 'b')",
)

heap = []
for n in [5, 3, 8, 1, 9, 2]:
    _heapq.heappush(heap, n)
print(heap, [_heapq.heappop(heap) for _ in range(6)])
numbers = [(n * 37) % 23 for n in range(20)]
_heapq.heapify(numbers)
print(numbers, _heapq.heapreplace(numbers, 50), _heapq.heappushpop(numbers, 0), numbers)
_heapq._heapify_max(numbers)
print(numbers, _heapq._heappop_max(numbers), _heapq._heapreplace_max(numbers, 1), numbers)
show("_heapq.heappop([])", "_heapq.heappush((), 1)", "_heapq.heappop(3)", "_heapq.heapreplace([], 1)")


class Shrinks:
    def __lt__(self, other):
        heap.clear()
        return True


heap = [Shrinks() for _ in range(5)]
show("_heapq.heapify(heap)")

items = [1, 2, 2, 3, 5]
show(
    "_bisect.bisect_left(items, 2)", "_bisect.bisect_right(items, 2)", "_bisect.bisect_left(items, 4, 1, 3)",
    "_bisect.bisect_left(items, 4, -1)", "_bisect.bisect_right([5, 3, 1], -2, key=lambda it: -it)",
    "_bisect.insort_left(items, 4)", "items", "_bisect.insort_right(items, 2.0)", "items",
    "_bisect.bisect_left(3, 1)", "_bisect.bisect_left([1, 'a'], 2)", "_bisect.bisect_right([1])",
)
print(sys.getsizeof(p), sys.getsizeof(typed))
