import os, os.path as p, a.b.c as d, a.b
from . import x as y
from .. import *
from ...m.n import (o, q as r,)
g = 1
def outer(a, /, b, *args, c=1, **kw):
    global g
    g = a
    def inner():
        nonlocal b
        b = c
        def deeper():
            return a, b, __class__
        return deeper
    class K(inner, metaclass=c, **kw):
        a = a
        __private = 1
        def m(self, __x=2, *, __y=3):
            self.__private = __x
            self.attr = self.other = 1
            self.count += 1
            super().m()
            super().x
            super(K, self).m(1, k=2)
            (super()
             .x)
            (super()
             .m(1))
            return __class__, lambda: super().z
        def n(self):
            global GG
            class GG: pass
            def GG(): pass
            self.x: int = 1
            self.y: int
            with self.z as self.w: pass
            for self.v in self.u: del self.t
            (self.s, [self.r, *self.q]) = 1, 2
        @staticmethod
        def o(__a: __b = __c) -> __d: import __mod; import __mod.__sub; from __m import __n
    return [b for b in a if c for c in b], (lambda: (yield a)), {k: (lambda: k) for k in b}
def cells(x):
    del x
    def f(): return x
    def g(): del y
    y = 1
    for x in y: pass
    return [x for x in y], [x for y in x for z in y], (x for x in y)
class C:
    x = 1
    y = [x for _ in z]
    z = [[x for x in y] for y in z if os.path(y)]
    w = {k: v for k, v in x} | {k for k in (lambda: x)()}
    v = [os.f(q) for q in os.g()]
    def __init__(self): __class__
class D[T: (int, str) = int, *Ts = *tuple[int], **P = [int]](Base[T], k=1):
    """doc"""
    __p: T
    def m[U: T](self, a: U = T, *, b: __p = 1) -> T: return super().m()
    type A[V] = dict[V, T]
    x = [T for T in y]
def gen[T](a: T = 1, *args: *Ts, b=2) -> T: return T
def gen2[__T](*, b=2): yield __T
def gen3[T](a=1): pass
class E[__T]: x: __T; y = lambda: __T
type Alias = int | str
type Generic[T, *Ts, **P] = Callable[P, tuple[T, *Ts]]
[os.a() for i in range(3)], [i.b() for i in os.c()]
[x := i for i in range(3) if (y := i)]
def walrus(): return [last := i for i in range(3)], last
def fast(): return [(a, [b for b in a]) for a in x]
def nested_class():
    x = 1
    class A:
        x = 2
        def f(self): return x
        y = [x for _ in range(3)]
        class B: z = x
    return A
