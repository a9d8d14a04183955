"""Threads and what they wait for.

CPython 3.13: Lib/threading.py, Modules/_threadmodule.c.
"""

_thread.lock = Lock
_thread.LockType = Lock
_thread.allocate_lock = Lock
_thread.RLock = RLock
_thread._local = local
_thread.get_ident = get_ident

# Until `run` begins it holds target and arguments; the interpreter holds it while it runs.
@facts("mutable identity gc weakrefs dict")
class Thread:
    self = threading.Thread(target=time.sleep, args=(1000,), daemon=True)

    @effect(
        returns=fresh(Self),
        keeps="target as result._target, args as result._args, kwargs as result._kwargs",
        calls="target(items of args, values of kwargs) later",
    )
    def __new__(cls, group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None):
        target = thing(); args = (thing(),); kwargs = {"a": thing()}

    @effect(returns=None, keeps="self in registry threading", calls="self._target(...) later", mutates="self")
    def start(self): ...

    @effect(
        returns=None,
        calls="self._target(items of self._args) now",
        mutates="self",
        releases="one of items of self",
    )
    def run(self): self = threading.Thread(target=thing(), args=(thing(),))

    @effect(returns=None, gil="released", blocks=True)
    def join(self, timeout=None): self.start(); timeout = 0.01

    @effect(returns=bool)
    def is_alive(self): ...

@facts("mutable identity gc weakrefs dict")
class Timer(Thread):
    self = threading.Timer(1000, thing())

    @effect(
        returns=fresh(Self),
        keeps="function as result.function, args as result.args, kwargs as result.kwargs",
        calls="function(items of args, values of kwargs) later",
    )
    def __new__(cls, interval, function, args=None, kwargs=None): interval = 1000; args = [thing()]; kwargs = {"a": thing()}

    # The thread ends, and lets the timer go, when it has noticed.
    @effect(returns=None, mutates="self")
    def cancel(self): ...

@facts("mutable identity gc weakrefs final with")
class Lock:
    self = threading.Lock()

    @effect(returns=fresh(Lock))
    def __new__(cls): ...

    @effect(returns=bool, mutates="self", gil="released", blocks=True)
    def acquire(self, blocking=True, timeout=-1): timeout = 0.01

    @effect(returns=None, mutates="self")
    def release(self): self.acquire()

    @effect(returns=bool)
    def locked(self): ...

    @effect(returns=bool, mutates="self", gil="released", blocks=True)
    def __enter__(self): self = threading.Lock(); threading.Timer(0.3, self.release).start()

    @effect(returns=None, mutates="self")
    def __exit__(self, *args): self.acquire(); args = (None, None, None)

@facts("mutable identity gc weakrefs with")
class RLock:
    self = threading.RLock()

    @effect(returns=fresh(RLock))
    def __new__(cls): ...

    @effect(returns=bool, mutates="self", gil="released", blocks=True)
    def acquire(self, blocking=True, timeout=-1): ...

    @effect(returns=None, mutates="self")
    def release(self): self.acquire()

    @effect(returns=bool, mutates="self", gil="released", blocks=True)
    def __enter__(self): ...

    @effect(returns=None, mutates="self")
    def __exit__(self, *args): self.acquire(); args = (None, None, None)

@facts("mutable identity gc weakrefs dict with")
class Condition:
    self = threading.Condition()

    @effect(returns=fresh(Self), keeps="lock as result._lock")
    def __new__(cls, lock=None): lock = threading.RLock()

    @effect(returns=bool, mutates="self", gil="released", blocks=True)
    def wait(self, timeout=None): self.acquire(); timeout = 0.01

    @effect(returns=Unknown, calls="predicate() now", mutates="self", gil="released", blocks=True)
    def wait_for(self, predicate, timeout=None): self.acquire(); timeout = 0.01

    @effect(returns=None, mutates="self")
    def notify(self, n=1): self.acquire()

    @effect(returns=None, mutates="self")
    def notify_all(self): self.acquire()

    @effect(returns=bool, mutates="self", gil="released", blocks=True)
    def __enter__(self): ...

    @effect(returns=None, mutates="self")
    def __exit__(self, *args): self.acquire(); args = (None, None, None)

@facts("mutable identity gc weakrefs dict")
class Event:
    self = threading.Event()

    @effect(returns=fresh(Self))
    def __new__(cls): ...

    @effect(returns=None, mutates="self")
    def set(self): ...

    @effect(returns=None, mutates="self")
    def clear(self): ...

    @effect(returns=bool)
    def is_set(self): ...

    @effect(returns=bool, gil="released", blocks=True)
    def wait(self, timeout=None): timeout = 0.01

@facts("mutable identity gc weakrefs dict with")
class Semaphore:
    self = threading.Semaphore(5)

    @effect(returns=fresh(Self))
    def __new__(cls, value=1): ...

    @effect(returns=bool, mutates="self", gil="released", blocks=True)
    def acquire(self, blocking=True, timeout=None): ...

    @effect(returns=None, mutates="self")
    def release(self, n=1): ...

@facts("mutable identity gc weakrefs dict with")
class BoundedSemaphore(Semaphore):
    self = threading.BoundedSemaphore(5)

    @effect(returns=fresh(Self))
    def __new__(cls, value=1): ...

@facts("mutable identity gc weakrefs dict")
class Barrier:
    self = threading.Barrier(1)

    @effect(returns=fresh(Self), keeps="action as result._action", calls="action() later")
    def __new__(cls, parties, action=None, timeout=None): parties = 1; action = thing()

    @effect(returns=int, gil="released", blocks=True)
    def wait(self, timeout=None): ...

# What a thread keeps there goes with the thread.
@facts("mutable identity gc weakrefs")
class local:
    self = threading.local()

    @effect(returns=fresh(Self))
    def __new__(cls, /, *args, **kw): args = ()

@effect(returns=cached(Thread))
def current_thread(): ...

@effect(returns=cached(Thread))
def main_thread(): ...

threading._MainThread = Thread

@effect(returns=fresh(list))
def enumerate(): ...

@effect(returns=int)
def active_count(): ...

@effect(returns=int)
def get_ident(): ...

@effect(returns=int)
def get_native_id(): ...

@effect(returns=None, keeps="func in registry threading", calls="func(...) later")
def settrace(func): ...

@effect(returns=None, keeps="func in registry threading", calls="func(...) later")
def setprofile(func): ...
