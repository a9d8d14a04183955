# Looks at the collector.
import gc, sys, _weakref as weakref
def p(name,*v): print(name,*v)
# set order of ints and after changes
p("set",{5,3,1,9,17,33},set([100,50,25,12,6,3]),{i*8 for i in range(8)},{-1,-2,-3},{1.5,2.5,0.5},{True,2,0},{2**61-1,2**61,0},{2**40,2**41,2**42},frozenset([10,2,33,41]))
s=set(range(10)); s.remove(3); s.add(40); p("set2",s); s.discard(5); s.add(13); p("set3",s,s.pop(),s.pop(),s); s|={99,3}; p("set4",s); s-={0,1}; p("set5",s); s^={2,7,111}; p("set6",s); s&={111,99,40,8}; p("set7",s)
p("setops",{1,2,3}|{8,9,16},{8,9,16}|{1,2,3},{1,8,16,24}&{24,16,8},{32,16,8,0}-{16},{0,32}^{64,32},set([0,32,64,8]).union([40,41]),set(range(20))-set(range(5,15)),sorted({3,1,2}),list({7,15,23,31,39}),{23,31,15,39,7})
x=set()
for i in (64,32,16,8,0,1): x.add(i)
p("insertion",x,list(x),min(x),next(iter(x)),x.copy(),set(list(x)),frozenset(x))
d={}
for i in (5,3,9,1): d[i]=i
p("dict",d); del d[3]; d[3]=0; p("dict2",d,list(d),list(reversed(d))); d[9]=9; d.pop(5); d[5]=1; p("dict3",d,d.popitem(),d); p("merge",d|{1:1,7:7},{**{7:7},**d},dict(a=1,**{"b":2}),dict([(2,1),(1,2)],c=3)); d.update({9:0,0:0}); p("upd",d)
p("fromkeys",dict.fromkeys([3,1,2,3]),dict.fromkeys({9,1,5}),dict(zip("ba",[1,2])))
class A:
    def __init__(self): self.z=1; self.a=2
    b=1
    def m(self): pass
a=A(); a.q=3; del a.z; a.z=4; p("attrs",vars(a),list(a.__dict__)); p("class",[k for k in A.__dict__ if not k.startswith("__")],[k for k in A.__dict__])
a=A(); del a.a; a.b=5; a.a=6; p("attrs2",vars(a)); a.__dict__["n"]=1; p(a.__dict__)
p("kwargs",(lambda **k:k)(c=1,a=2,b=3),(lambda *,z,a:(z,a))(a=1,z=2))
p("dir",[n for n in dir(a) if not n.startswith("_")],dir(type("T",(),{"b":1,"a":2}))[-2:])
p("gc collect",gc.collect()>=0,gc.collect(),gc.collect(0),gc.collect(1))
class N: pass
def ring(k):
    ns=[N() for _ in range(k)]
    for i in range(k): ns[i].n=ns[(i+1)%k]
for k in (1,2,5): ring(k); p("ring",k,gc.collect())
def selfref(x): x.append(x)
selfref([]); p("list",gc.collect()); d={}; d[1]=d; del d; p("dict",gc.collect()); d={}; d["a"]=d; del d; p("dict str",gc.collect())
l=[]; t=(l,); l.append(t); del l,t; p("tuple",gc.collect())
def f(): g=lambda: g
f(); p("lambda",gc.collect())
def f():
    def g(n): return g(n-1) if n else 0
    g(3)
f(); p("recursive inner",gc.collect())
def f():
    class C: pass
f(); p("class",gc.collect())
def f():
    class C:
        def m(self): return super()
f(); p("class super",gc.collect())
def f():
    class C:
        __slots__=("a","b")
f(); p("class slots",gc.collect())
def f():
    class B: pass
    class C(B): x=[]
f(); p("class sub",gc.collect())
def f():
    class M(type): pass
    class C(metaclass=M): pass
f(); p("meta",gc.collect())
def f():
    class C: pass
    C(); return None
f(); p("class inst",gc.collect())
def f():
    class C:
        def __init__(self): self.c=C
    C()
f(); p("class self",gc.collect())
def f():
    try: raise ValueError
    except ValueError as e: x=e
f(); p("exc",gc.collect())
def f():
    try: 1/0
    except ZeroDivisionError as e: err=e; a=[1]
f(); p("exc2",gc.collect())
def g(): x=yield; yield
i=g(); next(i); i.send(i); del i; p("gen",gc.collect())
n=N(); n.m=n.__init__; del n; p("method wrapper",gc.collect())
class Q:
    def m(self): pass
n=Q(); n.f=n.m; del n; p("bound",gc.collect())
n=N(); n.l=[n]; n.d={"a":n}; n.t=(n,); n.s={n}; del n; p("many",gc.collect())
n=N(); n.__dict__; n.me=n; del n; p("dict of",gc.collect())
n=N(); n.me=n; n.__dict__; del n; p("dict of2",gc.collect())
n=N(); n.p=property(lambda s:n); del n; p("prop?",gc.collect())
import _functools as functools
n=N(); n.p=functools.partial(print,n); del n; p("partial",gc.collect())
n=N(); n.w=weakref.ref(n); del n; p("weak",gc.collect())
n=N(); n.w=weakref.ref(n,lambda r:None); del n; p("weak cb",gc.collect())
n=N(); n.it=iter([n]); del n; p("iter",gc.collect())
n=N(); n.z=zip([n]); del n; p("zip",gc.collect())
n=N(); n.e=enumerate([n]); del n; p("enumerate",gc.collect())
n=N(); n.mp=map(str,[n]); del n; p("map",gc.collect())
n=N(); n.c=(lambda: n); del n; p("global lambda",gc.collect())
def f():
    n=N(); n.c=lambda: n
f(); p("cell",gc.collect())
import _collections as collections
n=N(); n.q=collections.deque([n]); del n; p("deque",gc.collect())
n=N(); n.q=collections.defaultdict(list); n.q[1].append(n); del n; p("defaultdict",gc.collect())
n=N(); n.v={1:n}.items(); del n; p("view",gc.collect())
n=N(); n.s=slice(n); del n; p("slice",gc.collect())
n=N(); n.m=memoryview(b""); n.n=n; del n; gc.collect()
e=ValueError(); e.args=(e,); del e; p("exc args",gc.collect())
e=ValueError(); e.__context__=KeyError(); e.__context__.x=e; del e; p("exc ctx",gc.collect())
class L(list): pass
l=L(); l.append(l); del l; p("list sub",gc.collect()); l=L(); l.me=l; del l; p("list sub attr",gc.collect())
class T(tuple): pass
t=T([[]]); t[0].append(t); del t; p("tuple sub",gc.collect())
class DD(dict): pass
d=DD(); d[1]=d; del d; p("dict sub",gc.collect())
class SL: __slots__=("a",)
s=SL(); s.a=s; del s; p("slots",gc.collect())
class SD: __slots__=("a","__dict__")
s=SD(); s.b=s; del s; p("slots dict",gc.collect())
class I(int): pass
i=I(5); i.me=i; del i; p("int sub",gc.collect())
class E(Exception): pass
e=E(); e.me=e; del e; p("exc sub",gc.collect())
class X: 
    def __del__(self): p("del",self.n)
a,b=X(),X(); a.n="a"; b.n="b"; a.o=b; b.o=a; del a,b; p("del ring",gc.collect())
l=[X()]; l[0].n="in"; l.append(l); del l; p("del in",gc.collect())
keep=[]
class R:
    def __del__(self): keep.append(self)
r=R(); r.me=r; del r; p("res",gc.collect(),len(keep)); keep.clear(); p("res2",gc.collect())
a,b=R(),N(); a.o=b; b.o=a; del a,b; p("res mixed",gc.collect(),len(keep)); keep.clear(); p("again",gc.collect())
# tracking
tr=gc.is_tracked
p("tracked",tr([]),tr({}),tr({1:1}),tr({1:[]}),tr({"a":()}),tr({"a":(1,)}),tr({"a":([],)}),tr(()),tr((1,)),tr(([],)),tr(set()),tr(frozenset()),tr(1),tr("a"),tr(None),tr(N),tr(int),tr(N()),tr(p),tr(len),tr(sys),tr(object()),tr(SL()),tr(I(1)),tr(type("S",(),{"__slots__":()})()),tr(range(3)),tr(slice(1)),tr(iter([])),tr(iter("")),tr(iter(())),tr(iter({})),tr(iter(set())),tr(iter(range(3))),tr(i for i in []),tr(zip()),tr(map(str,[])),tr(enumerate([])),tr(reversed([])),tr(filter(None,[])),tr(bytearray()),tr(memoryview(b"")),tr(ValueError()),tr(property()),tr(classmethod(p)),tr(staticmethod(p)),tr(super(N,N())),tr(p.__code__),tr(p.__get__(1)),tr([].append),tr(str.join),tr("".join),tr(weakref.ref(N)),tr({}.keys()),tr(collections.deque()),tr(collections.defaultdict()),tr(list[int]),tr(int|str),tr(N.__dict__),tr(vars(N())),tr(globals()),tr(sys._getframe()),tr((lambda:tr).__closure__),tr(functools.partial(p)),tr(type(sys)("x")),tr(2**100),tr(1.5),tr(1j),tr(b""),tr(...),tr(NotImplemented))
t1=tuple([1,2]); t2=tuple([[],1]); t3=(t1,5,t1); p("tuples",tr(t1),tr(t2),tr(t3)); gc.collect(); p("after",tr(t1),tr(t2),tr(t3))
d1={1:2}; d1["x"]=(1,); d2={1:[]}; d2[1]=0; p("dicts",tr(d1),tr(d2)); gc.collect(); p("after",tr(d1),tr(d2))
d1={}; d1[1]="a"; p("grow",tr(d1)); d1[2]=N(); p("grow",tr(d1)); d1.clear(); p("clear",tr(d1)); p("copy",tr(dict({1:1})),tr({1:[]}.copy()),tr(dict(a=1)),tr(dict(a=[])),tr(dict.fromkeys("ab",[])),tr({k:k for k in "ab"}),tr({k:[] for k in "ab"}),tr({**{1:1}}),tr({1:1}|{2:[]}),tr(dict([(1,[])])),tr(eval("{1:2}")))
n=N(); p("inst",tr(n),tr(n.__dict__)); n.a=1; p(tr(n.__dict__)); n.b=[]; p(tr(n.__dict__))
# referents
gr=gc.get_referents
names=lambda l:[type(x).__name__ for x in l]
class F: pass
o=F(); o.x=[1]; p("ref inst",names(gr(o))); o.__dict__; p(names(gr(o))); p("ref list",gr([1,"a"]),gr((1,2)),gr({1:"a"}),gr({"k":"v"}),gr({1}),gr(1),gr("a"),gr([],{}),gr(slice(1,2)),gr(iter([7])),names(gr(zip([7]))),names(gr(enumerate([7]))))
def fn(a=5,*,b=6): "doc"
p("ref fn",names(gr(fn))); p("ref cls",names(gr(F))); p("ref meth",names(gr(o.__init__)),names(gr([].append)),names(gr(property(fn))),names(gr(classmethod(fn))),names(gr(staticmethod(fn)))); p("ref exc",names(gr(ValueError(1)))); p("ref mod",names(gr(type(sys)("z")))); p("ref gen",names(gr(x for x in [1]))); p("ref partial",names(gr(functools.partial(fn,1,z=2)))); p("ref dq",gr(collections.deque([1,2]))); p("ref view",gr({1:2}.keys()),names(gr(iter({1:2})))); p("ref weak",names(gr(weakref.ref(o))),names(gr(weakref.ref(o,fn)))); p("ref super",names(gr(super(F,o)))); p("ref sl",names(gr(SL()))); p("ref code",gr(fn.__code__)); p("ref map",names(gr(map(fn,[1]))),names(gr(filter(fn,[1])))); p("ref cell",names(gr((lambda: o).__closure__ or (1,)))); p("ref tb",names(gr(sys._getframe()))[:2])
tgt=F(); h1=[tgt]; h2={"k":tgt}; h3=(tgt,); h4=F(); h4.x=tgt; h5={tgt}
p("referrers",sorted(names(gc.get_referrers(tgt)))); h4.__dict__; p("referrers2",sorted(names(gc.get_referrers(tgt)))); del h1,h2,h3,h4,h5; p("referrers3",names(gc.get_referrers(tgt)))
p("state",gc.isenabled(),gc.get_threshold(),gc.get_debug(),gc.garbage,gc.callbacks,gc.get_freeze_count(),len(gc.get_stats()),sorted(gc.get_stats()[0]))
log=[]; gc.callbacks.append(lambda ph,inf: log.append((ph,inf["generation"],inf["collected"],inf["uncollectable"]))); ring(3); gc.collect(); gc.collect(1); gc.callbacks.clear(); p("callbacks",log)
gc.disable(); before=gc.get_count(); x=[[] for _ in range(50)]; p("count",gc.get_count()[0]-before[0]>=50, gc.get_count()[1:]); gc.enable()
gc.set_threshold(100,5,5); st=[q["collections"] for q in gc.get_stats()]; y=[[] for _ in range(1000)]; st2=[q["collections"] for q in gc.get_stats()]; p("auto",st2[0]-st[0],st2[1]-st[1],st2[2]-st[2]); gc.set_threshold(2000,10,10)
gc.set_debug(gc.DEBUG_SAVEALL); ring(2); p("saveall",gc.collect(),names(gc.garbage)); gc.set_debug(0); gc.garbage.clear(); p("fin",gc.is_finalized(o),gc.collect())
