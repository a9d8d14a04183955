//! What is left over goes: unreachable blocks, instructions that do nothing, jumps to what follows.

use crate::opcode::Opcode;

use super::{BlockId, Graph, Instr};

/// Up to this many instructions, an exit is copied rather than jumped to.
const MAX_COPY_SIZE: usize = 4;

impl Graph {
    /// Empties blocks that nothing leads to, and counts what leads to the others.
    pub(super) fn remove_unreachable(&mut self) {
        for block in &mut self.blocks {
            block.predecessors = 0;
        }
        let entry = self.entry;
        let visit = self.new_visit();
        self.visit(visit, entry);
        self[entry].predecessors = 1;
        let mut stack = std::mem::take(&mut self.todo);
        stack.push(entry);
        while let Some(block) = stack.pop() {
            let mut reach = |graph: &mut Graph, target: BlockId| {
                if graph.visit(visit, target) {
                    stack.push(target);
                }
                graph[target].predecessors += 1;
            };
            if let Some(next) = self.fall_through_of(block) {
                reach(self, next);
            }
            // Jumps stand at the end; what installs a handler stands anywhere.
            let length = self[block].instructions.len();
            let first = if self.has_handlers { 0 } else { length.saturating_sub(1) };
            for index in first..length {
                let instr = self[block].instructions[index];
                if let (true, Some(target)) = (instr.opcode.has_target(), instr.target) {
                    reach(self, target);
                }
            }
        }
        self.todo = stack;
        for block in &mut self.blocks {
            if block.predecessors == 0 {
                block.instructions.clear();
                block.except_handler = false;
            }
        }
    }

    /// Returns how many instructions went.
    pub(super) fn remove_redundant_nops(&mut self) -> usize {
        let mut removed = 0;
        self.each_block(|graph, block| removed += graph.remove_redundant_nops_of(block));
        removed
    }

    /// A `NOP` stays where it alone stands for its line (`basicblock_remove_redundant_nops`).
    pub(super) fn remove_redundant_nops_of(&mut self, block: BlockId) -> usize {
        if !self[block].instructions.iter().any(|it| it.opcode == Opcode::NOP) {
            return 0;
        }
        let following = self.first_lineno_behind(block);
        let instructions = &mut self[block].instructions;
        let before = instructions.len();
        let mut kept = 0;
        let mut previous = -1;
        for index in 0..before {
            let instr = instructions[index];
            let lineno = instr.location.lineno;
            if instr.opcode == Opcode::NOP
                && (lineno < 0
                    || lineno == previous
                    || hands_line_on(instructions, index, following))
            {
                continue;
            }
            instructions[kept] = instr;
            kept += 1;
            previous = lineno;
        }
        instructions.truncate(kept);
        before - kept
    }

    /// The line of what runs behind the end of `block`, `NOP`s without a line aside.
    fn first_lineno_behind(&self, block: BlockId) -> Option<i32> {
        let next = self.next_nonempty(self[block].next)?;
        let mut lines = self[next].instructions.iter().filter_map(|it| {
            let lineno = it.location.lineno;
            (it.opcode != Opcode::NOP || lineno != -1).then_some(lineno)
        });
        Some(lines.next().unwrap_or(-1))
    }

    /// Also `LOAD_CONST, POP_TOP` and `COPY 1, POP_TOP`, until nothing changes.
    pub(super) fn remove_redundant_nops_and_pairs(&mut self) {
        let mut done = false;
        while !done {
            done = true;
            let mut previous = None;
            let mut cursor = Some(self.entry);
            while let Some(block) = cursor {
                cursor = self[block].next;
                self.remove_redundant_nops_of(block);
                if self[block].labelled {
                    previous = None;
                }
                for index in 0..self[block].instructions.len() {
                    if self.is_redundant_pair(previous, (block, index)) {
                        let (before, at) = previous.expect("a pair has two");
                        self[before].instructions[at].set_nop();
                        self[block].instructions[index].set_nop();
                        done = false;
                    }
                    previous = Some((block, index));
                }
                let jumps = previous.is_some_and(|(block, index)| {
                    self[block].instructions[index].opcode.has_jump()
                });
                if jumps || !self[block].falls_through() {
                    previous = None;
                }
            }
        }
    }

    fn is_redundant_pair(&self, first: Option<(BlockId, usize)>, second: (BlockId, usize)) -> bool {
        let Some(first) = first else { return false };
        let instr = |(block, index): (BlockId, usize)| self[block].instructions[index];
        instr(second).opcode == Opcode::POP_TOP
            && match instr(first).opcode {
                Opcode::LOAD_CONST => true,
                Opcode::COPY => instr(first).oparg == 1,
                _ => false,
            }
    }

    /// Returns how many jumps became `NOP`s, because they led to what follows anyway.
    fn remove_redundant_jumps(&mut self) -> usize {
        let mut changes = 0;
        self.each_block(|graph, block| changes += usize::from(graph.remove_redundant_jump(block)));
        changes
    }

    fn remove_redundant_jump(&mut self, block: BlockId) -> bool {
        let jump = self[block].last_jump().filter(|it| it.opcode.is_unconditional_jump());
        let Some(&jump) = jump else { return false };
        let target = self.next_nonempty(jump.target);
        let is_redundant = target.is_some() && target == self.next_nonempty(self[block].next);
        if is_redundant {
            self[block].instructions.last_mut().expect("it ends in a jump").set_nop();
        }
        is_redundant
    }

    pub(super) fn remove_redundant_nops_and_jumps(&mut self) {
        while self.remove_redundant_nops() + self.remove_redundant_jumps() > 0 {}
    }

    /// Copies small exits, and blocks that no line has caused, to where they are jumped to.
    pub(super) fn inline_small_or_no_lineno_blocks(&mut self) {
        let mut changed = true;
        while changed {
            changed = false;
            self.each_block(|graph, block| {
                changed |= graph.inline_small_or_no_lineno_block(block);
            });
        }
    }

    fn inline_small_or_no_lineno_block(&mut self, block: BlockId) -> bool {
        let Some(&jump) = self[block].last_jump() else { return false };
        if !jump.opcode.is_unconditional_jump() {
            return false;
        }
        let target = jump.target.expect("a jump has a target");
        let it = &self[target];
        let is_small_exit = it.exits_scope() && it.instructions.len() <= MAX_COPY_SIZE;
        let is_no_lineno_no_fallthrough = it.has_no_lineno() && !it.falls_through();
        if !is_small_exit && !is_no_lineno_no_fallthrough {
            return false;
        }
        let copied = it.instructions.clone();
        let instructions = &mut self[block].instructions;
        instructions.last_mut().expect("it ends in a jump").set_nop();
        instructions.extend(copied);
        let last = instructions.last_mut().expect("it ends in a jump");
        if is_no_lineno_no_fallthrough
            && last.opcode.is_unconditional_jump()
            && jump.opcode == Opcode::JUMP
        {
            // Signals that were looked at before the two jumps still are.
            last.opcode = Opcode::JUMP;
        }
        self[target].predecessors = self[target].predecessors.saturating_sub(1);
        true
    }
}

/// Whether what follows the `NOP` at `index` stands for its line; gives the line to it if it has none.
fn hands_line_on(instructions: &mut [Instr], index: usize, following: Option<i32>) -> bool {
    let location = instructions[index].location;
    match instructions.get_mut(index + 1) {
        None => following == Some(location.lineno),
        Some(next) if next.location.lineno < 0 => {
            next.location = location;
            true
        }
        Some(next) => next.location.lineno == location.lineno,
    }
}
