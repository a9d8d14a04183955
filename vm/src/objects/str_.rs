//! `str`.

mod change;
mod codec;
mod format;
mod iterator;
mod new;
mod percent;
mod search;
mod slots;
mod split;

use crate::heap::{Payload, Ref};
use crate::text;
use crate::typedef::{BASE, TypeDef, flag, method, staticmethod};
use crate::vm::Vm;

pub(in crate::objects) use codec::named;
pub use codec::{
    decode, decode_fault, decode_with, encode, encode_fault, encode_with, unencodable,
};
pub use iterator::{ASCII_ITERATOR_DEF, ITERATOR_DEF, StrIterator};
pub(in crate::objects) use percent::{Failure, integer_text, real};

/// A string.
#[derive(Default)]
pub struct Str(pub text::Str);

impl Payload for Str {
    const LEAF: bool = true;
}

impl std::ops::Deref for Str {
    type Target = text::Str;

    fn deref(&self) -> &text::Str {
        &self.0
    }
}

impl Str {
    /// Is it this text?
    #[inline]
    pub fn is_str(&self, text: &str) -> bool {
        match self.0.as_str() {
            Some(it) => it == text,
            None => self.0.to_utf8().is_some_and(|it| it == text),
        }
    }
}

/// `str`.
pub const DEF: TypeDef = TypeDef {
    name: "str",
    flags: flag::BASETYPE | flag::MATCH_SELF,
    slots: slots::fill,
    methods: &[
        method("encode(self, /, encoding='utf-8', errors='strict')", codec::encode_method),
        method("replace(self, old, new, /, count=-1)", change::replace),
        method("split(self, /, sep=None, maxsplit=-1)", split::split),
        method("rsplit(self, /, sep=None, maxsplit=-1)", split::rsplit),
        method("join(self, iterable, /)", change::join),
        method("capitalize(self, /)", |vm, it, _| Ok(new_from(vm, it, text::Str::capitalize))),
        method("casefold(self, /)", |vm, it, _| Ok(new_from(vm, it, text::Str::casefold))),
        method("title(self, /)", |vm, it, _| Ok(new_from(vm, it, text::Str::title))),
        method("center(self, width, fillchar=' ', /)", change::center),
        method("count(self, sub, start=None, end=None, /)", search::count),
        method("expandtabs(self, /, tabsize=8)", change::expandtabs),
        method("find(self, sub, start=None, end=None, /)", search::find),
        method("partition(self, sep, /)", split::partition),
        method("index(self, sub, start=None, end=None, /)", search::index),
        method("ljust(self, width, fillchar=' ', /)", change::ljust),
        method("lower(self, /)", |vm, it, _| Ok(new_from(vm, it, text::Str::lower))),
        method("lstrip(self, chars=None, /)", split::lstrip),
        method("rfind(self, sub, start=None, end=None, /)", search::rfind),
        method("rindex(self, sub, start=None, end=None, /)", search::rindex),
        method("rjust(self, width, fillchar=' ', /)", change::rjust),
        method("rstrip(self, chars=None, /)", split::rstrip),
        method("rpartition(self, sep, /)", split::rpartition),
        method("splitlines(self, /, keepends=False)", split::splitlines),
        method("strip(self, chars=None, /)", split::strip),
        method("swapcase(self, /)", |vm, it, _| Ok(new_from(vm, it, text::Str::swapcase))),
        method("translate(self, table, /)", change::translate),
        method("upper(self, /)", |vm, it, _| Ok(new_from(vm, it, text::Str::upper))),
        method("startswith(self, prefix, start=None, end=None, /)", search::startswith),
        method("endswith(self, suffix, start=None, end=None, /)", search::endswith),
        method("removeprefix(self, prefix, /)", search::removeprefix),
        method("removesuffix(self, suffix, /)", search::removesuffix),
        method("isascii(self, /)", |vm, it, _| Ok(vm.bool(text_of(it).is_ascii()))),
        method("islower(self, /)", |vm, it, _| Ok(vm.bool(text_of(it).islower()))),
        method("isupper(self, /)", |vm, it, _| Ok(vm.bool(text_of(it).isupper()))),
        method("istitle(self, /)", |vm, it, _| Ok(vm.bool(text_of(it).istitle()))),
        method("isspace(self, /)", |vm, it, _| Ok(vm.bool(text_of(it).isspace()))),
        method("isdecimal(self, /)", |vm, it, _| Ok(vm.bool(text_of(it).isdecimal()))),
        method("isdigit(self, /)", |vm, it, _| Ok(vm.bool(text_of(it).isdigit()))),
        method("isnumeric(self, /)", |vm, it, _| Ok(vm.bool(text_of(it).isnumeric()))),
        method("isalpha(self, /)", |vm, it, _| Ok(vm.bool(text_of(it).isalpha()))),
        method("isalnum(self, /)", |vm, it, _| Ok(vm.bool(text_of(it).isalnum()))),
        method("isidentifier(self, /)", |vm, it, _| Ok(vm.bool(text_of(it).isidentifier()))),
        method("isprintable(self, /)", |vm, it, _| Ok(vm.bool(text_of(it).isprintable()))),
        method("zfill(self, width, /)", change::zfill),
        method("format(self, *args, **kwargs)", format::format_method),
        method("format_map(self, mapping, /)", format::format_map),
        method("__format__(self, format_spec, /)", format::dunder_format),
        staticmethod("maketrans(x, y=None, z=None, /)", change::maketrans),
        method("__getnewargs__(self, /)", |vm, it, _| {
            Ok(vm.tuple(vec![vm.new_str(text_of(it).clone())]))
        }),
        method("__sizeof__(self, /)", |vm, it, _| Ok(vm.int(size_of(vm, it) as i64))),
    ],
    size: (64, 0),
    ..BASE
};

/// Instances of subclasses have their characters elsewhere (`PyUnicodeObject`).
fn size_of(vm: &Vm, object: &Ref) -> usize {
    let text = text_of(object);
    if object.is_exactly(&vm.types.str_) {
        text.sizeof()
    } else {
        64 + (text.len() + 1) * text.kind()
    }
}

/// The value of a str.
fn text_of(object: &Ref) -> &text::Str {
    &object.expect::<Str>().0
}

fn new_from(vm: &Vm, object: &Ref, make: fn(&text::Str) -> text::Str) -> Ref {
    vm.fresh_str(make(text_of(object)))
}

/// The same text as an exact str: the object itself where it is one (`unicode_result_unchanged`).
fn unchanged(vm: &Vm, object: &Ref) -> Ref {
    if object.is_exactly(&vm.types.str_) {
        return object.clone();
    }
    vm.new_str(text_of(object).clone())
}

/// A part of a str; the object itself where that is all of it.
fn part(vm: &Vm, object: &Ref, range: std::ops::Range<usize>) -> Ref {
    let text = text_of(object);
    match range.len() {
        len if len == text.len() => unchanged(vm, object),
        1 => vm.char(text.get(range.start).unwrap_or(0)),
        _ => vm.new_str(text.slice(range)),
    }
}
