//! Integers of all kinds: `PyNumber_Index`, `PyNumber_AsSsize_t`, lengths.

use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::numbers::Int;
use crate::vm::Vm;

impl Vm {
    /// The object as an int: itself, or what `__index__` says.
    pub fn index(&self, object: &Ref) -> Res {
        if object.get::<Int>().is_some() {
            return Ok(object.clone());
        }
        let Some(index) = object.ty().slots.nb_index.get() else {
            let text =
                format!("'{}' object cannot be interpreted as an integer", self.type_name(object));
            return Err(self.type_error(text));
        };
        let found = index(self, object)?;
        if found.get::<Int>().is_none() {
            let text = format!("__index__ returned non-int (type {})", self.type_name(&found));
            return Err(self.type_error(text));
        }
        if !found.is_exactly(&self.types.int) {
            let name = self.type_name(&found);
            let text = format!(
                "__index__ returned non-int (type {name}).  The ability to return an instance of a strict subclass of int is deprecated, and may not be supported in a future version of Python."
            );
            self.warn(&self.exceptions.DeprecationWarning, &text)?;
        }
        Ok(found)
    }

    /// As 64 bits; `OverflowError` where it does not fit.
    pub fn index_or_overflow(&self, object: &Ref) -> Res<isize> {
        let found = self.index(object)?;
        found.expect::<Int>().to_i64().map(|it| it as isize).ok_or_else(|| {
            self.overflow_error(format!(
                "cannot fit '{}' into an index-sized integer",
                self.type_name(object)
            ))
        })
    }

    /// As 64 bits, the nearest where it does not fit: bounds of slices.
    pub fn index_saturated(&self, object: &Ref) -> Res<isize> {
        let found = self.index(object)?;
        Ok(found.expect::<Int>().saturated() as isize)
    }

    /// An index into a sequence: one that does not fit is out of range.
    pub fn index_or_index_error(&self, object: &Ref) -> Res<isize> {
        let found = self.index(object)?;
        found.expect::<Int>().to_i64().map(|it| it as isize).ok_or_else(|| {
            self.index_error(format!(
                "cannot fit '{}' into an index-sized integer",
                self.type_name(object)
            ))
        })
    }

    /// Is nothing said of the step, or that it is one?
    pub fn slice_step_is_one(&self, slice: &crate::objects::slice::Slice) -> bool {
        slice.step.is(&self.none) || slice.step.get::<Int>() == Some(&Int::ONE)
    }

    /// What `__len__` returned.
    pub fn length_from(&self, object: &Ref) -> Res<usize> {
        let found = self.index(object)?;
        match found.expect::<Int>() {
            it if it.is_negative() => {
                Err(self.value_error("__len__() should return >= 0".to_owned()))
            }
            Int::Small(it) => Ok(*it as usize),
            Int::Big(_) => Err(self.too_long(&found)),
        }
    }

    #[cold]
    fn too_long(&self, object: &Ref) -> Raised {
        self.overflow_error(format!(
            "cannot fit '{}' into an index-sized integer",
            self.type_name(object)
        ))
    }

    /// `len(object)`.
    #[inline]
    pub fn length(&self, object: &Ref) -> Res<usize> {
        let slots = &object.ty().slots;
        match slots.sq_length.get().or(slots.mp_length.get()) {
            Some(length) => length(self, object),
            None => Err(self
                .type_error(format!("object of type '{}' has no len()", self.type_name(object)))),
        }
    }

    /// How many items are to be expected; `default` where nobody knows (`PyObject_LengthHint`).
    pub fn length_hint(&self, object: &Ref, default: usize) -> Res<usize> {
        let slots = &object.ty().slots;
        if slots.sq_length.get().or(slots.mp_length.get()).is_some() {
            match self.length(object) {
                Err(error) if self.is_raised(&error, &self.exceptions.TypeError) => {}
                other => return other,
            }
        }
        match self.call_special(object, &self.names.__length_hint__, crate::args::Args::none()) {
            Ok(Some(found)) if found.is(&self.not_implemented) => Ok(default),
            Ok(Some(found)) => match found.get::<Int>() {
                Some(Int::Small(it)) if *it >= 0 => Ok(*it as usize),
                Some(_) => Err(self.value_error("__length_hint__() should return >= 0".to_owned())),
                None => {
                    let text = format!(
                        "__length_hint__ must be an integer, not {}",
                        self.type_name(&found)
                    );
                    Err(self.type_error(text))
                }
            },
            Ok(None) => Ok(default),
            Err(error) if self.is_raised(&error, &self.exceptions.TypeError) => Ok(default),
            Err(error) => Err(error),
        }
    }
}
