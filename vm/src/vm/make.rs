//! Making objects of builtin types, and looking into them.

use std::cell::Cell;

use num_bigint::BigInt;

use super::Vm;
use crate::error::Res;
use crate::heap::Ref;
use crate::numbers::Int;
use crate::objects::bytes::Bytes;
use crate::objects::complex::Complex;
use crate::objects::dict::Dict;
use crate::objects::float::Float;
use crate::objects::list::List;
use crate::objects::set::Set;
use crate::objects::slice::Slice;
use crate::objects::str_::Str;
use crate::objects::tuple::Tuple;
use crate::objects::type_::{self, Type};
use crate::text;

impl Vm {
    /// An int.
    #[inline]
    pub fn int(&self, value: i64) -> Ref {
        let smallest = *refwise_model::SMALL_INTS.start();
        if refwise_model::SMALL_INTS.contains(&value) {
            return self.small_ints[(value - smallest) as usize].clone();
        }
        Ref::new(Some(self.types.int.clone()), Int::Small(value))
    }

    /// An int of any size.
    #[inline]
    pub fn new_int(&self, value: Int) -> Ref {
        match value {
            Int::Small(it) => self.int(it),
            Int::Big(_) => Ref::new(Some(self.types.int.clone()), value),
        }
    }

    /// An int of any size.
    pub fn big_int(&self, value: BigInt) -> Ref {
        self.new_int(Int::from(value))
    }

    /// The same value as an exact int.
    pub fn exact_int(&self, object: &Ref) -> Ref {
        if object.is_exactly(&self.types.int) {
            object.clone()
        } else {
            self.new_int(object.expect::<Int>().clone())
        }
    }

    /// `True` or `False`.
    #[inline]
    pub fn bool(&self, value: bool) -> Ref {
        if value { self.true_.clone() } else { self.false_.clone() }
    }

    /// Which of the two it is, if it is one of them.
    pub fn as_bool(&self, object: &Ref) -> Option<bool> {
        if object.is(&self.true_) {
            return Some(true);
        }
        object.is(&self.false_).then_some(false)
    }

    /// A float.
    #[inline]
    pub fn float(&self, value: f64) -> Ref {
        Ref::new(Some(self.types.float.clone()), Float(value))
    }

    /// A complex number.
    pub fn complex(&self, real: f64, imag: f64) -> Ref {
        Ref::new(Some(self.types.complex.clone()), Complex(real, imag))
    }

    /// A string. Short ones that exist once are those.
    #[inline]
    pub fn new_str(&self, value: text::Str) -> Ref {
        match value.len() {
            0 => self.empty_str.clone(),
            1 => match value.get(0) {
                Some(code @ 0..=255) => self.characters[code as usize].clone(),
                _ => Ref::new(Some(self.types.str_.clone()), Str(value)),
            },
            len => {
                self.note(len);
                Ref::new(Some(self.types.str_.clone()), Str(value))
            }
        }
    }

    /// As [`Self::new_str`], but one character is a new object: what CPython makes without a look
    /// at the characters that exist once.
    pub fn fresh_str(&self, value: text::Str) -> Ref {
        if value.is_empty() {
            return self.empty_str.clone();
        }
        Ref::new(Some(self.types.str_.clone()), Str(value))
    }

    /// A string.
    pub fn str(&self, text: &str) -> Ref {
        self.new_str(text::Str::from(text))
    }

    /// A string of one character.
    pub fn char(&self, code: u32) -> Ref {
        match self.characters.get(code as usize) {
            Some(it) => it.clone(),
            None => self.new_str(text::Str::from_char(code)),
        }
    }

    /// The text of a str; what is no str is its own error message elsewhere and empty here.
    pub fn text(&self, object: &Ref) -> String {
        object.get::<Str>().map_or_else(String::new, |it| it.to_string_lossy().into_owned())
    }

    /// The text of a str or of an instance of a subclass.
    pub fn str_text(&self, object: &Ref) -> Option<String> {
        object.get::<Str>().map(|it| it.to_string_lossy().into_owned())
    }

    /// A bytes object. One byte is the object that exists once (`PyBytes_FromStringAndSize`).
    pub fn bytes(&self, value: Vec<u8>) -> Ref {
        match value[..] {
            [byte] => self.single_bytes[usize::from(byte)].clone(),
            _ => self.fresh_bytes(value),
        }
    }

    /// As [`Self::bytes`], but one byte is a new object: what CPython allocates first and fills then.
    pub fn fresh_bytes(&self, value: Vec<u8>) -> Ref {
        if value.is_empty() {
            return self.empty_bytes.clone();
        }
        Ref::new(Some(self.types.bytes.clone()), Bytes(value.into()))
    }

    /// A tuple.
    #[inline]
    pub fn tuple(&self, items: Vec<Ref>) -> Ref {
        if items.is_empty() {
            return self.empty_tuple.clone();
        }
        self.note(items.len() * 8);
        Ref::new(Some(self.types.tuple.clone()), Tuple::new(items))
    }

    /// `()`.
    pub fn empty_tuple(&self) -> Ref {
        self.empty_tuple.clone()
    }

    /// The items of a tuple; none for anything else.
    pub fn tuple_items(&self, object: &Ref) -> Vec<Ref> {
        object.get::<Tuple>().map(|it| it.items().to_vec()).unwrap_or_default()
    }

    /// A list.
    #[inline]
    pub fn list(&self, items: Vec<Ref>) -> Ref {
        self.note(items.len() * 8);
        let allocated = Cell::new(items.len());
        Ref::new(
            Some(self.types.list.clone()),
            List { items: crate::heap::Seq::new(items), allocated },
        )
    }

    /// An empty dict.
    #[inline]
    pub fn dict(&self) -> Ref {
        Ref::new(Some(self.types.dict.clone()), Dict::default())
    }

    /// A set of these elements, which can be hashed without running Python code.
    pub fn frozenset(&self, items: Vec<Ref>) -> Ref {
        let set = Set::default();
        for item in items {
            // Constants alone come here: hashing and comparing them never fails.
            let _ = set.add(self, &item);
        }
        Ref::new(Some(self.types.frozenset.clone()), set)
    }

    /// A slice.
    pub fn slice(&self, start: Ref, stop: Ref, step: Ref) -> Ref {
        Ref::new(Some(self.types.slice.clone()), Slice { start, stop, step })
    }

    /// `type(object).__name__`, with the module for native types (`tp_name`).
    pub fn type_name(&self, object: &Ref) -> String {
        object.ty().full_name()
    }

    /// `module.qualname` of a class; without the module for `builtins`.
    pub fn class_name_with_module(&self, class: &Ref) -> Res<String> {
        let qualname = self.get_attribute(class, &self.names.__qualname__)?;
        let module = self.find_attribute(class, &self.names.__module__)?;
        let qualname = self.text(&qualname);
        Ok(match module.and_then(|it| self.str_text(&it)) {
            Some(module) if module != "builtins" => format!("{module}.{qualname}"),
            _ => qualname,
        })
    }

    /// The class's name as messages with `%T` show it: with its module, unless that is `builtins` or
    /// `__main__` (`PyType_GetFullyQualifiedName`).
    pub fn fully_qualified_name(&self, class: &Ref) -> String {
        let name = self.class_name_with_module(class);
        let name = name.unwrap_or_else(|_| class.expect::<Type>().name.borrow().clone());
        name.strip_prefix("__main__.").map(str::to_owned).unwrap_or(name)
    }

    /// Is it an instance of `class` or a subclass, by its real type?
    #[inline]
    pub fn is_instance_of(&self, object: &Ref, class: &Ref) -> bool {
        object.is_exactly(class) || type_::is_subtype(&object.class(), class)
    }

    /// A native type of a module, made when it is first asked for.
    pub fn type_of(&self, def: &'static crate::typedef::TypeDef) -> Ref {
        let known = self
            .module_types
            .borrow()
            .iter()
            .find(|it| std::ptr::eq(it.0, def))
            .map(|it| it.1.clone());
        if let Some(known) = known {
            return known;
        }
        let class = Ref::new(Some(self.types.type_.clone()), Type::from_def(def));
        let base = match def.base {
            Some(base) => self.native_base(base),
            None => self.types.object.clone(),
        };
        type_::ready(self, &class, &[base]);
        self.module_types.borrow_mut().push((def, class.clone()));
        class
    }

    fn native_base(&self, base: &'static crate::typedef::TypeDef) -> Ref {
        let all = self.types.all().into_iter();
        let builtin = all.chain(self.exceptions.all().into_iter().map(|it| it.1));
        let found =
            builtin.into_iter().find(|it| it.expect::<Type>().native.name == base.name).cloned();
        found.unwrap_or_else(|| self.type_of(base))
    }
}
