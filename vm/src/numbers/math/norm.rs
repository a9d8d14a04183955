//! The length of a vector, to the last bit but rarely: `math.hypot` and `math.dist`.
//!
//! Source: `vector_norm` (Modules/mathmodule.c, CPython 3.13).

use super::frexp;
use super::sums::{fast_sum, product};

/// The length of the vector; `math.dist` gives it the differences.
pub fn norm(coordinates: &[f64]) -> f64 {
    let vector: Vec<f64> = coordinates.iter().map(|it| it.abs()).collect();
    let max = vector.iter().copied().fold(0.0, f64::max);
    if max.is_infinite() {
        return max;
    }
    if vector.iter().any(|it| it.is_nan()) {
        return f64::NAN;
    }
    scaled_norm(&vector, max)
}

fn scaled_norm(vector: &[f64], max: f64) -> f64 {
    if max == 0.0 || vector.len() <= 1 {
        return max;
    }
    let (_, exponent) = frexp(max);
    if exponent < -1023 {
        let larger: Vec<f64> = vector.iter().map(|it| it / f64::MIN_POSITIVE).collect();
        return f64::MIN_POSITIVE * scaled_norm(&larger, max / f64::MIN_POSITIVE);
    }
    // Two steps, because 2 to the power of 1023 is the largest.
    let scale = 2f64.powi(-exponent / 2) * 2f64.powi(-exponent - -exponent / 2);
    let (mut sum, mut products, mut rests) = (1.0, 0.0, 0.0);
    let mut add = |square: (f64, f64)| {
        let (high, low) = fast_sum(sum, square.0);
        sum = high;
        products += square.1;
        rests += low;
        sum - 1.0 + (products + rests)
    };
    let mut total = 0.0;
    for coordinate in vector {
        let scaled = coordinate * scale;
        total = add(product(scaled, scaled));
    }
    let length = total.sqrt();
    let error = add(product(-length, length));
    (length + error / (2.0 * length)) / scale
}
