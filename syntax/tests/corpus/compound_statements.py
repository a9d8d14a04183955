if a: pass
if a: b; c
if a: b;
if a:
    b
else:
    c
if a:
    b
elif c:
    d
elif e:
    f
else:
    g
if a:
    if b:
        c
    elif d:
        e
# a comment
    else:
        f
else:
    if g:
        h
while a:
    b
else:
    c
for a in b: pass
for a, b in c, d: pass
for a, in b: pass
for *a, b in c: pass
for (a, b) in c:
    pass
else:
    pass
for a.b in c: pass
for a[b] in *c, d: pass
for [a, b] in c: pass
for (a) in b: pass
try:
    a
finally:
    b
try:
    a
except:
    b
try:
    a
except A:
    b
except (B, C) as d:
    e
except E.F as g: h
else:
    i
finally:
    j
try:
    a
except* A:
    b
except *B as c:
    d
with a: pass
with a, b: pass
with a as b: pass
with a as b, c as d: pass
with (a): pass
with (a, b): pass
with (a, b) as c: pass
with (a as b): pass
with (a as b, c): pass
with (a as b, c as d,): pass
with (a, b,): pass
with (a), (b): pass
with (a) as b: pass
with (a).b as c: pass
with (yield_): pass
with (a for b in c) as d: pass
with a as (b, c): pass
with a as [b, c], d as e.f: pass
with a as (b): pass
with (a as (b, c)): pass
with (a, b)[0] as c, d: pass
async def f():
    async with a as b, c: pass
    async with (a as b, c): pass
    async for a in b: pass
    async for a in b:
        pass
    else:
        pass
    await a
    [a async for b in c]
    return [await a async for b in c if await d]

class A: pass
class A(): pass
class A(B): pass
class A(B, *C, d=e, **f): pass
class A(B, C,): pass
class A[T]: pass
class A[T: (int, str) = int, *Ts = *tuple[int], **P = []](B[T]): x: int
@a
class A: pass
@a.b
@c(d)
@(e)
@f[0]
@x if y else z
@lambda f: f
@g := h
class B:
    @property

    # between
    def f(self): ...

    async def g(self): ...
    @a
    async def h(self): ...
def f(): ...
def f() -> int: ...
def f() -> (int, str): ...
def f(a, b): ...
def f(a: int, b: str = 'x', c=1,): ...
def f(*a): ...
def f(*, a): ...
def f(*, a, b=1): ...
def f(**a): ...
def f(*a: int, **b: str): ...
def f(*a: *b): ...
def f(a, /): ...
def f(a, /, b): ...
def f(a, b=1, /, c=2, *, d, e=3, **f): ...
def f(a=1, /, b=2, *c, d): ...
def f(a, /, *, b): ...
def f[T](a: T) -> T: ...
def f[T: int, *Ts, **P](a: T, *b: *Ts, **c: P.kwargs): ...
def f(
    a,
    b
    = 1
    ): return a
