"""A parameter of which nothing is known gets a method call that makes it hold itself."""


class Node:
    def set(self, value):
        self.next = value


def work(given):
    given.set(given)
    return given


def main():
    work(Node())


# ring: instance Node:15
# FIXME not foreseen: it is not known which `set` is called.
