//! A traceback in a local variable of the frame that it leads to.

use crate::cycles::{RingKind, closing, local_of, path, rings_of, tell};
use crate::rule::{CodeUnit, RuleContext};

crate::rule! {
    /// A traceback in a local variable of the frame that it leads to.
    ///
    /// `sys.exc_info()` and `error.__traceback__` give a traceback that holds the frame which runs.
    /// In a local variable of that frame it closes a ring, and every local waits for the cycle
    /// collector.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import sys
    ///
    ///
    /// def report(action):
    ///     try:
    ///         action()
    ///     except ValueError:
    ///         traceback = sys.exc_info()[2]  # flagged: local variable `traceback`
    ///         return traceback.tb_lineno
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import sys
    ///
    ///
    /// def report(action):
    ///     try:
    ///         action()
    ///     except ValueError:
    ///         traceback = sys.exc_info()[2]
    ///         try:
    ///             return traceback.tb_lineno
    ///         finally:
    ///             del traceback
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import gc, sys
    ///
    ///
    /// def demo():
    ///     try:
    ///         1 / 0
    ///     except ZeroDivisionError:
    ///         traceback = sys.exc_info()[2]
    ///
    ///
    /// gc.disable()
    /// gc.collect()
    /// demo()
    /// print(gc.collect() > 0)  # prints: True
    /// ```
    "traceback-in-local",
    code: "RW304", group: Lifetime, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    let mut told = Vec::new();
    for ring in rings_of(unit, RingKind::TracebackInLocal) {
        let (Some(at), Some(local)) = (closing(unit, ring), local_of(ring)) else { continue };
        if told.contains(&at) {
            continue;
        }
        told.push(at);
        let message = format!(
            "the local variable `{local}` keeps a traceback that keeps this frame: all locals wait \
             for the cycle collector ({})",
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
    fn what_a_caller_handles() {
        silent(
            &RULE,
            "import sys
def report(show):
    kind, value, tb = sys.exc_info()
    show(tb)
def current(cls):
    found = sys.exc_info()
    info = (found[0], found[1], found[2])
    return cls(info)
",
        );
        flags(
            &RULE,
            "import sys
def run(work, show):
    try:
        work()
    finally:
        tb = sys.exc_info()[2]  # flagged: `tb`
        show(tb)
",
        );
    }

    #[test]
    fn from_exc_info_and_from_the_exception() {
        flags(
            &RULE,
            "import sys
def demo():
    try:
        1 / 0
    except ZeroDivisionError:
        t, v, tb = sys.exc_info()  # flagged: local variable
    return t
def other():
    try:
        1 / 0
    except ZeroDivisionError as e:
        tb = e.__traceback__  # flagged: `tb`
    return tb.tb_lineno
",
        );
    }

    #[test]
    fn deleted() {
        silent(
            &RULE,
            "import sys, traceback
def demo():
    try:
        1 / 0
    except ZeroDivisionError:
        t, v, tb = sys.exc_info()
        try:
            text = ''.join(traceback.format_exception(t, v, tb))
        finally:
            del t, v, tb
        return text
def kind():
    try:
        1 / 0
    except ZeroDivisionError:
        kind = sys.exc_info()[0]
    return kind
",
        );
    }
}
