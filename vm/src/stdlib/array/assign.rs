//! `a[i]`, `a[i:j] = b`, `a + b`, `a * n`.

use super::{Array, bad_argument, made, of};
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::slice::Slice;
use crate::text;
use crate::vm::Vm;

pub(super) fn item(vm: &Vm, object: &Ref, index: isize) -> Res {
    let found = match usize::try_from(index) {
        Ok(at) => of(object).get(vm, at)?,
        Err(_) => None,
    };
    found.ok_or_else(|| vm.index_error("array index out of range".to_owned()))
}

pub(super) fn set_item(vm: &Vm, object: &Ref, index: isize, value: Option<Ref>) -> Res<()> {
    let it = of(object);
    let out_of_range = || vm.index_error("array assignment index out of range".to_owned());
    let at = usize::try_from(index).ok().filter(|&at| at < it.len()).ok_or_else(out_of_range)?;
    let size = it.code.size();
    let Some(value) = value else {
        return it.replace(vm, at * size, (at + 1) * size, &[]);
    };
    let bytes = super::item::put(vm, it.code, &value)?;
    // Python code may have shortened it.
    let is_set = it.change_in_place(|own| {
        own.get_mut(at * size..(at + 1) * size).map(|place| place.copy_from_slice(&bytes)).is_some()
    });
    if is_set { Ok(()) } else { Err(out_of_range()) }
}

fn index(vm: &Vm, it: &Array, key: &Ref) -> Res<isize> {
    let index = vm.index_or_index_error(key)?;
    Ok(if index < 0 { index + it.len() as isize } else { index })
}

fn slice(vm: &Vm, it: &Array, key: &Ref) -> Res<text::Slice> {
    match key.get::<Slice>() {
        Some(slice) => vm.slice_of(slice, it.len()),
        None => Err(vm.type_error("array indices must be integers".to_owned())),
    }
}

pub(super) fn subscript(vm: &Vm, object: &Ref, key: &Ref) -> Res {
    let it = of(object);
    if key.ty().slots.nb_index.get().is_some() {
        return item(vm, object, index(vm, it, key)?);
    }
    let slice = slice(vm, it, key)?;
    let size = it.code.size();
    vm.charge_len(slice.len * size)?;
    let bytes = it.look(|own| {
        slice.indices().flat_map(|at| &own[at * size..(at + 1) * size]).copied().collect()
    });
    Ok(made(vm, it.code, bytes))
}

pub(super) fn set_subscript(vm: &Vm, object: &Ref, key: &Ref, value: Option<Ref>) -> Res<()> {
    let it = of(object);
    if key.ty().slots.nb_index.get().is_some() {
        return set_item(vm, object, index(vm, it, key)?, value);
    }
    let found = slice(vm, it, key)?;
    let new = match &value {
        None => Vec::new(),
        Some(value) => {
            let Some(other) = value.get::<Array>() else {
                let name = vm.type_name(value);
                let text = format!("can only assign array (not \"{name}\") to array slice");
                return Err(vm.type_error(text));
            };
            if other.code != it.code {
                return Err(bad_argument(vm));
            }
            other.look(<[u8]>::to_vec)
        }
    };
    let size = it.code.size();
    vm.charge_len(it.n_bytes() + new.len())?;
    if found.step == 1 {
        let start = found.start * size;
        return it.replace(vm, start, start + found.len * size, &new);
    }
    if value.is_some() {
        return put(vm, it, found, &new);
    }
    let kept = it.look(|own| {
        let mut goes = vec![false; own.len() / size];
        found.indices().for_each(|at| goes[at] = true);
        let keeps = |(at, _): &(usize, &[u8])| !goes[*at];
        own.chunks(size).enumerate().filter(keeps).flat_map(|it| it.1).copied().collect::<Vec<u8>>()
    });
    it.replace(vm, 0, it.n_bytes(), &kept)
}

fn put(vm: &Vm, it: &Array, slice: text::Slice, new: &[u8]) -> Res<()> {
    let size = it.code.size();
    let given = new.len() / size;
    if given != slice.len {
        let wanted = slice.len;
        return Err(vm.value_error(format!(
            "attempt to assign array of size {given} to extended slice of size {wanted}"
        )));
    }
    it.change_in_place(|own| {
        for (at, item) in slice.indices().zip(new.chunks(size)) {
            own[at * size..(at + 1) * size].copy_from_slice(item);
        }
    });
    Ok(())
}

pub(super) fn concat(vm: &Vm, a: &Ref, b: &Ref) -> Res {
    let Some(other) = b.get::<Array>() else {
        let name = vm.type_name(b);
        return Err(vm.type_error(format!("can only append array (not \"{name}\") to array")));
    };
    let it = of(a);
    if it.code != other.code {
        return Err(bad_argument(vm));
    }
    vm.charge_len(it.n_bytes() + other.n_bytes())?;
    let mut bytes = it.look(<[u8]>::to_vec);
    other.look(|more| bytes.extend_from_slice(more));
    Ok(made(vm, it.code, bytes))
}

pub(super) fn inplace_concat(vm: &Vm, a: &Ref, b: &Ref) -> Res {
    if b.get::<Array>().is_none() {
        let name = vm.type_name(b);
        return Err(vm.type_error(format!("can only extend array with array (not \"{name}\")")));
    }
    super::methods::extend_by(vm, of(a), b)?;
    Ok(a.clone())
}

fn repeated(vm: &Vm, it: &Array, n: isize) -> Res<Vec<u8>> {
    let n = usize::try_from(n).unwrap_or(0);
    let Some(len) = it.n_bytes().checked_mul(n).filter(|&it| it <= isize::MAX as usize) else {
        return Err(vm.raise(&vm.exceptions.MemoryError, Vec::new()));
    };
    vm.charge_len(len)?;
    Ok(it.look(|own| own.repeat(n)))
}

pub(super) fn repeat(vm: &Vm, object: &Ref, n: isize) -> Res {
    let it = of(object);
    let bytes = repeated(vm, it, n)?;
    Ok(made(vm, it.code, bytes))
}

pub(super) fn inplace_repeat(vm: &Vm, object: &Ref, n: isize) -> Res {
    let it = of(object);
    let bytes = repeated(vm, it, n)?;
    it.replace(vm, 0, it.n_bytes(), &bytes)?;
    Ok(object.clone())
}
