//! Looks at the tree without places, to tell cheaply that a rule has nothing to see in a node.

use refwise_syntax::NodeOrToken;
use refwise_syntax::SyntaxKind::{self, *};
use rowan::GreenNodeData;

/// Is there a token of `kind` right below `node`?
pub(crate) fn has_token(node: &GreenNodeData, kind: SyntaxKind) -> bool {
    node.children().any(|it| matches!(it, NodeOrToken::Token(it) if it.kind().0 == kind as u16))
}

/// Is there an operand right below `node` that is the constant `kind`: `NONE_KW`, `TRUE_KW`, ..?
pub(crate) fn has_constant(node: &GreenNodeData, kind: SyntaxKind) -> bool {
    nodes(node).any(|it| it.kind().0 == CONSTANT_EXPR as u16 && has_token(it, kind))
}

/// The nodes right below `node`.
pub(crate) fn nodes(node: &GreenNodeData) -> impl Iterator<Item = &GreenNodeData> {
    node.children().filter_map(|it| match it {
        NodeOrToken::Node(it) => Some(it),
        NodeOrToken::Token(_) => None,
    })
}

/// The text of the last token in `node`.
pub(crate) fn last_text(node: &GreenNodeData) -> &str {
    let mut node = node;
    loop {
        match node.children().next_back() {
            Some(NodeOrToken::Node(it)) => node = it,
            Some(NodeOrToken::Token(it)) => return it.text(),
            None => return "",
        }
    }
}

/// The name of a function or class.
pub(crate) fn name_of(definition: &GreenNodeData) -> &str {
    let mut tokens = definition.children().filter_map(|it| it.into_token());
    tokens.find(|it| it.kind().0 == NAME as u16).map_or("", |it| it.text())
}

/// Does the body of a class define the method `name`, right in its block?
pub(crate) fn has_method(class: &GreenNodeData, name: &str) -> bool {
    let body = nodes(class).find(|it| it.kind().0 == BLOCK as u16);
    body.is_some_and(|it| {
        nodes(it).any(|it| it.kind().0 == FUNCTION_DEF as u16 && name_of(it) == name)
    })
}

/// Is there a node of `kind` right below `node`?
pub(crate) fn has_node(node: &GreenNodeData, kind: SyntaxKind) -> bool {
    nodes(node).any(|it| it.kind().0 == kind as u16)
}
