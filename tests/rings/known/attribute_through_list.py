"""A tree whose nodes know their parents."""


class Node:
    def __init__(self, parent=None):
        self.children = []
        self.parent = parent
        if parent is not None:
            parent.children.append(self)


def main():
    root = Node()
    Node(root)
    Node(root)


# ring: instance Node:13, instance Node:14, instance Node:15, list:6
