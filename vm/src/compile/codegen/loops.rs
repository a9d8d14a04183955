//! `for`, `while`, `break` and `continue`.

use refwise_syntax::kind::SyntaxKind::*;
use refwise_syntax::symtable::green::Node;

use crate::code::Constant;
use crate::compile::fold::{self, Context};
use crate::compile::sequence::Location;
use crate::opcode::Opcode;

use super::Compiler;
use super::blocks::BlockKind;

impl<'a> Compiler<'a, '_> {
    pub(super) fn for_(&mut self, node: Node<'a>) {
        let (Some(target), Some(iter)) = (node.nodes().next(), node.after(IN_KW)) else {
            return;
        };
        match node.token(ASYNC_KW) {
            Some(_) => self.async_for(node, target, iter),
            None => self.sync_for(node, target, iter),
        }
    }

    /// `compiler_for`.
    fn sync_for(&mut self, node: Node<'a>, target: Node<'a>, iter: Node<'a>) {
        let (start, cleanup, end) = (self.new_label(), self.new_label(), self.new_label());
        let location = self.location(node);
        self.push_block(BlockKind::For { start, end }, location);
        let iter = fold::folded_iter(self.load(iter));
        self.expr(&iter);
        self.op(Opcode::GET_ITER, iter.location);

        self.use_label(start);
        self.jump(Opcode::FOR_ITER, cleanup, iter.location);
        let target = self.fold.expr(target, Context::Store);
        // Each turn shows the line of the target.
        self.op(Opcode::NOP, target.location);
        self.store(&target);
        self.block_of(node);
        self.jump(Opcode::JUMP, start, Location::NONE);

        self.use_label(cleanup);
        self.op(Opcode::END_FOR, Location::NONE);
        self.op(Opcode::POP_TOP, Location::NONE);
        self.pop_block();
        self.orelse(node);
        self.use_label(end);
    }

    /// `compiler_async_for`.
    fn async_for(&mut self, node: Node<'a>, target: Node<'a>, iter: Node<'a>) {
        let location = self.location(node);
        let (start, except, end) = (self.new_label(), self.new_label(), self.new_label());
        let iter = self.load(iter);
        self.expr(&iter);
        self.op(Opcode::GET_AITER, iter.location);

        self.use_label(start);
        self.push_block(BlockKind::For { start, end }, location);
        // Guards the call of `__anext__`.
        self.jump(Opcode::SETUP_FINALLY, except, location);
        self.op(Opcode::GET_ANEXT, location);
        self.load_const(Constant::None, location);
        self.add_yield_from(true, location);
        self.op(Opcode::POP_BLOCK, location);
        let target = self.fold.expr(target, Context::Store);
        self.store(&target);
        self.block_of(node);
        self.jump(Opcode::JUMP, start, Location::NONE);
        self.pop_block();

        self.use_label(except);
        self.op(Opcode::END_ASYNC_FOR, iter.location);
        self.orelse(node);
        self.use_label(end);
    }

    /// `compiler_while`: the test stands before the body and behind it.
    pub(super) fn while_(&mut self, node: Node<'a>) {
        let (start, body) = (self.new_label(), self.new_label());
        let (end, anchor) = (self.new_label(), self.new_label());
        let Some(test) = node.nodes().next() else {
            return;
        };
        let test = self.load(test);
        self.use_label(start);
        self.push_block(BlockKind::While { start, end }, self.location(node));
        self.jump_if(&test, anchor, false);
        self.use_label(body);
        self.block_of(node);
        self.jump_if(&test, body, true);
        self.pop_block();
        self.use_label(anchor);
        self.orelse(node);
        self.use_label(end);
    }

    pub(super) fn break_(&mut self, node: Node<'a>) {
        let mut location = self.location(node);
        self.op(Opcode::NOP, location);
        if let Some(it) = self.unwind_to_loop(&mut location) {
            self.unwind(&mut location, &it.block, false);
            self.jump(Opcode::JUMP, it.end, location);
        }
    }

    pub(super) fn continue_(&mut self, node: Node<'a>) {
        let mut location = self.location(node);
        self.op(Opcode::NOP, location);
        if let Some(it) = self.unwind_to_loop(&mut location) {
            self.jump(Opcode::JUMP, it.start, location);
        }
    }
}
