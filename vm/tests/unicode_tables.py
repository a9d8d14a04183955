"""Writes `src/text/unicode/table.txt` from what the strings of the Python that runs this do.

    python3.13 unicode_tables.py > ../src/text/unicode/table.txt

`src/text/unicode.rs` reads it and says what the columns mean.
"""

import unicodedata

FLAGS = [
    ("alpha", str.isalpha),
    ("decimal", str.isdecimal),
    ("digit", str.isdigit),
    ("numeric", str.isnumeric),
    ("space", str.isspace),
    ("line break", lambda it: len(f"a{it}b".splitlines()) == 2),
    ("lower", str.islower),
    ("upper", str.isupper),
    ("title", lambda it: it.istitle() and not it.isupper()),
    ("printable", str.isprintable),
    ("identifier start", str.isidentifier),
    ("identifier", lambda it: f"a{it}".isidentifier()),
    ("cased", lambda it: f"{it}a".title().endswith("a")),
    ("case ignorable", lambda it: is_final(f"A{it}\u03a3") and not is_final(f"{it}\u03a3")),
]


def is_final(text):
    """Becomes the sigma at the end one that ends a word?"""
    return text.lower().endswith("\u03c2")


def mapped(it, other):
    """How far away the other case is; 0 where it is several characters."""
    return ord(other) - ord(it) if len(other) == 1 else 0


def record(it):
    flags = sum(1 << at for at, (_, test) in enumerate(FLAGS) if test(it))
    cases = [mapped(it, case(it)) for case in (str.lower, str.upper, str.title, str.casefold)]
    decimal = unicodedata.decimal(it, -1)
    digit = unicodedata.digit(it, -1)
    return flags, *cases, decimal, digit


def special(it):
    """The cases that are several characters: lower, upper, title, folded."""
    cases = [str.lower(it), str.upper(it), str.title(it), str.casefold(it)]
    if any(len(case) > 1 for case in cases):
        yield f"{ord(it):x}"
        for case in cases:
            yield ".".join(f"{ord(c):x}" for c in case)


def main():
    records = {}
    runs = []
    last = None
    for code in range(0x110000):
        now = records.setdefault(record(chr(code)), len(records))
        if now != last:
            runs.append((code, now))
            last = now
    print(f"# Unicode {unicodedata.unidata_version}")
    print("# records: flags lower upper title folded decimal digit")
    for flags, *numbers in records:
        print(f"{flags:x}", *numbers)
    print("# runs: how far from the last run's start, record")
    last = 0
    for start, now in runs:
        print(f"{start - last:x} {now:x}")
        last = start
    print("# special: code lower upper title folded")
    for code in range(0x110000):
        if row := list(special(chr(code))):
            print(*row)


main()
