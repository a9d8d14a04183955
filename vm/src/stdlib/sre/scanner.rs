//! `_sre.SRE_Scanner`: match after match in one string; `finditer` is made of it.

use std::cell::Cell;

use super::Match;
use super::attempt::{Place, Subject, attempt};
use super::pattern::of;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::sre::Mode;
use crate::typedef::{FINAL, TypeDef, flag, member, method};
use crate::vm::Vm;

/// A pattern on its way through a string.
pub(crate) struct Scanner {
    pattern: Ref,
    string: Ref,
    pos: usize,
    endpos: usize,
    /// Where it goes on; `None` when nothing was found.
    next: Cell<Option<Place>>,
}

impl Payload for Scanner {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.pattern);
        visit(&self.string);
    }
}

impl Scanner {
    pub(super) fn object(vm: &Vm, pattern: &Ref, subject: Subject, place: Place) -> Ref {
        let it = Scanner {
            pattern: pattern.clone(),
            string: subject.string,
            pos: place.start,
            endpos: place.end,
            next: Cell::new(Some(place)),
        };
        Ref::new(Some(vm.type_of(&DEF)), it)
    }
}

/// `_sre.SRE_Scanner`.
static DEF: TypeDef = TypeDef {
    name: "_sre.SRE_Scanner",
    flags: flag::HAVE_GC | flag::DISALLOW_INSTANTIATION,
    methods: &[
        method("match(self, /)", |vm, scanner, _| next(vm, scanner, Mode::Match)),
        method("search(self, /)", |vm, scanner, _| next(vm, scanner, Mode::Search)),
    ],
    getset: &[member("pattern", |_, it| Ok(it.expect::<Scanner>().pattern.clone()))],
    size: (240, 0),
    ..FINAL
};

fn next(vm: &Vm, scanner: &Ref, mode: Mode) -> Res {
    let it = scanner.expect::<Scanner>();
    let Some(mut place) = it.next.get() else { return Ok(vm.none.clone()) };
    let subject = Subject::new(vm, &it.string)?;
    let found = attempt(vm, of(&it.pattern), &subject, &mut place, mode)?;
    it.next.set(found.is_some().then_some(place));
    match found {
        Some(found) => Ok(Match::object(vm, &it.pattern, &subject, found, (it.pos, it.endpos))),
        None => Ok(vm.none.clone()),
    }
}
