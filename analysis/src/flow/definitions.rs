//! Which bindings of a variable reach each place where its name is read.
//!
//! Flow-sensitive: through branches, loops, `try`, `with`, `match`, `del`, and the end of an `except`
//! clause. A name that an inner function reads is bound when that function runs, so there all
//! bindings of the variable that do not die reach it.

mod sets;

use std::rc::Rc;

use rustc_hash::FxHashMap;

use self::sets::{SetId, Sets, SetsBuilder};
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
    sets: Sets,
    /// By expression; empty for what is not a name of the unit that is read.
    uses: Vec<SetId>,
    /// By variable: what reaches the end of its scope, by `return` or behind the last statement.
    at_end: Vec<SetId>,
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
        self.uses.get(expr.index()).map_or(&[], |it| self.sets.get(*it))
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
        self.at_end.get(var.index()).map_or(&[], |it| self.sets.get(*it))
    }

    /// The names that read the binding.
    pub fn reads(&self, def: DefId) -> impl Iterator<Item = ExprId> {
        let reads =
            self.uses.iter().enumerate().filter(move |it| self.sets.get(*it.1).contains(&def));
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

/// By variable.
type State = Rc<Vec<SetId>>;

struct Collector<'a> {
    body: &'a Body,
    defs: Vec<Def>,
    known: FxHashMap<(VarId, DefKind), DefId>,
    /// By variable: the set of its [`DefKind::Unbound`] alone.
    unbound: Vec<SetId>,
    sets: SetsBuilder,
    uses: Vec<SetId>,
    at_end: Vec<SetId>,
}

impl<'a> Collector<'a> {
    fn new(body: &'a Body) -> Collector<'a> {
        Collector {
            body,
            defs: Vec::new(),
            known: FxHashMap::default(),
            unbound: vec![SetId::EMPTY; body.vars.len()],
            sets: SetsBuilder::default(),
            uses: vec![SetId::EMPTY; body.exprs.len()],
            at_end: vec![SetId::EMPTY; body.vars.len()],
        }
    }

    fn run(&mut self, scope: BodyScope) {
        // Only what a function itself owns starts unbound in it; classes and comprehensions inside
        // start theirs when they run.
        let entry = (0..self.body.vars.len()).map(VarId::new).map(|var| {
            let param = self.body.scope(scope).param_of(var).filter(|_| self.owner(var) == scope);
            match param {
                Some(idx) => self.only(var, DefKind::Param(idx)),
                None => self.unbound(var),
            }
        });
        let entry = entry.collect();
        let exits = run_scope(self.body, scope, self, Rc::new(entry));
        let end = exits.normal(self);
        for &var in &self.body.scope(scope).vars {
            if let Some(end) = &end {
                self.at_end[var.index()] = end[var.index()];
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

    fn only(&mut self, var: VarId, kind: DefKind) -> SetId {
        let def = self.def(var, kind);
        self.sets.one(def)
    }

    fn unbound(&mut self, var: VarId) -> SetId {
        if self.unbound[var.index()] == SetId::EMPTY {
            self.unbound[var.index()] = self.only(var, DefKind::Unbound);
        }
        self.unbound[var.index()]
    }

    fn set(&mut self, state: &mut State, target: Target<'_>, kind: DefKind) {
        let Target::Var(VarRef::Local(var)) = target else { return };
        let set = self.only(*var, kind);
        Rc::make_mut(state)[var.index()] = set;
    }

    /// Names that inner functions read, and names of the module that functions may bind: all
    /// bindings of the variable reach them.
    fn finish(mut self) -> Definitions {
        let all = self.all_by_var();
        for (expr, it) in self.body.exprs() {
            let Some(var) = it.local() else { continue };
            let is_foreign = self.sets.get(self.uses[expr.index()]).iter().any(|it| {
                let def = &self.defs[it.0 as usize];
                def.kind == DefKind::Unbound && self.body.var(def.var).is_shared
            });
            if is_foreign || (self.body.var(var).is_bound_inside) {
                self.uses[expr.index()] = self.sets.add(&all[var.index()]);
            }
        }
        let Collector { defs, sets, uses, at_end, .. } = self;
        Definitions { defs, sets: sets.finish(), uses, at_end }
    }

    /// By variable: all its bindings, or that it has none.
    fn all_by_var(&self) -> Vec<Vec<DefId>> {
        let mut all: Vec<Vec<DefId>> = vec![Vec::new(); self.body.vars.len()];
        for (idx, def) in self.defs.iter().enumerate() {
            if !matches!(def.kind, DefKind::Deleted | DefKind::Unbound) {
                all[def.var.index()].push(DefId(idx as u32));
            }
        }
        for (idx, def) in self.defs.iter().enumerate() {
            if def.kind == DefKind::Unbound && all[def.var.index()].is_empty() {
                all[def.var.index()].push(DefId(idx as u32));
            }
        }
        all
    }
}

impl Domain for Collector<'_> {
    type State = State;

    fn join(&mut self, into: &mut State, from: &State) -> bool {
        if Rc::ptr_eq(into, from) || into == from {
            return false;
        }
        let mut changed = false;
        for (idx, &theirs) in from.iter().enumerate() {
            let mine = into[idx];
            let both = self.sets.union(mine, theirs);
            if both != mine {
                Rc::make_mut(into)[idx] = both;
                changed = true;
            }
        }
        changed
    }

    fn follows_exceptions_out(&self) -> bool {
        false
    }

    fn expr(&mut self, state: &mut State, expr: ExprId) {
        if let Expr::Name(VarRef::Local(var)) = self.body.expr(expr) {
            let known = &mut self.uses[expr.index()];
            *known = self.sets.union(*known, state[var.index()]);
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
