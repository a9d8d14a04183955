//! `try` with `except` and `finally`.

use refwise_syntax::kind::SyntaxKind::*;
use refwise_syntax::symtable::green::Node;

use crate::compile::sequence::{Label, Location};
use crate::opcode::Opcode;

use super::Compiler;
use super::blocks::BlockKind;
use super::names::Access;

impl<'a> Compiler<'a, '_> {
    pub(super) fn try_(&mut self, node: Node<'a>) {
        match node.node(FINALLY_CLAUSE) {
            Some(it) => self.try_finally(node, it),
            None => self.try_handlers(node),
        }
    }

    /// The statement without its `finally`.
    fn try_handlers(&mut self, node: Node<'a>) {
        match node.node(EXCEPT_CLAUSE) {
            Some(it) if it.token(STAR).is_some() => self.try_star_except(node),
            Some(_) => self.try_except(node),
            None => self.block_of(node),
        }
    }

    /// `compiler_try_finally`: the `finally` block is there twice, once for each way to it.
    fn try_finally(&mut self, node: Node<'a>, finally: Node<'a>) {
        let location = self.location(node);
        let (end, exit, cleanup) = (self.new_label(), self.new_label(), self.new_label());
        self.jump(Opcode::SETUP_FINALLY, end, location);
        self.push_block(BlockKind::FinallyTry(finally), location);
        self.try_handlers(node);
        self.op(Opcode::POP_BLOCK, Location::NONE);
        self.pop_block();
        self.block_of(finally);
        self.jump(Opcode::JUMP_NO_INTERRUPT, exit, Location::NONE);

        self.use_label(end);
        self.jump(Opcode::SETUP_CLEANUP, cleanup, Location::NONE);
        self.op(Opcode::PUSH_EXC_INFO, Location::NONE);
        self.push_block(BlockKind::FinallyEnd, Location::NONE);
        self.block_of(finally);
        self.pop_block();
        self.op_i(Opcode::RERAISE, 0, Location::NONE);
        self.use_label(cleanup);
        self.pop_except_and_reraise(Location::NONE);
        self.use_label(exit);
    }

    /// `compiler_try_except`.
    fn try_except(&mut self, node: Node<'a>) {
        let location = self.location(node);
        let (except, end, cleanup) = (self.new_label(), self.new_label(), self.new_label());
        self.jump(Opcode::SETUP_FINALLY, except, location);
        self.push_block(BlockKind::TryExcept, location);
        self.block_of(node);
        self.pop_block();
        self.op(Opcode::POP_BLOCK, Location::NONE);
        self.orelse(node);
        self.jump(Opcode::JUMP_NO_INTERRUPT, end, Location::NONE);

        self.use_label(except);
        self.jump(Opcode::SETUP_CLEANUP, cleanup, Location::NONE);
        self.op(Opcode::PUSH_EXC_INFO, Location::NONE);
        self.push_block(BlockKind::ExceptionHandler, location);
        for handler in node.nodes().filter(|it| it.kind == EXCEPT_CLAUSE) {
            self.handler(handler, end);
        }
        self.pop_block();
        self.op_i(Opcode::RERAISE, 0, Location::NONE);
        self.use_label(cleanup);
        self.pop_except_and_reraise(Location::NONE);
        self.use_label(end);
    }

    fn handler(&mut self, handler: Node<'a>, end: Label) {
        let location = self.location(handler);
        let except = self.new_label();
        if let Some(class) = handler.nodes().next().filter(|it| it.kind != BLOCK) {
            let class = self.load(class);
            self.expr(&class);
            self.op(Opcode::CHECK_EXC_MATCH, location);
            self.jump(Opcode::POP_JUMP_IF_FALSE, except, location);
        }
        match handler.name() {
            Some(name) => self.named_handler(handler, name.text(), end, location),
            None => {
                self.op(Opcode::POP_TOP, location);
                self.push_block(BlockKind::HandlerCleanup(None), location);
                self.block_of(handler);
                self.pop_block();
                self.op(Opcode::POP_BLOCK, Location::NONE);
                self.op(Opcode::POP_EXCEPT, Location::NONE);
                self.jump(Opcode::JUMP_NO_INTERRUPT, end, Location::NONE);
            }
        }
        self.use_label(except);
    }

    /// The name is unbound on every way out of the handler.
    fn named_handler(&mut self, handler: Node<'a>, name: &str, end: Label, location: Location) {
        let name = self.fold.name(name);
        let cleanup_end = self.new_label();
        self.nameop(&name, Access::Store, location);
        self.jump(Opcode::SETUP_CLEANUP, cleanup_end, location);
        self.push_block(BlockKind::HandlerCleanup(Some(name.clone())), location);
        self.block_of(handler);
        self.pop_block();
        self.op(Opcode::POP_BLOCK, Location::NONE);
        self.op(Opcode::POP_BLOCK, Location::NONE);
        self.op(Opcode::POP_EXCEPT, Location::NONE);
        self.unbind(&name, Location::NONE);
        self.jump(Opcode::JUMP_NO_INTERRUPT, end, Location::NONE);

        self.use_label(cleanup_end);
        self.unbind(&name, Location::NONE);
        self.op_i(Opcode::RERAISE, 1, Location::NONE);
    }
}
