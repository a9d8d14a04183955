//! A call in a default whose result belongs to the moment of the call.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, Expr, Param};
use rowan::GreenNodeData;

use crate::calls::called_path;
use crate::constant::without_parentheses;
use crate::green::has_token;
use crate::rule::RuleContext;

crate::rule! {
    /// A call in a default whose result belongs to the moment of the call.
    ///
    /// A default is computed once, when the function is defined. `time.time()` in a default is the time at
    /// which the module was imported, in every call; a random number or a new id is always the same one.
    ///
    /// It is reported for functions of the library that give the time, a random number or a new id. Calls
    /// that make the same object each time (`Path(".")`, `re.compile(..)`) are fine.
    ///
    /// Take `None` for the default, and call in the body.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import time
    ///
    /// def log(message, at=time.time()):  # flagged: once
    ///     print(at, message)
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import re
    /// import time
    /// from pathlib import Path
    ///
    /// def log(message, folder=Path("."), pattern=re.compile("a"), at=None):
    ///     print(folder, pattern, time.time() if at is None else at, message)
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import uuid
    /// def new(it=uuid.uuid4()):
    ///     return it
    /// print(new() is new())  # prints: True
    /// ```
    "call-in-default-argument",
    code: "RW203", group: Aliasing, severity: Warning, fix: None, since: "0.1.0",
    noqa: ["B008"],
    look: Nodes(&[PARAM]) if has_default in Function => check,
}

fn has_default(node: &GreenNodeData) -> bool {
    has_token(node, EQUAL)
}

const MOMENTARY: [&str; 32] = [
    "time.time",
    "time.time_ns",
    "time.monotonic",
    "time.monotonic_ns",
    "time.perf_counter",
    "time.perf_counter_ns",
    "time.process_time",
    "time.localtime",
    "time.gmtime",
    "time.ctime",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "uuid.uuid1",
    "uuid.uuid4",
    "random.random",
    "random.randint",
    "random.randrange",
    "random.choice",
    "random.uniform",
    "random.getrandbits",
    "random.randbytes",
    "secrets.token_bytes",
    "secrets.token_hex",
    "secrets.token_urlsafe",
    "os.urandom",
    "os.getpid",
    "os.times",
    "threading.get_ident",
    "threading.current_thread",
    "tempfile.mkdtemp",
];

fn check(cx: &mut RuleContext<'_>, node: Param) {
    let Some(default) = node.default().and_then(without_parentheses) else { return };
    if !matches!(default, Expr::Call(_)) {
        return;
    }
    let Some(path) = called_path(cx.names(), &default) else { return };
    if !MOMENTARY.contains(&path.as_str()) {
        return;
    }
    let message =
        format!("`{path}` is called once, when the function is defined, not with each call");
    cx.report(default.syntax().text_range(), message)
        .help("take `None` for the default, and call in the body");
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn moments() {
        flags(
            &RULE,
            "
import time
from datetime import datetime as dt
def log(msg, at=time.time()):  # flagged: called once
    print(at, msg)
f = lambda x=(dt.now()): x  # flagged: `datetime.datetime.now`
",
        );
    }

    #[test]
    fn other_calls() {
        silent(
            &RULE,
            "
import re, operator, time
from pathlib import Path
from fastapi import Depends
def f(p=Path(\".\"), rx=re.compile(\"a\"), key=operator.itemgetter(0), db=Depends(open), clock=time.time):
    return p, rx, key, db
",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            r#"
import re, operator
from pathlib import Path
from fastapi import Depends
def f(p=Path("."), rx=re.compile("a"), key=operator.itemgetter(0), db=Depends(open)):
    return p, rx, key, db
"#,
        );
    }
}
