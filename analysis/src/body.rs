//! A unit of code without its text: what every later question about meaning reads.
//!
//! A *unit* is what one answer is about: the top level of a file with the bodies of its classes, or
//! one function that stands in no other function, with everything nested in it. Its [`Body`] holds
//! the expressions and statements in small arenas, names already resolved as CPython's symbol table
//! resolves them, and no offsets: blanks, comments and edits elsewhere in the file leave it equal,
//! so that what was computed from it stays. Where things stand is in the [`BodyMap`] beside it,
//! which only messages read.

mod expr;
pub(crate) mod lower;
mod scope;
mod show;
mod stmt;

use refwise_syntax::TextRange;
use smol_str::SmolStr;

pub use expr::{
    Arg, ArgKind, CompKind, CompareOp, Const, DictItem, Expr, Operator, Slice, UnaryOp,
};
pub use scope::{CompClause, Param, ParamKind, Scope, ScopeKind, Var};
pub use stmt::{Alias, Case, Handler, Import, Pattern, Stmt, WithItem};

/// A name, cheap to clone.
pub type Name = SmolStr;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl $name {
            /// The id at `index`.
            pub const fn new(index: usize) -> $name {
                $name(index as u32)
            }

            /// Its place in the arena.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "{}"), self.0)
            }
        }
    )*};
}

ids! {
    /// An expression of a [`Body`].
    ExprId,
    /// A statement of a [`Body`].
    StmtId,
    /// A scope of a [`Body`]: the unit's own is 0, an outer one comes before its inner ones.
    ///
    /// Not the number of the symbol table, which counts over the whole file.
    BodyScope,
    /// A variable of a [`Body`].
    VarId,
}

/// A sequence of statements.
pub type Block = Box<[StmtId]>;

/// What a unit's code is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// Operands come before what they are operands of.
    pub exprs: Vec<Expr>,
    /// Inner statements come before the ones around them.
    pub stmts: Vec<Stmt>,
    /// The scopes, the unit's own first.
    pub scopes: Vec<Scope>,
    /// The variables that scopes of this unit own.
    pub vars: Vec<Var>,
}

/// Where the parts of a [`Body`] stand, relative to the start of the unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BodyMap {
    /// By expression: without parentheses around it.
    pub exprs: Vec<TextRange>,
    /// By statement: to its last significant token.
    pub stmts: Vec<TextRange>,
    /// By scope: the name of a function or class; the word `lambda`; the whole of a comprehension;
    /// nothing (at 0) for a module.
    pub scopes: Vec<TextRange>,
    /// By scope: the code that runs in it: the block of a function or class, else the whole.
    pub extents: Vec<TextRange>,
    /// By scope: the names of its parameters, in the order of [`Scope::params`].
    pub params: Vec<Box<[TextRange]>>,
}

/// What a name in an expression means.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum VarRef {
    /// A variable that a scope of this unit owns: of the scope itself, or, for a free variable, of
    /// one around it. At the top level of a file also its globals.
    Local(VarId),
    /// A global of the file, or a builtin. In the body of a function only.
    Global(Name),
    /// A name of the class around a method, else a global, else a builtin: in defaults, decorators
    /// and annotations of a unit that is a method. The path of classes is the unit's own. Also
    /// `__class__`, and the type parameters of the classes around.
    Enclosing(Name),
}

impl Body {
    /// The expression `id`.
    pub fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id.index()]
    }

    /// The statement `id`.
    pub fn stmt(&self, id: StmtId) -> &Stmt {
        &self.stmts[id.index()]
    }

    /// The scope `id`.
    pub fn scope(&self, id: BodyScope) -> &Scope {
        &self.scopes[id.index()]
    }

    /// The variable `id`.
    pub fn var(&self, id: VarId) -> &Var {
        &self.vars[id.index()]
    }

    /// All expressions with their ids, operands first.
    pub fn exprs(&self) -> impl Iterator<Item = (ExprId, &Expr)> {
        self.exprs.iter().enumerate().map(|(idx, it)| (ExprId::new(idx), it))
    }

    /// All statements with their ids.
    pub fn stmts(&self) -> impl Iterator<Item = (StmtId, &Stmt)> {
        self.stmts.iter().enumerate().map(|(idx, it)| (StmtId::new(idx), it))
    }

    /// All scopes with their ids.
    pub fn scopes(&self) -> impl Iterator<Item = (BodyScope, &Scope)> {
        self.scopes.iter().enumerate().map(|(idx, it)| (BodyScope::new(idx), it))
    }

    /// The name of a variable or global.
    pub fn name_of<'a>(&'a self, var: &'a VarRef) -> &'a Name {
        match var {
            VarRef::Local(it) => &self.var(*it).name,
            VarRef::Global(it) | VarRef::Enclosing(it) => it,
        }
    }
}

impl BodyScope {
    /// The unit's own scope.
    pub const OWN: BodyScope = BodyScope(0);
}
