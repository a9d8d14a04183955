//! From the code generator's list to blocks: `_PyCfg_FromInstructionSequence`.

use crate::compile::sequence::{Arg, Instruction, InstructionSequence, Label};

use super::{Block, BlockId, Graph, Instr, Visit};

impl Graph {
    /// Cuts the list at labels that something leads to and behind what ends a block, and ties the
    /// jumps to the blocks (`translate_jump_labels_to_targets`).
    pub(in crate::compile) fn from_instruction_sequence(sequence: &InstructionSequence) -> Graph {
        let instructions = &sequence.instructions;
        let mut blocks = Vec::with_capacity(2 * sequence.labels.len() + 1);
        let mut block_at = jump_targets(sequence);
        let mut start = 0;
        while start < instructions.len() {
            let id = BlockId::at(blocks.len());
            let labelled = block_at[start].is_some();
            if labelled {
                block_at[start] = Some(id);
            }
            let end = end_of_block(instructions, &block_at, start);
            blocks.push(Block {
                instructions: instructions[start..end].iter().map(instr).collect(),
                next: (end < instructions.len()).then(|| BlockId::at(blocks.len() + 1)),
                labelled,
                ..Block::default()
            });
            start = end;
        }
        if blocks.is_empty() {
            blocks.push(Block::default());
        }
        let has_handlers = instructions.iter().any(|it| it.opcode.is_block_push());
        let mut graph = Graph {
            blocks,
            entry: BlockId::at(0),
            has_handlers,
            visit: Visit(0),
            todo: Vec::new(),
        };
        graph.translate_jump_labels_to_targets(sequence, &block_at);
        graph
    }

    fn translate_jump_labels_to_targets(
        &mut self,
        sequence: &InstructionSequence,
        block_at: &[Option<BlockId>],
    ) {
        let instructions = self.blocks.iter_mut().flat_map(|it| &mut it.instructions);
        for (instr, made) in instructions.zip(&sequence.instructions) {
            if let Arg::Label(label) = made.arg {
                instr.target = block_at[place(sequence, label)];
            }
        }
    }
}

/// By index: whether something leads to the instruction; which block does not matter yet.
fn jump_targets(sequence: &InstructionSequence) -> Vec<Option<BlockId>> {
    let mut targets = vec![None; sequence.instructions.len()];
    for instruction in &sequence.instructions {
        if let Arg::Label(label) = instruction.arg {
            targets[place(sequence, label)] = Some(BlockId::at(0));
        }
    }
    targets
}

fn place(sequence: &InstructionSequence, label: Label) -> usize {
    sequence.labels[label.0 as usize].expect("every label that is used is placed")
}

fn end_of_block(instructions: &[Instruction], targets: &[Option<BlockId>], start: usize) -> usize {
    let ends =
        |&index: &usize| instructions[index - 1].opcode.is_terminator() || targets[index].is_some();
    (start + 1..instructions.len()).find(ends).unwrap_or(instructions.len())
}

fn instr(instruction: &Instruction) -> Instr {
    let oparg = match instruction.arg {
        Arg::Value(value) => value,
        Arg::None | Arg::Label(_) => 0,
    };
    Instr::new(instruction.opcode, oparg, instruction.location)
}
