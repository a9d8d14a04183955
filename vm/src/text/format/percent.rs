//! `%`-formatting: the format's pieces, and numbers and texts by them.
//!
//! Source: `unicode_format_arg_parse`, `unicode_format_arg_output` (Objects/unicodeobject.c);
//! `_PyBytes_FormatEx` (Objects/bytesobject.c) does the same with other words.

use std::ops::Range;

use crate::numbers::float::{Layout, Style, to_string};
use crate::numbers::{Error, Int};
use crate::text::{Str, Unit, View, each_width};

use super::numbers::checked_precision;

/// What a format asks of its arguments while it is read.
pub trait PercentArguments {
    /// What a question can raise.
    type Error: From<Error>;

    /// There is a key to come: raises where the arguments are no mapping.
    fn check_mapping(&mut self) -> Result<(), Self::Error>;

    /// The next argument is that of a key, which is told as a range of the format.
    fn key(&mut self, key: Range<usize>) -> Result<(), Self::Error>;

    /// The next argument is a width, for `*`.
    fn width(&mut self) -> Result<i64, Self::Error>;

    /// The next argument is a precision, for `.*`.
    fn precision(&mut self) -> Result<i64, Self::Error>;
}

/// The pieces of a format, one after the other.
pub struct PercentParser<'a> {
    text: View<'a>,
    at: usize,
    /// Bytes have other words for one error.
    is_bytes: bool,
}

/// A piece of a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PercentPiece {
    /// Text, as a range of the format.
    Text(Range<usize>),
    /// A percent sign, written `%%`.
    Percent,
    /// An argument: ask for it, then for [`PercentSpec::conversion`].
    Field(PercentSpec),
}

/// How an argument is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PercentSpec {
    /// `-`
    pub left: bool,
    /// `+`
    pub plus: bool,
    /// A space.
    pub space: bool,
    /// `#`
    pub alternate: bool,
    /// `0`
    pub zero: bool,
    /// How wide the text is at least.
    pub width: usize,
    /// Digits, or characters that are kept.
    pub precision: Option<usize>,
    /// The letter.
    pub letter: u32,
    /// Where the letter stands.
    pub at: usize,
}

/// What is done with an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conversion {
    /// `s`; for bytes also `b`.
    Str,
    /// `r`
    Repr,
    /// `a`
    Ascii,
    /// `c`
    Char,
    /// `d`, `i`, `u`: any number as an int.
    Decimal,
    /// `o`, `x`, `X`: an int.
    Radix(u32),
    /// `e`, `f`, `g`, `E`, `F`, `G`
    Float(Style),
}

impl<'a> PercentParser<'a> {
    /// The pieces of a `str`.
    pub fn new(text: View<'a>) -> PercentParser<'a> {
        PercentParser { text, at: 0, is_bytes: false }
    }

    /// The pieces of a `bytes`.
    pub fn of_bytes(bytes: &'a [u8]) -> PercentParser<'a> {
        PercentParser { text: View::Latin1(bytes), at: 0, is_bytes: true }
    }

    /// The next piece; `None` at the end.
    pub fn next_piece<A: PercentArguments>(
        &mut self,
        arguments: &mut A,
    ) -> Result<Option<PercentPiece>, A::Error> {
        let start = self.at;
        let end = self.next_percent(start);
        if end > start {
            self.at = end;
            return Ok(Some(PercentPiece::Text(start..end)));
        }
        if start == self.text.len() {
            return Ok(None);
        }
        self.at += 1;
        if self.peek() == Some('%') {
            self.at += 1;
            return Ok(Some(PercentPiece::Percent));
        }
        self.field(arguments).map(|it| Some(PercentPiece::Field(it)))
    }

    /// Where the next percent sign stands, or the end.
    fn next_percent(&self, start: usize) -> usize {
        let found = each_width!(self.text, units => {
            let rest = &units[start..];
            Unit::position(rest, Unit::of('%'.into()))
        });
        found.map_or(self.text.len(), |it| start + it)
    }

    fn peek(&self) -> Option<char> {
        let code = self.text.get(self.at)?;
        Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn take(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        self.at += usize::from(found);
        found
    }

    fn field<A: PercentArguments>(&mut self, arguments: &mut A) -> Result<PercentSpec, A::Error> {
        let mut spec = PercentSpec::default();
        if self.peek() == Some('(') {
            arguments.check_mapping()?;
            arguments.key(self.key()?)?;
        }
        while self.flag(&mut spec) {}
        if self.take('*') {
            let width = arguments.width()?;
            spec.left |= width < 0;
            spec.width = width.unsigned_abs() as usize;
        } else {
            spec.width = self.number(i64::MAX as usize, "width too big")?.unwrap_or(0);
        }
        if self.take('.') {
            spec.precision = Some(self.precision(arguments)?);
        }
        if matches!(self.peek(), Some('h' | 'l' | 'L')) {
            self.at += 1;
        }
        spec.letter = self.text.get(self.at).ok_or_else(|| Error::value("incomplete format"))?;
        spec.at = self.at;
        self.at += 1;
        Ok(spec)
    }

    /// The key between brackets, which may hold brackets itself.
    fn key(&mut self) -> Result<Range<usize>, Error> {
        self.at += 1;
        let start = self.at;
        let mut depth = 1;
        while let Some(c) = self.peek() {
            self.at += 1;
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Ok(start..self.at - 1);
            }
        }
        Err(Error::value("incomplete format key"))
    }

    fn flag(&mut self, spec: &mut PercentSpec) -> bool {
        let flag = match self.peek() {
            Some('-') => &mut spec.left,
            Some('+') => &mut spec.plus,
            Some(' ') => &mut spec.space,
            Some('#') => &mut spec.alternate,
            Some('0') => &mut spec.zero,
            _ => return false,
        };
        *flag = true;
        self.at += 1;
        true
    }

    fn precision<A: PercentArguments>(&mut self, arguments: &mut A) -> Result<usize, A::Error> {
        if self.take('*') {
            return Ok(usize::try_from(arguments.precision()?).unwrap_or(0));
        }
        let too_big = if self.is_bytes { "prec too big" } else { "precision too big" };
        Ok(self.number(i32::MAX as usize, too_big)?.unwrap_or(0))
    }

    fn number(&mut self, most: usize, too_big: &'static str) -> Result<Option<usize>, Error> {
        let mut value: Option<usize> = None;
        while let Some(digit) = self.peek().and_then(|it| it.to_digit(10)) {
            let before = value.unwrap_or(0);
            if before > (most - digit as usize) / 10 {
                return Err(Error::value(too_big));
            }
            value = Some(before * 10 + digit as usize);
            self.at += 1;
        }
        Ok(value)
    }
}

impl PercentSpec {
    /// What the letter asks for; asked after the argument was taken.
    pub fn conversion(&self) -> Result<Conversion, Error> {
        self.known().ok_or_else(|| {
            let shown = char::from_u32(self.letter).filter(|it| (' '..='~').contains(it));
            let shown = shown.unwrap_or('?');
            let (code, at) = (self.letter, self.at);
            Error::value(format!(
                "unsupported format character '{shown}' ({code:#x}) at index {at}"
            ))
        })
    }

    fn known(&self) -> Option<Conversion> {
        Some(match char::from_u32(self.letter)? {
            's' => Conversion::Str,
            'r' => Conversion::Repr,
            'a' => Conversion::Ascii,
            'c' => Conversion::Char,
            'd' | 'i' | 'u' => Conversion::Decimal,
            'o' => Conversion::Radix(8),
            'x' | 'X' => Conversion::Radix(16),
            'e' | 'E' => Conversion::Float(Style::Exponent),
            'f' | 'F' => Conversion::Float(Style::Fixed),
            'g' | 'G' => Conversion::Float(Style::General),
            _ => return None,
        })
    }

    /// Is there nothing but the letter?
    pub fn is_plain(&self) -> bool {
        let has_flag = self.left || self.plus || self.space || self.alternate || self.zero;
        !has_flag && self.width == 0 && self.precision.is_none()
    }

    /// How many characters the result may have beside the digits of the value: ask before it is made.
    pub fn size(&self) -> usize {
        self.width.max(self.precision.unwrap_or(0))
    }

    /// A text for `s`, `r` and `a`.
    pub fn text(&self, value: &Str) -> Str {
        match self.precision {
            Some(len) if len < value.len() => self.padded(&value.slice(0..len)),
            _ => self.padded(value),
        }
    }

    /// A character for `c`.
    pub fn character(&self, value: &Str) -> Str {
        self.padded(value)
    }

    fn padded(&self, text: &Str) -> Str {
        let padding = self.width.saturating_sub(text.len());
        if padding == 0 {
            return text.clone();
        }
        if self.left { text.pad(0, padding, ' '.into()) } else { text.pad(padding, 0, ' '.into()) }
    }

    /// An int for `d`, `i`, `u`, `o`, `x` and `X`; `max_digits` as for `Int::to_decimal`.
    ///
    /// Source: `_PyUnicode_FormatLong`.
    pub fn int(&self, value: &Int, max_digits: usize) -> Result<String, Error> {
        let magnitude = value.abs();
        let letter = char::from_u32(self.letter);
        let (prefix, digits) = match letter {
            Some('o') => ("0o", magnitude.to_radix(8)),
            Some('x') => ("0x", magnitude.to_radix(16)),
            Some('X') => ("0X", magnitude.to_radix(16).to_ascii_uppercase()),
            _ => ("", magnitude.to_decimal(max_digits)?),
        };
        let least = self.precision.unwrap_or(0);
        let digits = format!("{}{digits}", "0".repeat(least.saturating_sub(digits.len())));
        let prefix = if self.alternate { prefix } else { "" };
        Ok(self.number(value.is_negative(), prefix, &digits))
    }

    /// A float for `e`, `f`, `g`, `E`, `F` and `G`.
    pub fn float(&self, value: f64) -> Result<String, Error> {
        let style = match self.known() {
            Some(Conversion::Float(style)) => style,
            _ => Style::General,
        };
        let precision = checked_precision(self.precision)?.unwrap_or(6);
        let layout = Layout { alternate: self.alternate, ..Layout::new(style, precision) };
        let mut text = to_string(value, layout);
        if matches!(char::from_u32(self.letter), Some('E' | 'F' | 'G')) {
            text.make_ascii_uppercase();
        }
        Ok(match text.strip_prefix('-') {
            Some(magnitude) => self.number(true, "", magnitude),
            None => self.number(false, "", &text),
        })
    }

    /// Sign, prefix and digits in their width; zeros go behind sign and prefix.
    fn number(&self, negative: bool, prefix: &str, digits: &str) -> String {
        let sign = match (negative, self.plus, self.space) {
            (true, ..) => "-",
            (_, true, _) => "+",
            (_, _, true) => " ",
            _ => "",
        };
        let padding = self.width.saturating_sub(sign.len() + prefix.len() + digits.len());
        let spaces = |used: bool| " ".repeat(if used { padding } else { 0 });
        let zeros = "0".repeat(if self.zero && !self.left { padding } else { 0 });
        let (before, behind) = (spaces(!self.left && !self.zero), spaces(self.left));
        [&before, sign, prefix, &zeros, digits, &behind].concat()
    }
}
