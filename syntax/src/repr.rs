//! Values as Python's `repr` shows them, byte for byte as CPython 3.13 does.

use std::fmt::Write;

use crate::literal::{Number, PyStr};
use crate::unicode;

/// `repr` of a `str`, appended to `out`. Source: `unicode_repr` (Objects/unicodeobject.c).
pub fn write_py_str(value: &PyStr, out: &mut String) {
    match value.as_str() {
        Some(it) => write_str(it, out),
        None => write_code_points(value.code_points().collect(), out),
    }
}

/// `repr` of a `str` without surrogates, appended to `out`.
pub fn write_str(value: &str, out: &mut String) {
    let quote = quote(value.as_bytes());
    out.push(quote);
    let mut plain_from = 0;
    for (at, c) in value.char_indices() {
        if is_plain(c, quote) {
            continue;
        }
        out.push_str(&value[plain_from..at]);
        write_escaped(c.into(), out);
        plain_from = at + c.len_utf8();
    }
    out.push_str(&value[plain_from..]);
    out.push(quote);
}

fn is_plain(c: char, quote: char) -> bool {
    match c {
        '\\' => false,
        ' '..='~' => c != quote,
        _ => unicode::is_printable(c.into()),
    }
}

fn write_code_points(codes: Vec<u32>, out: &mut String) {
    let has = |c: char| codes.contains(&c.into());
    let quote = if has('\'') && !has('"') { '"' } else { '\'' };
    out.push(quote);
    for code in codes {
        match char::from_u32(code) {
            Some(c) if is_plain(c, quote) => out.push(c),
            _ => write_escaped(code, out),
        }
    }
    out.push(quote);
}

fn quote(bytes: &[u8]) -> char {
    if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' }
}

fn write_escaped(code: u32, out: &mut String) {
    let written = match code {
        0x09 => out.write_str("\\t"),
        0x0a => out.write_str("\\n"),
        0x0d => out.write_str("\\r"),
        0x5c => out.write_str("\\\\"),
        0x22 => out.write_str("\\\""),
        0x27 => out.write_str("\\'"),
        0..=0xff => write!(out, "\\x{code:02x}"),
        0x100..=0xffff => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
    written.expect("a String takes every text");
}

/// `repr` of a `bytes`, appended to `out`. Source: `PyBytes_Repr` (Objects/bytesobject.c).
pub fn write_bytes(value: &[u8], out: &mut String) {
    let quote = quote(value);
    out.push('b');
    out.push(quote);
    for &byte in value {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b' '..=b'~' if char::from(byte) != quote => out.push(byte.into()),
            _ => write_escaped(byte.into(), out),
        }
    }
    out.push(quote);
}

/// `repr` of a `str`.
pub fn py_str(value: &PyStr) -> String {
    let mut out = String::new();
    write_py_str(value, &mut out);
    out
}

/// `repr` of a `bytes`.
pub fn bytes(value: &[u8]) -> String {
    let mut out = String::new();
    write_bytes(value, &mut out);
    out
}

/// `repr` of a number.
pub fn number(value: &Number) -> String {
    match value {
        Number::Int(it) => it.to_string(),
        Number::Float(it) => float(*it),
        Number::Imaginary(it) => shortest(*it, "") + "j",
    }
}

/// `repr` of a `float`: the shortest digits that give it back, as `1.5`, `1e+16` or `1e-05`.
pub fn float(value: f64) -> String {
    shortest(value, ".0")
}

/// Source: `format_float_short` (Python/pystrtod.c) with the format code `r`. `whole` is what a
/// number without a point gets.
fn shortest(value: f64, whole: &str) -> String {
    let sign = if value.is_sign_negative() && !value.is_nan() { "-" } else { "" };
    let text = match value.abs() {
        it if it.is_nan() => "nan".to_string(),
        it if it.is_infinite() => "inf".to_string(),
        0.0 => format!("0{whole}"),
        it => {
            let (digits, point) = digits(it);
            layout(&digits, point, whole)
        }
    };
    sign.to_string() + &text
}

/// The shortest digits that give a number above 0 back, and how many of them stand before the point.
///
/// Of two that are equally near, Python takes the even one, and so does Ryu.
fn digits(value: f64) -> (String, i32) {
    let mut buffer = ryu::Buffer::new();
    let text = buffer.format_finite(value);
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let exponent: i32 = exponent.parse().expect("Ryu writes digits behind the `e`");
    let (before, behind) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{before}{behind}");
    let n_zeros = all.len() - all.trim_start_matches('0').len();
    let point = before.len() as i32 + exponent - n_zeros as i32;
    (all.trim_matches('0').to_string(), point)
}

fn layout(digits: &str, point: i32, whole: &str) -> String {
    let len = digits.len() as i32;
    match point {
        -3..=0 => format!("0.{}{digits}", "0".repeat(-point as usize)),
        1..=16 if point >= len => format!("{digits}{}{whole}", "0".repeat((point - len) as usize)),
        1..=16 => format!("{}.{}", &digits[..point as usize], &digits[point as usize..]),
        _ => {
            let dot = if len > 1 { "." } else { "" };
            format!("{}{dot}{}e{:+03}", &digits[..1], &digits[1..], point - 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats() {
        for (value, expected) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (0.1, "0.1"),
            (1e15, "1000000000000000.0"),
            (3244848340159641.0 / 4.0, "811212085039910.2"),
            (9999999999999998.0, "9999999999999998.0"),
            (1e16, "1e+16"),
            (1.5e16, "1.5e+16"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (1.25e-7, "1.25e-07"),
            (5e-324, "5e-324"),
            (1.7976931348623157e308, "1.7976931348623157e+308"),
            (f64::INFINITY, "inf"),
            (f64::NEG_INFINITY, "-inf"),
            (f64::NAN, "nan"),
        ] {
            assert_eq!(float(value), expected);
        }
    }

    #[test]
    fn imaginary() {
        for (value, expected) in [(0.0, "0j"), (1.5, "1.5j"), (1e16, "1e+16j")] {
            assert_eq!(number(&Number::Imaginary(value)), expected);
        }
    }

    #[test]
    fn strings() {
        for (value, expected) in [
            ("", "''"),
            ("a'b", "\"a'b\""),
            ("a'b\"", "'a\\'b\"'"),
            ("\t\n\r\\\x00\x7f", "'\\t\\n\\r\\\\\\x00\\x7f'"),
            ("é\u{ad}\u{3000}😀\u{e0001}", "'é\\xad\\u3000😀\\U000e0001'"),
        ] {
            assert_eq!(py_str(&value.into()), expected);
        }
    }

    #[test]
    fn surrogates() {
        let mut value = PyStr::from("a'");
        value.push(0xd800);
        assert_eq!(py_str(&value), "\"a'\\ud800\"");
    }

    #[test]
    fn bytes_of_all_sorts() {
        assert_eq!(bytes(b"a'\x00\xff\\\n"), "b\"a'\\x00\\xff\\\\\\n\"");
        assert_eq!(bytes(b"'\""), "b'\\'\"'");
    }
}
