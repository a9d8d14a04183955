"""Writes `recorded/snippets.pyc` and what `dis` prints of it.

Run with `PYTHONHASHSEED=0`, so that sets have one order; addresses become zeros.
"""

import contextlib
import dis
import io
import marshal
import os
import py_compile
import re
import sys

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "recorded"))
MODE = py_compile.PycInvalidationMode.UNCHECKED_HASH
py_compile.compile("snippets.py", "snippets.pyc", "snippets.py", True, 0, MODE)
with open("snippets.pyc", "rb") as file:
    file.seek(16)
    code = marshal.load(file)
assert sys.flags.hash_randomization == 0
for name, options in (("plain", {}), ("all", {"show_caches": True, "show_offsets": True})):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        dis.dis(code, **options)
    text = re.sub(r" at 0x[0-9a-f]+", " at 0x000000000000", out.getvalue())
    with open(f"snippets.{name}.dis", "w", encoding="utf-8") as file:
        file.write(text)
