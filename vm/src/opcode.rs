//! CPython 3.13's instructions: numbers, inline cache entries, what they do to the stack, flags.
//!
//! Source: `Include/internal/pycore_opcode_metadata.h`, `Include/internal/pycore_opcode_utils.h`,
//! `Include/opcode_ids.h`, CPython 3.13.0; `tests/opcodes.rs` compares every row with what `dis` of
//! that version answers.

pub mod arguments;
mod kinds;

/// Facts about an instruction that are yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flags(u8);

impl Flags {
    const NONE: Flags = Flags(0);
    /// Its argument means something.
    pub const ARG: Flags = Flags(1);
    /// Its argument is an index into `co_consts`.
    pub const CONST: Flags = Flags(2);
    /// Its argument (or its upper bits) is an index into `co_names`.
    pub const NAME: Flags = Flags(4);
    /// Its argument says where to jump.
    pub const JUMP: Flags = Flags(8);
    /// Its argument is the index of a cell or a free variable.
    pub const FREE: Flags = Flags(16);
    /// Its argument is the index of a local variable, or of two of them.
    pub const LOCAL: Flags = Flags(32);
    /// Signals and other threads may run before the next instruction.
    pub const EVAL_BREAK: Flags = Flags(64);

    /// Both sets in one.
    const fn with(self, more: Flags) -> Flags {
        Flags(self.0 | more.0)
    }

    /// Whether all of `flags` are among these.
    pub const fn contains(self, flags: Flags) -> bool {
        self.0 & flags.0 == flags.0
    }
}

macro_rules! opcodes {
    ($($name:ident = $number:literal, caches: $caches:literal,
        |$oparg:tt| $pops:expr => $pushes:expr, [$($flag:ident),*];)*) => {
        /// An instruction, a pseudo instruction of the compiler (256 and above) included.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        #[expect(non_camel_case_types, reason = "spelled as in CPython")]
        #[allow(missing_docs, reason = "CPython's names")]
        pub enum Opcode {
            $($name = $number,)*
        }

        impl Opcode {
            /// Every instruction, by number.
            pub const ALL: &[Opcode] = &[$(Opcode::$name,)*];

            /// The instruction with this number.
            pub const fn from_number(number: u16) -> Option<Opcode> {
                match number {
                    $($number => Some(Opcode::$name),)*
                    _ => None,
                }
            }

            /// CPython's name.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Opcode::$name => stringify!($name),)*
                }
            }

            /// How many code units of inline cache follow it.
            #[inline]
            pub const fn caches(self) -> usize {
                FACTS[self as usize].caches as usize
            }

            /// What is always or never true of it.
            #[inline]
            pub const fn flags(self) -> Flags {
                FACTS[self as usize].flags
            }

            /// How many objects it takes from the stack and how many it puts there, in this order,
            /// when it does not jump.
            #[inline]
            fn stack_use(self, oparg: u32) -> (i64, i64) {
                let oparg = i64::from(oparg);
                match self {
                    $(Opcode::$name => {
                        let $oparg = oparg;
                        ($pops, $pushes)
                    })*
                }
            }
        }

        /// By number.
        const FACTS: &[Facts; FACTS_LEN] = &{
            let mut facts = [Facts { caches: 0, flags: Flags::NONE }; FACTS_LEN];
            $(facts[$number] = Facts { caches: $caches, flags: Flags::NONE$(.with(Flags::$flag))* };)*
            facts
        };
    };
}

/// What a row tells that does not depend on the argument.
#[derive(Clone, Copy)]
struct Facts {
    caches: u8,
    flags: Flags,
}

/// One more than the highest number, rounded up.
const FACTS_LEN: usize = 272;

// `NAME = number, caches: code units, |oparg| objects popped => objects pushed, [flags];`
opcodes! {
    CACHE = 0, caches: 0, |_| 0 => 0, [];
    BEFORE_ASYNC_WITH = 1, caches: 0, |_| 1 => 2, [];
    BEFORE_WITH = 2, caches: 0, |_| 1 => 2, [];
    BINARY_SLICE = 4, caches: 0, |_| 3 => 1, [];
    BINARY_SUBSCR = 5, caches: 1, |_| 2 => 1, [];
    CHECK_EG_MATCH = 6, caches: 0, |_| 2 => 2, [];
    CHECK_EXC_MATCH = 7, caches: 0, |_| 2 => 2, [];
    CLEANUP_THROW = 8, caches: 0, |_| 3 => 2, [];
    DELETE_SUBSCR = 9, caches: 0, |_| 2 => 0, [];
    END_ASYNC_FOR = 10, caches: 0, |_| 2 => 0, [];
    END_FOR = 11, caches: 0, |_| 1 => 0, [];
    END_SEND = 12, caches: 0, |_| 2 => 1, [];
    EXIT_INIT_CHECK = 13, caches: 0, |_| 1 => 0, [];
    FORMAT_SIMPLE = 14, caches: 0, |_| 1 => 1, [];
    FORMAT_WITH_SPEC = 15, caches: 0, |_| 2 => 1, [];
    GET_AITER = 16, caches: 0, |_| 1 => 1, [];
    RESERVED = 17, caches: 0, |_| 0 => 0, [];
    GET_ANEXT = 18, caches: 0, |_| 1 => 2, [];
    GET_ITER = 19, caches: 0, |_| 1 => 1, [];
    GET_LEN = 20, caches: 0, |_| 1 => 2, [];
    GET_YIELD_FROM_ITER = 21, caches: 0, |_| 1 => 1, [];
    INTERPRETER_EXIT = 22, caches: 0, |_| 1 => 0, [];
    LOAD_ASSERTION_ERROR = 23, caches: 0, |_| 0 => 1, [];
    LOAD_BUILD_CLASS = 24, caches: 0, |_| 0 => 1, [];
    LOAD_LOCALS = 25, caches: 0, |_| 0 => 1, [];
    MAKE_FUNCTION = 26, caches: 0, |_| 1 => 1, [];
    MATCH_KEYS = 27, caches: 0, |_| 2 => 3, [];
    MATCH_MAPPING = 28, caches: 0, |_| 1 => 2, [];
    MATCH_SEQUENCE = 29, caches: 0, |_| 1 => 2, [];
    NOP = 30, caches: 0, |_| 0 => 0, [];
    POP_EXCEPT = 31, caches: 0, |_| 1 => 0, [];
    POP_TOP = 32, caches: 0, |_| 1 => 0, [];
    PUSH_EXC_INFO = 33, caches: 0, |_| 1 => 2, [];
    PUSH_NULL = 34, caches: 0, |_| 0 => 1, [];
    RETURN_GENERATOR = 35, caches: 0, |_| 0 => 1, [];
    RETURN_VALUE = 36, caches: 0, |_| 1 => 0, [];
    SETUP_ANNOTATIONS = 37, caches: 0, |_| 0 => 0, [];
    STORE_SLICE = 38, caches: 0, |_| 4 => 0, [];
    STORE_SUBSCR = 39, caches: 1, |_| 3 => 0, [];
    TO_BOOL = 40, caches: 3, |_| 1 => 1, [];
    UNARY_INVERT = 41, caches: 0, |_| 1 => 1, [];
    UNARY_NEGATIVE = 42, caches: 0, |_| 1 => 1, [];
    UNARY_NOT = 43, caches: 0, |_| 1 => 1, [];
    WITH_EXCEPT_START = 44, caches: 0, |_| 4 => 5, [];
    BINARY_OP = 45, caches: 1, |_| 2 => 1, [ARG];
    BUILD_CONST_KEY_MAP = 46, caches: 0, |oparg| 1 + oparg => 1, [ARG];
    BUILD_LIST = 47, caches: 0, |oparg| oparg => 1, [ARG];
    BUILD_MAP = 48, caches: 0, |oparg| oparg * 2 => 1, [ARG];
    BUILD_SET = 49, caches: 0, |oparg| oparg => 1, [ARG];
    BUILD_SLICE = 50, caches: 0, |oparg| 2 + i64::from(oparg == 3) => 1, [ARG];
    BUILD_STRING = 51, caches: 0, |oparg| oparg => 1, [ARG];
    BUILD_TUPLE = 52, caches: 0, |oparg| oparg => 1, [ARG];
    CALL = 53, caches: 3, |oparg| 2 + oparg => 1, [ARG, EVAL_BREAK];
    CALL_FUNCTION_EX = 54, caches: 0, |oparg| 3 + (oparg & 1) => 1, [ARG, EVAL_BREAK];
    CALL_INTRINSIC_1 = 55, caches: 0, |_| 1 => 1, [ARG];
    CALL_INTRINSIC_2 = 56, caches: 0, |_| 2 => 1, [ARG];
    CALL_KW = 57, caches: 0, |oparg| 3 + oparg => 1, [ARG, EVAL_BREAK];
    COMPARE_OP = 58, caches: 1, |_| 2 => 1, [ARG];
    CONTAINS_OP = 59, caches: 1, |_| 2 => 1, [ARG];
    CONVERT_VALUE = 60, caches: 0, |_| 1 => 1, [ARG];
    COPY = 61, caches: 0, |oparg| oparg => 1 + oparg, [ARG];
    COPY_FREE_VARS = 62, caches: 0, |_| 0 => 0, [ARG];
    DELETE_ATTR = 63, caches: 0, |_| 1 => 0, [ARG, NAME];
    DELETE_DEREF = 64, caches: 0, |_| 0 => 0, [ARG, FREE];
    DELETE_FAST = 65, caches: 0, |_| 0 => 0, [ARG, LOCAL];
    DELETE_GLOBAL = 66, caches: 0, |_| 0 => 0, [ARG, NAME];
    DELETE_NAME = 67, caches: 0, |_| 0 => 0, [ARG, NAME];
    DICT_MERGE = 68, caches: 0, |oparg| 4 + oparg => 3 + oparg, [ARG];
    DICT_UPDATE = 69, caches: 0, |oparg| 1 + oparg => oparg, [ARG];
    ENTER_EXECUTOR = 70, caches: 0, |_| 0 => 0, [ARG];
    EXTENDED_ARG = 71, caches: 0, |_| 0 => 0, [ARG];
    FOR_ITER = 72, caches: 1, |_| 1 => 2, [ARG, JUMP];
    GET_AWAITABLE = 73, caches: 0, |_| 1 => 1, [ARG];
    IMPORT_FROM = 74, caches: 0, |_| 1 => 2, [ARG, NAME];
    IMPORT_NAME = 75, caches: 0, |_| 2 => 1, [ARG, NAME];
    IS_OP = 76, caches: 0, |_| 2 => 1, [ARG];
    JUMP_BACKWARD = 77, caches: 1, |_| 0 => 0, [ARG, JUMP, EVAL_BREAK];
    JUMP_BACKWARD_NO_INTERRUPT = 78, caches: 0, |_| 0 => 0, [ARG, JUMP];
    JUMP_FORWARD = 79, caches: 0, |_| 0 => 0, [ARG, JUMP];
    LIST_APPEND = 80, caches: 0, |oparg| 1 + oparg => oparg, [ARG];
    LIST_EXTEND = 81, caches: 0, |oparg| 1 + oparg => oparg, [ARG];
    LOAD_ATTR = 82, caches: 9, |oparg| 1 => 1 + (oparg & 1), [ARG, NAME];
    LOAD_CONST = 83, caches: 0, |_| 0 => 1, [ARG, CONST];
    LOAD_DEREF = 84, caches: 0, |_| 0 => 1, [ARG, FREE];
    LOAD_FAST = 85, caches: 0, |_| 0 => 1, [ARG, LOCAL];
    LOAD_FAST_AND_CLEAR = 86, caches: 0, |_| 0 => 1, [ARG, LOCAL];
    LOAD_FAST_CHECK = 87, caches: 0, |_| 0 => 1, [ARG, LOCAL];
    LOAD_FAST_LOAD_FAST = 88, caches: 0, |_| 0 => 2, [ARG, LOCAL];
    LOAD_FROM_DICT_OR_DEREF = 89, caches: 0, |_| 1 => 1, [ARG, FREE];
    LOAD_FROM_DICT_OR_GLOBALS = 90, caches: 0, |_| 1 => 1, [ARG, NAME];
    LOAD_GLOBAL = 91, caches: 4, |oparg| 0 => 1 + (oparg & 1), [ARG, NAME];
    LOAD_NAME = 92, caches: 0, |_| 0 => 1, [ARG, NAME];
    LOAD_SUPER_ATTR = 93, caches: 1, |oparg| 3 => 1 + (oparg & 1), [ARG, NAME];
    MAKE_CELL = 94, caches: 0, |_| 0 => 0, [ARG, FREE];
    MAP_ADD = 95, caches: 0, |oparg| 2 + oparg => oparg, [ARG];
    MATCH_CLASS = 96, caches: 0, |_| 3 => 1, [ARG];
    POP_JUMP_IF_FALSE = 97, caches: 1, |_| 1 => 0, [ARG, JUMP];
    POP_JUMP_IF_NONE = 98, caches: 1, |_| 1 => 0, [ARG, JUMP];
    POP_JUMP_IF_NOT_NONE = 99, caches: 1, |_| 1 => 0, [ARG, JUMP];
    POP_JUMP_IF_TRUE = 100, caches: 1, |_| 1 => 0, [ARG, JUMP];
    RAISE_VARARGS = 101, caches: 0, |oparg| oparg => 0, [ARG];
    RERAISE = 102, caches: 0, |oparg| 1 + oparg => oparg, [ARG];
    RETURN_CONST = 103, caches: 0, |_| 0 => 0, [ARG, CONST];
    SEND = 104, caches: 1, |_| 2 => 2, [ARG, JUMP];
    SET_ADD = 105, caches: 0, |oparg| 1 + oparg => oparg, [ARG];
    SET_FUNCTION_ATTRIBUTE = 106, caches: 0, |_| 2 => 1, [ARG];
    SET_UPDATE = 107, caches: 0, |oparg| 1 + oparg => oparg, [ARG];
    STORE_ATTR = 108, caches: 4, |_| 2 => 0, [ARG, NAME];
    STORE_DEREF = 109, caches: 0, |_| 1 => 0, [ARG, FREE];
    STORE_FAST = 110, caches: 0, |_| 1 => 0, [ARG, LOCAL];
    STORE_FAST_LOAD_FAST = 111, caches: 0, |_| 1 => 1, [ARG, LOCAL];
    STORE_FAST_STORE_FAST = 112, caches: 0, |_| 2 => 0, [ARG, LOCAL];
    STORE_GLOBAL = 113, caches: 0, |_| 1 => 0, [ARG, NAME];
    STORE_NAME = 114, caches: 0, |_| 1 => 0, [ARG, NAME];
    SWAP = 115, caches: 0, |oparg| oparg => oparg, [ARG];
    UNPACK_EX = 116, caches: 0, |oparg| 1 => 1 + (oparg >> 8) + (oparg & 0xFF), [ARG];
    UNPACK_SEQUENCE = 117, caches: 1, |oparg| 1 => oparg, [ARG];
    YIELD_VALUE = 118, caches: 0, |_| 1 => 1, [ARG];
    RESUME = 149, caches: 0, |_| 0 => 0, [ARG, EVAL_BREAK];
    INSTRUMENTED_RESUME = 236, caches: 0, |_| 0 => 0, [ARG, EVAL_BREAK];
    INSTRUMENTED_END_FOR = 237, caches: 0, |_| 2 => 1, [];
    INSTRUMENTED_END_SEND = 238, caches: 0, |_| 2 => 1, [];
    INSTRUMENTED_RETURN_VALUE = 239, caches: 0, |_| 1 => 0, [];
    INSTRUMENTED_RETURN_CONST = 240, caches: 0, |_| 0 => 0, [ARG, CONST];
    INSTRUMENTED_YIELD_VALUE = 241, caches: 0, |_| 1 => 1, [ARG];
    INSTRUMENTED_LOAD_SUPER_ATTR = 242, caches: 0, |oparg| 3 => 1 + (oparg & 1), [ARG];
    INSTRUMENTED_FOR_ITER = 243, caches: 0, |_| 0 => 0, [ARG];
    INSTRUMENTED_CALL = 244, caches: 0, |_| 0 => 0, [ARG];
    INSTRUMENTED_CALL_KW = 245, caches: 0, |_| 0 => 0, [ARG];
    INSTRUMENTED_CALL_FUNCTION_EX = 246, caches: 0, |_| 0 => 0, [];
    INSTRUMENTED_INSTRUCTION = 247, caches: 0, |_| 0 => 0, [];
    INSTRUMENTED_JUMP_FORWARD = 248, caches: 0, |_| 0 => 0, [ARG];
    INSTRUMENTED_JUMP_BACKWARD = 249, caches: 0, |_| 0 => 0, [ARG, EVAL_BREAK];
    INSTRUMENTED_POP_JUMP_IF_TRUE = 250, caches: 0, |_| 0 => 0, [ARG];
    INSTRUMENTED_POP_JUMP_IF_FALSE = 251, caches: 0, |_| 0 => 0, [ARG];
    INSTRUMENTED_POP_JUMP_IF_NONE = 252, caches: 0, |_| 0 => 0, [ARG];
    INSTRUMENTED_POP_JUMP_IF_NOT_NONE = 253, caches: 0, |_| 0 => 0, [ARG];
    INSTRUMENTED_LINE = 254, caches: 0, |_| 0 => 0, [];
    JUMP = 256, caches: 0, |_| 0 => 0, [ARG, JUMP, EVAL_BREAK];
    JUMP_NO_INTERRUPT = 257, caches: 0, |_| 0 => 0, [ARG, JUMP];
    LOAD_CLOSURE = 258, caches: 0, |_| 0 => 1, [ARG, LOCAL];
    LOAD_METHOD = 259, caches: 0, |_| 1 => 2, [ARG, NAME];
    LOAD_SUPER_METHOD = 260, caches: 0, |_| 3 => 2, [ARG, NAME];
    LOAD_ZERO_SUPER_ATTR = 261, caches: 0, |_| 3 => 2, [ARG, NAME];
    LOAD_ZERO_SUPER_METHOD = 262, caches: 0, |_| 3 => 2, [ARG, NAME];
    POP_BLOCK = 263, caches: 0, |_| 0 => 0, [];
    SETUP_CLEANUP = 264, caches: 0, |_| 0 => 0, [ARG];
    SETUP_FINALLY = 265, caches: 0, |_| 0 => 0, [ARG];
    SETUP_WITH = 266, caches: 0, |_| 0 => 0, [ARG];
    STORE_FAST_MAYBE_NULL = 267, caches: 0, |_| 1 => 0, [ARG, LOCAL];
}
