//! `list.sort`: stable, and it asks only whether one item is less than another.

use super::{List, items};
use crate::args::Args;
use crate::error::Res;
use crate::heap::{Ref, Seq};
use crate::slots::CompareOp;
use crate::vm::Vm;

/// Runs up to this length are sorted by binary insertion.
const SHORT: usize = 32;

/// Sorts a list in place. While it is sorted it is empty, so that changes by keys and comparisons
/// are noticed.
pub fn sort(vm: &Vm, object: &Ref, key: Option<&Ref>, reverse: bool) -> Res<()> {
    let list = object.expect::<List>();
    let taken = items(object).take();
    let allocated = list.allocated.replace(0);
    let (sorted, found) = sorted(vm, taken, key, reverse);
    let is_changed = !list.items.is_empty() || list.allocated.get() != 0;
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
    let found = Sort { vm, keys: &keys }.run(&mut order);
    if reverse {
        order.reverse();
    }
    taken = order.iter().map(|&at| taken[at].clone()).collect();
    (taken, found)
}

struct Sort<'a> {
    vm: &'a Vm,
    keys: &'a [Ref],
}

impl Sort<'_> {
    fn less(&self, a: usize, b: usize) -> Res<bool> {
        self.vm.charge(1)?;
        let found = self.vm.rich_compare(&self.keys[a], &self.keys[b], CompareOp::Lt)?;
        self.vm.is_true(&found)
    }

    /// Natural runs, made long enough, merged pairwise.
    fn run(&self, order: &mut [usize]) -> Res<()> {
        let mut runs: Vec<usize> = vec![0];
        let mut at = 0;
        while at < order.len() {
            let end = self.count_run(order, at)?;
            let wanted = (at + SHORT).min(order.len()).max(end);
            self.insert(order, at, end, wanted)?;
            at = wanted;
            runs.push(at);
        }
        while runs.len() > 2 {
            let mut merged = vec![0];
            let mut pair = 0;
            while pair + 1 < runs.len() {
                let (low, middle) = (runs[pair], runs[pair + 1]);
                let high = *runs.get(pair + 2).unwrap_or(&middle);
                if high > middle {
                    self.merge(order, low, middle, high)?;
                }
                merged.push(high);
                pair += 2;
            }
            runs = merged;
        }
        Ok(())
    }

    /// The end of the run that begins at `start`; a strictly descending one is turned round.
    fn count_run(&self, order: &mut [usize], start: usize) -> Res<usize> {
        let mut end = start + 1;
        if end >= order.len() {
            return Ok(order.len());
        }
        let descending = self.less(order[end], order[start])?;
        end += 1;
        while end < order.len() && self.less(order[end], order[end - 1])? == descending {
            end += 1;
        }
        if descending {
            order[start..end].reverse();
        }
        Ok(end)
    }

    /// Binary insertion of the items from `sorted` on.
    fn insert(&self, order: &mut [usize], start: usize, sorted: usize, end: usize) -> Res<()> {
        for at in sorted..end {
            let pivot = order[at];
            let (mut low, mut high) = (start, at);
            while low < high {
                let middle = low + (high - low) / 2;
                if self.less(pivot, order[middle])? { high = middle } else { low = middle + 1 }
            }
            order[low..=at].rotate_right(1);
        }
        Ok(())
    }

    fn merge(&self, order: &mut [usize], low: usize, middle: usize, high: usize) -> Res<()> {
        let left = order[low..middle].to_vec();
        let right = order[middle..high].to_vec();
        let (mut i, mut j, mut found) = (0, 0, Ok(()));
        let mut merged = Vec::with_capacity(high - low);
        while i < left.len() && j < right.len() {
            match self.less(right[j], left[i]) {
                Ok(true) => {
                    merged.push(right[j]);
                    j += 1;
                }
                Ok(false) => {
                    merged.push(left[i]);
                    i += 1;
                }
                Err(error) => {
                    found = Err(error);
                    break;
                }
            }
        }
        merged.extend_from_slice(&left[i..]);
        merged.extend_from_slice(&right[j..]);
        order[low..high].copy_from_slice(&merged);
        found
    }
}
