"""Streams.

CPython 3.13: Modules/_io/.
"""

_io.open = builtins.open
_io._IOBase = _IOBase
_io._RawIOBase = _RawIOBase
_io._BufferedIOBase = _BufferedIOBase
_io._TextIOBase = _TextIOBase
io.open = builtins.open
_io.TextIOWrapper = TextIOWrapper
_io.BufferedReader = BufferedReader
_io.BufferedWriter = BufferedWriter
_io.BufferedRandom = BufferedRandom
_io.BufferedRWPair = BufferedRWPair
_io.FileIO = FileIO
_io.BytesIO = BytesIO
_io.StringIO = StringIO

# The classes above all streams.

@facts("mutable identity gc weakrefs dict iterator iterable with")
class _IOBase:
    self = _io._IOBase()

    @effect(returns=None, mutates="self", releases="handle of self", gil="released", blocks=True)
    def close(self, /): self = open(os.devnull)

    @effect(returns=int)
    def fileno(self, /): self = open(os.devnull)

    @effect(returns=None, gil="released", blocks=True)
    def flush(self, /): self = open(os.devnull)

    @effect(returns=bool)
    def isatty(self, /): self = open(os.devnull)

    @effect(returns=bool)
    def readable(self, /): self = open(os.devnull)

    @effect(returns=bool)
    def writable(self, /): self = open(os.devnull)

    @effect(returns=bool)
    def seekable(self, /): self = open(os.devnull)

    @effect(returns=fresh(list), mutates="self", gil="released", blocks=True)
    def readlines(self, hint=-1, /): self = io.BytesIO(b"a")

    @effect(returns=None, mutates="self", consumes="lines", gil="released", blocks=True)
    def writelines(self, lines, /): self = io.StringIO(); lines = ["a", "b"]

    @effect(returns=same(self))
    def __enter__(self, /): self = open(os.devnull)

    @effect(returns=None, mutates="self", releases="handle of self", gil="released", blocks=True)
    def __exit__(self, *args): self = open(os.devnull); args = (None, None, None)

    @effect(returns=same(self))
    def __iter__(self, /): self = open(os.devnull)

@facts("mutable identity gc weakrefs dict iterator iterable with")
class _RawIOBase(_IOBase):
    self = _io._RawIOBase()

@facts("mutable identity gc weakrefs dict iterator iterable with")
class _BufferedIOBase(_IOBase):
    self = _io._BufferedIOBase()

@facts("mutable identity gc weakrefs dict iterator iterable with")
class _TextIOBase(_IOBase):
    self = _io._TextIOBase()

# Files.

@facts("mutable identity gc weakrefs dict iterator iterable with")
class FileIO(_RawIOBase):
    self = io.FileIO(os.devnull)

    @effect(returns=fresh(Self), calls="opener(...) now", gil="released", blocks=True)
    def __new__(cls, file, mode="r", closefd=True, opener=None):
        file = os.devnull; opener = function(lambda path, flags: os.open(path, flags))

    @effect(returns=bytes | None, mutates="self", gil="released", blocks=True)
    def read(self, size=-1, /):
        ...
        ends = os.pipe(); os.set_blocking(ends[0], False); self = io.FileIO(ends[0])

@facts("mutable identity gc weakrefs dict iterator iterable with")
class BufferedReader(_BufferedIOBase):
    self = open(os.devnull, "rb")
    raw: FileIO

    @effect(returns=fresh(Self), keeps="raw as result.raw")
    def __new__(cls, raw, buffer_size=8192): raw = io.FileIO(os.devnull)

    @effect(returns=bytes | None, mutates="self", gil="released", blocks=True)
    def read(self, size=-1, /):
        ...
        ends = os.pipe(); os.set_blocking(ends[0], False); self = open(ends[0], "rb")

    @effect(returns=bytes, mutates="self", gil="released", blocks=True)
    def readline(self, size=-1, /): ...

    @effect(returns=attribute(self, raw), mutates="self", releases="one of self.raw")
    def detach(self, /): ...

@facts("mutable identity gc weakrefs dict iterator iterable with")
class BufferedWriter(_BufferedIOBase):
    self = open(os.devnull, "wb")
    raw: FileIO

    @effect(returns=fresh(Self), keeps="raw as result.raw")
    def __new__(cls, raw, buffer_size=8192): raw = io.FileIO(os.devnull, "w")

    @effect(returns=int, mutates="self", gil="released", blocks=True)
    def write(self, buffer, /): buffer = b"a"

@facts("mutable identity gc weakrefs dict iterator iterable with")
class BufferedRandom(_BufferedIOBase):
    self = open(os.devnull, "rb+")
    raw: FileIO

@facts("mutable identity gc weakrefs dict iterator iterable with")
class BufferedRWPair(_BufferedIOBase):
    self = io.BufferedRWPair(io.FileIO(os.devnull), io.FileIO(os.devnull, "w"))

    @effect(returns=fresh(Self), keeps="reader in result, writer in result")
    def __new__(cls, reader, writer, buffer_size=8192, /): reader = io.FileIO(os.devnull); writer = io.FileIO(os.devnull, "w")

@facts("mutable identity gc weakrefs dict iterator iterable with")
class TextIOWrapper(_TextIOBase):
    self = open(os.devnull)
    buffer: BufferedReader

    @effect(returns=fresh(Self), keeps="buffer as result.buffer, buffer.raw in result")
    def __new__(cls, buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False):
        buffer = open(os.devnull, "rb")

    @effect(returns=str, mutates="self", gil="released", blocks=True)
    def read(self, size=-1, /): ...

    @effect(returns=str, mutates="self", gil="released", blocks=True)
    def readline(self, size=-1, /): ...

    @effect(returns=int, mutates="self", gil="released", blocks=True)
    def write(self, text, /): self = open(os.devnull, "w"); text = "a"

    @effect(returns=int, mutates="self", gil="released", blocks=True)
    def seek(self, cookie, whence=0, /): cookie = 0

    @effect(returns=attribute(self, buffer), mutates="self", releases="one of self.buffer")
    def detach(self, /): ...

# In memory.

@facts("mutable identity gc weakrefs dict iterator iterable with")
class BytesIO(_BufferedIOBase):
    self = io.BytesIO(b"abc")

    @effect(returns=fresh(Self))
    def __new__(cls, initial_bytes=b""): initial_bytes = b"abc"

    @effect(returns=bytes)
    def getvalue(self, /): ...

    # While a view is there, its stream cannot change its size.
    @effect(returns=fresh(memoryview), keeps="self in result")
    def getbuffer(self, /): ...

    @effect(returns=bytes, mutates="self")
    def read(self, size=-1, /): ...

    @effect(returns=int, mutates="self")
    def write(self, b, /): b = b"a"

@facts("mutable identity gc weakrefs dict iterator iterable with")
class StringIO(_TextIOBase):
    self = io.StringIO("abc")

    @effect(returns=fresh(Self))
    def __new__(cls, initial_value="", newline="\n"): initial_value = "abc"

    @effect(returns=str)
    def getvalue(self, /): ...

    @effect(returns=str, mutates="self")
    def read(self, size=-1, /): ...

    @effect(returns=int, mutates="self")
    def write(self, s, /): s = "a"
