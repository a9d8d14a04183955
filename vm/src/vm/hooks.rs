//! What the heap asks of the machine: finalizers and callbacks, which are Python code.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use super::Vm;
use crate::args::Args;
use crate::heap::{Hooks, Ref, set_hooks};
use crate::objects::generator::{self, Generator};

thread_local! {
    static CURRENT: RefCell<Weak<Vm>> = const { RefCell::new(Weak::new()) };
}

/// The machine of this thread, while it lives.
pub fn current() -> Option<Rc<Vm>> {
    CURRENT.try_with(|it| it.borrow().upgrade()).ok().flatten()
}

/// From now on this is the machine that finalizers run on.
pub(super) fn install(vm: &Rc<Vm>) {
    CURRENT.with(|it| *it.borrow_mut() = Rc::downgrade(vm));
    set_hooks(Some(Hooks { finalize, callback }));
}

fn finalize(object: &Ref) {
    let Some(vm) = current() else { return };
    if object.get::<Generator>().is_some() {
        return generator::finalize(&vm, object);
    }
    let Some(finalize) = object.ty().slots.tp_finalize.get() else { return };
    if let Err(error) = finalize(&vm, object) {
        let function = crate::objects::type_::lookup(&vm, &object.class(), &vm.names.__del__);
        vm.unraisable(error, function.as_ref());
    }
}

fn callback(function: &Ref, reference: &Ref) {
    let Some(vm) = current() else { return };
    if let Err(error) = vm.call(function, Args::one(reference.clone())) {
        vm.unraisable(error, Some(function));
    }
}
