//! Bodies of CPython's library: every name is there once, and means what the symbol table says.
//!
//! Wants `python3.13` on the path, or its path in `REFWISE_PYTHON`; says so and passes where there
//! is none. `REFWISE_PYTHON_CODE` names other folders to read instead, separated as in `PATH`.

#![allow(clippy::disallowed_methods, reason = "only the library itself reads no files")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use refwise_analysis::body::{Body, BodyMap, BodyScope, Expr, ScopeKind, VarId, VarRef};
use refwise_analysis::{Change, RootDb, Unit};
use refwise_analysis::{parse, symbol_table, unit_body, unit_map, unit_start, units};
use refwise_syntax::symtable::{self, Resolution, ScopeId, SymbolTable};
use refwise_syntax::{SyntaxKind, SyntaxNode, TextSize};

fn folders() -> Vec<PathBuf> {
    if let Some(folders) = std::env::var_os("REFWISE_PYTHON_CODE") {
        return std::env::split_paths(&folders).collect();
    }
    let python = std::env::var_os("REFWISE_PYTHON").unwrap_or("python3.13".into());
    let question = "import sysconfig; print(sysconfig.get_path('stdlib'))";
    let Ok(output) = Command::new(&python).args(["-c", question]).output() else {
        eprintln!("skipped: no Python 3.13 as `python3.13` or in REFWISE_PYTHON");
        return Vec::new();
    };
    vec![String::from_utf8_lossy(&output.stdout).trim().into()]
}

/// The Python files below `folder` that are UTF-8 and that Python can read.
fn each_file(folder: &Path, check: &mut impl FnMut(&str, &str)) {
    let mut entries: Vec<_> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|it| it.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() && !path.ends_with("site-packages") {
            each_file(&path, check);
        } else if path.extension().is_some_and(|it| it == "py")
            && let Ok(text) = std::fs::read_to_string(&path)
        {
            check(&path.to_string_lossy(), &text);
        }
    }
}

/// Every file; without optimisation one of ten.
fn each_checked_file(check: &mut dyn FnMut(&str, &str)) {
    let step = if cfg!(debug_assertions) { 10 } else { 1 };
    let mut n_files = 0;
    for folder in folders() {
        each_file(&folder, &mut |path, text| {
            n_files += 1;
            if n_files % step == 0 {
                check(path, text);
            }
        });
    }
}

#[test]
fn every_name_is_lowered_once() {
    let mut n_names = 0;
    each_checked_file(&mut |path, text| n_names += check_names(path, text));
    eprintln!("{n_names} names");
}

fn check_names(path: &str, text: &str) -> usize {
    let mut db = RootDb::default();
    Change::new().set_text("a.py", text).apply(&mut db);
    let file = db.file("a.py").expect("there");
    let tree = parse(&db, file);
    let is_valid = tree.errors().is_empty();
    let mut found: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for (n, &unit) in units(&db, file).iter().enumerate() {
        let (body, map) = (unit_body(&db, unit), unit_map(&db, unit));
        let start = unit_start(&db, unit);
        let inside = map.extents[0];
        for (id, expr) in body.exprs() {
            let range = map.exprs[id.index()];
            let is_own = n == 0 || inside.contains_range(range);
            if matches!(expr, Expr::Name(_)) && is_own {
                let range = range + start;
                *found.entry((range.start().into(), range.end().into())).or_default() += 1;
            }
        }
    }
    if !is_valid {
        return found.len();
    }
    let names = tree.syntax().descendants().filter(|it| it.kind() == SyntaxKind::NAME_EXPR);
    let names = names.filter(|it| !is_target_without_expression(it)).map(|it| it.text_range());
    let expected: Vec<(u32, u32)> = names.map(|it| (it.start().into(), it.end().into())).collect();
    let once: Vec<(u32, u32)> = found.iter().filter(|it| *it.1 == 1).map(|it| *it.0).collect();
    if once != expected {
        let odd = found.iter().find(|it| *it.1 != 1);
        let missing = expected.iter().find(|it| !found.contains_key(it));
        let extra = once.iter().find(|it| expected.binary_search(it).is_err());
        panic!("{path}: more than once {odd:?}, missing {missing:?}, too much {extra:?}");
    }
    once.len()
}

/// The targets of `:=` and of `type` are variables, no expressions.
fn is_target_without_expression(name: &SyntaxNode) -> bool {
    let mut node = name.clone();
    while let Some(parent) = node.parent() {
        match parent.kind() {
            SyntaxKind::PAREN_EXPR => node = parent,
            SyntaxKind::NAMED_EXPR | SyntaxKind::TYPE_ALIAS_STMT => {
                return parent.first_child().as_ref() == Some(&node);
            }
            _ => return false,
        }
    }
    false
}

// ---- beside the symbol table ------------------------------------------------------------------

#[test]
fn names_mean_what_the_symbol_table_says() {
    each_checked_file(&mut check_meaning);
}

#[test]
fn odd_names_mean_what_the_symbol_table_says() {
    for text in [
        "class A:\n def f(self):\n  global __x, y\n  __x = y = __z\n  def g(): return __z, y\n  __z = 1\n",
        "def f(a):\n x = [y := a for a in a if (z := a)]\n def g():\n  nonlocal y\n  y = z\n return lambda: x\n",
        "def f():\n global y\n [y := 1 for a in a]\n def g(): return y\n",
        "x = [y := i for i in y]\nlambda: [y for y in x]\n",
        "def f[T](x: T = 1) -> T:\n def g[U: T](y: U): return T, U\n type A[V: T] = V | T | x\n return A\n",
        "class A[T](B[T]):\n x = 1\n def f[U: x](self, y: T) -> U: return T, x, __class__\n type Y = x\n",
        "def f():\n x = 1\n class A:\n  x = x\n  def g(self): return x, super()\n  y = [x for _ in x]\n",
        "from __future__ import annotations\ndef f():\n T = 1\n def g():\n  x: T = 1\n  def h(a: T, b: [T for T in x]): return x\n",
        "match x:\n case A(a, b=[c, *d], **e) | {'x': f, **g} as h if a: x = h\n",
        "def f(x=lambda y, z=q: (y, w), *a, k: int = 1, **kw): return x, w\n",
        "class A:\n global x\n x = 1\n nonlocal_ = x\n",
        "try: pass\nexcept E as e: del e\nimport a.b, c.d as e\nfrom . import f as g\nfor h.i in j: pass\n",
    ] {
        check_meaning(text, text);
    }
}

fn check_meaning(path: &str, text: &str) {
    let mut db = RootDb::default();
    Change::new().set_text("a.py", text).apply(&mut db);
    let file = db.file("a.py").expect("there");
    let (tree, table) = (parse(&db, file), symbol_table(&db, file));
    if !tree.errors().is_empty() || !table.errors().is_empty() {
        return;
    }
    let root = tree.syntax();
    for &unit in units(&db, file) {
        let meaning = Meaning::new(&db, unit, table, path, text);
        meaning.check_names(&root);
        meaning.check_scopes();
    }
}

/// A name that CPython adds.
fn is_made_up(name: &str) -> bool {
    name.starts_with('.') || matches!(name, "__class__" | "__classdict__" | "__type_params__")
}

/// A unit beside the scopes of the symbol table that its scopes are.
struct Meaning<'a> {
    path: &'a str,
    text: &'a str,
    body: &'a Body,
    map: &'a BodyMap,
    start: TextSize,
    is_file: bool,
    table: &'a SymbolTable,
    /// By scope of the body; none for bounds and the like.
    scopes: Vec<Option<ScopeId>>,
}

impl<'a> Meaning<'a> {
    fn new(
        db: &'a RootDb,
        unit: Unit,
        table: &'a SymbolTable,
        path: &'a str,
        text: &'a str,
    ) -> Meaning<'a> {
        let (body, map) = (unit_body(db, unit), unit_map(db, unit));
        let start = unit_start(db, unit);
        let scopes = Vec::new();
        let is_file = unit.is_file(db);
        let mut meaning = Meaning { path, text, body, map, start, is_file, table, scopes };
        meaning.scopes = body.scopes().map(|it| meaning.counterpart(it.0)).collect();
        meaning
    }

    fn counterpart(&self, scope: BodyScope) -> Option<ScopeId> {
        let extent = self.map.extents[scope.index()] + self.start;
        let name = self.map.scopes[scope.index()] + self.start;
        let is_def = |it: symtable::ScopeKind| {
            matches!(it, symtable::ScopeKind::Function | symtable::ScopeKind::Class)
        };
        match self.body.scope(scope).kind {
            ScopeKind::Module => Some(ScopeId::MODULE),
            // Between its start and its name there is only its keyword.
            ScopeKind::Function | ScopeKind::Class { .. } => {
                let before = |it: &symtable::Scope| is_def(it.kind) && it.start < name.start();
                let scopes = self.table.scopes().filter(|it| before(it.1));
                scopes.max_by_key(|it| it.1.start).map(|it| it.0)
            }
            _ => {
                let is_it = |it: &symtable::Scope| {
                    it.node.range == extent && it.kind != symtable::ScopeKind::Annotation
                };
                let found = self.table.scopes().filter(|it| is_it(it.1)).last();
                found.filter(|it| self.fits(scope, it.1.kind)).map(|it| it.0)
            }
        }
    }

    fn fits(&self, scope: BodyScope, kind: symtable::ScopeKind) -> bool {
        use symtable::ScopeKind::*;
        match self.body.scope(scope).kind {
            ScopeKind::Lambda => kind == Lambda,
            ScopeKind::Comp { .. } => kind.is_comprehension(),
            ScopeKind::Other => matches!(kind, TypeParameters),
            _ => false,
        }
    }

    fn check_names(&self, root: &SyntaxNode) {
        for (id, expr) in self.body.exprs() {
            let Expr::Name(var) = expr else { continue };
            let range = self.map.exprs[id.index()] + self.start;
            let node = root.covering_element(range);
            let node = node.into_token().expect("a name is a token").parent().expect("a name");
            let scope = self.table.scope_at(&node);
            let spelled = refwise_syntax::literal::identifier(&self.text[range]);
            let name = self.table.mangled(scope, &spelled);
            let found = self.table.resolve(scope, &name);
            let agrees = *self.body.name_of(var) == *name
                && self.agrees(var, scope, &name, found.map(|it| it.0));
            assert!(agrees, "{}: {name} at {range:?}: {var:?}, but {found:?}", self.path);
        }
    }

    fn agrees(&self, var: &VarRef, scope: ScopeId, name: &str, owner: Option<ScopeId>) -> bool {
        let scope = self.table.scope(scope);
        let is_lazy = scope.can_see_class_scope || scope.is_unevaluated;
        match var {
            VarRef::Local(var) => {
                let found = self.scopes[self.body.var(*var).scope.index()];
                let is_class = self.body.scope(self.body.var(*var).scope).is_class();
                found == owner || is_lazy && is_class
            }
            VarRef::Global(_) => match owner {
                None => true,
                Some(it) => it == ScopeId::MODULE && !self.is_file,
            },
            VarRef::Enclosing(_) => match owner {
                None | Some(ScopeId::MODULE) => !self.is_file,
                Some(it) => {
                    let kind = self.table.scope(it).kind;
                    kind == symtable::ScopeKind::Class && (!self.is_file || name == "__class__")
                        || kind == symtable::ScopeKind::TypeParameters
                }
            },
        }
    }

    /// Which variables a scope has, and which it reaches.
    fn check_scopes(&self) {
        for (id, scope) in self.body.scopes() {
            let Some(found) = self.scopes[id.index()] else { continue };
            if scope.is_elsewhere || self.table.scope(found).is_unevaluated {
                continue;
            }
            let names_of = |vars: &[VarId]| -> BTreeSet<String> {
                let names = vars.iter().map(|it| self.body.var(*it).name.as_str());
                names.filter(|it| !is_made_up(it)).map(str::to_owned).collect()
            };
            if found != ScopeId::MODULE {
                let vars = names_of(&scope.vars);
                let own = |it: &&symtable::Symbol| it.resolution.is_own() && it.is_bound();
                let mut expected = self.names(found, own);
                // Those of inlined comprehensions are there twice.
                expected.retain(|it| vars.contains(it) || !self.is_inlined(found, it));
                assert_eq!(vars, expected, "{}: variables of {id:?}", self.path);
            }
            let free = names_of(&scope.free);
            let is_free = |it: &&symtable::Symbol| {
                // A class may own a name and hand another of that name to its methods.
                let is_handed = it.flags.contains(symtable::SymbolFlags::FREE_CLASS);
                let scope = match is_handed {
                    true => self.table.scope(found).parent.expect("of a class"),
                    false => found,
                };
                let owner = self.table.owner(scope, it.name);
                (is_handed || it.resolution == Resolution::Free)
                    && self.scopes.contains(&Some(owner))
            };
            let expected = self.names(found, is_free);
            assert_eq!(free, expected, "{}: free variables of {id:?}", self.path);
        }
    }

    /// Is `name` a variable of a comprehension that runs in the frame of `scope`?
    fn is_inlined(&self, scope: ScopeId, name: &str) -> bool {
        self.table.scopes().any(|(inner, it)| {
            let symbol = self.table.symbol_named(inner, name);
            it.is_inlined
                && it.parent == Some(scope)
                && (symbol.is_some_and(|it| it.resolution.is_own()) || self.is_inlined(inner, name))
        })
    }

    fn names(
        &self,
        scope: ScopeId,
        is_meant: impl Fn(&&symtable::Symbol) -> bool,
    ) -> BTreeSet<String> {
        let symbols = self.table.symbols(scope).iter().filter(is_meant);
        let names = symbols.map(|it| self.table.name(it.name));
        names.filter(|it| !is_made_up(it)).map(str::to_owned).collect()
    }
}
