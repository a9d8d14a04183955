//! `OrderedDict`: a dict whose keys can be moved to either end.
//!
//! The entries of our dicts are in order already; what CPython keeps in a linked list beside them
//! (Objects/odictobject.c) is the order of the table itself here.

use super::ordered_views;
use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::dict::{Dict, DictViewKind};
use crate::objects::object::INSTANCE_DICT;
use crate::objects::type_;
use crate::slots::CompareOp;
use crate::typedef::{NativeDef, TypeDef, classmethod, flag, method};
use crate::vm::Vm;

/// `collections.OrderedDict`.
pub(super) static ORDERED: TypeDef = TypeDef {
    name: "collections.OrderedDict",
    base: Some(&crate::objects::dict::DEF),
    flags: flag::BASETYPE | flag::HAVE_GC | flag::HAS_DICT | flag::HAS_WEAKREFS,
    slots: |it| {
        it.tp_new.set(Some(|_, class, _| Ok(type_::instantiate(class, Dict::default()))));
        it.tp_init.set(Some(init));
        it.tp_repr.set(Some(repr));
        it.tp_richcompare.set(Some(compare));
        it.tp_hash.set(Some(crate::objects::object::hash_not_implemented));
        it.tp_iter.set(Some(|vm, object| {
            Ok(ordered_views::iterate(vm, object, DictViewKind::Keys, false))
        }));
        it.nb_or.set(Some(or));
        it.nb_inplace_or.set(Some(|vm, a, b| {
            update_from(vm, a, b)?;
            Ok(a.clone())
        }));
    },
    methods: METHODS,
    getset: &[INSTANCE_DICT],
    doc: "Dictionary that remembers insertion order",
    size: (112, 0),
};

const METHODS: &[NativeDef] = &[
    method("__reduce__(self, /)", |vm, object, _| {
        let state = vm.call_method(object, "__getstate__", Args::none())?;
        let items = vm.call_method(object, "items", Args::none())?;
        Ok(vm.tuple(vec![
            object.class(),
            vm.empty_tuple(),
            state,
            vm.none.clone(),
            vm.iter(&items)?,
        ]))
    }),
    method("setdefault(self, key, default=None)", |vm, object, mut args| {
        let key = args[0].clone();
        let default = args.take(1).unwrap_or_else(|| vm.none.clone());
        if is_exact(vm, object) {
            return dict(object).get_or_insert(vm, &key, default);
        }
        if vm.contains(object, &key)? {
            return vm.get_item(object, &key);
        }
        vm.set_item(object, &key, Some(default.clone()))?;
        Ok(default)
    }),
    method("pop(self, key, default=NULL)", |vm, object, args| {
        if is_exact(vm, object) {
            return match dict(object).remove(vm, &args[0])? {
                Some((_, value)) => Ok(value),
                None => args.get(1).cloned().ok_or_else(|| vm.key_error(&args[0])),
            };
        }
        if vm.contains(object, &args[0])? {
            let value = vm.get_item(object, &args[0])?;
            vm.set_item(object, &args[0], None)?;
            return Ok(value);
        }
        args.get(1).cloned().ok_or_else(|| vm.key_error(&args[0]))
    }),
    method("popitem(self, last=True)", |vm, object, args| {
        let last = args.get(0).map_or(Ok(true), |it| vm.is_true(it))?;
        let it = dict(object);
        let found = if last { it.pop_last() } else { it.pop_first() };
        match found {
            Some((key, value)) => Ok(vm.tuple(vec![key, value])),
            None => Err(vm.key_error(&vm.str("dictionary is empty"))),
        }
    }),
    method("move_to_end(self, key, last=True)", |vm, object, args| {
        let last = args.get(1).map_or(Ok(true), |it| vm.is_true(it))?;
        if !dict(object).move_to_end(vm, &args[0], last)? {
            return Err(vm.key_error(&args[0]));
        }
        Ok(vm.none.clone())
    }),
    method("keys(self, /)", |vm, object, _| {
        Ok(ordered_views::view(vm, object, DictViewKind::Keys))
    }),
    method("values(self, /)", |vm, object, _| {
        Ok(ordered_views::view(vm, object, DictViewKind::Values))
    }),
    method("items(self, /)", |vm, object, _| {
        Ok(ordered_views::view(vm, object, DictViewKind::Items))
    }),
    method("update(self, *args, **kwargs)", |vm, object, args| {
        update(vm, object, args, "update() takes at most 1 positional argument")?;
        Ok(vm.none.clone())
    }),
    method("copy(self, /)", |vm, object, _| copy(vm, object)),
    method("__copy__(self, /)", |vm, object, _| copy(vm, object)),
    method("__reversed__(self, /)", |vm, object, _| {
        Ok(ordered_views::iterate(vm, object, DictViewKind::Keys, true))
    }),
    classmethod("fromkeys(cls, iterable, value=None)", |vm, class, args| {
        let value = args.get(1).cloned().unwrap_or_else(|| vm.none.clone());
        let made = vm.call(class, Args::none())?;
        vm.for_each(&args[0], |key| vm.set_item(&made, &key, Some(value.clone())))?;
        Ok(made)
    }),
];

fn dict(object: &Ref) -> &Dict {
    object.expect::<Dict>()
}

fn is_exact(vm: &Vm, object: &Ref) -> bool {
    object.is_exactly(&vm.type_of(&ORDERED))
}

fn is_ordered(vm: &Vm, object: &Ref) -> bool {
    vm.is_instance_of(object, &vm.type_of(&ORDERED))
}

fn init(vm: &Vm, object: &Ref, args: Args) -> Res<()> {
    let given = args.n_positional();
    if given > 1 {
        return Err(vm.type_error(format!("expected at most 1 arguments, got {given}")));
    }
    update(vm, object, args, "")
}

/// `mutablemapping_update`: subclasses are asked to set each item.
fn update(vm: &Vm, object: &Ref, mut args: Args, too_many: &str) -> Res<()> {
    let keywords = args.take_keywords();
    let given = args.n_positional();
    if given > 1 {
        return Err(vm.type_error(format!("{too_many} ({given} given)")));
    }
    if let Some(other) = args.get(0) {
        update_from(vm, object, other)?;
    }
    for (key, value) in keywords {
        vm.set_item(object, &key, Some(value))?;
    }
    Ok(())
}

/// `mutablemapping_update_arg`.
fn update_from(vm: &Vm, object: &Ref, other: &Ref) -> Res<()> {
    if other.is_exactly(&vm.types.dict) {
        for (key, value) in dict(other).entries() {
            vm.set_item(object, &key, Some(value))?;
        }
        return Ok(());
    }
    if let Some(keys) = vm.find_attribute(other, &vm.names.keys)? {
        let keys = vm.call(&keys, Args::none())?;
        return vm.for_each(&keys, |key| {
            let value = vm.get_item(other, &key)?;
            vm.set_item(object, &key, Some(value))
        });
    }
    match vm.find_attribute(other, &vm.intern("items"))? {
        Some(items) => add_pairs(vm, object, &vm.call(&items, Args::none())?),
        None => add_pairs(vm, object, other),
    }
}

fn add_pairs(vm: &Vm, object: &Ref, pairs: &Ref) -> Res<()> {
    vm.for_each(pairs, |pair| {
        let parts = vm.iterate_to_vec(&pair)?;
        let text = match parts.as_slice() {
            [key, value] => return vm.set_item(object, key, Some(value.clone())),
            [] => "need more than 0 values to unpack",
            [_] => "need more than 1 value to unpack",
            _ => "too many values to unpack (expected 2)",
        };
        Err(vm.value_error(text.to_owned()))
    })
}

/// A new one of the same class; what else an instance of a subclass has is not copied.
fn copy(vm: &Vm, object: &Ref) -> Res {
    let made = vm.call(&object.class(), Args::none())?;
    if is_exact(vm, object) {
        dict(&made).copy_from(dict(object));
        return Ok(made);
    }
    for key in dict(object).keys() {
        let value = vm.get_item(object, &key)?;
        vm.set_item(&made, &key, Some(value))?;
    }
    Ok(made)
}

fn or(vm: &Vm, a: &Ref, b: &Ref) -> Res {
    if a.get::<Dict>().is_none() || b.get::<Dict>().is_none() {
        return Ok(vm.not_implemented.clone());
    }
    let class = if is_ordered(vm, a) { a.class() } else { b.class() };
    let made = vm.call(&class, Args::one(a.clone()))?;
    update_from(vm, &made, b)?;
    Ok(made)
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    let name = object.ty().name.borrow().clone();
    if dict(object).is_empty() {
        return Ok(vm.str(&format!("{name}()")));
    }
    vm.guarded_repr(object, "...", || {
        let items = match is_exact(vm, object) {
            true => object.clone(),
            false => vm.call_method(object, "items", Args::none())?,
        };
        let shown = vm.call(&vm.types.dict, Args::one(items))?;
        Ok(vm.str(&format!("{name}({})", vm.repr_text(&shown)?)))
    })
}

/// Two ordered dicts are equal where their keys are in the same order as well.
fn compare(vm: &Vm, a: &Ref, b: &Ref, op: CompareOp) -> Res {
    let base = vm.types.dict.expect::<type_::Type>().slots.tp_richcompare.get();
    let found = base.expect("dict has one")(vm, a, b, op)?;
    let (CompareOp::Eq | CompareOp::Ne) = op else { return Ok(found) };
    if found.is(&vm.not_implemented) || !is_ordered(vm, b) {
        return Ok(found);
    }
    if vm.is_true(&found)? != (op == CompareOp::Eq) {
        return Ok(found);
    }
    let same = same_order(vm, dict(a), dict(b))?;
    vm.equality(op, same)
}

fn same_order(vm: &Vm, a: &Dict, b: &Dict) -> Res<bool> {
    for (x, y) in a.keys().iter().zip(&b.keys()) {
        if !vm.is_equal(x, y)? {
            return Ok(false);
        }
    }
    Ok(true)
}
