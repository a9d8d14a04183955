//! Type parameters and type aliases (PEP 695, PEP 696).

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::symtable::green::Node;

use super::Lowerer;
use super::expressions::identifier;
use super::names::{BOUND, Private};
use crate::body::{BodyScope, ScopeKind, Stmt};

impl<'a> Lowerer<'a> {
    /// Opens the scope of a definition's type parameters, if it has some, and gives back the scope
    /// outside.
    pub(super) fn enter_type_params(&mut self, node: Node<'a>) -> Option<BodyScope> {
        let outer = self.scope;
        let Some(list) = node.node(TYPE_PARAM_LIST) else { return outer };
        if node.kind == CLASS_DEF
            && let Some(name) = node.name()
        {
            let params = list.nodes().filter_map(Node::name).map(identifier).collect();
            self.names.private = Some(Private::of_type_params(identifier(name), params));
        }
        let name = node.name().map(identifier).unwrap_or_default();
        let scope = self.add_scope(ScopeKind::Other, name, outer, list.range(), list.range());
        self.scope = Some(scope);
        for param in list.nodes() {
            self.type_param(param);
        }
        outer
    }

    /// One type parameter: its name here, its bound and its default in scopes of their own.
    fn type_param(&mut self, node: Node<'a>) {
        let Some(name) = node.name() else { return };
        self.mention(name, BOUND);
        let default = node.after(EQUAL);
        let is_default = |it: &Node<'_>| default.is_some_and(|default| default.start == it.start);
        let bound = node.after(COLON).filter(|it| !is_default(it));
        for part in [bound, default].into_iter().flatten() {
            self.lazy(part);
        }
    }

    /// An expression that is evaluated when somebody asks for it.
    fn lazy(&mut self, node: Node<'a>) {
        let outer = self.scope;
        let scope =
            self.add_scope(ScopeKind::Other, Default::default(), outer, node.range(), node.range());
        self.scope = Some(scope);
        let result = self.expr(node);
        self.body.scopes[scope.index()].result = Some(result);
        self.scope = outer;
    }

    /// `type Name[T] = value`
    pub(super) fn type_alias(&mut self, node: Node<'a>) -> Stmt {
        let name = node.node(NAME_EXPR).and_then(Node::name);
        let var = match name {
            Some(it) => self.mention(it, BOUND),
            None => self.nameless(),
        };
        let outer = self.enter_type_params(node);
        if let Some(value) = node.after(EQUAL) {
            self.lazy(value);
        }
        self.scope = outer;
        Stmt::TypeAlias { var }
    }
}
