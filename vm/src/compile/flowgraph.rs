//! The control-flow graph of one code object, and the passes that improve it.
//!
//! CPython's Python/flowgraph.c, pass by pass under its names. A graph begins as what the code
//! generator wrote, cut into basic blocks; [`Graph::optimize_code_unit`] rewrites it, and
//! [`Graph::finish`] turns it into the flat list that `assemble` writes out.

mod build;
mod cleanup;
mod cold;
mod consts;
mod exceptions;
mod finish;
mod lines;
mod locals;
mod localsplus;
mod peephole;
mod stackdepth;
mod superinstructions;
mod swaps;
#[cfg(test)]
mod tests;

use std::num::NonZeroU32;
use std::ops::{Index, IndexMut};

use crate::code::Constant;
use crate::opcode::Opcode;

use super::sequence::Location;

/// A block's place in [`Graph::blocks`], counted from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct BlockId(NonZeroU32);

/// An instruction in the graph (`cfg_instr`).
#[derive(Clone, Copy, Debug)]
pub(super) struct Instr {
    opcode: Opcode,
    oparg: u32,
    location: Location,
    /// Where a jump goes, or the handler a `SETUP_*` installs.
    target: Option<BlockId>,
    /// The handler of what this instruction raises.
    except: Option<BlockId>,
}

impl Instr {
    fn new(opcode: Opcode, oparg: u32, location: Location) -> Instr {
        Instr { opcode, oparg, location, target: None, except: None }
    }

    /// Replaces the instruction, not its place (`INSTR_SET_OP0`, `INSTR_SET_OP1`).
    fn set(&mut self, opcode: Opcode, oparg: u32) {
        self.opcode = opcode;
        self.oparg = oparg;
    }

    fn set_nop(&mut self) {
        self.set(Opcode::NOP, 0);
    }
}

/// Instructions that run one after the other; only the last can jump (`basicblock`).
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    instructions: Vec<Instr>,
    /// The block that follows in the bytes, and in the run unless this one ends in a jump or exit.
    next: Option<BlockId>,
    /// Something jumps here, or did.
    labelled: bool,
    /// Raised exceptions lead here.
    except_handler: bool,
    /// The handler needs to know where the exception was raised.
    preserve_lasti: bool,
    predecessors: u32,
    /// Objects on the stack when the block begins; `None` until counted.
    start_depth: Option<u32>,
    cold: bool,
    warm: bool,
    /// Locals that may have no value when the block begins, one bit each.
    unsafe_locals: u64,
    /// The last walk that came here.
    visit: Visit,
}

impl Block {
    /// Whether the run can go on with the block behind (`BB_HAS_FALLTHROUGH`).
    fn falls_through(&self) -> bool {
        self.instructions
            .last()
            .is_none_or(|last| !last.opcode.is_scope_exit() && !last.opcode.is_unconditional_jump())
    }

    /// `basicblock_exits_scope`.
    fn exits_scope(&self) -> bool {
        self.instructions.last().is_some_and(|last| last.opcode.is_scope_exit())
    }

    /// `basicblock_has_no_lineno`.
    fn has_no_lineno(&self) -> bool {
        self.instructions.iter().all(|it| it.location.lineno < 0)
    }

    /// The jump at its end.
    fn last_jump(&self) -> Option<&Instr> {
        self.instructions.last().filter(|last| last.opcode.has_jump())
    }
}

/// Blocks in the order in which they will stand in the bytes (`cfg_builder`).
#[derive(Clone, Debug)]
pub(super) struct Graph {
    /// Every block ever made; those that count are reached from `entry` by `next`.
    blocks: Vec<Block>,
    entry: BlockId,
    /// Something in it installs a handler.
    has_handlers: bool,
    /// The last walk that was begun.
    visit: Visit,
    /// What a walk has still to do; empty between walks.
    todo: Vec<BlockId>,
}

/// A walk through the graph, by its number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Visit(u32);

impl Index<BlockId> for Graph {
    type Output = Block;

    fn index(&self, id: BlockId) -> &Block {
        &self.blocks[id.index()]
    }
}

impl IndexMut<BlockId> for Graph {
    fn index_mut(&mut self, id: BlockId) -> &mut Block {
        &mut self.blocks[id.index()]
    }
}

impl BlockId {
    /// The id of the block at `index`.
    fn at(index: usize) -> BlockId {
        let number = u32::try_from(index + 1).ok().and_then(NonZeroU32::new);
        BlockId(number.expect("fewer than 2**32 blocks"))
    }

    fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

impl Graph {
    /// `_PyCfg_OptimizeCodeUnit`: every pass up to the order of the blocks.
    ///
    /// `consts` loses what nothing loads any more and gains what folding makes; `nlocals` counts
    /// the fast locals, of which the first `nparams` are parameters.
    pub(super) fn optimize_code_unit(
        &mut self,
        consts: &mut Vec<Constant>,
        nlocals: usize,
        nparams: usize,
    ) {
        self.label_exception_targets();
        self.optimize_cfg(consts);
        self.remove_unused_consts(consts);
        self.add_checks_for_loads_of_uninitialized_variables(nlocals, nparams);
        self.insert_superinstructions();
        self.push_cold_blocks_to_end();
        self.resolve_line_numbers();
    }

    fn optimize_cfg(&mut self, consts: &mut Vec<Constant>) {
        self.inline_small_or_no_lineno_blocks();
        self.remove_unreachable();
        self.resolve_line_numbers();
        self.optimize_load_const(consts);
        self.each_block(|graph, block| graph.optimize_basic_block(block, consts));
        self.remove_redundant_nops_and_pairs();
        self.remove_unreachable();
        self.remove_redundant_nops_and_jumps();
    }

    /// Calls `change` with each block in order, those included that it puts behind the block.
    fn each_block(&mut self, mut change: impl FnMut(&mut Graph, BlockId)) {
        let mut cursor = Some(self.entry);
        while let Some(block) = cursor {
            change(self, block);
            cursor = self[block].next;
        }
    }

    /// The blocks in their order.
    fn chain(&self) -> Vec<BlockId> {
        let mut chain = Vec::with_capacity(self.blocks.len());
        let mut cursor = Some(self.entry);
        while let Some(block) = cursor {
            chain.push(block);
            cursor = self[block].next;
        }
        chain
    }

    /// Makes a block that stands nowhere yet.
    fn new_block(&mut self) -> BlockId {
        self.blocks.push(Block::default());
        BlockId::at(self.blocks.len() - 1)
    }

    /// Puts `new` between `block` and its successor.
    fn insert_after(&mut self, block: BlockId, new: BlockId) {
        self[new].next = self[block].next;
        self[block].next = Some(new);
    }

    /// `block`, or the first one behind it that has instructions.
    fn next_nonempty(&self, block: Option<BlockId>) -> Option<BlockId> {
        let mut cursor = block;
        while let Some(block) = cursor {
            if !self[block].instructions.is_empty() {
                return Some(block);
            }
            cursor = self[block].next;
        }
        None
    }

    /// Where the run can go from the end of `block`: behind it, and where its instructions lead.
    fn fall_through_of(&self, block: BlockId) -> Option<BlockId> {
        self[block].next.filter(|_| self[block].falls_through())
    }

    /// Begins a walk: no block is visited yet.
    fn new_visit(&mut self) -> Visit {
        self.visit.0 += 1;
        self.visit
    }

    /// Marks `block`; whether this is the first time in the walk.
    fn visit(&mut self, visit: Visit, block: BlockId) -> bool {
        std::mem::replace(&mut self[block].visit, visit) != visit
    }
}
