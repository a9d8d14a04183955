//! `SWAP`s: as few as a permutation needs, and none where the instructions themselves can change
//! places.

use crate::opcode::Opcode;

use super::{BlockId, Graph, Instr};

impl Graph {
    pub(super) fn optimize_swaps(&mut self, block: BlockId) {
        let instructions = &mut self[block].instructions;
        let mut index = 0;
        while index < instructions.len() {
            if instructions[index].opcode == Opcode::SWAP {
                index += swaptimize(&mut instructions[index..]);
                apply_static_swaps(instructions, index);
            }
            index += 1;
        }
    }
}

/// Replaces the run of `SWAP`s and `NOP`s that `instructions` begins with by the shortest of the
/// same effect; how far its last instruction is away.
fn swaptimize(instructions: &mut [Instr]) -> usize {
    let is_part = |it: &Instr| matches!(it.opcode, Opcode::SWAP | Opcode::NOP);
    let length = instructions.iter().take_while(|it| is_part(it)).count();
    let run = &mut instructions[..length];
    let swaps = run.iter().filter(|it| it.opcode == Opcode::SWAP);
    if swaps.clone().count() < 2 {
        return 0;
    }
    let depth = swaps.map(|it| it.oparg).max().unwrap_or(0) as usize;
    let mut stack: Vec<usize> = (0..depth).collect();
    for swap in run.iter().filter(|it| it.opcode == Opcode::SWAP) {
        stack.swap(0, swap.oparg as usize - 1);
    }
    let mut free = length;
    for swap in swaps_of_permutation(stack) {
        free -= 1;
        run[free].set(Opcode::SWAP, swap as u32 + 1);
    }
    for instr in &mut run[..free] {
        instr.set_nop();
    }
    length - 1
}

/// The positions to swap the top with, the last one first: each cycle of the permutation is walked
/// once, through the top.
fn swaps_of_permutation(mut stack: Vec<usize>) -> Vec<usize> {
    const VISITED: usize = usize::MAX;
    let mut swaps = Vec::new();
    for start in 0..stack.len() {
        if stack[start] == VISITED || stack[start] == start {
            continue;
        }
        let mut at = start;
        loop {
            if at != 0 {
                swaps.push(at);
            }
            if stack[at] == VISITED {
                break;
            }
            at = std::mem::replace(&mut stack[at], VISITED);
        }
    }
    swaps
}

/// `SWAP 2, POP_TOP, STORE_FAST x` is `STORE_FAST x, POP_TOP`: goes back from `index` as long as
/// that can be seen.
fn apply_static_swaps(instructions: &mut [Instr], index: usize) {
    for at in (0..=index).rev() {
        let swap = instructions[at];
        match swap.opcode {
            Opcode::SWAP => {
                let Some((first, second)) = swapped(instructions, at, swap.oparg) else { return };
                instructions[at].set_nop();
                instructions.swap(first, second);
            }
            Opcode::NOP => {}
            it if is_swappable(it) => {}
            _ => return,
        }
    }
}

/// The two instructions behind a `SWAP` that can change places instead.
fn swapped(instructions: &[Instr], at: usize, oparg: u32) -> Option<(usize, usize)> {
    let first = next_swappable_instruction(instructions, at, None)?;
    let lineno = instructions[first].location.lineno;
    let lineno = Some(lineno).filter(|&it| it >= 0);
    let mut second = first;
    for _ in 1..oparg {
        second = next_swappable_instruction(instructions, second, lineno)?;
    }
    let stores = [stores_to(&instructions[first]), stores_to(&instructions[second])];
    if stores == [None, None] {
        return Some((first, second));
    }
    let between = instructions.get(first + 1..second).unwrap_or(&[]);
    let clashes = |it: &Instr| stores_to(it).is_some_and(|it| stores.contains(&Some(it)));
    (stores[0] != stores[1] && !between.iter().any(clashes)).then_some((first, second))
}

fn next_swappable_instruction(
    instructions: &[Instr],
    behind: usize,
    lineno: Option<i32>,
) -> Option<usize> {
    for (index, instr) in instructions.iter().enumerate().skip(behind + 1) {
        if lineno.is_some_and(|it| it != instr.location.lineno) {
            return None;
        }
        if instr.opcode != Opcode::NOP {
            return is_swappable(instr.opcode).then_some(index);
        }
    }
    None
}

fn is_swappable(opcode: Opcode) -> bool {
    matches!(opcode, Opcode::STORE_FAST | Opcode::STORE_FAST_MAYBE_NULL | Opcode::POP_TOP)
}

fn stores_to(instr: &Instr) -> Option<u32> {
    let is_store = matches!(instr.opcode, Opcode::STORE_FAST | Opcode::STORE_FAST_MAYBE_NULL);
    is_store.then_some(instr.oparg)
}
