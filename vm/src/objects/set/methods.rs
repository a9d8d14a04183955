//! Methods of `set` and `frozenset`.

use super::{Set, operators};
use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::dict::Dict;
use crate::objects::type_;
use crate::typedef::{NativeDef, classmethod, method};
use crate::vm::Vm;

fn of(object: &Ref) -> &Set {
    object.expect::<Set>()
}

const SHARED: [NativeDef; 13] = [
    method("__contains__(self, object, /)", |vm, object, args| {
        Ok(vm.bool(operators::contains(vm, object, &args[0])?))
    }),
    method("__reduce__(self, /)", |vm, object, _| {
        let state = vm.call_method(object, "__getstate__", Args::none())?;
        Ok(vm.tuple(vec![object.class(), vm.tuple(vec![vm.list(of(object).keys())]), state]))
    }),
    method("__sizeof__(self, /)", |vm, object, _| {
        Ok(vm.int((of(object).sizeof() + 8 * object.ty().n_slots.get()) as i64))
    }),
    method("copy(self, /)", |vm, object, _| {
        if object.is_exactly(&vm.types.frozenset) { Ok(object.clone()) } else { copy(vm, object) }
    }),
    method("difference(self, *others)", |vm, object, args| {
        let made = copy(vm, object)?;
        for other in args.values.iter().flatten() {
            difference_update(vm, &made, other)?;
        }
        Ok(made)
    }),
    method("intersection(self, *others)", |vm, object, args| {
        let mut found = if args.is_empty() { copy(vm, object)? } else { object.clone() };
        for other in args.values.iter().flatten() {
            found = intersection(vm, &found, other)?;
        }
        Ok(found)
    }),
    method("isdisjoint(self, other, /)", |vm, object, args| {
        let mut found = true;
        vm.for_each(&args[0], |key| {
            found = found && !of(object).contains(vm, &key)?;
            Ok(())
        })?;
        Ok(vm.bool(found))
    }),
    method("issubset(self, other, /)", |vm, object, args| {
        let other = as_set(vm, &args[0])?;
        vm.rich_compare(object, &other, crate::slots::CompareOp::Le)
    }),
    method("issuperset(self, other, /)", |vm, object, args| {
        let mut found = true;
        vm.for_each(&args[0], |key| {
            found = found && of(object).contains(vm, &key)?;
            Ok(())
        })?;
        Ok(vm.bool(found))
    }),
    method("symmetric_difference(self, other, /)", |vm, object, args| {
        symmetric_difference(vm, object, &args[0])
    }),
    method("union(self, *others)", |vm, object, args| {
        let made = copy(vm, object)?;
        for other in args.values.iter().flatten() {
            update(vm, &made, other)?;
        }
        Ok(made)
    }),
    classmethod("__class_getitem__(cls, object, /)", |vm, class, args| {
        vm.generic_alias(class, &args[0])
    }),
    method("__reduce_ex__(self, protocol, /)", |vm, object, _| {
        vm.call_method(object, "__reduce__", Args::none())
    }),
];

pub(super) const FROZEN: &[NativeDef] = &[
    SHARED[0], SHARED[1], SHARED[2], SHARED[3], SHARED[4], SHARED[5], SHARED[6], SHARED[7],
    SHARED[8], SHARED[9], SHARED[10], SHARED[11],
];

pub(super) const SET: &[NativeDef] = &[
    SHARED[0],
    SHARED[1],
    SHARED[2],
    SHARED[3],
    SHARED[4],
    SHARED[5],
    SHARED[6],
    SHARED[7],
    SHARED[8],
    SHARED[9],
    SHARED[10],
    SHARED[11],
    method("add(self, object, /)", |vm, object, args| {
        of(object).add(vm, &args[0])?;
        Ok(vm.none.clone())
    }),
    method("clear(self, /)", |vm, object, _| {
        of(object).clear();
        Ok(vm.none.clone())
    }),
    method("discard(self, object, /)", |vm, object, args| {
        discard(vm, object, &args[0])?;
        Ok(vm.none.clone())
    }),
    method("remove(self, object, /)", |vm, object, args| match discard(vm, object, &args[0])? {
        true => Ok(vm.none.clone()),
        false => Err(vm.key_error(&args[0])),
    }),
    method("pop(self, /)", |vm, object, _| {
        let found = of(object).pop();
        found
            .ok_or_else(|| vm.raise(&vm.exceptions.KeyError, vec![vm.str("pop from an empty set")]))
    }),
    method("update(self, *others)", |vm, object, args| each(vm, object, &args, update)),
    method("difference_update(self, *others)", |vm, object, args| {
        each(vm, object, &args, difference_update)
    }),
    method("intersection_update(self, *others)", |vm, object, args| {
        let mut found = object.clone();
        for other in args.values.iter().flatten() {
            found = intersection(vm, &found, other)?;
        }
        if !found.is(object) {
            of(object).swap(of(&found));
        }
        Ok(vm.none.clone())
    }),
    method("symmetric_difference_update(self, other, /)", |vm, object, args| {
        symmetric_difference_update(vm, object, &args[0])?;
        Ok(vm.none.clone())
    }),
];

fn each(vm: &Vm, object: &Ref, args: &Args, operation: fn(&Vm, &Ref, &Ref) -> Res<()>) -> Res {
    for other in args.values.iter().flatten() {
        operation(vm, object, other)?;
    }
    Ok(vm.none.clone())
}

fn discard(vm: &Vm, object: &Ref, key: &Ref) -> Res<bool> {
    match of(object).discard(vm, key) {
        Err(error)
            if key.get::<Set>().is_some() && vm.is_raised(&error, &vm.exceptions.TypeError) =>
        {
            of(object).discard(vm, &frozen(vm, key)?)
        }
        found => found,
    }
}

/// An empty set of the base type of `like`: `set` or `frozenset`.
fn empty(vm: &Vm, like: &Ref) -> Ref {
    let class = if type_::is_subtype(&like.class(), &vm.types.set) {
        &vm.types.set
    } else {
        &vm.types.frozenset
    };
    Ref::new(Some(class.clone()), Set::default())
}

fn copy(vm: &Vm, object: &Ref) -> Res {
    let made = empty(vm, object);
    of(&made).merge(vm, of(object))?;
    Ok(made)
}

/// The same elements as a frozenset.
pub(super) fn frozen(vm: &Vm, object: &Ref) -> Res {
    let made = Ref::new(Some(vm.types.frozenset.clone()), Set::default());
    of(&made).merge(vm, of(object))?;
    Ok(made)
}

fn as_set(vm: &Vm, object: &Ref) -> Res {
    if object.get::<Set>().is_some() {
        return Ok(object.clone());
    }
    let made = Ref::new(Some(vm.types.set.clone()), Set::default());
    update(vm, &made, object)?;
    Ok(made)
}

/// Adds all items of `other` (`set_update_internal`).
pub fn update(vm: &Vm, object: &Ref, other: &Ref) -> Res<()> {
    if let Some(other) = other.get::<Set>() {
        return of(object).merge(vm, other);
    }
    if other.is_exactly(&vm.types.dict) {
        for (hash, key) in other.expect::<Dict>().hashed_keys() {
            of(object).add_hashed(vm, hash, &key)?;
        }
        return Ok(());
    }
    vm.for_each(other, |key| of(object).add(vm, &key).map(drop))
}

pub(super) fn union(vm: &Vm, a: &Ref, b: &Ref) -> Res {
    let made = copy(vm, a)?;
    update(vm, &made, b)?;
    Ok(made)
}

/// Elements of both; the smaller one is gone over (`set_intersection`).
pub(super) fn intersection(vm: &Vm, a: &Ref, b: &Ref) -> Res {
    let made = empty(vm, a);
    if let Some(other) = b.get::<Set>() {
        let (these, those) =
            if other.len() > of(a).len() { (of(a), other) } else { (other, of(a)) };
        for (hash, key) in these.hashed_keys() {
            if those.contains_hashed(vm, hash, &key)? {
                of(&made).add_hashed(vm, hash, &key)?;
            }
        }
        return Ok(made);
    }
    vm.for_each(b, |key| {
        if of(a).contains(vm, &key)? {
            of(&made).add(vm, &key)?;
        }
        Ok(())
    })?;
    Ok(made)
}

pub(super) fn intersection_update(vm: &Vm, a: &Ref, b: &Ref) -> Res<()> {
    let found = intersection(vm, a, b)?;
    of(a).swap(of(&found));
    Ok(())
}

pub(super) fn difference_update(vm: &Vm, a: &Ref, b: &Ref) -> Res<()> {
    if a.is(b) {
        of(a).clear();
        return Ok(());
    }
    let hashed = match b.get::<Set>() {
        Some(other) => Some(other.hashed_keys()),
        None => b.get::<Dict>().filter(|_| b.is_exactly(&vm.types.dict)).map(Dict::hashed_keys),
    };
    if let Some(hashed) = hashed {
        for (hash, key) in hashed {
            of(a).discard_hashed(vm, hash, &key)?;
        }
        return Ok(());
    }
    vm.for_each(b, |key| of(a).discard(vm, &key).map(drop))
}

pub(super) fn difference(vm: &Vm, a: &Ref, b: &Ref) -> Res {
    let made = empty(vm, a);
    for (hash, key) in of(a).hashed_keys() {
        if !of(b).contains_hashed(vm, hash, &key)? {
            of(&made).add_hashed(vm, hash, &key)?;
        }
    }
    Ok(made)
}

pub(super) fn symmetric_difference_update(vm: &Vm, a: &Ref, b: &Ref) -> Res<()> {
    if a.is(b) {
        of(a).clear();
        return Ok(());
    }
    let other = as_set(vm, b)?;
    for (hash, key) in of(&other).hashed_keys() {
        if !of(a).discard_hashed(vm, hash, &key)? {
            of(a).add_hashed(vm, hash, &key)?;
        }
    }
    Ok(())
}

pub(super) fn symmetric_difference(vm: &Vm, a: &Ref, b: &Ref) -> Res {
    let made = empty(vm, a);
    update(vm, &made, b)?;
    symmetric_difference_update(vm, &made, a)?;
    Ok(made)
}
