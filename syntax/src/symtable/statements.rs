//! Statements, their clauses and patterns (`symtable_visit_stmt`, `symtable_visit_pattern`).

use super::builder::{Builder, Context, Task};
use super::green::{Child, Node};
use super::symbol::SymbolFlags;
use super::{NodePtr, ScopeKind};
use crate::kind::SyntaxKind::*;

impl<'a> Builder<'a> {
    /// Does what CPython's visitor of this node does first, and schedules the rest.
    pub(super) fn visit(&mut self, node: Node<'a>, context: Context) {
        match node.kind {
            ASSIGN_STMT => self.assign(node),
            ANN_ASSIGN_STMT => self.ann_assign(node),
            AUG_ASSIGN_STMT => self.target_first(node),
            DELETE_STMT => self.targets(node),
            RETURN_STMT => self.return_stmt(node),
            GLOBAL_STMT => self.directive(node, SymbolFlags::GLOBAL),
            NONLOCAL_STMT => self.directive(node, SymbolFlags::NONLOCAL),
            IMPORT_STMT => self.import(node),
            IMPORT_FROM_STMT => self.import_from(node),
            FOR_STMT => self.target_first(node),
            WITH_ITEM => self.with_item(node),
            EXCEPT_CLAUSE => self.except_clause(node),
            FUNCTION_DEF => self.function_def(node),
            CLASS_DEF => self.class_def(node),
            TYPE_ALIAS_STMT => self.type_alias(node),

            CAPTURE_PATTERN | STAR_PATTERN | DOUBLE_STAR_PATTERN | AS_PATTERN => self.capture(node),
            MAPPING_PATTERN => self.mapping_pattern(node),

            _ => self.visit_expr(node, context),
        }
    }

    fn assign(&mut self, node: Node<'a>) {
        let mut n_targets = node.tokens().filter(|it| it.kind == EQUAL).count();
        for child in node.nodes() {
            let context = if n_targets > 0 { Context::Store } else { Context::Load };
            n_targets = n_targets.saturating_sub(1);
            self.then_visit_as(child, context);
        }
    }

    /// The first node is a target; the rest are read.
    fn target_first(&mut self, node: Node<'a>) {
        let mut context = Context::Store;
        for child in node.nodes() {
            self.then_visit_as(child, context);
            context = Context::Load;
        }
    }

    fn targets(&mut self, node: Node<'a>) {
        for child in node.nodes() {
            self.then_visit_as(child, Context::Store);
        }
    }

    fn ann_assign(&mut self, node: Node<'a>) {
        let value = node.after(EQUAL);
        if let Some(target) = node.nodes().next() {
            match target.unparenthesized() {
                name if name.kind == NAME_EXPR => {
                    self.annotated_name(node, name, target.kind == NAME_EXPR, value.is_some());
                }
                _ => self.then_visit_as(target, Context::Store),
            }
        }
        if let Some(annotation) = node.after(COLON) {
            self.annotation(annotation);
        }
        if let Some(value) = value {
            self.then_visit(value);
        }
    }

    /// `x: int`; in `(x): int` the name is not simple and counts only where a value is assigned.
    fn annotated_name(
        &mut self,
        node: Node<'a>,
        target: Node<'a>,
        is_simple: bool,
        has_value: bool,
    ) {
        let Some(token) = target.name() else { return };
        let name = self.intern(token);
        let so_far = self.lookup(self.current(), name);
        if is_simple && self.current_kind() != ScopeKind::Module {
            if so_far.contains(SymbolFlags::GLOBAL) {
                self.error_with_name(node.range(), "annotated name '{}' can't be global", name);
            } else if so_far.contains(SymbolFlags::NONLOCAL) {
                self.error_with_name(node.range(), "annotated name '{}' can't be nonlocal", name);
            }
        }
        if is_simple {
            self.add(name, SymbolFlags::ANNOT | SymbolFlags::LOCAL, token.range());
        } else if has_value {
            self.add(name, SymbolFlags::LOCAL, token.range());
        }
    }

    /// Schedules an annotation. Under `from __future__ import annotations` it has a scope that
    /// nothing runs; else it is an expression of the scope it stands in.
    pub(super) fn annotation(&mut self, node: Node<'a>) {
        if !self.future.annotations {
            return self.then_visit(node);
        }
        let inner = node.unparenthesized();
        self.then(Task::EnterAnnotation(NodePtr { kind: inner.kind, range: inner.range() }));
        self.then(Task::Visit(node, Context::Load));
        self.then(Task::Exit);
    }

    fn return_stmt(&mut self, node: Node<'a>) {
        if let Some(value) = node.nodes().next() {
            self.then_visit(value);
            self.then(Task::Returned);
        }
    }

    // ---- imports ------------------------------------------------------------------------------

    fn import(&mut self, node: Node<'a>) {
        for alias in node.nodes().filter(|it| it.kind == IMPORT_ALIAS) {
            // `import a.b` binds `a`.
            let first = || alias.node(DOTTED_NAME).and_then(Node::name);
            if let Some(name) = alias.name().or_else(first) {
                self.define(name, SymbolFlags::IMPORT);
            }
        }
    }

    fn import_from(&mut self, node: Node<'a>) {
        self.import(node);
        if let Some(star) = node.token(STAR)
            && self.current_kind() != ScopeKind::Module
        {
            self.error(star.range(), "import * only allowed at module level");
        }
        self.late_future_import(node);
    }

    // ---- clauses ------------------------------------------------------------------------------

    fn with_item(&mut self, node: Node<'a>) {
        let mut context = Context::Load;
        for child in node.children() {
            match child {
                Child::Node(it) => self.then_visit_as(it, context),
                Child::Token(it) if it.kind == AS_KW => context = Context::Store,
                Child::Token(_) => {}
            }
        }
    }

    fn except_clause(&mut self, node: Node<'a>) {
        for child in node.children() {
            match child {
                Child::Node(it) => self.then_visit(it),
                Child::Token(it) if it.kind == NAME => {
                    self.then(Task::Define(it, SymbolFlags::LOCAL))
                }
                Child::Token(_) => {}
            }
        }
    }

    // ---- patterns -----------------------------------------------------------------------------

    /// A pattern that may hold another and that binds a name behind it.
    fn capture(&mut self, node: Node<'a>) {
        self.then_children(node);
        if let Some(name) = node.name().filter(|it| it.text() != "_") {
            self.then(Task::Define(name, SymbolFlags::LOCAL));
        }
    }

    /// CPython keeps the keys apart from the patterns, so all keys come first.
    fn mapping_pattern(&mut self, node: Node<'a>) {
        let items = || node.nodes().filter(|it| it.kind == MAPPING_ITEM);
        for item in items() {
            if let Some(key) = item.nodes().next() {
                self.then_visit(key);
            }
        }
        for item in items() {
            if let Some(pattern) = item.nodes().nth(1) {
                self.then_visit(pattern);
            }
        }
        if let Some(rest) = node.node(DOUBLE_STAR_PATTERN) {
            self.then_visit(rest);
        }
    }
}
