//! The code points of a string in the width they are stored in, and code that works for each width.
//!
//! Algorithms are written once over slices of [`Unit`]; [`each_width!`](each_width) picks the slice.

use std::borrow::Cow;

use super::{Data, Str};

/// The code points of a [`Str`], borrowed. The narrowest form that holds all of them.
#[derive(Clone, Copy)]
pub enum View<'a> {
    /// All below 0x80.
    Ascii(&'a str),
    /// All below 0x100, one not below 0x80.
    Latin1(&'a [u8]),
    /// All below 0x10000.
    Ucs2(&'a [u16]),
    /// One is above.
    Ucs4(&'a [u32]),
}

/// Runs an expression with the units of a view, of whatever width.
macro_rules! each_width {
    ($view:expr, $units:ident => $body:expr) => {
        match $view {
            $crate::text::View::Ascii(it) => {
                let $units = it.as_bytes();
                $body
            }
            $crate::text::View::Latin1($units) => $body,
            $crate::text::View::Ucs2($units) => $body,
            $crate::text::View::Ucs4($units) => $body,
        }
    };
}
pub(crate) use each_width;

impl<'a> View<'a> {
    /// How many code points.
    pub fn len(self) -> usize {
        each_width!(self, units => units.len())
    }

    /// Has it no code points?
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The code point at `index`.
    pub fn get(self, index: usize) -> Option<u32> {
        each_width!(self, units => units.get(index).map(|it| it.code()))
    }

    /// The code point at `index`, which must be below the length.
    pub fn at(self, index: usize) -> u32 {
        each_width!(self, units => units[index].code())
    }

    /// The text, where it is ASCII.
    pub fn ascii(self) -> Option<&'a str> {
        match self {
            View::Ascii(it) => Some(it),
            _ => None,
        }
    }

    /// The largest code point that this form can hold.
    pub fn bound(self) -> u32 {
        match self {
            View::Ascii(_) => 0x7f,
            View::Latin1(_) => 0xff,
            View::Ucs2(_) => 0xffff,
            View::Ucs4(_) => 0x10ffff,
        }
    }

    /// The units as `T`; those that `T` cannot hold are cut, so ask for a width that fits.
    pub fn widened<T: Unit>(self) -> Cow<'a, [T]> {
        match self {
            View::Ascii(text) => T::of_u8(text.as_bytes()),
            View::Latin1(units) => T::of_u8(units),
            View::Ucs2(units) => T::of_u16(units),
            View::Ucs4(units) => T::of_u32(units),
        }
    }

    /// The code points of a range as a string.
    pub fn slice(self, range: std::ops::Range<usize>) -> Str {
        match self {
            View::Ascii(text) => Str::from_ascii(&text[range]),
            View::Latin1(units) => u8::to_str(&units[range]),
            View::Ucs2(units) => u16::to_str(&units[range]),
            View::Ucs4(units) => u32::to_str(&units[range]),
        }
    }
}

/// What a code point is stored in.
pub trait Unit: Copy + Ord + 'static {
    /// The code point.
    fn code(self) -> u32;
    /// The unit of a code point that fits.
    fn of(code: u32) -> Self;
    /// Does the code point fit?
    fn fits(code: u32) -> bool;
    /// A string of these units, in the narrowest width.
    fn to_str(units: &[Self]) -> Str;
    /// Bytes in this width.
    fn of_u8(units: &[u8]) -> Cow<'_, [Self]>;
    /// Two-byte units in this width; those that do not fit are cut.
    fn of_u16(units: &[u16]) -> Cow<'_, [Self]>;
    /// Four-byte units in this width; those that do not fit are cut.
    fn of_u32(units: &[u32]) -> Cow<'_, [Self]>;
    /// The units as bytes, where they are bytes.
    fn bytes(units: &[Self]) -> Option<&[u8]>;

    /// Where `unit` first stands.
    fn position(units: &[Self], unit: Self) -> Option<usize> {
        units.iter().position(|&it| it == unit)
    }

    /// Where `unit` last stands.
    fn rposition(units: &[Self], unit: Self) -> Option<usize> {
        units.iter().rposition(|&it| it == unit)
    }
}

impl Unit for u8 {
    fn code(self) -> u32 {
        self.into()
    }

    fn of(code: u32) -> u8 {
        code as u8
    }

    fn fits(code: u32) -> bool {
        code < 0x100
    }

    fn to_str(units: &[u8]) -> Str {
        Str::from_latin1(units)
    }

    fn of_u8(units: &[u8]) -> Cow<'_, [u8]> {
        Cow::Borrowed(units)
    }

    fn of_u16(units: &[u16]) -> Cow<'_, [u8]> {
        Cow::Owned(units.iter().map(|&it| it as u8).collect())
    }

    fn of_u32(units: &[u32]) -> Cow<'_, [u8]> {
        Cow::Owned(units.iter().map(|&it| it as u8).collect())
    }

    fn bytes(units: &[u8]) -> Option<&[u8]> {
        Some(units)
    }

    fn position(units: &[u8], unit: u8) -> Option<usize> {
        memchr::memchr(unit, units)
    }

    fn rposition(units: &[u8], unit: u8) -> Option<usize> {
        memchr::memrchr(unit, units)
    }
}

impl Unit for u16 {
    fn code(self) -> u32 {
        self.into()
    }

    fn of(code: u32) -> u16 {
        code as u16
    }

    fn fits(code: u32) -> bool {
        code < 0x10000
    }

    fn to_str(units: &[u16]) -> Str {
        let all = units.iter().fold(0, |all, &it| all | it);
        match all {
            0..0x100 => Str::from_latin1(&u8::of_u16(units)),
            _ => Str::from_data(Data::Ucs2(units.into())),
        }
    }

    fn of_u8(units: &[u8]) -> Cow<'_, [u16]> {
        Cow::Owned(units.iter().map(|&it| it.into()).collect())
    }

    fn of_u16(units: &[u16]) -> Cow<'_, [u16]> {
        Cow::Borrowed(units)
    }

    fn of_u32(units: &[u32]) -> Cow<'_, [u16]> {
        Cow::Owned(units.iter().map(|&it| it as u16).collect())
    }

    fn bytes(_: &[u16]) -> Option<&[u8]> {
        None
    }
}

impl Unit for u32 {
    fn code(self) -> u32 {
        self
    }

    fn of(code: u32) -> u32 {
        code
    }

    fn fits(_: u32) -> bool {
        true
    }

    fn to_str(units: &[u32]) -> Str {
        let all = units.iter().fold(0, |all, &it| all | it);
        match all {
            0..0x100 => Str::from_latin1(&u8::of_u32(units)),
            0x100..0x10000 => Str::from_data(Data::Ucs2(u16::of_u32(units).into())),
            _ => Str::from_data(Data::Ucs4(units.into())),
        }
    }

    fn of_u8(units: &[u8]) -> Cow<'_, [u32]> {
        Cow::Owned(units.iter().map(|&it| it.into()).collect())
    }

    fn of_u16(units: &[u16]) -> Cow<'_, [u32]> {
        Cow::Owned(units.iter().map(|&it| it.into()).collect())
    }

    fn of_u32(units: &[u32]) -> Cow<'_, [u32]> {
        Cow::Borrowed(units)
    }

    fn bytes(_: &[u32]) -> Option<&[u8]> {
        None
    }
}
