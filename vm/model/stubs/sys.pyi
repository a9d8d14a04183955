"""The interpreter.

CPython 3.13: Python/sysmodule.c.
"""

stdin: io.TextIOWrapper
stdout: io.TextIOWrapper
stderr: io.TextIOWrapper
modules: dict
path: list
argv: list
maxsize: int
byteorder: str
platform: str
version: str
executable: str
flags: tuple
version_info: tuple
implementation: types.SimpleNamespace
last_exc: BaseException
last_value: BaseException
last_traceback: types.TracebackType
meta_path: list
path_hooks: list

# The exception that is being handled: with its traceback it holds the frames it went through.
@effect(returns=fresh(tuple))
def exc_info(): ...

@effect(returns=Unknown)
def exception(): ...

@effect(returns=cached(types.FrameType))
def _getframe(depth=0, /): depth = 1

@effect(returns=fresh(dict))
def _current_frames(): ...

@effect(returns=int)
def getrefcount(object, /): ...

@effect(returns=int)
def getsizeof(object, default=...): ...

@effect(returns=same(string) | cached(str))
def intern(string, /):
    string = "".join(["an ", "old string"])
    kept = sys.intern("".join(["a ", "b c"])); string = "".join(["a ", "b c"])

@effect(returns=Never)
def exit(status=None, /): ...

@effect(returns=None, keeps="function in registry sys.settrace", calls="function(...) later", unproved="it would trace the proof")
def settrace(function, /): ...

@effect(returns=None, keeps="function in registry sys.setprofile", calls="function(...) later", unproved="it would profile the proof")
def setprofile(function, /): ...

@effect(returns=None, keeps="hook in registry sys.addaudithook", calls="hook(...) later", unproved="it cannot be removed")
def addaudithook(hook): ...

@effect(returns=None, unproved="tells hooks")
def audit(event, /, *args): ...

@effect(returns=int)
def getrecursionlimit(): ...

@effect(returns=None)
def setrecursionlimit(limit, /): limit = 1000

@effect(returns=float)
def getswitchinterval(): ...

@effect(returns=None)
def setswitchinterval(interval, /): interval = 0.005

@effect(returns=str)
def getdefaultencoding(): ...

@effect(returns=str)
def getfilesystemencoding(): ...

@effect(returns=bool)
def is_finalizing(): ...

@effect(returns=None, unproved="prints")
def displayhook(object, /): ...

@effect(returns=None, unproved="prints")
def excepthook(exctype, value, traceback, /): ...

@effect(returns=None, keeps="firstiter in registry sys.set_asyncgen_hooks, finalizer in registry sys.set_asyncgen_hooks", calls="firstiter(...) later, finalizer(...) later")
def set_asyncgen_hooks(firstiter=None, finalizer=None): firstiter = thing(); finalizer = thing()
