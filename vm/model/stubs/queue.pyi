"""Queues between threads.

CPython 3.13: Lib/queue.py, Modules/_queuemodule.c.
"""

_queue.SimpleQueue = SimpleQueue
_queue.Empty = Empty

@facts("mutable identity gc weakrefs dict")
class Empty(Exception):
    self = queue.Empty()

@facts("mutable identity gc weakrefs dict")
class Full(Exception):
    self = queue.Full()

@facts("mutable identity gc weakrefs dict")
class Queue:
    self = queue.Queue()

    @effect(returns=fresh(Self))
    def __new__(cls, maxsize=0): ...

    @effect(returns=None, keeps="item in self", mutates="self", gil="released", blocks=True)
    def put(self, item, block=True, timeout=None): ...

    @effect(returns=None, keeps="item in self", mutates="self")
    def put_nowait(self, item): ...

    @effect(returns=item(self), mutates="self", releases="one of items of self", gil="released", blocks=True)
    def get(self, block=True, timeout=None): self.put(thing()); self.put(thing())

    @effect(returns=item(self), mutates="self", releases="one of items of self")
    def get_nowait(self): self.put(thing()); self.put(thing())

    @effect(returns=None, mutates="self")
    def task_done(self): self.put(thing())

    @effect(returns=None, gil="released", blocks=True)
    def join(self): ...

    @effect(returns=int)
    def qsize(self): ...

    @effect(returns=bool)
    def empty(self): ...

    @effect(returns=bool)
    def full(self): ...

    @effect(returns=None, mutates="self")
    def shutdown(self, immediate=False): ...

@facts("mutable identity gc weakrefs dict")
class LifoQueue(Queue):
    self = queue.LifoQueue()

@facts("mutable identity gc weakrefs dict")
class PriorityQueue(Queue):
    self = queue.PriorityQueue()

@facts("mutable identity gc weakrefs")
class SimpleQueue:
    self = queue.SimpleQueue()

    @effect(returns=fresh(Self))
    def __new__(cls): ...

    @effect(returns=None, keeps="item in self", mutates="self")
    def put(self, item, block=True, timeout=None): ...

    @effect(returns=None, keeps="item in self", mutates="self")
    def put_nowait(self, item): ...

    @effect(returns=item(self), mutates="self", releases="one of items of self", gil="released", blocks=True)
    def get(self, block=True, timeout=None): self.put(thing()); self.put(thing())

    @effect(returns=item(self), mutates="self", releases="one of items of self")
    def get_nowait(self): self.put(thing()); self.put(thing())

    @effect(returns=int)
    def qsize(self): ...

    @effect(returns=bool)
    def empty(self): ...
