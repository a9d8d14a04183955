//! Sums of floats with less error than plain addition, or none.

use crate::numbers::Error;

/// `a + b` and what was rounded off; `a` is the larger one (Dekker).
pub(super) fn fast_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    (sum, (a - sum) + b)
}

/// `a + b` and what was rounded off (Knuth).
fn sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let other = sum - a;
    (sum, (a - (sum - other)) + (b - other))
}

/// `a * b` and what was rounded off.
pub(super) fn product(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    (product, a.mul_add(b, -product))
}

/// `math.fsum`, one number after the other. Source: `math_fsum` (Modules/mathmodule.c), after Shewchuk.
#[derive(Clone, Debug, Default)]
pub struct Fsum {
    /// Numbers that do not overlap, small ones first: their exact sum is that of what was added.
    partials: Vec<f64>,
    special: f64,
    infinities: f64,
}

impl Fsum {
    /// Nothing yet.
    pub fn new() -> Fsum {
        Fsum::default()
    }

    /// Adds a number.
    pub fn add(&mut self, number: f64) -> Result<(), Error> {
        let mut high = number;
        let mut kept = 0;
        for at in 0..self.partials.len() {
            let partial = self.partials[at];
            let (larger, smaller) =
                if high.abs() < partial.abs() { (partial, high) } else { (high, partial) };
            let (sum, low) = (larger + smaller, smaller - ((larger + smaller) - larger));
            if low != 0.0 {
                self.partials[kept] = low;
                kept += 1;
            }
            high = sum;
        }
        self.partials.truncate(kept);
        if high == 0.0 {
            return Ok(());
        }
        if high.is_finite() {
            self.partials.push(high);
            return Ok(());
        }
        if number.is_finite() {
            return Err(Error::overflow("intermediate overflow in fsum"));
        }
        if number.is_infinite() {
            self.infinities += number;
        }
        self.special += number;
        self.partials.clear();
        Ok(())
    }

    /// The sum, rounded once.
    pub fn total(mut self) -> Result<f64, Error> {
        if self.special != 0.0 {
            if self.infinities.is_nan() {
                return Err(Error::value("-inf + inf in fsum"));
            }
            return Ok(self.special);
        }
        let Some(mut high) = self.partials.pop() else { return Ok(0.0) };
        let mut low = 0.0;
        while let Some(partial) = self.partials.pop() {
            let sum = high + partial;
            low = partial - (sum - high);
            high = sum;
            if low != 0.0 {
                break;
            }
        }
        // Half to even looks at all that is left.
        if let Some(next) = self.partials.last()
            && (low < 0.0 && *next < 0.0 || low > 0.0 && *next > 0.0)
        {
            let twice = low * 2.0;
            let rounded = high + twice;
            if twice == rounded - high {
                high = rounded;
            }
        }
        Ok(high)
    }
}

/// What the builtin `sum` does with floats. Source: `cs_add` (Python/bltinmodule.c), after Neumaier.
#[derive(Clone, Copy, Debug, Default)]
pub struct CompensatedSum {
    high: f64,
    low: f64,
}

impl CompensatedSum {
    /// A sum that starts with `first`.
    pub fn new(first: f64) -> CompensatedSum {
        CompensatedSum { high: first, low: 0.0 }
    }

    /// Adds a number.
    pub fn add(&mut self, number: f64) {
        let sum = self.high + number;
        self.low += if self.high.abs() >= number.abs() {
            (self.high - sum) + number
        } else {
            (number - sum) + self.high
        };
        self.high = sum;
    }

    /// The sum.
    pub fn total(self) -> f64 {
        if self.low != 0.0 && self.low.is_finite() { self.high + self.low } else { self.high }
    }
}

/// What `math.sumprod` does with floats: three floats for one. Source: `tl_fma`.
#[derive(Clone, Copy, Debug, Default)]
pub struct TripleLength {
    high: f64,
    low: f64,
    tiny: f64,
}

impl TripleLength {
    /// Adds a product.
    pub fn add_product(&mut self, a: f64, b: f64) {
        let product = product(a, b);
        let highs = sum(self.high, product.0);
        let lows = sum(self.low, product.1);
        let middle = sum(lows.0, highs.1);
        *self = TripleLength { high: highs.0, low: middle.0, tiny: self.tiny + lows.1 + middle.1 };
    }

    /// The sum.
    pub fn total(self) -> f64 {
        let last = sum(self.low, self.high);
        last.0 + (last.1 + self.tiny)
    }
}
