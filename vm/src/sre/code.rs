//! The code words: their numbers, and a program of them.

use super::validate::{self, Invalid};

/// `_sre.MAGIC`: which generation of code words this engine runs.
pub const MAGIC: u32 = 20_230_612;
/// `_sre.MAXREPEAT`: repeats without an upper bound.
pub const MAXREPEAT: u32 = u32::MAX;
/// `_sre.MAXGROUPS` on 64-bit systems.
pub const MAXGROUPS: u32 = i32::MAX as u32 / 2;

/// Operators, as `re._constants.OPCODES` numbers them.
pub(super) mod op {
    pub(crate) const FAILURE: u32 = 0;
    pub(crate) const SUCCESS: u32 = 1;
    pub(crate) const ANY: u32 = 2;
    pub(crate) const ANY_ALL: u32 = 3;
    pub(crate) const ASSERT: u32 = 4;
    pub(crate) const ASSERT_NOT: u32 = 5;
    pub(crate) const AT: u32 = 6;
    pub(crate) const BRANCH: u32 = 7;
    pub(crate) const CATEGORY: u32 = 8;
    pub(crate) const CHARSET: u32 = 9;
    pub(crate) const BIGCHARSET: u32 = 10;
    pub(crate) const GROUPREF: u32 = 11;
    pub(crate) const GROUPREF_EXISTS: u32 = 12;
    pub(crate) const IN: u32 = 13;
    pub(crate) const INFO: u32 = 14;
    pub(crate) const JUMP: u32 = 15;
    pub(crate) const LITERAL: u32 = 16;
    pub(crate) const MARK: u32 = 17;
    pub(crate) const MAX_UNTIL: u32 = 18;
    pub(crate) const MIN_UNTIL: u32 = 19;
    pub(crate) const NOT_LITERAL: u32 = 20;
    pub(crate) const NEGATE: u32 = 21;
    pub(crate) const RANGE: u32 = 22;
    pub(crate) const REPEAT: u32 = 23;
    pub(crate) const REPEAT_ONE: u32 = 24;
    pub(crate) const MIN_REPEAT_ONE: u32 = 26;
    pub(crate) const ATOMIC_GROUP: u32 = 27;
    pub(crate) const POSSESSIVE_REPEAT: u32 = 28;
    pub(crate) const POSSESSIVE_REPEAT_ONE: u32 = 29;
    pub(crate) const GROUPREF_IGNORE: u32 = 30;
    pub(crate) const IN_IGNORE: u32 = 31;
    pub(crate) const LITERAL_IGNORE: u32 = 32;
    pub(crate) const NOT_LITERAL_IGNORE: u32 = 33;
    pub(crate) const GROUPREF_LOC_IGNORE: u32 = 34;
    pub(crate) const IN_LOC_IGNORE: u32 = 35;
    pub(crate) const LITERAL_LOC_IGNORE: u32 = 36;
    pub(crate) const NOT_LITERAL_LOC_IGNORE: u32 = 37;
    pub(crate) const GROUPREF_UNI_IGNORE: u32 = 38;
    pub(crate) const IN_UNI_IGNORE: u32 = 39;
    pub(crate) const LITERAL_UNI_IGNORE: u32 = 40;
    pub(crate) const NOT_LITERAL_UNI_IGNORE: u32 = 41;
    pub(crate) const RANGE_UNI_IGNORE: u32 = 42;
}

/// Bits of an `INFO` block's flags.
pub(super) mod info {
    pub(crate) const PREFIX: u32 = 1;
    pub(crate) const LITERAL: u32 = 2;
    pub(crate) const CHARSET: u32 = 4;
}

/// A pattern's code, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    code: Box<[u32]>,
    n_groups: usize,
}

impl Program {
    /// Checks code that may come from anywhere.
    ///
    /// # Errors
    /// Where it is not what a compiler of `re` makes: `RuntimeError: invalid SRE code`.
    pub fn new(code: Vec<u32>, n_groups: usize) -> Result<Self, Invalid> {
        validate::validate(&code, n_groups)?;
        Ok(Self { code: code.into(), n_groups })
    }

    /// The code words.
    pub fn code(&self) -> &[u32] {
        &self.code
    }

    /// How many groups there are beside the whole.
    pub fn n_groups(&self) -> usize {
        self.n_groups
    }
}
