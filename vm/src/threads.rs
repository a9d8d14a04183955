//! Threads under a GIL: all on one host thread, one of them running, scheduled deterministically.
//!
//! The first thread runs on the stack of whoever runs the machine, every other one on a coroutine's.
//! A thread lets go of the GIL where CPython's does: where the eval breaker is looked at, after its
//! slice of [`Threads::interval`], and in natives that wait. Who goes on is chosen by [`scheduler`]:
//! in the order of waiting, or by a seeded generator. Time is virtual (`clock`): instructions take
//! some, and it jumps when everybody sleeps.

mod clock;
mod deadlock;
mod report;
mod scheduler;
mod start;
mod state;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

pub use clock::{Clock, NANOSECONDS_PER_STEP};
pub use report::Account;
pub(crate) use state::JOINS;
pub use state::{State, Thread, Wait};

/// The identity of the first thread.
pub const MAIN: u64 = 1;

/// How many threads may live at the same time.
pub const MAX_THREADS: usize = 1000;

/// What the scheduler is asked to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    /// What the choice of the next thread and the length of its slice follow from. `None`: who waits
    /// longest is next, slices are equally long.
    pub seed: Option<u64>,
    /// Switch after so many instructions, wherever that is; zero: only where CPython would.
    pub switch_every: u64,
}

/// The threads of a machine.
pub struct Threads {
    /// Those that live, the first one first, then by age.
    pub(crate) living: RefCell<Vec<Rc<Thread>>>,
    current: RefCell<Rc<Thread>>,
    schedule: Cell<Schedule>,
    /// The state of the generator.
    random: Cell<u64>,
    /// `sys.getswitchinterval()`, in seconds.
    pub interval: Cell<f64>,
    /// At which step somebody has to look whether another thread should run.
    pub(crate) look_at: Cell<u64>,
    /// At which step the thread that runs has had its slice.
    slice_ends: Cell<u64>,
    /// The time.
    pub clock: Clock,
    /// No thread runs Python code any more: each only lets go of what it holds.
    pub(crate) dying: Cell<bool>,
    /// `sys.is_finalizing()`.
    pub finalizing: Cell<bool>,
    /// Handles of threads that are waited for at the end (`threading._shutdown`).
    pub(crate) awaited_at_end: RefCell<Vec<crate::heap::Ref>>,
    next_ident: Cell<u64>,
    /// What happens in which order: who became ready before whom.
    order: Cell<u64>,
    /// What threads that ended did.
    pub(crate) ended: RefCell<Vec<(String, Account)>>,
    /// Signals that wait for their handlers, a bit each.
    pub(crate) signals: Cell<u64>,
    /// Bytes of coroutines' stacks that were used so far.
    pub(crate) stacks: Cell<u64>,
}

impl Default for Threads {
    fn default() -> Threads {
        let main = Rc::new(Thread::new(MAIN, "MainThread".to_owned(), 0));
        Threads {
            living: RefCell::new(vec![main.clone()]),
            current: RefCell::new(main),
            schedule: Cell::default(),
            random: Cell::new(0),
            interval: Cell::new(0.005),
            look_at: Cell::new(u64::MAX),
            slice_ends: Cell::new(u64::MAX),
            clock: Clock::default(),
            dying: Cell::new(false),
            finalizing: Cell::new(false),
            awaited_at_end: RefCell::default(),
            next_ident: Cell::new(MAIN + 1),
            order: Cell::new(0),
            ended: RefCell::default(),
            signals: Cell::new(0),
            stacks: Cell::new(0),
        }
    }
}

impl Threads {
    /// Says how to schedule; before a program starts.
    pub fn set_schedule(&self, schedule: Schedule) {
        self.schedule.set(schedule);
        self.random.set(schedule.seed.unwrap_or(0));
    }

    /// How it schedules.
    pub fn schedule(&self) -> Schedule {
        self.schedule.get()
    }

    /// The thread that runs.
    pub fn current(&self) -> Rc<Thread> {
        self.current.borrow().clone()
    }

    /// The identity of the thread that runs (`threading.get_ident()`).
    pub fn ident(&self) -> u64 {
        self.current.borrow().ident
    }

    /// A living thread by its identity.
    pub fn find(&self, ident: u64) -> Option<Rc<Thread>> {
        self.living.borrow().iter().find(|it| it.ident == ident).cloned()
    }

    /// A number below `bound` (SplitMix64).
    fn random_below(&self, bound: u64) -> u64 {
        let state = self.random.get().wrapping_add(0x9E37_79B9_7F4A_7C15);
        self.random.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound.max(1)
    }

    fn next_in_order(&self) -> u64 {
        self.order.replace(self.order.get() + 1)
    }
}
