//! `==` with `None`.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, CompareExpr, CompareOp, Comparison, Expr};
use rowan::GreenNodeData;
use rustc_hash::FxHashSet;

use crate::annotation::{self, Annotated};
use crate::body::{self, Body, Const, ExprId, Stmt};
use crate::classes::{Lookup, RawKind, lookup, raw_members};
use crate::db::{Db, File};
use crate::fix::replace_operator;
use crate::green::{has_constant, has_token};
use crate::items::{Definition, classes, imported, resolve_global};
use crate::modules::Module;
use crate::rule::RuleContext;
use crate::surroundings::{Fate, fate, has_own_eq, is_in_test};
use crate::unit::{Unit, unit_body};

crate::rule! {
    /// Comparing with `None` by equality.
    ///
    /// There is one `None`, so the question is whether a reference leads to it, and that is what `is`
    /// asks. `==` calls the other object's `__eq__` instead, which may answer anything: mostly it is
    /// only slower, but an `__eq__` that was not written for `None` raises or is wrong.
    ///
    /// Some classes want `==`: columns of SQLAlchemy, Django and other query builders, arrays of numpy,
    /// pandas and polars make an expression or an array of it, and `is` would break them. So it is
    /// reported only where the answer is used as one truth value: in a condition, or where the operand
    /// is annotated with types whose equality is known. Arguments of calls, subscripts and operands of
    /// `&` and `|` are left alone, and so is an operand of unknown type where the file, or one that it
    /// imports from, has a class whose `__eq__` looks for `None`.
    ///
    /// The fix is safe for operands annotated with builtin types, else it wants a look.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def area(size: "tuple[int, int] | None", unit=None):
    ///     if unit == None:  # flagged: `==` with `None` asks `unit`
    ///         unit = "cm"
    ///     return size != None and (size, unit)  # flagged: `!=` with `None` asks `size`
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// def area(size: "tuple[int, int] | None", unit=None):
    ///     if unit is None:
    ///         unit = "cm"
    ///     return size is not None and (size, unit)
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def living(select, User, frame, mask):
    ///     query = select(User).where(User.deleted_at == None)
    ///     rows = frame[frame.age != None]
    ///     return query, rows, (mask == None) & (frame.name == None), mask is None
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// class Answer:
    ///     def __eq__(self, other):
    ///         return True
    ///
    /// answer = Answer()
    /// print(answer == None, answer is None)  # prints: True False
    /// ```
    "eq-none",
    code: "RW105", group: Identity, severity: Warning, fix: Safe, since: "0.1.0",
    noqa: ["E711", "C0121", "PLC0121"],
    look: Nodes(&[COMPARE_EXPR]) if has_none in Function => check,
}

fn has_none(node: &GreenNodeData) -> bool {
    let asks = has_token(node, EQEQUAL) || has_token(node, NOTEQUAL);
    asks && has_constant(node, NONE_KW)
}

fn check(cx: &mut RuleContext<'_>, node: CompareExpr) {
    for pair in node.pairs() {
        let (equals, is) = match pair.op {
            CompareOp::Eq => ("==", "is"),
            CompareOp::NotEq => ("!=", "is not"),
            _ => continue,
        };
        let Some(operand) = compared_with_none(&pair) else { continue };
        let annotated = annotation::of_operand(cx.names(), &operand);
        if !is_evident(cx, &node, &operand, annotated) {
            continue;
        }
        let range = pair.left.syntax().text_range().cover(pair.right.syntax().text_range());
        let edits = vec![replace_operator(cx.text(), pair.op_range, is)];
        let message = format!(
            "`{equals}` with `None` asks `{}` whether it is equal; whether it is `None` is what `{is}` tells",
            operand.syntax().text()
        );
        let report = cx.report(range, message).help(format!("compare identity, with `{is}`"));
        match annotated {
            Annotated::Builtin | Annotated::Bool => report.safe_fix("Compare identity", edits),
            Annotated::Other | Annotated::No => report.unsafe_fix("Compare identity", edits),
        };
    }
}

/// What `None` is compared with; nothing where that is a `None` too.
fn compared_with_none(pair: &Comparison) -> Option<Expr> {
    match (is_none(&pair.left), is_none(&pair.right)) {
        (false, true) => Some(pair.left.clone()),
        (true, false) => Some(pair.right.clone()),
        _ => None,
    }
}

fn is_none(expr: &Expr) -> bool {
    let Expr::Constant(it) = expr else { return false };
    it.token().is_some_and(|it| it.kind() == NONE_KW)
}

fn is_evident(
    cx: &RuleContext<'_>,
    node: &CompareExpr,
    operand: &Expr,
    annotated: Annotated,
) -> bool {
    if matches!(annotated, Annotated::Builtin | Annotated::Bool) {
        return true;
    }
    if annotated == Annotated::Other && is_of_class_with_eq(cx, operand) {
        return false;
    }
    if fate(node.syntax()) != Fate::Tested || has_own_eq(operand) || knows_equal_of_none(cx) {
        return false;
    }
    // What a test asserts may be about `==` itself.
    let is_asserted = || node.syntax().ancestors().any(|it| it.kind() == ASSERT_STMT);
    !(is_asserted() && is_in_test(cx.file().path(cx.db()), node.syntax()))
}

/// Is the parameter annotated with a class of the project that compares for itself, or may?
fn is_of_class_with_eq(cx: &RuleContext<'_>, operand: &Expr) -> bool {
    let Some(Expr::Name(annotation)) = annotation::annotation_of(cx.names(), operand) else {
        return false;
    };
    let Some(name) = annotation.name() else { return false };
    let Definition::Class(class) = resolve_global(cx.db(), cx.file(), name.text()) else {
        return false;
    };
    !matches!(
        lookup(cx.db(), class, "__eq__"),
        Lookup::Absent | Lookup::External("builtins.object") | Lookup::Made(_)
    )
}

/// Does the file, or one from which it imports, have a class that may be equal to `None`?
fn knows_equal_of_none(cx: &RuleContext<'_>) -> bool {
    let db = cx.db();
    let body = unit_body(db, Unit::of_file(db, cx.file()));
    let imports = body.stmts().filter_map(|(_, it)| match it {
        Stmt::Import(it) => Some(it),
        _ => None,
    });
    let mut files = FxHashSet::from_iter([cx.file()]);
    for import in imports {
        let meanings = (0..import.aliases.len()).map(|it| imported(db, cx.file(), import, it));
        files.extend(meanings.filter_map(|it| home(db, &it)));
    }
    files.into_iter().any(|it| has_equal_of_none(db, it))
}

fn home(db: &dyn Db, it: &Definition) -> Option<File> {
    match it {
        Definition::Function(it) => Some(it.file(db)),
        Definition::Class(it) => Some(it.file(db)),
        Definition::Module(Module::File(it)) | Definition::Value { file: it, .. } => Some(*it),
        _ => None,
    }
}

/// Has the file a class whose `__eq__` looks for `None`?
fn has_equal_of_none(db: &dyn Db, file: File) -> bool {
    let functions = classes(db, file).iter().flat_map(|it| raw_members(db, it.1));
    let mut equals = functions.filter(|it| it.name == "__eq__").filter_map(|it| match it.kind {
        RawKind::Function { unit, .. } => unit,
        _ => None,
    });
    equals.any(|it| {
        let body = unit_body(db, it);
        body.stmts().any(|(_, it)| match it {
            Stmt::Return(Some(it)) => asks_for_none(body, *it),
            _ => false,
        })
    })
}

/// Is there an `is None` or `== None` in `expr`?
fn asks_for_none(body: &Body, expr: ExprId) -> bool {
    if let body::Expr::Compare { rest, .. } = body.expr(expr) {
        return rest.iter().any(|(op, it)| {
            let is_none = matches!(body.expr(*it), body::Expr::Const(Const::None));
            is_none && matches!(op, body::CompareOp::Is | body::CompareOp::Eq)
        });
    }
    let mut found = false;
    body.expr(expr).operands(|it| found |= asks_for_none(body, it));
    found
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn a_class_that_is_equal_to_none() {
        let token = "
class NoneToken:
    def __eq__(self, other):
        return other is None or isinstance(other, NoneToken)
";
        silent(&RULE, &format!("{token}def f(x):\n    return 1 if x == None else 2\n"));
        let class = "
class Point:
    def __eq__(self, other):
        return isinstance(other, Point)
class Plain: ...
";
        silent(&RULE, &format!("{class}def f(x: Point):\n    return 1 if x == None else 2\n"));
        flags(
            &RULE,
            &format!("{class}def f(x: Plain):\n    return 1 if x == None else 2  # flagged: `x`\n"),
        );
    }

    #[test]
    fn an_annotated_operand() {
        flags(&RULE, "def f(x: \"str | None\"):\n    return x == None  # flagged: `==`\n");
        flags(&RULE, "def f(x: int = 0):\n    print(None != x)  # flagged: `!=`\n");
        silent(&RULE, "def f(x: str):\n    x = g(x)\n    return x == None\n");
        flags(
            &RULE,
            "def f(a):\n    x = None\n    for x_ in a:\n        x = len(x_)\n    return x == None  # flagged: `x`\n",
        );
        silent(&RULE, "def f(a):\n    x = None\n    for x in a: pass\n    return x == None\n");
        silent(&RULE, "def f(x: Column):\n    return x == None\n");
    }

    #[test]
    fn conditions() {
        flags(&RULE, "while not (a.b == None):  # flagged: `a.b`\n    pass\n");
        flags(&RULE, "x = [a for a in b if a != None]  # flagged: `a`\n");
        flags(&RULE, "x = 1 if f() == None else 2  # flagged: `f()`\n");
        flags(&RULE, "print(a == None or b)  # flagged: `a`\n");
        silent(&RULE, "print(b or a == None)\nx = a == None\ny = f(lambda u: u.x == None)\n");
    }

    #[test]
    fn queries() {
        silent(
            &RULE,
            "
from sqlalchemy import Column, Integer, select
from sqlalchemy.orm import declarative_base
Base = declarative_base()
class User(Base):
    __tablename__ = \"u\"
    id = Column(Integer, primary_key=True)
    deleted_at = Column(Integer)
stmt = select(User).where(User.deleted_at == None)
rows = select(u for u in User if u.deleted_at == None)
",
        );
    }

    #[test]
    fn a_class_that_compares_for_itself() {
        silent(
            &RULE,
            "
class A:
    def __eq__(self, other):
        return NotImplemented
    def f(self):
        if self == None:
            return 1
",
        );
    }
}
