//! A descriptor that is attached to a finished class.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AssignStmt, AstNode, CallExpr, ClassDef, Expr, FunctionDef};
use refwise_syntax::symtable::ScopeId;
use refwise_syntax::{TextEdit, ast};
use rowan::GreenNodeData;

use crate::green::nodes;
use crate::lineage::{Lineage, class_of};
use crate::methods::{attributes, is_target, this_of};
use crate::names::Names;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// A descriptor with `__set_name__` that nobody tells its name.
    ///
    /// Python calls `__set_name__` while it makes a class, for what stands in the body. A descriptor that
    /// is attached to the class later is not told: the attribute that `__set_name__` was to set is
    /// missing, and the first access raises `AttributeError`.
    ///
    /// Put the descriptor into the body, or call `__set_name__` yourself.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Field:
    ///     def __set_name__(self, owner, name):
    ///         self.name = name
    ///     def __get__(self, obj, owner=None):
    ///         return obj.__dict__[self.name]
    ///
    /// class A: ...
    /// A.x = Field()  # flagged: `name`
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// class Field:
    ///     def __set_name__(self, owner, name):
    ///         self.name = name
    ///     def __get__(self, obj, owner=None):
    ///         return obj.__dict__[self.name]
    ///
    /// class A: ...
    /// A.x = Field()
    /// A.__dict__["x"].__set_name__(A, "x")
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Field:
    ///     def __set_name__(self, owner, name):
    ///         self.name = name
    ///
    /// class A:
    ///     x = Field()
    ///
    /// f = Field()
    /// A.y = f
    /// f.__set_name__(A, "y")
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// class Field:
    ///     def __set_name__(self, owner, name):
    ///         self.name = name
    /// class A: ...
    /// A.x = Field()
    /// print(hasattr(A.x, "name"))  # prints: False
    /// ```
    "set-name-not-called",
    code: "RW722", group: Classes, severity: Warning, fix: Unsafe, since: "0.1.0",
    noqa: [],
    look: Nodes(&[ASSIGN_STMT]) if sets_attribute => check,
}

fn sets_attribute(node: &GreenNodeData) -> bool {
    nodes(node).next().is_some_and(|it| it.kind().0 == ATTRIBUTE_EXPR as u16)
        && nodes(node).last().is_some_and(|it| it.kind().0 == CALL_EXPR as u16)
}

fn check(cx: &mut RuleContext<'_>, assign: AssignStmt) {
    if !cx.mentions("__set_name__") || cx.mentions(".__set_name__(") {
        return;
    }
    let mut targets = assign.targets();
    let (Some(Expr::Attribute(target)), None) = (targets.next(), targets.next()) else { return };
    let (Some(owner), Some(attribute)) = (target.value(), target.name()) else { return };
    let (Some(_), Some(Expr::Call(call))) = (class_of(cx.names(), &owner), assign.value()) else {
        return;
    };
    let is_test = is_in_test(cx.file().path(cx.db()), assign.syntax());
    let Some(told) = told_attribute(cx.names(), &call).filter(|_| !is_test) else { return };
    let owner = owner.syntax().text().to_string();
    let is_global = cx.names().scope_at(assign.syntax()) == ScopeId::MODULE;
    let end = ast::significant_end(assign.syntax());
    let at_line_end = cx.text()[usize::from(end)..].starts_with(['\n', '\r'])
        || cx.text()[usize::from(end)..].starts_with("  #");
    let report = cx
        .report(
            ast::text_range(assign.syntax()),
            format!(
                "`__set_name__` is not called for a descriptor that is attached later, so it has no `{told}`"
            ),
        )
        .help("put it into the class body, or call `__set_name__`");
    if is_global && at_line_end {
        let call =
            format!("\n{owner}.__dict__[\"{attribute}\"].__set_name__({owner}, \"{attribute}\")");
        report.unsafe_fix("Call `__set_name__`", vec![TextEdit::insert(end, call)]);
    }
}

/// The attribute that only `__set_name__` sets and another method reads, where `call` makes an
/// instance of a class in the file.
fn told_attribute(names: &Names<'_>, call: &CallExpr) -> Option<String> {
    let class = class_of(names, &call.func()?)?;
    let lineage = Lineage::of(names, &class);
    lineage.classes.iter().for_each(|it| names.look_into(it.syntax()));
    let set_name = lineage.method("__set_name__").filter(|_| lineage.is_whole())?;
    let set = set_by(&set_name);
    set.into_iter().find(|name| {
        let is_default = lineage.binds(names, name);
        let mut others = lineage.classes.iter().flat_map(methods);
        let is_read = lineage.classes.iter().flat_map(methods).any(|it| reads(&it, name));
        let is_set = others.any(|it| it != set_name && set_by(&it).contains(name));
        !is_default && is_read && !is_set
    })
}

fn methods(class: &ClassDef) -> Vec<FunctionDef> {
    let body = class.body().into_iter().flat_map(|it| it.body());
    body.filter_map(|it| match it {
        ast::Stmt::FunctionDef(it) => Some(it),
        _ => None,
    })
    .collect()
}

fn set_by(def: &FunctionDef) -> Vec<String> {
    let Some(this) = this_of(def) else { return Vec::new() };
    let all = attributes(def.syntax(), &this).into_iter();
    all.filter(|it| is_target(it.1.syntax())).map(|it| it.0).collect()
}

fn reads(def: &FunctionDef, name: &str) -> bool {
    let Some(this) = this_of(def) else { return false };
    let is_accessor =
        def.name().is_some_and(|it| matches!(it.text(), "__get__" | "__set__" | "__delete__"));
    let all = attributes(def.syntax(), &this);
    is_accessor && all.iter().any(|it| it.0 == name && !is_target(it.1.syntax()))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    fn field(get: &str, rest: &str) -> String {
        format!(
            "class Field:\n    def __set_name__(self, owner, name):\n        self.name = name\n    {get}\nclass A: ...\n{rest}\n"
        )
    }

    const GET: &str = "def __get__(self, obj, owner): return obj.__dict__[self.name]";

    #[test]
    fn attached_later() {
        flags(&RULE, &field(GET, "A.x = Field()  # flagged: `name`"));
        flags(&RULE, &field(GET, "def f():\n    A.x = Field()  # flagged: `__set_name__`"));
    }

    #[test]
    fn told_or_not_needed() {
        silent(&RULE, &field(GET, "f = Field()\nA.y = f\nf.__set_name__(A, 'y')"));
        silent(&RULE, &field("def __init__(self): self.name = None", "A.x = Field()"));
        silent(&RULE, &field("pass", "A.x = Field()"));
        silent(&RULE, &field(GET, "a = A()\na.x = Field()"));
        silent(&RULE, &field(GET, "class B:\n    x = Field()"));
    }
}
