# Programs that nest: what recurs on the host's stack must not reach its end.

#- function: RecursionError
def f():
    f()
f()
#- function without a limit: memory or time
import sys
sys.setrecursionlimit(2**31 - 1)
def f(n):
    return f(n + 1)
f(0)
#- parentheses: SyntaxError or MemoryError or RecursionError
eval("(" * 100000 + ")" * 100000)
#- brackets: SyntaxError or MemoryError or RecursionError
eval("[" * 100000 + "]" * 100000)
#- minus signs: SyntaxError or MemoryError or RecursionError
eval("-" * 100000 + "1")
#- not: SyntaxError or MemoryError or RecursionError
eval("not " * 100000 + "1")
#- attributes: RecursionError or MemoryError or AttributeError or SyntaxError
eval("x" + ".x" * 100000, {"x": 1})
#- calls: RecursionError or MemoryError or TypeError or SyntaxError
eval("x" + "()" * 100000, {"x": 1})
#- additions: RecursionError or MemoryError or ends or SyntaxError
eval("1" + "+1" * 100000)
#- lambdas: SyntaxError or MemoryError or RecursionError or IndentationError
eval("lambda: " * 100000 + "1")
#- conditional expressions: SyntaxError or MemoryError or RecursionError or ends or output
eval("1 if 1 else " * 100000 + "1")
#- blocks: IndentationError or SyntaxError or MemoryError or RecursionError
exec("".join(" " * n + "if 1:\n" for n in range(5000)) + " " * 5000 + "pass\n")
#- functions in functions: IndentationError or SyntaxError or MemoryError or RecursionError
exec("".join(" " * n + f"def f{n}():\n" for n in range(90)) + " " * 90 + "pass\n")
exec("".join(" " * n + f"def f{n}():\n" for n in range(3000)) + " " * 3000 + "pass\n")
#- f-strings: SyntaxError or MemoryError or RecursionError
eval("f'{" * 200 + "1" + "}'" * 200)
#- elif: RecursionError or MemoryError or ends
exec("if 0: pass\n" + "elif 0: pass\n" * 50000)
#- comparison chain: RecursionError or MemoryError or ends
eval("1" + "<2" * 100000)
#- dict display: SyntaxError or MemoryError or RecursionError
eval("{1:" * 100000 + "1" + "}" * 100000)
#- subscripts: RecursionError or MemoryError or TypeError or SyntaxError
eval("x" + "[0]" * 100000, {"x": 1})
#- decorators: ends or NameError or RecursionError or MemoryError
exec("@f\n" * 50000 + "def g(): pass")
#- with: SyntaxError or MemoryError or RecursionError or IndentationError
exec("".join(" " * n + "with x:\n" for n in range(1000)) + " " * 1000 + "pass")
#- try: SyntaxError or MemoryError or RecursionError or IndentationError
exec("".join(" " * n + "try:\n" for n in range(1000)) + " " * 1000 + "pass")
#- match patterns: SyntaxError or MemoryError or RecursionError
exec("match 1:\n case " + "[" * 20000 + "]" * 20000 + ": pass")
#- repr of lists: RecursionError
x = []
for _ in range(10**5):
    x = [x]
repr(x)
#- repr of tuples: RecursionError
x = ()
for _ in range(10**5):
    x = (x,)
repr(x)
#- repr of dicts: RecursionError
x = {}
for _ in range(10**5):
    x = {1: x}
repr(x)
#- comparison: RecursionError
x, y = [], []
for _ in range(10**5):
    x, y = [x], [y]
x == y
#- comparison of tuples: RecursionError
x, y = (), ()
for _ in range(10**5):
    x, y = (x,), (y,)
x < y
#- hash: RecursionError or ends
x = ()
for _ in range(10**5):
    x = (x,)
hash(x)
#- hash of frozensets: RecursionError or ends
x = frozenset()
for _ in range(10**5):
    x = frozenset([x])
hash(x)
#- death of lists: ends
x = []
for _ in range(10**5):
    x = [x]
del x
#- death of tuples: ends
x = ()
for _ in range(10**5):
    x = (x,)
del x
#- death of dicts: ends
x = {}
for _ in range(10**5):
    x = {1: x}
del x
#- death of instances: ends
class C:
    pass
x = None
for _ in range(10**5):
    new = C()
    new.x = x
    x = new
del x, new
#- death of slots: ends
class C:
    __slots__ = ("x",)
x = None
for _ in range(10**5):
    new = C()
    new.x = x
    x = new
del x, new
#- death of closures: ends
def make(inner):
    return lambda: inner
x = None
for _ in range(10**5):
    x = make(x)
del x
#- death of generators: ends
def make(inner):
    yield inner
x = None
for _ in range(10**5):
    new = make(x)
    next(new)
    x = new
del x, new
#- death of iterators: ends
x = iter([])
for _ in range(10**5):
    x = map(int, x)
del x
#- death of exceptions: ends
x = None
for _ in range(10**5):
    new = ValueError()
    new.__context__ = x
    x = new
del x, new
#- death of partials: ends
from functools import partial
x = print
for _ in range(10**5):
    x = partial(partial, x)
del x
#- death of bound methods: ends
x = []
for _ in range(10**5):
    x = [x.append]
del x
#- death of chained iterators: ends
from itertools import chain
x = iter([])
for _ in range(10**5):
    x = chain(x, ())
del x
#- next of chained iterators: RecursionError
from itertools import chain
x = iter([])
for _ in range(10**5):
    x = chain(x, ())
next(x)
#- next of maps: RecursionError
x = iter([1])
for _ in range(10**5):
    x = map(int, x)
next(x)
#- call of partials: RecursionError or ends
from functools import partial
class P(partial):
    pass
x = print
for _ in range(10**5):
    x = P(x)
    x.a = 1
x()
#- cycle of many: ends
import gc
x = first = []
for _ in range(10**5):
    x = [x]
first.append(x)
del x, first
gc.collect()
#- isinstance: RecursionError or ends
x = ()
for _ in range(10**5):
    x = (x,)
isinstance(1, x)
#- issubclass: RecursionError or ends
class M(type):
    def __subclasscheck__(cls, other):
        return issubclass(other, cls)
class C(metaclass=M):
    pass
issubclass(int, C)
#- isinstance that asks itself: RecursionError
class M(type):
    def __instancecheck__(cls, other):
        return isinstance(other, cls)
class C(metaclass=M):
    pass
isinstance(1, C)
#- __getattr__: RecursionError
class C:
    def __getattr__(self, name):
        return getattr(self, name + "x")
C().a
#- __getattribute__: RecursionError
class C:
    def __getattribute__(self, name):
        return self.x
C().a
#- __eq__: RecursionError
class C:
    def __eq__(self, other):
        return self == other
C() == C()
#- __repr__: RecursionError
class C:
    def __repr__(self):
        return repr(self)
repr(C())
#- __str__: RecursionError
class C:
    def __str__(self):
        return f"{self}"
str(C())
#- __hash__: RecursionError
class C:
    def __hash__(self):
        return hash(self)
{C(): 1}
#- __call__: RecursionError or ends
class C:
    pass
C.__call__ = C()
C()()
#- __bool__: RecursionError
class C:
    def __bool__(self):
        return bool(self)
if C(): pass
#- __iter__: RecursionError
class C:
    def __iter__(self):
        return iter(self)
list(C())
#- __add__: RecursionError
class C:
    def __add__(self, other):
        return self + other
C() + 1
#- __index__: RecursionError
class C:
    def __index__(self):
        return [1][self]
[1][C()]
#- __del__: ends
class C:
    def __del__(self):
        C()
import sys
sys.setrecursionlimit(100)
sys.unraisablehook = lambda it: None
C()
#- __missing__: RecursionError
class D(dict):
    def __missing__(self, key):
        return self[key]
D()[1]
#- __init_subclass__: RecursionError
class C:
    def __init_subclass__(cls):
        class D(C):
            pass
class E(C):
    pass
#- property: RecursionError
class C:
    @property
    def x(self):
        return self.x
C().x
#- descriptor: RecursionError
class D:
    def __get__(self, instance, owner):
        return instance.x
class C:
    x = D()
C().x
#- __format__: RecursionError
class C:
    def __format__(self, spec):
        return format(self, spec)
f"{C()}"
#- __set_name__: RecursionError
class D:
    def __set_name__(self, owner, name):
        type("X", (), {"d": D()})
class C:
    d = D()
#- __prepare__: RecursionError
class M(type):
    @classmethod
    def __prepare__(cls, name, bases):
        return M("x", (), {}) and M.__prepare__(name, bases)
class C(metaclass=M):
    pass
#- pickle: RecursionError
import pickle
x = []
for _ in range(10**5):
    x = [x]
pickle.dumps(x)
#- deepcopy: RecursionError
import copy
x = []
for _ in range(10**5):
    x = [x]
copy.deepcopy(x)
#- json dumps: RecursionError
import json
x = []
for _ in range(10**5):
    x = [x]
json.dumps(x)
#- json loads: RecursionError
import json
json.loads("[" * 10**5 + "]" * 10**5)
#- marshal: ValueError or RecursionError
import marshal
x = []
for _ in range(10**5):
    x = [x]
marshal.dumps(x)
#- nested groups: RecursionError or error or OverflowError or ends
import re
re.compile("(" * 20000 + ")" * 20000)
#- nested repeats: RecursionError or error or OverflowError or ends or time
import re
re.compile("(?:" * 5000 + "a" + ")*" * 5000).match("a" * 100)
#- nested matches: ends or RecursionError
import re
re.match("(?:a|b)*", "ab" * 10**5)
#- ast: RecursionError or MemoryError or SyntaxError
import ast
ast.parse("(" * 50000 + ")" * 50000)
#- ast dump: RecursionError or ends
import ast
x = ast.Name("x", ast.Load())
for _ in range(50000):
    x = ast.UnaryOp(ast.Not(), x)
ast.dump(x)
#- compile of a deep tree: RecursionError or MemoryError or ends
import ast
x = ast.Constant(1)
for _ in range(50000):
    x = ast.UnaryOp(ast.Not(), x)
tree = ast.fix_missing_locations(ast.Expression(x))
compile(tree, "x", "eval")
#- literal_eval: RecursionError or MemoryError or SyntaxError
import ast
ast.literal_eval("[" * 50000 + "]" * 50000)
#- sorted with a key that sorts: RecursionError
def key(x):
    return sorted([x, x], key=key)
sorted([1, 2], key=key)
#- generators that delegate: RecursionError or ends
def f(n):
    yield from f(n + 1)
next(f(0))
#- exec in exec: RecursionError
code = "exec(code)"
exec(code)
#- eval in eval: RecursionError
code = "eval(code)"
eval(code)
#- import in import: ends or RecursionError
import sys
class Finder:
    def find_spec(self, name, path, target=None):
        import importlib
        return importlib.util.find_spec(name + "x")
sys.meta_path.insert(0, Finder())
try:
    import nothing
except (ImportError, AttributeError):
    pass
#- union types: ends or RecursionError
x = int
for n in range(2000):
    x = x | type(f"C{n}", (), {})
hash(x)
repr(x)
#- generic aliases: RecursionError or ends
x = list[int]
for _ in range(10**5):
    x = list[x]
repr(x)
#- exception groups: RecursionError or ends
x = ValueError()
for _ in range(10**5):
    x = ExceptionGroup("x", [x])
x.split(TypeError)
#- traceback of many causes: ends or ValueError
x = None
for _ in range(10**4):
    new = ValueError(1)
    new.__cause__ = x
    x = new
import traceback
len(traceback.format_exception(x))
#- deep class hierarchy: ends or RecursionError
C = object
for _ in range(3000):
    C = type("C", (C,), {})
C().x if hasattr(C(), "x") else None
#- str of a deep namespace: RecursionError
from types import SimpleNamespace
x = None
for _ in range(10**5):
    x = SimpleNamespace(x=x)
repr(x)
#- memoryviews of memoryviews: ends
x = b"abc"
for _ in range(10**5):
    x = memoryview(x)
del x
#- weak reference callbacks that die: ends
import weakref
class C:
    pass
x = None
for _ in range(10**5):
    new = C()
    new.r = weakref.ref(x, lambda it: None) if x else None
    new.x = x
    x = new
del new
del x
#- reversed of reversed slices: RecursionError or TypeError
x = slice(None)
for _ in range(10**5):
    x = slice(x, x)
x == slice(x, x)
#- operator chains of proxies: RecursionError or ends or TypeError
import weakref
class C(int):
    pass
x = C(1)
kept = [x]
for _ in range(10**5):
    x = weakref.proxy(x)
    kept.append(x)
x + 1
