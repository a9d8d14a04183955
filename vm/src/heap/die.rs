//! The death of an object, in CPython's order (`subtype_dealloc`): finalizer, weak references,
//! `__slots__` and dict, payload, type.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::mem::{ManuallyDrop, size_of};
use std::ptr::NonNull;

use super::header::*;
use super::kinds;
use super::reference::{Boxed, ext_of, prefix};
use super::{Kind, Payload, Ref, arena, lists, weak};
use crate::objects::float::Float;
use crate::objects::int::Int;

/// What the heap asks of the machine when objects die.
#[derive(Clone, Copy)]
pub struct Hooks {
    /// Runs the finalizer of an object: `__del__`, or closing a generator.
    pub finalize: fn(&Ref),
    /// Calls a weak reference's callback: the callback, the weak reference.
    pub callback: fn(&Ref, &Ref),
}

/// How deep deaths may nest before they are put off (CPython's trashcan).
const DEPTH: u32 = 200;

thread_local! {
    static HOOKS: Cell<Option<Hooks>> = const { Cell::new(None) };
    static NESTED: Cell<u32> = const { Cell::new(0) };
    static WAITING: RefCell<VecDeque<NonNull<Header>>> = const { RefCell::new(VecDeque::new()) };
}

/// From now on these are asked on this thread.
pub fn set_hooks(hooks: Option<Hooks>) {
    HOOKS.with(|it| it.set(hooks));
}

/// What is asked on this thread.
pub fn hooks() -> Option<Hooks> {
    HOOKS.try_with(Cell::get).ok().flatten()
}

/// How deep deaths nest on the host stack that runs; what it was. Each host stack has its own depth.
pub fn exchange_nested_deaths(depth: u32) -> u32 {
    NESTED.try_with(|it| it.replace(depth)).unwrap_or(0)
}

/// The last reference went.
#[cold]
#[inline(never)]
fn put_off(at: NonNull<Header>) {
    let _ = WAITING.try_with(|it| it.borrow_mut().push_back(at));
}

/// Not inlined: every drop of a reference is a place where it might be, and few drops are the last.
#[inline(never)]
pub(super) fn die(at: NonNull<Header>) {
    // SAFETY: the count just became zero; nobody else frees it.
    let header = unsafe { at.as_ref() };
    if header.flags.get() == 0 {
        // SAFETY: as below; nothing of a leaf can run Python code. Numbers come first: programs
        // that compute make and drop one with nearly every instruction.
        unsafe {
            match header.kind {
                Kind::Float => return free_leaf::<Float>(at),
                Kind::Int => return free_leaf::<Int>(at),
                kind if kinds::is_leaf(kind) => return free(at),
                _ => {}
            }
        }
    }
    if header.kind == Kind::Frame && header.flags.get() == HAS_LINKS {
        // SAFETY: as below; no list knows it, and nobody looked at it. It needs no place among the
        // deaths that nest: its generator or function, if they die, too, take one.
        return unsafe { free(at) };
    }
    die_slowly(at);
}

/// As [`free`], for an object of this kind that has nothing before its header.
///
/// # Safety
/// As for [`free`], and the payload is a `T`.
#[inline(always)]
unsafe fn free_leaf<T: Payload>(at: NonNull<Header>) {
    // SAFETY: as the caller says.
    unsafe {
        let object = at.cast::<Boxed<T>>().as_ptr();
        (&raw mut (*object).payload).drop_in_place();
        let class = (*at.as_ref().class.get()).take();
        arena::give(at.cast(), size_of::<Boxed<T>>());
        drop(class);
    }
}

#[inline(never)]
fn die_slowly(at: NonNull<Header>) {
    let Ok(nested) = NESTED.try_with(Cell::get) else { return };
    if nested >= DEPTH {
        return put_off(at);
    }
    NESTED.with(|it| it.set(nested + 1));
    die_now(at);
    while nested == 0
        && let Some(at) = WAITING.with(|it| it.borrow_mut().pop_front())
    {
        die_now(at);
    }
    NESTED.with(|it| it.set(nested));
}

fn die_now(at: NonNull<Header>) {
    // SAFETY: the object is there until `free` below.
    let header = unsafe { at.as_ref() };
    if header.has(FINALIZER) && !header.has(FINALIZED) && is_resurrected_by_finalizer(at) {
        return;
    }
    header.set(DYING);
    if header.has(HAS_WEAK) {
        weak::clear(at);
    }
    if header.has(INTERNED) {
        forget_interned(at);
    }
    if header.has(HAS_LINKS) {
        // A frame that was never tracked was never counted, either (`take_ownership`).
        if header.kind != Kind::Frame || header.has(TRACKED) {
            lists::count_death();
        }
        lists::forget(at);
    }
    if header.has(HAS_EXT) {
        // SAFETY: the flag says that it is there, and the object is still whole.
        unsafe { ext_of(at).as_ref() }.clear();
    }
    // SAFETY: the count is zero, no weak reference and no list knows it: nobody can see it.
    unsafe { free(at) };
}

/// Runs the finalizer with one reference of ours; true when others were made meanwhile.
fn is_resurrected_by_finalizer(at: NonNull<Header>) -> bool {
    let Some(hooks) = hooks() else { return false };
    // SAFETY: the object is there.
    let header = unsafe { at.as_ref() };
    header.set(FINALIZED);
    header.count.set(1);
    let object = ManuallyDrop::new(Ref(at));
    (hooks.finalize)(&object);
    let count = header.count.get();
    if count != IMMORTAL {
        header.count.set(count - 1);
    }
    count > 1
}

fn forget_interned(at: NonNull<Header>) {
    let object = ManuallyDrop::new(Ref(at));
    if let Some(text) = object.get::<crate::objects::str_::Str>() {
        crate::vm::forget_interned(text.hash() as u64, object.address());
    }
}

/// Drops payload and type, and gives the memory back.
///
/// # Safety
/// No reference leads to the object, strong or weak, and no list holds it.
unsafe fn free(at: NonNull<Header>) {
    // SAFETY: the object is whole until here, and nobody uses it after.
    unsafe {
        let flags = at.as_ref().flags.get();
        let kind = at.as_ref().kind;
        kinds::drop_payload(at, kind);
        let class = (*at.as_ref().class.get()).take();
        let before = prefix(flags);
        let start = at.cast::<u8>().sub(before);
        if flags & HAS_EXT != 0 {
            start.cast::<super::Ext>().drop_in_place();
        }
        arena::give(start, before + kinds::size(kind));
        drop(class);
    }
}

const _: () = assert!(size_of::<Kind>() == 1);
