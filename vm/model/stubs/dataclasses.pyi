"""Classes from annotations.

CPython 3.13: Lib/dataclasses.py.
"""

@effect(returns=same(cls) | fresh(types.FunctionType), mutates="cls")
def dataclass(cls=None, /, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False, match_args=True, kw_only=False, slots=False, weakref_slot=False):
    cls = types.new_class("C")
    frozen = True

@facts("mutable identity gc")
class Field:
    self = dataclasses.field()

@effect(
    returns=fresh(Field),
    keeps="default as result.default, default_factory as result.default_factory, metadata in result",
    calls="default_factory() later",
)
def field(*, default=..., default_factory=..., init=True, repr=True, hash=None, compare=True, metadata=None, kw_only=...):
    default = thing(); metadata = {}
    default_factory = thing()

@effect(returns=fresh(tuple))
def fields(class_or_instance): class_or_instance = record(thing())

# Containers are copied, their items by `copy.deepcopy`.
@effect(returns=fresh(dict), calls="dict_factory(...) now")
def asdict(obj, *, dict_factory=...): obj = record(1); dict_factory = function(dict)

@effect(returns=like(obj), keeps="items of obj in result perhaps, changes in result")
def replace(obj, /, **changes):
    obj = record(thing())
    obj = record(thing()); changes = {"a": thing()}

@effect(returns=bool)
def is_dataclass(obj): ...
