//! `NotImplemented` and `NotImplementedError` in each other's place.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::TextEdit;
use refwise_syntax::ast::{AstNode, Expr, FunctionDef, RaiseStmt, ReturnStmt, Stmt};
use rowan::GreenNodeData;

use crate::constant::without_parentheses;
use crate::green::{last_text, nodes};
use crate::names::Names;
use crate::rule::RuleContext;

crate::rule! {
    /// `NotImplemented` and `NotImplementedError` in each other's place.
    ///
    /// `NotImplemented` is a value, the answer of an operator's method that does not know the other object;
    /// it is no exception, so raising it raises `TypeError`. `NotImplementedError` is an exception; as an
    /// answer it is a class, and true, so every object compares equal.
    ///
    /// The fix writes the other name.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Shape:
    ///     def __eq__(self, other):
    ///         return NotImplementedError  # flagged: is true
    ///
    ///     def area(self):
    ///         raise NotImplemented  # flagged: no exception
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// class Shape:
    ///     def __eq__(self, other):
    ///         return NotImplemented
    ///
    ///     def area(self):
    ///         raise NotImplementedError
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Shape:
    ///     def __eq__(self, other):
    ///         return NotImplemented
    ///
    ///     def area(self):
    ///         raise NotImplementedError
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// class Shape:
    ///     def __eq__(self, other):
    ///         return NotImplementedError
    /// print(bool(Shape() == 1))  # prints: True
    /// try:
    ///     raise NotImplemented
    /// except TypeError as error:
    ///     print(error)  # prints: exceptions must derive from BaseException
    /// ```
    "notimplemented-vs-error",
    code: "RW127", group: Classes, severity: Error, fix: Safe, since: "0.1.0",
    noqa: ["F901", "E0711", "PLE0711", "S5712"],
    look: Nodes(&[RAISE_STMT, RETURN_STMT]) if names_it in Function => check,
}

fn names_it(node: &GreenNodeData) -> bool {
    nodes(node).any(|it| match it.kind().0 {
        kind if kind == NAME_EXPR as u16 => last_text(it).starts_with("NotImplemented"),
        kind if kind == CALL_EXPR as u16 => {
            nodes(it).next().is_some_and(|it| last_text(it).starts_with("NotImplemented"))
        }
        _ => false,
    })
}

/// Methods of operators, which answer `NotImplemented` where they do not know the other operand.
const OPERATORS: [&str; 32] = [
    "__eq__",
    "__ne__",
    "__lt__",
    "__le__",
    "__gt__",
    "__ge__",
    "__add__",
    "__sub__",
    "__mul__",
    "__matmul__",
    "__truediv__",
    "__floordiv__",
    "__mod__",
    "__divmod__",
    "__pow__",
    "__lshift__",
    "__rshift__",
    "__and__",
    "__xor__",
    "__or__",
    "__radd__",
    "__rsub__",
    "__rmul__",
    "__rmatmul__",
    "__rtruediv__",
    "__rfloordiv__",
    "__rmod__",
    "__iadd__",
    "__isub__",
    "__imul__",
    "__iand__",
    "__ior__",
];

fn check(cx: &mut RuleContext<'_>, node: Stmt) {
    let (value, wrong, right, message) = match &node {
        Stmt::Raise(it) => (
            raised(it),
            "builtins.NotImplemented",
            "NotImplementedError",
            "`NotImplemented` is no exception, so raising it raises `TypeError`",
        ),
        Stmt::Return(it) if is_in_operator(it) => (
            it.value(),
            "builtins.NotImplementedError",
            "NotImplemented",
            "`NotImplementedError` is true as an answer; an operator that does not know the other operand returns `NotImplemented`",
        ),
        _ => return,
    };
    let Some(name) = value.and_then(|it| named(cx.names(), it, wrong)) else { return };
    let range = name.syntax().text_range();
    let is_call = matches!(&node, Stmt::Return(_))
        && name.syntax().parent().is_some_and(|it| it.kind() == CALL_EXPR);
    let report = cx.report(range, message).help(format!("write `{right}`"));
    if !is_call {
        report.safe_fix("Write the other name", vec![TextEdit::replace(range, right)]);
    }
}

fn raised(raise: &RaiseStmt) -> Option<Expr> {
    raise.exc()
}

/// The name, where `value` is it or a call of it.
fn named(names: &Names<'_>, value: Expr, path: &str) -> Option<Expr> {
    let name = match without_parentheses(value)? {
        Expr::Call(it) => it.func()?,
        it => it,
    };
    (names.path(&name)? == path).then_some(name)
}

fn is_in_operator(node: &ReturnStmt) -> bool {
    let def = node.syntax().ancestors().find_map(FunctionDef::cast);
    def.is_some_and(|def| {
        let is_method = def.syntax().ancestors().nth(2).is_some_and(|it| it.kind() == CLASS_DEF);
        is_method && def.name().is_some_and(|it| OPERATORS.contains(&it.text()))
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn both_ways() {
        flags(
            &RULE,
            "
class V:
    def __eq__(self, other):
        return NotImplementedError  # flagged: is true
    def __add__(self, other):
        return NotImplementedError('no')  # flagged: is true
    def run(self):
        raise NotImplemented  # flagged: no exception
    def go(self):
        raise NotImplemented('no') from None  # flagged: no exception
    __hash__ = None
",
        );
    }

    #[test]
    fn each_in_its_place() {
        silent(
            &RULE,
            "
import abc
class V(abc.ABC):
    def __lt__(self, other):
        return NotImplemented
    @abc.abstractmethod
    def run(self):
        raise NotImplementedError
    def error(self):
        return NotImplementedError
def __eq__(a):
    return NotImplementedError
",
        );
    }
}
