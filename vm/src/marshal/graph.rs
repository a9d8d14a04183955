//! The objects behind a constant as CPython would hold them: equal ones are one.
//!
//! CPython numbers an object when more than one reference leads to it, and its compiler makes equal
//! constants of one module one object. Our code objects hold values, so that equality stands for
//! identity here. What that cannot tell: an object to which something outside the code object leads
//! (CPython gives it a number that nobody uses), and equal constants that never met a compiler.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use num_bigint::BigInt;
use refwise_syntax::literal::PyStr;

use super::MAX_DEPTH;
use crate::code::{CodeObject, Constant};

/// Objects lie deeper in each other than CPython can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooDeep;

impl fmt::Display for TooDeep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("object too deeply nested to marshal")
    }
}

impl std::error::Error for TooDeep {}

/// An object's index in [`Graph::objects`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Id(pub(super) u32);

/// An object by its value; what it holds by identity.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Object<'a> {
    None,
    Bool(bool),
    Ellipsis,
    Int(&'a BigInt),
    /// Bits.
    Float(u64),
    /// Bits of both parts.
    Complex(u64, u64),
    Str(Text<'a>),
    Bytes(&'a [u8]),
    Tuple(Box<[Id]>),
    /// In the order in which it is written.
    FrozenSet(Box<[Id]>),
    Code(Box<Code<'a>>),
}

/// A str in UTF-8, surrogates encoded like other code points.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Text<'a> {
    pub(super) bytes: Cow<'a, [u8]>,
    /// Names are, and constants that look like names: other objects than those that are not.
    pub(super) is_interned: bool,
}

/// A code object whose fields have become objects.
#[derive(Clone, Debug)]
pub(super) struct Code<'a> {
    pub(super) code: &'a CodeObject,
    pub(super) consts: Id,
    pub(super) names: Id,
    pub(super) localsplusnames: Id,
    /// What stands for kinds of no variables: the one empty bytes object.
    pub(super) no_kinds: Id,
    pub(super) filename: Id,
    pub(super) name: Id,
    pub(super) qualname: Id,
    pub(super) linetable: Id,
    pub(super) exceptiontable: Id,
}

/// Code objects are the same where they stand at the same address.
impl PartialEq for Code<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.code, other.code)
    }
}

impl Eq for Code<'_> {}

impl std::hash::Hash for Code<'_> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        std::ptr::hash(self.code, state);
    }
}

/// All objects, and how many references lead to each.
#[derive(Default)]
pub(super) struct Graph<'a> {
    objects: Vec<Object<'a>>,
    counts: Vec<u32>,
    by_value: HashMap<Object<'a>, Id>,
    /// Code objects that were walked, by address: their fields are counted once.
    codes: HashMap<*const CodeObject, Id>,
    /// Tuples that were walked, by address and length.
    tuples: HashMap<(*const Constant, usize), Id>,
    depth: usize,
}

impl<'a> Graph<'a> {
    pub(super) fn object(&self, id: Id) -> &Object<'a> {
        &self.objects[id.0 as usize]
    }

    /// More than one reference leads to it.
    pub(super) fn is_shared(&self, id: Id) -> bool {
        self.counts[id.0 as usize] > 1
    }

    pub(super) fn len(&self) -> usize {
        self.objects.len()
    }

    /// Adds `constant` with everything in it, and one reference to it.
    pub(super) fn add(&mut self, constant: &'a Constant) -> Result<Id, TooDeep> {
        self.constant(constant, None)
    }

    /// `qualname` is the qualified name of the code object whose constant it is.
    fn constant(&mut self, constant: &'a Constant, qualname: Option<&str>) -> Result<Id, TooDeep> {
        self.enter()?;
        let id = match constant {
            Constant::Tuple(items) => self.tuple(items, qualname)?,
            Constant::FrozenSet(items) => {
                let items = self.constants(items, None)?;
                self.frozen_set(&items)
            }
            Constant::Code(code) => self.code(code)?,
            _ => self.object_of(atom(constant, qualname)),
        };
        self.leave();
        Ok(id)
    }

    /// A tuple that was met before is not walked again: few bytes can hold a tuple of a tuple of a
    /// tuple ..., each one twice.
    fn tuple(&mut self, items: &'a Arc<[Constant]>, qualname: Option<&str>) -> Result<Id, TooDeep> {
        let address = (items.as_ptr(), items.len());
        if let Some(&id) = self.tuples.get(&address) {
            self.counts[id.0 as usize] += 1;
            return Ok(id);
        }
        let elements = self.constants(items, qualname)?;
        let id = self.object_of(Object::Tuple(elements));
        self.tuples.insert(address, id);
        Ok(id)
    }

    fn enter(&mut self) -> Result<(), TooDeep> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(TooDeep) } else { Ok(()) }
    }

    fn leave(&mut self) {
        self.depth -= 1;
    }

    fn constants(
        &mut self,
        items: &'a [Constant],
        qualname: Option<&str>,
    ) -> Result<Box<[Id]>, TooDeep> {
        // A loop: adapters would take stack at each level of nesting.
        let mut ids = Vec::with_capacity(items.len());
        for item in items {
            ids.push(self.constant(item, qualname)?);
        }
        Ok(ids.into())
    }

    /// CPython sorts the elements by their bytes, because their own order changes with the hash seed.
    fn frozen_set(&mut self, items: &[Id]) -> Id {
        let mut elements: Vec<(Vec<u8>, Id)> =
            items.iter().map(|&it| (self.alone(it), it)).collect();
        elements.sort();
        self.object_of(Object::FrozenSet(elements.into_iter().map(|it| it.1).collect()))
    }

    /// The object of this value, with one reference more.
    fn object_of(&mut self, object: Object<'a>) -> Id {
        if let Some(&id) = self.by_value.get(&object) {
            self.counts[id.0 as usize] += 1;
            self.forget_references_of(&object);
            return id;
        }
        let id = self.push(object.clone());
        self.by_value.insert(object, id);
        id
    }

    /// A second tuple of the same elements is not made: its references to them do not exist.
    fn forget_references_of(&mut self, object: &Object<'a>) {
        if let Object::Tuple(items) | Object::FrozenSet(items) = object {
            for id in items {
                self.counts[id.0 as usize] -= 1;
            }
        }
    }

    fn push(&mut self, object: Object<'a>) -> Id {
        let id = Id(self.objects.len() as u32);
        self.objects.push(object);
        self.counts.push(1);
        id
    }

    fn code(&mut self, code: &'a Arc<CodeObject>) -> Result<Id, TooDeep> {
        if let Some(&id) = self.codes.get(&Arc::as_ptr(code)) {
            self.counts[id.0 as usize] += 1;
            return Ok(id);
        }
        self.enter()?;
        let consts = self.constants(&code.co_consts, Some(&code.co_qualname))?;
        self.leave();
        Ok(self.code_with(code, consts))
    }

    fn code_with(&mut self, code: &'a Arc<CodeObject>, consts: Box<[Id]>) -> Id {
        let fields = Code {
            code,
            consts: self.object_of(Object::Tuple(consts)),
            names: self.names(&code.co_names),
            localsplusnames: self.names(&code.co_localsplusnames),
            no_kinds: self.object_of(Object::Bytes(b"")),
            filename: self.name(&code.co_filename),
            name: self.name(&code.co_name),
            qualname: self.name(&code.co_qualname),
            linetable: self.object_of(Object::Bytes(&code.co_linetable)),
            exceptiontable: self.object_of(Object::Bytes(&code.co_exceptiontable)),
        };
        let id = self.push(Object::Code(Box::new(fields)));
        self.codes.insert(Arc::as_ptr(code), id);
        id
    }

    fn names(&mut self, names: &'a [Arc<str>]) -> Id {
        let names = names.iter().map(|it| self.name(it)).collect();
        self.object_of(Object::Tuple(names))
    }

    fn name(&mut self, name: &'a str) -> Id {
        self.object_of(Object::Str(Text { bytes: name.as_bytes().into(), is_interned: true }))
    }
}

fn atom<'a>(constant: &'a Constant, qualname: Option<&str>) -> Object<'a> {
    match constant {
        Constant::Bool(it) => Object::Bool(*it),
        Constant::Ellipsis => Object::Ellipsis,
        Constant::Int(it) => Object::Int(it),
        Constant::Float(it) => Object::Float(it.to_bits()),
        Constant::Complex(real, imag) => Object::Complex(real.to_bits(), imag.to_bits()),
        Constant::Str(it) => Object::Str(text(constant, it, qualname)),
        Constant::Bytes(it) => Object::Bytes(it),
        _ => Object::None,
    }
}

/// The qualified name that a class body stores is interned, whatever it looks like.
fn text<'a>(constant: &Constant, value: &'a PyStr, qualname: Option<&str>) -> Text<'a> {
    let Some(text) = value.as_str() else {
        return Text { bytes: with_surrogates(value).into(), is_interned: false };
    };
    let is_interned = constant.is_interned() || qualname == Some(text);
    Text { bytes: text.as_bytes().into(), is_interned }
}

fn with_surrogates(value: &PyStr) -> Vec<u8> {
    let mut bytes = Vec::new();
    for code in value.code_points() {
        match char::from_u32(code) {
            Some(c) => bytes.extend(c.encode_utf8(&mut [0; 4]).bytes()),
            None => {
                let tail = |shift: u32| 0x80 | (code >> shift & 0x3f) as u8;
                bytes.extend([0xe0 | (code >> 12) as u8, tail(6), tail(0)]);
            }
        }
    }
    bytes
}
