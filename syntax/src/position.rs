//! Offsets to lines and columns and back, in the encodings that editors count in.
//!
//! Lines end as Python's tokenizer ends them: at `\n`, `\r\n` and a lone `\r`.

use rowan::{TextRange, TextSize};

use crate::edit::TextEdit;

/// What a column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Bytes of UTF-8.
    Utf8,
    /// Code units of UTF-16.
    Utf16,
    /// Characters (Unicode scalar values).
    Utf32,
}

/// A line and a column, both counted from zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineCol {
    /// The line.
    pub line: u32,
    /// The column, in the units of an [`Encoding`]; bytes where none is named.
    pub col: u32,
}

/// Where the lines of one text start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<TextSize>,
    len: TextSize,
}

impl LineIndex {
    /// The lines of `text`.
    pub fn new(text: &str) -> LineIndex {
        let bytes = text.as_bytes();
        let mut starts = vec![TextSize::new(0)];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') {
                continue;
            }
            starts.push(TextSize::new(at as u32 + 1));
        }
        LineIndex { starts, len: TextSize::of(text) }
    }

    /// Follows `edit`; afterwards this is the index of `text`, the text behind the edit.
    pub fn edit(&mut self, edit: &TextEdit, text: &str) {
        let (start, old_end) = (edit.delete.start(), edit.delete.end());
        let new_end = start + edit.insert_len();
        let first = self.starts.partition_point(|&it| it < start);
        let behind = self.starts.partition_point(|&it| it <= old_end);
        for it in &mut self.starts[behind..] {
            *it = *it - old_end + new_end;
        }
        // Whether a line starts depends on the bytes on both sides, so both ends are looked at too.
        let touched = u32::from(start)..=u32::from(new_end);
        let starts = touched.filter(|&it| is_line_start(text.as_bytes(), it as usize));
        self.starts.splice(first..behind, starts.map(TextSize::new));
        self.len = TextSize::of(text);
    }

    /// How many lines there are; a text that ends in a line end has an empty last one.
    pub fn n_lines(&self) -> u32 {
        self.starts.len() as u32
    }

    /// Line and byte column of `offset`.
    pub fn line_col(&self, offset: TextSize) -> LineCol {
        let line = self.starts.partition_point(|&it| it <= offset) - 1;
        LineCol { line: line as u32, col: u32::from(offset - self.starts[line]) }
    }

    /// The bytes of `line` with its line end; `None` behind the last line.
    pub fn line_range(&self, line: u32) -> Option<TextRange> {
        let start = *self.starts.get(line as usize)?;
        let end = self.starts.get(line as usize + 1).copied().unwrap_or(self.len);
        Some(TextRange::new(start, end))
    }

    /// Line of `offset`, and its column in `encoding`. `text` is the one the index was made of.
    pub fn position(&self, text: &str, offset: TextSize, encoding: Encoding) -> LineCol {
        let bytes = self.line_col(offset);
        let start = usize::from(offset) - bytes.col as usize;
        let before = &text[start..usize::from(offset)];
        LineCol { line: bytes.line, col: width(before, encoding) }
    }

    /// The offset of a position. Columns behind the end of their line mean its end (before the line
    /// end), lines behind the last mean the end of the text, columns inside a character its start.
    pub fn offset(&self, text: &str, position: LineCol, encoding: Encoding) -> TextSize {
        let Some(range) = self.line_range(position.line) else {
            return self.len;
        };
        let line = text[range].trim_end_matches(['\n', '\r']);
        let mut col = 0;
        for (at, c) in line.char_indices() {
            let next = col + char_width(c, encoding);
            if next > position.col {
                return range.start() + TextSize::new(at as u32);
            }
            col = next;
        }
        range.start() + TextSize::of(line)
    }
}

fn is_line_start(bytes: &[u8], at: usize) -> bool {
    match at.checked_sub(1).map(|before| bytes[before]) {
        None | Some(b'\n') => true,
        Some(b'\r') => bytes.get(at) != Some(&b'\n'),
        Some(_) => false,
    }
}

fn width(text: &str, encoding: Encoding) -> u32 {
    match encoding {
        Encoding::Utf8 => text.len() as u32,
        _ => text.chars().map(|it| char_width(it, encoding)).sum(),
    }
}

fn char_width(c: char, encoding: Encoding) -> u32 {
    match encoding {
        Encoding::Utf8 => c.len_utf8() as u32,
        Encoding::Utf16 => c.len_utf16() as u32,
        Encoding::Utf32 => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_offset_comes_back() {
        let text = "a\r\nbé𝄞\rlast\n";
        let lines = LineIndex::new(text);
        assert_eq!(lines.n_lines(), 4);
        for (at, _) in text.char_indices().filter(|it| !matches!(it.1, '\n' | '\r')) {
            for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
                let offset = TextSize::new(at as u32);
                let position = lines.position(text, offset, encoding);
                assert_eq!(lines.offset(text, position, encoding), offset);
            }
        }
    }

    #[test]
    fn an_edited_index_is_that_of_the_edited_text() {
        let texts = ["", "\n", "\r", "a\r\nb\rc\n", "a\n\nb", "\r\r\n\n\r"];
        let inserts = ["", "\n", "\r", "x", "x\r", "\nx", "\r\n", "\n\r"];
        for text in texts {
            for end in 0..=text.len() as u32 {
                for start in 0..=end {
                    for insert in inserts {
                        let range = TextRange::new(start.into(), end.into());
                        let edit = TextEdit::replace(range, insert);
                        let (mut lines, text) = (LineIndex::new(text), edit.apply(text));
                        lines.edit(&edit, &text);
                        assert_eq!(lines, LineIndex::new(&text), "{edit:?} gives {text:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn positions_outside_are_clamped() {
        let text = "ab\ncd";
        let lines = LineIndex::new(text);
        let at = |line, col| u32::from(lines.offset(text, LineCol { line, col }, Encoding::Utf16));
        assert_eq!((at(0, 99), at(9, 0), at(1, 1)), (2, 5, 4));
    }
}
