# Looks at the collector.
import sys, gc, itertools
import _weakref as weakref, _functools as functools, _operator as operator
rc=sys.getrefcount
class K: pass
o=K(); base=rc(o)
def p(name,*v): print(name,*v)
def d(): return rc(o)-base-1
p("base",base)
a=o; p("alias",rc(o)-base); del a
l=[o]; p("list",rc(o)-base); l*=3; p("mul",rc(o)-base); l.sort(key=id); p("sort",rc(o)-base); del l
for cls in (list,tuple,set,frozenset): 
    c=cls([o]); p(cls.__name__,rc(o)-base); del c
dd={o:o}; p("dict",rc(o)-base); e=dd.copy(); p("dcopy",rc(o)-base); e.clear(); del dd,e; p("dgone",rc(o)-base)
def f(x): return rc(x)
p("call",f(o)-base); p("kw",f(x=o)-base); p("star",f(*[o])-base, f(*(o,))-base, f(**{"x":o})-base)
p("lambda",(lambda x: rc(x))(o)-base)
p("nested",(lambda x: f(x))(o)-base)
def g(*a): return rc(a[0])
p("varargs",g(o)-base, g(o,o)-base)
def g(**k): return rc(k["a"])
p("varkw",g(a=o)-base)
class M:
    def m(self): return rc(self)
    def n(self,x): return rc(x)
    @staticmethod
    def s(x): return rc(x)
    @classmethod
    def c(cls,x): return rc(x)
    @property
    def q(self): return rc(self)
    def __call__(self,x): return rc(x)
    def __getitem__(self,i): return rc(i)
    def __add__(self,x): return rc(x)
    def __eq__(self,x): return rc(x)
    __hash__=object.__hash__
    def __getattr__(self,n): return rc(self)
    def __iter__(self): yield rc(self)
    def __contains__(self,x): print(rc(x)-base); return True
    def __len__(self): return 1
    def __enter__(self): return rc(self)
    def __exit__(self,*a): print("exit",rc(self))
m=M()
p("method",m.m(), M().m(), m.n(o)-base, m.s(o)-base, m.c(o)-base, M.m(m), M.s(o)-base, M.c(o)-base)
p("dunder",m(o)-base, m[o]-base, (m+o)-base, (m==o)-base, m.zzz, list(m))
o in m
b=m.m; p("bound",b(), rc(m), rc(b)); del b
p("getattr",getattr(m,"m")(), getattr(m,"zz"))
p("partial",functools.partial(f,o)()-base)
pt=functools.partial(f,o); p("partial held",rc(o)-base); del pt
p("map",list(map(rc,[o]))[0]-base, list(map(f,[o]))[0]-base, list(map(f,(o,)))[0]-base)
p("filter",[rc(x)-base for x in filter(None,[o])])
p("sorted",[rc(x)-base for x in sorted([o])])
p("rev",[rc(x)-base for x in reversed([o])])
p("enum",[rc(x)-base for i,x in enumerate([o])])
p("zip",[rc(x)-base for x, in zip([o])])
p("chain",[rc(x)-base for x in itertools.chain([o],[o])])
p("repeat",[rc(x)-base for x in itertools.repeat(o,2)])
p("prod",[rc(x)-base for x,y in itertools.product([o],[1])])
p("items",[rc(x)-base for k,x in {1:o}.items()], [rc(x)-base for x in {1:o}.values()], [rc(x)-base for x in {o:1}])
p("gen",[rc(x)-base for x in (y for y in [o])], list(rc(x)-base for x in [o]))
p("comp",[rc(o)-base for _ in range(1)], {rc(o)-base for _ in range(1)}, {1:rc(o)-base for _ in range(1)})
def gen(): x=o; yield rc(x)-base; yield rc(x)-base
i=gen(); p("gen local",next(i), rc(o)-base, next(i)); i.close(); p("closed",rc(o)-base)
def clo():
    x=o
    def inner(): return rc(x)-base
    return inner
i=clo(); p("closure",i(), rc(o)-base, rc(i.__closure__[0]), rc(i)); del i
try: raise ValueError(o)
except ValueError as e: p("exc",rc(o)-base, rc(e), rc(e.args)); 
p("exc done",rc(o)-base)
def r(): x=o; raise KeyError
try: r()
except KeyError as e: p("tb",rc(o)-base, rc(e.__traceback__)); k=e
p("kept",rc(o)-base); k.__traceback__=None; p("tb cleared",rc(o)-base); del k
w=weakref.ref(o); p("weak",rc(o)-base, rc(w), weakref.getweakrefcount(o)); 
x=w(); p("deref",rc(o)-base); del x
p("proxy", rc(weakref.proxy(o)))
p("fresh", rc(K()), rc([]), rc(()), rc({}), rc(set()), rc(1.5+1), rc("a"+str(1)), rc(lambda:1), rc(object()), rc(range(9)), rc(slice(1)), rc(iter([])), rc(b"ab"*2), rc(bytearray()), rc(K), rc(K.__dict__), rc(K().__dict__), rc(10**20), rc(1j*2))
n=10**20; p("int",rc(n)); s="x".join(["a","b"]); p("str",rc(s), rc(s+"c"), rc(s[:]), rc(s[1:]))
t=(1,2,s); p("tuple",rc(t), rc(t[:]), rc(t+()), rc(t*1), rc(s))
def h(a=o): return rc(a)-base
p("default",h(), rc(h.__defaults__), rc(o)-base); del h
def h(*,a=o): return rc(a)-base
p("kwdefault",h(), rc(h.__kwdefaults__), rc(o)-base); del h
class C: x=o
p("class attr",rc(o)-base, rc(C.x)-base, rc(C().x)-base, rc(C), rc(C.__mro__), rc(C.__bases__), rc(C.__dict__)); del C; gc.collect()
i=K(); i.x=o; p("attr",rc(i.x)-base, rc(i), rc(i.__dict__)); i.__dict__; p("dict",rc(o)-base); del i; p("gone",rc(o)-base)
class S: __slots__=("x",)
i=S(); i.x=o; p("slot",rc(i.x)-base); del i
it=iter([o,o]); p("iter",rc(o)-base); next(it); p("next",rc(o)-base); list(it); p("end",rc(o)-base); del it
p("cond",rc(o if True else 1)-base, rc(o or 1)-base, rc(1 and o)-base)
p("walrus",rc(z:=o)-base); del z
a,b=o,o; p("unpack",rc(o)-base); a,b=b,a; p("swap",rc(o)-base); del a,b
[a,*b]=[o,o,o]; p("star",rc(o)-base, rc(b)); del a,b
p("fstring",rc(f"{s}")-rc(s))
p("function",rc(f),rc(f.__code__),rc(f.__globals__)>10,rc(f.__name__)>1000,rc(f.__closure__)>1000)
p("builtin",rc(len),rc(abs),rc(repr),rc(print))
p("consts",rc(1000),rc("hello world"),rc(3.25),rc((1,2,3)),rc(12345678901),rc(2j))
def k(): return rc(777),rc(7.5),rc("q r s"),rc((7,8))
p("fconsts",*k(),*k())
exec("p('exec',rc(4321),rc('e f'),rc((4,3)))"); p("eval",eval("rc(999)"),eval("rc((9,9))"))
c=compile("p('compiled',rc(4322),rc('e g'),rc((4,4)))","x","exec"); exec(c); exec(c)
p("interned",rc("hello")>1000,rc("a")>1000,rc("")>1000,rc(sys.intern("".join(["zz","yy"]))), rc("ident_1")>1000)
p("small",rc(0)>1000,rc(256)>1000,rc(257)>1000,rc(-5)>1000,rc(-6)>1000)
p("single",rc(None)==rc(True)==rc(...)==rc(NotImplemented),rc(())>1000,rc(b"")>1000,rc(b"a")>1000,rc(frozenset())<1000)
def rec(n): return rc(o)-base if n==0 else rec(n-1)
p("rec",rec(5))
def rec(x,n): return rc(x)-base if n==0 else rec(x,n-1)
p("rec arg",rec(o,3))
l=[o]; p("index",rc(l[0])-base,rc(l.pop())-base); l=[o]; p("del",rc(o)-base); del l[0]; p("deld",rc(o)-base)
p("max",rc(max(o,o,key=id))-base, rc(min([o],key=id))-base)
p("dict get",rc({1:o}.get(1))-base, rc({1:o}.pop(1))-base, rc({1:o}[1])-base, rc({}.get(1,o))-base, rc({}.setdefault(1,o))-base)
p("next default",rc(next(iter([]),o))-base)
p("getattr default",rc(getattr(1,"zz",o))-base)
p("vars",rc(vars()["o"])-base, rc(globals()["o"])-base, rc(locals()["o"])-base)
def lo():
    q=object(); a=rc(q); L=locals(); b=rc(q); L2=locals(); c=rc(q); del L; return a,b,c,rc(q)
p("locals",*lo())
def dl(): 
    q=object(); w=q; del w; return rc(q)
p("del local",dl())
def nl():
    q=object()
    def i(): nonlocal q; return rc(q)
    return i()
p("nonlocal",nl())
async def co(x): return rc(x)-base
try: co(o).send(None)
except StopIteration as e: p("coro",e.value)
p("type",rc(type(o))-rc(K), rc(o.__class__)-rc(K))
p("super",super(K,o).__init__ is not None, rc(o)-base)
match o:
    case K() as q: p("match",rc(q)-base)
del q
