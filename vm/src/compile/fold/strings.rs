//! Strings: adjacent literals become one constant, or one f-string whose constants are merged.
//!
//! Source: `_PyPegen_concatenate_strings`, `_PyPegen_joined_str`, `_PyPegen_formatted_value` and
//! `_PyPegen_setup_full_format_spec` (Parser/action_helpers.c, CPython 3.13).

use refwise_syntax::ast::{self, AstNode, Interpolated, ReplacementField};
use refwise_syntax::kind::SyntaxKind::*;
use refwise_syntax::literal::{self, PyStr, StringValue};
use refwise_syntax::symtable::NodePtr;
use refwise_syntax::symtable::green::{Child, Node};
use refwise_syntax::{SyntaxElement, SyntaxNode, TextRange, TextSize};

use crate::code::Constant;
use crate::compile::tree::{Expr, ExprKind, FormattedValue};

use super::{Context, Fold};

/// A part of an f-string.
enum Piece {
    Text(PyStr, TextRange),
    Field(ReplacementField),
}

impl<'a> Fold<'a> {
    pub(super) fn string(&mut self, node: Node<'a>) -> Expr {
        let location = self.location(node.range());
        let kind = match node.nodes().next() {
            None => ExprKind::Constant(constant(node)),
            Some(_) => self.interpolated(node),
        };
        Expr { kind, location }
    }

    /// Fields know their surroundings, so they are read in the tree with parents.
    fn interpolated(&mut self, node: Node<'a>) -> ExprKind {
        let ptr = NodePtr { kind: node.kind, range: node.range() };
        let string = ptr.to_node(&self.root).and_then(ast::StringExpr::cast);
        let pieces = string.into_iter().flat_map(|it| it.parts()).flat_map(pieces).collect();
        let fields = fields(node);
        ExprKind::JoinedStr(self.joined(pieces, &fields))
    }

    fn joined(&mut self, pieces: Vec<Piece>, fields: &[Node<'a>]) -> Vec<Expr> {
        let mut parts = Vec::new();
        for piece in merge(pieces) {
            match piece {
                Piece::Text(value, range) => parts.push(self.text(value, range)),
                Piece::Field(it) => parts.extend(self.field(it, fields)),
            }
        }
        parts
    }

    fn text(&self, value: PyStr, range: TextRange) -> Expr {
        Expr { kind: ExprKind::Constant(Constant::Str(value)), location: self.location(range) }
    }

    fn field(&mut self, field: ReplacementField, fields: &[Node<'a>]) -> Option<Expr> {
        let start = field.syntax().text_range().start();
        let node = *fields.iter().find(|it| it.start == start)?;
        let location = self.location(node.range());
        let value = node.nodes().find(|it| !matches!(it.kind, CONVERSION | FORMAT_SPEC));
        let value = value.map(|it| self.expr(it, Context::Load))?;
        let conversion = conversion(&field);
        let format_spec = field.format_spec().map(|it| self.format_spec(it, node));
        let field = FormattedValue { value, conversion, format_spec };
        Some(Expr { kind: ExprKind::FormattedValue(Box::new(field)), location })
    }

    fn format_spec(&mut self, spec: ast::FormatSpec, field: Node<'a>) -> Expr {
        if let Some((value, range)) = merged_spec(&spec) {
            return self.text(value, range);
        }
        let fields: Vec<_> = field.node(FORMAT_SPEC).map(fields).unwrap_or_default();
        let parts = self.joined(spec_pieces(&spec), &fields);
        let location = self.location(spec.syntax().text_range());
        Expr { kind: ExprKind::JoinedStr(parts), location }
    }
}

/// The replacement fields of a string, or of a format specification, at this level.
fn fields(node: Node<'_>) -> Vec<Node<'_>> {
    let mut fields = Vec::new();
    for it in node.nodes() {
        match it.kind {
            REPLACEMENT_FIELD => fields.push(it),
            _ => fields.extend(it.nodes().filter(|it| it.kind == REPLACEMENT_FIELD)),
        }
    }
    fields
}

/// The value of literals without fields.
pub(super) fn constant(node: Node<'_>) -> Constant {
    let mut tokens = node.children().filter_map(|it| match it {
        Child::Token(it) if it.kind == STRING => Some(it.text()),
        _ => None,
    });
    let first = tokens.next().and_then(literal::string);
    match first {
        Some(StringValue::Bytes(mut bytes)) => {
            for token in tokens {
                if let Some(StringValue::Bytes(it)) = literal::string(token) {
                    bytes.extend(it);
                }
            }
            Constant::Bytes(bytes.into())
        }
        Some(StringValue::Str(mut text)) => {
            for token in tokens {
                if let Some(StringValue::Str(it)) = literal::string(token) {
                    text.append(&it);
                }
            }
            Constant::Str(text)
        }
        None => Constant::None,
    }
}

/// The pieces of one literal beside others.
fn pieces(part: SyntaxElement) -> Vec<Piece> {
    match part {
        SyntaxElement::Token(it) => match literal::string(it.text()) {
            Some(StringValue::Str(value)) => vec![Piece::Text(value, it.text_range())],
            _ => Vec::new(),
        },
        SyntaxElement::Node(it) => {
            Interpolated::cast(it).map(|it| interpolated_pieces(&it)).unwrap_or_default()
        }
    }
}

fn interpolated_pieces(string: &Interpolated) -> Vec<Piece> {
    let raw = literal::is_raw(string.syntax());
    let mut pieces = Vec::new();
    for part in string.parts() {
        match part {
            SyntaxElement::Token(it) => texts(literal::middle(&it, raw), &mut pieces),
            SyntaxElement::Node(it) => pieces.extend(field_pieces(it)),
        }
    }
    pieces
}

fn spec_pieces(spec: &ast::FormatSpec) -> Vec<Piece> {
    let raw = literal::is_raw(spec.syntax());
    let mut pieces = Vec::new();
    for part in spec.parts() {
        match part {
            SyntaxElement::Token(it) => texts(literal::format_spec_middle(&it, raw), &mut pieces),
            SyntaxElement::Node(it) => pieces.extend(field_pieces(it)),
        }
    }
    pieces
}

/// Several pieces of text and nothing else make a constant, unlike a single one.
fn merged_spec(spec: &ast::FormatSpec) -> Option<(PyStr, TextRange)> {
    let pieces = spec_pieces(spec);
    if pieces.len() < 2 || pieces.iter().any(|it| matches!(it, Piece::Field(_))) {
        return None;
    }
    merge(pieces).into_iter().find_map(|it| match it {
        Piece::Text(value, range) => Some((value, range)),
        Piece::Field(_) => None,
    })
}

/// Empty pieces are dropped at once.
fn texts(from: Vec<literal::Piece>, to: &mut Vec<Piece>) {
    for piece in from {
        let value = piece.value.unwrap_or_default();
        if !value.is_empty() {
            to.push(Piece::Text(value, piece.range));
        }
    }
}

/// A field, with the text of `{text=}` before it.
fn field_pieces(node: SyntaxNode) -> Vec<Piece> {
    let Some(field) = ReplacementField::cast(node) else {
        return Vec::new();
    };
    if field.equal().is_none() {
        return vec![Piece::Field(field)];
    }
    let value = literal::debug_text(&field).unwrap_or_default();
    vec![Piece::Text(value, shown_range(&field)), Piece::Field(field)]
}

/// Joins texts that follow each other, then drops the empty ones.
fn merge(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut merged: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match (merged.last_mut(), piece) {
            (Some(Piece::Text(before, place)), Piece::Text(value, range)) => {
                before.append(&value);
                *place = place.cover(range);
            }
            (_, piece) => merged.push(piece),
        }
    }
    merged.retain(|it| !matches!(it, Piece::Text(value, _) if value.is_empty()));
    merged
}

/// Where the text of `{text=}` stands for CPython.
fn shown_range(field: &ReplacementField) -> TextRange {
    let range = field.syntax().text_range();
    let brace = TextSize::of('{');
    let start = range.start() + brace;
    let spec = field.format_spec();
    let end = match (field.conversion(), &spec) {
        (Some(it), _) => it.syntax().text_range().start(),
        // CPython goes one back from the format where it is a constant, which starts behind the
        // colon.
        (None, Some(it)) => match merged_spec(it) {
            Some((_, range)) => range.start(),
            None => it.syntax().text_range().start(),
        },
        (None, None) => range.end() - brace,
    };
    TextRange::new(start, end)
}

/// The letter behind `!`; `r` for `{text=}` without a format.
fn conversion(field: &ReplacementField) -> Option<char> {
    let letter = field.conversion().and_then(|it| it.name()?.text().chars().next());
    let is_shown = field.equal().is_some() && field.format_spec().is_none();
    letter.or(is_shown.then_some('r'))
}
