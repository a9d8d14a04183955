//! An object that keeps a callable which keeps the object.

use crate::cycles::{RingKind, closing, path, rings_of, tell, tell_possible};
use crate::rule::{CodeUnit, RuleContext};

crate::rule! {
    /// An object that keeps a callable which keeps the object.
    ///
    /// A bound method holds its object, a lambda or inner function holds the variables that it
    /// uses, `partial` holds its function and arguments. Stored on the object itself, each makes a
    /// ring that reference counting never frees.
    ///
    /// Where the callable is handed to another object, and only the classes say that this one may be
    /// kept in turn, that is told as a hint.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class View:
    ///     def __init__(self):
    ///         self.on_click = lambda: self.redraw()  # flagged: self.on_click → <lambda> → self
    ///         self.table = {"r": self.redraw}  # flagged: bound method self.redraw
    ///
    ///     def redraw(self): ...
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import weakref
    ///
    ///
    /// class View:
    ///     TABLE = {"r": "redraw"}
    ///
    ///     def __init__(self, n):
    ///         self.size = lambda: n * 2
    ///         self.on_click = weakref.WeakMethod(self.redraw)
    ///
    ///     def redraw(self):
    ///         show = lambda: self.size
    ///         return show()
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import gc
    ///
    ///
    /// class View:
    ///     def __init__(self):
    ///         self.on_click = self.redraw
    ///
    ///     def redraw(self): ...
    ///
    ///
    /// gc.disable()
    /// gc.collect()
    /// View()
    /// print(gc.collect() > 0)  # prints: True
    /// ```
    "self-callback-cycle",
    code: "RW307", group: Lifetime, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

const HELP: &str = "keep a `weakref.WeakMethod`, or look the method up when it is called";

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    for ring in rings_of(unit, RingKind::Callback) {
        let Some(at) = closing(unit, ring) else { continue };
        let message = format!(
            "the object keeps a callable that keeps the object; only the cycle collector frees \
             them: {}",
            path(unit, ring)
        );
        tell(cx, unit, ring, at, message, HELP);
    }
    let message = "the object may keep a callable that keeps the object; only the cycle collector frees such rings";
    tell_possible(cx, unit, RingKind::Callback, message, HELP);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn lambdas_methods_and_partials() {
        flags(
            &RULE,
            "from functools import partial
class View:
    def __init__(self):
        self.on_click = lambda: self.redraw()  # flagged: <lambda>
        self.table = {'r': self.redraw}  # flagged: bound method
        self.later = partial(self.redraw)  # flagged: partial
    def redraw(self): ...
def demo():
    View()
",
        );
    }

    #[test]
    fn callables_that_do_not_hold_the_object() {
        silent(
            &RULE,
            "import weakref
class View:
    TABLE = {'r': 'redraw'}
    def __init__(self, n):
        self.n = n
        self.size = lambda: n * 2
        self.on_click = weakref.WeakMethod(self.redraw)
    def redraw(self):
        cb = lambda: self.n
        return cb()
def demo():
    View(3).redraw()
",
        );
    }

    #[test]
    fn taken_back() {
        silent(
            &RULE,
            "class View:
    def run(self):
        self.cb = self.redraw
        try:
            go()
        finally:
            self.cb = None
    def redraw(self): ...
",
        );
    }
}
