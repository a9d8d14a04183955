//! Numbers: what Python's operators make of them.
//!
//! `None` is an exception, which leaves the expression as it is. Source: `Objects/longobject.c`,
//! `Objects/floatobject.c`, `Objects/complexobject.c` (CPython 3.13).

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};
use refwise_syntax::ast::BinOp;

use crate::code::Constant;

/// A number of the widest type that an operation needs.
pub(super) enum Pair {
    Int(BigInt, BigInt),
    Float(f64, f64),
    Complex((f64, f64), (f64, f64)),
}

/// Both operands as numbers of one type; `Ok(None)` where one is no number.
pub(super) fn pair(left: &Constant, right: &Constant) -> Option<Pair> {
    use Constant::*;
    if let (Some(a), Some(b)) = (int(left), int(right)) {
        return Some(Pair::Int(a, b));
    }
    match (left, right) {
        (Complex(..), _) | (_, Complex(..)) => Some(Pair::Complex(complex(left)?, complex(right)?)),
        _ => Some(Pair::Float(float(left)?, float(right)?)),
    }
}

/// The value of an `int` or `bool`.
pub(super) fn int(value: &Constant) -> Option<BigInt> {
    match value {
        Constant::Int(it) => Some(it.clone()),
        Constant::Bool(it) => Some(BigInt::from(u8::from(*it))),
        _ => None,
    }
}

/// The value as a float; an `int` that is too large is an `OverflowError`.
fn float(value: &Constant) -> Option<f64> {
    match value {
        Constant::Float(it) => Some(*it),
        _ => int(value).and_then(|it| int_to_float(&it)),
    }
}

fn complex(value: &Constant) -> Option<(f64, f64)> {
    match value {
        Constant::Complex(re, im) => Some((*re, *im)),
        _ => Some((float(value)?, 0.0)),
    }
}

/// `PyLong_AsDouble`: rounds half to even.
fn int_to_float(value: &BigInt) -> Option<f64> {
    value.to_f64().filter(|it| it.is_finite())
}

/// `left op right` for numbers of the same type.
pub(super) fn binary(op: BinOp, pair: Pair) -> Option<Constant> {
    match pair {
        Pair::Int(a, b) => int_binary(op, a, b),
        Pair::Float(a, b) => float_binary(op, a, b),
        Pair::Complex(a, b) => complex_binary(op, a, b).map(|(re, im)| Constant::Complex(re, im)),
    }
}

fn int_binary(op: BinOp, a: BigInt, b: BigInt) -> Option<Constant> {
    Some(Constant::Int(match op {
        BinOp::Add => a + b,
        BinOp::Sub => a - b,
        BinOp::Mult => a * b,
        BinOp::Div => return true_divide(&a, &b).map(Constant::Float),
        BinOp::FloorDiv if b.is_zero() => return None,
        BinOp::FloorDiv => a.div_floor(&b),
        BinOp::Mod if b.is_zero() => return None,
        BinOp::Mod => a.mod_floor(&b),
        BinOp::Pow if b.is_negative() => {
            return float_binary(op, int_to_float(&a)?, int_to_float(&b)?);
        }
        BinOp::Pow => a.pow(b.to_u32()?),
        BinOp::LShift if b.is_negative() => return None,
        BinOp::LShift if a.is_zero() => a,
        BinOp::LShift => a << b.to_u64()?,
        BinOp::RShift if b.is_negative() => return None,
        BinOp::RShift => match b.to_u64() {
            Some(shift) => a >> shift,
            None if a.is_negative() => BigInt::from(-1),
            None => BigInt::ZERO,
        },
        BinOp::BitOr => a | b,
        BinOp::BitXor => a ^ b,
        BinOp::BitAnd => a & b,
        BinOp::MatMult => return None,
    }))
}

/// `long_true_divide`: the quotient, correctly rounded.
fn true_divide(a: &BigInt, b: &BigInt) -> Option<f64> {
    if b.is_zero() {
        return None;
    }
    let exact = |it: &BigInt| it.bits() <= u64::from(f64::MANTISSA_DIGITS);
    if exact(a) && exact(b) {
        return Some(a.to_f64()? / b.to_f64()?);
    }
    // Enough bits for the mantissa and one to round by; a sticky bit stands for the rest.
    let shift = i64::from(f64::MANTISSA_DIGITS) + 2 - (a.bits() as i64 - b.bits() as i64);
    // Subnormal results have fewer bits: never scale below the smallest float.
    let shift = shift.min(1074 + 2);
    let (mut top, mut bottom) = (a.abs(), b.abs());
    if shift >= 0 {
        top <<= shift;
    } else {
        bottom <<= -shift;
    }
    let (mut quotient, rest) = top.div_rem(&bottom);
    if !rest.is_zero() {
        quotient |= BigInt::from(1);
    }
    let magnitude = scaled(&quotient, -shift);
    let negative = (a.sign() == Sign::Minus) != (b.sign() == Sign::Minus);
    magnitude.is_finite().then_some(if negative { -magnitude } else { magnitude })
}

/// `value * 2**exponent`; `value` has few enough bits that only this step rounds.
fn scaled(value: &BigInt, exponent: i64) -> f64 {
    let Some(value) = value.to_u64() else {
        return f64::INFINITY;
    };
    let extra = (64 - i64::from(value.leading_zeros()) - i64::from(f64::MANTISSA_DIGITS)).max(0);
    let subnormal = (-1074 - exponent).max(0);
    let drop = extra.max(subnormal).min(63) as u32;
    let kept = value >> drop;
    let rest = value & ((1 << drop) - 1);
    let half = if drop == 0 { 0 } else { 1 << (drop - 1) };
    let up = drop > 0 && (rest > half || rest == half && kept & 1 == 1);
    let rounded = (kept + u64::from(up)) as f64;
    times_power(rounded, exponent + i64::from(drop))
}

/// `value * 2**exponent` in steps that are exact.
fn times_power(mut value: f64, mut exponent: i64) -> f64 {
    while exponent != 0 && value.is_finite() && value != 0.0 {
        let step = exponent.clamp(-1000, 1000);
        value *= 2f64.powi(step as i32);
        exponent -= step;
    }
    value
}

fn float_binary(op: BinOp, a: f64, b: f64) -> Option<Constant> {
    Some(Constant::Float(match op {
        BinOp::Add => a + b,
        BinOp::Sub => a - b,
        BinOp::Mult => a * b,
        BinOp::Div | BinOp::FloorDiv | BinOp::Mod if b == 0.0 => return None,
        BinOp::Div => a / b,
        BinOp::FloorDiv => float_divmod(a, b).0,
        BinOp::Mod => float_divmod(a, b).1,
        BinOp::Pow => return float_pow(a, b),
        _ => return None,
    }))
}

/// `_float_div_mod`.
fn float_divmod(a: f64, b: f64) -> (f64, f64) {
    let mut rest = a % b;
    let mut quotient = (a - rest) / b;
    if rest != 0.0 {
        if (b < 0.0) != (rest < 0.0) {
            rest += b;
            quotient -= 1.0;
        }
    } else {
        rest = 0f64.copysign(b);
    }
    if quotient == 0.0 {
        return (0f64.copysign(a / b), rest);
    }
    let floor = quotient.floor();
    (if quotient - floor > 0.5 { floor + 1.0 } else { floor }, rest)
}

/// `float_pow`; a negative base with a fraction as exponent makes a complex.
fn float_pow(a: f64, b: f64) -> Option<Constant> {
    if a == 0.0 && b < 0.0 {
        return None;
    }
    if a < 0.0 && a.is_finite() && b.is_finite() && b != b.floor() {
        return complex_pow((a, 0.0), (b, 0.0)).map(|(re, im)| Constant::Complex(re, im));
    }
    let power = a.powf(b);
    let overflows = power.is_infinite() && a.is_finite() && b.is_finite();
    (!overflows).then_some(Constant::Float(power))
}

fn complex_binary(op: BinOp, a: (f64, f64), b: (f64, f64)) -> Option<(f64, f64)> {
    match op {
        BinOp::Add => Some((a.0 + b.0, a.1 + b.1)),
        BinOp::Sub => Some((a.0 - b.0, a.1 - b.1)),
        BinOp::Mult => Some(complex_mul(a, b)),
        BinOp::Div => complex_quot(a, b),
        BinOp::Pow => complex_pow(a, b),
        _ => None,
    }
}

fn complex_mul(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0)
}

/// `_Py_c_quot`.
fn complex_quot(a: (f64, f64), b: (f64, f64)) -> Option<(f64, f64)> {
    if b.0.abs() >= b.1.abs() {
        if b.0 == 0.0 {
            return None;
        }
        let ratio = b.1 / b.0;
        let divisor = b.0 + b.1 * ratio;
        return Some(((a.0 + a.1 * ratio) / divisor, (a.1 - a.0 * ratio) / divisor));
    }
    let ratio = b.0 / b.1;
    let divisor = b.0 * ratio + b.1;
    Some(((a.0 * ratio + a.1) / divisor, (a.1 * ratio - a.0) / divisor))
}

/// `complex_pow`: by multiplication for small whole exponents.
fn complex_pow(a: (f64, f64), b: (f64, f64)) -> Option<(f64, f64)> {
    let power = if b.1 == 0.0 && b.0 == b.0.floor() && b.0.abs() <= 100.0 {
        match b.0 as i32 {
            0 => (1.0, 0.0),
            n if n > 0 => complex_powu(a, n as u32),
            n => complex_quot((1.0, 0.0), complex_powu(a, n.unsigned_abs()))?,
        }
    } else if a == (0.0, 0.0) {
        if b.1 != 0.0 || b.0 < 0.0 {
            return None;
        }
        (0.0, 0.0)
    } else {
        polar_pow(a, b)
    };
    (power.0.is_finite() && power.1.is_finite()).then_some(power)
}

/// `c_powu`.
fn complex_powu(base: (f64, f64), n: u32) -> (f64, f64) {
    let (mut result, mut power, mut mask) = ((1.0, 0.0), base, 1u32);
    while mask > 0 && n >= mask {
        if n & mask != 0 {
            result = complex_mul(result, power);
        }
        mask <<= 1;
        power = complex_mul(power, power);
    }
    result
}

/// `_Py_c_pow` for a base that is not zero.
fn polar_pow(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    let magnitude = a.0.hypot(a.1);
    let mut len = magnitude.powf(b.0);
    let angle = a.1.atan2(a.0);
    let mut phase = angle * b.0;
    if b.1 != 0.0 {
        len /= (angle * b.1).exp();
        phase += b.1 * magnitude.ln();
    }
    (len * phase.cos(), len * phase.sin())
}
