"""Prints what `python3.13 -m dis` prints of files.

    disassemble.py @LIST-OF-PATHS [-C] [-O]

Of a `.pyc` file: its code object's text. Of any other: that of what `compile` makes of it. Each
answer has its length in four bytes, little-endian, before it; it is empty where there is no code.
"""

import contextlib
import dis
import io
import marshal
import sys
import warnings

LIST, *OPTIONS = sys.argv[1:]


def code_of(path):
    with open(path, "rb") as file:
        data = file.read()
    if path.endswith(".pyc"):
        return marshal.loads(data[16:])
    return compile(data, path, "exec", dont_inherit=True, optimize=0)


def text_of(path):
    out = io.StringIO()
    try:
        code = code_of(path)
    except (SyntaxError, ValueError):
        return ""
    with contextlib.redirect_stdout(out):
        dis.dis(code, show_caches="-C" in OPTIONS, show_offsets="-O" in OPTIONS)
    return out.getvalue()


warnings.simplefilter("ignore")
with open(LIST.removeprefix("@"), encoding="utf-8") as file:
    paths = file.read().splitlines()
for path in paths:
    data = text_of(path).encode("utf-8", "surrogatepass")
    sys.stdout.buffer.write(len(data).to_bytes(4, "little") + data)
