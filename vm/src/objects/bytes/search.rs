//! Methods of bytes that look for parts.

use std::borrow::Cow;

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::tuple::Tuple;
use crate::text::bytes;
use crate::vm::Vm;

use super::{argument, as_bytes, contents, like, unchanged};

/// What is looked for: bytes, or one byte as an int.
fn needle<'a>(vm: &Vm, object: &'a Ref) -> Res<Cow<'a, [u8]>> {
    if let Some(found) = as_bytes(object) {
        return Ok(found);
    }
    if object.ty().slots.nb_index.get().is_none() {
        let name = vm.type_name(object);
        return Err(
            vm.type_error(format!("argument should be integer or bytes-like object, not '{name}'"))
        );
    }
    super::byte(vm, object, "byte").map(|it| Cow::Owned(vec![it]))
}

type Found = fn(&[u8], &[u8], isize, isize) -> Option<usize>;

fn search(vm: &Vm, object: &Ref, args: &Args, find: Found) -> Res<Option<usize>> {
    let start = vm.search_bound(args.get(1), 0)?;
    let end = vm.search_bound(args.get(2), isize::MAX)?;
    let needle = needle(vm, &args[0])?;
    Ok(find(&contents(object), &needle, start, end))
}

pub(in crate::objects) fn find(vm: &Vm, object: &Ref, args: Args) -> Res {
    let found = search(vm, object, &args, bytes::find)?;
    Ok(vm.int(found.map_or(-1, |it| it as i64)))
}

pub(in crate::objects) fn rfind(vm: &Vm, object: &Ref, args: Args) -> Res {
    let found = search(vm, object, &args, bytes::rfind)?;
    Ok(vm.int(found.map_or(-1, |it| it as i64)))
}

pub(in crate::objects) fn index(vm: &Vm, object: &Ref, args: Args) -> Res {
    place(vm, search(vm, object, &args, bytes::find)?)
}

pub(in crate::objects) fn rindex(vm: &Vm, object: &Ref, args: Args) -> Res {
    place(vm, search(vm, object, &args, bytes::rfind)?)
}

fn place(vm: &Vm, found: Option<usize>) -> Res {
    match found {
        Some(it) => Ok(vm.int(it as i64)),
        None => Err(vm.value_error("subsection not found".to_owned())),
    }
}

pub(in crate::objects) fn count(vm: &Vm, object: &Ref, args: Args) -> Res {
    let start = vm.search_bound(args.get(1), 0)?;
    let end = vm.search_bound(args.get(2), isize::MAX)?;
    let needle = needle(vm, &args[0])?;
    Ok(vm.int(bytes::count(&contents(object), &needle, start, end) as i64))
}

pub(in crate::objects) fn startswith(vm: &Vm, object: &Ref, args: Args) -> Res {
    affix(vm, object, &args, "startswith", bytes::starts_with)
}

pub(in crate::objects) fn endswith(vm: &Vm, object: &Ref, args: Args) -> Res {
    affix(vm, object, &args, "endswith", bytes::ends_with)
}

type Affix = fn(&[u8], &[u8], isize, isize) -> bool;

/// Bytes, or a tuple of which any may stand there.
fn affix(vm: &Vm, object: &Ref, args: &Args, function: &str, stands: Affix) -> Res {
    let start = vm.search_bound(args.get(1), 0)?;
    let end = vm.search_bound(args.get(2), isize::MAX)?;
    let own = contents(object);
    if let Some(tuple) = args[0].get::<Tuple>() {
        for affix in tuple.items() {
            if stands(&own, &argument(vm, affix)?, start, end) {
                return Ok(vm.bool(true));
            }
        }
        return Ok(vm.bool(false));
    }
    let Some(affix) = as_bytes(&args[0]) else {
        let name = vm.type_name(&args[0]);
        return Err(vm.type_error(format!(
            "{function} first arg must be bytes or a tuple of bytes, not {name}"
        )));
    };
    Ok(vm.bool(stands(&own, &affix, start, end)))
}

pub(in crate::objects) fn removeprefix(vm: &Vm, object: &Ref, args: Args) -> Res {
    let (own, prefix) = (contents(object), argument(vm, &args[0])?);
    Ok(match own.strip_prefix(&*prefix) {
        Some(rest) if !prefix.is_empty() => like(vm, object, rest.to_vec()),
        _ => unchanged(vm, object),
    })
}

pub(in crate::objects) fn removesuffix(vm: &Vm, object: &Ref, args: Args) -> Res {
    let (own, suffix) = (contents(object), argument(vm, &args[0])?);
    Ok(match own.strip_suffix(&*suffix) {
        Some(rest) if !suffix.is_empty() => like(vm, object, rest.to_vec()),
        _ => unchanged(vm, object),
    })
}
