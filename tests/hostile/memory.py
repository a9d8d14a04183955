# Programs that want more memory than there is. Each section is a program; what it is about to end
# by stands behind its name: a limit, or an exception of Python's own.

#- repeated text: memory
x = "a" * 10**10
#- repeated wide text: memory
x = "\U00012345" * 10**8
#- repeated list: memory
x = [0] * 10**10
#- repeated list in place: memory
x = [0] * 1000
while True:
    x *= 1000
#- repeated tuple: memory
x = (0, 1) * 10**9
#- zeroed bytes: memory
x = bytes(10**11)
#- zeroed bytearray: memory
x = bytearray(10**11)
#- bytearray that grows: memory
x = bytearray(b"abc")
while True:
    x += x
#- text that grows: memory
x = "abc"
while True:
    x += x
#- range to list: memory
x = list(range(10**10))
#- range to tuple: memory
x = tuple(range(10**10))
#- range to set: memory
x = set(range(10**10))
#- range to dict: memory
x = dict.fromkeys(range(10**10))
#- starred range: memory
x = [*range(10**10)]
#- join: memory
part = "a" * 10**6
x = part.join([part] * 10**5)
#- bytes join: memory
part = b"a" * 10**6
x = part.join([part] * 10**5)
#- join of a generator: memory
x = "".join("abc" * 1000 for _ in iter(int, 1))
#- replace: memory
part = "a" * 10**6
x = part.replace("a", part)
#- replace of nothing: memory
part = "a" * 10**6
x = part.replace("", part)
#- bytes replace: memory
part = b"a" * 10**6
x = part.replace(b"a", part)
#- percent with a width: memory
x = "%10000000000d" % 1
#- percent with a star: memory
x = "%*s" % (2**31 - 1, "x")
#- percent with a precision: memory
x = "%.*f" % (2**31 - 100, 1.5)
#- format with a width: memory
x = format(1, "10000000000")
#- format with a precision: memory
x = format(1.5, ".2000000000f")
#- format method with a width: memory
x = "{:>{}}".format("a", 10**10)
#- f-string with a width: memory
width = 10**10
x = f"{1:{width}}"
#- shifted int: memory
x = 1 << 10**11
#- power: memory or time
x = 2 ** 10**11
#- power of powers: memory or time
x = 3
while True:
    x = x ** x
#- square after square: memory or time
x = 12345678901234567890
while True:
    x *= x
#- factorial: memory or time
import math
x = math.factorial(10**8)
#- comb: memory or time
import math
x = math.comb(10**9, 5 * 10**8)
#- from bytes: memory or time
x = int.from_bytes(bytes(10**8), "little")
y = (1 << 10**9) - 1
while True:
    y *= y
#- ljust: memory
x = "a".ljust(10**10)
#- center: memory
x = "a".center(10**10, "\U00012345")
#- zfill: memory
x = "1".zfill(10**10)
#- bytes rjust: memory
x = b"a".rjust(10**10)
#- expandtabs: memory
x = ("\t" * 1000).expandtabs(10**8)
#- dict that grows: memory
x = {}
n = 0
while True:
    x[n] = n
    n += 1
#- dict of texts that grows: memory
x = {}
n = 0
while True:
    x[str(n) * 10] = [n]
    n += 1
#- set that grows: memory
x = set()
n = 0
while True:
    x.add(n)
    n += 1
#- list that grows: memory
x = []
while True:
    x.append(object())
#- list comprehension: memory
x = [n for n in range(10**12)]
#- dict comprehension: memory
x = {n: n for n in range(10**12)}
#- set comprehension: memory
x = {n for n in range(10**12)}
#- nested list comprehension: memory
x = [[m for m in range(10**4)] for n in range(10**8)]
#- zip to list: memory
from itertools import count
x = list(zip(count(), count()))
#- product: memory
from itertools import product
x = list(product(range(1000), repeat=5))
#- product of a large pool: memory
from itertools import product
x = product(range(10**10))
#- product repeated: memory
from itertools import product
x = product([1], repeat=10**10)
#- permutations: memory
from itertools import permutations
x = list(permutations(range(20)))
#- combinations: memory
from itertools import combinations
x = list(combinations(range(100), 50))
#- repeat to list: memory
from itertools import repeat
x = list(repeat(None))
#- repeat to list, with its length: memory
from itertools import repeat
x = list(repeat(None, 10**12))
#- cycle: memory
from itertools import cycle
x = list(cycle([1, 2]))
#- count to tuple: memory
from itertools import count
x = tuple(count())
#- chain: memory
from itertools import chain, repeat
x = list(chain.from_iterable(repeat([1, 2, 3])))
#- accumulate: memory or time
from itertools import accumulate, repeat
x = list(accumulate(repeat(10**100), lambda a, b: a * b))
#- tee: memory
from itertools import count, tee
a, b = tee(count())
for _ in a:
    pass
#- batched: memory
from itertools import batched, count
x = next(batched(count(), 10**10))
#- islice: memory
from itertools import count, islice
x = list(islice(count(), 10**12))
#- groupby: memory
from itertools import groupby, repeat
x = [list(group) for key, group in groupby(repeat(1))]
#- bytes from hex: memory
x = bytes.fromhex("ab" * 10**9)
#- bytes from a generator: memory
from itertools import repeat
x = bytes(repeat(1))
#- memoryview casts: memory
views = []
while True:
    view = memoryview(bytearray(10**6))
    views.append(view.cast("B").cast("I").tolist())
#- memoryview to list: memory
x = [memoryview(bytes(10**6)).tolist() for _ in range(10**6)]
#- deque: memory
from collections import deque
from itertools import count
x = deque(count())
#- deque repeated: memory
from collections import deque
x = deque([1]) * 10**10
#- deque extended by itself: memory
from collections import deque
x = deque([1, 2, 3])
while True:
    x.extend(x)
#- array: memory
from array import array
x = array("d", [1.0]) * 10**11
#- array that grows: memory
from array import array
x = array("q", [1])
while True:
    x.extend(x)
#- sub that grows: memory
import re
x = re.sub("a", "b" * 10**6, "a" * 10**6)
#- sub with a group: memory
import re
x = "a" * 10**6
while True:
    x = re.sub("(a+)", r"\1\1\1\1\1\1", x)
#- findall: memory
import re
x = [re.findall("", "a" * 10**6) for _ in range(10**6)]
#- json: memory
import json
x = ["a" * 1000] * 10**7
y = json.dumps(x)
#- json, nested: memory
import json
x = []
for _ in range(60):
    x = [x, x]
y = json.dumps(x)
#- StringIO: memory
import io
x = io.StringIO()
while True:
    x.write("a" * 10**6)
#- BytesIO: memory
import io
x = io.BytesIO()
while True:
    x.write(b"a" * 10**6)
#- BytesIO behind its end: memory
import io
x = io.BytesIO()
x.seek(10**12)
x.write(b"a")
#- StringIO behind its end: memory
import io
x = io.StringIO()
x.seek(10**12)
x.write("a")
#- file in memory: memory
with open("big.txt", "w") as file:
    while True:
        file.write("a" * 10**6)
#- file behind its end: memory or OSError
with open("big.bin", "wb") as file:
    file.truncate(10**13)
    file.seek(10**13)
    file.write(b"a")
#- split: memory
x = ("a " * 10**7).split()
y = [x[:] for _ in range(10**4)]
#- splitlines: memory
x = [("a\n" * 10**6).splitlines() for _ in range(10**6)]
#- sorted: memory
from itertools import count
x = sorted(count())
#- map to list: memory
from itertools import count
x = list(map(str, count()))
#- enumerate to list: memory
from itertools import count
x = list(enumerate(count()))
#- dict of pairs: memory
from itertools import count
x = dict(zip(count(), count()))
#- star arguments: memory
from itertools import count
print(*count())
#- closures: memory
def make(inner):
    return lambda: inner
x = None
while True:
    x = make(x)
#- instances: memory
class C:
    def __init__(self, other):
        self.other = other
        self.name = "name"
x = None
while True:
    x = C(x)
#- classes: memory
x = []
while True:
    x.append(type("C", (), {"a": 1}))
#- generators: memory
def make():
    yield 1
x = []
while True:
    x.append(make())
#- exceptions: memory
x = None
while True:
    try:
        raise ValueError("a" * 1000)
    except ValueError as error:
        error.before = x
        x = error
#- interned texts: memory
import sys
x = []
n = 0
while True:
    x.append(sys.intern(f"name_{n}"))
    n += 1
#- code: memory
x = []
n = 0
while True:
    x.append(compile(f"a{n} = {n}\n" * 1000, "x", "exec"))
    n += 1
#- large constant: memory or MemoryError
x = eval("(1,) * 10**10")
#- str of bytes: memory
x = [str(bytes(10**6)) for _ in range(10**6)]
#- repr that doubles: memory
x = []
for _ in range(100):
    x = [x, x]
y = repr(x)
#- translate: memory
x = ("a" * 10**6).translate({97: "b" * 10**6})
#- encode: memory
x = ["é" * 10**6 for _ in range(10)]
y = [part.encode("utf-32") for part in x * 10**6]
#- struct: memory
import struct
x = struct.pack("10000000000s", b"")
#- range reversed: memory
x = list(reversed(range(10**12)))
#- slice assignment: memory
x = [1]
while True:
    x[0:0] = x
#- dict merged: memory
x = {}
n = 0
while True:
    x |= {n + m: m for m in range(10**4)}
    n += 10**4
#- bytes of ints: memory
x = []
while True:
    x.append((1 << 10**6).to_bytes(10**6, "little"))
#- deepcopy: memory
import copy
x = [[1] * 100 for _ in range(100)]
kept = []
while True:
    kept.append(copy.deepcopy(x))
#- weak references: memory
import weakref
class C:
    pass
c = C()
x = []
while True:
    x.append(weakref.ref(c, lambda it: None))
#- Counter: memory
from collections import Counter
from itertools import count
x = Counter(count())
#- lru_cache: memory
from functools import cache
f = cache(lambda n: "a" * 1000 + str(n))
n = 0
while True:
    f(n)
    n += 1
#- int to str and back: memory or time
import sys
sys.set_int_max_str_digits(0)
x = 10**8
while True:
    x = int(str(x) * 2)
