//! The format mini-language: `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`.

use crate::numbers::Error;
use crate::text::{Str, View, unicode};

/// Where the text stands in its width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// `<`
    Left,
    /// `>`
    Right,
    /// `^`
    Center,
    /// `=`: the padding stands between the sign and the digits.
    BehindSign,
}

/// What stands between groups of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thousands {
    /// Nothing.
    None,
    /// `,` between groups of three.
    Comma,
    /// `_` between groups of three.
    Underscore,
    /// `_` between groups of four, in bases 2, 8 and 16.
    UnderscoreByFour,
}

/// A format specification that was parsed.
#[derive(Clone, Debug)]
pub struct Spec {
    /// What fills the width.
    pub fill: u32,
    /// Where the text stands.
    pub align: Align,
    /// `+`, `-` or a space.
    pub sign: Option<char>,
    /// `z`: what rounds to minus zero is zero.
    pub no_neg_0: bool,
    /// `#`
    pub alternate: bool,
    /// How wide the text is at least.
    pub width: usize,
    /// `,` or `_`
    pub thousands: Thousands,
    /// Digits, or characters that are kept.
    pub precision: Option<usize>,
    /// The letter at the end.
    pub kind: Option<u32>,
}

impl Spec {
    /// Parses a specification for a value of the type `type_name`; `align` and `kind` stand for what
    /// is left out.
    ///
    /// Source: `parse_internal_render_format_spec`.
    pub fn parse(
        text: &Str,
        kind: Option<char>,
        align: Align,
        type_name: &str,
    ) -> Result<Spec, Error> {
        let mut reader = Reader { text: text.view(), at: 0 };
        let (fill, given_align) = reader.fill_and_align();
        let sign = reader.take_any("+- ");
        let no_neg_0 = reader.take('z');
        let alternate = reader.take('#');
        let mut spec = Spec {
            fill: fill.unwrap_or(' '.into()),
            align: given_align.unwrap_or(align),
            sign,
            no_neg_0,
            alternate,
            width: 0,
            thousands: Thousands::None,
            precision: None,
            kind: kind.map(u32::from),
        };
        if fill.is_none() && reader.take('0') {
            spec.fill = '0'.into();
            if given_align.is_none() && align == Align::Right {
                spec.align = Align::BehindSign;
            }
        }
        spec.width = reader.integer()?.unwrap_or(0);
        spec.thousands = reader.thousands()?;
        if reader.take('.') {
            let missing = || Error::value("Format specifier missing precision");
            spec.precision = Some(reader.integer()?.ok_or_else(missing)?);
        }
        spec.kind = reader.kind(spec.kind).ok_or_else(|| {
            Error::value(format!(
                "Invalid format specifier '{text}' for object of type '{type_name}'"
            ))
        })?;
        spec.check_thousands()?;
        Ok(spec)
    }

    /// How many characters the result may have beside the digits of the value: ask before it is made.
    pub fn size(&self) -> usize {
        self.width.max(self.precision.unwrap_or(0))
    }

    /// `,` and `_` go with some kinds of numbers only.
    fn check_thousands(&mut self) -> Result<(), Error> {
        if self.thousands == Thousands::None {
            return Ok(());
        }
        match self.letter() {
            None | Some('d' | 'e' | 'f' | 'g' | 'E' | 'F' | 'G' | '%') => Ok(()),
            Some('b' | 'o' | 'x' | 'X') if self.thousands == Thousands::Underscore => {
                self.thousands = Thousands::UnderscoreByFour;
                Ok(())
            }
            _ => {
                let separator = if self.thousands == Thousands::Comma { ',' } else { '_' };
                let kind = shown(self.kind.unwrap_or(0));
                Err(Error::value(format!("Cannot specify '{separator}' with '{kind}'.")))
            }
        }
    }

    /// The letter at the end, where it is a character.
    pub fn letter(&self) -> Option<char> {
        self.kind.map(|it| char::from_u32(it).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    /// What is raised for a letter that the type does not know.
    pub(super) fn unknown_kind(&self, type_name: &str) -> Error {
        let kind = shown(self.kind.unwrap_or(0));
        Error::value(format!("Unknown format code '{kind}' for object of type '{type_name}'"))
    }
}

/// A letter as errors show it.
fn shown(code: u32) -> String {
    match char::from_u32(code) {
        Some(c) if (33..128).contains(&code) => c.to_string(),
        _ => format!("\\x{code:x}"),
    }
}

struct Reader<'a> {
    text: View<'a>,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        char::from_u32(self.text.get(self.at + ahead)?)
    }

    fn take(&mut self, c: char) -> bool {
        self.take_any(c.encode_utf8(&mut [0; 4])).is_some()
    }

    fn take_any(&mut self, of: &str) -> Option<char> {
        let found = self.peek(0).filter(|it| of.contains(*it))?;
        self.at += 1;
        Some(found)
    }

    fn fill_and_align(&mut self) -> (Option<u32>, Option<Align>) {
        if let Some(align) = self.peek(1).and_then(align) {
            let fill = self.text.get(self.at);
            self.at += 2;
            return (fill, Some(align));
        }
        let align = self.peek(0).and_then(align);
        self.at += usize::from(align.is_some());
        (None, align)
    }

    fn thousands(&mut self) -> Result<Thousands, Error> {
        let both = || Error::value("Cannot specify both ',' and '_'.");
        match (self.take(','), self.take('_')) {
            (true, true) => Err(both()),
            (true, false) => Ok(Thousands::Comma),
            (false, true) if self.peek(0) == Some(',') => Err(both()),
            (false, true) => Ok(Thousands::Underscore),
            (false, false) => Ok(Thousands::None),
        }
    }

    /// Decimal digits of any script.
    fn integer(&mut self) -> Result<Option<usize>, Error> {
        let mut value = None;
        while let Some(digit) = self.text.get(self.at).and_then(unicode::decimal) {
            value = Some(with_digit(value.unwrap_or(0), digit)?);
            self.at += 1;
        }
        Ok(value)
    }

    /// The letter at the end or `kind`; `None` where more follows.
    fn kind(&self, kind: Option<u32>) -> Option<Option<u32>> {
        match self.text.len() - self.at {
            0 => Some(kind),
            1 => Some(self.text.get(self.at)),
            _ => None,
        }
    }
}

/// `value` with another digit behind it.
pub(super) fn with_digit(value: usize, digit: u8) -> Result<usize, Error> {
    let more = value.checked_mul(10).and_then(|it| it.checked_add(digit.into()));
    let fits = more.filter(|it| isize::try_from(*it).is_ok());
    fits.ok_or_else(|| Error::value("Too many decimal digits in format string"))
}

fn align(c: char) -> Option<Align> {
    Some(match c {
        '<' => Align::Left,
        '>' => Align::Right,
        '^' => Align::Center,
        '=' => Align::BehindSign,
        _ => return None,
    })
}
