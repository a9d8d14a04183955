//! The flat list of instructions to a code object: CPython's Python/assemble.c.

mod exceptiontable;
mod jumps;
mod linetable;
mod localsplus;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::code::CodeObject;
use crate::opcode::Opcode;

use super::flowgraph::Graph;
use super::sequence::Location;
use super::unit::Unit;

/// An instruction whose place is settled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Instruction {
    pub(super) opcode: Opcode,
    /// For a jump the index of the instruction it leads to, until `jumps` makes it a distance.
    pub(super) oparg: u32,
    pub(super) location: Location,
    /// Who handles what it raises.
    pub(super) handler: Option<Handler>,
}

/// Where an exception leads, and what the stack is like there (`_PyExceptHandlerInfo`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Handler {
    /// The index of its first instruction.
    pub(super) target: u32,
    /// Objects on the stack at its start, the exception (and `lasti`) among them.
    pub(super) start_depth: u32,
    /// Whether the handler is told where the exception was raised.
    pub(super) preserve_lasti: bool,
}

impl Instruction {
    /// Its length in code units: `EXTENDED_ARG`s, itself, inline caches (`instr_size`).
    #[inline]
    fn size(&self) -> u32 {
        let extended = match self.oparg {
            0..=0xff => 0,
            0x100..=0xffff => 1,
            0x1_0000..=0xff_ffff => 2,
            _ => 3,
        };
        extended + 1 + self.opcode.caches() as u32
    }

    /// Writes it in wordcode at `at`, where all is zero, as its caches stay (PEP 659); where the
    /// next one stands.
    fn emit(&self, code: &mut [u8], mut at: usize) -> usize {
        let mut put = |opcode: Opcode, arg: u8| {
            code[at..at + 2].copy_from_slice(&[opcode.number() as u8, arg]);
            at += 2;
        };
        if self.oparg > 0xff {
            for shift in [24, 16, 8] {
                if self.oparg >> shift != 0 {
                    put(Opcode::EXTENDED_ARG, (self.oparg >> shift) as u8);
                }
            }
        }
        put(self.opcode, self.oparg as u8);
        at + 2 * self.opcode.caches()
    }
}

/// Optimises a scope's instructions and writes its code object.
///
/// `optimize_and_assemble_code_unit` (Python/compile.c).
pub fn assemble_unit(mut unit: Unit, filename: Arc<str>) -> CodeObject {
    let mut graph = Graph::from_instruction_sequence(&unit.instructions);
    let nparams = localsplus::parameter_count(&unit);
    graph.optimize_code_unit(&mut unit.consts, unit.varnames.len(), nparams);
    let (mut instructions, stackdepth) = graph.finish(&unit);
    jumps::resolve(&mut instructions);
    make_code_object(unit, filename, &instructions, stackdepth)
}

/// `_PyAssemble_MakeCodeObject`.
fn make_code_object(
    unit: Unit,
    filename: Arc<str>,
    instructions: &[Instruction],
    stackdepth: u32,
) -> CodeObject {
    let size: u32 = instructions.iter().map(Instruction::size).sum();
    let mut code = vec![0; 2 * size as usize];
    let mut at = 0;
    for instruction in instructions {
        at = instruction.emit(&mut code, at);
    }
    let (names, kinds) = localsplus::names_and_kinds(&unit);
    CodeObject {
        co_argcount: unit.posonlyargcount + unit.argcount,
        co_posonlyargcount: unit.posonlyargcount,
        co_kwonlyargcount: unit.kwonlyargcount,
        co_stacksize: stackdepth.max(1),
        co_flags: unit.flags,
        co_code: code,
        co_linetable: linetable::write(instructions, unit.firstlineno),
        co_exceptiontable: exceptiontable::write(instructions),
        co_consts: unit.consts,
        co_names: unit.names,
        co_localsplusnames: names,
        co_localspluskinds: kinds,
        co_filename: filename,
        co_name: unit.name,
        co_qualname: unit.qualname,
        co_firstlineno: unit.firstlineno,
    }
}
