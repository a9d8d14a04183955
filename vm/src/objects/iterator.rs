//! `iterator`: over anything with `__getitem__`; `callable_iterator`: `iter(function, end)`.

use std::cell::Cell;

use crate::heap::{Payload, Ref, Slot};
use crate::typedef::{FINAL, TypeDef, flag, method};
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
    methods: &[
        method("__length_hint__(self, /)", |vm, object, _| {
            let it = object.expect::<SequenceIterator>();
            let Some(sequence) = it.sequence.get() else { return Ok(vm.int(0)) };
            if vm.lookup_special(&sequence, &vm.names.__len__).is_none() {
                return Ok(vm.not_implemented.clone());
            }
            let left = vm.length(&sequence)?.saturating_sub(it.at.get());
            Ok(vm.int(left as i64))
        }),
        method("__reduce__(self, /)", |vm, object, _| {
            // Looking the function up may run code that changes the iterator.
            let iter = vm.builtin("iter");
            let it = object.expect::<SequenceIterator>();
            Ok(vm.tuple(match it.sequence.get() {
                Some(sequence) => {
                    vec![iter, vm.tuple(vec![sequence]), vm.int(it.at.get() as i64)]
                }
                None => vec![iter, vm.tuple(vec![vm.empty_tuple()])],
            }))
        }),
        method("__setstate__(self, state, /)", |vm, object, args| {
            let at = vm.index_or_overflow(&args[0])?;
            let it = object.expect::<SequenceIterator>();
            if !it.sequence.is_none() {
                it.at.set(at.max(0) as usize);
            }
            Ok(vm.none.clone())
        }),
    ],
    size: (32, 0),
    ..FINAL
};

fn next(vm: &Vm, object: &Ref) -> crate::error::Res<Option<Ref>> {
    let it = object.expect::<SequenceIterator>();
    let Some(sequence) = it.sequence.get() else { return Ok(None) };
    let at = it.at.get();
    if at == isize::MAX as usize {
        return Err(vm.overflow_error("iter index too large".to_owned()));
    }
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
    methods: &[method("__reduce__(self, /)", |vm, object, _| {
        let iter = vm.builtin("iter");
        let it = object.expect::<CallableIterator>();
        Ok(vm.tuple(match (it.function.get(), it.sentinel.get()) {
            (Some(function), Some(sentinel)) => vec![iter, vm.tuple(vec![function, sentinel])],
            _ => vec![iter, vm.tuple(vec![vm.empty_tuple()])],
        }))
    })],
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
