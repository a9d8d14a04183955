//! `a = b = []`, and both are filled.

use crate::body::{Expr, ExprId, Stmt, VarId};
use crate::classes::instance_attributes;
use crate::flow::definitions::DefKind;
use crate::inplace::{Change, attribute_changes, attribute_of_first, changes, new_container};
use crate::items::class_around;
use crate::rule::{CodeUnit, RuleContext};

crate::rule! {
    /// `a = b = []`, and both are filled.
    ///
    /// A chained assignment evaluates its right side once and binds each target to that one object.
    /// With numbers, strings and `None` that does no harm. With a list, dict or set, what is put in by
    /// one name is there by the other.
    ///
    /// It is told only where the object is changed by both names and neither is ever bound to
    /// something else: then they were meant to be two.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def split(numbers):
    ///     odd = even = []  # flagged: `odd` and `even` are one list
    ///     for n in numbers:
    ///         (odd if n % 2 else even).append(n)
    ///     return odd, even
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Queue:
    ///     def __init__(self):
    ///         self._items = items = []
    ///         items.append(1)
    ///         self.first = self.last = None
    ///
    ///
    /// def nested(path):
    ///     root = node = {}
    ///     for name in path:
    ///         node[name] = node = {}
    ///     return root
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// odd = even = []
    /// odd.append(1)
    /// print(even)  # prints: [1]
    /// ```
    "chained-assignment-alias",
    code: "RW209", group: Aliasing, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    let chained = unit.body.stmts().filter_map(|(_, it)| match it {
        Stmt::Assign { targets, value } if targets.len() > 1 => Some((&targets[..], *value)),
        _ => None,
    });
    for (targets, value) in chained {
        let Some(class) = new_container(unit.db, unit.unit, value) else { continue };
        let Some((places, at)) =
            by_names(unit, targets, value).or_else(|| by_attributes(unit, targets))
        else {
            continue;
        };
        let range = unit.range(targets[0]).cover(unit.range(value));
        let mut report = cx
            .report(
                range,
                format!("`{}` and `{}` are one {class}, and both are filled", places[0], places[1]),
            )
            .help("give each its own, in two statements");
        for (place, at) in places.iter().zip(at) {
            report = report.label(unit.range(at), format!("changed by `{place}`"));
        }
    }
}

type Places = ([String; 2], Vec<ExprId>);

/// Two variables that are bound here alone, and by each of which the object is changed.
fn by_names(unit: &CodeUnit<'_>, targets: &[ExprId], value: ExprId) -> Option<Places> {
    let vars: Vec<VarId> = targets.iter().filter_map(|it| unit.body.expr(*it).local()).collect();
    if vars.len() < 2 || !vars.iter().all(|it| is_bound_once(unit, *it, value)) {
        return None;
    }
    let all = changes(unit.body);
    let changed: Vec<(VarId, ExprId)> = vars
        .iter()
        .filter_map(|var| {
            let it = all.iter().find(|it| it.how.fills() && is_by(unit, it, *var))?;
            Some((*var, it.at))
        })
        .collect();
    let [(a, at_a), (b, at_b), ..] = changed[..] else { return None };
    // By one statement alone, both names at once: `(a if .. else b).append()` is what it is about.
    let name = |it: VarId| unit.body.var(it).name.to_string();
    let at = if at_a == at_b { Vec::new() } else { vec![at_a, at_b] };
    (a != b).then(|| ([name(a), name(b)], at))
}

fn is_bound_once(unit: &CodeUnit<'_>, var: VarId, value: ExprId) -> bool {
    let defs = unit.definitions();
    !unit.body.var(var).is_bound_inside
        && defs.defs().filter(|it| it.1.var == var).all(|it| match it.1.kind {
            DefKind::Unbound | DefKind::Augmented(_) => true,
            kind => kind == DefKind::Value(value),
        })
}

fn is_by(unit: &CodeUnit<'_>, change: &Change, var: VarId) -> bool {
    match unit.body.expr(change.object) {
        Expr::If { then, orelse, .. } => {
            [then, orelse].iter().any(|it| unit.body.expr(**it).local() == Some(var))
        }
        it => it.local() == Some(var),
    }
}

/// Two attributes of `self` that are assigned here alone, and by each of which a method of the class
/// changes the object.
fn by_attributes(unit: &CodeUnit<'_>, targets: &[ExprId]) -> Option<Places> {
    let names: Vec<_> =
        targets.iter().filter_map(|it| attribute_of_first(unit.body, *it)).collect();
    if names.len() < 2 {
        return None;
    }
    let class = class_around(unit.db, unit.unit)?;
    let attributes = instance_attributes(unit.db, class);
    let is_alone = |name: &&_| attributes.sites.get(*name).is_some_and(|it| it.len() == 1);
    if attributes.is_open || !names.iter().all(is_alone) {
        return None;
    }
    let all = attribute_changes(unit.db, class);
    let is_filled = |name: &str| all.iter().any(|it| it.name == name && it.change.how.fills());
    let mut filled = names.into_iter().filter(|it| is_filled(it)).map(|it| format!("self.{it}"));
    Some(([filled.next()?, filled.next()?], Vec::new()))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn two_that_are_filled() {
        flags(
            &RULE,
            "from collections import defaultdict
def split(xs):
    odd = even = []  # flagged: one list
    for x in xs:
        (odd if x % 2 else even).append(x)
    return odd, even
def count(xs):
    a = b = defaultdict(int)  # flagged: one defaultdict
    for x in xs:
        a[x] += 1
        b[x * 2] += 1
class C:
    def __init__(self):
        self.a = self.b = {}  # flagged: `self.a` and `self.b`
    def f(self, x):
        self.a[x] = 1
    def g(self, x):
        self.b[x] = 1
",
        );
    }

    #[test]
    fn meant_to_be_one() {
        silent(
            &RULE,
            "class A:
    def __init__(self):
        self._items = items = []
        items.append(1)
        self._items.append(2)
        self.x = self.y = 0
        self.head = self.tail = None
        self.a = self.b = []
        self.a.append(1)
    def reset(self):
        self.b = []
        self.b.append(1)
def trie(path):
    root = node = {}
    root['x'] = 1
    for name in path:
        node[name] = node = {}
    return root
def read():
    a = b = []
    a.append(1)
    return b
",
        );
    }
}
