//! `complex`.

mod new;

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::numbers::{self, Error, Int, complex};
use crate::objects::float::{self, Float};
use crate::objects::object::hash_address;
use crate::objects::str_::Str;
use crate::slots::{CompareOp, SlotTable};
use crate::text::format::{self, Align, Spec};
use crate::typedef::{BASE, TypeDef, flag, member, method};
use crate::vm::Vm;

/// A complex number: real and imaginary part.
pub struct Complex(pub f64, pub f64);

impl Payload for Complex {
    const LEAF: bool = true;
}

impl Complex {
    /// Its value.
    pub fn value(&self) -> numbers::Complex {
        numbers::Complex::new(self.0, self.1)
    }
}

/// `complex`.
pub const DEF: TypeDef = TypeDef {
    name: "complex",
    flags: flag::BASETYPE,
    slots: fill,
    methods: &[
        method("conjugate(self, /)", |vm, it, _| Ok(made(vm, value_of(it).conjugate()))),
        method("__complex__(self, /)", |vm, it, _| Ok(exact(vm, it))),
        method("__getnewargs__(self, /)", |vm, it, _| {
            let it = value_of(it);
            Ok(vm.tuple(vec![vm.float(it.real), vm.float(it.imag)]))
        }),
        method("__format__(self, format_spec, /)", format),
    ],
    getset: &[
        member("real", |vm, it| Ok(vm.float(value_of(it).real))),
        member("imag", |vm, it| Ok(vm.float(value_of(it).imag))),
    ],
    size: (32, 0),
    ..BASE
};

fn fill(slots: &SlotTable) {
    slots.tp_hash.set(Some(|_, object| Ok(value_of(object).hash(hash_address(object)))));
    slots.tp_richcompare.set(Some(compare));
    slots.tp_repr.set(Some(|vm, object| Ok(vm.str(&value_of(object).repr()))));
    slots.tp_new.set(Some(new::new));
    slots.nb_bool.set(Some(|_, object| {
        let it = value_of(object);
        Ok(it.real != 0.0 || it.imag != 0.0)
    }));
    slots.nb_positive.set(Some(|vm, object| Ok(exact(vm, object))));
    slots.nb_negative.set(Some(|vm, object| Ok(made(vm, -value_of(object)))));
    slots
        .nb_absolute
        .set(Some(|vm, object| vm.checked(value_of(object).abs()).map(|it| vm.float(it))));
    slots.nb_add.set(Some(|vm, a, b| of_two(vm, a, b, |a, b| Ok(a + b))));
    slots.nb_subtract.set(Some(|vm, a, b| of_two(vm, a, b, |a, b| Ok(a - b))));
    slots.nb_multiply.set(Some(|vm, a, b| of_two(vm, a, b, |a, b| Ok(a * b))));
    slots.nb_true_divide.set(Some(|vm, a, b| of_two(vm, a, b, numbers::Complex::true_div)));
    slots.nb_power.set(Some(|vm, a, b, modulus| {
        if !modulus.is(&vm.none) {
            return Err(vm.value_error("complex modulo".to_owned()));
        }
        of_two(vm, a, b, complex::pow)
    }));
}

fn value_of(object: &Ref) -> numbers::Complex {
    object.expect::<Complex>().value()
}

fn made(vm: &Vm, value: numbers::Complex) -> Ref {
    vm.complex(value.real, value.imag)
}

/// The same value as an exact complex number.
fn exact(vm: &Vm, object: &Ref) -> Ref {
    if object.is_exactly(&vm.types.complex) { object.clone() } else { made(vm, value_of(object)) }
}

/// The value of a number; `None` where it is none.
fn operand(vm: &Vm, object: &Ref) -> Res<Option<numbers::Complex>> {
    if let Some(it) = object.get::<Complex>() {
        return Ok(Some(it.value()));
    }
    Ok(float::real(vm, object)?.map(|it| numbers::Complex::new(it, 0.0)))
}

fn of_two(
    vm: &Vm,
    a: &Ref,
    b: &Ref,
    op: impl Fn(numbers::Complex, numbers::Complex) -> Result<numbers::Complex, Error>,
) -> Res {
    match (operand(vm, a)?, operand(vm, b)?) {
        (Some(a), Some(b)) => vm.checked(op(a, b)).map(|it| made(vm, it)),
        _ => Ok(vm.not_implemented.clone()),
    }
}

/// Complex numbers have no order.
fn compare(vm: &Vm, a: &Ref, b: &Ref, op: CompareOp) -> Res {
    let is_equal = matches!(op, CompareOp::Eq | CompareOp::Ne);
    let (true, Some(it)) = (is_equal, a.get::<Complex>()) else {
        return Ok(vm.not_implemented.clone());
    };
    let same = if let Some(other) = b.get::<Complex>() {
        it.value() == other.value()
    } else if let Some(other) = b.get::<Float>() {
        it.0 == other.0 && it.1 == 0.0
    } else if let Some(other) = b.get::<Int>() {
        it.1 == 0.0 && other.cmp_f64(it.0).is_some_and(|it| it.is_eq())
    } else {
        return Ok(vm.not_implemented.clone());
    };
    Ok(vm.bool(same == (op == CompareOp::Eq)))
}

fn format(vm: &Vm, object: &Ref, args: Args) -> Res {
    let Some(text) = args[0].get::<Str>() else {
        let name = vm.type_name(&args[0]);
        return Err(vm.type_error(format!("__format__() argument must be str, not {name}")));
    };
    if text.is_empty() {
        return vm.str_of(object);
    }
    let spec = vm.checked(Spec::parse(text, None, Align::Right, &vm.type_name(object)))?;
    vm.charge_len(spec.size())?;
    vm.checked(format::complex(value_of(object), &spec)).map(|it| vm.new_str(it))
}
