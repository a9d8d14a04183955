//! The collector's lists: which objects it looks at, by generation, oldest first in each.

use std::cell::{Cell, UnsafeCell};
use std::ptr::NonNull;

use super::header::*;
use super::reference::links_of;
use super::{Kind, Ref};

/// An object's neighbours on a list of the collector, and what the collector notes of it.
#[derive(Default)]
#[repr(C)]
pub(super) struct Links {
    pub(super) previous: Cell<Option<NonNull<Header>>>,
    pub(super) next: Cell<Option<NonNull<Header>>>,
    /// While collecting: references from outside the generation (`gc_refs`).
    pub(super) refs: Cell<u32>,
    /// Which list it is on.
    pub(super) list: Cell<u8>,
    /// While collecting: what is known of it.
    pub(super) state: Cell<u8>,
}

/// Generations 0, 1 and 2, then the frozen ones (`gc.freeze`), then two lists for the collector.
pub(super) const FROZEN: usize = 3;
pub(super) const N_LISTS: usize = 6;

#[derive(Clone, Copy, Default)]
struct List {
    first: Option<NonNull<Header>>,
    last: Option<NonNull<Header>>,
    len: usize,
}

thread_local! {
    static LISTS: UnsafeCell<[List; N_LISTS]> = const {
        UnsafeCell::new([List { first: None, last: None, len: 0 }; N_LISTS])
    };
    /// Allocations less deallocations since the last collection (`generations[0].count`).
    static YOUNG: Cell<i64> = const { Cell::new(0) };
}

/// How many more tracked objects were made than died since this was last set.
pub(super) fn young() -> i64 {
    YOUNG.with(Cell::get)
}

pub(super) fn set_young(count: i64) {
    YOUNG.with(|it| it.set(count));
}

fn links(header: &NonNull<Header>) -> &Links {
    // SAFETY: only objects with links get onto lists, and they leave them before they die.
    unsafe { &*links_of(*header).as_ptr() }
}

fn on_lists<R>(change: impl FnOnce(&mut [List; N_LISTS]) -> R) -> Option<R> {
    // SAFETY: thread-local, and the closures of this file call nothing.
    LISTS.try_with(|it| change(unsafe { &mut *it.get() })).ok()
}

/// Puts an object on the list of the youngest generation, if it can be on a list.
pub fn track(object: &Ref) {
    let header = object.header();
    if header.has(HAS_LINKS) && !header.has(TRACKED) {
        header.set(TRACKED);
        append(object.0, 0);
        if header.kind == Kind::Frame {
            // Frames become objects late (`take_ownership`).
            count_birth();
        }
    }
}

/// An object with links was made: the youngest generation counts one more, tracked or not.
#[inline]
pub(super) fn count_birth() {
    set_young(young() + 1);
}

/// Can the collector have to look at it: does it have links, and is it no tuple that was found to
/// hold nothing of interest (`_PyObject_GC_MAY_BE_TRACKED`)?
#[inline]
pub fn may_be_tracked(object: &Ref) -> bool {
    let header = object.header();
    header.has(HAS_LINKS)
        && match header.kind {
            Kind::Tuple => header.has(TRACKED),
            // Static types are none of the collector's objects.
            Kind::Type => header.count.get() != IMMORTAL,
            _ => true,
        }
}

/// The collector need not look at this one (any more).
pub fn untrack(object: &Ref) {
    forget(object.0);
}

/// Does the collector look at it (`gc.is_tracked`)?
pub fn is_tracked(object: &Ref) -> bool {
    object.header().has(TRACKED)
}

pub(super) fn forget(at: NonNull<Header>) {
    // SAFETY: the object is alive or dying; its header is still there.
    let header = unsafe { at.as_ref() };
    if header.has(TRACKED) {
        header.unset(TRACKED);
        unlink(at);
    }
}

/// An object with links dies: the youngest generation counts one less, but not below zero.
pub(super) fn count_death() {
    let _ = YOUNG.try_with(|it| it.set((it.get() - 1).max(0)));
}

pub(super) fn append(at: NonNull<Header>, list: usize) {
    on_lists(|lists| {
        let own = links(&at);
        own.list.set(list as u8);
        own.previous.set(lists[list].last);
        own.next.set(None);
        match lists[list].last {
            Some(last) => links(&last).next.set(Some(at)),
            None => lists[list].first = Some(at),
        }
        lists[list].last = Some(at);
        lists[list].len += 1;
    });
}

pub(super) fn unlink(at: NonNull<Header>) {
    on_lists(|lists| {
        let own = links(&at);
        let list = &mut lists[own.list.get() as usize];
        match own.previous.get() {
            Some(it) => links(&it).next.set(own.next.get()),
            None => list.first = own.next.get(),
        }
        match own.next.get() {
            Some(it) => links(&it).previous.set(own.previous.get()),
            None => list.last = own.previous.get(),
        }
        list.len -= 1;
    });
}

/// How many are on a list.
pub(super) fn len(list: usize) -> usize {
    on_lists(|lists| lists[list].len).unwrap_or(0)
}

/// References to all objects of a list, in its order.
pub(super) fn objects(list: usize) -> Vec<Ref> {
    let mut found = Vec::with_capacity(len(list));
    each(list, |it| found.push(it.clone()));
    found
}

/// Shows all objects of a list, in its order. It may lose the one that is shown, and no other.
pub(super) fn each(list: usize, mut visit: impl FnMut(&Ref)) {
    let mut at = on_lists(|lists| lists[list].first).flatten();
    while let Some(header) = at {
        at = links(&header).next.get();
        // An object whose death began has no count to retain.
        // SAFETY: objects leave the lists before they die.
        if unsafe { header.as_ref() }.count.get() > 0 {
            visit(&std::mem::ManuallyDrop::new(Ref(header)));
        }
    }
}

/// The addresses of all objects of a list, in its order.
pub(super) fn addresses(list: usize) -> Vec<NonNull<Header>> {
    let first = on_lists(|lists| lists[list].first).flatten();
    std::iter::successors(first, |it| links(it).next.get()).collect()
}

/// Moves all objects of one list to the end of another.
pub(super) fn merge(from: usize, to: usize) {
    while let Some(at) = on_lists(|lists| lists[from].first).flatten() {
        unlink(at);
        append(at, to);
    }
}

pub(super) fn links_for(object: &Ref) -> Option<&Links> {
    // SAFETY: the flag says that they are there; the reference keeps them alive.
    object.header().has(HAS_LINKS).then(|| unsafe { &*links_of(object.0).as_ptr() })
}
