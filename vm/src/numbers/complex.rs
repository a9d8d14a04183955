//! Python's `complex`: arithmetic with the rounding of CPython's own formulas.
//!
//! Source: `Objects/complexobject.c` (CPython 3.13), which does not treat infinities as C's Annex G
//! asks.

use std::ops::{Add, Mul, Neg, Sub};

use crate::numbers::parse::{self, number_prefix};
use crate::numbers::{Error, float};

/// A complex number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Complex {
    /// The real part.
    pub real: f64,
    /// The imaginary part.
    pub imag: f64,
}

const ONE: Complex = Complex::new(1.0, 0.0);

impl Complex {
    /// `complex(real, imag)`.
    pub const fn new(real: f64, imag: f64) -> Complex {
        Complex { real, imag }
    }

    /// `self.conjugate()`.
    pub fn conjugate(self) -> Complex {
        Complex::new(self.real, -self.imag)
    }

    /// `self / other`.
    pub fn true_div(self, other: Complex) -> Result<Complex, Error> {
        quotient(self, other).ok_or(Error::zero_division("complex division by zero"))
    }

    /// `abs(self)`.
    pub fn abs(self) -> Result<f64, Error> {
        let length = self.real.hypot(self.imag);
        if length.is_infinite() && self.real.is_finite() && self.imag.is_finite() {
            return Err(Error::overflow("absolute value too large"));
        }
        Ok(length)
    }

    /// `hash(self)`, never -1; a part that is NaN has the hash that its object gives it.
    ///
    /// Source: `complex_hash`.
    pub fn hash(self, hash_of_nan: i64) -> i64 {
        const IMAG: u64 = 1_000_003;
        let part = |it: f64| float::hash(it).unwrap_or(hash_of_nan) as u64;
        let hash = part(self.real).wrapping_add(IMAG.wrapping_mul(part(self.imag))) as i64;
        if hash == -1 { -2 } else { hash }
    }

    /// `repr(self)`.
    pub fn repr(self) -> String {
        let imag = float::repr_part(self.imag);
        if self.real == 0.0 && self.real.is_sign_positive() {
            return imag + "j";
        }
        let plus = if imag.starts_with('-') { "" } else { "+" };
        format!("({}{plus}{imag}j)", float::repr_part(self.real))
    }

    /// `complex(text)` for ASCII.
    pub fn parse(text: &[u8]) -> Result<Complex, Error> {
        let Some(text) = parse::without_underscores(text) else {
            return Err(Error::value("could not convert string to complex: "));
        };
        literal(text.trim_ascii()).ok_or(Error::value("complex() arg is a malformed string"))
    }
}

impl Add for Complex {
    type Output = Complex;

    fn add(self, other: Complex) -> Complex {
        Complex::new(self.real + other.real, self.imag + other.imag)
    }
}

impl Sub for Complex {
    type Output = Complex;

    fn sub(self, other: Complex) -> Complex {
        Complex::new(self.real - other.real, self.imag - other.imag)
    }
}

impl Mul for Complex {
    type Output = Complex;

    fn mul(self, other: Complex) -> Complex {
        Complex::new(
            self.real * other.real - self.imag * other.imag,
            self.real * other.imag + self.imag * other.real,
        )
    }
}

impl Neg for Complex {
    type Output = Complex;

    fn neg(self) -> Complex {
        Complex::new(-self.real, -self.imag)
    }
}

/// Source: `_Py_c_quot`.
fn quotient(a: Complex, b: Complex) -> Option<Complex> {
    let (real, imag) = (b.real.abs(), b.imag.abs());
    if real >= imag {
        if real == 0.0 {
            return None;
        }
        let ratio = b.imag / b.real;
        let divisor = b.real + b.imag * ratio;
        return Some(Complex::new(
            (a.real + a.imag * ratio) / divisor,
            (a.imag - a.real * ratio) / divisor,
        ));
    }
    if imag >= real {
        let ratio = b.real / b.imag;
        let divisor = b.real * ratio + b.imag;
        return Some(Complex::new(
            (a.real * ratio + a.imag) / divisor,
            (a.imag * ratio - a.real) / divisor,
        ));
    }
    Some(Complex::new(f64::NAN, f64::NAN))
}

/// `a ** b`. Source: `complex_pow`.
pub fn pow(a: Complex, b: Complex) -> Result<Complex, Error> {
    let is_small = b.imag == 0.0 && b.real == b.real.floor() && b.real.abs() <= 100.0;
    let power = if is_small { whole_power(a, b.real as i32) } else { any_power(a, b) };
    let power = power.ok_or(Error::zero_division("0.0 to a negative or complex power"))?;
    if power.real.is_infinite() || power.imag.is_infinite() {
        return Err(Error::overflow("complex exponentiation"));
    }
    Ok(power)
}

/// Source: `c_powi`.
fn whole_power(base: Complex, exponent: i32) -> Option<Complex> {
    match exponent {
        1.. => Some(repeated(base, exponent as u32)),
        _ => quotient(ONE, repeated(base, exponent.unsigned_abs())),
    }
}

/// Source: `c_powu`.
fn repeated(base: Complex, n: u32) -> Complex {
    let (mut result, mut power, mut mask) = (ONE, base, 1u32);
    while mask > 0 && n >= mask {
        if n & mask != 0 {
            result = result * power;
        }
        mask <<= 1;
        power = power * power;
    }
    result
}

/// Source: `_Py_c_pow`.
fn any_power(a: Complex, b: Complex) -> Option<Complex> {
    if b == Complex::new(0.0, 0.0) {
        return Some(ONE);
    }
    if a == Complex::new(0.0, 0.0) {
        let is_defined = b.imag == 0.0 && b.real >= 0.0 || b.real.is_nan();
        return is_defined.then_some(Complex::new(0.0, 0.0));
    }
    let length = a.real.hypot(a.imag);
    let mut size = length.powf(b.real);
    let angle = a.imag.atan2(a.real);
    let mut phase = angle * b.real;
    if b.imag != 0.0 {
        size /= (angle * b.imag).exp();
        phase += b.imag * length.ln();
    }
    // C's `cos` reports infinities as it reports a division by zero.
    (!phase.is_infinite()).then(|| Complex::new(size * phase.cos(), size * phase.sin()))
}

/// Source: `complex_from_string_inner`.
fn literal(text: &[u8]) -> Option<Complex> {
    let text = match text {
        [b'(', inner @ .., b')'] => inner.trim_ascii(),
        _ => text,
    };
    let (first, rest) = match number_prefix(text) {
        Some((value, len)) => (value, &text[len..]),
        None => return imaginary_unit(text).map(|it| Complex::new(0.0, it)),
    };
    match rest {
        [] => Some(Complex::new(first, 0.0)),
        [b'j' | b'J'] => Some(Complex::new(0.0, first)),
        [b'+' | b'-', ..] => {
            let imag = match number_prefix(rest) {
                Some((value, len)) => matches!(&rest[len..], [b'j' | b'J']).then_some(value)?,
                None => imaginary_unit(rest)?,
            };
            Some(Complex::new(first, imag))
        }
        _ => None,
    }
}

/// `j`, `+j` or `-j`.
fn imaginary_unit(text: &[u8]) -> Option<f64> {
    match text {
        [b'j' | b'J'] | [b'+', b'j' | b'J'] => Some(1.0),
        [b'-', b'j' | b'J'] => Some(-1.0),
        _ => None,
    }
}
