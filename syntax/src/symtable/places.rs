//! In which scope a node stands.
//!
//! Not everything below the node that opens a scope belongs to it: decorators, defaults, bases and
//! the first iterable of a comprehension are evaluated outside.

use super::{NodePtr, ScopeId, ScopeKind, SymbolTable};
use crate::SyntaxNode;
use crate::kind::SyntaxKind::*;

impl SymbolTable {
    /// The scope in which `node` is evaluated; for a definition the scope that its name is bound
    /// in.
    pub fn scope_at(&self, node: &SyntaxNode) -> ScopeId {
        let mut at = node.clone();
        loop {
            if let Some(scope) = self.type_scope(&at) {
                return scope;
            }
            let Some(parent) = at.parent() else {
                return ScopeId::MODULE;
            };
            match self.step(&at, &parent) {
                Step::Inside(scope) => return scope,
                Step::Outside(node) => at = node,
            }
        }
    }

    /// The scope that `node` opens for itself, as a bound, a default of a type parameter or an
    /// annotation that nothing runs.
    fn type_scope(&self, node: &SyntaxNode) -> Option<ScopeId> {
        self.scopes_of(NodePtr::new(node))
            .iter()
            .map(|it| it.1)
            .find(|&it| {
                matches!(self.scope(it).kind, ScopeKind::TypeVariable | ScopeKind::Annotation)
            })
            .filter(|_| node.kind() != PARAM_LIST)
    }

    /// From `node` one step up.
    fn step(&self, node: &SyntaxNode, parent: &SyntaxNode) -> Step {
        match parent.kind() {
            FUNCTION_DEF => match node.kind() {
                BLOCK => self.inside(parent),
                DECORATOR | PARAM_LIST => Step::Outside(parent.clone()),
                _ => self.beside_type_params(parent),
            },
            CLASS_DEF => match node.kind() {
                BLOCK => self.inside(parent),
                ARG_LIST => self.beside_type_params(parent),
                _ => Step::Outside(parent.clone()),
            },
            TYPE_ALIAS_STMT if is_alias_value(node, parent) => self.inside(parent),
            LAMBDA_EXPR if node.kind() != PARAM_LIST => self.inside(parent),
            TYPE_PARAM_LIST => self.inside(parent),
            PARAM | VARARG_PARAM | KWARG_PARAM if is_annotation(node, parent) => {
                self.annotation_of(parent)
            }
            COMP_FOR if is_first_iterable(node, parent) => {
                Step::Outside(parent.parent().unwrap_or_else(|| parent.clone()))
            }
            LIST_COMP_EXPR | SET_COMP_EXPR | DICT_COMP_EXPR | GENERATOR_EXPR => self.inside(parent),
            _ => Step::Outside(parent.clone()),
        }
    }

    fn inside(&self, opener: &SyntaxNode) -> Step {
        match self.scope_of(opener) {
            Some(scope) => Step::Inside(scope),
            None => Step::Outside(opener.clone()),
        }
    }

    /// Bases and annotations see the type parameters of their definition.
    fn beside_type_params(&self, definition: &SyntaxNode) -> Step {
        let list = definition.children().find(|it| it.kind() == TYPE_PARAM_LIST);
        match list.and_then(|it| self.scope_of(&it)) {
            Some(scope) => Step::Inside(scope),
            None => Step::Outside(definition.clone()),
        }
    }

    fn annotation_of(&self, param: &SyntaxNode) -> Step {
        let Some(list) = param.parent() else {
            return Step::Outside(param.clone());
        };
        if let Some(scope) = self.scope_of(&list) {
            return Step::Inside(scope);
        }
        match list.parent() {
            Some(definition) => self.beside_type_params(&definition),
            None => Step::Outside(list),
        }
    }
}

/// Where the way up goes on.
enum Step {
    Inside(ScopeId),
    /// Not in the scope that this node opens, if it opens one.
    Outside(SyntaxNode),
}

fn is_alias_value(node: &SyntaxNode, alias: &SyntaxNode) -> bool {
    stands_after(node, alias, EQUAL)
}

fn is_annotation(node: &SyntaxNode, param: &SyntaxNode) -> bool {
    stands_after(node, param, COLON) && !stands_after(node, param, EQUAL)
}

fn is_first_iterable(node: &SyntaxNode, generator: &SyntaxNode) -> bool {
    let is_first = generator.prev_sibling().is_none_or(|it| it.kind() != COMP_FOR);
    is_first && node.kind() != COMP_IF && stands_after(node, generator, IN_KW)
}

/// Has `parent` a token of `kind` before its child `node`?
fn stands_after(node: &SyntaxNode, parent: &SyntaxNode, kind: crate::SyntaxKind) -> bool {
    parent
        .children_with_tokens()
        .take_while(|it| it.as_node() != Some(node))
        .any(|it| it.kind() == kind)
}
