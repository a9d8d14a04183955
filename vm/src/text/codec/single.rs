//! One byte a character: `ascii` and `latin-1`.

use super::{Decoder, Encoder, Fault};
use crate::text::{Str, View};

/// An encoding of the code points below a limit, each as the byte of its value.
#[derive(Clone, Copy)]
pub(super) struct Single {
    name: &'static str,
    limit: u32,
    reason: &'static str,
}

pub(super) const ASCII: Single =
    Single { name: "ascii", limit: 0x80, reason: "ordinal not in range(128)" };
pub(super) const LATIN1: Single =
    Single { name: "latin-1", limit: 0x100, reason: "ordinal not in range(256)" };

pub(super) fn decode_ascii(decoder: &mut Decoder<'_>) -> Result<(), Fault> {
    let rest = decoder.rest();
    let len = rest.iter().position(|it| !it.is_ascii()).unwrap_or(rest.len());
    decoder.out.push_view(Str::from_latin1(&rest[..len]).view());
    decoder.at += len;
    if len == rest.len() {
        return Ok(());
    }
    let start = decoder.at;
    Err(Fault { encoding: ASCII.name, start, end: start + 1, reason: ASCII.reason })
}

pub(super) fn decode_latin1(decoder: &mut Decoder<'_>) -> Result<(), Fault> {
    decoder.out.push_py(&Str::from_latin1(decoder.rest()));
    decoder.at = decoder.bytes.len();
    Ok(())
}

pub(super) fn encode(encoder: &mut Encoder<'_>, single: Single) -> Result<(), Fault> {
    if let View::Ascii(text) = encoder.text.view() {
        encoder.out.extend_from_slice(&text.as_bytes()[encoder.at..]);
        return Ok(());
    }
    let view = encoder.text.view();
    let end = encoder.run(|it| it < single.limit);
    encoder.out.extend((encoder.at..end).map(|it| view.at(it) as u8));
    encoder.at = end;
    if end == view.len() {
        return Ok(());
    }
    let end = encoder.run(|it| it >= single.limit);
    Err(Fault { encoding: single.name, start: encoder.at, end, reason: single.reason })
}
