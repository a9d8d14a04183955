"""Functions that are called when the interpreter ends.

CPython 3.13: Modules/atexitmodule.c.
"""

@effect(
    returns=same(func),
    keeps="func in registry atexit, args in registry atexit, kwargs in registry atexit",
    calls="func(args, kwargs) later",
)
def register(func, /, *args, **kwargs): kwargs = {"a": thing()}

@effect(returns=None, releases="func in registry atexit")
def unregister(func, /): atexit.register(func)
