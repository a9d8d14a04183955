//! The table behind a set: in which order its elements come out.
//!
//! Source: `set_add_entry`, `set_table_resize`, `set_insert_clean` (Objects/setobject.c), CPython
//! 3.13.0.

use num_bigint::BigInt;

use super::hash;
use crate::code::Constant;

const MIN_SIZE: usize = 8;
const LINEAR_PROBES: usize = 9;
const PERTURB_SHIFT: u32 = 5;

/// The elements of `frozenset(items)` in the order in which Python would list them; of equal ones
/// the first.
pub fn frozen_set(items: &[Constant]) -> Vec<Constant> {
    let mut table = Table::new(items);
    for index in 0..items.len() {
        table.add(index);
    }
    table.indices().map(|it| items[it].clone()).collect()
}

struct Table<'a> {
    items: &'a [Constant],
    hashes: Vec<u64>,
    /// Indices into `items`.
    slots: Vec<Option<usize>>,
    used: usize,
}

impl<'a> Table<'a> {
    fn new(items: &'a [Constant]) -> Table<'a> {
        let hashes = items.iter().map(|it| hash(it) as u64).collect();
        Table { items, hashes, slots: vec![None; MIN_SIZE], used: 0 }
    }

    fn indices(&self) -> impl Iterator<Item = usize> + '_ {
        self.slots.iter().flatten().copied()
    }

    fn add(&mut self, index: usize) {
        let Some(slot) = self.free_slot(index) else { return };
        self.slots[slot] = Some(index);
        self.used += 1;
        if self.used * 5 >= (self.slots.len() - 1) * 3 {
            self.grow(if self.used > 50_000 { self.used * 2 } else { self.used * 4 });
        }
    }

    /// Where the element goes; `None` if an equal one is there.
    fn free_slot(&self, index: usize) -> Option<usize> {
        let hash = self.hashes[index];
        let mask = self.slots.len() - 1;
        let mut perturb = hash;
        let mut start = hash as usize & mask;
        loop {
            let probes = if start + LINEAR_PROBES <= mask { LINEAR_PROBES } else { 0 };
            for slot in start..=start + probes {
                match self.slots[slot] {
                    None => return Some(slot),
                    Some(there) if self.are_equal(there, index) => return None,
                    Some(_) => {}
                }
            }
            perturb >>= PERTURB_SHIFT;
            let next = start.wrapping_mul(5).wrapping_add(1);
            start = next.wrapping_add(perturb as usize) & mask;
        }
    }

    fn grow(&mut self, least: usize) {
        let mut size = MIN_SIZE;
        while size <= least {
            size *= 2;
        }
        let old = std::mem::replace(&mut self.slots, vec![None; size]);
        for index in old.into_iter().flatten() {
            if let Some(slot) = self.free_slot(index) {
                self.slots[slot] = Some(index);
            }
        }
    }

    fn are_equal(&self, left: usize, right: usize) -> bool {
        self.hashes[left] == self.hashes[right] && are_equal(&self.items[left], &self.items[right])
    }
}

/// `left == right` in Python: numbers are equal across types.
fn are_equal(left: &Constant, right: &Constant) -> bool {
    match (left, right) {
        (Constant::Tuple(left), Constant::Tuple(right)) => {
            left.len() == right.len() && left.iter().zip(&**right).all(|it| are_equal(it.0, it.1))
        }
        _ => match (number(left), number(right)) {
            (Some(left), Some(right)) => left == right,
            _ => left == right,
        },
    }
}

/// A number's value; floats with a whole value are ints here.
#[derive(PartialEq)]
enum Number {
    Whole(BigInt),
    Other(f64, f64),
}

fn number(constant: &Constant) -> Option<Number> {
    match constant {
        Constant::Bool(it) => Some(Number::Whole(BigInt::from(*it))),
        Constant::Int(it) => Some(Number::Whole(it.clone())),
        Constant::Float(it) => Some(real(*it)),
        Constant::Complex(it, imag) if *imag == 0.0 => Some(real(*it)),
        Constant::Complex(real, imag) => Some(Number::Other(*real, *imag)),
        _ => None,
    }
}

fn real(value: f64) -> Number {
    let (mantissa, exponent) = crate::numbers::float::parts(value);
    let is_whole = value.is_finite() && value.fract() == 0.0;
    if !is_whole {
        return Number::Other(value, 0.0);
    }
    let magnitude = match u32::try_from(exponent) {
        Ok(left) => BigInt::from(mantissa) << left,
        Err(_) => BigInt::from(value.abs() as u64),
    };
    Number::Whole(if value < 0.0 { -magnitude } else { magnitude })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dis::repr;

    fn check(items: &[Constant], expected: &str) {
        assert_eq!(repr(&Constant::Tuple(frozen_set(items).into())), expected);
    }

    fn strings(texts: &[&str]) -> Vec<Constant> {
        texts.iter().map(|&it| Constant::Str(it.into())).collect()
    }

    fn ints(values: impl IntoIterator<Item = i32>) -> Vec<Constant> {
        values.into_iter().map(|it| Constant::Int(it.into())).collect()
    }

    /// Recorded from CPython 3.13.0 with `PYTHONHASHSEED=0`.
    #[test]
    fn as_python_lists_them() {
        check(&ints([3, 1, 2]), "(1, 2, 3)");
        check(&ints([8, 16, 0, 24]), "(8, 16, 0, 24)");
        check(&ints([-1, -2, 5]), "(5, -1, -2)");
        check(&strings(&["a", "b", "c", "name"]), "('c', 'a', 'name', 'b')");
        check(&ints([65535, 131071, 64976, 11, 8191, 3]), "(3, 65535, 11, 64976, 8191, 131071)");
    }

    #[test]
    fn of_equal_ones_the_first_stays() {
        let one = Constant::Int(1.into());
        check(&[one.clone(), Constant::Float(1.0), Constant::Bool(true)], "(1,)");
        check(&[Constant::Complex(1.0, 0.0), one], "((1+0j),)");
        check(&[Constant::Float(0.5), Constant::Float(0.5)], "(0.5,)");
    }
}
