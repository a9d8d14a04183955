//! Lays the text out as `ast.dump(…, indent=…)` does.
//!
//! `dump` looks at a node's fields before it writes them: a node of up to three plain fields stands
//! on one line. Here every node is first written over several lines, and drawn together at its end
//! when it turns out to be such a one.

use std::fmt::Write;

use rowan::{TextRange, TextSize};

use super::{Sink, Value};
use crate::kind::SyntaxKind::INT;
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

    fn begin(&mut self) {
        self.open.push(Open { len: 0, starts: [(0, 0); ON_ONE_LINE], is_plain: true });
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

    fn number(&mut self, number: usize) {
        write!(self.out, "{number}").expect("a String takes every text");
    }
}

impl Sink for Writer {
    /// Begins a node of class `name`.
    fn node(&mut self, name: &str) {
        self.out.push_str(name);
        self.out.push('(');
        self.begin();
    }

    /// Begins a list.
    fn list(&mut self) {
        self.out.push('[');
        self.begin();
    }

    /// Begins a field; its value is to be written next.
    fn field(&mut self, name: &str) {
        self.item();
        self.out.push_str(name);
        self.out.push('=');
    }

    /// Begins an item of a list.
    fn item(&mut self) {
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
    fn end_list(&mut self) {
        self.open.pop();
        self.out.push(']');
        self.not_plain();
    }

    /// Ends a node, with its place.
    fn end_at(&mut self, range: TextRange) {
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
    fn end(&mut self) {
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

    fn value(&mut self, value: &Value) {
        match value {
            Value::None => self.out.push_str("None"),
            Value::True => self.out.push_str("True"),
            Value::False => self.out.push_str("False"),
            Value::Ellipsis => self.out.push_str("Ellipsis"),
            Value::Word(text) => self.out.push_str(text),
            Value::Str(text) => repr::write_py_str(text, &mut self.out),
            Value::Bytes(bytes) => repr::write_bytes(bytes, &mut self.out),
            Value::Number(kind, text) => self.out.push_str(&number_text(*kind, text)),
            Value::Int(number) => {
                write!(self.out, "{number}").expect("a String takes every text");
            }
        }
    }
}

fn number_text(kind: crate::SyntaxKind, text: &str) -> String {
    let is_written_as_shown = kind == INT
        && text.bytes().all(|it| it.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'));
    if is_written_as_shown {
        return text.to_string();
    }
    literal::number(kind, text).as_ref().map(repr::number).unwrap_or_default()
}

/// Lines and columns as CPython's nodes have them.
pub struct Places {
    lines: LineIndex,
    /// CPython takes the byte order mark away before it counts.
    mark: TextSize,
}

impl Places {
    /// Of this text.
    pub fn new(source: &str) -> Places {
        let mark = if source.starts_with('\u{feff}') { TextSize::of('\u{feff}') } else { 0.into() };
        Places { lines: LineIndex::new(source), mark }
    }

    /// Line, from one, and column, from zero in bytes of UTF-8.
    pub fn of(&self, offset: TextSize) -> (usize, usize) {
        let place = self.lines.line_col(offset);
        let mark = if place.line == 0 { u32::from(self.mark) } else { 0 };
        (place.line as usize + 1, place.col.saturating_sub(mark) as usize)
    }
}
