"""Tasks, futures and what they wait for.

CPython 3.13: Lib/asyncio/, Modules/_asynciomodule.c. The loop that `asyncio.run` makes has the rows
of `AbstractEventLoop`.
"""

_asyncio.Future = Future
asyncio.futures.Future = Future
_asyncio.Task = Task
asyncio.tasks.Task = Task
asyncio.tasks._GatheringFuture = _GatheringFuture
asyncio.unix_events._UnixSelectorEventLoop = AbstractEventLoop
asyncio.events.AbstractEventLoop = AbstractEventLoop
asyncio.base_events.BaseEventLoop = AbstractEventLoop
asyncio.events.Handle = Handle
asyncio.events.TimerHandle = TimerHandle
asyncio.locks.Event = Event
asyncio.locks.Lock = Lock
asyncio.locks.Condition = Condition
asyncio.locks.Semaphore = Semaphore
asyncio.locks.BoundedSemaphore = BoundedSemaphore
asyncio.queues.Queue = Queue
asyncio.queues.LifoQueue = LifoQueue
asyncio.queues.PriorityQueue = PriorityQueue
asyncio.taskgroups.TaskGroup = TaskGroup
asyncio.timeouts.Timeout = Timeout
asyncio.tasks.create_task = create_task
asyncio.tasks.ensure_future = ensure_future
asyncio.tasks.gather = gather
asyncio.tasks.shield = shield
asyncio.tasks.sleep = sleep
asyncio.tasks.wait = wait
asyncio.tasks.wait_for = wait_for
asyncio.tasks.as_completed = as_completed
asyncio.tasks.run_coroutine_threadsafe = run_coroutine_threadsafe
asyncio.tasks.current_task = current_task
asyncio.tasks.all_tasks = all_tasks
asyncio.runners.run = run
asyncio.threads.to_thread = to_thread
asyncio.timeouts.timeout = timeout
asyncio.events.get_running_loop = get_running_loop
asyncio.events.get_event_loop = get_event_loop
asyncio.events.new_event_loop = new_event_loop

# Futures.

@facts("mutable identity gc weakrefs dict iterable awaitable")
class Future:
    self = asyncio.get_running_loop().create_future()

    @effect(returns=fresh(Self))
    def __new__(cls, *, loop=None): loop = asyncio.get_running_loop()

    # It is let go when it has been called.
    @effect(returns=None, keeps="fn in self, context in self", calls="fn(self) later", mutates="self")
    def add_done_callback(self, fn, /, *, context=...): context = contextvars.copy_context()

    @effect(returns=int, mutates="self", releases="one of items of self")
    def remove_done_callback(self, fn, /): self.add_done_callback(fn)

    @effect(returns=item(self))
    def result(self, /): self.set_result(thing())

    @effect(returns=item(self) | None)
    def exception(self, /):
        self.set_result(thing())
        self.set_exception(ValueError())

    @effect(returns=None, keeps="result in self", mutates="self")
    def set_result(self, result, /): ...

    @effect(returns=None, keeps="exception in self", mutates="self")
    def set_exception(self, exception, /): exception = ValueError()

    @effect(returns=bool, mutates="self")
    def cancel(self, /, msg=None): ...

    @effect(returns=bool)
    def done(self, /): ...

    @effect(returns=bool)
    def cancelled(self, /): ...

    @effect(returns=cached(AbstractEventLoop))
    def get_loop(self, /): ...

# The loop holds a task weakly, but for the moments in which a step of it is due ("event loop step"):
# what it waits for has to hold it.
@facts("mutable identity gc weakrefs dict iterable awaitable")
class Task(Future):
    self = asyncio.get_running_loop().create_task(ended())

    @effect(returns=fresh(Self), keeps="coro in result, coro in registry event loop step, result in registry event loop step")
    def __new__(cls, coro, *, loop=None, name=None, context=None, eager_start=False): coro = ended(thing())

    @effect(returns=item(self))
    def get_coro(self, /): x = ended(thing()); self = asyncio.get_running_loop().create_task(x)

    @effect(returns=str)
    def get_name(self, /): ...

    @effect(returns=None, mutates="self")
    def set_name(self, value, /): value = "t"

@facts("mutable identity gc weakrefs dict iterable awaitable")
class _GatheringFuture(Future):
    self = asyncio.gather(asyncio.get_running_loop().create_future())

@effect(returns=fresh(Task), keeps="coro in result, coro in registry event loop step, result in registry event loop step")
def create_task(coro, *, name=None, context=None): coro = ended(thing())

@effect(
    returns=same(coro_or_future) if instance(coro_or_future, Future) else fresh(Task),
    keeps="coro_or_future in result, coro_or_future in registry event loop step perhaps",
)
def ensure_future(coro_or_future, *, loop=None):
    coro_or_future = ended(thing())
    coro_or_future = asyncio.get_running_loop().create_future()

@effect(returns=fresh(_GatheringFuture) | fresh(Future), keeps="coros_or_futures in result, coros_or_futures in registry event loop step")
def gather(*coros_or_futures, return_exceptions=False): coros_or_futures = (ended(thing()), ended(thing()))

# What is shielded goes on although nobody holds it: only its callbacks lead here.
@effect(returns=fresh(Future) | same(arg), unproved="what it holds hangs on callbacks of both futures")
def shield(arg): ...

@effect(returns=same(result))
async def sleep(delay, result=None): delay = 0; result = thing()

@effect(returns=Unknown, releases="frame of fut", blocks=True)
async def wait_for(fut, timeout): fut = ended(thing()); timeout = None

@effect(returns=fresh(tuple), blocks=True, consumes="fs", unproved="waits")
async def wait(fs, *, timeout=None, return_when="ALL_COMPLETED"): ...

@effect(returns=fresh(_AsCompletedIterator), consumes="fs", keeps="items of fs in result")
def as_completed(fs, *, timeout=None): fs = [asyncio.get_running_loop().create_future()]

asyncio.tasks._AsCompletedIterator = _AsCompletedIterator

@facts("mutable identity gc weakrefs dict iterator iterable")
class _AsCompletedIterator:
    self = asyncio.as_completed([asyncio.get_running_loop().create_future()])

@effect(
    returns=Unknown,
    calls="func(args, kwargs) later",
    blocks=True,
    unproved="starts threads",
)
async def to_thread(func, /, *args, **kwargs): ...

@effect(returns=Unknown, blocks=True, unproved="a loop is running already")
def run(main, *, debug=None, loop_factory=None): ...

@effect(returns=fresh(concurrent.futures.Future), keeps="coro in loop, result in loop", mutates="loop")
def run_coroutine_threadsafe(coro, loop): coro = ended(thing()); loop = asyncio.get_running_loop()

@effect(returns=cached(Task))
def current_task(loop=None): ...

@effect(returns=fresh(set))
def all_tasks(loop=None): ...

@effect(returns=cached(AbstractEventLoop))
def get_running_loop(): ...

@effect(returns=cached(AbstractEventLoop))
def get_event_loop(): ...

@effect(returns=fresh(AbstractEventLoop))
def new_event_loop(): ...

@effect(returns=bool)
def iscoroutinefunction(func): ...

# The loop.

@facts("mutable identity gc weakrefs")
class Handle:
    self = asyncio.get_running_loop().call_soon(thing())

    @effect(returns=None, mutates="self", releases="one of items of self")
    def cancel(self): ...

@facts("mutable value gc weakrefs")
class TimerHandle(Handle):
    self = asyncio.get_running_loop().call_later(1000, thing())

@facts("mutable identity gc weakrefs dict")
class AbstractEventLoop:
    self = asyncio.get_running_loop()

    @effect(
        returns=fresh(Handle),
        keeps="callback in self, args in self, context in self, result in self, callback as result._callback, args as result._args, context as result._context",
        calls="callback(args) later",
        mutates="self",
    )
    def call_soon(self, callback, *args, context=None): context = contextvars.copy_context()

    @effect(
        returns=fresh(Handle),
        keeps="callback in self, args in self, result in self, callback as result._callback, args as result._args",
        calls="callback(args) later",
        mutates="self",
    )
    def call_soon_threadsafe(self, callback, *args, context=None): ...

    @effect(
        returns=fresh(TimerHandle),
        keeps="callback in self, args in self, result in self, callback as result._callback, args as result._args",
        calls="callback(args) later",
        mutates="self",
    )
    def call_later(self, delay, callback, *args, context=None): delay = 1000

    @effect(
        returns=fresh(TimerHandle),
        keeps="callback in self, args in self, result in self, callback as result._callback, args as result._args",
        calls="callback(args) later",
        mutates="self",
    )
    def call_at(self, when, callback, *args, context=None): when = 10**9

    @effect(returns=fresh(Task), keeps="coro in result, coro in self, result in self", mutates="self")
    def create_task(self, coro, *, name=None, context=None): coro = ended(thing())

    @effect(returns=fresh(Future))
    def create_future(self): ...

    @effect(
        returns=fresh(Future),
        keeps="func in registry executor, args in registry executor",
        calls="func(args) later",
        unproved="starts threads",
    )
    def run_in_executor(self, executor, func, *args): ...

    @effect(returns=None, keeps="callback in self, args in self", calls="callback(args) later", mutates="self")
    def add_signal_handler(self, sig, callback, *args): sig = 10

    @effect(returns=None, keeps="callback in self, args in self", calls="callback(args) later", mutates="self", unproved="needs a file to watch")
    def add_reader(self, fd, callback, *args): ...

    @effect(returns=None, keeps="callback in self, args in self", calls="callback(args) later", mutates="self", unproved="needs a file to watch")
    def add_writer(self, fd, callback, *args): ...

    @effect(returns=None, keeps="handler as self._exception_handler", calls="handler(...) later", mutates="self")
    def set_exception_handler(self, handler): ...

    @effect(returns=Unknown, blocks=True, unproved="a loop is running already")
    def run_until_complete(self, future): ...

    @effect(returns=None, blocks=True, unproved="a loop is running already")
    def run_forever(self): ...

    @effect(returns=None, mutates="self")
    def stop(self): ...

    @effect(returns=float)
    def time(self): ...

    @effect(returns=bool)
    def is_running(self): ...

# What tasks wait for.

@facts("mutable identity gc weakrefs dict async_with")
class Lock:
    self = asyncio.Lock()

    @effect(returns=fresh(Self))
    def __new__(cls): ...

    @effect(returns=bool, mutates="self", blocks=True)
    async def acquire(self): ...

    @effect(returns=None, mutates="self")
    def release(self): self._locked = True

    @effect(returns=bool)
    def locked(self): ...

@facts("mutable identity gc weakrefs dict")
class Event:
    self = asyncio.Event()

    @effect(returns=fresh(Self))
    def __new__(cls): ...

    @effect(returns=None, mutates="self")
    def set(self): ...

    @effect(returns=None, mutates="self")
    def clear(self): ...

    @effect(returns=bool)
    def is_set(self): ...

    @effect(returns=bool, blocks=True)
    async def wait(self): self.set()

@facts("mutable identity gc weakrefs dict async_with")
class Condition:
    self = asyncio.Condition()

    @effect(returns=fresh(Self), keeps="lock as result._lock")
    def __new__(cls, lock=None): lock = asyncio.Lock()

@facts("mutable identity gc weakrefs dict async_with")
class Semaphore:
    self = asyncio.Semaphore(9)

    @effect(returns=fresh(Self))
    def __new__(cls, value=1): ...

    @effect(returns=bool, mutates="self", blocks=True)
    async def acquire(self): ...

    @effect(returns=None, mutates="self")
    def release(self): ...

@facts("mutable identity gc weakrefs dict async_with")
class BoundedSemaphore(Semaphore):
    self = asyncio.BoundedSemaphore(9)

@facts("mutable identity gc weakrefs dict")
class Queue:
    self = asyncio.Queue()

    @effect(returns=fresh(Self))
    def __new__(cls, maxsize=0): ...

    @effect(returns=None, keeps="item in self", mutates="self", blocks=True)
    async def put(self, item): ...

    @effect(returns=None, keeps="item in self", mutates="self")
    def put_nowait(self, item): ...

    @effect(returns=item(self), mutates="self", releases="one of items of self", blocks=True)
    async def get(self): self.put_nowait(thing()); self.put_nowait(thing())

    @effect(returns=item(self), mutates="self", releases="one of items of self")
    def get_nowait(self): self.put_nowait(thing()); self.put_nowait(thing())

    @effect(returns=None, mutates="self")
    def task_done(self): self.put_nowait(thing())

    @effect(returns=None, blocks=True)
    async def join(self): ...

    @effect(returns=int)
    def qsize(self): ...

    @effect(returns=bool)
    def empty(self): ...

    @effect(returns=bool)
    def full(self): ...

@facts("mutable identity gc weakrefs dict")
class LifoQueue(Queue):
    self = asyncio.LifoQueue()

@facts("mutable identity gc weakrefs dict")
class PriorityQueue(Queue):
    self = asyncio.PriorityQueue()

# A group holds its tasks until they are done.
@facts("mutable identity gc weakrefs dict async_with")
class TaskGroup:
    self = asyncio.TaskGroup()

    @effect(returns=fresh(Self))
    def __new__(cls): ...

    @effect(
        returns=fresh(Task),
        keeps="coro in result, coro in self, result in self",
        mutates="self",
        unproved="the group has to be entered",
    )
    def create_task(self, coro, *, name=None, context=None): ...

@facts("mutable identity gc weakrefs dict async_with")
class Timeout:
    self = asyncio.timeout(None)

@effect(returns=fresh(Timeout))
def timeout(delay): delay = None
