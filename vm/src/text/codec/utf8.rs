//! UTF-8.

use super::{Decoder, Encoder, Fault, is_surrogate};
use crate::text::View;

const NAME: &str = "utf-8";

pub(super) fn decode(decoder: &mut Decoder<'_>) -> Result<(), Fault> {
    let rest = decoder.rest();
    let error = match std::str::from_utf8(rest) {
        Ok(text) => {
            decoder.out.push_str(text);
            decoder.at = decoder.bytes.len();
            return Ok(());
        }
        Err(error) => error,
    };
    let valid = error.valid_up_to();
    decoder.out.push_str(std::str::from_utf8(&rest[..valid]).unwrap_or_default());
    decoder.at += valid;
    let start = decoder.at;
    let Some(len) = error.error_len() else {
        if !decoder.is_final {
            return Ok(());
        }
        let end = decoder.bytes.len();
        return Err(Fault { encoding: NAME, start, end, reason: "unexpected end of data" });
    };
    let reason = match rest[valid] {
        0x80..0xc2 | 0xf5.. => "invalid start byte",
        _ => "invalid continuation byte",
    };
    Err(Fault { encoding: NAME, start, end: start + len, reason })
}

pub(super) fn encode(encoder: &mut Encoder<'_>) -> Result<(), Fault> {
    let view = encoder.text.view();
    if let View::Ascii(text) = view {
        encoder.out.extend_from_slice(&text.as_bytes()[encoder.at..]);
        return Ok(());
    }
    while encoder.at < view.len() {
        let Some(it) = char::from_u32(view.at(encoder.at)) else {
            let end = encoder.run(is_surrogate);
            let reason = "surrogates not allowed";
            return Err(Fault { encoding: NAME, start: encoder.at, end, reason });
        };
        encoder.out.extend_from_slice(it.encode_utf8(&mut [0; 4]).as_bytes());
        encoder.at += 1;
    }
    Ok(())
}
