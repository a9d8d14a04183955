//! `range`.

use std::cell::Cell;

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::numbers::Int;
use crate::objects::slice::{self, Slice};
use crate::slots::CompareOp;
use crate::typedef::{FINAL, TypeDef, flag, member, method};
use crate::vm::Vm;

/// A range: int objects, and how many values it has.
pub struct Range {
    /// `start`.
    pub start: Ref,
    /// `stop`.
    pub stop: Ref,
    /// `step`.
    pub step: Ref,
    /// Its length.
    pub length: Int,
}

impl Payload for Range {
    fn edges(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.start);
        visit(&self.stop);
        visit(&self.step);
    }
}

fn of(object: &Ref) -> &Range {
    object.expect::<Range>()
}

fn int(object: &Ref) -> &Int {
    object.expect::<Int>()
}

/// `range`.
pub const DEF: TypeDef = TypeDef {
    name: "range",
    flags: flag::SEQUENCE,
    slots: |it| {
        it.tp_new.set(Some(new));
        it.tp_repr.set(Some(|vm, object| {
            let it = of(object);
            let (start, stop) = (vm.repr_text(&it.start)?, vm.repr_text(&it.stop)?);
            Ok(vm.str(&match int(&it.step) {
                step if *step == Int::ONE => format!("range({start}, {stop})"),
                step => format!("range({start}, {stop}, {step})"),
            }))
        }));
        it.tp_hash.set(Some(|vm, object| vm.hash(&key(vm, object))));
        it.tp_richcompare.set(Some(|vm, a, b, op| {
            if a.get::<Range>().is_none()
                || b.get::<Range>().is_none()
                || !matches!(op, CompareOp::Eq | CompareOp::Ne)
            {
                return Ok(vm.not_implemented.clone());
            }
            vm.rich_compare(&key(vm, a), &key(vm, b), op)
        }));
        it.tp_iter.set(Some(|vm, object| Ok(iterate(vm, object, false))));
        it.nb_bool.set(Some(|_, object| Ok(!of(object).length.is_zero())));
        it.sq_length.set(Some(length));
        it.mp_length.set(Some(length));
        it.sq_item.set(Some(|vm, object, index| item(vm, object, &Int::Small(index as i64))));
        it.sq_contains.set(Some(|vm, object, value| match find(vm, object, value)? {
            Some(found) => Ok(found.is_some()),
            None => vm.contains_by_iteration(object, value),
        }));
        it.mp_subscript.set(Some(subscript));
    },
    methods: &[
        method("__reversed__(self, /)", |vm, object, _| Ok(iterate(vm, object, true))),
        method("__reduce__(self, /)", |vm, object, _| {
            let it = of(object);
            let args = vm.tuple(vec![it.start.clone(), it.stop.clone(), it.step.clone()]);
            Ok(vm.tuple(vec![object.class(), args]))
        }),
        method("count(self, value, /)", |vm, object, args| match find(vm, object, &args[0])? {
            Some(found) => Ok(vm.int(found.is_some().into())),
            None => {
                let mut count = 0;
                vm.for_each(object, |item| {
                    count += i64::from(vm.is_equal(&item, &args[0])?);
                    Ok(())
                })?;
                Ok(vm.int(count))
            }
        }),
        method("index(self, value, /)", |vm, object, args| {
            let found = match find(vm, object, &args[0])? {
                Some(found) => found,
                None => index_by_iteration(vm, object, &args[0])?,
            };
            found.map(|it| vm.new_int(it)).ok_or_else(|| {
                let shown = vm.repr_text(&args[0]).unwrap_or_default();
                if args[0].get::<Int>().is_some() {
                    vm.value_error(format!("{shown} is not in range"))
                } else {
                    vm.value_error("sequence.index(x): x not in sequence".to_owned())
                }
            })
        }),
    ],
    getset: &[
        member("start", |_, object| Ok(of(object).start.clone())),
        member("stop", |_, object| Ok(of(object).stop.clone())),
        member("step", |_, object| Ok(of(object).step.clone())),
    ],
    size: (48, 0),
    ..FINAL
};

fn new(vm: &Vm, _: &Ref, args: Args) -> Res {
    args.no_keywords(vm, "range")?;
    let n = args.len();
    if n == 0 {
        return Err(vm.type_error("range expected at least 1 argument, got 0".to_owned()));
    }
    if n > 3 {
        return Err(vm.type_error(format!("range expected at most 3 arguments, got {n}")));
    }
    let index = |at: usize| vm.index(&args[at]).map(|it| vm.exact_int(&it));
    let (start, stop) = if n == 1 { (vm.int(0), index(0)?) } else { (index(0)?, index(1)?) };
    let step = if n == 3 { index(2)? } else { vm.int(1) };
    make(vm, start, stop, step)
}

fn make(vm: &Vm, start: Ref, stop: Ref, step: Ref) -> Res {
    if int(&step).is_zero() {
        return Err(vm.value_error("range() arg 3 must not be zero".to_owned()));
    }
    let length = count(int(&start), int(&stop), int(&step));
    Ok(Ref::new(Some(vm.types.range.clone()), Range { start, stop, step, length }))
}

/// How many values there are (`compute_range_length`).
fn count(start: &Int, stop: &Int, step: &Int) -> Int {
    let (low, high, step) =
        if step.is_negative() { (stop, start, step.neg()) } else { (start, stop, step.clone()) };
    if low >= high {
        return Int::ZERO;
    }
    let span = high.sub(low).sub(&Int::ONE);
    span.floor_div(&step).map_or(Int::ZERO, |it| it.add(&Int::ONE))
}

/// What two equal ranges have in common.
fn key(vm: &Vm, object: &Ref) -> Ref {
    let it = of(object);
    let length = vm.new_int(it.length.clone());
    let none = || vm.none.clone();
    vm.tuple(match &it.length {
        length_value if length_value.is_zero() => vec![length, none(), none()],
        length_value if *length_value == Int::ONE => vec![length, it.start.clone(), none()],
        _ => vec![length, it.start.clone(), it.step.clone()],
    })
}

fn length(vm: &Vm, object: &Ref) -> Res<usize> {
    match of(object).length.to_i64() {
        Some(it) => Ok(it as usize),
        None => Err(vm.overflow_error("Python int too large to convert to C ssize_t".to_owned())),
    }
}

fn value(it: &Range, index: &Int) -> Int {
    int(&it.start).add(&index.mul(int(&it.step)))
}

fn item(vm: &Vm, object: &Ref, index: &Int) -> Res {
    let it = of(object);
    let index = if index.is_negative() { index.add(&it.length) } else { index.clone() };
    if index.is_negative() || index >= it.length {
        return Err(vm.index_error("range object index out of range".to_owned()));
    }
    Ok(vm.new_int(value(it, &index)))
}

/// Where an exact int stands; `None` for what has to be compared with every value.
fn find(vm: &Vm, object: &Ref, value: &Ref) -> Res<Option<Option<Int>>> {
    if !value.is_exactly(&vm.types.int) && !value.is_exactly(&vm.types.bool_) {
        return Ok(None);
    }
    let it = of(object);
    let (start, step) = (int(&it.start), int(&it.step));
    let distance = int(value).sub(start);
    let (Ok(index), Ok(rest)) = (distance.floor_div(step), distance.modulo(step)) else {
        return Ok(Some(None));
    };
    let is_in = rest.is_zero() && !index.is_negative() && index < it.length;
    Ok(Some(is_in.then_some(index)))
}

fn index_by_iteration(vm: &Vm, object: &Ref, value: &Ref) -> Res<Option<Int>> {
    let mut found = None;
    let mut at = 0;
    vm.for_each(object, |item| {
        if found.is_none() && vm.is_equal(&item, value)? {
            found = Some(Int::Small(at));
        }
        at += 1;
        Ok(())
    })?;
    Ok(found)
}

fn subscript(vm: &Vm, object: &Ref, key: &Ref) -> Res {
    if key.ty().slots.nb_index.get().is_some() {
        return item(vm, object, int(&vm.index(key)?));
    }
    let Some(slice) = key.get::<Slice>() else {
        let name = vm.type_name(key);
        return Err(vm.type_error(format!("range indices must be integers or slices, not {name}")));
    };
    let it = of(object);
    let (start, stop, step) = slice::adjusted(vm, slice, &it.length)?;
    let step = step.mul(int(&it.step));
    make(vm, vm.new_int(value(it, &start)), vm.new_int(value(it, &stop)), vm.new_int(step))
}

/// An iterator over a range: of 64 bits where all values fit.
fn iterate(vm: &Vm, object: &Ref, is_reversed: bool) -> Ref {
    let it = of(object);
    let last = value(it, &it.length.sub(&Int::ONE));
    let (first, step) = if is_reversed {
        (last, int(&it.step).neg())
    } else {
        (int(&it.start).clone(), int(&it.step).clone())
    };
    let end = first.add(&it.length.mul(&step));
    if let (Some(next), Some(step), Some(left), Some(_)) =
        (first.to_i64(), step.to_i64(), it.length.to_i64(), end.to_i64())
    {
        let made = RangeIterator { next: Cell::new(next), step, left: Cell::new(left as u64) };
        return Ref::new(Some(vm.types.range_iterator.clone()), made);
    }
    let made = LongRangeIterator {
        next: std::cell::RefCell::new(first),
        step,
        left: std::cell::RefCell::new(it.length.clone()),
    };
    Ref::new(Some(vm.types.longrange_iterator.clone()), made)
}

/// An iterator over a range whose values fit 64 bits.
pub struct RangeIterator {
    /// The next value.
    pub next: Cell<i64>,
    /// What is added.
    pub step: i64,
    /// How many are left.
    pub left: Cell<u64>,
}

impl Payload for RangeIterator {
    const LEAF: bool = true;
}

impl RangeIterator {
    /// The next value.
    #[inline]
    pub fn advance(&self, vm: &Vm) -> Option<Ref> {
        let left = self.left.get().checked_sub(1)?;
        let value = self.next.get();
        self.left.set(left);
        self.next.set(value.wrapping_add(self.step));
        Some(vm.int(value))
    }
}

/// `range_iterator`.
pub const ITERATOR_DEF: TypeDef = TypeDef {
    name: "range_iterator",
    slots: |it| {
        it.tp_iter.set(Some(|_, object| Ok(object.clone())));
        it.tp_iternext.set(Some(|vm, object| Ok(object.expect::<RangeIterator>().advance(vm))));
    },
    methods: &[
        method("__length_hint__(self, /)", |vm, object, _| {
            Ok(vm.int(object.expect::<RangeIterator>().left.get() as i64))
        }),
        method("__reduce__(self, /)", |vm, object, _| {
            let it = object.expect::<RangeIterator>();
            let (next, step) = (it.next.get(), it.step);
            let stop = next + step * it.left.get() as i64;
            let range = make(vm, vm.int(next), vm.int(stop), vm.int(step))?;
            Ok(vm.tuple(vec![vm.builtin("iter"), vm.tuple(vec![range]), vm.none.clone()]))
        }),
        method("__setstate__(self, object, /)", |vm, object, args| {
            let it = object.expect::<RangeIterator>();
            let by = (vm.index_or_overflow(&args[0])?.max(0) as u64).min(it.left.get());
            it.left.set(it.left.get() - by);
            it.next.set(it.next.get() + it.step * by as i64);
            Ok(vm.none.clone())
        }),
    ],
    size: (40, 0),
    ..FINAL
};

/// An iterator over a range of large values.
pub struct LongRangeIterator {
    next: std::cell::RefCell<Int>,
    step: Int,
    left: std::cell::RefCell<Int>,
}

impl Payload for LongRangeIterator {
    const LEAF: bool = true;
}

/// `longrange_iterator`.
pub const LONG_ITERATOR_DEF: TypeDef = TypeDef {
    name: "longrange_iterator",
    slots: |it| {
        it.tp_iter.set(Some(|_, object| Ok(object.clone())));
        it.tp_iternext.set(Some(|vm, object| {
            let it = object.expect::<LongRangeIterator>();
            if it.left.borrow().is_zero() {
                return Ok(None);
            }
            let left = it.left.borrow().sub(&Int::ONE);
            *it.left.borrow_mut() = left;
            let next = it.next.borrow().add(&it.step);
            Ok(Some(vm.new_int(it.next.replace(next))))
        }));
    },
    methods: &[
        method("__length_hint__(self, /)", |vm, object, _| {
            Ok(vm.new_int(object.expect::<LongRangeIterator>().left.borrow().clone()))
        }),
        method("__reduce__(self, /)", |vm, object, _| {
            let it = object.expect::<LongRangeIterator>();
            let next = it.next.borrow().clone();
            let stop = next.add(&it.step.mul(&it.left.borrow()));
            let range = make(vm, vm.new_int(next), vm.new_int(stop), vm.new_int(it.step.clone()))?;
            Ok(vm.tuple(vec![vm.builtin("iter"), vm.tuple(vec![range]), vm.none.clone()]))
        }),
        method("__setstate__(self, object, /)", |vm, object, args| {
            let it = object.expect::<LongRangeIterator>();
            let index = vm.exact_int(&vm.index(&args[0])?);
            let index = index.expect::<Int>().clone().max(Int::Small(0));
            let index = index.min(it.left.borrow().clone());
            let left = it.left.borrow().sub(&index);
            *it.left.borrow_mut() = left;
            let next = it.next.borrow().add(&it.step.mul(&index));
            *it.next.borrow_mut() = next;
            Ok(vm.none.clone())
        }),
    ],
    size: (40, 0),
    ..FINAL
};
