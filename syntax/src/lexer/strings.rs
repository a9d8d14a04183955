//! String literals, and the parts of f-strings and t-strings (PEP 701, PEP 750).

use rowan::{TextRange, TextSize};

use super::{Lexer, Token};
use crate::error::SyntaxError;
use crate::kind::SyntaxKind::{self, *};

/// CPython's `MAX_EXPR_NESTING`: how many fields of one f-string may be open at once.
const MAX_FIELDS: usize = 3;

/// CPython's `MAXFSTRINGLEVEL`, the outermost level included.
const MAX_FSTRINGS: usize = 150;

/// What the lexer is inside of, beside brackets.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mode {
    /// The literal text of an f-string.
    Literal(Quotes),
    /// A replacement field; `floor` brackets were open before its brace.
    Field { quotes: Quotes, floor: usize },
    /// The literal text of a format specification; behind a nested field, CPython's tokenizer forgets
    /// that it is one.
    Spec { quotes: Quotes, behind_field: bool },
}

/// How a string began.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quotes {
    start: u32,
    quote: u8,
    /// 1 or 3.
    len: usize,
    raw: bool,
    /// A t-string.
    template: bool,
}

impl Mode {
    pub(super) fn is_literal(&self) -> bool {
        matches!(self, Mode::Literal(_) | Mode::Spec { .. })
    }
}

impl Lexer<'_> {
    /// Where the quote stands if a string literal with a prefix starts here.
    pub(super) fn string_prefix(&self) -> Option<usize> {
        let is_quote = |ahead| matches!(self.peek(ahead), b'"' | b'\'');
        let lower = |ahead| self.peek(ahead).to_ascii_lowercase();
        if !is_quote(1) && !is_quote(2) {
            return None;
        }
        match lower(0) {
            b'r' | b'b' | b'u' | b'f' | b't' if is_quote(1) => Some(self.pos + 1),
            b'r' if is_quote(2) && matches!(lower(1), b'b' | b'f' | b't') => Some(self.pos + 2),
            b'b' | b'f' | b't' if is_quote(2) && lower(1) == b'r' => Some(self.pos + 2),
            _ => None,
        }
    }

    /// A string literal from `start` whose quote stands at `quote`.
    pub(super) fn string(&mut self, start: usize, quote: usize) -> SyntaxKind {
        let prefix = self.bytes[start..quote].to_ascii_lowercase();
        let byte = self.bytes[quote];
        let triple = self.bytes[quote..].starts_with(&[byte; 3]);
        let len = if triple { 3 } else { 1 };
        let quotes = Quotes {
            start: start as u32,
            quote: byte,
            len,
            raw: prefix.contains(&b'r'),
            template: prefix.contains(&b't'),
        };
        self.pos = quote + len;
        if prefix.contains(&b'f') || prefix.contains(&b't') {
            self.modes.push(Mode::Literal(quotes));
            let is_literal = |it: &&Mode| matches!(it, Mode::Literal(_));
            let open = self.modes.iter().filter(is_literal).take(MAX_FSTRINGS + 1).count();
            if open == MAX_FSTRINGS {
                self.error_at(start, start + 1, "too many nested f-strings");
            }
            return if quotes.template { TSTRING_START } else { FSTRING_START };
        }
        if triple {
            self.triple_quoted(quotes)
        } else {
            self.single_quoted(quotes)
        }
        STRING
    }

    fn triple_quoted(&mut self, quotes: Quotes) {
        let end = [quotes.quote; 3];
        while let Some(n) = memchr::memchr2(quotes.quote, b'\\', &self.bytes[self.pos..]) {
            self.pos += n;
            if self.bytes[self.pos] == b'\\' {
                self.pos = self.behind_escape();
            } else if self.bytes[self.pos..].starts_with(&end) {
                self.pos += 3;
                return;
            } else {
                self.pos += 1;
            }
        }
        self.pos = self.bytes.len();
        self.unterminated(quotes, "string");
    }

    fn single_quoted(&mut self, quotes: Quotes) {
        loop {
            match self.bytes.get(self.pos) {
                None | Some(b'\n' | b'\r') => break,
                Some(b'\\') => self.pos = self.behind_escape(),
                Some(&it) if it == quotes.quote => {
                    self.pos += 1;
                    return;
                }
                Some(_) => self.pos += 1,
            }
        }
        if !self.ends_field_instead(quotes) {
            self.unterminated(quotes, "string");
        }
    }

    /// Behind the backslash at `self.pos` and the character that it escapes.
    fn behind_escape(&self) -> usize {
        let at = self.pos + 1;
        let len = match &self.bytes[at..] {
            [b'\r', b'\n', ..] => 2,
            [] => 0,
            _ => self.text[at..].chars().next().map_or(0, char::len_utf8),
        };
        at + len
    }

    /// In a replacement field, a string with the quotes of the f-string around it that does not end
    /// is no string: the field's brace is missing.
    fn ends_field_instead(&mut self, quotes: Quotes) -> bool {
        let Some(Mode::Field { quotes: outer, .. }) = self.modes.last().copied() else {
            return false;
        };
        if (outer.quote, outer.len) != (quotes.quote, quotes.len) {
            return false;
        }
        self.missing_brace(outer, quotes.start as usize);
        true
    }

    fn missing_brace(&mut self, quotes: Quotes, at: usize) {
        let text = format!("{}-string: expecting '}}'", quotes.letter());
        self.error_at(at, at + quotes.len, text);
    }

    fn unterminated(&mut self, quotes: Quotes, what: &str) {
        let triple = if quotes.len == 3 { "triple-quoted " } else { "" };
        let text = format!("unterminated {triple}{what} literal (detected at line {{line}})");
        // CPython marks the opening quote, or the prefix before it.
        let start = TextSize::new(quotes.start);
        let error = SyntaxError::new(TextRange::at(start, 1.into()), text);
        self.push_error(error.with_line_of((self.pos as u32).into()));
    }

    // ---- the parts of f-strings ---------------------------------------------------------------

    /// The next token where literal text stands: some of it, a brace, or the closing quotes.
    pub(super) fn string_part(&mut self) -> Token {
        let start = self.pos;
        let mode = *self.modes.last().expect("the caller saw a literal mode");
        let (quotes, in_spec, knows_spec) = match mode {
            Mode::Literal(quotes) | Mode::Field { quotes, .. } => (quotes, false, false),
            Mode::Spec { quotes, behind_field } => (quotes, true, !behind_field),
        };
        self.skip_literal(quotes, in_spec, knows_spec);
        if self.pos > start {
            return self.token(quotes.middle(), start);
        }
        match self.peek(0) {
            b'{' => {
                if self.n_fields() == MAX_FIELDS {
                    self.error_at(start, start + 1, "f-string: expressions nested too deeply");
                }
                let floor = self.brackets.len();
                self.open_bracket(b'{');
                self.modes.push(Mode::Field { quotes, floor });
                self.pos += 1;
                self.token(LBRACE, start)
            }
            // A line end closes a format specification, but not the field.
            b'}' | b'\n' | b'\r' if in_spec && (self.peek(0) == b'}' || knows_spec) => {
                self.modes.pop();
                self.plain_token()
            }
            byte if byte == quotes.quote && self.pos < self.bytes.len() => {
                if in_spec {
                    self.missing_brace(quotes, start);
                    self.leave_string();
                } else {
                    self.modes.pop();
                }
                self.pos += quotes.len;
                self.token(quotes.end(), start)
            }
            _ => self.unterminated_literal(quotes, in_spec),
        }
    }

    /// Moves over literal text, up to a brace, the closing quotes, or the line or text that ends
    /// too early.
    fn skip_literal(&mut self, quotes: Quotes, in_spec: bool, knows_spec: bool) {
        while let Some(&byte) = self.bytes.get(self.pos) {
            match byte {
                b'\\' => self.pos = self.behind_literal_escape(quotes),
                b'{' if !knows_spec && self.peek(1) == b'{' => self.pos += 2,
                b'{' => return,
                b'}' if in_spec => return,
                b'}' => {
                    if self.peek(1) != b'}' {
                        let text =
                            format!("{}-string: single '}}' is not allowed", quotes.letter());
                        self.error_at(self.pos, self.pos + 1, text);
                        self.pos += 1;
                    } else {
                        self.pos += 2;
                    }
                }
                b'\n' | b'\r' if quotes.len == 1 => return,
                _ if byte == quotes.quote && self.closes(quotes) => return,
                _ => self.pos += 1,
            }
        }
    }

    /// How many fields of the innermost f-string are open, as far as it matters.
    fn n_fields(&self) -> usize {
        let inner = self.modes.iter().rev().take_while(|it| !matches!(it, Mode::Literal(_)));
        inner.filter(|it| matches!(it, Mode::Field { .. })).take(MAX_FIELDS + 1).count()
    }

    fn closes(&self, quotes: Quotes) -> bool {
        quotes.len == 1 || self.bytes[self.pos..].starts_with(&[quotes.quote; 3])
    }

    fn behind_literal_escape(&self, quotes: Quotes) -> usize {
        match (self.peek(1), self.peek(2)) {
            (b'N', b'{') if !quotes.raw => {
                let name = &self.bytes[self.pos + 3..];
                match memchr::memchr3(b'}', quotes.quote, b'\n', name) {
                    Some(n) if name[n] == b'}' => self.pos + 3 + n + 1,
                    _ => self.pos + 2,
                }
            }
            (b'{' | b'}', _) => self.pos + 1,
            _ => self.behind_escape(),
        }
    }

    /// The literal text ended without its quotes.
    fn unterminated_literal(&mut self, quotes: Quotes, in_spec: bool) -> Token {
        if in_spec {
            self.missing_brace(quotes, self.pos);
        } else {
            self.unterminated(quotes, if quotes.template { "t-string" } else { "f-string" });
        }
        self.leave_string();
        self.plain_token()
    }

    /// Forgets the innermost string and all that is open inside it.
    fn leave_string(&mut self) {
        while let Some(mode) = self.modes.pop() {
            match mode {
                Mode::Field { floor, .. } => self.brackets.truncate(floor),
                Mode::Spec { .. } => {}
                Mode::Literal(_) => return,
            }
        }
    }

    // ---- replacement fields -------------------------------------------------------------------

    /// How many brackets are open outside of the innermost replacement field, its brace included.
    pub(super) fn field_floor(&self) -> usize {
        match self.modes.last() {
            Some(Mode::Field { floor, .. }) => *floor,
            _ => 0,
        }
    }

    /// A closing bracket was read: does it end the innermost field?
    pub(super) fn end_field(&mut self, close: u8) {
        if let Some(Mode::Field { floor, .. }) = self.modes.last()
            && close == b'}'
            && self.brackets.len() <= *floor
        {
            self.modes.pop();
            if let Some(Mode::Spec { behind_field, .. }) = self.modes.last_mut() {
                *behind_field = true;
            }
        }
    }

    /// A colon stands at `self.pos`: does it begin a format specification?
    pub(super) fn starts_format_spec(&mut self) -> bool {
        let Some(Mode::Field { quotes, floor }) = self.modes.last().copied() else {
            return false;
        };
        if self.brackets.len() != floor + 1 {
            return false;
        }
        self.modes.push(Mode::Spec { quotes, behind_field: false });
        true
    }
}

impl Quotes {
    fn letter(&self) -> char {
        if self.template { 't' } else { 'f' }
    }

    fn middle(&self) -> SyntaxKind {
        if self.template { TSTRING_MIDDLE } else { FSTRING_MIDDLE }
    }

    fn end(&self) -> SyntaxKind {
        if self.template { TSTRING_END } else { FSTRING_END }
    }
}
