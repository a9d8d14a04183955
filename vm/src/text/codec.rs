//! Strings to bytes and back: `str.encode`, `bytes.decode`, and what happens to what does not fit.
//!
//! A codec stops at a [`Fault`] and asks a handler, which raises or says what to put there and where
//! to go on. Python's own handlers are in [`Handler`]; programs can register more, so the calls take
//! closures.

mod escape;
mod handlers;
mod single;
mod utf16;
mod utf32;
mod utf8;

pub use handlers::Handler;

use super::{Str, StrBuilder};

/// An encoding that CPython has in C.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// `utf-8`.
    Utf8,
    /// `ascii`.
    Ascii,
    /// `latin-1`.
    Latin1,
    /// `utf-16`, `utf-16-le`, `utf-16-be`.
    Utf16(Order),
    /// `utf-32`, `utf-32-le`, `utf-32-be`.
    Utf32(Order),
    /// `unicode_escape`.
    UnicodeEscape,
    /// `raw_unicode_escape`.
    RawUnicodeEscape,
}

/// Which byte of a unit comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// What a mark at the start says; the lowest byte where there is none. Written with a mark.
    Marked,
    /// The lowest byte.
    Little,
    /// The highest byte.
    Big,
}

/// What a codec cannot convert: a range of its input, and CPython's words for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The encoding as the exception calls it.
    pub encoding: &'static str,
    /// Where it begins: bytes when decoding, code points when encoding.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Why.
    pub reason: &'static str,
}

/// What a handler puts into bytes.
#[derive(Clone, Debug)]
pub enum Replacement {
    /// Characters, which are encoded.
    Text(Str),
    /// Bytes as they are.
    Bytes(Vec<u8>),
}

impl Codec {
    /// The codec of a name or of one of its aliases in `encodings.aliases`.
    pub fn by_name(name: &str) -> Option<Codec> {
        let name = name.to_ascii_lowercase().replace([' ', '-'], "_");
        Some(match name.as_str() {
            "utf_8" | "utf8" | "u8" | "utf" | "utf8_ucs2" | "utf8_ucs4" | "cp65001" => Codec::Utf8,
            "ascii" | "us_ascii" | "us" | "646" | "iso646_us" | "cp367" | "csascii" | "ibm367"
            | "iso_ir_6" | "ansi_x3.4_1968" | "ansi_x3.4_1986" | "iso_646.irv_1991" => Codec::Ascii,
            "latin_1" | "latin1" | "latin" | "l1" | "iso8859_1" | "iso8859" | "8859" | "cp819"
            | "iso_8859_1" | "iso_8859_1_1987" | "iso_ir_100" | "csisolatin1" | "ibm819" => {
                Codec::Latin1
            }
            "utf_16" | "utf16" | "u16" => Codec::Utf16(Order::Marked),
            "utf_16_le" | "utf_16le" | "unicodelittleunmarked" => Codec::Utf16(Order::Little),
            "utf_16_be" | "utf_16be" | "unicodebigunmarked" => Codec::Utf16(Order::Big),
            "utf_32" | "utf32" | "u32" => Codec::Utf32(Order::Marked),
            "utf_32_le" | "utf_32le" => Codec::Utf32(Order::Little),
            "utf_32_be" | "utf_32be" => Codec::Utf32(Order::Big),
            "unicode_escape" | "unicodeescape" => Codec::UnicodeEscape,
            "raw_unicode_escape" | "rawunicodeescape" => Codec::RawUnicodeEscape,
            _ => return None,
        })
    }

    /// `bytes.decode`: the text, and how many bytes it took. Where `is_final` is not set, characters
    /// that are not complete are left over.
    pub fn decode<E>(
        self,
        bytes: &[u8],
        is_final: bool,
        mut handle: impl FnMut(Fault) -> Result<(Str, usize), E>,
    ) -> Result<(Str, usize), E> {
        let mut decoder =
            Decoder { bytes, at: 0, is_final, out: StrBuilder::with_capacity(bytes.len()) };
        loop {
            let step = match self {
                Codec::Utf8 => utf8::decode(&mut decoder),
                Codec::Ascii => single::decode_ascii(&mut decoder),
                Codec::Latin1 => single::decode_latin1(&mut decoder),
                Codec::Utf16(order) => utf16::decode(&mut decoder, order),
                Codec::Utf32(order) => utf32::decode(&mut decoder, order),
                Codec::UnicodeEscape => escape::decode(&mut decoder),
                Codec::RawUnicodeEscape => escape::decode_raw(&mut decoder),
            };
            match step {
                Ok(()) => return Ok((decoder.out.finish(), decoder.at)),
                Err(fault) => {
                    let (replacement, next) = handle(fault)?;
                    decoder.out.push_py(&replacement);
                    decoder.at = next;
                }
            }
        }
    }

    /// `str.encode`.
    pub fn encode<E>(
        self,
        text: &Str,
        mut handle: impl FnMut(Fault) -> Result<(Replacement, usize), Unencodable<E>>,
    ) -> Result<Vec<u8>, Unencodable<E>> {
        let mut encoder = Encoder { text, at: 0, out: Vec::with_capacity(text.len()) };
        loop {
            let step = match self {
                Codec::Utf8 => utf8::encode(&mut encoder),
                Codec::Ascii => single::encode(&mut encoder, single::ASCII),
                Codec::Latin1 => single::encode(&mut encoder, single::LATIN1),
                Codec::Utf16(order) => utf16::encode(&mut encoder, order),
                Codec::Utf32(order) => utf32::encode(&mut encoder, order),
                Codec::UnicodeEscape => escape::encode(&mut encoder),
                Codec::RawUnicodeEscape => escape::encode_raw(&mut encoder),
            };
            let Err(fault) = step else { return Ok(encoder.out) };
            let (replacement, next) = handle(fault)?;
            self.put(&mut encoder.out, replacement).ok_or(Unencodable::Fault(fault))?;
            encoder.at = next;
        }
    }

    /// Writes what a handler gave; `None` where that does not fit either.
    fn put(self, out: &mut Vec<u8>, replacement: Replacement) -> Option<()> {
        let text = match replacement {
            Replacement::Bytes(it) => {
                out.extend_from_slice(&it);
                return (it.len() % self.unit() == 0).then_some(());
            }
            Replacement::Text(it) => it,
        };
        match self {
            Codec::Latin1 if text.kind() == 1 => {
                out.extend(text.code_points().map(|it| it as u8));
            }
            Codec::Utf16(order) => utf16::put_ascii(out, text.as_str()?, order),
            Codec::Utf32(order) => utf32::put_ascii(out, text.as_str()?, order),
            _ => out.extend_from_slice(text.as_str()?.as_bytes()),
        }
        Some(())
    }

    /// How many bytes a unit has.
    fn unit(self) -> usize {
        match self {
            Codec::Utf16(_) => 2,
            Codec::Utf32(_) => 4,
            _ => 1,
        }
    }
}

/// Why `encode` ended: by a fault that nothing was found for, or by what the handler raised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unencodable<E> {
    /// `UnicodeEncodeError`.
    Fault(Fault),
    /// Something else.
    Raised(E),
}

/// Bytes on their way to a string.
struct Decoder<'a> {
    bytes: &'a [u8],
    at: usize,
    is_final: bool,
    out: StrBuilder,
}

impl<'a> Decoder<'a> {
    fn rest(&self) -> &'a [u8] {
        &self.bytes[self.at.min(self.bytes.len())..]
    }
}

/// A string on its way to bytes.
struct Encoder<'a> {
    text: &'a Str,
    at: usize,
    out: Vec<u8>,
}

impl Encoder<'_> {
    /// How far the code points from `at` on go that are of a kind.
    fn run(&self, is: impl Fn(u32) -> bool) -> usize {
        let view = self.text.view();
        (self.at..view.len()).find(|&it| !is(view.at(it))).unwrap_or(view.len())
    }
}

fn is_surrogate(code: u32) -> bool {
    (0xd800..0xe000).contains(&code)
}

impl Fault {
    /// `str(UnicodeDecodeError)`.
    pub fn decode_message(&self, bytes: &[u8]) -> String {
        decode_message(self.encoding, bytes, self.start as isize, self.end as isize, self.reason)
    }

    /// `str(UnicodeEncodeError)`.
    pub fn encode_message(&self, text: &Str) -> String {
        encode_message(self.encoding, text, self.start as isize, self.end as isize, self.reason)
    }
}

/// What `UnicodeDecodeError` says of these arguments.
pub fn decode_message(
    encoding: &str,
    bytes: &[u8],
    start: isize,
    end: isize,
    reason: &str,
) -> String {
    match usize::try_from(start).ok().and_then(|it| bytes.get(it)) {
        Some(byte) if end == start + 1 => format!(
            "'{encoding}' codec can't decode byte 0x{byte:02x} in position {start}: {reason}"
        ),
        _ => {
            let last = end.wrapping_sub(1);
            format!("'{encoding}' codec can't decode bytes in position {start}-{last}: {reason}")
        }
    }
}

/// What `UnicodeEncodeError` says of these arguments.
pub fn encode_message(
    encoding: &str,
    text: &Str,
    start: isize,
    end: isize,
    reason: &str,
) -> String {
    format!("'{encoding}' codec can't encode {}: {reason}", characters(text, start, end))
}

/// What `UnicodeTranslateError` says of these arguments.
pub fn translate_message(text: &Str, start: isize, end: isize, reason: &str) -> String {
    format!("can't translate {}: {reason}", characters(text, start, end))
}

fn characters(text: &Str, start: isize, end: isize) -> String {
    match usize::try_from(start).ok().and_then(|it| text.get(it)) {
        Some(code) if end == start + 1 => {
            format!("character '{}' in position {start}", handlers::backslashed(code))
        }
        _ => format!("characters in position {start}-{}", end.wrapping_sub(1)),
    }
}
