//! Neighbours among the floats: `math.nextafter` and `math.ulp`.

use crate::numbers::{Error, Int};

/// `math.nextafter(x, y)`.
pub fn nextafter(x: f64, y: f64) -> f64 {
    match (x, y) {
        _ if x.is_nan() => x,
        _ if y.is_nan() || x == y => y,
        _ if y > x => x.next_up(),
        _ => x.next_down(),
    }
}

/// `math.nextafter(x, y, steps=steps)`.
///
/// Source: `math_nextafter_impl` (Modules/mathmodule.c).
pub fn nextafter_steps(x: f64, y: f64, steps: &Int) -> Result<f64, Error> {
    if steps.is_negative() {
        return Err(Error::value("steps must be a non-negative integer"));
    }
    let steps = steps.to_u64().unwrap_or(u64::MAX);
    if steps == 0 || x.is_nan() {
        return Ok(x);
    }
    if y.is_nan() || x == y {
        return Ok(y);
    }
    let (from, to) = (order(x), order(y));
    let steps = i128::from(steps);
    let at = if from < to { (from + steps).min(to) } else { (from - steps).max(to) };
    Ok(if at == to && steps >= (from - to).abs() { y } else { at_order(at, x) })
}

/// The floats in their order; both zeros are 0.
fn order(x: f64) -> i128 {
    let size = i128::from(x.abs().to_bits());
    if x.is_sign_negative() { -size } else { size }
}

fn at_order(order: i128, from: f64) -> f64 {
    let size = f64::from_bits(order.unsigned_abs() as u64);
    match order {
        0 => size.copysign(from),
        1.. => size,
        _ => -size,
    }
}

/// `math.ulp(x)`: what the last bit is worth.
pub fn ulp(x: f64) -> f64 {
    let x = x.abs();
    if !x.is_finite() {
        return x;
    }
    let above = x.next_up();
    if above.is_infinite() { x - x.next_down() } else { above - x }
}
