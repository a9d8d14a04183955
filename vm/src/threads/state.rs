//! One thread: what it does, and what the machine keeps for it while others run.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::report::Account;
use crate::heap::{self, Coroutine, Ref};
use crate::vm::Vm;

/// A Python thread.
pub struct Thread {
    /// `threading.get_ident()`.
    pub ident: u64,
    /// As reports call it.
    pub name: RefCell<String>,
    /// What it does.
    pub state: Cell<State>,
    /// Why it waits, while it does.
    pub(super) wait: RefCell<Option<Wait>>,
    /// Was it woken, or was its time over?
    pub(super) woken: Cell<bool>,
    /// When it became ready, among all such events.
    pub(super) ready_since: Cell<u64>,
    /// Its stack; the first thread has the host's.
    pub(super) coroutine: RefCell<Option<Coroutine>>,
    /// The address that its stack begins at.
    pub(super) stack_top: Cell<usize>,
    /// What the machine keeps for it while others run.
    pub(super) saved: RefCell<Saved>,
    /// Objects of `threading.local` that keep something for it.
    pub(crate) locals: RefCell<Vec<std::rc::Weak<crate::stdlib::thread::Dicts>>>,
    /// How it spent its time.
    pub account: Account,
}

/// What a thread does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It runs, or waits for the GIL.
    Ready,
    /// It waits for somebody, until a time in nanoseconds.
    Waiting(Option<u64>),
    /// It ended.
    Ended,
}

/// Why a thread waits.
#[derive(Clone)]
pub struct Wait {
    /// Whom to wake it by: an address; zero is nobody.
    pub on: usize,
    /// In words: `sleeps`, `waits for a lock`.
    pub what: &'static str,
    /// The thread that could end it, by its identity; zero where nobody is known.
    pub holder: Option<Rc<Cell<u64>>>,
}

impl Wait {
    /// For its time only.
    pub fn sleep() -> Wait {
        Wait { on: 0, what: SLEEPS, holder: None }
    }
}

/// What threads do in [`Wait::sleep`].
pub(super) const SLEEPS: &str = "sleeps";

/// What threads do that wait for the end of another.
pub(crate) const JOINS: &str = "waits for the end of";

impl Thread {
    pub(super) fn new(ident: u64, name: String, now: u64) -> Thread {
        Thread {
            ident,
            name: RefCell::new(name),
            state: Cell::new(State::Ready),
            wait: RefCell::default(),
            woken: Cell::new(false),
            ready_since: Cell::new(0),
            coroutine: RefCell::default(),
            stack_top: Cell::new(0),
            saved: RefCell::default(),
            locals: RefCell::default(),
            account: Account::starting(now),
        }
    }

    /// The frame that it waits in.
    pub fn frame(&self) -> Option<Ref> {
        self.saved.borrow().frame.clone()
    }
}

/// What belongs to a thread in the machine (`PyThreadState`).
pub(super) struct Saved {
    pub(super) frame: Option<Ref>,
    pub(super) depth: usize,
    pub(super) python_depth: usize,
    pub(super) handled: Vec<Option<Ref>>,
    pub(super) returned: Option<Ref>,
    pub(super) repr_guard: Vec<Ref>,
    pub(super) asyncgen_hooks: [Option<Ref>; 2],
    pub(super) context: Option<Ref>,
    /// How deep deaths nest on its stack.
    pub(super) deaths: u32,
    /// Where its stack is looked after next.
    pub(super) stack_mark: usize,
    /// Below which its stack must not grow.
    pub(super) stack_limit: usize,
}

impl Default for Saved {
    fn default() -> Saved {
        Saved {
            frame: None,
            depth: 0,
            python_depth: 0,
            handled: vec![None],
            returned: None,
            repr_guard: Vec::new(),
            asyncgen_hooks: [None, None],
            context: None,
            deaths: 0,
            stack_mark: 0,
            stack_limit: 0,
        }
    }
}

impl Vm {
    /// Exchanges what belongs to the thread that runs for another's.
    pub(super) fn exchange(&self, other: Saved) -> Saved {
        Saved {
            frame: self.frame.replace(other.frame),
            depth: self.depth.replace(other.depth),
            python_depth: self.python_depth.replace(other.python_depth),
            handled: self.handled.replace(other.handled),
            returned: self.returned.replace(other.returned),
            repr_guard: self.repr_guard.replace(other.repr_guard),
            asyncgen_hooks: self.asyncgen_hooks.replace(other.asyncgen_hooks),
            context: self.context.replace(other.context),
            deaths: heap::exchange_nested_deaths(other.deaths),
            stack_mark: self.stack_mark.replace(other.stack_mark),
            stack_limit: self.stack_limit.replace(other.stack_limit),
        }
    }
}
