//! A value of a `WeakKeyDictionary` that keeps its key alive.

use rustc_hash::FxHashSet;

use crate::body::{Expr, ExprId, Stmt};
use crate::rule::{CodeUnit, RuleContext};
use crate::shape::{Label, ObjId, Object};
use crate::surroundings::is_test_unit;

crate::rule! {
    /// A value of a `WeakKeyDictionary` that keeps its key alive.
    ///
    /// The dictionary drops an entry when nobody holds the key any more. It holds its values, though,
    /// so a value that leads back to the key holds it for ever: a bound method of the key, a lambda
    /// that uses it, a wrapper around it. The cycle collector cannot help, since the dictionary itself
    /// is alive.
    ///
    /// Store what does not lead to the key, or a weak reference, such as `weakref.WeakMethod`.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import weakref
    ///
    /// handlers = weakref.WeakKeyDictionary()
    ///
    ///
    /// class View:
    ///     def redraw(self): ...
    ///
    ///     def register(self):
    ///         handlers[self] = self.redraw  # flagged: leads back to its key, `self`
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import weakref
    ///
    /// handlers = weakref.WeakKeyDictionary()
    ///
    ///
    /// class View:
    ///     def redraw(self): ...
    ///
    ///     def register(self):
    ///         handlers[self] = weakref.WeakMethod(self.redraw)
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import gc, weakref
    ///
    /// handlers = weakref.WeakKeyDictionary()
    ///
    ///
    /// class View:
    ///     def redraw(self): ...
    ///
    ///
    /// view = View()
    /// handlers[view] = view.redraw
    /// del view
    /// gc.collect()
    /// print(len(handlers))  # prints: 1
    /// ```
    "weak-dict-value-holds-key",
    code: "RW327", group: Lifetime, severity: Error, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if !cx.mentions("WeakKeyDictionary") || is_test_unit(unit) {
        return;
    }
    for (_, it) in unit.body.stmts() {
        let Stmt::Assign { targets, value } = it else { continue };
        for target in targets {
            if let Some(key) = held_key(unit, *target, *value) {
                let key = unit.text(key);
                let message = format!(
                    "the value leads back to its key, `{key}`, and the dictionary holds the value: the \
                     entry never dies"
                );
                cx.report(unit.range(*value), message)
                    .help("store what does not hold the key, or a `weakref.WeakMethod`");
            }
        }
    }
}

/// The key of the entry that is set, if the value holds it.
fn held_key(unit: &CodeUnit<'_>, target: ExprId, value: ExprId) -> Option<ExprId> {
    let Expr::Subscript { value: dict, index } = unit.body.expr(target) else { return None };
    let shape = unit.shape();
    if !shape.class_of_expr(*dict).is("weakref.WeakKeyDictionary") {
        return None;
    }
    let key = shape.value(*index).sole()?;
    let is_of_unit = !matches!(shape.object(key), Object::Const(_) | Object::Global(_));
    let value = shape.value(value).sole()?;
    (is_of_unit && leads_to(unit, value, key)).then_some(*index)
}

/// Does `from` surely hold `to` when the unit ends?
fn leads_to(unit: &CodeUnit<'_>, from: ObjId, to: ObjId) -> bool {
    let shape = unit.shape();
    let Some(end) = &shape.end else { return false };
    let mut seen = FxHashSet::default();
    let mut queue = vec![from];
    while let Some(id) = queue.pop() {
        if id == to {
            return true;
        }
        if !seen.insert(id) {
            continue;
        }
        match shape.object(id) {
            Object::Method { receiver, .. } => queue.push(*receiver),
            Object::Cell(var) => queue.extend(end.vars[var.index()].sole()),
            _ => {}
        }
        let edges = end.heap.from(id).iter();
        let strong = edges.filter(|it| it.must && *shape.label(it.label) != Label::Weak);
        queue.extend(strong.map(|it| it.to));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn methods_closures_and_containers() {
        flags(
            &RULE,
            "import weakref
from functools import partial
CACHE = weakref.WeakKeyDictionary()
class A:
    def m(self): ...
def demo(x):
    a = A()
    CACHE[a] = a.m  # flagged: its key, `a`
    CACHE[x] = lambda: x  # flagged: its key, `x`
    CACHE[x] = [x]  # flagged: leads back
    CACHE[x] = partial(a.m, x)  # flagged: leads back
    return weakref.ref(a)
",
        );
    }

    #[test]
    fn values_that_do_not_hold_the_key() {
        silent(
            &RULE,
            "import weakref
CACHE = weakref.WeakKeyDictionary()
PLAIN = {}
class A:
    def m(self): ...
def demo(x, y):
    a = A()
    CACHE[a] = weakref.WeakMethod(a.m)
    CACHE[a] = repr(a)
    CACHE[x] = y
    CACHE[x] = lambda: y
    CACHE[x] = weakref.ref(x)
    PLAIN[a] = a.m
    return weakref.ref(a)
",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            "
import weakref
CACHE = weakref.WeakKeyDictionary()
class A:
    def m(self): ...
def demo():
    a = A()
    CACHE[a] = weakref.WeakMethod(a.m)
    CACHE[a] = repr(a)
    return weakref.ref(a)
",
        );
    }
}
