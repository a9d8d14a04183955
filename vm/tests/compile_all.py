"""Compiles Python files and prints their code objects, for `common/oracle.rs` to read.

    compile_all.py [FOLDER_OR_FILE...]

Without arguments: the standard library and what is installed beside it. For each `.py` file, in the
order of their names: the path, `1` and the marshalled code object, or `0` and CPython's message.
Each text or bytes has its length in four bytes, little-endian, before it.
"""

import marshal
import os
import sys
import sysconfig
import warnings


def files(places):
    for place in places:
        if os.path.isfile(place):
            yield place
        for folder, folders, names in os.walk(place):
            folders.sort()
            yield from (os.path.join(folder, it) for it in sorted(names) if it.endswith(".py"))


def compiled(path):
    with open(path, "rb") as file:
        source = file.read()
    try:
        code = compile(source, path, "exec", dont_inherit=True, optimize=0)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return b"0", str(error).encode("utf-8", "replace")
    return b"1", marshal.dumps(code)


def put(out, data):
    out.write(len(data).to_bytes(4, "little"))
    out.write(data)


warnings.simplefilter("ignore")
for path in files(sys.argv[1:] or [sysconfig.get_path("stdlib")]):
    status, data = compiled(path)
    put(sys.stdout.buffer, os.fsencode(path))
    sys.stdout.buffer.write(status)
    put(sys.stdout.buffer, data)
