//! A metaclass that hands the namespace on without `__classcell__`.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{self, AstNode, DictCompExpr, Expr, FunctionDef};
use rowan::GreenNodeData;

use crate::bindings::How;
use crate::green::name_of;
use crate::metaclass::{calls_of_type, maker};
use crate::methods::{is_name, mentions};
use crate::names::Names;
use crate::rule::RuleContext;
use crate::slots::plain_text;

crate::rule! {
    /// A filtered namespace that lost `__classcell__`.
    ///
    /// A class whose methods say `super()` or `__class__` has a cell for the finished class. The body
    /// leaves it in the namespace under `__classcell__`, and `type.__new__` fills it. A metaclass that
    /// hands a copy without this entry to `type.__new__` leaves the cell empty, and Python raises
    /// `RuntimeError` for every such class.
    ///
    /// It is reported where a dict comprehension copies the namespace under a condition on the name
    /// that `"__classcell__"` does not pass.
    ///
    /// Let the entry through.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Meta(type):
    ///     def __new__(mcs, name, bases, ns):
    ///         public = {k: v for k, v in ns.items() if not k.startswith("_")}
    ///         return super().__new__(mcs, name, bases, public)  # flagged: `__classcell__`
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Meta(type):
    ///     def __new__(mcs, name, bases, ns):
    ///         ns = {k: v for k, v in ns.items() if not k.startswith("_x")}
    ///         return super().__new__(mcs, name, bases, dict(ns))
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// class Meta(type):
    ///     def __new__(mcs, name, bases, ns):
    ///         public = {k: v for k, v in ns.items() if not k.startswith("__c")}
    ///         return super().__new__(mcs, name, bases, public)
    /// try:
    ///     class Made(metaclass=Meta):
    ///         def f(self):
    ///             return super().f()
    /// except RuntimeError as error:
    ///     print("__classcell__" in str(error))  # prints: True
    /// ```
    "classcell-dropped",
    code: "RW718", group: Classes, severity: Error, fix: None, since: "0.1.0",
    noqa: [],
    look: Nodes(&[FUNCTION_DEF]) if is_new => check,
}

fn is_new(node: &GreenNodeData) -> bool {
    name_of(node) == "__new__"
}

fn check(cx: &mut RuleContext<'_>, def: FunctionDef) {
    if !cx.mentions("startswith") && !cx.mentions(" in ") || knows_of_it(&def) {
        return;
    }
    let Some(maker) = maker(cx.names(), &def) else { return };
    for (call, namespace) in calls_of_type(cx.names(), &def) {
        let Some(copy) = copy(cx.names(), &namespace) else { continue };
        if mentions(copy.syntax(), &maker.namespace).is_empty() {
            continue;
        }
        let Some(condition) = drops_classcell(&copy) else { continue };
        cx.report(
            ast::text_range(call.syntax()),
            "the namespace lost `__classcell__`: classes that use `super()` or `__class__` raise `RuntimeError`",
        )
        .label(condition.syntax().text_range(), "`\"__classcell__\"` does not pass this")
        .help("let `__classcell__` through");
    }
}

/// Does the code of the function name the entry?
fn knows_of_it(def: &FunctionDef) -> bool {
    let strings = def.syntax().descendants().filter(|it| it.kind() == STRING_EXPR);
    strings.into_iter().any(|it| it.text().to_string().contains("__classcell__"))
}

/// The dict comprehension that `namespace` is, or that is its name's last assignment.
fn copy(names: &Names<'_>, namespace: &Expr) -> Option<DictCompExpr> {
    match namespace {
        Expr::DictComp(it) => Some(it.clone()),
        Expr::Name(name) => {
            let variable = names.variable(name)?;
            let bindings = variable.bindings.of_name(name.name()?.text());
            let assigned: Vec<_> =
                bindings.iter().filter(|it| !matches!(it.how, How::Param(_))).collect();
            match assigned.as_slice() {
                [it] => match &it.how {
                    How::Assign(Expr::DictComp(it)) => Some(it.clone()),
                    _ => None,
                },
                _ => None,
            }
        }
        _ => None,
    }
}

/// The condition of the comprehension that the name `__classcell__` fails.
fn drops_classcell(copy: &DictCompExpr) -> Option<Expr> {
    let mut generators = copy.generators();
    let (Some(only), None) = (generators.next(), generators.next()) else { return None };
    let key = match only.target()? {
        Expr::Tuple(it) => it.elements().next()?,
        it => it,
    };
    let Expr::Name(key) = key else { return None };
    let key = key.name()?.text().to_owned();
    only.ifs().filter_map(|it| it.test()).find(|it| passes(it, &key) == Some(false))
}

/// What the condition says for `key == "__classcell__"`, where that is plain.
fn passes(condition: &Expr, key: &str) -> Option<bool> {
    match condition {
        Expr::Paren(it) => passes(&it.value()?, key),
        Expr::Unary(it) if it.op()?.kind() == NOT_KW => Some(!passes(&it.operand()?, key)?),
        Expr::Bool(it) => {
            let is_and = it.op()?.kind() == AND_KW;
            let answers: Vec<Option<bool>> = it.values().map(|it| passes(&it, key)).collect();
            if answers.contains(&Some(!is_and)) {
                return Some(!is_and);
            }
            answers.iter().all(|it| *it == Some(is_and)).then_some(is_and)
        }
        Expr::Call(it) => {
            let Expr::Attribute(method) = it.func()? else { return None };
            let argument = it.args()?.args().next();
            let is_of_key = is_name(&method.value()?, key);
            match (method.name()?.text(), argument) {
                _ if !is_of_key => None,
                ("startswith", Some(Expr::String(it))) => {
                    Some("__classcell__".starts_with(&plain_text(&it)?))
                }
                ("endswith", Some(Expr::String(it))) => {
                    Some("__classcell__".ends_with(&plain_text(&it)?))
                }
                ("isupper", None) => Some(false),
                ("islower", None) => Some(true),
                _ => None,
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    fn meta(condition: &str, mark: &str) -> String {
        format!(
            "class Meta(type):\n    def __new__(mcs, name, bases, ns):\n        \
             new = {{k: v for k, v in ns.items() if {condition}}}\n        \
             return type.__new__(mcs, name, bases, new){mark}\n"
        )
    }

    const MARK: &str = "  # flagged: `RuntimeError`";

    #[test]
    fn conditions_that_drop_it() {
        flags(&RULE, &meta("not k.startswith('__c')", MARK));
        flags(&RULE, &meta("not k.startswith('_')", MARK));
        flags(&RULE, &meta("k.isupper()", MARK));
        flags(&RULE, &meta("k.startswith('test') and v", MARK));
        flags(
            &RULE,
            "class Meta(type):\n    def __new__(mcs, name, bases, ns):\n        ns = {k: v for k, v in ns.items() if not k.startswith('_')}\n        return super().__new__(mcs, name, bases, ns)  # flagged: lost\n",
        );
    }

    #[test]
    fn conditions_that_let_it_through() {
        silent(&RULE, &meta("not k.startswith('_x')", ""));
        silent(&RULE, &meta("k.startswith('_') or v", ""));
        silent(&RULE, &meta("keep(k)", ""));
        silent(&RULE, &meta("v is not None", ""));
        silent(&RULE, &meta("not k.startswith('_')", "").replace("new)", "ns)"));
        silent(&RULE, &meta("not k.startswith('_')", "").replace("(type)", "(Base)"));
    }

    #[test]
    fn a_copy_that_gets_it_back() {
        let text = meta("not k.startswith('_')", "");
        silent(
            &RULE,
            &text.replace("return", "new['__classcell__'] = ns['__classcell__']; return"),
        );
    }
}
