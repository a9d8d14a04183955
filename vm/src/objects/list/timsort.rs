//! CPython's sort (`listsort` of Objects/listobject.c): programs that count or log comparisons see
//! the very same ones.

use super::sort::Sort;
use crate::error::Res;

/// How often one side must win until the merge gallops.
const MIN_GALLOP: usize = 7;
/// Shorter runs are made longer by binary insertion.
const MAX_MINRUN: usize = 64;

struct Run {
    start: usize,
    len: usize,
    power: u32,
}

/// A sort on its way: indices of keys, runs that wait to be merged.
pub(super) struct Timsort<'a> {
    sort: &'a Sort<'a>,
    order: &'a mut [usize],
    runs: Vec<Run>,
    min_gallop: usize,
}

/// A merge on its way: what is left of both sides, and what was put out.
struct Merge {
    left: Vec<usize>,
    right: Vec<usize>,
    out: Vec<usize>,
}

/// What ended a merge: one side is empty, or the last of one side goes behind all of the other.
enum End {
    Empty,
    LastOfAll,
}

impl<'a> Timsort<'a> {
    pub(super) fn new(sort: &'a Sort<'a>, order: &'a mut [usize]) -> Timsort<'a> {
        Timsort { sort, order, runs: Vec::new(), min_gallop: MIN_GALLOP }
    }

    pub(super) fn run(&mut self) -> Res<()> {
        let total = self.order.len();
        let minrun = minrun(total);
        let mut at = 0;
        while at < total && total > 1 {
            let mut len = self.count_run(at)?;
            if len < minrun {
                let forced = minrun.min(total - at);
                self.insert(at, len, forced)?;
                len = forced;
            }
            self.found_run(at, len)?;
            at += len;
        }
        while self.runs.len() > 1 {
            let mut index = self.runs.len() - 2;
            if index > 0 && self.runs[index - 1].len < self.runs[index + 1].len {
                index -= 1;
            }
            self.merge_at(index)?;
        }
        Ok(())
    }

    fn less_at(&self, a: usize, b: usize) -> Res<bool> {
        self.sort.less(self.order[a], self.order[b])
    }

    /// The length of the run at `start`; one that descends is turned round.
    fn count_run(&mut self, start: usize) -> Res<usize> {
        let end = self.order.len();
        let mut at = start + 1;
        while at < end && !self.less_at(at, at - 1)? {
            at += 1;
        }
        if at == end {
            return Ok(at - start);
        }
        if at - start > 1 {
            if self.less_at(start, at - 1)? {
                return Ok(at - start);
            }
            self.order[start..at].reverse();
        }
        at += 1;
        let mut equal = 0;
        while at < end {
            if self.less_at(at, at - 1)? {
                self.reverse_equal(at, &mut equal);
            } else if self.less_at(at - 1, at)? {
                break;
            } else {
                equal += 1;
            }
            at += 1;
        }
        self.reverse_equal(at, &mut equal);
        self.order[start..at].reverse();
        while at < end && !self.less_at(at, at - 1)? {
            at += 1;
        }
        Ok(at - start)
    }

    /// Equal items before `at` are turned round, so that turning the run keeps their order.
    fn reverse_equal(&mut self, at: usize, equal: &mut usize) {
        if *equal > 0 {
            self.order[at - *equal - 1..at].reverse();
            *equal = 0;
        }
    }

    /// Binary insertion of the items from `sorted` on.
    fn insert(&mut self, start: usize, sorted: usize, len: usize) -> Res<()> {
        for at in start + sorted..start + len {
            let pivot = self.order[at];
            let (mut low, mut high) = (start, at);
            while low < high {
                let middle = start + (low + high - 2 * start) / 2;
                if self.sort.less(pivot, self.order[middle])? {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            self.order[low..=at].rotate_right(1);
        }
        Ok(())
    }

    /// Merges what the powers ask for before a new run comes (`found_new_run`).
    fn found_run(&mut self, start: usize, len: usize) -> Res<()> {
        if let Some(last) = self.runs.last() {
            let power = power(last.start, last.len, len, self.order.len());
            while self.runs.len() > 1 && self.runs[self.runs.len() - 2].power > power {
                self.merge_at(self.runs.len() - 2)?;
            }
            if let Some(last) = self.runs.last_mut() {
                last.power = power;
            }
        }
        self.runs.push(Run { start, len, power: 0 });
        Ok(())
    }

    /// Merges two neighbours, without what already stands where it belongs.
    fn merge_at(&mut self, index: usize) -> Res<()> {
        let next = self.runs.remove(index + 1);
        let run = &mut self.runs[index];
        let (start, middle, end) = (run.start, next.start, next.start + next.len);
        run.len += next.len;
        let first_right = self.order[middle];
        let skipped = gallop_right(self.sort, first_right, &self.order[start..middle], 0)?;
        let start = start + skipped;
        if start == middle {
            return Ok(());
        }
        let last_left = self.order[middle - 1];
        let rights = &self.order[middle..end];
        let n_right = gallop_left(self.sort, last_left, rights, rights.len() - 1)?;
        if n_right == 0 {
            return Ok(());
        }
        self.merge(start, middle, middle + n_right)
    }

    fn merge(&mut self, start: usize, middle: usize, end: usize) -> Res<()> {
        let mut merge = Merge {
            left: self.order[start..middle].to_vec(),
            right: self.order[middle..end].to_vec(),
            out: Vec::with_capacity(end - start),
        };
        let is_low = merge.left.len() <= merge.right.len();
        if is_low {
            // Both are taken from the front: kept backwards.
            merge.left.reverse();
            merge.right.reverse();
        }
        let found = if is_low { self.merge_low(&mut merge) } else { self.merge_high(&mut merge) };
        let swapped = matches!(found, Ok(End::LastOfAll));
        let Merge { mut left, mut right, mut out } = merge;
        if is_low {
            left.reverse();
            right.reverse();
        }
        let rest = if swapped { [right, left] } else { [left, right] }.concat();
        if !is_low {
            out.reverse();
        }
        let merged = if is_low { [out, rest] } else { [rest, out] }.concat();
        self.order[start..end].copy_from_slice(&merged);
        found.map(drop)
    }

    /// From the front; both sides stand backwards, the next of each is the last.
    fn merge_low(&mut self, it: &mut Merge) -> Res<End> {
        let Merge { left, right, out } = it;
        out.extend(right.pop());
        if right.is_empty() {
            return Ok(End::Empty);
        }
        if left.len() == 1 {
            return Ok(End::LastOfAll);
        }
        loop {
            let (mut wins_left, mut wins_right) = (0, 0);
            while wins_left < self.min_gallop && wins_right < self.min_gallop {
                if self.sort.less(right[right.len() - 1], left[left.len() - 1])? {
                    out.extend(right.pop());
                    (wins_left, wins_right) = (0, wins_right + 1);
                    if right.is_empty() {
                        return Ok(End::Empty);
                    }
                } else {
                    out.extend(left.pop());
                    (wins_left, wins_right) = (wins_left + 1, 0);
                    if left.len() == 1 {
                        return Ok(End::LastOfAll);
                    }
                }
            }
            self.min_gallop += 1;
            loop {
                self.min_gallop -= usize::from(self.min_gallop > 1);
                let ahead: Vec<usize> = left.iter().rev().copied().collect();
                wins_left = gallop_right(self.sort, right[right.len() - 1], &ahead, 0)?;
                out.extend(left.drain(left.len() - wins_left..).rev());
                match left.len() {
                    1 => return Ok(End::LastOfAll),
                    0 => return Ok(End::Empty),
                    _ => out.extend(right.pop()),
                }
                if right.is_empty() {
                    return Ok(End::Empty);
                }
                let ahead: Vec<usize> = right.iter().rev().copied().collect();
                wins_right = gallop_left(self.sort, left[left.len() - 1], &ahead, 0)?;
                out.extend(right.drain(right.len() - wins_right..).rev());
                if right.is_empty() {
                    return Ok(End::Empty);
                }
                out.extend(left.pop());
                if left.len() == 1 {
                    return Ok(End::LastOfAll);
                }
                if wins_left < MIN_GALLOP && wins_right < MIN_GALLOP {
                    break;
                }
            }
            self.min_gallop += 1;
        }
    }

    /// From the end.
    fn merge_high(&mut self, it: &mut Merge) -> Res<End> {
        let Merge { left, right, out } = it;
        out.extend(left.pop());
        if left.is_empty() {
            return Ok(End::Empty);
        }
        if right.len() == 1 {
            return Ok(End::LastOfAll);
        }
        loop {
            let (mut wins_left, mut wins_right) = (0, 0);
            while wins_left < self.min_gallop && wins_right < self.min_gallop {
                if self.sort.less(right[right.len() - 1], left[left.len() - 1])? {
                    out.extend(left.pop());
                    (wins_left, wins_right) = (wins_left + 1, 0);
                    if left.is_empty() {
                        return Ok(End::Empty);
                    }
                } else {
                    out.extend(right.pop());
                    (wins_left, wins_right) = (0, wins_right + 1);
                    if right.len() == 1 {
                        return Ok(End::LastOfAll);
                    }
                }
            }
            self.min_gallop += 1;
            loop {
                self.min_gallop -= usize::from(self.min_gallop > 1);
                let key = right[right.len() - 1];
                let keep = gallop_right(self.sort, key, left, left.len() - 1)?;
                wins_left = left.len() - keep;
                out.extend(left.drain(keep..).rev());
                if left.is_empty() {
                    return Ok(End::Empty);
                }
                out.extend(right.pop());
                if right.len() == 1 {
                    return Ok(End::LastOfAll);
                }
                let key = left[left.len() - 1];
                let keep = gallop_left(self.sort, key, right, right.len() - 1)?;
                wins_right = right.len() - keep;
                out.extend(right.drain(keep..).rev());
                match right.len() {
                    1 => return Ok(End::LastOfAll),
                    0 => return Ok(End::Empty),
                    _ => out.extend(left.pop()),
                }
                if left.is_empty() {
                    return Ok(End::Empty);
                }
                if wins_left < MIN_GALLOP && wins_right < MIN_GALLOP {
                    break;
                }
            }
            self.min_gallop += 1;
        }
    }
}

/// `merge_compute_minrun`.
fn minrun(mut n: usize) -> usize {
    let mut rest = 0;
    while n >= MAX_MINRUN {
        rest |= n & 1;
        n >>= 1;
    }
    n + rest
}

/// How deep the border of two runs lies in a balanced tree of merges (`powerloop`).
fn power(start: usize, len: usize, next: usize, total: usize) -> u32 {
    let mut a = 2 * start + len;
    let mut b = a + len + next;
    let mut found = 0;
    loop {
        found += 1;
        if a >= total {
            a -= total;
            b -= total;
        } else if b >= total {
            return found;
        }
        a <<= 1;
        b <<= 1;
    }
}

/// Where `key` belongs, before what equals it; the search starts at `hint` and leaps.
fn gallop_left(sort: &Sort<'_>, key: usize, items: &[usize], hint: usize) -> Res<usize> {
    let is_right = sort.less(items[hint], key)?;
    let (mut low, mut high) = leap(is_right, items.len(), hint, |at| sort.less(items[at], key))?;
    while low < high {
        let middle = low + ((high - low) >> 1);
        if sort.less(items[middle], key)? { low = middle + 1 } else { high = middle }
    }
    Ok(high)
}

/// Where `key` belongs, behind what equals it.
fn gallop_right(sort: &Sort<'_>, key: usize, items: &[usize], hint: usize) -> Res<usize> {
    let is_right = !sort.less(key, items[hint])?;
    let (mut low, mut high) =
        leap(is_right, items.len(), hint, |at| Ok(!sort.less(key, items[at])?))?;
    while low < high {
        let middle = low + ((high - low) >> 1);
        if sort.less(key, items[middle])? { high = middle } else { low = middle + 1 }
    }
    Ok(high)
}

/// The bounds of the place, found by steps of 1, 3, 7, … from `hint`; `is_before` says of an item
/// whether the place lies behind it.
fn leap(
    is_right: bool,
    len: usize,
    hint: usize,
    is_before: impl Fn(usize) -> Res<bool>,
) -> Res<(usize, usize)> {
    let max = if is_right { len - hint } else { hint + 1 };
    let (mut last, mut step) = (0, 1);
    while step < max {
        let at = if is_right { hint + step } else { hint - step };
        if is_before(at)? != is_right {
            break;
        }
        last = step;
        step = 2 * step + 1;
    }
    let step = step.min(max);
    Ok(if is_right { (hint + last + 1, hint + step) } else { (hint + 1 - step, hint - last) })
}
