//! The collector is switched off and never on again.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, CallExpr};
use rowan::GreenNodeData;

use crate::calls::called_name;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// The collector is switched off and never on again.
    ///
    /// Without the collector, objects in reference cycles stay until the process ends: exceptions that are
    /// kept with their frames, trees with links to their parents, closures that call themselves. Objects
    /// without cycles are freed as before.
    ///
    /// It is reported where the file says `gc.disable()` and nowhere `gc.enable`.
    ///
    /// Switch it on again in a `finally`, or call `gc.freeze()` or `gc.collect()` at a quiet moment.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import gc
    ///
    /// def main(serve):
    ///     gc.disable()  # flagged: cycles stay
    ///     serve()
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import gc
    ///
    /// def measure(work):
    ///     gc.disable()
    ///     try:
    ///         return work()
    ///     finally:
    ///         gc.enable()
    /// ```
    "gc-disabled",
    code: "RW340", group: Lifetime, severity: Info, fix: None, since: "0.1.0",
    noqa: [],
    look: Nodes(&[CALL_EXPR]) if is_disable in Function => check,
}

fn is_disable(node: &GreenNodeData) -> bool {
    called_name(node) == "disable"
}

fn check(cx: &mut RuleContext<'_>, node: CallExpr) {
    let path = node.func().and_then(|it| cx.names().path(&it));
    if path.as_deref() != Some("gc.disable") {
        return;
    }
    let is_quiet =
        cx.mentions("gc.enable") || cx.mentions("gc.collect") || cx.mentions("gc.freeze");
    if is_quiet || is_in_test(cx.file().path(cx.db()), node.syntax()) {
        return;
    }
    cx.report(
        node.syntax().text_range(),
        "nothing in this file switches the collector on again, so reference cycles stay for ever",
    )
    .help("call `gc.enable()` in a `finally`, or collect at a quiet moment");
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn for_ever() {
        flags(
            &RULE,
            "
import gc
def main():
    gc.disable()  # flagged: cycles stay
    serve()
def serve(): ...
",
        );
    }

    #[test]
    fn for_a_while() {
        silent(
            &RULE,
            "
import gc
def bench(f):
    gc.disable()
    try:
        return f()
    finally:
        gc.enable()
",
        );
        silent(&RULE, "logging.disable()\nbutton.disable()\n");
    }
}
