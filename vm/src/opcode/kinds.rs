//! Questions the compiler and the disassembler ask of an instruction.
//!
//! The names of `pycore_opcode_utils.h` (`IS_SCOPE_EXIT_OPCODE`, `HAS_TARGET`, …), CPython 3.13.0.

use super::{Flags, Opcode};

impl Opcode {
    /// The number in `co_code`; 256 and above for pseudo instructions.
    pub const fn number(self) -> u16 {
        self as u16
    }

    /// An instruction of the compiler that never reaches `co_code`.
    pub const fn is_pseudo(self) -> bool {
        self.number() >= 256
    }

    /// By how much the stack grows (negative: shrinks), in objects.
    ///
    /// `jump` tells which way it leaves: only the `SETUP_*` differ, whose "jump" is the raise that
    /// enters their handler. Zero for `INSTRUMENTED_LINE`, of which CPython knows no effect.
    /// Source: `stack_effect` (Python/compile.c); `dis.stack_effect(op, arg, jump=…)`.
    pub fn stack_effect(self, oparg: u32, jump: bool) -> i32 {
        match (self, jump) {
            (Opcode::SETUP_FINALLY | Opcode::SETUP_WITH, true) => 1,
            (Opcode::SETUP_CLEANUP, true) => 2,
            _ => {
                let (popped, pushed) = self.stack_use(oparg);
                (pushed - popped) as i32
            }
        }
    }

    /// The larger effect of the two ways: `dis.stack_effect(op, arg)`.
    pub fn max_stack_effect(self, oparg: u32) -> i32 {
        self.stack_effect(oparg, false).max(self.stack_effect(oparg, true))
    }

    /// Its argument means something (`OPCODE_HAS_ARG`, `dis.hasarg`).
    pub const fn has_arg(self) -> bool {
        self.flags().contains(Flags::ARG)
    }

    /// Its argument is an index into `co_consts` (`dis.hasconst`).
    pub const fn has_const(self) -> bool {
        self.flags().contains(Flags::CONST)
    }

    /// Its argument leads to a name of `co_names` (`dis.hasname`).
    pub const fn has_name(self) -> bool {
        self.flags().contains(Flags::NAME)
    }

    /// Its argument says where to jump (`dis.hasjump`).
    pub const fn has_jump(self) -> bool {
        self.flags().contains(Flags::JUMP)
    }

    /// Its argument is the index of a cell or a free variable (`dis.hasfree`).
    pub const fn has_free(self) -> bool {
        self.flags().contains(Flags::FREE)
    }

    /// Its argument is the index of a local variable, or of two of them (`dis.haslocal`).
    pub const fn has_local(self) -> bool {
        self.flags().contains(Flags::LOCAL)
    }

    /// It installs a handler (`IS_BLOCK_PUSH_OPCODE`, `dis.hasexc`).
    pub const fn is_block_push(self) -> bool {
        matches!(self, Opcode::SETUP_FINALLY | Opcode::SETUP_WITH | Opcode::SETUP_CLEANUP)
    }

    /// It names a place: a jump, or a handler (`HAS_TARGET`).
    pub const fn has_target(self) -> bool {
        self.has_jump() || self.is_block_push()
    }

    /// Nothing runs behind it (`IS_SCOPE_EXIT_OPCODE`).
    pub const fn is_scope_exit(self) -> bool {
        use Opcode::{RAISE_VARARGS, RERAISE, RETURN_CONST, RETURN_VALUE};
        matches!(self, RETURN_VALUE | RETURN_CONST | RAISE_VARARGS | RERAISE)
    }

    /// It is the last of its basic block (`IS_TERMINATOR_OPCODE`).
    pub const fn is_terminator(self) -> bool {
        self.has_jump() || self.is_scope_exit()
    }

    /// It always jumps (`IS_UNCONDITIONAL_JUMP_OPCODE`).
    pub const fn is_unconditional_jump(self) -> bool {
        use Opcode::{JUMP, JUMP_FORWARD, JUMP_NO_INTERRUPT};
        self.is_backwards_jump() || matches!(self, JUMP | JUMP_NO_INTERRUPT | JUMP_FORWARD)
    }

    /// It jumps back in the bytes (`IS_BACKWARDS_JUMP_OPCODE`).
    pub const fn is_backwards_jump(self) -> bool {
        matches!(self, Opcode::JUMP_BACKWARD | Opcode::JUMP_BACKWARD_NO_INTERRUPT)
    }
}
