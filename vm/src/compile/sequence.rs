//! What the code generator hands to the control-flow graph: instructions with labels and places.
//!
//! CPython's `_PyInstructionSequence` (Python/instruction_sequence.c).

use crate::opcode::Opcode;

/// Where in the source an instruction comes from; lines from one, columns in bytes from zero.
/// `-1` stands for "nowhere", as in CPython (`NO_LOCATION`), `-2` for `NEXT_LOCATION`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "CPython's names")]
pub struct Location {
    pub lineno: i32,
    pub end_lineno: i32,
    pub col_offset: i32,
    pub end_col_offset: i32,
}

impl Location {
    /// An instruction that no line of the source has caused.
    pub const NONE: Location =
        Location { lineno: -1, end_lineno: -1, col_offset: -1, end_col_offset: -1 };
    /// An instruction that takes the place of the one behind it.
    pub const NEXT: Location =
        Location { lineno: -2, end_lineno: -2, col_offset: -2, end_col_offset: -2 };
}

/// A place in the sequence that jumps go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Label(pub u32);

/// What an instruction is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arg {
    /// No argument; zero in the bytes.
    None,
    /// A number: an index, a count, flags.
    Value(u32),
    /// A jump's target, or the handler of a `SETUP_*`.
    Label(Label),
}

/// One instruction before assembly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the types say it")]
pub struct Instruction {
    pub opcode: Opcode,
    pub arg: Arg,
    pub location: Location,
}

/// Instructions in the order in which the code generator made them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InstructionSequence {
    /// The instructions.
    pub instructions: Vec<Instruction>,
    /// By label: the index of the instruction it stands before, `None` while it is not placed.
    pub labels: Vec<Option<usize>>,
}

impl InstructionSequence {
    /// Without instructions, but with room for those of most functions.
    pub fn with_room() -> InstructionSequence {
        InstructionSequence { instructions: Vec::with_capacity(64), labels: Vec::with_capacity(8) }
    }

    /// A label that is not placed yet.
    pub fn new_label(&mut self) -> Label {
        self.labels.push(None);
        Label(self.labels.len() as u32 - 1)
    }

    /// Places `label` before the instruction that is added next.
    pub fn use_label(&mut self, label: Label) {
        self.labels[label.0 as usize] = Some(self.instructions.len());
    }

    /// Adds an instruction.
    pub fn add(&mut self, opcode: Opcode, arg: Arg, location: Location) {
        self.instructions.push(Instruction { opcode, arg, location });
    }

    /// Adds an instruction before all others; labels keep their instructions.
    pub fn insert_first(&mut self, opcode: Opcode, arg: Arg, location: Location) {
        self.instructions.insert(0, Instruction { opcode, arg, location });
        for place in self.labels.iter_mut().flatten() {
            *place += 1;
        }
    }
}
