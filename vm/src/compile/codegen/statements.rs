//! Statements, and bodies with their docstrings.

use std::iter::Peekable;
use std::sync::Arc;

use refwise_syntax::kind::SyntaxKind::*;
use refwise_syntax::literal::PyStr;
use refwise_syntax::symtable::green::Node;

use crate::code::Constant;
use crate::compile::fold::{self, Context};
use crate::compile::sequence::Location;
use crate::compile::tree::{Expr, ExprKind};
use crate::opcode::Opcode;

use super::super::Mode;
use super::docstrings::clean_doc;
use super::scope::UnitKind;
use super::{Compiler, FUTURE_ANNOTATIONS};

impl<'a> Compiler<'a, '_> {
    /// `compiler_body`: the statements of a module or a class.
    pub(super) fn body(&mut self, block: Node<'a>, mut location: Location) {
        let mut statements = block.nodes().peekable();
        if self.unit.kind == UnitKind::Module
            && let Some(first) = statements.peek()
        {
            location = self.location(*first);
        }
        if has_annotations(block) {
            self.op(Opcode::SETUP_ANNOTATIONS, location);
        }
        let docstring = statements.peek().and_then(|it| self.docstring(*it));
        match docstring.filter(|_| self.mode != Mode::Single || !self.outer.is_empty()) {
            Some((text, location)) => {
                statements.next();
                if self.optimize < 2 {
                    self.load_const(Constant::Str(clean_doc(&text)), location);
                    self.store_name("__doc__", Location::NONE);
                }
            }
            None => self.folded_string(&mut statements),
        }
        for statement in statements {
            self.stmt(statement);
        }
    }

    /// A string that only folding made of the first statement is no docstring: CPython hides it in
    /// an f-string, so that it is evaluated.
    pub(super) fn folded_string(
        &mut self,
        statements: &mut Peekable<impl Iterator<Item = Node<'a>>>,
    ) {
        let first = statements.peek().filter(|it| it.kind == EXPR_STMT);
        let Some(value) = first.and_then(|it| it.nodes().next()) else {
            return;
        };
        let value = self.load(value);
        if let Some(Constant::Str(_)) = value.constant() {
            statements.next();
            self.expr(&value);
            self.op(Opcode::POP_TOP, Location::NONE);
        }
    }

    /// The text and the place of a docstring.
    pub(super) fn docstring(&mut self, statement: Node<'a>) -> Option<(PyStr, Location)> {
        if statement.kind != EXPR_STMT {
            return None;
        }
        let value = statement.nodes().next()?.unparenthesized();
        if value.kind != STRING_EXPR {
            return None;
        }
        let expr = self.load(value);
        match expr.kind {
            ExprKind::Constant(Constant::Str(text)) => Some((text, expr.location)),
            _ => None,
        }
    }

    /// The statements of a `BLOCK`, or of the block of a clause.
    pub(super) fn block_of(&mut self, node: Node<'a>) {
        let block = if node.kind == BLOCK { Some(node) } else { node.node(BLOCK) };
        for statement in block.into_iter().flat_map(Node::nodes) {
            self.stmt(statement);
        }
    }

    /// The block of the `else` clause of `node`.
    pub(super) fn orelse(&mut self, node: Node<'a>) {
        if let Some(it) = node.node(ELSE_CLAUSE) {
            self.block_of(it);
        }
    }

    /// `compiler_visit_stmt`.
    pub(super) fn stmt(&mut self, node: Node<'a>) {
        match node.kind {
            EXPR_STMT => self.expr_stmt(node),
            ASSIGN_STMT => self.assign(node),
            ANN_ASSIGN_STMT => self.ann_assign(node),
            AUG_ASSIGN_STMT => self.aug_assign(node),
            RETURN_STMT => self.return_(node),
            IMPORT_STMT => self.import(node),
            IMPORT_FROM_STMT => self.import_from(node),
            PASS_STMT => self.op(Opcode::NOP, self.location(node)),
            BREAK_STMT => self.break_(node),
            CONTINUE_STMT => self.continue_(node),
            DELETE_STMT => self.delete(node),
            ASSERT_STMT => self.assert(node),
            RAISE_STMT => self.raise(node),
            TYPE_ALIAS_STMT => self.type_alias(node),
            IF_STMT => self.if_(node),
            WHILE_STMT => self.while_(node),
            FOR_STMT => self.for_(node),
            TRY_STMT => self.try_(node),
            WITH_STMT => self.with(node),
            FUNCTION_DEF => self.function(node),
            CLASS_DEF => self.class(node),
            MATCH_STMT => self.match_(node),
            _ => {}
        }
    }

    /// The value of a text that is one expression; false where it is not.
    pub(super) fn expression(&mut self, file: Node<'a>) -> bool {
        let statement = file.nodes().next().filter(|it| it.kind == EXPR_STMT);
        let Some(value) = statement.and_then(|it| it.nodes().next()) else {
            return false;
        };
        let value = self.load(value);
        self.expr(&value);
        true
    }

    /// A statement of an interactive session shows its value.
    fn shown(&mut self, node: Node<'a>, value: Node<'a>) {
        let value = self.load(value);
        self.expr(&value);
        self.op_i(Opcode::CALL_INTRINSIC_1, 1, self.location(node));
        self.op(Opcode::POP_TOP, Location::NONE);
    }

    fn expr_stmt(&mut self, node: Node<'a>) {
        let Some(value) = node.nodes().next() else {
            return;
        };
        if self.mode == Mode::Single && self.outer.is_empty() {
            return self.shown(node, value);
        }
        let value = self.load(value);
        if value.constant().is_some() {
            return self.op(Opcode::NOP, self.location(node));
        }
        self.expr(&value);
        self.op(Opcode::POP_TOP, Location::NONE);
    }

    fn assign(&mut self, node: Node<'a>) {
        let parts: Vec<Node<'a>> = node.nodes().collect();
        let Some((value, targets)) = parts.split_last() else {
            return;
        };
        let location = self.location(node);
        let value = self.load(*value);
        self.expr(&value);
        for (at, target) in targets.iter().enumerate() {
            if at + 1 < targets.len() {
                self.op_i(Opcode::COPY, 1, location);
            }
            let target = self.fold.expr(*target, Context::Store);
            self.store(&target);
        }
    }

    fn aug_assign(&mut self, node: Node<'a>) {
        let mut parts = node.nodes();
        let (Some(target), Some(value)) = (parts.next(), parts.next()) else {
            return;
        };
        let Some(op) = node.tokens().find_map(|it| fold::bin_op(it.kind)) else {
            return;
        };
        let target = self.fold.expr(target, Context::Store);
        self.load_target(&target);
        let value = self.load(value);
        self.expr(&value);
        self.binary_op(op, true, self.location(node));
        self.store_back(&target);
    }

    /// `compiler_annassign`.
    fn ann_assign(&mut self, node: Node<'a>) {
        let location = self.location(node);
        let Some(target_node) = node.nodes().next() else {
            return;
        };
        let is_simple = target_node.kind == NAME_EXPR;
        let target = self.fold.expr(target_node, Context::Store);
        let value = self.load_after(node, EQUAL);
        if let Some(value) = &value {
            self.expr(value);
            self.store(&target);
        }
        let annotation = node.after(COLON);
        match &target.kind {
            ExprKind::Name(name) if is_simple => {
                if matches!(self.unit.kind, UnitKind::Module | UnitKind::Class) {
                    self.store_annotation(name, annotation, location);
                }
            }
            ExprKind::Attribute { value: object, .. } if value.is_none() => {
                self.check_annotation_expr(object);
            }
            ExprKind::Subscript { value: object, slice } if value.is_none() => {
                self.check_annotation_expr(object);
                self.check_annotation_subscript(slice);
            }
            _ => {}
        }
        let is_evaluated = matches!(self.unit.kind, UnitKind::Module | UnitKind::Class)
            && self.future & FUTURE_ANNOTATIONS == 0;
        if !is_simple
            && is_evaluated
            && let Some(annotation) = annotation
        {
            let annotation = self.load(annotation);
            self.check_annotation_expr(&annotation);
        }
    }

    fn store_annotation(
        &mut self,
        name: &Arc<str>,
        annotation: Option<Node<'a>>,
        location: Location,
    ) {
        if let Some(annotation) = annotation {
            self.annotation(annotation);
        }
        let annotations = self.fold.name("__annotations__");
        self.op_name(Opcode::LOAD_NAME, &annotations, location);
        let mangled = self.mangled(name);
        self.load_str(&mangled, location);
        self.op(Opcode::STORE_SUBSCR, location);
    }

    /// The annotation, or its text where annotations are not evaluated.
    fn annotation(&mut self, node: Node<'a>) {
        if self.future & FUTURE_ANNOTATIONS == 0 {
            let annotation = self.load(node);
            return self.expr(&annotation);
        }
        let annotation = self.fold.unfolded(node);
        self.annotation_text(&annotation);
    }

    /// `check_ann_expr`: run for its exceptions only.
    fn check_annotation_expr(&mut self, expr: &Expr) {
        self.expr(expr);
        self.op(Opcode::POP_TOP, expr.location);
    }

    fn check_annotation_subscript(&mut self, slice: &Expr) {
        match &slice.kind {
            ExprKind::Slice(it) => {
                for part in [&it.lower, &it.upper, &it.step].into_iter().flatten() {
                    self.check_annotation_expr(part);
                }
            }
            ExprKind::Tuple(elements) => {
                elements.iter().for_each(|it| self.check_annotation_subscript(it));
            }
            _ => self.check_annotation_expr(slice),
        }
    }

    /// `compiler_return`.
    fn return_(&mut self, node: Node<'a>) {
        let value = node.nodes().next().map(|it| self.load(it));
        let mut location = self.location(node);
        let preserve_tos = value.as_ref().is_some_and(|it| it.constant().is_none());
        match &value {
            Some(value) if preserve_tos => self.expr(value),
            // The line of the value shall be seen.
            Some(value) => {
                self.op(Opcode::NOP, value.location);
                if value.location.lineno == location.lineno {
                    location = value.location;
                }
            }
            None => {}
        }
        if value.as_ref().is_none_or(|it| it.location.lineno != location.lineno) {
            self.op(Opcode::NOP, location);
        }
        self.unwind_all(&mut location, preserve_tos);
        match value {
            None => self.load_const(Constant::None, location),
            Some(value) => {
                if let ExprKind::Constant(it) = value.kind {
                    self.load_const(it, location);
                }
            }
        }
        self.op(Opcode::RETURN_VALUE, location);
    }

    fn delete(&mut self, node: Node<'a>) {
        for target in node.nodes() {
            let target = self.fold.expr(target, Context::Store);
            self.del(&target);
        }
    }

    /// `compiler_assert`.
    fn assert(&mut self, node: Node<'a>) {
        let Some(test) = node.nodes().next().filter(|_| self.optimize == 0) else {
            return;
        };
        let location = self.location(node);
        let end = self.new_label();
        let test = self.load(test);
        self.jump_if(&test, end, true);
        self.op(Opcode::LOAD_ASSERTION_ERROR, location);
        if let Some(msg) = self.load_after(node, COMMA) {
            self.expr(&msg);
            self.op_i(Opcode::CALL, 0, location);
        }
        self.op_i(Opcode::RAISE_VARARGS, 1, test.location);
        self.use_label(end);
    }

    fn raise(&mut self, node: Node<'a>) {
        let mut n_values = 0;
        for part in node.nodes() {
            let part = self.load(part);
            self.expr(&part);
            n_values += 1;
        }
        self.op_i(Opcode::RAISE_VARARGS, n_values, self.location(node));
    }
}

/// `find_ann`: is something annotated here, functions and classes inside aside?
fn has_annotations(block: Node<'_>) -> bool {
    block.nodes().any(|it| match it.kind {
        ANN_ASSIGN_STMT => true,
        FOR_STMT | WHILE_STMT | IF_STMT | WITH_STMT | TRY_STMT | BLOCK | ELIF_CLAUSE
        | ELSE_CLAUSE | EXCEPT_CLAUSE | FINALLY_CLAUSE => has_annotations(it),
        _ => false,
    })
}
