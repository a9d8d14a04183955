//! Strings with other parts: `replace`, `translate`, `removeprefix`.

use super::search::matches;
use super::split::limit;
use super::{Str, StrBuilder, Unit, View};

impl Str {
    /// `self.replace(old, new, count)`; `None` where nothing changes, so that the result is `self`.
    /// A negative `count` is no limit. [`replaced_len`](Str::replaced_len) tells how long it gets.
    pub fn replace(&self, old: &Str, new: &Str, count: isize) -> Option<Str> {
        if old == new || old.bound() > self.bound() {
            return None;
        }
        match self.bound().max(new.bound()) {
            0..0x100 => self.replaced::<u8>(old, new, count),
            0x100..0x10000 => self.replaced::<u16>(old, new, count),
            _ => self.replaced::<u32>(old, new, count),
        }
    }

    fn replaced<T: Unit>(&self, old: &Str, new: &Str, count: isize) -> Option<Str> {
        let (units, old, new) =
            (self.view().widened::<T>(), old.view().widened(), new.view().widened());
        replace(&units, &old, &new, count).map(|it| T::to_str(&it))
    }

    /// How many code points `self.replace(old, new, count)` has.
    pub fn replaced_len(&self, old: &Str, new: &Str, count: isize) -> usize {
        let places = self.count(old, 0, isize::MAX).min(limit(count));
        let kept = self.len().saturating_sub(places * old.len());
        kept.saturating_add(places.saturating_mul(new.len()))
    }

    /// `self.translate(table)`, where `look_up` asks the table.
    ///
    /// It is asked once for each ASCII character of an ASCII string and for each character of
    /// others, as in CPython (`_PyUnicode_TranslateCharmap`).
    pub fn translate<E>(
        &self,
        mut look_up: impl FnMut(u32) -> Result<Translation, E>,
    ) -> Result<Str, E> {
        let mut out = StrBuilder::with_capacity(self.len());
        let quick = match self.view() {
            View::Ascii(text) => translate_ascii(text.as_bytes(), &mut out, &mut look_up)?,
            _ => 0,
        };
        for code in self.code_points().skip(quick) {
            match look_up(code)? {
                Translation::Same => out.push(code),
                Translation::Deleted => {}
                Translation::Code(it) => out.push(it),
                Translation::Text(it) => out.push_py(&it),
            }
        }
        Ok(out.finish())
    }

    fn bound(&self) -> u32 {
        self.view().bound()
    }
}

/// What a table of `str.translate` has for a character.
#[derive(Clone, Debug)]
pub enum Translation {
    /// Nothing (`LookupError`): it stays.
    Same,
    /// `None`: it goes.
    Deleted,
    /// A code point.
    Code(u32),
    /// A string.
    Text(Str),
}

/// Translates as long as ASCII characters become at most one ASCII character each, and says how far
/// it came. Source: `unicode_fast_translate` (Objects/unicodeobject.c).
fn translate_ascii<E>(
    text: &[u8],
    out: &mut StrBuilder,
    look_up: &mut impl FnMut(u32) -> Result<Translation, E>,
) -> Result<usize, E> {
    let mut known: [Option<Option<u8>>; 128] = [None; 128];
    for (at, &byte) in text.iter().enumerate() {
        let place = &mut known[usize::from(byte)];
        let translated = match place {
            Some(it) => *it,
            None => {
                let found = match look_up(byte.into())? {
                    Translation::Same => Some(byte),
                    Translation::Deleted => None,
                    Translation::Code(code @ 0..0x80) => Some(code as u8),
                    Translation::Text(it) if it.is_ascii() && it.len() == 1 => {
                        it.single().map(|code| code as u8)
                    }
                    _ => return Ok(at),
                };
                *place.insert(found)
            }
        };
        out.extend(translated.map(u32::from));
    }
    Ok(text.len())
}

/// `units` with `new` for each `old`, at most `count` times from the left; `None` where nothing
/// changes. An empty `old` stands before each unit and at the end.
pub fn replace<T: Unit>(units: &[T], old: &[T], new: &[T], count: isize) -> Option<Vec<T>> {
    let places: Vec<usize> = match old {
        [] => (0..=units.len()).take(limit(count)).collect(),
        _ => matches(units, old).take(limit(count)).collect(),
    };
    if places.is_empty() {
        return None;
    }
    let mut out = Vec::with_capacity(units.len() + places.len() * new.len());
    let mut start = 0;
    for at in places {
        out.extend_from_slice(&units[start..at]);
        out.extend_from_slice(new);
        start = at + old.len();
    }
    out.extend_from_slice(&units[start..]);
    Some(out)
}
