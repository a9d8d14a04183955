//! Methods of `str` that look for parts.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::tuple::Tuple;
use crate::text;
use crate::vm::Vm;

use super::{Str, part, text_of, unchanged};

/// The str at `index`, for the method `function`.
pub(super) fn argument<'a>(
    vm: &Vm,
    args: &'a Args,
    index: usize,
    function: &str,
) -> Res<&'a text::Str> {
    match args[index].get::<Str>() {
        Some(it) => Ok(&it.0),
        None => {
            let (place, name) = (index + 1, vm.type_name(&args[index]));
            Err(vm.type_error(format!("{function}() argument {place} must be str, not {name}")))
        }
    }
}

type Found = fn(&text::Str, &text::Str, isize, isize) -> Option<usize>;

fn search(vm: &Vm, object: &Ref, args: &Args, function: &str, find: Found) -> Res<Option<usize>> {
    let needle = argument(vm, args, 0, function)?;
    let start = vm.search_bound(args.get(1), 0)?;
    let end = vm.search_bound(args.get(2), isize::MAX)?;
    Ok(find(text_of(object), needle, start, end))
}

pub(super) fn find(vm: &Vm, object: &Ref, args: Args) -> Res {
    let found = search(vm, object, &args, "find", text::Str::find)?;
    Ok(vm.int(found.map_or(-1, |it| it as i64)))
}

pub(super) fn rfind(vm: &Vm, object: &Ref, args: Args) -> Res {
    let found = search(vm, object, &args, "rfind", text::Str::rfind)?;
    Ok(vm.int(found.map_or(-1, |it| it as i64)))
}

pub(super) fn index(vm: &Vm, object: &Ref, args: Args) -> Res {
    place(vm, search(vm, object, &args, "index", text::Str::find)?)
}

pub(super) fn rindex(vm: &Vm, object: &Ref, args: Args) -> Res {
    place(vm, search(vm, object, &args, "rindex", text::Str::rfind)?)
}

fn place(vm: &Vm, found: Option<usize>) -> Res {
    match found {
        Some(it) => Ok(vm.int(it as i64)),
        None => Err(vm.value_error("substring not found".to_owned())),
    }
}

pub(super) fn count(vm: &Vm, object: &Ref, args: Args) -> Res {
    let needle = argument(vm, &args, 0, "count")?;
    vm.charge(text_of(object).len() as u64 / 64)?;
    let start = vm.search_bound(args.get(1), 0)?;
    let end = vm.search_bound(args.get(2), isize::MAX)?;
    Ok(vm.int(text_of(object).count(needle, start, end) as i64))
}

pub(super) fn startswith(vm: &Vm, object: &Ref, args: Args) -> Res {
    affix(vm, object, &args, "startswith", text::Str::startswith)
}

pub(super) fn endswith(vm: &Vm, object: &Ref, args: Args) -> Res {
    affix(vm, object, &args, "endswith", text::Str::endswith)
}

type Affix = fn(&text::Str, &text::Str, isize, isize) -> bool;

/// One str, or a tuple of which any may stand there.
fn affix(vm: &Vm, object: &Ref, args: &Args, function: &str, stands: Affix) -> Res {
    let start = vm.search_bound(args.get(1), 0)?;
    let end = vm.search_bound(args.get(2), isize::MAX)?;
    let text = text_of(object);
    if let Some(it) = args[0].get::<Str>() {
        return Ok(vm.bool(stands(text, &it.0, start, end)));
    }
    let Some(affixes) = args[0].get::<Tuple>() else {
        let name = vm.type_name(&args[0]);
        return Err(vm.type_error(format!(
            "{function} first arg must be str or a tuple of str, not {name}"
        )));
    };
    for affix in affixes.items() {
        let Some(affix) = affix.get::<Str>() else {
            let name = vm.type_name(affix);
            let text = format!("tuple for {function} must only contain str, not {name}");
            return Err(vm.type_error(text));
        };
        if stands(text, &affix.0, start, end) {
            return Ok(vm.bool(true));
        }
    }
    Ok(vm.bool(false))
}

/// The only argument of a method, a str.
fn only<'a>(vm: &Vm, args: &'a Args, function: &str) -> Res<&'a text::Str> {
    match args[0].get::<Str>() {
        Some(it) => Ok(&it.0),
        None => {
            let name = vm.type_name(&args[0]);
            Err(vm.type_error(format!("{function}() argument must be str, not {name}")))
        }
    }
}

pub(super) fn removeprefix(vm: &Vm, object: &Ref, args: Args) -> Res {
    let prefix = only(vm, &args, "removeprefix")?;
    let text = text_of(object);
    if !prefix.is_empty() && text.startswith(prefix, 0, isize::MAX) {
        return Ok(part(vm, object, prefix.len()..text.len()));
    }
    Ok(unchanged(vm, object))
}

pub(super) fn removesuffix(vm: &Vm, object: &Ref, args: Args) -> Res {
    let suffix = only(vm, &args, "removesuffix")?;
    let text = text_of(object);
    if !suffix.is_empty() && text.endswith(suffix, 0, isize::MAX) {
        return Ok(part(vm, object, 0..text.len() - suffix.len()));
    }
    Ok(unchanged(vm, object))
}
