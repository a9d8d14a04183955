//! `code`: code objects as the machine runs them.
//!
//! A code object is loaded once: constants become objects, names are interned, instructions get
//! their arguments in full. `co_code` is made of the original bytes and never shows that.

mod attributes;
pub mod cache;
mod lines;
mod load;
mod replace;

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use crate::code::{CodeObject, Position, kind};
use crate::heap::{Payload, Ref, Slot};
use crate::objects::str_::Str;
use crate::opcode::Opcode;

pub use attributes::DEF;
pub use cache::Cache;
pub use load::{constants_of_tree, load, load_constant};

/// An instruction or a cache entry, with its whole argument.
#[derive(Clone, Copy, Debug)]
pub struct Unit {
    /// What to do.
    pub op: Opcode,
    /// How many units it takes, its caches included.
    pub len: u8,
    /// Its argument, `EXTENDED_ARG` included.
    pub arg: u32,
}

/// A code object.
pub struct Code {
    /// The fields.
    pub object: Arc<CodeObject>,
    /// `co_consts`.
    pub consts: Vec<Ref>,
    /// `co_names`.
    pub names: Vec<Ref>,
    /// `co_localsplusnames`.
    pub localsplus: Vec<Ref>,
    /// `co_filename`.
    filename: Slot,
    /// `co_name`.
    pub name: Ref,
    /// `co_qualname`.
    pub qualname: Ref,
    /// Instructions, one unit each, caches in their places.
    pub units: Box<[Cell<Unit>]>,
    /// What instructions remember, for those that do; the unit behind each says which is its own.
    caches: Box<[Cache]>,
    /// How many parameters there are, where a call only has to put its values into the locals.
    pub plain_parameters: Option<u32>,
    /// Handlers, by the units they guard.
    pub handlers: Vec<Handler>,
    positions: RefCell<Option<Arc<[Position]>>>,
    line_starts: RefCell<Option<Box<[bool]>>>,
    /// Attributes that were made when they were first asked for, and are the same objects since.
    shown: [Slot; 8],
}

/// An entry of the exception table, in units.
#[derive(Clone, Copy, Debug)]
pub struct Handler {
    /// The first unit it guards.
    pub start: u32,
    /// The unit behind the last one.
    pub end: u32,
    /// Where it is.
    pub target: u32,
    /// How many objects stay on the stack.
    pub depth: u32,
    /// Does it want to know where the exception was raised?
    pub lasti: bool,
}

impl Payload for Code {
    fn edges(&self, visit: &mut dyn FnMut(&Ref)) {
        [&self.consts, &self.names, &self.localsplus].into_iter().flatten().for_each(&mut *visit);
        self.filename.visit(visit);
        self.shown.iter().for_each(|it| it.visit(visit));
        visit(&self.name);
        visit(&self.qualname);
    }
}

impl Code {
    /// An attribute that is made once.
    fn shown(&self, index: usize, make: impl FnOnce() -> Ref) -> Ref {
        if let Some(found) = self.shown[index].get() {
            return found;
        }
        let made = make();
        self.shown[index].set(Some(made.clone()));
        made
    }

    /// `co_filename`.
    pub fn filename(&self) -> Ref {
        self.filename.get().expect("every code object has a file name")
    }

    /// Says that it and all code in it come from another file (`update_code_filenames`).
    pub fn rename_file(&self, file: &Ref) {
        let old = self.filename.replace(Some(file.clone()));
        for inner in self.consts.iter().filter_map(|it| it.get::<Code>()) {
            let text = |it: &Ref| it.get::<Str>().map(|it| it.to_string_lossy().into_owned());
            if old.as_ref().is_none_or(|it| text(&inner.filename()) == text(it)) {
                inner.rename_file(file);
            }
        }
    }

    /// How many free variables it has.
    pub fn n_free(&self) -> usize {
        self.object.co_localspluskinds.iter().filter(|&it| it & kind::CO_FAST_FREE != 0).count()
    }

    /// The memory of the instruction at a unit, which must be one that remembers.
    #[inline(always)]
    pub fn cache(&self, at: usize) -> &Cache {
        let index = self.units[at + 1].get().arg as usize;
        // Bytes that no compiler made may lack the unit behind; what is remembered is checked.
        self.caches.get(index).unwrap_or(&self.caches[0])
    }

    /// How many places for locals, cells and free variables.
    pub fn n_localsplus(&self) -> usize {
        self.localsplus.len()
    }

    /// Is the local at `index` a cell?
    pub fn is_cell(&self, index: usize) -> bool {
        self.object.co_localspluskinds.get(index).is_some_and(|it| it & kind::CO_FAST_CELL != 0)
    }

    /// Is it a free variable?
    pub fn is_free(&self, index: usize) -> bool {
        self.object.co_localspluskinds.get(index).is_some_and(|it| it & kind::CO_FAST_FREE != 0)
    }

    /// The index of a free variable.
    pub fn free_variable(&self, name: &str) -> Option<usize> {
        self.object
            .co_localsplusnames
            .iter()
            .position(|it| &**it == name)
            .filter(|&it| self.is_free(it))
    }

    /// The bit is set in `co_flags`.
    #[inline]
    pub fn flag(&self, flag: u32) -> bool {
        self.object.co_flags & flag != 0
    }

    /// Where the instruction at a unit comes from.
    pub fn position(&self, unit: usize) -> Position {
        let mut positions = self.positions.borrow_mut();
        let all = positions.get_or_insert_with(|| self.object.co_positions().collect());
        all.get(unit).copied().unwrap_or_default()
    }

    /// Does a line begin at the unit: is its line another than that of the instruction before it, or
    /// does a jump or a handler lead there (`initialize_lines`, Python/instrumentation.c)?
    pub fn starts_line(&self, unit: usize) -> bool {
        let mut starts = self.line_starts.borrow_mut();
        starts.get_or_insert_with(|| lines::starts(self)).get(unit).copied().unwrap_or(false)
    }

    /// The line of a unit.
    pub fn line(&self, unit: usize) -> Option<i32> {
        self.position(unit).lineno
    }

    /// The handler that guards a unit: the innermost.
    pub fn handler(&self, unit: usize) -> Option<Handler> {
        let unit = unit as u32;
        self.handlers.iter().find(|it| it.start <= unit && unit < it.end).copied()
    }
}
