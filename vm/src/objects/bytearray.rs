//! `bytearray`.

mod assign;
mod methods;

use std::cell::{Cell, RefCell};

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::objects::bytes::{self, shared_methods};
use crate::objects::object::hash_not_implemented;
use crate::objects::type_;
use crate::slots::SlotTable;
use crate::typedef::{BASE, TypeDef, flag};
use crate::vm::Vm;

/// A row of bytes that changes.
#[derive(Default)]
pub struct ByteArray {
    bytes: RefCell<Vec<u8>>,
    /// How many bytes CPython would have allocated (`ob_alloc`).
    allocated: Cell<usize>,
    /// How many look at its memory; it keeps its size meanwhile.
    pub(crate) exports: Cell<usize>,
}

impl Payload for ByteArray {
    const LEAF: bool = true;
}

/// `bytearray`.
pub const DEF: TypeDef = TypeDef {
    name: "bytearray",
    flags: flag::BASETYPE | flag::MATCH_SELF,
    slots: fill,
    methods: shared_methods! {
        method("append(self, item, /)", methods::append),
        method("clear(self, /)", methods::clear),
        method("copy(self, /)", |vm, it, _| {
            Ok(ByteArray::object(vm, it.expect::<ByteArray>().to_vec()))
        }),
        method("extend(self, iterable_of_ints, /)", methods::extend),
        method("insert(self, index, item, /)", methods::insert),
        method("pop(self, index=-1, /)", methods::pop),
        method("remove(self, value, /)", methods::remove),
        method("reverse(self, /)", methods::reverse),
        method("__alloc__(self, /)", |vm, it, _| {
            Ok(vm.int(it.expect::<ByteArray>().allocated.get() as i64))
        }),
        method("__buffer__(self, flags, /)", crate::objects::memoryview::of_object),
        method("__release_buffer__(self, buffer, /)", crate::objects::memoryview::release_buffer),
        method("__reduce__(self, /)", methods::reduce),
        method("__reduce_ex__(self, proto=0, /)", methods::reduce_ex),
        method("__sizeof__(self, /)", |vm, it, _| {
            const BASIC: usize = 56;
            Ok(vm.int((BASIC + it.expect::<ByteArray>().allocated.get()) as i64))
        }),
    },
    size: (56, 0),
    ..BASE
};

impl ByteArray {
    /// A new bytearray.
    pub fn object(vm: &Vm, bytes: Vec<u8>) -> Ref {
        let it = ByteArray::default();
        it.change(|own| *own = bytes);
        Ref::new(Some(vm.types.bytearray.clone()), it)
    }

    /// How many bytes there are.
    pub fn len(&self) -> usize {
        self.bytes.borrow().len()
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The byte at `index`.
    pub fn get(&self, index: usize) -> Option<u8> {
        self.bytes.borrow().get(index).copied()
    }

    /// A copy of the bytes.
    pub fn to_vec(&self) -> Vec<u8> {
        self.bytes.borrow().clone()
    }

    /// Looks at the bytes; no Python code runs meanwhile.
    pub fn look<T>(&self, look: impl FnOnce(&[u8]) -> T) -> T {
        look(&self.bytes.borrow())
    }

    /// Changes bytes, not how many there are; no Python code runs meanwhile.
    pub fn change_in_place<T>(&self, change: impl FnOnce(&mut [u8]) -> T) -> T {
        change(&mut self.bytes.borrow_mut())
    }

    /// As [`Self::change`]; an error where it would be resized while its memory is looked at.
    pub fn resize<T>(&self, vm: &Vm, change: impl FnOnce(&mut Vec<u8>) -> T) -> Res<T> {
        if self.exports.get() == 0 {
            return Ok(self.change(change));
        }
        let text = "Existing exports of data: object cannot be re-sized";
        let mut changed = self.to_vec();
        let result = change(&mut changed);
        if changed.len() != self.len() {
            return Err(vm.buffer_error(text.to_owned()));
        }
        self.bytes.borrow_mut().copy_from_slice(&changed);
        Ok(result)
    }

    /// Changes the bytes; no Python code runs meanwhile.
    pub fn change<T>(&self, change: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        let result = change(&mut self.bytes.borrow_mut());
        self.resized();
        result
    }

    /// Says how much room CPython would have by now (`PyByteArray_Resize`).
    fn resized(&self) {
        let (len, allocated) = (self.len(), self.allocated.get());
        let needed = len + 1;
        if len == 0 && allocated == 0 {
            return;
        }
        if needed <= allocated {
            // What is much too large is given back.
            if len < allocated / 2 {
                self.allocated.set(needed);
            }
        } else if (len as f64) <= allocated as f64 * 1.125 {
            self.allocated.set(len + (len >> 3) + if len < 9 { 3 } else { 6 });
        } else {
            self.allocated.set(needed);
        }
    }
}

fn fill(slots: &SlotTable) {
    slots.tp_hash.set(Some(hash_not_implemented));
    slots.tp_new.set(Some(|_, class, _| Ok(type_::instantiate(class, ByteArray::default()))));
    slots.tp_init.set(Some(init));
    slots.tp_repr.set(Some(repr));
    slots.tp_iter.set(Some(bytes::iter));
    slots.sq_repeat.set(Some(bytes::operators::repeat));
    slots.sq_inplace_concat.set(Some(assign::inplace_concat));
    slots.sq_inplace_repeat.set(Some(assign::inplace_repeat));
    slots.mp_ass_subscript.set(Some(assign::set_subscript));
    slots.sq_ass_item.set(Some(assign::set_item));
    bytes::operators::fill_shared(slots);
}

fn init(vm: &Vm, object: &Ref, args: Args) -> Res<()> {
    let source = bytes::Source::take(vm, args, "bytearray")?;
    let made = match (source.encoded(vm, "bytearray")?, &source.object) {
        (Some(made), _) => bytes::contents(&made).into_owned(),
        (None, None) => Vec::new(),
        (None, Some(object)) => bytes::contents_of(vm, object, "bytearray")?,
    };
    object.expect::<ByteArray>().resize(vm, |own| *own = made)
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    let inner = bytes::operators::repr(vm, &object.expect::<ByteArray>().to_vec())?;
    let name = object.ty().name.borrow().clone();
    Ok(vm.str(&format!("{name}({})", vm.text(&inner))))
}
