//! What a run may use.

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

use crate::error::Res;
use crate::heap::account;
use crate::vm::{Halt, Vm};

/// What a run may use, and what it used so far. Zero is no limit.
#[derive(Debug, Default)]
pub struct Limits {
    /// Instructions, and units of work in native loops.
    pub instructions: Cell<u64>,
    /// Bytes of living objects.
    pub memory: Cell<u64>,
    /// Bytes printed.
    pub output: Cell<u64>,
    /// Real time since the first instruction.
    pub time: Cell<Duration>,
    /// Instructions so far.
    pub steps: Cell<u64>,
    /// Bytes printed so far.
    pub printed: Cell<u64>,
    /// At which step memory and time are looked at again.
    look_at: Cell<u64>,
    /// Bytes asked for since memory was looked at.
    asked: Cell<u64>,
    /// When the run began.
    started: Cell<Option<Instant>>,
    /// The limit that was reached.
    pub reached: RefCell<Option<Halt>>,
}

/// How often memory and time are looked at: a look costs as much as a thousand instructions.
const STEPS_BETWEEN_LOOKS: u64 = 100_000;
/// It is looked at earlier where this many bytes were asked for.
const BYTES_BETWEEN_LOOKS: u64 = 16 << 20;

impl Limits {
    /// What an editor may run without asking.
    pub fn for_editors() -> Limits {
        Limits {
            instructions: Cell::new(200_000_000),
            memory: Cell::new(256 << 20),
            output: Cell::new(1 << 20),
            time: Cell::new(Duration::from_secs(10)),
            ..Limits::default()
        }
    }
}

impl Vm {
    /// Charges `work` units: an instruction, or a turn of a native loop.
    #[inline]
    pub fn charge(&self, work: u64) -> Res<()> {
        let steps = self.limits.steps.get() + work;
        self.limits.steps.set(steps);
        if steps >= self.limits.look_at.get() { self.look(steps) } else { Ok(()) }
    }

    /// Compares what the run used with its limits, and says when to look again.
    #[cold]
    fn look(&self, steps: u64) -> Res<()> {
        let limits = &self.limits;
        let most = limits.instructions.get();
        if most != 0 && steps > most {
            return Err(self.halt(Halt::Instructions));
        }
        let next = steps.saturating_add(STEPS_BETWEEN_LOOKS);
        limits.look_at.set(if most == 0 { next } else { next.min(most + 1) });
        let started = limits.started.get().unwrap_or_else(Instant::now);
        limits.started.set(Some(started));
        if !limits.time.get().is_zero() && started.elapsed() > limits.time.get() {
            return Err(self.halt(Halt::Time));
        }
        self.look_at_memory(0)
    }

    /// Asks the host, too, because objects own more than the heap knows of.
    #[cold]
    fn look_at_memory(&self, bytes: u64) -> Res<()> {
        self.limits.asked.set(0);
        let limit = self.limits.memory.get();
        if limit == 0 {
            return Ok(());
        }
        let used = self.host.memory_in_use().unwrap_or_else(|| account(|it| it.live.get()));
        if used.saturating_add(bytes) > limit { Err(self.halt(Halt::Memory)) } else { Ok(()) }
    }

    /// Asks whether `bytes` more may be taken, before they are.
    #[inline]
    pub fn reserve(&self, bytes: u64) -> Res<()> {
        let limit = self.limits.memory.get();
        if limit == 0 {
            return Ok(());
        }
        let live = account(|it| it.live.get());
        if live.saturating_add(bytes) > limit {
            return Err(self.halt(Halt::Memory));
        }
        let asked = self.limits.asked.get().saturating_add(bytes);
        self.limits.asked.set(asked);
        if asked > BYTES_BETWEEN_LOOKS { self.look_at_memory(bytes) } else { Ok(()) }
    }

    /// Says that an object got so many bytes that the account does not know of: memory is looked
    /// at earlier then.
    #[inline]
    pub fn note(&self, bytes: usize) {
        const SMALL: usize = 128;
        if bytes > SMALL {
            let asked = self.limits.asked.get() + bytes as u64;
            self.limits.asked.set(asked);
            if asked > BYTES_BETWEEN_LOOKS {
                self.limits.look_at.set(0);
            }
        }
    }

    /// Asks for `more` items of `size` bytes in a row of `len`, which doubles where it has no room.
    #[inline]
    pub fn reserve_more(&self, len: usize, capacity: usize, more: usize, size: usize) -> Res<()> {
        let needed = len.saturating_add(more);
        if needed <= capacity {
            return Ok(());
        }
        self.reserve(needed.max(capacity.saturating_mul(2)).saturating_mul(size) as u64)
    }

    /// Ends the run now where one operation that nothing can interrupt would end behind the limit
    /// of time. A fast machine needs so many nanoseconds for it.
    pub fn foresee(&self, nanoseconds: u64) -> Res<()> {
        const SHORT: u64 = 200_000_000;
        let limit = self.limits.time.get();
        if limit.is_zero() || nanoseconds < SHORT {
            return Ok(());
        }
        let passed = self.limits.started.get().map_or(Duration::ZERO, |it| it.elapsed());
        if passed.saturating_add(Duration::from_nanos(nanoseconds)) > limit {
            return Err(self.halt(Halt::Time));
        }
        Ok(())
    }

    /// Charges bytes of output.
    pub fn charge_output(&self, bytes: u64) -> Res<()> {
        let printed = self.limits.printed.get() + bytes;
        self.limits.printed.set(printed);
        let limit = self.limits.output.get();
        if limit != 0 && printed > limit { Err(self.halt(Halt::Output)) } else { Ok(()) }
    }
}
