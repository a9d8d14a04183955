//! The operators of `float`; ints are converted.

use crate::error::Res;
use crate::heap::Ref;
use crate::numbers::float::{self, FloatPower};
use crate::numbers::{Error, Int};
use crate::objects::object::hash_address;
use crate::slots::{CompareOp, SlotTable};
use crate::vm::Vm;

use super::Float;

pub(super) fn fill(slots: &SlotTable) {
    slots.tp_hash.set(Some(|_, object| {
        Ok(float::hash(object.expect::<Float>().0).unwrap_or_else(|| hash_address(object)))
    }));
    slots.tp_richcompare.set(Some(compare));
    slots.tp_repr.set(Some(|vm, object| Ok(vm.str(&float::repr(object.expect::<Float>().0)))));
    slots.tp_new.set(Some(super::new::new));
    slots.nb_bool.set(Some(|_, object| Ok(object.expect::<Float>().0 != 0.0)));
    slots.nb_int.set(Some(int));
    slots.nb_float.set(Some(|vm, object| Ok(super::new::exact(vm, object))));
    slots.nb_positive.set(Some(|vm, object| Ok(super::new::exact(vm, object))));
    slots.nb_negative.set(Some(|vm, object| Ok(vm.float(-object.expect::<Float>().0))));
    slots.nb_absolute.set(Some(|vm, object| Ok(vm.float(object.expect::<Float>().0.abs()))));
    slots.nb_add.set(Some(|vm, a, b| of_two(vm, a, b, |a, b| Ok(a + b))));
    slots.nb_subtract.set(Some(|vm, a, b| of_two(vm, a, b, |a, b| Ok(a - b))));
    slots.nb_multiply.set(Some(|vm, a, b| of_two(vm, a, b, |a, b| Ok(a * b))));
    slots.nb_true_divide.set(Some(|vm, a, b| of_two(vm, a, b, float::true_div)));
    slots.nb_floor_divide.set(Some(|vm, a, b| of_two(vm, a, b, float::floor_div)));
    slots.nb_remainder.set(Some(|vm, a, b| of_two(vm, a, b, float::modulo)));
    slots.nb_divmod.set(Some(divmod));
    slots.nb_power.set(Some(power));
}

/// Both operands as floats; `None` where one is no real number.
#[inline(always)]
fn pair(vm: &Vm, a: &Ref, b: &Ref) -> Res<Option<(f64, f64)>> {
    if let (Some(x), Some(y)) = (a.get::<Float>(), b.get::<Float>()) {
        return Ok(Some((x.0, y.0)));
    }
    match (real(vm, a)?, real(vm, b)?) {
        (Some(x), Some(y)) => Ok(Some((x, y))),
        _ => Ok(None),
    }
}

/// The value of a float or an int.
pub(in crate::objects) fn real(vm: &Vm, object: &Ref) -> Res<Option<f64>> {
    if let Some(it) = object.get::<Float>() {
        return Ok(Some(it.0));
    }
    match object.get::<Int>() {
        Some(it) => vm.checked(it.to_f64()).map(Some),
        None => Ok(None),
    }
}

#[inline(always)]
fn of_two(vm: &Vm, a: &Ref, b: &Ref, op: impl Fn(f64, f64) -> Result<f64, Error>) -> Res {
    match pair(vm, a, b)? {
        Some((x, y)) => vm.checked(op(x, y)).map(|it| vm.float(it)),
        None => Ok(vm.not_implemented.clone()),
    }
}

fn divmod(vm: &Vm, a: &Ref, b: &Ref) -> Res {
    let Some((x, y)) = pair(vm, a, b)? else { return Ok(vm.not_implemented.clone()) };
    let (quotient, rest) = vm.checked(float::divmod(x, y))?;
    Ok(vm.tuple(vec![vm.float(quotient), vm.float(rest)]))
}

fn power(vm: &Vm, a: &Ref, b: &Ref, modulus: &Ref) -> Res {
    if !modulus.is(&vm.none) {
        let text = "pow() 3rd argument not allowed unless all arguments are integers";
        return Err(vm.type_error(text.to_owned()));
    }
    let Some((x, y)) = pair(vm, a, b)? else { return Ok(vm.not_implemented.clone()) };
    Ok(match vm.checked(float::pow(x, y))? {
        FloatPower::Real(it) => vm.float(it),
        FloatPower::Complex(it) => vm.complex(it.real, it.imag),
    })
}

/// `int(self)`.
pub(super) fn int(vm: &Vm, object: &Ref) -> Res {
    vm.checked(Int::from_f64(object.expect::<Float>().0)).map(|it| vm.new_int(it))
}

/// Ints are compared exactly, however large.
fn compare(vm: &Vm, a: &Ref, b: &Ref, op: CompareOp) -> Res {
    let Some(x) = a.get::<Float>() else { return Ok(vm.not_implemented.clone()) };
    let ordering = match (b.get::<Float>(), b.get::<Int>()) {
        (Some(y), _) => x.0.partial_cmp(&y.0),
        (_, Some(y)) => y.cmp_f64(x.0).map(|it| it.reverse()),
        _ => return Ok(vm.not_implemented.clone()),
    };
    let holds = ordering.map_or(op == CompareOp::Ne, |it| op.holds(it));
    Ok(vm.bool(holds))
}
