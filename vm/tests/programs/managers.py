# A context manager that sends what is printed elsewhere, closures, generators, exceptions.
import sys


class Redirected:
    def __init__(self):
        self.lines = []

    def __enter__(self):
        self.write, sys.stdout = sys.stdout, self
        return self

    def __exit__(self, kind, error, traceback):
        sys.stdout = self.write
        return kind is ValueError

    def flush(self):
        pass


class Kept(Redirected):
    def __enter__(self):
        self.old = sys.stdout
        sys.stdout = Writer(self.lines)
        return self

    def __exit__(self, kind, error, traceback):
        sys.stdout = self.old
        return kind is ValueError


class Writer:
    def __init__(self, lines):
        self.lines = lines

    def write(self, text):
        self.lines.append(text)


with Kept() as kept:
    print("hidden", 1)
    raise ValueError("swallowed")
print(kept.lines)


def counter():
    count = 0

    def step():
        nonlocal count
        count += 1
        return count

    return step


step = counter()
print(step(), step(), counter()())
print([f() for f in [lambda: i for i in range(3)]], [f() for f in [lambda i=i: i for i in range(3)]])


def delegating():
    got = yield from inner()
    print("inner returned", got)


def inner():
    try:
        received = yield 1
        print("received", received)
        yield 2
    finally:
        print("inner ends")
    return "value"


generator = delegating()
print(next(generator), generator.send("sent"))
try:
    next(generator)
except StopIteration:
    print("done")


def failing():
    try:
        1 / 0
    except ZeroDivisionError as error:
        raise KeyError("outer") from error


try:
    failing()
except KeyError as error:
    print(repr(error), repr(error.__cause__), error.__suppress_context__)
try:
    raise ExceptionGroup("several", [ValueError(1), TypeError(2), KeyError(3)])
except* (ValueError, KeyError) as group:
    print(group.exceptions)
except* TypeError as group:
    print(repr(group))


async def waits(values):
    async def numbers():
        for value in values:
            yield value

    return [value async for value in numbers()]


coroutine = waits([1, 2, 3])
try:
    coroutine.send(None)
except StopIteration as stop:
    print(stop.value)
