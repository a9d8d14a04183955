//! A function handed to another process that cannot be pickled.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, CallExpr, ClassDef, Expr, FunctionDef};
use rowan::GreenNodeData;

use crate::bindings::How;
use crate::calls::{argument, called_name, called_path, method_call};
use crate::constant::without_parentheses;
use crate::diagnostic::Severity;
use crate::names::Names;
use crate::origin::origins;
use crate::rule::RuleContext;

crate::rule! {
    /// A function handed to another process that cannot be pickled.
    ///
    /// What another process shall run is sent there by `pickle`, and that sends a function as the name
    /// under which its module has it. A lambda and a function inside a function have no such name, so
    /// the call fails: in a pool always, in a `Process` where the process is spawned, which is so on
    /// Windows and macOS, and from Python 3.14 on everywhere.
    ///
    /// Take a function of the module, with `functools.partial` for what it should know.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// from concurrent.futures import ProcessPoolExecutor
    ///
    ///
    /// def scaled(numbers, factor):
    ///     with ProcessPoolExecutor() as pool:
    ///         return list(pool.map(lambda it: it * factor, numbers))  # flagged: a lambda cannot be pickled
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import operator
    /// from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
    /// from functools import partial
    ///
    ///
    /// def scaled(numbers, factor):
    ///     with ProcessPoolExecutor() as pool, ThreadPoolExecutor() as threads:
    ///         threads.submit(lambda: None)
    ///         return list(pool.map(partial(operator.mul, factor), numbers))
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import pickle
    /// try:
    ///     pickle.dumps(lambda: 0)
    /// except (pickle.PicklingError, AttributeError) as error:
    ///     print(type(error).__name__)  # prints: PicklingError
    /// ```
    "unpicklable-to-process",
    code: "RW411", group: Concurrency, severity: Error, fix: None, since: "0.1.0",
    noqa: [],
    look: Nodes(&[CALL_EXPR]) if hands_over => check,
}

/// Methods of pools whose first argument other processes run.
const METHODS: [&str; 10] = [
    "apply",
    "apply_async",
    "imap",
    "imap_unordered",
    "map",
    "map_async",
    "starmap",
    "starmap_async",
    "submit",
    "run_in_executor",
];

fn hands_over(node: &GreenNodeData) -> bool {
    let name = called_name(node);
    name == "Process" || METHODS.contains(&name)
}

fn check(cx: &mut RuleContext<'_>, node: CallExpr) {
    if !cx.mentions("multiprocessing") && !cx.mentions("ProcessPoolExecutor") {
        return;
    }
    let Some((function, severity)) = handed_over(cx.names(), &node) else { return };
    let Some(what) = unpicklable(cx.names(), &function) else { return };
    let message = match severity {
        Severity::Error => format!("{what} cannot be pickled, so no other process can run it"),
        _ => format!(
            "{what} cannot be pickled, so this fails where processes are spawned: on Windows, macOS, \
             and from Python 3.14 on"
        ),
    };
    cx.report(function.syntax().text_range(), message)
        .severity(severity)
        .help("take a function of the module, with `functools.partial` for what it should know");
}

/// The function that another process shall run.
fn handed_over(names: &Names<'_>, call: &CallExpr) -> Option<(Expr, Severity)> {
    let path = call.func().and_then(|it| names.path(&it));
    if matches!(
        path.as_deref(),
        Some("multiprocessing.Process" | "multiprocessing.process.Process")
    ) {
        return Some((argument(call, 1, "target")?, Severity::Warning));
    }
    let (object, method) = method_call(call)?;
    if method.text() == "run_in_executor" {
        let pool = argument(call, 0, "executor")?;
        return is_pool(names, &pool)
            .then(|| Some((argument(call, 1, "func")?, Severity::Error)))?;
    }
    let is_it = METHODS.contains(&method.text()) && is_pool(names, &object);
    is_it.then(|| Some((argument(call, 0, "func")?, Severity::Error)))?
}

fn is_pool(names: &Names<'_>, expr: &Expr) -> bool {
    const POOLS: [&str; 4] = [
        "concurrent.futures.ProcessPoolExecutor",
        "concurrent.futures.process.ProcessPoolExecutor",
        "multiprocessing.Pool",
        "multiprocessing.pool.Pool",
    ];
    let made = origins(names, expr);
    let is_one = |it: &Expr| called_path(names, it).is_some_and(|it| POOLS.contains(&it.as_str()));
    !made.is_empty() && made.iter().all(is_one)
}

/// A lambda, or a function inside a function, in words.
fn unpicklable(names: &Names<'_>, function: &Expr) -> Option<String> {
    let name = match without_parentheses(function.clone())? {
        Expr::Lambda(_) => return Some("a lambda".to_owned()),
        Expr::Name(it) => it,
        _ => return None,
    };
    match names.sole_binding(&name)?.how {
        How::Assign(it) => {
            let it = without_parentheses(it)?;
            matches!(it, Expr::Lambda(_)).then(|| "a lambda".to_owned())
        }
        How::Def(it) => {
            let is_plain = it.decorators().next().is_none();
            (is_plain && is_in_function(&it))
                .then(|| Some(format!("`{}`, a function inside a function,", it.name()?.text())))?
        }
        _ => None,
    }
}

fn is_in_function(def: &FunctionDef) -> bool {
    let mut around = def.syntax().ancestors().skip(1);
    let around =
        around.find(|it| FunctionDef::can_cast(it.kind()) || ClassDef::can_cast(it.kind()));
    around.is_some_and(|it| it.kind() == FUNCTION_DEF)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn lambdas_and_inner_functions() {
        flags(
            &RULE,
            "
from concurrent.futures import ProcessPoolExecutor
import multiprocessing as mp
double = lambda x: 2 * x
def run(xs, k, loop):
    def scale(x):
        return x * k
    with ProcessPoolExecutor() as ex:
        ex.submit(scale, 1)  # flagged: `scale`, a function inside a function, cannot
        ex.submit(double, 1)  # flagged: a lambda cannot be pickled
        return list(ex.map(lambda x: x * k, xs))  # flagged: no other process can run it
    pool = mp.Pool(4)
    pool.apply_async(func=scale, args=(1,))  # flagged: `scale`
    mp.Process(target=scale, args=(1,)).start()  # flagged: where processes are spawned
",
        );
    }

    #[test]
    fn functions_with_a_name() {
        silent(
            &RULE,
            "
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
import multiprocessing, operator
def work(x): return x
def run(xs, k, pool, decorate):
    @decorate
    def inner(): ...
    with ThreadPoolExecutor() as t, ProcessPoolExecutor() as p:
        p.submit(work, 1)
        p.submit(inner)
        pool.map(lambda x: x, xs)
        p.submit(work, lambda: 0) if xs else None
        multiprocessing.Process(target=work).start()
        return list(t.map(lambda x: x * k, xs)), list(p.map(partial(operator.mul, k), xs))
",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            "
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
import operator
def run(xs, k):
    with ThreadPoolExecutor() as t, ProcessPoolExecutor() as p:
        return list(t.map(lambda x: x * k, xs)), list(p.map(partial(operator.mul, k), xs))
",
        );
    }
}
