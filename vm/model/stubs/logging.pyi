"""Logging.

CPython 3.13: Lib/logging/__init__.py.
"""

# Loggers live as long as the process.
@effect(returns=cached(Logger))
def getLogger(name=None): name = "refwise"

logging.RootLogger = Logger

@facts("mutable identity gc weakrefs dict")
class Filterer:
    self = logging.Filterer()

    @effect(returns=None, keeps="filter as self.filters", mutates="self")
    def addFilter(self, filter): ...

    @effect(returns=None, mutates="self", releases="one of items of self.filters")
    def removeFilter(self, filter): self.addFilter(filter)

@facts("mutable identity gc weakrefs dict")
class Logger(Filterer):
    self = logging.Logger("l")
    handlers: list

    @effect(returns=None, keeps="hdlr as self.handlers", mutates="self")
    def addHandler(self, hdlr): ...

    @effect(returns=None, mutates="self", releases="one of items of self.handlers")
    def removeHandler(self, hdlr): self.addHandler(hdlr)

    # Handlers decide what becomes of the arguments; those of the library write a text.
    @effect(returns=None, gil="released", blocks=True)
    def debug(self, msg, *args, **kwargs): self.disabled = True

    @effect(returns=None, gil="released", blocks=True)
    def info(self, msg, *args, **kwargs): self.disabled = True

    @effect(returns=None, gil="released", blocks=True)
    def warning(self, msg, *args, **kwargs): self.disabled = True

    @effect(returns=None, gil="released", blocks=True)
    def error(self, msg, *args, **kwargs): self.disabled = True

    @effect(returns=None, gil="released", blocks=True)
    def exception(self, msg, *args, exc_info=True, **kwargs): self.disabled = True

    @effect(returns=None, gil="released", blocks=True)
    def critical(self, msg, *args, **kwargs): self.disabled = True

    @effect(returns=None, gil="released", blocks=True)
    def log(self, level, msg, *args, **kwargs): self.disabled = True; level = 10

    @effect(returns=cached(Logger), keeps="self as result.parent, self in registry logging")
    def getChild(self, suffix): self = logging.getLogger(); suffix = "s"

    @effect(returns=bool)
    def isEnabledFor(self, level): level = 10

    @effect(returns=None, mutates="self")
    def setLevel(self, level): level = 10

# The module keeps its handlers weakly.
@facts("mutable identity gc weakrefs dict")
class Handler(Filterer):
    self = logging.Handler()

    @effect(returns=fresh(Self))
    def __new__(cls, level=0): ...

    @effect(returns=None, keeps="fmt as self.formatter", mutates="self")
    def setFormatter(self, fmt): ...

    @effect(returns=None, mutates="self")
    def setLevel(self, level): level = 10

    @effect(returns=None, mutates="self")
    def close(self): ...

@facts("mutable identity gc weakrefs dict")
class StreamHandler(Handler):
    self = logging.StreamHandler()

    @effect(returns=fresh(Self), keeps="stream as result.stream")
    def __new__(cls, stream=None): stream = thing()

@facts("mutable identity gc weakrefs dict")
class FileHandler(StreamHandler):
    self = logging.FileHandler(os.devnull)

    @effect(returns=fresh(Self), gil="released", blocks=True)
    def __new__(cls, filename, mode="a", encoding=None, delay=False, errors=None): filename = os.devnull

@facts("mutable identity gc weakrefs dict")
class Formatter:
    self = logging.Formatter()

    @effect(returns=fresh(Self))
    def __new__(cls, fmt=None, datefmt=None, style="%", validate=True, *, defaults=None): ...

@effect(returns=None, gil="released", blocks=True, unproved="writes to the standard error")
def debug(msg, *args, **kwargs): ...

@effect(returns=None, gil="released", blocks=True, unproved="writes to the standard error")
def info(msg, *args, **kwargs): ...

@effect(returns=None, gil="released", blocks=True, unproved="writes to the standard error")
def warning(msg, *args, **kwargs): ...

@effect(returns=None, gil="released", blocks=True, unproved="writes to the standard error")
def error(msg, *args, **kwargs): ...

@effect(returns=None, gil="released", blocks=True, unproved="writes to the standard error")
def exception(msg, *args, exc_info=True, **kwargs): ...
