//! Which bindings of a variable reach each place where its name is read.
//!
//! Flow-sensitive: through branches, loops, `try`, `with`, `match`, `del`, and the end of an `except`
//! clause. A name that an inner function reads is bound when that function runs, so there all
//! bindings of the variable that do not die reach it.

use std::rc::Rc;

use smallvec::SmallVec;

use super::{Domain, Source, Target, run_scope};
use crate::body::{Body, BodyScope, Expr, ExprId, StmtId, VarId, VarRef};

/// A binding of a [`Definitions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DefId(u32);

/// A binding of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Def {
    /// The variable.
    pub var: VarId,
    /// How it is bound.
    pub kind: DefKind,
}

/// How a variable is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DefKind {
    /// Not at all: the start of its scope.
    Unbound,
    /// `del`, or the end of its `except` clause.
    Deleted,
    /// By the caller, the index of the parameter.
    Param(usize),
    /// To the value of an expression, as a whole.
    Value(ExprId),
    /// To what iterating over an expression gives.
    ItemOf(ExprId),
    /// To some part of an expression: unpacked, or in a pattern.
    PartOf(ExprId),
    /// To what the context manager gives.
    Entered(ExprId),
    /// To an exception; the index of the expression of its class, if there is one.
    Caught(Option<ExprId>),
    /// By `op=`.
    Augmented(StmtId),
    /// By an import; the index of the alias.
    Import(StmtId, usize),
    /// To a function.
    Function(BodyScope),
    /// To a class.
    Class(BodyScope),
    /// To something else.
    Other,
}

/// The bindings of a body and where they reach.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Definitions {
    defs: Vec<Def>,
    /// By expression; empty for what is not a name of the unit that is read.
    uses: Vec<Box<[DefId]>>,
    /// By variable: what reaches the end of its scope, by `return` or behind the last statement.
    at_end: Vec<Box<[DefId]>>,
}

impl Definitions {
    /// The bindings of all scopes of `body`.
    pub fn new(body: &Body) -> Definitions {
        let mut collector = Collector::new(body);
        for (scope, it) in body.scopes() {
            let runs_here = it.is_comp() || it.is_class() || it.is_elsewhere;
            if !runs_here && (it.is_function() || scope == BodyScope::OWN) {
                collector.run(scope);
            }
        }
        collector.finish()
    }

    /// A binding.
    pub fn def(&self, id: DefId) -> &Def {
        &self.defs[id.0 as usize]
    }

    /// All bindings.
    pub fn defs(&self) -> impl Iterator<Item = (DefId, &Def)> {
        self.defs.iter().enumerate().map(|(idx, it)| (DefId(idx as u32), it))
    }

    /// The bindings that reach the name `expr`, which reads a variable of the unit.
    pub fn reaching(&self, expr: ExprId) -> &[DefId] {
        self.uses.get(expr.index()).map_or(&[], |it| it)
    }

    /// The one binding that reaches the name `expr`.
    pub fn sole(&self, expr: ExprId) -> Option<DefKind> {
        match self.reaching(expr) {
            [one] => Some(self.def(*one).kind),
            _ => None,
        }
    }

    /// What reaches the normal end of the variable's scope.
    pub fn at_end(&self, var: VarId) -> &[DefId] {
        self.at_end.get(var.index()).map_or(&[], |it| it)
    }

    /// The names that read the binding.
    pub fn reads(&self, def: DefId) -> impl Iterator<Item = ExprId> {
        let reads = self.uses.iter().enumerate().filter(move |it| it.1.contains(&def));
        reads.map(|(idx, _)| ExprId::new(idx))
    }

    /// The value that the name `expr` was last given, followed through names that only stand for
    /// other names: `a = []; b = a; b` is the display.
    pub fn origin(&self, body: &Body, expr: ExprId) -> ExprId {
        let mut expr = expr;
        for _ in 0..16 {
            if body.expr(expr).local().is_none() {
                break;
            }
            match self.sole(expr) {
                Some(DefKind::Value(value)) => expr = value,
                _ => break,
            }
        }
        expr
    }
}

type Set = SmallVec<[DefId; 2]>;
type State = Rc<Vec<Set>>;

struct Collector<'a> {
    body: &'a Body,
    defs: Vec<Def>,
    known: rustc_hash::FxHashMap<(VarId, DefKind), DefId>,
    uses: Vec<Set>,
    at_end: Vec<Set>,
}

impl<'a> Collector<'a> {
    fn new(body: &'a Body) -> Collector<'a> {
        Collector {
            body,
            defs: Vec::new(),
            known: rustc_hash::FxHashMap::default(),
            uses: vec![Set::new(); body.exprs.len()],
            at_end: vec![Set::new(); body.vars.len()],
        }
    }

    fn run(&mut self, scope: BodyScope) {
        let mut entry = vec![Set::new(); self.body.vars.len()];
        for var in (0..self.body.vars.len()).map(VarId::new) {
            // Only what a function itself owns starts unbound in it; classes and comprehensions
            // inside start theirs when they run.
            let param = self.body.scope(scope).param_of(var).filter(|_| self.owner(var) == scope);
            let kind = param.map_or(DefKind::Unbound, DefKind::Param);
            entry[var.index()].push(self.def(var, kind));
        }
        let exits = run_scope(self.body, scope, self, Rc::new(entry));
        let end = exits.normal(self);
        for &var in &self.body.scope(scope).vars {
            if let Some(end) = &end {
                self.at_end[var.index()].clone_from(&end[var.index()]);
            }
        }
    }

    fn owner(&self, var: VarId) -> BodyScope {
        self.body.var(var).scope
    }

    fn def(&mut self, var: VarId, kind: DefKind) -> DefId {
        *self.known.entry((var, kind)).or_insert_with(|| {
            self.defs.push(Def { var, kind });
            DefId(self.defs.len() as u32 - 1)
        })
    }

    fn set(&mut self, state: &mut State, target: Target<'_>, kind: DefKind) {
        let Target::Var(VarRef::Local(var)) = target else { return };
        let def = self.def(*var, kind);
        Rc::make_mut(state)[var.index()] = Set::from_slice(&[def]);
    }

    /// Names that inner functions read, and names of the module that functions may bind: all
    /// bindings of the variable reach them.
    fn finish(mut self) -> Definitions {
        for (expr, it) in self.body.exprs() {
            let Some(var) = it.local() else { continue };
            let is_foreign = self.uses[expr.index()].iter().any(|it| {
                let def = &self.defs[it.0 as usize];
                def.kind == DefKind::Unbound && self.body.var(def.var).is_shared
            });
            if is_foreign || (self.body.var(var).is_bound_inside) {
                self.uses[expr.index()] = self.all_of(var);
            }
        }
        let boxed = |it: Vec<Set>| it.into_iter().map(|it| it.into_vec().into()).collect();
        Definitions { defs: self.defs, uses: boxed(self.uses), at_end: boxed(self.at_end) }
    }

    fn all_of(&self, var: VarId) -> Set {
        let is_binding = |it: &Def| it.var == var && it.kind != DefKind::Deleted;
        let all = self.defs.iter().enumerate().filter(|it| is_binding(it.1));
        let all: Set = all.map(|(idx, _)| DefId(idx as u32)).collect();
        let bound = |it: &DefId| self.defs[it.0 as usize].kind != DefKind::Unbound;
        match all.iter().any(bound) {
            true => all.into_iter().filter(bound).collect(),
            false => all,
        }
    }
}

fn add(into: &mut Set, from: &Set) -> bool {
    let n_before = into.len();
    for &def in from {
        if let Err(place) = into.binary_search(&def) {
            into.insert(place, def);
        }
    }
    into.len() != n_before
}

impl Domain for Collector<'_> {
    type State = State;

    fn join(&mut self, into: &mut State, from: &State) -> bool {
        if Rc::ptr_eq(into, from) || into == from {
            return false;
        }
        let into = Rc::make_mut(into);
        into.iter_mut().zip(from.iter()).fold(false, |changed, (a, b)| add(a, b) | changed)
    }

    fn expr(&mut self, state: &mut State, expr: ExprId) {
        if let Expr::Name(VarRef::Local(var)) = self.body.expr(expr) {
            add(&mut self.uses[expr.index()], &state[var.index()]);
        }
    }

    fn bind(&mut self, state: &mut State, target: Target<'_>, source: Source<'_>) {
        let kind = kind_of(self.body, source);
        self.set(state, target, kind);
    }

    fn delete(&mut self, state: &mut State, target: Target<'_>) {
        self.set(state, target, DefKind::Deleted);
    }
}

fn kind_of(body: &Body, source: Source<'_>) -> DefKind {
    match source {
        Source::Value(it) | Source::Subject(it) => DefKind::Value(it),
        Source::ItemOf(it) => DefKind::ItemOf(it),
        Source::PartOf(it) => DefKind::PartOf(it),
        Source::Element { of, index, count, star } => {
            if let (Source::Value(display), None) = (of, star)
                && let Some(item) = item_of_display(body, *display, index, count)
            {
                return DefKind::Value(item);
            }
            match kind_of(body, *of) {
                DefKind::Value(it) | DefKind::ItemOf(it) | DefKind::PartOf(it) => {
                    DefKind::PartOf(it)
                }
                _ => DefKind::Other,
            }
        }
        Source::Entered(it) => DefKind::Entered(it),
        Source::Caught(handler) => DefKind::Caught(handler.exc),
        Source::Augmented(it) => DefKind::Augmented(it),
        Source::Import(stmt, alias) => DefKind::Import(stmt, alias),
        Source::Function(scope) => DefKind::Function(scope),
        Source::Class(scope) => DefKind::Class(scope),
        Source::TypeAlias => DefKind::Other,
    }
}

/// The item at `index` of `a, b`, if that has `count` items.
fn item_of_display(body: &Body, display: ExprId, index: usize, count: usize) -> Option<ExprId> {
    let (Expr::Tuple(items) | Expr::List(items)) = body.expr(display) else { return None };
    let is_starred = |it: &ExprId| matches!(body.expr(*it), Expr::Starred(_));
    (items.len() == count && !items.iter().any(is_starred)).then(|| items[index])
}
