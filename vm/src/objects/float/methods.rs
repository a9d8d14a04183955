//! The methods of `float`.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::numbers::{Int, float};
use crate::objects::str_::Str;
use crate::text::format::{self, Align, Spec};
use crate::vm::Vm;

use super::Float;

pub(super) fn fromhex(vm: &Vm, class: &Ref, args: Args) -> Res {
    let Some(text) = args[0].get::<Str>() else {
        return Err(vm.type_error("bad argument type for built-in operation".to_owned()));
    };
    let text = text.to_string_lossy();
    let value = vm.float(vm.checked(float::fromhex(text.as_bytes()))?);
    if class.is(&vm.types.float) { Ok(value) } else { vm.call(class, Args::one(value)) }
}

pub(super) fn getformat(vm: &Vm, _: &Ref, args: Args) -> Res {
    match vm.str_text(&args[0]).as_deref() {
        Some("double" | "float") => Ok(vm.str("IEEE, little-endian")),
        _ => {
            let text = "__getformat__() argument 1 must be 'double' or 'float'";
            Err(vm.value_error(text.to_owned()))
        }
    }
}

pub(super) fn is_integer(vm: &Vm, object: &Ref, _: Args) -> Res {
    Ok(vm.bool(float::is_integer(object.expect::<Float>().0)))
}

pub(super) fn as_integer_ratio(vm: &Vm, object: &Ref, _: Args) -> Res {
    let (top, bottom) = vm.checked(float::as_integer_ratio(object.expect::<Float>().0))?;
    Ok(vm.tuple(vec![vm.new_int(top), vm.new_int(bottom)]))
}

pub(super) fn hex(vm: &Vm, object: &Ref, _: Args) -> Res {
    Ok(vm.str(&float::hex(object.expect::<Float>().0)))
}

pub(super) fn whole(vm: &Vm, object: &Ref, round: fn(f64) -> f64) -> Res {
    vm.checked(Int::from_f64(round(object.expect::<Float>().0))).map(|it| vm.new_int(it))
}

pub(super) fn round(vm: &Vm, object: &Ref, args: Args) -> Res {
    let value = object.expect::<Float>().0;
    match args.get_not_none(vm, 0) {
        None => vm.checked(float::round_to_int(value)).map(|it| vm.new_int(it)),
        Some(ndigits) => {
            let ndigits = vm.index_saturated(ndigits)?;
            vm.checked(float::round(value, ndigits as i64)).map(|it| vm.float(it))
        }
    }
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
    let spec = vm.checked(Spec::parse(text, None, Align::Right, &type_name))?;
    vm.charge_len(spec.size())?;
    vm.checked(format::float(object.expect::<Float>().0, &spec, &type_name))
        .map(|it| vm.new_str(it))
}
