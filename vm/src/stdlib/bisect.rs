//! `_bisect`: where an item belongs in a sorted sequence.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::slots::CompareOp;
use crate::typedef::{ModuleDef, function};
use crate::vm::Vm;

/// `_bisect`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_bisect",
    doc: "Bisection algorithms.",
    functions: &[
        function("bisect_right(a, x, lo=0, hi=None, *, key=None)", |vm, _, args| {
            Ok(vm.int(place(vm, &args, &args[1], Side::Right)? as i64))
        }),
        function("bisect_left(a, x, lo=0, hi=None, *, key=None)", |vm, _, args| {
            Ok(vm.int(place(vm, &args, &args[1], Side::Left)? as i64))
        }),
        function("insort_right(a, x, lo=0, hi=None, *, key=None)", |vm, _, args| {
            insert(vm, &args, Side::Right)
        }),
        function("insort_left(a, x, lo=0, hi=None, *, key=None)", |vm, _, args| {
            insert(vm, &args, Side::Left)
        }),
    ],
    fill: |_, _| Ok(()),
};

/// Of equal items.
#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
}

/// `internal_bisect_left` and `internal_bisect_right`.
fn place(vm: &Vm, args: &Args, x: &Ref, side: Side) -> Res<usize> {
    let sequence = &args[0];
    let low = args.get(2).map_or(Ok(0), |it| vm.index_or_overflow(it))?;
    let mut low =
        usize::try_from(low).map_err(|_| vm.value_error("lo must be non-negative".to_owned()))?;
    let high = args.get_not_none(vm, 3).map_or(Ok(-1), |it| vm.index_or_overflow(it))?;
    let mut high = match usize::try_from(high) {
        Ok(high) => high,
        Err(_) if high == -1 => vm.length(sequence)?,
        Err(_) => 0,
    };
    let key = args.get_not_none(vm, 4);
    while low < high {
        vm.charge(1)?;
        let middle = low + (high - low) / 2;
        let mut item = vm.get_item(sequence, &vm.int(middle as i64))?;
        if let Some(key) = key {
            item = vm.call(key, Args::one(item))?;
        }
        let goes_left = match side {
            Side::Right => vm.compare_bool(x, &item, CompareOp::Lt)?,
            Side::Left => !vm.compare_bool(&item, x, CompareOp::Lt)?,
        };
        if goes_left { high = middle } else { low = middle + 1 }
    }
    Ok(low)
}

fn insert(vm: &Vm, args: &Args, side: Side) -> Res {
    let x = match args.get_not_none(vm, 4) {
        Some(key) => vm.call(key, Args::one(args[1].clone()))?,
        None => args[1].clone(),
    };
    let at = vm.int(place(vm, args, &x, side)? as i64);
    vm.call_method(&args[0], "insert", Args::positional([at, args[1].clone()]))?;
    Ok(vm.none.clone())
}
