"""Functions about functions.

CPython 3.13: Lib/functools.py, Modules/_functoolsmodule.c.
"""

_functools.partial = partial
_functools.reduce = reduce
_functools.cmp_to_key = cmp_to_key

@facts("mutable identity gc weakrefs dict")
class partial:
    self = functools.partial(thing(), thing())
    args: tuple
    keywords: dict

    # A partial of a partial takes over the parts of that instead of holding it.
    @effect(
        returns=fresh(Self),
        keeps="func as result.func, args as result.args, keywords as result.keywords",
        calls="func(args, keywords) later",
    )
    def __new__(cls, func, /, *args, **keywords):
        keywords = {"a": thing()}

    @effect(returns=Unknown, calls="self.func(items of self.args, args, keywords) now")
    def __call__(self, /, *args, **keywords): ...

@facts("mutable identity gc weakrefs dict")
class partialmethod:
    self = functools.partialmethod(thing(), thing())

    @effect(
        returns=fresh(Self),
        keeps="func as result.func, args as result.args, keywords as result.keywords",
        calls="func(...) later",
    )
    def __new__(cls, func, /, *args, **keywords): keywords = {"a": thing()}

# What it is called with is also what it had made before.
@effect(
    returns=called(function) | item(iterable) | same(initial),
    consumes="iterable",
    calls="function(...) now",
)
def reduce(function, iterable, initial=..., /):
    iterable = [thing(), thing()]
    iterable = [thing()]
    iterable = []; initial = thing()

@facts("mutable identity gc weakrefs dict final")
class _lru_cache_wrapper:
    self = functools.lru_cache(thing())

    # Arguments and result stay until they are displaced or the cache is cleared.
    @effect(
        returns=Unknown,
        keeps="args in self, kwargs in self, result in self",
        calls="self.__wrapped__(args, kwargs) now",
        mutates="self",
    )
    def __call__(self, /, *args, **kwargs): kwargs = {"a": thing()}

    @effect(returns=fresh(CacheInfo))
    def cache_info(self): ...

    @effect(returns=None, mutates="self", releases="one of items of self")
    def cache_clear(self): self = functools.lru_cache(thing()); self(thing())

functools._CacheInfo = CacheInfo

@facts("value gc iterable")
class CacheInfo(tuple):
    self = functools.lru_cache(thing()).cache_info()

# Called with a function it wraps it, otherwise it makes the decorator.
@effect(
    returns=fresh(_lru_cache_wrapper) | fresh(types.FunctionType),
    keeps="maxsize as result.__wrapped__",
    calls="maxsize(...) later",
)
def lru_cache(maxsize=128, typed=False):
    maxsize = thing()
    maxsize = None

@effect(
    returns=fresh(_lru_cache_wrapper),
    keeps="user_function as result.__wrapped__",
    calls="user_function(...) later",
)
def cache(user_function, /): ...

# Its result is kept in the instance's `__dict__`.
@facts("mutable identity gc weakrefs dict")
class cached_property:
    self = functools.cached_property(thing())

    @effect(returns=fresh(Self), keeps="func as result.func", calls="func(...) later")
    def __new__(cls, func): ...

# The decorator: called with a wrapper, it sets its `__wrapped__` and gives it back.
@effect(returns=fresh(partial), keeps="wrapped as result.keywords")
def wraps(wrapped, assigned=..., updated=...): ...

@effect(returns=same(wrapper), keeps="wrapped as wrapper.__wrapped__", mutates="wrapper")
def update_wrapper(wrapper, wrapped, assigned=..., updated=...): ...

@effect(returns=same(cls), mutates="cls")
def total_ordering(cls): cls = type("C", (), {"__lt__": lambda self, other: True})

@facts("mutable unhashable gc final")
class KeyWrapper:
    self = functools.cmp_to_key(thing())

@effect(returns=fresh(KeyWrapper), keeps="mycmp in result", calls="mycmp(...) later")
def cmp_to_key(mycmp): ...

# `register` keeps its functions in what comes back.
@effect(returns=fresh(types.FunctionType), keeps="func in result", calls="func(...) later")
def singledispatch(func): func = echoing

@facts("mutable identity gc weakrefs dict")
class singledispatchmethod:
    self = functools.singledispatchmethod(echoing)

    @effect(returns=fresh(Self), keeps="func as result.func", calls="func(...) later")
    def __new__(cls, func): func = echoing
