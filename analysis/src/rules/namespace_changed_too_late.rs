//! A class namespace that is changed when the class has been made of it.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{self, AstNode, Expr, FunctionDef, NameExpr, Stmt};
use refwise_syntax::{SyntaxNode, TextSize};
use rowan::GreenNodeData;

use crate::green::name_of;
use crate::metaclass::{calls_of_type, maker};
use crate::methods::{is_name, is_target, mentions};
use crate::names::Names;
use crate::rule::RuleContext;

crate::rule! {
    /// A change of the namespace behind `type.__new__`.
    ///
    /// `type.__new__` copies the namespace into the new class. A metaclass that changes the dict
    /// afterwards, in its `__new__` behind the call or in its `__init__`, changes a dict that nobody
    /// reads any more; the class stays as it is.
    ///
    /// Change the namespace before the call, or set the attribute on the class.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Meta(type):
    ///     def __new__(mcs, name, bases, ns):
    ///         cls = super().__new__(mcs, name, bases, ns)
    ///         ns["registered"] = True  # flagged: no effect
    ///         return cls
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Meta(type):
    ///     def __new__(mcs, name, bases, ns):
    ///         ns["registered"] = True
    ///         cls = super().__new__(mcs, name, bases, ns)
    ///         cls.late = ns.get("late")
    ///         return cls
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// class Meta(type):
    ///     def __new__(mcs, name, bases, ns):
    ///         cls = super().__new__(mcs, name, bases, ns)
    ///         ns["registered"] = True
    ///         return cls
    /// class Made(metaclass=Meta): ...
    /// print(hasattr(Made, "registered"))  # prints: False
    /// ```
    "namespace-changed-too-late",
    code: "RW719", group: Classes, severity: Error, fix: None, since: "0.1.0",
    noqa: [],
    look: Nodes(&[FUNCTION_DEF]) if is_maker => check,
}

fn is_maker(node: &GreenNodeData) -> bool {
    matches!(name_of(node), "__new__" | "__init__")
}

fn check(cx: &mut RuleContext<'_>, def: FunctionDef) {
    if !cx.mentions("type") && !cx.mentions("Meta") {
        return;
    }
    let Some(maker) = maker(cx.names(), &def) else { return };
    let Some(made) = made(cx.names(), &def, &maker.namespace) else { return };
    let all = mentions(def.syntax(), &maker.namespace);
    if all.iter().any(|it| is_target(it.syntax())) {
        return;
    }
    let changes: Vec<(SyntaxNode, &NameExpr)> = all
        .iter()
        .filter(|it| it.syntax().text_range().start() >= made.at)
        .filter_map(|it| Some((change(it)?, it)))
        .collect();
    let is_change = |it: &NameExpr| changes.iter().any(|change| change.1 == it);
    for (node, name) in &changes {
        let at = name.syntax().text_range();
        // What reads the dict later may be what the change is for.
        let is_read = all.iter().any(|it| {
            it.syntax().text_range().start() > at.end() && !is_change(it) && !is_handed_up(it)
        });
        if is_read {
            continue;
        }
        let report = cx.report(
            ast::text_range(node),
            format!(
                "this has no effect: the class has its own copy of `{}` already",
                maker.namespace
            ),
        );
        let report = match &made.call {
            Some(it) => report.label(it.text_range(), "the class is made here"),
            None => report,
        };
        report.help("change it before the class is made, or set the attribute on the class");
    }
}

/// From where on the class is there.
struct Made {
    at: TextSize,
    call: Option<SyntaxNode>,
}

fn made(names: &Names<'_>, def: &FunctionDef, namespace: &str) -> Option<Made> {
    let body = def.body()?;
    if def.name()?.text() == "__init__" {
        return Some(Made { at: body.syntax().text_range().start(), call: None });
    }
    let calls = calls_of_type(names, def);
    let [(call, given)] = calls.as_slice() else { return None };
    // Only a statement of the body itself is surely done before those behind it.
    let stmt = call.syntax().ancestors().find_map(Stmt::cast)?;
    let is_first = stmt.syntax().parent()? == *body.syntax() && is_name(given, namespace);
    let at = stmt.syntax().text_range().end();
    is_first.then(|| Made { at, call: Some(call.syntax().clone()) })
}

/// The statement in which the dict behind `name` is changed, and no more than that.
fn change(name: &NameExpr) -> Option<SyntaxNode> {
    let parent = name.syntax().parent()?;
    let stmt = parent.ancestors().find(|it| Stmt::can_cast(it.kind()))?;
    match parent.kind() {
        SUBSCRIPT_EXPR => {
            let is_base = parent.first_child().as_ref() == Some(name.syntax());
            (is_base && is_target(&parent)).then_some(stmt)
        }
        ATTRIBUTE_EXPR => {
            let method = ast::AttributeExpr::cast(parent.clone())?.name()?;
            let is_mutator = matches!(method.text(), "update" | "setdefault" | "pop" | "clear");
            let call = parent.parent().filter(|it| it.kind() == CALL_EXPR)?;
            let is_alone = call.parent()?.kind() == EXPR_STMT;
            (is_mutator && is_alone).then_some(stmt)
        }
        _ => None,
    }
}

/// Is the dict only handed to `super().__init__` or its like, which does nothing with it?
fn is_handed_up(name: &NameExpr) -> bool {
    let call = name.syntax().ancestors().find_map(ast::CallExpr::cast);
    let Some(Expr::Attribute(func)) = call.and_then(|it| it.func()) else { return false };
    func.name().is_some_and(|it| it.text() == "__init__")
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    fn meta(method: &str, body: &str) -> String {
        let body = body.replace('\n', "\n        ");
        format!("class Meta(type):\n    def {method}(cls, name, bases, ns):\n        {body}\n")
    }

    const NEW: &str = "new = super().__new__(cls, name, bases, ns)\n";

    #[test]
    fn behind_the_making() {
        flags(
            &RULE,
            &meta("__new__", &(NEW.to_owned() + "ns['x'] = 1  # flagged: `ns`\nreturn new")),
        );
        flags(
            &RULE,
            &meta("__new__", &(NEW.to_owned() + "ns.update(x=1)  # flagged: `ns`\nreturn new")),
        );
        flags(
            &RULE,
            &meta("__new__", &(NEW.to_owned() + "del ns['x']  # flagged: `ns`\nreturn new")),
        );
        flags(
            &RULE,
            &meta(
                "__init__",
                "ns['x'] = 1  # flagged: no effect\nsuper().__init__(name, bases, ns)",
            ),
        );
    }

    #[test]
    fn before_it_or_read_later() {
        silent(&RULE, &meta("__new__", &("ns['x'] = 1\n".to_owned() + NEW + "return new")));
        silent(&RULE, &meta("__new__", &(NEW.to_owned() + "new.x = ns.get('x')\nreturn new")));
        silent(
            &RULE,
            &meta(
                "__new__",
                &(NEW.to_owned() + "ns['x'] = 1\nfor k in ns: setattr(new, k, ns[k])\nreturn new"),
            ),
        );
        silent(&RULE, &meta("__init__", "x = ns.pop('x')\ncls.x = x"));
    }

    #[test]
    fn what_is_no_metaclass() {
        silent(&RULE, &meta("__init__", "ns['x'] = 1").replace("(type)", ""));
        silent(
            &RULE,
            &meta(
                "__new__",
                "ns = dict(ns)\nnew = type.__new__(cls, name, bases, ns)\nns['x'] = 1\nreturn new",
            ),
        );
    }
}
