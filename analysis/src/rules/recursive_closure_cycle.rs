//! A nested function that reaches itself through its closure.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{self, AstNode, Expr};
use refwise_syntax::symtable::{NameId, Resolution, ScopeId, ScopeKind};
use refwise_syntax::{SyntaxNode, TextRange};
use rustc_hash::FxHashMap;

use crate::bindings::{Binding, How};
use crate::diagnostic::Severity;
use crate::names::Names;
use crate::rule::RuleContext;

crate::rule! {
    /// A nested function that refers to itself.
    ///
    /// A function defined in a function reads its own name from a cell of the outer call. The function
    /// object holds the cell (in `__closure__`), and the cell holds the function object:
    /// `visit -> cell -> visit`. When the outer function returns, nobody else refers to the two, but
    /// each keeps the other's reference count above zero. So every call of the outer function leaves a
    /// ring behind, with all else that the inner function captured, until the cyclic garbage collector
    /// comes by. Two inner functions that call each other do the same.
    ///
    /// That is correct code with a price, so it is told as an information: memory goes up and down in
    /// waves, and what is captured (a file, a big list) lives longer than it looks.
    ///
    /// Move the function out and pass what it captures, or break the ring with `del visit` after the
    /// last use.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def leaves(tree):
    ///     found = []
    ///     def visit(node):  # flagged: `visit` reaches itself
    ///         if not node.children:
    ///             found.append(node)
    ///         for child in node.children:
    ///             visit(child)
    ///     visit(tree)
    ///     return found
    ///
    /// def parity(n):
    ///     def even(n):  # flagged: `even` -> cell -> `odd` -> cell -> `even`
    ///         return n == 0 or odd(n - 1)
    ///     def odd(n):
    ///         return n != 0 and even(n - 1)
    ///     return even(n)
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def visit(node, found):
    ///     if not node.children:
    ///         found.append(node)
    ///     for child in node.children:
    ///         visit(child, found)
    ///
    /// def leaves(tree):
    ///     found = []
    ///     visit(tree, found)
    ///     return found
    ///
    /// def count(tree):
    ///     def size(node):
    ///         return 1 + sum(size(child) for child in node.children)
    ///     total = size(tree)
    ///     del size
    ///     return total
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import gc
    /// gc.disable()
    /// def outer():
    ///     def visit(n):
    ///         return n and visit(n - 1)
    ///     visit(3)
    /// gc.collect()
    /// outer()
    /// print(gc.collect() > 0)  # prints: True
    /// ```
    "recursive-closure-cycle",
    code: "RW311", group: Lifetime, severity: Info, fix: None, since: "0.1.0",
    noqa: [],
    look: Scopes => check,
}

fn check(cx: &mut RuleContext<'_>, outer: ScopeId) {
    let kind = cx.names().table().scope(outer).kind;
    if matches!(kind, ScopeKind::Function | ScopeKind::Lambda) {
        for ring in rings(cx.names(), outer) {
            report(cx, outer, &ring);
        }
    }
}

/// An inner function and the name of the outer function's cell that holds it.
struct Inner {
    name: NameId,
    scope: ScopeId,
    binding: Binding,
    /// The name means it at the end in any case; else a branch or loop may bind it again.
    is_sure: bool,
    /// The functions of the same list whose cells it reaches.
    reaches: Vec<usize>,
}

fn report(cx: &mut RuleContext<'_>, outer: ScopeId, ring: &[Inner]) {
    let names = cx.names();
    let table = names.table();
    let name = |it: &Inner| table.name(it.name);
    let first = &ring[0];
    let path: Vec<String> =
        ring.iter().chain([first]).map(|it| format!("`{}`", name(it))).collect();
    let outer_name = match table.scope(outer).kind {
        ScopeKind::Lambda => "the lambda around it".to_owned(),
        _ => format!("`{}`", table.name(table.scope(outer).name)),
    };
    let message = format!(
        "`{}` reaches itself through its closure ({}), so each call of {outer_name} makes a ring that \
         only the garbage collector frees",
        name(first),
        path.join(" -> cell -> ")
    );
    let mut labels = Vec::new();
    for (at, inner) in ring.iter().enumerate() {
        let next = &ring[(at + 1) % ring.len()];
        let read = first_read(names, outer, inner.scope, next.name);
        labels.extend(
            read.map(|it| (it, format!("the closure of `{}` holds `{}`", name(inner), name(next)))),
        );
    }
    let also: Vec<String> = table
        .free(first.scope)
        .filter(|it| ring.iter().all(|inner| inner.name != it.name))
        .map(|it| format!("`{}`", table.name(it.name)))
        .collect();
    let help = match also.is_empty() {
        true => format!("move it out of {outer_name}, or `del {}` after the last use", name(first)),
        false => format!(
            "move it out of {outer_name} and pass it {}, which the ring keeps alive too; or `del {}` \
             after the last use",
            also.join(", "),
            name(first)
        ),
    };
    let is_sure = ring.iter().all(|it| it.is_sure);
    let mut report = cx.report(first.binding.range, message).help(help);
    if !is_sure {
        report = report.severity(Severity::Hint);
    }
    for (range, message) in labels {
        report = report.label(range, message);
    }
}

/// The rings among the functions that `outer` defines, each in the order of its references, from
/// the function that is defined first; one for each set of functions that reach each other.
fn rings(names: &Names<'_>, outer: ScopeId) -> Vec<Vec<Inner>> {
    let inner = inner_functions(names, outer);
    let reaches: Vec<Vec<usize>> = inner.iter().map(|it| it.reaches.clone()).collect();
    let mut reached_by = vec![Vec::new(); inner.len()];
    for (at, it) in inner.iter().enumerate() {
        it.reaches.iter().for_each(|&next| reached_by[next].push(at));
    }
    let mut is_told = vec![false; inner.len()];
    let mut paths = Vec::new();
    for start in 0..inner.len() {
        if is_told[start] {
            continue;
        }
        let Some(path) = shortest_ring(&inner, start) else { continue };
        let ahead = reached(start, &reaches);
        let behind = reached(start, &reached_by);
        for (at, is_told) in is_told.iter_mut().enumerate() {
            *is_told |= ahead[at] && behind[at];
        }
        paths.push(path);
    }
    let mut inner: Vec<Option<Inner>> = inner.into_iter().map(Some).collect();
    paths.into_iter().map(|it| it.into_iter().filter_map(|at| inner[at].take()).collect()).collect()
}

/// The functions bound to captured names of `outer`, where the name goes on meaning the function.
fn inner_functions(names: &Names<'_>, outer: ScopeId) -> Vec<Inner> {
    let table = names.table();
    // Without an inner function that reaches a cell of this scope there is no ring.
    let is_captured =
        |name| table.symbol(outer, name).is_some_and(|it| it.resolution == Resolution::Cell);
    let has_ring = |it: &ScopeId| table.free(*it).any(|it| is_captured(it.name));
    if !table.children(outer).iter().any(has_ring) {
        return Vec::new();
    }
    let Some(bindings) = names.bindings(outer) else { return Vec::new() };
    let mut inner = Vec::new();
    for symbol in table.captured(outer) {
        let all = bindings.of_name(table.name(symbol.name));
        let Some(last) = all.last() else { continue };
        // Bound again to something else, the name lets the function go; in a branch, perhaps.
        let is_sure = matches!(last.how, How::Def(_) | How::Assign(Expr::Lambda(_)));
        let stays =
            is_sure || all.iter().any(|it| matches!(it.how, How::Def(_)) && !is_behind(last, it));
        if !stays || names.is_bound_from_inside(outer, table.name(symbol.name)) {
            continue;
        }
        let scope_of = |it: &Binding| table.scope_of(&function_of(names, it)?);
        inner.extend(lasting(all).filter_map(|it| {
            let scope = scope_of(it)?;
            let (name, binding) = (symbol.name, it.clone());
            Some(Inner { name, scope, binding, is_sure, reaches: Vec::new() })
        }));
    }
    inner.sort_by_key(|it| it.binding.range.start());
    let mut by_name: FxHashMap<NameId, Vec<usize>> = FxHashMap::default();
    for (at, it) in inner.iter().enumerate() {
        by_name.entry(it.name).or_default().push(at);
    }
    for it in &mut inner {
        let free = table.free(it.scope).filter(|free| table.owner(it.scope, free.name) == outer);
        it.reaches = free.filter_map(|it| by_name.get(&it.name)).flatten().copied().collect();
    }
    inner
}

/// Does `later`, an assignment, run whenever `def` has run: does it stand in no branch or loop that
/// `def` does not stand in?
fn is_behind(later: &Binding, def: &Binding) -> bool {
    let (How::Assign(value), How::Def(def)) = (&later.how, &def.how) else { return true };
    let is_branch = |it: &SyntaxNode| {
        matches!(it.kind(), IF_STMT | FOR_STMT | WHILE_STMT | TRY_STMT | MATCH_STMT)
    };
    let around = value.syntax().ancestors().take_while(|it| it.kind() != FUNCTION_DEF);
    around.filter(is_branch).all(|it| it.text_range().contains_range(def.syntax().text_range()))
}

/// The bindings of one name to functions that no later `def` in the same block replaces.
fn lasting(all: &[Binding]) -> impl Iterator<Item = &Binding> {
    let block = |it: &Binding| match &it.how {
        How::Def(def) => def.syntax().parent(),
        How::Assign(Expr::Lambda(it)) => it.syntax().parent()?.parent(),
        _ => None,
    };
    let is_last = move |(at, it): &(usize, &Binding)| {
        let here = block(it);
        here.is_some() && all[at + 1..].iter().all(|later| block(later) != here)
    };
    all.iter().enumerate().filter(is_last).map(|it| it.1)
}

/// The node of the function that is bound, where the name surely means it or a wrapper that holds
/// it.
fn function_of(names: &Names<'_>, binding: &Binding) -> Option<SyntaxNode> {
    match &binding.how {
        How::Def(def) => {
            let mut decorators = def.decorators();
            decorators.all(|it| keeps_function(names, &it)).then(|| def.syntax().clone())
        }
        How::Assign(Expr::Lambda(lambda)) => Some(lambda.syntax().clone()),
        _ => None,
    }
}

/// Decorators that give the function itself, or an object that holds it.
const KEEPERS: [&str; 7] = [
    "contextlib.asynccontextmanager",
    "contextlib.contextmanager",
    "functools.cache",
    "functools.lru_cache",
    "functools.singledispatch",
    "functools.wraps",
    "typing.no_type_check",
];

fn keeps_function(names: &Names<'_>, decorator: &ast::Decorator) -> bool {
    names.path_of_decorator(decorator).is_some_and(|it| KEEPERS.contains(&it.as_str()))
}

/// The shortest way from `start` back to it.
fn shortest_ring(inner: &[Inner], start: usize) -> Option<Vec<usize>> {
    let mut from = vec![None; inner.len()];
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(at) = queue.pop_front() {
        if inner[at].reaches.contains(&start) {
            let mut path = vec![at];
            while let Some(before) =
                from[path[path.len() - 1]].filter(|_| path[path.len() - 1] != start)
            {
                path.push(before);
            }
            path.reverse();
            return Some(path);
        }
        for &next in &inner[at].reaches {
            if next != start && from[next].is_none() {
                from[next] = Some(at);
                queue.push_back(next);
            }
        }
    }
    None
}

/// Which functions are reached from `start`, by one step or more.
fn reached(start: usize, next: &[Vec<usize>]) -> Vec<bool> {
    let mut seen = vec![false; next.len()];
    let mut todo = vec![start];
    while let Some(at) = todo.pop() {
        for &it in &next[at] {
            if !std::mem::replace(&mut seen[it], true) {
                todo.push(it);
            }
        }
    }
    seen
}

/// Where code inside `scope` first reads the variable `name` of `outer`.
fn first_read(
    names: &Names<'_>,
    outer: ScopeId,
    scope: ScopeId,
    name: NameId,
) -> Option<TextRange> {
    let table = names.table();
    let around = table.scope(scope).node.range;
    let readers = table
        .capturers(outer, name)
        .filter(|it| around.contains_range(table.scope(*it).node.range));
    let reads = readers.filter_map(|it| {
        let bindings = names.bindings(it)?;
        Some(bindings.reads(table.name(name)).first()?.syntax().text_range())
    });
    reads.min_by_key(|it| it.start())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn a_visitor() {
        flags(
            &RULE,
            "
def walk(tree):
    out = []
    def visit(n):  # flagged: `visit` reaches itself
        out.append(n)
        for c in n[1:]:
            visit(c)
    visit(tree)
    return out
def demo():
    walk((1, (2,)))
",
        );
    }

    #[test]
    fn functions_that_reach_only_outwards() {
        silent(
            &RULE,
            "
def visit(n, out):
    for c in n[1:]:
        visit(c, out)
def walk(tree):
    out = []
    def once(n):
        out.append(n)
    once(tree)
    visit(tree, out)
    class A:
        pass
    return out
def demo():
    out = []
    def once(n):
        out.append(n)
    once(1)
    visit((1, (2,)), out)
",
        );
    }

    #[test]
    fn lambdas_and_deeper_functions() {
        flags(&RULE, "def f():\n    g = lambda n: g(n - 1)  # flagged: `g`\n    return g(3)\n");
        flags(
            &RULE,
            "def f():\n    def g():  # flagged: `g`\n        def h():\n            return g\n        return h\n    return g\n",
        );
        flags(
            &RULE,
            "def f():\n    def g(n):  # flagged: `g`\n        return [g(i) for i in n]\n    return g\n",
        );
        flags(
            &RULE,
            "from functools import wraps\ndef f(h):\n    @wraps(h)\n    def g(n):  # flagged: `g`\n        return g.calls\n    return g\n",
        );
    }

    #[test]
    fn definitions_in_branches_are_told_once() {
        flags(
            &RULE,
            "
def f(x):
    if x:
        def g(): return g()  # flagged: `g`
    else:
        def g(): return g(1)
    return g
",
        );
    }

    #[test]
    fn three_in_a_ring_are_told_once() {
        flags(
            &RULE,
            "
def f():
    def a(): return b()  # flagged: `a` -> cell -> `b` -> cell -> `c` -> cell -> `a`
    def b(): return c()
    def c(): return a()
    def d(): return a()
    return a
",
        );
    }

    #[test]
    fn rings_that_are_broken() {
        silent(&RULE, "def f():\n    def g(): return g()\n    g()\n    del g\n");
        silent(&RULE, "def f():\n    def g(): return g()\n    g()\n    g = None\n");
        silent(
            &RULE,
            "def f():\n    def g(): return g()\n    g()\n    def g(): return 1\n    g()\n",
        );
        silent(&RULE, "def f():\n    def g():\n        nonlocal g\n        g = None\n    g()\n");
    }

    #[test]
    fn bound_again_in_a_branch() {
        flags(
            &RULE,
            "def f(decorators):
    def g(): return g()  # flagged: `g`
    if decorators:
        for decorator in decorators:
            g = decorator(g)
    return g
",
        );
    }

    #[test]
    fn names_that_mean_something_else() {
        silent(&RULE, "def f():\n    @register\n    def g(): return g()\n");
        silent(&RULE, "def f():\n    def g(g): return g()\n    return g\n");
        silent(&RULE, "class A:\n    def g(self): return g()\n");
        silent(&RULE, "def g(): return g()\n");
        silent(&RULE, "def f():\n    global g\n    def g(): return g()\n");
    }
}
