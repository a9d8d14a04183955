//! References: the only way to an object.

use std::cell::RefCell;
use std::fmt;
use std::mem::{align_of, size_of};
use std::ptr::NonNull;

use super::header::*;
use super::kinds::{Kind, Payload};
use super::lists::{self, Links};
use super::{Ext, arena, die};
use crate::objects::float::Float;
use crate::objects::type_::Type;

thread_local! {
    /// Types that objects exchanged for others.
    static RETIRED: RefCell<Vec<Ref>> = const { RefCell::new(Vec::new()) };
}

/// One counted reference to an object: clone retains, drop releases.
///
/// Dropping the last one runs finalizers and callbacks, that is, Python code.
#[repr(transparent)]
pub struct Ref(pub(super) NonNull<Header>);

/// An object as its memory holds it.
#[repr(C)]
pub(super) struct Boxed<T> {
    pub(super) header: Header,
    pub(super) payload: T,
}

/// What a new object has besides its payload.
#[derive(Clone, Copy, Default)]
pub struct Extra {
    /// A place for a dict, attributes and this many `__slots__`.
    pub ext: Option<usize>,
    /// How many slots and attributes will probably be needed.
    pub room: usize,
    /// The collector may have to look at it.
    pub links: bool,
    /// Something runs when it dies.
    pub finalizer: bool,
}

impl Ref {
    /// A new object with one reference.
    #[inline]
    pub fn new<T: Payload>(class: Option<Ref>, payload: T) -> Ref {
        let links = T::TRACKED;
        Ref::with(class, payload, Extra { links, finalizer: T::FINALIZES, ..Extra::default() })
    }

    /// As [`Self::new`], where the payload is written right to where it stays.
    #[inline(always)]
    pub fn in_place<T: Payload>(class: Ref, payload: impl FnOnce() -> T) -> Ref {
        let extra = Extra { links: T::TRACKED, finalizer: T::FINALIZES, ..Extra::default() };
        Ref::with_payload(Some(class), payload, extra)
    }

    /// A new object with one reference, and with what `extra` asks for. One with links is put on
    /// the list of the youngest generation, unless its kind waits with that.
    #[inline]
    pub fn with<T: Payload>(class: Option<Ref>, payload: T, extra: Extra) -> Ref {
        Ref::with_payload(class, || payload, extra)
    }

    #[inline(always)]
    fn with_payload<T: Payload>(
        class: Option<Ref>,
        payload: impl FnOnce() -> T,
        extra: Extra,
    ) -> Ref {
        const { assert!(align_of::<T>() <= 8 && align_of::<Boxed<T>>() <= 8) };
        assert!(class.as_ref().is_none_or(|it| it.kind() == Kind::Type), "only types are classes");
        let flags = flag(extra.links, HAS_LINKS)
            | flag(extra.ext.is_some(), HAS_EXT)
            | flag(extra.finalizer, FINALIZER);
        let before = prefix(flags);
        let block = arena::take(before + size_of::<Boxed<T>>());
        // SAFETY: the block is large and aligned enough for the prefix and the object after it;
        // all of it is written before anybody else sees it.
        let found = unsafe {
            let at = block.as_ptr().add(before).cast::<Boxed<T>>();
            let header = Header {
                count: 1.into(),
                kind: T::KIND,
                flags: flags.into(),
                bits: 0.into(),
                class: class.into(),
            };
            at.write(Boxed { header, payload: payload() });
            let header = NonNull::new_unchecked(at.cast::<Header>());
            if let Some(home) = (*at).payload.home() {
                home.set(header);
            }
            if let Some(n_slots) = extra.ext {
                block.cast::<Ext>().write(Ext::new(n_slots, extra.room));
            }
            if extra.links {
                links_of(header).write(Links::default());
            }
            Ref(header)
        };
        if extra.links && T::KIND != Kind::Frame {
            lists::count_birth();
        }
        if extra.links && T::TRACKED_AT_BIRTH {
            lists::track(&found);
        }
        found
    }

    #[inline(always)]
    pub(super) fn header(&self) -> &Header {
        // SAFETY: this reference keeps the object alive.
        unsafe { self.0.as_ref() }
    }

    /// Are both the same object (`is`)?
    #[inline(always)]
    pub fn is(&self, other: &Ref) -> bool {
        self.0 == other.0
    }

    /// Its address, which is its `id()`.
    #[inline]
    pub fn address(&self) -> usize {
        self.0.as_ptr() as usize
    }

    /// Which payload it has.
    #[inline(always)]
    pub fn kind(&self) -> Kind {
        self.header().kind
    }

    /// Its payload, if it is a `T`; instances of subclasses have the payload of their base.
    #[inline(always)]
    pub fn get<T: Payload>(&self) -> Option<&T> {
        // SAFETY: kinds and payload types belong to each other one to one (`kinds.rs`).
        (self.kind() == T::KIND).then(|| unsafe { &self.0.cast::<Boxed<T>>().as_ref().payload })
    }

    /// Its payload, of which is known that it is a `T`.
    #[inline(always)]
    #[track_caller]
    pub fn expect<T: Payload>(&self) -> &T {
        self.get().expect("the object has this payload")
    }

    /// Its payload, to change it, if it is a `T` and this is the only reference to it.
    pub fn get_mut<T: Payload>(&mut self) -> Option<&mut T> {
        let is_alone = self.count() == 1 && !self.header().has(HAS_WEAK);
        // SAFETY: the kind says that it is a `T`; whoever borrows its payload does so through a
        // reference, and the only one is borrowed here.
        (is_alone && self.kind() == T::KIND)
            .then(|| unsafe { &mut self.0.cast::<Boxed<T>>().as_mut().payload })
    }

    /// Its type.
    #[inline(always)]
    pub fn class(&self) -> Ref {
        // SAFETY: not `Sync`; a clone runs no other code.
        unsafe { (*self.header().class.get()).clone() }.expect("every object has a type")
    }

    /// Is `class` its very type?
    #[inline(always)]
    pub fn is_exactly(&self, class: &Ref) -> bool {
        // SAFETY: not `Sync`; a look at a pointer.
        unsafe { (*self.header().class.get()).as_ref().is_some_and(|it| it.is(class)) }
    }

    /// The payload of its type.
    #[inline(always)]
    pub fn ty(&self) -> &Type {
        // SAFETY: the type lives as long as the object has it, and longer where it is exchanged
        // (`set_class` keeps it): at least as long as this borrow. Every class is a `Type`, which
        // `expect` checks where the type is set.
        unsafe {
            let class = (*self.header().class.get()).as_ref().expect("every object has a type");
            &class.0.cast::<Boxed<Type>>().as_ref().payload
        }
    }

    /// Gives it another type (`__class__ = …`). The caller knows that the layouts agree.
    pub fn set_class(&self, class: Ref) {
        assert!(class.kind() == Kind::Type, "only types are classes");
        // SAFETY: not `Sync`; a move runs no other code.
        let old = unsafe { (*self.header().class.get()).replace(class) };
        // Somebody may still hold what `ty` lent.
        RETIRED.with(|it| it.borrow_mut().extend(old));
    }

    /// The address of its type, to compare with.
    #[inline(always)]
    pub fn class_address(&self) -> usize {
        // SAFETY: not `Sync`; a look at a pointer.
        unsafe { (*self.header().class.get()).as_ref().map_or(0, Ref::address) }
    }

    /// Its instance attributes, if it has a place for them.
    #[inline(always)]
    pub fn ext(&self) -> Option<&Ext> {
        if !self.header().has(HAS_EXT) {
            return None;
        }
        // SAFETY: the flag says that an `Ext` stands at the start of the block.
        Some(unsafe { ext_of(self.0).as_ref() })
    }

    /// How many references lead to it, `u32::MAX` for immortal objects. `sys.getrefcount` sees one
    /// more on CPython for its argument; here arguments are moved, too.
    #[inline]
    pub fn count(&self) -> u32 {
        self.header().count.get()
    }

    /// It lives as long as the machine and is not counted any more.
    pub fn make_immortal(&self) {
        self.header().count.set(IMMORTAL);
    }

    /// Is it never counted?
    pub fn is_immortal(&self) -> bool {
        self.count() == IMMORTAL
    }

    /// A payload's own bits.
    #[inline]
    pub fn bits(&self) -> u16 {
        self.header().bits.get()
    }

    /// Sets a payload's own bits.
    #[inline]
    pub fn set_bits(&self, bits: u16) {
        self.header().bits.set(bits);
    }

    /// Is it the one object of its value (a str)?
    #[inline(always)]
    pub fn is_interned(&self) -> bool {
        self.header().has(INTERNED)
    }

    /// Gives a float that nobody else holds another value; any other object as it was.
    ///
    /// Source: `DECREF_INPUTS_AND_REUSE_FLOAT` (Python/ceval_macros.h, CPython 3.13).
    #[inline(always)]
    pub fn reuse_float(self, value: f64) -> Result<Ref, Ref> {
        let header = self.header();
        if header.kind != Kind::Float || header.count.get() != 1 || header.flags.get() != 0 {
            return Err(self);
        }
        // SAFETY: it is a float, and this is the only reference to it: nobody has borrowed from it.
        unsafe { (*self.0.cast::<Boxed<Float>>().as_ptr()).payload.0 = value };
        Ok(self)
    }

    /// Says that it is the one object of its value.
    pub fn set_interned(&self) {
        self.header().set(INTERNED);
    }

    /// Did its finalizer run?
    pub fn is_finalized(&self) -> bool {
        self.header().has(FINALIZED)
    }

    /// Its finalizer ran.
    pub fn set_finalized(&self) {
        self.header().set(FINALIZED);
    }

    /// Something runs when it dies.
    pub fn set_has_finalizer(&self) {
        self.header().set(FINALIZER);
    }
}

impl Clone for Ref {
    #[inline(always)]
    fn clone(&self) -> Ref {
        let count = &self.header().count;
        let now = count.get();
        if now != IMMORTAL {
            // A count that reached the top would become immortal, which is safe.
            count.set(now + 1);
        }
        Ref(self.0)
    }
}

impl Drop for Ref {
    #[inline(always)]
    fn drop(&mut self) {
        let count = &self.header().count;
        let now = count.get();
        if now == IMMORTAL {
            return;
        }
        count.set(now - 1);
        if now == 1 {
            die::die(self.0);
        }
    }
}

impl fmt::Debug for Ref {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} at {:#x}", self.kind(), self.address())
    }
}

fn flag(condition: bool, flag: u8) -> u8 {
    if condition { flag } else { 0 }
}

/// Shows the types that objects exchanged for others.
pub(super) fn visit_retired(visit: &mut dyn FnMut(&Ref)) {
    RETIRED.with(|it| it.borrow().iter().for_each(visit));
}

/// How many bytes stand before the header.
pub(super) fn prefix(flags: u8) -> usize {
    let links = if flags & HAS_LINKS != 0 { size_of::<Links>() } else { 0 };
    let ext = if flags & HAS_EXT != 0 { size_of::<Ext>() } else { 0 };
    links + ext
}

/// The links before a header that has them.
pub(super) fn links_of(header: NonNull<Header>) -> NonNull<Links> {
    // SAFETY: an object with links has them right before its header.
    unsafe { header.cast::<Links>().sub(1) }
}

/// The instance part before a header that has it: the block begins with it.
///
/// # Safety
/// The object lives and has the flag.
pub(super) unsafe fn ext_of(header: NonNull<Header>) -> NonNull<Ext> {
    // SAFETY: as the caller says.
    unsafe {
        let before = prefix(header.as_ref().flags.get());
        header.cast::<u8>().sub(before).cast::<Ext>()
    }
}
