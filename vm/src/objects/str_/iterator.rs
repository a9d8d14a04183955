//! `str_iterator`, and `str_ascii_iterator`, which differs in its name alone.

use std::cell::Cell;

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref, Slot};
use crate::slots::SlotTable;
use crate::typedef::{FINAL, NativeDef, TypeDef, flag, method};
use crate::vm::Vm;

use super::text_of;

/// An iterator over the characters of a string.
pub struct StrIterator {
    /// The string, until it is exhausted.
    pub string: Slot,
    /// The next index.
    pub at: Cell<usize>,
}

impl Payload for StrIterator {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.string.visit(visit);
    }
}

const METHODS: &[NativeDef] = &[
    method("__length_hint__(self, /)", length_hint),
    method("__reduce__(self, /)", reduce),
    method("__setstate__(self, state, /)", set_state),
];

/// `str_iterator`.
pub const ITERATOR_DEF: TypeDef = TypeDef {
    name: "str_iterator",
    flags: flag::HAVE_GC,
    slots: fill,
    methods: METHODS,
    size: (32, 0),
    ..FINAL
};

/// `str_ascii_iterator`.
pub const ASCII_ITERATOR_DEF: TypeDef = TypeDef { name: "str_ascii_iterator", ..ITERATOR_DEF };

fn fill(slots: &SlotTable) {
    slots.tp_iter.set(Some(|_, object| Ok(object.clone())));
    slots.tp_iternext.set(Some(next));
}

/// `iter(str)`.
pub(super) fn iter(vm: &Vm, object: &Ref) -> Res {
    let is_ascii = text_of(object).is_ascii();
    let class = if is_ascii { &vm.types.str_ascii_iterator } else { &vm.types.str_iterator };
    let it = StrIterator { string: Slot::new(Some(object.clone())), at: Cell::new(0) };
    Ok(Ref::new(Some(class.clone()), it))
}

fn next(vm: &Vm, object: &Ref) -> Res<Option<Ref>> {
    let it = object.expect::<StrIterator>();
    let Some(string) = it.string.get() else { return Ok(None) };
    let at = it.at.get();
    match text_of(&string).get(at) {
        Some(code) => {
            it.at.set(at + 1);
            Ok(Some(vm.char(code)))
        }
        None => {
            it.string.set(None);
            Ok(None)
        }
    }
}

fn length_hint(vm: &Vm, object: &Ref, _: Args) -> Res {
    let it = object.expect::<StrIterator>();
    let len = it.string.get().map_or(0, |string| text_of(&string).len());
    Ok(vm.int(len.saturating_sub(it.at.get()) as i64))
}

fn reduce(vm: &Vm, object: &Ref, _: Args) -> Res {
    use crate::objects::dict::Dict;
    let iter = vm.builtins_dict().expect::<Dict>().get_name(&vm.intern("iter"));
    let iter = iter.unwrap_or_else(|| vm.none.clone());
    let it = object.expect::<StrIterator>();
    Ok(match it.string.get() {
        Some(string) => vm.tuple(vec![iter, vm.tuple(vec![string]), vm.int(it.at.get() as i64)]),
        None => vm.tuple(vec![iter, vm.tuple(vec![vm.str("")])]),
    })
}

fn set_state(vm: &Vm, object: &Ref, args: Args) -> Res {
    let index = vm.index_or_overflow(&args[0])?;
    let it = object.expect::<StrIterator>();
    if let Some(string) = it.string.get() {
        let len = text_of(&string).len();
        it.at.set(usize::try_from(index).unwrap_or(0).min(len));
    }
    Ok(vm.none.clone())
}
