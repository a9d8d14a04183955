//! Weak references: they do not count, and learn of the death.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::mem::ManuallyDrop;
use std::ptr::NonNull;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::header::*;
use super::{Ref, die};

/// What a weak reference leads to, until it dies.
pub struct Weak {
    cell: Rc<Target>,
}

struct Target {
    at: Cell<Option<NonNull<Header>>>,
    /// Its place among the target's weak references, which ascends.
    place: Cell<i64>,
    /// The weak reference object; it unregisters itself before it dies.
    holder: Cell<Option<NonNull<Header>>>,
    callback: RefCell<Option<Ref>>,
}

/// The weak references to one target, by place: there may be very many.
type Row = VecDeque<Rc<Target>>;
type Registered = FxHashMap<NonNull<Header>, Row>;

thread_local! {
    /// By target. What is left when the thread ends is not dropped: the rest of the heap is gone then.
    static REGISTERED: RefCell<ManuallyDrop<Registered>> = RefCell::default();
}

impl Weak {
    /// A weak reference to `target`; register its holder next.
    pub fn new(target: &Ref) -> Weak {
        Weak {
            cell: Rc::new(Target {
                at: Cell::new(Some(target.0)),
                place: Cell::default(),
                holder: Cell::default(),
                callback: RefCell::default(),
            }),
        }
    }

    /// A weak reference that is in no object of its own: it learns of the death all the same.
    pub fn watching(target: &Ref) -> Weak {
        let made = Weak::new(target);
        made.enter(None, None, false);
        made
    }

    /// Enters the object that holds this, and what to call when the target dies. `first`: before the
    /// others, as CPython keeps references without a callback.
    pub fn register(&self, holder: &Ref, callback: Option<Ref>, first: bool) {
        self.enter(Some(holder), callback, first);
    }

    fn enter(&self, holder: Option<&Ref>, callback: Option<Ref>, first: bool) {
        let Some(target) = self.cell.at.get() else { return };
        // SAFETY: a target that is not cleared is alive.
        unsafe { target.as_ref() }.set(HAS_WEAK);
        self.cell.holder.set(holder.map(|it| it.0));
        *self.cell.callback.borrow_mut() = callback;
        REGISTERED.with(|it| {
            let mut map = it.borrow_mut();
            let row = map.entry(target).or_default();
            if first {
                self.cell.place.set(row.front().map_or(0, |it| it.place.get() - 1));
                row.push_front(self.cell.clone());
            } else {
                self.cell.place.set(row.back().map_or(0, |it| it.place.get() + 1));
                row.push_back(self.cell.clone());
            }
        });
    }

    /// The object, while it lives.
    pub fn upgrade(&self) -> Option<Ref> {
        let at = self.cell.at.get()?;
        // SAFETY: cleared when the target dies.
        let header = unsafe { at.as_ref() };
        if header.count.get() == 0 || header.has(DYING) {
            return None;
        }
        let borrowed = ManuallyDrop::new(Ref(at));
        Some(Ref::clone(&borrowed))
    }

    /// Forgets the target; its callback will not be called.
    pub fn forget(&self) {
        let Some(target) = self.cell.at.take() else { return };
        let _ = REGISTERED.try_with(|it| remove(&mut it.borrow_mut(), target, &self.cell));
        let callback = self.cell.callback.take();
        drop(callback);
    }

    /// The callback that was registered, if the target lives.
    pub fn callback(&self) -> Option<Ref> {
        self.cell.at.get()?;
        self.cell.callback.borrow().clone()
    }
}

fn remove(map: &mut Registered, target: NonNull<Header>, cell: &Rc<Target>) {
    let Some(row) = map.get_mut(&target) else { return };
    if let Ok(index) = row.binary_search_by_key(&cell.place.get(), |it| it.place.get()) {
        row.remove(index);
    }
    if row.is_empty() {
        map.remove(&target);
        // SAFETY: the target was not cleared: it is alive.
        unsafe { target.as_ref() }.unset(HAS_WEAK);
    }
}

impl Drop for Weak {
    fn drop(&mut self) {
        self.forget();
    }
}

/// The weak reference objects that lead to `target`, oldest first.
pub fn weak_references(target: &Ref) -> Vec<Ref> {
    REGISTERED.with(|it| {
        let map = it.borrow();
        let holders = map.get(&target.0).into_iter().flatten().filter_map(|it| it.holder.get());
        holders.filter_map(alive).collect()
    })
}

/// How many weak references lead to it (`weakref.getweakrefcount`).
pub fn weak_count(target: &Ref) -> usize {
    REGISTERED.with(|it| {
        let map = it.borrow();
        map.get(&target.0).into_iter().flatten().filter(|it| it.holder.get().is_some()).count()
    })
}

fn alive(at: NonNull<Header>) -> Option<Ref> {
    // SAFETY: a holder unregisters before it is freed.
    let header = unsafe { at.as_ref() };
    let borrowed = ManuallyDrop::new(Ref(at));
    (header.count.get() > 0 && !header.has(DYING)).then(|| Ref::clone(&borrowed))
}

/// A target dies: its weak references forget it, then their callbacks run, newest first as
/// `PyObject_ClearWeakRefs` does.
pub(super) fn clear(target: NonNull<Header>) {
    let Ok(entries) = REGISTERED.try_with(|it| it.borrow_mut().remove(&target)) else { return };
    // SAFETY: the target is dying, its header is still there.
    unsafe { target.as_ref() }.unset(HAS_WEAK);
    let entries = entries.unwrap_or_default();
    for entry in &entries {
        entry.at.set(None);
    }
    let calls: Vec<(Ref, Option<Ref>)> = entries
        .into_iter()
        .rev()
        .filter_map(|it| Some((it.callback.take()?, it.holder.get().and_then(alive))))
        .collect();
    let Some(hooks) = die::hooks() else { return };
    for (callback, holder) in calls {
        if let Some(holder) = holder {
            (hooks.callback)(&callback, &holder);
        }
    }
}

/// Clears the weak references to garbage, and returns the callbacks that are to be called, with
/// their weak references: those that are no garbage themselves.
pub(super) fn clear_garbage(target: &Ref, is_garbage: impl Fn(&Ref) -> bool) -> Vec<(Ref, Ref)> {
    if !target.header().has(HAS_WEAK) {
        return Vec::new();
    }
    let entries = REGISTERED.with(|it| it.borrow_mut().remove(&target.0)).unwrap_or_default();
    target.header().unset(HAS_WEAK);
    let mut calls = Vec::new();
    for entry in entries {
        entry.at.set(None);
        let holder = entry.holder.get().and_then(alive);
        if let (Some(callback), Some(holder)) = (entry.callback.take(), holder)
            && !is_garbage(&holder)
        {
            calls.push((callback, holder));
        }
    }
    calls
}

/// An entry of a table of interned strings: it does not count, and the string leaves the table when
/// it dies.
pub struct Interned(NonNull<Header>);

impl Interned {
    /// An entry for this string, which is marked.
    pub fn new(object: &Ref) -> Interned {
        object.set_interned();
        Interned(object.0)
    }

    /// Looks at the string.
    pub fn with<R>(&self, look: impl FnOnce(&Ref) -> R) -> R {
        // SAFETY: the string leaves the table before it is freed (`die_now`).
        let borrowed = ManuallyDrop::new(Ref(self.0));
        look(&borrowed)
    }

    /// A reference to the string.
    pub fn reference(&self) -> Ref {
        self.with(Ref::clone)
    }

    /// Its address.
    pub fn address(&self) -> usize {
        self.0.as_ptr() as usize
    }
}
