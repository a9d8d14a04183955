//! From bytes that come in pieces to text.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::str_::Str;
use crate::objects::str_::decode as decode_text;
use crate::vm::Vm;

use super::newline::{Newlines, Seen};

/// A decoder of a text file.
#[derive(Clone)]
pub(super) struct Decoder {
    kind: Kind,
    errors: String,
    /// Bytes of a character whose other bytes did not come yet.
    rest: Vec<u8>,
    translates: bool,
    universal: bool,
    /// Ends of lines.
    pub seen: Seen,
}

#[derive(Clone)]
enum Kind {
    /// Each character is one byte.
    Single(String),
    Utf8,
    /// The incremental decoder of `codecs`.
    Other(Ref),
}

impl Decoder {
    /// The decoder for an encoding.
    pub(super) fn new(vm: &Vm, encoding: &str, errors: &str, newlines: &Newlines) -> Res<Decoder> {
        let normal = encoding.to_lowercase().replace(['-', ' '], "_");
        let kind = match normal.as_str() {
            "utf_8" | "utf8" | "u8" => Kind::Utf8,
            "ascii" | "us_ascii" | "latin_1" | "latin1" | "iso_8859_1" | "iso8859_1" | "l1" => {
                Kind::Single(encoding.to_owned())
            }
            _ => {
                let codecs = vm.import("codecs")?;
                let args = Args::one(vm.str(encoding));
                let make = vm.call_method(&codecs, "getincrementaldecoder", args)?;
                Kind::Other(vm.call(&make, Args::one(vm.str(errors)))?)
            }
        };
        Ok(Decoder {
            kind,
            errors: errors.to_owned(),
            rest: Vec::new(),
            translates: newlines.translates(),
            universal: newlines.is_universal(),
            seen: Seen::default(),
        })
    }

    /// The text of these bytes and of those that waited.
    pub(super) fn decode(&mut self, vm: &Vm, bytes: &[u8], is_final: bool) -> Res<Vec<u32>> {
        let text = match &self.kind {
            Kind::Other(decoder) => {
                let args = Args::positional([vm.bytes(bytes.to_vec()), vm.bool(is_final)]);
                vm.call_method(decoder, "decode", args)?
            }
            Kind::Single(encoding) => {
                decode_text(vm, &vm.bytes(bytes.to_vec()), bytes, encoding, &self.errors)?
            }
            Kind::Utf8 => {
                self.rest.extend_from_slice(bytes);
                let end = if is_final { self.rest.len() } else { whole(&self.rest) };
                let whole: Vec<u8> = self.rest.drain(..end).collect();
                decode_text(vm, &vm.bytes(whole.clone()), &whole, "utf-8", &self.errors)?
            }
        };
        let Some(text) = text.get::<Str>() else {
            let given = vm.type_name(&text);
            let text = format!("decoder should return a string result, not '{given}'");
            return Err(vm.type_error(text));
        };
        let units: Vec<u32> = text.code_points().collect();
        if !self.universal {
            return Ok(units);
        }
        Ok(self.seen.decode(units, self.translates, is_final))
    }

    /// Does nothing wait for more bytes?
    pub(super) fn is_clean(&self) -> bool {
        self.rest.is_empty() && !self.seen.pending_cr
    }

    /// Can it be copied, to find places again?
    pub(super) fn can_be_copied(&self) -> bool {
        !matches!(self.kind, Kind::Other(_))
    }

    /// As if nothing was decoded.
    pub(super) fn reset(&mut self, vm: &Vm) -> Res<()> {
        self.rest.clear();
        self.seen.pending_cr = false;
        if let Kind::Other(decoder) = &self.kind {
            super::call(vm, decoder, "reset")?;
        }
        Ok(())
    }

    /// The decoder object that it holds, if it holds one.
    pub(super) fn object(&self) -> Option<&Ref> {
        match &self.kind {
            Kind::Other(it) => Some(it),
            _ => None,
        }
    }
}

/// How many of these bytes of UTF-8 stand before a character whose end is missing.
fn whole(bytes: &[u8]) -> usize {
    let start = bytes.len().saturating_sub(3);
    for at in (start..bytes.len()).rev() {
        let length = match bytes[at] {
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            0x80..=0xbf => continue,
            _ => break,
        };
        let rest = &bytes[at..];
        // What can never become a character is an error now.
        let possible = match (rest[0], rest.get(1)) {
            (0xe0, Some(&it)) => it >= 0xa0,
            (0xed, Some(&it)) => it <= 0x9f,
            (0xf0, Some(&it)) => it >= 0x90,
            (0xf4, Some(&it)) => it <= 0x8f,
            _ => true,
        };
        if rest.len() < length && possible {
            return at;
        }
        break;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn a_cut_character_waits() {
        assert_eq!(whole("aé".as_bytes()), 3);
        assert_eq!(whole(b"a\xc3"), 1);
        assert_eq!(whole(b"a\xf0\x9f\x98"), 1);
        assert_eq!(whole(b"a\xed\xa0"), 3);
        assert_eq!(whole(b"a\xff"), 2);
        assert_eq!(whole(b""), 0);
    }
}
