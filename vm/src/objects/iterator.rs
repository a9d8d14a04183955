//! `iterator`: over anything with `__getitem__`; `callable_iterator`: `iter(function, end)`.

use std::cell::Cell;

use crate::heap::{Payload, Ref, Slot};
use crate::typedef::{FINAL, TypeDef, flag};
use crate::vm::Vm;

/// An iterator that asks for item after item.
pub struct SequenceIterator {
    /// What it goes over, until it is exhausted.
    pub sequence: Slot,
    /// The next index.
    pub at: Cell<usize>,
}

impl Payload for SequenceIterator {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.sequence.visit(visit);
    }

    fn clear(&self) {
        self.sequence.set(None);
    }
}

/// `iterator`.
pub const DEF: TypeDef = TypeDef {
    name: "iterator",
    flags: flag::HAVE_GC,
    slots: |it| {
        it.tp_iter.set(Some(|_, object| Ok(object.clone())));
        it.tp_iternext.set(Some(next));
    },
    size: (32, 0),
    ..FINAL
};

fn next(vm: &Vm, object: &Ref) -> crate::error::Res<Option<Ref>> {
    let it = object.expect::<SequenceIterator>();
    let Some(sequence) = it.sequence.get() else { return Ok(None) };
    let at = it.at.get();
    match vm.sequence_item(&sequence, at as isize) {
        Ok(found) => {
            it.at.set(at + 1);
            Ok(Some(found))
        }
        Err(error)
            if vm.is_raised(&error, &vm.exceptions.IndexError)
                || vm.is_raised(&error, &vm.exceptions.StopIteration) =>
        {
            it.sequence.set(None);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// An iterator that calls a function until it returns the sentinel.
pub struct CallableIterator {
    /// The function, until it is exhausted.
    pub function: Slot,
    /// The value that ends it.
    pub sentinel: Slot,
}

impl Payload for CallableIterator {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.function.visit(visit);
        self.sentinel.visit(visit);
    }

    fn clear(&self) {
        self.function.set(None);
        self.sentinel.set(None);
    }
}

/// `callable_iterator`.
pub const CALLABLE_DEF: TypeDef = TypeDef {
    name: "callable_iterator",
    flags: flag::HAVE_GC,
    slots: |it| {
        it.tp_iter.set(Some(|_, object| Ok(object.clone())));
        it.tp_iternext.set(Some(next_call));
    },
    size: (32, 0),
    ..FINAL
};

fn next_call(vm: &Vm, object: &Ref) -> crate::error::Res<Option<Ref>> {
    let it = object.expect::<CallableIterator>();
    let Some(function) = it.function.get() else { return Ok(None) };
    let found = match vm.call(&function, crate::args::Args::none()) {
        Ok(found) => found,
        Err(error) => {
            let ended = vm.end_of_iteration(error)?;
            it.clear();
            return Ok(ended);
        }
    };
    let Some(sentinel) = it.sentinel.get() else { return Ok(None) };
    if vm.is_equal(&sentinel, &found)? {
        it.clear();
        return Ok(None);
    }
    Ok(Some(found))
}
