//! Which handler each instruction has: the `SETUP_*` and `POP_BLOCK` of the code generator, told as
//! a field of the instructions they enclose.

use std::mem;

use crate::opcode::Opcode;

use super::{BlockId, Graph, Instr, Visit};

/// `RESUME_AT_FUNC_START` (Include/internal/pycore_opcode_utils.h).
const RESUME_AT_FUNC_START: u32 = 0;
/// `RESUME_OPARG_DEPTH1_MASK`: one handler encloses the `yield`.
const RESUME_DEPTH1: u32 = 4;

impl Graph {
    /// Walks the graph from its entry with the stack of handlers that are installed. Marks the
    /// handlers as well (`mark_except_handlers`).
    pub(super) fn label_exception_targets(&mut self) {
        if !self.has_handlers {
            return;
        }
        let visit = self.new_visit();
        let mut todo = vec![(self.entry, Vec::new())];
        self.visit(visit, self.entry);
        while let Some((block, handlers)) = todo.pop() {
            let mut walk = Walk { visit, todo: &mut todo, handlers };
            walk.block(self, block);
        }
    }
}

/// One block on the way.
struct Walk<'a> {
    visit: Visit,
    /// Blocks to come, each with the handlers installed at its start.
    todo: &'a mut Vec<(BlockId, Vec<BlockId>)>,
    /// The innermost is the last.
    handlers: Vec<BlockId>,
}

impl Walk<'_> {
    fn block(&mut self, graph: &mut Graph, block: BlockId) {
        let mut yield_depth = 0;
        let mut instructions = mem::take(&mut graph[block].instructions);
        for instr in &mut instructions {
            match instr.opcode {
                it if it.is_block_push() => self.push_except_block(graph, instr),
                Opcode::POP_BLOCK => {
                    self.handlers.pop();
                    instr.set_nop();
                }
                it if it.has_jump() => {
                    instr.except = self.handlers.last().copied();
                    self.follow(graph, instr.target);
                }
                Opcode::YIELD_VALUE => {
                    instr.except = self.handlers.last().copied();
                    yield_depth = self.handlers.len();
                }
                Opcode::RESUME => {
                    instr.except = self.handlers.last().copied();
                    if instr.oparg != RESUME_AT_FUNC_START && yield_depth == 1 {
                        instr.oparg |= RESUME_DEPTH1;
                    }
                }
                _ => instr.except = self.handlers.last().copied(),
            }
        }
        graph[block].instructions = instructions;
        let next = graph.fall_through_of(block);
        self.follow(graph, next);
    }

    fn push_except_block(&mut self, graph: &mut Graph, setup: &Instr) {
        self.follow(graph, setup.target);
        let target = setup.target.expect("a handler");
        graph[target].except_handler = true;
        if matches!(setup.opcode, Opcode::SETUP_WITH | Opcode::SETUP_CLEANUP) {
            graph[target].preserve_lasti = true;
        }
        self.handlers.push(target);
    }

    fn follow(&mut self, graph: &mut Graph, block: Option<BlockId>) {
        let Some(block) = block else { return };
        if graph.visit(self.visit, block) {
            self.todo.push((block, self.handlers.clone()));
        }
    }
}
