"""Context managers.

CPython 3.13: Lib/contextlib.py.
"""

contextlib._GeneratorContextManager = _GeneratorContextManager

@facts("mutable identity gc weakrefs dict with")
class _GeneratorContextManager:
    self = contextlib.contextmanager(echoing)()

    @effect(returns=Unknown, mutates="self")
    def __enter__(self): ...

    @effect(returns=Unknown, mutates="self")
    def __exit__(self, typ, value, traceback): self = contextlib.contextmanager(ending)(); self.__enter__(); typ = value = traceback = None

@effect(returns=fresh(types.FunctionType), keeps="func as result.__wrapped__", calls="func(...) later")
def contextmanager(func): ...

@effect(returns=fresh(types.FunctionType), keeps="func as result.__wrapped__", calls="func(...) later")
def asynccontextmanager(func): ...

# `close` is called when it is left.
@facts("mutable identity gc weakrefs dict with")
class closing:
    self = contextlib.closing(io.StringIO())

    @effect(returns=fresh(Self), keeps="thing as result.thing")
    def __new__(cls, thing): ...

    @effect(returns=attribute(self, thing))
    def __enter__(self): ...

    @effect(returns=None)
    def __exit__(self, *exc_info): exc_info = (None, None, None)

@facts("mutable identity gc weakrefs dict with async_with")
class nullcontext:
    self = contextlib.nullcontext(thing())

    @effect(returns=fresh(Self), keeps="enter_result as result.enter_result")
    def __new__(cls, enter_result=None): enter_result = thing()

    @effect(returns=attribute(self, enter_result))
    def __enter__(self): ...

    @effect(returns=None)
    def __exit__(self, *excinfo): excinfo = (None, None, None)

@facts("mutable identity gc weakrefs dict with")
class suppress:
    self = contextlib.suppress(ValueError)

    @effect(returns=fresh(Self), keeps="exceptions in result")
    def __new__(cls, *exceptions): ...

    @effect(returns=None)
    def __enter__(self): ...

    @effect(returns=bool | None)
    def __exit__(self, exctype, excinst, exctb):
        exctype = ValueError; excinst = exctb = None
        exctype = excinst = exctb = None

@facts("mutable identity gc weakrefs dict with")
class redirect_stdout:
    self = contextlib.redirect_stdout(sys.stdout)

    @effect(returns=fresh(Self), keeps="new_target as result._new_target")
    def __new__(cls, new_target): ...

@facts("mutable identity gc weakrefs dict with")
class redirect_stderr:
    self = contextlib.redirect_stderr(sys.stderr)

    @effect(returns=fresh(Self), keeps="new_target as result._new_target")
    def __new__(cls, new_target): ...

# What is pushed is called, last first, and let go when the stack is closed.
@facts("mutable identity gc weakrefs dict with")
class ExitStack:
    self = contextlib.ExitStack()

    @effect(returns=fresh(Self))
    def __new__(cls): ...

    @effect(returns=same(exit), keeps="exit in self", calls="exit(...) later", mutates="self")
    def push(self, exit): ...

    @effect(
        returns=same(callback),
        keeps="callback in self, args in self, kwds in self",
        calls="callback(args, kwds) later",
        mutates="self",
    )
    def callback(self, callback, /, *args, **kwds): kwds = {"a": thing()}

    @effect(returns=Unknown, keeps="cm in self", mutates="self")
    def enter_context(self, cm): cm = contextlib.nullcontext(thing())

    @effect(returns=fresh(Self), keeps="items of self in result", mutates="self", releases="all items of self")
    def pop_all(self): self.push(thing())

    @effect(returns=None, calls="items of self(...) now", mutates="self", releases="all items of self")
    def close(self): self.push(thing())

    @effect(returns=same(self))
    def __enter__(self): ...

    @effect(returns=bool | Unknown, calls="items of self(...) now", mutates="self", releases="all items of self")
    def __exit__(self, *exc_details): self.push(thing()); exc_details = (None, None, None)

@facts("mutable identity gc weakrefs dict async_with")
class AsyncExitStack:
    self = contextlib.AsyncExitStack()

    @effect(returns=fresh(Self))
    def __new__(cls): ...

    @effect(returns=same(exit), keeps="exit in self", calls="exit(...) later", mutates="self")
    def push(self, exit): ...

    @effect(returns=same(exit), keeps="exit in self", calls="exit(...) later", mutates="self")
    def push_async_exit(self, exit): ...

    @effect(
        returns=same(callback),
        keeps="callback in self, args in self, kwds in self",
        calls="callback(args, kwds) later",
        mutates="self",
    )
    def callback(self, callback, /, *args, **kwds): kwds = {"a": thing()}

    @effect(
        returns=same(callback),
        keeps="callback in self, args in self, kwds in self",
        calls="callback(args, kwds) later",
        mutates="self",
    )
    def push_async_callback(self, callback, /, *args, **kwds): kwds = {"a": thing()}

    @effect(returns=None, calls="items of self(...) now", mutates="self", releases="all items of self")
    async def aclose(self): self.push(thing())
