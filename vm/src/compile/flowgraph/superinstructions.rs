//! Two loads or stores of locals in one instruction.

use crate::opcode::Opcode;

use super::{Graph, Instr};

impl Graph {
    pub(super) fn insert_superinstructions(&mut self) {
        for block in &mut self.blocks {
            let instructions = &mut block.instructions;
            for index in 1..instructions.len() {
                let (before, from) = instructions.split_at_mut(index);
                make_super_instruction(&mut before[index - 1], &mut from[0]);
            }
        }
        self.remove_redundant_nops();
    }
}

fn make_super_instruction(first: &mut Instr, second: &mut Instr) {
    let opcode = match (first.opcode, second.opcode) {
        (Opcode::LOAD_FAST, Opcode::LOAD_FAST) => Opcode::LOAD_FAST_LOAD_FAST,
        (Opcode::STORE_FAST, Opcode::LOAD_FAST) => Opcode::STORE_FAST_LOAD_FAST,
        (Opcode::STORE_FAST, Opcode::STORE_FAST) => Opcode::STORE_FAST_STORE_FAST,
        _ => return,
    };
    let (line, next_line) = (first.location.lineno, second.location.lineno);
    let is_one_line = line < 0 || next_line < 0 || line == next_line;
    if is_one_line && first.oparg < 16 && second.oparg < 16 {
        first.set(opcode, first.oparg << 4 | second.oparg);
        second.set_nop();
    }
}
