//! Places in the green tree: a node or a token together with its offset.
//!
//! The symbol table is made for every file that is checked, and it looks at nearly every node once.
//! A walk over rowan's red nodes costs an allocation and a count for each; this one costs neither.

use rowan::{GreenNodeData, GreenTokenData, NodeOrToken, TextRange, TextSize};

use crate::builder::kind_of;
use crate::kind::SyntaxKind::{self, *};

/// A node and where it starts.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    /// Its kind.
    pub kind: SyntaxKind,
    /// Its offset in the text.
    pub start: TextSize,
    green: &'a GreenNodeData,
}

/// A token and where it starts.
#[derive(Clone, Copy)]
pub struct Token<'a> {
    /// Its kind.
    pub kind: SyntaxKind,
    /// Its offset in the text.
    pub start: TextSize,
    green: &'a GreenTokenData,
}

/// A child of a node.
#[derive(Clone, Copy)]
pub enum Child<'a> {
    /// A node.
    Node(Node<'a>),
    /// A token.
    Token(Token<'a>),
}

impl<'a> Token<'a> {
    /// Its text.
    pub fn text(self) -> &'a str {
        self.green.text()
    }

    /// The whole token.
    pub fn range(self) -> TextRange {
        TextRange::at(self.start, self.green.text_len())
    }
}

impl<'a> Node<'a> {
    /// The root of a tree.
    pub fn root(green: &'a GreenNodeData, start: TextSize) -> Node<'a> {
        Node { kind: kind_of(green.kind()), start, green }
    }

    /// The whole node. Only nodes with a block end behind their last significant token.
    pub fn range(self) -> TextRange {
        TextRange::at(self.start, self.green.text_len())
    }

    /// Where [`Node::range`] ends.
    pub fn end(self) -> TextSize {
        self.start + self.green.text_len()
    }

    /// Nodes and tokens below the node, trivia included.
    pub fn children(self) -> impl Iterator<Item = Child<'a>> {
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

    /// The nodes among the children.
    pub fn nodes(self) -> impl Iterator<Item = Node<'a>> {
        self.children().filter_map(|it| match it {
            Child::Node(it) => Some(it),
            Child::Token(_) => None,
        })
    }

    /// The tokens among the children.
    pub fn tokens(self) -> impl Iterator<Item = Token<'a>> {
        self.children().filter_map(|it| match it {
            Child::Token(it) => Some(it),
            Child::Node(_) => None,
        })
    }

    /// Where it ends for a reader: as [`crate::ast::significant_end`] says.
    pub fn significant_end(self) -> TextSize {
        significant_end(self.green, self.end()).unwrap_or(self.start)
    }

    /// The first node of `kind`.
    pub fn node(self, kind: SyntaxKind) -> Option<Node<'a>> {
        self.nodes().find(|it| it.kind == kind)
    }

    /// The first token of `kind`.
    pub fn token(self, kind: SyntaxKind) -> Option<Token<'a>> {
        self.tokens().find(|it| it.kind == kind)
    }

    /// The first `NAME`.
    pub fn name(self) -> Option<Token<'a>> {
        self.token(NAME)
    }

    /// The first node behind the first token of `kind`.
    pub fn after(self, kind: SyntaxKind) -> Option<Node<'a>> {
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
    pub fn unparenthesized(self) -> Node<'a> {
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

/// The end of the last token below `green`, which ends at `end`, that is no trivia and no line end.
fn significant_end(green: &GreenNodeData, mut end: TextSize) -> Option<TextSize> {
    for child in green.children().rev() {
        let found = match child {
            NodeOrToken::Node(it) => significant_end(it, end),
            NodeOrToken::Token(it) => {
                let kind = kind_of(it.kind());
                (!kind.is_trivia() && kind != NEWLINE).then_some(end)
            }
        };
        if found.is_some() {
            return found;
        }
        end -= match child {
            NodeOrToken::Node(it) => it.text_len(),
            NodeOrToken::Token(it) => it.text_len(),
        };
    }
    None
}
