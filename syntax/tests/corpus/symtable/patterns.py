"""match, imports and odd names."""

from . import sibling
from .. import *
from ..pkg import a as b, c


def f(subject):
    match subject, other:
        case {"key": value, Color.RED: [first, *_], **rest} if value:
            return rest
        case Point(x=0, y=yy) | [Point(x=0), yy]:
            pass
        case (str() | bytes()) as text, -1 | 1 + 2j, None, "s", (((grouped))):
            print(text)
        case [*items, _]:
            print(items)
        case _:
            pass
    match = case = type = _ = 1
    return lambda: (value, match)


ﬁeld = µ = 1
print(f"{ﬁeld!r:{width}} {x:=5} {[y for y in z]}" f"{(lambda: w)()=}")
x[a:b:c, ::d] = y.attr = *rest, z = q, 1
