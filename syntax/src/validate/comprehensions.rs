//! `await`, `yield` and asynchronous comprehensions: which function they need around them.

use rowan::TextRange;

use super::Walker;
use super::context::{Comprehension, Context, Scope};
use super::place::Node;
use crate::error::{Stage, SyntaxError};
use crate::kind::SyntaxKind::{self, *};

/// The phase of a clause, as bits: it is the first one; its `in` was passed.
pub(super) const IS_FIRST: u32 = 1;
pub(super) const BEHIND_IN: u32 = 2;

impl<'a> Walker<'a> {
    /// The context of a comprehension's parts, its first iterable aside.
    pub(super) fn open_comprehension(&mut self, kind: SyntaxKind, context: Context) -> Context {
        let comprehension = match context.comprehension {
            _ if kind == GENERATOR_EXPR => Comprehension::Async,
            Comprehension::None if context.scope == Scope::AsyncFunction => Comprehension::Async,
            Comprehension::None => Comprehension::Sync(self.path.len() as u32),
            inherited => inherited,
        };
        Context { comprehension, ..context }
    }

    /// The phase that the clause being entered begins with.
    pub(super) fn count_clause(&mut self) -> u32 {
        let Some(comprehension) = self.path.last_mut() else { return 0 };
        comprehension.phase += 1;
        if comprehension.phase == 1 { IS_FIRST } else { 0 }
    }

    /// The first iterable of a comprehension belongs to the code around it.
    pub(super) fn comp_for_part(&self, child: SyntaxKind, phase: u32, context: Context) -> Context {
        if phase & BEHIND_IN == 0 {
            return context.store();
        }
        let [.., comprehension, _] = self.path.as_slice() else { return context };
        let is_iterable = phase == IS_FIRST | BEHIND_IN && child != COMP_IF;
        let outside = self.contexts[comprehension.context as usize];
        if is_iterable { outside.load() } else { context.load() }
    }

    pub(super) fn check_comp_for(&mut self, node: Node<'a>, context: Context) {
        if node.token(ASYNC_KW).is_some() {
            self.blame_comprehension(context.comprehension);
            self.check_blocks(context, 1, || node.range());
        }
    }

    /// Reports the outermost comprehension that would have to be asynchronous.
    fn blame_comprehension(&mut self, comprehension: Comprehension) {
        let Comprehension::Sync(depth) = comprehension else { return };
        let start = self.start_of_last_child(depth as usize);
        let frame = &mut self.path[depth as usize];
        if std::mem::replace(&mut frame.is_blamed, true) {
            return;
        }
        let text = "asynchronous comprehension outside of an asynchronous function";
        let range = TextRange::at(start, frame.green.text_len());
        self.placed.push(SyntaxError::new(range, text).stage(Stage::Compile));
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
