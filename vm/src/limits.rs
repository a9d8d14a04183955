//! What a run may use.

use std::cell::{Cell, RefCell};

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
    /// Instructions so far.
    pub steps: Cell<u64>,
    /// Bytes printed so far.
    pub printed: Cell<u64>,
    /// The limit that was reached.
    pub reached: RefCell<Option<Halt>>,
}

impl Limits {
    /// What an editor may run without asking.
    pub fn for_editors() -> Limits {
        Limits {
            instructions: Cell::new(200_000_000),
            memory: Cell::new(256 << 20),
            output: Cell::new(1 << 20),
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
        let limit = self.limits.instructions.get();
        if limit != 0 && steps > limit { Err(self.halt(Halt::Instructions)) } else { Ok(()) }
    }

    /// Asks whether `bytes` more may be taken, before they are.
    #[inline]
    pub fn reserve(&self, bytes: u64) -> Res<()> {
        let limit = self.limits.memory.get();
        if limit == 0 {
            return Ok(());
        }
        let live = account(|it| it.live.get());
        if live.saturating_add(bytes) > limit { Err(self.halt(Halt::Memory)) } else { Ok(()) }
    }

    /// Charges bytes of output.
    pub fn charge_output(&self, bytes: u64) -> Res<()> {
        let printed = self.limits.printed.get() + bytes;
        self.limits.printed.set(printed);
        let limit = self.limits.output.get();
        if limit != 0 && printed > limit { Err(self.halt(Halt::Output)) } else { Ok(()) }
    }
}
