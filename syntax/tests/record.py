"""Records what CPython 3.13 says of the files in `corpus/`, each answer beside its file.

    python3.13 record.py [KIND…]        all kinds, or these

A kind is a suffix and a function from a file's bytes to the text to record; `None` leaves the file
out. A file that CPython refuses has no answers but `*.error` ones.
"""

import ast
import sys
import warnings
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"


def dump(source):
    """`python3.13 -m ast -a`."""
    try:
        tree = ast.parse(source, type_comments=True)
    except SyntaxError:
        return None
    return ast.dump(tree, include_attributes=True, indent=3)


KINDS = {"ast": dump}


def main(kinds):
    assert sys.version_info[:2] == (3, 13), "CPython 3.13 is the specification"
    warnings.simplefilter("ignore")
    for path in sorted(CORPUS.glob("*.py")):
        for kind in kinds or KINDS:
            text = KINDS[kind](path.read_bytes())
            recorded = path.with_suffix(f".{kind}")
            if text is None:
                recorded.unlink(missing_ok=True)
            else:
                recorded.write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
