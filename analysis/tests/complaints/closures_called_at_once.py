"""Functions that use a loop variable and are done with when the turn ends: B023, W0640."""

import asyncio
import functools
import re


def find(items, test):
    for item in items:
        if test(item):
            return item
    return None


# ruff#6293, B023: a function of the program that only calls its argument.
def found(keys, items):
    return [find(items, lambda it: it.key == key) for key in keys]


def found_one_by_one(keys, items):
    result = []
    for key in keys:
        result.append(find(items, lambda it: it.key == key))
    return result


# ruff#7847, B023: builtins that call the function before they return.
def sorted_each(groups, weights):
    for name, group in groups.items():
        first = min(group, key=lambda it: weights[name][it])
        group.sort(key=lambda it: (it != first, weights[name][it]))
        yield sorted(group, key=lambda it: weights[name].get(it, first))


# pylint#5263, ruff#1686, W0640: consumed by `any`, `sum`, `join`, `list`.
def consumed(rows):
    for row in rows:
        if any(cell == row[0] for cell in row) and sum(1 for cell in row if cell is row) == 0:
            print(", ".join(f"{row}: {cell}" for cell in row))
        print(list(map(lambda it: it + row[0], row)))


# B023 in `re.sub` and `functools.reduce`.
def replaced(texts, table):
    for text in texts:
        names = table[text]
        text = re.sub(r"\w+", lambda match: names[match.group()], text)
        print(functools.reduce(lambda a, b: a + b + len(names), [1, 2], 0), text)


# pylint#9557, W0640: called in the turn that made it.
def called(items):
    for item in items:

        def double():
            return item * 2

        print(double(), (lambda: item)())


# bugbear#269, B023: the function is returned, so there is no next turn.
def first_handler(items):
    for item in items:
        if item:
            return lambda: item
    return None


# B023: the value is bound by a default.
def handlers(items):
    made = []
    for item in items:
        made.append(lambda item=item: item)
    return made


# ruff#15716, B023: the name in the comprehension is another variable.
def shadowed(xs):
    for x in xs:
        print(x)
    return [(lambda x: x + 1)(x) for x in xs]


# B023: awaited in the same turn.
async def awaited(urls, load):
    for url in urls:

        async def one():
            return await load(url)

        await one()
        await asyncio.wait_for(one(), 5)
