//! What is pickled: fields as bytes.

use crate::heap::Ref;
use crate::objects::bytes::as_bytes;
use crate::objects::str_::Str;

/// The state of a pickle: `len` bytes, or a str of as many characters below 256 (of Python 2).
pub(super) fn state(object: &Ref, len: usize) -> Option<Vec<u8>> {
    let bytes = match object.get::<Str>() {
        Some(text) => {
            text.code_points().map(|it| u8::try_from(it).ok()).collect::<Option<Vec<u8>>>()?
        }
        None => as_bytes(object)?.into_owned(),
    };
    (bytes.len() == len).then_some(bytes)
}

/// A number of three bytes, the highest first.
pub(super) fn micros(bytes: &[u8]) -> u32 {
    u32::from(bytes[0]) << 16 | u32::from(bytes[1]) << 8 | u32::from(bytes[2])
}

/// The three bytes of a number.
pub(super) fn micro_bytes(micros: u32) -> [u8; 3] {
    [(micros >> 16) as u8, (micros >> 8) as u8, micros as u8]
}
