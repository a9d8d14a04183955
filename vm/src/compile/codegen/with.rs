//! `with` and `async with`.

use refwise_syntax::kind::SyntaxKind::*;
use refwise_syntax::symtable::green::Node;

use crate::code::Constant;
use crate::compile::fold::Context;
use crate::compile::sequence::{Label, Location};
use crate::opcode::Opcode;

use super::Compiler;
use super::blocks::BlockKind;

impl<'a> Compiler<'a, '_> {
    pub(super) fn with(&mut self, node: Node<'a>) {
        let items: Vec<_> = node.nodes().filter(|it| it.kind == WITH_ITEM).collect();
        let is_async = node.token(ASYNC_KW).is_some();
        self.with_items(node, &items, is_async);
    }

    /// `compiler_with` and `compiler_async_with`, for the first item; the others are inside.
    fn with_items(&mut self, node: Node<'a>, items: &[Node<'a>], is_async: bool) {
        let Some((item, others)) = items.split_first() else {
            return self.block_of(node);
        };
        let Some(context) = item.nodes().next() else {
            return;
        };
        let (body, last) = (self.new_label(), self.new_label());
        let (exit, cleanup) = (self.new_label(), self.new_label());
        let context = self.load(context);
        let location = context.location;
        self.expr(&context);
        if is_async {
            self.op(Opcode::BEFORE_ASYNC_WITH, location);
            self.await_value(1, location);
        } else {
            self.op(Opcode::BEFORE_WITH, location);
        }
        self.jump(Opcode::SETUP_WITH, last, location);

        self.use_label(body);
        let kind = if is_async { BlockKind::AsyncWith } else { BlockKind::With };
        self.push_block(kind, location);
        match item.after(AS_KW) {
            Some(target) => {
                let target = self.fold.expr(target, Context::Store);
                self.store(&target);
            }
            None => self.op(Opcode::POP_TOP, location),
        }
        self.with_items(node, others, is_async);
        self.pop_block();
        self.op(Opcode::POP_BLOCK, if is_async { location } else { Location::NONE });

        // Left without exception: `__exit__(None, None, None)`.
        self.call_exit_with_nones(location);
        if is_async {
            self.await_value(2, location);
        }
        self.op(Opcode::POP_TOP, location);
        self.jump(Opcode::JUMP, exit, location);

        self.use_label(last);
        self.jump(Opcode::SETUP_CLEANUP, cleanup, location);
        self.op(Opcode::PUSH_EXC_INFO, location);
        self.op(Opcode::WITH_EXCEPT_START, location);
        if is_async {
            self.await_value(2, location);
        }
        self.with_except_finish(cleanup);
        self.use_label(exit);
    }

    /// `compiler_with_except_finish`.
    fn with_except_finish(&mut self, cleanup: Label) {
        let (suppress, exit) = (self.new_label(), self.new_label());
        self.op(Opcode::TO_BOOL, Location::NONE);
        self.jump(Opcode::POP_JUMP_IF_TRUE, suppress, Location::NONE);
        self.op_i(Opcode::RERAISE, 2, Location::NONE);
        self.use_label(suppress);
        self.op(Opcode::POP_TOP, Location::NONE);
        self.op(Opcode::POP_BLOCK, Location::NONE);
        self.op(Opcode::POP_EXCEPT, Location::NONE);
        self.op(Opcode::POP_TOP, Location::NONE);
        self.op(Opcode::POP_TOP, Location::NONE);
        self.jump(Opcode::JUMP_NO_INTERRUPT, exit, Location::NONE);
        self.use_label(cleanup);
        self.pop_except_and_reraise(Location::NONE);
        self.use_label(exit);
    }

    /// `compiler_call_exit_with_nones`.
    pub(super) fn call_exit_with_nones(&mut self, location: Location) {
        for _ in 0..3 {
            self.load_const(Constant::None, location);
        }
        self.op_i(Opcode::CALL, 2, location);
    }
}
