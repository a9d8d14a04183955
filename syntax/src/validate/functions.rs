//! The functions met so far, and which of them are generators.

use super::context::{Context, Scope};
use super::place::Node;
use crate::kind::SyntaxKind::*;

/// The functions met so far.
#[derive(Default)]
pub(super) struct Functions<'a> {
    all: Vec<Function<'a>>,
}

struct Function<'a> {
    body: Option<Node<'a>>,
    is_generator: Option<bool>,
}

impl<'a> Functions<'a> {
    /// The context of the body of `definition`.
    pub(super) fn open(&mut self, definition: Node<'a>) -> Context {
        self.all.push(Function { body: definition.node(BLOCK), is_generator: None });
        let is_async = definition.token(ASYNC_KW).is_some();
        let scope = if is_async { Scope::AsyncFunction } else { Scope::Function };
        Context { function: self.all.len() as u32 - 1, ..Context::new(scope) }
    }

    /// Is there a `yield` in the function itself?
    pub(super) fn is_generator(&mut self, function: u32) -> bool {
        let Some(function) = self.all.get_mut(function as usize) else {
            return false;
        };
        let Some(body) = function.body else {
            return false;
        };
        *function.is_generator.get_or_insert_with(|| has_yield(body))
    }
}

/// Looks through `body`, but not through the functions and classes in it.
fn has_yield(body: Node<'_>) -> bool {
    let mut rest = vec![body];
    while let Some(node) = rest.pop() {
        match node.kind() {
            YIELD_EXPR | YIELD_FROM_EXPR => return true,
            FUNCTION_DEF | CLASS_DEF => rest.extend(node.nodes().filter(|it| it.kind() != BLOCK)),
            LAMBDA_EXPR => rest.extend(node.node(PARAM_LIST)),
            _ => rest.extend(node.nodes()),
        }
    }
    false
}
