//! Expressions that CPython's compiler turns into constants, as far as identity asks.

use refwise_model::{SMALL_INTS, is_interned};

use super::Reason;
use crate::body::{Body, Const, Expr, ExprId, UnaryOp};

/// A constant of a code object. Equal ones of one compilation are one object.
///
/// Source: `merge_const_one`, `_PyCode_ConstantKey` (Python/compile.c, Objects/codeobject.c, CPython
/// 3.13): one dict for the whole compilation, whose keys tell types and the sign of zero apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Constant {
    /// One that is written down.
    One(Const),
    /// A tuple of constants.
    Tuple(Box<[Constant]>),
}

/// The constant that `expr` is: a literal, its negative, a tuple of constants.
pub(super) fn constant(body: &Body, expr: ExprId) -> Option<Constant> {
    match body.expr(expr) {
        Expr::Const(it) => Some(Constant::One(it.clone())),
        Expr::Tuple(items) => {
            items.iter().map(|it| constant(body, *it)).collect::<Option<_>>().map(Constant::Tuple)
        }
        Expr::Unary { op: UnaryOp::USub, operand } => match body.expr(*operand) {
            Expr::Const(Const::Int(it)) => Some(Constant::One(Const::Int(it.checked_neg()?))),
            Expr::Const(Const::Float(bits)) => {
                Some(Constant::One(Const::Float((-f64::from_bits(*bits)).to_bits())))
            }
            _ => None,
        },
        _ => None,
    }
}

impl Constant {
    /// Why there is one such object, whichever code it stands in; none if there may be several.
    pub(super) fn once(&self) -> Option<Reason> {
        match self {
            Constant::One(Const::None | Const::Bool(_) | Const::Ellipsis) => {
                Some(Reason::Singleton)
            }
            Constant::One(Const::Int(it)) => SMALL_INTS.contains(it).then_some(Reason::SmallInt),
            Constant::One(Const::Str(it)) => is_interned(it).then_some(Reason::Interned),
            Constant::One(Const::Bytes(it)) => (it.len() <= 1).then_some(Reason::Interned),
            Constant::Tuple(items) => items.is_empty().then_some(Reason::Singleton),
            Constant::One(_) => None,
        }
    }

    /// Is it the same object as each equal value that is made at run time?
    pub(super) fn is_shared_at_run_time(&self) -> bool {
        match self {
            Constant::One(Const::Str(it)) => {
                let mut chars = it.chars();
                chars.next().is_none_or(|it| u32::from(it) < 256) && chars.next().is_none()
            }
            it => it.once().is_some(),
        }
    }

    /// Its type, as `builtins` calls it.
    pub(super) const fn class(&self) -> &'static str {
        match self {
            Constant::One(it) => match it {
                Const::None => "NoneType",
                Const::Bool(_) => "bool",
                Const::Ellipsis => "ellipsis",
                Const::Int(_) | Const::BigInt(_) => "int",
                Const::Float(_) => "float",
                Const::Imaginary(_) => "complex",
                Const::Str(_) => "str",
                Const::Bytes(_) => "bytes",
            },
            Constant::Tuple(_) => "tuple",
        }
    }
}
