"""compile() of a tree: the code of the text that it was parsed from, and its own names and places."""

import _ast

SOURCES = [
    "x = f'a{b!r:>{w}}c' + '%s' % (b,)",
    "def f(a, /, b=1, *c, d: int = 2, **e) -> None:\n    'doc'\n    return (yield a), [*c, -1, 2j, ...]",
    "class A[T: int](B, metaclass=M):\n    x: int\n    (y): int = 3\n    def f(self): return super().f(__class__)",
    "if a:\n    pass\nelif b < c <= d is not e not in g:\n    del h[1:2, ::3], (i, j.k)\nelse:\n    assert l, m",
    "async def f():\n    async with a as (b, *c), d: pass\n    async for x in y: await z\n    else: pass\n    return [i async for i in j if k if l]",
    "try:\n    raise A from B\nexcept* (C, D) as e: pass\nelse: pass\nfinally: pass",
    "match a:\n    case -1 | 1+2j | 'x' | None: pass\n    case [b, *_, C(d, e=f)] as g if h: pass\n    case {'k': v, **rest}: pass",
    "@a.b(c=d)\ndef f(): global g; nonlocal_ = lambda *x, y=0: (z := {1: 2, **k}, {3, *l}); return {i: j for i, j in m}",
    "from . import a\nfrom ..b.c import d as e, f\nimport g.h as i, j\nfrom k import *",
    "type X[*Ts, **P] = a if not b or c and d else e ** -f @ g",
    "with (a, b): pass\nwith (a as b): pass\nx[(1, 2)] = y[1, 2] = z[*q] = w[1:2, 3]\nfor (x) in 1, *y: continue\nwhile 1: break",
    "x = 1 .real, 1.5.real, -2 ** 2, (-2) ** 2, (yield_), not (not a), b'\\xff\"\\'', '\"\\n{}\\u1234'",
]


def fields(code):
    names = [it for it in dir(code) if it.startswith("co_")]
    rest = {"co_consts", "co_lines", "co_positions", "co_branches"}
    found = [(it, getattr(code, it)) for it in names if it not in rest]
    for constant in code.co_consts:
        is_code = hasattr(constant, "co_code")
        found.append(fields(constant) if is_code else (type(constant), repr(constant)))
    return found


for source in SOURCES:
    for optimize in 0, 2:
        tree = compile(source, "f", "exec", 0x400)
        of_tree = fields(compile(tree, "f", "exec", optimize=optimize))
        print(of_tree == fields(compile(source, "f", "exec", optimize=optimize)), end=" ")
print()


def name(text, context=None, line=7, column=3):
    return _ast.Name(
        text, context or _ast.Load(), lineno=line, col_offset=column, end_lineno=line, end_col_offset=9
    )


# Names that no text spells, and places of its own.
tree = _ast.Expression(_ast.Tuple([name("@odd name"), name("for"), name("ok")], _ast.Load(),
                                  lineno=7, col_offset=0, end_lineno=8, end_col_offset=1))
code = compile(tree, "made up", "eval")
print(code.co_names, list(code.co_positions()))
print(eval(code, {"@odd name": 1, "for": 2, "ok": 3}))

place = {"lineno": 1, "col_offset": 0}
pass_ = _ast.Pass(**place)
for made in [
    _ast.Module([_ast.Assign([name("x")], name("y"), **place)]),
    _ast.Module([_ast.Assign([name("x", _ast.Store())], name("y", _ast.Store()), **place)]),
    _ast.Module([_ast.Assign([_ast.Constant(1, **place)], name("y"), **place)]),
    _ast.Module([_ast.Delete([], **place)]),
    _ast.Module([_ast.If(name("x"), [], [], **place)]),
    _ast.Module([_ast.Try([pass_], [], [], [], **place)]),
    _ast.Module([_ast.Raise(None, name("x"), **place)]),
    _ast.Module([_ast.ImportFrom("a", [_ast.alias("b", None, **place)], -1, **place)]),
    _ast.Module([None]),
    _ast.Module([_ast.Expr(_ast.Constant(object, **place), **place)]),
    _ast.Module([_ast.Expr(name("None"), **place)]),
    _ast.Module([_ast.Pass(lineno=3, col_offset=5, end_lineno=3, end_col_offset=4)]),
    _ast.Module([_ast.Pass(lineno=3, col_offset=5, end_lineno=2, end_col_offset=9)]),
    _ast.Module([_ast.Pass()]),
    _ast.Module([_ast.Return(name("x"), **place | {"lineno": 40})]),
    _ast.Module([_ast.Expr(_ast.Compare(name("x"), [_ast.Eq()], [], **place), **place)]),
    _ast.Expression([]),
]:
    try:
        print(compile(made, "f", "exec"))
    except (ValueError, TypeError, SyntaxError) as error:
        print(type(error).__name__, error, getattr(error, "lineno", None))

for text in [b"# coding: no-such\nx", b"\xef\xbb\xbf# coding: latin-1\n", b"# coding: ascii\n'\xe4'"]:
    try:
        compile(text, "f", "exec")
    except SyntaxError as error:
        print(error.args)
print(ascii(eval(b"# coding: latin-1\n'\x80'")))
