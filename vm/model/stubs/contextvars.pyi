"""Variables of a context.

CPython 3.13: Python/context.c.
"""

_contextvars.ContextVar = ContextVar
_contextvars.Context = Context
_contextvars.Token = Token

@facts("mutable value gc final")
class ContextVar:
    self = contextvars.ContextVar("v")

    @effect(returns=fresh(ContextVar), keeps="default in result")
    def __new__(cls, name, *, default=...): name = "v"; default = thing()

    # The context holds the value until it is set anew; the token holds the old one.
    @effect(
        returns=fresh(Token),
        keeps="value in registry context, self in registry context, value in result, self as result.var",
    )
    def set(self, value, /): ...

    @effect(returns=Unknown | same(default))
    def get(self, default=..., /): default = thing()

    @effect(returns=None, mutates="token")
    def reset(self, token, /): token = self.set(1)

@facts("mutable unhashable gc final")
class Token:
    self = contextvars.ContextVar("v").set(1)
    var: ContextVar

# An immutable map to its users: `run` changes the copy that is current.
@facts("mutable unhashable gc weakrefs final iterable")
class Context:
    self = contextvars.copy_context()

    @effect(returns=fresh(Context))
    def __new__(cls): ...

    @effect(returns=called(callable), calls="callable(args) now")
    def run(self, callable, /, *args, **kwargs): ...

    @effect(returns=fresh(Context), keeps="items of self in result")
    def copy(self, /): ...

@effect(returns=fresh(Context))
def copy_context(): ...
