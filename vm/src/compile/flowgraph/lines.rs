//! A line for every exit (PEP 626): instructions without one take it from where the run comes from.

use crate::compile::sequence::Location;
use crate::opcode::Flags;

use super::{Block, BlockId, Graph};

impl Graph {
    pub(super) fn resolve_line_numbers(&mut self) {
        self.duplicate_exits_without_lineno();
        self.propagate_line_numbers();
    }

    /// Exits that several places lead to are copied, so that each copy can have its line.
    fn duplicate_exits_without_lineno(&mut self) {
        self.each_block(Graph::duplicate_target_of);
        self.each_block(Graph::hand_line_to_exit_behind);
    }

    fn duplicate_target_of(&mut self, block: BlockId) {
        let Some(&jump) = self[block].last_jump() else { return };
        let Some(target) = self.next_nonempty(jump.target) else { return };
        if !is_exit_or_eval_check_without_lineno(&self[target]) || self[target].predecessors <= 1 {
            return;
        }
        let copy = self.new_block();
        self[copy].instructions = self[target].instructions.clone();
        self[copy].instructions[0].location = jump.location;
        self[copy].predecessors = 1;
        self[copy].labelled = true;
        self[target].predecessors -= 1;
        self.insert_after(target, copy);
        let jump = self[block].instructions.last_mut().expect("it ends in a jump");
        jump.target = Some(copy);
    }

    fn hand_line_to_exit_behind(&mut self, block: BlockId) {
        let Some(next) = self.fall_through_of(block) else { return };
        let Some(last) = self[block].instructions.last() else { return };
        let location = last.location;
        if !is_exit_or_eval_check_without_lineno(&self[next]) {
            return;
        }
        if let Some(first) = self[next].instructions.first_mut() {
            first.location = location;
        }
    }

    fn propagate_line_numbers(&mut self) {
        self.each_block(|graph, block| {
            let mut location = Location::NONE;
            for instr in &mut graph[block].instructions {
                if instr.location.lineno < 0 {
                    instr.location = location;
                } else {
                    location = instr.location;
                }
            }
            let Some(last) = graph[block].instructions.last() else { return };
            let jump = last.target.filter(|_| last.opcode.has_jump());
            let next = graph.fall_through_of(block);
            for successor in [next, jump].into_iter().flatten() {
                graph.inherit_line(successor, location);
            }
        });
    }

    fn inherit_line(&mut self, block: BlockId, location: Location) {
        if self[block].predecessors != 1 {
            return;
        }
        let first = self[block].instructions.first_mut();
        if let Some(first) = first.filter(|it| it.location.lineno < 0) {
            first.location = location;
        }
    }
}

fn is_exit_or_eval_check_without_lineno(block: &Block) -> bool {
    let has_eval_break =
        || block.instructions.iter().any(|it| it.opcode.flags().contains(Flags::EVAL_BREAK));
    block.has_no_lineno() && (block.exits_scope() || has_eval_break())
}
