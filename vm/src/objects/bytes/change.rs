//! Methods of bytes that make others of them.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::text::bytes;
use crate::vm::Vm;

use super::{argument, as_bytes, contents, fresh_like, unchanged};

pub(in crate::objects) fn replace(vm: &Vm, object: &Ref, args: Args) -> Res {
    let (old, new) = (argument(vm, &args[0])?, argument(vm, &args[1])?);
    let count = args.get(2).map(|it| vm.index_or_overflow(it)).transpose()?.unwrap_or(-1);
    let own = contents(object);
    vm.charge_len(bytes::replaced_len(&own, &old, &new, count))?;
    Ok(match bytes::replace(&own, &old, &new, count) {
        Some(replaced) => fresh_like(vm, object, replaced),
        None => unchanged(vm, object),
    })
}

pub(in crate::objects) fn join(vm: &Vm, object: &Ref, args: Args) -> Res {
    let slots = &args[0].ty().slots;
    if slots.tp_iter.get().is_none() && slots.sq_item.get().is_none() {
        return Err(vm.type_error("can only join an iterable".to_owned()));
    }
    let items = vm.iterate_to_vec(&args[0])?;
    let mut parts = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let Some(part) = as_bytes(item) else {
            let name = vm.type_name(item);
            let text = format!("sequence item {index}: expected a bytes-like object, {name} found");
            return Err(vm.type_error(text));
        };
        parts.push(part);
    }
    if let [only] = &items[..]
        && only.is_exactly(&vm.types.bytes)
        && object.is_exactly(&vm.types.bytes)
    {
        return Ok(only.clone());
    }
    let own = contents(object);
    let parts: Vec<&[u8]> = parts.iter().map(|it| &**it).collect();
    let len = parts.iter().map(|it| it.len() + own.len()).sum();
    vm.charge_len(len)?;
    Ok(fresh_like(vm, object, bytes::join(&own, &parts)))
}

/// The width and the byte that fills it.
fn width_and_fill(vm: &Vm, args: &Args, function: &str) -> Res<(usize, u8)> {
    let width = vm.index_or_overflow(&args[0])?;
    let fill = match args.get(1) {
        None => b' ',
        Some(fill) => match as_bytes(fill).as_deref() {
            Some([byte]) => *byte,
            _ => {
                let name = vm.type_name(fill);
                return Err(vm.type_error(format!(
                    "{function}() argument 2 must be a byte string of length 1, not {name}"
                )));
            }
        },
    };
    Ok((usize::try_from(width).unwrap_or(0), fill))
}

fn padded(
    vm: &Vm,
    object: &Ref,
    args: &Args,
    function: &str,
    pad: fn(&[u8], usize, u8) -> Vec<u8>,
) -> Res {
    let (width, fill) = width_and_fill(vm, args, function)?;
    let own = contents(object);
    if width <= own.len() {
        return Ok(unchanged(vm, object));
    }
    vm.charge_len(width)?;
    Ok(fresh_like(vm, object, pad(&own, width, fill)))
}

pub(in crate::objects) fn center(vm: &Vm, object: &Ref, args: Args) -> Res {
    padded(vm, object, &args, "center", bytes::center)
}

pub(in crate::objects) fn ljust(vm: &Vm, object: &Ref, args: Args) -> Res {
    let pad = |it: &[u8], width: usize, fill| bytes::pad(it, 0, width - it.len(), fill);
    padded(vm, object, &args, "ljust", pad)
}

pub(in crate::objects) fn rjust(vm: &Vm, object: &Ref, args: Args) -> Res {
    let pad = |it: &[u8], width: usize, fill| bytes::pad(it, width - it.len(), 0, fill);
    padded(vm, object, &args, "rjust", pad)
}

pub(in crate::objects) fn zfill(vm: &Vm, object: &Ref, args: Args) -> Res {
    padded(vm, object, &args, "zfill", |it, width, _| bytes::zfill(it, width))
}

pub(in crate::objects) fn expandtabs(vm: &Vm, object: &Ref, args: Args) -> Res {
    let tabsize = args.get(0).map(|it| vm.index_or_overflow(it)).transpose()?.unwrap_or(8);
    if i32::try_from(tabsize).is_err() {
        return Err(vm.overflow_error("Python int too large to convert to C int".to_owned()));
    }
    let tabsize = usize::try_from(tabsize).unwrap_or(0);
    let own = contents(object);
    vm.charge_len(bytes::expanded_len(&own, tabsize))?;
    Ok(fresh_like(vm, object, bytes::expand_tabs(&own, tabsize)))
}

/// Source: `bytes_translate_impl` (Objects/bytesobject.c).
pub(in crate::objects) fn translate(vm: &Vm, object: &Ref, args: Args) -> Res {
    let own = contents(object);
    vm.charge_len(own.len())?;
    let deleted = || -> Res<_> {
        Ok(args.get(1).map(|it| argument(vm, it)).transpose()?.unwrap_or_default())
    };
    if args[0].is(&vm.none) {
        return Ok(if_changed(vm, object, bytes::translate(&own, None, &deleted()?)));
    }
    let table = argument(vm, &args[0])?;
    let Ok(table) = <&[u8; 256]>::try_from(&*table) else {
        let text = "translation table must be 256 characters long";
        return Err(vm.value_error(text.to_owned()));
    };
    Ok(if_changed(vm, object, bytes::translate(&own, Some(table), &deleted()?)))
}

/// What was translated; exact bytes themselves where nothing changed.
fn if_changed(vm: &Vm, object: &Ref, translated: Vec<u8>) -> Ref {
    if object.is_exactly(&vm.types.bytes) && *contents(object) == *translated {
        return object.clone();
    }
    fresh_like(vm, object, translated)
}
