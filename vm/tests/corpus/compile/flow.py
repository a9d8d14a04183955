def loops():
    for a in b:
        if c: break
        elif d: continue
        else: return
    else: e
    while f:
        if g: break
        while 1: continue
        while 0: pass
        while not h or i and j: k
    else: l
    while True:
        try: return m
        finally: break
    for a, (b, *c), d[0], e.f in g: pass
def tries():
    try: a
    except: b
    try: a
    except (B, C): d
    except E as e: f; return g
    except: raise
    else: h
    finally: i
    try:
        return [1]
    finally:
        for x in y:
            try: continue
            finally: (lambda: z)
    try:
        for x in y:
            with a as b, c, (d): return e
    except* F as f: g
    except* (G, H): pass
    else: i
    finally: j
    raise A from B
def returns():
    with a: return
    with a: return 1
    with a as (b, c): return b
    for x in y:
        with a:
            try: break
            finally: continue
    try: pass
    finally: return (1,
        2)
def conditions():
    if a and (b or not c) and d: e
    if not (a or b): c
    if a < b < c == d: e
    if not a < b < c: d
    if a if b else c: d
    if (a if b else c) or d: e
    assert a, b
    assert (a < b < c), "x"
    assert not a
    while a < b < c: d
    x = a and b or c and not d
    y = a < b < c < d
    z = (a if b else c) if d else e
    if 1: a
    if 0: a
    elif None: b
    else: c
    return a if b else c
def asserts(): assert x; assert 0; assert __debug__
def matches(v):
    match v:
        case 1 | 2 | "x" | b"y" | None | True | -1 | 1 + 2j | -1.5 - 3j: a
        case x.y | x.y.z: b
        case [a, b, *_, c] | (a, b, c): d
        case [*_]: e
        case [_, _]: e
        case []: e
        case [x] if x > 1: f
        case (1, (2, [3, *rest])): g
        case {"k": v, 1: w, x.y: 2, **rest}: h
        case {}: i
        case {**rest}: i
        case {"a": _}: i
        case A(): j
        case A.B(1, x, _, y=2, z=[a, b] as c): k
        case (A(x=a, y=b) | B(y=b, x=a)) as whole: l
        case [1 as a, (b as c)]: m
        case str() | int() as n: o
        case {"x": [a, *b], "y": {"z": c}}: p
        case d if d: q
        case _: r
    match a, b:
        case c, *d: e
    match a:
        case b: c
    match (x):
        case _ if y: z
    match x:
        case 1: return 2
        case _: return 3
async def asyncs():
    async with a as b, c: await d
    async with a: return
    async for x, y in z:
        if x: break
        continue
    else: w
    for i in [await a, *b]: yield i
    [x async for x in y if await z]
    {x: y for x in a async for y in x}
    (x async for x in y)
    [[z async for z in y] for y in x]
    await (await a)(b)
    try: await a
    except B: await c
    finally: await d
    return
def generators():
    x = yield
    y = yield a, b
    z = yield from c
    (yield)
    return (yield)
def dels():
    del a, b.c, d[e], f[1:2], (g, [h]), i[1:2:3]
