//! A Python `str` as a value.
//!
//! Rust's `str` cannot hold `'\ud800'`, which Python can.

use std::fmt;

/// A Python `str`: any sequence of code points, surrogates among them.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PyStr {
    /// UTF-8, except that surrogates are encoded like any other code point, in three bytes.
    bytes: Vec<u8>,
}

impl PyStr {
    /// The empty string.
    pub fn new() -> PyStr {
        PyStr::default()
    }

    /// The empty string, with room for `bytes` bytes of UTF-8.
    pub(super) fn with_capacity(bytes: usize) -> PyStr {
        PyStr { bytes: Vec::with_capacity(bytes) }
    }

    /// The string, where it has no surrogates.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }

    /// Has it no code points?
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Appends a code point, at most 0x10ffff.
    pub fn push(&mut self, code: u32) {
        match char::from_u32(code) {
            Some(it) => self.push_str(it.encode_utf8(&mut [0; 4])),
            None => {
                let tail = |shift: u32| 0x80 | (code >> shift & 0x3f) as u8;
                self.bytes.extend([0xe0 | (code >> 12 & 0xf) as u8, tail(6), tail(0)]);
            }
        }
    }

    /// Appends the code points of `text`.
    pub fn push_str(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Appends another string. Surrogates that meet stay two code points, as in Python.
    pub fn append(&mut self, other: &PyStr) {
        self.bytes.extend_from_slice(&other.bytes);
    }

    /// The code points.
    pub fn code_points(&self) -> impl Iterator<Item = u32> + '_ {
        let mut rest = self.bytes.as_slice();
        std::iter::from_fn(move || {
            let (code, len) = decode(rest)?;
            rest = &rest[len..];
            Some(code)
        })
    }
}

/// The first code point and its width in bytes.
fn decode(bytes: &[u8]) -> Option<(u32, usize)> {
    let first = u32::from(*bytes.first()?);
    let (len, head) = match first {
        0..0x80 => return Some((first, 1)),
        0x80..0xe0 => (2, first & 0x1f),
        0xe0..0xf0 => (3, first & 0xf),
        _ => (4, first & 0x7),
    };
    let tail = bytes[1..len].iter();
    Some((tail.fold(head, |code, &it| code << 6 | u32::from(it & 0x3f)), len))
}

impl From<&str> for PyStr {
    fn from(text: &str) -> PyStr {
        PyStr { bytes: text.as_bytes().to_vec() }
    }
}

impl From<String> for PyStr {
    fn from(text: String) -> PyStr {
        PyStr { bytes: text.into_bytes() }
    }
}

/// As Python's `repr` shows it.
impl fmt::Debug for PyStr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::repr::py_str(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_width_comes_back() {
        let codes = [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd800, 0xdc00, 0xffff, 0x10000, 0x10ffff];
        let mut value = PyStr::new();
        codes.iter().for_each(|&it| value.push(it));
        assert_eq!(value.code_points().collect::<Vec<_>>(), codes);
        assert_eq!(value.as_str(), None);
    }
}
