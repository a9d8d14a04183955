//! `memoryview` of bytes and bytearray: their bytes, one after the other, without a copy.

use std::cell::Cell;

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::objects::bytes::Bytes;
use crate::objects::slice::Slice;
use crate::slots::CompareOp;
use crate::typedef::{FINAL, TypeDef, classmethod, flag, getter, method};
use crate::vm::Vm;

/// A view of some bytes of an object.
pub struct MemoryView {
    object: Ref,
    start: usize,
    step: isize,
    len: usize,
    released: Cell<bool>,
}

impl Payload for MemoryView {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.object);
    }
}

/// `memoryview`.
pub const DEF: TypeDef = TypeDef {
    name: "memoryview",
    flags: flag::HAVE_GC | flag::HAS_WEAKREFS | flag::SEQUENCE,
    slots: |it| {
        it.tp_new.set(Some(new));
        it.tp_repr.set(Some(|vm, object| {
            let kind = if object.expect::<MemoryView>().released.get() {
                "released memory"
            } else {
                "memory"
            };
            Ok(vm.str(&format!("<{kind} at {:#x}>", object.address())))
        }));
        it.tp_hash.set(Some(|vm, object| {
            if object.expect::<MemoryView>().object.get::<Bytes>().is_none() {
                return Err(vm.value_error("cannot hash writable memoryview object".to_owned()));
            }
            Ok(crate::text::hash_bytes(&contents(vm, object)?))
        }));
        it.tp_richcompare.set(Some(compare));
        it.mp_length.set(Some(|vm, object| view(vm, object).map(|it| it.len)));
        it.sq_length.set(Some(|vm, object| view(vm, object).map(|it| it.len)));
        it.sq_item.set(Some(item));
        it.mp_subscript.set(Some(subscript));
        it.mp_ass_subscript.set(Some(set_subscript));
    },
    methods: &[
        method("tobytes(self, /, order='C')", |vm, object, _| Ok(vm.bytes(contents(vm, object)?))),
        method("tolist(self, /)", |vm, object, _| {
            Ok(vm.list(contents(vm, object)?.into_iter().map(|it| vm.int(it.into())).collect()))
        }),
        method("hex(self, /, *args)", |vm, object, args| {
            let bytes = vm.bytes(contents(vm, object)?);
            vm.call_method(&bytes, "hex", args)
        }),
        method("toreadonly(self, /)", |vm, object, _| {
            let bytes = vm.bytes(contents(vm, object)?);
            vm.call(&object.class(), Args::one(bytes))
        }),
        method("release(self, /)", |vm, object, _| {
            object.expect::<MemoryView>().released.set(true);
            Ok(vm.none.clone())
        }),
        method("__enter__(self, /)", |vm, object, _| view(vm, object).map(|_| object.clone())),
        method("__exit__(self, *args)", |vm, object, _| {
            object.expect::<MemoryView>().released.set(true);
            Ok(vm.none.clone())
        }),
        classmethod("__class_getitem__(cls, object, /)", |vm, class, args| {
            vm.generic_alias(class, &args[0])
        }),
    ],
    getset: &[
        getter("obj", |vm, object| Ok(view(vm, object)?.object.clone())),
        getter("nbytes", |vm, object| Ok(vm.int(view(vm, object)?.len as i64))),
        getter("readonly", |vm, object| {
            Ok(vm.bool(view(vm, object)?.object.get::<Bytes>().is_some()))
        }),
        getter("itemsize", |vm, object| view(vm, object).map(|_| vm.int(1))),
        getter("format", |vm, object| view(vm, object).map(|_| vm.str("B"))),
        getter("ndim", |vm, object| view(vm, object).map(|_| vm.int(1))),
        getter("shape", |vm, object| Ok(vm.tuple(vec![vm.int(view(vm, object)?.len as i64)]))),
        getter("strides", |vm, object| Ok(vm.tuple(vec![vm.int(view(vm, object)?.step as i64)]))),
        getter("suboffsets", |vm, object| view(vm, object).map(|_| vm.empty_tuple())),
        getter("contiguous", |vm, object| Ok(vm.bool(view(vm, object)?.step == 1))),
        getter("c_contiguous", |vm, object| Ok(vm.bool(view(vm, object)?.step == 1))),
        getter("f_contiguous", |vm, object| Ok(vm.bool(view(vm, object)?.step == 1))),
    ],
    size: (144, 8),
    ..FINAL
};

fn view<'a>(vm: &Vm, object: &'a Ref) -> Res<&'a MemoryView> {
    let it = object.expect::<MemoryView>();
    if it.released.get() {
        return Err(vm.value_error("operation forbidden on released memoryview object".to_owned()));
    }
    Ok(it)
}

fn new(vm: &Vm, class: &Ref, args: Args) -> Res {
    let args = crate::signature::Signature::parse("memoryview(object)", false).bind(vm, args)?;
    let object = &args[0];
    if let Some(other) = object.get::<MemoryView>() {
        view(vm, object)?;
        let made = MemoryView {
            object: other.object.clone(),
            start: other.start,
            step: other.step,
            len: other.len,
            released: Cell::new(false),
        };
        return Ok(Ref::new(Some(class.clone()), made));
    }
    if !vm.is_instance_of(object, &vm.types.bytes)
        && !vm.is_instance_of(object, &vm.types.bytearray)
    {
        let name = vm.type_name(object);
        return Err(
            vm.type_error(format!("memoryview: a bytes-like object is required, not '{name}'"))
        );
    }
    let len = vm.length(object)?;
    let made =
        MemoryView { object: object.clone(), start: 0, step: 1, len, released: Cell::new(false) };
    Ok(Ref::new(Some(class.clone()), made))
}

/// The bytes that it shows.
fn contents(vm: &Vm, object: &Ref) -> Res<Vec<u8>> {
    let it = view(vm, object)?;
    vm.charge_len(it.len)?;
    (0..it.len).map(|at| byte(vm, it, at)).collect()
}

fn place(it: &MemoryView, at: usize) -> i64 {
    it.start as i64 + at as i64 * it.step as i64
}

fn byte(vm: &Vm, it: &MemoryView, at: usize) -> Res<u8> {
    let index = place(it, at);
    if let Some(bytes) = it.object.get::<Bytes>() {
        return Ok(bytes.0.get(index as usize).copied().unwrap_or_default());
    }
    let found = vm.get_item(&it.object, &vm.int(index))?;
    Ok(vm.index_or_overflow(&found)? as u8)
}

fn item(vm: &Vm, object: &Ref, index: isize) -> Res {
    let it = view(vm, object)?;
    match usize::try_from(index).ok().filter(|at| *at < it.len) {
        Some(at) => Ok(vm.int(byte(vm, it, at)?.into())),
        None => Err(vm.index_error("index out of bounds on dimension 1".to_owned())),
    }
}

fn from_end(it: &MemoryView, index: isize) -> isize {
    if index < 0 { index + it.len as isize } else { index }
}

fn subscript(vm: &Vm, object: &Ref, key: &Ref) -> Res {
    let it = view(vm, object)?;
    if key.ty().slots.nb_index.get().is_some() {
        return item(vm, object, from_end(it, vm.index_or_index_error(key)?));
    }
    let Some(slice) = key.get::<Slice>() else {
        return Err(vm.type_error("memoryview: invalid slice key".to_owned()));
    };
    let slice = vm.slice_of(slice, it.len)?;
    let made = MemoryView {
        object: it.object.clone(),
        start: place(it, slice.start) as usize,
        step: it.step * slice.step,
        len: slice.len,
        released: Cell::new(false),
    };
    Ok(Ref::new(Some(object.class()), made))
}

fn set_subscript(vm: &Vm, object: &Ref, key: &Ref, value: Option<Ref>) -> Res<()> {
    let it = view(vm, object)?;
    if it.object.get::<Bytes>().is_some() {
        return Err(vm.type_error("cannot modify read-only memory".to_owned()));
    }
    let Some(value) = value else { return Err(vm.type_error("cannot delete memory".to_owned())) };
    if key.ty().slots.nb_index.get().is_some() {
        let index = from_end(it, vm.index_or_index_error(key)?);
        let Some(at) = usize::try_from(index).ok().filter(|at| *at < it.len) else {
            return Err(vm.index_error("index out of bounds on dimension 1".to_owned()));
        };
        return vm.set_item(&it.object, &vm.int(place(it, at)), Some(value));
    }
    let target = subscript(vm, object, key)?;
    let target = target.expect::<MemoryView>();
    let values = vm.iterate_to_vec(&value)?;
    if values.len() != target.len {
        let text = "memoryview assignment: lvalue and rvalue have different structures";
        return Err(vm.value_error(text.to_owned()));
    }
    for (at, value) in values.into_iter().enumerate() {
        vm.set_item(&it.object, &vm.int(place(target, at)), Some(value))?;
    }
    Ok(())
}

fn compare(vm: &Vm, a: &Ref, b: &Ref, op: CompareOp) -> Res {
    let bytes = |object: &Ref| -> Res<Option<Vec<u8>>> {
        if object.get::<MemoryView>().is_some() {
            return contents(vm, object).map(Some);
        }
        if vm.is_instance_of(object, &vm.types.bytes)
            || vm.is_instance_of(object, &vm.types.bytearray)
        {
            let made = vm.call(&vm.types.memoryview, Args::one(object.clone()))?;
            return contents(vm, &made).map(Some);
        }
        Ok(None)
    };
    match (bytes(a)?, bytes(b)?) {
        (Some(x), Some(y)) => vm.equality(op, x == y),
        _ => Ok(vm.not_implemented.clone()),
    }
}
