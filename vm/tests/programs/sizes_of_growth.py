# Looks at the collector.
import sys, array, _collections as collections, _io as io
g=sys.getsizeof
def p(name,*v): print(name,*v)
def growth(make, step, n=70):
    x=make(); out=[g(x)]
    for i in range(n):
        step(x,i); out.append(g(x))
    return sorted(set(out)), [i for i in range(1,n+1) if out[i]!=out[i-1]]
p("list append",*growth(list,lambda x,i:x.append(i)))
p("list insert",*growth(list,lambda x,i:x.insert(0,i)))
p("list extend1",*growth(list,lambda x,i:x.extend([i])))
p("list iadd",*growth(list,lambda x,i:x.__iadd__((i,))))
p("list extend gen",*growth(list,lambda x,i:x.extend(j for j in [i])))
p("list pop",*growth(lambda:list(range(70)),lambda x,i:x.pop()))
p("list pop0",*growth(lambda:list(range(70)),lambda x,i:x.pop(0)))
p("list del",*growth(lambda:[0]*70,lambda x,i:x.__delitem__(0)))
p("list slice",*growth(list,lambda x,i:x.__setitem__(slice(0,0),[i])))
p("dict add",*growth(dict,lambda x,i:x.__setitem__(i,i),200))
p("dict str",*growth(dict,lambda x,i:x.__setitem__(str(i),i),200))
p("dict del",*growth(lambda:dict.fromkeys(range(70)),lambda x,i:x.pop(i)))
p("dict mixed",*growth(dict,lambda x,i:(x.__setitem__(i,i),x.pop(i-3,None)),200))
p("set add",*growth(set,lambda x,i:x.add(i),300))
p("set discard",*growth(lambda:set(range(70)),lambda x,i:x.discard(i)))
p("set mixed",*growth(set,lambda x,i:(x.add(i),x.discard(i-3)),200))
p("bytearray append",*growth(bytearray,lambda x,i:x.append(1),100))
p("bytearray extend",*growth(bytearray,lambda x,i:x.extend(b"ab"),100))
p("bytearray iadd",*growth(bytearray,lambda x,i:x.__iadd__(b"abc"),100))
p("bytearray pop",*growth(lambda:bytearray(100),lambda x,i:x.pop(),99))
p("bytearray del",*growth(lambda:bytearray(100),lambda x,i:x.__delitem__(0),99))
p("deque append",*growth(collections.deque,lambda x,i:x.append(1),300))
p("deque left",*growth(collections.deque,lambda x,i:x.appendleft(1),300))
p("deque pop",*growth(lambda:collections.deque(range(200)),lambda x,i:x.pop(),199))
p("array append",*growth(lambda:array.array("i"),lambda x,i:x.append(1),100))
p("array extend",*growth(lambda:array.array("d"),lambda x,i:x.extend([1.0,2.0]),100))
p("int",[g(2**i) for i in (0,29,30,31,59,60,61,89,90,100,300,1000)],g(0),g(-1),g(-2**30),g(True),g(False))
p("str",[g("a"*i) for i in (0,1,2,10,100)],[g("é"*i) for i in (1,2,10)],[g("\u1234"*i) for i in (1,2,10)],[g("\U00012345"*i) for i in (1,2)],g("aé"),g("a\u1234"),g("a"*5+"\U00012345"))
p("bytes",[g(b"a"*i) for i in (0,1,2,10,100)],g(bytes(5)),g(b"abc"[1:]))
p("tuple",[g((1,)*i) for i in (0,1,2,3,10)],g(tuple([1,2])),g((1,2)+(3,)))
p("literals",g([1]),g([1,2]),g([1,2,3]),g([1,2,3,4]),g([1,2,3,4,5]),g([]),g([[]]),g([p,g]),g([p,g,p]),g([*()]),g([*(1,2,3)]),g({1:1}),g({1:1,2:2,3:3,4:4,5:5}),g({1:1,2:2,3:3,4:4,5:5,6:6}),g({"a":1}),g({"a":1,"b":2,"c":3,"d":4,"e":5,"f":6}),g({}),g({1}),g({1,2,3,4}),g({1,2,3,4,5}),g({1,2,3,4,5,6,7,8}),g({*()}),g({*range(9)}),g({**{}}),g({**{"a":1}}))
p("made",g(list((1,2,3))),g(list([1,2,3])),g(list("abc")),g(list(range(10))),g([1,2,3][:]),g([1,2,3]+[4]),g([1]*7),g([1,2,3].copy()),g(list({1:1})),g([i for i in range(10)]),g([i for i in range(3)]),g(list(i for i in range(10))),g(sorted([3,1])),g(list(map(str,[1,2]))),g(list(zip([1,2]))),g(list({1,2,3})),g("a b".split()),g("a,b,c".split(",")),g(list(reversed([1,2,3]))),g(dict(a=1)),g(dict([(1,2)])),g(dict({1:2})),g(dict(zip("abcdef",range(6)))),g({i:i for i in range(6)}),g(dict.fromkeys(range(6))),g({1:2}.copy()),g({1:2}|{3:4}),g(set([1,2,3,4,5])),g(set("abc")),g(set(range(20))),g({i for i in range(6)}),g(frozenset([1,2,3,4,5,6])),g({1,2}|{3,4,5}),g(set(range(100)).copy()),g(dict.fromkeys("abc")),g(dict.fromkeys({1,2,3,4,5,6,7,8,9})),g(dict(dict.fromkeys(range(50)))),g(dict.fromkeys(range(50)).copy()))
d=dict.fromkeys(range(50))
for i in range(45): del d[i]
p("sparse",g(d),g(d.copy()),g(dict(d)),g({**d}),g(d|{})); d[99]=1; p(g(d)); d.clear(); p(g(d)); d[1]=1; p(g(d)); d["a"]=1; p(g(d)); d={"a":1}; d[1]=1; p(g(d)); del d[1]; p(g(d))
d={}; d.setdefault("a",1); p("setdefault",g(d)); d.update(b=2,c=3,d=4,e=5,f=6); p(g(d)); d.popitem(); p(g(d))
s=set(range(100))
for i in range(95): s.remove(i)
p("sparse set",g(s),g(s.copy()),g(set(s)),g(s|set()),g(frozenset(s))); s.add(1); p(g(s)); s.clear(); p(g(s))
l=[1,2,3,4,5,6,7,8,9]; l.clear(); p("clear",g(l)); l.append(1); p(g(l)); l=[1]*20; del l[5:]; p(g(l)); l[:]=[]; p(g(l)); l=[0]*5; l.sort(); p(g(l)); l.reverse(); p(g(l)); l*=2; p(g(l)); l+=[1]; p(g(l)); l.remove(0); p(g(l)); l=[1,2,3]; l[1:1]=[5,6]; p(g(l)); l[::2]=[0]*len(l[::2]); p(g(l)); del l[::2]; p(g(l))
class A: pass
a=A(); p("inst",g(a),g(a.__dict__)); a.x=1; p(g(a),g(a.__dict__))
class B:
    def __init__(self): self.a=1; self.b=2
p("inst2",g(B()),g(B().__dict__),g(B().__dict__),g(vars(B())))
class C: __slots__=()
class D: __slots__=("a",)
class E(D): __slots__=("b","c")
class F(D): pass
class G: __slots__=("__weakref__",)
class H: __slots__=("__dict__",)
class I(int): pass
class L(list): pass
class DD(dict): pass
class T(tuple): pass
class S(str): pass
class X(Exception): pass
class O(object): x=1
p("subs",g(C()),g(D()),g(E()),g(F()),g(G()),g(H()),g(I(1)),g(I(2**70)),g(L()),g(L([1])),g(DD()),g(DD(a=1)),g(T()),g(T([1,2])),g(S()),g(S("abc")),g(X()),g(O()),g(type("M",(type,),{})("N",(),{})))
def f(a,b=1): c=2; return c
def gen(a): b=1; yield a
async def co(): pass
p("code",g(f),g(f.__code__)>200,g(gen(1)),g((x for x in [])),g(f.__get__(1)),g(len),g([].append),g(lambda:1),g(classmethod(f)),g(staticmethod(f)),g(property(f)),g(super(A,a)),g(a.__init__),g(A),g(type),g(int),g(C),g(D),g(X),g(str.join),g(A.__dict__),g(f.__closure__),g(f.__defaults__),g(f.__globals__)>100)
p("exc",g(ValueError()),g(KeyError(1)),g(OSError()),g(StopIteration()),g(SystemExit()),g(SyntaxError()),g(UnicodeDecodeError("a",b"",0,1,"r")),g(ImportError()),g(AttributeError()),g(NameError()),g(BaseException()),g(ExceptionGroup("a",[ValueError()])),g(MemoryError()),g(IndentationError()),g(BlockingIOError()),g(KeyboardInterrupt()),g(ModuleNotFoundError()),g(UnboundLocalError()),g(RecursionError()),g(StopAsyncIteration()),g(UnicodeTranslateError("",0,1,"r")),g(FileNotFoundError()))
p("others",g(None),g(...),g(NotImplemented),g(1.5),g(1j),g(range(5)),g(slice(1)),g(object()),g(iter([])),g(iter(())),g(iter("")),g(iter({})),g(iter(set())),g(iter(range(1))),g(zip()),g(zip([],[])),g(map(str,[])),g(filter(None,[])),g(enumerate([])),g(reversed([])),g(memoryview(b"")),g(sys),g(list[int]),g(int|str),g({}.keys()),g({}.values()),g({}.items()),g(iter({}.items())),g(io.StringIO()),g(io.BytesIO()),g(io.BytesIO(b"abc")),g(iter(int,1)),g(iter(b"")),g(reversed({})),g(collections.deque([],5)),g(collections.defaultdict(int)),g(iter(collections.deque())),g(sys._getframe()),g(sys.version_info),g(array.array("b")),g(array.array("i",[1,2])))
p("method",[].__sizeof__(),(1,).__sizeof__(),{}.__sizeof__(),"a".__sizeof__(),(1).__sizeof__(),set().__sizeof__(),object().__sizeof__(),A().__sizeof__(),A.__sizeof__(A),type.__sizeof__(int),A.__basicsize__,int.__basicsize__,int.__itemsize__,tuple.__itemsize__,D.__basicsize__,list.__basicsize__,str.__basicsize__,dict.__basicsize__,set.__basicsize__)
class Z:
    def __sizeof__(self): return 10
p("own",g(Z()),g(1,0))
