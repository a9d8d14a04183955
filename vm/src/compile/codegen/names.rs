//! Names: where each lives, and the instructions for it there (`compiler_nameop`).

use std::borrow::Cow;
use std::sync::Arc;

use refwise_syntax::symtable::{NameId, Resolution, SymbolTable};

use crate::compile::sequence::Location;
use crate::opcode::Opcode;

use super::Compiler;
use super::scope::UnitKind;

/// What is done with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    Load,
    Store,
    Del,
}

/// How many names are remembered with their numbers.
const N_RECENT: usize = 128;

/// The numbers of the names that were looked up last, by address: most names of a file are kept
/// once, and most come again soon.
pub(super) struct Recent(Vec<Option<(Arc<str>, NameId)>>);

impl Recent {
    pub(super) fn new() -> Recent {
        Recent(vec![None; N_RECENT])
    }

    /// [`SymbolTable::name_id`].
    fn id(&mut self, name: &Arc<str>, table: &SymbolTable) -> Option<NameId> {
        let address = Arc::as_ptr(name).addr();
        // What lies next to each other are the same few sizes apart.
        let entry = &mut self.0[(address >> 4 ^ address >> 11) % N_RECENT];
        if let Some((known, id)) = entry
            && Arc::ptr_eq(known, name)
        {
            return Some(*id);
        }
        let id = table.name_id(name)?;
        *entry = Some((name.clone(), id));
        Some(id)
    }
}

impl Compiler<'_, '_> {
    /// `name` as the scope means it: private names get their class, dotted ones never do.
    pub(super) fn mangled(&self, name: &Arc<str>) -> Arc<str> {
        if !name.starts_with("__") || name.contains('.') {
            return name.clone();
        }
        match self.table.mangled(self.unit.id, name) {
            Cow::Borrowed(_) => name.clone(),
            Cow::Owned(it) => it.into(),
        }
    }

    /// `_PyST_GetScope`, as an inlined comprehension sees it.
    pub(super) fn resolution(&self, mangled: &str) -> Option<Resolution> {
        self.resolution_of(self.table.name_id(mangled)?)
    }

    pub(super) fn resolution_of(&self, name: NameId) -> Option<Resolution> {
        let inside = self.unit.overrides.iter().rev().find(|it| it.0 == name).map(|it| it.1);
        inside.or_else(|| self.table.symbol(self.unit.id, name).map(|it| it.resolution))
    }

    /// [`Self::resolution`] of a name that is likely to come again soon.
    fn resolution_here(&mut self, mangled: &Arc<str>) -> Option<Resolution> {
        let id = self.recent.id(mangled, self.table)?;
        self.resolution_of(id)
    }

    /// `get_ref_type(…) == CELL`, for a name that a scope inside reaches.
    pub(super) fn is_cell(&self, name: &str) -> bool {
        let is_implicit = matches!(name, "__class__" | "__classdict__");
        self.unit.kind == UnitKind::Class && is_implicit
            || self.resolution(name) == Some(Resolution::Cell)
    }

    pub(super) fn load_name(&mut self, name: &str, location: Location) {
        let name = self.fold.name(name);
        self.nameop(&name, Access::Load, location);
    }

    pub(super) fn store_name(&mut self, name: &str, location: Location) {
        let name = self.fold.name(name);
        self.nameop(&name, Access::Store, location);
    }

    pub(super) fn nameop(&mut self, name: &Arc<str>, access: Access, location: Location) {
        let mangled = self.mangled(name);
        match self.resolution_here(&mangled) {
            Some(it @ (Resolution::Free | Resolution::Cell)) => {
                self.deref_op(mangled, it == Resolution::Cell, access, location);
            }
            Some(Resolution::Local)
                if self.is_function_like() || self.unit.is_fast_hidden(&mangled) =>
            {
                self.fast_op(mangled, access, location);
            }
            Some(it @ Resolution::GlobalImplicit) if self.is_function_like() => {
                self.global_op(mangled, it, access, location);
            }
            Some(it @ Resolution::GlobalExplicit) => {
                self.global_op(mangled, it, access, location);
            }
            _ => self.name_op(mangled, access, location),
        }
    }

    fn fast_op(&mut self, name: Arc<str>, access: Access, location: Location) {
        let opcode = match access {
            Access::Load => Opcode::LOAD_FAST,
            Access::Store => Opcode::STORE_FAST,
            Access::Del => Opcode::DELETE_FAST,
        };
        let index = self.unit.varnames.add(name);
        self.op_i(opcode, index, location);
    }

    fn deref_op(&mut self, name: Arc<str>, is_cell: bool, access: Access, location: Location) {
        let opcode = match access {
            Access::Load if self.is_class_block() && self.unit.n_inlined == 0 => {
                self.op(Opcode::LOAD_LOCALS, location);
                Opcode::LOAD_FROM_DICT_OR_DEREF
            }
            Access::Load if self.ste().can_see_class_scope => {
                self.load_classdict(location);
                Opcode::LOAD_FROM_DICT_OR_DEREF
            }
            Access::Load => Opcode::LOAD_DEREF,
            Access::Store => Opcode::STORE_DEREF,
            Access::Del => Opcode::DELETE_DEREF,
        };
        let index = self.deref_index(&name, is_cell);
        self.op_i(opcode, index, location);
    }

    /// The number of a cell, or of a free variable behind all cells.
    pub(super) fn deref_index(&mut self, name: &Arc<str>, is_cell: bool) -> usize {
        match is_cell {
            true => self.unit.cellvars.add(name.clone()),
            false => self.unit.cellvars.len() + self.unit.freevars.add(name.clone()),
        }
    }

    /// The namespace of the class around an annotation scope.
    fn load_classdict(&mut self, location: Location) {
        let index = self.deref_index(&"__classdict__".into(), false);
        self.op_i(Opcode::LOAD_DEREF, index, location);
    }

    fn global_op(&mut self, name: Arc<str>, it: Resolution, access: Access, location: Location) {
        let sees_class = self.ste().can_see_class_scope && it == Resolution::GlobalImplicit;
        let index = self.unit.names.add(name);
        match access {
            Access::Load if sees_class => {
                self.load_classdict(location);
                self.op_i(Opcode::LOAD_FROM_DICT_OR_GLOBALS, index, location);
            }
            Access::Load => self.op_i(Opcode::LOAD_GLOBAL, index << 1, location),
            Access::Store => self.op_i(Opcode::STORE_GLOBAL, index, location),
            Access::Del => self.op_i(Opcode::DELETE_GLOBAL, index, location),
        }
    }

    fn name_op(&mut self, name: Arc<str>, access: Access, location: Location) {
        let index = self.unit.names.add(name);
        match access {
            Access::Load if self.is_class_block() && self.unit.n_inlined > 0 => {
                self.op_i(Opcode::LOAD_GLOBAL, index << 1, location);
            }
            Access::Load => self.op_i(Opcode::LOAD_NAME, index, location),
            Access::Store => self.op_i(Opcode::STORE_NAME, index, location),
            Access::Del => self.op_i(Opcode::DELETE_NAME, index, location),
        }
    }
}
