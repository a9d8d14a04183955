"""Heaps in lists.

CPython 3.13: Modules/_heapqmodule.c, Lib/heapq.py.
"""

_heapq.heappush = heappush
_heapq.heappop = heappop
_heapq.heapify = heapify
_heapq.heappushpop = heappushpop
_heapq.heapreplace = heapreplace

@effect(returns=None, keeps="item in heap", mutates="heap")
def heappush(heap, item, /): heap = [thing()]

@effect(returns=item(heap), mutates="heap", releases="one of items of heap")
def heappop(heap, /): heap = [thing(), thing()]

@effect(returns=item(heap) | same(item), keeps="item in heap perhaps", mutates="heap", releases="one of items of heap")
def heappushpop(heap, item, /):
    heap = []
    heap = [thing(), thing()]; item = thing()

@effect(returns=item(heap), keeps="item in heap", mutates="heap", releases="one of items of heap")
def heapreplace(heap, item, /): heap = [thing(), thing()]

@effect(returns=None, mutates="heap")
def heapify(heap, /): heap = [thing()]; heap.insert(0, thing())

@effect(
    returns=fresh(list),
    keeps="items of iterable in result",
    calls="key(items of iterable) now",
    consumes="iterable",
)
def nlargest(n, iterable, key=None): n = 2; key = thing()

@effect(
    returns=fresh(list),
    keeps="items of iterable in result",
    calls="key(items of iterable) now",
    consumes="iterable",
)
def nsmallest(n, iterable, key=None): n = 2; key = thing()

@effect(returns=fresh(types.GeneratorType), keeps="iterables in result, key in result", calls="key(items of iterables) later")
def merge(*iterables, key=None, reverse=False): iterables = ([thing()], [thing()]); key = thing()
