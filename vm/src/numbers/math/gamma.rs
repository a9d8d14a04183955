//! `math.gamma` and `math.lgamma`, which CPython computes itself, after Lanczos.
//!
//! Source: `m_tgamma`, `m_lgamma` (Modules/mathmodule.c, CPython 3.13).

#![allow(clippy::excessive_precision, reason = "the constants as they were computed")]

use std::f64::consts::PI;

use crate::numbers::Error;

use super::{domain, range};

const G: f64 = 6.024680040776729583740234375;
const G_MINUS_HALF: f64 = 5.524680040776729583740234375;
const LOG_PI: f64 = 1.144729885849400174143427351353058711647;

const NUMERATOR: [f64; 13] = [
    23531376880.410759688572007674451636754734846804940,
    42919803642.649098768957899047001988850926355848959,
    35711959237.355668049440185451547166705960488635843,
    17921034426.037209699919755754458931112671403265390,
    6039542586.3520280050642916443072979210699388420708,
    1439720407.3117216736632230727949123939715485786372,
    248874557.86205415651146038641322942321632125127801,
    31426415.585400194380614231628318205362874684987640,
    2876370.6289353724412254090516208496135991145378768,
    186056.26539522349504029498971604569928220784236328,
    8071.6720023658162106380029022722506138218516325024,
    210.82427775157934587250973392071336271166969580291,
    2.5066282746310002701649081771338373386264310793408,
];

const DENOMINATOR: [f64; 13] = [
    0.0,
    39916800.0,
    120543840.0,
    150917976.0,
    105258076.0,
    45995730.0,
    13339535.0,
    2637558.0,
    357423.0,
    32670.0,
    1925.0,
    66.0,
    1.0,
];

/// Gamma of 1 to 23, all exact.
const OF_WHOLE: [f64; 23] = [
    1.0,
    1.0,
    2.0,
    6.0,
    24.0,
    120.0,
    720.0,
    5040.0,
    40320.0,
    362880.0,
    3628800.0,
    39916800.0,
    479001600.0,
    6227020800.0,
    87178291200.0,
    1307674368000.0,
    20922789888000.0,
    355687428096000.0,
    6402373705728000.0,
    121645100408832000.0,
    2432902008176640000.0,
    51090942171709440000.0,
    1124000727777607680000.0,
];

/// `math.gamma(x)`.
pub fn gamma(x: f64) -> Result<f64, Error> {
    if x.is_nan() || x == f64::INFINITY {
        return Ok(x);
    }
    if x == f64::NEG_INFINITY || x == 0.0 {
        return Err(domain());
    }
    if x == x.floor() {
        if x < 0.0 {
            return Err(domain());
        }
        if x <= OF_WHOLE.len() as f64 {
            return Ok(OF_WHOLE[x as usize - 1]);
        }
    }
    let size = x.abs();
    if size < 1e-20 {
        let result = 1.0 / x;
        return if result.is_infinite() { Err(range()) } else { Ok(result) };
    }
    if size > 200.0 {
        return if x < 0.0 { Ok(0.0 / sinpi(x)) } else { Err(range()) };
    }
    let result = of_medium(x);
    if result.is_infinite() { Err(range()) } else { Ok(result) }
}

fn of_medium(x: f64) -> f64 {
    let size = x.abs();
    let y = size + G_MINUS_HALF;
    // What was rounded off when `y` was computed.
    let z = if size > G_MINUS_HALF { (y - size) - G_MINUS_HALF } else { (y - G_MINUS_HALF) - size };
    let z = z * G / y;
    // In two steps where the power would be too large.
    let power = |result: f64, base: f64, combine: fn(f64, f64) -> f64| {
        if size < 140.0 {
            return combine(result, y.powf(base));
        }
        let root = y.powf(base / 2.0);
        combine(combine(result, root), root)
    };
    if x < 0.0 {
        let result = -PI / sinpi(size) / size * y.exp() / lanczos_sum(size);
        return power(result - z * result, size - 0.5, |a, b| a / b);
    }
    let result = lanczos_sum(size) / y.exp();
    power(result + z * result, size - 0.5, |a, b| a * b)
}

/// `math.lgamma(x)`.
pub fn lgamma(x: f64) -> Result<f64, Error> {
    if !x.is_finite() {
        return Ok(x.abs());
    }
    if x == x.floor() && x <= 2.0 {
        return if x <= 0.0 { Err(domain()) } else { Ok(0.0) };
    }
    let size = x.abs();
    if size < 1e-20 {
        return Ok(-size.ln());
    }
    let mut result = lanczos_sum(size).ln() - G;
    result += (size - 0.5) * ((size + G - 0.5).ln() - 1.0);
    if x < 0.0 {
        result = LOG_PI - sinpi(size).abs().ln() - size.ln() - result;
    }
    if result.is_infinite() { Err(range()) } else { Ok(result) }
}

fn lanczos_sum(x: f64) -> f64 {
    let (mut top, mut bottom) = (0.0, 0.0);
    if x < 5.0 {
        for (numerator, denominator) in NUMERATOR.iter().zip(&DENOMINATOR).rev() {
            top = top * x + numerator;
            bottom = bottom * x + denominator;
        }
    } else {
        for (numerator, denominator) in NUMERATOR.iter().zip(&DENOMINATOR) {
            top = top / x + numerator;
            bottom = bottom / x + denominator;
        }
    }
    top / bottom
}

/// The sine of `x` times pi.
fn sinpi(x: f64) -> f64 {
    let y = x.abs() % 2.0;
    let sine = match (2.0 * y).round() as i32 {
        0 => (PI * y).sin(),
        1 => (PI * (y - 0.5)).cos(),
        2 => (PI * (1.0 - y)).sin(),
        3 => -(PI * (y - 1.5)).cos(),
        _ => (PI * (y - 2.0)).sin(),
    };
    1f64.copysign(x) * sine
}
