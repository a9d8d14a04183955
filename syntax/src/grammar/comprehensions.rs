//! The `for … in … if …` of comprehensions and generators.

use super::expressions::{disjunction, for_targets};
use crate::kind::SyntaxKind::*;
use crate::parser::{Mark, Parser};

pub(super) fn at_comprehension(p: &mut Parser<'_>) -> bool {
    p.at(FOR_KW) || (p.at(ASYNC_KW) && p.peek() == FOR_KW)
}

/// `for_if_clauses`, behind the element that was built since `element`.
pub(super) fn comprehension(p: &mut Parser<'_>, element: Mark) {
    if p.node_since(element) == Some(STARRED_EXPR) {
        p.error_since(element, "iterable unpacking cannot be used in comprehension");
    }
    while at_comprehension(p) {
        clause(p);
    }
}

fn clause(p: &mut Parser<'_>) {
    let mark = p.start();
    p.eat(ASYNC_KW);
    p.bump();
    for_targets(p);
    if p.expect(IN_KW) {
        disjunction(p);
    }
    while p.at(IF_KW) {
        let condition = p.start();
        p.bump();
        disjunction(p);
        p.finish(condition, COMP_IF);
    }
    p.finish(mark, COMP_FOR);
}
