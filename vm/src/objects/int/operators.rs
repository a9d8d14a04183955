//! The operators of `int`. What gets large is charged before it is made.

use crate::error::Res;
use crate::heap::Ref;
use crate::numbers::int::Power;
use crate::slots::{CompareOp, SlotTable};
use crate::vm::Vm;

use super::Int;

pub(super) fn fill(slots: &SlotTable) {
    slots.tp_hash.set(Some(|_, object| Ok(object.expect::<Int>().hash())));
    slots.tp_richcompare.set(Some(compare));
    slots.tp_repr.set(Some(repr));
    slots.tp_new.set(Some(super::new::new));
    slots.nb_bool.set(Some(|_, object| Ok(!object.expect::<Int>().is_zero())));
    slots.nb_index.set(Some(|vm, object| Ok(vm.exact_int(object))));
    slots.nb_int.set(Some(|vm, object| Ok(vm.exact_int(object))));
    slots.nb_positive.set(Some(|vm, object| Ok(vm.exact_int(object))));
    slots
        .nb_float
        .set(Some(|vm, object| vm.checked(object.expect::<Int>().to_f64()).map(|it| vm.float(it))));
    slots.nb_negative.set(Some(|vm, object| Ok(vm.new_int(object.expect::<Int>().neg()))));
    slots.nb_absolute.set(Some(|vm, object| {
        let it = object.expect::<Int>();
        let is_same = object.is_exactly(&vm.types.int) && !it.is_negative();
        Ok(if is_same { object.clone() } else { vm.new_int(it.abs()) })
    }));
    slots.nb_invert.set(Some(|vm, object| Ok(vm.new_int(object.expect::<Int>().invert()))));
    slots.nb_add.set(Some(|vm, a, b| of_two(vm, a, b, |_, a, b| Ok(a.add(b)))));
    slots.nb_subtract.set(Some(|vm, a, b| of_two(vm, a, b, |_, a, b| Ok(a.sub(b)))));
    slots.nb_multiply.set(Some(|vm, a, b| of_two(vm, a, b, multiply)));
    slots.nb_floor_divide.set(Some(|vm, a, b| of_two(vm, a, b, floor_divide)));
    slots.nb_remainder.set(Some(|vm, a, b| of_two(vm, a, b, remainder)));
    slots.nb_divmod.set(Some(divmod));
    slots.nb_true_divide.set(Some(true_divide));
    slots.nb_power.set(Some(power));
    slots.nb_lshift.set(Some(|vm, a, b| of_two(vm, a, b, shift_left)));
    slots.nb_rshift.set(Some(|vm, a, b| of_two(vm, a, b, |vm, a, b| vm.checked(a.shift_right(b)))));
    slots.nb_and.set(Some(and));
    slots.nb_or.set(Some(or));
    slots.nb_xor.set(Some(xor));
}

pub(super) fn and(vm: &Vm, a: &Ref, b: &Ref) -> Res {
    of_two(vm, a, b, |_, a, b| Ok(a.and(b)))
}

pub(super) fn or(vm: &Vm, a: &Ref, b: &Ref) -> Res {
    of_two(vm, a, b, |_, a, b| Ok(a.or(b)))
}

pub(super) fn xor(vm: &Vm, a: &Ref, b: &Ref) -> Res {
    of_two(vm, a, b, |_, a, b| Ok(a.xor(b)))
}

/// What an operator makes of two ints; `NotImplemented` for anything else.
#[inline(always)]
fn of_two(vm: &Vm, a: &Ref, b: &Ref, op: impl Fn(&Vm, &Int, &Int) -> Res<Int>) -> Res {
    match (a.get::<Int>(), b.get::<Int>()) {
        (Some(x), Some(y)) => op(vm, x, y).map(|it| vm.new_int(it)),
        _ => Ok(vm.not_implemented.clone()),
    }
}

fn multiply(vm: &Vm, a: &Int, b: &Int) -> Res<Int> {
    if let (Int::Big(_), Int::Big(_)) = (a, b) {
        vm.charge_bits(a.bit_length() + b.bit_length())?;
    }
    Ok(a.mul(b))
}

fn floor_divide(vm: &Vm, a: &Int, b: &Int) -> Res<Int> {
    charge_division(vm, a, b)?;
    vm.checked(a.floor_div(b))
}

fn remainder(vm: &Vm, a: &Int, b: &Int) -> Res<Int> {
    charge_division(vm, a, b)?;
    vm.checked(a.modulo(b))
}

#[inline]
fn charge_division(vm: &Vm, a: &Int, b: &Int) -> Res<()> {
    match (a, b) {
        (Int::Big(_), Int::Big(_)) => {
            vm.charge_bits(a.bit_length())?;
            let (long, short) = (a.bit_length() / 64, b.bit_length() / 64);
            vm.foresee(long.saturating_sub(short).saturating_mul(short) / 4)
        }
        _ => Ok(()),
    }
}

fn divmod(vm: &Vm, a: &Ref, b: &Ref) -> Res {
    let (Some(x), Some(y)) = (a.get::<Int>(), b.get::<Int>()) else {
        return Ok(vm.not_implemented.clone());
    };
    charge_division(vm, x, y)?;
    let (quotient, rest) = vm.checked(x.divmod(y))?;
    Ok(vm.tuple(vec![vm.new_int(quotient), vm.new_int(rest)]))
}

fn true_divide(vm: &Vm, a: &Ref, b: &Ref) -> Res {
    match (a.get::<Int>(), b.get::<Int>()) {
        (Some(x), Some(y)) => {
            charge_division(vm, x, y)?;
            vm.checked(x.true_div(y)).map(|it| vm.float(it))
        }
        _ => Ok(vm.not_implemented.clone()),
    }
}

fn shift_left(vm: &Vm, a: &Int, b: &Int) -> Res<Int> {
    if !b.is_negative() {
        vm.charge_bits(a.shift_left_bits(b))?;
    }
    vm.checked(a.shift_left(b))
}

fn power(vm: &Vm, a: &Ref, b: &Ref, modulus: &Ref) -> Res {
    let (Some(x), Some(y)) = (a.get::<Int>(), b.get::<Int>()) else {
        return Ok(vm.not_implemented.clone());
    };
    if let Some(z) = modulus.get::<Int>() {
        let steps = y.bit_length().max(1);
        vm.charge_bits(z.bit_length().saturating_mul(2))?;
        let words = z.bit_length() / 64 + 1;
        vm.foresee(steps.saturating_mul(words).saturating_mul(words))?;
        vm.charge(steps.saturating_mul(words) / 16)?;
        return vm.checked(x.pow_mod(y, z)).map(|it| vm.new_int(it));
    }
    if !modulus.is(&vm.none) {
        return Ok(vm.not_implemented.clone());
    }
    vm.charge_bits(x.pow_bits(y))?;
    Ok(match vm.checked(x.pow(y))? {
        Power::Int(it) => vm.new_int(it),
        Power::Float(it) => vm.float(it),
    })
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    let it = object.expect::<Int>();
    if let Int::Small(it) = it {
        return Ok(vm.fresh_str((*it).into()));
    }
    let limit = vm.int_max_str_digits.get();
    if limit == 0 {
        vm.charge_digits(it.bit_length())?;
    }
    vm.checked(it.to_decimal(limit)).map(|it| vm.str(&it))
}

fn compare(vm: &Vm, a: &Ref, b: &Ref, op: CompareOp) -> Res {
    match (a.get::<Int>(), b.get::<Int>()) {
        (Some(x), Some(y)) => Ok(vm.bool(op.holds(x.cmp(y)))),
        _ => Ok(vm.not_implemented.clone()),
    }
}
