//! Floats as text, and texts as floats.

use refwise_syntax::literal::Number;
use refwise_syntax::repr as syntax;

use crate::numbers::parse::{number_prefix, without_underscores};

/// `repr(value)`: the shortest digits that give it back.
pub fn repr(value: f64) -> String {
    syntax::float(value)
}

/// As a part of a complex number: without `.0`.
pub fn repr_part(value: f64) -> String {
    let mut text = syntax::number(&Number::Imaginary(value));
    text.pop();
    text
}

/// `float(text)` for ASCII with white space around it; `None` where it is no float, which raises
/// `ValueError: could not convert string to float: ` with the `repr` of the text.
pub fn parse(text: &[u8]) -> Option<f64> {
    let text = without_underscores(text.trim_ascii())?;
    let is_space = |it: &u8| matches!(it, b' ' | 0x09..=0x0d);
    let start = text.iter().position(|it| !is_space(it))?;
    let end = text.iter().rposition(|it| !is_space(it))? + 1;
    let (value, len) = number_prefix(&text[start..end])?;
    (len == end - start).then_some(value)
}
