pass
x
x; y
x; y;
break_ = continue_ = 1
a, b = c
a, *b = c
[a, (b, c)] = d
(a) = b
(a).b = c[0] = (d[1]) = e
x = yield_ = 1,
x = *a, b
*a, = b
x += 1; x -= 1; x *= 1; x @= 1; x /= 1; x %= 1; x &= 1
x |= 1; x ^= 1; x <<= 1; x >>= 1; x **= 1; x //= 1
a.b += 1
a[b] += c, d
x += (yield_)
x: int
x: int = 1
(x): int
(x): int = 1
a.b: int
a[b]: int = 2
(a.b): int
x: tuple = 1, 2
x: tuple = *a, b
del x
del x, y
del x,
del (x)
del (x, y), [z, w], a.b, a[b]
del ()
assert x
assert x, y
assert (x, y)
raise
raise x
raise x from y
import a
import a.b.c
import a as b, c.d as e, f
import a . b
from a import b
from a import b as c, d
from a import (b)
from a import (b as c, d,)
from a import *
from . import a
from .a import b
from .. import a
from ... import a
from .... import a
from ...a.b import c
from . . . a import b
from .\
    . import z
global_ = 1
def f():
    global a, b
    def g():
        nonlocal c, d
        return
        return x
        return x, y
        return *x, y
        return (yield)
    c = d = 1
    yield
    yield x
    yield x, y
    yield *x, y
    yield from x
    z = yield x
    z += yield
    z: int = yield
    await_ = 1
while 1:
    break
    continue
type X = int
type Y[T] = list[T]
type Z[T: int, *Ts, **P] = x
type = 1
type[0]
type (x)
match = 1
match.x
match[x]
match(x)
case = match
_ = 1
print(x)
