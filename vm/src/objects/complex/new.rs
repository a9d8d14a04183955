//! `complex(…)`.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::numbers;
use crate::objects::float;
use crate::objects::str_::Str;
use crate::objects::type_;
use crate::text::numeric_ascii;
use crate::vm::Vm;

use super::{Complex, made};

/// `complex.__new__`. Source: `complex_new_impl` (Objects/complexobject.c).
pub(super) fn new(vm: &Vm, class: &Ref, mut args: Args) -> Res {
    let (real, imag) = (args.take_keyword("real"), args.take_keyword("imag"));
    if let Some(name) = args.names.first() {
        let name = vm.text(name);
        return Err(vm.type_error(format!("complex() got an unexpected keyword argument '{name}'")));
    }
    if args.len() > 2 {
        let given = args.len();
        return Err(vm.type_error(format!("complex() takes at most 2 arguments ({given} given)")));
    }
    let (real, imag) = (real.or_else(|| args.take(0)), imag.or_else(|| args.take(1)));
    let is_exact = class.is(&vm.types.complex);
    if let (Some(it), None) = (&real, &imag)
        && is_exact
        && it.is_exactly(class)
    {
        return Ok(it.clone());
    }
    let value = match (real, imag) {
        (None, None) => numbers::Complex::new(0.0, 0.0),
        (Some(text), imag) if text.get::<Str>().is_some() => of_text(vm, &text, imag)?,
        (_, Some(imag)) if imag.get::<Str>().is_some() => {
            return Err(vm.type_error("complex() second arg can't be a string".to_owned()));
        }
        (real, imag) => of_parts(vm, real.as_ref(), imag.as_ref())?,
    };
    if is_exact {
        return Ok(made(vm, value));
    }
    Ok(type_::instantiate(class, Complex(value.real, value.imag)))
}

fn of_text(vm: &Vm, text: &Ref, imag: Option<Ref>) -> Res<numbers::Complex> {
    if imag.is_some() {
        let text = "complex() can't take second arg if first is a string";
        return Err(vm.type_error(text.to_owned()));
    }
    let text = text.expect::<Str>();
    vm.charge_len(text.len())?;
    vm.checked(numbers::Complex::parse(&numeric_ascii(text)))
}

/// `real + imag * 1j`; both may be complex themselves.
fn of_parts(vm: &Vm, real: Option<&Ref>, imag: Option<&Ref>) -> Res<numbers::Complex> {
    let mut value = numbers::Complex::new(0.0, 0.0);
    let mut is_complex = false;
    if let Some(real) = real {
        let found = of_complex_method(vm, real)?;
        is_complex = found.is_some();
        value = match found {
            Some(it) => it,
            None => numbers::Complex::new(real_part(vm, real, "first")?, 0.0),
        };
    }
    let Some(imag) = imag else { return Ok(value) };
    let part = match imag.get::<Complex>() {
        Some(it) => {
            value.real -= it.1;
            it.0
        }
        None => real_part(vm, imag, "second")?,
    };
    // A sum with 0.0 would lose the sign of -0.0.
    value.imag = if is_complex { value.imag + part } else { part };
    Ok(value)
}

fn real_part(vm: &Vm, part: &Ref, place: &str) -> Res<f64> {
    float::number(vm, part)?.ok_or_else(|| {
        let what = if place == "first" { "a string or a number" } else { "a number" };
        let name = vm.type_name(part);
        vm.type_error(format!("complex() {place} argument must be {what}, not '{name}'"))
    })
}

/// The value of a complex number, or what `__complex__` says.
fn of_complex_method(vm: &Vm, object: &Ref) -> Res<Option<numbers::Complex>> {
    if object.is_exactly(&vm.types.complex) {
        return Ok(Some(object.expect::<Complex>().value()));
    }
    let Some(found) = vm.call_special(object, &vm.names.__complex__, Args::none())? else {
        return Ok(object.get::<Complex>().map(Complex::value));
    };
    let name = vm.type_name(&found);
    let Some(it) = found.get::<Complex>() else {
        return Err(vm.type_error(format!("__complex__ returned non-complex (type {name})")));
    };
    if !found.is_exactly(&vm.types.complex) {
        let text = format!(
            "__complex__ returned non-complex (type {name}).  The ability to return an instance of a \
             strict subclass of complex is deprecated, and may not be supported in a future version \
             of Python."
        );
        vm.warn(&vm.exceptions.DeprecationWarning, &text)?;
    }
    Ok(Some(it.value()))
}
