//! From the graph to the flat list that is assembled:
//! `_PyCfg_OptimizedCfgToInstructionSequence`.

use crate::compile::assemble::{Handler, Instruction};
use crate::compile::unit::Unit;
use crate::opcode::Opcode;

use super::{BlockId, Graph, Instr};

impl Graph {
    /// The instructions in the order of the bytes, and the depth of the stack.
    pub(in crate::compile) fn finish(mut self, unit: &Unit) -> (Vec<Instruction>, u32) {
        let stackdepth = self.calculate_stackdepth();
        self.prepare_localsplus(unit);
        self.convert_pseudo_ops();
        self.normalize_jumps();
        (self.to_instruction_sequence(), stackdepth)
    }

    fn convert_pseudo_ops(&mut self) {
        for instr in self.blocks.iter_mut().flat_map(|it| &mut it.instructions) {
            match instr.opcode {
                it if it.is_block_push() => instr.set_nop(),
                Opcode::LOAD_CLOSURE => instr.opcode = Opcode::LOAD_FAST,
                Opcode::STORE_FAST_MAYBE_NULL => instr.opcode = Opcode::STORE_FAST,
                _ => {}
            }
        }
        self.remove_redundant_nops_and_jumps();
    }

    /// Conditional jumps go forward only: one that goes back is turned round and jumps over an
    /// unconditional one.
    fn normalize_jumps(&mut self) {
        let visit = self.new_visit();
        self.each_block(|graph, block| {
            graph.visit(visit, block);
            let Some(&jump) = graph[block].last_jump() else { return };
            let Some(target) = jump.target else { return };
            if !jump.opcode.is_unconditional_jump() && graph[target].visit == visit {
                graph.reverse_jump(block, &jump);
            }
        });
    }

    fn reverse_jump(&mut self, block: BlockId, jump: &Instr) {
        let reversed = match jump.opcode {
            Opcode::POP_JUMP_IF_NOT_NONE => Opcode::POP_JUMP_IF_NONE,
            Opcode::POP_JUMP_IF_NONE => Opcode::POP_JUMP_IF_NOT_NONE,
            Opcode::POP_JUMP_IF_FALSE => Opcode::POP_JUMP_IF_TRUE,
            Opcode::POP_JUMP_IF_TRUE => Opcode::POP_JUMP_IF_FALSE,
            _ => return,
        };
        let mut back = Instr::new(Opcode::JUMP, 0, jump.location);
        back.target = jump.target;
        let next = self[block].next;
        let backwards_jump = self.new_block();
        self[backwards_jump].instructions.push(back);
        self[backwards_jump].cold = self[block].cold;
        self.insert_after(block, backwards_jump);
        let last = self[block].instructions.last_mut().expect("it ends in a jump");
        last.opcode = reversed;
        last.target = next;
    }

    /// Targets become indices of instructions.
    pub(super) fn to_instruction_sequence(&self) -> Vec<Instruction> {
        let chain = self.chain();
        let mut starts = vec![0; self.blocks.len()];
        let mut count = 0;
        for &block in &chain {
            starts[block.index()] = count;
            count += self[block].instructions.len() as u32;
        }
        let instruction = |instr: &Instr| Instruction {
            opcode: instr.opcode,
            oparg: match instr.target {
                Some(target) if instr.opcode.has_target() => starts[target.index()],
                _ => instr.oparg,
            },
            location: instr.location,
            handler: instr.except.map(|block| Handler {
                target: starts[block.index()],
                start_depth: self[block].start_depth.unwrap_or(0),
                preserve_lasti: self[block].preserve_lasti,
            }),
        };
        let mut instructions = Vec::with_capacity(count as usize);
        for &block in &chain {
            instructions.extend(self[block].instructions.iter().map(instruction));
        }
        instructions
    }
}
