//! Text to tokens, as CPython's tokenizer cuts them, one token at a time.
//!
//! The lexer is pulled by the parser and may start at the beginning of any logical line, which is
//! what lets an edit re-read a few lines only. White space and comments are not tokens here: they
//! are what lies between the end of one token and the start of the next.
//!
//! Where a bracket or an f-string stays open and a line begins with a word that only starts
//! statements, the lexer closes what is open, so that one missing bracket costs one statement.

mod lines;
mod numbers;
mod strings;

use rowan::{TextRange, TextSize};

use crate::error::SyntaxError;
use crate::kind::SyntaxKind::{self, *};

pub(crate) use lines::Indent;
use strings::Mode;

/// CPython's `MAXLEVEL`: how many brackets may be open at once.
pub(crate) const MAX_BRACKETS: usize = 200;

/// A token's kind and place. What lies between two tokens is white space and comments.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) kind: SyntaxKind,
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Is it the first token of a logical line?
    pub(crate) first: bool,
    /// Did the lexer report something about it?
    pub(crate) flawed: bool,
}

impl Token {
    pub(crate) fn range(&self) -> TextRange {
        TextRange::new(self.start.into(), self.end.into())
    }
}

/// A bracket that was opened and not yet closed.
#[derive(Clone, Copy, Debug)]
struct Bracket {
    open: u8,
    at: u32,
}

#[derive(Clone)]
pub(crate) struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    pos: usize,
    /// The end of the token given last.
    last_end: usize,
    indents: Vec<Indent>,
    brackets: Vec<Bracket>,
    modes: Vec<Mode>,
    /// DEDENT tokens to give before anything else, last one first.
    dedents: Vec<u32>,
    pending_indent: bool,
    /// The next token starts a logical line.
    at_line_start: bool,
    /// The next token that is not INDENT or DEDENT is the first of its line.
    first: bool,
    /// A token was given since the last NEWLINE.
    line_open: bool,
    /// The text starts where a file starts, so it may start with a byte order mark.
    at_file_start: bool,
    /// Errors with the start of the statement being parsed, see `Parse::errors`.
    pub(crate) errors: Vec<(u32, SyntaxError)>,
    /// The start of the statement that the parser is in.
    pub(crate) owner: u32,
}

impl<'t> Lexer<'t> {
    /// Starts at the beginning of a file.
    pub(crate) fn new(text: &'t str) -> Lexer<'t> {
        Lexer {
            text,
            bytes: text.as_bytes(),
            pos: 0,
            last_end: 0,
            indents: Vec::new(),
            brackets: Vec::new(),
            modes: Vec::new(),
            dedents: Vec::new(),
            pending_indent: false,
            at_line_start: true,
            first: true,
            line_open: false,
            at_file_start: true,
            errors: Vec::new(),
            owner: 0,
        }
    }

    /// Starts at the first token of a logical line that is indented as `indents` tell.
    pub(crate) fn resume(text: &'t str, indents: Vec<Indent>) -> Lexer<'t> {
        Lexer { indents, at_line_start: false, ..Lexer::new(text) }
    }

    pub(crate) fn text(&self) -> &'t str {
        self.text
    }

    /// How far the text has been read.
    pub(crate) fn pos(&self) -> usize {
        self.pos
    }

    pub(crate) fn indents(&self) -> &[Indent] {
        &self.indents
    }

    /// How many brackets are open behind the token given last.
    pub(crate) fn level(&self) -> usize {
        self.brackets.len()
    }

    /// The next token; ENDMARKER at the end, again and again.
    pub(crate) fn next_token(&mut self) -> Token {
        let n_errors = self.errors.len();
        let token = self.read_token();
        Token { flawed: self.errors.len() > n_errors, ..token }
    }

    fn read_token(&mut self) -> Token {
        if self.at_line_start && self.dedents.is_empty() {
            self.start_line();
        }
        if let Some(at) = self.dedents.pop() {
            return self.virtual_token(DEDENT, at as usize);
        }
        if self.pending_indent {
            self.pending_indent = false;
            return self.virtual_token(INDENT, self.pos);
        }
        if let Some(mode) = self.modes.last()
            && mode.is_literal()
        {
            return self.string_part();
        }
        self.plain_token()
    }

    /// A token without text.
    fn virtual_token(&mut self, kind: SyntaxKind, at: usize) -> Token {
        if kind != INDENT {
            self.last_end = at;
        }
        Token { kind, start: at as u32, end: at as u32, first: false, flawed: false }
    }

    fn token(&mut self, kind: SyntaxKind, start: usize) -> Token {
        self.last_end = self.pos;
        self.line_open = kind != NEWLINE;
        let first = std::mem::replace(&mut self.first, false);
        Token { kind, start: start as u32, end: self.pos as u32, first, flawed: false }
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.pos + ahead).copied().unwrap_or(0)
    }

    fn plain_token(&mut self) -> Token {
        if let Some(token) = self.skip_blanks() {
            return token;
        }
        let start = self.pos;
        let Some(&byte) = self.bytes.get(start) else {
            return self.end_of_text();
        };
        let kind = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => match self.string_prefix() {
                Some(quote) => self.string(start, quote),
                None => self.word(start),
            },
            b'"' | b'\'' => self.string(start, start),
            b'0'..=b'9' => self.number(start),
            b'.' if self.peek(1).is_ascii_digit() => self.number(start),
            b'\n' | b'\r' => return self.newline(),
            0x80.. => self.word(start),
            _ => self.operator(byte),
        };
        self.token(kind, start)
    }

    /// Moves over white space, comments and continued lines. Gives a token where the text has none
    /// but the grammar wants one: the end of a line that closes what was left open.
    fn skip_blanks(&mut self) -> Option<Token> {
        loop {
            match self.peek(0) {
                b' ' | b'\t' | 0x0c => self.pos += 1,
                b'#' => self.pos = self.end_of_line(self.pos),
                b'\\' => match line_end_len(&self.bytes[self.pos + 1..]) {
                    0 => return None,
                    n => {
                        self.pos += 1 + n;
                        if self.pos == self.bytes.len() {
                            self.error_at(
                                self.pos - n,
                                self.pos - n,
                                "unexpected EOF while parsing",
                            );
                        }
                    }
                },
                b'\n' | b'\r' if !self.brackets.is_empty() => {
                    if self.statement_follows() {
                        self.close_all();
                        return Some(self.newline());
                    }
                    self.pos += line_end_len(&self.bytes[self.pos..]);
                }
                _ => return None,
            }
        }
    }

    /// Where the line ends that holds `from`, before its line end.
    fn end_of_line(&self, from: usize) -> usize {
        memchr::memchr2(b'\n', b'\r', &self.bytes[from..]).map_or(self.bytes.len(), |n| from + n)
    }

    fn newline(&mut self) -> Token {
        let start = self.pos;
        self.pos += line_end_len(&self.bytes[start..]);
        self.at_line_start = true;
        let token = self.token(NEWLINE, start);
        self.first = true;
        token
    }

    fn end_of_text(&mut self) -> Token {
        let at = self.bytes.len();
        if !self.brackets.is_empty() {
            self.close_all();
        }
        if self.line_open {
            let token = self.token(NEWLINE, at);
            self.at_line_start = true;
            self.first = true;
            return token;
        }
        self.virtual_token(ENDMARKER, at)
    }

    // ---- brackets left open -------------------------------------------------------------------

    /// Inside brackets, at a line end: does the next line begin with a word that starts a statement
    /// and can't stand inside an expression?
    fn statement_follows(&self) -> bool {
        let mut at = self.pos;
        while let Some(b' ' | b'\t' | 0x0c | b'\n' | b'\r') = self.bytes.get(at) {
            at += 1;
        }
        let rest = &self.bytes[at..];
        let len = rest.iter().take_while(|it| it.is_ascii_lowercase()).count();
        let boundary = !rest.get(len).is_some_and(|&it| is_word_byte(it) || it == b'=');
        boundary && starts_only_statements(&rest[..len])
    }

    /// Reports the innermost open bracket and forgets all of them.
    fn close_all(&mut self) {
        let Some(bracket) = self.brackets.last().copied() else {
            return;
        };
        // What the parser stumbled over behind the bracket is the same mistake.
        let owner = self.owner;
        self.errors
            .retain(|(it, error)| *it != owner || u32::from(error.range.start()) <= bracket.at);
        let at = bracket.at as usize;
        self.error_at(at, at + 1, format!("'{}' was never closed", bracket.open as char));
        self.brackets.clear();
        self.modes.clear();
    }

    fn open_bracket(&mut self, open: u8) {
        self.brackets.push(Bracket { open, at: self.pos as u32 });
        if self.brackets.len() == MAX_BRACKETS + 1 {
            self.error_at(self.pos, self.pos + 1, "too many nested parentheses");
        }
    }

    fn close_bracket(&mut self, close: u8) {
        let Some(bracket) = self.brackets.last().copied() else {
            let at = self.pos;
            self.error_at(at, at + 1, format!("unmatched '{}'", close as char));
            return;
        };
        if closes(bracket.open, close) {
            self.brackets.pop();
            return;
        }
        self.mismatch(bracket, close);
        let floor = self.field_floor();
        if let Some(n) = self.brackets[floor..].iter().rposition(|it| closes(it.open, close)) {
            self.brackets.truncate(floor + n);
        }
    }

    fn mismatch(&mut self, bracket: Bracket, close: u8) {
        let (open, close) = (bracket.open as char, close as char);
        let range = TextRange::at(TextSize::new(self.pos as u32), 1.into());
        let here = self.line_start_of(self.pos);
        let text =
            format!("closing parenthesis '{close}' does not match opening parenthesis '{open}'");
        let error = if (bracket.at as usize) < here {
            SyntaxError::new(range, text + " on line {line}").with_line_of(bracket.at.into())
        } else {
            SyntaxError::new(range, text)
        };
        self.push_error(error);
    }

    fn line_start_of(&self, at: usize) -> usize {
        memchr::memrchr2(b'\n', b'\r', &self.bytes[..at]).map_or(0, |n| n + 1)
    }

    // ---- words and operators ------------------------------------------------------------------

    fn word(&mut self, start: usize) -> SyntaxKind {
        let rest = &self.bytes[start..];
        let len = rest.iter().position(|it| !IS_WORD[usize::from(*it)]).unwrap_or(rest.len());
        self.pos = start + len;
        if self.peek(0) >= 0x80 {
            return self.unicode_word(start);
        }
        keyword(&self.text[start..self.pos]).unwrap_or(NAME)
    }

    /// A word with letters beyond ASCII, or a character that no word may hold. `self.pos` stands at
    /// the first letter that is not ASCII.
    fn unicode_word(&mut self, start: usize) -> SyntaxKind {
        for c in self.text[self.pos..].chars() {
            let fits = match self.pos == start {
                true => unicode_ident::is_xid_start(c),
                false => unicode_ident::is_xid_continue(c),
            };
            if !fits {
                break;
            }
            self.pos += c.len_utf8();
        }
        if self.pos == start { self.bad_character(start) } else { NAME }
    }

    fn bad_character(&mut self, start: usize) -> SyntaxKind {
        let c = self.text[start..].chars().next().expect("the caller saw a character");
        self.pos = start + c.len_utf8();
        // Several in a row are one mistake.
        let before = self.text[..start].chars().next_back().filter(|it| *it != '\u{feff}');
        if !before.is_some_and(|it| !it.is_ascii() && !unicode_ident::is_xid_continue(it)) {
            self.error_at(start, self.pos, bad_letter_text(c));
        }
        ERRORTOKEN
    }

    fn operator(&mut self, byte: u8) -> SyntaxKind {
        let (kind, len) = match byte {
            b'(' | b'[' | b'{' => {
                self.open_bracket(byte);
                (bracket_kind(byte), 1)
            }
            b')' | b']' | b'}' => {
                self.close_bracket(byte);
                self.end_field(byte);
                (bracket_kind(byte), 1)
            }
            b':' if self.starts_format_spec() => (COLON, 1),
            _ => operator(byte, self.peek(1), self.peek(2)),
        };
        self.pos += len;
        if kind == ERRORTOKEN {
            self.bad_byte(byte);
        }
        kind
    }

    /// `self.pos` stands behind a byte that starts no token.
    fn bad_byte(&mut self, byte: u8) {
        let at = self.pos - 1;
        match byte {
            b'\\' => self.error_at(
                self.pos,
                self.pos + 1,
                "unexpected character after line continuation character",
            ),
            0 => self.error_at(at, at + 1, "source code cannot contain null bytes"),
            b'$' | b'?' | b'`' => self.error_at(at, at + 1, "invalid syntax"),
            _ => {
                let text = format!("invalid non-printable character U+{byte:04X}");
                self.error_at(at, at + 1, text);
            }
        }
    }

    // ---- errors -------------------------------------------------------------------------------

    /// Reports what is wrong between two offsets; places behind the text are moved to its end.
    fn error_at(
        &mut self,
        start: usize,
        end: usize,
        text: impl Into<std::borrow::Cow<'static, str>>,
    ) {
        let mut end = end.min(self.bytes.len());
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        let range = TextRange::new((start.min(end) as u32).into(), (end as u32).into());
        self.push_error(SyntaxError::new(range, text));
    }

    pub(crate) fn push_error(&mut self, error: SyntaxError) {
        self.errors.push((self.owner, error));
    }
}

fn closes(open: u8, close: u8) -> bool {
    matches!((open, close), (b'(', b')') | (b'[', b']') | (b'{', b'}'))
}

fn bracket_kind(byte: u8) -> SyntaxKind {
    match byte {
        b'(' => LPAR,
        b')' => RPAR,
        b'[' => LSQB,
        b']' => RSQB,
        b'{' => LBRACE,
        _ => RBRACE,
    }
}

/// How long the line end at the start of `bytes` is, 0 where there is none.
fn line_end_len(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// The ASCII letters, digits and `_`, by byte: words are half of all text.
const IS_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_';
        byte += 1;
    }
    table
};

fn keyword(word: &str) -> Option<SyntaxKind> {
    match word.len() {
        2..=8 => SyntaxKind::from_keyword(word),
        _ => None,
    }
}

fn starts_only_statements(word: &[u8]) -> bool {
    matches!(
        word,
        b"def"
            | b"class"
            | b"return"
            | b"import"
            | b"while"
            | b"with"
            | b"try"
            | b"raise"
            | b"del"
            | b"pass"
            | b"break"
            | b"continue"
            | b"global"
            | b"nonlocal"
            | b"assert"
            | b"except"
            | b"finally"
            | b"elif"
    )
}

/// The first character of `word` that no name may hold there, and where it stands.
pub(crate) fn first_bad_letter(word: &str) -> Option<(usize, char)> {
    word.char_indices().find(|&(at, c)| match at {
        0 => !(c == '_' || unicode_ident::is_xid_start(c)),
        _ => !unicode_ident::is_xid_continue(c),
    })
}

/// CPython's words for a character that no name may hold.
pub(crate) fn bad_letter_text(c: char) -> String {
    if crate::unicode::is_printable(c as u32) {
        format!("invalid character '{c}' (U+{:04X})", c as u32)
    } else {
        format!("invalid non-printable character U+{:04X}", c as u32)
    }
}

/// The longest operator that begins with these bytes, and its length.
pub(crate) fn operator(first: u8, second: u8, third: u8) -> (SyntaxKind, usize) {
    match (first, second, third) {
        (b'*', b'*', b'=') => (DOUBLESTAREQUAL, 3),
        (b'/', b'/', b'=') => (DOUBLESLASHEQUAL, 3),
        (b'<', b'<', b'=') => (LEFTSHIFTEQUAL, 3),
        (b'>', b'>', b'=') => (RIGHTSHIFTEQUAL, 3),
        (b'.', b'.', b'.') => (ELLIPSIS, 3),
        (b'*', b'*', _) => (DOUBLESTAR, 2),
        (b'/', b'/', _) => (DOUBLESLASH, 2),
        (b'<', b'<', _) => (LEFTSHIFT, 2),
        (b'>', b'>', _) => (RIGHTSHIFT, 2),
        (b'<', b'>', _) => (LESSGREATER, 2),
        (b'-', b'>', _) => (RARROW, 2),
        (b':', b'=', _) => (COLONEQUAL, 2),
        (_, b'=', _) => match first {
            b'=' => (EQEQUAL, 2),
            b'!' => (NOTEQUAL, 2),
            b'<' => (LESSEQUAL, 2),
            b'>' => (GREATEREQUAL, 2),
            b'+' => (PLUSEQUAL, 2),
            b'-' => (MINEQUAL, 2),
            b'*' => (STAREQUAL, 2),
            b'/' => (SLASHEQUAL, 2),
            b'%' => (PERCENTEQUAL, 2),
            b'&' => (AMPEREQUAL, 2),
            b'|' => (VBAREQUAL, 2),
            b'^' => (CIRCUMFLEXEQUAL, 2),
            b'@' => (ATEQUAL, 2),
            _ => (single(first), 1),
        },
        _ => (single(first), 1),
    }
}

fn single(byte: u8) -> SyntaxKind {
    match byte {
        b':' => COLON,
        b',' => COMMA,
        b';' => SEMI,
        b'+' => PLUS,
        b'-' => MINUS,
        b'*' => STAR,
        b'/' => SLASH,
        b'|' => VBAR,
        b'&' => AMPER,
        b'<' => LESS,
        b'>' => GREATER,
        b'=' => EQUAL,
        b'.' => DOT,
        b'%' => PERCENT,
        b'~' => TILDE,
        b'^' => CIRCUMFLEX,
        b'@' => AT,
        b'!' => EXCLAMATION,
        _ => ERRORTOKEN,
    }
}
