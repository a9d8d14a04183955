//! Where a string stands in another: `find`, `rfind`, `count`, `in`, `startswith`, `endswith`.
//!
//! Time is linear in the length of both. Bytes are searched by `memchr`, wider
//! units by Knuth, Morris and Pratt's way.

use memchr::memmem;

use super::{Str, Unit, bounds};

/// Runs an expression with the units of a string and of one that may stand in it, in the same width;
/// `None` where the second has characters that the first can't hold.
macro_rules! with_needle {
    ($haystack:expr, $needle:expr, $units:ident, $needle_units:ident => $body:expr) => {{
        let (haystack, needle) = ($haystack.view(), $needle.view());
        if needle.bound() > haystack.bound() {
            None
        } else {
            $crate::text::each_width!(haystack, $units => {
                let wide = needle.widened();
                let $needle_units = &*wide;
                Some($body)
            })
        }
    }};
}

pub(crate) use with_needle;

impl Str {
    /// Where `needle` first stands within `self[start:end]`, counted from the start of `self`.
    pub fn find(&self, needle: &Str, start: isize, end: isize) -> Option<usize> {
        let range = bounds(start, end, self.len())?;
        let found =
            with_needle!(self, needle, units, needle => find(&units[range.clone()], needle));
        found.flatten().map(|it| it + range.start)
    }

    /// Where `needle` last stands within `self[start:end]`, counted from the start of `self`.
    pub fn rfind(&self, needle: &Str, start: isize, end: isize) -> Option<usize> {
        let range = bounds(start, end, self.len())?;
        let found =
            with_needle!(self, needle, units, needle => rfind(&units[range.clone()], needle));
        found.flatten().map(|it| it + range.start)
    }

    /// `needle in self`.
    pub fn contains(&self, needle: &Str) -> bool {
        self.find(needle, 0, isize::MAX).is_some()
    }

    /// `self.count(needle, start, end)`.
    pub fn count(&self, needle: &Str, start: isize, end: isize) -> usize {
        let Some(range) = bounds(start, end, self.len()) else { return 0 };
        with_needle!(self, needle, units, needle => count(&units[range.clone()], needle))
            .unwrap_or(0)
    }

    /// `self.startswith(prefix, start, end)`.
    pub fn startswith(&self, prefix: &Str, start: isize, end: isize) -> bool {
        let Some(range) = bounds(start, end, self.len()) else { return false };
        prefix.len() <= range.len() && self.stands_at(prefix, range.start)
    }

    /// `self.endswith(suffix, start, end)`.
    pub fn endswith(&self, suffix: &Str, start: isize, end: isize) -> bool {
        let Some(range) = bounds(start, end, self.len()) else { return false };
        suffix.len() <= range.len() && self.stands_at(suffix, range.end - suffix.len())
    }

    /// Does `part` stand at `at`? There must be room for it.
    fn stands_at(&self, part: &Str, at: usize) -> bool {
        let range = at..at + part.len();
        with_needle!(self, part, units, part => units[range.clone()] == *part).unwrap_or(false)
    }
}

/// Where `needle` first stands.
pub fn find<T: Unit>(haystack: &[T], needle: &[T]) -> Option<usize> {
    match needle {
        [] => Some(0),
        _ if needle.len() > haystack.len() => None,
        [one] => T::position(haystack, *one),
        _ => match (T::bytes(haystack), T::bytes(needle)) {
            (Some(haystack), Some(needle)) => find_bytes(haystack, needle),
            _ => find_units(haystack.iter().copied(), needle),
        },
    }
}

/// Where `needle` last stands.
pub fn rfind<T: Unit>(haystack: &[T], needle: &[T]) -> Option<usize> {
    match needle {
        [] => Some(haystack.len()),
        _ if needle.len() > haystack.len() => None,
        [one] => T::rposition(haystack, *one),
        _ => match (T::bytes(haystack), T::bytes(needle)) {
            (Some(haystack), Some(needle)) => memmem::rfind(haystack, needle),
            _ => {
                let reversed: Vec<T> = needle.iter().rev().copied().collect();
                let from_end = find_units(haystack.iter().rev().copied(), &reversed)?;
                Some(haystack.len() - from_end - needle.len())
            }
        },
    }
}

/// How often `needle` stands in `haystack` without overlap: between all items if it is empty.
pub fn count<T: Unit>(haystack: &[T], needle: &[T]) -> usize {
    match needle {
        [] => haystack.len() + 1,
        [one] => haystack.iter().filter(|&it| it == one).count(),
        _ => matches(haystack, needle).count(),
    }
}

/// The places of `needle`, which is not empty, without overlap, from the left.
pub fn matches<T: Unit>(haystack: &[T], needle: &[T]) -> impl Iterator<Item = usize> {
    let finder = Finder::new(needle);
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + finder.find(haystack.get(from..)?)?;
        from = at + needle.len();
        Some(at)
    })
}

/// A needle that is looked for more than once.
pub(crate) struct Finder<'a, T> {
    needle: &'a [T],
    bytes: Option<memmem::Finder<'a>>,
}

impl<'a, T: Unit> Finder<'a, T> {
    pub(crate) fn new(needle: &'a [T]) -> Finder<'a, T> {
        let bytes = T::bytes(needle).filter(|it| it.len() > 1).map(memmem::Finder::new);
        Finder { needle, bytes }
    }

    pub(crate) fn find(&self, haystack: &[T]) -> Option<usize> {
        match (&self.bytes, T::bytes(haystack)) {
            (Some(finder), Some(haystack)) => finder.find(haystack),
            _ => find(haystack, self.needle),
        }
    }
}

/// `memmem` prepares itself, which is not worth it for a short text.
fn find_bytes(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    const SHORT: usize = 64;
    if haystack.len() > SHORT {
        return memmem::find(haystack, needle);
    }
    haystack.windows(needle.len()).position(|it| it == needle)
}

/// Knuth, Morris and Pratt's search: each unit is looked at once.
fn find_units<T: Unit>(haystack: impl Iterator<Item = T>, needle: &[T]) -> Option<usize> {
    let borders = borders(needle);
    let mut matched = 0;
    for (at, unit) in haystack.enumerate() {
        while matched > 0 && needle[matched] != unit {
            matched = borders[matched - 1];
        }
        if needle[matched] == unit {
            matched += 1;
        }
        if matched == needle.len() {
            return Some(at + 1 - matched);
        }
    }
    None
}

/// For each prefix the length of the longest shorter one that it ends with.
fn borders<T: Unit>(needle: &[T]) -> Vec<usize> {
    let mut borders = vec![0; needle.len()];
    let mut len = 0;
    for at in 1..needle.len() {
        while len > 0 && needle[len] != needle[at] {
            len = borders[len - 1];
        }
        if needle[len] == needle[at] {
            len += 1;
        }
        borders[at] = len;
    }
    borders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_needles() {
        let text = Str::from("abc");
        assert_eq!(text.find(&Str::new(), 3, isize::MAX), Some(3));
        assert_eq!(text.find(&Str::new(), 4, isize::MAX), None);
        assert_eq!(text.rfind(&Str::new(), 0, isize::MAX), Some(3));
        assert_eq!(text.count(&Str::new(), -2, isize::MAX), 3);
        assert_eq!(text.count(&Str::new(), 4, isize::MAX), 0);
    }

    #[test]
    fn every_width() {
        for wide in ["", "é", "€", "😀"] {
            let text = Str::from(format!("ababcabab{wide}").as_str());
            let needle = Str::from("abab");
            assert_eq!(text.find(&needle, 0, isize::MAX), Some(0), "{text}");
            assert_eq!(text.rfind(&needle, 0, isize::MAX), Some(5), "{text}");
            assert_eq!(text.find(&needle, 1, isize::MAX), Some(5), "{text}");
            assert_eq!(text.find(&needle, 1, 8), None, "{text}");
            assert_eq!(text.count(&needle, 0, isize::MAX), 2, "{text}");
            assert!(text.endswith(&Str::from(format!("ab{wide}").as_str()), 0, isize::MAX));
        }
    }

    #[test]
    fn a_wide_needle_is_not_cut() {
        let needle = Str::from("\u{161}");
        assert_eq!(Str::from("a").find(&needle, 0, isize::MAX), None);
        assert!(!Str::from("a").startswith(&needle, 0, isize::MAX));
    }
}
