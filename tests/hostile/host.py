# Programs that reach for what is outside.

#- passwd: OSError
open("/etc/passwd").read()
#- passwd by way of dots: OSError
open("../../../../../../../../etc/passwd").read()
#- passwd by number: OSError
import os
os.open("/etc/passwd", os.O_RDONLY)
#- passwd by a link: OSError or NotImplementedError or AttributeError
import os
os.symlink("/etc/passwd", "link")
open("link").read()
#- root's files: OSError
import os
os.listdir("/root")
#- the root: OSError or ends
import os
assert "etc" not in os.listdir("/")
#- proc: OSError
open("/proc/self/mem", "r+b").write(b"a")
#- environment of the host: OSError
open("/proc/self/environ").read()
#- environment: KeyError
import os
os.environ["HOME"]
#- a shell: OSError or AttributeError or NotImplementedError
import os
os.system("echo broken out")
raise OSError
#- a process: OSError or AttributeError or ImportError or NotImplementedError
import subprocess
subprocess.run(["echo", "broken out"])
#- popen: OSError or AttributeError or ImportError or NotImplementedError
import os
os.popen("echo broken out").read()
#- fork: OSError or AttributeError or NotImplementedError
import os
os.fork()
raise OSError
#- exec: OSError or AttributeError or NotImplementedError
import os
os.execv("/bin/sh", ["sh"])
#- _posixsubprocess: OSError or AttributeError or ImportError or TypeError
__import__("_posixsubprocess").fork_exec()
#- ctypes: ImportError
import ctypes
ctypes.string_at(0)
#- a native module: ImportError
import _ctypes
#- a library: ImportError or AttributeError
import _imp
_imp.create_dynamic(1)
#- sockets: OSError or AttributeError or ImportError or NotImplementedError
import socket
socket.create_connection(("127.0.0.1", 22))
#- a name: OSError or AttributeError or ImportError or NotImplementedError
import socket
socket.getaddrinfo("localhost", 80)
#- urllib: OSError or AttributeError or ImportError or NotImplementedError
import urllib.request
urllib.request.urlopen("http://127.0.0.1/")
#- file of a url: OSError or AttributeError or ImportError
import urllib.request
urllib.request.urlopen("file:///etc/passwd")
#- kill: OSError or AttributeError or ends
import os
os.kill(1, 9)
#- kill of the machine: KeyboardInterrupt or OSError or AttributeError or ends
import os, signal
os.kill(os.getpid(), signal.SIGKILL)
#- abort: AttributeError or OSError
import os
os.abort()
#- _exit: ends
import os
os._exit(0)
#- a segfault: AttributeError or ImportError
import faulthandler
faulthandler._sigsegv()
#- code from nothing: ValueError or TypeError or SystemError or ends
def f(): pass
code = f.__code__.replace(co_code=b"\xff\xff" * 100)
f.__code__ = code
f()
# FIXME: bytes that no compiler made end the machine with a word of its own; they ought to raise
# SystemError.

#- code that underflows: fails
def f(): pass
f.__code__ = f.__code__.replace(co_code=bytes([1, 0] * 50), co_stacksize=0)
f()
#- code with wild arguments: fails
def f(): pass
for op in range(256):
    for arg in (0, 1, 127, 255):
        try:
            f.__code__ = f.__code__.replace(co_code=bytes([op, arg, 144, 255, op, arg] * 4))
            f()
        except Exception:
            pass
#- code with wild jumps: fails or ends
def f():
    for _ in range(10):
        pass
code = f.__code__
for at in range(0, len(code.co_code), 2):
    for arg in (0, 1, 200, 255):
        bytes_ = bytearray(code.co_code)
        bytes_[at + 1] = arg
        try:
            f.__code__ = code.replace(co_code=bytes(bytes_))
            f()
        except Exception:
            pass
#- marshal of nonsense: ValueError or EOFError or TypeError
import marshal
marshal.loads(b"\xe3" + b"\xff" * 1000)
#- marshal of large claims: ValueError or EOFError or TypeError or memory
import marshal
marshal.loads(b"[\xff\xff\xff\x7f" + b"N" * 1000)
#- pickle that calls: ImportError or OSError or AttributeError
import pickle
pickle.loads(b"cos\nsystem\n(S'echo broken out'\ntR.")
raise OSError
#- a file in the library: OSError or AttributeError
import os
path = os.__file__
open(path, "a").write("broken")
os.truncate(path, 0)
open(path).read(1) or 1 / 0
raise OSError
#- remove: OSError
import os
os.remove("/etc/hostname")
#- rename: OSError
import os
os.rename("/etc/hostname", "/etc/other")
#- chmod: OSError or AttributeError
import os
os.chmod("/etc/hostname", 0o777)
#- mkdir outside: OSError or ends
import os
os.mkdir("/etc/broken")
#- chdir: OSError or ends
import os
os.chdir("/etc")
open("hostname").read()
#- a file name with a null: ValueError
open("a\0b")
#- a file name without end: OSError
open("a" * 10**6)
#- devices: OSError
open("/dev/zero", "rb").read()
#- standard input: ends or memory
import sys
sys.stdin.read()
#- a closed output: ends or ValueError
import sys
sys.stdout.close()
print("a")
#- outputs replaced: ends or AttributeError
import sys
sys.stdout = None
print("a")
sys.stdout = 1
print("a")
#- modules deleted: ends or ImportError or KeyError
import sys
sys.modules.clear()
import os
#- builtins deleted: ends or NameError or ImportError or AttributeError
import builtins
for name in list(vars(builtins)):
    delattr(builtins, name)
print("a")
#- builtins of another kind: ends or TypeError or NameError or ImportError or KeyError or AttributeError
exec("import sys\nprint(1)", {"__builtins__": 1})
#- types of the machine changed: TypeError
int.__add__ = None
#- a type made of nonsense: TypeError
type("C", (type(None), bool), {})
#- an mro of nonsense: TypeError
class M(type):
    def mro(cls):
        return [1, 2]
class C(metaclass=M):
    pass
#- an mro that changes: TypeError or ends or RecursionError
class M(type):
    def mro(cls):
        C.__bases__ = (B,)
        return type.mro(cls)
class A: pass
class B: pass
class C(A): pass
class D(C, metaclass=M): pass
#- bases that change: ends or TypeError
class A: pass
class B(A): pass
A.__bases__ = (B,)
#- a class that changes: TypeError or ends
class A:
    __slots__ = ("a",)
class B:
    pass
x = A()
x.__class__ = B
#- a dict that changes while it is compared: ends or RuntimeError
class K:
    def __hash__(self): return 1
    def __eq__(self, other):
        d.clear()
        return False
d = {}
for _ in range(10):
    d[K()] = 1
#- a list that changes while it is sorted: ValueError or ends
class K:
    def __lt__(self, other):
        x.clear()
        return True
x = [K() for _ in range(100)]
x.sort()
#- a bytearray that changes while it is viewed: BufferError
x = bytearray(100)
v = memoryview(x)
x.clear()
#- a view that is released: ValueError
v = memoryview(bytearray(100))
class K:
    def __index__(self):
        v.release()
        return 5
v[K()] = 5
#- a deque that changes while it is read: RuntimeError
from collections import deque
x = deque(range(10))
for it in x:
    x.append(it)
#- an iterator that is its own source: ends or RecursionError or TypeError
x = iter([])
y = zip(x, x)
list(y)
#- a generator that runs itself: ValueError
def f():
    next(g)
    yield
g = f()
next(g)
#- a frame that is cleared: RuntimeError
import sys
sys._getframe().clear()
#- locals of a frame: ends or TypeError or KeyError or ValueError or AttributeError
import sys
def f():
    frame = sys._getframe()
    frame.f_locals["x"] = 1
    frame.f_locals.clear()
f()
#- slots of wild sizes: ends or OverflowError or MemoryError or ValueError
"abc"[slice(2**100, -2**100, 2**100)]
[1][::2**63 - 1]
range(2**100)[::2**100]
#- deep indices: IndexError or OverflowError
range(2**64)[2**200]
#- surrogates: UnicodeEncodeError
print("\ud800")
#- a codec of nonsense: LookupError
b"a".decode("../../etc/passwd")
#- a codec that calls: LookupError or TypeError
import codecs
codecs.register(lambda name: 1)
b"a".decode("broken")
#- import by dots: ImportError
__import__("../../etc/passwd")
#- import of a path: ImportError
import importlib
importlib.import_module("/etc/passwd")
#- path of the library: ImportError or ends
import sys
sys.path.insert(0, "/etc")
import hostname
#- sys functions: TypeError or ValueError or OverflowError or RecursionError
import sys
sys.setrecursionlimit(-1)
#- a recursion limit of one: RecursionError
import sys
sys.setrecursionlimit(1)
def f(): pass
f()
#- ids made objects: TypeError or ends
import gc
[repr(it)[:10] for it in gc.get_objects()]
#- all referents: ends
import gc
for it in gc.get_objects():
    gc.get_referents(it)
    gc.get_referrers(1)
#- all methods of all types: ends or time or memory
import gc
for it in (1, "a", [], {}, (), 1.5, b"", bytearray(), set(), None, range(3), iter([]), slice(1), print, type):
    for name in dir(it):
        method = getattr(it, name, None)
        if not callable(method) or name in ("__init_subclass__", "breakpoint"):
            continue
        for args in ((), (1,), ("a",), (None,), ([],), (-1,), (it,), (1, 2), ("a", "b"), (2**70,)):
            try:
                method(*args)
            except Exception:
                pass
