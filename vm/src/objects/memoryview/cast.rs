//! `memoryview.cast`: the same bytes as other items, or in other dimensions.

use super::{MemoryView, buffer, item};
use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::numbers::Int;
use crate::objects::list::List;
use crate::objects::str_::Str;
use crate::objects::tuple::Tuple;
use crate::protocol::buffer::Buffer;
use crate::vm::Vm;

/// `PyBUF_MAX_NDIM`.
const MAX_DIMENSIONS: usize = 64;

/// `memoryview_cast_impl`.
pub(super) fn cast(vm: &Vm, object: &Ref, args: Args) -> Res {
    let it = &*buffer(vm, object)?;
    if args[0].get::<Str>().is_none() {
        let name = vm.type_name(&args[0]);
        return Err(vm.type_error(format!("cast() argument 'format' must be str, not {name}")));
    }
    if !it.is_c_contiguous() {
        let text = "memoryview: casts are restricted to C-contiguous views";
        return Err(vm.type_error(text.to_owned()));
    }
    let shape = match args.get_not_none(vm, 1) {
        Some(shape) => Some(shape_of(vm, shape, it)?),
        None if it.shape.len() != 1 && it.shape.contains(&0) => {
            let text = "memoryview: cannot cast view with zeros in shape or strides";
            return Err(vm.type_error(text.to_owned()));
        }
        None => None,
    };
    let flat = cast_to_1d(vm, it, &vm.text(&args[0]))?;
    let made = match shape {
        Some(shape) => cast_to_nd(vm, flat, shape)?,
        None => flat,
    };
    Ok(MemoryView::object(vm, made))
}

fn shape_of(vm: &Vm, shape: &Ref, it: &Buffer) -> Res<Vec<usize>> {
    let items = match (shape.get::<List>(), shape.get::<Tuple>()) {
        (Some(list), _) => list.items.to_vec(),
        (_, Some(tuple)) => tuple.items().to_vec(),
        _ => return Err(vm.type_error("shape must be a list or a tuple".to_owned())),
    };
    if items.len() > MAX_DIMENSIONS {
        let text = "memoryview: number of dimensions must not exceed 64";
        return Err(vm.value_error(text.to_owned()));
    }
    if it.shape.len() != 1 && items.len() != 1 {
        let text = "memoryview: cast must be 1D -> ND or ND -> 1D";
        return Err(vm.type_error(text.to_owned()));
    }
    items.iter().map(|it| dimension(vm, it)).collect()
}

fn dimension(vm: &Vm, item: &Ref) -> Res<usize> {
    let Some(number) = item.get::<Int>() else {
        let text = "memoryview.cast(): elements of shape must be integers";
        return Err(vm.type_error(text.to_owned()));
    };
    let number = number.to_i64().and_then(|it| usize::try_from(it).ok()).filter(|&it| it > 0);
    number.ok_or_else(|| {
        let text = "memoryview.cast(): elements of shape must be integers > 0";
        vm.value_error(text.to_owned())
    })
}

/// Bytes to items or items to bytes (`cast_to_1D`).
fn cast_to_1d(vm: &Vm, it: &Buffer, format: &str) -> Res<Buffer> {
    let old = item::native_letter(&it.format);
    let Some(old) = old else {
        let text = "memoryview: source format must be a native single character format prefixed with an optional '@'";
        return Err(vm.value_error(text.to_owned()));
    };
    let Some(new) = item::native_letter(format).filter(|&it| it != b'w') else {
        let text = "memoryview: destination format must be a native single character format prefixed with an optional '@'";
        return Err(vm.value_error(text.to_owned()));
    };
    let is_byte = |letter: u8| matches!(letter, b'b' | b'B' | b'c');
    if !is_byte(old) && !is_byte(new) {
        let text = "memoryview: cannot cast between two non-byte formats";
        return Err(vm.type_error(text.to_owned()));
    }
    let size = item::size_of(new);
    let bytes = it.n_bytes();
    if !bytes.is_multiple_of(size) {
        let text = "memoryview: length is not a multiple of itemsize";
        return Err(vm.type_error(text.to_owned()));
    }
    Ok(Buffer {
        format: format.into(),
        itemsize: size,
        shape: vec![bytes / size],
        strides: vec![size as isize],
        ..it.clone()
    })
}

fn cast_to_nd(vm: &Vm, flat: Buffer, shape: Vec<usize>) -> Res<Buffer> {
    let product = shape.iter().try_fold(1_usize, |all, &it| all.checked_mul(it));
    let Some(product) = product.and_then(|it| it.checked_mul(flat.itemsize)) else {
        let text = "memoryview.cast(): product(shape) > SSIZE_MAX";
        return Err(vm.value_error(text.to_owned()));
    };
    if product != flat.n_bytes() {
        let text = "memoryview: product(shape) * itemsize != buffer size";
        return Err(vm.type_error(text.to_owned()));
    }
    let mut strides = vec![0; shape.len()];
    let mut stride = flat.itemsize as isize;
    for at in (0..shape.len()).rev() {
        strides[at] = stride;
        stride *= shape[at] as isize;
    }
    Ok(Buffer { shape, strides, ..flat })
}
