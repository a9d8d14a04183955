//! A class that each call of a function makes anew.

use crate::body::{Body, BodyScope, Expr, Stmt, VarRef};
use crate::rule::{CodeUnit, RuleContext};
use crate::surroundings::is_test_unit;

crate::rule! {
    /// A class that each call of a function makes anew.
    ///
    /// A class is always part of rings: its `__mro__` holds it, and so do the descriptors in its
    /// `__dict__`. Each call leaves one behind for the cycle collector, and makes the interpreter
    /// forget what it has learned about attributes.
    ///
    /// A function that returns the class is taken for a factory of classes.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def make(value):
    ///     class Box:  # flagged: each call
    ///         content = value
    ///
    ///     return Box()
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Box:
    ///     def __init__(self, value):
    ///         self.content = value
    ///
    /// def make(value):
    ///     return Box(value)
    ///
    /// def factory(name):
    ///     class Named:
    ///         title = name
    ///
    ///     return Named
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import gc
    ///
    /// def make():
    ///     class Box: ...
    ///     return Box()
    ///
    /// gc.disable()
    /// gc.collect()
    /// make()
    /// print(gc.collect() > 0)  # prints: True
    /// ```
    "class-in-function",
    code: "RW312", group: Lifetime, severity: Hint, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    let body = unit.body;
    for (scope, it) in body.scopes() {
        let Some(parent) = it.parent.filter(|_| it.is_class()) else { continue };
        let function = body.scope(parent);
        // A decorated function may run once: `functools.cache`, `pytest.fixture`.
        if !function.is_function() || !function.decorators.is_empty() {
            continue;
        }
        if is_given_away(body, scope) || is_test_unit(unit) {
            continue;
        }
        let message = format!(
            "each call of `{}` makes the class `{}` anew, and leaves it to the cycle collector",
            function.name, it.name
        );
        cx.report(unit.scope_range(scope), message).help("make the class once, outside");
    }
}

/// Is the class itself used for anything but calling it? Then it is what the function is for.
fn is_given_away(body: &Body, scope: BodyScope) -> bool {
    let bound = body.stmts.iter().find_map(|it| match it {
        Stmt::ClassDef { scope: it, var: VarRef::Local(var) } if *it == scope => Some(*var),
        _ => None,
    });
    let Some(bound) = bound else { return true };
    let is_it = |it: &Expr| it.local() == Some(bound);
    let n_calls = body.exprs.iter().filter(|it| match it {
        Expr::Call { func, .. } => is_it(body.expr(*func)),
        _ => false,
    });
    body.exprs.iter().filter(|it| is_it(it)).count() > n_calls.count()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn made_by_each_call() {
        flags(
            &RULE,
            "def make(value):
    class Box:  # flagged: `Box`
        v = value
    return Box()
class A:
    def f(self):
        class Inner:  # flagged: each call of `f`
            class Innermost: ...
        return Inner(), Inner()
",
        );
    }

    #[test]
    fn once_or_a_factory() {
        silent(
            &RULE,
            "from functools import cache
class Box:
    class Inner: ...
def factory(value):
    class Named:
        v = value
    return Named
def register(to):
    class Handler: ...
    to.add(Handler)
@cache
def once():
    class Box: ...
    return Box()
",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            "
class Box:
    def __init__(self, value):
        self.v = value
def make(value):
    return Box(value)
def demo():
    make(1)
",
        );
    }
}
