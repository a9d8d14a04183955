//! Numbers, and where CPython stops in a bad one.

use super::{Stop, Tokenizer, is_word_byte};

/// Keywords that may follow a number at once (`verify_end_of_number`).
const WORDS: [&str; 8] = ["and", "else", "for", "if", "in", "is", "or", "not"];

impl Tokenizer<'_> {
    /// A number; its first digit was read.
    pub(super) fn number(&mut self, first: u8) -> Result<(), Stop> {
        if first != b'0' {
            let byte = self.decimal_tail()?;
            return self.behind_integer(byte, "decimal");
        }
        match self.next_byte()? {
            Some(b'x' | b'X') => self.based(|it| it.is_ascii_hexdigit(), "hexadecimal"),
            Some(b'o' | b'O') => self.based(|it| matches!(it, b'0'..=b'7'), "octal"),
            Some(b'b' | b'B') => self.based(|it| matches!(it, b'0' | b'1'), "binary"),
            byte => self.zeros(byte),
        }
    }

    fn based(&mut self, is_digit: fn(u8) -> bool, what: &str) -> Result<(), Stop> {
        let mut byte = self.next_byte()?;
        loop {
            if byte == Some(b'_') {
                byte = self.next_byte()?;
            }
            if !byte.is_some_and(is_digit) {
                return Err(self.bad_digit(byte, what));
            }
            while byte.is_some_and(is_digit) {
                byte = self.next_byte()?;
            }
            if byte != Some(b'_') {
                break;
            }
        }
        if what != "hexadecimal" && byte.is_some_and(|it| it.is_ascii_digit()) {
            return Err(self.bad_digit(byte, what));
        }
        self.end_of_number(byte, what)
    }

    fn bad_digit(&mut self, byte: Option<u8>, what: &str) -> Stop {
        match byte {
            Some(digit @ b'0'..=b'9') => {
                self.error(format!("invalid digit '{}' in {what} literal", digit as char))
            }
            _ => {
                self.back(byte);
                self.error(format!("invalid {what} literal"))
            }
        }
    }

    /// A zero was read and then `byte`: zero itself, a float, or an octal number of old.
    fn zeros(&mut self, mut byte: Option<u8>) -> Result<(), Stop> {
        loop {
            if byte == Some(b'_') {
                byte = self.next_byte()?;
                if !byte.is_some_and(|it| it.is_ascii_digit()) {
                    self.back(byte);
                    return Err(self.error("invalid decimal literal"));
                }
            }
            if byte != Some(b'0') {
                break;
            }
            byte = self.next_byte()?;
        }
        let zeros_end = self.cur;
        let mut nonzero = false;
        if byte.is_some_and(|it| it.is_ascii_digit()) {
            nonzero = true;
            byte = self.decimal_tail()?;
        }
        if nonzero && !matches!(byte, Some(b'.' | b'e' | b'E' | b'j' | b'J')) {
            self.back(byte);
            return Err(self.error_between(
                self.start,
                zeros_end - 1,
                "leading zeros in decimal integer literals are not permitted; \
                 use an 0o prefix for octal integers",
            ));
        }
        self.behind_integer(byte, "decimal")
    }

    /// Digits with single underscores between them; the byte behind them, which is read.
    fn decimal_tail(&mut self) -> Result<Option<u8>, Stop> {
        loop {
            let mut byte = self.next_byte()?;
            while byte.is_some_and(|it| it.is_ascii_digit()) {
                byte = self.next_byte()?;
            }
            if byte != Some(b'_') {
                return Ok(byte);
            }
            byte = self.next_byte()?;
            if !byte.is_some_and(|it| it.is_ascii_digit()) {
                self.back(byte);
                return Err(self.error("invalid decimal literal"));
            }
        }
    }

    fn behind_integer(&mut self, byte: Option<u8>, what: &str) -> Result<(), Stop> {
        match byte {
            Some(b'.') => {
                let byte = self.next_byte()?;
                self.fraction_from(byte)
            }
            _ => self.exponent(byte, what),
        }
    }

    /// The first digit behind the point was read.
    pub(super) fn fraction(&mut self) -> Result<(), Stop> {
        let byte = self.decimal_tail()?;
        self.exponent(byte, "decimal")
    }

    fn fraction_from(&mut self, byte: Option<u8>) -> Result<(), Stop> {
        if byte.is_some_and(|it| it.is_ascii_digit()) {
            return self.fraction();
        }
        self.exponent(byte, "decimal")
    }

    fn exponent(&mut self, mut byte: Option<u8>, what: &str) -> Result<(), Stop> {
        if let Some(b'e' | b'E') = byte {
            let letter = byte;
            byte = self.next_byte()?;
            if let Some(b'+' | b'-') = byte {
                byte = self.next_byte()?;
                if !byte.is_some_and(|it| it.is_ascii_digit()) {
                    self.back(byte);
                    return Err(self.error("invalid decimal literal"));
                }
            } else if !byte.is_some_and(|it| it.is_ascii_digit()) {
                self.back(byte);
                return self.end_of_number(letter, what);
            }
            byte = self.decimal_tail()?;
        }
        if let Some(b'j' | b'J') = byte {
            byte = self.next_byte()?;
            return self.end_of_number(byte, "imaginary");
        }
        self.end_of_number(byte, what)
    }

    /// `byte` was read behind the number: it must not run into a word.
    fn end_of_number(&mut self, byte: Option<u8>, what: &str) -> Result<(), Stop> {
        self.back(byte);
        let rest = &self.text[self.cur..];
        let keyword = WORDS.iter().find(|it| rest.starts_with(**it));
        let is_keyword = keyword.is_some_and(|it| {
            let behind = rest.as_bytes().get(it.len()).copied().unwrap_or(0);
            // CPython looks behind the longer words only.
            matches!(*it, "if" | "in" | "is") || !is_word_byte(behind)
        });
        match byte {
            Some(it) if it < 0x80 && is_word_byte(it) && !is_keyword => {
                Err(self.error(format!("invalid {what} literal")))
            }
            _ => Ok(()),
        }
    }
}
