//! Functions that are kept, and the variables that they captured and that change afterwards.
//!
//! A closure holds the variable, not what it is bound to: bound again while somebody keeps the
//! closure, the variable gives the closure its new value.

use crate::body::{BodyScope, ExprId, ScopeKind, Stmt, StmtId, VarId, VarRef};
use crate::flow::{Domain, Source, Target, run_scope};
use crate::keeping::{How, Keeping, Keepings, Spot};
use crate::nesting::{Nesting, Place};
use crate::rule::CodeUnit;

/// A variable that changes while a closure that captured it is kept.
#[derive(Clone, Debug)]
pub(crate) struct LateChange {
    /// The function.
    pub(crate) closure: BodyScope,
    /// What it captured.
    pub(crate) var: VarId,
    /// Who keeps the function.
    pub(crate) keeping: Keeping,
    /// What happens to the variable.
    pub(crate) change: Change,
    /// The loop that makes the function and changes the variable, again and again.
    pub(crate) in_loop: Option<Loop>,
}

/// A loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loop {
    /// A statement.
    Stmt(StmtId),
    /// A comprehension.
    Comp(ExprId),
}

/// What happens to a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// It takes the next item of a loop.
    Next(ExprId),
    /// It is bound to the value of an expression.
    Bound(ExprId),
    /// It is bound in this statement.
    Other(StmtId),
    /// It is deleted in this statement.
    Deleted(StmtId),
}

/// A closure and one of its keepings.
struct Kept {
    closure: BodyScope,
    captured: Vec<VarId>,
    keeping: Keeping,
}

/// The late changes of a unit.
pub(crate) fn late_changes(unit: &CodeUnit<'_>) -> Vec<LateChange> {
    if !unit.body.scopes().any(|it| captures_what_changes(unit, it.0)) {
        return Vec::new();
    }
    let nesting = unit.nesting();
    let mut changes = Vec::new();
    let mut kept: Vec<Kept> = Vec::new();
    for (scope, _) in unit.body.scopes() {
        if !captures_what_changes(unit, scope) {
            continue;
        }
        let captured = captured(unit, nesting, scope);
        for keeping in keepings(unit, nesting, scope) {
            let captured = captured.clone();
            kept.push(Kept { closure: scope, captured, keeping });
        }
    }
    kept.truncate(u64::BITS as usize);
    changes.extend(kept.iter().flat_map(|it| in_comprehension(unit, nesting, it)));
    let mut owners: Vec<BodyScope> = Vec::new();
    for it in &kept {
        for &var in &it.captured {
            let owner = unit.body.var(var).scope;
            if !owners.contains(&owner) && !unit.body.scope(owner).is_comp() {
                owners.push(owner);
            }
        }
    }
    for owner in owners {
        let mut watch =
            Watch { unit, nesting, kept: &kept, owner, stmt: None, found: &mut changes };
        run_scope(unit.body, owner, &mut watch, 0);
    }
    changes
}

/// Can `scope` be a function with a captured variable that only scopes around it bind?
fn captures_what_changes(unit: &CodeUnit<'_>, scope: BodyScope) -> bool {
    let it = unit.body.scope(scope);
    let captures = || {
        let is_global = unit.unit.is_file(unit.db);
        is_global || it.free.iter().any(|var| !unit.body.var(*var).is_bound_inside)
    };
    it.is_function() && !it.is_elsewhere && scope != BodyScope::OWN && captures()
}

/// The variables around the function `scope` that it reads and that only the code around it binds:
/// at the top level of a file also its globals, which are in no cell.
pub(crate) fn captured(unit: &CodeUnit<'_>, nesting: &Nesting, scope: BodyScope) -> Vec<VarId> {
    let body = unit.body;
    let mut captured = body.scope(scope).free.to_vec();
    if unit.unit.is_file(unit.db) {
        for (expr, it) in body.exprs() {
            let Some(var) = it.local().filter(|it| body.var(*it).scope == BodyScope::OWN) else {
                continue;
            };
            if !captured.contains(&var) && runs_in(unit, nesting, expr, scope) {
                captured.push(var);
            }
        }
    }
    captured.retain(|it| !body.var(*it).is_bound_inside);
    captured
}

/// Is `expr` part of the code of `scope` or of one inside it?
fn runs_in(unit: &CodeUnit<'_>, nesting: &Nesting, expr: ExprId, scope: BodyScope) -> bool {
    let mut around = nesting.scope_of(expr);
    while let Some(it) = around {
        if it == scope {
            return true;
        }
        around = unit.body.scope(it).parent;
    }
    false
}

/// What keeps the function `scope`.
pub(crate) fn keepings(unit: &CodeUnit<'_>, nesting: &Nesting, scope: BodyScope) -> Vec<Keeping> {
    match (nesting.maker(scope), nesting.definer(scope)) {
        (Some(expr), _) => Keepings::of_expr(unit, nesting, expr, false),
        (None, Some(stmt)) => Keepings::of_def(unit, nesting, stmt),
        _ => Vec::new(),
    }
}

/// The changes of variables that belong to a comprehension around the function.
fn in_comprehension(unit: &CodeUnit<'_>, nesting: &Nesting, kept: &Kept) -> Vec<LateChange> {
    let body = unit.body;
    let mut changes = Vec::new();
    for &var in &kept.captured {
        let owner = body.var(var).scope;
        let ScopeKind::Comp { clauses, .. } = &body.scope(owner).kind else { continue };
        let (Some(comp), Spot::Expr(at)) = (nesting.maker(owner), kept.keeping.at) else {
            continue;
        };
        let is_inside = match kept.keeping.how {
            How::Element => at == comp,
            How::Item | How::Registered => nesting.scope_of(at) == Some(owner),
            _ => false,
        };
        let binds = |target: ExprId| targets(unit, target).contains(&var);
        let Some(clause) = clauses.iter().find(|it| binds(it.target)) else { continue };
        if is_inside {
            changes.push(LateChange {
                closure: kept.closure,
                var,
                keeping: kept.keeping,
                change: Change::Next(clause.target),
                in_loop: Some(Loop::Comp(comp)),
            });
        }
    }
    changes
}

/// The variables of a target.
pub(crate) fn targets(unit: &CodeUnit<'_>, target: ExprId) -> Vec<VarId> {
    let mut vars = Vec::new();
    let mut rest = vec![target];
    while let Some(expr) = rest.pop() {
        match unit.body.expr(expr) {
            crate::body::Expr::Tuple(it) | crate::body::Expr::List(it) => rest.extend(it.iter()),
            crate::body::Expr::Starred(it) => rest.push(*it),
            it => vars.extend(it.local()),
        }
    }
    vars
}

/// Which functions are kept; one bit for each of [`Watch::kept`].
type State = u64;

struct Watch<'a> {
    unit: &'a CodeUnit<'a>,
    nesting: &'a Nesting,
    kept: &'a [Kept],
    owner: BodyScope,
    stmt: Option<StmtId>,
    found: &'a mut Vec<LateChange>,
}

impl Watch<'_> {
    fn reach(&self, state: &mut State, spot: Spot) {
        for (idx, it) in self.kept.iter().enumerate() {
            if it.keeping.at == spot {
                *state |= 1 << idx;
            }
        }
    }

    fn change(&mut self, state: State, var: VarId, change: Change) {
        for (idx, it) in self.kept.iter().enumerate() {
            if state & (1 << idx) == 0 || !it.captured.contains(&var) {
                continue;
            }
            let in_loop = self.common_loop(it, change);
            let is_known = self.found.iter().any(|known| {
                known.closure == it.closure && known.var == var && known.change == change
            });
            if is_known || in_loop.is_some_and(|it_| self.dies_in(it, it_)) {
                continue;
            }
            self.found.push(LateChange {
                closure: it.closure,
                var,
                keeping: it.keeping,
                change,
                in_loop: in_loop.map(Loop::Stmt),
            });
        }
    }

    /// The innermost loop that makes the function and makes the change.
    fn common_loop(&self, kept: &Kept, change: Change) -> Option<StmtId> {
        let body = self.unit.body;
        let made = match (self.nesting.maker(kept.closure), self.nesting.definer(kept.closure)) {
            (Some(expr), _) => self.nesting.stmt_of(body, expr),
            (None, it) => it,
        }?;
        let mut loops = self.nesting.loops(body, made).into_iter();
        let changed = match change {
            Change::Next(iter) => match self.nesting.place(iter) {
                Place::Stmt(it) => it,
                _ => return None,
            },
            Change::Bound(expr) => self.nesting.stmt_of(body, expr)?,
            Change::Other(stmt) | Change::Deleted(stmt) => stmt,
        };
        loops.find(|it| self.nesting.is_in(changed, *it))
    }

    /// Is the object that keeps the function made in each turn of the loop again?
    fn dies_in(&self, kept: &Kept, around: StmtId) -> bool {
        let Some(holder) = kept.keeping.holder else { return false };
        let births = Keepings::births(self.unit, self.nesting, holder);
        births.into_iter().any(|it| self.nesting.is_in(it, around) && it != around)
    }
}

impl Domain for Watch<'_> {
    type State = State;

    fn join(&mut self, into: &mut State, from: &State) -> bool {
        let before = *into;
        *into |= from;
        *into != before
    }

    fn expr(&mut self, state: &mut State, expr: ExprId) {
        self.reach(state, Spot::Expr(expr));
    }

    fn stmt(&mut self, state: &mut State, stmt: StmtId) {
        self.stmt = Some(stmt);
        self.reach(state, Spot::Stmt(stmt));
    }

    fn bind(&mut self, state: &mut State, target: Target<'_>, source: Source<'_>) {
        let Target::Var(VarRef::Local(var)) = target else { return };
        if *state == 0 || self.unit.body.var(*var).scope != self.owner {
            return;
        }
        let Some(change) = change_of(source, self.stmt) else { return };
        self.change(*state, *var, change);
    }

    fn delete(&mut self, state: &mut State, target: Target<'_>) {
        let Target::Var(VarRef::Local(var)) = target else { return };
        let Some(stmt) = self.stmt else { return };
        if matches!(self.unit.body.stmt(stmt), Stmt::Delete(_)) {
            self.change(*state, *var, Change::Deleted(stmt));
        }
    }

    fn may_raise(&mut self, state: &State, expr: ExprId) -> bool {
        let is_spot = |it: &Kept| it.keeping.at == Spot::Expr(expr);
        *state == 0 || !self.kept.iter().any(is_spot)
    }
}

fn change_of(source: Source<'_>, stmt: Option<StmtId>) -> Option<Change> {
    match source {
        Source::Element { of, .. } => change_of(*of, stmt),
        Source::ItemOf(iter) => Some(Change::Next(iter)),
        Source::Value(it) | Source::Entered(it) | Source::Subject(it) | Source::PartOf(it) => {
            Some(Change::Bound(it))
        }
        Source::Augmented(it) => Some(Change::Other(it)),
        Source::Function(_) => stmt.map(Change::Other),
        Source::Caught(_) | Source::Import(..) | Source::Class(_) | Source::TypeAlias => None,
    }
}
