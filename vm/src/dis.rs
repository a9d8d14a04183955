//! Code objects as text: what `python3.13 -m dis` prints.
//!
//! Source: Lib/dis.py, CPython 3.13.0. Addresses are written as zeros: no two runs of CPython agree
//! on them.

mod argument;
mod caches;
mod decode;
mod labels;
mod repr;
mod text;

use crate::code::CodeObject;
use crate::opcode::Opcode;

pub use repr::repr;

/// What is shown beside the instructions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The inline caches (`-C`).
    pub show_caches: bool,
    /// Where each instruction stands in `co_code`, in bytes (`-O`).
    pub show_offsets: bool,
}

/// An instruction of `co_code` and what its argument means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// Its number in `co_code`.
    pub number: u8,
    /// The instruction; `None` for a number that 3.13 does not use.
    pub opcode: Option<Opcode>,
    /// The argument, with the bits of the `EXTENDED_ARG`s before it.
    pub arg: Option<i32>,
    /// The argument in words: a name, a constant, a label; empty where there are none.
    pub argrepr: String,
    /// Where it stands in `co_code`, in bytes.
    pub offset: usize,
    /// The line of the source that begins here; `Some(None)` where instructions without one begin.
    pub starts_line: Option<Option<i32>>,
    /// The number of the label before it, if something jumps here or a guarded range begins or ends.
    pub label: Option<usize>,
}

impl Instruction {
    /// CPython's name, or the number in angle brackets.
    pub fn name(&self) -> String {
        match self.opcode {
            Some(opcode) => opcode.name().to_string(),
            None => format!("<{}>", self.number),
        }
    }
}

/// The text for `code` and for every code object nested in it.
pub fn dis(code: &CodeObject, options: Options) -> String {
    let mut out = String::new();
    for (index, code) in code.with_nested().into_iter().enumerate() {
        if index > 0 {
            out += &format!("\nDisassembly of {}:\n", repr::code(code));
        }
        disassemble(code, options, &mut out);
    }
    out
}

/// The text for `code` alone.
pub fn disassemble(code: &CodeObject, options: Options, out: &mut String) {
    let labels = labels::Labels::new(code);
    let mut formatter = text::Formatter::new(code, &labels, options, out);
    for instruction in decoded(code, &labels) {
        formatter.instruction(&instruction);
    }
    formatter.exception_table(&labels);
}

/// The instructions of `code`, inline caches left out.
pub fn instructions(code: &CodeObject) -> Vec<Instruction> {
    decoded(code, &labels::Labels::new(code)).collect()
}

fn decoded<'a>(
    code: &'a CodeObject,
    labels: &'a labels::Labels,
) -> impl Iterator<Item = Instruction> + 'a {
    let mut lines = code.co_lines().peekable();
    decode::units(&code.co_code).map(move |unit| {
        // A line whose range has no instruction of its own is not shown.
        while lines.next_if(|it| it.0.start < unit.offset).is_some() {}
        let starts_line = lines.next_if(|it| it.0.start == unit.offset).map(|it| it.1);
        Instruction {
            number: unit.number,
            opcode: unit.opcode,
            arg: unit.arg,
            argrepr: argument::argrepr(code, labels, &unit),
            offset: unit.offset,
            starts_line,
            label: labels.at(unit.offset as i64),
        }
    })
}
