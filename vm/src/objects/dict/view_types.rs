//! `dict_keys`, `dict_values`, `dict_items`, and the iterators over dicts.

use std::cell::Cell;

use super::{Dict, DictIterator, DictView, DictViewKind};
use crate::args::Args;
use crate::error::Res;
use crate::heap::{Ref, Slot};
use crate::objects::iterators::Reused;
use crate::objects::mappingproxy::MappingProxy;
use crate::objects::set::Set;
use crate::objects::tuple::Tuple;
use crate::protocol::BinaryOp;
use crate::slots::CompareOp;
use crate::typedef::{FINAL, NativeDef, TypeDef, flag, member, method};
use crate::vm::Vm;

/// A view of a dict.
pub fn view(vm: &Vm, dict: &Ref, kind: DictViewKind) -> Ref {
    let class = match kind {
        DictViewKind::Keys => &vm.types.dict_keys,
        DictViewKind::Values => &vm.types.dict_values,
        DictViewKind::Items => &vm.types.dict_items,
    };
    Ref::new(Some(class.clone()), DictView { dict: dict.clone(), kind })
}

/// An iterator over a dict.
pub fn iterate(vm: &Vm, dict: &Ref, kind: DictViewKind, is_reversed: bool) -> Ref {
    let types = &vm.types;
    let class = match (kind, is_reversed) {
        (DictViewKind::Keys, false) => &types.dict_keyiterator,
        (DictViewKind::Values, false) => &types.dict_valueiterator,
        (DictViewKind::Items, false) => &types.dict_itemiterator,
        (DictViewKind::Keys, true) => &types.dict_reversekeyiterator,
        (DictViewKind::Values, true) => &types.dict_reversevalueiterator,
        (DictViewKind::Items, true) => &types.dict_reverseitemiterator,
    };
    let it = dict.expect::<Dict>();
    let at = if is_reversed { it.n_places() } else { 0 };
    let made = DictIterator {
        dict: Slot::new(Some(dict.clone())),
        kind,
        at: Cell::new(at),
        len: it.len(),
        left: Cell::new(it.len()),
        is_reversed,
        result: if kind == DictViewKind::Items {
            Reused::of_nones(vm, 2)
        } else {
            Reused::default()
        },
    };
    Ref::new(Some(class.clone()), made)
}

fn next(vm: &Vm, object: &Ref) -> Res<Option<Ref>> {
    let it = object.expect::<DictIterator>();
    let Some(dict) = it.dict.get() else { return Ok(None) };
    let table = dict.expect::<Dict>();
    if table.len() != it.len {
        it.left.set(0);
        return Err(vm.runtime_error("dictionary changed size during iteration".to_owned()));
    }
    let found = if it.is_reversed {
        table.previous_entry(it.at.get())
    } else {
        table.next_entry(it.at.get())
    };
    let Some((at, key, value)) = found else {
        it.dict.set(None);
        return Ok(None);
    };
    if it.left.get() == 0 && !it.is_reversed {
        it.dict.set(None);
        return Err(vm.runtime_error("dictionary keys changed during iteration".to_owned()));
    }
    it.at.set(at);
    it.left.set(it.left.get().saturating_sub(1));
    Ok(Some(match it.kind {
        DictViewKind::Keys => key,
        DictViewKind::Values => value,
        DictViewKind::Items => it.result.filled(vm, vec![key, value]),
    }))
}

const ITERATOR: TypeDef = TypeDef {
    name: "dict_keyiterator",
    flags: flag::HAVE_GC,
    slots: |it| {
        it.tp_iter.set(Some(|_, object| Ok(object.clone())));
        it.tp_iternext.set(Some(next));
    },
    methods: &[
        method("__length_hint__(self, /)", |vm, object, _| {
            let it = object.expect::<DictIterator>();
            let dict = it.dict.get().filter(|dict| dict.expect::<Dict>().len() == it.len);
            Ok(vm.int(dict.map_or(0, |_| it.left.get()) as i64))
        }),
        method("__reduce__(self, /)", |vm, object, _| {
            let it = object.expect::<DictIterator>();
            let (at, left, dict) = (it.at.get(), it.left.get(), it.dict.get());
            let mut rest = Vec::new();
            while let Some(item) = next(vm, object)? {
                rest.push(item);
            }
            it.at.set(at);
            it.left.set(left);
            it.dict.set(dict);
            Ok(vm.tuple(vec![vm.builtin("iter"), vm.tuple(vec![vm.list(rest)])]))
        }),
    ],
    size: (56, 0),
    ..FINAL
};

/// `dict_keyiterator`.
pub const KEY_ITERATOR_DEF: TypeDef = ITERATOR;
/// `dict_valueiterator`.
pub const VALUE_ITERATOR_DEF: TypeDef = TypeDef { name: "dict_valueiterator", ..ITERATOR };
/// `dict_itemiterator`.
pub const ITEM_ITERATOR_DEF: TypeDef = TypeDef { name: "dict_itemiterator", ..ITERATOR };
/// `dict_reversekeyiterator`.
pub const REVERSE_KEY_ITERATOR_DEF: TypeDef =
    TypeDef { name: "dict_reversekeyiterator", ..ITERATOR };
/// `dict_reversevalueiterator`.
pub const REVERSE_VALUE_ITERATOR_DEF: TypeDef =
    TypeDef { name: "dict_reversevalueiterator", ..ITERATOR };
/// `dict_reverseitemiterator`.
pub const REVERSE_ITEM_ITERATOR_DEF: TypeDef =
    TypeDef { name: "dict_reverseitemiterator", ..ITERATOR };

fn of(object: &Ref) -> &DictView {
    object.expect::<DictView>()
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    let name = vm.type_name(object);
    vm.guarded_repr(object, "...", || {
        let items = vm.list(vm.iterate_to_vec(object)?);
        Ok(vm.str(&format!("{name}({})", vm.repr_text(&items)?)))
    })
}

const VIEW: TypeDef = TypeDef {
    name: "dict_values",
    flags: flag::HAVE_GC | flag::DISALLOW_INSTANTIATION,
    slots: |it| {
        it.tp_repr.set(Some(repr));
        it.tp_iter
            .set(Some(|vm, object| Ok(iterate(vm, &of(object).dict, of(object).kind, false))));
        it.sq_length.set(Some(|_, object| Ok(of(object).dict.expect::<Dict>().len())));
    },
    methods: &[METHODS[0]],
    getset: &[member("mapping", |vm, object| {
        Ok(MappingProxy::object(vm, of(object).dict.clone()))
    })],
    size: (24, 0),
    ..FINAL
};

const METHODS: &[NativeDef] = &[
    method("__reversed__(self, /)", |vm, object, _| {
        Ok(iterate(vm, &of(object).dict, of(object).kind, true))
    }),
    method("isdisjoint(self, other, /)", |vm, object, args| {
        let mut found = true;
        vm.for_each(&args[0], |item| {
            found = found && !vm.contains(object, &item)?;
            Ok(())
        })?;
        Ok(vm.bool(found))
    }),
];

/// `dict_values`.
pub const VALUES_DEF: TypeDef = VIEW;

/// `dict_keys`.
pub const KEYS_DEF: TypeDef = TypeDef {
    name: "dict_keys",
    slots: |it| {
        (VIEW.slots)(it);
        as_set(it);
        it.sq_contains
            .set(Some(|vm, object, key| of(object).dict.expect::<Dict>().contains(vm, key)));
    },
    methods: METHODS,
    ..VIEW
};

/// `dict_items`.
pub const ITEMS_DEF: TypeDef = TypeDef {
    name: "dict_items",
    slots: |it| {
        (VIEW.slots)(it);
        as_set(it);
        it.sq_contains.set(Some(|vm, object, item| {
            let Some([key, value]) = item.get::<Tuple>().map(Tuple::items) else {
                return Ok(false);
            };
            match of(object).dict.expect::<Dict>().get(vm, key)? {
                Some(found) => vm.is_equal(&found, value),
                None => Ok(false),
            }
        }));
    },
    methods: METHODS,
    ..VIEW
};

/// Views of keys and items are compared and combined as sets are.
fn as_set(it: &crate::slots::SlotTable) {
    it.tp_hash.set(Some(crate::objects::object::hash_not_implemented));
    it.tp_richcompare.set(Some(compare));
    it.nb_and.set(Some(|vm, a, b| combine(vm, a, b, BinaryOp::And)));
    it.nb_or.set(Some(|vm, a, b| combine(vm, a, b, BinaryOp::Or)));
    it.nb_xor.set(Some(|vm, a, b| combine(vm, a, b, BinaryOp::Xor)));
    it.nb_subtract.set(Some(|vm, a, b| combine(vm, a, b, BinaryOp::Subtract)));
}

fn combine(vm: &Vm, a: &Ref, b: &Ref, op: BinaryOp) -> Res {
    let as_set = |object: &Ref| vm.call(&vm.types.set, Args::one(object.clone()));
    let (a, b) = (as_set(a)?, as_set(b)?);
    vm.binary_op(&a, &b, op)
}

fn is_set_like(vm: &Vm, object: &Ref) -> bool {
    object.get::<Set>().is_some()
        || vm.is_instance_of(object, &vm.types.dict_keys)
        || vm.is_instance_of(object, &vm.types.dict_items)
}

fn compare(vm: &Vm, a: &Ref, b: &Ref, op: CompareOp) -> Res {
    if !is_set_like(vm, b) {
        return Ok(vm.not_implemented.clone());
    }
    let (n, m) = (vm.length(a)?, vm.length(b)?);
    let all_in = |these: &Ref, those: &Ref| -> Res<bool> {
        for item in vm.iterate_to_vec(these)? {
            if !vm.contains(those, &item)? {
                return Ok(false);
            }
        }
        Ok(true)
    };
    let found = match op {
        CompareOp::Eq => n == m && all_in(a, b)?,
        CompareOp::Ne => !(n == m && all_in(a, b)?),
        CompareOp::Lt => n < m && all_in(a, b)?,
        CompareOp::Le => n <= m && all_in(a, b)?,
        CompareOp::Gt => n > m && all_in(b, a)?,
        CompareOp::Ge => n >= m && all_in(b, a)?,
    };
    Ok(vm.bool(found))
}
