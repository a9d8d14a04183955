"""Makes calls of operations on random values and prints each with what came of it.

    python3.13 values.py GROUP SEED COUNT > recorded/values/GROUP.jsonl

A line is `["operation", [arguments], answer]`; `values/value.rs` reads it. Needs PYTHONHASHSEED=0.
"""

import json
import math
import operator
import random
import struct
import sys


class Raised:
    """An exception, as the last line of a traceback shows it."""

    def __init__(self, error):
        text = str(error)
        name = type(error).__name__
        if isinstance(error, OverflowError) and len(error.args) == 2:
            text = str(error.args)
        if name == "KeyError":
            text = error.args[0]
        self.text = f"{name}: {text}" if text else name


def encoded(value):
    match value:
        case None | bool():
            return value
        case Raised():
            return {"e": value.text}
        case int():
            return value if abs(value) < 2**63 else {"i": f"{value:x}"}
        case float():
            return {"f": bits(value)}
        case complex():
            return {"z": [bits(value.real), bits(value.imag)]}
        case str():
            if any(0xD800 <= ord(it) < 0xE000 for it in value):
                return {"c": [ord(it) for it in value]}
            return value
        case bytes() | bytearray():
            return {"b": value.hex()}
        case list() | tuple():
            return [encoded(it) for it in value]
    raise TypeError(value)


def bits(value):
    return struct.pack(">d", value).hex()


def call(name, function, *arguments):
    try:
        answer = function(*arguments)
    except Exception as error:
        answer = Raised(error)
    print(json.dumps([name, [encoded(it) for it in arguments], encoded(answer)]))


INTS = [0, 1, -1, 2, -2, 3, 7, 10, 255, 256, -256, 2**30 - 1, 2**30, 2**31, 2**53, 2**53 + 1]
INTS += [2**60, 2**61 - 1, 2**61, 2**62, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64, -(2**64)]
INTS += [10**18, 10**19, 10**30, 3**100, -(7**60), 2**127, 2**1023, 2**1024 - 2**970, 2**1024]


def an_int(most=200):
    kind = random.randrange(6)
    if kind == 0:
        return random.choice(INTS)
    if kind == 1:
        return random.randrange(-20, 21)
    value = random.getrandbits(random.randrange(1, most))
    return -value if random.random() < 0.4 else value


def int_text(digits="0123456789"):
    text = "".join(random.choice(digits) for _ in range(random.choice([0, 1, 2, 5, 30])))
    if random.random() < 0.3:
        at = random.randrange(len(text) + 1)
        text = text[:at] + random.choice(["_", "__", "x", " ", ".", "-"]) + text[at:]
    prefix = random.choice(["", "", "", "", "0x", "0B", "0o", "0", "0x_", "00"])
    text = random.choice(["", "", "", "-", "+", "--"]) + prefix + text
    return random.choice(["", "", " ", "\t\n"]) + text + random.choice(["", "", "", " ", "\x0b\x1c"])


def ints(count):
    two = {
        "add": operator.add,
        "sub": operator.sub,
        "mul": operator.mul,
        "floor_div": operator.floordiv,
        "mod": operator.mod,
        "divmod": divmod,
        "and": operator.and_,
        "or": operator.or_,
        "xor": operator.xor,
        "lt": operator.lt,
        "eq": operator.eq,
        "true_div": operator.truediv,
        "gcd": math.gcd,
        "lcm": math.lcm,
    }
    one = {
        "neg": operator.neg,
        "abs": abs,
        "invert": operator.invert,
        "hash": hash,
        "sizeof": sys.getsizeof,
        "bit_length": int.bit_length,
        "bit_count": int.bit_count,
        "float": float,
        "str": str,
        "hex": lambda it: f"{it:x}",
        "oct": lambda it: f"{it:o}",
        "bin": lambda it: f"{it:b}",
        "isqrt": math.isqrt,
    }
    for _ in range(count):
        for name, function in two.items():
            call(name, function, an_int(), an_int())
        call("true_div", operator.truediv, an_int(2200), an_int(2200))
        for name, function in one.items():
            call(name, function, an_int())
        call("float", float, an_int(1100))
        call("from_f64", int, a_float())
        call("lshift", operator.lshift, an_int(), random.randrange(-2, 200))
        call("rshift", operator.rshift, an_int(), random.choice([0, 1, 63, 64, 65, 300, -1, 2**70]))
        call("pow", pow, an_int(80), random.randrange(0, 40))
        call("pow", pow, random.choice([0, 1, -1, 2, -2, 4, -8, 10**400]), random.randrange(-9, 99))
        call("pow", pow, an_int(), random.randrange(-9, 0))
        call("pow_mod", pow, an_int(), an_int(), an_int())
        call("cmp_f64", lambda a, b: None if b != b else (a > b) - (a < b), an_int(70), a_float())
        call("cmp_f64", lambda a, b: (a > b) - (a < b), random.randrange(-9, 9), random.randrange(-9, 9) + 0.5)
        call("round", round, an_int(), random.randrange(-30, 3))
        call("round", round, random.choice([5, 15, 25, -5, -15, 250, 350, 10**20 // 2]), -1)
        call("factorial", math.factorial, random.randrange(-1, 300))
        call("comb", math.comb, random.randrange(-1, 200), random.randrange(-1, 200))
        call("comb", math.comb, 2**70, random.randrange(0, 9))
        call("perm", math.perm, random.randrange(-1, 200), random.randrange(-1, 200))
        call("perm", math.perm, 2**70, random.randrange(0, 9))
        length = random.choice([0, 1, 2, 4, 8, 9, 30])
        signed = random.random() < 0.5
        order = random.choice(["big", "little"])
        to_bytes = lambda a, n, order, signed: a.to_bytes(n, order, signed=signed)
        call("to_bytes", to_bytes, random.choice([an_int(), an_int(9), an_int(17)]), length, order, signed)
        base = random.choice([0, 0, 2, 8, 10, 10, 10, 16, 36, 7])
        digits = random.choice(["0123456789", "01", "0123456789abcdefABCDEF", "0000"])
        call("int_parse", int, int_text(digits), base)
    call("int_parse", int, "1" * 4301, 10)
    call("int_parse", int, "1" * 4300, 10)
    call("int_parse", int, "1" * 5000, 16)
    call("str", str, 10**4300)
    call("str", str, 10**4300 - 1)
    call("str", str, -(10**4300))
    call("str", str, 1 - 10**4300)
    call("factorial", math.factorial, 2**63)
    call("perm", math.perm, 2**70, 2**64)
    call("comb", math.comb, 2**90, 2**64)


FLOATS = [0.0, -0.0, 1.0, -1.0, 0.5, 1.5, 2.5, -2.5, 0.1, 1e16, 1e15, 1e22, 1e-4, 1e-5, 123456789.125]
FLOATS += [5e-324, 2.2250738585072014e-308, 2.225073858507201e-308, 1.7976931348623157e308, 1e308]
FLOATS += [math.inf, -math.inf, math.nan, 2.0**53, 2.0**63, -(2.0**63), 2.0**64, 1e300, 1e-300]


def a_float():
    kind = random.randrange(7)
    if kind == 0:
        return random.choice(FLOATS)
    if kind == 1:
        return float(random.randrange(-100, 100))
    if kind == 2:
        return random.randrange(-1000, 1000) / 8
    if kind == 3:
        return struct.unpack("d", random.randbytes(8))[0]
    if kind == 4:
        return round(random.uniform(-1000, 1000), random.randrange(5))
    return random.choice([-1, 1]) * random.random() * 10.0 ** random.randrange(-30, 30)


def float_text():
    digits = lambda: "".join(random.choices("0123456789", k=random.choice([0, 1, 1, 3, 20])))
    text = random.choice([digits(), digits() + "." + digits(), "inf", "Infinity", "nan", "INF", "infin"])
    text += random.choice(["", "", "e5", "E-7", "e+400", "e", "e-400", "e1_0"])
    if random.random() < 0.2:
        at = random.randrange(len(text) + 1)
        text = text[:at] + random.choice(["_", "__", " ", "x", "0"]) + text[at:]
    return random.choice(["", "", "-", "+", "+-"]) + text


def hex_text():
    digits = lambda: "".join(random.choices("0123456789abcdefF", k=random.choice([0, 1, 1, 3, 20])))
    text = random.choice([digits(), digits() + "." + digits(), "inf", "nan", "1." + "0" * 13 + "8"])
    text += random.choice(["", "", "p5", "P-7", "p+1023", "p", "p-1074", "p-1080", "p1024", "p-1030"])
    text += random.choice(["", "", "", " ", "p", "g"])
    return random.choice(["", "", "-", "+", " "]) + random.choice(["0x", "", "0X"]) + text


def a_complex():
    return complex(a_float(), random.choice([a_float(), 0.0, 1.0, -0.0]))


def silent(function):
    """None instead of a ValueError, whose message is about the text."""

    def try_it(text):
        try:
            return function(text)
        except ValueError:
            return None

    return try_it


def floats(count):
    two = {
        "true_div": operator.truediv,
        "floor_div": operator.floordiv,
        "mod": operator.mod,
        "divmod": divmod,
        "pow": pow,
    }
    one = {
        "repr": repr,
        "hex": float.hex,
        "hash": lambda it: None if it != it else hash(it),
        "ratio": float.as_integer_ratio,
        "is_integer": float.is_integer,
        "round_to_int": round,
    }
    for _ in range(count):
        for name, function in two.items():
            call(name, function, a_float(), a_float())
            call(name, function, random.choice(FLOATS), random.choice(FLOATS))
        for name, function in one.items():
            call(name, function, a_float())
        call("round", round, a_float(), random.randrange(-20, 20))
        call("round", round, random.randrange(-9999, 9999) / 8, random.randrange(-4, 4))
        call("round", round, random.choice(FLOATS), random.randrange(-330, 340))
        call("float_parse", silent(float), float_text())
        call("fromhex", float.fromhex, hex_text())
        text = float_text() + random.choice(["", "+", "-"]) + float_text() + random.choice("jJj ")
        text = random.choice([text, float_text() + "j", "j", f"({text})", f" ( {text} ) ", "+j", "1-j"])
        if "_" not in text:
            call("complex_parse", complex, text)
        call("add", operator.add, a_complex(), a_complex())
        call("sub", operator.sub, a_complex(), a_complex())
        call("mul", operator.mul, a_complex(), a_complex())
        call("true_div", operator.truediv, a_complex(), a_complex())
        call("pow", pow, a_complex(), a_complex())
        call("pow", pow, a_complex(), complex(random.randrange(-120, 120)))
        call("repr", repr, a_complex())
        call("abs", abs, a_complex())
        value = complex(random.randrange(-99, 99) / 4, random.randrange(-99, 99) / 4)
        call("hash", hash, value)


ALPHABETS = [
    "ab",
    "ab ",
    "aB1_-+",
    "ab \t\n\r\x0b\x0c\x1c\x1e\x85\xa0\u2028\u3000",
    "abéß\xb5\xff\xb2\xbd'\"\\",
    "ab€Σσςʹ.Ǆǅǆŉΐİıﬀ٣",
    "aΑΣ'·\u0345\u0300",
    "ab😀𐐀𐐨𝟗𞥃\U000e0001",
    "a\ud800\udfff\uffff",
    "aeiou AEIOU xyz",
    "\x00\x7f\n\t'",
]


def a_str(most=12):
    if random.random() < 0.1:
        # CPython's `namereplace` shows names of aliases for private characters.
        return "".join(chr(random.randrange(0xF0000)) for _ in range(random.randrange(5)))
    alphabet = random.choice(ALPHABETS)
    if random.random() < 0.2:
        alphabet = "ab" + random.choice(random.choice(ALPHABETS))
    return "".join(random.choices(alphabet, k=random.choice([0, 1, 2, 3, random.randrange(1, most)])))


def part_of(text):
    """Something that often stands in `text`."""
    if not text or random.random() < 0.15:
        return a_str(4)
    start = random.randrange(len(text))
    return text[start : start + random.choice([1, 1, 2, 3])]


def bound(text):
    most = len(text) + 2
    return random.choice([0, 0, 0, random.randrange(-most, most + 1)])


def end_bound(text):
    return random.choice([2**63 - 1, 2**63 - 1, bound(text)])


def found(function):
    """None instead of -1."""
    return lambda *arguments: None if (at := function(*arguments)) == -1 else at


def outer(function):
    """The first and last of three parts, None where the separator is not there."""
    return lambda text, part: [it[0], it[2]] if (it := function(text, part))[1] else None


def strs(count):
    none = [
        str.lower, str.upper, str.title, str.capitalize, str.swapcase, str.casefold, str.isalpha,
        str.isdecimal, str.isdigit, str.isnumeric, str.isalnum, str.isspace, str.isprintable,
        str.isidentifier, str.islower, str.isupper, str.istitle, str.isascii, hash, repr, ascii,
    ]  # fmt: skip
    for _ in range(count):
        for function in none:
            call(function.__name__, function, a_str())
            call(function.__name__, function, a_str(40))
        call("sizeof", sys.getsizeof, a_str() + random.choice("abc€😀"))
        for function in (found(str.find), found(str.rfind), str.count, str.startswith, str.endswith):
            for most in (12, 60, 200):
                text = a_str(most)
                name = getattr(function, "__name__")
                if name == "<lambda>":
                    name = function.__closure__[0].cell_contents.__name__
                call(name, function, text, part_of(text), bound(text), end_bound(text))
        text = a_str(20)
        call("contains", operator.contains, text, part_of(text))
        call("concat", operator.add, a_str(), a_str())
        call("repeat", operator.mul, a_str(5), random.randrange(-1, 6))
        cut = lambda text, start, stop, step: text[start:stop:step]
        step = random.choice([1, 1, 1, -1, 2, -2, 3, -5, 2**63 - 1, -(2**63) + 1])
        ends = [None, 0, 1, -1, 3, -3, 100, -100, 2**62, -(2**62)]
        call("slice", cut, text, random.choice(ends), random.choice(ends), step)
        call("join", str.join, a_str(4), [a_str(4) for _ in range(random.randrange(5))])
        text = a_str(random.choice([12, 100]))
        separator = part_of(text) or "a"
        limit = random.choice([-1, -1, 0, 1, 2, 5])
        call("split", str.split, text, separator, limit)
        call("rsplit", str.rsplit, text, separator, limit)
        call("split_space", lambda text, limit: text.split(None, limit), text, limit)
        call("rsplit_space", lambda text, limit: text.rsplit(None, limit), text, limit)
        call("splitlines", str.splitlines, text, random.random() < 0.5)
        call("splitlines", str.splitlines, "".join(random.choices("a\n\r\r\n\x1d\u2029", k=9)), True)
        call("partition", outer(str.partition), text, separator)
        call("rpartition", outer(str.rpartition), text, separator)
        for function in (str.strip, str.lstrip, str.rstrip):
            call(function.__name__, function, text, a_str(4))
            call(function.__name__ + "_space", function, random.choice([text, f" \x85{text}\t \u2000"]))
        call("replace", str.replace, text, part_of(text), a_str(3), random.choice([-1, -1, 0, 1, 2]))
        table = {}
        for _ in range(random.randrange(4)):
            table[ord(random.choice(text or "a"))] = random.choice([None, a_str(3), 0x41, 0xE9, 0x1F600])
        listed = [it for row in table.items() for it in row]
        call("translate", lambda text, listed: text.translate(table), text, listed)
        for function in (str.center, str.ljust, str.rjust):
            call(function.__name__, function, a_str(), random.randrange(-1, 20), random.choice(" *€é😀"))
        call("zfill", str.zfill, random.choice(["", "-", "+"]) + a_str(4), random.randrange(-1, 12))
        text = "".join(random.choices("ab\t\t\n\ré€", k=random.randrange(12)))
        call("expandtabs", str.expandtabs, text, random.choice([8, 4, 1, 0, -1, 3]))
        call("lt", operator.lt, a_str(), a_str())
        call("eq", operator.eq, a_str(3), a_str(3))


def a_bytes(most=12):
    if random.random() < 0.2:
        return random.randbytes(random.randrange(5))
    return "".join(it for it in a_str(most) if it < "\u0100").encode("latin-1")


def byteses(count):
    none = [
        bytes.lower, bytes.upper, bytes.title, bytes.capitalize, bytes.swapcase, bytes.isalpha,
        bytes.isspace, bytes.islower, bytes.isupper, bytes.istitle, hash, repr,
    ]  # fmt: skip
    part = lambda text: part_of(text.decode("latin-1")).encode("latin-1", "ignore")
    for _ in range(count):
        for function in none:
            call(function.__name__, function, a_bytes())
        for function in (found(bytes.find), found(bytes.rfind), bytes.count, bytes.startswith, bytes.endswith):
            text = a_bytes(random.choice([12, 200]))
            name = function.__name__
            if name == "<lambda>":
                name = function.__closure__[0].cell_contents.__name__
            call(name, function, text, part(text), bound(text), end_bound(text))
        text = a_bytes(random.choice([12, 100]))
        separator = part(text) or b"a"
        limit = random.choice([-1, -1, 0, 1, 2, 5])
        call("split", bytes.split, text, separator, limit)
        call("rsplit", bytes.rsplit, text, separator, limit)
        call("split_space", lambda text, limit: text.split(None, limit), text, limit)
        call("rsplit_space", lambda text, limit: text.rsplit(None, limit), text, limit)
        call("splitlines", bytes.splitlines, text, random.random() < 0.5)
        for function in (bytes.strip, bytes.lstrip, bytes.rstrip):
            call(function.__name__, function, text, a_bytes(4))
        call("strip_space", bytes.strip, b" \x0b" + text + b"\x1c\t")
        call("replace", bytes.replace, text, part(text), a_bytes(3), random.choice([-1, 0, 1, 2]))
        source = part(text)
        target = random.randbytes(len(source))
        translate = lambda text, a, b, deleted: text.translate(bytes.maketrans(a, b), deleted)
        call("translate", translate, text, source, target, a_bytes(2))
        call("center", lambda text, width: text.center(width, b"*"), a_bytes(), random.randrange(-1, 20))
        sign = random.choice([b"", b"-", b"+"])
        call("zfill", bytes.zfill, sign + a_bytes(4), random.randrange(-1, 12))
        call("expandtabs", bytes.expandtabs, a_bytes(), random.choice([8, 4, 1, 0, -1, 3]))
        call("hex", lambda text, group: text.hex(":", group), a_bytes(), random.randrange(-4, 5))
        call("join", bytes.join, a_bytes(4), [a_bytes(4) for _ in range(random.randrange(5))])
        text = "".join(random.choices("09afA \t", k=random.randrange(9))) + random.choice(["", "", "", "é", "g"])
        call("fromhex", bytes.fromhex, text)


UTF8 = [b"a", b"\xc3\xa9", b"\xe2\x82\xac", b"\xf0\x9f\x98\x80", b"\xed\xa0\x80", b"\xc0\x80"]
UTF8 += [b"\xe0\x80\x80", b"\xf4\x90\x80\x80", b"\xf8", b"\x80", b"\xe2\x82", b"\xf0\x9f\x98", b"\xed"]
ESCAPES = [b"\\", b"x", b"u", b"U", b"00e9", b"0000", b"N", b"{", b"BULLET", b"latin small letter a"]
ESCAPES += [b"}", b"n", b"12", b"777", b"\n", b"\xe9", b"\\u20ac", b"\\N{BULLET}", b"\\x4", b"0011"]
CODECS = ["utf-8", "ascii", "latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"]
CODECS += ["utf-32-be", "unicode_escape", "raw_unicode_escape"]
HANDLERS = ["strict", "ignore", "replace", "surrogateescape", "surrogatepass", "backslashreplace"]
HANDLERS += ["xmlcharrefreplace", "namereplace"]


def encoded_bytes(codec):
    if random.random() < 0.3:
        return a_str().encode(codec, "ignore")
    match codec.partition("-")[2][:2], codec:
        case ["8", _]:
            return b"".join(random.choices(UTF8, k=random.randrange(4)))
        case ["16", _]:
            units = [0x61, 0xE9, 0x20AC, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xFEFF, 0xFFFE]
            data = b"".join(random.choice(units).to_bytes(2, "little") for _ in range(random.randrange(4)))
            return data + random.choice([b"", b"", b"\xd8", b"\0"])
        case ["32", _]:
            units = [0x61, 0xE9, 0x20AC, 0xD800, 0x1F600, 0x110000, 0xFEFF, 0xFFFE0000, 0x61000000]
            data = b"".join(random.choice(units).to_bytes(4, "little") for _ in range(random.randrange(4)))
            return data + random.choice([b"", b"", b"\xd8", b"\0\0\0"])
        case [_, "unicode_escape" | "raw_unicode_escape"]:
            return b"".join(random.choices(ESCAPES, k=random.randrange(6)))
    return a_bytes()


def codecses(count):
    import codecs
    import warnings

    warnings.simplefilter("ignore")
    for _ in range(count):
        for codec in CODECS:
            for _ in range(3):
                handler = random.choice(HANDLERS)
                call("encode", str.encode, a_str() + random.choice(["", "\udc80é", "\ud800"]), codec, handler)
                handler = random.choice(HANDLERS)
                call("decode", bytes.decode, encoded_bytes(codec), codec, handler)
            if codec not in ("ascii", "latin-1"):
                part = getattr(codecs, codec.replace("-", "_") + "_decode")
                decode_part = lambda data, codec, handler: part(data, handler, False)
                call("decode_part", decode_part, encoded_bytes(codec), codec, random.choice(HANDLERS[:3]))


def a_spec(kinds):
    fill = random.choice(["", "", "", "<", ">", "^", "=", "*<", "é^", "0=", "0>", "x=", "😀>"])
    spec = fill + random.choice(["", "", "", "+", "-", " "]) + random.choice(["", "", "", "z"])
    spec += random.choice(["", "", "#"]) + random.choice(["", "", "0"])
    spec += random.choice(["", "", "1", "5", "12", "30", "٣"]) + random.choice(["", "", "", ",", "_"])
    spec += random.choice(["", "", ".0", ".1", ".3", ".10", ".20"])
    spec += random.choice([*kinds, *kinds, "", "", "q", "é", "dd"])
    if random.random() < 0.05:
        spec += random.choice(["_", ".", "x1", " ", "\x01", "9" * 25])
    return spec


def a_percent(kinds):
    spec = "%" + "".join(random.choices("-+ #0", k=random.choice([0, 0, 0, 1, 2])))
    spec += random.choice(["", "", "", "1", "5", "12", "25"])
    spec += random.choice(["", "", "", ".", ".0", ".1", ".3", ".12"])
    return spec + random.choice(["", "", "", "", "l", "h"]) + random.choice(kinds)


def formats(count):
    import _string

    def names(text):
        first, rest = _string.formatter_field_name_split(text)
        return first, list(rest)

    percent = lambda text, arguments: text % tuple(arguments)
    for _ in range(count):
        call("format", format, an_int(), a_spec("bcdoxXneEfFgG%"))
        spec = a_spec("bcdoxXns")
        call("format", format, random.choice([an_int(), 65, bool(spec)]), spec)
        for _ in range(4):
            call("format", format, a_float(), a_spec("eEfFgGn%"))
            call("format", format, a_float(), random.choice(["", "+", "020,", "030_", "#"]) + random.choice(["", ".2f", ".3e", "g", ".0f", ".8", ".17g"]))
        call("format", format, a_complex(), a_spec("eEfFgGn"))
        call("format", format, a_complex(), random.choice(["", "+", ">30", "*^40", "#"]) + random.choice(["", ".2f", ".3e", "g", ".8"]))
        call("format", format, a_str(), a_spec("s"))
        call("format", format, a_str(), random.choice(["", "<", "*>", "^", "é^"]) + random.choice(["", "3", "10", "10.2", ".3s"]))
        call("percent", percent, a_percent("diuoxX"), [an_int()])
        call("percent", percent, a_percent("di"), [a_float()])
        call("percent", percent, a_percent("eEfFgG"), [a_float()])
        call("percent", percent, a_percent("eEfFgG"), [an_int(90)])
        call("percent", percent, a_percent("sra"), [a_str()])
        call("percent", percent, a_percent("c"), [random.choice("aé€😀")])
        text = "a" + a_percent("ds"[:1]) + random.choice(["%%", "%5%", "%", "%(", "%(a)s", "b%q", "%é", "%*d", "%.*d", "%-*.*d", ""])
        call("percent", percent, text, [an_int(20), *random.choice([[], [5], [-7], [9, 3], [-9, -3, 4], ["a", 1]])])
        text = "".join(random.choices(["a", "{", "}", "{{", "}}", "{0}", "{a.b[c]!r:>{w}}", "!", ":", "[", "]", "{!s}", "{:é}"], k=random.randrange(5)))
        call("markup", lambda text: list(_string.formatter_parser(text)), text)
        text = "".join(random.choices(["a", "0", "12", ".", "[", "]", ".b", "[c]", "[1]", "é", "٣", "9" * 20], k=random.randrange(5)))
        call("field_name", names, text)


def maths(count):
    one = "acos acosh asin asinh atan atanh cbrt cos cosh erf erfc exp exp2 expm1 fabs log1p sin sinh"
    one += " sqrt tan tanh degrees radians gamma lgamma ulp log log2 log10 frexp modf"
    small = lambda: random.choice([random.uniform(-1, 1), random.uniform(-4, 4), random.randrange(-9, 9) / 2])
    hypot = lambda values: math.hypot(*values)
    finite = lambda: random.choice([small(), small() * 10.0 ** random.randrange(-20, 20)])

    def generated(seed, sizes):
        generator = random.Random(seed)
        return [*map(generator.getrandbits, sizes), generator.random()]

    for _ in range(count):
        for name in one.split():
            function = getattr(math, name)
            call(name, function, a_float())
            call(name, function, float(small()))
            call(name, function, random.uniform(-200, 200))
        for name in ("log", "log2", "log10"):
            call(name + "_int", getattr(math, name), random.choice([an_int(), an_int(3000), 10**400]))
        for name in ("atan2", "fmod", "remainder", "pow", "isclose", "nextafter"):
            call(name, getattr(math, name), a_float(), a_float())
            call(name, getattr(math, name), float(small()), float(small()))
        steps = lambda x, y, steps: math.nextafter(x, y, steps=steps)
        call("nextafter_steps", steps, random.choice(FLOATS), random.choice(FLOATS), an_int(66))
        call("nextafter_steps", steps, small() * 1e-323, small() * 1e-323, random.randrange(9))
        call("fma", math.fma, a_float(), a_float(), a_float())
        call("ldexp", math.ldexp, a_float(), random.choice([an_int(12), -1074, -1060, 2**70, -(2**70)]))
        values = [finite() for _ in range(random.randrange(6))]
        call("hypot", hypot, values)
        call("hypot", hypot, [a_float() for _ in range(random.randrange(4))])
        call("hypot", hypot, [small() * 1e-310 for _ in range(random.randrange(4))])
        call("hypot", hypot, [small() * 1e307 for _ in range(random.randrange(4))])
        call("fsum", math.fsum, values + [-it for it in values] + [small()])
        call("fsum", math.fsum, [random.choice([1e308, -1e308, math.inf, -math.inf, 1.0, 1e-300]) for _ in range(3)])
        call("fsum", math.fsum, [a_float() for _ in range(4)])
        values.append(finite())
        call("sum", sum, values)
        call("sum", sum, [a_float() for _ in range(4)])
        call("sumprod", math.sumprod, values, [finite() for _ in values])
        call("random", generated, an_int(), random.choices([0, 1, 5, 31, 32, 33, 64, 100], k=9))


GROUPS = {"int": ints, "float": floats, "str": strs, "bytes": byteses, "codec": codecses}
GROUPS |= {"format": formats, "math": maths}

if __name__ == "__main__":
    group, seed, count = sys.argv[1:]
    random.seed(int(seed))
    GROUPS[group](int(count))
