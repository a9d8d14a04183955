//! `format(value, spec)` of int, float, complex and str.

use crate::numbers::float::{Layout, Style, to_string};
use crate::numbers::{Complex, Error, Int};
use crate::text::{Str, StrBuilder};

use super::grouping::Number;
use super::spec::{Align, Spec, Thousands};

/// `int.__format__`; `type_name` is that of the value, `max_digits` as for `Int::to_decimal`.
pub fn int(value: &Int, spec: &Spec, type_name: &str, max_digits: usize) -> Result<Str, Error> {
    match spec.letter() {
        Some('b' | 'c' | 'd' | 'o' | 'x' | 'X' | 'n') => whole(value, spec, max_digits),
        Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%') => float(value.to_f64()?, spec, type_name),
        _ => Err(spec.unknown_kind(type_name)),
    }
}

/// Source: `format_long_internal`.
fn whole(value: &Int, spec: &Spec, max_digits: usize) -> Result<Str, Error> {
    if spec.precision.is_some() {
        return Err(Error::value("Precision not allowed in integer format specifier"));
    }
    if spec.no_neg_0 {
        return Err(Error::value(
            "Negative zero coercion (z) not allowed in integer format specifier",
        ));
    }
    let magnitude = value.abs();
    let (prefix, digits) = match spec.letter() {
        Some('c') => return character(value, spec),
        Some('b') => ("0b", magnitude.to_radix(2)),
        Some('o') => ("0o", magnitude.to_radix(8)),
        Some('x') => ("0x", magnitude.to_radix(16)),
        Some('X') => ("0X", magnitude.to_radix(16).to_ascii_uppercase()),
        _ => ("", magnitude.to_decimal(max_digits)?),
    };
    let prefix = if spec.alternate { prefix } else { "" };
    let number = Number { negative: value.is_negative(), prefix, digits: &digits, rest: "" };
    Ok(number.laid_out(spec))
}

fn character(value: &Int, spec: &Spec) -> Result<Str, Error> {
    if spec.sign.is_some() {
        return Err(Error::value("Sign not allowed with integer format specifier 'c'"));
    }
    if spec.alternate {
        return Err(Error::value(
            "Alternate form (#) not allowed with integer format specifier 'c'",
        ));
    }
    match value.to_i64() {
        Some(code @ 0..=0x10ffff) => Ok(padded(&Str::from_char(code as u32), spec)),
        Some(_) => Err(Error::overflow("%c arg not in range(0x110000)")),
        None => Err(Error::overflow("Python int too large to convert to C long")),
    }
}

/// `float.__format__`. Source: `format_float_internal`.
pub fn float(value: f64, spec: &Spec, type_name: &str) -> Result<Str, Error> {
    let (style, is_upper, is_percent) = match spec.letter() {
        Some('e' | 'E') => (Style::Exponent, spec.letter() == Some('E'), false),
        Some('f' | 'F') => (Style::Fixed, spec.letter() == Some('F'), false),
        Some('g' | 'G' | 'n') => (Style::General, spec.letter() == Some('G'), false),
        Some('%') => (Style::Fixed, false, true),
        None => (Style::Shortest, false, false),
        _ => return Err(spec.unknown_kind(type_name)),
    };
    let layout = layout(style, spec)?;
    let value = if is_percent { value * 100.0 } else { value };
    let mut text = to_string(value, layout);
    if is_upper {
        text.make_ascii_uppercase();
    }
    if is_percent {
        text.push('%');
    }
    Ok(number(&text).laid_out(spec))
}

/// A float's style with precision and flags. Without a letter, it is `repr`'s, or `General` where
/// there is a precision.
fn layout(style: Style, spec: &Spec) -> Result<Layout, Error> {
    let precision = checked_precision(spec.precision)?;
    let style = match (style, precision) {
        (Style::Shortest, Some(_)) => Style::General,
        (style, _) => style,
    };
    Ok(Layout {
        style,
        precision: precision.unwrap_or(6),
        add_dot_0: spec.kind.is_none(),
        alternate: spec.alternate,
        no_neg_0: spec.no_neg_0,
    })
}

pub(super) fn checked_precision(precision: Option<usize>) -> Result<Option<usize>, Error> {
    match precision {
        Some(it) if i32::try_from(it).is_err() => Err(Error::value("precision too big")),
        it => Ok(it),
    }
}

/// A text of digits in its parts.
fn number(text: &str) -> Number<'_> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let len = text.bytes().take_while(u8::is_ascii_digit).count();
    Number { negative, prefix: "", digits: &text[..len], rest: &text[len..] }
}

/// `complex.__format__`. Source: `format_complex_internal`.
pub fn complex(value: Complex, spec: &Spec) -> Result<Str, Error> {
    let (style, is_upper) = match spec.letter() {
        Some('e' | 'E') => (Style::Exponent, spec.letter() == Some('E')),
        Some('f' | 'F') => (Style::Fixed, spec.letter() == Some('F')),
        Some('g' | 'G' | 'n') => (Style::General, spec.letter() == Some('G')),
        None => (Style::Shortest, false),
        _ => return Err(spec.unknown_kind("complex")),
    };
    let precision = checked_precision(spec.precision)?;
    if spec.fill == u32::from('0') {
        return Err(Error::value("Zero padding is not allowed in complex format specifier"));
    }
    if spec.align == Align::BehindSign {
        return Err(Error::value("'=' alignment flag is not allowed in complex format specifier"));
    }
    let style =
        if precision.is_some() && style == Style::Shortest { Style::General } else { style };
    let flags = Layout::new(style, precision.unwrap_or(6));
    let layout = Layout { alternate: spec.alternate, no_neg_0: spec.no_neg_0, ..flags };
    let part = |it: f64, sign| {
        let text = to_string(it, layout);
        let text = if is_upper { text.to_ascii_uppercase() } else { text };
        number(&text).laid_out(&Spec { sign, width: 0, align: Align::Right, ..spec.clone() })
    };
    // Without a letter it looks as `repr` does.
    let is_imaginary = spec.kind.is_none() && value.real == 0.0 && value.real.is_sign_positive();
    let has_brackets = spec.kind.is_none() && !is_imaginary;
    let mut out = StrBuilder::new();
    if has_brackets {
        out.push_str("(");
    }
    if !is_imaginary {
        out.push_py(&part(value.real, spec.sign));
    }
    out.push_py(&part(value.imag, if is_imaginary { spec.sign } else { Some('+') }));
    out.push_str(if has_brackets { "j)" } else { "j" });
    Ok(padded(&out.finish(), spec))
}

/// `str.__format__`. Source: `format_string_internal`.
pub fn text(value: &Str, spec: &Spec) -> Result<Str, Error> {
    if spec.letter() != Some('s') {
        return Err(spec.unknown_kind("str"));
    }
    let refused = match (spec.sign, spec.align) {
        (Some(' '), _) => Some("Space not allowed in string format specifier"),
        (Some(_), _) => Some("Sign not allowed in string format specifier"),
        _ if spec.no_neg_0 => {
            Some("Negative zero coercion (z) not allowed in string format specifier")
        }
        _ if spec.alternate => Some("Alternate form (#) not allowed in string format specifier"),
        (_, Align::BehindSign) => Some("'=' alignment not allowed in string format specifier"),
        _ => None,
    };
    if let Some(message) = refused {
        return Err(Error::value(message));
    }
    debug_assert_eq!(spec.thousands, Thousands::None);
    let len = value.len().min(spec.precision.unwrap_or(usize::MAX));
    Ok(padded(&value.slice(0..len), spec))
}

/// The text in its width.
fn padded(text: &Str, spec: &Spec) -> Str {
    let padding = spec.width.saturating_sub(text.len());
    match spec.align {
        Align::Left => text.pad(0, padding, spec.fill),
        Align::Center => text.pad(padding / 2, padding - padding / 2, spec.fill),
        Align::Right | Align::BehindSign => text.pad(padding, 0, spec.fill),
    }
}
