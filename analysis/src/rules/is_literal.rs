//! `is` against a literal.

use refwise_syntax::SyntaxKind::{COMPARE_EXPR, IS_KW};
use refwise_syntax::ast::{AstNode, CompareExpr, CompareOp, Comparison, Expr};
use rowan::GreenNodeData;

use crate::constant::{ConstantType, constant_type};
use crate::fix::replace_operator;
use crate::green::has_token;
use crate::rule::RuleContext;

crate::rule! {
    /// Comparing with a literal by identity.
    ///
    /// `x is 1000` does not ask whether `x` equals 1000. It asks whether the reference `x` and the
    /// constant that the compiler stored for `1000` meet in one object. Equal numbers, strings, bytes
    /// and tuples may be one object or many: small ints, one-character strings and constants of the
    /// same code object happen to be shared, results of computations mostly are not. So the answer
    /// depends on where a value came from, on the interpreter and on its version.
    ///
    /// What the compiler folds to a constant counts as a literal too: `-1`, `1 + 1`, `(1, 2)`.
    /// `None`, `...`, `True`, `False` and `__debug__` are single objects and are not reported.
    ///
    /// Mend it by comparing values, with `==` or `!=`. The fix is unsafe because the answer changes
    /// where it happened to be right or where equality means something else: `False is 0` is false,
    /// `False == 0` is true.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def grant(user, level, size):
    ///     if user is "root":  # flagged: `"root"` is a str value
    ///         return True
    ///     if level is not -1:  # flagged: `-1` is an int value
    ///         return level > 3
    ///     return size is(640, 480)  # flagged: tuple
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// def grant(user, level, size):
    ///     if user == "root":
    ///         return True
    ///     if level != -1:
    ///         return level > 3
    ///     return size == (640, 480)
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def grant(user, level, debug=__debug__):
    ///     if user is None or level is ... or level is NotImplemented:
    ///         return False
    ///     return level is True or debug is __debug__ or user is (None)
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// limit = int("1000")
    /// print(limit == 1000, limit is 1000)  # prints: True False
    /// print(int("7") is 7)  # prints: True
    /// ```
    "is-literal",
    code: "RW101", group: Identity, severity: Error, fix: Unsafe, since: "0.1.0",
    noqa: ["F632", "R0123", "PLR0123"],
    look: Nodes(&[COMPARE_EXPR]) if has_is in Function => check,
}

fn has_is(node: &GreenNodeData) -> bool {
    has_token(node, IS_KW)
}

fn check(cx: &mut RuleContext<'_>, node: CompareExpr) {
    for pair in node.pairs() {
        let (is, equals) = match pair.op {
            CompareOp::Is => ("is", "=="),
            CompareOp::IsNot => ("is not", "!="),
            _ => continue,
        };
        let Some((literal, kind)) = literal_side(&pair) else { continue };
        let value = shown(&literal);
        let article = if kind == ConstantType::Int { "an" } else { "a" };
        let edit = replace_operator(cx.text(), pair.op_range, equals);
        let range = pair.left.syntax().text_range().cover(pair.right.syntax().text_range());
        cx.report(
            range,
            format!(
                "`{is}` asks for the same object, but `{value}` is {article} {} value, of which there \
                 may be many equal objects",
                kind.name()
            ),
        )
        .help(format!("compare values, with `{equals}`"))
        .unsafe_fix("Compare values", vec![edit]);
    }
}

/// The literal of a comparison, the right one first: that is where it mostly stands.
fn literal_side(pair: &Comparison) -> Option<(Expr, ConstantType)> {
    [&pair.right, &pair.left].into_iter().find_map(|it| {
        let kind = constant_type(it).filter(|it| it.is_value())?;
        Some((it.clone(), kind))
    })
}

/// The source of `expr`, shortened to one short line.
fn shown(expr: &Expr) -> String {
    let text = expr.syntax().text().to_string();
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(30) {
        None if line.len() == text.len() => text,
        None => format!("{line} …"),
        Some((at, _)) => format!("{}…", &line[..at]),
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn strings_numbers_and_tuples() {
        flags(
            &RULE,
            r#"
def f(x, y):
    if x is "admin":  # flagged: str
        return 1
    if x is -1:  # flagged: int
        return 2
    return y is not (1, 2)  # flagged: tuple
"#,
        );
    }

    #[test]
    fn singletons() {
        silent(
            &RULE,
            "def f(x):\n    return x is None or x is ... or x is True or x is NotImplemented or x is __debug__\n",
        );
    }

    #[test]
    fn either_side_and_chains() {
        flags(&RULE, "1 is x\n".replace('\n', "  # flagged: `1`\n").as_str());
        flags(&RULE, "a is b is not 2j < c  # flagged: `is not`\n");
        flags(&RULE, "x is (1 + 1)  # flagged: an int\n");
        flags(&RULE, "x is b'' b''  # flagged: bytes\n");
        flags(&RULE, "x is f'text'  # flagged: str\n");
    }

    #[test]
    fn computed_values_are_another_topic() {
        silent(&RULE, "x is y + 1\nx is f'{y}'\nx is (1, y)\nx is (not y)\nx == 1\nx in (1, 2)\n");
    }
}
