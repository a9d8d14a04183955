//! Who runs: when a thread lets go of the GIL, and who takes it.

use std::rc::Rc;

use super::state::{State, Thread, Wait};
use super::{MAIN, NANOSECONDS_PER_STEP};
use crate::error::{Raised, Res};
use crate::heap::{Coroutine, Ref};
use crate::vm::{Halt, Vm};

impl Vm {
    /// Waits until somebody wakes this thread ([`Vm::wake`]), or until a time of [`Vm::now`]. True: it
    /// was woken. Others run meanwhile; where nobody can, the run ends with a report.
    pub fn wait(&self, why: Wait, until: Option<u64>) -> Res<bool> {
        self.check_over()?;
        let own = self.threads.current();
        own.account.stops_running(self.now());
        own.woken.set(false);
        own.wait.replace(Some(why));
        own.state.set(State::Waiting(until));
        self.switch(&own)?;
        Ok(own.woken.get())
    }

    /// As [`Self::wait`], where signals and other threads can make it look again: for natives that
    /// ask whether they can go on, in a loop.
    pub fn wait_on(&self, object: &Ref, what: &'static str, until: Option<u64>) -> Res<bool> {
        self.wait(Wait { on: object.address(), what, holder: None }, until)
    }

    /// Sleeps so many nanoseconds.
    pub fn sleep(&self, nanoseconds: u64) -> Res<()> {
        if nanoseconds == 0 {
            return self.let_others_run();
        }
        let until = self.now().saturating_add(nanoseconds);
        self.wait(Wait::sleep(), Some(until)).map(drop)
    }

    /// Wakes up to `n` threads that wait on an object, those that waited longest first.
    pub fn wake(&self, on: &Ref, n: usize) {
        self.wake_address(on.address(), n);
    }

    /// As [`Self::wake`], by the address that they wait on.
    pub(crate) fn wake_address(&self, on: usize, n: usize) {
        let mut waiting: Vec<Rc<Thread>> = self.threads.living.borrow().clone();
        waiting.retain(|it| {
            matches!(it.state.get(), State::Waiting(_))
                && it.wait.borrow().as_ref().is_some_and(|it| it.on == on)
        });
        waiting.sort_by_key(|it| it.account.changed_at());
        for thread in waiting.iter().take(n) {
            self.make_ready(thread, true, self.now());
        }
        self.plan();
    }

    fn make_ready(&self, thread: &Thread, woken: bool, at: u64) {
        let why = thread.wait.take();
        let slept = why.is_some_and(|it| it.what == super::state::SLEEPS);
        thread.account.stops_waiting(at, slept);
        thread.woken.set(woken);
        thread.state.set(State::Ready);
        thread.ready_since.set(self.threads.next_in_order());
    }

    /// Lets go of the GIL for a moment, as around input and output: whoever waits for it runs first.
    pub fn let_others_run(&self) -> Res<()> {
        self.wake_sleepers();
        if self.n_ready() < 2 {
            return self.check_over();
        }
        self.hand_over()
    }

    fn hand_over(&self) -> Res<()> {
        let own = self.threads.current();
        own.account.stops_running(self.now());
        own.ready_since.set(self.threads.next_in_order());
        self.switch(&own)
    }

    fn n_ready(&self) -> usize {
        self.threads.living.borrow().iter().filter(|it| it.state.get() == State::Ready).count()
    }

    /// What the eval breaker found: the slice is over, somebody's sleep is, a signal came, the run ends.
    #[cold]
    #[inline(never)]
    pub(crate) fn attend(&self) -> Res<()> {
        self.check_over()?;
        if self.threads.signals.get() != 0 && self.threads.ident() == MAIN {
            crate::stdlib::signal::run_handlers(self)?;
        }
        self.wake_sleepers();
        let is_over = self.limits.steps.get() >= self.threads.slice_ends.get();
        if is_over && self.threads.schedule().switch_every == 0 && self.n_ready() > 1 {
            let own = self.threads.current();
            own.account.was_interrupted();
            return self.hand_over();
        }
        if is_over {
            self.threads.slice_ends.set(u64::MAX);
        }
        self.plan();
        Ok(())
    }

    /// `--switch-every`: an instruction is about to run.
    #[inline]
    pub(crate) fn before_instruction(&self) -> Res<()> {
        let left = self.switch_left.get();
        if left > 0 {
            self.switch_left.set(left - 1);
            return Ok(());
        }
        self.interleave()
    }

    #[cold]
    fn interleave(&self) -> Res<()> {
        let every = self.threads.schedule().switch_every;
        let spread = self.threads.schedule().seed.map_or(every, |_| {
            // With a seed about every so many, so that loops of that length change places, too.
            1 + self.threads.random_below(2 * every - 1)
        });
        self.switch_left.set(spread.saturating_sub(1));
        self.check_over()?;
        self.wake_sleepers();
        if self.n_ready() < 2 {
            return Ok(());
        }
        self.threads.current().account.was_interrupted();
        self.hand_over()
    }

    /// Decides at which step the eval breaker has to look again.
    pub(crate) fn plan(&self) {
        let threads = &self.threads;
        let steps = self.limits.steps.get();
        let urgent = threads.dying.get()
            || self.limits.reached.borrow().is_some()
            || (threads.signals.get() != 0 && threads.ident() == MAIN);
        if urgent {
            return threads.look_at.set(0);
        }
        if self.n_ready() > 1 {
            if threads.slice_ends.get() == u64::MAX {
                threads.slice_ends.set(steps.saturating_add(self.slice_steps()));
            }
            return threads.look_at.set(threads.slice_ends.get());
        }
        threads.slice_ends.set(u64::MAX);
        threads.look_at.set(match self.next_timer() {
            Some(at) => {
                let steps_left = at.saturating_sub(self.now()) / NANOSECONDS_PER_STEP;
                steps.saturating_add(1 + steps_left.min(self.slice_steps()))
            }
            None => u64::MAX,
        });
    }

    /// How many steps a thread may run while others wait.
    fn slice_steps(&self) -> u64 {
        let nanoseconds = (self.threads.interval.get() * 1e9) as u64;
        let whole = (nanoseconds / NANOSECONDS_PER_STEP).max(1);
        match self.threads.schedule().seed {
            Some(_) => whole / 2 + self.threads.random_below(whole.max(2)),
            None => whole,
        }
    }

    fn next_timer(&self) -> Option<u64> {
        let living = self.threads.living.borrow();
        living
            .iter()
            .filter_map(|it| match it.state.get() {
                State::Waiting(until) => until,
                _ => None,
            })
            .min()
    }

    /// Those whose time has come are ready, in the order of their times.
    fn wake_sleepers(&self) {
        let now = self.now();
        let mut due: Vec<(u64, Rc<Thread>)> = Vec::new();
        for thread in self.threads.living.borrow().iter() {
            if let State::Waiting(Some(until)) = thread.state.get()
                && until <= now
            {
                due.push((until, thread.clone()));
            }
        }
        due.sort_by_key(|it| it.0);
        for (until, thread) in due {
            self.make_ready(&thread, false, until);
        }
    }

    /// The run ends, or this thread does.
    pub(crate) fn check_over(&self) -> Res<()> {
        if self.threads.dying.get() || self.limits.reached.borrow().is_some() {
            return Err(Raised(self.halt.get().expect("it is made at the start")));
        }
        Ok(())
    }

    /// Runs others until it is this thread's turn again.
    fn switch(&self, own: &Rc<Thread>) -> Res<()> {
        if own.ident != MAIN {
            Coroutine::wait();
            return self.check_over();
        }
        let saved = self.exchange(Default::default());
        own.saved.replace(saved);
        self.run_others();
        let saved = own.saved.take();
        drop(self.exchange(saved));
        self.check_over()
    }

    /// On the first thread's stack: runs whoever is next, until that is the first thread itself.
    fn run_others(&self) {
        loop {
            let next = self.next_thread();
            next.account.starts_running(self.now());
            self.threads.current.replace(next.clone());
            self.threads.slice_ends.set(u64::MAX);
            self.plan();
            if next.ident == MAIN {
                return;
            }
            self.resume(&next);
        }
    }

    /// Lets a thread run until it waits or ends.
    pub(super) fn resume(&self, thread: &Rc<Thread>) {
        let Some(mut coroutine) = thread.coroutine.take() else { return };
        let own = thread.saved.take();
        let outer = self.exchange(own);
        let ended = coroutine.resume();
        let own = self.exchange(outer);
        if ended {
            drop(coroutine);
            self.bury(thread, own.stack_mark);
            drop(own);
        } else {
            thread.coroutine.replace(Some(coroutine));
            thread.saved.replace(own);
        }
    }

    /// Who runs next; the clock jumps where all sleep.
    fn next_thread(&self) -> Rc<Thread> {
        loop {
            let main = self.threads.living.borrow()[0].clone();
            if self.check_over().is_err() {
                main.state.set(State::Ready);
                return main;
            }
            self.wake_sleepers();
            let mut ready = self.threads.living.borrow().clone();
            ready.retain(|it| it.state.get() == State::Ready);
            if let Some(next) = self.choose(ready) {
                return next;
            }
            match self.next_timer() {
                Some(time) => self.wait_until(time),
                None => drop(self.halt(Halt::Deadlock(self.who_waits_for_whom()))),
            }
        }
    }

    /// The one that waits longest, or any but the one that was just interrupted.
    fn choose(&self, mut ready: Vec<Rc<Thread>>) -> Option<Rc<Thread>> {
        if self.threads.schedule().seed.is_none() {
            return ready.into_iter().min_by_key(|it| it.ready_since.get());
        }
        let last = self.threads.ident();
        if ready.len() > 1 {
            ready.retain(|it| it.ident != last);
        }
        let index = self.threads.random_below(ready.len() as u64) as usize;
        ready.get(index).cloned()
    }
}
