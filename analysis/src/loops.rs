//! Loops: what runs again and again.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::SyntaxNode;

/// The innermost loop of the same function that runs `node` in each round; `None` where the loop
/// surely ends in the round that runs `node`.
pub(crate) fn loop_around(node: &SyntaxNode) -> Option<SyntaxNode> {
    let mut inner = node.clone();
    while let Some(outer) = inner.parent() {
        match outer.kind() {
            FUNCTION_DEF | CLASS_DEF | LAMBDA_EXPR => return None,
            FOR_STMT if inner.kind() == BLOCK => return Some(outer),
            WHILE_STMT if inner.kind() != ELSE_CLAUSE => return Some(outer),
            BLOCK if leaves(&outer) => return None,
            _ => {}
        }
        inner = outer;
    }
    None
}

/// Does the block end by leaving the loop?
fn leaves(block: &SyntaxNode) -> bool {
    block.children().any(|it| matches!(it.kind(), BREAK_STMT | RETURN_STMT | RAISE_STMT))
}
