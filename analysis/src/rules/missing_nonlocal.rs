//! An inner function that assigns a name of the function around it, and only for itself.

use refwise_syntax::ast::{self, AstNode, FunctionDef};
use refwise_syntax::symtable::{NameId, Resolution, ScopeId, ScopeKind};
use refwise_syntax::{TextEdit, TextRange};

use crate::bindings::{Binding, How};
use crate::constant::constant_type;
use crate::methods::{first_statement, indentation};
use crate::names::Names;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// An assignment in an inner function that was to change a variable of the function around it.
    ///
    /// A name that a function assigns is its own, unless it says `nonlocal`. An inner function that
    /// assigns a name of the function around it and never reads it makes a variable that nobody sees;
    /// the outer one, which is read later, keeps its old value.
    ///
    /// It is reported where the outer variable holds a constant or an empty container (a flag, a
    /// counter, a slot for a result), is read behind the inner function, and where nothing but the
    /// inner function could have changed it meanwhile.
    ///
    /// Say `nonlocal`, or give the inner variable another name. The fix is unsafe because it changes
    /// what the outer function sees.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def run(loop):
    ///     done = False
    ///     def stop():
    ///         done = True  # flagged: `done`
    ///     loop(stop)
    ///     return done
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// def run(loop):
    ///     done = False
    ///     def stop():
    ///         nonlocal done
    ///         done = True
    ///     loop(stop)
    ///     return done
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def run(loop):
    ///     done = False
    ///     def stop():
    ///         nonlocal done
    ///         done = True
    ///     def other():
    ///         done = 1
    ///         return done
    ///     loop(stop)
    ///     loop(other)
    ///     return done
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// def run():
    ///     done = False
    ///     def stop():
    ///         done = True
    ///     stop()
    ///     return done
    /// print(run())  # prints: False
    /// ```
    "missing-nonlocal",
    code: "RW407", group: Closures, severity: Warning, fix: Unsafe, since: "0.1.0",
    noqa: ["F841", "W0612"],
    look: Scopes => check,
}

fn check(cx: &mut RuleContext<'_>, scope: ScopeId) {
    let table = cx.names().table();
    let function = table.scope(scope);
    if function.kind != ScopeKind::Function || !function.is_nested {
        return;
    }
    let mut found = Vec::new();
    let path = cx.file().path(cx.db());
    for symbol in table.symbols(scope) {
        let is_unread = symbol.resolution == Resolution::Local
            && symbol.is_bound()
            && !symbol.is_referenced()
            && !symbol.is_parameter();
        if is_unread {
            let lost = lost(cx.names(), scope, symbol.name);
            found.extend(lost.filter(|it| !is_in_test(path, it.def.syntax())));
        }
    }
    for it in found {
        let edits = mend(cx.text(), &it);
        let name = &it.name;
        let report = cx
            .report(
                it.inner,
                format!(
                    "this makes a new `{name}` that nothing reads; the `{name}` of the function around it \
                     keeps its value"
                ),
            )
            .label(it.outer, "the variable that was meant")
            .label(it.read, "here it still has its old value")
            .help(format!("say `nonlocal {name}`, or choose another name"));
        if let Some(edits) = edits {
            report.unsafe_fix("Assign the outer variable", edits);
        }
    }
}

struct Lost {
    name: String,
    inner: TextRange,
    outer: TextRange,
    read: TextRange,
    def: FunctionDef,
}

/// The variable `name` of the inner function `scope`, where it hides one that was meant.
fn lost(names: &Names<'_>, scope: ScopeId, name: NameId) -> Option<Lost> {
    let table = names.table();
    let outer = table.owner(table.scope(scope).parent?, name);
    let is_variable = table.scope(outer).kind == ScopeKind::Function
        && table.symbol(outer, name).is_some_and(|it| it.is_bound());
    let text = table.name(name);
    if !is_variable || text.starts_with('_') {
        return None;
    }
    let inner = names.bindings(scope)?;
    let is_plain = |it: &Binding| matches!(it.how, How::Assign(_));
    let first = inner.of_name(text).first()?.clone();
    let is_watched =
        ["locals", "vars", "eval", "exec"].iter().any(|it| !inner.reads(it).is_empty());
    if is_watched || !inner.of_name(text).iter().all(is_plain) {
        return None;
    }
    let def = function_around(names, first.range)?;
    let bindings = names.bindings(outer)?;
    let is_slot = |it: &Binding| match &it.how {
        How::Assign(value) => constant_type(value).is_some() || is_empty(value),
        _ => false,
    };
    let own = def.syntax().text_range();
    let all = bindings.of_name(text);
    let is_settled = all.iter().all(|it| is_slot(it) && it.range.end() <= own.start());
    let is_called = def.name().is_some_and(|it| !bindings.reads(it.text()).is_empty());
    if !is_settled || !is_called || names.is_bound_from_inside(outer, text) {
        return None;
    }
    let read = names.reads(outer, text).into_iter().map(|it| it.syntax().text_range());
    let read = read.filter(|it| it.start() >= own.end()).min_by_key(|it| it.start())?;
    let outer = all.last()?.range;
    Some(Lost { name: text.to_owned(), inner: first.range, outer, read, def })
}

fn is_empty(value: &ast::Expr) -> bool {
    match value {
        ast::Expr::List(it) => it.elements().next().is_none(),
        ast::Expr::Dict(it) => it.entries().next().is_none(),
        _ => false,
    }
}

fn function_around(names: &Names<'_>, range: TextRange) -> Option<FunctionDef> {
    let at = names.root().covering_element(range);
    let node = at.as_node().cloned().or_else(|| at.parent())?;
    node.ancestors().find_map(FunctionDef::cast)
}

/// `nonlocal` as the first statement that is no docstring.
fn mend(text: &str, lost: &Lost) -> Option<Vec<TextEdit>> {
    let first = first_statement(&lost.def.body()?)?;
    let start = first.syntax().text_range().start();
    let indent = indentation(text, start)?;
    Some(vec![TextEdit::insert(start, format!("nonlocal {}\n{indent}", lost.name))])
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn flags_and_slots() {
        flags(
            &RULE,
            "
def run(loop):
    done = False
    def stop():
        done = True  # flagged: `done`
    loop(stop)
    return done
",
        );
        flags(
            &RULE,
            "
def run(loop):
    result = None
    def stop(x):
        '''keep'''
        result = x.value  # flagged: `result`
        x.close()
    loop(stop)
    print(result)
",
        );
    }

    #[test]
    fn names_that_are_said_or_read() {
        silent(
            &RULE,
            "
def run(loop):
    done = False
    def stop():
        nonlocal done
        done = True
    def other():
        done = 1
        return done
    loop(stop)
    loop(other)
    return done
",
        );
    }

    #[test]
    fn outer_variables_with_a_life_of_their_own() {
        silent(
            &RULE,
            "def f(g):\n    x = g()\n    def h():\n        x = 1\n    g(h)\n    return x\n",
        );
        silent(
            &RULE,
            "def f(g):\n    x = 0\n    def h():\n        x = 1\n    g(h)\n    x = 2\n    return x\n",
        );
        silent(&RULE, "def f(g):\n    x = 0\n    def h():\n        x = 1\n    g(h)\n");
        silent(
            &RULE,
            "def f(g):\n    x = 0\n    def h():\n        for x in g: pass\n    g(h)\n    return x\n",
        );
        silent(
            &RULE,
            "def f(g):\n    x = 0\n    def h():\n        x = 1\n        return locals()\n    g(h)\n    return x\n",
        );
        silent(
            &RULE,
            "def f(g):\n    x = 0\n    class C:\n        x = 1\n    g(C)\n    return x\n",
        );
        silent(&RULE, "x = 0\ndef h():\n    x = 1\nh()\nprint(x)\n");
    }
}
