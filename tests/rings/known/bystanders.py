"""Rings that what stands beside them must not hide: exceptions that are given objects, a set that
others are taken out of, functions that a comprehension makes, a dict that is given itself by name."""


class Node:
    def __init__(self):
        self.items = []

    def attempt(self):
        try:
            raise ValueError(self)
        except ValueError as error:
            self.error = str(error)


def named(table):
    table.update(key=table)


def main():
    first = Node()
    first.attempt()
    first.items.append(first)
    second = Node()
    box = {second}
    second.items.append(box)
    box.discard(first)
    third = Node()
    third.link = [lambda: it for it in [third]][0]
    named({})


# ring: cell, function main.<locals>.<lambda>:29, instance Node:28
# ring: dict:30
# ring: instance Node:21, list:7
# ring: instance Node:24, list:7, set:25
