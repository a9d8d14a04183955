//! `int(…)`: of numbers, texts and bytes.

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::numbers::int::ParseFailure;
use crate::objects::bytes;
use crate::objects::str_::Str;
use crate::objects::type_;
use crate::text::{self, numeric_ascii};
use crate::vm::Vm;

use super::Int;

/// `int.__new__`. Source: `long_new_impl` (Objects/longobject.c).
pub(super) fn new(vm: &Vm, class: &Ref, mut args: Args) -> Res {
    let base = args.take_keyword("base");
    if let Some(name) = args.names.first() {
        let name = vm.text(name);
        return Err(vm.type_error(format!("int() got an unexpected keyword argument '{name}'")));
    }
    if args.len() > 2 {
        let given = args.len();
        return Err(vm.type_error(format!("int expected at most 2 arguments, got {given}")));
    }
    let base = base.or_else(|| args.take(1));
    let made = match (args.get(0), base) {
        (None, None) => vm.int(0),
        (None, Some(_)) => {
            return Err(vm.type_error("int() missing string argument".to_owned()));
        }
        (Some(value), None) => int_of(vm, value)?,
        (Some(value), Some(base)) => with_base(vm, value, &base)?,
    };
    if class.is(&vm.types.int) {
        return Ok(made);
    }
    Ok(type_::instantiate(class, made.expect::<Int>().clone()))
}

fn with_base(vm: &Vm, value: &Ref, base: &Ref) -> Res {
    let base = vm.index_saturated(base)?;
    if base != 0 && !(2..=36).contains(&base) {
        return Err(vm.value_error("int() base must be >= 2 and <= 36, or 0".to_owned()));
    }
    match parsed(vm, value, base as u32)? {
        Some(found) => Ok(found),
        None => Err(vm.type_error("int() can't convert non-string with explicit base".to_owned())),
    }
}

/// `int(value)`, exactly an int. Source: `PyNumber_Long` (Objects/abstract.c).
pub fn int_of(vm: &Vm, value: &Ref) -> Res {
    if value.is_exactly(&vm.types.int) {
        return Ok(value.clone());
    }
    let slots = &value.ty().slots;
    if let Some(int) = slots.nb_int.get() {
        let found = int(vm, value)?;
        return checked(vm, found, "__int__");
    }
    if slots.nb_index.get().is_some() {
        return vm.index(value).map(|it| vm.exact_int(&it));
    }
    if let Some(found) = vm.call_special(value, &vm.names.__trunc__, Args::none())? {
        let text = "The delegation of int() to __trunc__ is deprecated.";
        vm.warn(&vm.exceptions.DeprecationWarning, text)?;
        return of_truncated(vm, &found);
    }
    match parsed(vm, value, 10)? {
        Some(found) => Ok(found),
        None => Err(vm.type_error(format!(
            "int() argument must be a string, a bytes-like object or a real number, not '{}'",
            vm.type_name(value)
        ))),
    }
}

/// What `__int__` or `__trunc__` gave, as an exact int.
fn checked(vm: &Vm, found: Ref, method: &str) -> Res {
    if found.is_exactly(&vm.types.int) {
        return Ok(found);
    }
    let name = vm.type_name(&found);
    if found.get::<Int>().is_none() {
        return Err(vm.type_error(format!("{method} returned non-int (type {name})")));
    }
    let text = format!(
        "{method} returned non-int (type {name}).  The ability to return an instance of a strict \
         subclass of int is deprecated, and may not be supported in a future version of Python."
    );
    vm.warn(&vm.exceptions.DeprecationWarning, &text)?;
    Ok(vm.exact_int(&found))
}

fn of_truncated(vm: &Vm, found: &Ref) -> Res {
    if found.get::<Int>().is_some() {
        return Ok(vm.exact_int(found));
    }
    if found.ty().slots.nb_index.get().is_none() {
        let name = vm.type_name(found);
        return Err(vm.type_error(format!("__trunc__ returned non-Integral (type {name})")));
    }
    vm.index(found).map(|it| vm.exact_int(&it))
}

/// The int that a str, bytes or bytearray shows; `None` for anything else.
fn parsed(vm: &Vm, value: &Ref, base: u32) -> Res<Option<Ref>> {
    let limit = vm.int_max_str_digits.get();
    let found = if let Some(text) = value.get::<Str>() {
        charge_text(vm, text.len(), base, limit)?;
        Int::parse(&numeric_ascii(text), base, limit)
    } else if let Some(bytes) = bytes::as_bytes(value) {
        charge_text(vm, bytes.len(), base, limit)?;
        Int::parse(&bytes, base, limit)
    } else {
        return Ok(None);
    };
    match found {
        Ok(it) => Ok(Some(vm.new_int(it))),
        Err(ParseFailure::Error(error)) => Err(vm.value_failed(error)),
        Err(ParseFailure::Invalid) => Err(invalid_literal(vm, value, base)),
    }
}

/// `ValueError: invalid literal for int() with base 10: 'x'`; of the text at most 200 characters are
/// shown.
#[cold]
pub fn invalid_literal(vm: &Vm, value: &Ref, base: u32) -> Raised {
    let shown = match vm.repr(value) {
        Ok(it) => it,
        Err(error) => return error,
    };
    let shown = shown.expect::<Str>();
    let shown = shown.slice(0..shown.len().min(200));
    let message = text::Str::from(format!("invalid literal for int() with base {base}: "));
    vm.raise(&vm.exceptions.ValueError, vec![vm.new_str(message.concat(&shown))])
}

/// Digits of bases that are no powers of two take the square of their length.
fn charge_text(vm: &Vm, len: usize, base: u32, limit: usize) -> Res<()> {
    vm.charge_len(len)?;
    let is_limited = limit != 0 && len > limit;
    if base.is_power_of_two() || is_limited {
        Ok(())
    } else {
        vm.charge_digits(len as u64 * 10 / 3)
    }
}
