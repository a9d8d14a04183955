//! The constants of one code object, each kept once (`_PyCode_ConstantKey`).

use std::borrow::Cow;
use std::hash::{BuildHasher, Hash, Hasher};

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use crate::code::Constant;

/// Up to how many constants are compared one by one; hashing costs more than that.
const FEW: usize = 8;

/// Constants with their numbers, in order of first use.
#[derive(Default)]
pub(super) struct Constants {
    list: Vec<Constant>,
    /// By value, where there are more than a [`FEW`].
    numbers: HashTable<u32>,
}

impl Constants {
    /// The number of `value`, which gets the next one where it is new.
    pub(super) fn add(&mut self, value: Cow<'_, Constant>) -> usize {
        if self.list.len() < FEW {
            let found = self.list.iter().position(|it| is_same(it, &value));
            return found.unwrap_or_else(|| self.push(value.into_owned()));
        }
        if self.numbers.is_empty() {
            (0..self.list.len()).for_each(|number| self.remember(number));
        }
        let same = |&it: &u32| is_same(&self.list[it as usize], &value);
        if let Some(&number) = self.numbers.find(hash(&value), same) {
            return number as usize;
        }
        let number = self.push(value.into_owned());
        self.remember(number);
        number
    }

    fn push(&mut self, value: Constant) -> usize {
        self.list.push(value);
        self.list.len() - 1
    }

    fn remember(&mut self, number: usize) {
        let rehash = |&it: &u32| hash(&self.list[it as usize]);
        self.numbers.insert_unique(rehash(&(number as u32)), number as u32, rehash);
    }

    /// All constants; none are left.
    pub(super) fn take(&mut self) -> Vec<Constant> {
        self.numbers.clear();
        std::mem::take(&mut self.list)
    }
}

/// Does CPython keep both as one? It compares values behind types and bits, and no NaN equals
/// another: each is a constant of its own.
fn is_same(a: &Constant, b: &Constant) -> bool {
    !matches!(a, Constant::Float(it) if it.is_nan()) && a == b
}

fn hash(value: &Constant) -> u64 {
    let mut hasher = FxBuildHasher.build_hasher();
    write(value, &mut hasher);
    hasher.finish()
}

fn write<H: Hasher>(value: &Constant, state: &mut H) {
    std::mem::discriminant(value).hash(state);
    match value {
        Constant::None | Constant::Ellipsis => {}
        Constant::Bool(it) => it.hash(state),
        Constant::Int(it) => it.hash(state),
        Constant::Float(it) => it.to_bits().hash(state),
        Constant::Complex(re, im) => (re.to_bits(), im.to_bits()).hash(state),
        Constant::Str(it) => it.hash(state),
        Constant::Bytes(it) => it.hash(state),
        Constant::Tuple(it) => it.iter().for_each(|it| write(it, state)),
        Constant::FrozenSet(it) => it.len().hash(state),
        Constant::Code(it) => (&it.co_name, it.co_firstlineno, &it.co_code).hash(state),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(constants: &mut Constants, value: Constant) -> usize {
        constants.add(Cow::Owned(value))
    }

    #[test]
    fn equal_values_of_other_types_stay_apart() {
        let mut constants = Constants::default();
        let one = Constant::Int(1.into());
        assert_eq!(add(&mut constants, one.clone()), 0);
        assert_eq!(add(&mut constants, Constant::Float(1.0)), 1);
        assert_eq!(add(&mut constants, Constant::Bool(true)), 2);
        assert_eq!(add(&mut constants, one), 0);
        assert_eq!(add(&mut constants, Constant::Float(0.0)), 3);
        assert_eq!(add(&mut constants, Constant::Float(-0.0)), 4);
        assert_eq!(constants.take().len(), 5);
    }

    #[test]
    fn many_are_found_as_few_are() {
        let mut constants = Constants::default();
        for round in 0..2 {
            for number in 0..4 * FEW {
                assert_eq!(
                    add(&mut constants, Constant::Int(number.into())),
                    number,
                    "round {round}"
                );
            }
        }
        assert_eq!(constants.take().len(), 4 * FEW);
    }

    #[test]
    fn no_nan_is_another() {
        let mut constants = Constants::default();
        let nan = Constant::Float(f64::NAN);
        assert_ne!(add(&mut constants, nan.clone()), add(&mut constants, nan));
    }
}
