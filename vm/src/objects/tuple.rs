//! `tuple`.

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref, Seq};
use crate::objects::list::{compare_sequences, contains_item, iterate, repeat_items};
use crate::objects::slice::Slice;
use crate::objects::type_;
use crate::typedef::{BASE, TypeDef, classmethod, flag, method};
use crate::vm::Vm;

/// Items that never change. They die from the last to the first.
pub struct Tuple {
    items: Box<[Ref]>,
}

impl Tuple {
    /// A tuple of these items.
    pub fn new(items: Vec<Ref>) -> Tuple {
        Tuple { items: items.into_boxed_slice() }
    }

    /// Puts these in place of its first items, and returns what was there.
    pub fn replace_first(&mut self, items: Vec<Ref>) -> Vec<Ref> {
        let places = self.items.iter_mut().zip(items);
        places.map(|(place, item)| std::mem::replace(place, item)).collect()
    }

    /// Its items.
    #[inline]
    pub fn items(&self) -> &[Ref] {
        &self.items
    }
}

impl Payload for Tuple {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        // From the last to the first, as `tupletraverse`.
        self.items.iter().rev().for_each(visit);
    }
}

impl Drop for Tuple {
    fn drop(&mut self) {
        drop(Seq::new(std::mem::take(&mut self.items).into_vec()));
    }
}

fn items(object: &Ref) -> &[Ref] {
    object.expect::<Tuple>().items()
}

/// `tuple`.
pub const DEF: TypeDef = TypeDef {
    name: "tuple",
    flags: flag::BASETYPE | flag::SEQUENCE | flag::MATCH_SELF | flag::HAVE_GC,
    slots: |it| {
        it.tp_new.set(Some(new));
        it.tp_repr.set(Some(repr));
        it.tp_hash.set(Some(hash));
        it.tp_richcompare.set(Some(|vm, a, b, op| match (a.get::<Tuple>(), b.get::<Tuple>()) {
            (Some(x), Some(y)) => {
                let (x, y) = (x.items(), y.items());
                compare_sequences(
                    vm,
                    op,
                    |at| x.get(at).cloned(),
                    |at| y.get(at).cloned(),
                    || (x.len(), y.len()),
                )
            }
            _ => Ok(vm.not_implemented.clone()),
        }));
        it.tp_iter.set(Some(|vm, object| Ok(iterate(vm, object))));
        it.sq_length.set(Some(|_, object| Ok(items(object).len())));
        it.mp_length.set(Some(|_, object| Ok(items(object).len())));
        it.sq_item.set(Some(item));
        it.sq_contains.set(Some(|vm, object, item| {
            contains_item(vm, |at| items(object).get(at).cloned(), item)
        }));
        it.sq_concat.set(Some(concat));
        it.sq_repeat.set(Some(repeat));
        it.mp_subscript.set(Some(subscript));
    },
    methods: &[
        method("__getnewargs__(self, /)", |vm, object, _| {
            Ok(vm.tuple(vec![vm.tuple(items(object).to_vec())]))
        }),
        method("index(self, value, start=0, stop=9223372036854775807, /)", index),
        method("count(self, value, /)", |vm, object, args| {
            let mut count = 0;
            for item in items(object) {
                count += i64::from(vm.is_equal(item, &args[0])?);
            }
            Ok(vm.int(count))
        }),
        classmethod("__class_getitem__(cls, object, /)", |vm, class, args| {
            vm.generic_alias(class, &args[0])
        }),
    ],
    size: (24, 8),
    ..BASE
};

/// An exact tuple is itself.
fn new(vm: &Vm, class: &Ref, args: Args) -> Res {
    let is_exact = class.is(&vm.types.tuple);
    // A subclass with an `__init__` of its own may know what keywords mean (`tuple_new_impl`).
    let init =
        |class: &Ref| class.expect::<type_::Type>().slots.tp_init.get().map(|it| it as usize);
    if is_exact || init(class) == init(&vm.types.tuple) {
        args.no_keywords(vm, "tuple")?;
    }
    if args.n_positional() > 1 {
        args.check(vm, "tuple", 0, 1)?;
    }
    let Some(given) = args.get(0) else {
        return Ok(if is_exact {
            vm.empty_tuple()
        } else {
            type_::instantiate(class, Tuple::new(Vec::new()))
        });
    };
    if is_exact && given.is_exactly(&vm.types.tuple) {
        return Ok(given.clone());
    }
    let items = vm.iterate_to_vec(given)?;
    Ok(if is_exact { vm.tuple(items) } else { type_::instantiate(class, Tuple::new(items)) })
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    vm.guarded_repr(object, "(...)", || {
        let parts: Vec<Ref> = items(object).iter().map(|it| vm.repr(it)).collect::<Res<_>>()?;
        vm.bracketed("(", &parts, if parts.len() == 1 { ",)" } else { ")" })
    })
}

/// xxHash of the items' hashes (`tuple_hash`).
fn hash(vm: &Vm, object: &Ref) -> Res<i64> {
    const PRIME_1: u64 = 11_400_714_785_074_694_791;
    const PRIME_2: u64 = 14_029_467_366_897_019_727;
    const PRIME_5: u64 = 2_870_177_450_012_600_261;
    let mut acc = PRIME_5;
    for item in items(object) {
        let lane = vm.hash(item)? as u64;
        acc = acc.wrapping_add(lane.wrapping_mul(PRIME_2)).rotate_left(31).wrapping_mul(PRIME_1);
    }
    acc = acc.wrapping_add(items(object).len() as u64 ^ (PRIME_5 ^ 3_527_539));
    Ok(if acc == u64::MAX { 1_546_275_796 } else { acc as i64 })
}

fn item(vm: &Vm, object: &Ref, index: isize) -> Res {
    let found = usize::try_from(index).ok().and_then(|it| items(object).get(it));
    found.cloned().ok_or_else(|| vm.index_error("tuple index out of range".to_owned()))
}

fn concat(vm: &Vm, a: &Ref, b: &Ref) -> Res {
    let Some(other) = b.get::<Tuple>() else {
        let name = vm.type_name(b);
        return Err(vm.type_error(format!("can only concatenate tuple (not \"{name}\") to tuple")));
    };
    if items(a).is_empty() && b.is_exactly(&vm.types.tuple) {
        return Ok(b.clone());
    }
    if other.items().is_empty() && a.is_exactly(&vm.types.tuple) {
        return Ok(a.clone());
    }
    vm.reserve(8 * (items(a).len() + other.items().len()) as u64)?;
    Ok(vm.tuple(items(a).iter().chain(other.items()).cloned().collect()))
}

fn repeat(vm: &Vm, object: &Ref, n: isize) -> Res {
    if (n == 1 || items(object).is_empty()) && object.is_exactly(&vm.types.tuple) {
        return Ok(object.clone());
    }
    Ok(vm.tuple(repeat_items(vm, items(object).to_vec(), n)?))
}

fn subscript(vm: &Vm, object: &Ref, key: &Ref) -> Res {
    let len = items(object).len();
    if key.ty().slots.nb_index.get().is_some() {
        let index = vm.index_or_index_error(key)?;
        return item(vm, object, if index < 0 { index + len as isize } else { index });
    }
    let Some(slice) = key.get::<Slice>() else {
        let name = vm.type_name(key);
        return Err(vm.type_error(format!("tuple indices must be integers or slices, not {name}")));
    };
    let slice = vm.slice_of(slice, len)?;
    if slice.len == len && slice.step == 1 && object.is_exactly(&vm.types.tuple) {
        return Ok(object.clone());
    }
    vm.charge_len(8 * slice.len)?;
    Ok(vm.tuple(slice.indices().map(|it| items(object)[it].clone()).collect()))
}

fn index(vm: &Vm, object: &Ref, args: Args) -> Res {
    let len = items(object).len() as isize;
    let clamp = |it: isize| if it < 0 { (it + len).max(0) } else { it.min(len) } as usize;
    let start = clamp(vm.index_bound(args.get(1), 0)?);
    let stop = clamp(vm.index_bound(args.get(2), isize::MAX)?);
    for at in start..stop.max(start) {
        if vm.is_equal(&items(object)[at], &args[0])? {
            return Ok(vm.int(at as i64));
        }
    }
    Err(vm.value_error("tuple.index(x): x not in tuple".to_owned()))
}
