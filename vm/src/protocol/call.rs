//! Calls: `PyObject_Call`, methods by name.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::function::Function;
use crate::objects::native::NativeFunction;
use crate::vm::Vm;

/// How deep natives may call natives before the host's stack is in danger.
const MAX_DEPTH: usize = 6000;

impl Vm {
    /// `callee(...)`.
    pub fn call(&self, callee: &Ref, args: Args) -> Res {
        if callee.get::<Function>().is_some() {
            return self.call_function(callee, args);
        }
        let Some(call) = callee.ty().slots.tp_call.get() else {
            return Err(
                self.type_error(format!("'{}' object is not callable", self.type_name(callee)))
            );
        };
        let _nested = self.enter(" while calling a Python object")?;
        if let Some(native) = callee.get::<NativeFunction>() {
            return native.call(self, args);
        }
        call(self, callee, args)
    }

    /// One call deeper, until the guard goes (`Py_EnterRecursiveCall`).
    #[inline]
    pub fn enter(&self, place: &str) -> Res<Nested<'_>> {
        let depth = self.depth.get() + 1;
        if depth > MAX_DEPTH {
            return Err(self.recursion_error(format!("maximum recursion depth exceeded{place}")));
        }
        let marker = 0_u8;
        let here = (&raw const marker) as usize;
        if here < self.stack_mark.get() {
            self.stack_grows(here, place)?;
        }
        self.depth.set(depth);
        Ok(Nested(self))
    }

    /// `object.name(...)`.
    pub fn call_method(&self, object: &Ref, name: &str, mut args: Args) -> Res {
        let (function, takes_self) = self.get_method(object, &self.intern(name))?;
        if takes_self {
            args.insert_first(object.clone());
        }
        self.call(&function, args)
    }

    /// Can it be called?
    pub fn is_callable(&self, object: &Ref) -> bool {
        object.ty().slots.tp_call.get().is_some()
    }
}

/// A call that nests; it ends with this.
pub struct Nested<'a>(&'a Vm);

impl Drop for Nested<'_> {
    fn drop(&mut self) {
        self.0.depth.set(self.0.depth.get() - 1);
    }
}
