//! An iterator that is gone through again.

use rustc_hash::FxHashMap;

use crate::body::{ArgKind, Block, BodyScope, Expr, ExprId, ScopeKind, Stmt, StmtId};
use crate::flow::{Domain, Source, Target, run_scope};
use crate::items::{self, Definition};
use crate::lazy::{is_generator, makes_iterator};
use crate::nesting::{Nesting, Place};
use crate::rule::{CodeUnit, RuleContext};

crate::rule! {
    /// An iterator is used up and then gone through as if it were full.
    ///
    /// A generator, `map`, `filter`, `zip` or `iter(..)` gives its items once. The second loop over
    /// it does nothing, the second `max` of it raises, the inner of two loops runs in the first turn
    /// of the outer one only. No error tells so.
    ///
    /// Make a list of it first, or make the iterator anew. Told is what has surely been gone through
    /// to its end; after a loop with `break`, `any`, `next` or `islice` there may be items left.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def spread(numbers):
    ///     squares = (n * n for n in numbers)
    ///     return max(squares) - min(squares)  # flagged: `squares` is used up
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def spread(numbers):
    ///     squares = [n * n for n in numbers]
    ///     return max(squares) - min(squares)
    ///
    ///
    /// def table(file):
    ///     lines = iter(file)
    ///     header = next(lines)
    ///     for line in lines:
    ///         if not line:
    ///             break
    ///     return header, list(lines)
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// squares = map(abs, [1, -2])
    /// print(list(squares), list(squares))  # prints: [1, 2] []
    /// ```
    "exhausted-iterator",
    code: "RW223", group: Aliasing, severity: Error, fix: None, since: "0.1.0",
    noqa: ["B031", "W4801"],
    look: Units => check,
}

/// A name is gone through here, to the end.
#[derive(Clone, Copy)]
struct Use {
    /// The name.
    read: ExprId,
    /// The expression that made the iterator.
    made: ExprId,
    /// It is the iterable of this `for` statement.
    for_stmt: Option<StmtId>,
    /// It is surely used up behind that.
    uses_up: bool,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if !may_make_iterators(unit) || cx.mentions(".seek(") {
        return;
    }
    let nesting = unit.nesting();
    let uses = uses(unit, nesting);
    let scopes: Vec<BodyScope> = uses.iter().filter_map(|it| nesting.scope_of(it.made)).collect();
    let mut done: Vec<BodyScope> = Vec::new();
    for scope in scopes {
        if done.contains(&scope) || unit.body.scope(scope).is_comp() {
            continue;
        }
        done.push(scope);
        let mut watch = Watch::new(unit, nesting, &uses);
        run_scope(unit.body, scope, &mut watch, State::default());
        let mut found = watch.found;
        found.sort();
        found.dedup_by_key(|it| it.1);
        for (first, again) in found {
            tell(cx, unit, &uses[first], &uses[again]);
        }
    }
}

/// Is there an assignment that may bind a name to an iterator?
fn may_make_iterators(unit: &CodeUnit<'_>) -> bool {
    let body = unit.body;
    body.stmts.iter().any(|it| match it {
        Stmt::Assign { value, .. } | Stmt::AnnAssign { value: Some(value), .. } => {
            match body.expr(*value) {
                Expr::Comp(_) => is_generator(unit, *value),
                Expr::Call { func, .. } => {
                    matches!(body.expr(*func), Expr::Name(_) | Expr::Attr { .. })
                }
                _ => false,
            }
        }
        _ => false,
    }) && body.exprs.len() > 4
}

/// The places that go through an iterator that has a name.
fn uses(unit: &CodeUnit<'_>, nesting: &Nesting) -> Vec<Use> {
    let body = unit.body;
    let mut names: FxHashMap<crate::body::VarId, bool> = FxHashMap::default();
    for (_, it) in body.stmts() {
        let (Stmt::Assign { value, .. } | Stmt::AnnAssign { value: Some(value), .. }) = it else {
            continue;
        };
        let targets: &[ExprId] = match it {
            Stmt::Assign { targets, .. } => targets,
            Stmt::AnnAssign { target, .. } => std::slice::from_ref(target),
            _ => &[],
        };
        let vars: Vec<_> = targets.iter().filter_map(|it| body.expr(*it).local()).collect();
        if vars.is_empty() || !matches!(body.expr(*value), Expr::Comp(_) | Expr::Call { .. }) {
            continue;
        }
        if makes_iterator(unit, *value) {
            names.extend(vars.into_iter().map(|it| (it, true)));
        }
    }
    if names.is_empty() {
        return Vec::new();
    }
    let mut uses = Vec::new();
    for (read, it) in body.exprs() {
        let Some(var) = it.local() else { continue };
        // Names for the same iterator are followed from where they are read.
        if body.var(var).is_bound_inside {
            continue;
        }
        let Some((for_stmt, uses_up)) = goes_through(unit, nesting, read) else { continue };
        let made = unit.definitions().origin(body, read);
        let is_named = unit.definitions().sole(read).is_some();
        let is_here = || nesting.scope_of(made) == function_of(unit, nesting, read);
        if made != read && is_named && makes_iterator(unit, made) && is_here() {
            uses.push(Use { read, made, for_stmt, uses_up });
        }
    }
    uses.truncate(64);
    uses
}

/// The scope whose run evaluates `expr`: that around list comprehensions.
fn function_of(unit: &CodeUnit<'_>, nesting: &Nesting, expr: ExprId) -> Option<BodyScope> {
    let mut scope = nesting.scope_of(expr)?;
    loop {
        let it = unit.body.scope(scope);
        if !it.is_comp() || it.is_generator {
            return Some(scope);
        }
        scope = nesting.scope_of(nesting.maker(scope)?)?;
    }
}

/// Does the name `read` stand where its items are asked for, and are they all?
fn goes_through(
    unit: &CodeUnit<'_>,
    nesting: &Nesting,
    read: ExprId,
) -> Option<(Option<StmtId>, bool)> {
    let body = unit.body;
    match nesting.place(read) {
        Place::Stmt(stmt) => match body.stmt(stmt) {
            Stmt::For { iter, body: block, is_async: false, .. } if *iter == read => {
                Some((Some(stmt), !breaks(unit, block)))
            }
            _ => None,
        },
        Place::Clause(scope) => match &body.scope(scope).kind {
            ScopeKind::Comp { clauses, .. } if !body.scope(scope).is_generator => {
                let is_iter = clauses.iter().any(|it| it.iter == read && !it.is_async);
                is_iter.then_some((None, clauses.first().is_some_and(|it| it.iter == read)))
            }
            _ => None,
        },
        Place::Expr(outer) => match body.expr(outer) {
            Expr::YieldFrom(_) => Some((None, true)),
            Expr::Starred(_) => {
                let place = nesting.place(outer);
                let is_display = |it: ExprId| {
                    matches!(body.expr(it), Expr::List(_) | Expr::Tuple(_) | Expr::Set(_))
                };
                matches!(place, Place::Expr(it) if is_display(it)).then_some((None, true))
            }
            Expr::Call { func, args } => {
                let arg = args.iter().find(|it| it.value == read)?;
                match arg.kind {
                    ArgKind::Star => Some((None, true)),
                    ArgKind::Positional => consumer(unit, *func, args[0].value == read),
                    _ => None,
                }
            }
            _ => None,
        },
        _ => None,
    }
}

/// Does a call of `func` go through its first argument, and to the end?
fn consumer(unit: &CodeUnit<'_>, func: ExprId, is_first: bool) -> Option<(Option<StmtId>, bool)> {
    if !is_first {
        return None;
    }
    match items::definition_of(unit.db, unit.unit, func) {
        Definition::External(path) => match path.as_str() {
            "builtins.any" | "builtins.all" => Some((None, false)),
            "builtins.next" | "builtins.zip" | "builtins.iter" => None,
            _ => {
                let effect = refwise_model::function(&path)?;
                // Rows of methods count the object as the first parameter.
                let is_plain = effect.kind == refwise_model::Kind::Function
                    || effect.kind == refwise_model::Kind::Constructor;
                let consumes = effect.consumes.iter().any(|it| it.0 == 0);
                let is_iterator = refwise_model::class(&path).is_some_and(|it| it.is_iterator);
                (is_plain && consumes && !is_iterator).then_some((None, true))
            }
        },
        _ => match unit.body.expr(func) {
            Expr::Attr { value, name } => {
                let is_text = matches!(unit.body.expr(*value), Expr::Const(_));
                let goes = (name == "join" && is_text) || name == "extend";
                goes.then_some((None, true))
            }
            _ => None,
        },
    }
}

/// Has the block of a loop a `break` for that loop?
fn breaks(unit: &CodeUnit<'_>, block: &Block) -> bool {
    block.iter().any(|it| match unit.body.stmt(*it) {
        Stmt::Break => true,
        Stmt::For { orelse, .. } | Stmt::While { orelse, .. } => breaks(unit, orelse),
        it => {
            let mut found = false;
            it.blocks(|inner| found |= breaks(unit, inner));
            found
        }
    })
}

/// What is known at one point of a run.
#[derive(Clone, Default, PartialEq)]
struct State {
    /// The uses that have used an iterator up, on every way.
    surely: u64,
    /// On some way.
    maybe: u64,
    /// The loops over an iterator that have begun on every way, by use.
    begun: u64,
    /// On some way.
    maybe_begun: u64,
}

struct Watch<'a> {
    unit: &'a CodeUnit<'a>,
    nesting: &'a Nesting,
    uses: &'a [Use],
    /// The indices of a use that came first and of one that came again.
    found: Vec<(usize, usize)>,
    /// By the expression at which a use takes place.
    at: FxHashMap<ExprId, Vec<usize>>,
}

impl<'a> Watch<'a> {
    fn new(unit: &'a CodeUnit<'a>, nesting: &'a Nesting, uses: &'a [Use]) -> Watch<'a> {
        let mut at: FxHashMap<ExprId, Vec<usize>> = FxHashMap::default();
        for (idx, it) in uses.iter().enumerate() {
            at.entry(it.read).or_default().push(idx);
        }
        Watch { unit, nesting, uses, found: Vec::new(), at }
    }

    /// Is asked for again: has it been used up before?
    fn again(&mut self, state: &State, idx: usize) {
        let it = &self.uses[idx];
        for (first, used) in self.uses.iter().enumerate() {
            if used.made != it.made {
                continue;
            }
            let is_sure = state.surely & (1 << first) != 0;
            let in_turns = first == idx && state.maybe & (1 << first) != 0 && self.repeats(it);
            if (is_sure || in_turns) && !self.is_inside_itself(it) {
                self.found.push((first, idx));
                return;
            }
        }
    }

    /// Does a loop around, which does not make the iterator anew, run the use in each of its turns?
    fn repeats(&self, it: &Use) -> bool {
        let body = self.unit.body;
        let (Some(stmt), Some(made)) =
            (self.nesting.stmt_of(body, it.read), self.nesting.stmt_of(body, it.made))
        else {
            return false;
        };
        let own = it.for_stmt;
        let mut inner = stmt;
        while let Some(outer) = self.nesting.around(inner) {
            match body.stmt(outer) {
                Stmt::For { body: block, .. } | Stmt::While { body: block, .. } => {
                    let ends = block.iter().any(|it| {
                        matches!(body.stmt(*it), Stmt::Break | Stmt::Return(_) | Stmt::Raise { .. })
                    });
                    return Some(outer) != own
                        && block.contains(&inner)
                        && !ends
                        && !self.nesting.is_in(made, outer);
                }
                Stmt::With { .. } => inner = outer,
                _ => return false,
            }
        }
        false
    }

    /// Is it in a loop over the same iterator, which then ends too?
    fn is_inside_itself(&self, it: &Use) -> bool {
        let Some(stmt) = self.nesting.stmt_of(self.unit.body, it.read) else { return true };
        self.uses.iter().any(|other| {
            let around = other.for_stmt.filter(|it| *it != stmt);
            other.made == it.made && around.is_some_and(|it| self.nesting.is_in(stmt, it))
        })
    }
}

impl Domain for Watch<'_> {
    type State = State;

    fn join(&mut self, into: &mut State, from: &State) -> bool {
        let before = into.clone();
        into.surely &= from.surely;
        into.maybe |= from.maybe;
        into.begun &= from.begun;
        into.maybe_begun |= from.maybe_begun;
        *into != before
    }

    fn stmt(&mut self, state: &mut State, stmt: StmtId) {
        for (idx, it) in self.uses.iter().enumerate() {
            let bit = 1u64 << idx;
            let Some(around) = it.for_stmt.filter(|_| state.maybe_begun & bit != 0) else {
                continue;
            };
            if stmt == around || !self.nesting.is_in(stmt, around) {
                state.surely |= state.begun & bit;
                state.maybe |= bit;
                state.begun &= !bit;
                state.maybe_begun &= !bit;
            }
        }
    }

    fn expr(&mut self, state: &mut State, expr: ExprId) {
        for (idx, it) in self.uses.iter().enumerate() {
            if it.made == expr {
                let bit = !(1u64 << idx);
                state.surely &= bit;
                state.maybe &= bit;
                state.begun &= bit;
                state.maybe_begun &= bit;
            }
        }
        let Some(here) = self.at.get(&expr).cloned() else { return };
        for idx in here {
            self.again(state, idx);
            let it = &self.uses[idx];
            match it.for_stmt {
                Some(_) if it.uses_up => {
                    state.begun |= 1 << idx;
                    state.maybe_begun |= 1 << idx;
                }
                None if it.uses_up => {
                    state.surely |= 1 << idx;
                    state.maybe |= 1 << idx;
                }
                _ => {}
            }
        }
    }

    fn bind(&mut self, _state: &mut State, _target: Target<'_>, _source: Source<'_>) {}
}

fn tell(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>, first: &Use, again: &Use) {
    // Tests see whether an iterator is used up.
    if cx.is_in_test(unit.range(again.read)) {
        return;
    }
    let name = unit.text(again.read);
    let (message, label) = match first.read == again.read {
        true => (
            format!(
                "`{name}` is used up by the first turn of the loop around, later turns find nothing"
            ),
            "the iterator is made here, outside the loop",
        ),
        false => (
            format!("`{name}` is used up by now: an iterator gives its items once"),
            "the iterator is made here",
        ),
    };
    let mut report =
        cx.report(unit.range(again.read), message).label(unit.range(first.made), label);
    if first.read != again.read {
        report = report.label(unit.range(first.read), "all its items are taken here");
    }
    report.help("make a list of it, or make the iterator anew");
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn gone_through_twice() {
        flags(
            &RULE,
            "import itertools
def stats(xs):
    sq = (x * x for x in xs)
    return sum(sq), max(sq)  # flagged: used up
def rows(f):
    lines = map(str.strip, f)
    n = len(list(lines))
    for x in lines:  # flagged: used up
        print(n, x)
def loops(xs):
    pairs = zip(xs, xs)
    for a, b in pairs:
        print(a, b)
    return [a for a, b in pairs]  # flagged: used up
def gen():
    yield 1
def alias():
    g = gen()
    h = g
    out = [*g]
    out.extend(h)  # flagged: used up
    return out
",
        );
    }

    #[test]
    fn the_inner_of_two_loops() {
        flags(
            &RULE,
            "def pairs(xs, ys):
    inner = map(str, ys)
    for x in xs:
        for y in inner:  # flagged: first turn
            print(x, y)
",
        );
        silent(
            &RULE,
            "def pairs(xs, ys):
    for x in xs:
        inner = map(str, ys)
        for y in inner:
            print(x, y)
    it = iter(xs)
    for a in it:
        for b in it:
            print(a, b)
    rest = iter(ys)
    for x in xs:
        for y in rest:
            if y == x:
                break
",
        );
    }

    #[test]
    fn there_may_be_items_left() {
        silent(
            &RULE,
            "from itertools import islice, tee, count
def rows(f):
    it = iter(f)
    header = next(it)
    for line in it:
        if not line:
            break
    rest = list(it)
    return header, rest, zip(it, it)
def some(xs):
    it = iter(xs)
    return any(it), any(it), list(islice(it, 3)), list(islice(it, 3))
def branches(xs, flag):
    it = map(str, xs)
    if flag:
        return list(it)
    return set(it)
def either(xs, flag):
    it = map(str, xs)
    if flag:
        out = list(it)
    if not flag:
        out = set(it)
    other = map(str, xs)
    if flag:
        for x in other:
            print(x)
    if not flag:
        for x in other:
            print(x)
    return out
def again(xs):
    it = map(str, xs)
    a = list(it)
    it = map(str, xs)
    return a, list(it)
def r(xs):
    r = range(3)
    return sum(r), max(r)
",
        );
    }
}
