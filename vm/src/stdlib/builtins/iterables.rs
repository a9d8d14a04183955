//! Builtins over iterables: `sum`, `min`, `sorted` and their kin.

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Ref, Slot};
use crate::objects::anext_awaitable;
use crate::objects::iterator::CallableIterator;
use crate::objects::list;
use crate::protocol::BinaryOp;
use crate::slots::CompareOp;
use crate::typedef::{NativeDef, function};
use crate::vm::Vm;

pub(super) const FUNCTIONS: &[NativeDef] = &[
    function("all(iterable, /)", |vm, _, args| holds(vm, &args[0], false).map(|it| vm.bool(!it))),
    function("any(iterable, /)", |vm, _, args| holds(vm, &args[0], true).map(|it| vm.bool(it))),
    function("iter(*args)", iter),
    function("max(*args, key=None, **kwargs)", |vm, _, args| {
        extreme(vm, args, "max", CompareOp::Gt)
    }),
    function("min(*args, key=None, **kwargs)", |vm, _, args| {
        extreme(vm, args, "min", CompareOp::Lt)
    }),
    function("sorted(*args, key=None, reverse=False)", sorted),
    function("sum(iterable, /, start=0)", sum),
    function("aiter(async_iterable, /)", |vm, _, args| match args[0].ty().slots.am_aiter.get() {
        Some(aiter) => aiter(vm, &args[0]),
        None => Err(
            vm.type_error(format!("'{}' object is not an async iterable", vm.type_name(&args[0])))
        ),
    }),
    function("anext(*args)", anext),
];

fn anext(vm: &Vm, _: &Ref, args: Args) -> Res {
    args.check(vm, "anext", 1, 2)?;
    let Some(anext) = args[0].ty().slots.am_anext.get() else {
        let text = format!("'{}' object is not an async iterator", vm.type_name(&args[0]));
        return Err(vm.type_error(text));
    };
    let awaitable = anext(vm, &args[0])?;
    Ok(match args.get(1) {
        Some(default) => anext_awaitable::make(vm, awaitable, default.clone()),
        None => awaitable,
    })
}

/// Does one item have this truth value?
fn holds(vm: &Vm, iterable: &Ref, wanted: bool) -> Res<bool> {
    let iterator = vm.iter(iterable)?;
    while let Some(item) = vm.next(&iterator)? {
        vm.charge(1)?;
        if vm.is_true(&item)? == wanted {
            return Ok(true);
        }
    }
    Ok(false)
}

fn iter(vm: &Vm, _: &Ref, args: Args) -> Res {
    args.check(vm, "iter", 1, 2)?;
    let Some(sentinel) = args.get(1) else { return vm.iter(&args[0]) };
    if !vm.is_callable(&args[0]) {
        return Err(vm.type_error("iter(v, w): v must be callable".to_owned()));
    }
    let it = CallableIterator {
        function: Slot::new(Some(args[0].clone())),
        sentinel: Slot::new(Some(sentinel.clone())),
    };
    Ok(Ref::new(Some(vm.types.callable_iterator.clone()), it))
}

/// `min` and `max`: the first of those that come before all others.
fn extreme(vm: &Vm, mut args: Args, name: &str, op: CompareOp) -> Res {
    let key = args.take_keyword("key").filter(|it| !it.is(&vm.none));
    let default = args.take_keyword("default");
    if let Some(other) = args.names.first() {
        let text = format!("{name}() got an unexpected keyword argument '{}'", vm.text(other));
        return Err(vm.type_error(text));
    }
    let items = match args.n_positional() {
        0 => return Err(vm.type_error(format!("{name} expected at least 1 argument, got 0"))),
        1 => args[0].clone(),
        _ if default.is_some() => {
            let text =
                format!("Cannot specify a default for {name}() with multiple positional arguments");
            return Err(vm.type_error(text));
        }
        _ => vm.tuple(args.take_positional(0)),
    };
    let mut best: Option<(Ref, Ref)> = None;
    let iterator = vm.iter(&items)?;
    while let Some(item) = vm.next(&iterator)? {
        vm.charge(1)?;
        let value = match &key {
            Some(key) => vm.call(key, Args::one(item.clone()))?,
            None => item.clone(),
        };
        let is_better = match &best {
            Some((known, _)) => vm.is_true(&vm.rich_compare(&value, known, op)?)?,
            None => true,
        };
        if is_better {
            best = Some((value, item));
        }
    }
    match best.map(|it| it.1).or(default) {
        Some(found) => Ok(found),
        None => Err(vm.value_error(format!("{name}() iterable argument is empty"))),
    }
}

fn sorted(vm: &Vm, _: &Ref, mut args: Args) -> Res {
    let key = args.take_keyword("key").filter(|it| !it.is(&vm.none));
    let reverse = args.take_keyword("reverse").map_or(Ok(false), |it| vm.is_true(&it))?;
    if let Some(other) = args.names.first() {
        let text = format!("sort() got an unexpected keyword argument '{}'", vm.text(other));
        return Err(vm.type_error(text));
    }
    args.check(vm, "sorted", 1, 1)?;
    let made = vm.list(Vec::new());
    list::extend(vm, &made, &args[0])?;
    list::sort(vm, &made, key.as_ref(), reverse)?;
    Ok(made)
}

/// Ints and floats are added without rounding more than once (Neumaier), as CPython 3.12 began to.
fn sum(vm: &Vm, _: &Ref, args: Args) -> Res {
    let start = args.get(1).cloned().unwrap_or_else(|| vm.int(0));
    let iterator = vm.iter(&args[0])?;
    for (class, hint) in [
        (&vm.types.str_, "sum() can't sum strings [use ''.join(seq) instead]"),
        (&vm.types.bytes, "sum() can't sum bytes [use b''.join(seq) instead]"),
        (&vm.types.bytearray, "sum() can't sum bytearray [use b''.join(seq) instead]"),
    ] {
        if vm.is_instance_of(&start, class) {
            return Err(vm.type_error(hint.to_owned()));
        }
    }
    let mut total = start;
    while let Some(item) = vm.next(&iterator)? {
        vm.charge(1)?;
        if total.is_exactly(&vm.types.float) && item.is_exactly(&vm.types.float) {
            return sum_floats(vm, &iterator, total, item);
        }
        total = vm.binary_op(&total, &item, BinaryOp::Add)?;
    }
    Ok(total)
}

fn sum_floats(vm: &Vm, iterator: &Ref, total: Ref, first: Ref) -> Res {
    use crate::numbers::Int;
    use crate::objects::float::Float;
    let (mut sum, mut compensation) = (total.expect::<Float>().0, 0.0);
    let mut item = Some(first);
    while let Some(value) = item {
        let number = match (value.get::<Float>(), value.get::<Int>()) {
            (Some(it), _) if value.is_exactly(&vm.types.float) => it.0,
            (_, Some(Int::Small(it))) if value.is_exactly(&vm.types.int) => *it as f64,
            _ => {
                let so_far = vm.float(with(sum, compensation));
                let mut total = vm.binary_op(&so_far, &value, BinaryOp::Add)?;
                while let Some(item) = vm.next(iterator)? {
                    total = vm.binary_op(&total, &item, BinaryOp::Add)?;
                }
                return Ok(total);
            }
        };
        let next: f64 = sum + number;
        compensation +=
            if sum.abs() >= number.abs() { (sum - next) + number } else { (number - next) + sum };
        sum = next;
        vm.charge(1)?;
        item = vm.next(iterator)?;
    }
    Ok(vm.float(with(sum, compensation)))
}

fn with(sum: f64, compensation: f64) -> f64 {
    if compensation != 0.0 && compensation.is_finite() { sum + compensation } else { sum }
}
