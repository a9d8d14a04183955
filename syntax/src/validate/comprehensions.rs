//! `await`, `yield` and asynchronous comprehensions: which function they need around them.

use super::Walker;
use super::context::{Comprehension, Context, Scope};
use super::place::Node;
use crate::kind::SyntaxKind::*;

impl<'a> Walker<'a> {
    /// The context of a comprehension's parts, its first iterable aside.
    pub(super) fn open_comprehension(&mut self, node: Node<'a>, context: Context) -> Context {
        let comprehension = match context.comprehension {
            _ if node.kind() == GENERATOR_EXPR => Comprehension::Async,
            Comprehension::None if context.scope == Scope::AsyncFunction => Comprehension::Async,
            Comprehension::None => {
                self.sync_comprehensions.push(Some(node.range()));
                Comprehension::Sync(self.sync_comprehensions.len() as u32 - 1)
            }
            inherited => inherited,
        };
        Context { comprehension, ..context }
    }

    pub(super) fn check_comp_for(&mut self, node: Node<'a>, context: Context) {
        if node.token(ASYNC_KW).is_some() {
            self.blame_comprehension(context.comprehension);
            let comprehension = node.range();
            self.check_blocks(context, 1, || comprehension);
        }
    }

    fn blame_comprehension(&mut self, comprehension: Comprehension) {
        let Comprehension::Sync(i) = comprehension else {
            return;
        };
        if let Some(range) = self.sync_comprehensions[i as usize].take() {
            let text = "asynchronous comprehension outside of an asynchronous function";
            self.report(range, text);
        }
    }

    pub(super) fn check_await(&mut self, node: Node<'a>, context: Context) {
        if context.comprehension != Comprehension::None {
            return self.blame_comprehension(context.comprehension);
        }
        match context.scope {
            // The symbol table refuses it in types.
            Scope::AsyncFunction | Scope::Type => {}
            Scope::Module | Scope::Class => {
                self.report(node.range(), "'await' outside function");
            }
            Scope::Function | Scope::Lambda => {
                self.report(node.range(), "'await' outside async function");
            }
        }
    }

    pub(super) fn check_yield(&mut self, node: Node<'a>, context: Context) {
        let is_from = node.kind() == YIELD_FROM_EXPR;
        // The symbol table refuses it in comprehensions.
        if context.comprehension != Comprehension::None {
            return;
        }
        let text = match context.scope {
            Scope::Module | Scope::Class if is_from => "'yield from' outside function",
            Scope::Module | Scope::Class => "'yield' outside function",
            Scope::AsyncFunction if is_from => "'yield from' inside async function",
            _ => return,
        };
        self.report(node.range(), text);
    }
}
