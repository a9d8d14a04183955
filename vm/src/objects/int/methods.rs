//! The methods of `int`.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::numbers::int::ByteOrder;
use crate::objects::bytes;
use crate::objects::str_::Str;
use crate::text::format::{self, Align, Spec};
use crate::vm::Vm;

use super::Int;

pub(super) fn bit_length(vm: &Vm, object: &Ref, _: Args) -> Res {
    Ok(vm.new_int(object.expect::<Int>().bit_length().into()))
}

pub(super) fn bit_count(vm: &Vm, object: &Ref, _: Args) -> Res {
    Ok(vm.new_int(object.expect::<Int>().bit_count().into()))
}

pub(super) fn as_integer_ratio(vm: &Vm, object: &Ref, _: Args) -> Res {
    Ok(vm.tuple(vec![vm.exact_int(object), vm.int(1)]))
}

fn byte_order(vm: &Vm, order: Option<&Ref>, function: &str) -> Res<ByteOrder> {
    let Some(order) = order else { return Ok(ByteOrder::Big) };
    let Some(text) = order.get::<Str>() else {
        let name = vm.type_name(order);
        return Err(
            vm.type_error(format!("{function}() argument 'byteorder' must be str, not {name}"))
        );
    };
    match text.as_str() {
        Some("big") => Ok(ByteOrder::Big),
        Some("little") => Ok(ByteOrder::Little),
        _ => Err(vm.value_error("byteorder must be either 'little' or 'big'".to_owned())),
    }
}

fn signed(vm: &Vm, flag: Option<&Ref>) -> Res<bool> {
    Ok(flag.map(|it| vm.is_true(it)).transpose()?.unwrap_or(false))
}

pub(super) fn to_bytes(vm: &Vm, object: &Ref, args: Args) -> Res {
    let length = args.get(0).map(|it| vm.index_or_overflow(it)).transpose()?.unwrap_or(1);
    let order = byte_order(vm, args.get(1), "to_bytes")?;
    let signed = signed(vm, args.get(2))?;
    let Ok(length) = usize::try_from(length) else {
        return Err(vm.value_error("length argument must be non-negative".to_owned()));
    };
    vm.charge_len(length)?;
    vm.checked(object.expect::<Int>().to_bytes(length, order, signed)).map(|it| vm.fresh_bytes(it))
}

pub(super) fn from_bytes(vm: &Vm, class: &Ref, args: Args) -> Res {
    let order = byte_order(vm, args.get(1), "from_bytes")?;
    let signed = signed(vm, args.get(2))?;
    if args[0].get::<Int>().is_some() {
        // A number of zero bytes is not meant.
        let name = vm.type_name(&args[0]);
        return Err(vm.type_error(format!("cannot convert '{name}' object to bytes")));
    }
    let bytes = bytes::to_bytes(vm, &args[0])?;
    vm.charge_len(bytes.len())?;
    let value = vm.new_int(Int::from_bytes(&bytes, order, signed));
    if class.is(&vm.types.int) { Ok(value) } else { vm.call(class, Args::one(value)) }
}

pub(super) fn round(vm: &Vm, object: &Ref, args: Args) -> Res {
    let Some(ndigits) = args.get(0) else { return Ok(vm.exact_int(object)) };
    let ndigits = vm.index(ndigits)?;
    let it = object.expect::<Int>();
    let ndigits = ndigits.expect::<Int>();
    if !ndigits.is_negative() {
        return Ok(vm.exact_int(object));
    }
    vm.charge_bits(it.bit_length())?;
    Ok(vm.new_int(it.round(ndigits)))
}

pub(super) fn format(vm: &Vm, object: &Ref, args: Args) -> Res {
    let Some(text) = args[0].get::<Str>() else {
        let name = vm.type_name(&args[0]);
        return Err(vm.type_error(format!("__format__() argument must be str, not {name}")));
    };
    if text.is_empty() {
        return vm.str_of(object);
    }
    let type_name = vm.type_name(object);
    let spec = vm.checked(Spec::parse(text, Some('d'), Align::Right, &type_name))?;
    vm.charge_len(spec.size())?;
    let (value, limit) = (object.expect::<Int>(), vm.int_max_str_digits.get());
    vm.charge_digits(value.bit_length())?;
    vm.checked(format::int(value, &spec, &type_name, limit)).map(|it| vm.new_str(it))
}
