//! Strings that exist once for their text.

use std::cell::RefCell;

use hashbrown::HashTable;

use super::Vm;
use crate::heap::{Interned, Ref};
use crate::objects::str_::Str;
use crate::text;

thread_local! {
    /// The interned strings of this thread. They do not count as references: a string leaves when
    /// it dies.
    static STRINGS: RefCell<HashTable<Interned>> = const { RefCell::new(HashTable::new()) };
}

/// A new machine of this thread has strings of its own.
pub(super) fn start() {
    STRINGS.with(|it| it.borrow_mut().clear());
}

/// Interns a string of the type `class`, `str`.
pub(super) fn intern(class: &Ref, value: text::Str) -> Ref {
    match find(&value) {
        Some(found) => found,
        None => enter(Ref::new(Some(class.clone()), Str(value))),
    }
}

fn find(value: &text::Str) -> Option<Ref> {
    STRINGS.with(|it| {
        let strings = it.borrow();
        let found =
            strings.find(value.hash() as u64, |it| it.with(|it| it.expect::<Str>().0 == *value))?;
        Some(found.reference())
    })
}

fn enter(object: Ref) -> Ref {
    let hash = object.expect::<Str>().hash() as u64;
    STRINGS.with(|it| {
        let rehash = |it: &Interned| it.with(|it| it.expect::<Str>().hash() as u64);
        it.borrow_mut().insert_unique(hash, Interned::new(&object), rehash);
    });
    object
}

/// An interned string dies.
pub(crate) fn forget(hash: u64, address: usize) {
    let _ = STRINGS.try_with(|it| {
        if let Ok(found) = it.borrow_mut().find_entry(hash, |it| it.address() == address) {
            found.remove();
        }
    });
}

/// Shows the strings that never die.
pub(super) fn visit_immortal(visit: &mut dyn FnMut(&Ref)) {
    STRINGS.with(|it| {
        let strings = it.borrow();
        strings.iter().for_each(|it| {
            it.with(|it| {
                if it.is_immortal() {
                    visit(it)
                }
            })
        });
    });
}

impl Vm {
    /// The one string with this text, which lives as long as the machine: names and constants of
    /// code (`_PyUnicode_InternImmortal`).
    pub fn intern_immortal(&self, text: text::Str) -> Ref {
        let found = self.intern_text(text);
        found.make_immortal();
        found
    }

    /// The one string with this text.
    pub fn intern(&self, text: &str) -> Ref {
        intern(&self.types.str_, text::Str::from(text))
    }

    /// The one string with this text.
    pub fn intern_text(&self, text: text::Str) -> Ref {
        intern(&self.types.str_, text)
    }

    /// The one string with the text of `object`: itself, if it is the first.
    pub fn interned(&self, object: &Ref) -> Ref {
        if object.is_interned() {
            return object.clone();
        }
        let Some(it) = object.get::<Str>() else { return object.clone() };
        if !object.is_exactly(&self.types.str_) {
            return self.intern_text(it.0.clone());
        }
        match find(&it.0) {
            Some(found) => found,
            None => enter(object.clone()),
        }
    }
}
