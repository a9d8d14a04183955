"""The operating system.

CPython 3.13: Lib/os.py, Modules/posixmodule.c.
"""

name: str
sep: str
linesep: str
devnull: str

@effect(returns=str)
def getcwd(): ...

@effect(returns=str | None | same(default))
def getenv(key, default=None):
    key = "PATH"
    key = "NO_SUCH_NAME"
    key = "NO_SUCH_NAME"; default = thing()

@effect(returns=int)
def getpid(): ...

@effect(returns=fresh(list), gil="released", blocks=True)
def listdir(path=None): path = "/"

@effect(returns=int | Unknown)
def cpu_count(): ...

@effect(returns=bytes)
def urandom(size, /): size = 4

@effect(returns=str | bytes | same(path))
def fspath(path):
    path = "a"
    path = b"a"
    path = type("S", (str,), {})("a")

@effect(returns=int, gil="released", blocks=True, unproved="runs a command")
def system(command): ...

@effect(returns=int, gil="released", blocks=True, unproved="starts a process")
def fork(): ...

@effect(
    returns=None,
    keeps="before in registry os.register_at_fork, after_in_child in registry os.register_at_fork, after_in_parent in registry os.register_at_fork",
    calls="before() later, after_in_child() later, after_in_parent() later",
)
def register_at_fork(*, before=..., after_in_child=..., after_in_parent=...):
    before = thing(); after_in_child = thing(); after_in_parent = thing()
