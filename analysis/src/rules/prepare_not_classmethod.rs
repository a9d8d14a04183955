//! A `__prepare__` that cannot be called the way Python calls it.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{self, AstNode, FunctionDef};
use refwise_syntax::{TextEdit, TextRange};
use rowan::GreenNodeData;

use crate::green::name_of;
use crate::lineage::{Lineage, class_around};
use crate::methods::{indentation, is_generator, is_stub, may_end, returns};
use crate::names::Names;
use crate::rule::RuleContext;

crate::rule! {
    /// A `__prepare__` of a metaclass that is not a class method, or gives no mapping.
    ///
    /// Python calls `Meta.__prepare__(name, bases, **keywords)` before there is a class, and runs the
    /// body of the class in the mapping that comes back. A plain method gets the name as its `self`
    /// and lacks an argument; a `__prepare__` without `return` gives `None`, which is no mapping. Both
    /// raise `TypeError` at the first `class` statement with this metaclass.
    ///
    /// Make it a `@classmethod` that takes `(mcs, name, bases, **keywords)`.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Meta(type):
    ///     def __prepare__(mcs, name, bases):  # flagged: not a class method
    ///         return {}
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// class Meta(type):
    ///     @classmethod
    ///     def __prepare__(mcs, name, bases):
    ///         return {}
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Meta(type):
    ///     @classmethod
    ///     def __prepare__(mcs, name, bases, **keywords):
    ///         return {}
    ///
    /// class Other(type):
    ///     @staticmethod
    ///     def __prepare__(name, bases):
    ///         return {}
    ///
    /// class Made(metaclass=Other): ...
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// class Meta(type):
    ///     def __prepare__(mcs, name, bases):
    ///         return {}
    /// try:
    ///     class Made(metaclass=Meta): ...
    /// except TypeError as error:
    ///     print("missing 1 required positional argument" in str(error))  # prints: True
    /// ```
    "prepare-not-classmethod",
    code: "RW717", group: Classes, severity: Error, fix: Safe, since: "0.1.0",
    noqa: ["C0203", "N804"],
    look: Nodes(&[FUNCTION_DEF]) if is_prepare => check,
}

fn is_prepare(node: &GreenNodeData) -> bool {
    name_of(node) == "__prepare__"
}

fn check(cx: &mut RuleContext<'_>, def: FunctionDef) {
    let Some(class) = class_around(&def) else { return };
    let Some(name) = def.name() else { return };
    if !Lineage::of(cx.names(), &class).is_metaclass() || is_bound_again(cx.names(), &class) {
        return;
    }
    let Some(kind) = kind(cx.names(), &def) else { return };
    let n_given = if kind == Kind::Class { 3 } else { 2 };
    let range = name.text_range();
    if !accepts(&def, n_given) {
        let edits = (kind == Kind::Plain && accepts(&def, 3)).then(|| mend(cx.text(), &def));
        let why = match kind {
            Kind::Plain => "it is not a class method and lacks an argument when Python calls it",
            _ => "it cannot be called with the name and the bases of the class",
        };
        let report = cx
            .report(range, format!("`__prepare__` fails at the first `class` statement: {why}"))
            .help("let it be a `@classmethod` that takes `(mcs, name, bases, **keywords)`");
        if let Some(edits) = edits.flatten() {
            report.safe_fix("Make it a class method", edits);
        }
    } else if gives_none(cx.names(), &def) {
        cx.report(range, "`__prepare__` returns nothing, but Python needs a mapping from it")
            .help("return the mapping that the body of the class is to run in");
    }
}

/// How Python sees the function in the class.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Class,
    Static,
}

/// `None` where a decorator is unknown.
fn kind(names: &Names<'_>, def: &FunctionDef) -> Option<Kind> {
    let mut kind = Kind::Plain;
    for decorator in def.decorators() {
        kind = match names.path_of_decorator(&decorator)?.as_str() {
            "builtins.classmethod" => Kind::Class,
            "builtins.staticmethod" => Kind::Static,
            _ => return None,
        };
    }
    Some(kind)
}

fn is_bound_again(names: &Names<'_>, class: &ast::ClassDef) -> bool {
    let scope = names.table().scope_of(class.syntax());
    let bindings = scope.and_then(|it| names.bindings(it));
    bindings.is_none_or(|it| it.of_name("__prepare__").len() != 1)
}

/// Can the function be called with `n` positional arguments and nothing else?
fn accepts(def: &FunctionDef, n: usize) -> bool {
    let Some(params) = def.params() else { return false };
    let positional: Vec<_> = params.posonlyargs().into_iter().chain(params.args()).collect();
    let n_required = positional.iter().filter(|it| it.default().is_none()).count();
    let needs_keyword = params.kwonlyargs().iter().any(|it| it.default().is_none());
    n_required <= n && (n <= positional.len() || params.vararg().is_some()) && !needs_keyword
}

fn gives_none(names: &Names<'_>, def: &FunctionDef) -> bool {
    let has_value = returns(def).iter().any(|it| it.value().is_some());
    let ends = def.body().is_some_and(|it| may_end(&it));
    !has_value && ends && !is_generator(names, def) && !is_stub(def) && def.async_token().is_none()
}

/// `@classmethod` in a line of its own above the function.
fn mend(text: &str, def: &FunctionDef) -> Option<Vec<TextEdit>> {
    let start = def.def_token()?.text_range().start();
    let indent = indentation(text, start)?;
    let edit = TextEdit::replace(TextRange::empty(start), format!("@classmethod\n{indent}"));
    Some(vec![edit])
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn wrong_ways_to_be_called() {
        flags(
            &RULE,
            "class M(type):\n    def __prepare__(self, name, bases):  # flagged: not a class method\n        return {}\n",
        );
        flags(
            &RULE,
            "class M(type):\n    @classmethod\n    def __prepare__(name, bases):  # flagged: cannot be called\n        return {}\n",
        );
        flags(
            &RULE,
            "import abc\nclass M(abc.ABCMeta):\n    @staticmethod\n    def __prepare__(m, name, bases):  # flagged: cannot\n        return {}\n",
        );
        flags(
            &RULE,
            "class A(type): pass\nclass M(A):\n    @classmethod\n    def __prepare__(m, n, b):  # flagged: returns nothing\n        m.x = {}\n",
        );
    }

    #[test]
    fn ways_that_work() {
        silent(
            &RULE,
            "
class M(type):
    @classmethod
    def __prepare__(mcs, name, bases, **kw):
        return {}
class M2(type):
    @staticmethod
    def __prepare__(name, bases):
        return {}
class M3(type):
    def __prepare__(name, bases, **kw):
        return {}
class M4(type):
    def __prepare__(*args, **kw):
        return {}
class M5(type):
    def __prepare__(m, name, bases):
        return {}
    __prepare__ = classmethod(__prepare__)
class C(metaclass=M2): ...
",
        );
    }

    #[test]
    fn what_is_no_metaclass_or_unknown() {
        silent(
            &RULE,
            "class M(Base):\n    def __prepare__(self, name, bases):\n        return {}\n",
        );
        silent(
            &RULE,
            "class M(type):\n    @wrap\n    def __prepare__(self, name, bases):\n        return {}\n",
        );
        silent(
            &RULE,
            "class M(type):\n    @classmethod\n    def __prepare__(m, n, b):\n        raise TypeError\n",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            "
class Meta(type):
    @classmethod
    def __prepare__(mcs, name, bases, **kw):
        return {}
class Meta2(type):
    @staticmethod
    def __prepare__(name, bases):
        return {}
class C(metaclass=Meta2): ...
",
        );
    }
}
