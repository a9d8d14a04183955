//! The table of methods that `bytes` and `bytearray` share, and the plain ones among them.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::str_::Str;
use crate::text::bytes;
use crate::vm::Vm;

use super::{argument, contents, fresh_like};

/// The methods of both, and more.
macro_rules! shared_methods {
    ($($more:tt)*) => {{
        use $crate::objects::bytes::{change, codec, plain, search, split};
        use $crate::text::bytes as text;
        use $crate::typedef::{classmethod, method, staticmethod};
        &[
            method("capitalize(self, /)", |vm, it, _| plain::mapped(vm, it, text::capitalize)),
            method("center(self, width, fillchar=b' ', /)", change::center),
            method("count(self, sub, start=None, end=None, /)", search::count),
            method("decode(self, /, encoding='utf-8', errors='strict')", codec::decode),
            method("endswith(self, suffix, start=None, end=None, /)", search::endswith),
            method("expandtabs(self, /, tabsize=8)", change::expandtabs),
            method("find(self, sub, start=None, end=None, /)", search::find),
            classmethod("fromhex(type, string, /)", plain::fromhex),
            method("hex(self, /, sep=None, bytes_per_sep=1)", plain::hex),
            method("index(self, sub, start=None, end=None, /)", search::index),
            method("isalnum(self, /)", |vm, it, _| plain::all(vm, it, |it| it.is_ascii_alphanumeric())),
            method("isalpha(self, /)", |vm, it, _| plain::all(vm, it, |it| it.is_ascii_alphabetic())),
            method("isascii(self, /)", |vm, it, _| plain::is(vm, it, <[u8]>::is_ascii)),
            method("isdigit(self, /)", |vm, it, _| plain::all(vm, it, |it| it.is_ascii_digit())),
            method("islower(self, /)", |vm, it, _| plain::is(vm, it, text::is_lower)),
            method("isspace(self, /)", |vm, it, _| plain::all(vm, it, text::is_space)),
            method("istitle(self, /)", |vm, it, _| plain::is(vm, it, text::is_title)),
            method("isupper(self, /)", |vm, it, _| plain::is(vm, it, text::is_upper)),
            method("join(self, iterable_of_bytes, /)", change::join),
            method("ljust(self, width, fillchar=b' ', /)", change::ljust),
            method("lower(self, /)", |vm, it, _| plain::mapped(vm, it, <[u8]>::to_ascii_lowercase)),
            method("lstrip(self, bytes=None, /)", split::lstrip),
            staticmethod("maketrans(frm, to, /)", plain::maketrans),
            method("partition(self, sep, /)", split::partition),
            method("replace(self, old, new, count=-1, /)", change::replace),
            method("removeprefix(self, prefix, /)", search::removeprefix),
            method("removesuffix(self, suffix, /)", search::removesuffix),
            method("rfind(self, sub, start=None, end=None, /)", search::rfind),
            method("rindex(self, sub, start=None, end=None, /)", search::rindex),
            method("rjust(self, width, fillchar=b' ', /)", change::rjust),
            method("rpartition(self, sep, /)", split::rpartition),
            method("rsplit(self, /, sep=None, maxsplit=-1)", split::rsplit),
            method("rstrip(self, bytes=None, /)", split::rstrip),
            method("split(self, /, sep=None, maxsplit=-1)", split::split),
            method("splitlines(self, /, keepends=False)", split::splitlines),
            method("startswith(self, prefix, start=None, end=None, /)", search::startswith),
            method("strip(self, bytes=None, /)", split::strip),
            method("swapcase(self, /)", |vm, it, _| plain::mapped(vm, it, text::swapcase)),
            method("title(self, /)", |vm, it, _| plain::mapped(vm, it, text::title)),
            method("translate(self, table, /, delete=b'')", change::translate),
            method("upper(self, /)", |vm, it, _| plain::mapped(vm, it, <[u8]>::to_ascii_uppercase)),
            method("zfill(self, width, /)", change::zfill),
            $($more)*
        ]
    }};
}
pub(in crate::objects) use shared_methods;

pub(in crate::objects) fn mapped(vm: &Vm, object: &Ref, map: fn(&[u8]) -> Vec<u8>) -> Res {
    let bytes = contents(object);
    vm.charge_len(bytes.len())?;
    Ok(fresh_like(vm, object, map(&bytes)))
}

pub(in crate::objects) fn is(vm: &Vm, object: &Ref, test: fn(&[u8]) -> bool) -> Res {
    Ok(vm.bool(test(&contents(object))))
}

pub(in crate::objects) fn all(vm: &Vm, object: &Ref, test: fn(u8) -> bool) -> Res {
    Ok(vm.bool(bytes::all(&contents(object), test)))
}

pub(in crate::objects) fn fromhex(vm: &Vm, class: &Ref, args: Args) -> Res {
    let Some(text) = args[0].get::<Str>() else {
        let name = vm.type_name(&args[0]);
        return Err(vm.type_error(format!("fromhex() argument must be str, not {name}")));
    };
    vm.charge_len(text.len())?;
    let codes: Vec<u32> = text.code_points().collect();
    let made = vm.bytes(vm.checked(bytes::fromhex(&codes))?);
    if class.is(&vm.types.bytes) { Ok(made) } else { vm.call(class, Args::one(made)) }
}

/// Source: `_Py_strhex_impl` (Python/pystrhex.c).
pub(in crate::objects) fn hex(vm: &Vm, object: &Ref, args: Args) -> Res {
    let group = args.get(1).map(|it| vm.index_or_overflow(it)).transpose()?.unwrap_or(1);
    let separator = args.get(0).map(|it| separator(vm, it)).transpose()?;
    let bytes = contents(object);
    vm.charge_len(bytes.len().saturating_mul(3))?;
    Ok(vm.str(&bytes::hex(&bytes, separator, group)))
}

fn separator(vm: &Vm, given: &Ref) -> Res<u8> {
    let (len, code) = if let Some(text) = given.get::<Str>() {
        (text.len(), text.get(0))
    } else if let Some(bytes) = super::as_bytes(given) {
        (bytes.len(), bytes.first().map(|&it| it.into()))
    } else {
        if vm.length(given)? != 1 {
            return Err(vm.value_error("sep must be length 1.".to_owned()));
        }
        return Err(vm.type_error("sep must be str or bytes.".to_owned()));
    };
    match (len, code) {
        (1, Some(code @ 0..0x80)) => Ok(code as u8),
        (1, _) => Err(vm.value_error("sep must be ASCII.".to_owned())),
        _ => Err(vm.value_error("sep must be length 1.".to_owned())),
    }
}

pub(in crate::objects) fn maketrans(vm: &Vm, _: &Ref, args: Args) -> Res {
    let (from, to) = (argument(vm, &args[0])?, argument(vm, &args[1])?);
    if from.len() != to.len() {
        let text = "maketrans arguments must have same length";
        return Err(vm.value_error(text.to_owned()));
    }
    Ok(vm.bytes(bytes::maketrans(&from, &to).to_vec()))
}
