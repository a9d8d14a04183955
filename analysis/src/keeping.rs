//! What keeps a function, a generator or another object that waits, within the code of one unit.
//!
//! Called, awaited or used up where it is made, it is gone before anything else happens. Stored,
//! yielded, returned, registered or scheduled, it outlives its place: each of these is a [`Keeping`].
//! What an unknown function does with it is not known, and so no keeping.

mod passing;

use refwise_syntax::TextRange;

use crate::body::{CompKind, Expr, ExprId, Operator, ScopeKind, Stmt, StmtId, VarId};
use crate::flow::definitions::{DefKind, Definitions};
use crate::nesting::{Nesting, Place};
use crate::rule::CodeUnit;

/// Something keeps an object from here on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Keeping {
    /// When.
    pub(crate) at: Spot,
    /// How.
    pub(crate) how: How,
    /// The object that keeps it is in this variable, or reached from it.
    pub(crate) holder: Option<ExprId>,
}

impl Keeping {
    /// Where it happens.
    pub(crate) fn range(&self, unit: &CodeUnit<'_>) -> TextRange {
        match self.at {
            Spot::Expr(it) => unit.range(it),
            Spot::Stmt(it) => unit.stmt_range(it),
        }
    }
}

/// A step of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Spot {
    /// This expression is evaluated.
    Expr(ExprId),
    /// This statement runs.
    Stmt(StmtId),
}

/// How something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum How {
    /// In a container, under a key that may be another each time.
    Item,
    /// Under a name or key that is the same each time.
    Slot,
    /// By who calls it later.
    Registered,
    /// By who asks the generator.
    Yielded,
    /// By the caller.
    Returned,
    /// In what a comprehension makes.
    Element,
}

impl How {
    /// What happens to `what`, in words.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            How::Item | How::Slot => "it is kept here",
            How::Registered => "it is handed over here, to be called later",
            How::Yielded => "it is yielded here",
            How::Returned => "it is returned here",
            How::Element => "the comprehension keeps one for each turn",
        }
    }
}

/// Looks for what keeps an object.
pub(crate) struct Keepings<'a> {
    pub(crate) unit: &'a CodeUnit<'a>,
    pub(crate) nesting: &'a Nesting,
    defs: &'a Definitions,
    found: Vec<Keeping>,
    visited: Vec<ExprId>,
    /// The object is an iterator that has not begun, not a function.
    is_lazy: bool,
}

/// The object on its way outwards.
#[derive(Clone, Copy)]
struct Way {
    expr: ExprId,
    /// It is inside a display that is on the way instead of it.
    is_inside: bool,
    /// It was a coroutine function or generator function, which was called.
    waits: bool,
}

/// Names followed from name to name, at most.
const MAX_NAMES: usize = 32;

impl<'a> Keepings<'a> {
    /// What keeps the value of `expr`.
    pub(crate) fn of_expr(
        unit: &'a CodeUnit<'a>,
        nesting: &'a Nesting,
        expr: ExprId,
        is_lazy: bool,
    ) -> Vec<Keeping> {
        let mut it = Keepings::new(unit, nesting, is_lazy);
        it.follow(Way { expr, is_inside: false, waits: false });
        it.found
    }

    /// What keeps the function that the statement `stmt` defines.
    pub(crate) fn of_def(
        unit: &'a CodeUnit<'a>,
        nesting: &'a Nesting,
        stmt: StmtId,
    ) -> Vec<Keeping> {
        let mut it = Keepings::new(unit, nesting, false);
        let Stmt::FunctionDef { scope, .. } = unit.body.stmt(stmt) else { return it.found };
        let decorators = &unit.body.scope(*scope).decorators;
        if decorators.iter().any(|decorator| it.decorator_registers(*decorator)) {
            it.keep(Spot::Stmt(stmt), How::Registered, None);
        }
        if decorators.is_empty() {
            let is_it = |kind: DefKind| kind == DefKind::Function(*scope);
            it.follow_reads(is_it, nesting.scope_of_stmt(stmt), false);
        }
        it.found
    }

    fn new(unit: &'a CodeUnit<'a>, nesting: &'a Nesting, is_lazy: bool) -> Keepings<'a> {
        let (found, visited) = (Vec::new(), Vec::new());
        Keepings { unit, nesting, defs: unit.definitions(), found, visited, is_lazy }
    }

    fn keep(&mut self, at: Spot, how: How, holder: Option<ExprId>) {
        let keeping = Keeping { at, how, holder };
        if !self.found.contains(&keeping) {
            self.found.push(keeping);
        }
    }

    /// Follows the value of `way.expr` to what becomes of it.
    fn follow(&mut self, way: Way) {
        if self.visited.len() >= MAX_NAMES || self.visited.contains(&way.expr) {
            return;
        }
        self.visited.push(way.expr);
        match self.nesting.place(way.expr) {
            Place::Expr(outer) => self.follow_in_expr(way, outer),
            Place::Stmt(stmt) => self.follow_in_stmt(way, stmt),
            Place::Result(scope) => {
                let ScopeKind::Comp { kind, .. } = &self.unit.body.scope(scope).kind else {
                    return;
                };
                let Some(comp) = self.nesting.maker(scope) else { return };
                if *kind != CompKind::Generator || passing::is_gathered(self, comp) {
                    self.keep(Spot::Expr(comp), How::Element, None);
                    self.follow(Way { expr: comp, is_inside: true, ..way });
                }
            }
            _ => {}
        }
    }

    fn follow_in_expr(&mut self, way: Way, outer: ExprId) {
        let on = Way { expr: outer, ..way };
        match self.unit.body.expr(outer) {
            Expr::Tuple(_) | Expr::List(_) | Expr::Set(_) => {
                self.follow(Way { is_inside: true, ..on });
            }
            Expr::Dict(items) if items.iter().any(|it| it.value == way.expr) => {
                self.follow(Way { is_inside: true, ..on });
            }
            Expr::Starred(_) | Expr::Bool { .. } => self.follow(on),
            Expr::If { test, .. } if *test != way.expr => self.follow(on),
            Expr::Bin { op: Operator::Add, .. } if way.is_inside => self.follow(on),
            Expr::Walrus { value, .. } => {
                let value = *value;
                let scope = self.nesting.scope_of(outer);
                if let Some(scope) = scope {
                    self.follow_reads(|it| it == DefKind::Value(value), scope, way.is_inside);
                }
                self.follow(on);
            }
            Expr::Yield(_) if !self.is_lazy => self.keep(Spot::Expr(outer), How::Yielded, None),
            Expr::Call { func, .. } if *func == way.expr => self.follow_called(way, on),
            Expr::Call { func, args } => {
                let Some(arg) = args.iter().position(|it| it.value == way.expr) else { return };
                self.follow_passed(way, outer, *func, args, arg);
            }
            _ => {}
        }
    }

    /// Calling a coroutine function or a generator function does nothing yet.
    fn follow_called(&mut self, way: Way, on: Way) {
        if !way.is_inside && !way.waits && self.makes_what_waits(way.expr) {
            self.follow(Way { waits: true, ..on });
        }
    }

    fn follow_in_stmt(&mut self, way: Way, stmt: StmtId) {
        let body = self.unit.body;
        match body.stmt(stmt) {
            Stmt::Assign { targets, value } if *value == way.expr => {
                for &target in targets {
                    self.store(stmt, target);
                }
                self.follow_bound(way, stmt);
            }
            Stmt::AnnAssign { target, value: Some(value), .. } if *value == way.expr => {
                self.store(stmt, *target);
                self.follow_bound(way, stmt);
            }
            Stmt::AugAssign { target, value, op: Operator::Add }
                if *value == way.expr && way.is_inside =>
            {
                self.keep(Spot::Stmt(stmt), How::Item, Some(*target));
            }
            Stmt::Return(_) => self.keep(Spot::Stmt(stmt), How::Returned, None),
            _ => {}
        }
    }

    fn follow_bound(&mut self, way: Way, stmt: StmtId) {
        let value = way.expr;
        let scope = self.nesting.scope_of_stmt(stmt);
        self.follow_reads(|it| it == DefKind::Value(value), scope, way.is_inside);
    }

    fn store(&mut self, stmt: StmtId, target: ExprId) {
        let body = self.unit.body;
        match body.expr(target) {
            Expr::Subscript { value, index } => {
                let is_fixed = matches!(body.expr(*index), Expr::Const(_));
                let how = if is_fixed { How::Slot } else { How::Item };
                self.keep(Spot::Stmt(stmt), how, Some(*value));
            }
            Expr::Attr { value, .. } => {
                self.keep(Spot::Stmt(stmt), How::Slot, Some(*value));
            }
            _ => {}
        }
    }

    /// Follows the names in the code of `scope` that read a binding.
    fn follow_reads(
        &mut self,
        is_it: impl Fn(DefKind) -> bool,
        scope: crate::body::BodyScope,
        is_inside: bool,
    ) {
        let defs = self.defs;
        let ids: Vec<_> = defs.defs().filter(|it| is_it(it.1.kind)).map(|it| it.0).collect();
        let reads: Vec<ExprId> = ids.iter().flat_map(|it| defs.reads(*it)).collect();
        for expr in reads {
            let is_here = |it| it == scope || self.is_comp_in(it, scope);
            if self.nesting.scope_of(expr).is_some_and(is_here) {
                self.follow(Way { expr, is_inside, waits: false });
            }
        }
    }

    fn is_comp_in(&self, inner: crate::body::BodyScope, outer: crate::body::BodyScope) -> bool {
        let scope = self.unit.body.scope(inner);
        scope.is_comp() && scope.parent == Some(outer)
    }

    /// Is `func` a function of this unit whose call makes a coroutine or generator?
    fn makes_what_waits(&self, func: ExprId) -> bool {
        let Some(DefKind::Function(scope)) = self.defs.sole(func) else { return false };
        let scope = self.unit.body.scope(scope);
        scope.is_coroutine || scope.is_generator
    }

    /// Where the variable at the root of `holder` was bound to something made in place: that
    /// statement. Where it stands in a loop, each turn has another such object.
    pub(crate) fn births(unit: &CodeUnit<'_>, nesting: &Nesting, holder: ExprId) -> Vec<StmtId> {
        let mut births = Vec::new();
        let mut rest = vec![holder];
        let mut n_steps = 0;
        while let Some(expr) = rest.pop() {
            n_steps += 1;
            if n_steps > 16 {
                break;
            }
            match unit.body.expr(expr) {
                Expr::Attr { value, .. } | Expr::Subscript { value, .. } => rest.push(*value),
                Expr::Name(_) => {
                    let defs = unit.definitions();
                    for def in defs.reaching(expr) {
                        match defs.def(*def).kind {
                            DefKind::Value(value) => rest.push(value),
                            DefKind::Entered(it) => births.extend(nesting.stmt_of(unit.body, it)),
                            _ => {}
                        }
                    }
                }
                Expr::Call { func, .. } => match unit.body.expr(*func) {
                    Expr::Attr { value, name } if matches!(name.as_str(), "setdefault" | "get") => {
                        rest.push(*value);
                    }
                    _ => births.extend(nesting.stmt_of(unit.body, expr)),
                },
                _ => births.extend(nesting.stmt_of(unit.body, expr)),
            }
        }
        births
    }
}

/// The variable at the start of `a.b[c].d`.
pub(crate) fn root_var(unit: &CodeUnit<'_>, expr: ExprId) -> Option<VarId> {
    let mut expr = expr;
    loop {
        match unit.body.expr(expr) {
            Expr::Attr { value, .. } | Expr::Subscript { value, .. } => expr = *value,
            it => return it.local(),
        }
    }
}
