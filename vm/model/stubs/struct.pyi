"""Packed binary data.

CPython 3.13: Modules/_struct.c.
"""

_struct.Struct = Struct

@facts("mutable identity gc weakrefs")
class Struct:
    self = struct.Struct("i")

    @effect(returns=fresh(Self))
    def __new__(cls, format): format = "i"

    @effect(returns=bytes)
    def pack(self, *args): args = (1,)

    @effect(returns=None, mutates="buffer")
    def pack_into(self, buffer, offset, *args): buffer = bytearray(8); offset = 0; args = (1,)

    @effect(returns=fresh(tuple))
    def unpack(self, buffer, /): buffer = b"abcd"

    @effect(returns=fresh(tuple))
    def unpack_from(self, /, buffer, offset=0): buffer = b"abcd"

    @effect(returns=fresh(unpack_iterator), keeps="self in result, buffer in result")
    def iter_unpack(self, buffer, /): buffer = bytearray(8)

_struct.unpack_iterator = unpack_iterator

@facts("mutable identity gc final iterator iterable")
class unpack_iterator:
    self = struct.iter_unpack("i", bytes(8))

@effect(returns=int)
def calcsize(format, /): format = "i"

@effect(returns=bytes)
def pack(format, /, *values): format = "i"; values = (1,)

@effect(returns=None, mutates="buffer")
def pack_into(format, buffer, offset, /, *values): format = "i"; buffer = bytearray(8); offset = 0; values = (1,)

@effect(returns=fresh(tuple))
def unpack(format, buffer, /): format = "i"; buffer = b"abcd"

@effect(returns=fresh(tuple))
def unpack_from(format, /, buffer, offset=0): format = "i"; buffer = b"abcd"

@effect(returns=fresh(unpack_iterator), keeps="buffer in result")
def iter_unpack(format, buffer, /): format = "i"; buffer = bytearray(8)
