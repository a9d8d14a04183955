//! Between objects and the values of `numbers` and `text`: errors as exceptions, bounds of slices,
//! work that is charged before it is done.

use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::numbers::{Class, Error};
use crate::objects::slice::Slice;
use crate::text;
use crate::vm::Vm;

impl Vm {
    /// The exception that an operation on values asks for.
    #[cold]
    pub fn value_failed(&self, error: Error) -> Raised {
        let exceptions = &self.exceptions;
        let class = match error.class {
            Class::ValueError => &exceptions.ValueError,
            Class::TypeError => &exceptions.TypeError,
            Class::OverflowError => &exceptions.OverflowError,
            Class::ZeroDivisionError => &exceptions.ZeroDivisionError,
            Class::MemoryError => &exceptions.MemoryError,
            Class::IndexError => &exceptions.IndexError,
            Class::KeyError => &exceptions.KeyError,
        };
        let args = match (error.errno, &*error.message) {
            (Some(number), message) => vec![self.int(number.into()), self.str(message)],
            (None, "") => Vec::new(),
            (None, message) => vec![self.str(message)],
        };
        self.raise(class, args)
    }

    /// The result of an operation on values, or its exception.
    #[inline]
    pub fn checked<T>(&self, result: Result<T, Error>) -> Res<T> {
        result.map_err(|error| self.value_failed(error))
    }

    /// Asks whether an int of so many bits may be made, and charges the work.
    #[inline]
    pub fn charge_bits(&self, bits: u64) -> Res<()> {
        const SMALL: u64 = 4096;
        if bits <= SMALL { Ok(()) } else { self.charge_many_bits(bits) }
    }

    #[cold]
    fn charge_many_bits(&self, bits: u64) -> Res<()> {
        self.ask(bits / 8)?;
        let words = bits / 64;
        let work = words.saturating_mul(words.isqrt());
        self.foresee(work)?;
        self.charge(work / 16)
    }

    /// As [`Self::charge_bits`] where an int becomes digits or is made of them: that takes the
    /// square of its length.
    pub fn charge_digits(&self, bits: u64) -> Res<()> {
        self.charge_bits(bits.saturating_mul(4))?;
        let words = bits / 64;
        self.foresee(words.saturating_mul(words) / 4)
    }

    /// Asks whether a string or bytes of this length may be made, and charges the work.
    #[inline]
    pub fn charge_len(&self, len: usize) -> Res<()> {
        const SMALL: usize = 512;
        if len <= SMALL {
            return Ok(());
        }
        self.ask(len as u64)?;
        self.charge(len as u64 / 64)
    }

    /// Asks for memory; `MemoryError` where no machine has so much, whatever the limit is.
    fn ask(&self, bytes: u64) -> Res<()> {
        const MOST: u64 = 1 << 40;
        self.reserve(bytes)?;
        if bytes > MOST {
            return Err(self.raise(&self.exceptions.MemoryError, Vec::new()));
        }
        Ok(())
    }

    /// The items that a slice takes of a sequence of `len` items.
    pub fn slice_of(&self, slice: &Slice, len: usize) -> Res<text::Slice> {
        let step = match self.slice_bound(&slice.step)? {
            Some(0) => return Err(self.value_error("slice step cannot be zero".to_owned())),
            // So that the step can be negated (`PySlice_Unpack`).
            step => step.unwrap_or(1).max(-isize::MAX),
        };
        let (start, stop) = (self.slice_bound(&slice.start)?, self.slice_bound(&slice.stop)?);
        Ok(text::Slice::new(start, stop, step, len))
    }

    /// A bound of a slice; `None` where it was left out (`_PyEval_SliceIndex`).
    pub fn slice_bound(&self, bound: &Ref) -> Res<Option<isize>> {
        if bound.is(&self.none) {
            return Ok(None);
        }
        if bound.ty().slots.nb_index.get().is_none() {
            let text = "slice indices must be integers or None or have an __index__ method";
            return Err(self.type_error(text.to_owned()));
        }
        self.index_saturated(bound).map(Some)
    }

    /// An optional bound of `list.index` and `tuple.index`: it cannot be `None`.
    pub fn index_bound(&self, bound: Option<&Ref>, default: isize) -> Res<isize> {
        if bound.is_some_and(|it| it.ty().slots.nb_index.get().is_none()) {
            let text = "slice indices must be integers or have an __index__ method";
            return Err(self.type_error(text.to_owned()));
        }
        self.search_bound(bound, default)
    }

    /// An optional bound of `find`, `index` and their kin: `None` is as if left out.
    pub fn search_bound(&self, bound: Option<&Ref>, default: isize) -> Res<isize> {
        match bound {
            Some(it) => Ok(self.slice_bound(it)?.unwrap_or(default)),
            None => Ok(default),
        }
    }
}
