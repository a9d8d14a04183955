//! Operators of sets.

use super::{Set, iterator, methods};
use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::type_;
use crate::slots::{CompareOp, SlotTable};
use crate::vm::Vm;

pub(super) fn fill(it: &SlotTable) {
    it.tp_new.set(Some(new));
    it.tp_repr.set(Some(repr));
    it.tp_richcompare.set(Some(compare));
    it.tp_iter.set(Some(|vm, object| Ok(iterator::iterate(vm, object))));
    it.sq_length.set(Some(|_, object| Ok(object.expect::<Set>().len())));
    it.sq_contains.set(Some(contains));
    it.nb_and.set(Some(|vm, a, b| binary(vm, a, b, methods::intersection)));
    it.nb_or.set(Some(|vm, a, b| binary(vm, a, b, methods::union)));
    it.nb_xor.set(Some(|vm, a, b| binary(vm, a, b, methods::symmetric_difference)));
    it.nb_subtract.set(Some(|vm, a, b| binary(vm, a, b, methods::difference)));
}

pub(super) fn fill_in_place(it: &SlotTable) {
    it.tp_hash.set(Some(crate::objects::object::hash_not_implemented));
    it.tp_init.set(Some(|vm, object, args| {
        if object.is_exactly(&vm.types.set) {
            args.no_keywords(vm, "set")?;
        }
        args.check(vm, "set", 0, 1)?;
        object.expect::<Set>().clear();
        match args.get(0) {
            Some(given) => methods::update(vm, object, given),
            None => Ok(()),
        }
    }));
    it.nb_inplace_and.set(Some(|vm, a, b| in_place(vm, a, b, methods::intersection_update)));
    it.nb_inplace_or.set(Some(|vm, a, b| in_place(vm, a, b, methods::update)));
    it.nb_inplace_xor
        .set(Some(|vm, a, b| in_place(vm, a, b, methods::symmetric_difference_update)));
    it.nb_inplace_subtract.set(Some(|vm, a, b| in_place(vm, a, b, methods::difference_update)));
}

pub(super) fn fill_frozen(it: &SlotTable) {
    it.tp_new.set(Some(new_frozen));
    it.tp_hash.set(Some(hash));
}

fn new(_: &Vm, class: &Ref, _: Args) -> Res {
    Ok(type_::instantiate(class, Set::default()))
}

/// An exact frozenset is itself.
fn new_frozen(vm: &Vm, class: &Ref, args: Args) -> Res {
    let is_exact = class.is(&vm.types.frozenset);
    if is_exact {
        args.no_keywords(vm, "frozenset")?;
    }
    if args.n_positional() > 1 {
        args.check(vm, "frozenset", 0, 1)?;
    }
    let made = type_::instantiate(class, Set::default());
    if let Some(given) = args.get(0) {
        if is_exact && given.is_exactly(&vm.types.frozenset) {
            return Ok(given.clone());
        }
        methods::update(vm, &made, given)?;
    }
    Ok(made)
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    let name = object.ty().name.borrow().clone();
    let is_set = object.is_exactly(&vm.types.set);
    if object.expect::<Set>().is_empty() {
        return Ok(vm.str(&format!("{name}()")));
    }
    vm.guarded_repr(object, &format!("{name}(...)"), || {
        let keys = object.expect::<Set>().keys();
        let parts: Vec<Ref> = keys.iter().map(|it| vm.repr(it)).collect::<Res<_>>()?;
        if is_set {
            vm.bracketed("{", &parts, "}")
        } else {
            vm.bracketed(&format!("{name}({{"), &parts, "})")
        }
    })
}

/// `frozenset_hash`.
fn hash(vm: &Vm, object: &Ref) -> Res<i64> {
    let it = object.expect::<Set>();
    if let Some(known) = it.hash.get() {
        return Ok(known);
    }
    let shuffled = |it: u64| ((it ^ 89_869_747) ^ (it << 16)).wrapping_mul(3_644_798_167);
    let mut hash = 0u64;
    for key in it.keys() {
        hash ^= shuffled(vm.hash(&key)? as u64);
    }
    hash ^= (it.len() as u64 + 1).wrapping_mul(1_927_868_237);
    hash ^= (hash >> 11) ^ (hash >> 25);
    hash = hash.wrapping_mul(69_069).wrapping_add(907_133_923);
    let hash = if hash == u64::MAX { 590_923_713 } else { hash as i64 };
    it.hash.set(Some(hash));
    Ok(hash)
}

fn compare(vm: &Vm, a: &Ref, b: &Ref, op: CompareOp) -> Res {
    let (Some(x), Some(y)) = (a.get::<Set>(), b.get::<Set>()) else {
        return Ok(vm.not_implemented.clone());
    };
    let all_in = |these: &Set, those: &Set| -> Res<bool> {
        for key in these.keys() {
            if !those.contains(vm, &key)? {
                return Ok(false);
            }
        }
        Ok(true)
    };
    let (n, m) = (x.len(), y.len());
    let found = match op {
        CompareOp::Eq => n == m && all_in(x, y)?,
        CompareOp::Ne => !(n == m && all_in(x, y)?),
        CompareOp::Lt => n < m && all_in(x, y)?,
        CompareOp::Le => n <= m && all_in(x, y)?,
        CompareOp::Gt => n > m && all_in(y, x)?,
        CompareOp::Ge => n >= m && all_in(y, x)?,
    };
    Ok(vm.bool(found))
}

/// A set that cannot be hashed is looked for as a frozenset.
pub(super) fn contains(vm: &Vm, object: &Ref, key: &Ref) -> Res<bool> {
    let it = object.expect::<Set>();
    match it.contains(vm, key) {
        Err(error)
            if key.get::<Set>().is_some() && vm.is_raised(&error, &vm.exceptions.TypeError) =>
        {
            it.contains(vm, &methods::frozen(vm, key)?)
        }
        found => found,
    }
}

fn binary(vm: &Vm, a: &Ref, b: &Ref, operation: fn(&Vm, &Ref, &Ref) -> Res) -> Res {
    if a.get::<Set>().is_none() || b.get::<Set>().is_none() {
        return Ok(vm.not_implemented.clone());
    }
    operation(vm, a, b)
}

fn in_place(vm: &Vm, a: &Ref, b: &Ref, operation: fn(&Vm, &Ref, &Ref) -> Res<()>) -> Res {
    if b.get::<Set>().is_none() {
        return Ok(vm.not_implemented.clone());
    }
    operation(vm, a, b)?;
    Ok(a.clone())
}
