//! The keys of a mapping pattern: which are equal. Mirrors `compiler_pattern_mapping`.

use num_bigint::BigUint;

use super::place::{Node, Token};
use crate::kind::SyntaxKind::*;
use crate::literal::{self, Number, PyStr, StringValue};
use crate::repr;

/// The value of a key, as far as equality goes: `1`, `1.0`, `True` and `1+0j` are one.
#[derive(Clone, Debug, PartialEq)]
enum Key {
    None,
    Str(PyStr),
    Bytes(Vec<u8>),
    /// An integer, also one that a float or a complex number is equal to.
    Int {
        negative: bool,
        value: BigUint,
    },
    Float(f64),
    Complex(f64, f64),
}

/// What CPython says of the keys of `node`, a mapping pattern.
pub(super) fn refused(node: Node<'_>) -> Option<String> {
    let mut seen: Vec<Key> = Vec::new();
    for item in node.nodes().filter(|it| it.kind() == MAPPING_ITEM) {
        let Some(key) = item.nodes().next() else { continue };
        if key.kind() == STRING_EXPR && key.nodes().next().is_some() {
            let text = "mapping pattern keys may only match literals and attribute lookups";
            return Some(text.to_owned());
        }
        let Some((value, shown)) = constant(key) else { continue };
        if seen.contains(&value) {
            return Some(format!("mapping pattern checks duplicate key ({shown})"));
        }
        seen.push(value);
    }
    None
}

/// The value of a literal, and its `repr`; `None` for attributes.
fn constant(node: Node<'_>) -> Option<(Key, String)> {
    match node.kind() {
        STRING_EXPR => string(node),
        CONSTANT_EXPR => {
            let token = significant(node)?;
            match token.kind() {
                NONE_KW => Some((Key::None, "None".to_owned())),
                TRUE_KW => Some((small(1), "True".to_owned())),
                FALSE_KW => Some((small(0), "False".to_owned())),
                _ => number(token, false),
            }
        }
        UNARY_EXPR => number(significant(node.nodes().next()?)?, true),
        BIN_EXPR => complex(node),
        _ => None,
    }
}

fn significant(node: Node<'_>) -> Option<Token<'_>> {
    node.tokens().find(|it| !it.kind().is_trivia())
}

fn small(value: u32) -> Key {
    Key::Int { negative: false, value: value.into() }
}

fn string(node: Node<'_>) -> Option<(Key, String)> {
    let mut text = PyStr::new();
    let mut bytes = None;
    for token in node.tokens().filter(|it| it.kind() == STRING) {
        match literal::string(token.text())? {
            StringValue::Str(it) => text.append(&it),
            StringValue::Bytes(it) => bytes.get_or_insert_with(Vec::new).extend(it),
        }
    }
    Some(match bytes {
        Some(it) => {
            let shown = repr::bytes(&it);
            (Key::Bytes(it), shown)
        }
        None => {
            let shown = repr::py_str(&text);
            (Key::Str(text), shown)
        }
    })
}

fn number(token: Token<'_>, negative: bool) -> Option<(Key, String)> {
    let value = literal::number(token.kind(), token.text())?;
    let sign = if negative { -1.0 } else { 1.0 };
    Some(match value {
        Number::Int(value) => {
            let negative = negative && value != BigUint::ZERO;
            let shown = format!("{}{value}", if negative { "-" } else { "" });
            (Key::Int { negative, value }, shown)
        }
        Number::Float(it) => (float(sign * it), repr::float(sign * it)),
        Number::Imaginary(it) => {
            // `-1j` has a real part of minus zero.
            let real = if negative { -0.0 } else { 0.0 };
            (of_complex(real, sign * it), show_complex(real, sign * it))
        }
    })
}

/// `1 + 2j`
fn complex(node: Node<'_>) -> Option<(Key, String)> {
    let mut parts = node.nodes();
    let (real, imaginary) = (parts.next()?, parts.next()?);
    let real = match real.kind() {
        UNARY_EXPR => -as_float(significant(real.nodes().next()?)?)?,
        _ => as_float(significant(real)?)?,
    };
    let is_minus = node.token(MINUS).is_some();
    let imaginary = as_float(significant(imaginary)?)?;
    let imaginary = if is_minus { -imaginary } else { imaginary };
    Some((of_complex(real, imaginary), show_complex(real, imaginary)))
}

fn as_float(token: Token<'_>) -> Option<f64> {
    match literal::number(token.kind(), token.text())? {
        Number::Int(it) => it.to_string().parse().ok(),
        Number::Float(it) | Number::Imaginary(it) => Some(it),
    }
}

/// A float equal to an integer is that integer.
fn float(value: f64) -> Key {
    if value.fract() == 0.0 && value.is_finite() {
        let digits = format!("{:.0}", value.abs());
        if let Ok(integer) = digits.parse::<BigUint>() {
            let negative = value < 0.0;
            return Key::Int { negative, value: integer };
        }
    }
    Key::Float(value)
}

fn of_complex(real: f64, imaginary: f64) -> Key {
    if imaginary == 0.0 { float(real) } else { Key::Complex(real, imaginary) }
}

/// `repr` of a complex number: the real part is left out where it is plus zero.
fn show_complex(real: f64, imaginary: f64) -> String {
    let imaginary_part = repr::number(&Number::Imaginary(imaginary));
    if real == 0.0 && real.is_sign_positive() {
        return imaginary_part;
    }
    let real_part = repr::number(&Number::Imaginary(real));
    let sign = if imaginary_part.starts_with('-') { "" } else { "+" };
    format!("({}{sign}{imaginary_part})", real_part.trim_end_matches('j'))
}
