//! What the rules give for expressions: as much of a tree as the words of errors need.

use super::peg::Peg;

/// An expression by its class in CPython's `ast`; those that share a name in messages are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Anything that is no expression.
    Other,
    Name,
    Attribute,
    Subscript,
    Starred,
    List,
    Tuple,
    Lambda,
    Call,
    /// `BoolOp`, `BinOp`, `UnaryOp`.
    Operation,
    Generator,
    Yield,
    Await,
    ListComp,
    SetComp,
    DictComp,
    Dict,
    Set,
    JoinedStr,
    Literal,
    None,
    True,
    False,
    Ellipsis,
    /// A comparison whose first operator is `in`.
    CompareIn,
    Compare,
    IfExp,
    Named,
}

/// An expression: its class and its place in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expr {
    pub(super) kind: Kind,
    pub(super) start: u32,
    pub(super) end: u32,
    /// First and count among [`Peg::children`].
    pub(super) children: (u32, u32),
}

/// What an expression is checked to be a target of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Targets {
    Star,
    For,
    Del,
}

impl Kind {
    /// `_PyPegen_get_expr_name`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Other => "",
            Kind::Name => "name",
            Kind::Attribute => "attribute",
            Kind::Subscript => "subscript",
            Kind::Starred => "starred",
            Kind::List => "list",
            Kind::Tuple => "tuple",
            Kind::Lambda => "lambda",
            Kind::Call => "function call",
            Kind::Operation => "expression",
            Kind::Generator => "generator expression",
            Kind::Yield => "yield expression",
            Kind::Await => "await expression",
            Kind::ListComp => "list comprehension",
            Kind::SetComp => "set comprehension",
            Kind::DictComp => "dict comprehension",
            Kind::Dict => "dict literal",
            Kind::Set => "set display",
            Kind::JoinedStr => "f-string expression",
            Kind::Literal => "literal",
            Kind::None => "None",
            Kind::True => "True",
            Kind::False => "False",
            Kind::Ellipsis => "ellipsis",
            Kind::CompareIn | Kind::Compare => "comparison",
            Kind::IfExp => "conditional expression",
            Kind::Named => "named expression",
        }
    }
}

impl Peg<'_> {
    fn children_of(&self, expr: Expr) -> &[Expr] {
        let (first, n) = expr.children;
        &self.children[first as usize..(first + n) as usize]
    }

    /// The part of `expr` that cannot be such a target (`_PyPegen_get_invalid_target`).
    pub(super) fn invalid_target(&self, expr: Expr, targets: Targets) -> Option<Expr> {
        match expr.kind {
            Kind::List | Kind::Tuple => {
                self.children_of(expr).iter().find_map(|it| self.invalid_target(*it, targets))
            }
            Kind::Starred if targets == Targets::Del => Some(expr),
            Kind::Starred | Kind::CompareIn
                if targets == Targets::For || expr.kind == Kind::Starred =>
            {
                self.invalid_target(*self.children_of(expr).first()?, targets)
            }
            Kind::Compare if targets == Targets::For => None,
            Kind::Name | Kind::Subscript | Kind::Attribute => None,
            _ => Some(expr),
        }
    }
}
