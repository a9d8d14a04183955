//! Frame blocks: what `return`, `break` and `continue` have to undo on their way out
//! (`compiler_unwind_fblock`).

use std::sync::Arc;

use refwise_syntax::symtable::green::Node;

use crate::code::Constant;
use crate::compile::sequence::{Label, Location};
use crate::opcode::Opcode;

use super::Compiler;
use super::names::Access;

/// A statement, or a part of one, that code is being generated for.
#[derive(Clone)]
pub(super) struct FrameBlock<'a> {
    pub(super) kind: BlockKind<'a>,
    pub(super) location: Location,
}

/// `enum fblocktype`, with what each needs to be left.
#[derive(Clone)]
pub(super) enum BlockKind<'a> {
    While {
        start: Label,
        end: Label,
    },
    For {
        start: Label,
        end: Label,
    },
    TryExcept,
    /// Holds the `finally` clause.
    FinallyTry(Node<'a>),
    FinallyEnd,
    With,
    AsyncWith,
    /// Holds the name behind `as`.
    HandlerCleanup(Option<Arc<str>>),
    PopValue,
    ExceptionHandler,
}

/// A loop, as `break` and `continue` need it.
pub(super) struct Loop<'a> {
    pub(super) block: FrameBlock<'a>,
    pub(super) start: Label,
    pub(super) end: Label,
}

impl<'a> Compiler<'a, '_> {
    pub(super) fn push_block(&mut self, kind: BlockKind<'a>, location: Location) {
        self.unit.blocks.push(FrameBlock { kind, location });
    }

    pub(super) fn pop_block(&mut self) {
        self.unit.blocks.pop();
    }

    /// Unwinds all blocks; `preserve_tos` keeps the value on top of the stack.
    pub(super) fn unwind_all(&mut self, location: &mut Location, preserve_tos: bool) {
        self.unwind_until(location, preserve_tos, false);
    }

    /// Unwinds the blocks inside the innermost loop.
    pub(super) fn unwind_to_loop(&mut self, location: &mut Location) -> Option<Loop<'a>> {
        self.unwind_until(location, false, true)
    }

    /// While a block is unwound, it and those inside are no longer there.
    fn unwind_until(
        &mut self,
        location: &mut Location,
        preserve_tos: bool,
        stops_at_loop: bool,
    ) -> Option<Loop<'a>> {
        let top = self.unit.blocks.last()?.clone();
        if let BlockKind::While { start, end } | BlockKind::For { start, end } = top.kind
            && stops_at_loop
        {
            return Some(Loop { block: top, start, end });
        }
        self.unit.blocks.pop();
        self.unwind(location, &top, preserve_tos);
        let found = self.unwind_until(location, preserve_tos, stops_at_loop);
        self.unit.blocks.push(top);
        found
    }

    /// `compiler_unwind_fblock`.
    pub(super) fn unwind(
        &mut self,
        location: &mut Location,
        block: &FrameBlock<'a>,
        preserve_tos: bool,
    ) {
        match &block.kind {
            BlockKind::While { .. } | BlockKind::ExceptionHandler => {}
            BlockKind::For { .. } | BlockKind::PopValue => {
                self.swap_if(preserve_tos, *location);
                self.op(Opcode::POP_TOP, *location);
            }
            BlockKind::TryExcept => self.op(Opcode::POP_BLOCK, *location),
            BlockKind::FinallyTry(finally) => {
                self.op(Opcode::POP_BLOCK, *location);
                if preserve_tos {
                    self.push_block(BlockKind::PopValue, *location);
                }
                self.block_of(*finally);
                if preserve_tos {
                    self.pop_block();
                }
                // The `finally` block seems to run behind the statement that leaves.
                *location = Location::NONE;
            }
            BlockKind::FinallyEnd => {
                self.swap_if(preserve_tos, *location);
                self.op(Opcode::POP_TOP, *location);
                self.swap_if(preserve_tos, *location);
                self.op(Opcode::POP_BLOCK, *location);
                self.op(Opcode::POP_EXCEPT, *location);
            }
            BlockKind::With => self.unwind_with(location, block.location, preserve_tos, false),
            BlockKind::AsyncWith => self.unwind_with(location, block.location, preserve_tos, true),
            BlockKind::HandlerCleanup(name) => {
                if name.is_some() {
                    self.op(Opcode::POP_BLOCK, *location);
                }
                self.swap_if(preserve_tos, *location);
                self.op(Opcode::POP_BLOCK, *location);
                self.op(Opcode::POP_EXCEPT, *location);
                if let Some(name) = name {
                    self.unbind(name, *location);
                }
            }
        }
    }

    fn unwind_with(
        &mut self,
        location: &mut Location,
        place: Location,
        preserve_tos: bool,
        is_async: bool,
    ) {
        self.op(Opcode::POP_BLOCK, place);
        self.swap_if(preserve_tos, place);
        self.call_exit_with_nones(place);
        if is_async {
            self.await_value(2, place);
        }
        self.op(Opcode::POP_TOP, place);
        *location = Location::NONE;
    }

    fn swap_if(&mut self, preserve_tos: bool, location: Location) {
        if preserve_tos {
            self.op_i(Opcode::SWAP, 2, location);
        }
    }

    /// `name = None; del name`: the exception must not stay behind its handler.
    pub(super) fn unbind(&mut self, name: &Arc<str>, location: Location) {
        self.load_const(Constant::None, location);
        self.nameop(name, Access::Store, location);
        self.nameop(name, Access::Del, location);
    }

    /// `compiler_pop_except_and_reraise`.
    pub(super) fn pop_except_and_reraise(&mut self, location: Location) {
        self.op_i(Opcode::COPY, 3, location);
        self.op(Opcode::POP_EXCEPT, location);
        self.op_i(Opcode::RERAISE, 1, location);
    }

    /// `GET_AWAITABLE` and everything up to the result; `kind` says who awaits.
    pub(super) fn await_value(&mut self, kind: usize, location: Location) {
        self.op_i(Opcode::GET_AWAITABLE, kind, location);
        self.load_const(Constant::None, location);
        self.add_yield_from(true, location);
    }

    /// `compiler_add_yield_from`.
    pub(super) fn add_yield_from(&mut self, is_await: bool, location: Location) {
        let (send, fail, exit) = (self.new_label(), self.new_label(), self.new_label());
        self.use_label(send);
        self.jump(Opcode::SEND, exit, location);
        // Only `close` and `throw` make the yield raise: then the handler is theirs.
        self.jump(Opcode::SETUP_FINALLY, fail, location);
        self.op_i(Opcode::YIELD_VALUE, 1, location);
        self.op(Opcode::POP_BLOCK, Location::NONE);
        self.op_i(Opcode::RESUME, if is_await { 3 } else { 2 }, location);
        self.jump(Opcode::JUMP_NO_INTERRUPT, send, location);
        self.use_label(fail);
        self.op(Opcode::CLEANUP_THROW, location);
        self.use_label(exit);
        self.op(Opcode::END_SEND, location);
    }
}
