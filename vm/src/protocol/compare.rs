//! Comparisons, hashes and truth.

use crate::error::Res;
use crate::heap::Ref;
use crate::numbers::Int;
use crate::objects::type_;
use crate::slots::{CompareOp, Slot};
use crate::vm::Vm;

impl Vm {
    /// `a op b` (`do_richcompare`).
    pub fn rich_compare(&self, a: &Ref, b: &Ref, op: CompareOp) -> Res {
        let _nested = self.enter(" in comparison")?;
        let (left, right) = (a.ty(), b.ty());
        let mut checked_reverse = false;
        if !a.class().is(&b.class())
            && type_::is_subtype(&b.class(), &a.class())
            && let Some(compare) = right.slots.tp_richcompare.get()
        {
            checked_reverse = true;
            let found = compare(self, b, a, op.swapped())?;
            if !found.is(&self.not_implemented) {
                return Ok(found);
            }
        }
        if let Some(compare) = left.slots.tp_richcompare.get() {
            let found = compare(self, a, b, op)?;
            if !found.is(&self.not_implemented) {
                return Ok(found);
            }
        }
        if !checked_reverse && let Some(compare) = right.slots.tp_richcompare.get() {
            let found = compare(self, b, a, op.swapped())?;
            if !found.is(&self.not_implemented) {
                return Ok(found);
            }
        }
        match op {
            CompareOp::Eq => Ok(self.bool(a.is(b))),
            CompareOp::Ne => Ok(self.bool(!a.is(b))),
            _ => {
                let (left, right) = (self.type_name(a), self.type_name(b));
                let text = format!(
                    "'{}' not supported between instances of '{left}' and '{right}'",
                    op.symbol()
                );
                Err(self.type_error(text))
            }
        }
    }

    /// `a op b` as a truth value; an object equals itself (`PyObject_RichCompareBool`).
    pub fn compare_bool(&self, a: &Ref, b: &Ref, op: CompareOp) -> Res<bool> {
        if a.is(b) {
            match op {
                CompareOp::Eq => return Ok(true),
                CompareOp::Ne => return Ok(false),
                _ => {}
            }
        }
        let found = self.rich_compare(a, b, op)?;
        self.is_true(&found)
    }

    /// Are both the same or equal?
    #[inline]
    pub fn is_equal(&self, a: &Ref, b: &Ref) -> Res<bool> {
        self.compare_bool(a, b, CompareOp::Eq)
    }

    /// `==` and `!=` of a type that knows nothing else.
    pub fn equality(&self, op: CompareOp, is_equal: bool) -> Res {
        Ok(match op {
            CompareOp::Eq => self.bool(is_equal),
            CompareOp::Ne => self.bool(!is_equal),
            _ => self.not_implemented.clone(),
        })
    }

    /// `hash(object)`.
    #[inline]
    pub fn hash(&self, object: &Ref) -> Res<i64> {
        match object.ty().slots.tp_hash.get() {
            Some(hash) => hash(self, object),
            None => Err(self.type_error(format!("unhashable type: '{}'", self.type_name(object)))),
        }
    }

    /// What `__hash__` returned, as a hash.
    pub fn hash_from_int(&self, object: &Ref) -> Res<i64> {
        match object.get::<Int>() {
            // Another hash than -1, which says in C that something went wrong.
            Some(Int::Small(-1)) => Ok(-2),
            Some(Int::Small(it)) => Ok(*it),
            Some(it) => Ok(it.hash()),
            None => Err(self.type_error("__hash__ method should return an integer".to_owned())),
        }
    }

    /// `bool(object)`.
    #[inline]
    pub fn is_true(&self, object: &Ref) -> Res<bool> {
        if let Some(it) = self.as_bool(object) {
            return Ok(it);
        }
        if object.is(&self.none) {
            return Ok(false);
        }
        let slots = &object.ty().slots;
        if let Some(truth) = slots.nb_bool.get() {
            return truth(self, object);
        }
        if slots.is_python(Slot::mp_length) && slots.mp_length.get().is_none() {
            return Ok(true);
        }
        match slots.mp_length.get().or(slots.sq_length.get()) {
            Some(length) => length(self, object).map(|it| it != 0),
            None => Ok(true),
        }
    }
}
