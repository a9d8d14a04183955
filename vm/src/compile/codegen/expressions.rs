//! Expressions that are read (`compiler_visit_expr1`).

use std::borrow::Cow;

use refwise_syntax::ast::BinOp;

use crate::code::Constant;
use crate::compile::sequence::Location;
use crate::compile::tree::{Expr, ExprKind, Slice, UnaryOp};
use crate::opcode::Opcode;

use super::Compiler;
use super::names::Access;

// Source: `Include/internal/pycore_intrinsics.h` (CPython 3.13).
const UNARY_POSITIVE: usize = 5;
const ASYNC_GEN_WRAP: usize = 4;

impl Compiler<'_, '_> {
    pub(super) fn expr(&mut self, expr: &Expr) {
        let location = expr.location;
        match &expr.kind {
            ExprKind::BoolOp { is_and, values } => self.bool_op(*is_and, values, location),
            ExprKind::NamedExpr { target, value } => {
                self.expr(value);
                self.op_i(Opcode::COPY, 1, location);
                self.store(target);
            }
            ExprKind::BinOp { left, op, right } => {
                self.expr(left);
                self.expr(right);
                self.binary_op(*op, false, location);
            }
            ExprKind::UnaryOp { op, operand } => self.unary(*op, operand, location),
            ExprKind::Lambda(it) => self.lambda(it, location),
            ExprKind::IfExp { test, body, orelse } => self.if_exp(test, body, orelse),
            ExprKind::Dict(items) => self.dict(items, location),
            ExprKind::Set(elements) => self.set(elements, location),
            ExprKind::Comprehension(it) => self.comprehension(it, location),
            ExprKind::Await(value) => {
                self.expr(value);
                self.await_value(0, location);
            }
            ExprKind::Yield(value) => {
                match value {
                    Some(value) => self.expr(value),
                    None => self.load_const(Constant::None, location),
                }
                self.add_yield(location);
            }
            ExprKind::YieldFrom(value) => {
                self.expr(value);
                self.op(Opcode::GET_YIELD_FROM_ITER, location);
                self.load_const(Constant::None, location);
                self.add_yield_from(false, location);
            }
            ExprKind::Compare { left, rest } => self.compare(left, rest, location),
            ExprKind::Call(call) => self.call(call, location),
            ExprKind::FormattedValue(it) => self.formatted_value(it, location),
            ExprKind::JoinedStr(parts) => self.joined_str(parts, location),
            ExprKind::Constant(it) => self.load_constant(Cow::Borrowed(it), location),
            ExprKind::Attribute { value, attr } => self.load_attribute(value, attr, expr),
            ExprKind::Subscript { value, slice } => self.load_subscript(value, slice, location),
            // Only calls, displays and targets have stars, and look at them themselves.
            ExprKind::Starred(value) => self.expr(value),
            ExprKind::Name(name) => self.nameop(name, Access::Load, location),
            ExprKind::List(elements) => self.list(elements, location),
            ExprKind::Tuple(elements) => self.tuple(elements, location),
            ExprKind::Slice(it) => {
                let n_parts = self.slice(it, location);
                self.op_i(Opcode::BUILD_SLICE, n_parts, location);
            }
        }
    }

    fn unary(&mut self, op: UnaryOp, operand: &Expr, location: Location) {
        self.expr(operand);
        match op {
            UnaryOp::UAdd => self.op_i(Opcode::CALL_INTRINSIC_1, UNARY_POSITIVE, location),
            UnaryOp::Not => {
                self.op(Opcode::TO_BOOL, location);
                self.op(Opcode::UNARY_NOT, location);
            }
            UnaryOp::Invert => self.op(Opcode::UNARY_INVERT, location),
            UnaryOp::USub => self.op(Opcode::UNARY_NEGATIVE, location),
        }
    }

    /// `addop_binary`. The numbers are those of `NB_*` (Include/opcode.h, CPython 3.13); the
    /// operators that work in place follow behind the others.
    pub(super) fn binary_op(&mut self, op: BinOp, is_inplace: bool, location: Location) {
        const FIRST_INPLACE: usize = 13;
        let number = match op {
            BinOp::Add => 0,
            BinOp::BitAnd => 1,
            BinOp::FloorDiv => 2,
            BinOp::LShift => 3,
            BinOp::MatMult => 4,
            BinOp::Mult => 5,
            BinOp::Mod => 6,
            BinOp::BitOr => 7,
            BinOp::Pow => 8,
            BinOp::RShift => 9,
            BinOp::Sub => 10,
            BinOp::Div => 11,
            BinOp::BitXor => 12,
        };
        let offset = if is_inplace { FIRST_INPLACE } else { 0 };
        self.op_i(Opcode::BINARY_OP, number + offset, location);
    }

    /// `addop_yield`.
    pub(super) fn add_yield(&mut self, location: Location) {
        let scope = self.ste();
        if scope.is_generator && scope.is_coroutine {
            self.op_i(Opcode::CALL_INTRINSIC_1, ASYNC_GEN_WRAP, location);
        }
        self.op_i(Opcode::YIELD_VALUE, 0, location);
        self.op_i(Opcode::RESUME, 1, location);
    }

    fn load_subscript(&mut self, value: &Expr, slice: &Expr, location: Location) {
        self.expr(value);
        if let Some(it) = two_element_slice(slice) {
            self.slice(it, slice.location);
            return self.op(Opcode::BINARY_SLICE, location);
        }
        self.expr(slice);
        self.op(Opcode::BINARY_SUBSCR, location);
    }

    /// `compiler_slice`: its parts, and how many there are.
    pub(super) fn slice(&mut self, slice: &Slice, location: Location) -> usize {
        for part in [&slice.lower, &slice.upper] {
            match part {
                Some(part) => self.expr(part),
                None => self.load_const(Constant::None, location),
            }
        }
        match &slice.step {
            Some(step) => {
                self.expr(step);
                3
            }
            None => 2,
        }
    }
}

/// The slice, where it has no step.
pub(super) fn two_element_slice(slice: &Expr) -> Option<&Slice> {
    match &slice.kind {
        ExprKind::Slice(it) if it.step.is_none() => Some(it),
        _ => None,
    }
}
