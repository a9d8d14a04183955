"""Functions inside functions, global and nonlocal."""

import os, os.path as path, xml.dom.minidom
from sys import argv as args, exit

total: int = 0
(count): int = 1
untouched: "int"


def outer(a, b=total, /, c: int = count, *args, d, e=lambda x: x + total, **kwargs) -> os:
    global total, made_here
    captured = not_captured = a

    def inner(captured_too=b):
        nonlocal captured
        captured += captured_too
        del captured

        def innermost():
            return a, captured, unknown, total

        return innermost

    total = made_here = inner
    for i, (j, *k) in args:
        with open(i) as f, open(j) as (g, kwargs["x"], h.attribute):
            pass
    try:
        pass
    except (ValueError, e) as error:
        print(error)
    else:
        k = 1
    finally:
        del k
    return lambda: (yield d)


async def coroutine():
    async for x in y:
        await x
    async with x as z:
        return [await q async for q in z if q]


def generator():
    x = yield
    yield from x


if (walrus := outer):
    assert walrus, other
while walrus is None:
    raise outer from walrus
