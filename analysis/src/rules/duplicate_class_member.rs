//! A name that a class body binds twice, so that the first is lost.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::TextRange;
use refwise_syntax::ast::{self, AstNode, ClassDef, Expr, FunctionDef, Stmt};
use refwise_syntax::symtable::ScopeId;

use crate::diagnostic::Severity;
use crate::lineage::Lineage;
use crate::methods::is_name;
use crate::names::Names;
use crate::rule::RuleContext;

crate::rule! {
    /// A method or attribute that the same class defines again.
    ///
    /// A class body fills a dict, and the second definition of a name takes the place of the first:
    /// the first is never seen by anybody. Mostly a method was copied and not renamed (a test that
    /// never runs), or two people added the same thing.
    ///
    /// It is reported for definitions that follow each other in the body itself, where nothing between
    /// reads the first (`@x.setter`, `@overload`, `x = staticmethod(x)`), no unknown decorator may have
    /// kept it, and no metaclass has a namespace of its own.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class A:
    ///     x = 1
    ///     def f(self): ...
    ///     x = 2  # flagged: `x`
    ///     def f(self): ...  # flagged: `f`
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import sys
    ///
    /// class Meta(type):
    ///     @classmethod
    ///     def __prepare__(mcs, name, bases):
    ///         return {}
    ///
    /// class A(metaclass=Meta):
    ///     def f(self, x: int): ...
    ///     def f(self, x: str): ...
    ///
    /// class B:
    ///     @property
    ///     def v(self): ...
    ///     @v.setter
    ///     def v(self, x): ...
    ///     if sys.version_info >= (3, 12):
    ///         w = 1
    ///     else:
    ///         w = 2
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// class A:
    ///     def f(self): return 1
    ///     def f(self): return 2
    /// print(A().f())  # prints: 2
    /// ```
    "duplicate-class-member",
    code: "RW710", group: Classes, severity: Error, fix: None, since: "0.1.0",
    noqa: ["PIE794", "F811", "E0102", "S8512", "no-redef"],
    look: Nodes(&[CLASS_DEF]) => check,
}

fn check(cx: &mut RuleContext<'_>, class: ClassDef) {
    let pairs = repeated(&class);
    if pairs.is_empty() {
        return;
    }
    let names = cx.names();
    let Some(scope) = names.table().scope_of(class.syntax()) else { return };
    let is_watched = ["locals", "vars", "exec", "eval", "globals"]
        .iter()
        .any(|it| names.bindings(scope).is_none_or(|all| !all.reads(it).is_empty()));
    if is_watched || may_register(&Lineage::of(names, &class)) {
        return;
    }
    for (first, second) in pairs {
        let is_kept = is_read_between(cx.names(), scope, &first, &second)
            || !first.is_lost(cx.names())
            || !second.is_lost(cx.names());
        if is_kept {
            continue;
        }
        let name = &second.name;
        let severity = if is_same(&first, &second) { Severity::Info } else { Severity::Error };
        cx.report(
            second.range,
            format!("`{name}` is defined again, and nothing has seen the first one"),
        )
        .severity(severity)
        .label(first.range, "this one is lost")
        .help("rename one of them, or remove the one that is not meant");
    }
}

/// One definition in the body.
#[derive(Clone)]
struct Member {
    name: String,
    range: TextRange,
    stmt: Stmt,
}

/// Do both bind the same, so that the first one is but a line too many?
fn is_same(first: &Member, second: &Member) -> bool {
    let text = |it: &Member| it.stmt.syntax().text().to_string();
    text(first).trim() == text(second).trim()
}

/// Definitions of the same name, right in the body, each with the one before it.
fn repeated(class: &ClassDef) -> Vec<(Member, Member)> {
    let mut seen: Vec<Member> = Vec::new();
    let mut pairs = Vec::new();
    for stmt in class.body().into_iter().flat_map(|it| it.body()) {
        let Some(member) = member(stmt) else { continue };
        match seen.iter_mut().find(|it| it.name == member.name) {
            Some(it) => {
                pairs.push((it.clone(), member.clone()));
                *it = member;
            }
            None => seen.push(member),
        }
    }
    pairs
}

fn member(stmt: Stmt) -> Option<Member> {
    let token = match &stmt {
        Stmt::FunctionDef(it) => it.name()?,
        Stmt::ClassDef(it) => it.name()?,
        Stmt::Assign(it) => {
            let mut targets = it.targets();
            let (Some(Expr::Name(name)), None) = (targets.next(), targets.next()) else {
                return None;
            };
            name.name()?
        }
        Stmt::AnnAssign(it) => {
            let Some(Expr::Name(name)) = it.target() else { return None };
            it.value()?;
            name.name()?
        }
        _ => return None,
    };
    let name = token.text().to_owned();
    let is_throwaway = name.chars().all(|it| it == '_') || name == "__slots__";
    (!is_throwaway).then(|| Member { name, range: token.text_range(), stmt })
}

impl Member {
    /// Is nothing kept of the object but by the name?
    fn is_lost(&self, names: &Names<'_>) -> bool {
        match &self.stmt {
            Stmt::FunctionDef(it) => it.decorators().all(|it| keeps_nothing(names, &it)),
            Stmt::ClassDef(it) => it.decorators().next().is_none() && it.args().is_none(),
            Stmt::Assign(it) => it.value().is_some_and(|it| !is_declared(&it)),
            Stmt::AnnAssign(it) => it.value().is_some_and(|it| !is_declared(&it)),
            _ => false,
        }
    }
}

/// A place holder: `name = None` before the real one.
fn is_declared(value: &Expr) -> bool {
    let text = value.syntax().text().to_string();
    matches!(text.as_str(), "None" | "..." | "NotImplemented")
}

/// A decorator that hands the function on and does not put it anywhere.
fn keeps_nothing(names: &Names<'_>, decorator: &ast::Decorator) -> bool {
    const KNOWN: [&str; 9] = [
        "builtins.property",
        "builtins.classmethod",
        "builtins.staticmethod",
        "abc.abstractmethod",
        "functools.cached_property",
        "functools.cache",
        "functools.lru_cache",
        "contextlib.contextmanager",
        "typing.override",
    ];
    names.path_of_decorator(decorator).is_some_and(|it| KNOWN.contains(&it.as_str()))
}

/// May the namespace of the body keep what is put into it?
fn may_register(lineage: &Lineage) -> bool {
    let is_plain_meta =
        |it: &Option<String>| matches!(it.as_deref(), Some("abc.ABCMeta" | "builtins.type"));
    let has_meta = !lineage.metaclasses.iter().all(is_plain_meta);
    let is_enum = lineage.outside.iter().any(|it| it.starts_with("enum."));
    has_meta || is_enum
}

/// Does the class body read the name between the two, the second's own decorators and value
/// included?
fn is_read_between(names: &Names<'_>, scope: ScopeId, first: &Member, second: &Member) -> bool {
    let Some(bindings) = names.bindings(scope) else { return true };
    let between = TextRange::new(first.range.end(), end_of(&second.stmt));
    let reads = names.reads(scope, &first.name);
    let is_deleted = bindings.of_name(&first.name).iter().any(|it| {
        between.contains_range(it.range) && it.range != second.range && it.range != first.range
    });
    is_deleted
        || reads.iter().any(|it| between.contains_range(it.syntax().text_range()))
        || hides_in_assign(second)
}

/// The part of the second definition that runs before the name is bound.
fn end_of(stmt: &Stmt) -> refwise_syntax::TextSize {
    match stmt {
        Stmt::FunctionDef(it) => head_end(it),
        it => it.syntax().text_range().end(),
    }
}

fn head_end(def: &FunctionDef) -> refwise_syntax::TextSize {
    def.body().map_or(def.syntax().text_range().end(), |it| it.syntax().text_range().start())
}

/// `x = y = …` binds more than one; such lines are left alone.
fn hides_in_assign(member: &Member) -> bool {
    match &member.stmt {
        Stmt::Assign(it) => it.value().is_some_and(|it| is_name(&it, &member.name)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn the_first_is_lost() {
        flags(
            &RULE,
            "class A(B):\n    def f(self): pass\n    def f(self, x): pass  # flagged: `f`\n",
        );
        flags(&RULE, "class A:\n    x = 1\n    x: int = 2  # flagged: `x`\n");
        flags(
            &RULE,
            "class A:\n    @property\n    def f(self): pass\n    @property\n    def f(self): pass  # flagged: `f`\n",
        );
        flags(&RULE, "class A:\n    def x(self): pass\n    x = 1  # flagged: `x`\n");
    }

    #[test]
    fn the_first_is_used() {
        silent(&RULE, "class A:\n    x = 1\n    x = x + 1\n");
        silent(&RULE, "class A:\n    x = {}\n    x = {k: v for k, v in x.items()}\n");
        silent(&RULE, "class A:\n    def f(self): pass\n    f = staticmethod(f)\n");
        silent(&RULE, "class A:\n    def f(self): pass\n    g = f\n    def f(self): pass\n");
        silent(
            &RULE,
            "class A:\n    @property\n    def v(self): pass\n    @v.setter\n    def v(self, x): pass\n",
        );
        silent(&RULE, "class A:\n    x = 1\n    def f(self, y=x): pass\n    x = 2\n");
        silent(&RULE, "class A:\n    x = 1\n    y = locals()\n    x = 2\n");
    }

    #[test]
    fn registries() {
        silent(&RULE, "class A:\n    @overload\n    def f(self): pass\n    def f(self, x): pass\n");
        silent(
            &RULE,
            "class A:\n    @route('/a')\n    def f(self): pass\n    @route('/b')\n    def f(self): pass\n",
        );
        silent(&RULE, "class A(metaclass=M):\n    def f(self): pass\n    def f(self): pass\n");
        silent(&RULE, "class A:\n    def _(self): pass\n    def _(self): pass\n");
    }

    #[test]
    fn place_holders_and_branches() {
        silent(&RULE, "class A:\n    x = None\n    def x(self): pass\n");
        silent(&RULE, "class A:\n    x: int\n    x = 1\n");
        silent(&RULE, "class A:\n    x = 1\n    if y:\n        x = 2\n");
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            "
import sys
from functools import singledispatchmethod
class Meta(type):
    @classmethod
    def __prepare__(mcs, name, bases):
        return Multi()
class Multi(dict):
    def __setitem__(self, k, v):
        super().__setitem__(k, [*self.get(k, []), v] if callable(v) else v)
class A(metaclass=Meta):
    def f(self, x: int): ...
    def f(self, x: str): ...
class B:
    @property
    def v(self): ...
    @v.setter
    def v(self, x): ...
    if sys.version_info >= (3, 12):
        w = 1
    else:
        w = 2
",
        );
    }
}
