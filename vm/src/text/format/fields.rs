//! The fields of `str.format`: `{0.a[b]!r:{w}}`.

use std::ops::Range;

use crate::numbers::Error;
use crate::text::{Str, View, unicode};

use super::spec::with_digit;

/// The parts of a format string one after the other: what `_string.formatter_parser` gives.
///
/// Source: `MarkupIterator_next`.
pub struct Markup<'a> {
    text: View<'a>,
    at: usize,
    end: usize,
}

/// A text and the field behind it, as ranges of the format string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The text, with one brace for each that is doubled.
    pub literal: Range<usize>,
    /// The field behind it.
    pub field: Option<Field>,
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What is formatted: [`parse_field_name`] takes it apart.
    pub name: Range<usize>,
    /// How.
    pub spec: Range<usize>,
    /// The character behind `!`.
    pub conversion: Option<u32>,
    /// Are there fields in the specification?
    pub is_nested: bool,
}

impl<'a> Markup<'a> {
    /// The parts of `text[range]`.
    pub fn new(text: View<'a>, range: Range<usize>) -> Markup<'a> {
        Markup { text, at: range.start, end: range.end }
    }

    fn peek(&self) -> Option<char> {
        if self.at >= self.end {
            return None;
        }
        Some(char::from_u32(self.text.at(self.at)).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn next_char(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += 1;
        Some(c)
    }

    fn part(&mut self) -> Result<Part, Error> {
        let start = self.at;
        let brace = loop {
            match self.next_char() {
                None => return Ok(Part { literal: start..self.at, field: None }),
                Some(c @ ('{' | '}')) => break c,
                Some(_) => {}
            }
        };
        if self.peek() == Some(brace) {
            let literal = start..self.at;
            self.at += 1;
            return Ok(Part { literal, field: None });
        }
        if brace == '}' || self.at == self.end {
            let message = format!("Single '{brace}' encountered in format string");
            return Err(Error::value(message));
        }
        let literal = start..self.at - 1;
        Ok(Part { literal, field: Some(self.field()?) })
    }

    /// Source: `parse_field`.
    fn field(&mut self) -> Result<Field, Error> {
        let start = self.at;
        let ends_name = self.skip_name()?;
        let name = start..self.at - usize::from(ends_name.is_some());
        let mut field = Field { name, spec: self.at..self.at, conversion: None, is_nested: false };
        match ends_name {
            Some('}') => return Ok(field),
            Some('!') if self.conversion(&mut field)? => return Ok(field),
            Some(_) => {}
            None => return Err(Error::value("expected '}' before end of string")),
        }
        self.spec(&mut field)?;
        Ok(field)
    }

    /// Goes behind the character that ends the name.
    fn skip_name(&mut self) -> Result<Option<char>, Error> {
        while let Some(c) = self.next_char() {
            match c {
                '{' => return Err(Error::value("unexpected '{' in field name")),
                '[' => {
                    while self.peek().is_some_and(|it| it != ']') {
                        self.at += 1;
                    }
                }
                '}' | ':' | '!' => return Ok(Some(c)),
                _ => {}
            }
        }
        Ok(None)
    }

    /// The character behind `!`; tells whether the field ends with it.
    fn conversion(&mut self, field: &mut Field) -> Result<bool, Error> {
        if self.at >= self.end {
            return Err(Error::value("end of string while looking for conversion specifier"));
        }
        field.conversion = Some(self.text.at(self.at));
        self.at += 1;
        field.spec = self.at..self.at;
        match self.next_char() {
            Some('}') => Ok(true),
            Some(':') | None => Ok(false),
            Some(_) => Err(Error::value("expected ':' after conversion specifier")),
        }
    }

    fn spec(&mut self, field: &mut Field) -> Result<(), Error> {
        let start = self.at;
        let mut depth = 1;
        while let Some(c) = self.next_char() {
            match c {
                '{' => {
                    field.is_nested = true;
                    depth += 1;
                }
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                field.spec = start..self.at - 1;
                return Ok(());
            }
        }
        Err(Error::value("unmatched '{' in format spec"))
    }
}

impl Iterator for Markup<'_> {
    type Item = Result<Part, Error>;

    fn next(&mut self) -> Option<Result<Part, Error>> {
        (self.at < self.end).then(|| self.part())
    }
}

/// What a field is called, or a step from an object to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldName {
    /// Nothing: the next argument.
    Automatic,
    /// The argument of this number.
    Index(usize),
    /// The argument of this name.
    Name(Str),
}

/// A step behind a field's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameStep {
    /// `.name`
    Attribute(Str),
    /// `[0]`
    Index(usize),
    /// `[name]`
    Key(Str),
}

/// A field's name and the steps behind it, which are told one by one because the objects before an
/// error are asked first.
///
/// Source: `field_name_split`, `FieldNameIterator_next`.
pub fn parse_field_name(
    name: &Str,
) -> Result<(FieldName, impl Iterator<Item = Result<NameStep, Error>> + '_), Error> {
    let view = name.view();
    let is_step = |&at: &usize| matches!(view.at(at), 0x2e | 0x5b);
    let len = (0..view.len()).find(is_step).unwrap_or(view.len());
    let first = match index(view, 0..len)? {
        _ if len == 0 => FieldName::Automatic,
        Some(index) => FieldName::Index(index),
        None => FieldName::Name(view.slice(0..len)),
    };
    let mut at = len;
    let steps = std::iter::from_fn(move || (at < view.len()).then(|| step(view, &mut at)));
    Ok((first, steps))
}

fn step(view: View<'_>, at: &mut usize) -> Result<NameStep, Error> {
    let find = |from: usize, ends: &[char]| {
        (from..view.len()).find(|&it| ends.iter().any(|end| view.at(it) == u32::from(*end)))
    };
    let start = *at + 1;
    let is_attribute = match char::from_u32(view.at(*at)) {
        Some('.') => true,
        Some('[') => false,
        _ => {
            return Err(Error::value("Only '.' or '[' may follow ']' in format field specifier"));
        }
    };
    let name = if is_attribute {
        let end = find(start, &['.', '[']).unwrap_or(view.len());
        *at = end;
        start..end
    } else {
        let missing = || Error::value("Missing ']' in format string");
        let end = find(start, &[']']).ok_or_else(missing)?;
        *at = end + 1;
        start..end
    };
    let index = if is_attribute { None } else { index(view, name.clone())? };
    match index {
        _ if name.is_empty() => Err(Error::value("Empty attribute in format string")),
        Some(index) => Ok(NameStep::Index(index)),
        None if is_attribute => Ok(NameStep::Attribute(view.slice(name))),
        None => Ok(NameStep::Key(view.slice(name))),
    }
}

/// The number that a range is, where it has only digits.
fn index(view: View<'_>, range: Range<usize>) -> Result<Option<usize>, Error> {
    let mut value = None;
    for at in range {
        let Some(digit) = unicode::decimal(view.at(at)) else { return Ok(None) };
        value = Some(with_digit(value.unwrap_or(0), digit)?);
    }
    Ok(value)
}
