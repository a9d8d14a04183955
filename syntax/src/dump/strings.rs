//! Strings: adjacent literals become one constant, or one f-string whose constants are merged.
//!
//! Source: `_PyPegen_concatenate_strings`, `_PyPegen_joined_str`, `_PyPegen_formatted_value` and
//! `_PyPegen_setup_full_format_spec` (Parser/action_helpers.c).

use rowan::TextRange;

use super::{Dump, Step, range_of};
use crate::SyntaxElement;
use crate::ast::{self, AstNode, Interpolated, ReplacementField};
use crate::kind::SyntaxKind::*;
use crate::literal::{self, PyStr, StringValue};
use crate::repr;

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

impl Dump<'_> {
    pub(super) fn string(&mut self, expr: ast::StringExpr) {
        let range = range_of(&expr);
        let kinds = || expr.parts().map(|it| it.kind());
        if kinds().all(|it| it == STRING) {
            return self.constants(&expr);
        }
        let is_template = kinds().any(|it| it == TSTRING);
        let pieces = expr.parts().flat_map(pieces).collect();
        let class = if is_template {
            "TemplateStr"
        } else {
            "JoinedStr"
        };
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
                self.field("value", Step::Owned(repr::bytes(&it)));
                self.add(Step::EndAt(range_of(expr)));
            }
            None => {
                let is_unicode = is_unicode == Some(true);
                self.text_piece(Text {
                    value: text,
                    is_unicode,
                    range: range_of(expr),
                });
            }
        }
    }

    fn text_piece(&mut self, text: Text) {
        self.add(Step::Node("Constant"));
        self.field("value", Step::Owned(repr::py_str(&text.value)));
        if text.is_unicode {
            self.text("kind", "'u'");
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
        let is_template = field.syntax().ancestors().any(|it| it.kind() == TSTRING);
        self.add(Step::Node(if is_template {
            "Interpolation"
        } else {
            "FormattedValue"
        }));
        self.load("value", field.value());
        if is_template {
            let source = self.expression_text(&field);
            self.field("str", Step::Owned(repr::py_str(&source.into())));
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
        let pieces = spec.parts().flat_map(|part| match part {
            SyntaxElement::Token(it) => {
                let value = literal::format_spec_middle(&it).unwrap_or_default();
                vec![Piece::Text(Text {
                    value,
                    is_unicode: false,
                    range: it.text_range(),
                })]
            }
            SyntaxElement::Node(it) => field_pieces(it),
        });
        // Here nothing empty is merged.
        let pieces = pieces.filter(|it| !it.is_empty()).collect();
        self.joined("JoinedStr", merge(pieces), range_of(&spec));
    }

    /// The text of the expression, which a template string keeps.
    fn expression_text(&self, field: &ReplacementField) -> String {
        let range = debug_range(field);
        let source = self.source[range].trim();
        match field.equal() {
            Some(_) => source.trim_end_matches('=').trim_end().to_string(),
            None => source.to_string(),
        }
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
            vec![Piece::Text(Text {
                value,
                is_unicode,
                range: it.text_range(),
            })]
        }
        SyntaxElement::Node(it) => {
            let string = Interpolated::cast(it);
            string
                .map(|it| interpolated_pieces(&it))
                .unwrap_or_default()
        }
    }
}

fn interpolated_pieces(string: &Interpolated) -> Vec<Piece> {
    let raw = string
        .start()
        .is_some_and(|it| literal::prefix(it.text()).raw);
    let pieces = string.parts().flat_map(|part| match part {
        SyntaxElement::Token(it) => {
            let value = literal::middle(&it, raw).unwrap_or_default();
            vec![Piece::Text(Text {
                value,
                is_unicode: false,
                range: it.text_range(),
            })]
        }
        SyntaxElement::Node(it) => field_pieces(it),
    });
    pieces.filter(|it| !it.is_empty()).collect()
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
    let text = Text {
        value,
        is_unicode: false,
        range: debug_range(&field),
    };
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

/// From behind the opening brace to the `!`, the `:` or the closing brace.
fn debug_range(field: &ReplacementField) -> TextRange {
    let range = range_of(field);
    let brace = '}'.len_utf8() as u32;
    let end = match (field.conversion(), field.format_spec()) {
        (Some(it), _) => range_of(&it).start(),
        (None, Some(it)) => range_of(&it).start(),
        (None, None) => range.end() - rowan::TextSize::new(brace),
    };
    TextRange::new(range.start() + rowan::TextSize::new(brace), end)
}

/// The code of the letter behind `!`; -1 without one, `r` for `{text=}` without a format.
fn conversion(field: &ReplacementField) -> Step {
    let letter = field
        .conversion()
        .and_then(|it| it.name()?.text().chars().next());
    match letter {
        Some(it) => Step::Number(u32::from(it) as usize),
        None if field.equal().is_some() && field.format_spec().is_none() => {
            Step::Number(usize::from(b'r'))
        }
        None => Step::Text("-1"),
    }
}
