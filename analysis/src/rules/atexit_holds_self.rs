//! An instance hands its own method to a registry that lives as long as the process.

use crate::body::{Arg, Expr, ExprId, Stmt, VarId};
use crate::holds::{
    Hold, class_of_instance, holds, instance, is_initialiser, is_made_at_import_only,
};
use crate::items::{definition_of, path};
use crate::places::last_name;
use crate::rule::{CodeUnit, RuleContext, Words};
use crate::surroundings::is_test_unit;

crate::rule! {
    /// An instance hands its own method to a registry that lives as long as the process.
    ///
    /// `atexit`, `gc.callbacks`, `sys.excepthook` and their like keep what they are given. A bound
    /// method or lambda that holds `self`, registered in `__init__`, keeps every instance alive until
    /// the program ends.
    ///
    /// Nothing is reported if the file takes it back somewhere (`atexit.unregister`), or if instances
    /// are only made at the top level of the file.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import atexit
    ///
    /// class Session:
    ///     def __init__(self):
    ///         atexit.register(self.close)  # flagged: every instance
    ///
    ///     def close(self): ...
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import weakref
    ///
    /// def close(handle): ...
    ///
    /// class Session:
    ///     def __init__(self, handle):
    ///         self._finalizer = weakref.finalize(self, close, handle)
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import atexit
    /// import gc
    /// import weakref
    ///
    ///
    /// class Session:
    ///     def __init__(self):
    ///         atexit.register(self.close)
    ///
    ///     def close(self): ...
    ///
    ///
    /// session = weakref.ref(Session())
    /// gc.collect()
    /// print(session() is None)  # prints: False
    /// ```
    "atexit-holds-self",
    code: "RW321", group: Lifetime, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

/// What keeps its arguments: the full name, and the word by which a file takes them back.
const REGISTRIES: &[(&str, &str)] = &[
    ("atexit.register", "unregister"),
    ("codecs.register", "unregister"),
    ("gc.callbacks.append", "callbacks.remove"),
    ("os.register_at_fork", ""),
    ("sys.addaudithook", ""),
    ("sys.meta_path.append", "meta_path.remove"),
    ("sys.path_hooks.append", "path_hooks.remove"),
];

/// Attributes that keep what is assigned.
const HOOKS: &[&str] = &[
    "sys.excepthook",
    "sys.displayhook",
    "sys.unraisablehook",
    "threading.excepthook",
    "warnings.showwarning",
];

/// A file that keeps anything has one of these.
const KEEPING: Words = Words::of(&["register", "append", "addaudithook", "hook", "showwarning"]);

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if !cx.mentions_any(KEEPING) || !is_initialiser(unit) {
        return;
    }
    let Some(me) = instance(unit) else { return };
    for (at, how, registry) in registered(cx, unit, me) {
        let class = class_of_instance(unit, me);
        if is_test_unit(unit) || class.is_none_or(|it| is_made_at_import_only(unit, it)) {
            return;
        }
        let name = &unit.body.var(me).name;
        let message = format!(
            "`{registry}` keeps every instance until the program ends: {}",
            how.words(name)
        );
        cx.report(unit.range(at), message)
            .help("use `weakref.finalize(self, function, resource)`, or take it back when closing");
    }
}

fn registered(
    cx: &RuleContext<'_>,
    unit: &CodeUnit<'_>,
    me: VarId,
) -> Vec<(ExprId, Hold, &'static str)> {
    let mut found = Vec::new();
    for (_, func, args) in unit.calls() {
        let Some(registry) = registry(unit, func) else { continue };
        if !registry.1.is_empty() && cx.mentions(registry.1) {
            continue;
        }
        found.extend(held(unit, args, me).map(|(at, how)| (at, how, registry.0)));
    }
    for (_, stmt) in unit.body.stmts() {
        let Stmt::Assign { targets, value } = stmt else { continue };
        let Some(hook) = targets.iter().find_map(|it| hook(unit, *it)) else { continue };
        // What is saved before is likely to be put back.
        let is_saved = unit.body.exprs().filter(|it| is_same(unit, it.0, hook)).count() > 1;
        if let Some(how) = holds(unit, *value, me).filter(|_| !is_saved) {
            found.push((*value, how, hook));
        }
    }
    found
}

fn held(unit: &CodeUnit<'_>, args: &[Arg], me: VarId) -> Option<(ExprId, Hold)> {
    args.iter().find_map(|it| Some((it.value, holds(unit, it.value, me)?)))
}

fn registry(unit: &CodeUnit<'_>, func: ExprId) -> Option<(&'static str, &'static str)> {
    let last = last_name(unit.body, func)?;
    let is_candidate = |it: &&(&str, &str)| it.0.ends_with(last);
    REGISTRIES.iter().find(is_candidate)?;
    // `gc.callbacks.append` is a method of a list: it is named by what the list is.
    let path = match unit.body.expr(func) {
        Expr::Attr { value, name } if name == "append" => {
            format!("{}.append", path(unit.db, &definition_of(unit.db, unit.unit, *value))?)
        }
        _ => path(unit.db, &definition_of(unit.db, unit.unit, func))?.to_string(),
    };
    REGISTRIES.iter().copied().find(|it| it.0 == path)
}

fn hook(unit: &CodeUnit<'_>, target: ExprId) -> Option<&'static str> {
    HOOKS.iter().copied().find(|it| is_same(unit, target, it))
}

fn is_same(unit: &CodeUnit<'_>, expr: ExprId, hook: &str) -> bool {
    crate::places::dotted(unit.body, expr).is_some_and(|it| it.join(".") == hook)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn registered_for_ever() {
        flags(
            &RULE,
            "import atexit, sys, gc
class Session:
    def __init__(self):
        atexit.register(self.close)  # flagged: the bound method
        atexit.register(lambda: self.close())  # flagged: the function
        gc.callbacks.append(self.close)  # flagged: `gc.callbacks.append`
        sys.excepthook = self.close  # flagged: `sys.excepthook`
    def close(self): ...
def demo():
    return Session()
",
        );
    }

    #[test]
    fn taken_back() {
        silent(
            &RULE,
            "import atexit, sys
class Session:
    def __init__(self):
        atexit.register(self.close)
        self.old = sys.excepthook
        sys.excepthook = self.close
    def close(self):
        atexit.unregister(self.close)
        sys.excepthook = self.old
",
        );
    }

    #[test]
    fn another_object_or_one_instance() {
        silent(
            &RULE,
            "import atexit
class Session:
    def __init__(self, path):
        self.file = open(path)
        atexit.register(self.file.close)
        atexit.register(print, path)
        atexit.register(self.stop)
    @staticmethod
    def stop(): ...
class Only:
    def __init__(self):
        atexit.register(self.close)
    def close(self): ...
only = Only()
",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            r#"
import atexit, weakref
class Session:
    def __init__(self):
        self.res = object()
        self._fin = weakref.finalize(self, print, end="", file=None)
        self._fin.atexit = False
        atexit.register(self.close)
    def close(self):
        atexit.unregister(self.close)
def demo():
    s = Session()
    s.close()
    return weakref.ref(s)
"#,
        );
    }
}
