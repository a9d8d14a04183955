//! Number literals.

use super::{Lexer, is_word_byte};
use crate::kind::SyntaxKind::{self, *};

impl Lexer<'_> {
    /// A number from `start`, which is a digit or the dot before one.
    pub(super) fn number(&mut self, start: usize) -> SyntaxKind {
        self.pos = start;
        if self.peek(0) == b'0' {
            match self.peek(1) {
                b'x' | b'X' => {
                    return self.radix(start, "hexadecimal", |it| it.is_ascii_hexdigit());
                }
                b'o' | b'O' => return self.radix(start, "octal", |it| matches!(it, b'0'..=b'7')),
                b'b' | b'B' => return self.radix(start, "binary", |it| matches!(it, b'0' | b'1')),
                _ => {}
            }
        }
        self.decimal(start)
    }

    fn radix(&mut self, start: usize, what: &str, is_digit: impl Fn(u8) -> bool) -> SyntaxKind {
        self.pos += 2;
        loop {
            if self.peek(0) == b'_' {
                self.pos += 1;
            }
            if !is_digit(self.peek(0)) {
                if self.peek(0).is_ascii_digit() {
                    let text =
                        format!("invalid digit '{}' in {what} literal", self.peek(0) as char);
                    self.error_at(self.pos, self.pos + 1, text);
                } else {
                    self.error_at(self.pos - 1, self.pos, format!("invalid {what} literal"));
                }
                self.skip_word();
                return INT;
            }
            while is_digit(self.peek(0)) {
                self.pos += 1;
            }
            if self.peek(0) != b'_' {
                break;
            }
        }
        if self.peek(0).is_ascii_digit() {
            let text = format!("invalid digit '{}' in {what} literal", self.peek(0) as char);
            self.error_at(self.pos, self.pos + 1, text);
            self.skip_word();
            return INT;
        }
        self.end_of_number(start, what);
        INT
    }

    fn decimal(&mut self, start: usize) -> SyntaxKind {
        let mut kind = INT;
        if self.peek(0) != b'.' && !self.digits() {
            return INT;
        }
        let digits = &self.bytes[start..self.pos];
        let leading_zero =
            digits.first() == Some(&b'0') && digits.iter().any(|it| !matches!(it, b'0' | b'_'));
        let integer_end = self.pos;
        if self.peek(0) == b'.' {
            kind = FLOAT;
            self.pos += 1;
            if self.peek(0).is_ascii_digit() && !self.digits() {
                return FLOAT;
            }
        }
        if matches!(self.peek(0), b'e' | b'E') {
            let sign = usize::from(matches!(self.peek(1), b'+' | b'-'));
            if self.peek(1 + sign).is_ascii_digit() {
                kind = FLOAT;
                self.pos += 1 + sign;
                if !self.digits() {
                    return FLOAT;
                }
            } else if sign == 1 {
                self.pos += 1;
                self.error_at(self.pos - 1, self.pos, "invalid decimal literal");
                return FLOAT;
            }
        }
        if matches!(self.peek(0), b'j' | b'J') {
            self.pos += 1;
            self.end_of_number(start, "imaginary");
            return IMAGINARY;
        }
        if kind == INT && leading_zero {
            self.leading_zeros(start, integer_end);
            return INT;
        }
        self.end_of_number(start, "decimal");
        kind
    }

    /// Digits with single underscores between them; false where an underscore is out of place.
    fn digits(&mut self) -> bool {
        loop {
            while self.peek(0).is_ascii_digit() {
                self.pos += 1;
            }
            if self.peek(0) != b'_' {
                return true;
            }
            self.pos += 1;
            if !self.peek(0).is_ascii_digit() {
                self.error_at(self.pos - 1, self.pos, "invalid decimal literal");
                self.skip_word();
                return false;
            }
        }
    }

    fn leading_zeros(&mut self, start: usize, end: usize) {
        let zeros =
            self.bytes[start..end].iter().take_while(|it| matches!(it, b'0' | b'_')).count();
        self.error_at(
            start,
            start + zeros,
            "leading zeros in decimal integer literals are not permitted; \
             use an 0o prefix for octal integers",
        );
    }

    /// A number must not run into a word, but for the keywords that CPython still lets follow.
    fn end_of_number(&mut self, start: usize, what: &str) {
        let next = self.peek(0);
        if !is_word_byte(next) || self.keyword_follows() {
            return;
        }
        if next < 0x80 || self.text[self.pos..].starts_with(unicode_ident::is_xid_continue) {
            let at = self.pos.max(start + 1);
            self.error_at(at - 1, at, format!("invalid {what} literal"));
            self.skip_word();
        }
    }

    /// `verify_end_of_number` in CPython's Parser/lexer/lexer.c: `1if x else y`, `0or x`, `1in x`…
    fn keyword_follows(&self) -> bool {
        const WORDS: [&str; 7] = ["and", "else", "for", "if", "in", "is", "or"];
        let rest = &self.text[self.pos..];
        WORDS.iter().chain(&["not"]).any(|it| rest.starts_with(it))
    }

    fn skip_word(&mut self) {
        while is_word_byte(self.peek(0)) {
            self.pos += 1;
        }
    }
}
