# Threads, locks and thread-local objects as `_thread` has them.
import _thread
import time

# Sleeping threads wake in the order of their times.
log = []


def sleeper(name, seconds):
    time.sleep(seconds)
    log.append(name)


handles = [
    _thread.start_joinable_thread(lambda name=name, s=s: sleeper(name, s))
    for name, s in (("c", 0.3), ("a", 0.1), ("b", 0.2))
]
for handle in handles:
    handle.join()
print(log, [handle.is_done() for handle in handles])

# A lock is passed on.
lock = _thread.allocate_lock()
print(lock.acquire(), lock.locked(), lock.acquire(False), lock.acquire(timeout=0.01))
_thread.start_joinable_thread(lock.release).join()
print(lock.locked())
for wrong in (lock.release, lambda: lock.acquire(False, 1), lambda: lock.acquire(True, -2)):
    try:
        wrong()
    except Exception as error:
        print(type(error).__name__, error)

# A reentrant lock belongs to its thread.
rlock = _thread.RLock()
print(rlock.acquire(), rlock.acquire(), rlock._is_owned(), rlock._recursion_count())


def other():
    print(rlock._is_owned(), rlock.acquire(False))
    try:
        rlock.release()
    except RuntimeError as error:
        print(error)


_thread.start_joinable_thread(other).join()
rlock.release()
rlock.release()
try:
    rlock.release()
except RuntimeError as error:
    print(error)


# Each thread has its own attributes, made by `__init__`.
class Local(_thread._local):
    def __init__(self, value):
        self.value = value


local = Local(1)
local.value = 2


def look():
    print(local.value, sorted(local.__dict__))
    local.other = 3


_thread.start_joinable_thread(look).join()
print(local.value, hasattr(local, "other"))
try:
    _thread._local(1)
except TypeError as error:
    print(error)


# What a thread handles is its own.
def handling():
    try:
        raise KeyError("inner")
    except KeyError as error:
        print(repr(error), repr(error.__context__))


try:
    raise ValueError("outer")
except ValueError:
    _thread.start_joinable_thread(handling).join()

# Handles that were not started.
handle = _thread._ThreadHandle()
print(handle.is_done())
try:
    handle.join()
except RuntimeError as error:
    print(error)

# The clock goes on.
before, wall = time.monotonic(), time.time()
time.sleep(0.05)
print(time.monotonic() - before >= 0.05, time.time() - wall >= 0.049)
print(time.gmtime(0)[:], time.asctime(time.gmtime(86400)), time.strftime("%Y-%j %a", time.gmtime(10**9)))
