//! Builtins over numbers and characters: `abs`, `pow`, `round`, `hex`, `chr` and their kin.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::numbers::Int;
use crate::objects::bytearray::ByteArray;
use crate::objects::bytes::Bytes;
use crate::objects::str_::Str;
use crate::slots::Slot;
use crate::typedef::{NativeDef, function};
use crate::vm::Vm;

pub(super) const FUNCTIONS: &[NativeDef] = &[
    function("abs(x, /)", |vm, _, args| vm.unary_op(&args[0], Slot::nb_absolute)),
    function("ascii(obj, /)", |vm, _, args| super::ascii(vm, &args[0])),
    function("bin(number, /)", |vm, _, args| radix(vm, &args[0], 2, "0b")),
    function("oct(number, /)", |vm, _, args| radix(vm, &args[0], 8, "0o")),
    function("hex(number, /)", |vm, _, args| radix(vm, &args[0], 16, "0x")),
    function("chr(i, /)", |vm, _, args| {
        let code = vm.index(&args[0])?;
        match code.expect::<Int>().to_i64() {
            Some(code @ 0..0x11_0000) => Ok(vm.char(code as u32)),
            _ => Err(vm.value_error("chr() arg not in range(0x110000)".to_owned())),
        }
    }),
    function("ord(c, /)", ord),
    function("divmod(x, y, /)", divmod),
    function("format(value, format_spec='', /)", |vm, _, args| {
        let spec = args.get(1).cloned().unwrap_or_else(|| vm.str(""));
        if spec.get::<Str>().is_none() {
            return Err(vm.type_error(format!(
                "format() argument 2 must be str, not {}",
                vm.type_name(&spec)
            )));
        }
        vm.format(&args[0], &spec)
    }),
    function("pow(base, exp, mod=None)", |vm, _, args| {
        vm.power(&args[0], &args[1], args.get(2).unwrap_or(&vm.none))
    }),
    function("round(number, ndigits=None)", |vm, _, args| {
        let given = args.get_not_none(vm, 1).cloned();
        let rounded = vm.call_special(&args[0], &vm.names.__round__, Args::positional(given))?;
        rounded.ok_or_else(|| {
            vm.type_error(format!(
                "type {} doesn't define __round__ method",
                vm.type_name(&args[0])
            ))
        })
    }),
];

fn radix(vm: &Vm, number: &Ref, radix: u32, prefix: &str) -> Res {
    let number = vm.index(number)?;
    let it = number.expect::<Int>();
    vm.charge_len((it.bit_length() / 8) as usize)?;
    let digits = it.abs().to_radix(radix);
    let sign = if it.is_negative() { "-" } else { "" };
    Ok(vm.str(&format!("{sign}{prefix}{digits}")))
}

fn ord(vm: &Vm, _: &Ref, args: Args) -> Res {
    let object = &args[0];
    let (len, single) = if let Some(text) = object.get::<Str>() {
        (text.len(), text.single())
    } else if let Some(bytes) = object.get::<Bytes>() {
        (bytes.0.len(), bytes.0.first().map(|&it| it.into()))
    } else if object.get::<ByteArray>().is_some() {
        let bytes = vm.iterate_to_vec(object)?;
        let first = bytes.first().and_then(|it| it.get::<Int>()).and_then(Int::to_i64);
        (bytes.len(), first.map(|it| it as u32))
    } else {
        let name = vm.type_name(object);
        return Err(vm.type_error(format!("ord() expected string of length 1, but {name} found")));
    };
    match single.filter(|_| len == 1) {
        Some(code) => Ok(vm.int(code.into())),
        None => Err(
            vm.type_error(format!("ord() expected a character, but string of length {len} found"))
        ),
    }
}

/// `divmod`, by the slots of both (`PyNumber_Divmod`).
fn divmod(vm: &Vm, _: &Ref, args: Args) -> Res {
    let (a, b) = (&args[0], &args[1]);
    let (left, right) = (a.ty().slots.nb_divmod.get(), b.ty().slots.nb_divmod.get());
    let same = left.map(|it| it as usize) == right.map(|it| it as usize);
    for function in [left, right.filter(|_| !same)].into_iter().flatten() {
        let found = function(vm, a, b)?;
        if !found.is(&vm.not_implemented) {
            return Ok(found);
        }
    }
    let (left, right) = (vm.type_name(a), vm.type_name(b));
    Err(vm.type_error(format!("unsupported operand type(s) for divmod(): '{left}' and '{right}'")))
}
