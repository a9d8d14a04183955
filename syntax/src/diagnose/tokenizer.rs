//! CPython's tokenizer, to the letter where it gives up.
//!
//! The lexer of this crate mends what it can, so that a tree comes out. Which error CPython reports
//! depends on where its own tokenizer stops, on the line and column it stands at then, and on the
//! brackets it has open. Source of the facts: Parser/lexer/lexer.c and
//! Parser/tokenizer/string_tokenizer.c, CPython 3.13; names are theirs where that helps.

mod fstrings;
mod numbers;

use std::borrow::Cow;

use rowan::{TextRange, TextSize};

use self::fstrings::Mode;
use crate::error::{ErrorClass, SyntaxError};
use crate::kind::SyntaxKind::{self, *};

/// CPython's `MAXINDENT`.
const MAX_INDENT: usize = 100;
/// CPython's `MAXLEVEL`.
const MAX_LEVEL: usize = 200;
/// How wide a tab is (`TABSIZE`).
const TAB: u32 = 8;

/// A token, or the place where there is none (`ERRORTOKEN`).
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: SyntaxKind,
    pub(super) start: u32,
    pub(super) end: u32,
    /// The line on which the token starts, counted from 0.
    pub(super) line: u32,
    /// How many brackets are open behind it.
    pub(super) level: u16,
    /// INDENT, DEDENT and ENDMARKER have no columns; errors then take the tokenizer's position.
    pub(super) has_column: bool,
}

/// Why there is no next token.
#[derive(Clone, Debug)]
pub(super) enum Stop {
    /// The tokenizer itself raised the error.
    Raised(SyntaxError),
    /// The text ended inside brackets, or behind a backslash.
    End,
    Dedent,
    Tabs,
    TooDeep,
    LineContinuation,
}

/// A bracket that is open.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bracket {
    pub(super) open: u8,
    pub(super) at: u32,
    pub(super) line: u32,
}

#[derive(Clone, Copy)]
struct Indent {
    col: u32,
    alt_col: u32,
}

pub(super) struct Tokenizer<'t> {
    /// The text from the statement on, with a line end behind the last line.
    text: Cow<'t, str>,
    /// Where `text` starts in the file.
    base: u32,
    /// How long the file's own part of `text` is.
    len: usize,
    cur: usize,
    /// The end of the line that was read last, its line end included.
    inp: usize,
    pub(super) line_start: usize,
    /// Number of the line that was read last, from 1; 0 before the first.
    pub(super) line: u32,
    at_bol: bool,
    /// Is the first line's indentation that of a block, which ends before the first line that is
    /// indented less?
    is_block: bool,
    indents: Vec<Indent>,
    pending: i32,
    pub(super) brackets: Vec<Bracket>,
    modes: Vec<Mode>,
    /// Has the end been seen?
    pub(super) at_end: bool,
    /// Where the current token starts.
    start: usize,
    /// Whole lines of the text that are passed over, from which offset to which, the next one last.
    left_out: Vec<(u32, u32)>,
}

impl<'t> Tokenizer<'t> {
    /// Reads `text` from `from` on, which must be the start of a line at the top level.
    pub(super) fn new(text: &'t str, from: usize) -> Tokenizer<'t> {
        let rest = &text[from..];
        let rest = if rest.ends_with(['\n', '\r']) || rest.is_empty() {
            Cow::Borrowed(rest)
        } else {
            Cow::Owned(format!("{rest}\n"))
        };
        let skip = if from == 0 && text.starts_with('\u{feff}') { 3 } else { 0 };
        Tokenizer {
            text: rest,
            base: from as u32,
            len: text.len() - from,
            cur: skip,
            inp: skip,
            line_start: skip,
            line: 0,
            at_bol: true,
            is_block: false,
            indents: vec![Indent { col: 0, alt_col: 0 }],
            pending: 0,
            brackets: Vec::new(),
            modes: Vec::new(),
            at_end: false,
            start: 0,
            left_out: Vec::new(),
        }
    }

    /// The same without some statements: whole lines, each from one offset to another.
    pub(super) fn without(self, mut lines: Vec<(u32, u32)>) -> Tokenizer<'t> {
        lines.reverse();
        Tokenizer { left_out: lines, ..self }
    }

    /// The offset of the logical line that comes next; `None` inside of one.
    pub(super) fn at_line(&self) -> Option<u32> {
        let is_between = self.at_bol && self.cur == self.inp && self.brackets.is_empty();
        (is_between && !self.in_fstring()).then(|| self.offset(self.cur))
    }

    fn leave_out(&mut self) {
        if let Some(&(from, to)) = self.left_out.last()
            && self.at_line() == Some(from)
        {
            self.left_out.pop();
            self.cur = (to - self.base) as usize;
            self.inp = self.cur;
        }
    }

    /// Reads the rest of a block from the line at `from` on, as if it were not indented.
    pub(super) fn of_block(text: &'t str, from: usize) -> Tokenizer<'t> {
        let mut tokenizer = Tokenizer::new(text, from);
        tokenizer.is_block = true;
        tokenizer
    }

    /// Is the tokenizer inside an f-string?
    pub(super) fn in_fstring(&self) -> bool {
        !self.modes.is_empty()
    }

    /// The file's text between two offsets of the file, as far as there is any: where a string is
    /// not closed, a token may end behind the text.
    pub(super) fn slice(&self, start: u32, end: u32) -> &str {
        let at = |offset: u32| self.text.floor_char_boundary((offset - self.base) as usize);
        &self.text[at(start)..at(end)]
    }

    /// Where the tokenizer stands, as an offset of the file.
    pub(super) fn position(&self) -> u32 {
        self.offset(self.cur)
    }

    /// Where the line starts that was read last, as an offset of the file.
    pub(super) fn line_offset(&self) -> u32 {
        self.offset(self.line_start)
    }

    fn offset(&self, at: usize) -> u32 {
        self.base + at.min(self.len) as u32
    }

    /// The character in the column of `end` on the line of `start`, or the end of that line: CPython
    /// mixes the two up where a key goes over several lines.
    pub(super) fn at_column_of(&self, start: u32, end: u32) -> TextRange {
        let (start, end) = ((start - self.base) as usize, (end - self.base) as usize);
        let is_line_end = |it: char| matches!(it, '\n' | '\r');
        let line_of = |at: usize| self.text[..at].rfind(is_line_end).map_or(0, |it| it + 1);
        let line = line_of(start);
        let len = self.text[line..].find(is_line_end).unwrap_or(self.text.len() - line);
        let mut at = line + (end - line_of(end)).min(len);
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let width = self.text[at..].chars().next().map_or(0, char::len_utf8);
        self.range(at, at + width)
    }

    // ---- characters ---------------------------------------------------------------------------

    /// The next byte; `\r\n` and `\r` come as `\n` (`tok_nextc`).
    fn next_byte(&mut self) -> Result<Option<u8>, Stop> {
        if self.cur == self.inp {
            if self.cur >= self.text.len() {
                self.at_end = true;
                return Ok(None);
            }
            self.underflow()?;
        }
        let byte = self.text.as_bytes()[self.cur];
        if byte == b'\r' {
            self.cur = self.inp;
            return Ok(Some(b'\n'));
        }
        self.cur += 1;
        Ok(Some(byte))
    }

    fn underflow(&mut self) -> Result<(), Stop> {
        let bytes = self.text.as_bytes();
        self.line_start = self.cur;
        self.line += 1;
        let end = memchr::memchr2(b'\n', b'\r', &bytes[self.cur..]).map(|it| self.cur + it);
        self.inp = match end {
            Some(at) if bytes[at..].starts_with(b"\r\n") => at + 2,
            Some(at) => at + 1,
            None => bytes.len(),
        };
        // CPython tells the line alone.
        if let Some(found) = memchr::memchr(0, &bytes[self.cur..self.inp]) {
            let at = self.cur + found;
            let error = self.error_between(at, at + 1, "source code cannot contain null bytes");
            self.cur = self.inp;
            return Err(error);
        }
        Ok(())
    }

    /// Takes back the byte that [`Self::next_byte`] gave last.
    fn back(&mut self, byte: Option<u8>) {
        match byte {
            None => {}
            Some(b'\n') => {
                self.cur -= if self.text.as_bytes()[..self.cur].ends_with(b"\r\n") { 2 } else { 1 };
            }
            Some(_) => self.cur -= 1,
        }
    }

    fn peek_byte(&mut self) -> Result<Option<u8>, Stop> {
        let byte = self.next_byte()?;
        self.back(byte);
        Ok(byte)
    }

    // ---- errors -------------------------------------------------------------------------------

    /// An error at the character read last (`_PyTokenizer_syntaxerror`).
    fn error(&self, text: impl Into<Cow<'static, str>>) -> Stop {
        let before = &self.text[self.line_start..self.cur];
        let width = before.chars().next_back().map_or(0, char::len_utf8);
        self.error_between(self.cur - width, self.cur, text)
    }

    fn error_between(&self, start: usize, end: usize, text: impl Into<Cow<'static, str>>) -> Stop {
        Stop::Raised(SyntaxError::new(self.range(start, end), text))
    }

    fn range(&self, start: usize, end: usize) -> TextRange {
        TextRange::new(self.offset(start).into(), self.offset(end).into())
    }

    /// What the parser says when the tokenizer stops (`_Pypegen_tokenizer_error`).
    pub(super) fn explain(&self, stop: &Stop) -> SyntaxError {
        let line_start = TextRange::at(self.line_offset().into(), TextSize::new(0));
        match stop {
            Stop::Raised(error) => error.clone(),
            Stop::End => match self.never_closed() {
                Some(error) => error,
                None => SyntaxError::new(self.here(), "unexpected EOF while parsing"),
            },
            Stop::Dedent => {
                let text = "unindent does not match any outer indentation level";
                SyntaxError::new(self.here(), text).class(ErrorClass::Indentation)
            }
            Stop::Tabs => {
                let text = "inconsistent use of tabs and spaces in indentation";
                SyntaxError::new(line_start, text).class(ErrorClass::Tab)
            }
            Stop::TooDeep => {
                let text = "too many levels of indentation";
                SyntaxError::new(line_start, text).class(ErrorClass::Indentation)
            }
            Stop::LineContinuation => {
                let text = "unexpected character after line continuation character";
                // The first byte of the character was read.
                let end = (self.cur..).find(|it| self.text.is_char_boundary(*it));
                SyntaxError::new(self.range(self.cur.max(1) - 1, end.unwrap_or(self.cur)), text)
            }
        }
    }

    /// The innermost bracket that is open.
    pub(super) fn never_closed(&self) -> Option<SyntaxError> {
        let bracket = self.brackets.last()?;
        let range = TextRange::at(bracket.at.into(), 1.into());
        let text = format!("'{}' was never closed", bracket.open as char);
        Some(SyntaxError::new(range, text))
    }

    /// The place of an error at a token without columns: the character before the tokenizer's.
    pub(super) fn here(&self) -> TextRange {
        let content = self.text[self.line_start..self.cur].trim_end_matches(['\n', '\r']);
        let end = self.line_start + content.len();
        let start = if end < self.cur { end } else { end.max(self.line_start + 1) - 1 };
        self.range(start, start)
    }

    // ---- tokens -------------------------------------------------------------------------------

    fn token(&self, kind: SyntaxKind) -> Token {
        Token {
            kind,
            start: self.offset(self.start),
            end: self.offset(self.cur),
            line: self.line.max(1) - 1,
            level: self.brackets.len() as u16,
            has_column: true,
        }
    }

    fn token_without_column(&self, kind: SyntaxKind) -> Token {
        let at = self.offset(self.cur);
        Token { start: at, end: at, has_column: false, ..self.token(kind) }
    }

    /// The next token (`tok_get`).
    pub(super) fn next_token(&mut self) -> Result<Token, Stop> {
        if self.modes.last().is_some_and(Mode::is_literal) {
            self.fstring_part()
        } else {
            self.plain_token()
        }
    }

    /// `tok_get_normal_mode`.
    fn plain_token(&mut self) -> Result<Token, Stop> {
        loop {
            let mut is_blank = false;
            if self.at_bol {
                self.leave_out();
                is_blank = self.indentation()?;
            }
            self.start = self.cur;
            if self.pending < 0 {
                self.pending += 1;
                return Ok(self.token_without_column(DEDENT));
            }
            if self.pending > 0 {
                self.pending -= 1;
                return Ok(self.token_without_column(INDENT));
            }
            self.peek_byte()?;
            if let Some(token) = self.line_part(is_blank)? {
                return Ok(token);
            }
        }
    }

    /// Reads the indentation of a line; is the line blank?
    fn indentation(&mut self) -> Result<bool, Stop> {
        self.at_bol = false;
        let (mut col, mut alt_col, mut continued) = (0, 0, 0);
        let byte = loop {
            match self.next_byte()? {
                Some(b' ') => {
                    col += 1;
                    alt_col += 1;
                }
                Some(b'\t') => {
                    col = (col / TAB + 1) * TAB;
                    alt_col += 1;
                }
                Some(0x0c) => (col, alt_col) = (0, 0),
                Some(b'\\') => {
                    continued = if continued > 0 { continued } else { col };
                    self.continuation_line()?;
                }
                other => break other,
            }
        };
        self.back(byte);
        let is_blank = matches!(byte, Some(b'#' | b'\n'));
        if !is_blank && self.brackets.is_empty() {
            if continued > 0 {
                (col, alt_col) = (continued, continued);
            }
            self.indent_to(Indent { col, alt_col })?;
        }
        Ok(is_blank)
    }

    fn indent_to(&mut self, indent: Indent) -> Result<(), Stop> {
        if self.is_block && self.line == 1 {
            self.indents = vec![indent];
        }
        if self.is_block && indent.col < self.indents[0].col {
            self.pending -= self.indents.len() as i32 - 1;
            self.indents.truncate(1);
            self.text.to_mut().truncate(self.line_start);
            (self.cur, self.inp, self.at_end) = (self.line_start, self.line_start, true);
            return Ok(());
        }
        let top = *self.indents.last().expect("the outermost indentation stays");
        if indent.col == top.col {
            return if indent.alt_col == top.alt_col { Ok(()) } else { self.inconsistent() };
        }
        if indent.col > top.col {
            if self.indents.len() >= MAX_INDENT {
                self.cur = self.inp;
                return Err(Stop::TooDeep);
            }
            if indent.alt_col <= top.alt_col {
                return self.inconsistent();
            }
            self.pending += 1;
            self.indents.push(indent);
            return Ok(());
        }
        while self.indents.len() > 1 && self.indents.last().is_some_and(|it| indent.col < it.col) {
            self.pending -= 1;
            self.indents.pop();
        }
        let top = *self.indents.last().expect("the outermost indentation stays");
        if indent.col != top.col {
            self.cur = self.inp;
            return Err(Stop::Dedent);
        }
        if indent.alt_col == top.alt_col { Ok(()) } else { self.inconsistent() }
    }

    fn inconsistent(&mut self) -> Result<(), Stop> {
        self.cur = self.inp;
        Err(Stop::Tabs)
    }

    /// `tok_continuation_line`: a backslash was read.
    fn continuation_line(&mut self) -> Result<(), Stop> {
        if self.next_byte()? != Some(b'\n') {
            return Err(Stop::LineContinuation);
        }
        let byte = self.next_byte()?;
        if byte.is_none() {
            self.cur = self.inp;
            return Err(Stop::End);
        }
        self.back(byte);
        Ok(())
    }

    /// One token of a line; none where a new line has to be begun.
    fn line_part(&mut self, is_blank: bool) -> Result<Option<Token>, Stop> {
        loop {
            let mut byte = self.next_byte()?;
            while let Some(b' ' | b'\t' | 0x0c) = byte {
                byte = self.next_byte()?;
            }
            let mut comment = None;
            if byte == Some(b'#') {
                comment = Some(self.cur - 1);
                while !matches!(byte, None | Some(b'\n')) {
                    byte = self.next_byte()?;
                }
            }
            let width = if byte.is_some() { 1 } else { 0 };
            self.start = self.cur - width;
            let Some(byte) = byte else {
                if !self.brackets.is_empty() {
                    return Err(Stop::End);
                }
                return Ok(Some(self.token_without_column(ENDMARKER)));
            };
            match byte {
                b'\n' => {
                    self.back(Some(byte));
                    let end = self.cur + 1;
                    self.start = comment.unwrap_or(self.cur);
                    self.next_byte()?;
                    self.at_bol = true;
                    if is_blank || !self.brackets.is_empty() {
                        return Ok(None);
                    }
                    let mut token = self.token(NEWLINE);
                    // One column wide, whatever the line end is made of.
                    token.end = token.end.min(self.offset(end));
                    return Ok(Some(token));
                }
                b'\\' => self.continuation_line()?,
                _ => return self.token_from(byte).map(Some),
            }
        }
    }

    fn token_from(&mut self, byte: u8) -> Result<Token, Stop> {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => self.word(byte),
            b'0'..=b'9' => {
                self.number(byte)?;
                Ok(self.token(INT))
            }
            b'.' => self.dots(),
            b'"' | b'\'' => self.string(byte),
            _ => self.operator(byte),
        }
    }

    fn word(&mut self, first: u8) -> Result<Token, Stop> {
        let (mut b, mut r, mut u, mut f) = (false, false, false, false);
        let mut byte = Some(first);
        loop {
            match byte {
                Some(b'b' | b'B') if !(b || u || f) => b = true,
                Some(b'u' | b'U') if !(b || u || r || f) => u = true,
                Some(b'r' | b'R') if !(r || u) => r = true,
                Some(b'f' | b'F') if !(f || b || u) => f = true,
                _ => break,
            }
            byte = self.next_byte()?;
            if let Some(quote @ (b'"' | b'\'')) = byte {
                return if f { self.fstring(quote, r) } else { self.string(quote) };
            }
        }
        while byte.is_some_and(is_word_byte) {
            byte = self.next_byte()?;
        }
        self.back(byte);
        let word = &self.text[self.start..self.cur];
        if word.is_ascii() {
            let kind = SyntaxKind::from_keyword(word).unwrap_or(NAME);
            return Ok(self.token(kind));
        }
        self.verify_identifier()?;
        Ok(self.token(NAME))
    }

    /// `verify_identifier`.
    fn verify_identifier(&mut self) -> Result<(), Stop> {
        let word = &self.text[self.start..self.cur];
        let Some((at, c)) = crate::lexer::first_bad_letter(word) else {
            return Ok(());
        };
        self.cur = self.start + at + c.len_utf8();
        Err(self.error(crate::lexer::bad_letter_text(c)))
    }

    fn dots(&mut self) -> Result<Token, Stop> {
        let rest = &self.text.as_bytes()[self.cur..self.inp];
        if rest.first().is_some_and(u8::is_ascii_digit) {
            self.next_byte()?;
            self.fraction()?;
            return Ok(self.token(FLOAT));
        }
        if rest.starts_with(b"..") {
            self.cur += 2;
            return Ok(self.token(ELLIPSIS));
        }
        Ok(self.token(DOT))
    }

    /// A string; its opening quote was read.
    fn string(&mut self, quote: u8) -> Result<Token, Stop> {
        let first_line = self.line;
        let first_line_start = self.line_start;
        let n_quotes = self.opening_quotes(quote)?;
        let (mut n_closing, mut escaped_quote) = (0, false);
        if n_quotes == 0 {
            return Ok(self.token(STRING));
        }
        while n_closing != n_quotes {
            let mut byte = self.next_byte()?;
            if byte.is_none() || (n_quotes == 1 && byte == Some(b'\n')) {
                let detected = self.offset(self.cur);
                let last_line = self.line_start;
                self.cur = self.start + 1;
                self.line_start = first_line_start;
                self.line = first_line;
                return Err(self.unterminated(quote, n_quotes, escaped_quote, last_line, detected));
            }
            if byte == Some(quote) {
                n_closing += 1;
                continue;
            }
            n_closing = 0;
            if byte == Some(b'\\') {
                byte = self.next_byte()?;
                escaped_quote |= byte == Some(quote);
            }
        }
        let mut token = self.token(STRING);
        token.line = first_line.max(1) - 1;
        Ok(token)
    }

    /// How many quotes open the string whose first one was read; 0 where it is empty.
    fn opening_quotes(&mut self, quote: u8) -> Result<usize, Stop> {
        let second = self.next_byte()?;
        if second != Some(quote) {
            self.back(second);
            return Ok(1);
        }
        let third = self.next_byte()?;
        if third == Some(quote) {
            return Ok(3);
        }
        self.back(third);
        Ok(0)
    }

    fn unterminated(
        &self,
        quote: u8,
        n_quotes: usize,
        escaped_quote: bool,
        last_line: usize,
        detected: u32,
    ) -> Stop {
        if self.modes.last().is_some_and(|it| it.opened_by(quote, n_quotes)) {
            return self.error("f-string: expecting '}'");
        }
        let text = match (n_quotes, escaped_quote) {
            (3, _) => "unterminated triple-quoted string literal (detected at line {line})",
            (_, false) => "unterminated string literal (detected at line {line})",
            (_, true) => {
                "unterminated string literal (detected at line {line}); \
                 perhaps you escaped the end quote?"
            }
        };
        self.detected_at(text, last_line, detected)
    }

    /// An error that names the line on which the tokenizer had stood.
    fn detected_at(&self, text: &'static str, last_line: usize, detected: u32) -> Stop {
        let Stop::Raised(error) = self.error(text) else {
            return Stop::End;
        };
        let line = self.offset(last_line).min(detected);
        Stop::Raised(error.with_line_of(line.into()))
    }

    // ---- operators and brackets ---------------------------------------------------------------

    fn operator(&mut self, byte: u8) -> Result<Token, Stop> {
        if matches!(byte, b':' | b'}' | b'!' | b'{')
            && let Some(token) = self.field_punctuation(byte)
        {
            return Ok(token);
        }
        let rest = &self.text.as_bytes()[self.cur..self.inp];
        let second = rest.first().copied().unwrap_or(0);
        let third = rest.get(1).copied().unwrap_or(0);
        let (kind, len) = crate::lexer::operator(byte, second, third);
        if len > 1 {
            self.cur += len - 1;
            return Ok(self.token(kind));
        }
        match byte {
            b'(' | b'[' | b'{' => self.open(byte)?,
            b')' | b']' | b'}' => self.close(byte)?,
            b'=' => self.note_debug(),
            _ if byte.is_ascii_control() => {
                return Err(self.error(format!("invalid non-printable character U+{byte:04X}")));
            }
            _ => {}
        }
        let kind = match byte {
            b'(' => LPAR,
            b')' => RPAR,
            b'[' => LSQB,
            b']' => RSQB,
            b'{' => LBRACE,
            b'}' => RBRACE,
            _ => kind,
        };
        Ok(self.token(kind))
    }

    fn open(&mut self, open: u8) -> Result<(), Stop> {
        if self.brackets.len() >= MAX_LEVEL {
            return Err(self.error("too many nested parentheses"));
        }
        self.brackets.push(Bracket { open, at: self.offset(self.start), line: self.line });
        if let Some(mode) = self.modes.last_mut() {
            mode.depth += 1;
        }
        Ok(())
    }

    fn close(&mut self, close: u8) -> Result<(), Stop> {
        if close == b'}' && self.modes.last().is_some_and(|it| it.depth == 0) {
            return Err(self.error("f-string: single '}' is not allowed"));
        }
        let Some(bracket) = self.brackets.pop() else {
            return Err(self.error(format!("unmatched '{}'", close as char)));
        };
        if !matches!((bracket.open, close), (b'(', b')') | (b'[', b']') | (b'{', b'}')) {
            return Err(self.mismatch(bracket, close));
        }
        self.close_field(close)
    }

    fn mismatch(&self, bracket: Bracket, close: u8) -> Stop {
        let (open, close) = (bracket.open as char, close as char);
        if open == '{' && self.modes.last().is_some_and(|it| it.depth - 1 == it.field_depth) {
            return self.error(format!("f-string: unmatched '{close}'"));
        }
        let text =
            format!("closing parenthesis '{close}' does not match opening parenthesis '{open}'");
        if bracket.line == self.line {
            return self.error(text);
        }
        let Stop::Raised(error) = self.error(text + " on line {line}") else {
            return Stop::End;
        };
        Stop::Raised(error.with_line_of(bracket.at.into()))
    }
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}
