//! `==` between values that are never equal.

use crate::body::{CompKind, CompareOp, Const, Expr, ExprId, ScopeKind, Stmt, VarId};
use crate::flow::definitions::DefKind;
use crate::items::{self, Definition};
use crate::rule::{CodeUnit, RuleContext};
use crate::surroundings::is_test_unit;

crate::rule! {
    /// `==` between values that are never equal.
    ///
    /// A number is equal to no text, a list to no tuple, `bytes` to no `str`. `==` between them is not an
    /// error, it is just false, whatever the values are.
    ///
    /// It is told where both sides are seen to be made: literals, displays, and what builtins like `len`,
    /// `str` and `sorted` return, through local variables. Annotations alone are not believed.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def f(args):
    ///     n = len(args)
    ///     return n == "1" or sorted(args) != ("a", "b")  # flagged: never equal
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def f(args, n: int):
    ///     return len(args) == 1.0 or n == "1" or {len(args)} == frozenset()
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// print(1 == "1", [1] == (1,), b"a" == "a", 1 == 1.0 == True)  # prints: False False False True
    /// ```
    "incompatible-equality",
    code: "RW131", group: Identity, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

/// Classes whose instances can be equal to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Number,
    Text,
    Bytes,
    List,
    Tuple,
    Dict,
    Set,
}

impl Kind {
    const fn noun(self) -> &'static str {
        match self {
            Kind::Number => "a number",
            Kind::Text => "a `str`",
            Kind::Bytes => "`bytes`",
            Kind::List => "a list",
            Kind::Tuple => "a tuple",
            Kind::Dict => "a dict",
            Kind::Set => "a set",
        }
    }
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if is_test_unit(unit) {
        return;
    }
    for (_, expr) in unit.body.exprs() {
        let Expr::Compare { left, rest } = expr else { continue };
        let mut left = *left;
        for &(op, right) in rest {
            if matches!(op, CompareOp::Eq | CompareOp::NotEq)
                && let Some([a, b]) = kinds(unit, left, right)
            {
                let answer = if op == CompareOp::Eq { "false" } else { "true" };
                let range = unit.range(left).cover(unit.range(right));
                let message = format!(
                    "{} and {} are never equal, so this is always {answer}",
                    a.noun(),
                    b.noun()
                );
                cx.report(range, message).help("convert one of them first");
            }
            left = right;
        }
    }
}

/// The kinds of both, if they are known and not the same.
fn kinds(unit: &CodeUnit<'_>, left: ExprId, right: ExprId) -> Option<[Kind; 2]> {
    let made = [left, right].map(|it| made_kind(unit, it));
    // Two literals are a matter of folding, and are told elsewhere.
    let is_const = |it: ExprId| matches!(unit.body.expr(it), Expr::Const(_));
    if is_const(left) && is_const(right) {
        return None;
    }
    let found = match made {
        [Some(a), Some(b)] => [a, b],
        [Some(a), None] => [a, local_kind(unit, right, a)?],
        [None, Some(b)] => [local_kind(unit, left, b)?, b],
        [None, None] => return None,
    };
    (found[0] != found[1]).then_some(found)
}

/// What an expression makes, by its own words.
fn made_kind(unit: &CodeUnit<'_>, expr: ExprId) -> Option<Kind> {
    Some(match unit.body.expr(expr) {
        Expr::Const(it) => match it {
            Const::Str(_) => Kind::Text,
            Const::Bytes(_) => Kind::Bytes,
            Const::Int(_) | Const::BigInt(_) | Const::Float(_) | Const::Bool(_) => Kind::Number,
            _ => return None,
        },
        Expr::List(_) => Kind::List,
        Expr::Tuple(_) => Kind::Tuple,
        Expr::Dict(_) => Kind::Dict,
        Expr::Set(_) => Kind::Set,
        Expr::Comp(scope) => match &unit.body.scope(*scope).kind {
            ScopeKind::Comp { kind: CompKind::List, .. } => Kind::List,
            ScopeKind::Comp { kind: CompKind::Dict, .. } => Kind::Dict,
            ScopeKind::Comp { kind: CompKind::Set, .. } => Kind::Set,
            _ => return None,
        },
        Expr::Call { func, .. } if matches!(unit.body.expr(*func), Expr::Name(_)) => {
            match items::definition_of(unit.db, unit.unit, *func) {
                Definition::External(path) => returned(path.strip_prefix("builtins.")?)?,
                _ => return None,
            }
        }
        _ => return None,
    })
}

/// What a builtin returns.
fn returned(name: &str) -> Option<Kind> {
    Some(match name {
        "len" | "int" | "float" | "ord" | "id" | "hash" => Kind::Number,
        "str" | "repr" | "chr" | "hex" | "oct" | "bin" | "ascii" | "input" => Kind::Text,
        "bytes" | "bytearray" => Kind::Bytes,
        "list" | "sorted" | "dir" => Kind::List,
        "tuple" => Kind::Tuple,
        "dict" => Kind::Dict,
        "set" | "frozenset" => Kind::Set,
        _ => return None,
    })
}

/// What a local variable is that is to be compared with `other`, if all its bindings agree.
fn local_kind(unit: &CodeUnit<'_>, expr: ExprId, other: Kind) -> Option<Kind> {
    let var = unit.body.expr(expr).local().filter(|_| !unit.unit.is_file(unit.db))?;
    if unit.body.var(var).is_bound_inside || !may_differ(unit, var, other) {
        return None;
    }
    let defs = unit.definitions();
    let mut kinds = defs.reaching(expr).iter().map(|it| match defs.def(*it).kind {
        DefKind::Value(it) => made_kind(unit, it),
        _ => None,
    });
    let first = kinds.next()??;
    kinds.all(|it| it == Some(first)).then_some(first)
}

/// Is anything of another kind assigned to the variable at all?
fn may_differ(unit: &CodeUnit<'_>, var: VarId, other: Kind) -> bool {
    unit.body.stmts().any(|(_, it)| match it {
        Stmt::Assign { targets, value } => {
            targets.iter().any(|it| unit.body.expr(*it).local() == Some(var))
                && made_kind(unit, *value).is_some_and(|it| it != other)
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn kinds_that_differ() {
        flags(
            &RULE,
            "def f(argv: list[str], x):
    n = len(argv)
    if n == '1':  # flagged: always false
        return 1
    if sorted(argv) != ('a',):  # flagged: always true
        return 2
    if b'x' == str(x):  # flagged: `bytes` and a `str`
        return 3
    if x:
        name = repr(x)
    else:
        name = 'none'
    return name == 3  # flagged: a `str` and a number
",
        );
    }

    #[test]
    fn equal_or_unknown() {
        silent(
            &RULE,
            "from decimal import Decimal
def f(n: int, d: Decimal, b: bool):
    return n == d or n == b or {n} == frozenset()
def g(x, y):
    n = len(x)
    if y:
        n = '1'
    s = x.text
    n2 = 1
    n2 = str(n2)
    return n == '1' or s == 1 or n2 == '1' or len(x) == 1.0 or bytearray() == b''
def h(xs):
    for n in xs:
        pass
    n += 1
    return n == '1' or None == 1 or f'{n}' == n
def len(x):
    return x
print(len('x') == 'x')
",
        );
    }
}
