//! Values that are written down.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::literal::{self, Number, PyStr, StringValue};
use refwise_syntax::symtable::green::{Child, Node, Token};

use super::Lowerer;
use crate::body::{Const, Expr, ExprId, Name};

impl<'a> Lowerer<'a> {
    /// A number, `None`, `True`, `False` or `...`.
    pub(super) fn constant(&mut self, node: Node<'a>) -> ExprId {
        let value = node.tokens().find_map(constant_value);
        self.add_expr(node.range(), value.map_or(Expr::Missing, Expr::Const))
    }

    /// Adjacent strings.
    pub(super) fn strings(&mut self, node: Node<'a>) -> ExprId {
        let expr = match node.nodes().next() {
            None => strings_value(node).map_or(Expr::Missing, Expr::Const),
            Some(_) => self.interpolated(node),
        };
        self.add_expr(node.range(), expr)
    }

    fn interpolated(&mut self, node: Node<'a>) -> Expr {
        let mut fields = Vec::new();
        for string in node.nodes() {
            self.fields(string, &mut fields);
        }
        Expr::FString(fields.into())
    }

    /// The fields right below an f-string or a format specification.
    fn fields(&mut self, string: Node<'a>, found: &mut Vec<ExprId>) {
        for field in string.nodes().filter(|it| it.kind == REPLACEMENT_FIELD) {
            for part in field.nodes() {
                match part.kind {
                    CONVERSION | ERROR => {}
                    FORMAT_SPEC => self.deeper(|it| it.fields(part, found)),
                    _ => {
                        let value = self.expr(part);
                        found.push(value);
                    }
                }
            }
        }
    }
}

/// The value of a token of a `CONSTANT_EXPR`.
pub(super) fn constant_value(token: Token<'_>) -> Option<Const> {
    Some(match token.kind {
        NONE_KW => Const::None,
        TRUE_KW => Const::Bool(true),
        FALSE_KW => Const::Bool(false),
        ELLIPSIS => Const::Ellipsis,
        INT => int(token.text()),
        FLOAT | IMAGINARY => match literal::number(token.kind, token.text())? {
            Number::Float(it) => Const::Float(it.to_bits()),
            Number::Imaginary(it) => Const::Imaginary(it.to_bits()),
            Number::Int(_) => return None,
        },
        _ => return None,
    })
}

fn int(text: &str) -> Const {
    if let Ok(value) = text.parse() {
        return Const::Int(value);
    }
    let digits = text.replace('_', "");
    let radix = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => 16,
        [b'0', b'o' | b'O', ..] => 8,
        [b'0', b'b' | b'B', ..] => 2,
        _ => 10,
    };
    let bare = if radix == 10 { &digits } else { &digits[2..] };
    match i64::from_str_radix(bare, radix) {
        Ok(value) => Const::Int(value),
        Err(_) => Const::BigInt(digits.into()),
    }
}

fn strings_value(node: Node<'_>) -> Option<Const> {
    let mut tokens = node.tokens().filter(|it| it.kind == STRING);
    let first = tokens.next()?;
    let Some(second) = tokens.next() else { return one_string(first.text()) };
    let mut value = literal::string(first.text())?;
    for token in std::iter::once(second).chain(tokens) {
        match (&mut value, literal::string(token.text())?) {
            (StringValue::Str(it), StringValue::Str(next)) => it.append(&next),
            (StringValue::Bytes(it), StringValue::Bytes(next)) => it.extend(next),
            _ => return None,
        }
    }
    Some(string_const(value))
}

/// Most strings are what stands between their quotes.
fn one_string(text: &str) -> Option<Const> {
    let quote = text.as_bytes().first()?;
    let is_plain =
        matches!(quote, b'"' | b'\'') && memchr::memchr2(b'\\', b'\r', text.as_bytes()).is_none();
    if is_plain {
        return Some(Const::Str(literal::body(text).into()));
    }
    literal::string(text).map(string_const)
}

fn string_const(value: StringValue) -> Const {
    match value {
        StringValue::Str(it) => Const::Str(text_of(&it)),
        StringValue::Bytes(it) => Const::Bytes(it.into()),
    }
}

fn text_of(value: &PyStr) -> Name {
    match value.as_str() {
        Some(it) => it.into(),
        None => {
            let chars = value.code_points().map(char::from_u32);
            chars.map(|it| it.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>().into()
        }
    }
}

/// Is `node` a string without fields that is no bytes object?
pub(super) fn is_plain_string(node: Node<'_>) -> bool {
    let is_text = |it: Child<'_>| match it {
        Child::Node(_) => false,
        Child::Token(it) => it.kind != STRING || !literal::prefix(it.text()).bytes,
    };
    node.kind == STRING_EXPR && node.children().all(is_text)
}
