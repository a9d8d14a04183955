"""Rings that are taken apart in time: none is left."""


class Node:
    pass


def main():
    first, second = Node(), Node()
    first.other, second.other = second, first
    first.other = None
    third = Node()
    third.items = [third]
    third.items.clear()
    fourth = Node()
    fourth.own = fourth
    del fourth.own


# no ring
