"""Prints the names of modules that are written in C; `src/names.txt` is what CPython 3.13.0 answers.

Those modules are left out whose names depend on the platform, and names that every module has.
"""

import importlib

MODULES = """
_abc _asyncio _bisect _collections _contextvars _csv _datetime _decimal _functools _heapq _io _json
_operator _pickle _queue _random _sre _struct _thread _typing _weakref array atexit binascii builtins
cmath gc itertools marshal math unicodedata
"""
SHARED = {"__doc__", "__file__", "__loader__", "__name__", "__package__", "__spec__"}

for module in sorted(MODULES.split()):
    names = set(vars(importlib.import_module(module))) - SHARED
    # The interactive prompt's.
    names -= {"_", "In", "Out"} if module == "builtins" else set()
    print(f"{module}:", *sorted(names))
