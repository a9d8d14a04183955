//! `repr`, `str`, `format`.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::str_::Str;
use crate::vm::Vm;

impl Vm {
    /// `repr(object)`.
    pub fn repr(&self, object: &Ref) -> Res {
        let _nested = self.enter(" while getting the repr of an object")?;
        let Some(repr) = object.ty().slots.tp_repr.get() else {
            return Ok(self.str(&format!(
                "<{} object at {:#x}>",
                self.type_name(object),
                object.address()
            )));
        };
        let found = repr(self, object)?;
        if found.get::<Str>().is_some() {
            return Ok(found);
        }
        Err(self
            .type_error(format!("__repr__ returned non-string (type {})", self.type_name(&found))))
    }

    /// The text of `repr(object)`.
    pub fn repr_text(&self, object: &Ref) -> Res<String> {
        self.repr(object).map(|it| self.text(&it))
    }

    /// `str(object)`.
    pub fn str_of(&self, object: &Ref) -> Res {
        if object.is_exactly(&self.types.str_) {
            return Ok(object.clone());
        }
        let Some(str) = object.ty().slots.tp_str.get() else { return self.repr(object) };
        let _nested = self.enter(" while getting the str of an object")?;
        let found = str(self, object)?;
        if found.get::<Str>().is_some() {
            return Ok(found);
        }
        Err(self
            .type_error(format!("__str__ returned non-string (type {})", self.type_name(&found))))
    }

    /// Texts in brackets, with commas between them.
    pub fn bracketed(&self, open: &str, parts: &[Ref], close: &str) -> Res {
        let length: usize = parts.iter().map(|it| it.expect::<Str>().len() + 2).sum();
        self.charge(length as u64 / 64)?;
        self.reserve(length as u64)?;
        let mut text = crate::text::StrBuilder::with_capacity(length + 2);
        text.push_str(open);
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                text.push_str(", ");
            }
            text.push_py(&part.expect::<Str>().0);
        }
        text.push_str(close);
        Ok(self.new_str(text.finish()))
    }

    /// `format(object, spec)`.
    pub fn format(&self, object: &Ref, spec: &Ref) -> Res {
        let is_empty = spec.get::<Str>().is_some_and(|it| it.is_empty());
        if is_empty && object.is_exactly(&self.types.str_) {
            return Ok(object.clone());
        }
        if is_empty && object.is_exactly(&self.types.int) {
            return self.str_of(object);
        }
        let Some(found) =
            self.call_special(object, &self.names.__format__, Args::one(spec.clone()))?
        else {
            let text = format!("Type {} doesn't define __format__", self.type_name(object));
            return Err(self.type_error(text));
        };
        if found.get::<Str>().is_some() {
            return Ok(found);
        }
        Err(self
            .type_error(format!("__format__ must return a str, not {}", self.type_name(&found))))
    }

    /// Makes the `repr` of a container, whose own `repr` inside it is `inside` (`Py_ReprEnter`).
    pub fn guarded_repr(&self, object: &Ref, inside: &str, make: impl FnOnce() -> Res) -> Res {
        if self.repr_guard.borrow().iter().any(|it| it.is(object)) {
            return Ok(self.str(inside));
        }
        self.repr_guard.borrow_mut().push(object.clone());
        let found = make();
        let last = self.repr_guard.borrow_mut().pop();
        drop(last);
        found
    }
}
