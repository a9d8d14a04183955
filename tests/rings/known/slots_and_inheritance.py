"""Slots hold as well as dictionaries do; so do attributes that a base class sets."""


class Base:
    __slots__ = ("owner",)

    def __init__(self, owner):
        self.owner = owner


class Part(Base):
    __slots__ = ()


class Whole:
    def __init__(self):
        self.part = Part(self)


def main():
    Whole()


# ring: instance Part:17, instance Whole:21
