//! `__getattr__` and its like that call themselves.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::SyntaxNode;
use refwise_syntax::ast::{
    self, AstNode, AttributeExpr, CallExpr, ClassDef, Expr, FunctionDef, Stmt,
};
use rowan::GreenNodeData;

use crate::diagnostic::Severity;
use crate::green::name_of;
use crate::lineage::{Lineage, class_around};
use crate::methods::{attribute_of, attributes, is_name, is_target, mentions, positional};
use crate::names::Names;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// An attribute hook that needs the attribute it is asked for.
    ///
    /// `__getattr__` is called for what is missing. When it reads an attribute that only `__init__` sets,
    /// it works as long as `__init__` has run; `copy` and `pickle` make the object without it and ask
    /// for `__setstate__`, and then the attribute is missing too: the hook calls itself until
    /// `RecursionError`.
    /// `__getattribute__` is called for everything, `self.anything` inside it included, and
    /// `__setattr__` for every `setattr(self, …)`.
    ///
    /// Refuse special names first (`if name.startswith("__"): raise AttributeError(name)`), read
    /// `self.__dict__`, or go through `super()`.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Proxy:
    ///     def __init__(self, obj):
    ///         self._obj = obj
    ///     def __getattr__(self, name):
    ///         return getattr(self._obj, name)  # flagged: `_obj`
    ///
    /// class S:
    ///     def __setattr__(self, name, value):
    ///         setattr(self, name, value)  # flagged: calls itself
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Proxy:
    ///     def __init__(self, obj):
    ///         self._obj = obj
    ///     def __getattr__(self, name):
    ///         if name.startswith("_"):
    ///             raise AttributeError(name)
    ///         return getattr(self._obj, name)
    ///
    /// class S:
    ///     def __setattr__(self, name, value):
    ///         super().__setattr__(name, value)
    ///         self.__dict__[name] = value
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import copy
    /// class Proxy:
    ///     def __init__(self, obj):
    ///         self._obj = obj
    ///     def __getattr__(self, name):
    ///         return getattr(self._obj, name)
    /// try:
    ///     copy.copy(Proxy(1))
    /// except RecursionError as error:
    ///     print(type(error).__name__)  # prints: RecursionError
    /// ```
    "getattr-recursion",
    code: "RW716", group: Classes, severity: Error, fix: None, since: "0.1.0",
    noqa: [],
    look: Nodes(&[FUNCTION_DEF]) if is_hook => check,
}

fn is_hook(node: &GreenNodeData) -> bool {
    matches!(name_of(node), "__getattr__" | "__getattribute__" | "__setattr__")
}

fn check(cx: &mut RuleContext<'_>, def: FunctionDef) {
    let (Some(class), Some(name)) = (class_around(&def), def.name()) else { return };
    let is_test = is_in_test(cx.file().path(cx.db()), def.syntax());
    if is_test || def.decorators().next().is_some() {
        return;
    }
    match name.text() {
        "__getattr__" => check_getattr(cx, &class, &def),
        "__getattribute__" => check_getattribute(cx, &def),
        _ => check_setattr(cx, &def),
    }
}

fn check_getattr(cx: &mut RuleContext<'_>, class: &ClassDef, def: &FunctionDef) {
    let params = positional(def);
    let [this, name, ..] = params.as_slice() else { return };
    let lineage = Lineage::of(cx.names(), class);
    // How `copy` and `pickle` make the object may be given by the class.
    const MAKERS: [&str; 6] = [
        "__setstate__",
        "__reduce__",
        "__reduce_ex__",
        "__new__",
        "__getattribute__",
        "__getnewargs__",
    ];
    let is_made = MAKERS.iter().any(|it| lineage.binds(cx.names(), it));
    if !lineage.is_whole() || is_made || is_careful(def, name) {
        return;
    }
    let set = fields_set(cx.names(), &lineage);
    let found = attributes(def.syntax(), this).into_iter().find(|(field, read)| {
        !is_target(read.syntax())
            && !field.starts_with("__")
            && !lineage.binds(cx.names(), field)
            && set.contains(field)
            && is_own(read.syntax(), def)
    });
    let Some((field, read)) = found else { return };
    cx.report(
        read.syntax().text_range(),
        format!(
            "`__getattr__` needs `{field}`: where `__init__` has not run, as in `copy` and `pickle`, it calls \
             itself without end"
        ),
    )
    // Nobody may ever copy or unpickle such an object.
    .severity(Severity::Warning)
    .help("raise `AttributeError` for names that begin with `__` before, or read `self.__dict__`");
}

/// Does the method look at the name, or at what is there, before it reads? Anything but handing the
/// name on counts.
fn is_careful(def: &FunctionDef, name: &str) -> bool {
    let looks = mentions(def.syntax(), name).into_iter().any(|it| {
        let around = it.syntax().parent();
        around.is_some_and(|it| {
            matches!(it.kind(), COMPARE_EXPR | ATTRIBUTE_EXPR | IF_STMT)
                && it.ancestors().any(|it| matches!(it.kind(), IF_STMT | IF_EXPR | MATCH_STMT))
        })
    });
    let text = def.syntax().text().to_string();
    let is_tried = def.syntax().descendants().any(|it| it.kind() == TRY_STMT);
    looks
        || is_tried
        || ["__dict__", "__getattribute__", "super(", "hasattr", "vars("]
            .iter()
            .any(|it| text.contains(it))
}

/// The fields that methods of the class set on `self`.
fn fields_set(names: &Names<'_>, lineage: &Lineage) -> Vec<String> {
    lineage.classes.iter().for_each(|it| names.look_into(it.syntax()));
    let body = lineage.classes.iter().filter_map(|it| it.body()).flat_map(|it| it.body());
    let inits = body.filter_map(|it| match it {
        Stmt::FunctionDef(it) => it.name().is_some_and(|it| it.text() == "__init__").then_some(it),
        _ => None,
    });
    inits
        .flat_map(|it| {
            let this = positional(&it).into_iter().next().unwrap_or_default();
            let all = attributes(it.syntax(), &this).into_iter();
            all.filter(|it| is_target(it.1.syntax())).map(|it| it.0).collect::<Vec<_>>()
        })
        .collect()
}

/// Does the node run in the function itself, whenever it gets to its statement?
fn is_own(node: &SyntaxNode, def: &FunctionDef) -> bool {
    let inner = node
        .ancestors()
        .find(|it| matches!(it.kind(), FUNCTION_DEF | LAMBDA_EXPR | GENERATOR_EXPR));
    inner.as_ref() == Some(def.syntax())
}

/// In the first statements of `__getattribute__`, before any condition.
fn check_getattribute(cx: &mut RuleContext<'_>, def: &FunctionDef) {
    let Ok([this, _]) = <[String; 2]>::try_from(positional(def)) else { return };
    for stmt in def.body().into_iter().flat_map(|it| it.body()) {
        if !matches!(stmt, Stmt::Expr(_) | Stmt::Assign(_) | Stmt::Return(_)) {
            return;
        }
        let read = stmt.syntax().descendants().filter_map(AttributeExpr::cast).find(|it| {
            attribute_of(it, &this).is_some()
                && !is_target(it.syntax())
                && is_always(it.syntax(), &stmt)
        });
        if let Some(read) = read {
            cx.report(
                read.syntax().text_range(),
                "every attribute of `self` comes from here: `__getattribute__` calls itself without end",
            )
            .help("ask `super().__getattribute__`");
            return;
        }
    }
}

fn is_always(node: &SyntaxNode, stmt: &Stmt) -> bool {
    let mut between = node.ancestors().take_while(|it| it != stmt.syntax());
    !between.any(|it| matches!(it.kind(), BOOL_EXPR | IF_EXPR | LAMBDA_EXPR | GENERATOR_EXPR))
}

/// `setattr(self, name, value)` with what came in.
fn check_setattr(cx: &mut RuleContext<'_>, def: &FunctionDef) {
    let Ok([this, name, value]) = <[String; 3]>::try_from(positional(def)) else { return };
    let is_rebound = [&this, &name, &value]
        .iter()
        .any(|it| mentions(def.syntax(), it).iter().any(|it| is_target(it.syntax())));
    if is_rebound {
        return;
    }
    let calls = def.syntax().descendants().filter_map(CallExpr::cast);
    let found = calls.filter(|it| is_same_call(cx.names(), it, [&this, &name, &value]));
    let Some(call) = found.into_iter().find(|it| is_unconditional(it.syntax(), def)) else {
        return;
    };
    cx.report(
        ast::text_range(call.syntax()),
        "`__setattr__` calls itself without end: `setattr` comes back to it",
    )
    .help("call `super().__setattr__(name, value)`");
}

/// Does the function come to the call whatever is asked of it?
fn is_unconditional(call: &SyntaxNode, def: &FunctionDef) -> bool {
    let stmt = call.parent().filter(|it| it.kind() == EXPR_STMT);
    stmt.and_then(|it| it.parent()?.parent()).as_ref() == Some(def.syntax())
}

fn is_same_call(names: &Names<'_>, call: &CallExpr, expected: [&str; 3]) -> bool {
    let path = call.func().and_then(|it| names.path(&it));
    let args: Vec<Expr> = call.args().into_iter().flat_map(|it| it.args()).collect();
    path.as_deref() == Some("builtins.setattr")
        && args.len() == 3
        && args.iter().zip(expected).all(|(it, name)| is_name(it, name))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    fn proxy(getattr: &str, rest: &str) -> String {
        let getattr = getattr.replace('\n', "\n        ");
        format!(
            "class P:\n    def __init__(self, o):\n        self.o = o\n    def __getattr__(self, name):\n        {getattr}\n    {rest}\n"
        )
    }

    #[test]
    fn needs_what_init_sets() {
        flags(&RULE, &proxy("return getattr(self.o, name)  # flagged: `o`", "x = 1"));
        flags(&RULE, &proxy("f = self.o.find(name)  # flagged: `o`\nreturn f", "x = 1"));
    }

    #[test]
    fn looks_first() {
        silent(
            &RULE,
            &proxy("if name == 'o': raise AttributeError\nreturn getattr(self.o, name)", "x = 1"),
        );
        silent(&RULE, &proxy("return getattr(self.__dict__['o'], name)", "x = 1"));
        silent(&RULE, &proxy("return getattr(self.o, name)", "o = None"));
        silent(&RULE, &proxy("return getattr(self.o, name)", "def __setstate__(self, s): pass"));
        silent(
            &RULE,
            &proxy("return getattr(self.o, name)", "x = 1").replace("class P", "class P(B)"),
        );
        silent(&RULE, &proxy("return self.find(name)", "def find(self, n): pass"));
    }

    #[test]
    fn other_hooks() {
        silent(
            &RULE,
            "class S:\n    def __setattr__(self, n, v):\n        if make(n): setattr(self, n, v)\n",
        );
        flags(
            &RULE,
            "class S:\n    def __setattr__(self, n, v):\n        setattr(self, n, v)  # flagged: `__setattr__`\n",
        );
        flags(
            &RULE,
            "class S:\n    def __getattribute__(self, n):\n        return self.d[n]  # flagged: itself\n",
        );
        silent(
            &RULE,
            "class S:\n    def __getattribute__(self, n):\n        if n == 'x': return self.d\n        return super().__getattribute__(n)\n",
        );
        silent(
            &RULE,
            "class S:\n    def __setattr__(self, n, v):\n        n = n.lower()\n        setattr(self, n, v)\n",
        );
        silent(
            &RULE,
            "class S:\n    def __setattr__(self, n, v):\n        setattr(self.o, n, v)\n",
        );
    }
}
