//! What the code generator knows of one code object when it leaves its scope.
//!
//! CPython's `struct compiler_unit` with its `_PyCompile_CodeUnitMetadata`, as the control-flow graph
//! and the assembler get it (Python/compile.c).

use std::sync::Arc;

use crate::code::Constant;

use super::sequence::InstructionSequence;

/// A scope's instructions and the tables that their arguments point into.
#[derive(Clone, Debug)]
pub struct Unit {
    /// `co_name`.
    pub name: Arc<str>,
    /// `co_qualname`.
    pub qualname: Arc<str>,
    /// `co_firstlineno`, one-based.
    pub firstlineno: i32,
    /// Positional parameters that can be given by name, the positional-only ones aside
    /// (`u_argcount`; `co_argcount` is the sum of both).
    pub argcount: u32,
    /// Parameters before the `/`.
    pub posonlyargcount: u32,
    /// Parameters behind `*` or `*args`.
    pub kwonlyargcount: u32,
    /// `co_flags`.
    pub flags: u32,
    /// The instructions, pseudo instructions among them. Arguments of instructions on fast locals
    /// are indices into [`Unit::varnames`]; arguments of instructions on cells and free variables
    /// are indices into [`Unit::cellvars`] with [`Unit::freevars`] behind it.
    pub instructions: InstructionSequence,
    /// `co_consts` before the optimiser drops unused ones, in order of first use; nested code
    /// objects are assembled already.
    pub consts: Vec<Constant>,
    /// `co_names`, in order of first use.
    pub names: Vec<Arc<str>>,
    /// Fast locals: parameters first, then in order of first use.
    pub varnames: Vec<Arc<str>>,
    /// Cells, sorted; behind them the implicit `__class__` and `__classdict__` of a class.
    pub cellvars: Vec<Arc<str>>,
    /// Free variables, sorted.
    pub freevars: Vec<Arc<str>>,
    /// Those of [`Unit::varnames`] that belong to inlined comprehensions of a scope without fast
    /// locals (`u_fasthidden`).
    pub fast_hidden: Vec<Arc<str>>,
}
