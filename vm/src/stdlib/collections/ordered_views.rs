//! `odict_keys`, `odict_values`, `odict_items` and `odict_iterator`: what `OrderedDict` shows.

use std::cell::Cell;

use crate::error::Res;
use crate::heap::{Payload, Ref, Slot};
use crate::objects::dict::{self, Dict, DictView, DictViewKind};
use crate::typedef::{FINAL, NativeDef, TypeDef, flag, method};
use crate::vm::Vm;

/// An iterator over an ordered dict.
pub(crate) struct OrderedIterator {
    /// The dict, until it is exhausted.
    dict: Slot,
    kind: DictViewKind,
    /// The next place; backwards: the one behind the next.
    at: Cell<usize>,
    /// The version of its keys at the start.
    version: u32,
    is_reversed: bool,
}

impl Payload for OrderedIterator {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.dict.visit(visit);
    }

    fn clear(&self) {
        self.dict.set(None);
    }
}

/// An iterator over an ordered dict.
pub(super) fn iterate(vm: &Vm, object: &Ref, kind: DictViewKind, is_reversed: bool) -> Ref {
    let it = object.expect::<Dict>();
    let made = OrderedIterator {
        dict: Slot::new(Some(object.clone())),
        kind,
        at: Cell::new(if is_reversed { it.n_places() } else { 0 }),
        version: it.keys_version(vm),
        is_reversed,
    };
    Ref::new(Some(vm.type_of(&ITERATOR)), made)
}

/// A view of an ordered dict.
pub(super) fn view(vm: &Vm, object: &Ref, kind: DictViewKind) -> Ref {
    let class = match kind {
        DictViewKind::Keys => &KEYS,
        DictViewKind::Values => &VALUES,
        DictViewKind::Items => &ITEMS,
    };
    Ref::new(Some(vm.type_of(class)), DictView { dict: object.clone(), kind })
}

static ITERATOR: TypeDef = TypeDef {
    name: "odict_iterator",
    flags: flag::HAVE_GC | flag::DISALLOW_INSTANTIATION,
    slots: |it| {
        it.tp_iter.set(Some(|_, object| Ok(object.clone())));
        it.tp_iternext.set(Some(next));
    },
    methods: &[method("__reduce__(self, /)", |vm, object, _| {
        let it = object.expect::<OrderedIterator>();
        let (at, dict) = (it.at.get(), it.dict.get());
        let mut rest = Vec::new();
        while let Some(item) = next(vm, object)? {
            rest.push(item);
        }
        it.at.set(at);
        it.dict.set(dict);
        Ok(vm.tuple(vec![vm.builtin("iter"), vm.tuple(vec![vm.list(rest)])]))
    })],
    size: (64, 0),
    ..FINAL
};

fn next(vm: &Vm, object: &Ref) -> Res<Option<Ref>> {
    let it = object.expect::<OrderedIterator>();
    let Some(dict) = it.dict.get() else { return Ok(None) };
    let table = dict.expect::<Dict>();
    if !table.has_keys(it.version) {
        it.dict.set(None);
        return Err(vm.runtime_error("OrderedDict mutated during iteration".to_owned()));
    }
    let found = match it.is_reversed {
        true => table.previous_entry(it.at.get()),
        false => table.next_entry(it.at.get()),
    };
    let Some((at, key, value)) = found else {
        it.dict.set(None);
        return Ok(None);
    };
    it.at.set(at);
    Ok(Some(match it.kind {
        DictViewKind::Keys => key,
        DictViewKind::Values => value,
        DictViewKind::Items => vm.tuple(vec![key, value]),
    }))
}

const METHODS: &[NativeDef] = &[method("__reversed__(self, /)", |vm, object, _| {
    let it = object.expect::<DictView>();
    Ok(iterate(vm, &it.dict, it.kind, true))
})];

const VIEW: TypeDef = TypeDef {
    flags: flag::HAVE_GC | flag::DISALLOW_INSTANTIATION,
    slots: |it| {
        it.tp_iter.set(Some(|vm, object| {
            let it = object.expect::<DictView>();
            Ok(iterate(vm, &it.dict, it.kind, false))
        }));
    },
    methods: METHODS,
    size: (24, 0),
    ..FINAL
};

static KEYS: TypeDef = TypeDef { name: "odict_keys", base: Some(&dict::KEYS_DEF), ..VIEW };
static VALUES: TypeDef = TypeDef { name: "odict_values", base: Some(&dict::VALUES_DEF), ..VIEW };
static ITEMS: TypeDef = TypeDef { name: "odict_items", base: Some(&dict::ITEMS_DEF), ..VIEW };
