//! How threads spent their time: holding the GIL, waiting for it, sleeping, waiting for others.

use std::cell::Cell;
use std::fmt::Write as _;

use crate::vm::Vm;

/// How a thread spent its time, in nanoseconds of the run's clock.
#[derive(Clone, Debug, Default)]
pub struct Account {
    started: Cell<u64>,
    ended: Cell<u64>,
    /// When what it does now began.
    since: Cell<u64>,
    held: Cell<u64>,
    waited_for_gil: Cell<u64>,
    slept: Cell<u64>,
    blocked: Cell<u64>,
    /// How often it took the GIL after another.
    turns: Cell<u64>,
    /// How often the GIL was taken away from it.
    interrupted: Cell<u64>,
}

impl Account {
    pub(super) fn starting(now: u64) -> Account {
        let it = Account::default();
        it.started.set(now);
        it.since.set(now);
        it
    }

    fn spend(&self, kind: &Cell<u64>, now: u64) {
        kind.set(kind.get() + now.saturating_sub(self.since.get()));
        self.since.set(now.max(self.since.get()));
    }

    /// When it began what it does now.
    pub(super) fn changed_at(&self) -> u64 {
        self.since.get()
    }

    pub(super) fn starts_running(&self, now: u64) {
        self.spend(&self.waited_for_gil, now);
        self.turns.set(self.turns.get() + 1);
    }

    pub(super) fn stops_running(&self, now: u64) {
        self.spend(&self.held, now);
    }

    pub(super) fn stops_waiting(&self, now: u64, slept: bool) {
        self.spend(if slept { &self.slept } else { &self.blocked }, now);
    }

    pub(super) fn was_interrupted(&self) {
        self.interrupted.set(self.interrupted.get() + 1);
    }

    pub(super) fn ends(&self, now: u64) {
        self.spend(&self.held, now);
        self.ended.set(now);
    }

    /// Nanoseconds that it held the GIL.
    pub fn held(&self) -> u64 {
        self.held.get()
    }

    /// Nanoseconds that it could have run, but another thread held the GIL.
    pub fn waited_for_gil(&self) -> u64 {
        self.waited_for_gil.get()
    }

    /// Nanoseconds that it slept, or waited for locks, queues and other threads.
    pub fn waited(&self) -> u64 {
        self.slept.get() + self.blocked.get()
    }
}

/// `1.234` ms.
fn milliseconds(nanoseconds: u64) -> String {
    format!("{:.3}", nanoseconds as f64 / 1e6)
}

impl Vm {
    /// How each thread spent its time, as text; the first thread first, then as they ended.
    pub fn thread_report(&self) -> String {
        let living = self.threads.living.borrow().clone();
        let main = living[0].clone();
        main.account.stops_running(self.now());
        let mut rows = vec![(main.name.borrow().clone(), main.account.clone())];
        rows.extend(self.threads.ended.borrow().iter().cloned());
        rows.extend(living.iter().skip(1).map(|it| (it.name.borrow().clone(), it.account.clone())));
        let mut text =
            format!("Threads and the GIL, in ms of a run of {}:\n", milliseconds(self.now()));
        let width = rows.iter().map(|it| it.0.chars().count()).max().unwrap_or(0).max(6);
        let _ = writeln!(
            text,
            "  {:width$}  {:>12} {:>12} {:>12} {:>12} {:>7} {:>11}",
            "thread", "held GIL", "waited GIL", "slept", "blocked", "turns", "interrupted"
        );
        for (name, it) in &rows {
            let _ = writeln!(
                text,
                "  {name:width$}  {:>12} {:>12} {:>12} {:>12} {:>7} {:>11}",
                milliseconds(it.held.get()),
                milliseconds(it.waited_for_gil.get()),
                milliseconds(it.slept.get()),
                milliseconds(it.blocked.get()),
                it.turns.get(),
                it.interrupted.get(),
            );
        }
        for line in in_words(&rows[1..]) {
            let _ = writeln!(text, "  {line}");
        }
        text
    }
}

/// What it means for the threads that the program started.
fn in_words(started: &[(String, Account)]) -> Vec<String> {
    if started.len() < 2 {
        return vec!["One thread ran at a time, as there was only one with work.".to_owned()]
            .into_iter()
            .filter(|_| started.len() == 1)
            .collect();
    }
    let sum = |of: fn(&Account) -> u64| started.iter().map(|it| of(&it.1)).sum::<u64>();
    let (held, competed, waited) =
        (sum(Account::held), sum(Account::waited_for_gil), sum(Account::waited));
    let starts = started.iter().map(|it| it.1.started.get()).min().unwrap_or(0);
    let ends = started.iter().map(|it| it.1.ended.get()).max().unwrap_or(0);
    let span = ends.saturating_sub(starts);
    let mut lines = Vec::new();
    if held > waited {
        lines.push(format!(
            "CPU-bound: {} threads computed {} ms in {} ms: they did not overlap, the GIL lets one \
             run at a time (they waited {} ms for it).",
            started.len(),
            milliseconds(held),
            milliseconds(span),
            milliseconds(competed),
        ));
    } else {
        lines.push(format!(
            "I/O-bound: {} threads waited {} ms in {} ms: their waiting overlapped, as who waits lets \
             go of the GIL.",
            started.len(),
            milliseconds(waited),
            milliseconds(span),
        ));
    }
    lines
}
