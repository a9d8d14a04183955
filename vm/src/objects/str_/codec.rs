//! `str.encode` and `bytes.decode`: codecs by name, and the exceptions for what they cannot convert.

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::text;
use crate::text::codec::{Codec, Fault, Handler, Replacement, Unencodable};
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
        let name = vm.type_name(argument);
        return Err(
            vm.type_error(format!("{function}() argument '{parameter}' must be str, not {name}"))
        );
    }
    Ok(vm.text(argument))
}

fn codec(vm: &Vm, name: &str) -> Res<Codec> {
    Codec::by_name(name).ok_or_else(|| {
        let text = vm.str(&format!("unknown encoding: {name}"));
        vm.raise(&vm.exceptions.LookupError, vec![text])
    })
}

fn handler(vm: &Vm, name: &str) -> Res<Handler> {
    Handler::by_name(name).ok_or_else(|| {
        let text = vm.str(&format!("unknown error handler name '{name}'"));
        vm.raise(&vm.exceptions.LookupError, vec![text])
    })
}

/// The bytes of a str in an encoding.
pub fn encode(vm: &Vm, object: &Ref, encoding: &str, errors: &str) -> Res {
    let text = text_of(object);
    let codec = codec(vm, encoding)?;
    vm.charge_len(text.len().saturating_mul(4))?;
    let handle = |fault| replacement(vm, object, fault, errors).map_err(Unencodable::Raised);
    match codec.encode(text, handle) {
        Ok(bytes) => Ok(vm.bytes(bytes)),
        Err(Unencodable::Raised(error)) => Err(error),
        Err(Unencodable::Fault(fault)) => Err(unencodable(vm, object, fault)),
    }
}

fn replacement(
    vm: &Vm,
    object: &Ref,
    fault: Fault,
    errors: &str,
) -> Result<(Replacement, usize), Raised> {
    let found = handler(vm, errors)?.encoded(fault, text_of(object));
    found.ok_or_else(|| unencodable(vm, object, fault))
}

fn unencodable(vm: &Vm, object: &Ref, fault: Fault) -> Raised {
    raise(vm, &vm.exceptions.UnicodeEncodeError, object, fault)
}

fn raise(vm: &Vm, class: &Ref, object: &Ref, fault: Fault) -> Raised {
    let Fault { encoding, start, end, reason } = fault;
    let place = [start, end].map(|it| vm.int(it as i64));
    let [start, end] = place;
    vm.raise(class, vec![vm.str(encoding), object.clone(), start, end, vm.str(reason)])
}

/// The str that bytes show in an encoding; `object` is what an exception tells of.
pub fn decode(vm: &Vm, object: &Ref, bytes: &[u8], encoding: &str, errors: &str) -> Res {
    let codec = codec(vm, encoding)?;
    vm.charge_len(bytes.len().saturating_mul(4))?;
    let (text, _) = codec.decode(bytes, true, |fault| decoded(vm, object, bytes, fault, errors))?;
    Ok(vm.new_str(text))
}

fn decoded(
    vm: &Vm,
    object: &Ref,
    bytes: &[u8],
    fault: Fault,
    errors: &str,
) -> Res<(text::Str, usize)> {
    let handler = handler(vm, errors)?;
    if !handler.decodes() {
        let text = "don't know how to handle UnicodeDecodeError in error callback";
        return Err(vm.type_error(text.to_owned()));
    }
    let found = handler.decoded(fault, bytes);
    found.ok_or_else(|| raise(vm, &vm.exceptions.UnicodeDecodeError, object, fault))
}
