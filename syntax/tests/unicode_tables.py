"""Writes the tables of `src/unicode/` from the `unicodedata` of the Python that runs this.

    python3.13 unicode_tables.py NameAliases.txt ../src/unicode

`NameAliases.txt` is the file of the Unicode Character Database, of any version from 15.1 on: aliases
that this Python does not know are left out.
"""

import sys
import unicodedata
from pathlib import Path


def boundaries(test):
    """The code points where `test` changes; before the first it is false."""
    last = False
    for code in range(0x110000):
        now = test(chr(code))
        if now != last:
            yield code
            last = now


def aliases(path):
    for line in Path(path).read_text().splitlines():
        fields = line.partition("#")[0].strip().split(";")
        if len(fields) != 3:
            continue
        code, alias = int(fields[0], 16), fields[1]
        try:
            known = unicodedata.lookup(alias)
        except KeyError:
            continue
        if known == chr(code):
            yield alias, code


def numbers(name, doc, values):
    values = list(values)
    yield f"{doc}\npub(super) const {name}: [u32; {len(values)}] = ["
    for value in values:
        yield f"    {value:#x},"
    yield "];\n"


def main(alias_file, folder):
    version = unicodedata.unidata_version
    head = f"Unicode {version}, as CPython {sys.version_info[0]}.{sys.version_info[1]} has it"
    folder = Path(folder)
    printable = numbers(
        "PRINTABLE",
        "/// Where `str.isprintable` changes; false before the first.",
        boundaries(str.isprintable),
    )
    assigned = numbers(
        "ASSIGNED",
        "/// Where assigned and unassigned code points meet; unassigned before the first.",
        boundaries(lambda it: unicodedata.category(it) != "Cn"),
    )
    made = "Written by `tests/unicode_tables.py`."
    (folder / "printable.rs").write_text(
        f"//! Which code points `repr` shows as they are: {head}.\n//! {made}\n\n"
        + "\n".join(printable)
    )
    (folder / "assigned.rs").write_text(
        f"//! Which code points have a meaning: {head}.\n//! {made}\n\n" + "\n".join(assigned)
    )
    rows = sorted(set(aliases(alias_file)))
    lines = [
        f"//! Names of code points beside their first: {head}.\n//! {made}\n",
        "/// Formal aliases, sorted.",
        f"pub(super) const ALIASES: [(&str, u32); {len(rows)}] = [",
        *(f'    ("{alias}", {code:#x}),' for alias, code in rows),
        "];\n",
    ]
    (folder / "aliases.rs").write_text("\n".join(lines))


if __name__ == "__main__":
    main(*sys.argv[1:])
