//! Objects to bytes.

use num_bigint::{BigInt, Sign};

use super::graph::{Code, Graph, Id, Object, Text, TooDeep};
use super::tag;
use crate::code::{CodeObject, Constant};

/// The bytes of `constant`, as CPython puts them into a `.pyc` file.
///
/// The outermost object gets a number, because `importlib` holds it while it is written. Which of
/// the other objects get one: those that another place refers to, and those that CPython holds
/// elsewhere as well (interned strings, small ints, empty tuples, cached `co_code`).
pub fn dumps(constant: &Constant) -> Result<Vec<u8>, TooDeep> {
    let mut graph = Graph::default();
    let id = graph.add(constant)?;
    let mut writer = Writer::new(&graph);
    writer.object(id, true);
    Ok(writer.out)
}

impl Graph<'_> {
    /// The bytes of an object without any other before it, as `marshal.dumps(value)`.
    pub(super) fn alone(&self, id: Id) -> Vec<u8> {
        let mut writer = Writer::new(self);
        writer.object(id, true);
        writer.out
    }
}

struct Writer<'g, 'a> {
    graph: &'g Graph<'a>,
    out: Vec<u8>,
    /// By object: the number by which it can be referred to.
    numbers: Vec<Option<u32>>,
    /// The next number.
    number: u32,
}

impl<'g, 'a> Writer<'g, 'a> {
    fn new(graph: &'g Graph<'a>) -> Writer<'g, 'a> {
        Writer { graph, out: Vec::new(), numbers: vec![None; graph.len()], number: 0 }
    }

    /// `is_held`: something that is not written refers to the object.
    fn object(&mut self, id: Id, is_held: bool) {
        let graph = self.graph;
        match graph.object(id) {
            Object::None => return self.out.push(tag::NONE),
            Object::Bool(false) => return self.out.push(tag::FALSE),
            Object::Bool(true) => return self.out.push(tag::TRUE),
            Object::Ellipsis => return self.out.push(tag::ELLIPSIS),
            _ => {}
        }
        if let Some(number) = self.numbers[id.0 as usize] {
            self.out.push(tag::REF);
            return self.long(number);
        }
        let object = graph.object(id);
        let is_numbered = is_held || graph.is_shared(id) || exists_once(object);
        if is_numbered {
            self.numbers[id.0 as usize] = Some(self.next_number());
        }
        self.value(object, if is_numbered { tag::FLAG_REF } else { 0 });
    }

    fn next_number(&mut self) -> u32 {
        self.number += 1;
        self.number - 1
    }

    fn value(&mut self, object: &Object<'a>, flag: u8) {
        match object {
            Object::Int(it) => self.int(it, flag),
            Object::Float(bits) => {
                self.out.push(tag::BINARY_FLOAT | flag);
                self.out.extend(bits.to_le_bytes());
            }
            Object::Complex(real, imag) => {
                self.out.push(tag::BINARY_COMPLEX | flag);
                self.out.extend(real.to_le_bytes());
                self.out.extend(imag.to_le_bytes());
            }
            Object::Str(text) => self.text(text, flag),
            Object::Bytes(bytes) => self.bytes(bytes, flag),
            Object::Tuple(items) => self.tuple(items, flag),
            Object::FrozenSet(items) => self.frozen_set(items, flag),
            Object::Code(code) => self.code(code, flag),
            Object::None | Object::Bool(_) | Object::Ellipsis => {}
        }
    }

    fn int(&mut self, value: &BigInt, flag: u8) {
        match i32::try_from(value) {
            Ok(value) => {
                self.out.push(tag::INT | flag);
                self.out.extend(value.to_le_bytes());
            }
            Err(_) => {
                self.out.push(tag::LONG | flag);
                self.digits(value);
            }
        }
    }

    /// Digits in base 2**15, low ones first; their count has the int's sign.
    fn digits(&mut self, value: &BigInt) {
        let count = value.bits().div_ceil(15) as i32;
        let signed = if value.sign() == Sign::Minus { -count } else { count };
        self.out.extend(signed.to_le_bytes());
        let (mut bits, mut held) = (0_u64, 0);
        let mut left = count;
        let mut words = value.iter_u32_digits();
        while left > 0 {
            if held < 15 {
                bits |= u64::from(words.next().unwrap_or(0)) << held;
                held += 32;
            }
            self.out.extend(((bits & 0x7fff) as u16).to_le_bytes());
            bits >>= 15;
            held -= 15;
            left -= 1;
        }
    }

    fn text(&mut self, text: &Text<'_>, flag: u8) {
        let bytes = &*text.bytes;
        let tag = match (bytes.is_ascii(), bytes.len() < 256, text.is_interned) {
            (true, true, true) => tag::SHORT_ASCII_INTERNED,
            (true, true, false) => tag::SHORT_ASCII,
            (true, false, true) => tag::ASCII_INTERNED,
            (true, false, false) => tag::ASCII,
            (false, _, true) => tag::INTERNED,
            (false, _, false) => tag::UNICODE,
        };
        self.out.push(tag | flag);
        match tag {
            tag::SHORT_ASCII_INTERNED | tag::SHORT_ASCII => self.out.push(bytes.len() as u8),
            _ => self.long(bytes.len() as u32),
        }
        self.out.extend(bytes);
    }

    fn bytes(&mut self, bytes: &[u8], flag: u8) {
        self.out.push(tag::STRING | flag);
        self.long(bytes.len() as u32);
        self.out.extend(bytes);
    }

    fn tuple(&mut self, items: &[Id], flag: u8) {
        match u8::try_from(items.len()) {
            Ok(len) => self.out.extend([tag::SMALL_TUPLE | flag, len]),
            Err(_) => {
                self.out.push(tag::TUPLE | flag);
                self.long(items.len() as u32);
            }
        }
        for &item in items {
            self.object(item, false);
        }
    }

    /// While CPython sorts the elements, a list holds them too.
    fn frozen_set(&mut self, items: &[Id], flag: u8) {
        self.out.push(tag::FROZENSET | flag);
        self.long(items.len() as u32);
        for &item in items {
            self.object(item, true);
        }
    }

    fn code(&mut self, fields: &Code<'a>, flag: u8) {
        let code = fields.code;
        self.out.push(tag::CODE | flag);
        self.long(code.co_argcount);
        self.long(code.co_posonlyargcount);
        self.long(code.co_kwonlyargcount);
        self.long(code.co_stacksize);
        self.long(code.co_flags);
        self.co_code(code);
        self.object(fields.consts, false);
        self.object(fields.names, false);
        self.object(fields.localsplusnames, false);
        self.kinds(fields);
        self.object(fields.filename, false);
        self.object(fields.name, false);
        self.object(fields.qualname, false);
        self.out.extend(code.co_firstlineno.to_le_bytes());
        self.object(fields.linetable, false);
        self.object(fields.exceptiontable, false);
    }

    /// A code object caches what it answers for `co_code`: its own bytes, held twice.
    fn co_code(&mut self, code: &CodeObject) {
        self.next_number();
        self.bytes(&code.co_code, tag::FLAG_REF);
    }

    /// Bytes of their own, except that there is one empty bytes object.
    fn kinds(&mut self, fields: &Code<'a>) {
        match &*fields.code.co_localspluskinds {
            [] => self.object(fields.no_kinds, false),
            kinds => self.bytes(kinds, 0),
        }
    }

    fn long(&mut self, value: u32) {
        self.out.extend(value.to_le_bytes());
    }
}

/// Objects that CPython makes once and keeps: small ints, interned strings, `()`, `b""` and bytes
/// objects of one byte.
fn exists_once(object: &Object<'_>) -> bool {
    match object {
        Object::Int(it) => i32::try_from(*it).is_ok_and(|it| (-5..=256).contains(&it)),
        Object::Str(text) => text.is_interned,
        Object::Bytes(bytes) => bytes.len() <= 1,
        Object::Tuple(items) | Object::FrozenSet(items) => items.is_empty(),
        _ => false,
    }
}
