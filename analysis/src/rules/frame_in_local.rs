//! A frame in its own local variable.

use crate::cycles::{RingKind, closing, local_of, path, rings_of, tell};
use crate::rule::{CodeUnit, RuleContext};

crate::rule! {
    /// A frame in its own local variable.
    ///
    /// `inspect.currentframe()`, `sys._getframe()` and `inspect.stack()` give the frame that runs. A
    /// local variable that holds it is held by the frame: a ring, and every local waits for the
    /// cycle collector. The frame of a caller makes none.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import inspect
    ///
    ///
    /// def line():
    ///     frame = inspect.currentframe()  # flagged: local variable `frame`
    ///     return frame.f_lineno
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import inspect
    /// import sys
    ///
    ///
    /// def line():
    ///     frame = inspect.currentframe()
    ///     try:
    ///         return frame.f_lineno
    ///     finally:
    ///         del frame
    ///
    ///
    /// def caller():
    ///     frame = sys._getframe(1)
    ///     return frame.f_lineno
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import gc, inspect
    ///
    ///
    /// def line():
    ///     frame = inspect.currentframe()
    ///
    ///
    /// gc.disable()
    /// gc.collect()
    /// line()
    /// print(gc.collect() > 0)  # prints: True
    /// ```
    "frame-in-local",
    code: "RW306", group: Lifetime, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    for ring in rings_of(unit, RingKind::FrameInLocal) {
        let (Some(at), Some(local)) = (closing(unit, ring), local_of(ring)) else { continue };
        let message = format!(
            "the local variable `{local}` keeps its own frame: all locals wait for the cycle \
             collector ({})",
            path(unit, ring)
        );
        tell(cx, unit, ring, at, message, &format!("end with `finally: del {local}`"));
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn the_own_frame() {
        flags(
            &RULE,
            "import inspect, sys
def demo():
    frame = inspect.currentframe()  # flagged: `frame`
    return frame.f_lineno
def other():
    frame = sys._getframe(0)  # flagged: `frame`
    return frame.f_lineno
",
        );
    }

    #[test]
    fn deleted_or_of_a_caller() {
        silent(
            &RULE,
            "import inspect, sys
def demo():
    frame = inspect.currentframe()
    try:
        return frame.f_lineno, caller(), find_caller()
    finally:
        del frame
def caller():
    f = sys._getframe(1)
    return f.f_code.co_name
def find_caller():
    f = inspect.currentframe()
    while f.f_code.co_filename == __file__ and f.f_back:
        f = f.f_back
    return f.f_lineno
def at_once():
    return sys._getframe().f_code.co_name
",
        );
    }
}
