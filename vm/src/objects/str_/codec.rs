//! `str.encode` and `bytes.decode`: codecs by name, and the exceptions for what they cannot convert.

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::objects::bytes::as_bytes;
use crate::stdlib::codecs::{self, Handling, handling};
use crate::text;
use crate::text::codec::{Codec, Fault, Replacement, Unencodable};
use crate::vm::Vm;

use super::{Str, text_of};

/// `str.encode(encoding, errors)`.
pub(super) fn encode_method(vm: &Vm, object: &Ref, args: Args) -> Res {
    let encoding = named(vm, args.get(0), "utf-8", "encode", "encoding")?;
    let errors = named(vm, args.get(1), "strict", "encode", "errors")?;
    encode(vm, object, &encoding, &errors)
}

/// The name of a codec or an error handler that an argument gives.
pub(in crate::objects) fn named(
    vm: &Vm,
    argument: Option<&Ref>,
    default: &str,
    function: &str,
    parameter: &str,
) -> Res<String> {
    let Some(argument) = argument else { return Ok(default.to_owned()) };
    if argument.get::<Str>().is_none() {
        let name = if argument.is(&vm.none) { "None".to_owned() } else { vm.type_name(argument) };
        return Err(
            vm.type_error(format!("{function}() argument '{parameter}' must be str, not {name}"))
        );
    }
    Ok(vm.text(argument))
}

/// The bytes of a str in an encoding.
pub fn encode(vm: &Vm, object: &Ref, encoding: &str, errors: &str) -> Res {
    match Codec::by_name(encoding) {
        Some(codec) => encode_with(vm, object, codec, errors),
        None => codecs::encode_text(vm, object, encoding, errors),
    }
}

/// The bytes of a str by a codec.
pub fn encode_with(vm: &Vm, object: &Ref, codec: Codec, errors: &str) -> Res {
    let text = text_of(object);
    vm.charge_len(text.len().saturating_mul(4))?;
    let handle = |fault| encode_fault(vm, object, fault, errors).map_err(Unencodable::Raised);
    match codec.encode(text, handle) {
        Ok(bytes) => Ok(vm.bytes(bytes)),
        Err(Unencodable::Raised(error)) => Err(error),
        Err(Unencodable::Fault(fault)) => Err(unencodable(vm, object, fault)),
    }
}

/// What the handler of a name puts in the place of a fault, and where to go on.
pub fn encode_fault(
    vm: &Vm,
    object: &Ref,
    fault: Fault,
    errors: &str,
) -> Res<(Replacement, usize)> {
    let text = text_of(object);
    let handler = match handling(vm, errors)? {
        Handling::Registered(handler) => handler,
        Handling::Builtin(handler) => {
            return handler.encoded(fault, text).ok_or_else(|| unencodable(vm, object, fault));
        }
    };
    let error = unencodable(vm, object, fault);
    let (found, next) = Handling::ask(vm, &handler, error, text.len(), "encoding")?;
    let replacement = match found.get::<Str>() {
        Some(it) => Replacement::Text(it.0.clone()),
        None => Replacement::Bytes(as_bytes(&found).unwrap_or_default().into_owned()),
    };
    Ok((replacement, next))
}

/// `UnicodeEncodeError`.
pub fn unencodable(vm: &Vm, object: &Ref, fault: Fault) -> Raised {
    raise(vm, &vm.exceptions.UnicodeEncodeError, object, fault)
}

fn raise(vm: &Vm, class: &Ref, object: &Ref, fault: Fault) -> Raised {
    let Fault { encoding, start, end, reason } = fault;
    let [start, end] = [start, end].map(|it| vm.int(it as i64));
    vm.raise(class, vec![vm.str(encoding), object.clone(), start, end, vm.str(reason)])
}

/// The str that bytes show in an encoding; `object` is what an exception tells of.
pub fn decode(vm: &Vm, object: &Ref, bytes: &[u8], encoding: &str, errors: &str) -> Res {
    match Codec::by_name(encoding) {
        Some(codec) => decode_with(vm, object, bytes, codec, errors, true).map(|it| it.0),
        None => codecs::decode_text(vm, object, encoding, errors),
    }
}

/// The str that bytes show by a codec, and how many it took.
pub fn decode_with(
    vm: &Vm,
    object: &Ref,
    bytes: &[u8],
    codec: Codec,
    errors: &str,
    is_final: bool,
) -> Res<(Ref, usize)> {
    vm.charge_len(bytes.len().saturating_mul(4))?;
    let handle = |fault| decode_fault(vm, object, bytes, fault, errors);
    let (text, len) = codec.decode(bytes, is_final, handle)?;
    Ok((vm.new_str(text), len))
}

/// What the handler of a name puts in the place of a fault, and where to go on.
pub fn decode_fault(
    vm: &Vm,
    object: &Ref,
    bytes: &[u8],
    fault: Fault,
    errors: &str,
) -> Res<(text::Str, usize)> {
    let undecodable = || raise(vm, &vm.exceptions.UnicodeDecodeError, object, fault);
    match handling(vm, errors)? {
        Handling::Builtin(handler) if !handler.decodes() => {
            let text = "don't know how to handle UnicodeDecodeError in error callback";
            Err(vm.type_error(text.to_owned()))
        }
        Handling::Builtin(handler) => handler.decoded(fault, bytes).ok_or_else(undecodable),
        Handling::Registered(handler) => {
            let (found, next) =
                Handling::ask(vm, &handler, undecodable(), bytes.len(), "decoding")?;
            Ok((text_of(&found).clone(), next))
        }
    }
}
