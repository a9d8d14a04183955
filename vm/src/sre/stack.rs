//! What is still to try: frames in place of the host's stack, and saved marks.

use super::{Interrupted, Matcher};
use crate::text::Unit;

/// How many steps pass between two questions to the watch.
const WATCH_STEPS: u64 = 4096;

/// A repetition that runs: `SRE_REPEAT`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Repeat {
    /// How often its item matched, less one.
    pub(super) count: isize,
    /// Where the words behind its operator begin: skip, minimum, maximum.
    pub(super) code: usize,
    /// The one around it.
    pub(super) prev: Option<usize>,
    /// Where the item matched last: it may not match nothing there again.
    pub(super) last_at: usize,
}

/// Where a frame goes on when what it tried has matched or failed (`JUMP_*`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Resume {
    MaxUntilItem,
    MaxUntilMore,
    MaxUntilTail,
    MinUntilItem,
    MinUntilTail,
    MinUntilMore,
    Repeat,
    RepeatOne,
    MinRepeatOne,
    PossessiveLeast,
    PossessiveMore,
    Branch,
    Assert,
    AssertNot,
    Atomic,
}

/// An attempt at code that other attempts wait for: `SRE(match_context)`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    /// The words behind the operator that runs.
    pub(super) code: usize,
    pub(super) at: usize,
    pub(super) count: isize,
    pub(super) repeat: usize,
    pub(super) lastmark: isize,
    pub(super) lastindex: isize,
    pub(super) toplevel: bool,
    pub(super) resume: Resume,
}

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The operator at the frame's `code`.
    Next,
    /// First match this code, in a frame of its own.
    Try {
        code: usize,
        toplevel: bool,
        resume: Resume,
    },
    Matched,
    Failed,
}

impl<U: Unit> Matcher<'_, U> {
    #[inline]
    pub(super) fn word(&self, at: usize) -> u32 {
        self.code.get(at).copied().unwrap_or(0)
    }

    /// The frame that runs.
    #[inline]
    pub(super) fn frame(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("a frame runs as long as there is something to match")
    }

    pub(super) fn enter(&mut self, code: usize, toplevel: bool) {
        self.frames.push(Frame {
            code,
            at: self.at,
            count: 0,
            repeat: 0,
            lastmark: -1,
            lastindex: -1,
            toplevel,
            resume: Resume::Repeat,
        });
    }

    /// `LASTMARK_SAVE`.
    pub(super) fn save_lastmark(&mut self) {
        let (lastmark, lastindex) = (self.lastmark, self.lastindex);
        let frame = self.frame();
        frame.lastmark = lastmark;
        frame.lastindex = lastindex;
    }

    /// `LASTMARK_RESTORE`.
    pub(super) fn restore_lastmark(&mut self) {
        let frame = *self.frame();
        self.lastmark = frame.lastmark;
        self.lastindex = frame.lastindex;
    }

    fn n_saved(&mut self) -> usize {
        (self.frame().lastmark + 1) as usize
    }

    /// `MARK_PUSH`: keeps the marks up to the frame's `lastmark`.
    pub(super) fn push_marks(&mut self) {
        let n = self.n_saved();
        self.saved.extend_from_slice(&self.marks[..n]);
    }

    /// `MARK_POP_KEEP`: brings them back, and keeps them.
    pub(super) fn restore_marks(&mut self) {
        let n = self.n_saved();
        let start = self.saved.len() - n;
        self.marks[..n].copy_from_slice(&self.saved[start..]);
    }

    /// `MARK_POP_DISCARD`.
    pub(super) fn discard_marks(&mut self) {
        let n = self.n_saved();
        self.saved.truncate(self.saved.len() - n);
    }

    /// `MARK_POP`.
    pub(super) fn pop_marks(&mut self) {
        self.restore_marks();
        self.discard_marks();
    }

    #[inline]
    pub(super) fn count_step(&mut self, work: u64) -> Result<(), Interrupted> {
        self.steps += work;
        if self.steps >= WATCH_STEPS { self.ask_watch() } else { Ok(()) }
    }

    #[cold]
    pub(super) fn ask_watch(&mut self) -> Result<(), Interrupted> {
        let held = self.frames.capacity() * size_of::<Frame>()
            + self.repeats.capacity() * size_of::<Repeat>()
            + self.saved.capacity() * size_of::<usize>();
        (self.watch)(std::mem::take(&mut self.steps), held)
    }
}
