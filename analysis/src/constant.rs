//! Expressions that the compiler turns into one constant, and of which type.
//!
//! Source: `Python/ast_opt.c` (CPython 3.13), which folds literals, tuples of constants, and
//! operators and subscripts of them. Its limits on the size of results are left out: whether
//! `"a" * 5000` is folded or made each time, it is a `str` value.

use refwise_syntax::SyntaxKind::{self, *};
use refwise_syntax::ast::{BinExpr, BinOp, Expr, StringExpr, SubscriptExpr, UnaryExpr};
use refwise_syntax::{NodeOrToken, SyntaxToken};

/// The type of a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ConstantType {
    /// `None` and `...`: one object each.
    Singleton,
    Bool,
    Int,
    Float,
    Complex,
    Str,
    Bytes,
    Tuple,
}

use ConstantType::*;

impl ConstantType {
    /// The name of the type in Python.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Singleton => "None",
            Bool => "bool",
            Int => "int",
            Float => "float",
            Complex => "complex",
            Str => "str",
            Bytes => "bytes",
            Tuple => "tuple",
        }
    }

    /// There may be two objects of the same value, or one, as the interpreter likes.
    pub(crate) const fn is_value(self) -> bool {
        !matches!(self, Singleton | Bool)
    }

    const fn is_number(self) -> bool {
        matches!(self, Bool | Int | Float | Complex)
    }
}

/// The type of the constant that `expr` is, `None` where it is none.
pub(crate) fn constant_type(expr: &Expr) -> Option<ConstantType> {
    match expr {
        Expr::Paren(it) => constant_type(&it.value()?),
        Expr::Constant(it) => Some(of_token(it.token()?.kind())),
        Expr::String(it) => of_strings(it),
        Expr::Name(it) => (it.name()?.text() == "__debug__").then_some(Bool),
        Expr::Tuple(it) => {
            let mut elements = it.elements();
            elements.all(|it| constant_type(&it).is_some()).then_some(Tuple)
        }
        Expr::Unary(it) => of_unary(it),
        Expr::Bin(it) => of_binary(it),
        Expr::Subscript(it) => of_subscript(it),
        _ => None,
    }
}

fn of_token(token: SyntaxKind) -> ConstantType {
    match token {
        INT => Int,
        FLOAT => Float,
        IMAGINARY => Complex,
        TRUE_KW | FALSE_KW => Bool,
        _ => Singleton,
    }
}

/// Literals, and f-strings that have nothing to fill in.
fn of_strings(strings: &StringExpr) -> Option<ConstantType> {
    let mut kind = None;
    for part in strings.parts() {
        kind = Some(match part {
            NodeOrToken::Token(it) => of_string(&it),
            NodeOrToken::Node(it) if it.kind() == FSTRING => {
                it.children().all(|it| it.kind() != REPLACEMENT_FIELD).then_some(Str)?
            }
            NodeOrToken::Node(_) => return None,
        });
    }
    kind
}

fn of_string(token: &SyntaxToken) -> ConstantType {
    let prefix = token.text().split(['"', '\'']).next().unwrap_or_default();
    if prefix.contains(['b', 'B']) { Bytes } else { Str }
}

fn of_unary(unary: &UnaryExpr) -> Option<ConstantType> {
    let operand = constant_type(&unary.operand()?)?;
    match (unary.op()?.kind(), operand) {
        (NOT_KW, _) => Some(Bool),
        (TILDE, Bool | Int) => Some(Int),
        (PLUS | MINUS, Bool) => Some(Int),
        (PLUS | MINUS, it) => it.is_number().then_some(it),
        _ => None,
    }
}

/// Chains of operators are deep to the left, so the left side is not gone down by recursion.
fn of_binary(outer: &BinExpr) -> Option<ConstantType> {
    let mut steps = Vec::new();
    let mut left = Expr::Bin(outer.clone());
    while let Expr::Bin(it) = &left {
        steps.push((it.op()?, it.right()?));
        left = it.left()?;
    }
    let first = constant_type(&left)?;
    steps
        .iter()
        .rev()
        .try_fold(first, |left, (op, right)| of_operator(left, *op, constant_type(right)?))
}

fn of_operator(left: ConstantType, op: BinOp, right: ConstantType) -> Option<ConstantType> {
    match (left, op, right) {
        (_, BinOp::MatMult, _) => None,
        (Bool, BinOp::BitAnd | BinOp::BitOr | BinOp::BitXor, Bool) => Some(Bool),
        (Bool | Int, BinOp::Div, Bool | Int) => Some(Float),
        (Bool | Int, _, Bool | Int) => Some(Int),
        (Str | Bytes | Tuple, BinOp::Add, _) => (left == right).then_some(left),
        (Str | Bytes | Tuple, BinOp::Mult, Bool | Int) => Some(left),
        (Bool | Int, BinOp::Mult, Str | Bytes | Tuple) => Some(right),
        (_, BinOp::Add | BinOp::Sub | BinOp::Mult | BinOp::Div | BinOp::Pow, _) => {
            (left.is_number() && right.is_number()).then(|| left.max(right))
        }
        (_, BinOp::Mod | BinOp::FloorDiv, _) => {
            let are_real = left.is_number() && right.is_number() && left.max(right) == Float;
            are_real.then_some(Float)
        }
        _ => None,
    }
}

/// An item of a constant. Only a plain index that is there counts: all else raises, or is rare.
fn of_subscript(subscript: &SubscriptExpr) -> Option<ConstantType> {
    let Expr::Constant(index) = subscript.index()? else { return None };
    let index: usize = index.token()?.text().parse().ok()?;
    match without_parentheses(subscript.value()?)? {
        Expr::Tuple(it) => constant_type(&it.elements().nth(index)?),
        value => match constant_type(&value)? {
            Str => Some(Str),
            Bytes => Some(Int),
            _ => None,
        },
    }
}

/// `expr` without the parentheses around it.
pub(crate) fn without_parentheses(mut expr: Expr) -> Option<Expr> {
    while let Expr::Paren(it) = &expr {
        expr = it.value()?;
    }
    Some(expr)
}

#[cfg(test)]
mod tests {
    use refwise_syntax::ast::{AstNode, ExprStmt};

    use super::*;

    fn check(text: &str, expected: Option<ConstantType>) {
        let root = refwise_syntax::parse(text).syntax();
        let statement = root.children().find_map(ExprStmt::cast).expect("an expression");
        assert_eq!(constant_type(&statement.value().expect("a value")), expected, "{text}");
    }

    #[test]
    fn literals() {
        for (text, expected) in [
            ("1", Int),
            ("0x1F", Int),
            ("1.5", Float),
            ("2j", Complex),
            ("'a' \"b\"", Str),
            ("rb'a'", Bytes),
            ("f'a'", Str),
            ("(((None)))", Singleton),
            ("...", Singleton),
            ("True", Bool),
            ("__debug__", Bool),
            ("()", Tuple),
            ("(1, (2, 'a'))", Tuple),
        ] {
            check(text, Some(expected));
        }
    }

    #[test]
    fn folded() {
        for (text, expected) in [
            ("-1", Int),
            ("- -1", Int),
            ("~True", Int),
            ("-True", Int),
            ("not 1", Bool),
            ("1 + 1", Int),
            ("1 / 2", Float),
            ("1 + 2j", Complex),
            ("2 ** 8 - 1", Int),
            ("7.5 % 2", Float),
            ("'a' + 'b' * 3", Str),
            ("(1,) + (2,)", Tuple),
            ("(1, None)[1]", Singleton),
            ("'abc'[0]", Str),
            ("b'abc'[0]", Int),
        ] {
            check(text, Some(expected));
        }
    }

    #[test]
    fn not_constant() {
        for text in ["x", "-x", "1 + x", "(1, x)", "f'{x}'", "'a' % 1", "[1]", "'a' + 1", "f()"] {
            check(text, None);
        }
    }

    #[test]
    fn long_chains_do_not_go_deep() {
        check(&format!("1{}", " + 1".repeat(50_000)), Some(Int));
    }
}
