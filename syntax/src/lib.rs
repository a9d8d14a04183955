//! Python's text to a lossless tree, CPython's syntax errors, and its symbol tables.
//!
//! Reading order: [`kind`] (what a tree is made of), `lexer` (text to tokens), `parser` and
//! `grammar` (tokens to a tree), [`ast`] (typed views of the tree), `reparse` (an edit), [`literal`]
//! (values of literals), [`symtable`] and [`validate`] (what CPython checks behind the parser).
//!
//! A tree is a value: it knows no files, no positions beyond offsets, no other tree. Parsing never
//! fails and never loses a byte; what is wrong is told beside the tree, in [`Parse::errors`].

pub mod ast;
pub mod kind;

mod edit;
mod error;
mod position;
mod version;

pub use edit::TextEdit;
pub use error::{ErrorClass, Stage, SyntaxError, first_reported};
pub use kind::{Python, SyntaxKind, TokenSet};
pub use position::{Encoding, LineCol, LineIndex};
pub use rowan::{GreenNode, NodeOrToken, TextRange, TextSize, TokenAtOffset, WalkEvent};
pub use version::{Feature, PythonVersion};

/// A node of the tree, with its place in it.
pub type SyntaxNode = rowan::SyntaxNode<Python>;
/// A leaf of the tree, with its place in it.
pub type SyntaxToken = rowan::SyntaxToken<Python>;
/// A node or a leaf.
pub type SyntaxElement = rowan::SyntaxElement<Python>;

/// The tree of a text, and what is wrong with the text.
///
/// A value: it can be compared, cloned cheaply and sent to other threads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parse {
    green: GreenNode,
    errors: Vec<SyntaxError>,
    features: Vec<(TextRange, Feature)>,
}

/// Reads `text`, whatever it is.
pub fn parse(text: &str) -> Parse {
    // The parser comes here.
    let mut builder = rowan::GreenNodeBuilder::new();
    builder.start_node(rowan::SyntaxKind(SyntaxKind::FILE as u16));
    builder.token(rowan::SyntaxKind(SyntaxKind::ERRORTOKEN as u16), text);
    builder.finish_node();
    Parse { green: builder.finish(), errors: Vec::new(), features: Vec::new() }
}

impl Parse {
    /// The root of the tree, a `FILE`.
    pub fn syntax(&self) -> SyntaxNode {
        SyntaxNode::new_root(self.green.clone())
    }

    /// The typed root.
    pub fn file(&self) -> ast::File {
        ast::AstNode::cast(self.syntax()).expect("the root is a FILE")
    }

    /// The tree without places.
    pub fn green(&self) -> &GreenNode {
        &self.green
    }

    /// What CPython's tokenizer and parser refuse, in the order of the text.
    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }

    /// The uses of syntax that came with Python 3.9 or later, in the order of the text.
    pub fn features(&self) -> &[(TextRange, Feature)] {
        &self.features
    }

    /// The parse of the text behind `edit`; what the edit did not touch is taken over.
    ///
    /// Always equals `parse(&edit.apply(text))`.
    pub fn reparse(&self, edit: &TextEdit) -> Parse {
        parse(&edit.apply(&self.syntax().text().to_string()))
    }
}
