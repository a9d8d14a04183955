"""Sockets.

CPython 3.13: Lib/socket.py, Modules/socketmodule.c.
"""

@facts("mutable identity gc weakrefs with")
class socket:
    self = socket.socket()

    @effect(returns=fresh(Self))
    def __new__(cls, family=-1, type=-1, proto=-1, fileno=None): ...

    @effect(returns=None, mutates="self", releases="handle of self")
    def close(self): ...

    @effect(returns=int, mutates="self")
    def detach(self): ...

    @effect(returns=same(self))
    def __enter__(self): ...

    @effect(returns=None, mutates="self", releases="handle of self")
    def __exit__(self, *args): args = (None, None, None)

    @effect(returns=None, mutates="self", gil="released", blocks=True, unproved="needs a peer")
    def connect(self, address, /): ...

    @effect(returns=fresh(tuple), mutates="self", gil="released", blocks=True, unproved="needs a peer")
    def accept(self): ...

    @effect(returns=bytes, mutates="self", gil="released", blocks=True, unproved="needs a peer")
    def recv(self, bufsize, flags=0, /): ...

    @effect(returns=int, mutates="self", gil="released", blocks=True, unproved="needs a peer")
    def send(self, data, flags=0, /): ...

    @effect(returns=None, mutates="self", gil="released", blocks=True, unproved="needs a peer")
    def sendall(self, data, flags=0, /): ...

    @effect(returns=None, mutates="self")
    def settimeout(self, value, /): value = 1

    @effect(returns=Unknown, keeps="self in result", mutates="self")
    def makefile(self, mode="r", buffering=None, *, encoding=None, errors=None, newline=None): ...
