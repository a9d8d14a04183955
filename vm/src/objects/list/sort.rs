//! `list.sort`: stable, and it asks only whether one item is less than another.

use super::timsort::Timsort;
use super::{List, items};
use crate::args::Args;
use crate::error::Res;
use crate::heap::{Ref, Seq};
use crate::slots::CompareOp;
use crate::vm::Vm;

const SORTING: usize = 1 << 40;

/// Sorts a list in place. While it is sorted it is empty, so that changes by keys and comparisons
/// are noticed.
pub fn sort(vm: &Vm, object: &Ref, key: Option<&Ref>, reverse: bool) -> Res<()> {
    let list = object.expect::<List>();
    let taken = items(object).take();
    // No list has as many places: it stays until somebody changes the length.
    let allocated = list.allocated.replace(SORTING);
    let (sorted, found) = sorted(vm, taken, key, reverse);
    let is_changed = !list.items.is_empty() || list.allocated.get() != SORTING;
    let meanwhile = list.items.replace_all(sorted);
    list.allocated.set(allocated);
    drop(Seq::new(meanwhile));
    found?;
    if is_changed {
        return Err(vm.value_error("list modified during sort".to_owned()));
    }
    Ok(())
}

/// The items in order; as far as the sort came where something was raised.
fn sorted(vm: &Vm, mut taken: Vec<Ref>, key: Option<&Ref>, reverse: bool) -> (Vec<Ref>, Res<()>) {
    let keys = match key {
        Some(key) => match taken
            .iter()
            .map(|it| vm.call(key, Args::one(it.clone())))
            .collect::<Res<Vec<Ref>>>()
        {
            Ok(keys) => keys,
            Err(error) => return (taken, Err(error)),
        },
        None => taken.clone(),
    };
    // Reversed twice, equal items stay in their order.
    let mut order: Vec<usize> = (0..taken.len()).collect();
    if reverse {
        order.reverse();
    }
    let found = Timsort::new(&Sort { vm, keys: &keys }, &mut order).run();
    if reverse {
        order.reverse();
    }
    taken = order.iter().map(|&at| taken[at].clone()).collect();
    (taken, found)
}

/// The keys, and how they are compared.
pub(super) struct Sort<'a> {
    vm: &'a Vm,
    keys: &'a [Ref],
}

impl Sort<'_> {
    pub(super) fn less(&self, a: usize, b: usize) -> Res<bool> {
        self.vm.charge(1)?;
        let found = self.vm.rich_compare(&self.keys[a], &self.keys[b], CompareOp::Lt)?;
        self.vm.is_true(&found)
    }
}
