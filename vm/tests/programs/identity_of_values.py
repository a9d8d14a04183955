# Identity: which values exist once, and which operations return their argument.
import sys


def say(name, *found):
    print(name, *found)


def made(value):
    # The same value, made at run time.
    return type(value)(str(value)) if isinstance(value, int) else value


# Ints.
say("int -5", int("-5") is int("-5"), int("-6") is int("-6"))
say("int 256", int("256") is int("256"), int("257") is int("257"))
say("int of int", int(made(1000)) is int(made(1000)))
big = int("1000")
say("int(i)", int(big) is big, +big is big, big + 0 is big, big * 1 is big, big | 0 is big, -(-big) is big)
say("abs", abs(big) is big, round(big) is big, big.__index__() is big, big.__int__() is big, big.conjugate() is big)
say("real", big.real is big, big.numerator is big, big.__trunc__() is big, big.__floor__() is big)
say("bool", int(True) is True, int(True) is 1, True + 0 is 1, (not 0) is True, bool(big) is True, True & True is True)
say("small results", big - 999 is 1, big // 1000 is 1, big % 7 is 6, 10 ** 2 is 100, 1 << 8 is 256, big >> 9 is 1)
say("mul", big * 0 is 0, int("16") * int("16") is 256, int("16") * int("17") is 272)
say("shift", big << 0 is big, big >> 0 is big, big ** 1 is big, big // 1 is big)
say("min max", min(big, 5000) is big, max(big, 5) is big, sum([big]) is big)
say("divmod", divmod(1000, 7)[1] is 6, len(range(300)) is len(range(300)))
say("float to int", int(5.0) is 5, int(1000.0) is int(1000.0), round(5.2) is 5)
say("ord", ord("a") is 97, ord("\u1234") is ord("\u1234"))
say("hash", hash(5) is 5, hash("a") is hash("a"))


class I(int):
    pass


sub = I(1000)
say("subclass", int(sub) is sub, type(int(sub)) is int, type(+sub) is int, int(I(5)) is 5)

# Floats.
f = float("1.5")
say("float", float(f) is f, +f is f, f + 0.0 is f, f.real is f, f.conjugate() is f, float("1.5") is f, abs(f) is f)
say("float const", 0.0 is -0.0, float("nan") is float("nan"))


class F(float):
    pass


sub = F(1.5)
say("float sub", float(sub) is sub, type(float(sub)) is float, type(+sub) is float)
c = complex("1+2j")
say("complex", complex(c) is c, +c is c, c.conjugate() is c)

# Strings.
word = "".join(["hello", " ", "world"])
say("str(s)", str(word) is word, word[:] is word, word[0:] is word, word[0:99] is word, word[::1] is word, word[::-1][::-1] is word)
say("s ops", word + "" is word, "" + word is word, word * 1 is word, 1 * word is word, "%s" % word is word, f"{word}" is word)
say("s format", format(word) is word, format(word, "") is word, "{}".format(word) is word, "".join([word]) is word, "x".join([word]) is word)
say("s methods", word.strip() is word, word.lstrip() is word, word.replace("z", "y") is word, word.lower() is word, word.ljust(3) is word)
say("s more", word.center(2) is word, word.zfill(3) is word, word.rjust(3) is word, word.expandtabs() is word, word.translate({}) is word)
say("s prefix", word.removeprefix("zz") is word, word.removesuffix("zz") is word, word.split("z")[0] is word, word.rsplit("z")[0] is word)
say("s partition", word.partition("z")[0] is word, word.rpartition("z")[2] is word, word.splitlines()[0] is word, word.split()[0] is word)
say("s partition2", word.partition("z")[1] is "", "ab".partition("b")[2] is "")
say("str single", word[0] is "h", word[4] is word[7], chr(104) is "h", chr(255) is "\xff", chr(256) is chr(256))
say("single found", word.strip("hellowrd ") is "", "a".upper() is "A", "hello"[1:2] is "e", list("ab")[0] is "a", [x for x in "ab"][1] is "b")
say("empty", "" is str(), word[3:3] is "", word * 0 is "", "".join([]) is "", "ab".replace("ab", "") is "", "" is f"{''}")
say("two", "ab"[0:2] is "ab", ("a" + "b") is "ab", "".join(["a", "b"]) is "ab")


class S(str):
    pass


sub = S("hello")
say("str sub", str(sub) is sub, type(str(sub)) is str, sub[:] is sub, sub.strip() is sub, type(sub.strip()) is str, "".join([sub]) is sub)
say("str sub 2", sub * 1 is sub, sub + "" is sub, "%s" % sub is sub, f"{sub}" is sub, str(S("")) is "")
say("repr", repr(5) is "5", repr(5) is repr(5), str(5) is "5", str(None) is "None", str(True) is "True")
say("decode", b"a".decode() is "a", b"".decode() is "", b"ab".decode() is b"ab".decode(), str(b"", "utf8") is "")
say("intern", sys.intern(word) is word, sys.intern("".join(["hello", " world"])) is word, sys.intern("".join(["a", "b"])) is "ab")
say("interned?", "".join(["it", "em"]) is "item", sys.intern("".join(["it", "em"])) is "item", "a b" is "a b")
try:
    sys.intern(sub)
except TypeError as error:
    say("intern sub", error)

# Bytes.
b = bytes([104, 101, 108, 108, 111])
say("bytes", bytes(b) is b, b[:] is b, b + b"" is b, b"" + b is b, b * 1 is b, b"".join([b]) is b, b.strip() is b)
say("bytes methods", b.replace(b"z", b"y") is b, b.lower() is b, b.ljust(2) is b, b.zfill(2) is b, b.expandtabs() is b, b.translate(None) is b)
say("bytes one", bytes([104]) is b"h", b[0:1] is b"h", b[1:1] is b"", bytes() is b"", bytes(0) is b"", b * 0 is b"", bytes([255]) is bytes([255]))
say("bytes pre", b.removeprefix(b"x") is b, b.split(b"z")[0] is b, b.partition(b"z")[0] is b, b.rpartition(b"z")[2] is b, b.splitlines()[0] is b)
say("bytes index", b[0] is 104, b.__bytes__() is b, "".encode() is b"", "a".encode() is b"a")

# Tuples.
t = tuple([1, 2, 3])
say("tuple", tuple(t) is t, t[:] is t, t[0:] is t, t[0:3] is t, t + () is t, () + t is t, t * 1 is t, 1 * t is t)
say("tuple empty", () is tuple(), () is tuple([]), t[0:0] is (), t * 0 is (), t[3:] is (), () + () is (), tuple(x for x in ()) is ())


class T(tuple):
    pass


sub = T((1, 2))
say("tuple sub", tuple(sub) is sub, sub[:] is sub, type(sub[:]) is tuple, sub + () is sub, sub * 1 is sub, T() is T(), tuple(T()) is ())
args = (lambda *a: a)(*t)
say("star", args is t, (lambda *a: a)() is (), (*t,) is t)

# Frozensets and ranges, slices.
fs = frozenset([1, 2])
say("frozenset", frozenset(fs) is fs, frozenset() is frozenset(), frozenset([]) is frozenset(()), fs.copy() is fs, fs | set() is fs, fs & fs is fs, fs - set() is fs)
say("frozenset2", fs.union() is fs, fs.difference() is fs, fs.intersection() is fs, frozenset(set()) is frozenset())
r = range(5)
say("range", r[:] is r, range(5) is range(5), iter(r) is iter(r), r.start is 0, r.stop is 5)
m = memoryview(b"abc")
say("memoryview", m[:] is m, m.obj is b"abc")
