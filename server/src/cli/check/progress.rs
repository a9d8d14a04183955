//! How far the work has come, for a person who waits at a terminal.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What takes no longer than this shows no progress.
const PATIENCE: Duration = Duration::from_millis(300);

/// A line on standard error, if that is a terminal.
pub(super) struct Progress {
    bar: ProgressBar,
    begin: Instant,
    may_show: bool,
}

impl Progress {
    pub(super) fn new(quiet: bool) -> Progress {
        let may_show = !quiet && std::io::stderr().is_terminal();
        Progress { bar: ProgressBar::hidden(), begin: Instant::now(), may_show }
    }

    /// The walk has found `n` files so far.
    pub(super) fn found(&self, n: usize) {
        if self.is_time() {
            self.bar.set_message(format!("{n} files found"));
            self.show();
        }
    }

    /// There are `n` files to check.
    pub(super) fn start(&mut self, n: usize) {
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} files");
        self.bar.set_style(style.expect("the template is right"));
        self.bar.set_length(n as u64);
    }

    /// One more file is done.
    pub(super) fn step(&self) {
        if self.is_time() {
            self.show();
        }
        self.bar.inc(1);
    }

    /// Lets `print` print without the line in between.
    pub(super) fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        match self.bar.is_hidden() {
            true => print(),
            false => self.bar.suspend(print),
        }
    }

    /// Leaves nothing behind.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn is_time(&self) -> bool {
        self.may_show && self.bar.is_hidden() && self.begin.elapsed() > PATIENCE
    }

    fn show(&self) {
        self.bar.set_draw_target(ProgressDrawTarget::stderr());
    }
}
