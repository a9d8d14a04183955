# Looks at the collector.
import sys, _weakref as weakref, gc
class D:
    n = "?"
    def __init__(self, n): self.n = n
    def __del__(self): print("  -", self.n)
def t(name): print(name)
t("list"); x=[D(i) for i in range(3)]; del x
t("tuple"); x=tuple(D(i) for i in range(3)); del x
t("dict values"); x={i:D(i) for i in range(3)}; del x
t("dict keys"); x={D(i):i for i in range(3)}; del x
t("dict both"); x={D("k"):D("v")}; del x
t("set one"); x={D(1)}; del x
t("nested"); x=[[D(1),D(2)],[D(3)]]; del x
t("attr order"); o=D("o"); o.a=D("a"); o.b=D("b"); del o
t("slots order")
class S:
    __slots__=("b","a","c")
    def __del__(self): print("  - s")
s=S(); s.a=D("a"); s.b=D("b"); s.c=D("c"); del s
t("locals order")
def f():
    z=D("z"); a=D("a"); m=D("m")
f()
t("args")
def f(a,b,c=None): pass
f(D(1),D(2),c=D(3))
t("star args")
def f(*a, **k): pass
f(D(1),D(2),x=D(3))
t("temp"); D(1); D(2)
t("expr"); D(1), D(2)
t("rebinding"); x=D(1); x=D(2); x=None
t("swap"); a,b=D("a"),D("b"); a,b=b,a; del a; del b
t("loop var")
for i in [D(1),D(2)]: pass
t("after loop"); del i
t("gen loop")
for i in (D(n) for n in range(2)): print(" it", i.n)
del i
t("comp"); [None for i in [D(1),D(2)]]
t("pop"); l=[D(0),D(1),D(2)]; l.pop(0); print(" popped"); l.pop(); l.clear(); print(" cleared")
t("slice del"); l=[D(i) for i in range(5)]; del l[1:4]; print(" left"); del l
t("slice assign"); l=[D(i) for i in range(4)]; l[:2]=[D("n")]; print(" done"); del l
t("ext slice del"); l=[D(i) for i in range(6)]; del l[::2]; print(" done"); del l
t("dict overwrite"); d={1:D("a")}; d[1]=D("b"); d.clear(); print(" cleared")
t("dict pop"); d={1:D("a"),2:D("b")}; d.pop(1); print(" x"); d.popitem()
t("dict update"); d={1:D("a"),2:D("b")}; d.update({1:D("c"),3:D("d")}); print(" upd"); del d
t("setdefault"); d={1:D("a")}; d.setdefault(1,D("b")); print(" x"); del d
t("list mul"); x=[D(1)]*3; del x
t("concat"); x=[D(1)]+[D(2)]; del x
t("extend"); x=[D(1)]; x.extend([D(2),D(3)]); x[:]=[]
t("exc")
try:
    raise ValueError(D("arg"))
except ValueError as e: print(" caught")
print(" after")
t("exc local")
def f():
    loc=D("loc"); raise KeyError("x")
try: f()
except KeyError: print(" in except")
print(" out")
t("exc kept")
try: f()
except KeyError as e: kept=e
print(" still"); kept=None
t("traceback with")
try: f()
except KeyError as e: kept=e.with_traceback(None)
print(" gone"); kept=None
t("finally")
def f():
    a=D("a")
    try: return D("ret")
    finally: print(" fin")
f()
t("return")
def f():
    a=D("a"); return a
r=f(); print(" got"); del r
t("generator close")
def g():
    a=D("ga")
    try: yield 1
    finally: print(" gfin")
    b=D("never")
i=g(); next(i); i.close(); print(" closed")
i=g(); next(i); del i; print(" deleted")
i=g(); del i
i=g(); list(i)
t("generator args")
def g(a): yield
i=g(D("arg")); next(i); del i
i=g(D("arg2")); next(i); next(i,None); print(" exhausted"); del i
t("closure")
def f():
    c=D("cell")
    return lambda: c
k=f(); print(" made"); del k
t("default"); 
def f(a=D("def")): pass
del f
t("partial")
import _functools as functools
p=functools.partial(print, D("pa")); del p
t("bound"); m=D("self").__init__; print(" bound"); del m
t("class attr")
class C: x=D("cls")
del C; print(" deleted"); gc.collect()
t("class dict order")
class C: a=D("c1"); b=D("c2")
C=None; gc.collect()
t("instance of dead class")
class C:
    def __del__(self): print("  - C inst")
c=C(); del C; gc.collect(); print(" class name", type(c).__name__); del c; gc.collect()
t("with")
class M(D):
    def __enter__(self): return D("entered")
    def __exit__(self,*a): print(" exit")
with M("mgr") as v: print(" body")
print(" after with"); del v
with M("mgr2"): print(" body")
print(" after")
t("walrus"); (y:=D("w")); del y
t("match")
match [D(1),D(2)]:
    case [a,b]: print(" matched")
del a; del b
t("unpack"); a,*b=[D(1),D(2),D(3)]; del a; print(" a gone"); del b
t("sorted"); l=sorted([D(2),D(1)],key=lambda d:d.n); print(" sorted"); del l
t("zip"); l=list(zip([D(1)],[D(2)])); del l
for a,b in zip([D(1),D(3)],[D(2),D(4)]): print(" z",a.n,b.n)
del a,b
t("enumerate")
for i,d in enumerate([D(1),D(2)]): print(" e",i)
del d
t("items")
for k,v in {1:D(1),2:D(2)}.items(): print(" i",k)
del v
t("map"); m=map(D,[1,2]); next(m); print(" x"); next(m); del m
t("iter"); it=iter([D(1),D(2)]); next(it); print(" n"); del it
t("reversed"); it=reversed([D(1),D(2)]); next(it); print(" n"); del it
t("deque")
from _collections import deque, defaultdict
q=deque([D(1),D(2),D(3)],maxlen=3); q.append(D(4)); q.popleft(); print(" q"); q.clear(); print(" c")
q=deque([D(1),D(2)]); del q
t("defaultdict"); d=defaultdict(lambda: D("dd")); d[1]; del d
t("sort key"); l=[D(1)]; l.sort(key=lambda x: D("key")) if False else None; del l
t("cycle"); a=D("cyc"); a.me=a; del a; print(gc.collect())
t("cycle2"); a,b=D("A"),D("B"); a.o=b; b.o=a; del a,b; print(gc.collect())
t("cycle3"); l=[D("x"),D("y")]; l.append(l); del l; print(gc.collect())
t("resurrect")
class R:
    def __del__(self): global keep; keep=self; print("  R")
r=R(); del r; print(type(keep).__name__); del keep; print(" end")
t("weak callbacks")
o=D("w"); r1=weakref.ref(o,lambda r:print(" cb1")); r2=weakref.ref(o,lambda r:print(" cb2")); del o; print(r1(),r2())
t("del attr"); o=D("o"); o.x=D("x"); del o.x; print(" x gone"); del o
t("dict replace"); o=D("o"); o.x=D("x"); o.__dict__={}; print(" replaced"); del o
t("__dict__ alone"); o=D("o"); o.x=D("x"); d=o.__dict__; del o; print(" alone"); del d
t("globals del"); globals()["gx"]=D("gx"); del gx
t("exec"); exec("v=D('ex')", {"D":D}); print(" done")
t("async")
async def co():
    a=D("co"); return 1
c=co()
try: c.send(None)
except StopIteration as e: print(e.value)
c=co(); c.close(); print(" closed")
t("frames")
def f():
    a=D("fr"); return sys._getframe()
fr=f(); print(" held"); fr.clear(); print(" cleared"); del fr
fr=f(); del fr
