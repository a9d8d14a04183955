"""Functions and types that need no import, and types that only their instances show.

CPython 3.13: Python/bltinmodule.c, and a file for each type in Objects/.
"""

# Functions.

@effect(returns=Unknown)
def abs(x, /): x = -300

@effect(returns=bool, consumes="iterable")
def all(iterable, /): ...

@effect(returns=bool, consumes="iterable")
def any(iterable, /): iterable = [0, 0]

@effect(returns=str)
def ascii(obj, /): ...

@effect(returns=str)
def bin(number, /): number = 5

@effect(returns=bool)
def callable(obj, /): ...

@effect(returns=str)
def chr(i, /): i = 300

@effect(returns=fresh(types.CodeType) | Unknown)
def compile(source, filename, mode, flags=0, dont_inherit=False, optimize=-1): source = "x = 1"; filename = "f"; mode = "exec"

@effect(returns=None, mutates="obj", releases="one of items of obj")
def delattr(obj, name, /): obj = types.SimpleNamespace(name=thing()); name = "name"

@effect(returns=fresh(list))
def dir(object=..., /): object = thing()

@effect(returns=Unknown)
def divmod(x, y, /): x = 7; y = 2

@effect(returns=Unknown, unproved="runs any code")
def eval(source, /, globals=None, locals=None): ...

@effect(returns=None, unproved="runs any code")
def exec(source, /, globals=None, locals=None, *, closure=None): ...

@effect(returns=str)
def format(value, format_spec="", /): value = 5

@effect(returns=Unknown)
def getattr(object, name, default=..., /): name = "no_such_name"; default = thing()

@effect(returns=cached(dict))
def globals(): ...

@effect(returns=bool)
def hasattr(obj, name, /): name = "name"

@effect(returns=int)
def hash(obj, /): ...

@effect(returns=str)
def hex(number, /): number = 5

@effect(returns=int)
def id(obj, /): ...

@effect(returns=str, gil="released", blocks=True, unproved="waits for a person")
def input(prompt="", /): ...

@effect(returns=bool)
def isinstance(obj, class_or_tuple, /): class_or_tuple = (int, str)

@effect(returns=bool)
def issubclass(cls, class_or_tuple, /): cls = bool; class_or_tuple = int

# `iter` of a class of one's own gives what `__iter__` gives.
@effect(
    returns=fresh(callable_iterator) if given(sentinel) else same(object) if iterator(object) else Unknown,
    keeps="object in result, sentinel in result",
    calls="object() later",
)
def iter(object, sentinel=..., /):
    object = [thing()]
    object = iter([thing()])
    object = thing(); sentinel = thing()

@effect(returns=int)
def len(obj, /): obj = [thing()]

# Of a function; of a module or class body it is the namespace itself.
@effect(returns=fresh(dict) | Unknown)
def locals(): ...

@effect(
    returns=same(args) | same(iterable) if given(args) else item(iterable) | same(default),
    consumes="iterable",
    calls="key(items of iterable) now, key(iterable) now, key(args) now",
)
def max(iterable, /, *args, key=None, default=...):
    key = thing(); args = ()
    iterable = thing(); args = (thing(),); key = thing()
    iterable = thing(); args = (thing(),)
    args = (thing(),); iterable = thing()
    iterable = []; args = (); default = thing()

@effect(
    returns=same(args) | same(iterable) if given(args) else item(iterable) | same(default),
    consumes="iterable",
    calls="key(items of iterable) now, key(iterable) now, key(args) now",
)
def min(iterable, /, *args, key=None, default=...):
    key = thing(); args = ()
    iterable = thing(); args = (thing(),); key = thing()
    iterable = thing(); args = (thing(),)
    args = (thing(),); iterable = thing()
    iterable = []; args = (); default = thing()

@effect(returns=item(iterator) | same(default), mutates="iterator")
def next(iterator, default=..., /):
    iterator = iter([thing()])
    iterator = iter([]); default = thing()

@effect(returns=str)
def oct(number, /): number = 5

@effect(
    returns=fresh(io.TextIOWrapper) | fresh(io.BufferedReader) | fresh(io.BufferedWriter) | fresh(io.BufferedRandom) | fresh(io.FileIO),
    calls="opener(...) now",
    gil="released",
    blocks=True,
)
def open(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None):
    file = os.devnull
    file = os.devnull; mode = "rb"
    file = os.devnull; mode = "wb"
    file = os.devnull; mode = "rb+"
    file = os.devnull; mode = "rb"; buffering = 0
    file = os.devnull; opener = function(lambda path, flags: os.open(path, flags))

@effect(returns=int)
def ord(c, /): c = "a"

@effect(returns=Unknown)
def pow(base, exp, mod=None): base = 2; exp = 10

# `file` is any object with `write`.
@effect(returns=None, gil="released", blocks=True)
def print(*args, sep=" ", end="\n", file=None, flush=False): file = io.StringIO()

@effect(returns=str)
def repr(obj, /): ...

@effect(returns=Unknown)
def round(number, ndigits=None): number = 1.5

@effect(returns=None, keeps="value in obj", mutates="obj")
def setattr(obj, name, value, /): name = "name"

@effect(
    returns=fresh(list),
    keeps="items of iterable in result",
    calls="key(items of iterable) now",
    consumes="iterable",
)
def sorted(iterable, /, *, key=None, reverse=False):
    iterable = [thing(), thing()]
    iterable = (thing(), thing()); key = thing()

@effect(returns=Unknown, consumes="iterable")
def sum(iterable, /, start=0): iterable = [1, 2]

@effect(returns=attribute(object, __dict__) | cached(dict) | fresh(dict))
def vars(object=..., /):
    object = thing()
    ...

@effect(returns=cached(types.ModuleType), gil="released", blocks=True)
def __import__(name, globals=None, locals=None, fromlist=(), level=0): name = "sys"

@effect(
    returns=fresh(type),
    keeps="func in result, bases as result.__orig_bases__, kwds in result",
    calls="func(...) now",
    unproved="called by the compiler alone",
)
def __build_class__(func, name, /, *bases, metaclass=..., **kwds): ...

# The object of all objects.

@facts("identity")
class object:
    self = object()

    @effect(returns=fresh(Self))
    def __new__(cls): ...

    # What a frozen dataclass sets its fields with.
    @effect(returns=None, keeps="value in self", mutates="self")
    def __setattr__(self, name, value, /): self = thing(); name = "name"

    @effect(returns=None, mutates="self", releases="one of items of self")
    def __delattr__(self, name, /): self = types.SimpleNamespace(name=thing()); name = "name"

@facts("mutable identity gc weakrefs dict")
class type:
    self = type("C", (), {})

    @effect(
        returns=fresh(Self) if given(bases) else class_of(object),
        keeps="bases as result.__bases__, items of bases as result.__bases__, values of dict in result",
    )
    def __new__(cls, object, bases=..., dict=..., /, **kwds):
        object = thing()
        object = "C"; bases = (types.new_class("D"),); dict = {"a": thing()}

    @effect(returns=fresh(list), keeps="self in result")
    def mro(self, /): ...

    # The list is new, its classes are held weakly by their bases.
    @effect(returns=fresh(list))
    def __subclasses__(self, /): ...

@facts("mutable identity gc")
class super:
    self = super(bool, True)

    @effect(returns=fresh(super), keeps="type as result.__thisclass__, object as result.__self__")
    def __new__(cls, type=..., object=None, /): type = types.new_class("C"); object = type()

@facts("mutable identity gc")
class property:
    self = property(thing())

    @effect(returns=fresh(Self), keeps="fget as result.fget, fset as result.fset, fdel as result.fdel, doc as result.__doc__")
    def __new__(cls, fget=None, fset=None, fdel=None, doc=None): fget = thing(); fset = thing(); fdel = thing(); doc = thing()

    @effect(returns=fresh(Self), keeps="fget as result.fget, self.fset as result.fset, self.fdel as result.fdel")
    def getter(self, fget, /): self = property(thing(), thing(), thing())

    @effect(returns=fresh(Self), keeps="fset as result.fset, self.fget as result.fget, self.fdel as result.fdel")
    def setter(self, fset, /): self = property(thing(), thing(), thing())

    @effect(returns=fresh(Self), keeps="fdel as result.fdel, self.fget as result.fget, self.fset as result.fset")
    def deleter(self, fdel, /): self = property(thing(), thing(), thing())

@facts("mutable identity gc dict")
class classmethod:
    self = classmethod(thing())

    @effect(returns=fresh(Self), keeps="function as result.__func__")
    def __new__(cls, function, /): ...

@facts("mutable identity gc dict")
class staticmethod:
    self = staticmethod(thing())

    @effect(returns=fresh(Self), keeps="function as result.__func__")
    def __new__(cls, function, /): ...

# Numbers.

@facts("value")
class int:
    self = 7

    @effect(returns=same(x) if exact(x, int) else int)
    def __new__(cls, x=0, /, base=10):
        x = 1000; x += 1
        x = "7"; base = 8

    @effect(returns=fresh(tuple))
    def as_integer_ratio(self, /): ...

    @effect(returns=int)
    def bit_count(self, /): ...

    @effect(returns=int)
    def bit_length(self, /): ...

    @effect(returns=int)
    def conjugate(self, /): ...

    @effect(returns=int)
    @classmethod
    def from_bytes(cls, bytes, byteorder="big", *, signed=False): bytes = b"a"

    @effect(returns=bool)
    def is_integer(self, /): ...

    @effect(returns=bytes)
    def to_bytes(self, /, length=1, byteorder="big", *, signed=False): ...

@facts("value final")
class bool(int):
    self = True

    @effect(returns=bool)
    def __new__(cls, object=False, /): object = thing()

@facts("value")
class float:
    self = 1.5

    @effect(returns=same(x) if exact(x, float) else float)
    def __new__(cls, x=0, /):
        x = 1.5
        x = "7"

    @effect(returns=fresh(tuple))
    def as_integer_ratio(self, /): ...

    @effect(returns=float)
    def conjugate(self, /): ...

    @effect(returns=float)
    @classmethod
    def fromhex(cls, string, /): string = "0x1p0"

    @effect(returns=str)
    def hex(self, /): ...

    @effect(returns=bool)
    def is_integer(self, /): ...

@facts("value")
class complex:
    self = 1j

    @effect(returns=same(real) if exact(real, complex) else complex)
    def __new__(cls, real=0, imag=0):
        real = 1j
        real = 1; imag = 2

    @effect(returns=complex)
    def conjugate(self, /): ...

# Text and bytes.

@facts("value iterable")
class str:
    self = "a b"

    @effect(returns=same(object) if exact(object, str) else str)
    def __new__(cls, object="", encoding="utf-8", errors="strict"):
        object = "a b c"
        object = thing()
        object = b"abc"; encoding = "ascii"

    @effect(returns=str)
    def capitalize(self, /): ...

    @effect(returns=str)
    def casefold(self, /): ...

    @effect(returns=str)
    def center(self, width, fillchar=" ", /): width = 9

    @effect(returns=int)
    def count(self, sub, start=0, end=..., /): sub = "a"

    @effect(returns=bytes)
    def encode(self, /, encoding="utf-8", errors="strict"): ...

    @effect(returns=bool)
    def endswith(self, suffix, start=0, end=..., /): suffix = "a"

    @effect(returns=str)
    def expandtabs(self, /, tabsize=8): ...

    @effect(returns=int)
    def find(self, sub, start=0, end=..., /): sub = "a"

    @effect(returns=str)
    def format(self, /, *args, **kwargs): self = "{0}"; args = (1,)

    @effect(returns=str)
    def format_map(self, mapping, /): self = "{a}"; mapping = {"a": 1}

    @effect(returns=int)
    def index(self, sub, start=0, end=..., /): sub = "a"

    @effect(returns=bool)
    def isalnum(self, /): ...

    @effect(returns=bool)
    def isalpha(self, /): ...

    @effect(returns=bool)
    def isascii(self, /): ...

    @effect(returns=bool)
    def isdecimal(self, /): ...

    @effect(returns=bool)
    def isdigit(self, /): ...

    @effect(returns=bool)
    def isidentifier(self, /): ...

    @effect(returns=bool)
    def islower(self, /): ...

    @effect(returns=bool)
    def isnumeric(self, /): ...

    @effect(returns=bool)
    def isprintable(self, /): ...

    @effect(returns=bool)
    def isspace(self, /): ...

    @effect(returns=bool)
    def istitle(self, /): ...

    @effect(returns=bool)
    def isupper(self, /): ...

    @effect(returns=str, consumes="iterable")
    def join(self, iterable, /): iterable = ["a", "b"]

    @effect(returns=str)
    def ljust(self, width, fillchar=" ", /): width = 9

    @effect(returns=str)
    def lower(self, /): ...

    @effect(returns=str)
    def lstrip(self, chars=None, /): ...

    @effect(returns=fresh(dict))
    @staticmethod
    def maketrans(x, y=..., z=..., /): x = {}

    @effect(returns=fresh(tuple))
    def partition(self, sep, /): sep = "a"

    @effect(returns=str)
    def removeprefix(self, prefix, /): prefix = "a"

    @effect(returns=str)
    def removesuffix(self, suffix, /): suffix = "a"

    @effect(returns=str)
    def replace(self, old, new, /, count=-1): old = "a"; new = "b"

    @effect(returns=int)
    def rfind(self, sub, start=0, end=..., /): sub = "a"

    @effect(returns=int)
    def rindex(self, sub, start=0, end=..., /): sub = "a"

    @effect(returns=str)
    def rjust(self, width, fillchar=" ", /): width = 9

    @effect(returns=fresh(tuple))
    def rpartition(self, sep, /): sep = "a"

    @effect(returns=fresh(list))
    def rsplit(self, /, sep=None, maxsplit=-1): ...

    @effect(returns=str)
    def rstrip(self, chars=None, /): ...

    @effect(returns=fresh(list))
    def split(self, /, sep=None, maxsplit=-1): ...

    @effect(returns=fresh(list))
    def splitlines(self, /, keepends=False): ...

    @effect(returns=bool)
    def startswith(self, prefix, start=0, end=..., /): prefix = "a"

    @effect(returns=str)
    def strip(self, chars=None, /): ...

    @effect(returns=str)
    def swapcase(self, /): ...

    @effect(returns=str)
    def title(self, /): ...

    @effect(returns=str)
    def translate(self, table, /): table = {}

    @effect(returns=str)
    def upper(self, /): ...

    @effect(returns=str)
    def zfill(self, width, /): width = 9

    @effect(returns=str)
    def __add__(self, value, /): value = "b"

    @effect(returns=str)
    def __mul__(self, value, /): value = 2

    @effect(returns=str)
    def __rmul__(self, value, /): value = 2

    @effect(returns=str)
    def __mod__(self, value, /): self = "%s"; value = thing()

    @effect(returns=bool)
    def __contains__(self, key, /): key = "a"

    @effect(returns=int)
    def __len__(self, /): ...

    @effect(returns=str)
    def __getitem__(self, key, /): key = 0

    @effect(returns=fresh(str_ascii_iterator) | fresh(str_iterator), keeps="self in result")
    def __iter__(self, /):
        self = type("S", (str,), {})("abc")
        self = "abc"
        self = "\u0100"

@facts("value iterable")
class bytes:
    self = b"a b"

    @effect(returns=same(source) if exact(source, bytes) else bytes, consumes="source")
    def __new__(cls, source=b"", encoding=..., errors=...):
        source = b"a b c"
        source = [1, 2]
        source = "abc"; encoding = "ascii"

    @effect(returns=bytes)
    def capitalize(self, /): ...

    @effect(returns=bytes)
    def center(self, width, fillchar=b" ", /): width = 9

    @effect(returns=int)
    def count(self, sub, start=0, end=..., /): sub = b"a"

    @effect(returns=str)
    def decode(self, /, encoding="utf-8", errors="strict"): ...

    @effect(returns=bool)
    def endswith(self, suffix, start=0, end=..., /): suffix = b"a"

    @effect(returns=bytes)
    def expandtabs(self, /, tabsize=8): ...

    @effect(returns=int)
    def find(self, sub, start=0, end=..., /): sub = b"a"

    @effect(returns=bytes)
    @classmethod
    def fromhex(cls, string, /): string = "00"

    @effect(returns=str)
    def hex(self, sep=..., bytes_per_sep=1): ...

    @effect(returns=int)
    def index(self, sub, start=0, end=..., /): sub = b"a"

    @effect(returns=bool)
    def isalnum(self, /): ...

    @effect(returns=bool)
    def isalpha(self, /): ...

    @effect(returns=bool)
    def isascii(self, /): ...

    @effect(returns=bool)
    def isdigit(self, /): ...

    @effect(returns=bool)
    def islower(self, /): ...

    @effect(returns=bool)
    def isspace(self, /): ...

    @effect(returns=bool)
    def istitle(self, /): ...

    @effect(returns=bool)
    def isupper(self, /): ...

    @effect(returns=bytes, consumes="iterable_of_bytes")
    def join(self, iterable_of_bytes, /): iterable_of_bytes = [b"a", b"b"]

    @effect(returns=bytes)
    def ljust(self, width, fillchar=b" ", /): width = 9

    @effect(returns=bytes)
    def lower(self, /): ...

    @effect(returns=bytes)
    def lstrip(self, bytes=None, /): ...

    @effect(returns=bytes)
    @staticmethod
    def maketrans(frm, to, /): frm = b"a"; to = b"b"

    @effect(returns=fresh(tuple))
    def partition(self, sep, /): sep = b"a"

    @effect(returns=bytes)
    def removeprefix(self, prefix, /): prefix = b"a"

    @effect(returns=bytes)
    def removesuffix(self, suffix, /): suffix = b"a"

    @effect(returns=bytes)
    def replace(self, old, new, count=-1, /): old = b"a"; new = b"b"

    @effect(returns=int)
    def rfind(self, sub, start=0, end=..., /): sub = b"a"

    @effect(returns=int)
    def rindex(self, sub, start=0, end=..., /): sub = b"a"

    @effect(returns=bytes)
    def rjust(self, width, fillchar=b" ", /): width = 9

    @effect(returns=fresh(tuple))
    def rpartition(self, sep, /): sep = b"a"

    @effect(returns=fresh(list))
    def rsplit(self, /, sep=None, maxsplit=-1): ...

    @effect(returns=bytes)
    def rstrip(self, bytes=None, /): ...

    @effect(returns=fresh(list))
    def split(self, /, sep=None, maxsplit=-1): ...

    @effect(returns=fresh(list))
    def splitlines(self, /, keepends=False): ...

    @effect(returns=bool)
    def startswith(self, prefix, start=0, end=..., /): prefix = b"a"

    @effect(returns=bytes)
    def strip(self, bytes=None, /): ...

    @effect(returns=bytes)
    def swapcase(self, /): ...

    @effect(returns=bytes)
    def title(self, /): ...

    @effect(returns=bytes)
    def translate(self, table, /, delete=b""): table = bytes(range(256))

    @effect(returns=bytes)
    def upper(self, /): ...

    @effect(returns=bytes)
    def zfill(self, width, /): width = 9

    @effect(returns=bytes)
    def __add__(self, value, /): value = b"b"

    @effect(returns=bytes)
    def __mul__(self, value, /): value = 2

    @effect(returns=int)
    def __len__(self, /): ...

    @effect(returns=bytes if instance(key, slice) else int)
    def __getitem__(self, key, /):
        key = 0
        key = slice(1)

    @effect(returns=fresh(bytes_iterator), keeps="self in result")
    def __iter__(self, /): self = type("B", (bytes,), {})(b"abc")

@facts("mutable unhashable iterable")
class bytearray:
    self = bytearray(b"a b")

    @effect(returns=fresh(Self), consumes="source")
    def __new__(cls, source=b"", encoding=..., errors=...):
        source = b"a b c"
        source = [1, 2]
        source = "abc"; encoding = "ascii"

    @effect(returns=None, mutates="self")
    def append(self, item, /): item = 1

    @effect(returns=fresh(bytearray))
    def capitalize(self, /): ...

    @effect(returns=fresh(bytearray))
    def center(self, width, fillchar=b" ", /): width = 9

    @effect(returns=None, mutates="self")
    def clear(self, /): ...

    @effect(returns=fresh(bytearray))
    def copy(self, /): ...

    @effect(returns=int)
    def count(self, sub, start=0, end=..., /): sub = b"a"

    @effect(returns=str)
    def decode(self, /, encoding="utf-8", errors="strict"): ...

    @effect(returns=bool)
    def endswith(self, suffix, start=0, end=..., /): suffix = b"a"

    @effect(returns=fresh(bytearray))
    def expandtabs(self, /, tabsize=8): ...

    @effect(returns=None, consumes="iterable_of_ints", mutates="self")
    def extend(self, iterable_of_ints, /): iterable_of_ints = [1, 2]

    @effect(returns=int)
    def find(self, sub, start=0, end=..., /): sub = b"a"

    @effect(returns=fresh(bytearray))
    @classmethod
    def fromhex(cls, string, /): string = "00"

    @effect(returns=str)
    def hex(self, sep=..., bytes_per_sep=1): ...

    @effect(returns=int)
    def index(self, sub, start=0, end=..., /): sub = b"a"

    @effect(returns=None, mutates="self")
    def insert(self, index, item, /): index = 0; item = 1

    @effect(returns=bool)
    def isalnum(self, /): ...

    @effect(returns=bool)
    def isalpha(self, /): ...

    @effect(returns=bool)
    def isascii(self, /): ...

    @effect(returns=bool)
    def isdigit(self, /): ...

    @effect(returns=bool)
    def islower(self, /): ...

    @effect(returns=bool)
    def isspace(self, /): ...

    @effect(returns=bool)
    def istitle(self, /): ...

    @effect(returns=bool)
    def isupper(self, /): ...

    @effect(returns=fresh(bytearray), consumes="iterable_of_bytes")
    def join(self, iterable_of_bytes, /): iterable_of_bytes = [b"a", b"b"]

    @effect(returns=fresh(bytearray))
    def ljust(self, width, fillchar=b" ", /): width = 9

    @effect(returns=fresh(bytearray))
    def lower(self, /): ...

    @effect(returns=fresh(bytearray))
    def lstrip(self, bytes=None, /): ...

    @effect(returns=fresh(tuple))
    def partition(self, sep, /): sep = b"a"

    @effect(returns=int, mutates="self")
    def pop(self, index=-1, /): ...

    @effect(returns=None, mutates="self")
    def remove(self, value, /): value = 97

    @effect(returns=fresh(bytearray))
    def removeprefix(self, prefix, /): prefix = b"a"

    @effect(returns=fresh(bytearray))
    def removesuffix(self, suffix, /): suffix = b"a"

    @effect(returns=fresh(bytearray))
    def replace(self, old, new, count=-1, /): old = b"a"; new = b"b"

    @effect(returns=None, mutates="self")
    def reverse(self, /): ...

    @effect(returns=int)
    def rfind(self, sub, start=0, end=..., /): sub = b"a"

    @effect(returns=int)
    def rindex(self, sub, start=0, end=..., /): sub = b"a"

    @effect(returns=fresh(bytearray))
    def rjust(self, width, fillchar=b" ", /): width = 9

    @effect(returns=fresh(tuple))
    def rpartition(self, sep, /): sep = b"a"

    @effect(returns=fresh(list))
    def rsplit(self, /, sep=None, maxsplit=-1): ...

    @effect(returns=fresh(bytearray))
    def rstrip(self, bytes=None, /): ...

    @effect(returns=fresh(list))
    def split(self, /, sep=None, maxsplit=-1): ...

    @effect(returns=fresh(list))
    def splitlines(self, /, keepends=False): ...

    @effect(returns=bool)
    def startswith(self, prefix, start=0, end=..., /): prefix = b"a"

    @effect(returns=fresh(bytearray))
    def strip(self, bytes=None, /): ...

    @effect(returns=fresh(bytearray))
    def swapcase(self, /): ...

    @effect(returns=fresh(bytearray))
    def title(self, /): ...

    @effect(returns=fresh(bytearray))
    def translate(self, table, /, delete=b""): table = bytes(range(256))

    @effect(returns=fresh(bytearray))
    def upper(self, /): ...

    @effect(returns=fresh(bytearray))
    def zfill(self, width, /): width = 9

    @effect(returns=fresh(bytearray))
    def __add__(self, value, /): value = b"b"

    @effect(returns=same(self), mutates="self")
    def __iadd__(self, value, /): value = b"b"

    @effect(returns=int)
    def __len__(self, /): ...

    @effect(returns=fresh(bytearray) if instance(key, slice) else int)
    def __getitem__(self, key, /):
        key = 0
        key = slice(1)

    @effect(returns=None, mutates="self")
    def __setitem__(self, key, value, /): key = 0; value = 1

    @effect(returns=None, mutates="self")
    def __delitem__(self, key, /): key = 0

    @effect(returns=fresh(bytearray_iterator), keeps="self in result")
    def __iter__(self, /): ...

# While a view is there, a bytearray cannot change its size.
@facts("mutable value gc weakrefs final iterable with")
class memoryview:
    self = memoryview(bytearray(b"abc"))

    @effect(returns=fresh(memoryview), keeps="object as result.obj")
    def __new__(cls, object): object = bytearray(b"abc")

    @effect(returns=fresh(memoryview), keeps="self.obj as result.obj")
    def toreadonly(self, /): ...

    @effect(returns=fresh(memoryview), keeps="self.obj as result.obj")
    def cast(self, format, shape=...): format = "b"

    @effect(returns=None, mutates="self", releases="one of self.obj")
    def release(self, /): ...

    @effect(returns=bytes)
    def tobytes(self, order="C"): ...

    @effect(returns=fresh(list))
    def tolist(self, /): ...

    @effect(returns=str)
    def hex(self, sep=..., bytes_per_sep=1): ...

    @effect(returns=same(self))
    def __enter__(self, /): ...

    @effect(returns=None, mutates="self", releases="one of self.obj")
    def __exit__(self, *args): args = (None, None, None)

# Sequences.

@facts("mutable unhashable gc iterable")
class list:
    self = [thing(), thing()]

    @effect(returns=fresh(Self), keeps="items of iterable in result", consumes="iterable")
    def __new__(cls, iterable=(), /): iterable = (thing(), thing())

    @effect(returns=None, keeps="object in self", mutates="self")
    def append(self, object, /): ...

    @effect(returns=None, mutates="self", releases="all items of self")
    def clear(self, /): ...

    @effect(returns=fresh(list), keeps="items of self in result")
    def copy(self, /): ...

    @effect(returns=int)
    def count(self, value, /): ...

    @effect(returns=None, keeps="items of iterable in self", mutates="self", consumes="iterable")
    def extend(self, iterable, /): ...

    @effect(returns=int)
    def index(self, value, start=0, stop=9223372036854775807, /): self = [value]

    @effect(returns=None, keeps="object in self", mutates="self")
    def insert(self, index, object, /): index = 0

    @effect(returns=item(self), mutates="self", releases="one of items of self")
    def pop(self, index=-1, /): ...

    @effect(returns=None, mutates="self", releases="one of items of self")
    def remove(self, value, /): self = [value]

    @effect(returns=None, mutates="self")
    def reverse(self, /): ...

    @effect(returns=None, calls="key(items of self) now", mutates="self")
    def sort(self, /, *, key=None, reverse=False): self = [thing(), thing()]; reverse = True; key = thing()

    @effect(returns=fresh(list), keeps="items of self in result, items of value in result")
    def __add__(self, value, /): value = [thing()]

    @effect(returns=same(self), keeps="items of value in self", mutates="self", consumes="value")
    def __iadd__(self, value, /): value = [thing()]

    @effect(returns=fresh(list), keeps="items of self in result")
    def __mul__(self, value, /): value = 2

    @effect(returns=fresh(list), keeps="items of self in result")
    def __rmul__(self, value, /): value = 2

    @effect(returns=same(self), keeps="items of self in self", mutates="self")
    def __imul__(self, value, /): value = 2

    @effect(returns=bool)
    def __contains__(self, key, /): ...

    @effect(returns=int)
    def __len__(self, /): ...

    @effect(returns=fresh(list) if instance(index, slice) else item(self), keeps="items of self in result")
    def __getitem__(self, index, /):
        index = 0
        index = slice(None)

    # With a slice, the items of the value.
    @effect(
        returns=None,
        keeps="value in self perhaps, items of value in self",
        mutates="self",
        releases="one of items of self",
        consumes="value",
    )
    def __setitem__(self, key, value, /):
        key = 0
        key = slice(0, 0); value = [thing()]

    @effect(returns=None, mutates="self", releases="one of items of self")
    def __delitem__(self, key, /): key = 0

    @effect(returns=fresh(list_iterator), keeps="self in result")
    def __iter__(self, /): ...

    @effect(returns=fresh(list_reverseiterator), keeps="self in result")
    def __reversed__(self, /): ...

@facts("value gc iterable")
class tuple:
    self = (thing(), thing())

    @effect(
        returns=same(iterable) if exact(iterable, tuple) else fresh(Self),
        keeps="items of iterable in result",
        consumes="iterable",
    )
    def __new__(cls, iterable=(), /):
        iterable = (thing(), thing())
        iterable = [thing(), thing()]

    @effect(returns=int)
    def count(self, value, /): ...

    @effect(returns=int)
    def index(self, value, start=0, stop=9223372036854775807, /): self = (value,)

    # One side comes back where the other is empty.
    @effect(returns=fresh(tuple) | same(self) | same(value), keeps="items of self in result, items of value in result")
    def __add__(self, value, /):
        value = (thing(),)
        value = ()
        self = (); value = (thing(),)

    @effect(returns=fresh(tuple) | same(self) | cached(tuple), keeps="items of self in result perhaps")
    def __mul__(self, value, /):
        value = 2
        value = 1
        value = 0

    @effect(returns=fresh(tuple) | same(self) | cached(tuple), keeps="items of self in result perhaps")
    def __rmul__(self, value, /):
        value = 2
        value = 1
        value = 0

    @effect(returns=bool)
    def __contains__(self, key, /): ...

    @effect(returns=int)
    def __len__(self, /): ...

    # A slice of all is the tuple itself, an empty one is `()`.
    @effect(
        returns=fresh(tuple) | same(self) | cached(tuple) if instance(index, slice) else item(self),
        keeps="items of self in result perhaps",
    )
    def __getitem__(self, index, /):
        index = 0
        index = slice(0, 1)
        index = slice(None)
        index = slice(0, 0)

    @effect(returns=fresh(tuple_iterator), keeps="self in result")
    def __iter__(self, /): ...

@facts("value final iterable")
class range:
    self = range(10)

    @effect(returns=fresh(range))
    def __new__(cls, start, stop=..., step=1, /): start = 10

    @effect(returns=int)
    def count(self, value, /): value = 1

    @effect(returns=int)
    def index(self, value, /): value = 1

    @effect(returns=int)
    def __len__(self, /): ...

    @effect(returns=bool)
    def __contains__(self, key, /): ...

    @effect(returns=fresh(range_iterator) | fresh(longrange_iterator))
    def __iter__(self, /):
        ...
        self = range(2**100)

@facts("value gc final")
class slice:
    self = slice(1, 2)

    @effect(returns=fresh(slice), keeps="start as result.start, stop as result.stop, step as result.step")
    def __new__(cls, start, stop=..., step=None, /): stop = thing(); step = thing()

    @effect(returns=fresh(tuple))
    def indices(self, length, /): length = 10

# Mappings.

@facts("mutable unhashable gc iterable")
class dict:
    self = {thing(): thing()}

    # Of a mapping, or of pairs.
    @effect(
        returns=fresh(Self),
        keeps="keys of iterable as key of result, values of iterable as value of result, items of items of iterable in result, kwargs as value of result",
        consumes="iterable",
    )
    def __new__(cls, iterable=(), /, **kwargs):
        iterable = {thing(): thing()}
        iterable = [(thing(), thing())]
        kwargs = {"a": thing()}

    @effect(returns=None, mutates="self", releases="all keys of self, all values of self")
    def clear(self, /): ...

    @effect(returns=fresh(dict), keeps="keys of self as key of result, values of self as value of result")
    def copy(self, /): ...

    @effect(
        returns=fresh(Self),
        keeps="items of iterable as key of result, value as value of result",
        consumes="iterable",
    )
    @classmethod
    def fromkeys(cls, iterable, value=None, /): value = thing()

    @effect(returns=value(self) | same(default))
    def get(self, key, default=None, /):
        self = {key: thing()}
        default = thing()

    @effect(returns=fresh(dict_items), keeps="self in result")
    def items(self, /): ...

    @effect(returns=fresh(dict_keys), keeps="self in result")
    def keys(self, /): ...

    @effect(returns=fresh(dict_values), keeps="self in result")
    def values(self, /): ...

    @effect(returns=value(self) | same(default), mutates="self", releases="one of keys of self, one of values of self")
    def pop(self, key, default=..., /):
        self = {key: thing()}
        default = thing()

    @effect(
        returns=fresh(tuple),
        keeps="keys of self in result, values of self in result",
        mutates="self",
        releases="one of keys of self, one of values of self",
    )
    def popitem(self, /): ...

    @effect(
        returns=value(self) | same(default),
        keeps="key as key of self, default as value of self",
        mutates="self",
    )
    def setdefault(self, key, default=None, /):
        self = {key: thing()}
        self = {}; default = thing()

    @effect(
        returns=None,
        keeps="keys of iterable as key of self, values of iterable as value of self, items of items of iterable in self, kwargs as value of self",
        mutates="self",
        consumes="iterable",
    )
    def update(self, iterable=(), /, **kwargs):
        iterable = {thing(): thing()}
        iterable = [(thing(), thing())]
        kwargs = {"a": thing()}

    @effect(returns=value(self))
    def __getitem__(self, key, /): self = {key: thing()}

    @effect(returns=None, keeps="key as key of self, value as value of self", mutates="self", releases="one of values of self")
    def __setitem__(self, key, value, /):
        self = {}
        self = {key: thing()}

    @effect(returns=None, mutates="self", releases="one of keys of self, one of values of self")
    def __delitem__(self, key, /): self = {key: thing()}

    @effect(returns=bool)
    def __contains__(self, key, /): ...

    @effect(returns=int)
    def __len__(self, /): ...

    @effect(
        returns=fresh(dict),
        keeps="keys of self as key of result, values of self as value of result, keys of value as key of result, values of value as value of result",
    )
    def __or__(self, value, /): value = {thing(): thing()}

    @effect(
        returns=same(self),
        keeps="keys of value as key of self, values of value as value of self",
        mutates="self",
        consumes="value",
    )
    def __ior__(self, value, /): value = {thing(): thing()}

    @effect(returns=fresh(dict_keyiterator), keeps="self in result")
    def __iter__(self, /): ...

    @effect(returns=fresh(dict_reversekeyiterator), keeps="self in result")
    def __reversed__(self, /): ...

@facts("unhashable gc final iterable")
class dict_keys:
    self = {thing(): thing()}.keys()

    @effect(returns=bool, consumes="other")
    def isdisjoint(self, other, /): other = [thing()]

    @effect(returns=fresh(dict_keyiterator), keeps="self.mapping in result", unproved="the view hides its dict")
    def __iter__(self, /): ...

@facts("identity gc final iterable")
class dict_values:
    self = {thing(): thing()}.values()

    @effect(returns=fresh(dict_valueiterator), keeps="self.mapping in result", unproved="the view hides its dict")
    def __iter__(self, /): ...

@facts("unhashable gc final iterable")
class dict_items:
    self = {thing(): thing()}.items()

    @effect(returns=bool, consumes="other")
    def isdisjoint(self, other, /): other = [thing()]

    @effect(returns=fresh(dict_itemiterator), keeps="self.mapping in result", unproved="the view hides its dict")
    def __iter__(self, /): ...

# Sets.

@facts("mutable unhashable gc weakrefs iterable")
class set:
    self = {thing(), thing()}

    @effect(returns=fresh(Self), keeps="items of iterable in result", consumes="iterable")
    def __new__(cls, iterable=(), /): iterable = [thing(), thing()]

    @effect(returns=None, keeps="object in self", mutates="self")
    def add(self, object, /): ...

    @effect(returns=None, mutates="self", releases="all items of self")
    def clear(self, /): ...

    @effect(returns=fresh(Self), keeps="items of self in result")
    def copy(self, /): ...

    @effect(returns=None, mutates="self", releases="one of items of self")
    def discard(self, object, /): self = {object}

    @effect(returns=None, mutates="self", releases="one of items of self")
    def remove(self, object, /): self = {object}

    @effect(returns=item(self), mutates="self", releases="one of items of self")
    def pop(self, /): ...

    @effect(returns=None, keeps="items of others in self", mutates="self", consumes="others")
    def update(self, /, *others): others = ([thing()], {thing()})

    @effect(returns=None, mutates="self", releases="one of items of self", consumes="others")
    def difference_update(self, /, *others): x = thing(); self = {x}; others = ([x],)

    @effect(returns=None, mutates="self", releases="one of items of self", consumes="others")
    def intersection_update(self, /, *others): others = ([thing()],)

    @effect(
        returns=None,
        keeps="items of other in self perhaps",
        mutates="self",
        releases="one of items of self",
        consumes="other",
    )
    def symmetric_difference_update(self, other, /):
        x = thing(); self = {(x,)}; other = [(x,)]
        other = [thing()]

    @effect(returns=fresh(Self), keeps="items of self in result, items of others in result", consumes="others")
    def union(self, /, *others): others = ([thing()], {thing()})

    @effect(returns=fresh(Self), keeps="items of self in result perhaps, items of others in result perhaps", consumes="others")
    def intersection(self, /, *others):
        others = ()
        x = thing(); self = {(x,)}; others = ([(x,)],)
        others = ([thing()],)

    @effect(returns=fresh(Self), keeps="items of self in result", consumes="others")
    def difference(self, /, *others): others = ([thing()],)

    @effect(returns=fresh(Self), keeps="items of self in result, items of other in result", consumes="other")
    def symmetric_difference(self, other, /): other = [thing()]

    @effect(returns=bool, consumes="other")
    def isdisjoint(self, other, /): other = [thing()]

    @effect(returns=bool, consumes="other")
    def issubset(self, other, /): other = [thing()]

    @effect(returns=bool, consumes="other")
    def issuperset(self, other, /): other = [thing()]

    @effect(returns=bool)
    def __contains__(self, key, /): ...

    @effect(returns=int)
    def __len__(self, /): ...

    @effect(returns=fresh(set_iterator), keeps="self in result")
    def __iter__(self, /): ...

    @effect(returns=fresh(Self), keeps="items of self in result, items of value in result")
    def __or__(self, value, /): value = {thing()}

    @effect(returns=same(self), keeps="items of value in self", mutates="self")
    def __ior__(self, value, /): value = {thing()}

    # Of two that are equal, the one from the smaller set.
    @effect(returns=fresh(Self), keeps="items of self in result perhaps, items of value in result perhaps")
    def __and__(self, value, /):
        x = thing(); self = {(x,), thing()}; value = {(x,)}
        x = thing(); self = {(x,)}; value = {(x,), thing()}

    @effect(returns=fresh(Self), keeps="items of self in result")
    def __sub__(self, value, /): value = {thing()}

    @effect(returns=fresh(Self), keeps="items of self in result, items of value in result")
    def __xor__(self, value, /): value = {thing()}

@facts("value gc weakrefs iterable")
class frozenset:
    self = frozenset([thing(), thing()])

    # Also an empty one is new with each call.
    @effect(
        returns=same(iterable) if exact(iterable, frozenset) else fresh(Self),
        keeps="items of iterable in result",
        consumes="iterable",
    )
    def __new__(cls, iterable=(), /):
        iterable = [thing(), thing()]
        iterable = frozenset([thing()])
        iterable = []

    @effect(returns=same(self) if exact(self, frozenset) else fresh(frozenset), keeps="items of self in result")
    def copy(self, /):
        ...
        self = type("F", (frozenset,), {})([thing()])

    @effect(returns=fresh(frozenset), keeps="items of self in result, items of others in result", consumes="others")
    def union(self, /, *others): others = ([thing()], {thing()})

    @effect(returns=fresh(frozenset), keeps="items of self in result perhaps, items of others in result perhaps", consumes="others")
    def intersection(self, /, *others):
        others = ()
        x = thing(); self = frozenset([(x,)]); others = ([(x,)],)
        others = ([thing()],)

    @effect(returns=fresh(frozenset), keeps="items of self in result", consumes="others")
    def difference(self, /, *others): others = ([thing()],)

    @effect(returns=fresh(frozenset), keeps="items of self in result, items of other in result", consumes="other")
    def symmetric_difference(self, other, /): other = [thing()]

    @effect(returns=bool, consumes="other")
    def isdisjoint(self, other, /): other = [thing()]

    @effect(returns=bool, consumes="other")
    def issubset(self, other, /): other = [thing()]

    @effect(returns=bool, consumes="other")
    def issuperset(self, other, /): other = [thing()]

    @effect(returns=bool)
    def __contains__(self, key, /): ...

    @effect(returns=int)
    def __len__(self, /): ...

    @effect(returns=fresh(set_iterator), keeps="self in result")
    def __iter__(self, /): ...

# Iterators.

@facts("mutable identity gc iterator iterable")
class enumerate:
    self = enumerate([thing()])

    @effect(returns=fresh(Self), keeps="iterator of iterable in result")
    def __new__(cls, iterable, start=0): ...

@facts("mutable identity gc iterator iterable")
class filter:
    self = filter(None, [thing()])

    @effect(
        returns=fresh(Self),
        keeps="function in result, iterator of iterable in result",
        calls="function(items of iterable) later",
    )
    def __new__(cls, function, iterable, /): ...

@facts("mutable identity gc iterator iterable")
class map:
    self = map(thing(), [thing()])

    @effect(
        returns=fresh(Self),
        keeps="function in result, iterator of iterable in result, iterator of iterables in result",
        calls="function(items of iterable, items of iterables) later",
    )
    def __new__(cls, function, iterable, /, *iterables):
        iterables = ([thing()],)

@facts("mutable identity gc iterator iterable")
class reversed:
    self = reversed((thing(),))

    # What has `__reversed__` decides itself: a list gives `list_reverseiterator`.
    @effect(returns=fresh(Self) | Unknown, keeps="sequence in result")
    def __new__(cls, sequence, /):
        sequence = (thing(), thing())
        sequence = [thing(), thing()]

@facts("mutable identity gc iterator iterable")
class zip:
    self = zip([thing()])

    @effect(returns=fresh(Self), keeps="iterator of iterables in result")
    def __new__(cls, *iterables, strict=False): iterables = ([thing()], [thing()])

@facts("mutable identity gc final iterator iterable")
class callable_iterator:
    self = iter(thing(), 0)

@facts("mutable identity gc final iterator iterable")
class iterator:
    self = iter(type("S", (), {"__getitem__": lambda self, index: index})())

@facts("mutable identity gc final iterator iterable")
class list_iterator:
    self = iter([thing()])

@facts("mutable identity gc final iterator iterable")
class list_reverseiterator:
    self = reversed([thing()])

@facts("mutable identity gc final iterator iterable")
class tuple_iterator:
    self = iter((thing(),))

@facts("mutable identity gc final iterator iterable")
class set_iterator:
    self = iter({thing()})

@facts("mutable identity gc final iterator iterable")
class str_iterator:
    self = iter("\u0100")

@facts("mutable identity gc final iterator iterable")
class str_ascii_iterator:
    self = iter("a")

@facts("mutable identity gc final iterator iterable")
class bytes_iterator:
    self = iter(b"a")

@facts("mutable identity gc final iterator iterable")
class bytearray_iterator:
    self = iter(bytearray(b"a"))

@facts("mutable identity gc final iterator iterable")
class memory_iterator:
    self = iter(memoryview(b"a"))

@facts("mutable identity final iterator iterable")
class range_iterator:
    self = iter(range(3))

@facts("mutable identity final iterator iterable")
class longrange_iterator:
    self = iter(range(2**100))

@facts("mutable identity gc final iterator iterable")
class dict_keyiterator:
    self = iter({thing(): 1})

@facts("mutable identity gc final iterator iterable")
class dict_valueiterator:
    self = iter({thing(): 1}.values())

@facts("mutable identity gc final iterator iterable")
class dict_itemiterator:
    self = iter({thing(): 1}.items())

@facts("mutable identity gc final iterator iterable")
class dict_reversekeyiterator:
    self = reversed({thing(): 1})

# Exceptions.

@facts("mutable identity gc dict")
class BaseException:
    self = BaseException(thing())
    args: tuple
    __traceback__: types.TracebackType | None
    __context__: BaseException | None
    __cause__: BaseException | None

    @effect(returns=fresh(Self), keeps="args as result.args")
    def __new__(cls, *args, **kwargs): ...

    @effect(returns=same(self), keeps="tb as self.__traceback__", mutates="self")
    def with_traceback(self, tb, /): tb = traceback_here()

    @effect(returns=None, keeps="note in self", mutates="self")
    def add_note(self, note, /): note = type("Note", (str,), {})("a note")

@facts("mutable identity gc dict")
class BaseExceptionGroup(BaseException):
    self = BaseExceptionGroup("m", [ValueError()])

@facts("mutable identity gc weakrefs dict")
class ExceptionGroup(BaseExceptionGroup, Exception):
    self = ExceptionGroup("m", [ValueError()])

@facts("mutable identity gc dict")
class Exception(BaseException):
    self = Exception(thing())

@facts("mutable identity gc dict")
class ArithmeticError(Exception):
    self = ArithmeticError(thing())

@facts("mutable identity gc dict")
class FloatingPointError(ArithmeticError):
    self = FloatingPointError(thing())

@facts("mutable identity gc dict")
class OverflowError(ArithmeticError):
    self = OverflowError(thing())

@facts("mutable identity gc dict")
class ZeroDivisionError(ArithmeticError):
    self = ZeroDivisionError(thing())

@facts("mutable identity gc dict")
class AssertionError(Exception):
    self = AssertionError(thing())

@facts("mutable identity gc dict")
class AttributeError(Exception):
    self = AttributeError(thing())

@facts("mutable identity gc dict")
class BufferError(Exception):
    self = BufferError(thing())

@facts("mutable identity gc dict")
class EOFError(Exception):
    self = EOFError(thing())

@facts("mutable identity gc dict")
class ImportError(Exception):
    self = ImportError(thing())

@facts("mutable identity gc dict")
class ModuleNotFoundError(ImportError):
    self = ModuleNotFoundError(thing())

@facts("mutable identity gc dict")
class LookupError(Exception):
    self = LookupError(thing())

@facts("mutable identity gc dict")
class IndexError(LookupError):
    self = IndexError(thing())

@facts("mutable identity gc dict")
class KeyError(LookupError):
    self = KeyError(thing())

@facts("mutable identity gc dict")
class MemoryError(Exception):
    self = MemoryError(thing())

@facts("mutable identity gc dict")
class NameError(Exception):
    self = NameError(thing())

@facts("mutable identity gc dict")
class UnboundLocalError(NameError):
    self = UnboundLocalError(thing())

@facts("mutable identity gc dict")
class OSError(Exception):
    self = OSError(thing())

@facts("mutable identity gc dict")
class BlockingIOError(OSError):
    self = BlockingIOError(thing())

@facts("mutable identity gc dict")
class ChildProcessError(OSError):
    self = ChildProcessError(thing())

@facts("mutable identity gc dict")
class ConnectionError(OSError):
    self = ConnectionError(thing())

@facts("mutable identity gc dict")
class BrokenPipeError(ConnectionError):
    self = BrokenPipeError(thing())

@facts("mutable identity gc dict")
class ConnectionAbortedError(ConnectionError):
    self = ConnectionAbortedError(thing())

@facts("mutable identity gc dict")
class ConnectionRefusedError(ConnectionError):
    self = ConnectionRefusedError(thing())

@facts("mutable identity gc dict")
class ConnectionResetError(ConnectionError):
    self = ConnectionResetError(thing())

@facts("mutable identity gc dict")
class FileExistsError(OSError):
    self = FileExistsError(thing())

@facts("mutable identity gc dict")
class FileNotFoundError(OSError):
    self = FileNotFoundError(thing())

@facts("mutable identity gc dict")
class InterruptedError(OSError):
    self = InterruptedError(thing())

@facts("mutable identity gc dict")
class IsADirectoryError(OSError):
    self = IsADirectoryError(thing())

@facts("mutable identity gc dict")
class NotADirectoryError(OSError):
    self = NotADirectoryError(thing())

@facts("mutable identity gc dict")
class PermissionError(OSError):
    self = PermissionError(thing())

@facts("mutable identity gc dict")
class ProcessLookupError(OSError):
    self = ProcessLookupError(thing())

@facts("mutable identity gc dict")
class TimeoutError(OSError):
    self = TimeoutError(thing())

@facts("mutable identity gc dict")
class ReferenceError(Exception):
    self = ReferenceError(thing())

@facts("mutable identity gc dict")
class RuntimeError(Exception):
    self = RuntimeError(thing())

@facts("mutable identity gc dict")
class NotImplementedError(RuntimeError):
    self = NotImplementedError(thing())

@facts("mutable identity gc dict")
class PythonFinalizationError(RuntimeError):
    self = PythonFinalizationError(thing())

@facts("mutable identity gc dict")
class RecursionError(RuntimeError):
    self = RecursionError(thing())

@facts("mutable identity gc dict")
class StopAsyncIteration(Exception):
    self = StopAsyncIteration(thing())

@facts("mutable identity gc dict")
class StopIteration(Exception):
    self = StopIteration(thing())

@facts("mutable identity gc dict")
class SyntaxError(Exception):
    self = SyntaxError(thing())

@facts("mutable identity gc dict")
class IndentationError(SyntaxError):
    self = IndentationError(thing())

@facts("mutable identity gc dict")
class TabError(IndentationError):
    self = TabError(thing())

@facts("mutable identity gc dict")
class _IncompleteInputError(SyntaxError):
    self = _IncompleteInputError(thing())

@facts("mutable identity gc dict")
class SystemError(Exception):
    self = SystemError(thing())

@facts("mutable identity gc dict")
class TypeError(Exception):
    self = TypeError(thing())

@facts("mutable identity gc dict")
class ValueError(Exception):
    self = ValueError(thing())

@facts("mutable identity gc dict")
class UnicodeError(ValueError):
    self = UnicodeError(thing())

@facts("mutable identity gc dict")
class UnicodeDecodeError(UnicodeError):
    self = UnicodeDecodeError("utf-8", b"", 0, 1, "r")

@facts("mutable identity gc dict")
class UnicodeEncodeError(UnicodeError):
    self = UnicodeEncodeError("utf-8", "", 0, 1, "r")

@facts("mutable identity gc dict")
class UnicodeTranslateError(UnicodeError):
    self = UnicodeTranslateError("", 0, 1, "r")

@facts("mutable identity gc dict")
class Warning(Exception):
    self = Warning(thing())

@facts("mutable identity gc dict")
class BytesWarning(Warning):
    self = BytesWarning(thing())

@facts("mutable identity gc dict")
class DeprecationWarning(Warning):
    self = DeprecationWarning(thing())

@facts("mutable identity gc dict")
class EncodingWarning(Warning):
    self = EncodingWarning(thing())

@facts("mutable identity gc dict")
class FutureWarning(Warning):
    self = FutureWarning(thing())

@facts("mutable identity gc dict")
class ImportWarning(Warning):
    self = ImportWarning(thing())

@facts("mutable identity gc dict")
class PendingDeprecationWarning(Warning):
    self = PendingDeprecationWarning(thing())

@facts("mutable identity gc dict")
class ResourceWarning(Warning):
    self = ResourceWarning(thing())

@facts("mutable identity gc dict")
class RuntimeWarning(Warning):
    self = RuntimeWarning(thing())

@facts("mutable identity gc dict")
class SyntaxWarning(Warning):
    self = SyntaxWarning(thing())

@facts("mutable identity gc dict")
class UnicodeWarning(Warning):
    self = UnicodeWarning(thing())

@facts("mutable identity gc dict")
class UserWarning(Warning):
    self = UserWarning(thing())

@facts("mutable identity gc dict")
class GeneratorExit(BaseException):
    self = GeneratorExit(thing())

@facts("mutable identity gc dict")
class KeyboardInterrupt(BaseException):
    self = KeyboardInterrupt(thing())

@facts("mutable identity gc dict")
class SystemExit(BaseException):
    self = SystemExit(thing())
