//! The guard beside the machine: it ends the process where one operation that the machine cannot
//! interrupt outlives a limit, such as the digits of an int of millions of them.
//!
//! The machine looks at its limits itself, and ends a program more gently; the guard leaves it time
//! and memory to do so first.

use std::fs;
use std::time::{Duration, Instant};

use refwise_vm::vm::Halt;

/// What the machine has more than the program, to end it.
const GRACE: Duration = Duration::from_millis(1200);
const INTERVAL: Duration = Duration::from_millis(10);

/// Watches this process from now on, to its end. Zero is no limit.
pub(super) fn watch(time: Duration, memory: u64) {
    if time.is_zero() && memory == 0 {
        return;
    }
    let started = Instant::now();
    let is_late = move || !time.is_zero() && started.elapsed() > time + GRACE;
    let most = memory + memory / 10;
    let is_large = move || memory != 0 && memory_in_use().is_some_and(|it| it > most);
    // Without a thread for it, the machine's own looks have to do.
    let _ = std::thread::Builder::new().stack_size(64 << 10).spawn(move || {
        loop {
            std::thread::sleep(INTERVAL);
            if is_large() {
                end(&Halt::Memory);
            }
            if is_late() {
                end(&Halt::Time);
            }
        }
    });
}

fn end(halt: &Halt) -> ! {
    eprintln!("refwise: {}", super::reason(halt));
    std::process::exit(super::ENDED_BY_LIMIT.into())
}

/// The process's resident memory, in bytes; systems without such a file count objects alone.
pub(super) fn memory_in_use() -> Option<u64> {
    // `size resident shared …`, in pages.
    let pages = fs::read_to_string("/proc/self/statm").ok()?;
    pages.split_whitespace().nth(1)?.parse::<u64>().ok().map(|it| it * PAGE)
}

/// Linux on the processors we are built for has pages of this size.
const PAGE: u64 = 4096;
