//! Host stacks that can wait: each Python thread but the first runs on one of its own.
//!
//! The library is safe but for one thing: what leaves a coroutine (its yielder) is lent to the
//! coroutine's body alone, while a lock that must wait stands natives deep below it. The one block
//! here reaches it from there, which costs nothing; handing it through every native function would.

use std::cell::Cell;
use std::io;
use std::ptr::NonNull;

use corosensei::stack::{DefaultStack, Stack};
use corosensei::{CoroutineResult, Yielder};

thread_local! {
    /// How to leave the coroutine that runs, if one does.
    static RUNNING: Cell<Option<NonNull<Yielder<(), ()>>>> = const { Cell::new(None) };
}

/// A function on a stack of its own, which may wait in the middle of it.
pub struct Coroutine {
    inner: corosensei::Coroutine<(), (), (), DefaultStack>,
    /// The lowest address of its stack that it may use.
    limit: usize,
}

impl Coroutine {
    /// A coroutine that did not start, with so many bytes of stack. The host gives its pages when
    /// they are used; it may refuse.
    pub fn new(stack_size: usize, body: impl FnOnce() + 'static) -> io::Result<Coroutine> {
        let stack = DefaultStack::new(stack_size)?;
        let limit = stack.limit().get();
        let inner = corosensei::Coroutine::with_stack(stack, move |yielder, ()| {
            RUNNING.set(Some(NonNull::from(yielder)));
            body();
        });
        Ok(Coroutine { inner, limit })
    }

    /// The lowest address of its stack, the guard included.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// Lets it run until it waits or ends; true at the end, after which it cannot run again.
    pub fn resume(&mut self) -> bool {
        let _outer = Outer(RUNNING.get());
        matches!(self.inner.resume(()), CoroutineResult::Return(()))
    }

    /// Leaves the coroutine that runs, until it is resumed; does nothing outside of one.
    pub fn wait() {
        let Some(own) = RUNNING.get() else { return };
        // SAFETY: `RUNNING` is the yielder of the coroutine whose body runs right now on this thread:
        // set when the body starts and when `wait` comes back to it, and given back to who resumed it
        // by `Outer` before anybody else runs. A yielder lives as long as its body.
        unsafe { own.as_ref() }.suspend(());
        RUNNING.set(Some(own));
    }
}

/// Who ran before a coroutine was resumed, also when that panics.
struct Outer(Option<NonNull<Yielder<(), ()>>>);

impl Drop for Outer {
    fn drop(&mut self) {
        RUNNING.set(self.0);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::*;

    fn writer(log: &Rc<RefCell<Vec<String>>>, name: &'static str) -> Coroutine {
        let log = log.clone();
        Coroutine::new(1 << 16, move || {
            for turn in 0..2 {
                log.borrow_mut().push(format!("{name}{turn}"));
                Coroutine::wait();
            }
        })
        .expect("a stack")
    }

    #[test]
    fn two_take_turns() {
        let log = Rc::default();
        let (mut a, mut b) = (writer(&log, "a"), writer(&log, "b"));
        while !a.resume() {
            assert!(!b.resume());
        }
        assert!(b.resume());
        assert_eq!(log.borrow().join(" "), "a0 b0 a1 b1");
    }

    #[test]
    fn what_it_holds_goes_with_it() {
        let log: Rc<RefCell<Vec<String>>> = Rc::default();
        let mut waiting = writer(&log, "a");
        assert!(!waiting.resume());
        drop(waiting);
        drop(writer(&log, "b"));
        assert_eq!(Rc::strong_count(&log), 1);
    }

    #[test]
    fn outside_of_one_nothing_waits() {
        Coroutine::wait();
    }
}
