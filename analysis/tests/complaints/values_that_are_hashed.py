"""`__eq__` and `__hash__` that belong together: PLW1641, W1641."""

from dataclasses import dataclass


# ruff#18905, PLW1641: the decorator writes the hash.
@dataclass(frozen=True)
class Point:
    x: int
    y: int


@dataclass(eq=True, unsafe_hash=True)
class Name:
    text: str


points = {Point(1, 2): Name("a")}


# ruff#20821, PLW1641: said to be unhashable.
class Buffer:
    __hash__ = None

    def __eq__(self, other):
        return isinstance(other, Buffer)


class Key:
    def __init__(self, text):
        self.text = text

    def __eq__(self, other):
        return isinstance(other, Key) and self.text == other.text

    def __hash__(self):
        return hash(self.text)


# PLW1641: the base has both.
class Special(Key):
    def __eq__(self, other):
        return super().__eq__(other)

    __hash__ = Key.__hash__
