//! An object with `__del__` on a reference cycle.

use crate::cycles::{RingKind, closing, path, rings_of, tell};
use crate::rule::{CodeUnit, RuleContext};

crate::rule! {
    /// An object with `__del__` on a reference cycle.
    ///
    /// `__del__` runs when the object dies, and on a ring of references that is when the cycle
    /// collector happens to come by: late, in whatever thread allocates just then, and in no
    /// particular order with the other objects of the ring.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Connection:
    ///     def __init__(self):
    ///         self.on_error = self.close  # flagged: `__del__`
    ///
    ///     def close(self): ...
    ///
    ///     def __del__(self):
    ///         self.close()
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Connection:
    ///     def __init__(self, handle):
    ///         self.handle = handle
    ///
    ///     def close(self): ...
    ///
    ///     def __del__(self):
    ///         self.close()
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import gc
    ///
    ///
    /// class Connection:
    ///     def __init__(self):
    ///         self.on_error = self.close
    ///
    ///     def close(self): ...
    ///
    ///     def __del__(self):
    ///         print("closed")
    ///
    ///
    /// gc.disable()
    /// Connection()
    /// print("still open")  # prints: still open
    /// gc.collect()  # prints: closed
    /// ```
    "del-in-cycle",
    code: "RW313", group: Lifetime, severity: Error, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    for ring in rings_of(unit, RingKind::WithFinalizer) {
        let Some(at) = closing(unit, ring) else { continue };
        let message = format!(
            "an object with `__del__` is on a reference cycle, so that it runs late and in no \
             order: {}",
            path(unit, ring)
        );
        let help = "break the ring, or use `weakref.finalize` or a context manager to clean up";
        tell(cx, unit, ring, at, message, help);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn a_method_on_an_object_that_cleans_up() {
        flags(
            &RULE,
            "class Conn:
    def __init__(self):
        self.cb = self.close  # flagged: self.cb
    def close(self): ...
    def __del__(self):
        self.close()
def demo():
    Conn()
",
        );
    }

    #[test]
    fn no_ring_no_finding() {
        silent(
            &RULE,
            "import weakref
class Conn:
    def __init__(self, fd):
        self.fd = fd
        self._fin = weakref.finalize(self, print, 'closed', end='', file=None) if fd < 0 else None
    def __del__(self): ...
class View:
    def __init__(self):
        self.cb = self.close
    def close(self): ...
def demo():
    Conn(3)
",
        );
    }
}
