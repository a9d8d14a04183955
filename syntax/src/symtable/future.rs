//! `from __future__ import …` (`Python/future.c`): which features a file asks for.

use rowan::TextSize;

use super::builder::Builder;
use super::green::{Child, Node, Token};
use crate::SyntaxError;
use crate::error::Stage;
use crate::kind::SyntaxKind::*;

/// What the `__future__` imports at the beginning of a file say.
#[derive(Default)]
pub(super) struct Future {
    /// Annotations are not evaluated (PEP 563).
    pub(super) annotations: bool,
    /// Where the last of the imports ends.
    end: Option<TextSize>,
    pub(super) errors: Vec<SyntaxError>,
}

// Source: `future_check_features` (Python/future.c, CPython 3.13).
const FEATURES: &[&str] = &[
    "nested_scopes",
    "generators",
    "division",
    "absolute_import",
    "with_statement",
    "print_function",
    "unicode_literals",
    "barry_as_FLUFL",
    "generator_stop",
    "annotations",
];

/// Reads the imports that stand before everything but the docstring.
pub(super) fn of_file(file: Node<'_>) -> Future {
    let mut future = Future::default();
    let mut statements = file.nodes().peekable();
    if statements.peek().is_some_and(|it| is_docstring(*it)) {
        statements.next();
    }
    for statement in statements {
        if !is_future_import(statement) {
            break;
        }
        future.read(statement);
    }
    future
}

impl Future {
    fn read(&mut self, statement: Node<'_>) {
        for feature in features(statement) {
            match feature.text() {
                "annotations" => self.annotations = true,
                text if FEATURES.contains(&text) => {}
                "braces" => self.refuse(statement, "not a chance".to_string()),
                text => self.refuse(statement, format!("future feature {text} is not defined")),
            }
        }
        self.end = Some(statement.end());
    }

    /// CPython names the start of the statement and no end.
    fn refuse(&mut self, statement: Node<'_>, text: String) {
        self.errors.push(SyntaxError::new(statement.range(), text).stage(Stage::Future));
    }
}

impl Builder<'_> {
    /// `Python/compile.c` refuses the imports that stand behind other statements.
    pub(super) fn late_future_import(&mut self, node: Node<'_>) {
        if is_future_import(node) && self.future.end.is_none_or(|end| node.start > end) {
            let text = "from __future__ imports must occur at the beginning of the file";
            self.errors.push(SyntaxError::new(node.range(), text).stage(Stage::Compile));
        }
    }
}

/// The imported names, or the star.
fn features(statement: Node<'_>) -> impl Iterator<Item = Token<'_>> {
    statement.children().filter_map(|child| match child {
        Child::Node(it) if it.kind == IMPORT_ALIAS => it.node(DOTTED_NAME)?.name(),
        Child::Token(it) if it.kind == STAR => Some(it),
        _ => None,
    })
}

fn is_future_import(statement: Node<'_>) -> bool {
    if statement.kind != IMPORT_FROM_STMT {
        return false;
    }
    let Some(module) = statement.node(DOTTED_NAME) else {
        return false;
    };
    let is_relative = statement
        .tokens()
        .take_while(|it| it.start < module.start)
        .any(|it| matches!(it.kind, DOT | ELLIPSIS));
    let mut parts = module.tokens().filter(|it| matches!(it.kind, NAME | DOT));
    !is_relative
        && parts.next().is_some_and(|it| it.text() == "__future__")
        && parts.next().is_none()
}

/// A statement that is nothing but a string, without braces to fill and no bytes.
fn is_docstring(statement: Node<'_>) -> bool {
    if statement.kind != EXPR_STMT {
        return false;
    }
    let Some(value) = statement.nodes().next().map(Node::unparenthesized) else {
        return false;
    };
    value.kind == STRING_EXPR
        && value.nodes().next().is_none()
        && !value.token(STRING).is_some_and(|it| is_bytes(it.text()))
}

fn is_bytes(literal: &str) -> bool {
    let prefix = literal.split(['"', '\'']).next().unwrap_or_default();
    prefix.contains(['b', 'B'])
}
