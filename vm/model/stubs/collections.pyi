"""More containers.

CPython 3.13: Lib/collections/__init__.py, Modules/_collectionsmodule.c, Objects/odictobject.c.
"""

_collections.deque = deque
_collections.defaultdict = defaultdict
_collections.OrderedDict = OrderedDict
_collections._deque_iterator = _deque_iterator

@facts("mutable unhashable gc weakrefs iterable")
class deque:
    self = collections.deque([thing(), thing()])

    @effect(returns=fresh(Self), keeps="items of iterable in result", consumes="iterable")
    def __new__(cls, iterable=(), maxlen=None): iterable = [thing(), thing()]

    # A full one with `maxlen` lets the item at the other end go.
    @effect(returns=None, keeps="item in self", mutates="self", releases="one of items of self")
    def append(self, item, /):
        ...
        self = collections.deque([thing()], 1)

    @effect(returns=None, keeps="item in self", mutates="self", releases="one of items of self")
    def appendleft(self, item, /):
        ...
        self = collections.deque([thing()], 1)

    @effect(returns=None, mutates="self", releases="all items of self")
    def clear(self, /): ...

    @effect(returns=fresh(Self), keeps="items of self in result")
    def copy(self, /): ...

    @effect(returns=fresh(Self), keeps="items of self in result")
    def __copy__(self, /): ...

    @effect(returns=int)
    def count(self, value, /): ...

    @effect(returns=None, keeps="items of iterable in self", mutates="self", consumes="iterable")
    def extend(self, iterable, /): ...

    @effect(returns=None, keeps="items of iterable in self", mutates="self", consumes="iterable")
    def extendleft(self, iterable, /): ...

    @effect(returns=int)
    def index(self, value, start=0, stop=..., /): self = collections.deque([value])

    @effect(returns=None, keeps="value in self", mutates="self")
    def insert(self, index, value, /): index = 0

    @effect(returns=item(self), mutates="self", releases="one of items of self")
    def pop(self, /): ...

    @effect(returns=item(self), mutates="self", releases="one of items of self")
    def popleft(self, /): ...

    @effect(returns=None, mutates="self", releases="one of items of self")
    def remove(self, value, /): self = collections.deque([value])

    @effect(returns=None, mutates="self")
    def reverse(self, /): ...

    @effect(returns=None, mutates="self")
    def rotate(self, n=1, /): ...

    @effect(returns=int)
    def __len__(self, /): ...

    @effect(returns=bool)
    def __contains__(self, key, /): ...

    @effect(returns=item(self))
    def __getitem__(self, key, /): key = 0

    @effect(returns=None, keeps="value in self", mutates="self", releases="one of items of self")
    def __setitem__(self, key, value, /): key = 0

    @effect(returns=None, mutates="self", releases="one of items of self")
    def __delitem__(self, key, /): key = 0

    @effect(returns=fresh(Self), keeps="items of self in result, items of value in result")
    def __add__(self, value, /): value = collections.deque([thing()])

    @effect(returns=same(self), keeps="items of value in self", mutates="self", consumes="value")
    def __iadd__(self, value, /): value = [thing()]

    @effect(returns=fresh(_deque_iterator), keeps="self in result")
    def __iter__(self, /): ...

@facts("mutable identity gc final iterator iterable")
class _deque_iterator:
    self = iter(collections.deque([thing()]))

@facts("mutable unhashable gc iterable")
class defaultdict(dict):
    self = collections.defaultdict(thing(), {thing(): thing()})

    @effect(
        returns=fresh(Self),
        keeps="default_factory as result.default_factory, keys of iterable as key of result, values of iterable as value of result, items of items of iterable in result, kwargs as value of result",
        calls="default_factory() later",
        consumes="iterable",
    )
    def __new__(cls, default_factory=None, iterable=(), /, **kwargs):
        default_factory = thing()
        default_factory = None; iterable = {thing(): thing()}
        default_factory = None; iterable = [(thing(), thing())]
        kwargs = {"a": thing()}

    # A key that is missing is put in, with a value that the factory makes.
    @effect(
        returns=value(self) | Unknown,
        keeps="key as key of self, result as value of self",
        calls="self.default_factory() now",
        mutates="self",
    )
    def __getitem__(self, key, /):
        self = collections.defaultdict(thing(), {key: thing()})
        ...

    @effect(returns=Unknown, keeps="key as key of self, result as value of self", calls="self.default_factory() now", mutates="self")
    def __missing__(self, key, /): ...

    @effect(
        returns=fresh(Self),
        keeps="keys of self as key of result, values of self as value of result, self.default_factory as result.default_factory",
    )
    def copy(self, /): ...

@facts("mutable unhashable gc weakrefs dict iterable")
class OrderedDict(dict):
    self = collections.OrderedDict({thing(): thing()})

    @effect(
        returns=fresh(Self),
        keeps="keys of iterable as key of result, values of iterable as value of result, items of items of iterable in result, kwargs as value of result",
        consumes="iterable",
    )
    def __new__(cls, iterable=(), /, **kwargs):
        iterable = {thing(): thing()}
        iterable = [(thing(), thing())]
        kwargs = {"a": thing()}

    @effect(returns=fresh(Self), keeps="keys of self as key of result, values of self as value of result")
    def copy(self, /): ...

    @effect(returns=None, mutates="self")
    def move_to_end(self, key, /, last=True): self = collections.OrderedDict([(key, 1), (thing(), 2)])

    @effect(
        returns=fresh(tuple),
        keeps="keys of self in result, values of self in result",
        mutates="self",
        releases="one of keys of self, one of values of self",
    )
    def popitem(self, /, last=True): ...

@facts("mutable unhashable gc weakrefs dict iterable")
class Counter(dict):
    self = collections.Counter([thing()])

    @effect(
        returns=fresh(Self),
        keeps="items of iterable as key of result, keys of iterable as key of result, values of iterable as value of result",
        consumes="iterable",
    )
    def __new__(cls, iterable=None, /, **kwds):
        iterable = [thing(), thing()]
        iterable = {thing(): thing()}

    @effect(returns=fresh(Self), keeps="keys of self as key of result")
    def copy(self): ...

    @effect(returns=fresh(itertools.chain), keeps="keys of self in result", unproved="the keys are behind an iterator of items")
    def elements(self): ...

    @effect(returns=fresh(list), keeps="keys of self in result")
    def most_common(self, n=None): ...

    @effect(returns=None, keeps="items of iterable as key of self, keys of iterable as key of self", mutates="self", consumes="iterable")
    def update(self, iterable=None, /, **kwds):
        iterable = [thing(), thing()]
        iterable = {thing(): 1}

    @effect(returns=None, keeps="items of iterable as key of self, keys of iterable as key of self", mutates="self", consumes="iterable")
    def subtract(self, iterable=None, /, **kwds):
        iterable = [thing(), thing()]
        iterable = {thing(): 1}

    @effect(returns=Unknown)
    def total(self): ...

@facts("mutable unhashable gc weakrefs dict iterable")
class ChainMap:
    self = collections.ChainMap({thing(): thing()})
    maps: list

    @effect(returns=fresh(Self), keeps="maps as result.maps")
    def __new__(cls, *maps): maps = ({}, {})

    @effect(returns=fresh(Self), keeps="m as result.maps, items of self.maps in result", unproved="the maps are behind a list")
    def new_child(self, m=None, **kwargs): ...

# A class, in whose module it looks as if it had been written there.
@effect(returns=fresh(type), keeps="defaults in result, items of defaults in result", consumes="defaults")
def namedtuple(typename, field_names, *, rename=False, defaults=None, module=None): typename = "T"; field_names = "a b"; defaults = (thing(),)
