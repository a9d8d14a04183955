//! How a native type or module is written down: tables of methods, attributes and slots.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::slots::SlotTable;
use crate::vm::Vm;

/// A native function: the machine, `self` (for a function of a module: the module), arguments.
pub type NativeFn = fn(&Vm, &Ref, Args) -> Res;

/// A type written in Rust, as one table in its file.
pub struct TypeDef {
    /// Its name, with its module before the last dot; no dot: `builtins`.
    pub name: &'static str,
    /// Its base; `None` is `object`.
    pub base: Option<&'static TypeDef>,
    /// Bits of `flag`.
    pub flags: u32,
    /// Sets its native slots.
    pub slots: fn(&SlotTable),
    /// Its methods.
    pub methods: &'static [NativeDef],
    /// Its computed attributes.
    pub getset: &'static [GetSetDef],
    /// What it is for.
    pub doc: &'static str,
    /// `tp_basicsize` and `tp_itemsize` of CPython on 64-bit systems, which `sys.getsizeof` tells.
    pub size: (usize, usize),
}

/// Bits of [`TypeDef::flags`]: `Py_TPFLAGS_*` with their numbers.
pub mod flag {
    /// Others may derive from it.
    pub const BASETYPE: u32 = 1 << 10;
    /// Made by a class statement or a call of `type`.
    pub const HEAPTYPE: u32 = 1 << 9;
    /// Its attributes cannot be set.
    pub const IMMUTABLE: u32 = 1 << 8;
    /// It cannot be called.
    pub const DISALLOW_INSTANTIATION: u32 = 1 << 7;
    /// Instances are matched as sequences.
    pub const SEQUENCE: u32 = 1 << 5;
    /// Instances are matched as mappings.
    pub const MAPPING: u32 = 1 << 6;
    /// Abstract methods are left.
    pub const ABSTRACT: u32 = 1 << 20;
    /// A single positional sub-pattern matches the instance itself.
    pub const MATCH_SELF: u32 = 1 << 22;
    /// Instances have a place for a dict, as those of `class` statements do.
    pub const HAS_DICT: u32 = 1 << 4;
    /// Instances may be weakly referenced.
    pub const HAS_WEAKREFS: u32 = 1 << 3;
    /// The collector looks at instances.
    pub const HAVE_GC: u32 = 1 << 14;
    /// Its functions are bound like methods when found in a class (`Py_TPFLAGS_METHOD_DESCRIPTOR`).
    pub const METHOD_DESCRIPTOR: u32 = 1 << 17;
}

/// A type that can be derived from, without anything of its own: the start for `..BASE`.
pub const BASE: TypeDef = TypeDef {
    name: "",
    base: None,
    flags: flag::BASETYPE,
    slots: |_| {},
    methods: &[],
    getset: &[],
    doc: "",
    size: (16, 0),
};

/// A type that cannot be derived from: the start for `..FINAL`.
pub const FINAL: TypeDef = TypeDef { flags: 0, ..BASE };

/// How a function of a type is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// To the instance.
    Instance,
    /// To the class (`classmethod`).
    Class,
    /// To nothing (`staticmethod`).
    Static,
}

/// A native function with its signature.
#[derive(Clone, Copy)]
pub struct NativeDef {
    /// As Python would write it: `"pop(self, index=-1, /)"`, `"print(*args, sep=' ')"`. Arguments
    /// are checked and bound by it; with `*args` or `**kwargs` they come as they were given.
    pub signature: &'static str,
    /// What runs.
    pub call: NativeFn,
    /// How it is bound.
    pub binding: Binding,
}

/// A method.
pub const fn method(signature: &'static str, call: NativeFn) -> NativeDef {
    NativeDef { signature, call, binding: Binding::Instance }
}

/// A function of a module: as [`method`], `self` is the module and not in the signature.
pub const fn function(signature: &'static str, call: NativeFn) -> NativeDef {
    NativeDef { signature, call, binding: Binding::Static }
}

/// A method of the class.
pub const fn classmethod(signature: &'static str, call: NativeFn) -> NativeDef {
    NativeDef { signature, call, binding: Binding::Class }
}

/// A function in a class that is bound to nothing.
pub const fn staticmethod(signature: &'static str, call: NativeFn) -> NativeDef {
    NativeDef { signature, call, binding: Binding::Static }
}

/// Reads a computed attribute.
pub type Getter = fn(&Vm, &Ref) -> Res;
/// Sets a computed attribute; `None` deletes it.
pub type Setter = fn(&Vm, &Ref, Option<Ref>) -> Res<()>;

/// A computed attribute (`PyGetSetDef`), or a field (`PyMemberDef`): they differ in the type that
/// Python sees.
#[derive(Clone, Copy)]
pub struct GetSetDef {
    /// Its name.
    pub name: &'static str,
    /// Reads it.
    pub get: Getter,
    /// Sets or deletes it, where that is possible.
    pub set: Option<Setter>,
    /// Is it a `member_descriptor` to Python?
    pub is_member: bool,
}

/// An attribute that is computed, and cannot be set.
pub const fn getter(name: &'static str, get: Getter) -> GetSetDef {
    GetSetDef { name, get, set: None, is_member: false }
}

/// An attribute that is computed, and can be set.
pub const fn getset(name: &'static str, get: Getter, set: Setter) -> GetSetDef {
    GetSetDef { name, get, set: Some(set), is_member: false }
}

/// A field that cannot be set.
pub const fn member(name: &'static str, get: Getter) -> GetSetDef {
    GetSetDef { name, get, set: None, is_member: true }
}

/// A field that can be set.
pub const fn member_set(name: &'static str, get: Getter, set: Setter) -> GetSetDef {
    GetSetDef { name, get, set: Some(set), is_member: true }
}

/// A module written in Rust.
pub struct ModuleDef {
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub doc: &'static str,
    /// Its functions.
    pub functions: &'static [NativeDef],
    /// Adds the rest: constants, types.
    pub fill: fn(&Vm, &Ref) -> Res<()>,
}
