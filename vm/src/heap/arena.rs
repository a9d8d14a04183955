//! Where the bytes of objects come from: free lists by size, last freed first used.
//!
//! A freed address is the next one handed out for that size, as with CPython's allocator, so that
//! `id()` repeats where it repeats there. Nothing goes back to the system before the thread ends.
//! With `--cfg refwise_system_alloc` every object is the system's own allocation, for sanitizers.

use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::cell::{Cell, UnsafeCell};
use std::ptr::NonNull;

const GRANULE: usize = 16;
const LARGEST: usize = 512;
const CLASSES: usize = LARGEST / GRANULE + 1;
const CHUNK: usize = 64 * 1024;

struct Arena {
    free: [*mut u8; CLASSES],
    at: *mut u8,
    end: *mut u8,
}

thread_local! {
    static ARENA: UnsafeCell<Arena> = const {
        UnsafeCell::new(Arena { free: [std::ptr::null_mut(); CLASSES], at: std::ptr::null_mut(), end: std::ptr::null_mut() })
    };
    static ACCOUNT: Account = const { Account { live: Cell::new(0), ever: Cell::new(0), objects: Cell::new(0) } };
}

/// What the objects of this thread cost.
pub struct Account {
    /// Bytes of living objects and of what they own.
    pub live: Cell<u64>,
    /// Bytes ever asked for.
    pub ever: Cell<u64>,
    /// Living objects.
    pub objects: Cell<u64>,
}

/// Looks at the account of this thread.
pub fn account<R>(look: impl FnOnce(&Account) -> R) -> R {
    ACCOUNT.with(look)
}

/// Memory for an object of `size` bytes, aligned to eight at least.
#[inline]
pub(super) fn take(size: usize) -> NonNull<u8> {
    ACCOUNT.with(|it| it.objects.set(it.objects.get() + 1));
    take_raw(size)
}

/// Memory for `size` bytes that belong to an object, aligned to eight at least. No bytes are a
/// pointer that must not be read.
#[inline]
pub(super) fn take_raw(size: usize) -> NonNull<u8> {
    ACCOUNT.with(|it| {
        it.live.set(it.live.get() + size as u64);
        it.ever.set(it.ever.get() + size as u64);
    });
    if size > LARGEST || cfg!(refwise_system_alloc) {
        return system(size);
    }
    let class = size.div_ceil(GRANULE);
    ARENA.with(|arena| {
        // SAFETY: thread-local, and nothing below calls out while the borrow lives.
        let arena = unsafe { &mut *arena.get() };
        let found = arena.free[class];
        match NonNull::new(found) {
            Some(found) => {
                // SAFETY: a free block holds the pointer to the next one in its first word.
                arena.free[class] = unsafe { found.cast::<*mut u8>().read() };
                found
            }
            None => arena.cut(class * GRANULE),
        }
    })
}

/// Gives back what [`take`] gave for the same `size`.
///
/// # Safety
/// `block` came from `take(size)` on this thread and is not used any more.
#[inline]
pub(super) unsafe fn give(block: NonNull<u8>, size: usize) {
    // The thread may be ending: then there is no account to keep.
    let _ = ACCOUNT.try_with(|it| it.objects.set(it.objects.get().wrapping_sub(1)));
    // SAFETY: as the caller says.
    unsafe { give_raw(block, size) };
}

/// Gives back what [`take_raw`] gave for the same `size`.
///
/// # Safety
/// `block` came from `take_raw(size)` on this thread and is not used any more.
#[inline]
pub(super) unsafe fn give_raw(block: NonNull<u8>, size: usize) {
    let _ = ACCOUNT.try_with(|it| it.live.set(it.live.get().wrapping_sub(size as u64)));
    if size > LARGEST || cfg!(refwise_system_alloc) {
        // SAFETY: `take_raw` asked the system for this layout.
        return unsafe { dealloc(block.as_ptr(), layout(size)) };
    }
    let class = size.div_ceil(GRANULE);
    let _ = ARENA.try_with(|arena| {
        // SAFETY: thread-local, nothing calls out; the block is at least one granule long.
        let arena = unsafe { &mut *arena.get() };
        unsafe { block.cast::<*mut u8>().write(arena.free[class]) };
        arena.free[class] = block.as_ptr();
    });
}

impl Arena {
    #[cold]
    fn cut(&mut self, size: usize) -> NonNull<u8> {
        if (self.end as usize) - (self.at as usize) < size {
            let chunk = system(CHUNK).as_ptr();
            self.at = chunk;
            // SAFETY: one past the end of the chunk.
            self.end = unsafe { chunk.add(CHUNK) };
        }
        let found = self.at;
        // SAFETY: there was room for `size` more bytes.
        self.at = unsafe { found.add(size) };
        NonNull::new(found).expect("a chunk is not at address zero")
    }
}

fn layout(size: usize) -> Layout {
    Layout::from_size_align(size, GRANULE).expect("no object is as large as the address space")
}

fn system(size: usize) -> NonNull<u8> {
    let layout = layout(size);
    // SAFETY: the size is not zero: an object has a header.
    NonNull::new(unsafe { alloc(layout) }).unwrap_or_else(|| handle_alloc_error(layout))
}
