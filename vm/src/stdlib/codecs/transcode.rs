//! The codecs that CPython has in C: each gives its result and how much it took.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::bytes::as_bytes;
use crate::objects::str_::{self, Str};
use crate::text::codec::{Codec, Order};
use crate::vm::Vm;

/// The name of an error handler; `None` is `strict`.
fn errors(vm: &Vm, args: &Args) -> Res<String> {
    match args.get_not_none(vm, 1) {
        None => Ok("strict".to_owned()),
        Some(_) => super::text(vm, args, 1, "codec"),
    }
}

fn encode(vm: &Vm, args: &Args, codec: Codec) -> Res {
    let Some(text) = args[0].get::<Str>() else {
        let name = vm.type_name(&args[0]);
        return Err(vm.type_error(format!("encode() argument 1 must be str, not {name}")));
    };
    let bytes = str_::encode_with(vm, &args[0], codec, &errors(vm, args)?)?;
    Ok(vm.tuple(vec![bytes, vm.int(text.len() as i64)]))
}

fn decode(vm: &Vm, args: &Args, codec: Codec, is_final: bool) -> Res {
    let Some(bytes) = bytes_of(vm, &args[0])? else {
        let name = vm.type_name(&args[0]);
        let text = format!("a bytes-like object is required, not '{name}'");
        return Err(vm.type_error(text));
    };
    let bytes = as_bytes(&bytes).unwrap_or_default();
    let errors = errors(vm, args)?;
    let (text, len) = str_::decode_with(vm, &args[0], &bytes, codec, &errors, is_final)?;
    Ok(vm.tuple(vec![text, vm.int(len as i64)]))
}

/// The bytes of an argument; of a str (escapes are text, too) its UTF-8.
fn bytes_of(vm: &Vm, object: &Ref) -> Res<Option<Ref>> {
    if as_bytes(object).is_some() {
        return Ok(Some(object.clone()));
    }
    match object.get::<Str>() {
        Some(_) => str_::encode(vm, object, "utf-8", "strict").map(Some),
        None => Ok(None),
    }
}

/// Is the argument at `index` true?
fn flag(vm: &Vm, args: &Args, index: usize, default: bool) -> Res<bool> {
    Ok(args.get(index).map(|it| vm.is_true(it)).transpose()?.unwrap_or(default))
}

/// -1, 0 or 1: the lowest byte first, with a mark, the highest byte first.
fn order(vm: &Vm, args: &Args, index: usize) -> Res<Order> {
    let given = args.get(index).map(|it| vm.index_saturated(it)).transpose()?.unwrap_or(0);
    Ok(match given {
        ..0 => Order::Little,
        0 => Order::Marked,
        _ => Order::Big,
    })
}

macro_rules! encoders {
    ($($name:ident: $codec:expr;)*) => {$(
        pub(super) fn $name(vm: &Vm, _: &Ref, args: Args) -> Res {
            encode(vm, &args, $codec)
        }
    )*};
}

encoders! {
    utf_8_encode: Codec::Utf8;
    ascii_encode: Codec::Ascii;
    latin_1_encode: Codec::Latin1;
    utf_16_le_encode: Codec::Utf16(Order::Little);
    utf_16_be_encode: Codec::Utf16(Order::Big);
    utf_32_le_encode: Codec::Utf32(Order::Little);
    utf_32_be_encode: Codec::Utf32(Order::Big);
    unicode_escape_encode: Codec::UnicodeEscape;
    raw_unicode_escape_encode: Codec::RawUnicodeEscape;
}

pub(super) fn utf_16_encode(vm: &Vm, _: &Ref, args: Args) -> Res {
    encode(vm, &args, Codec::Utf16(order(vm, &args, 2)?))
}

pub(super) fn utf_32_encode(vm: &Vm, _: &Ref, args: Args) -> Res {
    encode(vm, &args, Codec::Utf32(order(vm, &args, 2)?))
}

macro_rules! decoders {
    ($($name:ident: $codec:expr, $is_final:expr;)*) => {$(
        pub(super) fn $name(vm: &Vm, _: &Ref, args: Args) -> Res {
            let is_final = flag(vm, &args, 2, $is_final)?;
            decode(vm, &args, $codec, is_final)
        }
    )*};
}

decoders! {
    utf_8_decode: Codec::Utf8, false;
    ascii_decode: Codec::Ascii, true;
    latin_1_decode: Codec::Latin1, true;
    utf_16_decode: Codec::Utf16(Order::Marked), false;
    utf_16_le_decode: Codec::Utf16(Order::Little), false;
    utf_16_be_decode: Codec::Utf16(Order::Big), false;
    utf_32_decode: Codec::Utf32(Order::Marked), false;
    utf_32_le_decode: Codec::Utf32(Order::Little), false;
    utf_32_be_decode: Codec::Utf32(Order::Big), false;
    unicode_escape_decode: Codec::UnicodeEscape, true;
    raw_unicode_escape_decode: Codec::RawUnicodeEscape, true;
}

/// As `utf_16_decode`, and in which order the bytes were.
pub(super) fn utf_16_ex_decode(vm: &Vm, _: &Ref, args: Args) -> Res {
    let is_final = flag(vm, &args, 3, false)?;
    let order = order(vm, &args, 2)?;
    let found = decode(vm, &args, Codec::Utf16(order), is_final)?;
    let bytes = as_bytes(&args[0]).unwrap_or_default();
    let told = match (order, &*bytes) {
        (Order::Little, _) | (Order::Marked, [0xff, 0xfe, ..]) => -1,
        (Order::Big, _) | (Order::Marked, [0xfe, 0xff, ..]) => 1,
        _ => 0,
    };
    let mut items = vm.tuple_items(&found);
    items.push(vm.int(told));
    Ok(vm.tuple(items))
}
