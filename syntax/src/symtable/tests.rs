//! Scopes and errors of small programs, in CPython's words.
use std::fmt::Write;

use super::*;
use crate::ast::AstNode;
use crate::parse;

fn table(source: &str) -> SymbolTable {
    symbol_table(&parse(source).file())
}

/// Each scope on a line of its own: type, name and symbols.
fn check(source: &str, expected: &str) {
    let table = table(source);
    let mut text = String::new();
    let mut open = vec![(ScopeId::MODULE, 0)];
    while let Some((id, depth)) = open.pop() {
        let scope = table.scope(id);
        let _ = write!(text, "{:depth$}{} {}:", "", scope.kind.type_name(), table.name(scope.name));
        for symbol in table.symbols(id) {
            let _ = write!(text, " {}={}", table.name(symbol.name), symbol.resolution.as_str());
        }
        text.push('\n');
        open.extend(table.children(id).iter().rev().map(|&it| (it, depth + 1)));
    }
    assert_eq!(text.trim_end(), expected.trim());
}

/// The first scope of that name.
fn find(table: &SymbolTable, name: &str) -> ScopeId {
    table.scopes().find(|it| table.name(it.1.name) == name).unwrap().0
}

// ---- resolutions ------------------------------------------------------------------------------

#[test]
fn closure_makes_a_cell() {
    check(
        "def f(a):\n  def g(): return a, b\n",
        "
module top: f=local
 function f: a=cell g=local
  function g: a=free b=global_implicit",
    );
}

#[test]
fn free_variable_passes_through() {
    check(
        "def f():\n  x = 1\n  def g():\n    def h(): return x\n",
        "
module top: f=local
 function f: x=cell g=local
  function g: h=local x=free
   function h: x=free",
    );
}

#[test]
fn class_names_are_hidden_from_methods() {
    check(
        "class A:\n  x = 1\n  def f(self): return x, super()\n",
        "
module top: A=local
 class A: x=local f=local
  function f: self=local x=global_implicit super=global_implicit __class__=free",
    );
}

#[test]
fn global_statement_reaches_the_module() {
    check(
        "def f():\n  global x\n  x = 1\n",
        "
module top: f=local x=global_explicit
 function f: x=global_explicit",
    );
}

#[test]
fn inlined_comprehension_leaves_its_names() {
    check(
        "def f(y):\n  return [x for x in y], (z for z in y)\n",
        "
module top: f=local
 function f: y=local x=local
  function genexpr: .0=local z=local",
    );
}

#[test]
fn lambda_in_a_comprehension_stands_in_its_place() {
    check(
        "def f(y):\n  return [lambda: x for x in y]\n",
        "
module top: f=local
 function f: y=local x=cell
  function lambda: x=free",
    );
}

#[test]
fn walrus_binds_outside_comprehensions() {
    check(
        "def f():\n  any((x := y) for y in z)\n",
        "
module top: f=local
 function f: any=global_implicit z=global_implicit x=cell
  function genexpr: .0=local y=local x=free",
    );
}

#[test]
fn private_names_are_mangled() {
    check(
        "class _A:\n  def __f(self): return self.__x, __y\n",
        "
module top: _A=local
 class _A: _A__f=local
  function __f: self=local _A__y=global_implicit",
    );
}

#[test]
fn type_parameters_have_a_scope() {
    check(
        "class A:\n  def f[T: A](self) -> T: pass\n",
        "
module top: A=local
 class A: f=local
  type parameters f: __classdict__=free .defaults=local T=local
   type variable T: __classdict__=free A=global_implicit
   function f: self=local",
    );
}

#[test]
fn annotations_of_the_future_leave_no_trace() {
    check(
        "from __future__ import annotations\ndef f(x: y) -> z: pass\n",
        "
module top: annotations=local f=local
 function f: x=local",
    );
}

#[test]
fn annotations_of_the_future_are_still_resolved() {
    let table = table("from __future__ import annotations\ndef f[T](x: T, y: int): pass\n");
    let scope = find(&table, "_annotation");
    let resolution = |name| table.symbol_named(scope, name).unwrap().resolution;
    assert!(table.scope(scope).is_unevaluated);
    assert_eq!(resolution("T"), Resolution::Free);
    assert_eq!(resolution("int"), Resolution::GlobalImplicit);
}

// ---- flags of scopes --------------------------------------------------------------------------

#[test]
fn scopes_know_what_they_are() {
    let table =
        table("async def f(*a, **k): return 1\ndef g(): yield\nclass A:\n  def h(s): super\n");
    let [f, g, a] = ["f", "g", "A"].map(|it| table.scope(find(&table, it)));
    assert!(f.is_coroutine && f.has_varargs && f.has_varkeywords && f.returns_value);
    assert!(g.is_generator && !g.is_coroutine && !g.returns_value);
    assert!(a.needs_class_closure && !a.is_nested && !a.is_optimized());
}

#[test]
fn lines_are_those_of_the_definition() {
    let source = "@d\ndef f(): pass\nx = g(\n  # comment\n  y for y in z)\n";
    let (table, lines) = (table(source), LineIndex::new(source));
    let line = |name| table.scope(find(&table, name)).line(&lines);
    assert_eq!((line("top"), line("f"), line("genexpr")), (0, 2, 3));
}

#[test]
fn parameters_come_in_cpythons_order() {
    let table = table("def f(a, /, b, *c, d, **e): pass\n");
    let names = table.parameters(find(&table, "f")).iter().map(|&it| table.name(it));
    assert_eq!(names.collect::<Vec<_>>(), ["a", "b", "d", "c", "e"]);
}

// ---- queries ----------------------------------------------------------------------------------

#[test]
fn owner_of_a_name() {
    let table =
        table("x = 0\ndef f(a):\n  class C:\n    a = 1\n    def g(self): return a, x, len\n");
    let [f, c, g] = ["f", "C", "g"].map(|it| find(&table, it));
    let owner = |scope, name| table.resolve(scope, name).map(|it| it.0);
    assert_eq!(owner(g, "a"), Some(f));
    assert_eq!(owner(c, "a"), Some(c));
    assert_eq!(owner(g, "x"), Some(ScopeId::MODULE));
    assert_eq!(owner(f, "x"), Some(ScopeId::MODULE));
    assert_eq!(owner(g, "len"), None);
}

#[test]
fn captures_and_capturers() {
    let table = table("def f(a, b):\n  def g(): return lambda: a\n");
    let [f, g, lambda] = ["f", "g", "lambda"].map(|it| find(&table, it));
    let captured: Vec<&str> = table.captured(f).map(|it| table.name(it.name)).collect();
    assert_eq!(captured, ["a"]);
    let a = table.name_id("a").unwrap();
    assert_eq!(table.capturers(f, a).collect::<Vec<_>>(), [g, lambda]);
    assert_eq!(table.free(lambda).count(), 1);
}

#[test]
fn class_cell_belongs_to_the_class() {
    let table = table("class A:\n  def f(self): return __class__\n");
    let [a, f] = ["A", "f"].map(|it| find(&table, it));
    assert_eq!(table.owner(f, table.name_id("__class__").unwrap()), a);
}

#[test]
fn private_name_of_a_scope() {
    let table = table("class __A:\n  def f(self): pass\n");
    let f = find(&table, "f");
    assert_eq!(table.mangled(f, "__x"), "_A__x");
    assert_eq!(table.mangled(f, "__x__"), "__x__");
    assert_eq!(table.mangled(ScopeId::MODULE, "__x"), "__x");
}

#[test]
fn private_type_parameter() {
    let table = table("class A:\n  class B[__T](__T, __x): pass\n");
    let scope = table.scopes().find(|it| it.1.kind == ScopeKind::TypeParameters).unwrap().0;
    assert_eq!(table.mangled(scope, "__T"), "_B__T");
    assert_eq!(table.mangled(scope, "__x"), "__x");
}

#[test]
fn scope_of_a_node() {
    let parse = parse("def f[T: [x for x in y]](): return lambda: 0\n");
    let table = symbol_table(&parse.file());
    for (id, scope) in table.scopes() {
        let node = scope.node.to_node(&parse.syntax()).unwrap();
        match scope.kind {
            ScopeKind::TypeVariable => assert_eq!(table.type_variable_scope(&node), Some(id)),
            _ => assert_eq!(table.scope_of(&node), Some(id)),
        }
    }
    let other = parse.syntax().descendants().find_map(ast::ReturnStmt::cast).unwrap();
    assert_eq!(table.scope_of(other.syntax()), None);
}

#[test]
fn tables_are_values() {
    fn sent<T: Send + Sync + Clone>(_: &T) {}
    let (one, two) = (table("def f(a): return a\n"), table("def f(a): return a\n"));
    sent(&one);
    assert_eq!(one, two);
    assert_ne!(one, table("def f(b): return b\n"));
}

// ---- broken and deep files --------------------------------------------------------------------

#[test]
fn broken_files_have_tables() {
    let whole = "class A[T: (x)](b, k=c):\n  def f[*U](a, *b: c, d=1, **e) -> g: return [x for x, y in z if w]\n\
                 try: pass\nexcept* E as e: import a.b as c\nfrom __future__ import annotations\n\
                 match x:\n  case {1: a, **b} | C(d, e=f) if (g := h): global i\ntype X[**P = y] = lambda *a, b=c: (yield)\n";
    for cut in 0..whole.len() {
        table(&whole[..cut]);
        table(&whole[cut..]);
        table(&format!("{}{}", &whole[..cut], &whole[(cut + 9).min(whole.len())..]));
    }
}

#[test]
fn deep_files_have_tables() {
    const DEPTH: usize = 5_000;
    let nested = |open: &str, inner: &str, close: &str| {
        table(&[&open.repeat(DEPTH), inner, &close.repeat(DEPTH), "\n"].concat())
    };
    nested("(", "x", ")");
    nested("[", "", "");
    nested("lambda x: ", "x", "");
    nested("not ", "x", "");
    nested("[x for x in ", "y", "]");
    nested("f(", "(yield)", ")");
    nested("x := ", "(", "");
    nested("", "x", ".y[z](w)");
    nested("", "x", " + y");
    nested("", "x", " if y else z");
    nested("f'{", "x", "}'");
    let blocks: String = (0..DEPTH / 10).map(|it| format!("{:it$}def f():\n", "")).collect();
    table(&blocks);
}
