//! The start and the end of threads.

use std::rc::Rc;

use super::state::{Saved, State, Thread};
use super::{MAIN, MAX_THREADS};
use crate::error::Res;
use crate::heap::{Coroutine, set_hooks};
use crate::vm::{Vm, current};

/// How large a thread's stack may grow: the host gives its pages when they are used.
const STACK_SIZE: usize = 64 << 20;

/// What must be left of it for natives that do not ask: the parser, regular expressions, deaths.
const RESERVE: usize = 1 << 20;

/// In which steps the use of stacks is charged.
const STACK_STEP: usize = 64 << 10;

impl Vm {
    /// A new thread that runs `body` when it is its turn, which may be at once. `None`: there are as
    /// many as there may be, or the host gives no stack.
    pub fn start_thread(
        &self,
        name: String,
        body: impl FnOnce(&Vm) + 'static,
    ) -> Res<Option<Rc<Thread>>> {
        let threads = &self.threads;
        if threads.living.borrow().len() >= MAX_THREADS {
            return Ok(None);
        }
        self.charge_stack(STACK_STEP)?;
        let coroutine = Coroutine::new(STACK_SIZE, move || {
            if let Some(vm) = current() {
                body(&vm);
            }
        });
        let Ok(coroutine) = coroutine else { return Ok(None) };
        let ident = threads.next_ident.replace(threads.next_ident.get() + 1);
        let thread = Rc::new(Thread::new(ident, name, self.now()));
        let top = coroutine.limit() + STACK_SIZE;
        thread.stack_top.set(top);
        let saved = Saved {
            stack_mark: top - STACK_STEP,
            stack_limit: coroutine.limit() + RESERVE,
            ..Saved::default()
        };
        thread.saved.replace(saved);
        thread.coroutine.replace(Some(coroutine));
        thread.ready_since.set(threads.next_in_order());
        threads.living.borrow_mut().push(thread.clone());
        self.plan();
        Ok(Some(thread))
    }

    /// Asks for memory before a stack grows.
    fn charge_stack(&self, bytes: usize) -> Res<()> {
        let used = self.threads.stacks.get() + bytes as u64;
        self.reserve(used)?;
        self.threads.stacks.set(used);
        Ok(())
    }

    /// A thread's stack reaches deeper than ever before.
    #[cold]
    #[inline(never)]
    pub(crate) fn stack_grows(&self, here: usize, place: &str) -> Res<()> {
        if here < self.stack_limit.get() {
            return Err(self.recursion_error(format!("maximum recursion depth exceeded{place}")));
        }
        self.charge_stack(STACK_STEP)?;
        self.stack_mark.set(self.stack_mark.get() - STACK_STEP);
        Ok(())
    }

    /// A thread ended.
    pub(super) fn bury(&self, thread: &Rc<Thread>, stack_mark: usize) {
        thread.state.set(State::Ended);
        thread.account.ends(self.now());
        let name = thread.name.borrow().clone();
        self.threads.ended.borrow_mut().push((name, thread.account.clone()));
        self.threads.living.borrow_mut().retain(|it| !Rc::ptr_eq(it, thread));
        let threads = &self.threads;
        let used = thread.stack_top.get().saturating_sub(stack_mark) as u64;
        threads.stacks.set(threads.stacks.get().saturating_sub(used));
    }

    /// Ends the threads that are left when the program is over: daemons, and all after a limit. They
    /// let go of what they hold without running Python code, as CPython's never run again.
    pub fn end_threads(&self) {
        if self.threads.ident() != MAIN {
            return;
        }
        let left: Vec<Rc<Thread>> = self.threads.living.borrow().iter().skip(1).cloned().collect();
        if left.is_empty() {
            return;
        }
        let hooks = crate::heap::hooks();
        set_hooks(None);
        self.threads.dying.set(true);
        self.plan();
        let main = self.threads.current();
        for thread in left {
            self.threads.current.replace(thread.clone());
            while thread.coroutine.borrow().is_some() {
                self.resume(&thread);
            }
        }
        self.threads.current.replace(main);
        self.threads.dying.set(false);
        self.plan();
        set_hooks(hooks);
    }
}
