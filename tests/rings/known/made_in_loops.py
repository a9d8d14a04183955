"""Objects that loops make keep each other: which of them is which, nobody knows."""


class Node:
    def __init__(self, parent=None):
        self.handlers = []
        if parent is not None:
            parent.handlers.append(self)


def main():
    for _ in range(2):
        outer = Node()
        for _ in range(2):
            inner = Node(outer)
        inner.handlers.append(outer)


# ring: instance Node:13, instance Node:15, list:6
# FIXME not foreseen: what an object made in a loop holds is not known.
