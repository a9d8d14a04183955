//! One name in one scope: how the scope uses it, and where it lives.

use std::ops::{BitOr, BitOrAssign};

use super::names::NameId;

/// A name in a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Symbol {
    /// The name, mangled where it is private.
    pub name: NameId,
    /// What the scope does with it.
    pub flags: SymbolFlags,
    /// Where the name lives, as seen from the scope.
    pub resolution: Resolution,
}

/// Where a name of a scope lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Resolution {
    /// In the scope itself (`LOCAL`); at module level: in the module's namespace.
    Local,
    /// In the module's namespace, as a `global` statement says (`GLOBAL_EXPLICIT`).
    GlobalExplicit,
    /// In the module's namespace or among the builtins (`GLOBAL_IMPLICIT`).
    GlobalImplicit,
    /// In an enclosing function (`FREE`).
    Free,
    /// In the scope itself, and an inner function reaches it (`CELL`).
    Cell,
}

impl Resolution {
    /// CPython's number. Source: `LOCAL` … `CELL` (Include/internal/pycore_symtable.h, 3.13).
    pub const fn number(self) -> u32 {
        match self {
            Resolution::Local => 1,
            Resolution::GlobalExplicit => 2,
            Resolution::GlobalImplicit => 3,
            Resolution::Free => 4,
            Resolution::Cell => 5,
        }
    }

    /// CPython's name, in lower case.
    pub const fn as_str(self) -> &'static str {
        match self {
            Resolution::Local => "local",
            Resolution::GlobalExplicit => "global_explicit",
            Resolution::GlobalImplicit => "global_implicit",
            Resolution::Free => "free",
            Resolution::Cell => "cell",
        }
    }

    /// The scope itself holds the variable.
    pub const fn is_own(self) -> bool {
        matches!(self, Resolution::Local | Resolution::Cell)
    }

    /// The module's namespace (or the builtins') holds the variable.
    pub const fn is_global(self) -> bool {
        matches!(self, Resolution::GlobalExplicit | Resolution::GlobalImplicit)
    }
}

/// A set of CPython's `DEF_*` bits and `USE`.
///
/// Source: `Include/internal/pycore_symtable.h` (CPython 3.13).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct SymbolFlags(u16);

impl SymbolFlags {
    /// No bit.
    pub const NONE: SymbolFlags = SymbolFlags(0);
    /// A `global` statement, or a walrus of a module-level comprehension.
    pub const GLOBAL: SymbolFlags = SymbolFlags(1);
    /// An assignment in the scope: anything that binds or deletes, imports and parameters aside.
    pub const LOCAL: SymbolFlags = SymbolFlags(1 << 1);
    /// A parameter.
    pub const PARAM: SymbolFlags = SymbolFlags(1 << 2);
    /// A `nonlocal` statement, or a walrus of a comprehension inside a function.
    pub const NONLOCAL: SymbolFlags = SymbolFlags(1 << 3);
    /// The name is read.
    pub const USE: SymbolFlags = SymbolFlags(1 << 4);
    /// A method of this class reaches past the class for the name.
    pub const FREE_CLASS: SymbolFlags = SymbolFlags(1 << 6);
    /// An import binds it.
    pub const IMPORT: SymbolFlags = SymbolFlags(1 << 7);
    /// It has an annotation (`x: int`).
    pub const ANNOT: SymbolFlags = SymbolFlags(1 << 8);
    /// An iteration variable of a comprehension.
    pub const COMP_ITER: SymbolFlags = SymbolFlags(1 << 9);
    /// A type parameter.
    pub const TYPE_PARAM: SymbolFlags = SymbolFlags(1 << 10);
    /// A cell in a comprehension that is inlined here.
    pub const COMP_CELL: SymbolFlags = SymbolFlags(1 << 11);
    /// Any of the ways to bind.
    pub const BOUND: SymbolFlags = SymbolFlags(Self::LOCAL.0 | Self::PARAM.0 | Self::IMPORT.0);

    /// CPython's number.
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// Every bit of `other` is there.
    pub const fn contains(self, other: SymbolFlags) -> bool {
        self.0 & other.0 == other.0
    }

    /// At least one bit of `other` is there.
    pub const fn intersects(self, other: SymbolFlags) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) const fn union(self, other: SymbolFlags) -> SymbolFlags {
        SymbolFlags(self.0 | other.0)
    }
}

impl BitOr for SymbolFlags {
    type Output = SymbolFlags;
    fn bitor(self, other: SymbolFlags) -> SymbolFlags {
        self.union(other)
    }
}

impl BitOrAssign for SymbolFlags {
    fn bitor_assign(&mut self, other: SymbolFlags) {
        *self = self.union(other);
    }
}

impl Symbol {
    /// The scope reads the name.
    pub const fn is_referenced(&self) -> bool {
        self.flags.contains(SymbolFlags::USE)
    }

    /// The scope binds the name: parameter, import or any assignment.
    pub const fn is_bound(&self) -> bool {
        self.flags.intersects(SymbolFlags::BOUND)
    }

    /// The name is a parameter of the scope.
    pub const fn is_parameter(&self) -> bool {
        self.flags.contains(SymbolFlags::PARAM)
    }

    /// An inner function reaches the scope's variable.
    pub const fn is_captured(&self) -> bool {
        matches!(self.resolution, Resolution::Cell)
    }
}
