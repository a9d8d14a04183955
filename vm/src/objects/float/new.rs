//! `float(…)`: of numbers, texts and bytes.

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::numbers::{Int, float};
use crate::objects::bytes;
use crate::objects::str_::Str;
use crate::objects::type_;
use crate::text::{self, numeric_ascii};
use crate::vm::Vm;

use super::Float;

/// The same value as an exact float.
pub(super) fn exact(vm: &Vm, object: &Ref) -> Ref {
    if object.is_exactly(&vm.types.float) {
        return object.clone();
    }
    vm.float(object.expect::<Float>().0)
}

/// `float.__new__`.
pub(super) fn new(vm: &Vm, class: &Ref, args: Args) -> Res {
    args.check(vm, "float", 0, 1)?;
    let is_exact = class.is(&vm.types.float);
    let value = match args.get(0) {
        None => 0.0,
        Some(it) if is_exact && it.is_exactly(class) => return Ok(it.clone()),
        Some(it) => float_of(vm, it)?,
    };
    if is_exact { Ok(vm.float(value)) } else { Ok(type_::instantiate(class, Float(value))) }
}

/// The value of `float(value)`. Source: `PyNumber_Float` (Objects/abstract.c).
pub fn float_of(vm: &Vm, value: &Ref) -> Res<f64> {
    if let Some(found) = number(vm, value)? {
        return Ok(found);
    }
    let found = if let Some(text) = value.get::<Str>() {
        vm.charge_len(text.len())?;
        float::parse(&numeric_ascii(text))
    } else if let Some(bytes) = bytes::as_bytes(value) {
        vm.charge_len(bytes.len())?;
        float::parse(&bytes)
    } else {
        let name = vm.type_name(value);
        let text = format!("float() argument must be a string or a real number, not '{name}'");
        return Err(vm.type_error(text));
    };
    found.ok_or_else(|| not_convertible(vm, value))
}

/// The float of a number: `__float__`, or `__index__`; `None` where it has neither.
pub(in crate::objects) fn number(vm: &Vm, value: &Ref) -> Res<Option<f64>> {
    if value.is_exactly(&vm.types.float) {
        return Ok(value.get::<Float>().map(|it| it.0));
    }
    let slots = &value.ty().slots;
    if let Some(float) = slots.nb_float.get() {
        let found = float(vm, value)?;
        return of_float_method(vm, value, &found).map(Some);
    }
    if slots.nb_index.get().is_none() {
        return Ok(None);
    }
    let found = vm.index(value)?;
    vm.checked(found.expect::<Int>().to_f64()).map(Some)
}

/// What `__float__` gave.
fn of_float_method(vm: &Vm, value: &Ref, found: &Ref) -> Res<f64> {
    let (owner, name) = (vm.type_name(value), vm.type_name(found));
    let Some(it) = found.get::<Float>() else {
        let text = format!("{owner}.__float__ returned non-float (type {name})");
        return Err(vm.type_error(text));
    };
    if !found.is_exactly(&vm.types.float) {
        let text = format!(
            "{owner}.__float__ returned non-float (type {name}).  The ability to return an instance \
             of a strict subclass of float is deprecated, and may not be supported in a future \
             version of Python."
        );
        vm.warn(&vm.exceptions.DeprecationWarning, &text)?;
    }
    Ok(it.0)
}

#[cold]
fn not_convertible(vm: &Vm, value: &Ref) -> Raised {
    let shown = match vm.repr(value) {
        Ok(it) => it,
        Err(error) => return error,
    };
    let message = text::Str::from("could not convert string to float: ");
    let message = message.concat(shown.expect::<Str>());
    vm.raise(&vm.exceptions.ValueError, vec![vm.new_str(message)])
}
