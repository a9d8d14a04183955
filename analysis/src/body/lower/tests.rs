//! Bodies of small programs, as text.

use expect_test::{Expect, expect};

use crate::change::Change;
use crate::db::{File, RootDb};
use crate::unit::{unit_body, units};

/// The bodies of all units.
fn check(text: &str, expected: Expect) {
    expected.assert_eq(&shown(text));
}

fn with(text: &str) -> (RootDb, File) {
    let mut db = RootDb::default();
    Change::new().set_text("a.py", text).apply(&mut db);
    let file = db.file("a.py").expect("there");
    (db, file)
}

fn shown(text: &str) -> String {
    let (db, file) = with(text);
    let bodies = units(&db, file).iter().map(|&it| unit_body(&db, it).to_string());
    bodies.collect::<Vec<_>>().join("---\n")
}

#[test]
fn displays_and_operators() {
    check(
        "a = b, *c\n[a, {b, *c}, {1: a, **b}]\n-a ** ~b + (not c) @ d\na < b is not c not in d != e\n\
         a if b else c if d else e\na and b and (c or d)\na.b.c[1:, ::2](*a, b, c=d, **e)\n(yield)\n",
        expect![[r#"
            # 0: a generator
            a.0 = (b, *c,)
            [a.0, {b, *c}, {1: a.0, **b}]
            ((USub (a.0 Pow (Invert b))) Add ((Not c) MatMult d))
            (a.0 < b is not c not in d != e)
            (a.0 if b else (c if d else e))
            (a.0 and b and (c or d))
            a.0.b.c[(1::, ::2,)](*a.0, b, c=d, **e)
            (yield )
        "#]],
    );
}

#[test]
fn constants() {
    check(
        "None, True, False, ..., 1_0, 0x1F, 0b1, 99999999999999999999, 1e3, 2j\n\
         'a' \"b\\n\", b'\\x41' b'b', r'\\n', '\\ud800', f'a{b}{c!r:>{d}}' 'x'\n",
        expect![[r#"
            (None, True, False, ..., 10, 31, 1, 99999999999999999999, 1000.0, 2.0j,)
            ("ab\n", b"Ab", "\\n", "�", f<b, c, d>,)
        "#]],
    );
}

#[test]
fn simple_statements() {
    check(
        "a = b.c = d\na: int = 1\na: int\n(b): int\na += 1\ndel a, b[0], (c, d)\nassert a, b\n\
         raise a from b\nimport a.b, c.d as e\nfrom ..f import g as h, i\nfrom . import *\ntype T = a\n",
        expect![[r#"
            # 0: d a c e h i T
            a.0 = b.c = d.0
            a.0: int = 1
            a.0: int
            b: int
            a.0 Add= 1
            del a.0, b[0], (c.0, d.0,)
            assert a.0, b
            raise a.0 from b
            import a.b binds a.0, c.d as e.0
            from ..f import g as h.0, i binds i.0
            from . import *
            type T.0
        "#]],
    );
}

#[test]
fn compound_statements() {
    check(
        "if a: b\nelif c: d\nelif e: f\nelse: g\nwhile a:\n  break\nelse:\n  continue\n\
         for a, *b in c: pass\nelse: d\ntry: a\nexcept b: c\nexcept (d, e) as f: g\nexcept: h\n\
         else: i\nfinally: j\ntry: a\nexcept* b as c: d\nwith a, b as c, d as (e, f): g\n",
        expect![[r#"
            # 0: a b c e f
            if a.0:
              b.0
            elif c.0:
              d
            elif e.0:
              f.0
            else:
              g
            while a.0:
              break
            else:
              continue
            for (a.0, *b.0,) in c.0:
              pass
            else:
              d
            try:
              a.0
            except b.0:
              c.0
            except (d, e.0,) as f.0:
              g
            except:
              h
            else:
              i
            finally:
              j
            try:
              a.0
            except* b.0 as c.0:
              d
            with a.0, b.0 as c.0, d as (e.0, f.0,):
              g
        "#]],
    );
}

#[test]
fn patterns() {
    check(
        "match a, b:\n  case None | True: 1\n  case -1 | 1+2j | 'a': 2\n  case a.b: 3\n  case [c, *_]: 4\n\
        \x20 case (d, *e) as f if g: 5\n  case {'x': h, 1: _, **i}: 6\n  case A.B(j, k=(l)): 7\n  case _: 8\n",
        expect![[r##"
            # 0: c d e f h i j l
            match (a, b,):
              case (is None | is True):
                1
              case ((USub 1) | (1 Add 2.0j) | "a"):
                2
              case a.b:
                3
              case [c.0, *_]:
                4
              case ([d.0, *e.0] as f.0) if g:
                5
              case {"x": h.0, 1: _, **i.0}:
                6
              case A.B(j.0, k=l.0):
                7
              case _:
                8
        "##]],
    );
}

#[test]
fn functions() {
    check(
        "@a(b)\nasync def f(a, b=c, /, d: e = 1, *args: g, h, i=j, **kw) -> k:\n  'doc'\n  await a\n\
        \x20 def inner():\n    nonlocal b\n    b = a\n    yield kw\n  return lambda x=b, *y: (x, h)\n",
        expect![[r##"
            # 0: f
            @a(b)
            async def f(a/, b/ = c, d: e = 1, *args: g, =h, =i = j, **kw) -> k: binds f.0 ..elsewhere
            ---
            @a(b)
            async def f(a/, b/ = c, d: e = 1, *args: g, =h, =i = j, **kw) -> k: ..documented
              # 0: a* b*! d args h* i kw* inner coroutine
              "doc"
              (await a.0)
              def inner(): binds inner.0
                # 1: free: b.0, a.0, kw.0 generator
                pass
                b.0 = a.0
                (yield kw.0)
              return (lambda.2 x = b.0, *y: (x.2, h.0,) free: h.0)
        "##]],
    );
}

#[test]
fn classes() {
    check(
        "class A(B, metaclass=C):\n  x = 1\n  def f(self, y=x, z: x = lambda: x):\n    self.__a = __b\n\
        \x20   return x, __class__, super().f()\n  g = [x for x in x if y]\n\
         def h():\n  x = 1\n  class D:\n    x = x\n    def f(self): return x\n  return D\n",
        expect![[r#"
            # 0: A h
            class A(B, metaclass=C): binds A.0
              # 1: x f g
              x.1 = 1
              def f(self, y = x.1, z: x.1 = (lambda.2 : x)): binds f.1 ..elsewhere
              g.1 = [x.4 for x.4 in x.1 if y]
            def h(): binds h.0 ..elsewhere
            ---
            def f(self, y = ^x, z: ^x = (lambda.1 : x)):
              # 0: self y z
              self.0._A__a = _A__b
              return (x, ^__class__, super().f(),)
            ---
            def h():
              # 0: x* D
              x.0 = 1
              class D(): binds D.0
                # 1: x f free: x.0
                x.1 = x.1
                def f(self): binds f.1
                  # 2: self free: x.0
                  return x.0
              return D.0
        "#]],
    );
}

#[test]
fn comprehensions() {
    check(
        "def f(a):\n  [b for b in a if b for c in b if a]\n  {b: a async for b in c}\n\
        \x20 x = list(y := b for b in a)\n  return {(lambda: b) for b in y}\n[z := i for i in z]\n",
        expect![[r#"
            # 0: f z!
            def f(a): binds f.0 ..elsewhere
            [(z.0 := i.2) for i.2 in z.0]
            ---
            async def f(a):
              # 0: a* y*! x coroutine
              [b.1 for b.1 in a.0 if b.1 for c.1 in b.1 if a.0 free: a.0]
              {b.2: a.0 async for b.2 in c free: a.0}
              x.0 = list(((y.0 := b.3) for b.3 in a.0 free: y.0))
              return {(lambda.5 : b.4 free: b.4) for b.4 in y.0}
        "#]],
    );
}

#[test]
fn globals() {
    check(
        "a = print\ndef f():\n  global a, b\n  a = b\ndef g():\n  global c\n  c = 1\n  def h(): return c\n\
         lambda: a\nclass A:\n  global d\n  d = e\n",
        expect![[r#"
            # 0: a*! f g A b* c*! d*!
            a.0 = print
            def f(): binds f.0 ..elsewhere
            def g(): binds g.0 ..elsewhere
            (lambda.3 : a.0)
            class A(): binds A.0
              pass
              d.0 = e
            ---
            def f():
              pass
              a = b
            ---
            def g():
              # 0: h
              pass
              c = 1
              def h(): binds h.0
                return c
        "#]],
    );
}

#[test]
fn type_parameters() {
    check(
        "def f[T: (int, x), *U](a: T) -> U:\n  return T\nclass A[__V](B[__V]):\n  def g(self): return __V\n\
         type X[W] = W\n",
        expect![[r#"
            # 0: f A X
            def f(a: T.1) -> U.1: binds f.0 ..elsewhere
            class A(B[_A__V.4]): binds A.0
              # 5: g
              def g(self): binds g.5 ..elsewhere
            type X.0
            ---
            def f(a: T.1) -> U.1:
              # 0: a free: T.1
              return T.1
            ---
            def g(self):
              # 0: self
              return ^_A__V
        "#]],
    );
}

#[test]
fn future_annotations() {
    check(
        "from __future__ import annotations\ndef f():\n  x = 1\n  def g(a: x):\n    b: x = 1\n  return g\n",
        expect![[r#"
            # 0: annotations f
            from __future__ import annotations binds annotations.0
            def f(): binds f.0 ..elsewhere
            ---
            def f():
              # 0: x g
              x.0 = 1
              def g(a: x.0): binds g.0
                # 1: a b
                b.1: x.0 = 1
              return g.0
        "#]],
    );
}

#[test]
fn broken_code() {
    check(
        "def (x):\n  y = \nclass :\n  z\nf(1=2, )\nfor in x: q\nelse:\n  r\nimport\ntry:\n  s\n* 3\n[a b]\n\
         def g(a, a): return a\nmatch x:\n  def k(): pass\n",
        expect![[r#"
            # 0: x g k
            def (x): ..elsewhere
            class ():
              z
            f(1, =2)
            for x.0 in x.0:
              q
            else:
              r
            import  binds 
            try:
              s
            *3
            [a, b]
            def g(a, a): binds g.0 ..elsewhere
            match x.0:
            def k(): binds k.0 ..elsewhere
            ---
            def (x):
              # 0: x y
              y.0 = <missing>
            ---
            def g(a, a):
              # 0: a a
              return a.0
            ---
            def k():
              pass
        "#]],
    );
}

/// The deepest trees that the parser lets pass, on the stack that tests have.
#[test]
fn deep_trees() {
    let n = 3_500;
    for text in [
        format!("x = a{}\n", ".b".repeat(n)),
        format!("x = a{}\n", "()".repeat(n)),
        format!("x = 1{}\n", " + a".repeat(n)),
        format!("x = {}1\n", "a ** ".repeat(n)),
        format!("x = {}1\n", "not ".repeat(n)),
        format!("x = {}1\n", "lambda: ".repeat(n)),
        format!("x = {}1\n", "lambda y=".repeat(n)),
        format!("x = {}1\n", "a if b else ".repeat(n)),
        format!("x = {}1{}\n", "[".repeat(195), "]".repeat(195)),
        format!("x = {}1{}\n", "f(".repeat(195), ")".repeat(195)),
        format!("{}a{} = 1\n", "(".repeat(195), ",)".repeat(195)),
        format!("x = {}1{}\n", "[a for a in ".repeat(195), "]".repeat(195)),
        format!("match x:\n  case {}1{}: pass\n", "[".repeat(195), "]".repeat(195)),
        format!("if a: b\n{}", "elif a: b\n".repeat(n)),
        (0..99).map(|it| format!("{:it$}if a:\n", "")).collect::<String>()
            + &" ".repeat(99)
            + "b\n",
        (0..99).map(|it| format!("{:it$}def f():\n", "")).collect::<String>()
            + &" ".repeat(99)
            + "b\n",
    ] {
        let (db, file) = with(&text);
        assert!(units(&db, file).iter().all(|&it| !unit_body(&db, it).stmts.is_empty()));
    }
}
