"""Iterators made of iterators.

CPython 3.13: Modules/itertoolsmodule.c.
"""

@facts("mutable identity gc iterator iterable")
class accumulate:
    self = itertools.accumulate([thing()])

    @effect(
        returns=fresh(Self),
        keeps="iterator of iterable in result, func in result, initial in result",
        calls="func(...) later",
    )
    def __new__(cls, iterable, func=None, *, initial=None): func = thing(); initial = thing()

@facts("mutable identity gc iterator iterable")
class batched:
    self = itertools.batched([thing()], 2)

    @effect(returns=fresh(Self), keeps="iterator of iterable in result")
    def __new__(cls, iterable, n, *, strict=False): n = 2

@facts("mutable identity gc iterator iterable")
class chain:
    self = itertools.chain([thing()])

    # Through a tuple; each goes when the next is begun.
    @effect(returns=fresh(Self), keeps="iterables in result")
    def __new__(cls, *iterables): iterables = ([thing()], [thing()])

    @effect(returns=fresh(Self), keeps="iterator of iterable in result")
    @classmethod
    def from_iterable(cls, iterable, /): iterable = [[thing()]]

@facts("mutable identity gc iterator iterable")
class combinations:
    self = itertools.combinations([thing()], 1)

    @effect(returns=fresh(Self), keeps="items of iterable in result", consumes="iterable")
    def __new__(cls, iterable, r): r = 2

@facts("mutable identity gc iterator iterable")
class combinations_with_replacement:
    self = itertools.combinations_with_replacement([thing()], 1)

    @effect(returns=fresh(Self), keeps="items of iterable in result", consumes="iterable")
    def __new__(cls, iterable, r): r = 2

@facts("mutable identity gc iterator iterable")
class compress:
    self = itertools.compress([thing()], [1])

    @effect(returns=fresh(Self), keeps="iterator of data in result, iterator of selectors in result")
    def __new__(cls, data, selectors): data = [thing()]; selectors = [thing()]

@facts("mutable identity gc iterator iterable")
class count:
    self = itertools.count()

    @effect(returns=fresh(Self))
    def __new__(cls, start=0, step=1): start = 5

# What it has gone through it keeps.
@facts("mutable identity gc iterator iterable")
class cycle:
    self = itertools.cycle([thing()])

    @effect(returns=fresh(Self), keeps="iterator of iterable in result")
    def __new__(cls, iterable, /): ...

    @effect(returns=item(self), keeps="items of self in self", mutates="self")
    def __next__(self, /): ...

@facts("mutable identity gc iterator iterable")
class dropwhile:
    self = itertools.dropwhile(thing(), [thing()])

    @effect(
        returns=fresh(Self),
        keeps="predicate in result, iterator of iterable in result",
        calls="predicate(items of iterable) later",
    )
    def __new__(cls, predicate, iterable, /): ...

@facts("mutable identity gc iterator iterable")
class filterfalse:
    self = itertools.filterfalse(None, [thing()])

    @effect(
        returns=fresh(Self),
        keeps="function in result, iterator of iterable in result",
        calls="function(items of iterable) later",
    )
    def __new__(cls, function, iterable, /): ...

# A group shares its iterator with all others, and has nothing more when the next is asked for.
@facts("mutable identity gc iterator iterable")
class groupby:
    self = itertools.groupby([thing()])

    @effect(
        returns=fresh(Self),
        keeps="iterator of iterable in result, key in result",
        calls="key(items of iterable) later",
    )
    def __new__(cls, iterable, key=None): key = thing()

    @effect(returns=fresh(tuple), keeps="self in result, items of self in result", mutates="self")
    def __next__(self, /): ...

@facts("mutable identity gc iterator iterable")
class islice:
    self = itertools.islice([thing()], 1)

    @effect(returns=fresh(Self), keeps="iterator of iterable in result")
    def __new__(cls, iterable, start, stop=..., step=1, /): start = 1

@facts("mutable identity gc iterator iterable")
class pairwise:
    self = itertools.pairwise([thing()])

    @effect(returns=fresh(Self), keeps="iterator of iterable in result")
    def __new__(cls, iterable, /): ...

@facts("mutable identity gc iterator iterable")
class permutations:
    self = itertools.permutations([thing()])

    @effect(returns=fresh(Self), keeps="items of iterable in result", consumes="iterable")
    def __new__(cls, iterable, r=None): ...

@facts("mutable identity gc iterator iterable")
class product:
    self = itertools.product([thing()])

    @effect(returns=fresh(Self), keeps="items of iterables in result", consumes="iterables")
    def __new__(cls, *iterables, repeat=1): iterables = ([thing()], [thing()])

@facts("mutable identity gc iterator iterable")
class repeat:
    self = itertools.repeat(thing())

    @effect(returns=fresh(Self), keeps="object in result")
    def __new__(cls, object, times=...): ...

    @effect(returns=item(self), mutates="self")
    def __next__(self, /): ...

@facts("mutable identity gc iterator iterable")
class starmap:
    self = itertools.starmap(thing(), [])

    @effect(
        returns=fresh(Self),
        keeps="function in result, iterator of iterable in result",
        calls="function(items of items of iterable) later",
    )
    def __new__(cls, function, iterable, /): ...

@facts("mutable identity gc iterator iterable")
class takewhile:
    self = itertools.takewhile(thing(), [thing()])

    @effect(
        returns=fresh(Self),
        keeps="predicate in result, iterator of iterable in result",
        calls="predicate(items of iterable) later",
    )
    def __new__(cls, predicate, iterable, /): ...

# What one of them has gone through stays until all have.
@facts("mutable identity gc weakrefs final iterator iterable")
class _tee:
    self = itertools.tee([thing()])[0]

@effect(returns=fresh(tuple), keeps="iterator of iterable in result")
def tee(iterable, n=2, /): ...

@facts("mutable identity gc iterator iterable")
class zip_longest:
    self = itertools.zip_longest([thing()])

    @effect(returns=fresh(Self), keeps="iterator of iterables in result, fillvalue in result")
    def __new__(cls, *iterables, fillvalue=None): iterables = ([thing()], [thing()]); fillvalue = thing()
