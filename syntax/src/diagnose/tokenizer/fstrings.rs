//! The parts of f-strings (PEP 701).

use super::{Stop, Token, Tokenizer};
use crate::kind::SyntaxKind::*;

/// CPython's `MAXFSTRINGLEVEL`.
const MAX_FSTRINGS: usize = 150;
/// CPython's `MAX_EXPR_NESTING`.
const MAX_FIELDS: i32 = 3;

/// An f-string that the tokenizer is in (`tokenizer_mode`).
#[derive(Clone, Debug)]
pub(super) struct Mode {
    quote: u8,
    n_quotes: usize,
    raw: bool,
    start: usize,
    line_start: usize,
    line: u32,
    /// Brackets open inside the f-string (`curly_bracket_depth`).
    pub(super) depth: i32,
    /// How deep fields are nested, from -1 (`curly_bracket_expr_start_depth`).
    pub(super) field_depth: i32,
    in_literal: bool,
    in_format_spec: bool,
    debug: bool,
}

impl Mode {
    pub(super) fn is_literal(&self) -> bool {
        self.in_literal
    }

    pub(super) fn opened_by(&self, quote: u8, n_quotes: usize) -> bool {
        (self.quote, self.n_quotes) == (quote, n_quotes)
    }
}

impl Tokenizer<'_> {
    /// An f-string begins; its first quote was read.
    pub(super) fn fstring(&mut self, quote: u8, raw: bool) -> Result<Token, Stop> {
        let (line, line_start) = (self.line, self.line_start);
        let n_quotes = match self.opening_quotes(quote)? {
            0 => {
                // An empty one: its closing quote is a token of its own.
                self.back(Some(quote));
                1
            }
            n => n,
        };
        if self.modes.len() + 1 >= MAX_FSTRINGS {
            return Err(self.error("too many nested f-strings"));
        }
        let start = self.start;
        self.modes.push(Mode {
            quote,
            n_quotes,
            raw,
            start,
            line_start,
            line,
            depth: 0,
            field_depth: -1,
            in_literal: true,
            in_format_spec: false,
            debug: false,
        });
        Ok(self.token(FSTRING_START))
    }

    fn mode(&mut self) -> &mut Mode {
        self.modes.last_mut().expect("the tokenizer is in an f-string")
    }

    /// `tok_get_fstring_mode`.
    pub(super) fn fstring_part(&mut self) -> Result<Token, Stop> {
        self.start = self.cur;
        let first_line = self.line;
        let rest = &self.text.as_bytes()[self.cur..];
        if rest.first() == Some(&b'{') && self.cur < self.inp && rest.get(1) != Some(&b'{') {
            self.enter_field()?;
            return self.plain_token();
        }
        let mode = self.mode().clone();
        let rest = &self.text.as_bytes()[self.cur..];
        let closing = rest.iter().take(mode.n_quotes).filter(|it| **it == mode.quote).count();
        if closing == mode.n_quotes && self.cur < self.inp {
            self.cur += mode.n_quotes;
            self.modes.pop();
            return Ok(self.token(FSTRING_END));
        }
        let end = self.fstring_middle(&mode)?;
        let mut token = self.token(FSTRING_MIDDLE);
        token.end = self.offset(end);
        token.line = first_line.max(1) - 1;
        Ok(token)
    }

    fn enter_field(&mut self) -> Result<(), Stop> {
        let mode = self.mode();
        mode.field_depth += 1;
        if mode.field_depth >= MAX_FIELDS {
            return Err(self.error("f-string: expressions nested too deeply"));
        }
        mode.in_literal = false;
        Ok(())
    }

    /// Takes literal text, and tells where its token ends: of a doubled brace, one belongs to it.
    fn fstring_middle(&mut self, mode: &Mode) -> Result<usize, Stop> {
        let mut n_closing = 0;
        let mut named_escape = false;
        while n_closing != mode.n_quotes {
            let byte = self.next_byte()?;
            let in_spec = mode.in_format_spec && mode.field_depth >= 0;
            if byte.is_none() || (mode.n_quotes == 1 && byte == Some(b'\n')) {
                if in_spec && byte.is_some() {
                    self.back(byte);
                    let mode = self.mode();
                    mode.in_literal = false;
                    mode.in_format_spec = false;
                    return Ok(self.cur);
                }
                return Err(self.unterminated_fstring(mode));
            }
            if byte == Some(mode.quote) {
                n_closing += 1;
                continue;
            }
            n_closing = 0;
            match byte {
                Some(b'{') => {
                    let next = self.next_byte()?;
                    if next == Some(b'{') && !in_spec {
                        return Ok(self.cur - 1);
                    }
                    self.back(next);
                    self.back(byte);
                    self.enter_field()?;
                    self.mode().in_format_spec = false;
                    return Ok(self.cur);
                }
                Some(b'}') if named_escape => return Ok(self.cur),
                Some(b'}') => {
                    let next = self.next_byte()?;
                    if next == Some(b'}') && !in_spec && mode.depth == 0 {
                        return Ok(self.cur - 1);
                    }
                    self.back(next);
                    self.back(byte);
                    let mode = self.mode();
                    mode.in_literal = false;
                    mode.in_format_spec = false;
                    return Ok(self.cur);
                }
                Some(b'\\') => named_escape |= self.literal_escape(mode)?,
                _ => {}
            }
        }
        self.cur -= mode.n_quotes;
        Ok(self.cur)
    }

    /// A backslash was read in literal text; does `\N{` follow?
    fn literal_escape(&mut self, mode: &Mode) -> Result<bool, Stop> {
        let next = self.next_byte()?;
        if let Some(b'{' | b'}') = next {
            self.back(next);
            return Ok(false);
        }
        if next == Some(b'N') && !mode.raw {
            let brace = self.next_byte()?;
            if brace == Some(b'{') {
                return Ok(true);
            }
            self.back(brace);
        }
        Ok(false)
    }

    fn unterminated_fstring(&mut self, mode: &Mode) -> Stop {
        let detected = self.offset(self.cur);
        let last_line = self.line_start;
        self.cur = mode.start + 1;
        self.line_start = mode.line_start;
        self.line = mode.line;
        let text = if mode.n_quotes == 3 {
            "unterminated triple-quoted f-string literal (detected at line {line})"
        } else {
            "unterminated f-string literal (detected at line {line})"
        };
        self.detected_at(text, last_line, detected)
    }

    /// A colon that begins a format specification is a token at once.
    pub(super) fn field_punctuation(&mut self, byte: u8) -> Option<Token> {
        let mode = self.modes.last_mut().filter(|it| it.field_depth >= 0)?;
        let cursor = mode.depth - i32::from(byte != b'{');
        if byte != b':' || cursor != mode.field_depth {
            return None;
        }
        mode.in_literal = true;
        mode.in_format_spec = true;
        Some(self.token(COLON))
    }

    pub(super) fn note_debug(&mut self) {
        if let Some(mode) = self.modes.last_mut().filter(|it| it.field_depth >= 0) {
            mode.debug = true;
        }
    }

    /// A closing bracket was matched: does it end a field?
    pub(super) fn close_field(&mut self, close: u8) -> Result<(), Stop> {
        let Some(mode) = self.modes.last_mut() else {
            return Ok(());
        };
        mode.depth -= 1;
        if mode.depth < 0 {
            return Err(self.error(format!("f-string: unmatched '{}'", close as char)));
        }
        if close == b'}' && mode.depth == mode.field_depth {
            mode.field_depth -= 1;
            mode.in_literal = true;
            mode.in_format_spec = false;
            mode.debug = false;
        }
        Ok(())
    }
}
