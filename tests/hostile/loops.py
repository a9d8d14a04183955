# Programs that never end by themselves.

#- while: time
while True:
    pass
#- while with work: time
n = 0
while True:
    n ^= 1
#- for over count: time
from itertools import count
for _ in count():
    pass
#- sum: time
from itertools import repeat
sum(repeat(0))
#- any: time
from itertools import repeat
any(repeat(0))
#- all: time
from itertools import repeat
all(repeat(1))
#- max: time
from itertools import count
max(count())
#- min with a key: time
from itertools import count
min(count(), key=lambda it: -it)
#- in: time
from itertools import repeat
1 in repeat(0)
#- in, by hand: time
1 in iter(int, 1)
#- list of iter: memory
list(iter(int, 1))
#- join of iter: memory
"".join(iter(str, 1))
#- deque of a bound: time
from collections import deque
from itertools import repeat
deque(repeat(0), maxlen=0)
#- deque extend of a bound: time
from collections import deque
from itertools import repeat
deque([], 5).extend(repeat(0))
#- dict update: time or memory
from itertools import repeat
{}.update(repeat((1, 2)))
#- set update: time
from itertools import repeat
set().update(repeat(1))
#- set difference: time
from itertools import repeat
{1}.difference(repeat(2))
#- set comparison: time
from itertools import repeat
{1}.issuperset(repeat(1))
#- unpacking: memory or ValueError
from itertools import repeat
a, *b = repeat(1)
#- filter: time
from itertools import repeat
next(filter(None, repeat(0)))
#- filterfalse: time
from itertools import filterfalse, repeat
next(filterfalse(None, repeat(1)))
#- dropwhile: time
from itertools import dropwhile, repeat
next(dropwhile(lambda it: True, repeat(0)))
#- dropwhile of a native: time
from itertools import dropwhile, repeat
next(dropwhile(bool, repeat(1)))
#- compress: time
from itertools import compress, repeat
next(compress(repeat(1), repeat(0)))
#- islice: time
from itertools import count, islice
next(islice(count(), 10**18, None))
#- chain of nothing: time
from itertools import chain, repeat
next(chain.from_iterable(repeat(())))
#- groupby: time
from itertools import groupby, repeat
groups = groupby(repeat(1))
next(groups)
next(groups)
#- reduce: time
from functools import reduce
from itertools import repeat
reduce(max, repeat(1))
#- Counter: time
from collections import Counter
from itertools import repeat
Counter(repeat(1))
#- zip to nothing: time
from itertools import repeat
all(zip(repeat(1)))
#- map to nothing: time
from itertools import repeat
all(map(bool, repeat(1)))
#- count in range: time or ends
range(10**18).count(5)
10**17 in range(10**18)
[] in range(10**18)
#- index in range: time or ValueError
range(10**18).index(5.5)
#- sum of a range: time
sum(range(10**18))
#- max of a range: time
max(range(10**18))
#- all of a range: time
all(range(1, 10**18))
#- range to nothing: time
from collections import deque
deque(range(10**18), 0)
#- sorted with a key that loops: time
def key(it):
    while True:
        pass
sorted([1, 2], key=key)
#- comparison that never ends: time
class C:
    def __lt__(self, other):
        while True:
            pass
sorted([C(), C()])
#- list compared with itself growing: memory or time
class C:
    def __eq__(self, other):
        x.append(C())
        y.append(C())
        return True
    __hash__ = None
x, y = [C()], [C()]
x == y
#- list that grows while it is read: memory or time
x = [1]
for it in x:
    x.append(it)
#- remove: time or memory
class C:
    def __eq__(self, other):
        x.append(C())
        return False
x = [C()]
x.remove(1)
#- int of digits: time or memory or ValueError
import sys
sys.set_int_max_str_digits(0)
int("9" * 10**7)
#- str of an int: time or memory
import sys
sys.set_int_max_str_digits(0)
str(1 << 10**8)
#- modular power: time
pow(3, 10**6000 + 1, 10**6000 + 7)
pow(3, (1 << 10**6) + 1, (1 << 10**6) + 7)
#- division: time or ends
x = (1 << 3 * 10**7) // ((1 << 10**7) + 1)
while True:
    x = (1 << 3 * 10**7) // ((1 << 10**7) + 1)
#- gcd: time or ends
import math
a, b = 3**10**6, 2**10**6
while True:
    math.gcd(a, b)
#- isqrt: time or ends
import math
while True:
    math.isqrt(10**10**6)
#- catastrophic pattern: time
import re
re.match(r"(a+)+$", "a" * 60 + "b")
#- catastrophic alternatives: time
import re
re.match(r"(a|a)*$", "a" * 60 + "b")
#- catastrophic search: time
import re
re.search(r"(x+x+)+y", "x" * 60)
#- catastrophic lookahead: time
import re
re.match(r"(?=(a+))*?(?:a*)*b", "a" * 100)
re.match(r"(?:(?:a*)*)*b", "a" * 100)
#- back reference: time or ends
import re
re.match(r"(a*)*\1b", "a" * 60)
re.match(r"(.*)*\1\1\1b", "a" * 300)
#- find: time or ends
x = "a" * 10**6
while True:
    x.find("a" * 10**5 + "b")
#- count: time or ends
x = "ab" * 10**6
while True:
    x.count("abab" * 1000 + "b")
#- lock: deadlock
import threading
lock = threading.Lock()
lock.acquire()
lock.acquire()
#- two locks: deadlock
import threading
a, b = threading.Lock(), threading.Lock()
gate = threading.Barrier(2)
def run(x, y):
    with x:
        gate.wait()
        with y:
            pass
threads = [threading.Thread(target=run, args=it) for it in ((a, b), (b, a))]
for it in threads:
    it.start()
for it in threads:
    it.join()
#- queue: deadlock
import queue
queue.Queue().get()
#- join of itself: deadlock or RuntimeError
import threading
done = threading.Event()
thread = threading.Thread(target=done.wait)
thread.start()
thread.join()
#- sleep: ends or time
import time
time.sleep(10**6)
#- threads without end: memory or time or RuntimeError
import threading
def run():
    threading.Thread(target=run).start()
    threading.Thread(target=run).start()
    threading.Event().wait()
run()
#- thread that spins: time
import threading
def run():
    while True:
        pass
threading.Thread(target=run).start()
#- threads that spin: time
import threading
def run():
    while True:
        pass
for _ in range(50):
    threading.Thread(target=run, daemon=True).start()
run()
#- generator that never stops: time
def f():
    while True:
        try:
            yield
        except GeneratorExit:
            pass
g = f()
next(g)
while True:
    try:
        g.close()
    except RuntimeError:
        pass
#- exceptions that are caught: time
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
#- finally without end: time
def f():
    while True:
        try:
            continue
        finally:
            continue
f()
#- __del__ that rises: time or memory
class C:
    def __del__(self):
        C()
while True:
    C()
#- __del__ that loops: time
class C:
    def __del__(self):
        while True:
            pass
C()
#- __del__ at the end: time
class C:
    def __del__(self):
        while True:
            pass
c = C()
#- resurrection without end: time or memory
kept = []
class C:
    def __del__(self):
        kept.append(self)
        C()
while True:
    C()
    kept.clear()
#- cycles that rise: time or memory
import gc
class C:
    def __init__(self):
        self.me = self
    def __del__(self):
        C()
while True:
    C()
    gc.collect()
#- weak reference callbacks: time
import weakref
class C:
    pass
def again(it):
    global kept
    c = C()
    kept = weakref.ref(c, lambda it: None)
    while True:
        pass
c = C()
kept = weakref.ref(c, again)
del c
#- gc callbacks: time
import gc
def callback(phase, info):
    while True:
        pass
gc.callbacks.append(callback)
gc.collect()
#- atexit: time
import atexit
@atexit.register
def last():
    while True:
        pass
#- excepthook: time
import sys
def hook(*args):
    while True:
        pass
sys.excepthook = hook
1 / 0
#- unraisablehook: time
import sys
def hook(it):
    while True:
        pass
sys.unraisablehook = hook
class C:
    def __del__(self):
        1 / 0
C()
#- trace: time
import sys
def trace(frame, event, arg):
    while True:
        pass
sys.settrace(trace)
def f():
    pass
f()
#- signal handler: time
import signal
def handler(*args):
    while True:
        pass
signal.signal(signal.SIGUSR1, handler)
signal.raise_signal(signal.SIGUSR1)
while True:
    pass
#- output: output
while True:
    print("a" * 1000)
#- output of one line: output
print("a" * 10**8)
#- errors: output
import sys
while True:
    sys.stderr.write("a" * 1000)
#- output by number: output
import os
while True:
    os.write(1, b"a" * 10000)
#- warnings: output or time
import warnings
warnings.simplefilter("always")
n = 0
while True:
    n += 1
    warnings.warn(f"number {n}")
#- SystemExit that is caught: time
while True:
    try:
        raise SystemExit
    except SystemExit:
        pass
#- asyncio-like loop: time
async def f():
    while True:
        await g()
async def g():
    pass
f().send(None)
#- metaclass that loops: time
class M(type):
    def __call__(cls):
        while True:
            pass
class C(metaclass=M):
    pass
C()
#- format that loops: time
class C:
    def __format__(self, spec):
        while True:
            pass
"{}".format(C())
#- hash collisions: time or ends
class C:
    def __hash__(self):
        return 1
    def __eq__(self, other):
        return self is other
x = {}
while True:
    x[C()] = 1
#- equal hashes of ints: time or memory
m = 2**61 - 1
x = {n * m: 1 for n in range(10**6)}
#- deletions from a list: time or ends
x = [0] * 10**6
while x:
    del x[0]
#- extended slices: ends
x = list(range(10**6))
del x[::2]
x[::2] = x[::2]
#- insertions at the front: time or memory
x = []
while True:
    x.insert(0, 1)
#- pops from the front: time or ends
x = [0] * 10**6
while x:
    x.pop(0)
#- partial products: time or memory
from itertools import product
for _ in product(range(10**5), repeat=3):
    pass
#- permutations: time
from itertools import permutations
for _ in permutations(range(1000), 1000):
    pass
#- text built from the front: time or memory
x = ""
while True:
    x = "a" + x
#- bytes searched: time or ends
x = b"a" * 10**6
while True:
    x.find(b"a" * 10**5 + b"b")
#- compare digits: time or ends
x = "1" * 10**7
while True:
    x == "1" * (10**7 - 1) + "2"
#- sort of a long list: time or memory
x = list(range(10**6, 0, -1))
while True:
    sorted(x, key=str)
#- reversed without end: time
class C:
    def __len__(self):
        return 10**18
    def __getitem__(self, at):
        return 0
all(not it for it in reversed(C()))
#- getitem without end: time
class C:
    def __getitem__(self, at):
        return 0
1 in C()
#- random: time
import random
while True:
    random.random()
#- json without end: memory or time
import json
class L(list):
    def __iter__(self):
        while True:
            yield 1
json.dumps(L([1]))
#- struct iterates: time or ends
import struct
while True:
    list(struct.iter_unpack("b", bytes(10**5)))
#- hashes: time
import hashlib
while True:
    hashlib.sha256(bytes(10**6)).digest()
#- pbkdf2: time or ends or AttributeError
import hashlib
hashlib.pbkdf2_hmac("sha256", b"a", b"b", 10**9)
#- crc: time or ends
import binascii
while True:
    binascii.crc32(bytes(10**6))
#- normalize: time or memory
import unicodedata
while True:
    unicodedata.normalize("NFKD", "\ufdfa" * 10**5)
#- csv: time or memory
import csv
from itertools import repeat
for _ in csv.reader(repeat("a,b,c")):
    pass
#- sum of lists: time or memory
sum([[1]] * 10**5, [])
sum([[1]] * 10**7, [])
#- dict views: time
from itertools import repeat
{1: 1}.keys() & repeat(1)
#- isdisjoint: time
from itertools import repeat
{1}.isdisjoint(repeat(2))
#- bytearray extended: memory
from itertools import repeat
bytearray().extend(repeat(1))
#- writelines: memory or output
import sys
from itertools import repeat
sys.stdout.writelines(repeat("a\n"))
#- print of many: memory
from itertools import repeat
print(*repeat("a"), sep="")
#- math.fsum: time
import math
from itertools import repeat
math.fsum(repeat(1.0))
#- math.prod: time
import math
from itertools import repeat
math.prod(repeat(1))
#- heapq: time or memory
import heapq
from itertools import repeat
for _ in heapq.merge(repeat(1), repeat(2)):
    pass
#- bisect: time
import bisect
class C:
    def __len__(self):
        return 2**62
    def __getitem__(self, at):
        while True:
            pass
bisect.bisect(C(), 1)
