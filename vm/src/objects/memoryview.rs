//! `memoryview`: the items of bytes, bytearrays and arrays, without a copy.

mod cast;
mod compare;
mod index;
mod item;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::{Payload, Ref, Slot};
use crate::objects::str_::Str;
use crate::protocol::buffer::{self as memory, Buffer};
use crate::signature::Signature;
use crate::typedef::{FINAL, TypeDef, classmethod, flag, getter, method};
use crate::vm::Vm;

/// A view of items in the memory of an object.
pub struct MemoryView {
    /// What it shows, until it is released.
    buffer: RefCell<Option<Rc<Buffer>>>,
    hash: Cell<Option<i64>>,
}

impl Payload for MemoryView {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        // What several views share belongs to none of them; then a cycle through it stays.
        if let Some(it) = &*self.buffer.borrow()
            && Rc::strong_count(&it.owner) == 1
        {
            visit(&it.owner);
        }
    }

    fn clear(&self) {
        self.release();
    }
}

impl Drop for MemoryView {
    fn drop(&mut self) {
        self.release();
    }
}

impl MemoryView {
    fn object(vm: &Vm, buffer: Buffer) -> Ref {
        memory::export(&buffer.owner);
        let it = MemoryView { buffer: RefCell::new(Some(Rc::new(buffer))), hash: Cell::new(None) };
        Ref::new(Some(vm.types.memoryview.clone()), it)
    }

    /// What it shows, unless it was released.
    pub fn if_alive(&self) -> Option<Rc<Buffer>> {
        self.buffer.borrow().clone()
    }

    fn release(&self) {
        if let Some(old) = self.buffer.take() {
            memory::release(&old.owner);
        }
    }
}

/// What a memoryview shows.
pub fn buffer(vm: &Vm, object: &Ref) -> Res<Rc<Buffer>> {
    object.expect::<MemoryView>().if_alive().ok_or_else(|| {
        vm.value_error("operation forbidden on released memoryview object".to_owned())
    })
}

/// `object.__buffer__(flags)`.
pub fn of_object(vm: &Vm, object: &Ref, args: Args) -> Res {
    const WRITABLE: i64 = 1;
    let flags = vm.index_or_overflow(&args[0])?;
    let buffer = vm.bytes_like(object)?;
    if buffer.readonly && flags as i64 & WRITABLE != 0 {
        return Err(vm.buffer_error("Object is not writable.".to_owned()));
    }
    Ok(MemoryView::object(vm, buffer))
}

/// `object.__release_buffer__(view)`.
pub fn release_buffer(vm: &Vm, object: &Ref, args: Args) -> Res {
    let Some(view) = args[0].get::<MemoryView>() else {
        return Err(vm.type_error("expected a memoryview object".to_owned()));
    };
    if view.if_alive().is_none_or(|it| !it.owner.is(object)) {
        return Err(vm.value_error("memoryview's buffer is not this object".to_owned()));
    }
    view.release();
    Ok(vm.none.clone())
}

fn numbers(vm: &Vm, numbers: impl Iterator<Item = i64>) -> Ref {
    vm.tuple(numbers.map(|it| vm.int(it)).collect())
}

/// `memoryview`.
pub const DEF: TypeDef = TypeDef {
    name: "memoryview",
    flags: flag::HAVE_GC | flag::HAS_WEAKREFS | flag::SEQUENCE,
    slots: |it| {
        it.tp_new.set(Some(new));
        it.tp_repr.set(Some(|vm, object| {
            let is_alive = object.expect::<MemoryView>().if_alive().is_some();
            let kind = if is_alive { "memory" } else { "released memory" };
            Ok(vm.str(&format!("<{kind} at {:#x}>", object.address())))
        }));
        it.tp_hash.set(Some(hash));
        it.tp_richcompare.set(Some(compare::compare));
        it.tp_iter.set(Some(index::iterate));
        it.mp_length.set(Some(length));
        it.sq_length.set(Some(length));
        it.sq_item.set(Some(index::item));
        it.mp_subscript.set(Some(index::subscript));
        it.mp_ass_subscript.set(Some(index::set_subscript));
    },
    methods: &[
        method("release(self, /)", |vm, object, _| {
            object.expect::<MemoryView>().release();
            Ok(vm.none.clone())
        }),
        method("tobytes(self, /, order='C')", to_bytes),
        method("hex(self, /, *args, **kwargs)", |vm, object, args| {
            let bytes = vm.bytes(buffer(vm, object)?.to_vec());
            vm.call_method(&bytes, "hex", args)
        }),
        method("tolist(self, /)", |vm, object, _| index::to_list(vm, &*buffer(vm, object)?)),
        method("cast(self, /, format, shape=None)", cast::cast),
        method("toreadonly(self, /)", |vm, object, _| {
            let buffer = Buffer { readonly: true, ..Buffer::clone(&*buffer(vm, object)?) };
            Ok(MemoryView::object(vm, buffer))
        }),
        method("__enter__(self, /)", |vm, object, _| buffer(vm, object).map(|_| object.clone())),
        method("__exit__(self, *args)", |vm, object, _| {
            object.expect::<MemoryView>().release();
            Ok(vm.none.clone())
        }),
        method("__buffer__(self, flags, /)", of_object),
        method("__release_buffer__(self, buffer, /)", |vm, _, args| {
            if let Some(it) = args[0].get::<MemoryView>() {
                it.release();
            }
            Ok(vm.none.clone())
        }),
        method("__sizeof__(self, /)", |vm, object, _| {
            // Shape, strides and suboffsets follow the header.
            let n = object.expect::<MemoryView>().if_alive().map_or(0, |it| it.shape.len());
            Ok(vm.int(144 + 24 * n as i64))
        }),
        classmethod("_from_flags(cls, /, object, flags)", |vm, _, args| {
            of_object(vm, &args[0], Args::one(args[1].clone()))
        }),
    ],
    getset: &[
        getter("obj", |vm, object| Ok(Ref::clone(&buffer(vm, object)?.owner))),
        getter("nbytes", |vm, object| Ok(vm.int(buffer(vm, object)?.n_bytes() as i64))),
        getter("readonly", |vm, object| Ok(vm.bool(buffer(vm, object)?.readonly))),
        getter("itemsize", |vm, object| Ok(vm.int(buffer(vm, object)?.itemsize as i64))),
        getter("format", |vm, object| Ok(vm.str(&buffer(vm, object)?.format))),
        getter("ndim", |vm, object| Ok(vm.int(buffer(vm, object)?.shape.len() as i64))),
        getter("shape", |vm, object| {
            Ok(numbers(vm, buffer(vm, object)?.shape.iter().map(|&it| it as i64)))
        }),
        getter("strides", |vm, object| {
            Ok(numbers(vm, buffer(vm, object)?.strides.iter().map(|&it| it as i64)))
        }),
        getter("suboffsets", |vm, object| buffer(vm, object).map(|_| vm.empty_tuple())),
        getter("c_contiguous", |vm, object| Ok(vm.bool(buffer(vm, object)?.is_c_contiguous()))),
        getter("f_contiguous", |vm, object| Ok(vm.bool(buffer(vm, object)?.is_f_contiguous()))),
        getter("contiguous", |vm, object| {
            let it = buffer(vm, object)?;
            Ok(vm.bool(it.is_c_contiguous() || it.is_f_contiguous()))
        }),
    ],
    doc: "Create a new memoryview object which references the given object.",
    size: (144, 8),
    ..FINAL
};

fn new(vm: &Vm, _: &Ref, args: Args) -> Res {
    thread_local!(static SIGNATURE: Signature = Signature::parse("memoryview(object)", false));
    let args = SIGNATURE.with(|it| it.bind(vm, args))?;
    match vm.buffer(&args[0])? {
        Some(buffer) => Ok(MemoryView::object(vm, buffer)),
        None => {
            let name = vm.type_name(&args[0]);
            Err(vm.type_error(format!("memoryview: a bytes-like object is required, not '{name}'")))
        }
    }
}

fn length(vm: &Vm, object: &Ref) -> Res<usize> {
    let first = buffer(vm, object)?.shape.first().copied();
    first.ok_or_else(|| vm.type_error("0-dim memory has no length".to_owned()))
}

/// `memory_hash`: of what cannot change, and is bytes.
fn hash(vm: &Vm, object: &Ref) -> Res<i64> {
    let it = object.expect::<MemoryView>();
    if let Some(known) = it.hash.get() {
        return Ok(known);
    }
    let buffer = buffer(vm, object)?;
    if !buffer.readonly {
        return Err(vm.value_error("cannot hash writable memoryview object".to_owned()));
    }
    if !matches!(buffer.format.trim_start_matches('@'), "B" | "b" | "c") {
        let text = "memoryview: hashing is restricted to formats 'B', 'b' or 'c'";
        return Err(vm.value_error(text.to_owned()));
    }
    // What can change is hashable by no view of it.
    vm.hash(&buffer.owner)?;
    let hash = crate::text::hash_bytes(&buffer.to_vec());
    it.hash.set(Some(hash));
    Ok(hash)
}

fn to_bytes(vm: &Vm, object: &Ref, args: Args) -> Res {
    let it = &*buffer(vm, object)?;
    let order = match args.get_not_none(vm, 0) {
        None => "C".to_owned(),
        Some(order) if order.get::<Str>().is_some() => vm.text(order),
        Some(order) => {
            let name = vm.type_name(order);
            let text = format!("tobytes() argument 'order' must be str or None, not {name}");
            return Err(vm.type_error(text));
        }
    };
    vm.charge_len(it.n_bytes())?;
    match order.as_str() {
        "C" => Ok(vm.fresh_bytes(it.to_vec())),
        "F" => Ok(vm.fresh_bytes(in_fortran_order(it))),
        "A" if it.is_f_contiguous() && !it.is_c_contiguous() => Ok(vm.bytes(in_fortran_order(it))),
        "A" => Ok(vm.fresh_bytes(it.to_vec())),
        _ => Err(vm.value_error("order must be 'C', 'F' or 'A'".to_owned())),
    }
}

/// The first dimension changes first: as if the dimensions were turned round.
fn in_fortran_order(it: &Buffer) -> Vec<u8> {
    let mut turned = it.clone();
    turned.shape.reverse();
    turned.strides.reverse();
    turned.to_vec()
}

fn not_implemented(vm: &Vm, text: &str) -> Raised {
    vm.not_implemented_error(text.to_owned())
}

/// What `iter` of a memoryview returns.
pub struct MemoryIterator {
    view: Slot,
    at: Cell<usize>,
    len: usize,
}

impl Payload for MemoryIterator {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.view.visit(visit);
    }

    fn clear(&self) {
        self.view.set(None);
    }
}
