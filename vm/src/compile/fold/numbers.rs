//! Numbers: what Python's operators make of them.
//!
//! `None` is an exception, which leaves the expression as it is. The numbers are the machine's own.

use num_bigint::BigInt;
use refwise_syntax::ast::BinOp;

use crate::code::Constant;
use crate::numbers::float::{self, FloatPower};
use crate::numbers::int::Power;
use crate::numbers::{self, Int, complex};

/// A number of the widest type that an operation needs.
pub(super) enum Pair {
    Int(BigInt, BigInt),
    Float(f64, f64),
    Complex(numbers::Complex, numbers::Complex),
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
        _ => Int::from(int(value)?).to_f64().ok(),
    }
}

fn complex(value: &Constant) -> Option<numbers::Complex> {
    Some(match value {
        Constant::Complex(re, im) => numbers::Complex::new(*re, *im),
        _ => numbers::Complex::new(float(value)?, 0.0),
    })
}

/// `left op right` for numbers of the same type.
pub(super) fn binary(op: BinOp, pair: Pair) -> Option<Constant> {
    match pair {
        Pair::Int(a, b) => int_binary(op, &a.into(), &b.into()),
        Pair::Float(a, b) => float_binary(op, a, b),
        Pair::Complex(a, b) => complex_binary(op, a, b).map(constant),
    }
}

fn constant(value: numbers::Complex) -> Constant {
    Constant::Complex(value.real, value.imag)
}

fn int_binary(op: BinOp, a: &Int, b: &Int) -> Option<Constant> {
    let value = match op {
        BinOp::Add => a.add(b),
        BinOp::Sub => a.sub(b),
        BinOp::Mult => a.mul(b),
        BinOp::Div => return a.true_div(b).ok().map(Constant::Float),
        BinOp::FloorDiv => a.floor_div(b).ok()?,
        BinOp::Mod => a.modulo(b).ok()?,
        BinOp::Pow => match a.pow(b).ok()? {
            Power::Int(it) => it,
            Power::Float(it) => return Some(Constant::Float(it)),
        },
        BinOp::LShift => a.shift_left(b).ok()?,
        BinOp::RShift => a.shift_right(b).ok()?,
        BinOp::BitOr => a.or(b),
        BinOp::BitXor => a.xor(b),
        BinOp::BitAnd => a.and(b),
        BinOp::MatMult => return None,
    };
    Some(Constant::Int(value.to_big().into_owned()))
}

fn float_binary(op: BinOp, a: f64, b: f64) -> Option<Constant> {
    let value = match op {
        BinOp::Add => a + b,
        BinOp::Sub => a - b,
        BinOp::Mult => a * b,
        BinOp::Div => float::true_div(a, b).ok()?,
        BinOp::FloorDiv => float::floor_div(a, b).ok()?,
        BinOp::Mod => float::modulo(a, b).ok()?,
        BinOp::Pow => match float::pow(a, b).ok()? {
            FloatPower::Real(it) => it,
            FloatPower::Complex(it) => return Some(constant(it)),
        },
        _ => return None,
    };
    Some(Constant::Float(value))
}

fn complex_binary(op: BinOp, a: numbers::Complex, b: numbers::Complex) -> Option<numbers::Complex> {
    match op {
        BinOp::Add => Some(a + b),
        BinOp::Sub => Some(a - b),
        BinOp::Mult => Some(a * b),
        BinOp::Div => a.true_div(b).ok(),
        BinOp::Pow => complex::pow(a, b).ok(),
        _ => None,
    }
}
