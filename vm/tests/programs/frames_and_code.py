"""Frames, their variables, code objects, functions and tracebacks as objects."""
def t(f):
    try: print(f())
    except BaseException as e: print(type(e).__name__, e)
def f(a, b=1, *c, d=2, **e):
    x = 3
    def g(): return x, a
    return g
c = f.__code__
def show(c): return [getattr(c, n) for n in dir(c) if n.startswith('co_') and n not in ('co_code','co_linetable','co_exceptiontable','co_lnotab','co_lines','co_positions','co_consts','co_filename')]
print(show(c))
class types:
    FunctionType, CodeType = type(f), type(c)
    CellType = type((lambda x: lambda: x)(1).__closure__[0])
    try: 1 / 0
    except Exception as error: TracebackType = type(error.__traceback__)
for n, v in dict(co_argcount=1, co_name='zz', co_qualname='zz.q', co_firstlineno=100, co_flags=c.co_flags|0x100, co_consts=(1,[2],print), co_names=('q',), co_varnames=c.co_varnames[::-1], co_stacksize=50, co_filename='ff', co_freevars=('u',), co_cellvars=('x',), co_nlocals=3, co_posonlyargcount=1, co_kwonlyargcount=0, co_code=b'ab', co_linetable=b'', co_exceptiontable=b'').items():
    def go():
        r = c.replace(**{n: v}); return n, getattr(r, n) , show(r)
    if n != 'co_code': t(go)
t(lambda: c.replace(co_nlocals=17)); t(lambda: c.replace(co_foo=1)); t(lambda: c.replace(co_name=1)); t(lambda: c.replace(co_consts=[])); t(lambda: c.replace(co_code=b'a')); t(lambda: c.replace(co_argcount=-1)); t(lambda: c.replace(co_argcount='a')); t(lambda: c.replace(1)); t(lambda: c.replace(co_varnames=('a',))); t(lambda: c.replace(co_names=(1,)))
t(lambda: c.replace(co_varnames=['a']))
print(c == c.replace(), hash(c) == hash(c.replace()), c == c.replace(co_name='q'), c != c.replace(co_firstlineno=3), c.replace() is c)
print((lambda: 1).__code__ == (lambda: 1).__code__, compile('1', 'a', 'eval') == compile('1', 'b', 'eval'), compile('1', 'a', 'eval') == compile('1.0', 'a', 'eval'), compile('0.0', 'a', 'eval') == compile('-0.0', 'a', 'eval'))
def h(x): return x + 1
n = h.__code__.replace(co_consts=(None, 41))
print(types.FunctionType(n, {})(1))
k = types.CodeType(0, 0, 0, 0, 1, 64, h.__code__.replace().co_code[:0] + compile('42', 'a', 'eval').co_code, (42,), (), (), 'fn', 'nm', 'qn', 7, b'', b'', (), ())
print(k.co_name, eval(k) if k.co_code else 0, k.co_qualname)
t(lambda: types.CodeType()); t(lambda: types.CodeType(1, 2, 3))
t(lambda: c.__replace__(co_name='a').co_name)
for x in c.co_lines(): print(x)
print(list(c.co_positions())[:4])
t(lambda: setattr(c, 'co_name', 1)); t(lambda: c < c)
# functions
def q(): pass
for n in '__code__ __defaults__ __kwdefaults__ __annotations__ __type_params__ __builtins__ __closure__ __globals__ __name__ __qualname__ __doc__ __module__ __dict__'.split():
    for v in (3, 'DEL', None):
        def go():
            delattr(q, n) if v == 'DEL' else setattr(q, n, v)
            r = getattr(q, n); return n, v, r if n not in ('__globals__','__builtins__','__code__') else None
        t(go)
def outer(x):
    def inner(): return x
    return inner
i = outer(5)
cell = i.__closure__[0]
print(cell.cell_contents, i.__closure__.__len__()); cell.cell_contents = 7; print(i()); del cell.cell_contents
t(lambda: cell.cell_contents); t(i)
t(lambda: setattr(i, '__code__', q.__code__)); t(lambda: setattr(q, '__code__', i.__code__))
print(types.CellType(3) == types.CellType(3), types.CellType(1) < types.CellType(2), types.CellType() < types.CellType(1), types.CellType() == types.CellType())
t(lambda: hash(types.CellType(3))); t(lambda: repr(types.CellType())[:9])
t(lambda: types.FunctionType(i.__code__, {})); t(lambda: types.FunctionType(i.__code__, {}, closure=(3,))); t(lambda: types.FunctionType(i.__code__, {}, closure=())); t(lambda: types.FunctionType(q.__code__, {}, 3)); t(lambda: types.FunctionType(q.__code__, {}, None, 3)); t(lambda: types.FunctionType(q.__code__, {}, closure=3)); t(lambda: types.FunctionType(3, {})); t(lambda: types.FunctionType(q.__code__, 3)); t(lambda: types.FunctionType(q.__code__, {}, kwdefaults=3)); t(lambda: types.FunctionType(i.__code__, {}, closure=(cell,)).__name__)
# frames
import sys
def fr():
    a = 1
    f = sys._getframe()
    l = f.f_locals
    print(type(l).__name__, sorted(l), l['a'], len(l), 'a' in l, 'zz' in l)
    l['a'] = 10; print(a); l['new'] = 3; print(l['new'], sorted(locals()), list(l)[-1])
    t(lambda: l['nope']); pass
    def go(): del l['a']
    t(go)
    print(l == f.f_locals, l is f.f_locals, l != f.f_locals, f.f_locals == dict(l))
    print(l.get('a'), l.get('q'), l.setdefault('a', 3), l.setdefault('w', 4)); l.update({'a': 11}); print(a)
    t(lambda: hash(l)); t(lambda: l | {'q': 1} and 3); t(lambda: l.update(3)); t(lambda: type(l)(3)); t(lambda: type(l)(f) == l)
    print(l.items()[0], l.keys()[0], list(reversed(l))[0], isinstance(l, __import__('collections').abc.Mapping) if 0 else '')
    x = 3
    def inner(): return x
    f.f_locals['x'] = 99; print(inner(), x)
    t(lambda: f.clear()); t(lambda: setattr(f, 'f_lineno', 3)); t(lambda: delattr(f, 'f_lineno')); t(lambda: delattr(f, 'f_locals')); t(lambda: f.f_trace); t(lambda: f.f_trace_lines); t(lambda: f.f_trace_opcodes)
    t(lambda: setattr(f, 'f_trace_lines', 3)); t(lambda: setattr(f, 'f_trace_opcodes', True)); t(lambda: delattr(f, 'f_trace'))
    print(f.f_back.f_code.co_name, f.f_lasti > 0)
fr()
def gen():
    yield sys._getframe()
g = gen(); fg = next(g); t(fg.clear); print(fg.f_back); g.close(); t(fg.clear); print(fg.f_locals)
try: 1/0
except Exception as e: tb = e.__traceback__
t(lambda: types.TracebackType(None, tb.tb_frame, 1, 2).tb_lineno); t(lambda: types.TracebackType(3, tb.tb_frame, 1, 2)); t(lambda: types.TracebackType(None, 3, 1, 2)); t(lambda: types.TracebackType(None, tb.tb_frame, 'a', 2)); t(lambda: types.TracebackType())
def st(v): tb.tb_next = v
t(lambda: st(tb)); t(lambda: st(3)); t(lambda: st(None)); t(lambda: dir(tb)); t(lambda: delattr(tb, 'tb_next')); t(lambda: setattr(tb, 'tb_lineno', 3)); t(lambda: types.TracebackType(tb_next=None, tb_frame=tb.tb_frame, tb_lasti=1, tb_lineno=-1).tb_lineno)
class X:
    print(sys._getframe().f_locals is locals(), type(sys._getframe().f_locals))
print(sys._getframe().f_locals is globals())
print([sys._getframe().f_locals['i2'] for i2 in range(2)])
