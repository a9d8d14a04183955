//! Scopes and variables of a body.

use super::{Arg, Block, BodyScope, CompKind, ExprId, Name, VarId, VarRef};

/// A scope: what a `def`, `lambda`, `class`, comprehension or file is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// What opens it.
    pub kind: ScopeKind,
    /// The scope around it in this unit; none for the unit's own, and for lambdas, comprehensions
    /// and type parameters in its decorators, defaults and annotations.
    pub parent: Option<BodyScope>,
    /// The name of a function or class, empty for others. Not mangled.
    pub name: Name,
    /// The decorators, from the top. Evaluated outside.
    pub decorators: Box<[ExprId]>,
    /// The parameters in the order of the text; defaults and annotations are evaluated outside.
    pub params: Box<[Param]>,
    /// The annotation behind `->`.
    pub returns: Option<ExprId>,
    /// The statements. Empty for a `def` that is a unit of its own ([`Self::is_elsewhere`]), a
    /// lambda and a comprehension.
    pub body: Block,
    /// The value of a lambda; the element of a comprehension, the value of a dict comprehension.
    pub result: Option<ExprId>,
    /// It is `async def`, or awaits.
    pub is_coroutine: bool,
    /// It has a `yield`, or is a generator expression.
    pub is_generator: bool,
    /// The body is a unit of its own ([`crate::unit::inner_unit`]). What only the body tells is
    /// there: whether it is a generator, has a docstring, and its variables besides the parameters.
    pub is_elsewhere: bool,
    /// The first statement is a string.
    pub has_docstring: bool,
    /// The variables that it owns, parameters first.
    pub vars: Box<[VarId]>,
    /// The variables of outer scopes of this unit that it, or a scope inside it, uses: what its
    /// closure holds.
    pub free: Box<[VarId]>,
}

/// What opens a scope, with what is its kind's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScopeKind {
    /// The file.
    Module,
    /// `def`.
    Function,
    /// `lambda`.
    Lambda,
    /// `class`, with its bases and keywords.
    Class { args: Box<[Arg]> },
    /// A comprehension, with its clauses. `key` is that of a dict comprehension.
    Comp { kind: CompKind, clauses: Box<[CompClause]>, key: Option<ExprId> },
    /// Type parameters with a variable each; a bound or default of one, or the value of a `type`
    /// statement, as [`Scope::result`]. Nothing in them is looked at.
    Other,
}

/// `for target in iter if ..` of a comprehension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompClause {
    /// It is `async for`.
    pub is_async: bool,
    /// What is bound.
    pub target: ExprId,
    /// What is gone through; that of the first clause is evaluated outside.
    pub iter: ExprId,
    /// The conditions.
    pub conditions: Box<[ExprId]>,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name; the variable is `vars` of the scope at the same index.
    pub name: Name,
    /// How it is filled.
    pub kind: ParamKind,
    /// The expression behind `=`.
    pub default: Option<ExprId>,
    /// The expression behind `:`.
    pub annotation: Option<ExprId>,
}

/// How a parameter is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "`inspect.Parameter`'s names")]
pub enum ParamKind {
    PositionalOnly,
    PositionalOrKeyword,
    VarPositional,
    KeywordOnly,
    VarKeyword,
}

/// A variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Var {
    /// Its name, mangled where a class asks for it.
    pub name: Name,
    /// The scope that owns it.
    pub scope: BodyScope,
    /// An inner scope of this unit reads or writes it: it lives in a cell, unless the only inner
    /// scopes are comprehensions that are no generators. For a global of the file: some function or
    /// class of the file declares it `global`.
    pub is_shared: bool,
    /// An inner scope binds it: by `nonlocal`, `global` or a walrus in a comprehension.
    pub is_bound_inside: bool,
}

impl Scope {
    /// `def` or `lambda`.
    pub const fn is_function(&self) -> bool {
        matches!(self.kind, ScopeKind::Function | ScopeKind::Lambda)
    }

    /// `class`.
    pub const fn is_class(&self) -> bool {
        matches!(self.kind, ScopeKind::Class { .. })
    }

    /// A comprehension or generator expression.
    pub const fn is_comp(&self) -> bool {
        matches!(self.kind, ScopeKind::Comp { .. })
    }

    /// The index of the parameter that `var` is.
    pub fn param_of(&self, var: VarId) -> Option<usize> {
        self.vars.iter().take(self.params.len()).position(|it| *it == var)
    }
}

impl From<VarId> for VarRef {
    fn from(var: VarId) -> VarRef {
        VarRef::Local(var)
    }
}
