//! A name of a class body that a function or comprehension inside does not see.

use refwise_syntax::ast::{AstNode, Expr};
use refwise_syntax::symtable::{NameId, ScopeId, ScopeKind, Symbol, SymbolFlags};
use refwise_syntax::{SyntaxNode, TextRange};

use crate::bindings::{Binding, How};
use crate::builtins::is_in_every_module;
use crate::constant::constant_type;
use crate::names::Names;
use crate::rule::RuleContext;

crate::rule! {
    /// A name of the class body, read where it cannot be seen.
    ///
    /// The body of a class is no scope for what stands in it: methods, lambdas and comprehensions look
    /// past it, to the functions and the module around. Only the first iterable of a comprehension is
    /// computed in the class itself. A name that only the class binds raises `NameError`; where the
    /// module has one of the same name, that one is silently used.
    ///
    /// The second case is reported for comprehensions, which stand in the class body and are meant to
    /// see it, and for constants that both the class and the module define with different values.
    ///
    /// Write `self.size` or `Grid.size` in a method; hand the value to a comprehension through its first
    /// iterable.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// size = 1
    /// class Grid:
    ///     size = 3
    ///     unit = 2
    ///     cells = [size * i for i in range(size)]  # flagged: `size` of the module
    ///     def area(self):
    ///         return size * size  # flagged: `size` of the module
    ///     def width(self):
    ///         return self.size * unit  # flagged: `NameError`
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Grid:
    ///     size = 3
    ///     cells = [0 for _ in range(size)]
    ///     area = size * size
    ///     def get(self):
    ///         return self.size
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// size = 1
    /// class Grid:
    ///     size = 3
    ///     cells = [size * i for i in range(size)]
    /// print(Grid.cells)  # prints: [0, 1, 2]
    /// ```
    "class-scope-not-visible",
    code: "RW408", group: Closures, severity: Error, fix: None, since: "0.1.0",
    noqa: ["F821", "E0602"],
    look: Scopes => check,
}

fn check(cx: &mut RuleContext<'_>, scope: ScopeId) {
    if !cx.mentions("class ") || cx.mentions("globals(") {
        return;
    }
    for (class, name) in hidden(cx.names(), scope) {
        for it in reads(cx.names(), class, scope, name) {
            let name = &it.name;
            let message = match it.kind {
                Kind::Unbound => format!(
                    "`{name}` of the class is not seen from here, and nothing else has the name: this raises \
                     `NameError`"
                ),
                Kind::Module => format!(
                    "`{name}` of the class is not seen from here: this is the `{name}` of the module"
                ),
            };
            cx.report(it.range, message)
                .label(it.bound, "only the class body itself sees this one")
                .help(it.help);
        }
    }
}

/// Names that a class binds and `inner`, a function-like scope inside, reads past it.
fn hidden(names: &Names<'_>, inner: ScopeId) -> Vec<(ScopeId, NameId)> {
    let table = names.table();
    let it = table.scope(inner);
    let is_class = |it: &ScopeId| table.scope(*it).kind == ScopeKind::Class;
    if !it.kind.is_function() || it.is_unevaluated || !around(names, inner).any(|it| is_class(&it))
    {
        return Vec::new();
    }
    let is_global = |it: &&Symbol| {
        it.is_referenced() && it.resolution.is_global() && !it.flags.contains(SymbolFlags::GLOBAL)
    };
    let class_with = |name| {
        let binds = |it: &ScopeId| table.symbol(*it, name).is_some_and(|it| it.is_bound());
        around(names, inner).find(|it| is_class(it) && binds(it))
    };
    let symbols = table.symbols(inner).iter().filter(is_global);
    symbols.filter_map(|it| Some((class_with(it.name)?, it.name))).collect()
}

/// The scopes around `scope`, the innermost first.
fn around<'n>(names: &'n Names<'_>, scope: ScopeId) -> impl Iterator<Item = ScopeId> + 'n {
    let table = names.table();
    std::iter::successors(table.scope(scope).parent, |&it| table.scope(it).parent)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Unbound,
    Module,
}

struct Read {
    kind: Kind,
    name: String,
    range: TextRange,
    bound: TextRange,
    help: String,
}

/// The reads of `name` in `inner` that do not mean what they seem to.
fn reads(names: &Names<'_>, class: ScopeId, inner: ScopeId, name: NameId) -> Vec<Read> {
    let table = names.table();
    let text = table.name(name);
    let module = names.bindings(ScopeId::MODULE);
    let (Some(of_class), Some(of_inner), Some(of_module)) =
        (names.bindings(class), names.bindings(inner), module)
    else {
        return Vec::new();
    };
    let is_dunder = text.starts_with("__") && text.ends_with("__");
    let Some(bound) = of_class.of_name(text).first() else { return Vec::new() };
    if is_dunder
        || is_in_every_module(text)
        || of_module.has_star_import()
        || of_class.has_star_import()
    {
        return Vec::new();
    }
    let is_free = table.resolve(ScopeId::MODULE, text).is_none();
    let in_comprehension =
        table.scope(inner).kind.is_comprehension() && table.scope(inner).parent == Some(class);
    let kind = match is_free {
        true => Kind::Unbound,
        false if differs(of_class.of_name(text), of_module.of_name(text), in_comprehension) => {
            Kind::Module
        }
        false => return Vec::new(),
    };
    let of_what = table.name(table.scope(class).name);
    let help = match in_comprehension {
        true => "compute it in a loop, or hand it in through the first iterable".to_owned(),
        false => format!("write `{of_what}.{text}`, or `self.{text}`"),
    };
    let is_there = |it: &&refwise_syntax::ast::NameExpr| {
        table.scope_at(it.syntax()) == inner && !is_guarded(it.syntax())
    };
    let all = of_inner.reads(text).iter().filter(is_there);
    all.map(|it| Read {
        kind,
        name: text.to_owned(),
        range: it.syntax().text_range(),
        bound: bound.range,
        help: help.clone(),
    })
    .collect()
}

/// The class's value is another than the module's, and is what is meant.
fn differs(of_class: &[Binding], of_module: &[Binding], in_comprehension: bool) -> bool {
    let ([of_class], [of_module]) = (of_class, of_module) else { return false };
    let (How::Assign(of_class), How::Assign(of_module)) = (&of_class.how, &of_module.how) else {
        return false;
    };
    let is_other = of_class.syntax().text() != of_module.syntax().text();
    let is_constant = |it: &Expr| constant_type(it).is_some();
    let is_own = !matches!(of_class, Expr::Name(_));
    is_other && is_own && (in_comprehension || is_constant(of_class) && is_constant(of_module))
}

/// Does a `try` around the read wait for the `NameError`?
fn is_guarded(read: &SyntaxNode) -> bool {
    let tries = read.ancestors().filter_map(refwise_syntax::ast::TryStmt::cast);
    let mut handlers = tries.flat_map(|it| it.handlers());
    handlers.any(|it| {
        it.class().is_none_or(|it| {
            let text = it.syntax().text().to_string();
            text.contains("NameError") || text.contains("Exception")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn names_that_nobody_else_has() {
        flags(&RULE, "class A:\n    x = 1\n    y = [x for _ in z]  # flagged: `NameError`\n");
        flags(&RULE, "class A:\n    x = 1\n    f = lambda: x  # flagged: `x`\n");
        flags(
            &RULE,
            "class A:\n    x = 1\n    def f(self):\n        def g():\n            return x  # flagged: `x`\n",
        );
        flags(
            &RULE,
            "class A:\n    def go(self): pass\n    def f(self):\n        go()  # flagged: `go`\n",
        );
    }

    #[test]
    fn names_that_the_module_has_too() {
        flags(
            &RULE,
            "
size = 1
class Grid:
    size = 3
    cells = [size * i for i in range(size)]  # flagged: of the module
    def area(self):
        return size * size  # flagged: of the module
",
        );
        silent(&RULE, "def go(): pass\nclass A:\n    def go(self):\n        return go()\n");
        silent(&RULE, "x = f()\nclass A:\n    x = x\n    def go(self):\n        return x\n");
        silent(
            &RULE,
            "log = f()\nclass A:\n    log = f(1)\n    def go(self):\n        return log\n",
        );
        silent(&RULE, "import x\nclass A:\n    x = 1\n    def go(self):\n        return x\n");
    }

    #[test]
    fn names_that_are_seen() {
        silent(
            &RULE,
            "
class Grid:
    size = 3
    cells = [0 for _ in range(size)]
    area = size * size
    def get(self, n=size):
        return self.size
    def list(self):
        return list(self)
",
        );
        silent(
            &RULE,
            "def f(x):\n    class A:\n        x = 1\n        def g(self):\n            return x\n",
        );
        silent(&RULE, "from m import *\nclass A:\n    x = 1\n    def g(self):\n        return x\n");
        silent(
            &RULE,
            "class A:\n    x = 1\n    def g(self):\n        try:\n            return x\n        except NameError: pass\n",
        );
    }
}
