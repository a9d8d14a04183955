"""Comprehensions: inlined (PEP 709) or not, walrus targets, cells."""

squares = [x * x for x in numbers if x if y]
pairs = {(x, y) for x in a for y in x if (last := y)}
table = {key: value for key, value in pairs}
lazy = (x for x in numbers)
called = sum(x for x in numbers)


def f(numbers, shadow):
    a = [shadow for shadow in numbers]
    b = [lambda: v for v in numbers]
    c = [v for v in numbers], lambda: v
    d = [[(found := w) for w in row if found] for row in numbers]
    e = [(lambda: g)() for _ in (lambda: h)()]
    g = h = {k: [k for k in v] for k, v in a}
    return list(found for _ in d), [(yes := n) for n in (i for i in b)]


def deep():
    def reader():
        return kept

    [kept := n for n in range(3)]
    return reader


def global_walrus():
    global known
    return [known := n for n in other]


class C:
    names = [n for n in names]
    nested = [[n for n in m] for m in names]
    late = [lambda: n for n in names]
    generator = (n for n in names)


async def coroutine(items):
    return [x async for x in items], (await x for x in items), {x: y async for x in y async for y in x}
