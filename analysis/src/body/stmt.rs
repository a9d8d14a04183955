//! Statements of a body.

use super::{Block, BodyScope, Const, ExprId, Name, Operator, VarRef};

/// A statement. `pass`, `global` and `nonlocal` leave [`Stmt::Pass`] behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stmt {
    /// Nothing, or what the parser could not read.
    Pass,
    /// An expression.
    Expr(ExprId),
    /// `a = b = value`: targets are names, attributes, subscripts, slices, tuples, lists and
    /// starred ones of these.
    Assign { targets: Box<[ExprId]>, value: ExprId },
    /// `target += value`.
    AugAssign { target: ExprId, op: Operator, value: ExprId },
    /// `target: annotation = value`.
    AnnAssign { target: ExprId, annotation: ExprId, value: Option<ExprId> },
    /// `return value`.
    Return(Option<ExprId>),
    /// `raise exc from cause`.
    Raise { exc: Option<ExprId>, cause: Option<ExprId> },
    /// `del a, b[0], c.d`.
    Delete(Box<[ExprId]>),
    /// `assert test, message`.
    Assert { test: ExprId, message: Option<ExprId> },
    /// `break`.
    Break,
    /// `continue`.
    Continue,
    /// `if` and its `elif`s, each with its test, then the `else`.
    If { branches: Box<[(ExprId, Block)]>, orelse: Block },
    /// `while`.
    While { test: ExprId, body: Block, orelse: Block },
    /// `for`.
    For { is_async: bool, target: ExprId, iter: ExprId, body: Block, orelse: Block },
    /// `try`.
    Try { body: Block, handlers: Box<[Handler]>, orelse: Block, finally: Block },
    /// `with`.
    With { is_async: bool, items: Box<[WithItem]>, body: Block },
    /// `match`.
    Match { subject: ExprId, cases: Box<[Case]> },
    /// `def`: binds `var`.
    FunctionDef { scope: BodyScope, var: VarRef },
    /// `class`: runs the body of the scope, then binds `var`.
    ClassDef { scope: BodyScope, var: VarRef },
    /// `import a.b as c, d`, `from a import b`.
    Import(Box<Import>),
    /// `type Name = ..`: binds `var`.
    TypeAlias { var: VarRef },
}

/// `except exc as name:`, `except* exc:`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handler {
    /// The class or tuple of classes; none for a bare `except`.
    pub exc: Option<ExprId>,
    /// Bound at the start, deleted at the end.
    pub var: Option<VarRef>,
    /// It is `except*`.
    pub is_star: bool,
    /// The statements.
    pub body: Block,
}

/// `context as target`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithItem {
    /// The context manager.
    pub context: ExprId,
    /// What `__enter__` returns is bound to it.
    pub target: Option<ExprId>,
}

/// `case pattern if guard:`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The pattern.
    pub pattern: Pattern,
    /// The condition.
    pub guard: Option<ExprId>,
    /// The statements.
    pub body: Block,
}

/// A pattern of a `case`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// `_`, or what the parser could not read.
    Wildcard,
    /// A value compared with `==`: a literal or a dotted name.
    Value(ExprId),
    /// `None`, `True` or `False`, compared with `is`.
    Singleton(Const),
    /// A name that takes what is there.
    Capture(VarRef),
    /// `pattern as name`.
    As(Box<Pattern>, VarRef),
    /// `a | b`.
    Or(Box<[Pattern]>),
    /// `[a, *b]`.
    Sequence(Box<[Pattern]>),
    /// `*name` in a sequence; `*_` has none.
    Star(Option<VarRef>),
    /// `{key: pattern, **rest}`.
    Mapping { items: Box<[(ExprId, Pattern)]>, rest: Option<VarRef> },
    /// `Class(pattern, name=pattern)`.
    Class { class: ExprId, patterns: Box<[Pattern]>, keywords: Box<[(Name, Pattern)]> },
}

/// An import statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The dots before the module of `from ..a import b`; 0 for an absolute one.
    pub level: u32,
    /// The module of `from a.b import c`, empty in `from . import c`; none for `import a.b`.
    pub from: Option<Name>,
    /// What is imported.
    pub aliases: Box<[Alias]>,
    /// It is `from a import *`.
    pub is_star: bool,
}

/// `a.b as c`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The dotted name behind `import`.
    pub name: Name,
    /// It has `as`: then `import a.b as c` binds the module `a.b`, without it the package `a`.
    pub has_as: bool,
    /// What is bound.
    pub var: VarRef,
}

impl Stmt {
    /// The blocks right below, in the order of the text.
    pub fn blocks(&self, mut each: impl FnMut(&Block)) {
        match self {
            Stmt::If { branches, orelse } => {
                branches.iter().for_each(|it| each(&it.1));
                each(orelse);
            }
            Stmt::While { body, orelse, .. } | Stmt::For { body, orelse, .. } => {
                each(body);
                each(orelse);
            }
            Stmt::Try { body, handlers, orelse, finally } => {
                each(body);
                handlers.iter().for_each(|it| each(&it.body));
                each(orelse);
                each(finally);
            }
            Stmt::With { body, .. } => each(body),
            Stmt::Match { cases, .. } => cases.iter().for_each(|it| each(&it.body)),
            _ => {}
        }
    }
}
