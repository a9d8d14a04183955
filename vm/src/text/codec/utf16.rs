//! UTF-16.

use super::{Decoder, Encoder, Fault, Order, is_surrogate};

const MARK: u16 = 0xfeff;

/// Source: `PyUnicode_DecodeUTF16Stateful` (Objects/unicodeobject.c).
pub(super) fn decode(decoder: &mut Decoder<'_>, order: Order) -> Result<(), Fault> {
    let (order, len) = marked(decoder.bytes, order);
    if decoder.at == 0 {
        decoder.at = len;
    }
    loop {
        let start = decoder.at;
        let fault = |end, reason| Err(Fault { encoding: name(order), start, end, reason });
        let mut units = decoder.rest().chunks_exact(2).map(|it| unit(it, order));
        let Some(first) = units.next() else {
            if decoder.rest().is_empty() || !decoder.is_final {
                return Ok(());
            }
            return fault(decoder.bytes.len(), "truncated data");
        };
        let (code, len) = match (first, units.next()) {
            (0xd800..0xdc00, None) if !decoder.is_final => return Ok(()),
            (0xd800..0xdc00, None) => return fault(decoder.bytes.len(), "unexpected end of data"),
            (0xd800..0xdc00, Some(second @ 0xdc00..0xe000)) => (paired(first, second), 4),
            (0xd800..0xdc00, Some(_)) => return fault(start + 2, "illegal UTF-16 surrogate"),
            (0xdc00..0xe000, _) => return fault(start + 2, "illegal encoding"),
            _ => (first.into(), 2),
        };
        decoder.out.push(code);
        decoder.at += len;
    }
}

fn paired(high: u16, low: u16) -> u32 {
    0x10000 + (u32::from(high & 0x3ff) << 10 | u32::from(low & 0x3ff))
}

/// The order of the bytes, and how long the mark is that told it.
fn marked(bytes: &[u8], order: Order) -> (Order, usize) {
    match (order, bytes) {
        (Order::Marked, [0xff, 0xfe, ..]) => (Order::Little, 2),
        (Order::Marked, [0xfe, 0xff, ..]) => (Order::Big, 2),
        (Order::Marked, _) => (Order::Little, 0),
        _ => (order, 0),
    }
}

fn name(order: Order) -> &'static str {
    match order {
        Order::Marked => "utf-16",
        Order::Little => "utf-16-le",
        Order::Big => "utf-16-be",
    }
}

fn unit(bytes: &[u8], order: Order) -> u16 {
    match order {
        Order::Big => u16::from_be_bytes([bytes[0], bytes[1]]),
        _ => u16::from_le_bytes([bytes[0], bytes[1]]),
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
        match u16::try_from(code) {
            Ok(unit) => put(&mut encoder.out, unit, order),
            Err(_) => {
                let rest = code - 0x10000;
                put(&mut encoder.out, 0xd800 | (rest >> 10) as u16, order);
                put(&mut encoder.out, 0xdc00 | (rest & 0x3ff) as u16, order);
            }
        }
        encoder.at += 1;
    }
    Ok(())
}

fn put(out: &mut Vec<u8>, unit: u16, order: Order) {
    out.extend_from_slice(&match order {
        Order::Big => unit.to_be_bytes(),
        _ => unit.to_le_bytes(),
    });
}

pub(super) fn put_ascii(out: &mut Vec<u8>, text: &str, order: Order) {
    text.bytes().for_each(|it| put(out, it.into(), order));
}
