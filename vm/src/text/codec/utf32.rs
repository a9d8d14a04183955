//! UTF-32.

use super::{Decoder, Encoder, Fault, Order, is_surrogate};

const MARK: u32 = 0xfeff;

/// Source: `PyUnicode_DecodeUTF32Stateful` (Objects/unicodeobject.c).
pub(super) fn decode(decoder: &mut Decoder<'_>, order: Order) -> Result<(), Fault> {
    let (order, len) = marked(decoder.bytes, order);
    if decoder.at == 0 {
        decoder.at = len;
    }
    loop {
        let start = decoder.at;
        let fault = |end, reason| Err(Fault { encoding: name(order), start, end, reason });
        let Some(bytes) = decoder.rest().first_chunk() else {
            if decoder.rest().is_empty() || !decoder.is_final {
                return Ok(());
            }
            return fault(decoder.bytes.len(), "truncated data");
        };
        let code = match order {
            Order::Big => u32::from_be_bytes(*bytes),
            _ => u32::from_le_bytes(*bytes),
        };
        if is_surrogate(code) {
            return fault(start + 4, "code point in surrogate code point range(0xd800, 0xe000)");
        }
        if code > 0x10ffff {
            return fault(start + 4, "code point not in range(0x110000)");
        }
        decoder.out.push(code);
        decoder.at += 4;
    }
}

/// The order of the bytes, and how long the mark is that told it.
fn marked(bytes: &[u8], order: Order) -> (Order, usize) {
    match (order, bytes) {
        (Order::Marked, [0xff, 0xfe, 0, 0, ..]) => (Order::Little, 4),
        (Order::Marked, [0, 0, 0xfe, 0xff, ..]) => (Order::Big, 4),
        (Order::Marked, _) => (Order::Little, 0),
        _ => (order, 0),
    }
}

fn name(order: Order) -> &'static str {
    match order {
        Order::Marked => "utf-32",
        Order::Little => "utf-32-le",
        Order::Big => "utf-32-be",
    }
}

pub(super) fn encode(encoder: &mut Encoder<'_>, order: Order) -> Result<(), Fault> {
    if order == Order::Marked && encoder.out.is_empty() {
        put(&mut encoder.out, MARK, order);
    }
    let view = encoder.text.view();
    while encoder.at < view.len() {
        let code = view.at(encoder.at);
        if is_surrogate(code) {
            let (start, end) = (encoder.at, encoder.at + 1);
            let reason = "surrogates not allowed";
            return Err(Fault { encoding: name(order), start, end, reason });
        }
        put(&mut encoder.out, code, order);
        encoder.at += 1;
    }
    Ok(())
}

fn put(out: &mut Vec<u8>, code: u32, order: Order) {
    out.extend_from_slice(&match order {
        Order::Big => code.to_be_bytes(),
        _ => code.to_le_bytes(),
    });
}

pub(super) fn put_ascii(out: &mut Vec<u8>, text: &str, order: Order) {
    text.bytes().for_each(|it| put(out, it.into(), order));
}
