//! Backslashes for what is not ASCII: `unicode_escape` and `raw_unicode_escape`.

use super::handlers::backslashed;
use super::{Decoder, Encoder, Fault};

/// Source: `_PyUnicode_DecodeUnicodeEscapeInternal` (Objects/unicodeobject.c).
pub(super) fn decode(decoder: &mut Decoder<'_>) -> Result<(), Fault> {
    while let Some(&byte) = decoder.rest().first() {
        if byte != b'\\' {
            decoder.out.push(byte.into());
            decoder.at += 1;
            continue;
        }
        let mut escape = Escape { bytes: decoder.bytes, start: decoder.at, at: decoder.at + 1 };
        match escape.value() {
            Ok(code) => decoder.out.extend(code),
            Err(_) if escape.at >= decoder.bytes.len() && !decoder.is_final => return Ok(()),
            Err(reason) => return Err(escape.fault("unicodeescape", reason)),
        }
        decoder.at = escape.at;
    }
    Ok(())
}

/// An escape sequence that is being read.
struct Escape<'a> {
    bytes: &'a [u8],
    start: usize,
    at: usize,
}

impl Escape<'_> {
    fn fault(&self, encoding: &'static str, reason: &'static str) -> Fault {
        Fault { encoding, start: self.start, end: self.at, reason }
    }

    fn next(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    /// The code points of the escape: none for the end of a line, two for a backslash that escapes
    /// nothing.
    fn value(&mut self) -> Result<Vec<u32>, &'static str> {
        let code = match self.next().ok_or("\\ at end of string")? {
            b'\n' => return Ok(Vec::new()),
            it @ (b'\\' | b'\'' | b'"') => it.into(),
            b'b' => 0x08,
            b'f' => 0x0c,
            b't' => 0x09,
            b'n' => 0x0a,
            b'r' => 0x0d,
            b'v' => 0x0b,
            b'a' => 0x07,
            first @ b'0'..=b'7' => self.octal(first),
            b'x' => self.hex(2, "truncated \\xXX escape")?,
            b'u' => self.hex(4, "truncated \\uXXXX escape")?,
            b'U' => match self.hex(8, "truncated \\UXXXXXXXX escape")? {
                code @ ..=0x10ffff => code,
                _ => return Err("illegal Unicode character"),
            },
            b'N' => self.named()?,
            other => return Ok(vec!['\\'.into(), other.into()]),
        };
        Ok(vec![code])
    }

    fn octal(&mut self, first: u8) -> u32 {
        let mut code = u32::from(first - b'0');
        for _ in 0..2 {
            let Some(&digit @ b'0'..=b'7') = self.bytes.get(self.at) else { break };
            code = code << 3 | u32::from(digit - b'0');
            self.at += 1;
        }
        code
    }

    fn hex(&mut self, len: usize, truncated: &'static str) -> Result<u32, &'static str> {
        let mut code = 0;
        for _ in 0..len {
            let digit = self.bytes.get(self.at).and_then(|&it| char::from(it).to_digit(16));
            code = code << 4 | digit.ok_or(truncated)?;
            self.at += 1;
        }
        Ok(code)
    }

    fn named(&mut self) -> Result<u32, &'static str> {
        const MALFORMED: &str = "malformed \\N character escape";
        if self.bytes.get(self.at) != Some(&b'{') {
            return Err(MALFORMED);
        }
        self.at += 1;
        let rest = &self.bytes[self.at..];
        let len = rest.iter().position(|&it| it == b'}').unwrap_or(rest.len());
        self.at += len;
        if len == 0 || len == rest.len() {
            return Err(MALFORMED);
        }
        self.at += 1;
        let name = std::str::from_utf8(&rest[..len]).ok();
        let named = name.and_then(refwise_syntax::unicode::named);
        named.map(u32::from).ok_or("unknown Unicode character name")
    }
}

/// Source: `_PyUnicode_DecodeRawUnicodeEscapeStateful` (Objects/unicodeobject.c).
pub(super) fn decode_raw(decoder: &mut Decoder<'_>) -> Result<(), Fault> {
    while let Some(&byte) = decoder.rest().first() {
        let (len, truncated) = match decoder.rest() {
            [b'\\', b'u', ..] => (4, "truncated \\uXXXX escape"),
            [b'\\', b'U', ..] => (8, "truncated \\UXXXXXXXX escape"),
            [b'\\', other, ..] => {
                decoder.out.extend([byte.into(), u32::from(*other)]);
                decoder.at += 2;
                continue;
            }
            [b'\\'] if !decoder.is_final => return Ok(()),
            _ => {
                decoder.out.push(byte.into());
                decoder.at += 1;
                continue;
            }
        };
        let mut escape = Escape { bytes: decoder.bytes, start: decoder.at, at: decoder.at + 2 };
        match escape.hex(len, truncated) {
            Ok(code @ ..=0x10ffff) => decoder.out.push(code),
            Ok(_) => return Err(escape.fault("rawunicodeescape", "\\Uxxxxxxxx out of range")),
            Err(_) if escape.at >= decoder.bytes.len() && !decoder.is_final => return Ok(()),
            Err(reason) => return Err(escape.fault("rawunicodeescape", reason)),
        }
        decoder.at = escape.at;
    }
    Ok(())
}

/// Everything can be escaped.
pub(super) fn encode(encoder: &mut Encoder<'_>) -> Result<(), Fault> {
    for code in encoder.text.code_points() {
        match code {
            0x09 => encoder.out.extend(b"\\t"),
            0x0a => encoder.out.extend(b"\\n"),
            0x0d => encoder.out.extend(b"\\r"),
            0x5c => encoder.out.extend(b"\\\\"),
            0x20..0x7f => encoder.out.push(code as u8),
            _ => encoder.out.extend(backslashed(code).bytes()),
        }
    }
    Ok(())
}

/// Only what is not Latin-1 is escaped.
pub(super) fn encode_raw(encoder: &mut Encoder<'_>) -> Result<(), Fault> {
    for code in encoder.text.code_points() {
        match u8::try_from(code) {
            Ok(byte) => encoder.out.push(byte),
            Err(_) => encoder.out.extend(backslashed(code).bytes()),
        }
    }
    Ok(())
}
