//! Scopes and what each name means in them, exactly as CPython 3.13 computes it.
//!
//! CPython's compiler asks `Python/symtable.c` in which scope each name lives, before it emits a
//! single instruction; both the analyser and our own compiler need the same answer. The work has
//! CPython's two passes: `builder` walks the tree and notes what each scope does with each name,
//! `analyze` decides who owns it. The errors that CPython raises on the way, and those of
//! `Python/future.c`, come out beside the scopes; nothing stops at an error.
//!
//! A [`SymbolTable`] is a value without references into the tree: it can be compared, cloned and
//! sent to other threads.

mod analyze;
mod blocks;
mod builder;
mod definitions;
mod expressions;
mod future;
pub mod green;
mod names;
mod places;
mod print;
mod queries;
mod statements;
mod symbol;
mod type_params;

use std::ops::Range;

use rowan::{NodeOrToken, TextRange, TextSize};

pub use names::NameId;
pub use symbol::{Resolution, Symbol, SymbolFlags};

use crate::ast::{self, AstNode};
use crate::kind::SyntaxKind;
use crate::position::LineIndex;
use crate::{SyntaxError, SyntaxNode};
use names::Names;

/// The scopes of a file, their names, and the errors found while they were computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SymbolTable {
    scopes: Vec<Scope>,
    symbols: Vec<Symbol>,
    /// For each scope the indices of its symbols, by name.
    by_name: Vec<u32>,
    children: Vec<ScopeId>,
    parameters: Vec<NameId>,
    /// Scopes by the node that opens them; of one node the outer scope first.
    by_node: Vec<(NodePtr, ScopeId)>,
    names: Names,
    errors: Vec<SyntaxError>,
}

/// A scope of one [`SymbolTable`]: its place in CPython's order of creation, the module's first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeId(u32);

/// A scope: CPython's `PySTEntryObject`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// What opens the scope.
    pub kind: ScopeKind,
    /// CPython's name for it: a function's or class's own (not mangled), else `top`, `lambda`,
    /// `genexpr`, `listcomp`, `setcomp`, `dictcomp`, or the name of the type parameter.
    pub name: NameId,
    /// The scope around it; none around the module.
    pub parent: Option<ScopeId>,
    /// The node that opens it.
    pub node: NodePtr,
    /// Where CPython says that it starts: at `def` rather than at the decorators.
    pub start: TextSize,
    /// It stands inside a function, at any depth (`ste_nested`).
    pub is_nested: bool,
    /// It has a `yield`, or is a generator expression.
    pub is_generator: bool,
    /// It is an `async def`, or awaits.
    pub is_coroutine: bool,
    /// It has `*args`.
    pub has_varargs: bool,
    /// It has `**kwargs`.
    pub has_varkeywords: bool,
    /// It has a `return` with a value.
    pub returns_value: bool,
    /// A list, set or dict comprehension that runs in the frame of its parent (PEP 709). Its names
    /// are names of the parent too, and CPython's `symtable` module does not show it.
    pub is_inlined: bool,
    /// A class whose methods use `super` or `__class__`.
    pub needs_class_closure: bool,
    /// A class whose annotation scopes look into its namespace.
    pub needs_classdict: bool,
    /// An annotation scope right inside a class, which sees the names of the class.
    pub can_see_class_scope: bool,
    /// Nothing runs it: an annotation under `from __future__ import annotations`, or a scope
    /// inside one. CPython's `symtable` module does not show it.
    pub is_unevaluated: bool,
    symbols: Range<u32>,
    children: Range<u32>,
    parameters: Range<u32>,
}

/// What opens a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScopeKind {
    /// The file.
    Module,
    /// `def` or `async def`.
    Function,
    /// `lambda`.
    Lambda,
    /// `class`.
    Class,
    /// `[x for …]`.
    ListComp,
    /// `{x for …}`.
    SetComp,
    /// `{k: v for …}`.
    DictComp,
    /// `(x for …)`.
    GeneratorExpr,
    /// An annotation under `from __future__ import annotations`.
    Annotation,
    /// The type parameters of a function, class or type alias (PEP 695), around all of it.
    TypeParameters,
    /// The value of a `type` statement.
    TypeAlias,
    /// The bound, the constraints or the default of one type parameter (PEP 695, PEP 696).
    TypeVariable,
}

/// A node without its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NodePtr {
    /// Its kind.
    pub kind: SyntaxKind,
    /// Its range.
    pub range: TextRange,
}

/// The scopes of `file`.
pub fn symbol_table(file: &ast::File) -> SymbolTable {
    builder::build(file.syntax())
}

impl ScopeId {
    /// The scope of the file.
    pub const MODULE: ScopeId = ScopeId(0);

    /// Its place in [`SymbolTable::scopes`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl ScopeKind {
    /// A list, set or dict comprehension or a generator expression.
    pub const fn is_comprehension(self) -> bool {
        use ScopeKind::*;
        matches!(self, ListComp | SetComp | DictComp | GeneratorExpr)
    }

    /// Of type `function` for CPython: functions, lambdas and comprehensions. Their names live in
    /// fast locals and cells.
    pub const fn is_function(self) -> bool {
        matches!(self, ScopeKind::Function | ScopeKind::Lambda) || self.is_comprehension()
    }

    /// Functions and the scopes that behave like them: inner scopes see their names
    /// (`_PyST_IsFunctionLike`).
    pub const fn is_function_like(self) -> bool {
        use ScopeKind::*;
        self.is_function() || matches!(self, TypeParameters | TypeAlias | TypeVariable)
    }

    /// The type that CPython's `symtable` module prints.
    pub const fn type_name(self) -> &'static str {
        match self {
            ScopeKind::Module => "module",
            ScopeKind::Class => "class",
            ScopeKind::Annotation => "annotation",
            ScopeKind::TypeParameters => "type parameters",
            ScopeKind::TypeAlias => "type alias",
            ScopeKind::TypeVariable => "type variable",
            _ => "function",
        }
    }
}

impl Scope {
    /// CPython's `lineno`, one-based; 0 for the module. `lines` belongs to the file.
    pub fn line(&self, lines: &LineIndex) -> u32 {
        match self.kind {
            ScopeKind::Module => 0,
            _ => lines.line_col(self.start).line + 1,
        }
    }

    /// The scope's names are fast locals (`SymbolTable.is_optimized`).
    pub const fn is_optimized(&self) -> bool {
        self.kind.is_function()
    }
}

impl NodePtr {
    /// A node without its tree.
    pub fn new(node: &SyntaxNode) -> NodePtr {
        NodePtr { kind: node.kind(), range: node.text_range() }
    }

    /// The node in `root`'s tree; `None` where that tree has none of this kind there.
    pub fn to_node(self, root: &SyntaxNode) -> Option<SyntaxNode> {
        if !root.text_range().contains_range(self.range) {
            return None;
        }
        let node = match root.covering_element(self.range) {
            NodeOrToken::Node(node) => node,
            NodeOrToken::Token(token) => token.parent()?,
        };
        node.ancestors()
            .take_while(|it| it.text_range() == self.range)
            .find(|it| it.kind() == self.kind)
    }

    fn sort_key(self) -> (TextSize, TextSize, SyntaxKind) {
        (self.range.start(), self.range.end(), self.kind)
    }
}

#[cfg(test)]
mod tests;
