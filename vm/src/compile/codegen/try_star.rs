//! `try` with `except*` (`compiler_try_star_except`).
//!
//! On the stack stand the group that was raised, a list of what the handlers raised, and what no
//! handler has taken yet.

use refwise_syntax::kind::SyntaxKind::*;
use refwise_syntax::symtable::green::Node;

use crate::compile::sequence::Location;
use crate::opcode::Opcode;

use super::Compiler;
use super::blocks::BlockKind;
use super::names::Access;

/// `INTRINSIC_PREP_RERAISE_STAR`. Source: `Include/internal/pycore_intrinsics.h` (CPython 3.13).
const PREP_RERAISE_STAR: usize = 1;

impl<'a> Compiler<'a, '_> {
    pub(super) fn try_star_except(&mut self, node: Node<'a>) {
        let location = self.location(node);
        let (except, orelse, end) = (self.new_label(), self.new_label(), self.new_label());
        let (cleanup, reraise_star) = (self.new_label(), self.new_label());
        self.jump(Opcode::SETUP_FINALLY, except, location);
        self.push_block(BlockKind::TryExcept, location);
        self.block_of(node);
        self.pop_block();
        self.op(Opcode::POP_BLOCK, Location::NONE);
        self.jump(Opcode::JUMP_NO_INTERRUPT, orelse, Location::NONE);

        self.use_label(except);
        self.jump(Opcode::SETUP_CLEANUP, cleanup, Location::NONE);
        self.op(Opcode::PUSH_EXC_INFO, Location::NONE);
        self.push_block(BlockKind::ExceptionHandler, location);
        let handlers = node.nodes().filter(|it| it.kind == EXCEPT_CLAUSE);
        for (at, handler) in handlers.enumerate() {
            self.star_handler(handler, at == 0);
        }
        self.op_i(Opcode::LIST_APPEND, 1, Location::NONE);
        self.jump(Opcode::JUMP_NO_INTERRUPT, reraise_star, Location::NONE);
        self.pop_block();

        let reraise = self.new_label();
        self.use_label(reraise_star);
        self.op_i(Opcode::CALL_INTRINSIC_2, PREP_RERAISE_STAR, Location::NONE);
        self.op_i(Opcode::COPY, 1, Location::NONE);
        self.jump(Opcode::POP_JUMP_IF_NOT_NONE, reraise, Location::NONE);
        self.op(Opcode::POP_TOP, Location::NONE);
        self.op(Opcode::POP_BLOCK, Location::NONE);
        self.op(Opcode::POP_EXCEPT, Location::NONE);
        self.jump(Opcode::JUMP_NO_INTERRUPT, end, Location::NONE);

        self.use_label(reraise);
        self.op(Opcode::POP_BLOCK, Location::NONE);
        self.op_i(Opcode::SWAP, 2, Location::NONE);
        self.op(Opcode::POP_EXCEPT, Location::NONE);
        self.op_i(Opcode::RERAISE, 0, Location::NONE);
        self.use_label(cleanup);
        self.pop_except_and_reraise(Location::NONE);
        self.use_label(orelse);
        self.orelse(node);
        self.use_label(end);
    }

    fn star_handler(&mut self, handler: Node<'a>, is_first: bool) {
        let location = self.location(handler);
        let (except, with_error) = (self.new_label(), self.new_label());
        let (no_match, cleanup_end) = (self.new_label(), self.new_label());
        if is_first {
            self.op_i(Opcode::BUILD_LIST, 0, location);
            self.op_i(Opcode::COPY, 2, location);
        }
        if let Some(class) = handler.nodes().next().filter(|it| it.kind != BLOCK) {
            let class = self.load(class);
            self.expr(&class);
            self.op(Opcode::CHECK_EG_MATCH, location);
            self.op_i(Opcode::COPY, 1, location);
            self.jump(Opcode::POP_JUMP_IF_NONE, no_match, location);
        }
        let name = handler.name().map(|it| self.fold.name(it.text()));
        match &name {
            Some(name) => self.nameop(name, Access::Store, location),
            None => self.op(Opcode::POP_TOP, location),
        }
        self.jump(Opcode::SETUP_CLEANUP, cleanup_end, location);
        self.push_block(BlockKind::HandlerCleanup(name.clone()), location);
        self.block_of(handler);
        self.pop_block();
        self.op(Opcode::POP_BLOCK, Location::NONE);
        if let Some(name) = &name {
            self.unbind(name, Location::NONE);
        }
        self.jump(Opcode::JUMP_NO_INTERRUPT, except, Location::NONE);

        // The handler itself has raised.
        self.use_label(cleanup_end);
        if let Some(name) = &name {
            self.unbind(name, Location::NONE);
        }
        self.op_i(Opcode::LIST_APPEND, 3, Location::NONE);
        self.op(Opcode::POP_TOP, Location::NONE);
        self.jump(Opcode::JUMP_NO_INTERRUPT, with_error, Location::NONE);

        // Holds the line that comes before.
        self.use_label(except);
        self.op(Opcode::NOP, Location::NONE);
        self.jump(Opcode::JUMP_NO_INTERRUPT, with_error, Location::NONE);
        self.use_label(no_match);
        self.op(Opcode::POP_TOP, location);
        self.use_label(with_error);
    }
}
