//! Green nodes with their places: what `validate` walks, because it is many times faster to walk
//! than red nodes are.

use rowan::{Children, GreenNodeData, GreenTokenData, NodeOrToken, TextRange, TextSize};

use crate::builder::kind_of;
use crate::kind::SyntaxKind;

/// A node and where it starts.
#[derive(Clone, Copy)]
pub(super) struct Node<'a> {
    pub(super) green: &'a GreenNodeData,
    pub(super) start: TextSize,
}

/// A token and where it starts.
#[derive(Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) green: &'a GreenTokenData,
    pub(super) start: TextSize,
}

/// The children of a node, with their places.
#[derive(Clone)]
pub(super) struct Elements<'a> {
    children: Children<'a>,
    offset: TextSize,
}

impl<'a> Iterator for Elements<'a> {
    type Item = NodeOrToken<Node<'a>, Token<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.offset;
        Some(match self.children.next()? {
            NodeOrToken::Node(green) => {
                self.offset += green.text_len();
                NodeOrToken::Node(Node { green, start })
            }
            NodeOrToken::Token(green) => {
                self.offset += green.text_len();
                NodeOrToken::Token(Token { green, start })
            }
        })
    }
}

impl<'a> Node<'a> {
    pub(super) fn kind(self) -> SyntaxKind {
        kind_of(self.green.kind())
    }

    pub(super) fn elements(self) -> Elements<'a> {
        Elements { children: self.green.children(), offset: self.start }
    }

    pub(super) fn nodes(self) -> impl Iterator<Item = Node<'a>> {
        self.elements().filter_map(NodeOrToken::into_node)
    }

    pub(super) fn tokens(self) -> impl Iterator<Item = Token<'a>> {
        self.elements().filter_map(NodeOrToken::into_token)
    }

    pub(super) fn node(self, kind: SyntaxKind) -> Option<Node<'a>> {
        self.nodes().find(|it| it.kind() == kind)
    }

    pub(super) fn token(self, kind: SyntaxKind) -> Option<Token<'a>> {
        self.tokens().find(|it| it.kind() == kind)
    }

    pub(super) fn range(self) -> TextRange {
        TextRange::at(self.start, self.green.text_len())
    }

    /// The range as CPython's `lineno` … `end_col_offset` tell it: without the line end and the
    /// comments that close a block, and without the decorators of a definition.
    pub(super) fn reported_range(self) -> TextRange {
        let start = self.elements().find(|it| match it {
            NodeOrToken::Node(it) => it.kind() != SyntaxKind::DECORATOR,
            NodeOrToken::Token(it) => !it.kind().is_trivia(),
        });
        let start = match start {
            Some(NodeOrToken::Node(it)) => it.start,
            Some(NodeOrToken::Token(it)) => it.start,
            None => self.start,
        };
        TextRange::new(start, self.significant_end().max(start))
    }

    fn significant_end(self) -> TextSize {
        let mut node = self;
        loop {
            let last = node.elements().filter(is_significant).last();
            match last {
                Some(NodeOrToken::Node(it)) => node = it,
                Some(NodeOrToken::Token(it)) => return it.range().end(),
                None => return node.start,
            }
        }
    }
}

fn is_significant(element: &NodeOrToken<Node<'_>, Token<'_>>) -> bool {
    match element {
        NodeOrToken::Node(it) => it.green.text_len() > TextSize::new(0),
        NodeOrToken::Token(it) => {
            !it.kind().is_trivia() && !matches!(it.kind(), SyntaxKind::NEWLINE | SyntaxKind::SEMI)
        }
    }
}

impl<'a> Token<'a> {
    pub(super) fn kind(self) -> SyntaxKind {
        kind_of(self.green.kind())
    }

    pub(super) fn text(self) -> &'a str {
        self.green.text()
    }

    pub(super) fn range(self) -> TextRange {
        TextRange::at(self.start, self.green.text_len())
    }
}
