//! Methods of `bytearray` that change it.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::bytes::{as_bytes, byte};
use crate::vm::Vm;

use super::ByteArray;

pub(super) fn append(vm: &Vm, object: &Ref, args: Args) -> Res {
    let byte = byte(vm, &args[0], "byte")?;
    let it = object.expect::<ByteArray>();
    vm.charge_len(it.len() / 8)?;
    it.resize(vm, |own| own.push(byte))?;
    Ok(vm.none.clone())
}

pub(super) fn clear(vm: &Vm, object: &Ref, _: Args) -> Res {
    object.expect::<ByteArray>().resize(vm, Vec::clear)?;
    Ok(vm.none.clone())
}

pub(super) fn extend(vm: &Vm, object: &Ref, args: Args) -> Res {
    let it = object.expect::<ByteArray>();
    let more = match as_bytes(&args[0]) {
        Some(bytes) => bytes.into_owned(),
        None => of_ints(vm, &args[0])?,
    };
    vm.charge_len(it.len() + more.len())?;
    it.resize(vm, |own| own.extend(more))?;
    Ok(vm.none.clone())
}

fn of_ints(vm: &Vm, iterable: &Ref) -> Res<Vec<u8>> {
    let slots = &iterable.ty().slots;
    if slots.tp_iter.get().is_none() && slots.sq_item.get().is_none() {
        let name = vm.type_name(iterable);
        return Err(vm.type_error(format!("can't extend bytearray with {name}")));
    }
    let mut bytes = Vec::new();
    let result = vm.for_each(iterable, |item| {
        bytes.push(byte(vm, &item, "byte")?);
        Ok(())
    });
    match result {
        Ok(()) => Ok(bytes),
        Err(error) if iterable.get::<crate::objects::str_::Str>().is_some() => {
            if vm.is_raised(&error, &vm.exceptions.TypeError) {
                let text = "expected iterable of integers; got: 'str'";
                return Err(vm.type_error(text.to_owned()));
            }
            Err(error)
        }
        Err(error) => Err(error),
    }
}

pub(super) fn insert(vm: &Vm, object: &Ref, args: Args) -> Res {
    let index = vm.index_or_overflow(&args[0])?;
    let byte = byte(vm, &args[1], "byte")?;
    object.expect::<ByteArray>().resize(vm, |own| {
        let len = own.len();
        let from_start = if index < 0 { index.saturating_add(len as isize).max(0) } else { index };
        own.insert((from_start as usize).min(len), byte);
    })?;
    Ok(vm.none.clone())
}

pub(super) fn pop(vm: &Vm, object: &Ref, args: Args) -> Res {
    let index = args.get(0).map(|it| vm.index_or_overflow(it)).transpose()?.unwrap_or(-1);
    let it = object.expect::<ByteArray>();
    if it.is_empty() {
        return Err(vm.index_error("pop from empty bytearray".to_owned()));
    }
    let at = if index < 0 { index + it.len() as isize } else { index };
    match usize::try_from(at).ok().filter(|&at| at < it.len()) {
        Some(at) => Ok(vm.int(it.resize(vm, |own| own.remove(at))?.into())),
        None => Err(vm.index_error("pop index out of range".to_owned())),
    }
}

pub(super) fn remove(vm: &Vm, object: &Ref, args: Args) -> Res {
    let byte = byte(vm, &args[0], "byte")?;
    let removed = object.expect::<ByteArray>().resize(vm, |own| {
        let at = own.iter().position(|&it| it == byte);
        at.map(|at| own.remove(at))
    })?;
    match removed {
        Some(_) => Ok(vm.none.clone()),
        None => Err(vm.value_error("value not found in bytearray".to_owned())),
    }
}

pub(super) fn reverse(vm: &Vm, object: &Ref, _: Args) -> Res {
    object.expect::<ByteArray>().change(|own| own.reverse());
    Ok(vm.none.clone())
}

/// The class, its bytes as text in Latin-1, and the instance's dict (`_common_reduce`).
pub(super) fn reduce(vm: &Vm, object: &Ref, _: Args) -> Res {
    let bytes = object.expect::<ByteArray>().to_vec();
    let dict = vm.call_method(object, "__getstate__", Args::none())?;
    let args = if bytes.is_empty() {
        vm.empty_tuple()
    } else {
        let text = vm.new_str(crate::text::Str::from_latin1(&bytes));
        vm.tuple(vec![text, vm.str("latin-1")])
    };
    Ok(vm.tuple(vec![object.class(), args, dict]))
}

/// From protocol 3 on, bytes as they are.
pub(super) fn reduce_ex(vm: &Vm, object: &Ref, args: Args) -> Res {
    let protocol = args.get(0).map_or(Ok(0), |it| vm.index_or_overflow(it))?;
    if protocol < 3 {
        return reduce(vm, object, args);
    }
    let bytes = object.expect::<ByteArray>().to_vec();
    let state = vm.call_method(object, "__getstate__", Args::none())?;
    let args = if bytes.is_empty() { Vec::new() } else { vec![vm.bytes(bytes)] };
    Ok(vm.tuple(vec![object.class(), vm.tuple(args), state]))
}
