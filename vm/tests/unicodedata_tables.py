"""Writes `src/stdlib/unicodedata/table.txt` from what `unicodedata` of the Python that runs this says.

    python3.13 unicodedata_tables.py > ../src/stdlib/unicodedata/table.txt

`src/stdlib/unicodedata/table.rs` reads it and says what the columns mean.
"""

import unicodedata
from fractions import Fraction


def record(ucd, it):
    numeric = ucd.numeric(it, None)
    if numeric is not None:
        numeric = Fraction(numeric).limit_denominator(1000)
    return (
        ucd.category(it),
        ucd.bidirectional(it) or "-",
        ucd.combining(it),
        ucd.east_asian_width(it) or "-",
        ucd.mirrored(it),
        "-" if numeric is None else str(numeric),
    )


def records(ucd):
    known = {}
    runs = []
    last = None
    for code in range(0x110000):
        now = known.setdefault(record(ucd, chr(code)), len(known))
        if now != last:
            runs.append((code, now))
            last = now
    print("# records: category bidirectional combining east_asian_width mirrored numeric")
    for row in known:
        print(*row)
    print("# runs: how far from the last run's start, record")
    last = 0
    for start, now in runs:
        print(f"{start - last:x} {now:x}")
        last = start


def is_hangul(code):
    return 0xAC00 <= code <= 0xD7A3


def main():
    print(f"# Unicode {unicodedata.unidata_version}")
    records(unicodedata)
    old = unicodedata.ucd_3_2_0
    print(f"# Unicode {old.unidata_version}")
    records(old)
    print("# decompositions: code, what it is made of")
    for code in range(0x110000):
        if not is_hangul(code) and (it := unicodedata.decomposition(chr(code))):
            print(f"{code:x} {it.lower()}")
    print("# not composed: code")
    for code in range(0x110000):
        it = unicodedata.decomposition(chr(code))
        if it and not it.startswith("<") and not is_hangul(code):
            if unicodedata.normalize("NFC", chr(code)) != chr(code):
                print(f"{code:x}")
    print(f"# other decompositions in Unicode {old.unidata_version}: code, NFD")
    for code in range(0x110000):
        it = chr(code)
        if old.category(it) != "Cn" and not 0xD800 <= code < 0xE000:
            then = old.normalize("NFD", it)
            if then != unicodedata.normalize("NFD", it):
                print(f"{code:x}", *[f"{ord(c):x}" for c in then])
    print(f"# other digits in Unicode {old.unidata_version}: code, decimal, digit")
    for code in range(0x110000):
        it = chr(code)
        if old.category(it) != "Cn":
            then = old.decimal(it, -1), old.digit(it, -1)
            if then != (unicodedata.decimal(it, -1), unicodedata.digit(it, -1)):
                print(f"{code:x}", *then)


main()
