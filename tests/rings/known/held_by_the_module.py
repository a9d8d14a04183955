"""What the module's definitions hold is not garbage; what its variables hold is, at its end."""


class Node:
    all = []

    def __init__(self):
        self.own = self


LAST = []


def main():
    Node.all.append(Node())
    LAST.append(Node())


# ring: instance Node:16
