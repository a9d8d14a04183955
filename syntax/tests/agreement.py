"""What CPython says of every Python file below some folders, one line a file.

    python3.13 agreement.py KIND FOLDER…        all files: `LENGTH CRC32 PATH` or `refused LINE PATH`
    python3.13 agreement.py --show KIND FILE    the whole answer for one file

Without FOLDER it is the standard library of the Python that runs this.
"""

import ast
import os
import sys
import sysconfig
import warnings
import zlib


def dump(source):
    """`python3.13 -m ast -a`."""
    tree = ast.parse(source, type_comments=True)
    return ast.dump(tree, include_attributes=True, indent=3)


KINDS = {"ast": dump}


def files(folders):
    for folder in folders:
        for root, folders, names in os.walk(folder):
            folders.sort()
            for name in sorted(names):
                if name.endswith(".py"):
                    yield os.path.join(root, name)


def line(answer, path):
    with open(path, "rb") as file:
        source = file.read()
    try:
        text = answer(source).encode("utf-8", "surrogateescape")
    except SyntaxError as error:
        return f"refused {error.lineno} {path}"
    except (ValueError, RecursionError):
        return f"refused 0 {path}"
    return f"{len(text)} {zlib.crc32(text)} {path}"


def main(arguments):
    warnings.simplefilter("ignore")
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape", newline="\n")
    if arguments[0] == "--show":
        kind, path = arguments[1:]
        with open(path, "rb") as file:
            print(KINDS[kind](file.read()), end="")
        return
    kind, *folders = arguments
    for path in files(folders or [sysconfig.get_path("stdlib")]):
        print(line(KINDS[kind], path))


if __name__ == "__main__":
    main(sys.argv[1:])
