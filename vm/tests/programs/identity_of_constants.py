# Identity: constants of one compilation unit, of two, and of strings that look like names.
import sys


def say(name, *found):
    print(name, *found)


def one():
    return 1000, 1.5, "two words", (1, 2, "x"), b"bytes", frozenset, 3 + 4j


def two():
    return 1000, 1.5, "two words", (1, 2, "x"), b"bytes", frozenset, 3 + 4j


say("functions", *[p is q for p, q in zip(one(), two())])
say("again", *[p is q for p, q in zip(one(), one())])
a = 1000
b = 1000
say("module", a is b, 1000 is a, 500 + 500 is a, 10 * 100 is a)
x = "two words"
say("str module", x is one()[2], "two " + "words" is x, "two " "words" is x)
say("tuple module", (1, 2, "x") is one()[3], (1, 2, "x") is (1, 2, "x"))
say("float module", 1.5 is one()[1], 0.5 + 1.0 is one()[1], -1.5 is -1.5)
say("bytes module", b"bytes" is one()[4])
say("folded", "a" * 5 is "aaaaa", "a b" * 2 is "a ba b", (1,) * 3 is (1, 1, 1), 2 ** 10 is 1024)
say("folded long", "a" * 21 is "a" * 21, "a" * 5000 is "a" * 5000)
first, second = eval("1000"), eval("1000")
say("eval", first is second, first is 1000)
s1, s2 = eval("'two words'"), eval("'two words'")
say("eval str", s1 is s2, eval("'two_words'") is eval("'two_words'"), eval("'two_words'") is "two_words")
say("eval tuple", eval("(1, 2)") is eval("(1, 2)"), eval("()") is (), eval("(1, 'a')") is eval("(1, 'a')"))
say("eval in one", eval("[(1, 2), (1, 2)]")[0] is eval("[(1, 2), (1, 2)]")[1])
pair = eval("[(1, 2), (1, 2)]")
say("eval pair", pair[0] is pair[1])
say("in set", eval("'b' in {'a', 'b'}"), eval("[{1, 2} is {1, 2}]"))
ns = {}
exec("a = 1000\nb = 1000\ndef f(): return 1000\nc = f()", ns)
say("exec", ns["a"] is ns["b"], ns["a"] is ns["c"])
exec("d = 1000", ns)
say("exec twice", ns["a"] is ns["d"])
code = compile("x = (1, 2, 3); y = (1, 2, 3); z = 'abc def'; w = 'abc def'", "f", "exec")
say("consts", code.co_consts)
exec(code, ns)
say("exec code", ns["x"] is ns["y"], ns["z"] is ns["w"])
before = ns["x"]
exec(code, ns)
say("exec again", ns["x"] is before)


def nested():
    def inner():
        return 1000

    return inner() is 1000


say("nested", nested())


def default(value=1000):
    return value


say("default", default() is 1000, default() is default.__defaults__[0])


class K:
    number = 1000
    text = "two words"
    row = (1, 2, "x")


say("class", K.number is 1000, K.text is x, K.row is (1, 2, "x"))
say("lambda", (lambda: 1000)() is 1000, (lambda: (1, 2))() is (1, 2))
say("comprehension", [1000 for _ in (1,)][0] is 1000, [(1, 2) for _ in range(2)][0] is [(1, 2) for _ in range(2)][1])
say("names", "K" is K.__name__, "number" is [k for k in K.__dict__ if k == "number"][0])


class Attributes:
    def __init__(self):
        self.some_name = 1


held = Attributes()
say("attribute names", list(held.__dict__)[0] is "some_name", [n for n in dir(held) if n == "some_name"][0] is "some_name")
keys = dict(alpha=1, beta=2)
say("keyword names", list(keys)[0] is "alpha")
made = "".join(["dyn", "amic"])
setattr(held, made, 5)
say("setattr interns", list(held.__dict__)[-1] is made, list(held.__dict__)[-1] is "dynamic", sys.intern("dynamic") is made)
d = {}
k1 = "".join(["k", "ey"])
k2 = "".join(["k", "ey"])
d[k1] = 1
d[k2] = 2
say("dict key", list(d)[0] is k1, list(d)[0] is k2)
s = {1, True, 1.0}
say("set keeps first", [type(i).__name__ for i in s])
d = {1: "a", True: "b", 1.0: "c"}
say("dict keeps first", d)

# Functions, methods, classes.


class C:
    def m(self):
        pass

    @classmethod
    def c(cls):
        pass

    @staticmethod
    def s():
        pass

    @property
    def p(self):
        return self


o = C()
say("bound", o.m is o.m, o.m == o.m, id(o.m) == id(o.m), C.m is C.m, C.c is C.c, C.s is C.s, C.p is C.p, o.p is o)
m = o.m
say("parts", m.__self__ is o, m.__func__ is C.__dict__["m"], C.c.__self__ is C)
say("dict views", o.__dict__ is o.__dict__, C.__dict__ is C.__dict__, vars(o) is o.__dict__)
say("mro", C.__mro__ is C.__mro__, C.__bases__ is C.__bases__, C.mro() is C.mro(), C.__name__ is "C")
say("builtin", len is len, [].append is [].append, "".join is "".join, list.append is list.append)
say("types", type(None) is type(None), type(...) is type(Ellipsis), type(1) is int, type(o.m) is type([].append))
say("func", one.__code__ is one.__code__, one.__globals__ is globals(), one.__dict__ is one.__dict__, one.__defaults__ is None)
say("none", None is None, (lambda: None)() is None, NotImplemented is NotImplemented, ... is ...)

row = [1]
say("shallow", list([row])[0] is row, [*[row]][0] is row, ([row] * 2)[0] is row)

# Containers hand out what they hold.
o = object()
say("holds", [o][0] is o, (o,)[0] is o, {o: o}[o] is o, next(iter({o})) is o, list({1: o}.values())[0] is o, [o].pop() is o)
say("max", max([o], key=id) is o, sorted([o])[0] is o, list(reversed([o]))[0] is o, next(zip([o]))[0] is o, next(map(lambda v: v, [o])) is o)
say("dict get", {}.get(1, o) is o, {}.setdefault(1, o) is o, {1: o}.pop(1) is o, getattr(o, "no", o) is o, next(iter([]), o) is o)
say("or", (o or 1) is o, (None or o) is o, (0 and o) is 0, (o if o else 1) is o)
pairs = zip([1], [2])
say("iter", iter(pairs) is pairs, iter(iter([])) is iter([]))
