//! `weakref.finalize` whose callback holds the object that it waits for.

use crate::body::{Arg, ArgKind, Expr, ExprId};
use crate::holds::{Hold, holds};
use crate::items::{definition_of, path};
use crate::places::last_name;
use crate::rule::{CodeUnit, RuleContext};
use crate::surroundings::is_test_unit;

crate::rule! {
    /// `weakref.finalize` whose callback holds the object that it waits for.
    ///
    /// A finalizer is kept by a registry until its object dies, and the registry keeps the callback
    /// and its arguments. If one of them is the object, or a bound method, lambda or `partial` that
    /// holds it, the object cannot die before the program ends, and the callback does not run.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import weakref
    ///
    /// class Connection:
    ///     def __init__(self):
    ///         self._finalizer = weakref.finalize(self, self.close)  # flagged: never dies
    ///
    ///     def close(self): ...
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import weakref
    ///
    /// def release(number): ...
    ///
    /// class Connection:
    ///     def __init__(self, number):
    ///         self._finalizer = weakref.finalize(self, release, number)
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import gc
    /// import weakref
    ///
    ///
    /// class Connection:
    ///     def __init__(self):
    ///         weakref.finalize(self, self.close).atexit = False
    ///
    ///     def close(self): ...
    ///
    ///
    /// it = weakref.ref(Connection())
    /// gc.collect()
    /// print(it() is None)  # prints: False
    /// ```
    "finalize-holds-referent",
    code: "RW322", group: Lifetime, severity: Error, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if !cx.mentions("finalize") {
        return;
    }
    for (_, func, args) in unit.calls() {
        if last_name(unit.body, func) != Some("finalize") {
            continue;
        }
        let Some((name, at, how)) = held(unit, args) else { continue };
        let definition = definition_of(unit.db, unit.unit, func);
        let is_it = path(unit.db, &definition).is_some_and(|it| it == "weakref.finalize");
        if is_it && !is_test_unit(unit) {
            let message = format!("`{name}` never dies: {}", how.words(name));
            cx.report(unit.range(at), message)
                .label(unit.range(args[0].value), "the finalizer waits for this object")
                .help("pass a function that does not hold the object, and only what it needs");
        }
    }
}

/// The variable of the object, the argument that holds it, and how.
fn held<'a>(unit: &CodeUnit<'a>, args: &[Arg]) -> Option<(&'a str, ExprId, Hold)> {
    let (first, rest) = args.split_first()?;
    let Expr::Name(name) = unit.body.expr(first.value) else { return None };
    let var = unit.body.expr(first.value).local().filter(|_| first.kind == ArgKind::Positional)?;
    let mut found = rest.iter().filter_map(|it| Some((it.value, holds(unit, it.value, var)?)));
    found.next().map(|(at, how)| (unit.body.name_of(name).as_str(), at, how))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn held_by_the_callback() {
        flags(
            &RULE,
            "import weakref
from functools import partial
from weakref import finalize
class Conn:
    def __init__(self):
        self._fin = weakref.finalize(self, self.close)  # flagged: the bound method
        finalize(self, lambda: self.close())  # flagged: the function holds
        finalize(self, partial(self.close, 1))  # flagged: arguments
        finalize(self, print, self)  # flagged: itself
        def later():
            self.close()
        finalize(self, later)  # flagged: which it uses
    def close(self): ...
def watch(thing):
    finalize(thing, lambda: print(thing))  # flagged: `thing` never dies
",
        );
    }

    #[test]
    fn not_held() {
        silent(
            &RULE,
            "import weakref
def release(fd): ...
class Conn:
    def __init__(self, fd=3):
        self.fd = fd
        self.file = open('x')
        self._fin = weakref.finalize(self, release, fd)
        weakref.finalize(self, self.fd)
        weakref.finalize(self, self.file.close)
        weakref.finalize(self, self.stop)
        weakref.finalize(self, self.make)
        weakref.finalize(self, lambda: release(fd))
        weakref.finalize(self, release, weakref.ref(self))
    @staticmethod
    def stop(): ...
    @classmethod
    def make(cls): ...
class Other:
    def finalize(self, a, b): ...
    def f(self):
        self.finalize(self, self)
",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            "
import weakref
def release(fd): ...
class Conn:
    def __init__(self, fd=3):
        self._fin = weakref.finalize(self, release, fd)
def demo():
    return weakref.ref(Conn())
",
        );
    }
}
