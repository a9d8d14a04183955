"""A tree whose nodes know their parents weakly: no ring."""

import weakref


class Node:
    def __init__(self, parent=None):
        self.children = []
        self.parent = parent and weakref.ref(parent)
        if parent is not None:
            parent.children.append(self)


def main():
    root = Node()
    Node(root)


# no ring
