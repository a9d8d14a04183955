//! Methods and operators of `dict`.

use super::{Dict, DictViewKind, iterate, view};
use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::set::Set;
use crate::objects::type_;
use crate::slots::{CompareOp, SlotTable};
use crate::typedef::{NativeDef, classmethod, method};
use crate::vm::Vm;

pub(super) fn fill(it: &SlotTable) {
    it.tp_new.set(Some(|_, class, _| Ok(type_::instantiate(class, Dict::default()))));
    it.tp_init.set(Some(|vm, object, args| update(vm, object, args, "dict")));
    it.tp_repr.set(Some(repr));
    it.tp_hash.set(Some(crate::objects::object::hash_not_implemented));
    it.tp_richcompare.set(Some(compare));
    it.tp_iter.set(Some(|vm, object| Ok(iterate(vm, object, DictViewKind::Keys, false))));
    it.mp_length.set(Some(|_, object| Ok(object.expect::<Dict>().len())));
    it.mp_subscript.set(Some(subscript));
    it.mp_ass_subscript.set(Some(set_subscript));
    it.sq_contains.set(Some(|vm, object, key| object.expect::<Dict>().contains(vm, key)));
    it.nb_or.set(Some(|vm, a, b| {
        if a.get::<Dict>().is_none() || b.get::<Dict>().is_none() {
            return Ok(vm.not_implemented.clone());
        }
        vm.reserve(32 * dict(a).len() as u64)?;
        let made = copy(vm, a);
        vm.dict_update(&made, b)?;
        Ok(made)
    }));
    it.nb_inplace_or.set(Some(|vm, a, b| {
        update_from(vm, a, b)?;
        Ok(a.clone())
    }));
}

pub(super) const METHODS: &[NativeDef] = &[
    method("__contains__(self, key, /)", |vm, object, args| {
        Ok(vm.bool(dict(object).contains(vm, &args[0])?))
    }),
    method("__getitem__(self, key, /)", |vm, object, args| subscript(vm, object, &args[0])),
    method("__sizeof__(self, /)", |vm, object, _| {
        // What a subclass adds to `tp_basicsize`.
        let class = object.ty();
        let added = class.native.size.0 - super::DEF.size.0 + 8 * class.n_slots.get();
        Ok(vm.int((dict(object).sizeof() + added) as i64))
    }),
    method("get(self, key, default=None, /)", |vm, object, mut args| {
        Ok(dict(object)
            .get(vm, &args[0])?
            .or_else(|| args.take(1))
            .unwrap_or_else(|| vm.none.clone()))
    }),
    method("setdefault(self, key, default=None, /)", |vm, object, mut args| {
        let default = args.take(1).unwrap_or_else(|| vm.none.clone());
        dict(object).get_or_insert(vm, &args[0], default)
    }),
    method("pop(self, *args)", |vm, object, args| {
        args.check(vm, "pop", 1, 2)?;
        if dict(object).is_empty() {
            // Not even the hash is asked for.
            return args.get(1).cloned().ok_or_else(|| vm.key_error(&args[0]));
        }
        match dict(object).remove(vm, &args[0])? {
            Some((_, value)) => Ok(value),
            None => args.get(1).cloned().ok_or_else(|| vm.key_error(&args[0])),
        }
    }),
    method("popitem(self, /)", |vm, object, _| match dict(object).pop_last() {
        Some((key, value)) => Ok(vm.tuple(vec![key, value])),
        None => {
            Err(vm.raise(&vm.exceptions.KeyError, vec![vm.str("popitem(): dictionary is empty")]))
        }
    }),
    method("keys(self, /)", |vm, object, _| Ok(view(vm, object, DictViewKind::Keys))),
    method("items(self, /)", |vm, object, _| Ok(view(vm, object, DictViewKind::Items))),
    method("values(self, /)", |vm, object, _| Ok(view(vm, object, DictViewKind::Values))),
    method("update(self, *args, **kwargs)", |vm, object, args| {
        update(vm, object, args, "update")?;
        Ok(vm.none.clone())
    }),
    classmethod("fromkeys(cls, iterable, value=None, /)", |vm, class, args| {
        let value = args.get(1).cloned().unwrap_or_else(|| vm.none.clone());
        let made = vm.call(class, Args::none())?;
        if let Some(dict) = made.get::<Dict>().filter(|_| made.is_exactly(&vm.types.dict))
            && let Some(hashed) = hashed_keys(vm, &args[0])
        {
            for (hash, key) in hashed {
                dict.insert_hashed(vm, hash, &key, value.clone())?;
            }
            return Ok(made);
        }
        vm.for_each(&args[0], |key| {
            match made.get::<Dict>().filter(|_| made.is_exactly(&vm.types.dict)) {
                Some(dict) => dict.insert(vm, &key, value.clone()),
                None => vm.set_item(&made, &key, Some(value.clone())),
            }
        })?;
        Ok(made)
    }),
    method("clear(self, /)", |vm, object, _| {
        dict(object).clear();
        Ok(vm.none.clone())
    }),
    method("copy(self, /)", |vm, object, _| Ok(copy(vm, object))),
    method("__reversed__(self, /)", |vm, object, _| {
        Ok(iterate(vm, object, DictViewKind::Keys, true))
    }),
    classmethod("__class_getitem__(cls, object, /)", |vm, class, args| {
        vm.generic_alias(class, &args[0])
    }),
];

/// Keys whose hashes are known, of exact dicts and sets.
fn hashed_keys(vm: &Vm, object: &Ref) -> Option<Vec<(i64, Ref)>> {
    let types = &vm.types;
    if object.is_exactly(&types.dict) {
        return Some(dict(object).hashed_keys());
    }
    let is_set = object.is_exactly(&types.set) || object.is_exactly(&types.frozenset);
    is_set.then(|| object.expect::<Set>().hashed_keys())
}

fn dict(object: &Ref) -> &Dict {
    object.expect::<Dict>()
}

fn copy(vm: &Vm, object: &Ref) -> Ref {
    let made = vm.dict();
    dict(&made).become_copy_of(dict(object));
    made
}

fn subscript(vm: &Vm, object: &Ref, key: &Ref) -> Res {
    if let Some(found) = dict(object).get(vm, key)? {
        return Ok(found);
    }
    if !object.is_exactly(&vm.types.dict)
        && let Some(found) =
            vm.call_special(object, &vm.names.__missing__, Args::one(key.clone()))?
    {
        return Ok(found);
    }
    Err(vm.key_error(key))
}

fn set_subscript(vm: &Vm, object: &Ref, key: &Ref, value: Option<Ref>) -> Res<()> {
    match value {
        Some(value) => {
            vm.reserve(0)?;
            dict(object).insert(vm, key, value)
        }
        None => match dict(object).remove(vm, key)? {
            Some(old) => {
                drop(old);
                Ok(())
            }
            None => Err(vm.key_error(key)),
        },
    }
}

/// `dict(mapping or pairs, **keywords)` (`dict_update_common`).
fn update(vm: &Vm, object: &Ref, mut args: Args, name: &str) -> Res<()> {
    let keywords = args.take_keywords();
    args.check(vm, name, 0, 1)?;
    if let Some(other) = args.get(0) {
        update_from(vm, object, other)?;
    }
    for (key, value) in keywords {
        dict(object).insert(vm, &key, value)?;
    }
    Ok(())
}

/// From a mapping if it has `keys`, else from pairs (`dict_update_arg`).
fn update_from(vm: &Vm, object: &Ref, other: &Ref) -> Res<()> {
    let is_mapping =
        other.get::<Dict>().is_some() || vm.find_attribute(other, &vm.names.keys)?.is_some();
    if is_mapping {
        return vm.dict_update(object, other);
    }
    let mut index = 0;
    vm.for_each(other, |pair| {
        let is_iterable =
            pair.ty().slots.tp_iter.get().is_some() || pair.ty().slots.sq_item.get().is_some();
        if !is_iterable {
            let text =
                format!("cannot convert dictionary update sequence element #{index} to a sequence");
            return Err(vm.type_error(text));
        }
        let parts = vm.iterate_to_vec(&pair)?;
        let [key, value] = parts.as_slice() else {
            let text = format!(
                "dictionary update sequence element #{index} has length {}; 2 is required",
                parts.len()
            );
            return Err(vm.value_error(text));
        };
        index += 1;
        dict(object).insert(vm, key, value.clone())
    })
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    vm.guarded_repr(object, "{...}", || {
        let mut parts = Vec::new();
        let mut at = 0;
        while let Some((next, key, value)) = dict(object).next_entry(at) {
            let text = vm.repr_text(&key)? + ": " + &vm.repr_text(&value)?;
            parts.push(vm.new_str(text.as_str().into()));
            at = next;
        }
        vm.bracketed("{", &parts, "}")
    })
}

fn compare(vm: &Vm, a: &Ref, b: &Ref, op: CompareOp) -> Res {
    let (Some(x), Some(y)) = (a.get::<Dict>(), b.get::<Dict>()) else {
        return Ok(vm.not_implemented.clone());
    };
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(vm.not_implemented.clone());
    }
    let is_equal = is_equal(vm, x, y)?;
    vm.equality(op, is_equal)
}

fn is_equal(vm: &Vm, x: &Dict, y: &Dict) -> Res<bool> {
    if x.len() != y.len() {
        return Ok(false);
    }
    let mut at = 0;
    while let Some((next, key, value)) = x.next_entry(at) {
        match y.get(vm, &key)? {
            Some(other) if vm.is_equal(&value, &other)? => at = next,
            _ => return Ok(false),
        }
    }
    Ok(true)
}
