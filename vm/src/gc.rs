//! When the collector runs: thresholds and generations (`gc_generations`, CPython 3.13.0).

use std::cell::{Cell, RefCell};

use crate::args::Args;
use crate::error::Res;
use crate::heap::{self, Ref};
use crate::objects::dict::Dict;
use crate::objects::module::Module;
use crate::vm::Vm;

/// The collector's settings and counts.
#[derive(Debug)]
pub struct Settings {
    /// Does it run by itself?
    pub enabled: Cell<bool>,
    /// `gc.get_threshold()`.
    pub thresholds: [Cell<i64>; 3],
    /// How often younger generations were collected since the last time, for 1 and 2.
    pub counts: [Cell<i64>; 3],
    /// `gc.get_debug()`.
    pub debug: Cell<u32>,
    /// It runs right now.
    pub collecting: Cell<bool>,
    /// `gc.get_stats()`: collections, collected, uncollectable.
    pub stats: RefCell<[[u64; 3]; 3]>,
    /// Survivors of the last full collection, and those waiting since (`long_lived_*`).
    long_lived: [Cell<usize>; 2],
}

/// `gc.DEBUG_SAVEALL`.
pub const DEBUG_SAVEALL: u32 = 32;

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            enabled: Cell::new(true),
            thresholds: [Cell::new(2000), Cell::new(10), Cell::new(10)],
            counts: Default::default(),
            debug: Cell::new(0),
            collecting: Cell::new(false),
            stats: RefCell::default(),
            long_lived: Default::default(),
        }
    }
}

impl Vm {
    /// Collects where enough was allocated; asked where CPython's eval breaker looks.
    #[inline]
    pub fn collect_if_due(&self) {
        let threshold = self.gc.thresholds[0].get();
        if heap::generation_counts() > threshold
            && threshold != 0
            && self.gc.enabled.get()
            && !self.gc.collecting.get()
        {
            self.collect_oldest_due();
        }
    }

    #[cold]
    fn collect_oldest_due(&self) {
        for generation in (1..3).rev() {
            if self.gc.counts[generation].get() <= self.gc.thresholds[generation].get() {
                continue;
            }
            // Full collections wait until a quarter of what survived the last one has been added.
            let [total, pending] = &self.gc.long_lived;
            if generation == 2 && pending.get() < total.get() / 4 {
                continue;
            }
            self.collect(generation);
            return;
        }
        self.collect(0);
    }

    /// Collects a generation and the younger ones; how many unreachable objects there were.
    pub fn collect(&self, generation: usize) -> usize {
        if self.gc.collecting.replace(true) {
            return 0;
        }
        for younger in 0..=generation {
            self.gc.counts[younger].set(0);
        }
        if let Some(older) = self.gc.counts.get(generation + 1) {
            older.set(older.get() + 1);
        }
        let found = heap::collect(generation, self.gc.debug.get() & DEBUG_SAVEALL != 0);
        self.gc.collecting.set(false);
        self.count_survivors(generation);
        let mut stats = self.gc.stats.borrow_mut();
        stats[generation][0] += 1;
        stats[generation][1] += found.collected as u64;
        drop(stats);
        self.keep_garbage(found.saved);
        found.collected
    }

    /// As [`Self::collect`], with `gc.callbacks` before and after.
    pub fn collect_with_callbacks(&self, generation: usize) -> Res<usize> {
        self.call_callbacks("start", generation, 0);
        let found = self.collect(generation);
        self.call_callbacks("stop", generation, found);
        Ok(found)
    }

    fn call_callbacks(&self, phase: &str, generation: usize, collected: usize) {
        let module = self.modules.expect::<Dict>().get_name(&self.intern("gc"));
        let callbacks = module
            .as_ref()
            .and_then(|it| it.get::<Module>())
            .and_then(|it| it.get(self, "callbacks"));
        let Some(callbacks) = callbacks else { return };
        for callback in self.iterate_to_vec(&callbacks).unwrap_or_default() {
            let info = self.dict();
            let values =
                [("generation", generation), ("collected", collected), ("uncollectable", 0)];
            for (name, value) in values {
                info.expect::<Dict>().insert_name(self, &self.intern(name), self.int(value as i64));
            }
            if let Err(error) = self.call(&callback, Args::positional([self.str(phase), info])) {
                self.unraisable(error, Some(&callback));
            }
        }
    }

    fn count_survivors(&self, generation: usize) {
        let [total, pending] = &self.gc.long_lived;
        match generation {
            2 => {
                total.set(heap::tracked(Some(2)).len());
                pending.set(0);
            }
            1 => pending.set(heap::tracked(Some(2)).len().saturating_sub(total.get())),
            _ => {}
        }
    }

    fn keep_garbage(&self, saved: Vec<Ref>) {
        if saved.is_empty() {
            return;
        }
        if let Ok(module) = self.import("gc")
            && let Some(list) = module
                .get::<crate::objects::module::Module>()
                .and_then(|it| it.get(self, "garbage"))
            && let Some(list) = list.get::<crate::objects::list::List>()
        {
            list.items.extend(saved);
        }
    }
}
