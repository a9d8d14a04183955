//! The places of a frame: its local variables, and the value stack above them.

use std::cell::Cell;
use std::mem::size_of;
use std::ptr::NonNull;

use smallvec::SmallVec;

use super::{Ref, arena};

/// Locals, cells and free variables of a frame, then its value stack; the size never changes.
///
/// It never lends what it holds. Too many pushes or pops are errors of the machine and panic.
/// What lies below `top` is initialized, what lies above is not: that saves a store for each pop and
/// the emptying of the stack of each new frame. It came with the calls that move values from stack to
/// stack: together they took `nbody` from 2.95 to 2.08 times CPython's time.
pub struct FrameSlots {
    places: NonNull<Place>,
    n_places: usize,
    /// The first place of the stack that is free.
    top: Cell<usize>,
    n_locals: usize,
}

type Place = Option<Ref>;

/// References taken from the stack: the values of a call.
pub type Taken = SmallVec<[Option<Ref>; 6]>;

impl FrameSlots {
    /// Empty places: `n_locals` of them and a stack of at most `n_stack`.
    pub fn new(n_locals: usize, n_stack: usize) -> FrameSlots {
        let n_places = (n_locals + n_stack).max(1);
        let places = arena::take_raw(n_places * size_of::<Place>()).cast::<Place>();
        for index in 0..n_locals {
            // SAFETY: the block has `n_places` places.
            unsafe { places.add(index).write(None) };
        }
        FrameSlots { places, n_places, top: Cell::new(n_locals), n_locals }
    }

    /// Reads what is there and leaves the place as if uninitialized.
    ///
    /// # Safety
    /// The place is initialized and is not read again before it is written.
    #[inline(always)]
    unsafe fn read(&self, index: usize) -> Place {
        // SAFETY: as the caller says.
        unsafe { self.places.add(index).read() }
    }

    /// As [`Self::read`], of one among several that move. Each was pushed by a store of its own: reading
    /// two of them as one wider word would wait until both stores are through.
    ///
    /// # Safety
    /// As for [`Self::read`].
    #[inline(always)]
    unsafe fn read_apart(&self, index: usize) -> Place {
        // SAFETY: as the caller says.
        unsafe { self.places.add(index).as_ptr().read_volatile() }
    }

    /// An initialized place.
    #[inline(always)]
    #[expect(clippy::mut_from_ref, reason = "the borrow never leaves this module")]
    fn place(&self, index: usize) -> &mut Place {
        assert!(index < self.top.get(), "no such place");
        // SAFETY: below the top all is initialized. Not `Sync`; each function ends its borrow
        // before other code can run.
        unsafe { &mut *self.places.add(index).as_ptr() }
    }

    #[inline(always)]
    #[expect(clippy::mut_from_ref, reason = "the borrow never leaves this module")]
    fn local_place(&self, index: usize) -> &mut Place {
        assert!(index < self.n_locals, "no such local");
        // SAFETY: as for `place`; the top is never below the locals.
        unsafe { &mut *self.places.add(index).as_ptr() }
    }

    /// The place `depth` below the top, on the stack.
    #[inline(always)]
    fn below_top(&self, depth: usize) -> usize {
        let top = self.top.get();
        assert!(depth <= top - self.n_locals && depth > 0, "the stack is not so deep");
        top - depth
    }

    /// How many locals there are.
    #[inline]
    pub fn n_locals(&self) -> usize {
        self.n_locals
    }

    /// The local at `index`.
    #[inline(always)]
    pub fn local(&self, index: usize) -> Option<Ref> {
        self.local_place(index).clone()
    }

    /// Puts a local there and returns what was there before.
    #[inline(always)]
    #[must_use = "dropping may run Python code: do it when nothing is half done"]
    pub fn set_local(&self, index: usize, value: Option<Ref>) -> Option<Ref> {
        std::mem::replace(self.local_place(index), value)
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
        assert!(top < self.n_places, "the stack is full");
        // SAFETY: there is such a place, and nothing is in it.
        unsafe { self.places.add(top).write(value) };
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
        let at = self.below_top(1);
        self.top.set(at);
        // SAFETY: it was below the top and is above it from now on.
        unsafe { self.read(at) }
    }

    /// The one that lies `depth` below the top; the top itself is 1.
    #[inline(always)]
    pub fn peek(&self, depth: usize) -> Ref {
        self.peek_maybe(depth).expect("no NULL where an object belongs")
    }

    /// The one that lies `depth` below the top, or `NULL`.
    #[inline(always)]
    pub fn peek_maybe(&self, depth: usize) -> Option<Ref> {
        self.place(self.below_top(depth)).clone()
    }

    /// Puts `value` where it lies `depth` below the top; returns what was there.
    #[inline(always)]
    #[must_use = "dropping may run Python code: do it when nothing is half done"]
    pub fn put(&self, depth: usize, value: Option<Ref>) -> Option<Ref> {
        std::mem::replace(self.place(self.below_top(depth)), value)
    }

    /// Exchanges the top with the one `depth` below.
    #[inline(always)]
    pub fn swap(&self, depth: usize) {
        let (upper, lower) = (self.below_top(1), self.below_top(depth));
        // SAFETY: both are initialized places.
        unsafe { self.places.add(upper).swap(self.places.add(lower)) };
    }

    /// Takes the upper `n`, the lowest of them first.
    #[inline(always)]
    pub fn take(&self, n: usize) -> Taken {
        let mut taken = Taken::new();
        self.take_into(n, &mut taken);
        taken
    }

    /// As [`Self::take`], behind what is in `taken`, right where they are needed.
    #[inline(always)]
    pub fn take_into(&self, n: usize, taken: &mut Taken) {
        if n == 0 {
            return;
        }
        taken.reserve(n);
        let (start, len) = (self.below_top(n), taken.len());
        self.top.set(start);
        let into = taken.as_mut_ptr();
        // SAFETY: `n` initialized places move to where there is room for them; they are above the
        // top from now on.
        unsafe {
            for index in 0..n {
                into.add(len + index).write(self.read_apart(start + index));
            }
            taken.set_len(len + n);
        }
    }

    /// Moves the upper `n` to the first locals of a frame that did not start, whose locals are
    /// empty.
    #[inline(always)]
    pub fn move_to_locals(&self, n: usize, callee: &FrameSlots) {
        if n == 0 {
            return;
        }
        assert!(n <= callee.n_locals, "a parameter is a local");
        let start = self.below_top(n);
        self.top.set(start);
        for index in 0..n {
            // SAFETY: it was below the top and is above it from now on.
            let value = unsafe { self.read_apart(start + index) };
            debug_assert!(callee.local_place(index).is_none());
            // SAFETY: a local's place; what was there is empty.
            unsafe { callee.places.add(index).write(value) };
        }
    }

    /// Is there a `NULL` at `depth` below the top?
    #[inline(always)]
    pub fn is_null(&self, depth: usize) -> bool {
        self.place(self.below_top(depth)).is_none()
    }

    /// As [`Self::take`], for a display.
    #[inline(always)]
    pub fn take_vec(&self, n: usize) -> Vec<Ref> {
        if n == 0 {
            return Vec::new();
        }
        let start = self.below_top(n);
        self.top.set(start);
        (start..start + n)
            // SAFETY: each was below the top and is above it from now on.
            .map(|index| unsafe { self.read(index) }.expect("no NULL among values"))
            .collect()
    }

    /// How many lie on the stack.
    #[inline]
    pub fn depth(&self) -> usize {
        self.top.get() - self.n_locals
    }

    /// Lets go of what lies above `depth`.
    #[inline]
    pub fn cut(&self, depth: usize) {
        while self.depth() > depth {
            drop(self.pop_maybe());
        }
    }

    /// Lets go of the locals in their order, then of the stack from its bottom, as
    /// `_PyFrame_ClearLocals` does.
    #[inline]
    pub fn clear(&self) {
        if self.depth() > 0 {
            return self.clear_both();
        }
        for index in 0..self.n_locals {
            let it = self.local_place(index).take();
            drop(it);
        }
    }

    #[cold]
    fn clear_both(&self) {
        // Whatever runs when something dies finds an empty stack.
        let stack = self.take(self.depth());
        self.clear();
        drop(stack);
    }

    /// Shows all of it to the collector, which runs no Python code meanwhile.
    pub fn visit(&self, visit: &mut dyn FnMut(&Ref)) {
        for index in 0..self.top.get() {
            let it = self.place(index).clone();
            it.iter().for_each(&mut *visit);
        }
    }
}

impl Drop for FrameSlots {
    fn drop(&mut self) {
        self.clear();
        // SAFETY: `new` took this block for this many places, and all of them are empty.
        unsafe { arena::give_raw(self.places.cast(), self.n_places * size_of::<Place>()) };
    }
}
