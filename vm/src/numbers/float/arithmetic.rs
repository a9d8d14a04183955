//! Division and powers of floats.

use crate::numbers::Error;
use crate::numbers::complex::{self, Complex};

/// `a / b`.
pub fn true_div(a: f64, b: f64) -> Result<f64, Error> {
    if b == 0.0 {
        return Err(Error::zero_division("float division by zero"));
    }
    Ok(a / b)
}

/// `a // b`.
pub fn floor_div(a: f64, b: f64) -> Result<f64, Error> {
    if b == 0.0 {
        return Err(Error::zero_division("float floor division by zero"));
    }
    Ok(quotient_and_rest(a, b).0)
}

/// `a % b`, which has the sign of `b`.
pub fn modulo(a: f64, b: f64) -> Result<f64, Error> {
    if b == 0.0 {
        return Err(Error::zero_division("float modulo by zero"));
    }
    let rest = a % b;
    if rest == 0.0 {
        return Ok(0f64.copysign(b));
    }
    Ok(if (b < 0.0) != (rest < 0.0) { rest + b } else { rest })
}

/// `divmod(a, b)`.
pub fn divmod(a: f64, b: f64) -> Result<(f64, f64), Error> {
    if b == 0.0 {
        return Err(Error::zero_division("float divmod()"));
    }
    Ok(quotient_and_rest(a, b))
}

/// Source: `_float_div_mod` (Objects/floatobject.c).
fn quotient_and_rest(a: f64, b: f64) -> (f64, f64) {
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

/// What a power of floats is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FloatPower {
    /// A float.
    Real(f64),
    /// Of a negative number with a fraction as exponent.
    Complex(Complex),
}

/// `a ** b`. Source: `float_pow` (Objects/floatobject.c).
pub fn pow(a: f64, b: f64) -> Result<FloatPower, Error> {
    let is_root_of_negative = a < 0.0 && a.is_finite() && b.is_finite() && b != b.floor();
    if is_root_of_negative {
        return complex::pow(Complex::new(a, 0.0), Complex::new(b, 0.0)).map(FloatPower::Complex);
    }
    pow_real(a, b).map(FloatPower::Real)
}

/// `a ** b` where `a` is not negative or `b` is whole.
pub fn pow_real(a: f64, b: f64) -> Result<f64, Error> {
    if a == 0.0 && b < 0.0 && b.is_finite() {
        return Err(Error::zero_division("0.0 cannot be raised to a negative power"));
    }
    let power = a.powf(b);
    if power.is_infinite() && a.is_finite() && b.is_finite() {
        return Err(Error::out_of_range());
    }
    Ok(power)
}
