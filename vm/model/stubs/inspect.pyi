"""Looking at live objects.

CPython 3.13: Lib/inspect.py.
"""

@effect(returns=types.FrameType)
def currentframe(): ...

# Each `FrameInfo` holds its frame, and that its locals.
@effect(returns=fresh(list))
def stack(context=1): ...

@effect(returns=fresh(list))
def trace(context=1): ...

@effect(returns=bool)
def isfunction(object): ...

@effect(returns=bool)
def isclass(object): ...

@effect(returns=bool)
def ismethod(object): ...

@effect(returns=bool)
def iscoroutine(object): ...

@effect(returns=bool)
def iscoroutinefunction(obj): ...

@effect(returns=bool)
def isgenerator(object): ...

@effect(returns=bool)
def isawaitable(object): ...

@effect(returns=str | None)
def getdoc(object):
    ...
    object = (lambda: None)

@effect(returns=same(func) | Unknown, calls="stop(...) now")
def unwrap(func, *, stop=None): func = thing(); func.__wrapped__ = thing(); stop = thing()
