//! Python's text to a lossless tree, CPython's syntax errors, and its symbol tables.
//!
//! Reading order: [`kind`] (what a tree is made of), `lexer` (text to tokens), `parser` and
//! `grammar` (tokens to a tree), [`ast`] (typed views of the tree), `reparse` (an edit), [`literal`]
//! (values of literals), [`symtable`] and [`validate`] (what CPython checks behind the parser),
//! `diagnose` (which error CPython would report for a broken file, in its words).
//!
//! A tree is a value: it knows no files, no positions beyond offsets, no other tree. Parsing never
//! fails and never loses a byte; what is wrong is told beside the tree, in [`Parse::errors`].

pub mod ast;
pub mod dump;
pub mod kind;
pub mod literal;
pub mod repr;
pub mod symtable;

mod builder;
mod diagnose;
mod edit;
mod error;
mod grammar;
mod lexer;
mod parser;
mod position;
mod reparse;
pub mod unicode;
pub mod validate;
mod version;

use std::sync::OnceLock;

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
#[derive(Clone, Debug)]
pub struct Parse {
    green: GreenNode,
    /// As the parser told them where it mended the tree.
    errors: Vec<SyntaxError>,
    /// The same with CPython's first ones among them, made when they are asked for.
    explained: OnceLock<Vec<SyntaxError>>,
    /// For each error, where the statement starts that it belongs to.
    owners: Vec<TextSize>,
    features: Vec<(TextRange, Feature)>,
}

/// What is explained follows from the rest.
impl PartialEq for Parse {
    fn eq(&self, other: &Parse) -> bool {
        self.green == other.green
            && self.errors == other.errors
            && self.owners == other.owners
            && self.features == other.features
    }
}

impl Eq for Parse {}

/// The tokens of `text`, without white space and comments, and what the lexer says of them.
pub fn tokens(text: &str) -> (Vec<(SyntaxKind, TextRange)>, Vec<SyntaxError>) {
    let mut lexer = lexer::Lexer::new(text);
    let mut tokens = Vec::new();
    loop {
        let token = lexer.next_token();
        tokens.push((token.kind, token.range()));
        if token.kind == SyntaxKind::ENDMARKER {
            break;
        }
    }
    (tokens, lexer.errors.into_iter().map(|it| it.1).collect())
}

/// Reads `text`, whatever it is.
pub fn parse(text: &str) -> Parse {
    let mut parser = parser::Parser::new(lexer::Lexer::new(text));
    grammar::file(&mut parser);
    let output = parser.output();
    let kind = <Python as rowan::Language>::kind_to_raw(SyntaxKind::FILE);
    Parse::new(GreenNode::new(kind, output.elements), output.errors, output.features)
}

impl Parse {
    fn new(
        green: GreenNode,
        mut errors: Vec<(u32, SyntaxError)>,
        mut features: Vec<(TextRange, Feature)>,
    ) -> Parse {
        errors.sort_by(|a, b| a.1.order().cmp(&b.1.order()).then(a.0.cmp(&b.0)));
        features.sort_by_key(|it| (it.0.start(), it.0.end()));
        let owners = errors.iter().map(|it| TextSize::new(it.0)).collect();
        let errors = errors.into_iter().map(|it| it.1).collect();
        Parse { green, errors, explained: OnceLock::new(), owners, features }
    }

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
    ///
    /// Each statement at the top level that has mistakes tells first what CPython would say of it.
    pub fn errors(&self) -> &[SyntaxError] {
        if self.errors.is_empty() {
            return &[];
        }
        self.explained.get_or_init(|| diagnose::errors(self))
    }

    /// The uses of syntax that came with Python 3.9 or later, in the order of the text.
    pub fn features(&self) -> &[(TextRange, Feature)] {
        &self.features
    }

    /// The parse of the text behind `edit`; what the edit did not touch is taken over.
    ///
    /// Always equals `parse(&edit.apply(text))`.
    pub fn reparse(&self, edit: &TextEdit) -> Parse {
        reparse::reparse(self, edit)
    }
}
