//! Methods of bytes that take them apart.

use std::ops::Range;

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::list::List;
use crate::text::{Side, bytes, search};
use crate::vm::Vm;

use super::{argument, contents, like, unchanged};

pub(in crate::objects) fn split(vm: &Vm, object: &Ref, args: Args) -> Res {
    parts(vm, object, &args, bytes::split_space, bytes::split)
}

pub(in crate::objects) fn rsplit(vm: &Vm, object: &Ref, args: Args) -> Res {
    parts(vm, object, &args, bytes::rsplit_space, bytes::rsplit)
}

/// Where parts are, by a separator and at most so many splits.
type Split = fn(&[u8], &[u8], isize) -> Vec<Range<usize>>;

fn parts(
    vm: &Vm,
    object: &Ref,
    args: &Args,
    at_space: fn(&[u8], isize) -> Vec<Range<usize>>,
    at_separator: Split,
) -> Res {
    let maxsplit = args.get(1).map(|it| vm.index_or_overflow(it)).transpose()?.unwrap_or(-1);
    let own = contents(object);
    vm.charge_len(own.len())?;
    let ranges = match args.get_not_none(vm, 0) {
        None => at_space(&own, maxsplit),
        Some(separator) => at_separator(&own, &separator_of(vm, separator)?, maxsplit),
    };
    let made = list(vm, object, &own, ranges)?;
    let room = usize::try_from(maxsplit).map_or(12, |it| it.saturating_add(1).min(12));
    made.expect::<List>().appended_behind(room);
    Ok(made)
}

fn separator_of<'a>(vm: &Vm, separator: &'a Ref) -> Res<std::borrow::Cow<'a, [u8]>> {
    let separator = argument(vm, separator)?;
    if separator.is_empty() {
        return Err(vm.value_error("empty separator".to_owned()));
    }
    Ok(separator)
}

fn list(vm: &Vm, object: &Ref, own: &[u8], ranges: Vec<Range<usize>>) -> Res {
    vm.reserve(64 * ranges.len() as u64)?;
    let part = |range: Range<usize>| match range.len() {
        len if len == own.len() && len > 0 => unchanged(vm, object),
        _ => like(vm, object, own[range].to_vec()),
    };
    Ok(vm.list(ranges.into_iter().map(part).collect()))
}

pub(in crate::objects) fn splitlines(vm: &Vm, object: &Ref, args: Args) -> Res {
    let keepends = args.get(0).map(|it| vm.is_true(it)).transpose()?.unwrap_or(false);
    let own = contents(object);
    vm.charge_len(own.len())?;
    let made = list(vm, object, &own, bytes::split_lines(&own, keepends))?;
    made.expect::<List>().appended_behind(0);
    Ok(made)
}

pub(in crate::objects) fn partition(vm: &Vm, object: &Ref, args: Args) -> Res {
    let (own, separator) = (contents(object), separator_of(vm, &args[0])?);
    let part = |range: Range<usize>| like(vm, object, own[range].to_vec());
    let found = search::find(&own, &separator);
    Ok(vm.tuple(match found {
        Some(at) => {
            let behind = at + separator.len()..own.len();
            vec![part(0..at), like_separator(vm, object, &args[0]), part(behind)]
        }
        None => vec![unchanged(vm, object), part(0..0), part(0..0)],
    }))
}

pub(in crate::objects) fn rpartition(vm: &Vm, object: &Ref, args: Args) -> Res {
    let (own, separator) = (contents(object), separator_of(vm, &args[0])?);
    let part = |range: Range<usize>| like(vm, object, own[range].to_vec());
    let found = search::rfind(&own, &separator);
    Ok(vm.tuple(match found {
        Some(at) => {
            let behind = at + separator.len()..own.len();
            vec![part(0..at), like_separator(vm, object, &args[0]), part(behind)]
        }
        None => vec![part(0..0), part(0..0), unchanged(vm, object)],
    }))
}

/// The separator: itself between bytes, a copy between bytearrays.
fn like_separator(vm: &Vm, object: &Ref, separator: &Ref) -> Ref {
    if object.get::<super::Bytes>().is_some() {
        return separator.clone();
    }
    like(vm, object, contents(separator).into_owned())
}

pub(in crate::objects) fn strip(vm: &Vm, object: &Ref, args: Args) -> Res {
    stripped(vm, object, &args, Side::Both)
}

pub(in crate::objects) fn lstrip(vm: &Vm, object: &Ref, args: Args) -> Res {
    stripped(vm, object, &args, Side::Left)
}

pub(in crate::objects) fn rstrip(vm: &Vm, object: &Ref, args: Args) -> Res {
    stripped(vm, object, &args, Side::Right)
}

fn stripped(vm: &Vm, object: &Ref, args: &Args, side: Side) -> Res {
    let own = contents(object);
    let range = match args.get_not_none(vm, 0) {
        None => bytes::strip_space(&own, side),
        Some(chars) => bytes::strip(&own, &argument(vm, chars)?, side),
    };
    if range.len() == own.len() {
        return Ok(unchanged(vm, object));
    }
    Ok(like(vm, object, own[range].to_vec()))
}
