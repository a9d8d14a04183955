//! A copy to compare with later that is no copy.

use crate::body::{CompareOp, Expr, ExprId, Stmt};
use crate::flow::definitions::DefKind;
use crate::mutation::changes;
use crate::paths::{Path, path};
use crate::rule::{CodeUnit, RuleContext};

crate::rule! {
    /// A copy to compare with later that is only another name.
    ///
    /// `before = self.items` copies nothing: it is a second name for the list. When the list is
    /// changed in place, both names show the change; comparing them says "nothing changed" for
    /// ever, and putting `before` back puts the changed list back.
    ///
    /// Take a copy: `before = list(self.items)`.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Model:
    ///     def add(self, item):
    ///         before = self.items
    ///         self.items.append(item)
    ///         if before != self.items:  # flagged: `before` is `self.items`
    ///             self.notify()
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Model:
    ///     def add(self, item):
    ///         before = list(self.items)
    ///         self.items.append(item)
    ///         if before != self.items:
    ///             self.notify()
    ///
    ///     def set(self, item):
    ///         before = self.items
    ///         self.items = self.items + [item]
    ///         return before != self.items
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// items = []
    /// before = items
    /// items.append(1)
    /// print(before != items)  # prints: False
    /// ```
    "snapshot-is-alias",
    code: "RW210", group: Aliasing, severity: Error, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

/// A second name and what it is compared with or put back over.
struct Pair {
    at: ExprId,
    name: ExprId,
    original: ExprId,
    is_restored: bool,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    let candidates = pairs(unit);
    if candidates.is_empty() {
        return;
    }
    let nesting = unit.nesting();
    let changes = changes(unit.body, nesting);
    for pair in candidates {
        let Some(same) = path(unit, pair.original) else { continue };
        if path(unit, pair.name).as_ref() != Some(&same) {
            continue;
        }
        let Some(DefKind::Value(taken)) = unit.definitions().sole(pair.name) else { continue };
        let is_between = |it: ExprId| taken < it && it < pair.at;
        // `a = self.a; a[0] = 1; self.a = a` stores the change, it does not take it back.
        let is_by_name = |it| unit.body.expr(it).local() == unit.body.expr(pair.name).local();
        let change = changes.iter().find(|it| {
            is_between(it.1) && !is_by_name(it.0) && path(unit, it.0).as_ref() == Some(&same)
        });
        let Some((_, change)) = change else { continue };
        if is_bound_anew(unit, &same, &pair) || may_be_bound_by_others(unit, &same, taken, &pair) {
            continue;
        }
        if cx.is_in_test(unit.range(pair.at)) {
            continue;
        }
        let (name, original) = (unit.text(pair.name), unit.text(pair.original));
        let what = match pair.is_restored {
            true => "so what is put back is the changed object",
            false => "so the comparison says that nothing changed",
        };
        let message = format!("`{name}` is `{original}` itself, not a copy of what it was, {what}");
        cx.report(unit.range(pair.at), message)
            .label(unit.range(taken), "a second name for the same object")
            .label(unit.range(*change), "changed in place")
            .help("take a copy before the change");
    }
}

fn pairs(unit: &CodeUnit<'_>) -> Vec<Pair> {
    let body = unit.body;
    let mut found = Vec::new();
    for (at, expr) in body.exprs() {
        let Expr::Compare { left, rest } = expr else { continue };
        let [(CompareOp::Eq | CompareOp::NotEq, right)] = rest[..] else { continue };
        for (name, original) in [(*left, right), (right, *left)] {
            if is_second_name(unit, name, original) {
                found.push(Pair { at, name, original, is_restored: false });
                break;
            }
        }
    }
    for (_, stmt) in body.stmts() {
        let Stmt::Assign { targets, value } = stmt else { continue };
        let [target] = targets[..] else { continue };
        let is_attribute = matches!(body.expr(target), Expr::Attr { .. });
        if is_attribute && is_second_name(unit, *value, target) {
            found.push(Pair { at: target, name: *value, original: target, is_restored: true });
        }
    }
    found
}

/// Is `name` a variable, and `original` another one or an attribute?
fn is_second_name(unit: &CodeUnit<'_>, name: ExprId, original: ExprId) -> bool {
    let body = unit.body;
    let Some(var) = body.expr(name).local() else { return false };
    let is_other = match body.expr(original) {
        Expr::Attr { .. } => true,
        it => it.local().is_some_and(|it| it != var),
    };
    is_other && {
        let value = match unit.definitions().sole(name) {
            Some(DefKind::Value(it)) => it,
            _ => return false,
        };
        match (body.expr(value), body.expr(original)) {
            (Expr::Attr { name: a, .. }, Expr::Attr { name: b, .. }) => a == b,
            (a, b) => a.local().is_some() && a.local() == b.local(),
        }
    }
}

/// Is the attribute bound to something else anywhere in the code?
fn is_bound_anew(unit: &CodeUnit<'_>, same: &Path, pair: &Pair) -> bool {
    let Path::Attr(_, attribute) = same else { return false };
    let binds = |it: ExprId| {
        let is_it = matches!(unit.body.expr(it), Expr::Attr { name, .. } if name == attribute);
        is_it && it != pair.at
    };
    unit.body.stmts.iter().any(|it| match it {
        Stmt::Assign { targets, .. } => targets.iter().any(|it| is_target(unit, *it, &binds)),
        Stmt::AugAssign { target, .. } | Stmt::AnnAssign { target, .. } => binds(*target),
        Stmt::Delete(targets) => targets.iter().any(|it| binds(*it)),
        Stmt::For { target, .. } => is_target(unit, *target, &binds),
        _ => false,
    })
}

fn is_target(unit: &CodeUnit<'_>, target: ExprId, binds: &impl Fn(ExprId) -> bool) -> bool {
    match unit.body.expr(target) {
        Expr::Tuple(it) | Expr::List(it) => it.iter().any(|it| binds(*it)),
        _ => binds(target),
    }
}

/// Does the object that has the attribute go to other code, which may bind it?
fn may_be_bound_by_others(unit: &CodeUnit<'_>, same: &Path, taken: ExprId, pair: &Pair) -> bool {
    let Path::Attr(owner, _) = same else { return false };
    let is_owner = |it: ExprId| path(unit, it).as_ref() == Some(&**owner);
    unit.calls().filter(|it| taken < it.0 && it.0 < pair.at).any(|(_, func, args)| {
        let is_method = match unit.body.expr(func) {
            Expr::Attr { value, .. } => is_owner(*value),
            _ => false,
        };
        is_method || args.iter().any(|it| is_owner(it.value))
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn second_names() {
        flags(
            &RULE,
            "import os
class M:
    def add(self, x):
        before = self.items
        self.items.append(x)
        if before != self.items:  # flagged: `before` is `self.items`
            self.notify()
    def put(self, x):
        old = self.table
        self.table[x] = 1
        run()
        self.table = old  # flagged: put back
def f(items):
    before = items
    items.sort()
    return before == items  # flagged: `before` is `items`
",
        );
    }

    #[test]
    fn copies_and_new_objects() {
        silent(
            &RULE,
            "class M:
    def add(self, x):
        before = self.items
        self.items = self.items + [x]
        if before != self.items:
            self.notify()
    def add2(self, x):
        before = list(self.items)
        self.items.append(x)
        return before != self.items
    def add3(self, x):
        before = self.items
        self.items.append(x)
        self.reload()
        return before != self.items
    def swap(self, x):
        old = self.table
        self.table = {}
        self.table[x] = 1
        self.table = old
    def store(self, x):
        table = self.table
        table[x] = 1
        self.table = table
    def unchanged(self):
        before = self.items
        run()
        return before == self.items
",
        );
    }
}
