//! The time of a run: virtual, unless the host lends its clock.
//!
//! An instruction takes [`NANOSECONDS_PER_STEP`]; who sleeps lets the clock jump when nobody else has
//! anything to do. So a run with sleeps ends at once, and at the same time every time.

use std::cell::Cell;
use std::time::Duration;

use crate::vm::Vm;

/// How long a step of [`crate::limits::Limits::steps`] takes, about as on CPython.
pub const NANOSECONDS_PER_STEP: u64 = 10;

/// When a virtual clock starts, in nanoseconds since 1970: with the year 2026.
const START: u64 = 1_767_225_600_000_000_000;

/// A clock.
#[derive(Debug, Default)]
pub struct Clock {
    /// By how many nanoseconds it jumped so far.
    jumped: Cell<u64>,
}

impl Vm {
    /// Nanoseconds since the start of the run; never less than before.
    pub fn now(&self) -> u64 {
        match self.host.monotonic() {
            Some(real) => real.as_nanos() as u64,
            None => self.worked().saturating_add(self.threads.clock.jumped.get()),
        }
    }

    /// Nanoseconds that the instructions so far took.
    pub fn worked(&self) -> u64 {
        self.limits.steps.get().saturating_mul(NANOSECONDS_PER_STEP)
    }

    /// Nanoseconds that the thread that runs held the GIL.
    pub fn thread_time(&self) -> u64 {
        let account = &self.threads.current().account;
        account.held() + self.now().saturating_sub(account.changed_at())
    }

    /// Nanoseconds since 1970.
    pub fn wall_clock(&self) -> u64 {
        match self.host.wall_clock() {
            Some(real) => real.as_nanos() as u64,
            None => START.saturating_add(self.now()),
        }
    }

    /// Nobody has anything to do before `time`: it becomes that time.
    pub(super) fn wait_until(&self, time: u64) {
        let missing = time.saturating_sub(self.now());
        if self.host.monotonic().is_some() {
            self.host.sleep(Duration::from_nanos(missing));
        } else {
            let clock = &self.threads.clock;
            clock.jumped.set(clock.jumped.get().saturating_add(missing));
        }
    }
}
