# Who dies when.
import gc
import sys


class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("dies:", self.name)


one = Loud("one")
two = one
print(sys.getrefcount(one))
del one
print("still there")
del two
row = [Loud("first"), Loud("second"), Loud("third")]
del row
table = {"a": Loud("a"), "b": Loud("b")}
table["a"] = None
table.clear()


def scope():
    x = Loud("x")
    y = Loud("y")
    print("leaving", x.name, y.name)


scope()


class Node:
    def __init__(self, name):
        self.name = name
        self.other = None

    def __del__(self):
        print("collected:", self.name)


p, q = Node("p"), Node("q")
p.other, q.other = q, p
del p, q
print("nothing yet")
print(gc.collect())


class Lazarus:
    def __del__(self):
        global saved
        saved = self


Lazarus()
print(type(saved).__name__)
del saved
print("once only")
