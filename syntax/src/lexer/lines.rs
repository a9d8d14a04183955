//! Where a logical line starts: blank lines, comments, INDENT and DEDENT.

use rowan::TextRange;

use super::{Lexer, line_end_len};
use crate::error::{ErrorClass, SyntaxError};

/// CPython's `MAXINDENT`, less the level that stands for the module.
const MAX_INDENTS: usize = 99;

/// How deep a line is indented, counted twice as CPython does to notice mixtures of tabs and blanks
/// whose depth depends on the width of a tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Indent {
    /// With tab stops at every eighth column.
    col: u32,
    /// With tabs that are one column wide.
    alt_col: u32,
}

impl Indent {
    const NONE: Indent = Indent { col: 0, alt_col: 0 };

    /// The depth that white space at the start of a line gives.
    pub(crate) fn of(blanks: &[u8]) -> Indent {
        blanks.iter().fold(Indent::NONE, |it, &byte| it.behind(byte))
    }

    fn behind(self, byte: u8) -> Indent {
        match byte {
            b'\t' => Indent { col: (self.col / 8 + 1) * 8, alt_col: self.alt_col + 1 },
            0x0c => Indent::NONE,
            _ => Indent { col: self.col + 1, alt_col: self.alt_col + 1 },
        }
    }
}

/// A comment that has a line of its own.
struct OwnLine {
    end: usize,
    col: u32,
}

impl Lexer<'_> {
    /// Moves to the first token of the next logical line, and queues what its indentation means.
    pub(super) fn start_line(&mut self) {
        self.at_line_start = false;
        let mut comments = Vec::new();
        let indent = self.skip_blank_lines(&mut comments);
        let top = self.indents.last().copied().unwrap_or(Indent::NONE);
        if indent.col > top.col {
            self.indent(indent, top);
        } else if indent.col < top.col {
            self.dedent(indent, &comments);
        } else if indent.alt_col != top.alt_col {
            self.tab_error();
        }
    }

    /// Moves over blank lines and comments and tells how deep the first line is that has more; a
    /// file's end is not indented.
    fn skip_blank_lines(&mut self, comments: &mut Vec<OwnLine>) -> Indent {
        if self.pos == 0 && self.at_file_start && self.text.starts_with('\u{feff}') {
            self.pos = 3;
        }
        loop {
            let indent = self.skip_indentation();
            if self.peek(0) == b'#' {
                self.pos = self.end_of_line(self.pos);
                comments.push(OwnLine { end: self.pos, col: indent.col });
            }
            match line_end_len(&self.bytes[self.pos..]) {
                0 if self.pos == self.bytes.len() => return Indent::NONE,
                0 => return indent,
                n => self.pos += n,
            }
        }
    }

    fn skip_indentation(&mut self) -> Indent {
        let mut indent = Indent::NONE;
        let mut continued = None;
        loop {
            match self.peek(0) {
                byte @ (b' ' | b'\t' | 0x0c) => {
                    indent = indent.behind(byte);
                    self.pos += 1;
                }
                b'\\' => match line_end_len(&self.bytes[self.pos + 1..]) {
                    0 => break,
                    n => {
                        continued.get_or_insert(indent);
                        indent = Indent::NONE;
                        self.pos += 1 + n;
                    }
                },
                _ => break,
            }
        }
        // A continued line is as deep as what stands before the first backslash, if anything does.
        continued.filter(|it| it.col > 0).unwrap_or(indent)
    }

    fn indent(&mut self, indent: Indent, top: Indent) {
        if indent.alt_col <= top.alt_col {
            self.tab_error();
        }
        if self.indents.len() >= MAX_INDENTS {
            self.line_error(ErrorClass::Indentation, "too many levels of indentation");
            return;
        }
        self.indents.push(indent);
        self.pending_indent = true;
    }

    fn dedent(&mut self, indent: Indent, comments: &[OwnLine]) {
        let mut ends = Vec::new();
        while let Some(top) = self.indents.last().copied()
            && top.col > indent.col
        {
            ends.push(self.end_of_block(top.col, comments) as u32);
            self.indents.pop();
        }
        let top = self.indents.last().copied().unwrap_or(Indent::NONE);
        if top.col != indent.col {
            self.line_error(
                ErrorClass::Indentation,
                "unindent does not match any outer indentation level",
            );
        } else if top.alt_col != indent.alt_col {
            self.tab_error();
        }
        self.dedents.extend(ends.into_iter().rev());
    }

    /// A block also owns the comments behind it that are indented at least as deep as it is.
    fn end_of_block(&self, col: u32, comments: &[OwnLine]) -> usize {
        comments.iter().take_while(|it| it.col >= col).last().map_or(self.last_end, |it| it.end)
    }

    fn tab_error(&mut self) {
        self.line_error(ErrorClass::Tab, "inconsistent use of tabs and spaces in indentation");
    }

    /// An error of the line's indentation.
    fn line_error(&mut self, class: ErrorClass, text: &'static str) {
        let start = self.line_start_of(self.pos);
        let range = TextRange::new((start as u32).into(), (self.pos as u32).into());
        self.push_error(SyntaxError::new(range, text).class(class));
    }
}
