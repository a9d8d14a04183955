"""Pools of threads and processes.

CPython 3.13: Lib/concurrent/futures/.
"""

concurrent.futures._base.Future = Future
concurrent.futures._base.Executor = Executor
concurrent.futures.thread.ThreadPoolExecutor = ThreadPoolExecutor
concurrent.futures.process.ProcessPoolExecutor = ProcessPoolExecutor

@facts("mutable identity gc weakrefs dict")
class Future:
    self = concurrent.futures.Future()

    @effect(returns=fresh(Self))
    def __new__(cls): ...

    # Called at once where it is done already. It stays also when it has been called.
    @effect(returns=None, keeps="fn in self perhaps", calls="fn(self) now, fn(self) later", mutates="self")
    def add_done_callback(self, fn):
        ...
        self.set_result(1)

    @effect(returns=item(self), gil="released", blocks=True)
    def result(self, timeout=None): self.set_result(thing())

    @effect(returns=item(self) | None, gil="released", blocks=True)
    def exception(self, timeout=None):
        self.set_result(thing())
        self.set_exception(ValueError())

    @effect(returns=bool, mutates="self")
    def cancel(self): ...

    @effect(returns=bool)
    def done(self): ...

    @effect(returns=bool)
    def running(self): ...

    @effect(returns=bool)
    def cancelled(self): ...

    @effect(returns=None, keeps="result as self._result", mutates="self")
    def set_result(self, result): ...

    @effect(returns=None, keeps="exception as self._exception", mutates="self")
    def set_exception(self, exception): exception = ValueError()

@facts("mutable identity gc weakrefs dict with")
class Executor:
    self = concurrent.futures.Executor()

    @effect(returns=same(self))
    def __enter__(self): ...

    @effect(returns=bool, gil="released", blocks=True)
    def __exit__(self, exc_type, exc_val, exc_tb): exc_type = exc_val = exc_tb = None

# What is submitted is held until it has run; the threads hold the pool weakly.
@facts("mutable identity gc weakrefs dict with")
class ThreadPoolExecutor(Executor):
    self = concurrent.futures.ThreadPoolExecutor(1)

    @effect(
        returns=fresh(Self),
        keeps="initializer as result._initializer, initargs as result._initargs",
        calls="initializer(items of initargs) later",
    )
    def __new__(cls, max_workers=None, thread_name_prefix="", initializer=None, initargs=(), **ctxkwargs):
        initializer = thing(); initargs = (thing(),)

    @effect(
        returns=fresh(Future),
        keeps="fn in self, args in self, kwargs in self, result in self",
        calls="fn(args, kwargs) later",
        mutates="self",
    )
    def submit(self, fn, /, *args, **kwargs): self.submit(threading.Event().wait); kwargs = {"a": thing()}

    # The iterables are used up at once, and the results come in their order.
    @effect(
        returns=fresh(types.GeneratorType),
        keeps="fn in self, items of iterables in self",
        calls="fn(items of iterables) later",
        mutates="self",
        consumes="iterables",
    )
    def map(self, fn, *iterables, timeout=None, chunksize=1): self.submit(threading.Event().wait)

    @effect(returns=None, mutates="self", gil="released", blocks=True)
    def shutdown(self, wait=True, *, cancel_futures=False): ...

# Functions and arguments are pickled.
@facts("mutable identity gc weakrefs dict with")
class ProcessPoolExecutor(Executor):
    self = concurrent.futures.ProcessPoolExecutor()

    @effect(
        returns=fresh(Self),
        keeps="initializer as result._initializer, initargs as result._initargs",
    )
    def __new__(cls, max_workers=None, mp_context=None, initializer=None, initargs=(), *, max_tasks_per_child=None):
        initializer = thing(); initargs = (thing(),)

    @effect(returns=fresh(Future), mutates="self", unproved="starts processes")
    def submit(self, fn, /, *args, **kwargs): ...

    @effect(returns=fresh(types.GeneratorType), mutates="self", consumes="iterables", unproved="starts processes")
    def map(self, fn, *iterables, timeout=None, chunksize=1): ...

    @effect(returns=None, mutates="self", releases="one of items of self", gil="released", blocks=True)
    def shutdown(self, wait=True, *, cancel_futures=False): ...

@effect(returns=fresh(DoneAndNotDoneFutures), keeps="items of fs in result", consumes="fs", gil="released", blocks=True)
def wait(fs, timeout=None, return_when="ALL_COMPLETED"): fs = [concurrent.futures.Future()]; fs[0].set_result(1)

concurrent.futures._base.DoneAndNotDoneFutures = DoneAndNotDoneFutures

@facts("value gc iterable")
class DoneAndNotDoneFutures(tuple):
    self = concurrent.futures.wait([])

@effect(returns=fresh(types.GeneratorType), keeps="fs in result", gil="released", blocks=True)
def as_completed(fs, timeout=None): fs = [concurrent.futures.Future()]
