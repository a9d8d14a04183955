//! Methods of `str` that take it apart.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::list::List;
use crate::text::{self, Side};
use crate::vm::Vm;

use super::{Str, part, text_of, unchanged};

pub(super) fn split(vm: &Vm, object: &Ref, args: Args) -> Res {
    parts(vm, object, &args, text::Str::split_space, text::Str::split)
}

pub(super) fn rsplit(vm: &Vm, object: &Ref, args: Args) -> Res {
    parts(vm, object, &args, text::Str::rsplit_space, text::Str::rsplit)
}

fn parts(
    vm: &Vm,
    object: &Ref,
    args: &Args,
    at_space: fn(&text::Str, isize) -> Vec<text::Str>,
    at_separator: fn(&text::Str, &text::Str, isize) -> Vec<text::Str>,
) -> Res {
    let maxsplit = args.get(1).map(|it| vm.index_or_overflow(it)).transpose()?.unwrap_or(-1);
    let text = text_of(object);
    vm.charge_len(text.len())?;
    let parts = match args.get_not_none(vm, 0) {
        None => {
            reserve_parts(vm, words(text), maxsplit)?;
            at_space(text, maxsplit)
        }
        Some(separator) => {
            let Some(separator) = separator.get::<Str>() else {
                let name = vm.type_name(separator);
                return Err(vm.type_error(format!("must be str or None, not {name}")));
            };
            if separator.is_empty() {
                return Err(vm.value_error("empty separator".to_owned()));
            }
            reserve_parts(vm, text.count(&separator.0, 0, isize::MAX) + 1, maxsplit)?;
            at_separator(text, &separator.0, maxsplit)
        }
    };
    let made = list(vm, object, parts);
    made.expect::<List>().appended_behind(room(text, args.get_not_none(vm, 0), maxsplit));
    Ok(made)
}

/// Asks for as many strings, before they are made.
fn reserve_parts(vm: &Vm, count: usize, maxsplit: isize) -> Res<()> {
    let count = usize::try_from(maxsplit).map_or(count, |it| count.min(it.saturating_add(1)));
    vm.reserve(PART * count as u64)
}

/// What a short string takes, with its place in the list.
const PART: u64 = 120;

/// How many words there are at most: characters that are no space after one that is.
fn words(text: &text::Str) -> usize {
    let is_space = |code: u32| code == 0x20 || (0x09..=0x0d).contains(&code) || code > 0x7f;
    let mut behind_space = true;
    let mut count = 0;
    for code in text.code_points() {
        let space = is_space(code);
        count += usize::from(behind_space && !space || code > 0x7f);
        behind_space = space;
    }
    count
}

/// For how many parts CPython makes room (`PREALLOC_SIZE`).
fn room(text: &text::Str, separator: Option<&Ref>, maxsplit: isize) -> usize {
    let separator = separator.and_then(|it| it.get::<Str>());
    if separator.is_some_and(|it| text.len() < it.len() || text.kind() < it.kind()) {
        return 1;
    }
    let most = match separator {
        _ if maxsplit >= 0 => maxsplit as usize,
        Some(separator) => text.len() / separator.len() + 1,
        None => text.len().saturating_sub(1) / 2 + 1,
    };
    most.saturating_add(1).min(12)
}

/// The parts as a list; the object itself where it is the only part.
fn list(vm: &Vm, object: &Ref, parts: Vec<text::Str>) -> Ref {
    let len = text_of(object).len();
    let whole = |it: &text::Str| it.len() == len && len > 0;
    let parts = parts.into_iter();
    vm.list(
        parts.map(|it| if whole(&it) { unchanged(vm, object) } else { vm.new_str(it) }).collect(),
    )
}

pub(super) fn splitlines(vm: &Vm, object: &Ref, args: Args) -> Res {
    let keepends = args.get(0).map(|it| vm.is_true(it)).transpose()?.unwrap_or(false);
    let text = text_of(object);
    vm.charge_len(text.len())?;
    let lines = text.code_points().filter(|it| !(0x20..=0x7f).contains(it)).count();
    vm.reserve(PART * lines as u64)?;
    let made = list(vm, object, text.splitlines(keepends));
    made.expect::<List>().appended_behind(0);
    Ok(made)
}

pub(super) fn partition(vm: &Vm, object: &Ref, args: Args) -> Res {
    let found = text_of(object).partition(separator(vm, &args)?);
    let empty = || vm.str("");
    Ok(vm.tuple(match found {
        Some((before, behind)) => vec![vm.new_str(before), args[0].clone(), vm.new_str(behind)],
        None => vec![unchanged(vm, object), empty(), empty()],
    }))
}

pub(super) fn rpartition(vm: &Vm, object: &Ref, args: Args) -> Res {
    let found = text_of(object).rpartition(separator(vm, &args)?);
    let empty = || vm.str("");
    Ok(vm.tuple(match found {
        Some((before, behind)) => vec![vm.new_str(before), args[0].clone(), vm.new_str(behind)],
        None => vec![empty(), empty(), unchanged(vm, object)],
    }))
}

fn separator<'a>(vm: &Vm, args: &'a Args) -> Res<&'a text::Str> {
    let Some(separator) = args[0].get::<Str>() else {
        let name = vm.type_name(&args[0]);
        return Err(vm.type_error(format!("must be str, not {name}")));
    };
    if separator.is_empty() {
        return Err(vm.value_error("empty separator".to_owned()));
    }
    Ok(&separator.0)
}

pub(super) fn strip(vm: &Vm, object: &Ref, args: Args) -> Res {
    stripped(vm, object, &args, Side::Both, "strip")
}

pub(super) fn lstrip(vm: &Vm, object: &Ref, args: Args) -> Res {
    stripped(vm, object, &args, Side::Left, "lstrip")
}

pub(super) fn rstrip(vm: &Vm, object: &Ref, args: Args) -> Res {
    stripped(vm, object, &args, Side::Right, "rstrip")
}

fn stripped(vm: &Vm, object: &Ref, args: &Args, side: Side, function: &str) -> Res {
    let text = text_of(object);
    let range = match args.get_not_none(vm, 0) {
        None => text.strip_space(side),
        Some(chars) => match chars.get::<Str>() {
            Some(chars) => text.strip(&chars.0, side),
            None => {
                let text = format!("{function} arg must be None or str");
                return Err(vm.type_error(text));
            }
        },
    };
    Ok(part(vm, object, range))
}
