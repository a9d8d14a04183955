//! The name of an `except … as`, read when it has been deleted.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{self, AstNode, Block, ExceptClause, NameExpr, Stmt};
use refwise_syntax::{SyntaxNode, TextRange, TextSize};
use rowan::GreenNodeData;

use crate::bindings::{Bindings, How};
use crate::green::has_token;
use crate::methods::may_end;
use crate::names::is_function;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// A name of `except … as` that is read behind the handler.
    ///
    /// Python deletes the name when the handler ends, and whatever the name held before is lost as
    /// well. A read behind raises `UnboundLocalError` (in a function) or `NameError`, whether or not
    /// there was an exception.
    ///
    /// It is reported where nothing but handlers binds the name, and where the next thing behind the
    /// `try` statement reads it, although the handler goes on there.
    ///
    /// Bind the exception to another name inside the handler, without its traceback if it is kept.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def f():
    ///     try:
    ///         1 / 0
    ///     except ZeroDivisionError as error:
    ///         pass
    ///     return error  # flagged: `error`
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def f():
    ///     error = None
    ///     try:
    ///         1 / 0
    ///     except ZeroDivisionError as raised:
    ///         error = raised.with_traceback(None)
    ///     return error
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// def f():
    ///     error = None
    ///     try:
    ///         1 / 0
    ///     except ZeroDivisionError as error:
    ///         pass
    ///     return error
    /// try:
    ///     f()
    /// except UnboundLocalError:
    ///     print("unbound")  # prints: unbound
    /// ```
    "except-variable-after-block",
    code: "RW405", group: Closures, severity: Error, fix: None, since: "0.1.0",
    noqa: ["F821", "E0601"],
    look: Nodes(&[EXCEPT_CLAUSE]) if has_name in Function => check,
}

fn has_name(node: &GreenNodeData) -> bool {
    has_token(node, AS_KW)
}

fn check(cx: &mut RuleContext<'_>, clause: ExceptClause) {
    let (Some(name), Some(body)) = (clause.name(), clause.body()) else { return };
    let names = cx.names();
    let scope = names.scope_at(body.syntax());
    let table = names.table();
    let Some((owner, symbol)) = table.resolve(scope, name.text()) else { return };
    let is_local = owner == scope && is_function(table, scope) && !symbol.is_captured();
    let Some(bindings) = names.bindings(scope).filter(|_| is_local) else { return };
    if bindings.reads(name.text()).is_empty() || is_in_test(cx.file().path(cx.db()), body.syntax())
    {
        return;
    }
    let reads = |range| names.reads_in(scope, name.text(), range);
    let found = match only_handlers(&bindings, name.text()) {
        true => first_outside(&bindings, reads, &clause),
        false => next_behind(&bindings, reads, &clause, &body),
    };
    let Some(read) = found else { return };
    let text = name.text();
    cx.report(
        read.syntax().text_range(),
        format!("`{text}` is deleted when its handler ends: this raises `UnboundLocalError`"),
    )
    .label(name.text_range(), "bound for the time of the handler only")
    .help("bind the exception to another name inside the handler");
}

/// Do nothing but handlers bind the name?
fn only_handlers(bindings: &Bindings, name: &str) -> bool {
    bindings.of_name(name).iter().all(|it| matches!(it.how, How::Except))
}

/// The first read behind the handler `clause` that no handler of the name is around, told for the
/// last handler before it.
fn first_outside(
    bindings: &Bindings,
    reads: impl Fn(TextRange) -> Vec<NameExpr>,
    clause: &ExceptClause,
) -> Option<NameExpr> {
    let name = clause.name()?;
    let name = name.text();
    let end = clause.syntax().text_range().end();
    let is_inside = |it: &NameExpr| it.syntax().ancestors().any(|it| is_handler_of(&it, name));
    let later = bindings.of_name(name).iter().map(|it| it.range.start()).filter(|it| *it >= end);
    let next = later.min().unwrap_or(TextSize::new(u32::MAX));
    reads(TextRange::new(end, next)).into_iter().find(|it| !is_inside(it))
}

fn is_handler_of(node: &SyntaxNode, name: &str) -> bool {
    let clause = ExceptClause::cast(node.clone());
    clause.and_then(|it| it.name()).is_some_and(|it| it.text() == name)
}

/// The read in the statements right behind the `try`, where every way from the handler comes and
/// nothing binds the name again.
fn next_behind(
    bindings: &Bindings,
    reads: impl Fn(TextRange) -> Vec<NameExpr>,
    clause: &ExceptClause,
    body: &Block,
) -> Option<NameExpr> {
    let name = clause.name()?;
    let name = name.text();
    let tried = clause.syntax().parent().and_then(ast::TryStmt::cast)?;
    let is_rebound =
        |range: TextRange| bindings.of_name(name).iter().any(|it| range.contains_range(it.range));
    let in_finally = tried.finally().is_some_and(|it| is_rebound(it.syntax().text_range()));
    if !may_end(body) || in_finally || is_rebound(body.syntax().text_range()) || jumps(body) {
        return None;
    }
    for next in tried.syntax().siblings(rowan::Direction::Next).skip(1).filter_map(Stmt::cast) {
        let range = next.syntax().text_range();
        if !is_simple(&next) || is_rebound(range) {
            return None;
        }
        if let Some(read) = reads(range).into_iter().next() {
            return is_always_read(&read, next.syntax()).then_some(read);
        }
        if matches!(next, Stmt::Return(_) | Stmt::Raise(_) | Stmt::Break(_) | Stmt::Continue(_)) {
            return None;
        }
    }
    None
}

/// Some way out of the handler does not come to its end.
fn jumps(body: &Block) -> bool {
    body.syntax().descendants().any(|it| {
        matches!(it.kind(), RETURN_STMT | RAISE_STMT | BREAK_STMT | CONTINUE_STMT | CALL_EXPR)
            && (it.kind() != CALL_EXPR || leaves(&it))
    })
}

/// A call of `sys.exit` or its like.
fn leaves(call: &SyntaxNode) -> bool {
    let text = call.first_child().map(|it| it.text().to_string()).unwrap_or_default();
    let last = text.rsplit('.').next().unwrap_or_default();
    ["exit", "_exit", "fail", "skipTest", "skip", "abort", "error"].contains(&last)
}

fn is_simple(stmt: &Stmt) -> bool {
    use Stmt::*;
    !matches!(
        stmt,
        If(_) | While(_) | For(_) | Try(_) | With(_) | FunctionDef(_) | ClassDef(_) | Match(_)
    )
}

/// Is the read done whenever its statement is?
fn is_always_read(read: &NameExpr, stmt: &SyntaxNode) -> bool {
    let mut between = read.syntax().ancestors().take_while(|it| it != stmt);
    !between.any(|it| {
        matches!(it.kind(), BOOL_EXPR | IF_EXPR | LAMBDA_EXPR | GENERATOR_EXPR | LIST_COMP_EXPR)
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    fn tried(before: &str, handler: &str, behind: &str) -> String {
        let behind = behind.replace('\n', "\n    ");
        format!(
            "def f(g):\n    {before}\n    try:\n        g()\n    except E as e:\n        {handler}\n    {behind}\n"
        )
    }

    #[test]
    fn nothing_else_binds_it() {
        flags(&RULE, &tried("pass", "pass", "return e  # flagged: `e`"));
        flags(&RULE, &tried("pass", "g(e)", "if g:\n    print(e)  # flagged: `e`"));
        flags(&RULE, &tried("pass", "raise", "print(e)  # flagged: `UnboundLocalError`"));
    }

    #[test]
    fn bound_before_and_lost() {
        flags(&RULE, &tried("e = None", "pass", "return e  # flagged: `e`"));
        flags(&RULE, &tried("e = None", "g(1)", "g(2)\ng(e)  # flagged: `e`"));
    }

    #[test]
    fn loop_variables_of_comprehensions() {
        silent(&RULE, &tried("pass", "g(e)", "return [e for e in g]"));
    }

    #[test]
    fn handlers_that_do_not_go_on() {
        silent(&RULE, &tried("e = None", "raise", "return e"));
        silent(&RULE, &tried("e = None", "if g: return", "return e"));
        silent(&RULE, &tried("e = None", "sys.exit(1)", "return e"));
    }

    #[test]
    fn bound_again_or_guarded() {
        silent(&RULE, &tried("e = None", "pass", "e = 1\nreturn e"));
        silent(&RULE, &tried("e = None", "pass", "if g:\n    return e"));
        silent(&RULE, &tried("e = None", "pass", "return g and e"));
        silent(&RULE, &tried("pass", "x = e", "return x"));
        silent(
            &RULE,
            "def f():\n    error = None\n    try:\n        1 / 0\n    except Z as exc:\n        error = exc\n    return error\n",
        );
        silent(&RULE, "def f():\n    try: g()\n    except A as e: h(e)\n    except B as e: h(e)\n");
        silent(&RULE, "def f():\n    try: g()\n    except A as e:\n        return lambda: e\n");
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            "
def f():
    e = None
    try:
        1 / 0
    except ZeroDivisionError as exc:
        e = exc.with_traceback(None)
    return e
",
        );
    }
}
