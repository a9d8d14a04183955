//! Two loads or stores of locals in one instruction.

use crate::opcode::Opcode;

use super::{BlockId, Graph, Instr};

impl Graph {
    pub(super) fn insert_superinstructions(&mut self) {
        for index in 0..self.blocks.len() {
            let mut changed = false;
            let mut instructions = self.blocks[index].instructions.iter_mut();
            let Some(mut first) = instructions.next() else { continue };
            for second in instructions {
                changed |= make_super_instruction(first, second);
                first = second;
            }
            // Elsewhere nothing has become redundant.
            if changed {
                self.remove_redundant_nops_of(BlockId::at(index));
            }
        }
    }
}

/// Whether it was done.
fn make_super_instruction(first: &mut Instr, second: &mut Instr) -> bool {
    let opcode = match (first.opcode, second.opcode) {
        (Opcode::LOAD_FAST, Opcode::LOAD_FAST) => Opcode::LOAD_FAST_LOAD_FAST,
        (Opcode::STORE_FAST, Opcode::LOAD_FAST) => Opcode::STORE_FAST_LOAD_FAST,
        (Opcode::STORE_FAST, Opcode::STORE_FAST) => Opcode::STORE_FAST_STORE_FAST,
        _ => return false,
    };
    let (line, next_line) = (first.location.lineno, second.location.lineno);
    let is_one_line = line < 0 || next_line < 0 || line == next_line;
    let is_possible = is_one_line && first.oparg < 16 && second.oparg < 16;
    if is_possible {
        first.set(opcode, first.oparg << 4 | second.oparg);
        second.set_nop();
    }
    is_possible
}
