//! `LOAD_FAST_CHECK` where a local may have no value yet.

use crate::opcode::Opcode;

use super::{BlockId, Graph, Instr};

/// Locals from this one on are followed within single blocks only.
const FOLLOWED: usize = 64;

impl Graph {
    pub(super) fn add_checks_for_loads_of_uninitialized_variables(
        &mut self,
        nlocals: usize,
        nparams: usize,
    ) {
        if nlocals == 0 {
            return;
        }
        if nlocals > FOLLOWED {
            self.fast_scan_many_locals(nlocals);
        }
        let unset = (nparams..nlocals.min(FOLLOWED)).fold(0, |mask, it| mask | 1 << it);
        if unset == 0 && nlocals <= FOLLOWED && !self.unsets_locals() {
            return;
        }
        let mut scan = Scan { queued: vec![false; self.blocks.len()], stack: Vec::new() };
        scan.maybe_push(self, self.entry, unset);
        self.each_block(|graph, block| scan.block(graph, block));
        while let Some(block) = scan.stack.pop() {
            scan.queued[block.index()] = false;
            scan.block(self, block);
        }
    }

    /// Is there an instruction behind which a local may have no value?
    fn unsets_locals(&self) -> bool {
        let mut instructions = self.blocks.iter().flat_map(|it| &it.instructions);
        instructions.any(|it| takes_value(it.opcode))
    }

    fn fast_scan_many_locals(&mut self, nlocals: usize) {
        // The number of the block in which a local was last known to have a value.
        let mut known_in = vec![0; nlocals - FOLLOWED];
        for (number, block) in self.chain().into_iter().enumerate() {
            let number = number + 1;
            for instr in &mut self[block].instructions {
                let Some(local) = (instr.oparg as usize).checked_sub(FOLLOWED) else { continue };
                match instr.opcode {
                    Opcode::DELETE_FAST
                    | Opcode::LOAD_FAST_AND_CLEAR
                    | Opcode::STORE_FAST_MAYBE_NULL => known_in[local] = number - 1,
                    Opcode::STORE_FAST => known_in[local] = number,
                    Opcode::LOAD_FAST => {
                        if known_in[local] != number {
                            instr.opcode = Opcode::LOAD_FAST_CHECK;
                        }
                        known_in[local] = number;
                    }
                    _ => {}
                }
            }
        }
    }
}

struct Scan {
    /// By block: whether it is on the stack.
    queued: Vec<bool>,
    stack: Vec<BlockId>,
}

impl Scan {
    /// Queues `block` where `unsafe_locals` tells something new about it.
    fn maybe_push(&mut self, graph: &mut Graph, block: BlockId, unsafe_locals: u64) {
        let known = &mut graph[block].unsafe_locals;
        if *known | unsafe_locals != *known {
            *known |= unsafe_locals;
            if !std::mem::replace(&mut self.queued[block.index()], true) {
                self.stack.push(block);
            }
        }
    }

    fn block(&mut self, graph: &mut Graph, block: BlockId) {
        let mut unsafe_locals = graph[block].unsafe_locals;
        let mut instructions = std::mem::take(&mut graph[block].instructions);
        for instr in &mut instructions {
            if let Some(handler) = instr.except {
                self.maybe_push(graph, handler, unsafe_locals);
            }
            if (instr.oparg as usize) < FOLLOWED {
                step(instr, &mut unsafe_locals);
            }
        }
        graph[block].instructions = instructions;
        if let Some(next) = graph.fall_through_of(block) {
            self.maybe_push(graph, next, unsafe_locals);
        }
        if let Some(target) = graph[block].last_jump().and_then(|it| it.target) {
            self.maybe_push(graph, target, unsafe_locals);
        }
    }
}

fn takes_value(opcode: Opcode) -> bool {
    use Opcode::{DELETE_FAST, LOAD_FAST_AND_CLEAR, STORE_FAST_MAYBE_NULL};
    matches!(opcode, DELETE_FAST | LOAD_FAST_AND_CLEAR | STORE_FAST_MAYBE_NULL)
}

fn step(instr: &mut Instr, unsafe_locals: &mut u64) {
    let bit = 1 << instr.oparg;
    match instr.opcode {
        it if takes_value(it) => *unsafe_locals |= bit,
        Opcode::STORE_FAST | Opcode::LOAD_FAST_CHECK => *unsafe_locals &= !bit,
        Opcode::LOAD_FAST => {
            if *unsafe_locals & bit != 0 {
                instr.opcode = Opcode::LOAD_FAST_CHECK;
            }
            *unsafe_locals &= !bit;
        }
        _ => {}
    }
}
