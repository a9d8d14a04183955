//! How many objects the stack must hold: `co_stacksize`, and the depths that the exception table
//! unwinds to.

use super::{BlockId, Graph};

impl Graph {
    /// `calculate_stackdepth`: the deepest way through the graph, in objects.
    ///
    /// Loops have no effect on the depth, so every block is walked once.
    pub(super) fn calculate_stackdepth(&mut self) -> u32 {
        for block in &mut self.blocks {
            block.start_depth = None;
        }
        let mut deepest = 0;
        let mut stack = std::mem::take(&mut self.todo);
        self.push_depth(&mut stack, self.entry, 0);
        while let Some(block) = stack.pop() {
            let mut depth = self[block].start_depth.expect("set when queued");
            for index in 0..self[block].instructions.len() {
                let instr = self[block].instructions[index];
                let after = grow(depth, instr.opcode.stack_effect(instr.oparg, false));
                deepest = deepest.max(after);
                if let (true, Some(target)) = (instr.opcode.has_target(), instr.target) {
                    let at_target = grow(depth, instr.opcode.stack_effect(instr.oparg, true));
                    deepest = deepest.max(at_target);
                    self.push_depth(&mut stack, target, at_target);
                }
                depth = after;
            }
            if let Some(next) = self.fall_through_of(block) {
                self.push_depth(&mut stack, next, depth);
            }
        }
        deepest
    }

    fn push_depth(&mut self, stack: &mut Vec<BlockId>, block: BlockId, depth: u32) {
        if self[block].start_depth.is_none() {
            self[block].start_depth = Some(depth);
            stack.push(block);
        }
    }
}

fn grow(depth: u32, effect: i32) -> u32 {
    depth.checked_add_signed(effect).expect("no instruction takes more than there is")
}
