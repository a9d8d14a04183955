//! Lays the text out as `ast.dump(…, indent=…)` does.
//!
//! `dump` looks at a node's fields before it writes them: a node of up to three plain fields stands
//! on one line. Here every node is first written over several lines, and drawn together at its end
//! when it turns out to be such a one.

use std::fmt::Write;

use rowan::{TextRange, TextSize};

use crate::literal;
use crate::position::LineIndex;
use crate::repr;

/// Text of the dump as far as it is written, and the brackets that are open.
pub(super) struct Writer {
    out: String,
    indent: usize,
    open: Vec<Open>,
    /// `None` where places are not shown.
    places: Option<Places>,
}

/// An open node or list.
#[derive(Clone, Copy)]
struct Open {
    /// How many fields or items it has so far.
    len: usize,
    /// Where the first three fields start, and where their text does, behind line end and indent.
    starts: [(usize, usize); ON_ONE_LINE],
    /// Has it no list and no node with fields?
    is_plain: bool,
}

/// How many plain fields stand on one line.
const ON_ONE_LINE: usize = 3;

impl Writer {
    pub(super) fn new(indent: usize, places: Option<Places>) -> Writer {
        Writer { out: String::new(), indent, open: Vec::new(), places }
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    /// Begins a node of class `name`.
    pub(super) fn node(&mut self, name: &str) {
        self.out.push_str(name);
        self.out.push('(');
        self.begin();
    }

    /// Begins a list.
    pub(super) fn list(&mut self) {
        self.out.push('[');
        self.begin();
    }

    fn begin(&mut self) {
        self.open.push(Open { len: 0, starts: [(0, 0); ON_ONE_LINE], is_plain: true });
    }

    /// Begins a field; its value is to be written next.
    pub(super) fn field(&mut self, name: &str) {
        self.item();
        self.out.push_str(name);
        self.out.push('=');
    }

    /// Begins an item of a list.
    pub(super) fn item(&mut self) {
        let before = self.out.len();
        let width = self.open.len() * self.indent;
        let Some(open) = self.open.last_mut() else {
            return;
        };
        self.out.push_str(if open.len == 0 { "\n" } else { ",\n" });
        self.out.extend(std::iter::repeat_n(' ', width));
        if let Some(start) = open.starts.get_mut(open.len) {
            *start = (before, self.out.len());
        }
        open.len += 1;
    }

    /// Ends a list.
    pub(super) fn end_list(&mut self) {
        self.open.pop();
        self.out.push(']');
        self.not_plain();
    }

    /// Ends a node, with its place.
    pub(super) fn end_at(&mut self, range: TextRange) {
        if let Some(places) = &self.places {
            let ((line, col), (end_line, end_col)) =
                (places.of(range.start()), places.of(range.end()));
            for (name, number) in [
                ("lineno", line),
                ("col_offset", col),
                ("end_lineno", end_line),
                ("end_col_offset", end_col),
            ] {
                self.field(name);
                self.number(number);
            }
        }
        self.end();
    }

    /// Ends a node of a class without places.
    pub(super) fn end(&mut self) {
        let Some(open) = self.open.pop() else { return };
        let on_one_line = open.is_plain && open.len <= ON_ONE_LINE;
        if on_one_line {
            self.draw_together(&open);
        }
        self.out.push(')');
        if open.len > 0 || !on_one_line {
            self.not_plain();
        }
    }

    fn draw_together(&mut self, open: &Open) {
        let starts = &open.starts[..open.len];
        let Some(&(first, _)) = starts.first() else {
            return;
        };
        let mut line = String::new();
        for (i, &(_, start)) in starts.iter().enumerate() {
            let end = starts.get(i + 1).map_or(self.out.len(), |it| it.0);
            line.push_str(if i == 0 { "" } else { ", " });
            line.push_str(&self.out[start..end]);
        }
        self.out.truncate(first);
        self.out.push_str(&line);
    }

    fn not_plain(&mut self) {
        if let Some(it) = self.open.last_mut() {
            it.is_plain = false;
        }
    }

    // ---- plain values -------------------------------------------------------------------------

    /// Writes text as it is.
    pub(super) fn text(&mut self, text: &str) {
        self.out.push_str(text);
    }

    pub(super) fn number(&mut self, number: usize) {
        write!(self.out, "{number}").expect("a String takes every text");
    }

    /// Writes a name, normalised.
    pub(super) fn name(&mut self, name: &str) {
        repr::write_str(&literal::identifier(name), &mut self.out);
    }
}

/// Lines and columns as CPython's nodes have them.
pub(super) struct Places {
    lines: LineIndex,
    /// CPython takes the byte order mark away before it counts.
    mark: TextSize,
}

impl Places {
    pub(super) fn new(source: &str) -> Places {
        let mark = if source.starts_with('\u{feff}') { TextSize::of('\u{feff}') } else { 0.into() };
        Places { lines: LineIndex::new(source), mark }
    }

    /// Line, from one, and column, from zero in bytes of UTF-8.
    pub(super) fn of(&self, offset: TextSize) -> (usize, usize) {
        let place = self.lines.line_col(offset);
        let mark = if place.line == 0 { u32::from(self.mark) } else { 0 };
        (place.line as usize + 1, place.col.saturating_sub(mark) as usize)
    }
}
