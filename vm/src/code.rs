//! Code objects and the constants they hold.

mod compare;
mod exceptions;
mod lines;

use std::sync::Arc;

use refwise_syntax::literal::PyStr;

pub use exceptions::{ExceptionEntries, ExceptionEntry};
pub use lines::{Lines, Position, Positions};

/// A value that a code object's `co_consts` can hold.
///
/// Equal where CPython could use one object for both: types and bits count (`1 != True`,
/// `0.0 != -0.0`), the order of a frozenset does not.
#[derive(Clone, Debug)]
pub enum Constant {
    /// `None`.
    None,
    /// `True` or `False`.
    Bool(bool),
    /// `...`
    Ellipsis,
    /// An int of any size.
    Int(num_bigint::BigInt),
    /// A float, by its bits.
    Float(f64),
    /// A complex number: real and imaginary part.
    Complex(f64, f64),
    /// A str; lone surrogates are possible.
    Str(PyStr),
    /// A bytes object.
    Bytes(Arc<[u8]>),
    /// A tuple.
    Tuple(Arc<[Constant]>),
    /// A frozenset, in the order in which the elements are put into it. In which they come out is
    /// another question, that [`frozen_set`](crate::hash::frozen_set) answers.
    FrozenSet(Arc<[Constant]>),
    /// A nested code object.
    Code(Arc<CodeObject>),
}

impl Constant {
    /// A str of which one object exists in an interpreter: CPython interns constants that look like
    /// names (`should_intern_string`, Objects/codeobject.c) and has each character below 256 once.
    pub fn is_interned(&self) -> bool {
        let Constant::Str(text) = self else { return false };
        text.as_str().is_some_and(|it| {
            let looks_like_name = it.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_');
            looks_like_name || it.chars().count() == 1 && it.chars().all(|it| u32::from(it) < 256)
        })
    }
}

/// A code object with CPython's fields.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "CPython's names")]
pub struct CodeObject {
    pub co_argcount: u32,
    pub co_posonlyargcount: u32,
    pub co_kwonlyargcount: u32,
    pub co_stacksize: u32,
    pub co_flags: u32,
    pub co_code: Vec<u8>,
    pub co_consts: Vec<Constant>,
    pub co_names: Vec<Arc<str>>,
    /// `co_varnames`, `co_cellvars` and `co_freevars` in one (`co_localsplusnames`).
    pub co_localsplusnames: Vec<Arc<str>>,
    /// `CO_FAST_LOCAL`, `CO_FAST_CELL`, `CO_FAST_FREE`, `CO_FAST_HIDDEN` of each.
    pub co_localspluskinds: Vec<u8>,
    pub co_filename: Arc<str>,
    pub co_name: Arc<str>,
    pub co_qualname: Arc<str>,
    pub co_firstlineno: i32,
    pub co_linetable: Vec<u8>,
    pub co_exceptiontable: Vec<u8>,
}

/// What a name of `co_localsplusnames` is (Include/internal/pycore_code.h).
pub mod kind {
    /// A comprehension's own variable inside a function or class it was inlined into (PEP 709).
    pub const CO_FAST_HIDDEN: u8 = 0x10;
    /// A local variable.
    pub const CO_FAST_LOCAL: u8 = 0x20;
    /// A cell: an inner function shares it.
    pub const CO_FAST_CELL: u8 = 0x40;
    /// A free variable: an outer function's cell.
    pub const CO_FAST_FREE: u8 = 0x80;
}

/// Bits of `co_flags` (Include/cpython/code.h).
pub mod flag {
    /// Locals stand in an array.
    pub const CO_OPTIMIZED: u32 = 0x1;
    /// A call makes a new dict for locals.
    pub const CO_NEWLOCALS: u32 = 0x2;
    /// It has `*args`.
    pub const CO_VARARGS: u32 = 0x4;
    /// It has `**kwargs`.
    pub const CO_VARKEYWORDS: u32 = 0x8;
    /// It stands inside a function.
    pub const CO_NESTED: u32 = 0x10;
    /// A generator function.
    pub const CO_GENERATOR: u32 = 0x20;
    /// A coroutine function.
    pub const CO_COROUTINE: u32 = 0x80;
    /// A generator that may be awaited (`types.coroutine`).
    pub const CO_ITERABLE_COROUTINE: u32 = 0x100;
    /// An asynchronous generator function.
    pub const CO_ASYNC_GENERATOR: u32 = 0x200;
    /// `from __future__ import annotations`. The other futures have the bits below it, down to
    /// `division` (0x20000).
    pub const CO_FUTURE_ANNOTATIONS: u32 = 0x0100_0000;
}

impl CodeObject {
    /// `co_varnames`: parameters, then the other local variables.
    pub fn co_varnames(&self) -> Vec<Arc<str>> {
        self.names_of_kind(kind::CO_FAST_LOCAL)
    }

    /// `co_cellvars`: variables that inner functions share; parameters can be among them.
    pub fn co_cellvars(&self) -> Vec<Arc<str>> {
        self.names_of_kind(kind::CO_FAST_CELL)
    }

    /// `co_freevars`: variables of outer functions.
    pub fn co_freevars(&self) -> Vec<Arc<str>> {
        self.names_of_kind(kind::CO_FAST_FREE)
    }

    /// How many names `co_varnames` has.
    pub fn co_nlocals(&self) -> usize {
        self.co_localspluskinds.iter().filter(|&it| it & kind::CO_FAST_LOCAL != 0).count()
    }

    /// Where each code unit (two bytes of `co_code`) comes from, as `co_positions()` says.
    pub fn co_positions(&self) -> Positions<'_> {
        Positions::new(self)
    }

    /// `co_lines()`: ranges of `co_code`, in bytes, and their lines, neighbours of one line joined.
    pub fn co_lines(&self) -> Lines<'_> {
        Lines::new(self)
    }

    /// Which handler guards which part of `co_code`.
    pub fn exception_entries(&self) -> ExceptionEntries<'_> {
        ExceptionEntries::new(&self.co_exceptiontable)
    }

    /// Itself and every code object below it, in the order of `co_consts`, outer ones first.
    pub fn with_nested(&self) -> Vec<&CodeObject> {
        let mut found = Vec::new();
        let mut open = vec![self];
        while let Some(code) = open.pop() {
            found.push(code);
            open.extend(code.nested().collect::<Vec<_>>().into_iter().rev());
        }
        found
    }

    /// The code objects among its constants.
    pub fn nested(&self) -> impl Iterator<Item = &CodeObject> {
        self.co_consts.iter().filter_map(|it| match it {
            Constant::Code(code) => Some(&**code),
            _ => None,
        })
    }

    fn names_of_kind(&self, kind: u8) -> Vec<Arc<str>> {
        let both = self.co_localsplusnames.iter().zip(&self.co_localspluskinds);
        both.filter(|it| it.1 & kind != 0).map(|it| it.0.clone()).collect()
    }
}
