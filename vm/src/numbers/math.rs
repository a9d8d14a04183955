//! The functions of `math` for floats, with what they raise.
//!
//! Where C's library is called, so is it here, through Rust's; where CPython computes by itself, so
//! do we, step by step, because results differ in the last bit otherwise.

mod cbrt;
mod erf;
mod gamma;
mod hyperbolic;
mod next;
mod norm;
mod sums;

use super::{Error, Int};
pub use hyperbolic::asinh;

pub use gamma::{gamma, lgamma};
pub use next::{nextafter, nextafter_steps, ulp};
pub use norm::norm;
pub use sums::{CompensatedSum, Fsum, TripleLength};

fn domain() -> Error {
    Error::value("math domain error")
}

fn range() -> Error {
    Error::overflow("math range error")
}

/// A function of one argument: `None` where `math` has none of this name, or it does not work like
/// the others (`gamma`, `floor`, `log`).
///
/// Source: `FUNC1`, `math_1` (Modules/mathmodule.c).
pub fn unary(name: &str) -> Option<fn(f64) -> Result<f64, Error>> {
    Some(match name {
        "acos" => |x| checked(x, x.acos(), false),
        "acosh" => |x| checked(x, hyperbolic::acosh(x), false),
        "asin" => |x| checked(x, x.asin(), false),
        "asinh" => |x| checked(x, hyperbolic::asinh(x), false),
        "atan" => |x| checked(x, x.atan(), false),
        "atanh" => |x| checked(x, hyperbolic::atanh(x), false),
        "cbrt" => |x| Ok(cbrt::cbrt(x)),
        "cos" => |x| checked(x, x.cos(), false),
        "cosh" => |x| checked(x, x.cosh(), true),
        "erf" => |x| Ok(erf::erf(x)),
        "erfc" => |x| Ok(erf::erfc(x)),
        "exp" => |x| checked(x, x.exp(), true),
        "exp2" => |x| checked(x, x.exp2(), true),
        "expm1" => |x| checked(x, x.exp_m1(), true),
        "fabs" => |x| Ok(x.abs()),
        "log1p" => |x| checked(x, log1p(x), false),
        "sin" => |x| checked(x, x.sin(), false),
        "sinh" => |x| checked(x, x.sinh(), true),
        "sqrt" => |x| checked(x, x.sqrt(), false),
        "tan" => |x| checked(x, x.tan(), false),
        "tanh" => |x| checked(x, x.tanh(), false),
        "degrees" => |x| Ok(x * (180.0 / std::f64::consts::PI)),
        "radians" => |x| Ok(x * (std::f64::consts::PI / 180.0)),
        "gamma" => gamma,
        "lgamma" => lgamma,
        "ulp" => |x| Ok(ulp(x)),
        _ => return None,
    })
}

/// The result of a function of `x`, or what it raises.
fn checked(x: f64, result: f64, can_overflow: bool) -> Result<f64, Error> {
    if result.is_nan() && !x.is_nan() {
        return Err(domain());
    }
    if result.is_infinite() && x.is_finite() {
        return Err(if can_overflow { range() } else { domain() });
    }
    Ok(result)
}

/// Keeps the sign of zero.
fn log1p(x: f64) -> f64 {
    if x == 0.0 { x } else { x.ln_1p() }
}

/// A logarithm of a float: `f64::ln`, `f64::log2` or `f64::log10`.
pub fn log(x: f64, log: fn(f64) -> f64) -> Result<f64, Error> {
    if x.is_nan() || x > 0.0 { Ok(log(x)) } else { Err(domain()) }
}

/// A logarithm of an int, which can be larger than floats.
///
/// Source: `loghelper` (Modules/mathmodule.c).
pub fn log_int(x: &Int, log: fn(f64) -> f64) -> Result<f64, Error> {
    if x.is_negative() || x.is_zero() {
        return Err(domain());
    }
    if let Ok(x) = x.to_f64() {
        return Ok(log(x));
    }
    let exponent = x.bit_length();
    let scale = Int::ONE.shift_left(&exponent.into())?;
    Ok(log(x.true_div(&scale)?) + log(2.0) * exponent as f64)
}

/// `math.atan2(y, x)`.
pub fn atan2(y: f64, x: f64) -> f64 {
    y.atan2(x)
}

/// `math.fmod(x, y)`.
pub fn fmod(x: f64, y: f64) -> Result<f64, Error> {
    let result = x % y;
    if result.is_nan() && !x.is_nan() && !y.is_nan() { Err(domain()) } else { Ok(result) }
}

/// `math.remainder(x, y)`: of two nearest multiples, the even one. Source: `m_remainder`.
pub fn remainder(x: f64, y: f64) -> Result<f64, Error> {
    match (x, y) {
        _ if x.is_nan() => return Ok(x),
        _ if y.is_nan() => return Ok(y),
        _ if x.is_infinite() || y == 0.0 => return Err(domain()),
        _ if y.is_infinite() => return Ok(x),
        _ => {}
    }
    let (size, unit) = (x.abs(), y.abs());
    let rest = size % unit;
    let other = unit - rest;
    let result = if rest < other {
        rest
    } else if rest > other {
        -other
    } else {
        rest - 2.0 * ((0.5 * (size - rest)) % unit)
    };
    Ok(1f64.copysign(x) * result)
}

/// `math.pow(x, y)`.
pub fn pow(x: f64, y: f64) -> Result<f64, Error> {
    let result = x.powf(y);
    match result {
        _ if result.is_finite() || !x.is_finite() || !y.is_finite() => Ok(result),
        _ if result.is_nan() || x == 0.0 => Err(domain()),
        _ => Err(range()),
    }
}

/// `math.fma(x, y, z)`.
pub fn fma(x: f64, y: f64, z: f64) -> Result<f64, Error> {
    let result = x.mul_add(y, z);
    if result.is_nan() && ![x, y, z].iter().any(|it| it.is_nan()) {
        return Err(Error::value("invalid operation in fma"));
    }
    if result.is_infinite() && [x, y, z].iter().all(|it| it.is_finite()) {
        return Err(Error::overflow("overflow in fma"));
    }
    Ok(result)
}

/// `math.frexp(x)`: a number from 0.5 to 1, and the power of two by which it is multiplied.
pub fn frexp(x: f64) -> (f64, i32) {
    if x == 0.0 || !x.is_finite() {
        return (x, 0);
    }
    let exponent = (x.to_bits() >> 52 & 0x7ff) as i32;
    if exponent == 0 {
        // Subnormal numbers have no exponent of their own.
        let (mantissa, exponent) = frexp(x * 2f64.powi(64));
        return (mantissa, exponent - 64);
    }
    let mantissa = x.to_bits() & !(0x7ff << 52) | 1022 << 52;
    (f64::from_bits(mantissa), exponent - 1022)
}

/// `math.ldexp(x, exponent)`: `x` times two to a power.
pub fn ldexp(x: f64, exponent: &Int) -> Result<f64, Error> {
    if x == 0.0 || !x.is_finite() {
        return Ok(x);
    }
    let result = scaled(x, exponent.saturated());
    if result.is_infinite() { Err(range()) } else { Ok(result) }
}

/// `x` times two to the power of `exponent`, rounded once.
fn scaled(x: f64, exponent: i64) -> f64 {
    const FAR: i64 = 4000;
    let (mantissa, own) = frexp(x);
    let exponent = i64::from(own) + exponent.clamp(-FAR, FAR);
    // An int of 53 bits is scaled exactly, or rounded where it becomes subnormal.
    let whole = (mantissa.abs() * 2f64.powi(53)) as u64;
    super::int::scaled(whole, exponent - 53).copysign(x)
}

/// `math.modf(x)`: the fraction and the whole part, both with the sign of `x`.
pub fn modf(x: f64) -> (f64, f64) {
    if x.is_infinite() {
        return (0f64.copysign(x), x);
    }
    let whole = x.trunc();
    ((x - whole).copysign(x), whole)
}

/// `math.isclose(a, b, rel_tol=…, abs_tol=…)`.
pub fn isclose(a: f64, b: f64, rel_tol: f64, abs_tol: f64) -> Result<bool, Error> {
    if rel_tol < 0.0 || abs_tol < 0.0 {
        return Err(Error::value("tolerances must be non-negative"));
    }
    if a == b {
        return Ok(true);
    }
    if a.is_infinite() || b.is_infinite() {
        return Ok(false);
    }
    let distance = (b - a).abs();
    Ok(distance <= (rel_tol * b).abs() || distance <= (rel_tol * a).abs() || distance <= abs_tol)
}
