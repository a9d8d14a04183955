//! Strings in parts: `split`, `rsplit`, `splitlines`, `partition`, and what `strip` leaves.
//!
//! The functions over units tell ranges, which the callers cut out, so that `str` and `bytes` share
//! them.

use std::ops::Range;

use super::search::{matches, rfind, with_needle};
use super::{Str, Unit, each_width, unicode};

/// At which end `strip` takes off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// `lstrip`.
    Left,
    /// `rstrip`.
    Right,
    /// `strip`.
    Both,
}

impl Str {
    /// `self.split(None, maxsplit)`; a negative `maxsplit` is no limit.
    pub fn split_space(&self, maxsplit: isize) -> Vec<Str> {
        let parts = each_width!(self.view(), units => split_space(units, maxsplit, is_space));
        self.cut(parts)
    }

    /// `self.rsplit(None, maxsplit)`.
    pub fn rsplit_space(&self, maxsplit: isize) -> Vec<Str> {
        let parts = each_width!(self.view(), units => rsplit_space(units, maxsplit, is_space));
        self.cut(parts)
    }

    /// `self.split(separator, maxsplit)`; the separator is not empty.
    pub fn split(&self, separator: &Str, maxsplit: isize) -> Vec<Str> {
        let parts = with_needle!(self, separator, units, separator => {
            split(units, separator, maxsplit)
        });
        self.cut(parts.unwrap_or_else(|| self.whole()))
    }

    /// `self.rsplit(separator, maxsplit)`; the separator is not empty.
    pub fn rsplit(&self, separator: &Str, maxsplit: isize) -> Vec<Str> {
        let parts = with_needle!(self, separator, units, separator => {
            rsplit(units, separator, maxsplit)
        });
        self.cut(parts.unwrap_or_else(|| self.whole()))
    }

    /// `self.splitlines(keepends)`.
    pub fn splitlines(&self, keepends: bool) -> Vec<Str> {
        let lines = each_width!(self.view(), units => split_lines(units, keepends, is_break));
        self.cut(lines)
    }

    /// What stands before and behind the first `separator`, which is not empty.
    pub fn partition(&self, separator: &Str) -> Option<(Str, Str)> {
        let at = self.find(separator, 0, isize::MAX)?;
        Some((self.slice(0..at), self.slice(at + separator.len()..self.len())))
    }

    /// What stands before and behind the last `separator`, which is not empty.
    pub fn rpartition(&self, separator: &Str) -> Option<(Str, Str)> {
        let at = self.rfind(separator, 0, isize::MAX)?;
        Some((self.slice(0..at), self.slice(at + separator.len()..self.len())))
    }

    /// What `self.strip(None)`, `lstrip` or `rstrip` leaves.
    pub fn strip_space(&self, side: Side) -> Range<usize> {
        each_width!(self.view(), units => strip(units, side, is_space))
    }

    /// What `self.strip(chars)`, `lstrip` or `rstrip` leaves.
    pub fn strip(&self, chars: &Str, side: Side) -> Range<usize> {
        let mut chars: Vec<u32> = chars.code_points().collect();
        chars.sort_unstable();
        each_width!(self.view(), units => {
            strip(units, side, |it| chars.binary_search(&it.code()).is_ok())
        })
    }

    fn whole(&self) -> Vec<Range<usize>> {
        vec![Range { start: 0, end: self.len() }]
    }

    fn cut(&self, parts: Vec<Range<usize>>) -> Vec<Str> {
        parts.into_iter().map(|it| self.slice(it)).collect()
    }
}

fn is_space<T: Unit>(unit: T) -> bool {
    unicode::is_space(unit.code())
}

fn is_break<T: Unit>(unit: T) -> bool {
    unicode::is_line_break(unit.code())
}

pub(super) fn limit(maxsplit: isize) -> usize {
    usize::try_from(maxsplit).unwrap_or(usize::MAX)
}

/// Words between white space, at most `maxsplit` splits; the last part keeps white space at its end.
pub fn split_space<T: Unit>(
    units: &[T],
    maxsplit: isize,
    is_space: impl Fn(T) -> bool,
) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut at = 0;
    let next = |from: usize, space: bool| {
        let found = units[from..].iter().position(|&it| is_space(it) == space);
        found.map_or(units.len(), |it| from + it)
    };
    loop {
        at = next(at, false);
        if at == units.len() {
            return parts;
        }
        let end = if parts.len() < limit(maxsplit) { next(at, true) } else { units.len() };
        parts.push(at..end);
        at = end;
    }
}

/// Words between white space from the right, at most `maxsplit` splits; the first part keeps white
/// space at its start.
pub fn rsplit_space<T: Unit>(
    units: &[T],
    maxsplit: isize,
    is_space: impl Fn(T) -> bool,
) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut at = units.len();
    let before = |to: usize, space: bool| {
        let found = units[..to].iter().rposition(|&it| is_space(it) == space);
        found.map_or(0, |it| it + 1)
    };
    loop {
        at = before(at, false);
        if at == 0 {
            parts.reverse();
            return parts;
        }
        let start = if parts.len() < limit(maxsplit) { before(at, true) } else { 0 };
        parts.push(start..at);
        at = start;
    }
}

/// Parts between separators, at most `maxsplit` of these from the left.
pub fn split<T: Unit>(units: &[T], separator: &[T], maxsplit: isize) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    for at in matches(units, separator).take(limit(maxsplit)) {
        parts.push(start..at);
        start = at + separator.len();
    }
    parts.push(start..units.len());
    parts
}

/// Parts between separators, at most `maxsplit` of these from the right.
pub fn rsplit<T: Unit>(units: &[T], separator: &[T], maxsplit: isize) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut end = units.len();
    while parts.len() < limit(maxsplit)
        && let Some(at) = rfind(&units[..end], separator)
    {
        parts.push(at + separator.len()..end);
        end = at;
    }
    parts.push(0..end);
    parts.reverse();
    parts
}

/// Lines, with what ends them or without. `\r\n` is one end.
pub fn split_lines<T: Unit>(
    units: &[T],
    keepends: bool,
    is_break: impl Fn(T) -> bool,
) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    while start < units.len() {
        let found = units[start..].iter().position(|&it| is_break(it));
        let end = found.map_or(units.len(), |it| start + it);
        let next = match &units[end..] {
            [a, b, ..] if a.code() == 0x0d && b.code() == 0x0a => end + 2,
            [] => end,
            _ => end + 1,
        };
        lines.push(start..if keepends { next } else { end });
        start = next;
    }
    lines
}

/// What is left when units at one or both ends are taken off.
pub fn strip<T: Unit>(units: &[T], side: Side, goes: impl Fn(T) -> bool) -> Range<usize> {
    let stays = |it: &T| !goes(*it);
    let start = match side {
        Side::Right => 0,
        _ => units.iter().position(stays).unwrap_or(units.len()),
    };
    let end = match side {
        Side::Left => units.len(),
        _ => units[start..].iter().rposition(stays).map_or(start, |it| start + it + 1),
    };
    start..end
}
