//! `co_localsplusnames` and `co_localspluskinds`.

use std::sync::Arc;

use crate::compile::unit::Unit;

/// `CO_FAST_*` (Include/internal/pycore_code.h).
const HIDDEN: u8 = 0x10;
const LOCAL: u8 = 0x20;
const CELL: u8 = 0x40;
const FREE: u8 = 0x80;

/// `CO_VARARGS` and `CO_VARKEYWORDS` (Include/cpython/code.h).
const VARARGS: u32 = 4;
const VARKEYWORDS: u32 = 8;

/// How many of the first locals are parameters, `*args` and `**kwargs` among them.
pub(super) fn parameter_count(unit: &Unit) -> usize {
    let named = unit.posonlyargcount + unit.argcount + unit.kwonlyargcount;
    let starred = u32::from(unit.flags & VARARGS != 0) + u32::from(unit.flags & VARKEYWORDS != 0);
    (named + starred) as usize
}

/// Locals, then cells that are no locals, then free variables (`compute_localsplus_info`).
pub(super) fn names_and_kinds(unit: &Unit) -> (Vec<Arc<str>>, Vec<u8>) {
    let mut names = Vec::with_capacity(unit.varnames.len() + unit.cellvars.len());
    let mut kinds = Vec::with_capacity(names.capacity());
    for name in &unit.varnames {
        let hidden = if unit.fast_hidden.contains(name) { HIDDEN } else { 0 };
        let cell = if unit.cellvars.contains(name) { CELL } else { 0 };
        names.push(name.clone());
        kinds.push(LOCAL | hidden | cell);
    }
    let cells = unit.cellvars.iter().filter(|it| !unit.varnames.contains(it));
    for (name, kind) in cells.map(|it| (it, CELL)).chain(unit.freevars.iter().map(|it| (it, FREE)))
    {
        names.push(name.clone());
        kinds.push(kind);
    }
    (names, kinds)
}
