//! Jumps as distances: `resolve_unconditional_jumps` and `resolve_jump_offsets`.

use crate::opcode::Opcode;

use super::Instruction;

/// Chooses forward or backward jumps, and counts how far they go in code units.
///
/// A distance above 255 makes its jump longer, which makes other distances longer; the loop ends
/// when none changes its length.
pub(super) fn resolve(instructions: &mut [Instruction]) {
    resolve_unconditional_jumps(instructions);
    let jumps: Vec<(usize, usize)> = instructions
        .iter()
        .enumerate()
        .filter(|(_, it)| it.opcode.has_jump())
        .map(|(index, it)| (index, it.oparg as usize))
        .collect();
    if jumps.is_empty() {
        return;
    }
    let mut offsets = vec![0; instructions.len() + 1];
    let mut changed = true;
    while changed {
        changed = false;
        let mut offset = 0;
        for (place, instruction) in offsets.iter_mut().zip(&*instructions) {
            *place = offset;
            offset += instruction.size();
        }
        offsets[instructions.len()] = offset;
        for &(index, target) in &jumps {
            let jump = &mut instructions[index];
            let size = jump.size();
            jump.oparg = offsets[target].abs_diff(offsets[index + 1]);
            changed |= jump.size() != size;
        }
    }
}

fn resolve_unconditional_jumps(instructions: &mut [Instruction]) {
    for (index, instruction) in instructions.iter_mut().enumerate() {
        let is_forward = instruction.oparg as usize > index;
        instruction.opcode = match (instruction.opcode, is_forward) {
            (Opcode::JUMP | Opcode::JUMP_NO_INTERRUPT, true) => Opcode::JUMP_FORWARD,
            (Opcode::JUMP, false) => Opcode::JUMP_BACKWARD,
            (Opcode::JUMP_NO_INTERRUPT, false) => Opcode::JUMP_BACKWARD_NO_INTERRUPT,
            (opcode, _) => opcode,
        };
    }
}
