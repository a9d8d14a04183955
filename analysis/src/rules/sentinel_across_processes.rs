//! `is` against a sentinel that came as a copy.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{self, AstNode, CallExpr, CompareExpr, CompareOp, Expr};
use rowan::GreenNodeData;

use super::eq_sentinel::is_object;
use crate::annotation::annotation_of;
use crate::calls::{called_path, method_call};
use crate::constant::without_parentheses;
use crate::green::has_token;
use crate::items::{path, resolve_global};
use crate::names::Names;
use crate::origin::origins;
use crate::rule::{RuleContext, Words};
use crate::surroundings::is_in_test;

crate::rule! {
    /// An identity test against a sentinel that came as a copy.
    ///
    /// `object()` is known by being itself. What went through `pickle` or `copy.deepcopy` is another
    /// object: what a `multiprocessing` queue or pipe gives is a copy, made in this process. `is` is
    /// false then, always, and a loop that waits for the sentinel never stops.
    ///
    /// Send `None`, a text, or a member of an `Enum`, which `pickle` gives back as they are.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import multiprocessing
    ///
    /// DONE = object()
    ///
    ///
    /// def work(tasks: multiprocessing.Queue):
    ///     while (task := tasks.get()) is not DONE:  # flagged: a copy that `pickle` made
    ///         print(task)
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import multiprocessing
    /// import queue
    ///
    /// DONE = object()
    ///
    ///
    /// def work(tasks: multiprocessing.Queue):
    ///     while (task := tasks.get()) is not None:
    ///         print(task)
    ///
    ///
    /// def in_thread(tasks: queue.Queue):
    ///     while (task := tasks.get()) is not DONE:
    ///         print(task)
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import copy, pickle
    ///
    /// DONE = object()
    /// print(pickle.loads(pickle.dumps(DONE)) is DONE, copy.deepcopy(DONE) is DONE)  # prints: False False
    /// ```
    "sentinel-across-processes",
    code: "RW230", group: Aliasing, severity: Error, fix: None, since: "0.1.0",
    noqa: [],
    look: Nodes(&[COMPARE_EXPR]) if has_is => check,
}

fn has_is(node: &GreenNodeData) -> bool {
    has_token(node, IS_KW)
}

/// A file that copies objects has one of these.
const COPYING: Words = Words::of(&["multiprocessing", "pickle", "deepcopy"]);

fn check(cx: &mut RuleContext<'_>, node: CompareExpr) {
    if !cx.mentions_any(COPYING) || !cx.mentions("object()") {
        return;
    }
    for pair in node.pairs() {
        let answer = match pair.op {
            CompareOp::Is => "false",
            CompareOp::IsNot => "true",
            _ => continue,
        };
        let sides = [(&pair.left, &pair.right), (&pair.right, &pair.left)];
        let found = sides.into_iter().find(|it| is_sentinel(cx.names(), it.0));
        let Some((sentinel, other)) = found else { continue };
        let Some(maker) = maker_of_copy(cx, other) else { continue };
        if is_in_test(cx.file().path(cx.db()), node.syntax()) {
            continue;
        }
        let range = pair.left.syntax().text_range().cover(pair.right.syntax().text_range());
        let message = format!(
            "what comes from `{maker}` is {}, so it is never `{}` itself: this is always {answer}",
            copied_by(&maker),
            sentinel.syntax().text()
        );
        cx.report(range, message)
            .help("send `None`, a text or a member of an `Enum`, which stay what they are");
    }
}

fn copied_by(maker: &str) -> &'static str {
    if maker == "copy.deepcopy" { "a copy" } else { "a copy that `pickle` made" }
}

/// A global that is `object()` for good.
fn is_sentinel(names: &Names<'_>, expr: &Expr) -> bool {
    matches!(expr, Expr::Name(it) if is_object(names, it))
}

/// The function that has copied all that `expr` can be.
fn maker_of_copy(cx: &RuleContext<'_>, expr: &Expr) -> Option<String> {
    let expr = match without_parentheses(expr.clone())? {
        Expr::Named(it) => it.value()?,
        it => it,
    };
    let mut makers = origins(cx.names(), &expr).into_iter().map(|it| of_call(cx, &it));
    let first = makers.next()??;
    makers.all(|it| it.is_some()).then_some(first)
}

fn of_call(cx: &RuleContext<'_>, made: &Expr) -> Option<String> {
    const COPIERS: [&str; 3] = ["pickle.loads", "pickle.load", "copy.deepcopy"];
    if let Some(path) = called_path(cx.names(), made)
        && COPIERS.contains(&path.as_str())
    {
        return Some(path);
    }
    let Expr::Call(call) = made else { return None };
    let (object, method) = method_call(call)?;
    let is_taken = matches!(method.text(), "get" | "get_nowait" | "recv");
    (is_taken && is_of_processes(cx, &object)).then(|| call_text(call))
}

fn call_text(call: &CallExpr) -> String {
    call.func().map(|it| it.syntax().text().to_string()).unwrap_or_default()
}

/// Does it lead to other processes, as its annotation or its making says?
fn is_of_processes(cx: &RuleContext<'_>, object: &Expr) -> bool {
    const WAYS: [&str; 5] =
        ["Queue", "SimpleQueue", "JoinableQueue", "Pipe", "connection.Connection"];
    let is_way =
        |path: String| path.strip_prefix("multiprocessing.").is_some_and(|it| WAYS.contains(&it));
    if let Some(annotation) = annotation_of(cx.names(), object) {
        return path_of_annotation(cx, &annotation).is_some_and(is_way);
    }
    let made = origins(cx.names(), object);
    !made.is_empty() && made.iter().all(|it| called_path(cx.names(), it).is_some_and(is_way))
}

/// The full path of an annotation, in quotes or not.
fn path_of_annotation(cx: &RuleContext<'_>, annotation: &Expr) -> Option<String> {
    let Expr::String(text) = annotation else { return cx.names().path(&bare(annotation)?) };
    let text = text.syntax().text().to_string();
    let text = text.trim_matches(['"', '\'']);
    let (first, rest) = text.split_once('.').unwrap_or((text, ""));
    let first = path(cx.db(), &resolve_global(cx.db(), cx.file(), first))?;
    Some(if rest.is_empty() { first.to_string() } else { format!("{first}.{rest}") })
}

/// `Queue` of `Queue[int]`.
fn bare(annotation: &Expr) -> Option<Expr> {
    match annotation {
        Expr::Subscript(it) => ast::SubscriptExpr::value(it),
        it => Some(it.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn queues_and_copies() {
        flags(
            &RULE,
            "
import copy, pickle
import multiprocessing as mp
STOP = object()
def worker(q: 'mp.Queue'):
    while True:
        item = q.get()
        if item is STOP:  # flagged: `q.get` is a copy that `pickle` made
            break
def main(data):
    q = mp.SimpleQueue()
    if q.get() is STOP:  # flagged: always false
        return
    return copy.deepcopy(data) is not STOP or STOP is pickle.loads(data)  # flagged: a copy
",
        );
    }

    #[test]
    fn threads_and_values() {
        silent(
            &RULE,
            "
import multiprocessing, queue, threading
STOP = object()
END = None
def worker(q: 'queue.Queue', p: multiprocessing.Queue, r):
    while (item := q.get()) is not STOP:
        print(item)
    while (item := p.get()) is not END:
        print(item)
    return r.get() is STOP
def main():
    q = queue.Queue()
    threading.Thread(target=worker, args=(q,)).start()
    q.put(STOP)
",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            r#"
import queue, threading
STOP = object()
def worker(q: "queue.Queue"):
    while (item := q.get()) is not STOP:
        print(item)
def main():
    q = queue.Queue()
    threading.Thread(target=worker, args=(q,)).start()
    q.put(STOP)
"#,
        );
    }
}
