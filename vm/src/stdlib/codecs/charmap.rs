//! Codecs of one byte a character, by a table: most of those in `encodings`.
//!
//! Source: `PyUnicode_DecodeCharmap`, `PyUnicode_EncodeCharmap` (Objects/unicodeobject.c).

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::numbers::Int;
use crate::objects::bytes::as_bytes;
use crate::objects::dict::Dict;
use crate::objects::str_::{self, Str};
use crate::text::StrBuilder;
use crate::text::codec::{Fault, Replacement};
use crate::vm::Vm;

const NAME: &str = "charmap";
const UNDEFINED: &str = "character maps to <undefined>";

/// The dict that encodes what a string of 256 characters decodes.
pub(super) fn build(vm: &Vm, _: &Ref, args: Args) -> Res {
    let Some(table) = args[0].get::<Str>() else {
        let name = vm.type_name(&args[0]);
        return Err(vm.type_error(format!("charmap_build() argument must be str, not {name}")));
    };
    let map = vm.dict();
    for (byte, code) in table.code_points().enumerate().take(256) {
        // The character that stands for nothing.
        if code != 0xfffe {
            map.expect::<Dict>().insert(vm, &vm.int(code.into()), vm.int(byte as i64))?;
        }
    }
    Ok(map)
}

fn errors(vm: &Vm, args: &Args) -> Res<String> {
    match args.get_not_none(vm, 1) {
        None => Ok("strict".to_owned()),
        Some(_) => super::text(vm, args, 1, "codec"),
    }
}

/// What a mapping has for a key; `None` where it has nothing, or `None`.
fn mapped(vm: &Vm, mapping: &Ref, key: u32) -> Res<Option<Ref>> {
    match vm.get_item(mapping, &vm.int(key.into())) {
        Ok(found) => Ok(Some(found).filter(|it| !it.is(&vm.none))),
        Err(error) if vm.is_raised(&error, &vm.exceptions.LookupError) => Ok(None),
        Err(error) => Err(error),
    }
}

pub(super) fn decode(vm: &Vm, _: &Ref, args: Args) -> Res {
    let errors = errors(vm, &args)?;
    let Some(bytes) = as_bytes(&args[0]) else {
        let name = vm.type_name(&args[0]);
        return Err(vm.type_error(format!("a bytes-like object is required, not '{name}'")));
    };
    vm.charge_len(bytes.len().saturating_mul(4))?;
    let mut out = StrBuilder::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if push_decoded(vm, args.get_not_none(vm, 2), byte, &mut out)? {
            at += 1;
            continue;
        }
        let fault = Fault { encoding: NAME, start: at, end: at + 1, reason: UNDEFINED };
        let (text, next) = str_::decode_fault(vm, &args[0], &bytes, fault, &errors)?;
        out.push_py(&text);
        at = next;
    }
    Ok(vm.tuple(vec![vm.new_str(out.finish()), vm.int(bytes.len() as i64)]))
}

/// Appends what a byte means; false where that is nothing.
fn push_decoded(vm: &Vm, mapping: Option<&Ref>, byte: u8, out: &mut StrBuilder) -> Res<bool> {
    let Some(mapping) = mapping else {
        out.push(byte.into());
        return Ok(true);
    };
    if let Some(table) = mapping.get::<Str>() {
        let found = table.get(byte.into()).filter(|it| *it != 0xfffe);
        out.extend(found);
        return Ok(found.is_some());
    }
    let Some(found) = mapped(vm, mapping, byte.into())? else { return Ok(false) };
    if let Some(text) = found.get::<Str>() {
        let is_undefined = text.single() == Some(0xfffe);
        if !is_undefined {
            out.push_py(&text.0);
        }
        return Ok(!is_undefined);
    }
    match found.get::<Int>().map(Int::saturated) {
        Some(0xfffe) => Ok(false),
        Some(code @ 0..=0x10ffff) => {
            out.push(code as u32);
            Ok(true)
        }
        Some(_) => {
            let text = "character mapping must be in range(0x110000)";
            Err(vm.type_error(text.to_owned()))
        }
        None => {
            let text = "character mapping must return integer, None or str";
            Err(vm.type_error(text.to_owned()))
        }
    }
}

pub(super) fn encode(vm: &Vm, _: &Ref, args: Args) -> Res {
    let errors = errors(vm, &args)?;
    let Some(text) = args[0].get::<Str>() else {
        let name = vm.type_name(&args[0]);
        let text = format!("charmap_encode() argument 1 must be str, not {name}");
        return Err(vm.type_error(text));
    };
    let mapping = args.get_not_none(vm, 2);
    vm.charge_len(text.len())?;
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(code) = text.get(at) {
        if push_encoded(vm, mapping, code, &mut out)? {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while let Some(code) = text.get(end)
            && !push_encoded(vm, mapping, code, &mut Vec::new())?
        {
            end += 1;
        }
        let fault = Fault { encoding: NAME, start: at, end, reason: UNDEFINED };
        let (replacement, next) = str_::encode_fault(vm, &args[0], fault, &errors)?;
        push_replacement(vm, mapping, replacement, &mut out)?
            .ok_or_else(|| undefined(vm, &args[0], fault))?;
        at = next;
    }
    Ok(vm.tuple(vec![vm.bytes(out), vm.int(text.len() as i64)]))
}

fn undefined(vm: &Vm, object: &Ref, fault: Fault) -> Raised {
    str_::unencodable(vm, object, fault)
}

/// Appends what a handler gave; `None` where the table lacks it, too.
fn push_replacement(
    vm: &Vm,
    mapping: Option<&Ref>,
    replacement: Replacement,
    out: &mut Vec<u8>,
) -> Res<Option<()>> {
    match replacement {
        Replacement::Bytes(it) => out.extend(it),
        Replacement::Text(it) => {
            for code in it.code_points() {
                if !push_encoded(vm, mapping, code, out)? {
                    return Ok(None);
                }
            }
        }
    }
    Ok(Some(()))
}

/// Appends the bytes of a character; false where there are none.
fn push_encoded(vm: &Vm, mapping: Option<&Ref>, code: u32, out: &mut Vec<u8>) -> Res<bool> {
    let Some(mapping) = mapping else {
        let byte = u8::try_from(code).ok();
        out.extend(byte);
        return Ok(byte.is_some());
    };
    let Some(found) = mapped(vm, mapping, code)? else { return Ok(false) };
    if let Some(bytes) = as_bytes(&found) {
        out.extend_from_slice(&bytes);
        return Ok(true);
    }
    match found.get::<Int>().map(Int::saturated) {
        Some(byte @ 0..=255) => {
            out.push(byte as u8);
            Ok(true)
        }
        Some(_) => {
            let text = "character mapping must be in range(256)";
            Err(vm.type_error(text.to_owned()))
        }
        None => {
            let name = vm.type_name(&found);
            let text = format!("character mapping must return integer, bytes or None, not {name}");
            Err(vm.type_error(text))
        }
    }
}
