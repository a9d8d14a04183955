//! `co_linetable`: which place of the source each instruction comes from.
//!
//! An entry is a byte `0x80 | form << 3 | units - 1` and what the form adds to it: lines relative to
//! the entry before, columns in bytes. Source: Objects/locations.md and `advance_with_locations`
//! (Objects/codeobject.c), CPython 3.13.0.

use std::ops::Range;

use super::CodeObject;

/// Where a code unit comes from: lines from one, columns in bytes from zero, as Python counts.
///
/// `None` where CPython answers `None`: no place at all, or a line without columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "CPython's names")]
pub struct Position {
    pub lineno: Option<i32>,
    pub end_lineno: Option<i32>,
    pub col_offset: Option<i32>,
    pub end_col_offset: Option<i32>,
}

/// The entries of a location table: how many code units, and where they come from.
#[derive(Clone)]
struct Entries<'a> {
    bytes: std::slice::Iter<'a, u8>,
    line: i32,
}

impl<'a> Entries<'a> {
    fn new(code: &'a CodeObject) -> Entries<'a> {
        Entries { bytes: code.co_linetable.iter(), line: code.co_firstlineno }
    }

    /// A byte; zero behind the end of a table that is cut off.
    fn byte(&mut self) -> i32 {
        self.bytes.next().copied().unwrap_or(0).into()
    }

    /// Six bits a byte, low ones first; bit six says that more follow.
    fn varint(&mut self) -> u32 {
        let mut value = 0;
        let mut shift = 0;
        loop {
            let byte = self.byte() as u32;
            value |= (byte & 0x3f).checked_shl(shift).unwrap_or(0);
            shift += 6;
            if byte & 0x40 == 0 {
                return value;
            }
        }
    }

    /// The sign is the lowest bit.
    fn signed_varint(&mut self) -> i32 {
        let value = self.varint();
        let magnitude = (value >> 1) as i32;
        if value & 1 == 0 { magnitude } else { -magnitude }
    }

    fn advance(&mut self, delta: i32) {
        self.line = self.line.wrapping_add(delta);
    }

    fn short(&mut self, form: i32) -> Position {
        let second = self.byte();
        let column = form << 3 | second >> 4;
        self.on_one_line(column, column + (second & 0xf))
    }

    fn one_line(&mut self, delta: i32) -> Position {
        self.advance(delta);
        let column = self.byte();
        let end_column = self.byte();
        self.on_one_line(column, end_column)
    }

    fn without_columns(&mut self) -> Position {
        let delta = self.signed_varint();
        self.advance(delta);
        let line = known(self.line);
        Position { lineno: line, end_lineno: line, ..Position::default() }
    }

    fn long(&mut self) -> Position {
        let delta = self.signed_varint();
        self.advance(delta);
        let end_line = self.line.wrapping_add(self.varint() as i32);
        let column = (self.varint() as i32).wrapping_sub(1);
        let end_column = (self.varint() as i32).wrapping_sub(1);
        Position {
            lineno: known(self.line),
            end_lineno: known(end_line),
            col_offset: known(column),
            end_col_offset: known(end_column),
        }
    }

    fn on_one_line(&self, column: i32, end_column: i32) -> Position {
        let line = known(self.line);
        Position {
            lineno: line,
            end_lineno: line,
            col_offset: Some(column),
            end_col_offset: Some(end_column),
        }
    }
}

/// CPython's `-1` is Python's `None`.
fn known(value: i32) -> Option<i32> {
    (value != -1).then_some(value)
}

impl Iterator for Entries<'_> {
    type Item = (usize, Position);

    fn next(&mut self) -> Option<(usize, Position)> {
        let first = i32::from(*self.bytes.next()?);
        let units = (first & 7) as usize + 1;
        let form = first >> 3 & 0xf;
        let position = match form {
            0..=9 => self.short(form),
            10..=12 => self.one_line(form - 10),
            13 => self.without_columns(),
            14 => self.long(),
            _ => Position::default(),
        };
        Some((units, position))
    }
}

/// Yields the place of each code unit, inline caches included.
#[derive(Clone)]
pub struct Positions<'a> {
    entries: Entries<'a>,
    left: usize,
    position: Position,
}

impl<'a> Positions<'a> {
    pub(super) fn new(code: &'a CodeObject) -> Positions<'a> {
        Positions { entries: Entries::new(code), left: 0, position: Position::default() }
    }
}

impl Iterator for Positions<'_> {
    type Item = Position;

    fn next(&mut self) -> Option<Position> {
        if self.left == 0 {
            (self.left, self.position) = self.entries.next()?;
        }
        self.left -= 1;
        Some(self.position)
    }
}

/// Yields ranges of `co_code` in bytes with their line.
#[derive(Clone)]
pub struct Lines<'a> {
    entries: std::iter::Peekable<Entries<'a>>,
    start: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(code: &'a CodeObject) -> Lines<'a> {
        Lines { entries: Entries::new(code).peekable(), start: 0 }
    }
}

impl Iterator for Lines<'_> {
    type Item = (Range<usize>, Option<i32>);

    fn next(&mut self) -> Option<Self::Item> {
        let (units, position) = self.entries.next()?;
        let line = position.lineno;
        let start = self.start;
        self.start += 2 * units;
        while let Some((units, _)) = self.entries.next_if(|it| it.1.lineno == line) {
            self.start += 2 * units;
        }
        Some((start..self.start, line))
    }
}
