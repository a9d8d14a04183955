//! `copy` and `pickle` of iterators: `__reduce__` and `__setstate__`, deprecated since 3.12.
//!
//! Source: the `*_reduce` and `*_setstate` functions of Modules/itertoolsmodule.c (CPython 3.13).

use super::{Itertool, of};
use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::numbers::Int;
use crate::objects::list::List;
use crate::objects::tuple::Tuple;
use crate::typedef::{NativeDef, method};
use crate::vm::Vm;

/// The warning that all of them give (`ITERTOOL_PICKLE_DEPRECATION`).
pub(super) fn deprecated(vm: &Vm) -> Res<()> {
    let text = "Pickle, copy, and deepcopy support will be removed from itertools in Python 3.14.";
    vm.warn(&vm.exceptions.DeprecationWarning, text)
}

macro_rules! reduce {
    ($of:expr) => {
        method("__reduce__(self, /)", |vm, object, _| {
            deprecated(vm)?;
            let parts: Vec<Ref> = $of(vm, object, of(object))?;
            Ok(vm.tuple(parts))
        })
    };
}

macro_rules! setstate {
    ($set:expr) => {
        method("__setstate__(self, state, /)", |vm, object, args| {
            deprecated(vm)?;
            $set(vm, of(object), &args[0])?;
            Ok(vm.none.clone())
        })
    };
}

fn no_tuple(vm: &Vm) -> Raised {
    vm.type_error("state is not a tuple".to_owned())
}

fn invalid(vm: &Vm) -> Raised {
    vm.value_error("invalid arguments".to_owned())
}

fn no_iterators(vm: &Vm) -> Raised {
    vm.type_error("Arguments must be iterators.".to_owned())
}

fn tuple_state(vm: &Vm, state: &Ref) -> Res<Vec<Ref>> {
    state.get::<Tuple>().map(|it| it.items().to_vec()).ok_or_else(|| no_tuple(vm))
}

fn is_iterator(object: &Ref) -> bool {
    object.ty().slots.tp_iternext.get().is_some()
}

/// `(class, the parts)`.
fn with_parts(vm: &Vm, object: &Ref, it: &Itertool) -> Res<Vec<Ref>> {
    Ok(vec![object.class(), vm.tuple(it.parts.to_vec())])
}

fn empty_iterator(vm: &Vm) -> Res {
    vm.iter(&vm.list(Vec::new()))
}

pub(super) const CHAIN: [NativeDef; 2] = [
    reduce!(|vm: &Vm, object: &Ref, it: &Itertool| -> Res<Vec<Ref>> {
        let mut parts = vec![object.class(), vm.empty_tuple()];
        let state = it.parts.to_vec();
        if !state.is_empty() {
            parts.push(vm.tuple(state));
        }
        Ok(parts)
    }),
    setstate!(|vm: &Vm, it: &Itertool, state: &Ref| -> Res<()> {
        let parts = tuple_state(vm, state)?;
        if parts.is_empty() || parts.len() > 2 {
            return Err(vm.type_error(format!(
                "function takes at most 2 arguments ({} given)",
                parts.len()
            )));
        }
        if !parts.iter().all(is_iterator) {
            return Err(no_iterators(vm));
        }
        drop(it.parts.replace_all(parts));
        Ok(())
    }),
];

pub(super) const COUNT: [NativeDef; 1] =
    [reduce!(|vm: &Vm, object: &Ref, it: &Itertool| -> Res<Vec<Ref>> {
        let step = it.part(vm, 1);
        let args = match step.get::<Int>() == Some(&Int::ONE) {
            true => vec![it.part(vm, 0)],
            false => vec![it.part(vm, 0), step],
        };
        Ok(vec![object.class(), vm.tuple(args)])
    })];

pub(super) const CYCLE: [NativeDef; 2] = [
    reduce!(|vm: &Vm, object: &Ref, it: &Itertool| -> Res<Vec<Ref>> {
        let parts = it.parts.to_vec();
        let saved = vm.list(parts[1..].to_vec());
        if !it.flag.get() {
            let state = vm.tuple(vec![saved, vm.bool(it.limit.get() != 0)]);
            return Ok(vec![object.class(), vm.tuple(vec![it.part(vm, 0)]), state]);
        }
        let again = vm.iter(&saved)?;
        if it.number.get() != 0 {
            let at = vm.int(it.number.get());
            vm.call_method(&again, "__setstate__", Args::one(at))?;
        }
        let state = vm.tuple(vec![saved, vm.bool(true)]);
        Ok(vec![object.class(), vm.tuple(vec![again]), state])
    }),
    setstate!(|vm: &Vm, it: &Itertool, state: &Ref| -> Res<()> {
        let parts = tuple_state(vm, state)?;
        let [saved, first_pass] = parts.as_slice() else { return Err(no_tuple(vm)) };
        let Some(saved) = saved.get::<List>() else {
            let name = vm.type_name(saved);
            return Err(vm.type_error(format!("argument 1 must be list, not {name}")));
        };
        it.limit.set(i64::from(vm.index_or_overflow(first_pass)? != 0));
        it.number.set(0);
        let mut all = vec![it.part(vm, 0)];
        all.extend(saved.items.to_vec());
        drop(it.parts.replace_all(all));
        Ok(())
    }),
];

pub(super) const REPEAT: [NativeDef; 1] =
    [reduce!(|vm: &Vm, object: &Ref, it: &Itertool| -> Res<Vec<Ref>> {
        let mut args = vec![it.part(vm, 0)];
        if it.limit.get() >= 0 {
            args.push(vm.int(it.limit.get()));
        }
        Ok(vec![object.class(), vm.tuple(args)])
    })];

pub(super) const ISLICE: [NativeDef; 2] = [
    reduce!(|vm: &Vm, object: &Ref, it: &Itertool| -> Res<Vec<Ref>> {
        let (Some(source), Some(wanted)) = (it.parts.get(0), it.parts.get(1)) else {
            let args = vec![empty_iterator(vm)?, vm.int(0)];
            return Ok(vec![object.class(), vm.tuple(args), vm.int(0)]);
        };
        let stop = it.limit.get();
        let stop = if stop < 0 { vm.none.clone() } else { vm.int(stop) };
        let args = vec![source, wanted, stop, vm.int(it.step.get())];
        Ok(vec![object.class(), vm.tuple(args), vm.int(it.number.get())])
    }),
    setstate!(|vm: &Vm, it: &Itertool, state: &Ref| -> Res<()> {
        it.number.set(vm.index_or_overflow(state)? as i64);
        Ok(())
    }),
];

/// `starmap`, `filterfalse`, `compress`.
pub(super) const PLAIN: [NativeDef; 1] = [reduce!(with_parts)];

/// `takewhile`, `dropwhile`: whether their condition has ended.
pub(super) const WHILE: [NativeDef; 2] = [
    reduce!(|vm: &Vm, object: &Ref, it: &Itertool| -> Res<Vec<Ref>> {
        let mut parts = with_parts(vm, object, it)?;
        parts.push(vm.int(it.flag.get().into()));
        Ok(parts)
    }),
    setstate!(|vm: &Vm, it: &Itertool, state: &Ref| -> Res<()> {
        it.flag.set(vm.is_true(state)?);
        Ok(())
    }),
];

pub(super) const ACCUMULATE: [NativeDef; 2] = [
    reduce!(|vm: &Vm, object: &Ref, it: &Itertool| -> Res<Vec<Ref>> {
        let (source, function, total) = (it.part(vm, 0), it.part(vm, 1), it.part(vm, 2));
        if it.number.get() != 1 && !(it.number.get() == 2 && total.is(&vm.none)) {
            return Ok(vec![object.class(), vm.tuple(vec![source, function]), total]);
        }
        // What is to come, or was and is `None`, goes before the rest.
        let rest = Itertool::with(vec![vm.iter(&vm.tuple(vec![vm.tuple(vec![total]), source]))?]);
        let rest = Ref::new(Some(vm.type_of(&super::CHAIN)), rest);
        if it.number.get() == 1 {
            return Ok(vec![object.class(), vm.tuple(vec![rest, function]), vm.none.clone()]);
        }
        let made = vm.call(&object.class(), Args::positional([rest, function]))?;
        let args = vec![made, vm.int(1), vm.none.clone()];
        Ok(vec![vm.type_of(&super::ISLICE), vm.tuple(args)])
    }),
    setstate!(|vm: &Vm, it: &Itertool, state: &Ref| -> Res<()> {
        it.keep(2, state.clone());
        it.number.set(if state.is(&vm.none) { 0 } else { 2 });
        Ok(())
    }),
];

pub(super) const ZIP_LONGEST: [NativeDef; 2] = [
    reduce!(|vm: &Vm, object: &Ref, it: &Itertool| -> Res<Vec<Ref>> {
        let parts = it.parts.to_vec();
        let sources = parts[1..].iter();
        let sources =
            sources.map(|it| if it.is(&vm.none) { vm.empty_tuple() } else { it.clone() }).collect();
        Ok(vec![object.class(), vm.tuple(sources), it.part(vm, 0)])
    }),
    setstate!(|_: &Vm, it: &Itertool, state: &Ref| -> Res<()> {
        it.keep(0, state.clone());
        Ok(())
    }),
];

fn indices(vm: &Vm, it: &Itertool) -> Ref {
    let indices = it.indices.borrow().clone();
    vm.tuple(indices.into_iter().map(|it| vm.int(it as i64)).collect())
}

/// Indices that were given, each cut to what its place may have.
fn cut_indices(vm: &Vm, given: &[Ref], most: impl Fn(usize) -> i64) -> Res<Vec<usize>> {
    let mut found = Vec::new();
    for (place, index) in given.iter().enumerate() {
        let index = vm.index_or_overflow(index)? as i64;
        found.push(index.min(most(place)).max(0) as usize);
    }
    Ok(found)
}

pub(super) const PRODUCT: [NativeDef; 2] = [
    reduce!(|vm: &Vm, object: &Ref, it: &Itertool| -> Res<Vec<Ref>> {
        if it.limit.get() == -1 {
            return Ok(vec![object.class(), vm.tuple(vec![vm.empty_tuple()])]);
        }
        let mut parts = with_parts(vm, object, it)?;
        if it.flag.get() {
            parts.push(indices(vm, it));
        }
        Ok(parts)
    }),
    setstate!(|vm: &Vm, it: &Itertool, state: &Ref| -> Res<()> {
        let given = state.get::<Tuple>().map(|it| it.items().to_vec()).unwrap_or_default();
        let pools: Vec<i64> =
            it.parts.to_vec().iter().map(|it| vm.tuple_items(it).len() as i64).collect();
        if given.len() != pools.len() {
            return Err(invalid(vm));
        }
        if pools.contains(&0) {
            it.limit.set(-1);
            return Ok(());
        }
        let cut = cut_indices(vm, &given, |place| pools[place] - 1)?;
        it.indices.replace(cut);
        it.flag.set(true);
        Ok(())
    }),
];

/// `combinations` and its kin: a pool and how many are taken, and which were last.
fn pool(vm: &Vm, object: &Ref, it: &Itertool) -> Vec<Ref> {
    let is_over = it.limit.get() == -1;
    let items = if is_over { vm.empty_tuple() } else { vm.tuple(it.parts.to_vec()) };
    vec![object.class(), vm.tuple(vec![items, vm.int(it.step.get())])]
}

fn reduce_choice(vm: &Vm, object: &Ref, it: &Itertool) -> Res<Vec<Ref>> {
    let mut parts = pool(vm, object, it);
    if it.flag.get() && it.limit.get() != -1 {
        parts.push(indices(vm, it));
    }
    Ok(parts)
}

fn set_choice(
    vm: &Vm,
    it: &Itertool,
    state: &Ref,
    most: impl Fn(i64, i64, usize) -> i64,
) -> Res<()> {
    let given = state.get::<Tuple>().map(|it| it.items().to_vec()).unwrap_or_default();
    let (n, r) = (it.parts.len() as i64, it.step.get());
    if given.len() as i64 != r {
        return Err(invalid(vm));
    }
    let cut = cut_indices(vm, &given, |place| most(n, r, place))?;
    it.indices.replace(cut);
    it.flag.set(true);
    Ok(())
}

pub(super) const COMBINATIONS: [NativeDef; 2] = [
    reduce!(reduce_choice),
    setstate!(|vm: &Vm, it: &Itertool, state: &Ref| -> Res<()> {
        set_choice(vm, it, state, |n, r, place| place as i64 + n - r)
    }),
];

pub(super) const WITH_REPLACEMENT: [NativeDef; 2] = [
    reduce!(reduce_choice),
    setstate!(|vm: &Vm, it: &Itertool, state: &Ref| -> Res<()> {
        set_choice(vm, it, state, |n, _, _| n - 1)
    }),
];

pub(super) const PERMUTATIONS: [NativeDef; 2] = [
    reduce!(|vm: &Vm, object: &Ref, it: &Itertool| -> Res<Vec<Ref>> {
        let mut parts = pool(vm, object, it);
        if it.flag.get() && it.limit.get() != -1 {
            let cycles = cycles(&it.indices.borrow(), it.step.get() as usize);
            let cycles = cycles.into_iter().map(|it| vm.int(it as i64)).collect();
            parts.push(vm.tuple(vec![indices(vm, it), vm.tuple(cycles)]));
        }
        Ok(parts)
    }),
    setstate!(|vm: &Vm, it: &Itertool, state: &Ref| -> Res<()> {
        let parts = tuple_state(vm, state)?;
        let [indices, cycles] = parts.as_slice() else { return Err(invalid(vm)) };
        let (indices, cycles) = (vm.tuple_items(indices), vm.tuple_items(cycles));
        let n = it.parts.len();
        if indices.len() != n || cycles.len() as i64 != it.step.get() {
            return Err(invalid(vm));
        }
        let cut = cut_indices(vm, &indices, |_| n as i64 - 1)?;
        it.indices.replace(cut);
        it.flag.set(true);
        Ok(())
    }),
];

/// How many choices are left at each place, itself included.
fn cycles(indices: &[usize], r: usize) -> Vec<usize> {
    let larger = |at: usize| indices[at..].iter().filter(|it| **it >= indices[at]).count();
    (0..r.min(indices.len())).map(larger).collect()
}

pub(super) const GROUPBY: [NativeDef; 2] = [
    reduce!(|vm: &Vm, object: &Ref, it: &Itertool| -> Res<Vec<Ref>> {
        let mut parts = vec![object.class(), vm.tuple(vec![it.part(vm, 0), it.part(vm, 1)])];
        if it.flag.get() && it.limit.get() != 0 {
            parts.push(vm.tuple(vec![it.part(vm, 4), it.part(vm, 2), it.part(vm, 3)]));
        }
        Ok(parts)
    }),
    setstate!(|vm: &Vm, it: &Itertool, state: &Ref| -> Res<()> {
        let parts = tuple_state(vm, state)?;
        let [value, target, key] = parts.as_slice() else { return Err(no_tuple(vm)) };
        it.keep(4, value.clone());
        it.keep(2, target.clone());
        it.keep(3, key.clone());
        it.flag.set(true);
        it.limit.set(1);
        Ok(())
    }),
];

pub(super) const GROUPER: [NativeDef; 1] =
    [reduce!(|vm: &Vm, object: &Ref, it: &Itertool| -> Res<Vec<Ref>> {
        let parent = it.part(vm, 0);
        if of(&parent).number.get() != it.number.get() {
            return Ok(vec![vm.builtin("iter"), vm.tuple(vec![vm.empty_tuple()])]);
        }
        Ok(vec![object.class(), vm.tuple(vec![parent, it.part(vm, 1)])])
    })];
