//! Places in the green tree: a node or a token together with its offset.
//!
//! The symbol table is made for every file that is checked, and it looks at nearly every node once.
//! A walk over rowan's red nodes costs an allocation and a count for each; this one costs neither.

use rowan::{GreenNodeData, GreenTokenData, NodeOrToken, TextRange, TextSize};

use crate::kind::SyntaxKind::{self, *};

/// A node and where it starts.
#[derive(Clone, Copy)]
pub(super) struct Node<'a> {
    pub(super) kind: SyntaxKind,
    pub(super) start: TextSize,
    green: &'a GreenNodeData,
}

/// A token and where it starts.
#[derive(Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) kind: SyntaxKind,
    pub(super) start: TextSize,
    green: &'a GreenTokenData,
}

/// A child of a node.
#[derive(Clone, Copy)]
pub(super) enum Child<'a> {
    Node(Node<'a>),
    Token(Token<'a>),
}

impl<'a> Token<'a> {
    pub(super) fn text(self) -> &'a str {
        self.green.text()
    }

    pub(super) fn range(self) -> TextRange {
        TextRange::at(self.start, self.green.text_len())
    }
}

impl<'a> Node<'a> {
    /// The root of a tree.
    pub(super) fn root(green: &'a GreenNodeData, start: TextSize) -> Node<'a> {
        Node { kind: kind_of(green.kind()), start, green }
    }

    /// The whole node. Only nodes with a block end behind their last significant token.
    pub(super) fn range(self) -> TextRange {
        TextRange::at(self.start, self.green.text_len())
    }

    pub(super) fn end(self) -> TextSize {
        self.start + self.green.text_len()
    }

    /// Nodes and tokens below the node, trivia included.
    pub(super) fn children(self) -> impl Iterator<Item = Child<'a>> {
        let mut start = self.start;
        self.green.children().map(move |it| match it {
            NodeOrToken::Node(green) => {
                let child = Node { kind: kind_of(green.kind()), start, green };
                start += green.text_len();
                Child::Node(child)
            }
            NodeOrToken::Token(green) => {
                let child = Token { kind: kind_of(green.kind()), start, green };
                start += green.text_len();
                Child::Token(child)
            }
        })
    }

    pub(super) fn nodes(self) -> impl Iterator<Item = Node<'a>> {
        self.children().filter_map(|it| match it {
            Child::Node(it) => Some(it),
            Child::Token(_) => None,
        })
    }

    pub(super) fn tokens(self) -> impl Iterator<Item = Token<'a>> {
        self.children().filter_map(|it| match it {
            Child::Token(it) => Some(it),
            Child::Node(_) => None,
        })
    }

    /// The first node of `kind`.
    pub(super) fn node(self, kind: SyntaxKind) -> Option<Node<'a>> {
        self.nodes().find(|it| it.kind == kind)
    }

    /// The first token of `kind`.
    pub(super) fn token(self, kind: SyntaxKind) -> Option<Token<'a>> {
        self.tokens().find(|it| it.kind == kind)
    }

    /// The first `NAME`.
    pub(super) fn name(self) -> Option<Token<'a>> {
        self.token(NAME)
    }

    /// The first node behind the first token of `kind`.
    pub(super) fn after(self, kind: SyntaxKind) -> Option<Node<'a>> {
        let mut behind = false;
        self.children().find_map(|it| match it {
            Child::Node(it) => behind.then_some(it),
            Child::Token(it) => {
                behind |= it.kind == kind;
                None
            }
        })
    }

    /// The node inside any parentheses; CPython's tree has no node for them.
    pub(super) fn unparenthesized(self) -> Node<'a> {
        let mut node = self;
        while node.kind == PAREN_EXPR {
            let Some(inner) = node.nodes().next() else {
                break;
            };
            node = inner;
        }
        node
    }
}

fn kind_of(raw: rowan::SyntaxKind) -> SyntaxKind {
    SyntaxKind::ALL[usize::from(raw.0)]
}
