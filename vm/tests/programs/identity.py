# Which objects are one.
a = b = 10
print(a is b, id(a) == id(b))
x = int("1000")
y = int("1000")
print(x is y, x == y)
small = [int("256"), int("256"), int("-5"), int("-5")]
print(small[0] is small[1], small[2] is small[3])
print(len({id(None) for _ in range(500)}))
print(() is tuple(), "" is str(), b"" is bytes(), frozenset() is frozenset())
t = (1, 2)
print(tuple(t) is t, t[:] is t, list(t) is t)
s = "abc def"
print(str(s) is s, s[:] is s, s[0] is "a", (s + "") is s)


def constants():
    return 1000, "two words", 1.5


def others():
    return 1000, "two words", 1.5


print([p is q for p, q in zip(constants(), others())])


class Thing:
    def method(self):
        pass


thing = Thing()
print(thing.method is thing.method, Thing.method is Thing.method, thing.method == thing.method)
print(True is (1 == 1), NotImplemented is NotImplemented, ... is Ellipsis)
