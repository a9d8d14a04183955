"""Exceptions of all kinds, shown by `sys.excepthook`."""
import sys
def show(f):
    try: f()
    except BaseException as e:
        sys.excepthook(type(e), e, e.__traceback__)
def f1():
    x = 0
    return (1 + 2) * (
        3 / x
        + 4
    )
def f2():
    d = {}
    return d['a']['b']
def f3():
    def g(*a): raise ValueError("x\ny")
    a = g(1,
       2,
       3,
       4,
       5,
    ) + 1
def f4(): return undefined_nam
undefined_name = 1
def f5(): [].apend(3)
def f6():
    try: 1/0
    except Exception as e: raise KeyError('a') from e
def f7():
    try: 1/0
    except Exception as e: raise KeyError('a')
def f8():
    try: 1/0
    except Exception as e: raise KeyError('a') from None
def f9():
    e = ValueError("a"); e.add_note("note 1\nline2"); e.add_note("n"); raise e
def f10():
    def r(n): return r(n+1)
    r(0)
def f11():
    raise ExceptionGroup("eg", [ValueError(1), ExceptionGroup("in", [TypeError(2), KeyError(3)]), OSError(2, "No", "f")])
def f12():
    try: f11()
    except ExceptionGroup as e: raise RuntimeError from e
class E(Exception):
    def __str__(self): raise 1
def f13(): raise E
class M:
    class In(Exception): pass
M.In.__module__ = 'foo'
def f14(): raise M.In("a")
M2 = type('M2', (Exception,), {'__module__': 3})
def f15(): raise M2(2)
def f16(): exec("a b c")
def f17(): compile("x = (\n", "<foo>", "exec")
def f18(): raise SyntaxError("msg", ("file", 3, 5, "  abc def\n", 3, 8))
def f19(): raise SyntaxError("msg")
def f20(): raise SyntaxError("msg", ("file", None, None, None))
def f21(): tim.x
def f22(): time.x
class S:
    def __init__(self): self.foo = 1; self._bar = 2
    def m(self): return foo
    def n(self): return self.fooo
    def o(self): return self.bar
def f23(): S().m()
def f24(): S().n()
def f25(): S().o()
def f26(): S().bar
def f28(): assert 1 == 2, "msg"
def f29():
    assert (1 ==
            2)
def f30():
    é = {}
    x = "漢字" + é["漢字"] + 3
def f31(): raise ExceptionGroup("many", [ValueError(i) for i in range(18)])
def f32():
    e = ValueError(); e.__cause__ = e; raise e
def f33():
    a = b = None
    a.b.c.d(1)(2)
def f34():
    foo = lambda: 1/0
    foo(  )  ; pass
def f35():
    (lambda x: x[1])([
        1
    ])
def f36():
    for x in 3: pass
def f37():
    with 3 as y:
        pass
def f38():
    a, b = 1, 2, 3
    c
def f39():
    a, b = (1, 2,
       3)
def f40(): raise KeyError("")
def f41(): raise ValueError
def f42(): raise Exception(1, 2)
def f44():
    x = 3
    x @= 4
    pass
def f45():
    class A:
        x = 1/0
def f46():
    return f44()
def f47():
    v = f44()
def f48():
    v = f46(

    )
def f49():
    e = ValueError(1); e.__notes__ = 3; raise e
def f50():
    e = ValueError(1); e.__notes__ = ['a', 3, E()]; raise e
def f51(): print(f"{1/0}")
def f52():
    if (1 and
        2 / 0 and 3):
        pass
def f53():
    x = [
      1/0
      for _ in (1,)]
def f54(): raise TypeError() from ValueError()
def f55():
    1 + (
      # comment ) + (
      2
      /
      # more
      0 )
def f56():
    1 \
    // 0
def f57():
    return max(1,
        2,
        "a",
        key=3)
for name in [n for n in globals() if n[0] == 'f' and n[1:].isdigit()]:
    print('==', name, file=sys.stderr)
    show(globals()[name])
try: f3()
except Exception as e:
    for lim in (0, 1, 2, 3, 4, -1):
        sys.tracebacklimit = lim
        sys.excepthook(type(e), e, e.__traceback__)
