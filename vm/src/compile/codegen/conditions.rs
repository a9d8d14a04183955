//! Conditions: `if`, conditional expressions, and jumps on a truth value (`compiler_jump_if`).

use refwise_syntax::ast::CompareOp;
use refwise_syntax::kind::SyntaxKind::*;
use refwise_syntax::symtable::green::Node;

use crate::compile::sequence::{Label, Location};
use crate::compile::tree::{Expr, ExprKind, UnaryOp};
use crate::opcode::Opcode;

use super::Compiler;

impl<'a> Compiler<'a, '_> {
    /// `compiler_if`; an `elif` is an `if` in the `else` of the one before.
    pub(super) fn if_(&mut self, node: Node<'a>) {
        let clauses = node.nodes().filter(|it| matches!(it.kind, ELIF_CLAUSE | ELSE_CLAUSE));
        let mut clauses = clauses.collect::<Vec<_>>().into_iter().peekable();
        let mut ends = Vec::new();
        let mut current = Some(node);
        while let Some(clause) = current.take() {
            if clause.kind == ELSE_CLAUSE {
                self.block_of(clause);
                break;
            }
            let end = self.new_label();
            ends.push(end);
            let next = if clauses.peek().is_some() { self.new_label() } else { end };
            if let Some(test) = clause.nodes().next() {
                let test = self.load(test);
                self.jump_if(&test, next, false);
            }
            self.block_of(clause);
            current = clauses.next();
            if current.is_some() {
                self.jump(Opcode::JUMP_NO_INTERRUPT, end, Location::NONE);
                self.use_label(next);
            }
        }
        for end in ends.into_iter().rev() {
            self.use_label(end);
        }
    }

    /// `compiler_ifexp`.
    pub(super) fn if_exp(&mut self, test: &Expr, body: &Expr, orelse: &Expr) {
        let (end, next) = (self.new_label(), self.new_label());
        self.jump_if(test, next, false);
        self.expr(body);
        self.jump(Opcode::JUMP_NO_INTERRUPT, end, Location::NONE);
        self.use_label(next);
        self.expr(orelse);
        self.use_label(end);
    }

    /// Jumps to `next` where `expr` is as true as `condition`.
    pub(super) fn jump_if(&mut self, expr: &Expr, next: Label, condition: bool) {
        match &expr.kind {
            ExprKind::UnaryOp { op: UnaryOp::Not, operand } => {
                self.jump_if(operand, next, !condition);
            }
            ExprKind::BoolOp { is_and, values } => {
                self.jump_if_all(*is_and, values, next, condition)
            }
            ExprKind::IfExp { test, body, orelse } => {
                let (end, next2) = (self.new_label(), self.new_label());
                self.jump_if(test, next2, false);
                self.jump_if(body, next, condition);
                self.jump(Opcode::JUMP_NO_INTERRUPT, end, Location::NONE);
                self.use_label(next2);
                self.jump_if(orelse, next, condition);
                self.use_label(end);
            }
            ExprKind::Compare { left, rest } if rest.len() > 1 => {
                self.jump_if_chain(left, rest, next, condition, expr.location);
            }
            _ => {
                self.expr(expr);
                self.op(Opcode::TO_BOOL, expr.location);
                self.jump(pop_jump(condition), next, expr.location);
            }
        }
    }

    fn jump_if_all(&mut self, is_and: bool, values: &[Expr], next: Label, condition: bool) {
        let Some((last, others)) = values.split_last() else {
            return;
        };
        let condition2 = !is_and;
        let next2 = if condition2 != condition { self.new_label() } else { next };
        for value in others {
            self.jump_if(value, next2, condition2);
        }
        self.jump_if(last, next, condition);
        if next2 != next {
            self.use_label(next2);
        }
    }

    fn jump_if_chain(
        &mut self,
        left: &Expr,
        rest: &[(CompareOp, Expr)],
        next: Label,
        condition: bool,
        location: Location,
    ) {
        let Some(((last_op, last), others)) = rest.split_last() else {
            return;
        };
        let cleanup = self.new_label();
        self.expr(left);
        for (op, right) in others {
            self.compare_step(*op, right, location);
            self.op(Opcode::TO_BOOL, location);
            self.jump(Opcode::POP_JUMP_IF_FALSE, cleanup, location);
        }
        self.expr(last);
        self.compare_op(*last_op, location);
        self.op(Opcode::TO_BOOL, location);
        self.jump(pop_jump(condition), next, location);
        let end = self.new_label();
        self.jump(Opcode::JUMP_NO_INTERRUPT, end, Location::NONE);
        self.use_label(cleanup);
        self.op(Opcode::POP_TOP, location);
        if !condition {
            self.jump(Opcode::JUMP_NO_INTERRUPT, next, Location::NONE);
        }
        self.use_label(end);
    }

    /// `compiler_compare`.
    pub(super) fn compare(&mut self, left: &Expr, rest: &[(CompareOp, Expr)], location: Location) {
        let Some(((last_op, last), others)) = rest.split_last() else {
            return;
        };
        self.expr(left);
        if others.is_empty() {
            self.expr(last);
            return self.compare_op(*last_op, location);
        }
        let cleanup = self.new_label();
        for (op, right) in others {
            self.compare_step(*op, right, location);
            self.op_i(Opcode::COPY, 1, location);
            self.op(Opcode::TO_BOOL, location);
            self.jump(Opcode::POP_JUMP_IF_FALSE, cleanup, location);
            self.op(Opcode::POP_TOP, location);
        }
        self.expr(last);
        self.compare_op(*last_op, location);
        let end = self.new_label();
        self.jump(Opcode::JUMP_NO_INTERRUPT, end, Location::NONE);
        self.use_label(cleanup);
        self.op_i(Opcode::SWAP, 2, location);
        self.op(Opcode::POP_TOP, location);
        self.use_label(end);
    }

    /// One comparison of a chain; the right operand stays for the next.
    fn compare_step(&mut self, op: CompareOp, right: &Expr, location: Location) {
        self.expr(right);
        self.op_i(Opcode::SWAP, 2, location);
        self.op_i(Opcode::COPY, 2, location);
        self.compare_op(op, location);
    }

    /// `compiler_addcompare`. The low bits of `COMPARE_OP` are the mask of outcomes that count as
    /// true: unordered 1, less 2, greater 4, equal 8 (Include/internal/pycore_code.h).
    pub(super) fn compare_op(&mut self, op: CompareOp, location: Location) {
        let (number, mask) = match op {
            CompareOp::Lt => (0, 2),
            CompareOp::LtE => (1, 2 | 8),
            CompareOp::Eq => (2, 8),
            CompareOp::NotEq => (3, 1 | 2 | 4),
            CompareOp::Gt => (4, 4),
            CompareOp::GtE => (5, 4 | 8),
            CompareOp::Is => return self.op_i(Opcode::IS_OP, 0, location),
            CompareOp::IsNot => return self.op_i(Opcode::IS_OP, 1, location),
            CompareOp::In => return self.op_i(Opcode::CONTAINS_OP, 0, location),
            CompareOp::NotIn => return self.op_i(Opcode::CONTAINS_OP, 1, location),
        };
        self.op_i(Opcode::COMPARE_OP, number << 5 | mask, location);
    }

    /// `compiler_boolop`.
    pub(super) fn bool_op(&mut self, is_and: bool, values: &[Expr], location: Location) {
        let Some((last, others)) = values.split_last() else {
            return;
        };
        let end = self.new_label();
        for value in others {
            self.expr(value);
            self.op_i(Opcode::COPY, 1, location);
            self.op(Opcode::TO_BOOL, location);
            self.jump(pop_jump(!is_and), end, location);
            self.op(Opcode::POP_TOP, location);
        }
        self.expr(last);
        self.use_label(end);
    }
}

fn pop_jump(condition: bool) -> Opcode {
    if condition { Opcode::POP_JUMP_IF_TRUE } else { Opcode::POP_JUMP_IF_FALSE }
}
