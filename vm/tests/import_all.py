"""Imports modules from `.pyc` files in `PYTHONPYCACHEPREFIX`, and tells which fail.

    import_all.py MODULE...
"""

import importlib
import sys

failed = []
for name in sys.argv[1:]:
    try:
        module = importlib.import_module(name)
    except BaseException as error:
        failed.append(f"{name}: {error!r}")
print(*failed, sep="\n", end="")
