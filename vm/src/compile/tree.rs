//! Expressions as CPython's compiler sees them: the classes of `Python.asdl`, constants folded.
//!
//! [`fold`](super::fold) makes them of the typed tree, one statement at a time, when the code
//! generator gets there. The typed tree stays as it is.

use std::sync::Arc;

use refwise_syntax::ast::{BinOp, CompareOp};
use refwise_syntax::symtable::ScopeId;

use crate::code::Constant;

use super::sequence::Location;

/// An expression and its place.
#[derive(Clone, Debug)]
pub(super) struct Expr {
    pub(super) kind: ExprKind,
    pub(super) location: Location,
}

/// What an expression is. The context (load, store, delete) is known to whoever visits it.
#[derive(Clone, Debug)]
pub(super) enum ExprKind {
    BoolOp { is_and: bool, values: Vec<Expr> },
    NamedExpr { target: Box<Expr>, value: Box<Expr> },
    BinOp { left: Box<Expr>, op: BinOp, right: Box<Expr> },
    UnaryOp { op: UnaryOp, operand: Box<Expr> },
    Lambda(Box<Lambda>),
    IfExp { test: Box<Expr>, body: Box<Expr>, orelse: Box<Expr> },
    Dict(Vec<DictItem>),
    Set(Vec<Expr>),
    Comprehension(Box<Comprehension>),
    Await(Box<Expr>),
    Yield(Option<Box<Expr>>),
    YieldFrom(Box<Expr>),
    Compare { left: Box<Expr>, rest: Vec<(CompareOp, Expr)> },
    Call(Box<Call>),
    FormattedValue(Box<FormattedValue>),
    JoinedStr(Vec<Expr>),
    Constant(Constant),
    Attribute { value: Box<Expr>, attr: Arc<str> },
    Subscript { value: Box<Expr>, slice: Box<Expr> },
    Starred(Box<Expr>),
    Name(Arc<str>),
    List(Vec<Expr>),
    Tuple(Vec<Expr>),
    Slice(Box<Slice>),
}

/// A unary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UnaryOp {
    Invert,
    Not,
    UAdd,
    USub,
}

/// An entry of a dict display; without key it is `**value`.
#[derive(Clone, Debug)]
pub(super) struct DictItem {
    pub(super) key: Option<Expr>,
    pub(super) value: Expr,
}

/// `lower:upper:step`.
#[derive(Clone, Debug)]
pub(super) struct Slice {
    pub(super) lower: Option<Expr>,
    pub(super) upper: Option<Expr>,
    pub(super) step: Option<Expr>,
}

/// A field of an f-string.
#[derive(Clone, Debug)]
pub(super) struct FormattedValue {
    pub(super) value: Expr,
    /// `s`, `r` or `a`.
    pub(super) conversion: Option<char>,
    pub(super) format_spec: Option<Expr>,
}

/// A call.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) func: Expr,
    pub(super) args: Vec<Expr>,
    pub(super) keywords: Vec<Keyword>,
}

/// `name=value`; without name it is `**value`.
#[derive(Clone, Debug)]
pub(super) struct Keyword {
    pub(super) name: Option<Arc<str>>,
    pub(super) value: Expr,
}

/// `lambda parameters: body`.
#[derive(Clone, Debug)]
pub(super) struct Lambda {
    pub(super) scope: ScopeId,
    pub(super) parameters: Parameters,
    pub(super) body: Expr,
}

/// What a comprehension makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ComprehensionKind {
    Generator,
    List,
    Set,
    Dict,
}

/// A comprehension of any kind.
#[derive(Clone, Debug)]
pub(super) struct Comprehension {
    pub(super) kind: ComprehensionKind,
    pub(super) scope: ScopeId,
    /// The element, or the key of a dict's item.
    pub(super) element: Expr,
    /// The value of a dict's item.
    pub(super) value: Option<Expr>,
    pub(super) generators: Vec<Generator>,
}

/// A `for` clause with its conditions.
#[derive(Clone, Debug)]
pub(super) struct Generator {
    pub(super) target: Expr,
    pub(super) iter: Expr,
    pub(super) ifs: Vec<Expr>,
    pub(super) is_async: bool,
}

/// The parameters of a function.
#[derive(Clone, Debug, Default)]
pub(super) struct Parameters {
    pub(super) posonlyargs: Vec<Parameter>,
    pub(super) args: Vec<Parameter>,
    pub(super) vararg: Option<Parameter>,
    pub(super) kwonlyargs: Vec<Parameter>,
    pub(super) kwarg: Option<Parameter>,
}

/// A parameter.
#[derive(Clone, Debug)]
pub(super) struct Parameter {
    pub(super) name: Arc<str>,
    pub(super) annotation: Option<Expr>,
    pub(super) default: Option<Expr>,
}

impl Expr {
    /// The value, where the expression is a constant.
    pub(super) fn constant(&self) -> Option<&Constant> {
        match &self.kind {
            ExprKind::Constant(it) => Some(it),
            _ => None,
        }
    }

    pub(super) fn is_starred(&self) -> bool {
        matches!(self.kind, ExprKind::Starred(_))
    }
}
