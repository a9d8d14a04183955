"""Annotations that stay text."""
from __future__ import annotations
def f(a: int, b: "str" = 1, *args: *Ts, c: dict[str, int] = 2, **kw: a.b.c) -> None | int: pass
x: list[int, ...] = 1
y: lambda x, /, y=1, *a, z, **k: x + y
class A:
    a: a[(1, 2)]
    b: ()
    c: (1,)
    d: a if b else c
    e: not a and b or c
    f: a[-a ** -b, (-a) ** b, (a + b) * c - d, a - (b - c), (a ** b) ** c]
    g: a[{1: 2, **a}, {1, 2}, [1, *b], {a: b for a in b if c if d}, (a for b, c in d for e in f)]
    h: a[f"{a}b{{c}}{d!r:>{e}}", "it's", 'a"b\'', b"x", f"{ {1: 2} }", f"{a}'" '"']
    i: a[a[1:2, ::3, 4:], a[b], a[1:], a[(1, 2)], a[*b]]
    j: a[1 .real, f(a, *b, c=d, **e), f(x for x in y), f((x for x in y), 1), 1.5.real, 1j.real]
    k: a < b <= c != d is not e not in f
    l: a[await_, 1e309, 1e309j, 0x10, 1_000, True, None, ...]
    m: a[lambda: 0, lambda *a: 0, lambda *, a: 0, lambda a=1: 0, (lambda: 0)()]
    n: a[~a, +a, not a, (not a) + b, not (not a)]
    o: a @ b // c % d << e >> f & g ^ h | i
