//! Subjects as the engine wants them, and what it found in them.

use std::borrow::Cow;

use super::pattern::Pattern;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::objects::bytes::as_bytes;
use crate::objects::str_::Str;
use crate::sre::{Interrupted, Matcher, Mode};
use crate::text::{Unit, each_width};
use crate::vm::{Halt, Vm};

/// What is searched in.
pub(super) struct Subject {
    pub(super) string: Ref,
    pub(super) len: usize,
    is_bytes: bool,
}

/// Where the next attempt begins, and where the subject ends for it.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The last match was empty and here: the next one is not.
    pub(super) must_advance: bool,
}

/// The spans of all groups, the whole first.
#[derive(Clone)]
pub(super) struct Found {
    pub(super) spans: Box<[Option<(usize, usize)>]>,
    pub(super) lastindex: Option<usize>,
}

impl Found {
    pub(super) fn span(&self) -> (usize, usize) {
        self.spans[0].expect("the whole has matched")
    }
}

/// How long a string or a bytes object is, and which of them it is; `None` for other objects.
pub(super) fn measure(object: &Ref) -> Option<(usize, bool)> {
    match object.get::<Str>() {
        Some(it) => Some((it.len(), false)),
        None => as_bytes(object).map(|it| (it.len(), true)),
    }
}

impl Subject {
    /// A string that any pattern may look at (`getstring`).
    pub(super) fn new(vm: &Vm, string: &Ref) -> Res<Subject> {
        let Some((len, is_bytes)) = measure(string) else {
            let name = vm.type_name(string);
            let text = format!("expected string or bytes-like object, got '{name}'");
            return Err(vm.type_error(text));
        };
        Ok(Subject { string: string.clone(), len, is_bytes })
    }

    /// One that this pattern may look at (`state_init`).
    pub(super) fn of(vm: &Vm, pattern: &Pattern, string: &Ref) -> Res<Subject> {
        let subject = Subject::new(vm, string)?;
        let (kind, other) = match pattern.is_bytes {
            Some(false) if subject.is_bytes => ("string", "bytes-like"),
            Some(true) if !subject.is_bytes => ("bytes", "string"),
            _ => return Ok(subject),
        };
        let text = format!("cannot use a {kind} pattern on a {other} object");
        Err(vm.type_error(text))
    }

    /// A part; the string itself where that is the whole of an exact string (`getslice`).
    pub(super) fn slice(&self, vm: &Vm, start: usize, end: usize) -> Ref {
        // A `bytearray` may have become shorter meanwhile.
        let len = measure(&self.string).map_or(0, |it| it.0);
        let (start, end) = (start.min(len), end.min(len));
        let range = start..end.max(start);
        let is_whole = range == (0..self.len);
        if let Some(text) = self.string.get::<Str>() {
            if is_whole && self.string.is_exactly(&vm.types.str_) {
                return self.string.clone();
            }
            return vm.new_str(text.slice(range));
        }
        if is_whole && self.string.is_exactly(&vm.types.bytes) {
            return self.string.clone();
        }
        vm.bytes(self.bytes()[range].to_vec())
    }

    fn bytes(&self) -> Cow<'_, [u8]> {
        as_bytes(&self.string).unwrap_or_default()
    }

    /// `''` or `b''`.
    pub(super) fn empty(&self, vm: &Vm) -> Ref {
        if self.is_bytes { vm.bytes(Vec::new()) } else { vm.str("") }
    }

    /// The place that `pos` and `endpos` mean.
    pub(super) fn place(&self, pos: isize, endpos: isize) -> Place {
        let cut = |it: isize| usize::try_from(it).unwrap_or(0).min(self.len);
        Place { start: cut(pos), end: cut(endpos), must_advance: false }
    }

    /// The whole string.
    pub(super) fn whole(&self) -> Place {
        self.place(0, isize::MAX)
    }
}

/// Tries once from `place` on, which is moved behind what was found.
pub(super) fn attempt(
    vm: &Vm,
    pattern: &Pattern,
    subject: &Subject,
    place: &mut Place,
    mode: Mode,
) -> Res<Option<Found>> {
    let found = match subject.string.get::<Str>() {
        Some(text) => each_width!(text.view(), units => run(vm, pattern, units, *place, mode)),
        None => run(vm, pattern, &subject.bytes(), *place, mode),
    };
    let found = found.map_err(|_| interrupted(vm))?;
    if let Some(it) = &found {
        let (start, end) = it.span();
        place.must_advance = start == end;
        place.start = end;
    }
    Ok(found)
}

/// The limit that the engine was stopped by, which is noted already.
fn interrupted(vm: &Vm) -> Raised {
    vm.halt(Halt::Instructions)
}

fn run<U: Unit>(
    vm: &Vm,
    pattern: &Pattern,
    units: &[U],
    place: Place,
    mode: Mode,
) -> Result<Option<Found>, Interrupted> {
    let mut watch = |steps, held: usize| {
        let allowed = vm.charge(steps).and_then(|()| vm.reserve(held as u64));
        allowed.map_err(|_| Interrupted)
    };
    let mut matcher = Matcher::new(&pattern.program, units, place.start, place.end, &mut watch);
    matcher.set_must_advance(place.must_advance);
    if !matcher.run(mode)? {
        return Ok(None);
    }
    let spans = (0..=pattern.program.n_groups()).map(|it| matcher.group(it)).collect();
    Ok(Some(Found { spans, lastindex: matcher.lastindex() }))
}
