//! A `__del__` that reads an attribute which may not be set.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::SyntaxNode;
use refwise_syntax::ast::{self, AstNode, AttributeExpr, Expr, FunctionDef, Stmt};
use rowan::GreenNodeData;

use crate::constant::constant_type;
use crate::diagnostic::Severity;
use crate::green::name_of;
use crate::lineage::{Lineage, class_around};
use crate::methods::{attribute_of, attributes, is_target, this_of};
use crate::names::Names;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// A `__del__` that relies on an `__init__` which may have raised.
    ///
    /// An object whose `__init__` raises is deleted like any other, so `__del__` runs on what there is
    /// of it. An attribute that was to be set behind (or by) the call that raised is missing: `__del__`
    /// ends with `AttributeError`, which Python prints as "Exception ignored in", and the rest of the
    /// clean-up does not happen.
    ///
    /// Set the attribute first, give it a default in the class and ask for that, or read it with
    /// `getattr(self, name, None)`.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Log:
    ///     def __init__(self, path):
    ///         self.file = open(path)
    ///     def __del__(self):
    ///         self.file.close()  # flagged: `file`
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Log:
    ///     file = None
    ///     def __init__(self, path):
    ///         self.file = open(path)
    ///     def __del__(self):
    ///         if self.file is not None:
    ///             self.file.close()
    ///
    /// class Named:
    ///     def __init__(self, name):
    ///         self.name = name
    ///         self.file = open(name)
    ///     def __del__(self):
    ///         print(self.name, getattr(self, "file", None))
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import sys
    /// sys.unraisablehook = lambda it: print(type(it.exc_value).__name__)  # prints: AttributeError
    /// class Log:
    ///     def __init__(self, path):
    ///         self.file = open(path)
    ///     def __del__(self):
    ///         self.file.close()
    /// try:
    ///     Log("/nowhere/at/all")
    /// except OSError:
    ///     pass
    /// ```
    "del-uses-unset-attribute",
    code: "RW314", group: Lifetime, severity: Error, fix: None, since: "0.1.0",
    noqa: [],
    look: Nodes(&[FUNCTION_DEF]) if is_del => check,
}

fn is_del(node: &GreenNodeData) -> bool {
    name_of(node) == "__del__"
}

fn check(cx: &mut RuleContext<'_>, def: FunctionDef) {
    let (Some(class), Some(this)) = (class_around(&def), this_of(&def)) else { return };
    if looks_before(&def) {
        return;
    }
    let lineage = Lineage::of(cx.names(), &class);
    let Some(init) = lineage.method("__init__") else { return };
    cx.names().look_into(init.syntax());
    let is_open = !lineage.is_whole()
        || ["__new__", "__getattr__", "__getattribute__"]
            .iter()
            .any(|it| lineage.binds(cx.names(), it));
    if is_open {
        return;
    }
    if is_in_test(cx.file().path(cx.db()), def.syntax()) {
        return;
    }
    for (name, read) in attributes(def.syntax(), &this) {
        let is_plain = !is_target(read.syntax()) && !is_guarded(&read);
        let is_there =
            |name: &str| lineage.binds(cx.names(), name) || is_set_first(cx.names(), &init, name);
        if !is_plain
            || name.starts_with("__")
            || is_there(&name)
            || is_asked_for(&def, &name)
            || depends(&def, &this, &read, is_there)
        {
            continue;
        }
        let Some((risk, set)) = set_after_risk(cx.names(), &init, &name) else { continue };
        cx.report(
            read.syntax().text_range(),
            format!("`{name}` is not there when `__init__` has raised: the clean-up ends with `AttributeError`"),
        )
        .severity(severity(&risk))
        .label(risk.text_range(), "when this raises …")
        .label(set.syntax().text_range(), "… this has not been set")
        .help(format!("set `{name}` first, or read it with `getattr({this}, \"{name}\", None)`"));
        // What stands behind is not reached.
        return;
    }
}

/// An initialiser that raises by itself will; what it calls may.
fn severity(risk: &SyntaxNode) -> Severity {
    match risk.kind() {
        RAISE_STMT => Severity::Error,
        _ => Severity::Warning,
    }
}

/// Does the method ask whether attributes are there?
fn looks_before(def: &FunctionDef) -> bool {
    def.syntax()
        .descendants()
        .filter_map(ast::NameExpr::cast)
        .any(|it| it.name().is_some_and(|it| matches!(it.text(), "hasattr" | "vars" | "locals")))
        || def.syntax().text().to_string().contains("__dict__")
}

/// Does `getattr(self, "name", …)` ask for the attribute first?
fn is_asked_for(def: &FunctionDef, name: &str) -> bool {
    let text = def.syntax().text().to_string();
    text.contains(&format!("\"{name}\"")) || text.contains(&format!("'{name}'"))
}

/// Is the read behind a condition on an attribute that is always there? It may tell how far
/// `__init__` has come.
fn depends(
    def: &FunctionDef,
    this: &str,
    read: &AttributeExpr,
    is_there: impl Fn(&str) -> bool,
) -> bool {
    let at = read.syntax().text_range();
    let tests = def.syntax().descendants().filter_map(|it| match it.kind() {
        IF_STMT => ast::IfStmt::cast(it)?.test(),
        BOOL_EXPR => ast::BoolExpr::cast(it)?.values().next(),
        IF_EXPR => ast::IfExpr::cast(it)?.test(),
        WHILE_STMT => ast::WhileStmt::cast(it)?.test(),
        _ => None,
    });
    let before = tests.filter(|it| it.syntax().text_range().end() <= at.start());
    before.into_iter().any(|it| {
        attributes(it.syntax(), this).iter().any(|it| is_there(&it.0))
            || it.syntax().text().to_string().contains("getattr(")
    })
}

/// Does a `try` around the read wait for the `AttributeError`?
fn is_guarded(read: &AttributeExpr) -> bool {
    const CAUGHT: [&str; 3] = ["AttributeError", "Exception", "BaseException"];
    let catches = |it: &ast::ExceptClause| match it.class() {
        None => true,
        Some(class) => {
            let text = class.syntax().text().to_string();
            CAUGHT.iter().any(|word| text.contains(word))
        }
    };
    let suppresses = |it: &ast::WithStmt| {
        it.items().any(|it| it.syntax().text().to_string().contains("suppress"))
    };
    let mut around = read.syntax().ancestors().take_while(|it| it.kind() != CLASS_DEF);
    around.any(|it| match it.kind() {
        TRY_STMT => {
            let tried = ast::TryStmt::cast(it).expect("of this kind");
            let body = tried.body().map(|it| it.syntax().text_range());
            let is_in_body = body.is_some_and(|it| it.contains_range(read.syntax().text_range()));
            is_in_body && tried.handlers().any(|it| catches(&it))
        }
        WITH_STMT => ast::WithStmt::cast(it).is_some_and(|it| suppresses(&it)),
        _ => false,
    })
}

/// Where `__init__` first sets the attribute, and what may raise before that or in it.
fn set_after_risk(
    names: &Names<'_>,
    init: &FunctionDef,
    name: &str,
) -> Option<(SyntaxNode, AttributeExpr)> {
    if init.decorators().next().is_some() {
        return None;
    }
    let this = this_of(init)?;
    let is_set = |it: &(String, AttributeExpr)| it.0 == name && is_target(it.1.syntax());
    let set = attributes(init.syntax(), &this).into_iter().find(is_set)?.1;
    let at = set.syntax().text_range();
    let stmts = init.body()?.body();
    let before = stmts.take_while(|it| it.syntax().text_range().start() <= at.start());
    let risk = before.into_iter().find_map(|it| risk(names, &it, &this))?;
    Some((risk, set))
}

/// Does `__init__` set the attribute before anything may raise?
fn is_set_first(names: &Names<'_>, init: &FunctionDef, name: &str) -> bool {
    let Some(this) = this_of(init) else { return false };
    let is_set =
        attributes(init.syntax(), &this).iter().any(|it| it.0 == name && is_target(it.1.syntax()));
    is_set && set_after_risk(names, init, name).is_none()
}

/// What may raise in a statement.
fn risk(names: &Names<'_>, stmt: &Stmt, this: &str) -> Option<SyntaxNode> {
    let is_plain = |it: &Expr| match it {
        Expr::Name(_) => true,
        Expr::Attribute(it) => attribute_of(it, this).is_some(),
        _ => false,
    };
    match stmt {
        Stmt::Assign(it) if it.targets().all(|it| is_plain(&it)) => risk_of(names, &it.value()?),
        Stmt::AnnAssign(it) if is_plain(&it.target()?) => risk_of(names, &it.value()?),
        Stmt::Expr(it) => match it.value()? {
            Expr::Call(it) => risk_of(names, &Expr::Call(it)),
            _ => None,
        },
        Stmt::Raise(it) => Some(it.syntax().clone()),
        Stmt::If(_) | Stmt::With(_) | Stmt::For(_) => {
            let calls = stmt.syntax().descendants();
            calls.into_iter().find(|it| {
                let call = ast::CallExpr::cast(it.clone());
                it.kind() == RAISE_STMT || call.is_some_and(|it| !is_calm(names, &it))
            })
        }
        // A `try` may take care of what is raised inside.
        _ => None,
    }
}

/// The first call in an expression that may raise.
fn risk_of(names: &Names<'_>, value: &Expr) -> Option<SyntaxNode> {
    if constant_type(value).is_some() {
        return None;
    }
    let mut nodes = value.syntax().preorder();
    while let Some(event) = nodes.next() {
        let rowan::WalkEvent::Enter(node) = event else { continue };
        match node.kind() {
            LAMBDA_EXPR | GENERATOR_EXPR => nodes.skip_subtree(),
            CALL_EXPR => {
                let call = ast::CallExpr::cast(node.clone()).expect("of this kind");
                if !is_calm(names, &call) {
                    return Some(node);
                }
            }
            _ => {}
        }
    }
    None
}

/// Does the call raise only where memory is at its end?
fn is_calm(names: &Names<'_>, call: &ast::CallExpr) -> bool {
    const CALM: [&str; 25] = [
        "builtins.super",
        "builtins.dict",
        "builtins.list",
        "builtins.set",
        "builtins.object",
        "builtins.isinstance",
        "builtins.id",
        "builtins.type",
        "collections.defaultdict",
        "collections.deque",
        "collections.OrderedDict",
        "collections.Counter",
        "threading.Lock",
        "threading.RLock",
        "threading.Event",
        "threading.Condition",
        "queue.Queue",
        "itertools.count",
        "time.time",
        "time.perf_counter",
        "weakref.WeakKeyDictionary",
        "time.monotonic",
        "os.getpid",
        "weakref.WeakValueDictionary",
        "weakref.WeakSet",
    ];
    const TAKES_ANYTHING: [&str; 4] =
        ["builtins.isinstance", "builtins.id", "builtins.type", "itertools.count"];
    let Some(func) = call.func() else { return false };
    let is_init = matches!(&func, Expr::Attribute(it)
        if it.name().is_some_and(|it| it.text() == "__init__")
            && it.value().is_some_and(|it| it.syntax().text() == "super()"))
        && call.args().is_none_or(|it| it.syntax().children().next().is_none());
    let path = names.path(&func);
    let has_args = call.args().is_some_and(|it| it.args().next().is_some());
    let is_known = path.is_some_and(|it| {
        CALM.contains(&it.as_str()) && (!has_args || TAKES_ANYTHING.contains(&it.as_str()))
    });
    is_known || is_init
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    fn log(init: &str, del: &str) -> String {
        let (init, del) = (init.replace('\n', "\n        "), del.replace('\n', "\n        "));
        format!(
            "import threading\nclass Log:\n    def __init__(self, path):\n        {init}\n    def __del__(self):\n        {del}\n"
        )
    }

    #[test]
    fn set_behind_what_may_raise() {
        flags(&RULE, &log("self.f = open(path)", "self.f.close()  # flagged: `f`"));
        flags(&RULE, &log("check(path)\nself.f = None", "if self.f: pass  # flagged: `f`"));
        flags(
            &RULE,
            &log("if not path:\n    raise ValueError\nself.f = 1", "print(self.f)  # flagged: `f`"),
        );
        flags(
            &RULE,
            "class A:\n    def __init__(self): self.f = open('x')\nclass B(A):\n    def __del__(self):\n        self.f.close()  # flagged: `f`\n",
        );
    }

    #[test]
    fn set_first() {
        silent(&RULE, &log("self.f = None\nself.f = open(path)", "self.f and self.f.close()"));
        silent(&RULE, &log("self.f = path\ncheck(path)", "print(self.f)"));
        silent(&RULE, &log("super().__init__()\nself.l = threading.Lock()", "print(self.l)"));
        silent(&RULE, &log("self.f = []\nself.g = open(path)", "self.f.clear()"));
    }

    #[test]
    fn told_by_what_is_there() {
        silent(&RULE, &log("self.n = None\nself.f = open(path)", "if self.n:\n    self.f.close()"));
        silent(
            &RULE,
            &log("self.f = open(path)", "if self.ready: self.f.close()")
                .replace("    def __init__", "    ready = False\n    def __init__"),
        );
    }

    #[test]
    fn asked_for() {
        silent(&RULE, &log("self.f = open(path)", "if hasattr(self, 'f'):\n    self.f.close()"));
        silent(
            &RULE,
            &log("self.f = open(path)", "try:\n    self.f.close()\nexcept AttributeError: pass"),
        );
        silent(&RULE, &log("self.f = open(path)", "f = getattr(self, 'f', None)"));
        silent(&RULE, &log("self.f = open(path)", "self.close()"));
        silent(&RULE, &log("self.f = open(path)", "self.f.close()").replace("Log:", "Log(Base):"));
        silent(
            &RULE,
            &log("self.f = open(path)", "self.f.close()\n\nf = None")
                .replace("        f =", "    f ="),
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            r#"
class Log:
    f = None
    def __init__(self, path):
        self.f = open(path)
    def __del__(self):
        if self.f is not None:
            self.f.close()
class B:
    def __init__(self, n):
        self.n = n
        self.f = open(n)
    def __del__(self):
        print(self.n, getattr(self, "f", None))
"#,
        );
    }
}
