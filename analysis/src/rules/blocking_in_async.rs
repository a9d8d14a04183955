//! A call that stops the event loop.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::SyntaxNode;
use refwise_syntax::ast::{AstNode, CallExpr, Expr, FunctionDef};

use crate::bindings::{How, own_nodes};
use crate::names::Names;
use crate::rule::{RuleContext, Words};
use crate::surroundings::is_in_test;
use rowan::GreenNodeData;

crate::rule! {
    /// A call that stops the event loop.
    ///
    /// All coroutines of a loop share one thread, and another one runs only where one awaits. A call that
    /// waits for the clock, the network or a process without `await` stops them all: no timeout fires, no
    /// other connection is served.
    ///
    /// It is reported for functions of the library and of well-known packages that wait, called in an
    /// `async def` or in a plain function of this file that an `async def` calls.
    ///
    /// Await the asynchronous counterpart, or hand the call to a thread: `await asyncio.to_thread(..)`.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import time
    /// import urllib.request
    ///
    /// def load(url):
    ///     return urllib.request.urlopen(url).read()
    ///
    /// async def fetch(url):
    ///     time.sleep(1)  # flagged: `time.sleep`
    ///     return load(url)  # flagged: `urllib.request.urlopen`
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import asyncio
    /// import time
    ///
    /// def load(url):
    ///     time.sleep(1)
    ///     return url
    ///
    /// async def fetch(url):
    ///     await asyncio.sleep(1)
    ///     return await asyncio.to_thread(load, url)
    /// ```
    "blocking-in-async",
    code: "RW607", group: Concurrency, severity: Warning, fix: None, since: "0.1.0",
    noqa: ["ASYNC210", "ASYNC220", "ASYNC221", "ASYNC222", "ASYNC251"],
    look: Nodes(&[FUNCTION_DEF]) if is_async => check,
}

fn is_async(node: &GreenNodeData) -> bool {
    crate::green::has_token(node, ASYNC_KW)
}

/// Functions that wait for something outside the process.
const BLOCKING: [&str; 34] = [
    "time.sleep",
    "subprocess.run",
    "subprocess.call",
    "subprocess.check_call",
    "subprocess.check_output",
    "subprocess.getoutput",
    "subprocess.getstatusoutput",
    "os.system",
    "os.wait",
    "os.waitpid",
    "urllib.request.urlopen",
    "urllib.request.urlretrieve",
    "socket.create_connection",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "select.select",
    "builtins.input",
    "requests.get",
    "requests.post",
    "requests.put",
    "requests.patch",
    "requests.delete",
    "requests.head",
    "requests.options",
    "requests.request",
    "httpx.get",
    "httpx.post",
    "httpx.put",
    "httpx.patch",
    "httpx.delete",
    "httpx.head",
    "httpx.options",
    "httpx.request",
    "urllib3.request",
];

/// How many plain functions are followed one behind the other.
const MAX_STEPS: u32 = 3;

/// A file that waits has one of these.
const WAITING: Words = Words::of(&[
    "time",
    "subprocess",
    "os",
    "urllib",
    "socket",
    "select",
    "input",
    "requests",
    "httpx",
]);

fn check(cx: &mut RuleContext<'_>, node: FunctionDef) {
    let Some(body) = node.body() else { return };
    if !cx.mentions_any(WAITING) {
        return;
    }
    let calls = own_nodes(node.syntax())
        .filter(|it| body.syntax().text_range().contains_range(it.text_range()));
    let calls: Vec<CallExpr> =
        calls.filter_map(CallExpr::cast).filter(|it| !is_awaited(it.syntax())).collect();
    for call in calls {
        let Some(blocking) = blocking(cx.names(), &call, MAX_STEPS) else { continue };
        if is_in_test(cx.file().path(cx.db()), call.syntax()) {
            continue;
        }
        let message =
            format!("`{}` waits without `await`, and the event loop with it", blocking.path);
        let mut report = cx.report(call.syntax().text_range(), message);
        if blocking.call != *call.syntax() {
            report = report.label(blocking.call.text_range(), "it is called here");
        }
        report.help("await an asynchronous counterpart, or `asyncio.to_thread(..)`");
    }
}

fn is_awaited(call: &SyntaxNode) -> bool {
    call.parent().is_some_and(|it| it.kind() == AWAIT_EXPR)
}

struct Blocking {
    path: String,
    call: SyntaxNode,
}

/// What waits in `call`: itself, or what a plain function of this file calls.
fn blocking(names: &Names<'_>, call: &CallExpr, steps: u32) -> Option<Blocking> {
    let func = call.func()?;
    if let Some(path) = names.path(&func) {
        let is_known = BLOCKING.contains(&path.as_str()) && !is_instant(call);
        return is_known.then(|| Blocking { path, call: call.syntax().clone() });
    }
    let Expr::Name(name) = func else { return None };
    let steps = steps.checked_sub(1)?;
    let How::Def(def) = names.sole_binding(&name)?.how else { return None };
    names.look_into(def.syntax());
    if def.async_token().is_some() || def.decorators().next().is_some() || is_generator(&def) {
        return None;
    }
    let body = def.body()?.syntax().text_range();
    let calls = own_nodes(def.syntax()).filter(|it| body.contains_range(it.text_range()));
    calls.filter_map(CallExpr::cast).find_map(|it| blocking(names, &it, steps))
}

/// `time.sleep(0)` only lets other threads run; numeric addresses are not looked up.
fn is_instant(call: &CallExpr) -> bool {
    let Some(args) = call.args() else { return false };
    let is_zero = args.args().next().is_some_and(|it| it.syntax().text() == "0");
    is_zero || args.syntax().text().to_string().contains("NUMERIC")
}

fn is_generator(def: &FunctionDef) -> bool {
    own_nodes(def.syntax()).any(|it| matches!(it.kind(), YIELD_EXPR | YIELD_FROM_EXPR))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn directly_and_through_a_function() {
        flags(
            &RULE,
            "
import time, urllib.request
def helper(u):
    return urllib.request.urlopen(u).read()
async def f(u):
    time.sleep(1)  # flagged: `time.sleep`
    return helper(u)  # flagged: `urllib.request.urlopen`
",
        );
    }

    #[test]
    fn on_another_thread_or_never() {
        silent(
            &RULE,
            "
import asyncio, time
def helper(u):
    time.sleep(1)
    return u
async def f(u, requests):
    await asyncio.sleep(1)
    time.sleep(0)
    requests.get(u)
    def later():
        time.sleep(1)
    g = lambda: time.sleep(1)
    return await asyncio.to_thread(helper, u)
def g():
    time.sleep(1)
",
        );
    }
}
