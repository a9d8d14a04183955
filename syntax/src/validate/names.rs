//! The one name that cannot be bound: `__debug__`. Mirrors `forbidden_name` and its callers.

use std::borrow::Cow;

use rowan::{NodeOrToken, TextRange};

use super::Walker;
use super::context::Access;
use super::place::{Node, Token};
use crate::kind::SyntaxKind::*;
use crate::literal;

/// The name of the constant.
pub(super) const DEBUG: &str = "__debug__";

/// A name as CPython knows it: in the normal form NFKC.
pub(super) fn identifier(token: Token<'_>) -> Cow<'_, str> {
    literal::identifier(token.text())
}

fn is_debug(token: Token<'_>) -> bool {
    token.kind() == NAME && token.text() == DEBUG
}

impl<'a> Walker<'a> {
    pub(super) fn forbid(&mut self, range: TextRange, access: Access) {
        self.report(range, format!("cannot {} {DEBUG}", access.verb()));
    }

    pub(super) fn check_name(&mut self, node: Node<'a>, access: Access) {
        if access != Access::Load && node.tokens().any(is_debug) {
            self.forbid(node.range(), access);
        }
    }

    pub(super) fn check_attribute(&mut self, node: Node<'a>, access: Access) {
        if access == Access::Store && node.tokens().any(is_debug) {
            self.forbid(node.range(), access);
        }
    }

    /// Without a value, `compiler_annassign` looks at the name itself.
    pub(super) fn check_annotated(&mut self, node: Node<'a>) {
        if node.token(EQUAL).is_some() {
            return;
        }
        let mut target = node.nodes().next();
        while let Some(it) = target.filter(|it| it.kind() == PAREN_EXPR) {
            target = it.nodes().next();
        }
        let is_named = |it: &Node<'_>| matches!(it.kind(), NAME_EXPR | ATTRIBUTE_EXPR);
        if target.filter(is_named).is_some_and(|it| it.tokens().any(is_debug)) {
            self.forbid(node.range(), Access::Store);
        }
    }

    pub(super) fn check_augmented(&mut self, node: Node<'a>) {
        if let Some(target) = node.nodes().next().filter(|it| it.kind() == NAME_EXPR) {
            self.check_name(target, Access::Store);
        }
    }

    pub(super) fn check_definition_name(&mut self, node: Node<'a>) {
        if node.tokens().any(is_debug) {
            self.forbid(node.reported_range(), Access::Store);
        }
    }

    /// An argument of CPython's tree is the name with its annotation.
    pub(super) fn check_parameter(&mut self, node: Node<'a>) {
        let Some(name) = node.tokens().find(|it| is_debug(*it)) else {
            return;
        };
        let annotation = node
            .elements()
            .take_while(|it| it.as_token().is_none_or(|it| it.kind() != EQUAL))
            .filter_map(NodeOrToken::into_node)
            .last();
        let end = annotation.map_or(name.range().end(), |it| it.range().end());
        self.forbid(TextRange::new(name.start, end), Access::Store);
    }

    pub(super) fn check_type_alias(&mut self, node: Node<'a>) {
        let name = node.nodes().next().filter(|it| it.kind() == NAME_EXPR);
        if name.is_some_and(|it| it.tokens().any(is_debug)) {
            self.forbid(node.range(), Access::Store);
        }
    }

    pub(super) fn check_except_name(&mut self, node: Node<'a>) {
        if node.tokens().any(is_debug) {
            self.forbid(node.reported_range(), Access::Store);
        }
    }

    /// `import a.b` binds `a`; with `as`, and behind `from`, it is the last name.
    pub(super) fn check_import(&mut self, node: Node<'a>) {
        let binds_debug = |alias: Node<'_>| {
            let asname = alias.token(NAME);
            let first = alias.node(DOTTED_NAME).and_then(|it| it.token(NAME));
            asname.or(first).is_some_and(is_debug)
        };
        if node.nodes().filter(|it| it.kind() == IMPORT_ALIAS).any(binds_debug) {
            self.forbid(node.range(), Access::Store);
        }
    }

    /// Mirrors `compiler_type_params`.
    pub(super) fn check_type_params(&mut self, node: Node<'a>) {
        let mut seen_default = false;
        for param in node.nodes() {
            let Some(name) = param.token(NAME) else {
                continue;
            };
            if is_debug(name) {
                self.forbid(param.range(), Access::Store);
            }
            if param.token(EQUAL).is_some() {
                seen_default = true;
            } else if seen_default {
                let name = identifier(name);
                let text =
                    format!("non-default type parameter '{name}' follows default type parameter");
                return self.report(param.range(), text);
            }
        }
    }
}
