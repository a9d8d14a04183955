//! The places of a frame: its local variables, and the value stack above them.

use std::cell::{Cell, UnsafeCell};

use smallvec::SmallVec;

use super::Ref;

/// Locals, cells and free variables of a frame, then its value stack; the size never changes.
///
/// It never lends what it holds. Too many pushes or pops are errors of the machine and panic.
pub struct FrameSlots {
    places: Box<[UnsafeCell<Option<Ref>>]>,
    /// The first place of the stack that is free.
    top: Cell<usize>,
    n_locals: usize,
}

/// References taken from the stack: the values of a call.
pub type Taken = SmallVec<[Option<Ref>; 6]>;

impl FrameSlots {
    /// Empty places: `n_locals` of them and a stack of at most `n_stack`.
    pub fn new(n_locals: usize, n_stack: usize) -> FrameSlots {
        let places = (0..n_locals + n_stack).map(|_| UnsafeCell::new(None)).collect();
        FrameSlots { places, top: Cell::new(n_locals), n_locals }
    }

    #[inline(always)]
    #[expect(clippy::mut_from_ref, reason = "the borrow never leaves this module")]
    fn place(&self, index: usize) -> &mut Option<Ref> {
        // SAFETY: not `Sync`; each function ends its borrow before other code can run.
        unsafe { &mut *self.places[index].get() }
    }

    /// How many locals there are.
    #[inline]
    pub fn n_locals(&self) -> usize {
        self.n_locals
    }

    /// The local at `index`.
    #[inline(always)]
    pub fn local(&self, index: usize) -> Option<Ref> {
        self.place(index).clone()
    }

    /// Puts a local there and returns what was there before.
    #[inline(always)]
    #[must_use = "dropping may run Python code: do it when nothing is half done"]
    pub fn set_local(&self, index: usize, value: Option<Ref>) -> Option<Ref> {
        std::mem::replace(self.place(index), value)
    }

    /// Puts one on the stack.
    #[inline(always)]
    pub fn push(&self, value: Ref) {
        self.push_maybe(Some(value));
    }

    /// Puts one, or CPython's `NULL`, on the stack.
    #[inline(always)]
    pub fn push_maybe(&self, value: Option<Ref>) {
        let top = self.top.get();
        // The place above the top is always empty: nothing is dropped here.
        *self.place(top) = value;
        self.top.set(top + 1);
    }

    /// Takes one from the stack.
    #[inline(always)]
    pub fn pop(&self) -> Ref {
        self.pop_maybe().expect("no NULL where an object belongs")
    }

    /// Takes one, or `NULL`, from the stack.
    #[inline(always)]
    pub fn pop_maybe(&self) -> Option<Ref> {
        let top = self.top.get() - 1;
        assert!(top >= self.n_locals, "the stack is empty");
        self.top.set(top);
        self.place(top).take()
    }

    /// The one that lies `depth` below the top; the top itself is 1.
    #[inline(always)]
    pub fn peek(&self, depth: usize) -> Ref {
        self.peek_maybe(depth).expect("no NULL where an object belongs")
    }

    /// The one that lies `depth` below the top, or `NULL`.
    #[inline(always)]
    pub fn peek_maybe(&self, depth: usize) -> Option<Ref> {
        self.place(self.top.get() - depth).clone()
    }

    /// Puts `value` where it lies `depth` below the top; returns what was there.
    #[inline(always)]
    #[must_use = "dropping may run Python code: do it when nothing is half done"]
    pub fn put(&self, depth: usize, value: Option<Ref>) -> Option<Ref> {
        std::mem::replace(self.place(self.top.get() - depth), value)
    }

    /// Exchanges the top with the one `depth` below.
    #[inline(always)]
    pub fn swap(&self, depth: usize) {
        let top = self.top.get();
        let upper = self.place(top - 1).take();
        let lower = std::mem::replace(self.place(top - depth), upper);
        *self.place(top - 1) = lower;
    }

    /// Takes the upper `n`, the lowest of them first.
    #[inline(always)]
    pub fn take(&self, n: usize) -> Taken {
        let top = self.top.get();
        let start = top - n;
        assert!(start >= self.n_locals, "the stack is empty");
        let taken = (start..top).map(|index| self.place(index).take()).collect();
        self.top.set(start);
        taken
    }

    /// Is there a `NULL` at `depth` below the top?
    #[inline(always)]
    pub fn is_null(&self, depth: usize) -> bool {
        self.place(self.top.get() - depth).is_none()
    }

    /// As [`Self::take`], for a display.
    #[inline(always)]
    pub fn take_vec(&self, n: usize) -> Vec<Ref> {
        let top = self.top.get();
        let start = top - n;
        assert!(start >= self.n_locals, "the stack is empty");
        let taken = (start..top)
            .map(|index| self.place(index).take().expect("no NULL among values"))
            .collect();
        self.top.set(start);
        taken
    }

    /// How many lie on the stack.
    #[inline]
    pub fn depth(&self) -> usize {
        self.top.get() - self.n_locals
    }

    /// Lets go of what lies above `depth`.
    pub fn cut(&self, depth: usize) {
        while self.depth() > depth {
            drop(self.pop_maybe());
        }
    }

    /// Lets go of the locals in their order, then of the stack from its bottom, as
    /// `_PyFrame_ClearLocals` does.
    pub fn clear(&self) {
        let top = self.top.replace(self.n_locals);
        for index in 0..top {
            let it = self.place(index).take();
            drop(it);
        }
    }

    /// Shows all of it to the collector, which runs no Python code meanwhile.
    pub fn visit(&self, visit: &mut dyn FnMut(&Ref)) {
        for index in 0..self.top.get() {
            let it = self.place(index).clone();
            it.iter().for_each(&mut *visit);
        }
    }
}
