# Snippets whose control-flow graphs exercise every pass; flowgraph.txt is recorded from this file.
import a, b.c as d
from e import f, g as h

def empty(): pass

def branches(a, b, c):
    if a and b or not c:
        return 1
    elif a is None:
        return 2
    elif b is not None:
        x = 3
    else:
        x = a if b else c
    return x < 1 < c, a in b, not a not in b

def constants():
    if 1: x = ()
    if not 0: x = (1, 2)
    while 1:
        break
    assert x, "message"
    return (1, 2, (3, 4)), "a" and "b", 0 or 1

def loops(a):
    for i in a:
        if i: continue
        if not i: break
        for j in i:
            while j:
                j -= 1
            else:
                print(j)
    else:
        return
    while a and i:
        if a is None: continue
        a, i = i, a
    while True:
        if a: return
        a, b, c = c, b, a
        a = a = b

def swaps(x):
    a, b = 1, x
    a, b, c = x, x, 1
    a, a = x, x
    [a, b], *c = x
    (a, b), (c, d) = (x, a), (b, c)
    return a, b, c, d

def patterns(x):
    match x:
        case 1 | 2: return 1
        case [a, b, *c] if a: return c
        case {"k": [a, [b, d]], **rest}: return rest
        case C(a, k=b): pass
        case (a, 1, (b, _), 2) | (b, 2, (a, _), 3): print(a, b)
        case _: return None

def exceptions(a):
    try:
        a()
    except (ValueError, TypeError) as e:
        print(e)
    except KeyError:
        raise
    else:
        return 1
    finally:
        a = 2
        print(a)
    try:
        return a
    finally:
        del a
    try: pass
    except* OSError as e:
        return_value = e
    for i in a:
        try:
            continue
        finally:
            break

def with_blocks(a, b):
    with a as x, b():
        if x: return x
        with x: pass
    for i in a:
        with i: continue
    return x

def generator(a):
    for x in a:
        y = yield x
        try:
            z = yield from y
        except E:
            yield
    return z

async def coroutine(a):
    async with a as b:
        await b
    async for c in b:
        yield c
    return
async def awaiting(a):
    return [x async for x in a if await x], {y async for y in a}, (await z for z in a)

def locals_(a):
    if a: x = 1
    print(x, x)
    del x
    try:
        y = 1
    except E:
        print(y)
    for i in a: pass
    print(i, y, x)

def many_locals():
    v0=v1=v2=v3=v4=v5=v6=v7=v8=v9=v10=v11=v12=v13=v14=v15=v16=v17=v18=v19=v20=v21=v22=v23=v24=v25=0
    v26=v27=v28=v29=v30=v31=v32=v33=v34=v35=v36=v37=v38=v39=v40=v41=v42=v43=v44=v45=v46=v47=v48=0
    v49=v50=v51=v52=v53=v54=v55=v56=v57=v58=v59=v60=v61=v62=v63=v64=v65=v66=v67=v68=0
    if v0: print(v66, v66)
    else: del v67
    print(v67, v0, v1, v66)

def closures(a):
    def inner(b=1, *, c=2):
        nonlocal a
        a += b
        return lambda: (a, b, c, __class__)
    return inner, [a for b in a for c in b if c], {k: (lambda: k) for k in a}

class C[T](B, metaclass=M):
    "docstring"
    x: int = 1
    y: T
    def f(self, /, z, *args, k, **kwargs) -> "T":
        super().f(z)
        return self.x.y(1).z[2:3], f"{z!r:>{k}} {self}"
    @property
    def g(self): return __class__
    type A[T: int, *Ts, **P] = T

def g():
    global z
    z = yield
    while (n := z()) and n.k:
        n.k += 1; n[0] @= 2
        if n.x > 1 and (n.y or n.z):
            continue
    return {**n, "a": 1}, [*n, 1], {1, 2, 3, *n}, n(*n, **n), n(k=1), 1 if n else 2

def nested_finally(a):
    while a:
        try:
            with a:
                try:
                    return 1
                finally:
                    a()
        except E:
            continue
        finally:
            if a: break
    return a.b.c and a.d is None or a.e

try:
    import k
except ImportError:
    k = None
else:
    del k
for i in k: print(i)
if __name__ == "__main__" and k: g()
x = [i for i in range(3) if i]
