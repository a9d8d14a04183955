//! Short runs of instructions with a shorter equivalent: `optimize_load_const` and
//! `optimize_basic_block`.

use crate::code::Constant;
use crate::opcode::Opcode;

use super::consts::{add_const, is_true};
use super::{BlockId, Graph, Instr};

/// Set in the argument of `COMPARE_OP`: the result is to be a bool.
const COMPARE_TO_BOOL: u32 = 16;

impl Graph {
    /// What is known because a constant is loaded: jumps, tests for `None`, `return`.
    pub(super) fn optimize_load_const(&mut self, consts: &mut Vec<Constant>) {
        for block in &mut self.blocks {
            optimize_load_const(&mut block.instructions, consts);
        }
    }

    pub(super) fn optimize_basic_block(&mut self, block: BlockId, consts: &mut Vec<Constant>) {
        let mut has_swaps = false;
        let instructions = &mut self[block].instructions;
        for index in 0..instructions.len() {
            has_swaps |= simplify(instructions, index, consts);
        }
        while self.thread_jump(block) {}
        if has_swaps {
            self.optimize_swaps(block);
        }
    }

    /// A jump to an unconditional jump goes where that one goes (`jump_thread`); whether there was
    /// one.
    fn thread_jump(&mut self, block: BlockId) -> bool {
        let Some(&jump) = self[block].last_jump() else { return false };
        let target = jump.target.and_then(|it| self[it].instructions.first());
        let Some(&target) = target else { return false };
        let Some(opcode) = threaded(jump.opcode, target.opcode) else { return false };
        // A jump to itself would never end.
        if jump.target == target.target {
            return false;
        }
        let instructions = &mut self[block].instructions;
        instructions.last_mut().expect("it ends in a jump").set_nop();
        let mut jump = Instr::new(opcode, 0, target.location);
        jump.target = target.target;
        instructions.push(jump);
        true
    }
}

fn optimize_load_const(instructions: &mut [Instr], consts: &mut Vec<Constant>) {
    let mut loaded = None;
    let mut index = 0;
    while index < instructions.len() {
        let instr = instructions[index];
        let is_copy = instr.opcode == Opcode::COPY && instr.oparg == 1;
        if !(is_copy && loaded.is_some()) {
            loaded = (instr.opcode == Opcode::LOAD_CONST).then_some(instr.oparg);
        }
        if let Some(constant) = loaded {
            index += use_constant(&mut instructions[index..], constant, consts);
        }
        index += 1;
    }
}

/// Simplifies what follows a load of `constant`, which `run` begins with; how many instructions
/// behind it are done with.
fn use_constant(run: &mut [Instr], constant: u32, consts: &mut Vec<Constant>) -> usize {
    let [load, next, ..] = &mut *run else { return 0 };
    match next.opcode {
        Opcode::POP_JUMP_IF_FALSE | Opcode::POP_JUMP_IF_TRUE => {
            load.set_nop();
            let jump_if_true = next.opcode == Opcode::POP_JUMP_IF_TRUE;
            if is_true(&consts[constant as usize]) == jump_if_true {
                next.opcode = Opcode::JUMP;
            } else {
                next.set_nop();
            }
            0
        }
        Opcode::IS_OP => {
            if matches!(consts[constant as usize], Constant::None) {
                jump_on_none(run);
            }
            0
        }
        Opcode::RETURN_VALUE => {
            load.set_nop();
            next.set(Opcode::RETURN_CONST, constant);
            1
        }
        Opcode::TO_BOOL => {
            let value = is_true(&consts[constant as usize]);
            load.set_nop();
            next.set(Opcode::LOAD_CONST, add_const(consts, Constant::Bool(value)));
            0
        }
        _ => 0,
    }
}

/// `LOAD_CONST None, IS_OP, [TO_BOOL,] POP_JUMP_IF_x` is one jump.
fn jump_on_none(run: &mut [Instr]) {
    let invert = run[1].oparg != 0;
    let mut at = 2;
    if run.get(at).is_some_and(|it| it.opcode == Opcode::TO_BOOL) {
        run[at].set_nop();
        at += 1;
    }
    let Some(jump) = run.get_mut(at) else { return };
    jump.opcode = match (jump.opcode, invert) {
        (Opcode::POP_JUMP_IF_TRUE, false) | (Opcode::POP_JUMP_IF_FALSE, true) => {
            Opcode::POP_JUMP_IF_NONE
        }
        (Opcode::POP_JUMP_IF_FALSE, false) | (Opcode::POP_JUMP_IF_TRUE, true) => {
            Opcode::POP_JUMP_IF_NOT_NONE
        }
        _ => return,
    };
    run[0].set_nop();
    run[1].set_nop();
}

/// The jump that does what `jump` to a `target` does.
fn threaded(jump: Opcode, target: Opcode) -> Option<Opcode> {
    use Opcode::{
        JUMP, JUMP_NO_INTERRUPT, POP_JUMP_IF_FALSE, POP_JUMP_IF_NONE, POP_JUMP_IF_NOT_NONE,
        POP_JUMP_IF_TRUE,
    };
    match (jump, target) {
        (POP_JUMP_IF_FALSE | POP_JUMP_IF_TRUE | POP_JUMP_IF_NONE | POP_JUMP_IF_NOT_NONE, JUMP) => {
            Some(jump)
        }
        (JUMP | JUMP_NO_INTERRUPT, JUMP) => Some(JUMP),
        (JUMP | JUMP_NO_INTERRUPT, JUMP_NO_INTERRUPT) => Some(jump),
        _ => None,
    }
}

/// Simplifies the instruction at `index` with its neighbours; whether a `SWAP` comes of it.
fn simplify(instructions: &mut [Instr], index: usize, consts: &mut Vec<Constant>) -> bool {
    match instructions[index].opcode {
        Opcode::SWAP => {
            let swap = &mut instructions[index];
            if swap.oparg == 1 {
                swap.set_nop();
            }
            return swap.opcode == Opcode::SWAP;
        }
        Opcode::BUILD_TUPLE => build_tuple(instructions, index, consts),
        Opcode::STORE_FAST
        | Opcode::LOAD_GLOBAL
        | Opcode::COMPARE_OP
        | Opcode::CONTAINS_OP
        | Opcode::IS_OP
        | Opcode::UNARY_NOT
        | Opcode::TO_BOOL => {
            if let [instr, next, ..] = &mut instructions[index..] {
                pair(instr, next);
            }
        }
        _ => {}
    }
    false
}

fn build_tuple(instructions: &mut [Instr], index: usize, consts: &mut Vec<Constant>) {
    let (before, run) = instructions.split_at_mut(index);
    let (build, rest) = run.split_first_mut().expect("an instruction at the index");
    match rest.first_mut() {
        Some(unpack)
            if unpack.opcode == Opcode::UNPACK_SEQUENCE
                && unpack.oparg == build.oparg
                && (1..=3).contains(&build.oparg) =>
        {
            build.set_nop();
            match unpack.oparg {
                1 => unpack.set_nop(),
                _ => unpack.opcode = Opcode::SWAP,
            }
        }
        _ => fold_tuple_on_constants(before, build, consts),
    }
}

fn pair(instr: &mut Instr, next: &mut Instr) {
    let (opcode, oparg) = (instr.opcode, instr.oparg);
    match (opcode, next.opcode) {
        (Opcode::STORE_FAST, Opcode::STORE_FAST)
            if oparg == next.oparg && instr.location.lineno == next.location.lineno =>
        {
            instr.set(Opcode::POP_TOP, 0);
        }
        (Opcode::LOAD_GLOBAL, Opcode::PUSH_NULL) if oparg & 1 == 0 => {
            instr.oparg |= 1;
            next.set_nop();
        }
        (Opcode::COMPARE_OP, Opcode::TO_BOOL) => {
            instr.set_nop();
            next.set(Opcode::COMPARE_OP, oparg | COMPARE_TO_BOOL);
        }
        (Opcode::CONTAINS_OP | Opcode::IS_OP | Opcode::UNARY_NOT, Opcode::TO_BOOL) => {
            instr.set_nop();
            next.set(opcode, oparg);
        }
        (Opcode::TO_BOOL, Opcode::TO_BOOL) => instr.set_nop(),
        (Opcode::UNARY_NOT, Opcode::UNARY_NOT) => {
            instr.set_nop();
            next.set_nop();
        }
        _ => {}
    }
}

/// `LOAD_CONST` n times, then `BUILD_TUPLE n`, is one `LOAD_CONST`.
fn fold_tuple_on_constants(before: &mut [Instr], build: &mut Instr, consts: &mut Vec<Constant>) {
    let Some(start) = before.len().checked_sub(build.oparg as usize) else { return };
    let loads = &mut before[start..];
    if !loads.iter().all(|it| it.opcode == Opcode::LOAD_CONST) {
        return;
    }
    let items = loads.iter().map(|it| consts[it.oparg as usize].clone()).collect();
    let index = add_const(consts, Constant::Tuple(items));
    for load in loads {
        load.set_nop();
    }
    build.set(Opcode::LOAD_CONST, index);
}
