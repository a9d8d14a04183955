//! The constants of one code object, each kept once (`_PyCode_ConstantKey`).

use std::hash::{BuildHasher, Hash, Hasher};

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use crate::code::Constant;

/// Constants with their numbers, in order of first use.
#[derive(Default)]
pub(super) struct Constants {
    list: Vec<Constant>,
    numbers: HashTable<u32>,
}

impl Constants {
    /// The number of `value`, which gets the next one where it is new.
    pub(super) fn add(&mut self, value: &Constant) -> usize {
        let list = &mut self.list;
        let found = self.numbers.find(hash(value), |&it| is_same(&list[it as usize], value));
        if let Some(&number) = found {
            return number as usize;
        }
        let number = list.len();
        list.push(value.clone());
        let rehash = |&it: &u32| hash(&list[it as usize]);
        self.numbers.insert_unique(hash(value), number as u32, rehash);
        number
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

    #[test]
    fn equal_values_of_other_types_stay_apart() {
        let mut constants = Constants::default();
        let one = Constant::Int(1.into());
        assert_eq!(constants.add(&one), 0);
        assert_eq!(constants.add(&Constant::Float(1.0)), 1);
        assert_eq!(constants.add(&Constant::Bool(true)), 2);
        assert_eq!(constants.add(&one), 0);
        assert_eq!(constants.add(&Constant::Float(0.0)), 3);
        assert_eq!(constants.add(&Constant::Float(-0.0)), 4);
        assert_eq!(constants.take().len(), 5);
    }

    #[test]
    fn no_nan_is_another() {
        let mut constants = Constants::default();
        let nan = Constant::Float(f64::NAN);
        assert_ne!(constants.add(&nan), constants.add(&nan));
    }
}
