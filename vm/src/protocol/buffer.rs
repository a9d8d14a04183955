//! The buffer protocol: whose bytes are to be seen, and how views of them are laid out.

use std::borrow::Cow;
use std::rc::Rc;

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::bytearray::ByteArray;
use crate::objects::bytes::Bytes;
use crate::objects::memoryview::MemoryView;
use crate::stdlib::array::Array;
use crate::vm::Vm;

/// Items in the memory of an object.
#[derive(Clone)]
pub struct Buffer {
    /// The object that has the memory: bytes, a bytearray or an array.
    ///
    /// Views that were made of one view share the reference to it, as CPython's do.
    pub owner: Rc<Ref>,
    /// Where the first item begins.
    pub offset: usize,
    /// What an item is, in the words of `struct`.
    pub format: Rc<str>,
    /// How many bytes an item takes.
    pub itemsize: usize,
    /// How many items there are in each dimension.
    pub shape: Vec<usize>,
    /// How many bytes lie between items of each dimension.
    pub strides: Vec<isize>,
    /// May it not be changed?
    pub readonly: bool,
}

impl Buffer {
    fn flat(owner: &Ref, bytes: usize, format: &str, itemsize: usize, readonly: bool) -> Buffer {
        Buffer {
            owner: Rc::new(owner.clone()),
            offset: 0,
            format: format.into(),
            itemsize,
            shape: vec![bytes / itemsize],
            strides: vec![itemsize as isize],
            readonly,
        }
    }

    /// How many items there are in all dimensions.
    pub fn n_items(&self) -> usize {
        self.shape.iter().product()
    }

    /// How many bytes the items take.
    pub fn n_bytes(&self) -> usize {
        self.n_items() * self.itemsize
    }

    /// Does each item follow the one before it, the last dimension changing first?
    pub fn is_c_contiguous(&self) -> bool {
        self.is_contiguous((0..self.shape.len()).rev())
    }

    /// Does each item follow the one before it, the first dimension changing first?
    pub fn is_f_contiguous(&self) -> bool {
        self.is_contiguous(0..self.shape.len())
    }

    fn is_contiguous(&self, dimensions: impl Iterator<Item = usize>) -> bool {
        if self.n_items() == 0 {
            return true;
        }
        let mut expected = self.itemsize as isize;
        for at in dimensions {
            if self.shape[at] > 1 && self.strides[at] != expected {
                return false;
            }
            expected *= self.shape[at] as isize;
        }
        true
    }

    /// Where each item begins, the last dimension changing first.
    pub fn places(&self) -> Vec<usize> {
        let mut places = vec![self.offset as isize];
        for (&len, &stride) in self.shape.iter().zip(&self.strides) {
            let steps = |at: isize| (0..len as isize).map(move |n| at + n * stride);
            places = places.into_iter().flat_map(steps).collect();
        }
        places.into_iter().map(|it| it as usize).collect()
    }

    /// All items, one after the other.
    pub fn to_vec(&self) -> Vec<u8> {
        if self.is_c_contiguous() {
            let range = self.offset..self.offset + self.n_bytes();
            return look(&self.owner, |bytes| bytes.get(range).unwrap_or_default().to_vec());
        }
        let places = self.places();
        look(&self.owner, |bytes| {
            let item = |at: usize| bytes.get(at..at + self.itemsize).unwrap_or_default();
            places.iter().flat_map(|&at| item(at)).copied().collect()
        })
    }
}

/// Looks at all bytes of an owner; no Python code runs meanwhile.
pub fn look<T>(owner: &Ref, look: impl FnOnce(&[u8]) -> T) -> T {
    if let Some(it) = owner.get::<Bytes>() {
        return look(&it.0);
    }
    if let Some(it) = owner.get::<Array>() {
        return it.look(look);
    }
    match owner.get::<ByteArray>() {
        Some(it) => it.look(look),
        None => look(&[]),
    }
}

/// Changes bytes of an owner in place; no Python code runs meanwhile.
pub fn change<T>(owner: &Ref, change: impl FnOnce(&mut [u8]) -> T) -> T {
    if let Some(it) = owner.get::<Array>() {
        return it.change_in_place(change);
    }
    match owner.get::<ByteArray>() {
        Some(it) => it.change_in_place(change),
        None => change(&mut []),
    }
}

/// Somebody looks at the memory of an object from now on, which therefore keeps its size.
pub fn export(owner: &Ref) {
    count(owner, 1);
}

/// Who looked at the memory of an object does so no more.
pub fn release(owner: &Ref) {
    count(owner, -1);
}

fn count(owner: &Ref, by: isize) {
    let exports = match (owner.get::<ByteArray>(), owner.get::<Array>()) {
        (Some(it), _) => &it.exports,
        (_, Some(it)) => &it.exports,
        _ => return,
    };
    exports.set(exports.get().saturating_add_signed(by));
}

/// The bytes of an object that has or shows some, as they are now.
pub fn bytes_of(object: &Ref) -> Option<Cow<'_, [u8]>> {
    if let Some(it) = object.get::<Bytes>() {
        return Some(Cow::Borrowed(&it.0));
    }
    if let Some(it) = object.get::<MemoryView>() {
        return it.if_alive().map(|it| Cow::Owned(it.to_vec()));
    }
    let has_memory = object.get::<ByteArray>().is_some() || object.get::<Array>().is_some();
    has_memory.then(|| Cow::Owned(look(object, <[u8]>::to_vec)))
}

impl Vm {
    /// What an object exports (`PyObject_GetBuffer`); `None` where it exports nothing.
    pub fn buffer(&self, object: &Ref) -> Res<Option<Buffer>> {
        if let Some(it) = object.get::<Bytes>() {
            return Ok(Some(Buffer::flat(object, it.0.len(), "B", 1, true)));
        }
        if let Some(it) = object.get::<ByteArray>() {
            return Ok(Some(Buffer::flat(object, it.len(), "B", 1, false)));
        }
        if let Some(it) = object.get::<Array>() {
            let (format, size) = it.format();
            return Ok(Some(Buffer::flat(object, it.n_bytes(), format, size, false)));
        }
        if object.get::<MemoryView>().is_some() {
            return crate::objects::memoryview::buffer(self, object)
                .map(|it| Some(Buffer::clone(&it)));
        }
        // PEP 688: what a class written in Python says. `PyBUF_FULL_RO` is asked for.
        const FULL_RO: i64 = 0x11c;
        let name = self.intern("__buffer__");
        let Some(view) = self.call_special(object, &name, Args::one(self.int(FULL_RO)))? else {
            return Ok(None);
        };
        if view.get::<MemoryView>().is_none() {
            return Err(self.type_error("__buffer__ returned non-memoryview object".to_owned()));
        }
        crate::objects::memoryview::buffer(self, &view).map(|it| Some(Buffer::clone(&it)))
    }

    /// As [`Self::buffer`], of an argument that has to be bytes-like.
    pub fn bytes_like(&self, object: &Ref) -> Res<Buffer> {
        self.buffer(object)?.ok_or_else(|| {
            let name = self.type_name(object);
            self.type_error(format!("a bytes-like object is required, not '{name}'"))
        })
    }

    /// The bytes of an argument that has to be bytes-like.
    pub fn bytes_argument(&self, object: &Ref) -> Res<Vec<u8>> {
        match object.get::<Bytes>() {
            Some(it) => Ok(it.0.to_vec()),
            None => self.bytes_like(object).map(|it| it.to_vec()),
        }
    }
}
