//! An iterator made in a loop that is gone through when the loop has gone on.

use crate::body::{BodyScope, Expr, ExprId, ScopeKind, Stmt, StmtId, VarId};
use crate::captures::targets;
use crate::flow::definitions::{DefKind, Definitions};
use crate::keeping::{How, Keepings, Spot};
use crate::lazy::{is_generator, makes_iterator, sources};
use crate::nesting::{Nesting, Place};
use crate::rule::{CodeUnit, RuleContext};

crate::rule! {
    /// An iterator made in a loop reads a variable of the loop after it has changed.
    ///
    /// `filter`, `map` and generator expressions do nothing until they are asked for items, and then
    /// read the variables as they are by then. A chain of filters that a loop builds filters by the
    /// last value again and again, and generators that are gathered in a list all see the last one.
    ///
    /// Make a list in each turn, or hand the value over: a default of the `lambda`, an argument of a
    /// generator function.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def search(lines, words):
    ///     for word in words:
    ///         lines = filter(lambda line: word in line, lines)  # flagged: the last `word`
    ///     return list(lines)
    ///
    ///
    /// def scaled(numbers, factors):
    ///     rows = []
    ///     for factor in factors:
    ///         rows.append(number * factor for number in numbers)  # flagged: the last `factor`
    ///     return [list(row) for row in rows]
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def search(lines, words):
    ///     for word in words:
    ///         lines = list(filter(lambda line: word in line, lines))
    ///     return lines
    ///
    ///
    /// def scaled(numbers, factors):
    ///     rows = []
    ///     for factor in factors:
    ///         rows.append(sum(number * factor for number in numbers))
    ///     return rows
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// numbers = range(1, 13)
    /// for divisor in (2, 3):
    ///     numbers = filter(lambda n: n % divisor == 0, numbers)
    /// print(list(numbers))  # prints: [3, 6, 9, 12]
    /// ```
    "lazy-iterator-capture",
    code: "RW402", group: Closures, severity: Error, fix: None, since: "0.1.0",
    noqa: ["W0640"],
    look: Units => check,
}

/// An iterator that reads variables later.
struct Lazy {
    expr: ExprId,
    captured: Vec<VarId>,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    let is_candidate = |it: &crate::body::Scope| match it.kind {
        ScopeKind::Comp { .. } => it.is_generator,
        ScopeKind::Lambda => true,
        _ => false,
    };
    let has_loop = || {
        let is_loop = |it: &Stmt| matches!(it, Stmt::For { .. } | Stmt::While { .. });
        unit.body.stmts.iter().any(is_loop) || unit.body.scopes.iter().any(|it| it.is_comp())
    };
    if !unit.body.scopes.iter().any(is_candidate) || !has_loop() {
        return;
    }
    let nesting = unit.nesting();
    for lazy in lazies(unit, nesting) {
        let found = in_comprehension(unit, nesting, &lazy)
            .or_else(|| in_chain(unit, nesting, &lazy))
            .or_else(|| gathered(unit, nesting, &lazy));
        if let Some((var, at, why)) = found {
            tell(cx, unit, &lazy, var, at, why);
        }
    }
}

/// The generator expressions and `map`s of functions with the variables that they read later.
fn lazies(unit: &CodeUnit<'_>, nesting: &Nesting) -> Vec<Lazy> {
    let body = unit.body;
    let mut lazies = Vec::new();
    for (scope_id, scope) in body.scopes() {
        let is_lambda = matches!(scope.kind, ScopeKind::Lambda);
        let is_generator = scope.is_comp() && scope.is_generator;
        if !(is_lambda || is_generator) {
            continue;
        }
        let Some(maker) = nesting.maker(scope_id) else { continue };
        let expr = match is_lambda {
            true => match nesting.place(maker) {
                Place::Expr(call) if makes_iterator(unit, call) => call,
                _ => continue,
            },
            false => maker,
        };
        let mut captured = crate::captures::captured(unit, nesting, scope_id);
        if !is_lambda {
            captured.retain(|it| is_read_later(unit, nesting, scope_id, *it));
        }
        if !captured.is_empty() {
            lazies.push(Lazy { expr, captured });
        }
    }
    lazies
}

/// Does the generator expression `scope` read `var` in its turns, not only for its first iterable?
fn is_read_later(unit: &CodeUnit<'_>, nesting: &Nesting, scope: BodyScope, var: VarId) -> bool {
    let ScopeKind::Comp { clauses, .. } = &unit.body.scope(scope).kind else { return false };
    let first = clauses.first().map(|it| it.iter);
    let mut reads = unit.body.exprs().filter(|it| it.1.local() == Some(var)).map(|it| it.0);
    reads.any(|read| {
        let mut expr = read;
        loop {
            if Some(expr) == first {
                return false;
            }
            match nesting.place(expr) {
                Place::Expr(it) => expr = it,
                Place::Result(it) | Place::Clause(it) if it == scope => return true,
                Place::Result(it) | Place::Clause(it) => match nesting.maker(it) {
                    Some(maker) => expr = maker,
                    None => return false,
                },
                _ => return false,
            }
        }
    })
}

type Found = Option<(VarId, Spot, &'static str)>;

/// `[(x * k for x in xs) for k in ks]`.
fn in_comprehension(unit: &CodeUnit<'_>, nesting: &Nesting, lazy: &Lazy) -> Found {
    let body = unit.body;
    let var = lazy.captured.iter().copied().find(|it| {
        let scope = body.scope(body.var(*it).scope);
        let ScopeKind::Comp { clauses, .. } = &scope.kind else { return false };
        clauses.iter().any(|clause| targets(unit, clause.target).contains(it))
    })?;
    let comp = nesting.maker(body.var(var).scope)?;
    let keepings = Keepings::of_expr(unit, nesting, lazy.expr, true);
    let is_element = keepings.iter().any(|it| it.how == How::Element && it.at == Spot::Expr(comp));
    let gathers = !is_generator(unit, comp) || is_element;
    (is_element && gathers).then_some((var, Spot::Expr(comp), "the comprehension gathers them"))
}

/// `lines = filter(.., lines)` in a loop: the iterator of the turn before is inside.
fn in_chain(unit: &CodeUnit<'_>, nesting: &Nesting, lazy: &Lazy) -> Found {
    let Place::Stmt(stmt) = nesting.place(lazy.expr) else { return None };
    if !matches!(unit.body.stmt(stmt), Stmt::Assign { value, .. } if *value == lazy.expr) {
        return None;
    }
    let (var, _) = changed_in_loop(unit, nesting, lazy, stmt)?;
    let defs = unit.definitions();
    let mut rest = sources(unit, lazy.expr);
    let mut seen: Vec<ExprId> = Vec::new();
    while let Some(expr) = rest.pop() {
        if seen.contains(&expr) || seen.len() > 32 {
            continue;
        }
        seen.push(expr);
        for value in values(defs, expr) {
            if value == lazy.expr {
                let why = "it goes through the iterator of the turn before";
                return Some((var, Spot::Expr(expr), why));
            }
            if makes_iterator(unit, value) {
                rest.extend(sources(unit, value));
            }
        }
    }
    None
}

fn values(defs: &Definitions, expr: ExprId) -> Vec<ExprId> {
    let kinds = defs.reaching(expr).iter().map(|it| defs.def(*it).kind);
    kinds
        .filter_map(|it| match it {
            DefKind::Value(it) => Some(it),
            _ => None,
        })
        .collect()
}

/// `rows.append(x * k for x in xs)` in a loop.
fn gathered(unit: &CodeUnit<'_>, nesting: &Nesting, lazy: &Lazy) -> Found {
    let stmt = nesting.stmt_of(unit.body, lazy.expr)?;
    let (var, around) = changed_in_loop(unit, nesting, lazy, stmt)?;
    let keepings = Keepings::of_expr(unit, nesting, lazy.expr, true);
    let kept = keepings.into_iter().find(|it| {
        let outlives = match it.holder {
            Some(holder) => !Keepings::births(unit, nesting, holder)
                .iter()
                .any(|it| nesting.is_in(*it, around) && *it != around),
            None => false,
        };
        it.how == How::Item && outlives && !leaves(unit, nesting, stmt, around)
    })?;
    Some((var, kept.at, "it is kept here for later"))
}

/// A captured variable that a loop around `stmt` changes in each turn, and the loop.
fn changed_in_loop(
    unit: &CodeUnit<'_>,
    nesting: &Nesting,
    lazy: &Lazy,
    stmt: StmtId,
) -> Option<(VarId, StmtId)> {
    let loops = nesting.loops(unit.body, stmt);
    loops.into_iter().find_map(|around| {
        let var = lazy.captured.iter().find(|it| changes(unit, nesting, **it, around))?;
        Some((*var, around))
    })
}

fn changes(unit: &CodeUnit<'_>, nesting: &Nesting, var: VarId, around: StmtId) -> bool {
    if let Stmt::For { target, .. } = unit.body.stmt(around)
        && targets(unit, *target).contains(&var)
    {
        return true;
    }
    let defs = unit.definitions();
    defs.defs().any(|(_, def)| match def.kind {
        DefKind::Value(it) | DefKind::ItemOf(it) | DefKind::PartOf(it) if def.var == var => {
            let is_const = matches!(unit.body.expr(it), Expr::Const(_));
            let stmt = nesting.stmt_of(unit.body, it);
            !is_const && stmt.is_some_and(|it| nesting.is_in(it, around) && it != around)
        }
        _ => false,
    })
}

/// Does the block of `stmt` leave the loop behind it?
fn leaves(unit: &CodeUnit<'_>, nesting: &Nesting, stmt: StmtId, around: StmtId) -> bool {
    let mut inner = stmt;
    while let Some(outer) = nesting.around(inner).filter(|_| inner != around) {
        let mut ends = false;
        unit.body.stmt(outer).blocks(|block| {
            let is_exit = |it: &StmtId| {
                let stmt = unit.body.stmt(*it);
                matches!(stmt, Stmt::Break | Stmt::Return(_) | Stmt::Raise { .. })
            };
            ends |= block.contains(&inner) && block.iter().any(is_exit);
        });
        if ends {
            return true;
        }
        inner = outer;
    }
    false
}

fn tell(
    cx: &mut RuleContext<'_>,
    unit: &CodeUnit<'_>,
    lazy: &Lazy,
    var: VarId,
    at: Spot,
    why: &str,
) {
    let name = &unit.body.var(var).name;
    let message = format!(
        "this iterator is gone through when the loop has gone on, and then reads the last `{name}`, \
         not that of its own turn"
    );
    let place = match at {
        Spot::Expr(it) => unit.range(it),
        Spot::Stmt(it) => unit.stmt_range(it),
    };
    cx.report(unit.range(lazy.expr), message)
        .label(place, why)
        .help(format!("make a list in each turn, or bind `{name}` when the function is made"));
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn chains_and_gathered_generators() {
        flags(
            &RULE,
            "import itertools
def search(lines, words):
    for w in words:
        lines = filter(lambda l: w in l, lines)  # flagged: last `w`
    return list(lines)
def gens(xs, ks):
    out = []
    for k in ks:
        out.append(x * k for x in xs)  # flagged: last `k`
    return [list(g) for g in out]
def through(lines, words):
    for w in words:
        lines = (l for l in lines if w in l)  # flagged: last `w`
        lines = map(str.strip, lines)
    return lines
def table(xs, ks):
    return [(x * k for x in xs) for k in ks]  # flagged: last `k`
",
        );
    }

    #[test]
    fn gone_through_in_the_turn() {
        silent(
            &RULE,
            "def search(lines, words):
    for w in words:
        lines = list(filter(lambda l: w in l, lines))
    return lines
def sums(xs, ks):
    out = []
    for k in ks:
        out.append(sum(x * k for x in xs))
    return out
def first(xs, ks):
    for k in ks:
        found = filter(lambda x: x == k, xs)
        for x in found:
            print(x)
    return [sum(x * k for x in xs) for k in ks]
def only_the_first_iterable(ks):
    return [(x for x in k) for k in ks]
def one(lines, words):
    for w in words:
        if w:
            lines = filter(lambda l: w in l, lines)
            break
    return lines
def fresh(xs, ks):
    for k in ks:
        out = []
        out.append(x * k for x in xs)
        use(out)
",
        );
    }
}
