//! A `finally` that is left by `return`, `break` or `continue`.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::SyntaxNode;
use refwise_syntax::ast::{AstNode, FinallyClause};
use rowan::GreenNodeData;

use crate::green::nodes;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// A jump out of a `finally` block.
    ///
    /// `finally` runs while an exception, a `return` or another jump is on its way, and hands it on at
    /// its end. A `return`, `break` or `continue` that leaves the block takes its place: the exception
    /// is gone without a word, `KeyboardInterrupt` among them, and a value that was to be returned too.
    /// Python 3.14 warns of it (PEP 765).
    ///
    /// Put the jump behind the `try`, or catch in an `except` what is to be dropped.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def read(file):
    ///     try:
    ///         return file.read()
    ///     finally:
    ///         return None  # flagged: `return`
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def read(files):
    ///     try:
    ///         1 / 0
    ///     finally:
    ///         for file in files:
    ///             if file:
    ///                 break
    ///         def later():
    ///             return 1
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// def read():
    ///     try:
    ///         1 / 0
    ///     finally:
    ///         return 1
    /// print(read())  # prints: 1
    /// ```
    "jump-in-finally",
    code: "RW514", group: Resources, severity: Error, fix: None, since: "0.1.0",
    noqa: ["B012", "W0150", "PLW0150", "W0134", "W0136", "W0137", "S1143", "SIM107"],
    look: Nodes(&[FINALLY_CLAUSE]) if has_jump in Function => check,
}

fn has_jump(node: &GreenNodeData) -> bool {
    let is_jump = |it: &GreenNodeData| {
        [RETURN_STMT, BREAK_STMT, CONTINUE_STMT].iter().any(|kind| it.kind().0 == *kind as u16)
    };
    nodes(node).any(|it| is_jump(it) || has_jump(it))
}

fn check(cx: &mut RuleContext<'_>, clause: FinallyClause) {
    let Some(body) = clause.body() else { return };
    if is_in_test(cx.file().path(cx.db()), clause.syntax()) {
        return;
    }
    let mut jumps = Vec::new();
    collect(body.syntax(), false, &mut jumps);
    for jump in jumps {
        let word = match jump.kind() {
            RETURN_STMT => "return",
            BREAK_STMT => "break",
            _ => "continue",
        };
        cx.report(
            refwise_syntax::ast::text_range(&jump),
            format!("this `{word}` leaves a `finally`: an exception on its way is dropped without a word"),
        )
        .help("put it behind the `try` statement, or catch the exception that is to be dropped");
    }
}

/// The jumps below `node` that leave it; `is_in_loop` says whether `break` and `continue` stay.
///
/// Blocks nest at most 100 deep, as indentation does.
fn collect(node: &SyntaxNode, is_in_loop: bool, jumps: &mut Vec<SyntaxNode>) {
    for child in node.children() {
        match child.kind() {
            FUNCTION_DEF | CLASS_DEF => {}
            RETURN_STMT => jumps.push(child),
            BREAK_STMT | CONTINUE_STMT if !is_in_loop => jumps.push(child),
            FOR_STMT | WHILE_STMT => {
                for part in child.children() {
                    // A jump in the `else` of a loop belongs to the loop around.
                    collect(&part, is_in_loop || part.kind() == BLOCK, jumps);
                }
            }
            BLOCK | IF_STMT | ELIF_CLAUSE | ELSE_CLAUSE | WITH_STMT | TRY_STMT | EXCEPT_CLAUSE
            | MATCH_STMT | CASE_CLAUSE => collect(&child, is_in_loop, jumps),
            // An inner `finally` is asked by itself, and tells of the jumps that leave it.
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn each_kind_of_jump() {
        flags(
            &RULE,
            "def f():\n    try:\n        1 / 0\n    finally:\n        return 1  # flagged: `return`\n",
        );
        flags(
            &RULE,
            "for x in y:\n    try:\n        g()\n    finally:\n        if x: break  # flagged: `break`\n        else: continue  # flagged: `continue`\n",
        );
        flags(
            &RULE,
            "def f():\n    try:\n        g()\n    finally:\n        for x in y:\n            return x  # flagged: `return`\n",
        );
        flags(
            &RULE,
            "for z in y:\n    try:\n        g()\n    finally:\n        for x in y: pass\n        else: break  # flagged: `break`\n",
        );
    }

    #[test]
    fn an_inner_finally_is_told_once() {
        flags(
            &RULE,
            "def f():\n    try:\n        g()\n    finally:\n        try:\n            g()\n        finally:\n            return 1  # flagged: `return`\n",
        );
    }

    #[test]
    fn jumps_that_stay_inside() {
        silent(
            &RULE,
            "
def f(xs):
    try:
        1 / 0
    finally:
        for x in xs:
            if x:
                break
        while xs:
            continue
        def g():
            return 1
        class C:
            def h(self): return 2
",
        );
    }
}
