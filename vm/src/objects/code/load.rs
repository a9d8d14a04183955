//! From the compiler's code objects to those that run.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Cache, Code, Handler, Unit};
use crate::code::flag::{CO_VARARGS, CO_VARKEYWORDS};
use crate::code::{CodeObject, Constant};
use crate::heap::{Ref, Slot};
use crate::objects::tuple::Tuple;
use crate::opcode::Opcode;
use crate::text;
use crate::vm::Vm;

/// The code object, its constants and all code below it, as objects. Constants that are equal (by
/// type and bits) anywhere in one unit of compilation become one object, as the compiler's cache
/// makes them.
pub fn load(vm: &Vm, object: &Arc<CodeObject>) -> Ref {
    Loader { vm, shared: RefCell::default() }.code(object)
}

/// As [`load`], with these objects as its constants.
pub(super) fn load_with(vm: &Vm, object: &Arc<CodeObject>, consts: Vec<Ref>) -> Ref {
    Loader { vm, shared: RefCell::default() }.code_with(object, consts)
}

/// A constant as an object.
pub fn load_constant(vm: &Vm, constant: &Constant) -> Ref {
    Loader { vm, shared: RefCell::default() }.constant(constant)
}

/// The constants of a code object and of all code in it, each once: what CPython's tree of the
/// program's text holds as long as it runs (`PyRun_StringFlags` and its arena).
pub fn constants_of_tree(code: &Ref) -> Vec<Ref> {
    let mut found: FxHashMap<usize, Ref> = FxHashMap::default();
    let mut open = vec![code.clone()];
    while let Some(object) = open.pop() {
        let is_code = object.get::<Code>().is_some();
        if object.is_immortal() || !is_code && found.contains_key(&object.address()) {
            continue;
        }
        if let Some(code) = object.get::<Code>() {
            open.extend(code.consts.iter().cloned());
            continue;
        }
        if let Some(tuple) = object.get::<Tuple>() {
            open.extend(tuple.items().iter().cloned());
        }
        found.insert(object.address(), object);
    }
    found.into_values().collect()
}

struct Loader<'a> {
    vm: &'a Vm,
    /// Constants that were made, with their objects.
    shared: RefCell<Vec<(Constant, Ref)>>,
}

impl Loader<'_> {
    fn code(&self, object: &Arc<CodeObject>) -> Ref {
        self.code_with(object, object.co_consts.iter().map(|it| self.constant(it)).collect())
    }

    fn code_with(&self, object: &Arc<CodeObject>, consts: Vec<Ref>) -> Ref {
        let vm = self.vm;
        let intern = |it: &Arc<str>| vm.intern_immortal(text::Str::from(&**it));
        let (units, n_caches) = units(&object.co_code);
        let code = Code {
            consts,
            names: object.co_names.iter().map(intern).collect(),
            localsplus: object.co_localsplusnames.iter().map(intern).collect(),
            filename: Slot::new(Some(vm.str(&object.co_filename))),
            name: intern(&object.co_name),
            qualname: intern(&object.co_qualname),
            units,
            caches: (0..n_caches.max(1)).map(|_| Cache::default()).collect(),
            plain_parameters: plain_parameters(object),
            handlers: handlers(object),
            positions: RefCell::default(),
            line_starts: RefCell::default(),
            shown: Default::default(),
            object: object.clone(),
        };
        Ref::new(Some(vm.types.code.clone()), code)
    }

    fn constant(&self, constant: &Constant) -> Ref {
        let vm = self.vm;
        match constant {
            Constant::None => return vm.none.clone(),
            Constant::Ellipsis => return vm.ellipsis.clone(),
            Constant::Bool(it) => return vm.bool(*it),
            Constant::Code(it) => return self.code(it),
            Constant::Str(it) if constant.is_interned() => {
                return vm.intern_text(text::Str::from(it));
            }
            _ => {}
        }
        if let Some((_, found)) = self.shared.borrow().iter().find(|(known, _)| known == constant) {
            return found.clone();
        }
        let made = self.fresh(constant);
        self.shared.borrow_mut().push((constant.clone(), made.clone()));
        made
    }

    fn fresh(&self, constant: &Constant) -> Ref {
        let vm = self.vm;
        match constant {
            Constant::Int(it) => vm.big_int(it.clone()),
            Constant::Float(it) => vm.float(*it),
            Constant::Complex(real, imag) => vm.complex(*real, *imag),
            Constant::Str(it) => vm.new_str(text::Str::from(it)),
            Constant::Bytes(it) => vm.bytes(it.to_vec()),
            Constant::Tuple(items) => vm.tuple(items.iter().map(|it| self.constant(it)).collect()),
            Constant::FrozenSet(items) => {
                vm.frozenset(items.iter().map(|it| self.constant(it)).collect())
            }
            _ => unreachable!("the other constants were answered"),
        }
    }
}

/// Is every parameter one that is given by position, and does nothing collect the rest?
fn plain_parameters(object: &CodeObject) -> Option<u32> {
    let is_plain =
        object.co_flags & (CO_VARARGS | CO_VARKEYWORDS) == 0 && object.co_kwonlyargcount == 0;
    is_plain.then_some(object.co_argcount)
}

/// Does the instruction remember where it found something?
fn remembers(op: Opcode) -> bool {
    use Opcode::{LOAD_ATTR, LOAD_GLOBAL, LOAD_SUPER_ATTR, STORE_ATTR};
    matches!(op, LOAD_ATTR | STORE_ATTR | LOAD_GLOBAL | LOAD_SUPER_ATTR)
}

/// `co_code` in units, and how many of the instructions remember; `EXTENDED_ARG` stays in its place
/// and does nothing.
fn units(bytes: &[u8]) -> (Box<[Cell<Unit>]>, u32) {
    let mut units = Vec::with_capacity(bytes.len() / 2 + 2);
    let mut extended = 0u32;
    let (mut caches, mut n_caches) = (0, 0);
    let mut cache = Unit { op: Opcode::CACHE, len: 1, arg: 0 };
    for pair in bytes.chunks_exact(2) {
        if caches > 0 {
            caches -= 1;
            units.push(Cell::new(cache));
            continue;
        }
        let op = Opcode::from_number(u16::from(pair[0])).unwrap_or(Opcode::RESERVED);
        let arg = extended << 8 | u32::from(pair[1]);
        extended = if op == Opcode::EXTENDED_ARG { arg } else { 0 };
        caches = op.caches();
        if remembers(op) {
            cache.arg = n_caches;
            n_caches += 1;
        }
        units.push(Cell::new(Unit { op, len: 1 + caches as u8, arg }));
    }
    // Whatever the bytes say, control never leaves the end unnoticed.
    units.push(Cell::new(Unit { op: Opcode::RESERVED, len: 1, arg: 0 }));
    units.push(Cell::new(Unit { op: Opcode::RESERVED, len: 1, arg: 0 }));
    (units.into(), n_caches)
}

fn handlers(object: &CodeObject) -> Vec<Handler> {
    let entries = object.exception_entries().map(|it| Handler {
        start: (it.start / 2) as u32,
        end: (it.end / 2) as u32,
        target: (it.target / 2) as u32,
        depth: it.depth as u32,
        lasti: it.lasti,
    });
    entries.collect()
}
