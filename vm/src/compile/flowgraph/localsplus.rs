//! Locals, cells and free variables in one array: `prepare_localsplus`.

use crate::compile::sequence::Location;
use crate::compile::unit::Unit;
use crate::opcode::Opcode;

use super::{Graph, Instr};

/// `CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR` (Include/cpython/code.h).
const GENERATOR_FLAGS: u32 = 0x20 | 0x80 | 0x200;

impl Graph {
    /// Puts what sets up the frame before the first instruction, and turns indices into cells and
    /// free variables into indices into the array.
    pub(super) fn prepare_localsplus(&mut self, unit: &Unit) {
        let mut places = cell_places(unit);
        self.insert_prefix_instructions(unit, &places);
        if places.is_empty() {
            return;
        }
        fix_cell_offsets(&mut places, unit.varnames.len());
        for instr in self.blocks.iter_mut().flat_map(|it| &mut it.instructions) {
            use Opcode::{
                DELETE_DEREF, LOAD_CLOSURE, LOAD_DEREF, LOAD_FROM_DICT_OR_DEREF, MAKE_CELL,
                STORE_DEREF,
            };
            if matches!(
                instr.opcode,
                MAKE_CELL
                    | LOAD_CLOSURE
                    | LOAD_DEREF
                    | STORE_DEREF
                    | DELETE_DEREF
                    | LOAD_FROM_DICT_OR_DEREF
            ) {
                instr.oparg = places[instr.oparg as usize];
            }
        }
    }

    fn insert_prefix_instructions(&mut self, unit: &Unit, places: &[u32]) {
        let mut prefix = Vec::new();
        if !unit.freevars.is_empty() {
            let count = unit.freevars.len() as u32;
            prefix.push(Instr::new(Opcode::COPY_FREE_VARS, count, Location::NONE));
        }
        let mut cells: Vec<u32> = (0..unit.cellvars.len() as u32).collect();
        cells.sort_by_key(|&cell| places[cell as usize]);
        for cell in cells {
            prefix.push(Instr::new(Opcode::MAKE_CELL, cell, Location::NONE));
        }
        if unit.flags & GENERATOR_FLAGS != 0 {
            let lineno = unit.firstlineno;
            let location =
                Location { lineno, end_lineno: lineno, col_offset: -1, end_col_offset: -1 };
            prefix.push(Instr::new(Opcode::RETURN_GENERATOR, 0, location));
            prefix.push(Instr::new(Opcode::POP_TOP, 0, location));
        }
        let entry = self.entry;
        self[entry].instructions.splice(0..0, prefix);
    }
}

/// By index into cells and free variables: the place in the array, a cell that is a local in the
/// local's (`build_cellfixedoffsets`).
fn cell_places(unit: &Unit) -> Vec<u32> {
    let nlocals = unit.varnames.len();
    let cells = unit.cellvars.iter().enumerate().map(|(index, name)| {
        let local = unit.varnames.iter().position(|it| it == name);
        local.unwrap_or(nlocals + index) as u32
    });
    let first_free = nlocals + unit.cellvars.len();
    let free = (0..unit.freevars.len()).map(|it| (first_free + it) as u32);
    cells.chain(free).collect()
}

/// Closes the gaps that cells in locals' places leave.
fn fix_cell_offsets(places: &mut [u32], nlocals: usize) {
    let mut dropped = 0;
    for (index, place) in places.iter_mut().enumerate() {
        if *place as usize == index + nlocals {
            *place -= dropped;
        } else {
            dropped += 1;
        }
    }
}
