//! Python's `str` and `bytes` as values: how they are stored, and what their methods compute.
//!
//! Nothing here knows of objects, types or exceptions: an operation takes values and returns a value,
//! or an error as data. So it can be tested beside CPython by itself, and the object model only
//! wires it up. A [`Str`] is immutable and stored as CPython stores it, because programs can see
//! that (`sys.getsizeof`, the hash).
//!
//! Offsets and lengths count code points. `start` and `end` of searches are Python's: negative ones
//! count from the end, too large ones stop there ([`bounds`]).

mod build;
pub mod bytes;
mod case;
pub mod codec;
mod compare;
pub mod format;
mod numeric;
mod pad;
mod predicates;
mod replace;
mod repr;
pub mod search;
mod slice;
pub mod split;
pub mod unicode;
mod view;

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use compact_str::{CompactString, ToCompactString};
use refwise_syntax::literal::PyStr;
use smallvec::SmallVec;

pub use build::StrBuilder;
pub use compare::hash_bytes;
pub use numeric::numeric_ascii;
pub use pad::{expand_tabs, expanded_len, margins};
pub use replace::{Translation, replace};
pub use repr::{ascii, repr, repr_bytes};
pub use slice::{Slice, bounds, concat_all};
pub use split::Side;
pub use view::{Unit, View};

pub(crate) use view::each_width;

/// A Python `str`: code points, lone surrogates among them, in the narrowest width that holds all.
///
/// Reading a code point by its index takes constant time. Not `Sync`: the hash is kept when it is
/// first asked for.
pub struct Str {
    data: Data,
    /// -1 until it is known.
    hash: Cell<i64>,
}

/// The code points. Always the narrowest form, so that strings of two forms differ.
#[derive(Clone)]
enum Data {
    /// Below 0x80. Short ones need no memory of their own.
    Ascii(CompactString),
    /// Below 0x100.
    Latin1(Box<[u8]>),
    /// Below 0x10000.
    Ucs2(Box<[u16]>),
    /// All others.
    Ucs4(Box<[u32]>),
}

impl Str {
    /// The empty string.
    pub const fn new() -> Str {
        Str::from_data(Data::Ascii(CompactString::const_new("")))
    }

    const fn from_data(data: Data) -> Str {
        Str { data, hash: Cell::new(-1) }
    }

    /// A string of ASCII characters alone, which is not checked again but in debug builds.
    fn from_ascii(text: &str) -> Str {
        debug_assert!(text.is_ascii());
        Str::from_data(Data::Ascii(CompactString::new(text)))
    }

    fn from_ascii_string(text: CompactString) -> Str {
        debug_assert!(text.is_ascii());
        Str::from_data(Data::Ascii(text))
    }

    /// The string of one code point, at most 0x10ffff.
    pub fn from_char(code: u32) -> Str {
        Str::from_data(match code {
            0..0x80 => {
                Data::Ascii(CompactString::new(char::from(code as u8).encode_utf8(&mut [0])))
            }
            0x80..0x100 => Data::Latin1(Box::new([code as u8])),
            0x100..0x10000 => Data::Ucs2(Box::new([code as u16])),
            _ => Data::Ucs4(Box::new([code])),
        })
    }

    /// A string of these code points, each at most 0x10ffff.
    pub fn from_code_points(codes: impl IntoIterator<Item = u32>) -> Str {
        let mut builder = StrBuilder::new();
        builder.extend(codes);
        builder.finish()
    }

    /// As [`Self::from_code_points`], of a row of them: where all are ASCII, they are copied at once.
    pub fn from_codes(codes: &[u32]) -> Str {
        if codes.iter().any(|it| *it >= 0x80) {
            return Str::from_code_points(codes.iter().copied());
        }
        let bytes: SmallVec<[u8; 64]> = codes.iter().map(|it| *it as u8).collect();
        Str::from_latin1(&bytes)
    }

    /// Each byte as the code point of its value.
    pub fn from_latin1(bytes: &[u8]) -> Str {
        match std::str::from_utf8(bytes) {
            Ok(text) if bytes.is_ascii() => Str::from_ascii(text),
            _ => Str::from_data(Data::Latin1(bytes.into())),
        }
    }

    /// The code points in the width they are stored in.
    pub fn view(&self) -> View<'_> {
        match &self.data {
            Data::Ascii(it) => View::Ascii(it),
            Data::Latin1(it) => View::Latin1(it),
            Data::Ucs2(it) => View::Ucs2(it),
            Data::Ucs4(it) => View::Ucs4(it),
        }
    }

    /// How many code points.
    pub fn len(&self) -> usize {
        match &self.data {
            Data::Ascii(it) => it.len(),
            Data::Latin1(it) => it.len(),
            Data::Ucs2(it) => it.len(),
            Data::Ucs4(it) => it.len(),
        }
    }

    /// Has it no code points?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// `str.isascii`.
    pub fn is_ascii(&self) -> bool {
        matches!(self.data, Data::Ascii(_))
    }

    /// How many bytes CPython takes for a character: 1, 2 or 4 (`PyUnicode_KIND`).
    pub fn kind(&self) -> usize {
        match self.data {
            Data::Ascii(_) | Data::Latin1(_) => 1,
            Data::Ucs2(_) => 2,
            Data::Ucs4(_) => 4,
        }
    }

    /// The code point at `index`, counted from the start.
    pub fn get(&self, index: usize) -> Option<u32> {
        self.view().get(index)
    }

    /// The code points in their order.
    pub fn code_points(&self) -> impl DoubleEndedIterator<Item = u32> + ExactSizeIterator + '_ {
        let view = self.view();
        (0..view.len()).map(move |at| view.at(at))
    }

    /// The only code point of a string of length one.
    pub fn single(&self) -> Option<u32> {
        if self.len() == 1 { self.get(0) } else { None }
    }

    /// The text, where it is ASCII: costs nothing.
    pub fn as_str(&self) -> Option<&str> {
        match &self.data {
            Data::Ascii(it) => Some(it),
            _ => None,
        }
    }

    /// The text as Rust has it; `None` where there are surrogates.
    pub fn to_utf8(&self) -> Option<Cow<'_, str>> {
        if let Some(text) = self.as_str() {
            return Some(Cow::Borrowed(text));
        }
        self.code_points().map(char::from_u32).collect::<Option<String>>().map(Cow::Owned)
    }

    /// The text as Rust has it, with U+FFFD for surrogates.
    pub fn to_string_lossy(&self) -> Cow<'_, str> {
        match self.as_str() {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(self.code_points().map(lossy).collect()),
        }
    }

    /// `sys.getsizeof`, in bytes, on 64-bit CPython 3.13.
    ///
    /// Strings of one Latin-1 character exist once and carry their UTF-8; of others, UTF-8 that
    /// CPython keeps beside them when C code asks for it is not counted.
    pub fn sizeof(&self) -> usize {
        const ASCII_OBJECT: usize = 40;
        const COMPACT_OBJECT: usize = 56;
        let len = self.len();
        match self.data {
            Data::Ascii(_) => ASCII_OBJECT + len + 1,
            Data::Latin1(_) if len == 1 => COMPACT_OBJECT + 2 + "é\0".len(),
            _ => COMPACT_OBJECT + (len + 1) * self.kind(),
        }
    }

    /// How many bytes the value takes here beside itself.
    pub fn heap_bytes(&self) -> usize {
        match &self.data {
            Data::Ascii(it) if it.is_heap_allocated() => it.capacity(),
            Data::Ascii(_) => 0,
            _ => self.len() * self.kind(),
        }
    }
}

fn lossy(code: u32) -> char {
    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
}

impl Default for Str {
    fn default() -> Str {
        Str::new()
    }
}

impl Clone for Str {
    fn clone(&self) -> Str {
        Str { data: self.data.clone(), hash: self.hash.clone() }
    }
}

impl From<&str> for Str {
    fn from(text: &str) -> Str {
        if text.is_ascii() {
            return Str::from_ascii(text);
        }
        Str::from_code_points(text.chars().map(u32::from))
    }
}

impl From<String> for Str {
    fn from(text: String) -> Str {
        if text.is_ascii() {
            return Str::from_ascii_string(text.into());
        }
        Str::from(text.as_str())
    }
}

/// The digits of an int.
impl From<i64> for Str {
    fn from(value: i64) -> Str {
        Str::from_ascii_string(value.to_compact_string())
    }
}

impl From<&PyStr> for Str {
    fn from(text: &PyStr) -> Str {
        match text.as_str() {
            Some(it) => Str::from(it),
            None => Str::from_code_points(text.code_points()),
        }
    }
}

impl From<&Str> for PyStr {
    fn from(text: &Str) -> PyStr {
        let mut out = PyStr::new();
        match text.as_str() {
            Some(it) => out.push_str(it),
            None => text.code_points().for_each(|it| out.push(it)),
        }
        out
    }
}

/// The text; U+FFFD stands for surrogates.
impl fmt::Display for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_string_lossy())
    }
}

impl fmt::Debug for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", repr(self))
    }
}

#[cfg(test)]
mod tests;
