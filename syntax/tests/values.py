"""How CPython names and shows values, for `values.rs`.

    python3.13 values.py names     `CODE NAME` for each code point with a name
    python3.13 values.py reprs     `repr` of each code point
    python3.13 values.py floats    `BITS REPR` for floats of all sorts
"""

import random
import struct
import sys
import unicodedata


def names():
    for code in range(sys.maxunicode + 1):
        name = unicodedata.name(chr(code), None)
        if name is not None:
            yield f"{code:x} {name}"


def reprs():
    for code in range(sys.maxunicode + 1):
        yield repr(chr(code))


def floats():
    random.seed(3)
    for exponent in range(-330, 312):
        yield float(f"1e{exponent}")
        yield float(f"9.5e{exponent}")
        yield float(f"{random.random()}e{exponent}")
    for _ in range(50_000):
        (value,) = struct.unpack("<d", random.randbytes(8))
        if value == value:
            yield value


def bits(value):
    (number,) = struct.unpack("<Q", struct.pack("<d", value))
    return f"{number:x} {value!r}"


KINDS = {"names": names, "reprs": reprs, "floats": lambda: map(bits, floats())}

if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    for line in KINDS[sys.argv[1]]():
        print(line)
