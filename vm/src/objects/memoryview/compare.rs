//! `==` of views: the same dimensions, and equal values in each place.

use super::{MemoryView, item};
use crate::error::Res;
use crate::heap::Ref;
use crate::layout::Layout;
use crate::protocol::buffer::Buffer;
use crate::slots::CompareOp;
use crate::vm::Vm;

/// `memory_richcompare`.
pub(super) fn compare(vm: &Vm, a: &Ref, b: &Ref, op: CompareOp) -> Res {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(vm.not_implemented.clone());
    }
    let alive = |it: &Ref| it.get::<MemoryView>().is_none_or(|it| it.if_alive().is_some());
    if !alive(a) || !alive(b) {
        return vm.equality(op, a.is(b));
    }
    let (Some(x), Some(y)) = (vm.buffer(a)?, other(vm, b)?) else {
        return Ok(vm.not_implemented.clone());
    };
    vm.equality(op, are_equal(vm, &x, &y)?)
}

/// What has no buffer is not compared.
fn other(vm: &Vm, object: &Ref) -> Res<Option<Buffer>> {
    match vm.buffer(object) {
        Err(error) if vm.is_halt(&error) => Err(error),
        other => Ok(other.ok().flatten()),
    }
}

fn are_equal(vm: &Vm, x: &Buffer, y: &Buffer) -> Res<bool> {
    if x.shape != y.shape {
        return Ok(false);
    }
    vm.charge_len(x.n_bytes())?;
    let plain = |it: &Buffer| it.format.trim_start_matches('@').to_owned();
    let (format, other_format) = (plain(x), plain(y));
    let (left, right) = (x.to_vec(), y.to_vec());
    // Equal bytes are equal values, but of numbers that are not equal to themselves.
    let is_exact = |letter: u8| b"cbBhHiIlLqQnNP".contains(&letter);
    if format == other_format && item::native_letter(&format).is_some_and(is_exact) {
        return Ok(left == right);
    }
    let (Some(first), Some(second)) = (layout(&format), layout(&other_format)) else {
        return Ok(false);
    };
    if first.size != x.itemsize || second.size != y.itemsize {
        return Ok(false);
    }
    for (a, b) in left.chunks(x.itemsize).zip(right.chunks(y.itemsize)) {
        vm.charge(1)?;
        let value =
            |layout: &Layout, bytes: &[u8]| crate::stdlib::struct_::values(vm, layout, bytes);
        let (a, b) = (vm.tuple_items(&value(&first, a)), vm.tuple_items(&value(&second, b)));
        for (a, b) in a.iter().zip(&b) {
            // No identity: nan differs from itself here.
            if !vm.is_true(&vm.rich_compare(a, b, CompareOp::Eq)?)? {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

fn layout(format: &str) -> Option<Layout> {
    Layout::parse(format.as_bytes()).ok()
}
