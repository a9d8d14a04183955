//! `BINARY_OP` and `COMPARE_OP`: numbers first, then whatever the types say.

use crate::error::Res;
use crate::heap::{Kind, Ref};
use crate::numbers::Int;
use crate::objects::float::Float;
use crate::objects::str_::Str;
use crate::protocol::BinaryOp;
use crate::slots::CompareOp;
use crate::vm::Vm;

/// `a op b`. Not inlined, as its kin: the loop keeps more of its own in registers then.
#[inline(never)]
pub(super) fn binary(vm: &Vm, a: Ref, b: Ref, arg: u32) -> Res {
    let (op, in_place) = BinaryOp::from_number(arg);
    let found = match (a.kind(), b.kind()) {
        (Kind::Int, Kind::Int) => of_ints(vm, &a, &b, op),
        (Kind::Float, Kind::Float) => match of_floats(vm, &a, &b, op) {
            Some(found) => return Ok(float_from(vm, a, b, found)),
            None => None,
        },
        (Kind::Float, Kind::Int) | (Kind::Int, Kind::Float) => match of_mixed(vm, &a, &b, op) {
            Some(found) => return Ok(float_from(vm, a, b, found)),
            None => None,
        },
        _ => None,
    };
    match found {
        Some(found) => Ok(found),
        None => {
            let found = slowly(vm, &a, &b, op, in_place);
            // The left one goes first (`DECREF_INPUTS`).
            drop(a);
            drop(b);
            found
        }
    }
}

#[inline(never)]
fn slowly(vm: &Vm, a: &Ref, b: &Ref, op: BinaryOp, in_place: bool) -> Res {
    if in_place { vm.in_place_op(a, b, op) } else { vm.binary_op(a, b, op) }
}

/// The value of an exact int that fits 64 bits.
#[inline(always)]
fn small(vm: &Vm, object: &Ref) -> Option<i64> {
    match object.get::<Int>()? {
        Int::Small(it) if object.is_exactly(&vm.types.int) => Some(*it),
        _ => None,
    }
}

#[inline(always)]
fn float(vm: &Vm, object: &Ref) -> Option<f64> {
    let it = object.get::<Float>()?;
    object.is_exactly(&vm.types.float).then_some(it.0)
}

#[inline(always)]
fn of_ints(vm: &Vm, a: &Ref, b: &Ref, op: BinaryOp) -> Option<Ref> {
    let (x, y) = (small(vm, a)?, small(vm, b)?);
    let found = match op {
        BinaryOp::Add => x.checked_add(y)?,
        BinaryOp::Subtract => x.checked_sub(y)?,
        BinaryOp::Multiply => x.checked_mul(y)?,
        BinaryOp::And => x & y,
        BinaryOp::Or => x | y,
        BinaryOp::Xor => x ^ y,
        BinaryOp::Rshift if y >= 0 => x >> y.min(63),
        // Where no bit is lost, not even that of the sign.
        BinaryOp::Lshift if (0..64).contains(&y) && (x << y) >> y == x => x << y,
        BinaryOp::FloorDivide if y > 0 => x.div_euclid(y),
        BinaryOp::Remainder if y > 0 => x.rem_euclid(y),
        BinaryOp::TrueDivide if y != 0 && is_exact(x) && is_exact(y) => {
            return Some(vm.float(x as f64 / y as f64));
        }
        _ => return None,
    };
    Some(vm.int(found))
}

/// Is the int a float of the same value, so that dividing the floats rounds but once?
fn is_exact(value: i64) -> bool {
    value.unsigned_abs() <= 1 << 53
}

#[inline(always)]
fn of_floats(vm: &Vm, a: &Ref, b: &Ref, op: BinaryOp) -> Option<f64> {
    floats(float(vm, a)?, float(vm, b)?, op)
}

/// A float and an int that is one exactly.
#[inline(always)]
fn of_mixed(vm: &Vm, a: &Ref, b: &Ref, op: BinaryOp) -> Option<f64> {
    floats(as_float(vm, a)?, as_float(vm, b)?, op)
}

/// The result of an operation on exact numbers: in the place of an operand that nobody else holds.
#[inline(always)]
fn float_from(vm: &Vm, a: Ref, b: Ref, value: f64) -> Ref {
    match a.reuse_float(value) {
        Ok(found) => found,
        Err(_a) => b.reuse_float(value).unwrap_or_else(|_b| vm.float(value)),
    }
}

/// An exact float, or an exact int that is one.
#[inline(always)]
fn as_float(vm: &Vm, object: &Ref) -> Option<f64> {
    match float(vm, object) {
        Some(it) => Some(it),
        None => small(vm, object).filter(|it| is_exact(*it)).map(|it| it as f64),
    }
}

#[inline(always)]
fn floats(x: f64, y: f64, op: BinaryOp) -> Option<f64> {
    match op {
        BinaryOp::Add => Some(x + y),
        BinaryOp::Subtract => Some(x - y),
        BinaryOp::Multiply => Some(x * y),
        BinaryOp::TrueDivide if y != 0.0 => Some(x / y),
        _ => None,
    }
}

/// `a op b` as `COMPARE_OP` says it; with bit 16 the truth of that is asked for.
#[inline(never)]
pub(super) fn compare(vm: &Vm, a: &Ref, b: &Ref, arg: u32) -> Res {
    let op = CompareOp::from_number(arg >> 5);
    let found = match (a.kind(), b.kind()) {
        (Kind::Int, Kind::Int) => match (small(vm, a), small(vm, b)) {
            (Some(x), Some(y)) => Some(op.holds(x.cmp(&y))),
            _ => None,
        },
        (Kind::Float, Kind::Float) => match (float(vm, a), float(vm, b)) {
            (Some(x), Some(y)) => Some(compare_floats(x, y, op)),
            _ => None,
        },
        (Kind::Float, Kind::Int) | (Kind::Int, Kind::Float) => {
            match (as_float(vm, a), as_float(vm, b)) {
                (Some(x), Some(y)) => Some(compare_floats(x, y, op)),
                _ => None,
            }
        }
        (Kind::Str, Kind::Str) => compare_strs(vm, a, b, op),
        _ => None,
    };
    match found {
        Some(found) => Ok(vm.bool(found)),
        None => compare_slowly(vm, a, b, op, arg & 16 != 0),
    }
}

#[inline(always)]
fn compare_floats(x: f64, y: f64, op: CompareOp) -> bool {
    match op {
        CompareOp::Lt => x < y,
        CompareOp::Le => x <= y,
        CompareOp::Eq => x == y,
        CompareOp::Ne => x != y,
        CompareOp::Gt => x > y,
        CompareOp::Ge => x >= y,
    }
}

fn compare_strs(vm: &Vm, a: &Ref, b: &Ref, op: CompareOp) -> Option<bool> {
    if !a.is_exactly(&vm.types.str_) || !b.is_exactly(&vm.types.str_) {
        return None;
    }
    let is_equal = || {
        a.is(b)
            || !(a.is_interned() && b.is_interned()) && a.expect::<Str>().0 == b.expect::<Str>().0
    };
    match op {
        CompareOp::Eq => Some(is_equal()),
        CompareOp::Ne => Some(!is_equal()),
        _ => None,
    }
}

#[inline(never)]
fn compare_slowly(vm: &Vm, a: &Ref, b: &Ref, op: CompareOp, wants_truth: bool) -> Res {
    let found = vm.rich_compare(a, b, op)?;
    if !wants_truth {
        return Ok(found);
    }
    let truth = vm.is_true(&found)?;
    Ok(vm.bool(truth))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_divide_as_ints_do_only_where_they_hold_them() {
        assert!(is_exact(1 << 53) && is_exact(-(1 << 53)));
        assert!(!is_exact((1 << 53) + 1) && !is_exact(i64::MIN));
    }

    #[test]
    fn no_float_compares_with_what_is_no_number() {
        assert!(!compare_floats(f64::NAN, f64::NAN, CompareOp::Eq));
        assert!(compare_floats(f64::NAN, 1.0, CompareOp::Ne));
        assert!(!compare_floats(f64::NAN, 1.0, CompareOp::Le));
    }
}
