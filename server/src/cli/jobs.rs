//! Work on many things at once, with the results in their order.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

/// Stack of every thread that looks at code, in bytes; trees may be deep.
pub(crate) const STACK_SIZE: usize = 32 << 20;

/// Calls a function that `worker` makes, one for each of `n_threads` threads, on every item, and
/// hands the results to `take` in the order of the items, until it has enough.
pub(crate) fn in_order<T, R, W>(
    items: &[T],
    n_threads: usize,
    worker: impl Fn() -> W + Sync,
    mut take: impl FnMut(R) -> ControlFlow<()>,
) -> std::io::Result<()>
where
    T: Sync,
    R: Send,
    W: FnMut(&T) -> R,
{
    if n_threads == 1 {
        // This thread has the stack for it, and nobody to wait for.
        let mut work = worker();
        let _ = items.iter().try_for_each(|it| take(work(it)));
        return Ok(());
    }
    let next = AtomicUsize::new(0);
    let has_enough = AtomicBool::new(false);
    let (sender, receiver) = mpsc::channel();
    let run = |sender: mpsc::Sender<(usize, R)>| {
        let mut work = worker();
        while !has_enough.load(Ordering::Relaxed) {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { return };
            if sender.send((at, work(item))).is_err() {
                return;
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..n_threads.min(items.len()) {
            let sender = sender.clone();
            let thread = thread::Builder::new().stack_size(STACK_SIZE);
            thread.spawn_scoped(scope, || run(sender))?;
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut n_taken = 0;
        for (at, result) in receiver {
            waiting.insert(at, result);
            while let Some(result) = waiting.remove(&n_taken) {
                n_taken += 1;
                if take(result).is_break() {
                    has_enough.store(true, Ordering::Relaxed);
                    return Ok(());
                }
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<u64> = (0..100).rev().collect();
        let work = || {
            |it: &u64| {
                thread::sleep(std::time::Duration::from_micros(it % 7 * 100));
                *it
            }
        };
        for n_threads in [1, 4] {
            let mut taken = Vec::new();
            let take = |it| {
                taken.push(it);
                if it == 50 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            in_order(&items, n_threads, work, take).unwrap();
            assert_eq!(taken, (50..100).rev().collect::<Vec<u64>>());
        }
    }
}
