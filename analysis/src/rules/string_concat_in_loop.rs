//! A text in an attribute or item that a loop adds to.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, AugAssignStmt, BinOp, Expr};
use rowan::GreenNodeData;

use crate::green::{has_token, nodes};
use crate::loops::loop_around;
use crate::names::Names;
use crate::origin::origins;
use crate::plain::plain_types;
use crate::rule::RuleContext;

crate::rule! {
    /// A text in an attribute that a loop adds to with `+=`.
    ///
    /// A `str` never changes, so `s += x` makes a new one. CPython has a shortcut: where `s` is a local
    /// variable and holds the only reference, it makes the old text longer in place. With `self.s += x`
    /// the attribute holds a second reference while the sum is made, so the whole text is copied in each
    /// round, and the time grows with the square of the length.
    ///
    /// Collect the parts in a list and join them, or add to a local variable and store it once.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Page:
    ///     def __init__(self):
    ///         self.text = ""
    ///
    ///     def add(self, lines):
    ///         for line in lines:
    ///             self.text += line  # flagged: copies
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Page:
    ///     def __init__(self):
    ///         self.text = ""
    ///
    ///     def add(self, lines):
    ///         text = self.text
    ///         for line in lines:
    ///             text += line
    ///         self.text = text
    /// ```
    "string-concat-in-loop",
    code: "RW806", group: Performance, severity: Hint, fix: None, since: "0.1.0",
    noqa: ["R1713"],
    look: Nodes(&[AUG_ASSIGN_STMT]) if adds_to_attribute => check,
}

fn adds_to_attribute(node: &GreenNodeData) -> bool {
    let is_attribute = nodes(node).next().is_some_and(|it| it.kind().0 == ATTRIBUTE_EXPR as u16);
    is_attribute && has_token(node, PLUSEQUAL)
}

fn check(cx: &mut RuleContext<'_>, node: AugAssignStmt) {
    let Some(target) = node.target().filter(|_| node.bin_op() == Some(BinOp::Add)) else { return };
    if loop_around(node.syntax()).is_none() || !is_text(cx.names(), &target) {
        return;
    }
    let message = format!(
        "this copies the text in each round of the loop: `{}` holds a second reference to it",
        target.syntax().text()
    );
    cx.report(node.syntax().text_range(), message)
        .help("collect the parts in a list and join them behind the loop");
}

fn is_text(names: &Names<'_>, target: &Expr) -> bool {
    let made = origins(names, target);
    !made.is_empty() && made.iter().all(|it| plain_types(names, it).is_some_and(|it| it == ["str"]))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn attributes() {
        flags(
            &RULE,
            "
class B:
    def __init__(self):
        self.s = \"\"
    def build(self, xs):
        for x in xs:
            self.s += x  # flagged: `self.s` holds a second reference
",
        );
    }

    #[test]
    fn locals_and_numbers() {
        silent(
            &RULE,
            "
def build(xs):
    s = \"\"
    for x in xs:
        s += x
    return s
class B:
    def __init__(self, t):
        self.n = 0
        self.s = ''
        self.t = t
    def build(self, xs):
        self.s += 'x'
        for x in xs:
            self.n += x
            self.t += x
",
        );
    }
}
