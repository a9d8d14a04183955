//! Strings: adjacent literals become one constant, or one f-string whose constants are merged.
//!
//! Source: `_PyPegen_concatenate_strings`, `_PyPegen_joined_str`, `_PyPegen_formatted_value` and
//! `_PyPegen_setup_full_format_spec` (Parser/action_helpers.c).

use rowan::TextRange;

use super::{Dump, Sink, Step, Value, range_of};
use crate::SyntaxElement;
use crate::ast::{self, AstNode, Interpolated, ReplacementField};
use crate::kind::SyntaxKind::*;
use crate::literal::{self, PyStr, StringValue};

/// A part of an f-string.
enum Piece {
    Text(Text),
    Field(ReplacementField),
}

/// Text of one or several literals, or between the fields of an f-string.
struct Text {
    value: PyStr,
    /// Is the first literal one with `u`?
    is_unicode: bool,
    range: TextRange,
}

impl<S: Sink> Dump<'_, S> {
    pub(super) fn string(&mut self, expr: ast::StringExpr) {
        let range = range_of(&expr);
        let kinds = || expr.parts().map(|it| it.kind());
        if kinds().all(|it| it == STRING) {
            return self.constants(&expr);
        }
        let is_template = kinds().any(|it| it == TSTRING);
        let pieces = expr.parts().flat_map(pieces).collect();
        let class = if is_template { "TemplateStr" } else { "JoinedStr" };
        self.joined(class, merge(pieces), range);
    }

    /// Literals without fields.
    fn constants(&mut self, expr: &ast::StringExpr) {
        let mut text = PyStr::new();
        let mut bytes = None;
        let mut is_unicode = None;
        for part in expr.parts().filter_map(SyntaxElement::into_token) {
            is_unicode.get_or_insert(literal::prefix(part.text()).unicode);
            match literal::string(part.text()) {
                Some(StringValue::Str(it)) => text.append(&it),
                Some(StringValue::Bytes(it)) => bytes.get_or_insert_with(Vec::new).extend(it),
                None => {}
            }
        }
        match bytes {
            Some(it) => {
                self.add(Step::Node("Constant"));
                self.field("value", Step::Value(Value::Bytes(it)));
                self.add(Step::EndAt(range_of(expr)));
            }
            None => {
                let is_unicode = is_unicode == Some(true);
                self.text_piece(Text { value: text, is_unicode, range: range_of(expr) });
            }
        }
    }

    fn text_piece(&mut self, text: Text) {
        self.add(Step::Node("Constant"));
        self.field("value", Step::Value(Value::Str(text.value)));
        if text.is_unicode {
            self.field("kind", Step::Value(Value::Str("u".into())));
        }
        self.add(Step::EndAt(text.range));
    }

    fn joined(&mut self, class: &'static str, pieces: Vec<Piece>, range: TextRange) {
        self.add(Step::Node(class));
        self.list("values", pieces, |dump, piece| match piece {
            Piece::Text(it) => dump.text_piece(it),
            Piece::Field(it) => dump.replacement_field(it),
        });
        self.add(Step::EndAt(range));
    }

    fn replacement_field(&mut self, field: ReplacementField) {
        // Fields of a format specification are those of an f-string, also in a template string.
        let is_template = field.syntax().parent().is_some_and(|it| it.kind() == TSTRING);
        self.add(Step::Node(if is_template { "Interpolation" } else { "FormattedValue" }));
        self.load("value", field.value());
        if is_template {
            let source = self.expression_text(&field);
            self.field("str", Step::Value(Value::Str(source.as_str().into())));
        }
        self.add(Step::Field("conversion"));
        self.add(conversion(&field));
        if let Some(spec) = field.format_spec() {
            self.add(Step::Field("format_spec"));
            self.format_spec(spec);
        }
        self.add(Step::EndAt(range_of(&field)));
    }

    fn format_spec(&mut self, spec: ast::FormatSpec) {
        match merged_spec(&spec) {
            Some(text) => self.text_piece(text),
            None => self.joined("JoinedStr", merge(spec_pieces(&spec)), range_of(&spec)),
        }
    }

    /// The text of the expression, which a template string keeps. Blanks behind it are cut, those
    /// before it are not (`_strip_interpolation_expr` in Parser/action_helpers.c, CPython 3.14).
    fn expression_text(&self, field: &ReplacementField) -> String {
        let source = &self.source[debug_range(field)];
        let kept = source.trim_end_matches(|it: char| it.is_whitespace() || it == '=');
        literal::line_ends(kept).into_owned()
    }
}

/// The pieces of one literal beside others.
fn pieces(part: SyntaxElement) -> Vec<Piece> {
    match part {
        SyntaxElement::Token(it) => {
            let value = match literal::string(it.text()) {
                Some(StringValue::Str(it)) => it,
                _ => PyStr::new(),
            };
            let is_unicode = literal::prefix(it.text()).unicode;
            vec![Piece::Text(Text { value, is_unicode, range: it.text_range() })]
        }
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
fn merged_spec(spec: &ast::FormatSpec) -> Option<Text> {
    let pieces = spec_pieces(spec);
    if pieces.len() < 2 || pieces.iter().any(|it| matches!(it, Piece::Field(_))) {
        return None;
    }
    merge(pieces).into_iter().find_map(|it| match it {
        Piece::Text(it) => Some(it),
        Piece::Field(_) => None,
    })
}

/// Empty pieces are dropped at once.
fn texts(from: Vec<literal::Piece>, to: &mut Vec<Piece>) {
    for piece in from {
        let value = piece.value.unwrap_or_default();
        if !value.is_empty() {
            to.push(Piece::Text(Text { value, is_unicode: false, range: piece.range }));
        }
    }
}

/// A field, with the text of `{text=}` before it.
fn field_pieces(node: crate::SyntaxNode) -> Vec<Piece> {
    let Some(field) = ReplacementField::cast(node) else {
        return Vec::new();
    };
    if field.equal().is_none() {
        return vec![Piece::Field(field)];
    }
    let value = literal::debug_text(&field).unwrap_or_default();
    let text = Text { value, is_unicode: false, range: shown_range(&field) };
    vec![Piece::Text(text), Piece::Field(field)]
}

impl Piece {
    fn is_empty(&self) -> bool {
        matches!(self, Piece::Text(it) if it.value.is_empty())
    }
}

/// Joins texts that follow each other, then drops the empty ones.
fn merge(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut merged: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match (merged.last_mut(), piece) {
            (Some(Piece::Text(before)), Piece::Text(it)) => {
                before.value.append(&it.value);
                before.range = before.range.cover(it.range);
            }
            (_, piece) => merged.push(piece),
        }
    }
    merged.retain(|it| !it.is_empty());
    merged
}

/// Where the text of `{text=}` stands for CPython.
fn shown_range(field: &ReplacementField) -> TextRange {
    let range = debug_range(field);
    let merged = field.format_spec().filter(|_| field.conversion().is_none());
    match merged.and_then(|it| merged_spec(&it)) {
        // CPython goes one back from the format, which starts behind the colon here.
        Some(text) => TextRange::new(range.start(), text.range.start()),
        None => range,
    }
}

/// From behind the opening brace to the `!`, the `:` or the closing brace.
fn debug_range(field: &ReplacementField) -> TextRange {
    let end = match (field.conversion(), field.format_spec()) {
        (Some(it), _) => Some(range_of(&it)),
        (None, Some(it)) => Some(range_of(&it)),
        (None, None) => field.syntax().last_token().map(|it| it.text_range()),
    };
    let start = range_of(field).start() + rowan::TextSize::of('{');
    TextRange::new(start, end.map_or(start, |it| it.start().max(start)))
}

/// The code of the letter behind `!`; -1 without one, `r` for `{text=}` without a format.
fn conversion(field: &ReplacementField) -> Step {
    let letter = field.conversion().and_then(|it| it.name()?.text().chars().next());
    match letter {
        Some(it) => Step::Value(Value::Int(u32::from(it).into())),
        None if field.equal().is_some() && field.format_spec().is_none() => {
            Step::Value(Value::Int(b'r'.into()))
        }
        None => Step::Value(Value::Int(-1)),
    }
}
