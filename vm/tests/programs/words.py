# Errors and warnings in CPython's words, where the library is not needed.
import sys

from _weakref import proxy as weak_proxy


def t(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


class Slotted:
    __slots__ = ("a",)


x = Slotted()
for f in (
    lambda: x.a,
    lambda: delattr(x, "a"),
    lambda: setattr(x, "b", 1),
    lambda: object.__setattr__(x, 1, 2),
    lambda: object.__getattribute__(x, 1),
    lambda: type.__getattribute__(list, type),
    lambda: object.__setattr__(int, "x", 1),
    lambda: hasattr(x, 1),
    lambda: getattr(x, 1),
    lambda: setattr(x, 1, 1),
    lambda: delattr(x, 1),
    lambda: chr(2**100),
    lambda: dir(1, 2),
    lambda: str(1, 2, 3, 4),
    lambda: bytearray().translate(b"1", 1),
    lambda: property().__set_name__(),
    lambda: super(int, x),
    lambda: super(int, str),
    lambda: type(iter([]))(),
    lambda: [][2**100],
    lambda: b""[2**100],
    lambda: [1].index(1, "x"),
    lambda: {}.pop([]),
    lambda: sum(1, ""),
    lambda: bytes(1, []),
    lambda: b"".hex(5),
    lambda: int.from_bytes(3),
    lambda: [].__setitem__(1),
    lambda: (lambda a, b, /: 0)(a=1, b=2),
    lambda: type("A", (Slotted, Slotted), {}),
):
    t(f)

numbers = [1, 2, 3]


def key(value):
    numbers.append(3)
    numbers.pop()
    return value


t(lambda: numbers.sort(key=key))


class Meta(type):
    def __setattr__(cls, name, value):
        print("set", name, name in cls.__dict__)
        super().__setattr__(name, value)


class Made(metaclass=Meta):
    x = 1


Made.x = 2
print(type(Made.__dict__).__name__, "__dict__" in Meta.__dict__, type.__module__, Made.x)


class Floor:
    def __ifloordiv__(self, other):
        return "in place"


floor = Floor()
proxy = weak_proxy(floor)
proxy //= 1
print(proxy, list.__hash__, dict.__hash__, slice.__hash__ is None)


class Ends:
    def __iter__(self):
        return self

    def __next__(self):
        raise StopIteration(42)


def delegating():
    print((yield from Ends()))


list(delegating())


async def numbers_():
    yield 1


async def main():
    it = numbers_()
    print(await anext(it), await anext(it, "default"))
    try:
        await anext(it)
    except StopAsyncIteration as e:
        print(repr(e))


try:
    main().send(None)
except StopIteration:
    pass
t(lambda: anext(1))


class M:
    def method(self):
        return self


m = M()
print(m.method.__get__(5, int)() is m)
try:
    raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
except* ValueError as group:
    print(repr(group), sys.exception() is group)
except* TypeError as group:
    print(repr(group), sys.exception() is group)
first, second = ValueError(1), ValueError(2)
first.__context__, second.__context__ = second, first
try:
    try:
        raise first
    except ValueError:
        raise KeyError
except KeyError as error:
    print(repr(error.__context__), repr(error.__context__.__context__))
exec(compile("def f():\n    pass\n", "s", "single"))
t(lambda: compile("a = 1\nb = 2\n", "s", "single"))
entries = iter({1: 2, 3: 4})
print(entries.__reduce__(), list(entries))


class Hashed:
    count = 0

    def __hash__(self):
        Hashed.count += 1
        return 1


keys = dict.fromkeys([Hashed()])
before = Hashed.count
set(keys), frozenset(keys), set(keys) - set(keys), dict.fromkeys(set(keys)), set().difference(keys)
print(Hashed.count - before)
