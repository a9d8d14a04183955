"""Tracebacks as text.

CPython 3.13: Lib/traceback.py. Texts hold no frames; neither does a `StackSummary`, unless it has
captured locals, and then only their texts.
"""

@effect(returns=None, unproved="prints")
def print_exc(limit=None, file=None, chain=True): ...

@effect(returns=str)
def format_exc(limit=None, chain=True): ...

@effect(returns=fresh(list))
def format_exception(exc, /, value=..., tb=..., limit=None, chain=True): exc = ValueError(thing())

@effect(returns=fresh(list))
def format_tb(tb, limit=None): tb = traceback_here()

@effect(returns=fresh(StackSummary))
def extract_tb(tb, limit=None): tb = traceback_here()

@effect(returns=fresh(StackSummary))
def extract_stack(f=None, limit=None): ...

@effect(returns=fresh(list))
def format_stack(f=None, limit=None): ...

# The frames of the calls that have ended lose their locals.
@effect(returns=None, releases="one of items of tb", unproved="the frames would be those of the proof")
def clear_frames(tb): tb = traceback_with(thing())

@effect(returns=fresh(types.GeneratorType), keeps="tb in result")
def walk_tb(tb): tb = traceback_here()

@facts("mutable unhashable gc weakrefs dict iterable")
class StackSummary(list):
    self = traceback.StackSummary()

@facts("mutable unhashable gc weakrefs dict")
class TracebackException:
    self = traceback.TracebackException.from_exception(ValueError())

    @effect(returns=fresh(Self))
    @classmethod
    def from_exception(cls, exc, *args, **kwargs): exc = ValueError(thing()); args = ()
