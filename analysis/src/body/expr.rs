//! Expressions of a body.

use super::{BodyScope, ExprId, Name, VarId, VarRef};

/// An expression. Parentheses leave nothing behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// What the parser could not read.
    Missing,
    /// A name that is read; as a target it is written or deleted.
    Name(VarRef),
    /// A constant. Adjacent strings are one.
    Const(Const),
    /// An f-string or t-string: what its fields hold, in their order.
    FString(Box<[ExprId]>),
    /// `(a, b)`, with or without parentheses.
    Tuple(Box<[ExprId]>),
    /// `[a, b]`.
    List(Box<[ExprId]>),
    /// `{a, b}`.
    Set(Box<[ExprId]>),
    /// `{a: b, **c}`.
    Dict(Box<[DictItem]>),
    /// `*a` in a display, an argument list or a target.
    Starred(ExprId),
    /// A comprehension or generator expression. Its element, clauses and conditions are in its
    /// scope ([`super::ScopeKind::Comp`]); the first iterable is evaluated outside.
    Comp(BodyScope),
    /// `lambda`.
    Lambda(BodyScope),
    /// `a + b`.
    Bin { op: Operator, left: ExprId, right: ExprId },
    /// `-a`, `not a`.
    Unary { op: UnaryOp, operand: ExprId },
    /// `a and b and c`, `a or b`.
    Bool { is_and: bool, operands: Box<[ExprId]> },
    /// `then if test else orelse`.
    If { test: ExprId, then: ExprId, orelse: ExprId },
    /// `a < b is c`: the first operand, then operators with theirs.
    Compare { left: ExprId, rest: Box<[(CompareOp, ExprId)]> },
    /// `f(a, *b, c=d)`.
    Call { func: ExprId, args: Box<[Arg]> },
    /// `a.name`; the name mangled where a class asks for it.
    Attr { value: ExprId, name: Name },
    /// `a[b]`.
    Subscript { value: ExprId, index: ExprId },
    /// `a:b:c` in a subscript.
    Slice(Box<Slice>),
    /// `name := value`.
    Walrus { target: VarRef, value: ExprId },
    /// `await a`.
    Await(ExprId),
    /// `yield a`.
    Yield(Option<ExprId>),
    /// `yield from a`.
    YieldFrom(ExprId),
}

/// `lower:upper:step`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slice {
    /// Before the first colon.
    pub lower: Option<ExprId>,
    /// Between the colons.
    pub upper: Option<ExprId>,
    /// Behind the second colon.
    pub step: Option<ExprId>,
}

/// A value that is written down.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Const {
    /// `None`.
    None,
    /// `True`, `False`.
    Bool(bool),
    /// `...`.
    Ellipsis,
    /// An int that fits.
    Int(i64),
    /// A larger int: its text without underscores.
    BigInt(Name),
    /// A float: its bits.
    Float(u64),
    /// An imaginary number: the bits of its imaginary part.
    Imaginary(u64),
    /// A string. Lone surrogates are replaced.
    Str(Name),
    /// A bytes object.
    Bytes(Box<[u8]>),
}

/// An item of a dict display: `**value` has no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DictItem {
    /// The key.
    pub key: Option<ExprId>,
    /// The value.
    pub value: ExprId,
}

/// An argument of a call or class statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arg {
    /// How it is passed.
    pub kind: ArgKind,
    /// The value; what is behind the stars.
    pub value: ExprId,
}

/// How an argument is passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArgKind {
    /// `a`.
    Positional,
    /// `*a`.
    Star,
    /// `name=a`.
    Keyword(Name),
    /// `**a`.
    DoubleStar,
}

/// A binary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "CPython's names")]
pub enum Operator {
    Add,
    Sub,
    Mult,
    MatMult,
    Div,
    Mod,
    Pow,
    LShift,
    RShift,
    BitOr,
    BitXor,
    BitAnd,
    FloorDiv,
}

/// An operator with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "CPython's names")]
pub enum UnaryOp {
    Invert,
    Not,
    UAdd,
    USub,
}

/// An operator of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "CPython's names")]
pub enum CompareOp {
    Eq,
    NotEq,
    Lt,
    LtE,
    Gt,
    GtE,
    Is,
    IsNot,
    In,
    NotIn,
}

/// What a comprehension makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the words say it")]
pub enum CompKind {
    List,
    Set,
    Dict,
    Generator,
}

impl CompareOp {
    /// `is` or `is not`.
    pub const fn is_identity(self) -> bool {
        matches!(self, CompareOp::Is | CompareOp::IsNot)
    }
}

impl Expr {
    /// The variable of a name that is one of this unit's.
    pub const fn local(&self) -> Option<VarId> {
        match self {
            Expr::Name(VarRef::Local(it)) => Some(*it),
            _ => None,
        }
    }

    /// The expressions right below, in the order of evaluation. What runs in a scope of its own (a
    /// lambda, a comprehension but for its first iterable) is not below.
    pub fn operands(&self, mut each: impl FnMut(ExprId)) {
        match self {
            Expr::Missing | Expr::Name(_) | Expr::Const(_) | Expr::Comp(_) | Expr::Lambda(_) => {}
            Expr::FString(it) | Expr::Tuple(it) | Expr::List(it) | Expr::Set(it) => {
                it.iter().copied().for_each(each);
            }
            Expr::Bool { operands, .. } => operands.iter().copied().for_each(each),
            Expr::Dict(items) => {
                for item in items {
                    item.key.into_iter().for_each(&mut each);
                    each(item.value);
                }
            }
            Expr::Starred(it) | Expr::Await(it) | Expr::YieldFrom(it) => each(*it),
            Expr::Bin { left, right, .. } => {
                each(*left);
                each(*right);
            }
            Expr::Unary { operand, .. } => each(*operand),
            Expr::If { test, then, orelse } => {
                each(*test);
                each(*then);
                each(*orelse);
            }
            Expr::Compare { left, rest } => {
                each(*left);
                rest.iter().for_each(|it| each(it.1));
            }
            Expr::Call { func, args } => {
                each(*func);
                args.iter().for_each(|it| each(it.value));
            }
            Expr::Attr { value, .. } | Expr::Walrus { value, .. } => each(*value),
            Expr::Subscript { value, index } => {
                each(*value);
                each(*index);
            }
            Expr::Slice(it) => {
                [it.lower, it.upper, it.step].into_iter().flatten().for_each(each);
            }
            Expr::Yield(it) => it.iter().copied().for_each(each),
        }
    }
}
