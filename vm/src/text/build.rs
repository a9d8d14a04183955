//! A string under construction, which widens when a character asks for it.

use compact_str::CompactString;

use super::{Data, Str, Unit, View};

/// Collects code points; [`finish`](StrBuilder::finish) makes a [`Str`] of them.
#[derive(Debug)]
pub struct StrBuilder {
    units: Units,
}

/// Always the narrowest form that holds what was pushed.
#[derive(Debug)]
enum Units {
    Ascii(CompactString),
    Latin1(Vec<u8>),
    Ucs2(Vec<u16>),
    Ucs4(Vec<u32>),
}

impl Default for StrBuilder {
    fn default() -> StrBuilder {
        StrBuilder::new()
    }
}

impl StrBuilder {
    /// Nothing yet.
    pub const fn new() -> StrBuilder {
        StrBuilder { units: Units::Ascii(CompactString::const_new("")) }
    }

    /// Nothing yet, with room for `capacity` ASCII characters.
    pub fn with_capacity(capacity: usize) -> StrBuilder {
        StrBuilder { units: Units::Ascii(CompactString::with_capacity(capacity)) }
    }

    /// How many code points it holds.
    pub fn len(&self) -> usize {
        match &self.units {
            Units::Ascii(it) => it.len(),
            Units::Latin1(it) => it.len(),
            Units::Ucs2(it) => it.len(),
            Units::Ucs4(it) => it.len(),
        }
    }

    /// Does it hold nothing?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Appends a code point, at most 0x10ffff.
    pub fn push(&mut self, code: u32) {
        match &mut self.units {
            Units::Ascii(it) if code < 0x80 => it.push(char::from(code as u8)),
            Units::Latin1(it) if code < 0x100 => it.push(code as u8),
            Units::Ucs2(it) if code < 0x10000 => it.push(code as u16),
            Units::Ucs4(it) => it.push(code),
            _ => {
                self.widen(code);
                self.push(code);
            }
        }
    }

    /// Appends `n` times the same code point.
    pub fn push_repeated(&mut self, code: u32, n: usize) {
        if n == 0 {
            return;
        }
        self.widen(code);
        match &mut self.units {
            Units::Ascii(it) => {
                it.reserve(n);
                (0..n).for_each(|_| it.push(char::from(code as u8)));
            }
            Units::Latin1(it) => it.resize(it.len() + n, code as u8),
            Units::Ucs2(it) => it.resize(it.len() + n, code as u16),
            Units::Ucs4(it) => it.resize(it.len() + n, code),
        }
    }

    /// Appends Rust's text.
    pub fn push_str(&mut self, text: &str) {
        match &mut self.units {
            Units::Ascii(it) if text.is_ascii() => it.push_str(text),
            _ => self.extend(text.chars().map(u32::from)),
        }
    }

    /// Appends a string.
    pub fn push_view(&mut self, text: View<'_>) {
        self.widen(text.bound());
        match &mut self.units {
            // Wider text has widened the builder.
            Units::Ascii(it) => it.push_str(text.ascii().unwrap_or_default()),
            Units::Latin1(it) => it.extend_from_slice(&text.widened()),
            Units::Ucs2(it) => append(it, text),
            Units::Ucs4(it) => append(it, text),
        }
    }

    /// Appends a string.
    pub fn push_py(&mut self, text: &Str) {
        self.push_view(text.view());
    }

    /// Appends code points, each at most 0x10ffff.
    pub fn extend(&mut self, codes: impl IntoIterator<Item = u32>) {
        codes.into_iter().for_each(|it| self.push(it));
    }

    /// The string.
    pub fn finish(self) -> Str {
        match self.units {
            Units::Ascii(mut it) => {
                // A little room left over is cheaper than another copy.
                if it.is_heap_allocated() && it.capacity() > it.len() + it.len() / 4 {
                    it.shrink_to_fit();
                }
                Str::from_ascii_string(it)
            }
            Units::Latin1(it) => Str::from_data(Data::Latin1(it.into())),
            Units::Ucs2(it) => Str::from_data(Data::Ucs2(it.into())),
            Units::Ucs4(it) => Str::from_data(Data::Ucs4(it.into())),
        }
    }

    /// Makes room for a code point's width.
    fn widen(&mut self, code: u32) {
        let is_wide_enough = match &self.units {
            Units::Ascii(_) => code < 0x80,
            Units::Latin1(_) => code < 0x100,
            Units::Ucs2(_) => code < 0x10000,
            Units::Ucs4(_) => true,
        };
        if is_wide_enough {
            return;
        }
        self.units = match code {
            0..0x100 => Units::Latin1(self.take()),
            0x100..0x10000 => Units::Ucs2(self.take()),
            _ => Units::Ucs4(self.take()),
        };
    }

    /// The units in a wider form.
    fn take<T: Unit>(&mut self) -> Vec<T> {
        let view = match &self.units {
            Units::Ascii(it) => View::Ascii(it),
            Units::Latin1(it) => View::Latin1(it),
            Units::Ucs2(it) => View::Ucs2(it),
            Units::Ucs4(it) => View::Ucs4(it),
        };
        let mut wider = Vec::with_capacity(view.len() + view.len() / 2);
        append(&mut wider, view);
        wider
    }
}

fn append<T: Unit>(to: &mut Vec<T>, text: View<'_>) {
    match text {
        View::Ascii(it) => to.extend(it.bytes().map(|it| T::of(it.into()))),
        View::Latin1(it) => to.extend(it.iter().map(|&it| T::of(it.into()))),
        View::Ucs2(it) => to.extend(it.iter().map(|&it| T::of(it.into()))),
        View::Ucs4(it) => to.extend(it.iter().map(|&it| T::of(it))),
    }
}
