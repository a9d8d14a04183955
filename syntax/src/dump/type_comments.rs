//! `# type:` comments (PEP 484), which CPython's grammar takes at a few places.
//!
//! `python3.13 -m ast` asks for them. The tree has them as comments like any other, so they are
//! looked for in the text, and each statement claims its own.

use std::cell::Cell;

use rowan::{TextRange, TextSize, TokenAtOffset};

use super::writer::Places;
use crate::ast::{self, AstNode};
use crate::error::SyntaxError;
use crate::kind::SyntaxKind::*;
use crate::{SyntaxElement, SyntaxNode};

/// The type comments of a file, in the order of the text.
#[derive(Default)]
pub(super) struct TypeComments {
    comments: Vec<TypeComment>,
    ignores: Vec<Ignore>,
}

struct TypeComment {
    start: TextSize,
    /// Where the type stands.
    range: TextRange,
    text: String,
    is_claimed: Cell<bool>,
}

/// A `# type: ignore`.
struct Ignore {
    start: TextSize,
    tag: String,
}

impl TypeComments {
    pub(super) fn new(file: &ast::File, source: &str) -> TypeComments {
        let mut found = TypeComments::default();
        for at in memchr::memmem::find_iter(source.as_bytes(), "type:") {
            let before = source[..at].trim_end_matches([' ', '\t']);
            if !before.ends_with('#') {
                continue;
            }
            let start = TextSize::of(before) - TextSize::of('#');
            if let Some(end) = comment_end(file.syntax(), start) {
                found.add(source, start, at + "type:".len(), end);
            }
        }
        found
    }

    /// Source: `tok_get_normal_mode` (Parser/lexer/lexer.c).
    fn add(&mut self, source: &str, start: TextSize, behind: usize, end: TextSize) {
        let text = source[behind..end.into()].trim_start_matches([' ', '\t']);
        let ignored = text.strip_prefix("ignore");
        match ignored
            .filter(|it| !it.starts_with(|it: char| it.is_ascii_alphanumeric() || !it.is_ascii()))
        {
            Some(tag) => {
                let is_alone = is_alone(&source[..start.into()]);
                // Alone on its line it takes the line end along.
                let tag = format!("{tag}{}", if is_alone { "\n" } else { "" });
                self.ignores.push(Ignore { start, tag });
            }
            None => self.comments.push(TypeComment {
                start,
                range: TextRange::new(end - TextSize::of(text), end),
                text: text.to_string(),
                is_claimed: Cell::new(false),
            }),
        }
    }

    /// Line and tag of each `# type: ignore`.
    pub(super) fn ignores(&self, places: &Places) -> Vec<(usize, String)> {
        self.ignores.iter().map(|it| (places.of(it.start).0, it.tag.clone())).collect()
    }

    /// What is wrong once all statements had their turn.
    pub(super) fn misplaced(&self) -> Option<SyntaxError> {
        let left = self.comments.iter().find(|it| !it.is_claimed.get())?;
        Some(SyntaxError::new(left.range, "invalid syntax"))
    }

    /// The comment on the same line behind `offset`.
    pub(super) fn behind(&self, source: &str, offset: TextSize) -> Option<String> {
        self.on_line(source, offset).map(TypeComment::claim)
    }

    /// Where a statement ends: behind its type comment, else at `offset`.
    pub(super) fn end_behind(&self, source: &str, offset: TextSize) -> TextSize {
        self.on_line(source, offset).map_or(offset, |it| it.range.end())
    }

    fn on_line(&self, source: &str, offset: TextSize) -> Option<&TypeComment> {
        let comment = self.next(offset)?;
        let between = &source[TextRange::new(offset, comment.start)];
        is_blank(between, false).then_some(comment)
    }

    /// The comment on the same line behind the colon of a statement.
    pub(super) fn behind_colon(&self, source: &str, stmt: &SyntaxNode) -> Option<String> {
        if self.comments.is_empty() {
            return None;
        }
        self.behind(source, token_end(stmt, COLON)?)
    }

    /// The comment behind the colon of a function, or on a line of its own before the body.
    pub(super) fn of_function(&self, source: &str, stmt: &SyntaxNode) -> Option<String> {
        if self.comments.is_empty() {
            return None;
        }
        let colon = token_end(stmt, COLON)?;
        let comment = self.next(colon)?;
        let between = &source[TextRange::new(colon, comment.start)];
        is_blank(between, true).then(|| comment.claim())
    }

    /// The comment behind a parameter and its comma, or before the closing parenthesis.
    pub(super) fn of_parameter(&self, source: &str, param: &SyntaxNode) -> Option<String> {
        let of_lambda = || param.parent()?.parent().filter(|it| it.kind() == LAMBDA_EXPR);
        if self.comments.is_empty() || of_lambda().is_some() {
            return None;
        }
        let end = param.text_range().end();
        let comment = self.next(end)?;
        let between = &source[TextRange::new(end, comment.start)];
        let behind_comma = without_blanks(between).strip_prefix(',').unwrap_or(between);
        is_blank(behind_comma, true).then(|| comment.claim())
    }

    fn next(&self, offset: TextSize) -> Option<&TypeComment> {
        let at = self.comments.partition_point(|it| it.start < offset);
        self.comments.get(at)
    }
}

impl TypeComment {
    fn claim(&self) -> String {
        self.is_claimed.set(true);
        self.text.clone()
    }
}

/// Does nothing stand on a line behind `before`, lines continued to it counted in?
fn is_alone(before: &str) -> bool {
    let mut rest = before;
    loop {
        rest = rest.trim_end_matches([' ', '\t', '\x0c', '\u{feff}']);
        let above = rest.strip_suffix("\r\n").or_else(|| rest.strip_suffix(['\n', '\r']));
        match above.map(|it| it.strip_suffix('\\')) {
            Some(Some(continued)) => rest = continued,
            Some(None) => return true,
            None => return rest.is_empty(),
        }
    }
}

/// The end of the comment that starts at `start`, if there is one.
fn comment_end(file: &SyntaxNode, start: TextSize) -> Option<TextSize> {
    let token = match file.token_at_offset(start) {
        TokenAtOffset::Single(it) | TokenAtOffset::Between(_, it) => it,
        TokenAtOffset::None => return None,
    };
    let range = token.text_range();
    (token.kind() == COMMENT && range.start() == start).then_some(range.end())
}

fn token_end(node: &SyntaxNode, kind: crate::SyntaxKind) -> Option<TextSize> {
    let mut tokens = node.children_with_tokens().filter_map(SyntaxElement::into_token);
    tokens.find(|it| it.kind() == kind).map(|it| it.text_range().end())
}

/// Is there nothing but blanks, continued lines and, with `lines`, line ends and comments?
fn is_blank(text: &str, lines: bool) -> bool {
    let rest = without_blanks(text);
    rest.is_empty() || lines && without_lines(rest).is_empty()
}

/// `text` behind blanks and continued lines.
fn without_blanks(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\x0c']);
        let Some(behind) = rest.strip_prefix('\\') else {
            return rest;
        };
        let Some(next) = behind.strip_prefix("\r\n").or_else(|| behind.strip_prefix(['\n', '\r']))
        else {
            return rest;
        };
        rest = next;
    }
}

/// `text` behind blanks, line ends and comments.
fn without_lines(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = without_blanks(rest);
        rest = match rest.as_bytes().first() {
            Some(b'\n' | b'\r') => &rest[1..],
            Some(b'#') => &rest[rest.find(['\n', '\r']).unwrap_or(rest.len())..],
            _ => return rest,
        };
    }
}
