"""Arrays of numbers: they hold no objects.

CPython 3.13: Modules/arraymodule.c.
"""

array.ArrayType = array

@facts("mutable unhashable gc weakrefs iterable")
class array:
    self = array.array("i", [1, 2])

    @effect(returns=fresh(Self), consumes="initializer")
    def __new__(cls, typecode, initializer=..., /): typecode = "i"; initializer = [1, 2]

    @effect(returns=None, mutates="self")
    def append(self, v, /): v = 1

    @effect(returns=None, mutates="self", consumes="bb")
    def extend(self, bb, /): bb = [1, 2]

    @effect(returns=None, mutates="self")
    def insert(self, i, v, /): i = 0; v = 1

    @effect(returns=int | float | str, mutates="self")
    def pop(self, i=-1, /):
        ...
        self = array.array("d", [1.5])
        self = array.array("w", "ab")

    @effect(returns=None, mutates="self")
    def remove(self, v, /): v = 1

    @effect(returns=fresh(list))
    def tolist(self, /): ...

    @effect(returns=bytes)
    def tobytes(self, /): ...

    @effect(returns=None, mutates="self")
    def frombytes(self, buffer, /): buffer = b"abcd"

    @effect(returns=fresh(array) if instance(key, slice) else int | float | str)
    def __getitem__(self, key, /):
        key = 0
        key = slice(1)
        key = 0; self = array.array("d", [1.5])
        key = 0; self = array.array("w", "ab")

    @effect(returns=None, mutates="self")
    def __setitem__(self, key, value, /): key = 0; value = 1

    @effect(returns=int)
    def __len__(self, /): ...

    @effect(returns=fresh(arrayiterator), keeps="self in result")
    def __iter__(self, /): ...

@facts("mutable identity gc final iterator iterable")
class arrayiterator:
    self = iter(array.array("i"))
