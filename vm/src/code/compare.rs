//! When two constants are one.
//!
//! CPython merges constants by type and value, floats by their bits (`_PyCode_ConstantKey`,
//! Objects/codeobject.c).

use super::{CodeObject, Constant};

impl PartialEq for Constant {
    fn eq(&self, other: &Constant) -> bool {
        use Constant::{Bool, Bytes, Code, Complex, Ellipsis, Float, FrozenSet, Int, Str, Tuple};
        match (self, other) {
            (Constant::None, Constant::None) | (Ellipsis, Ellipsis) => true,
            (Bool(left), Bool(right)) => left == right,
            (Int(left), Int(right)) => left == right,
            (Float(left), Float(right)) => left.to_bits() == right.to_bits(),
            (Complex(left, left_imag), Complex(right, right_imag)) => {
                left.to_bits() == right.to_bits() && left_imag.to_bits() == right_imag.to_bits()
            }
            (Str(left), Str(right)) => left == right,
            (Bytes(left), Bytes(right)) => left == right,
            (Tuple(left), Tuple(right)) => left == right,
            (FrozenSet(left), FrozenSet(right)) => same_elements(left, right),
            (Code(left), Code(right)) => std::sync::Arc::ptr_eq(left, right) || left == right,
            _ => false,
        }
    }
}

impl Eq for Constant {}

/// The same elements in any order; a set holds none twice.
fn same_elements(left: &[Constant], right: &[Constant]) -> bool {
    left.len() == right.len() && left.iter().all(|it| right.contains(it))
}

impl CodeObject {
    /// Are they equal to `==`? Where they come from does not count (`code_richcompare`).
    pub fn is_same_code(&self, other: &CodeObject) -> bool {
        let constants = self.co_consts.iter().zip(&other.co_consts);
        let same = |(a, b): (&Constant, &Constant)| match (a, b) {
            (Constant::Code(a), Constant::Code(b)) => a.is_same_code(b),
            (a, b) => a == b,
        };
        self.co_name == other.co_name
            && self.co_argcount == other.co_argcount
            && self.co_posonlyargcount == other.co_posonlyargcount
            && self.co_kwonlyargcount == other.co_kwonlyargcount
            && self.co_flags == other.co_flags
            && self.co_firstlineno == other.co_firstlineno
            && self.co_code == other.co_code
            && self.co_consts.len() == other.co_consts.len()
            && constants.into_iter().all(same)
            && self.co_names == other.co_names
            && self.co_localsplusnames == other.co_localsplusnames
            && self.co_linetable == other.co_linetable
            && self.co_exceptiontable == other.co_exceptiontable
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_bits_count() {
        assert_ne!(Constant::Int(1.into()), Constant::Bool(true));
        assert_ne!(Constant::Float(0.0), Constant::Float(-0.0));
        assert_eq!(Constant::Float(f64::NAN), Constant::Float(f64::NAN));
        assert_ne!(Constant::Complex(0.0, 1.0), Constant::Complex(-0.0, 1.0));
    }

    #[test]
    fn the_order_of_a_set_does_not() {
        let set = |items: [i32; 3]| {
            Constant::FrozenSet(items.into_iter().map(|it| Constant::Int(it.into())).collect())
        };
        assert_eq!(set([1, 2, 3]), set([3, 1, 2]));
        assert_ne!(set([1, 2, 3]), set([1, 2, 4]));
    }
}
