//! A caught exception in a local variable that outlives its handler.

use crate::cycles::{RingKind, closing, local_of, path, rings_of, tell};
use crate::rule::{CodeUnit, RuleContext};

crate::rule! {
    /// A caught exception in a local variable that outlives its handler.
    ///
    /// An exception holds its traceback, the traceback the frames that it went through, a frame its
    /// local variables. A variable of the same function that still holds the exception when the
    /// function ends closes the ring, and every local of the frame waits for the cycle collector.
    /// Python deletes the name behind `as` for this reason; a copy of it is not deleted.
    ///
    /// A variable that holds what the function raises closes the ring as well: that is told as a hint.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def retry(action):
    ///     last = None
    ///     for _ in range(3):
    ///         try:
    ///             return action()
    ///         except OSError as error:
    ///             last = error  # flagged: local variable `last`
    ///     return str(last)
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def retry(action):
    ///     last = None
    ///     try:
    ///         for _ in range(3):
    ///             try:
    ///                 return action()
    ///             except OSError as error:
    ///                 last = error
    ///         raise last
    ///     finally:
    ///         del last
    ///
    ///
    /// def message(action):
    ///     try:
    ///         action()
    ///     except OSError as error:
    ///         text = str(error)
    ///     return text
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import gc
    ///
    ///
    /// def demo():
    ///     try:
    ///         raise OSError("x")
    ///     except OSError as error:
    ///         last = error
    ///
    ///
    /// gc.disable()
    /// gc.collect()
    /// demo()
    /// print(gc.collect() > 0)  # prints: True
    /// ```
    "exception-stored-cycle",
    code: "RW301", group: Lifetime, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    for ring in rings_of(unit, RingKind::ExceptionInLocal) {
        let (Some(at), Some(local)) = (closing(unit, ring), local_of(ring)) else { continue };
        let message = format!(
            "the local variable `{local}` keeps the exception, whose traceback keeps this frame: \
             all locals wait for the cycle collector ({})",
            path(unit, ring)
        );
        let help = format!(
            "end with `finally: del {local}`, or keep `error.with_traceback(None)` or its text"
        );
        tell(cx, unit, ring, at, message, &help);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn a_copy_of_the_name() {
        flags(
            &RULE,
            "def demo(attempts=2):
    last = None
    for _ in range(attempts):
        try:
            raise OSError('x')
        except OSError as e:
            last = e  # flagged: `last`
    return str(last)
",
        );
    }

    #[test]
    fn a_list_of_exceptions() {
        flags(
            &RULE,
            "def demo(actions):
    errors = []
    for action in actions:
        try:
            action()
        except OSError as e:
            errors.append(e)  # flagged: `errors`
    return len(errors)
",
        );
    }

    #[test]
    fn without_traceback_or_deleted() {
        silent(
            &RULE,
            "def demo(attempts=2):
    last = msg = None
    for _ in range(attempts):
        try:
            raise OSError('x')
        except OSError as e:
            msg = str(e)
            last = e.with_traceback(None)
    try:
        return msg, str(last)
    finally:
        del last
def rest():
    try:
        go()
    except OSError as e:
        err = e
        err = None
    try:
        go()
    except OSError as e:
        e.__traceback__ = None
        kept = e
    return kept
",
        );
    }
}
