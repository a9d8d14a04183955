//! A caught exception kept on an object that the handler's frame holds.

use crate::cycles::{RingKind, closing, path, rings_of, tell};
use crate::rule::{CodeUnit, RuleContext};

crate::rule! {
    /// A caught exception kept on an object that the handler's frame holds.
    ///
    /// An exception holds its traceback, the traceback the frame of the method, and that frame
    /// holds `self`. `self.error = error` closes the ring: the object, the exception and every local
    /// of the frame wait for the cycle collector.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Job:
    ///     def run(self, action):
    ///         try:
    ///             action()
    ///         except ValueError as error:
    ///             self.error = error  # flagged: self.error
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Job:
    ///     def run(self, action):
    ///         try:
    ///             action()
    ///         except ValueError as error:
    ///             self.error = repr(error)
    ///         except KeyError as error:
    ///             self.error = error.with_traceback(None)
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import gc
    ///
    ///
    /// class Job:
    ///     def run(self):
    ///         try:
    ///             raise ValueError("x")
    ///         except ValueError as error:
    ///             self.error = error
    ///
    ///
    /// gc.disable()
    /// gc.collect()
    /// Job().run()
    /// print(gc.collect() > 0)  # prints: True
    /// ```
    "exception-on-self",
    code: "RW302", group: Lifetime, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    for ring in rings_of(unit, RingKind::ExceptionOnObject) {
        let Some(at) = closing(unit, ring) else { continue };
        let message = format!(
            "the exception is kept on an object that its own traceback reaches; only the cycle \
             collector frees them: {}",
            path(unit, ring)
        );
        let help = "keep its text, or `error.with_traceback(None)`";
        tell(cx, unit, ring, at, message, help);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn on_self() {
        flags(
            &RULE,
            "class Job:
    def run(self):
        try:
            raise ValueError('boom')
        except ValueError as e:
            self.error = e  # flagged: self.error
def demo():
    Job().run()
",
        );
    }

    #[test]
    fn text_or_no_traceback() {
        silent(
            &RULE,
            "class Job:
    def run(self):
        try:
            raise ValueError('boom')
        except ValueError as e:
            self.error = repr(e)
        except KeyError as e:
            self.error = e.with_traceback(None)
    def again(self):
        try:
            go()
        except ValueError as e:
            self.error = e
        finally:
            self.error = None
def demo():
    Job().run()
",
        );
    }
}
