"""Operators as functions.

CPython 3.13: Modules/_operator.c, Lib/operator.py.
"""

_operator.itemgetter = itemgetter
_operator.attrgetter = attrgetter
_operator.methodcaller = methodcaller

@facts("identity gc final")
class itemgetter:
    self = operator.itemgetter(0)

    @effect(returns=fresh(itemgetter), keeps="item in result, items in result")
    def __new__(cls, item, /, *items): ...

    # With several, a tuple of them.
    @effect(returns=item(obj) | value(obj) | fresh(tuple), keeps="items of obj in result")
    def __call__(self, obj, /):
        obj = [thing()]
        obj = {0: thing()}
        self = operator.itemgetter(0, 1); obj = [thing(), thing()]

@facts("identity gc final")
class attrgetter:
    self = operator.attrgetter("a")

    @effect(returns=fresh(attrgetter))
    def __new__(cls, attr, /, *attrs): attr = "a"; attrs = ()

    @effect(returns=Unknown)
    def __call__(self, obj, /): obj.a = 1

@facts("identity gc final")
class methodcaller:
    self = operator.methodcaller("conjugate")

    @effect(returns=fresh(methodcaller), keeps="args in result, kwargs in result")
    def __new__(cls, name, /, *args, **kwargs): name = "a"; kwargs = {"a": thing()}

    @effect(returns=Unknown)
    def __call__(self, obj, /): obj = 1

@effect(returns=called(obj), calls="obj(args) now")
def call(obj, /, *args, **kwargs): ...

@effect(returns=bool)
def is_(a, b, /): ...

@effect(returns=bool)
def is_not(a, b, /): ...

@effect(returns=bool)
def not_(a, /): ...

@effect(returns=bool)
def truth(a, /): ...

@effect(returns=bool, consumes="a")
def contains(a, b, /): a = [b]

@effect(returns=int, consumes="a")
def countOf(a, b, /): a = [b]

@effect(returns=int, consumes="a")
def indexOf(a, b, /): a = [b]

@effect(returns=int)
def index(a, /): a = 5

@effect(returns=int)
def length_hint(obj, default=0, /): obj = [thing()]

@effect(returns=item(a) | value(a) | Unknown)
def getitem(a, b, /):
    a = [thing()]; b = 0
    a = {b: thing()}

@effect(returns=None, keeps="b as key of a, c in a", mutates="a", releases="one of items of a")
def setitem(a, b, c, /):
    a = [thing()]; b = 0
    a = {}

@effect(returns=None, mutates="a", releases="one of items of a")
def delitem(a, b, /): a = [thing()]; b = 0

@effect(returns=Unknown)
def add(a, b, /): a = 1; b = 2

@effect(returns=Unknown)
def concat(a, b, /): a = [1]; b = [2]

@effect(returns=Unknown)
def eq(a, b, /): ...

@effect(returns=Unknown)
def ne(a, b, /): ...

@effect(returns=Unknown)
def lt(a, b, /): ...

@effect(returns=Unknown)
def iadd(a, b, /): a = 1; b = 2
