//! Handlers and what only they lead to stand at the end.

use crate::compile::sequence::Location;
use crate::opcode::Opcode;

use super::{BlockId, Graph, Instr};

impl Graph {
    pub(super) fn push_cold_blocks_to_end(&mut self) {
        if !self.blocks.iter().any(|it| it.except_handler) {
            return;
        }
        self.mark_warm();
        self.mark_cold();
        self.add_jumps_from_cold_to_warm();
        let (warm, cold): (Vec<_>, Vec<_>) =
            self.chain().into_iter().partition(|&block| !self[block].cold);
        let order: Vec<_> = warm.into_iter().chain(cold.iter().copied()).collect();
        for (index, &block) in order.iter().enumerate() {
            self[block].next = order.get(index + 1).copied();
        }
        if !cold.is_empty() {
            self.remove_redundant_nops_and_jumps();
        }
    }

    /// What runs when nothing raises.
    fn mark_warm(&mut self) {
        let visit = self.new_visit();
        self.visit(visit, self.entry);
        let mut stack = vec![self.entry];
        while let Some(block) = stack.pop() {
            self[block].warm = true;
            for it in self.successors(block).into_iter().flatten() {
                if self.visit(visit, it) {
                    stack.push(it);
                }
            }
        }
    }

    fn mark_cold(&mut self) {
        let visit = self.new_visit();
        let mut stack: Vec<_> = self.chain();
        stack.retain(|&block| self[block].except_handler && self.visit(visit, block));
        while let Some(block) = stack.pop() {
            self[block].cold = true;
            for it in self.successors(block).into_iter().flatten() {
                if !self[it].warm && self.visit(visit, it) {
                    stack.push(it);
                }
            }
        }
    }

    /// The block behind, where the run can get there, and the target of the jump.
    fn successors(&self, block: BlockId) -> [Option<BlockId>; 2] {
        let jump = self[block].last_jump().and_then(|it| it.target);
        [self.fall_through_of(block), jump]
    }

    fn add_jumps_from_cold_to_warm(&mut self) {
        for block in self.chain() {
            let Some(next) = self.fall_through_of(block) else { continue };
            if !self[block].cold || !self[next].warm {
                continue;
            }
            let mut jump = Instr::new(Opcode::JUMP_NO_INTERRUPT, 0, Location::NONE);
            jump.target = Some(next);
            let explicit = self.new_block();
            self[explicit].instructions.push(jump);
            self[explicit].cold = true;
            self[explicit].predecessors = 1;
            self[next].labelled = true;
            self.insert_after(block, explicit);
        }
    }
}
