//! A file, socket or connection that some way out of the function leaves open.

use crate::body::{ArgKind, Expr, ExprId};
use crate::flow::definitions::DefKind;
use crate::obligations::{MAX, Mask, Outcome, Plan};
use crate::places::{
    Around, Places, absent_outcome, contains, hangs_on_another_test, is_in_handler, stmt_of,
};
use crate::resources::{Kind, Opened, Use, functions, is_mentioned, is_reached_by, opened, use_of};
use crate::rule::{CodeUnit, RuleContext};
use crate::surroundings::is_test_unit;

crate::rule! {
    /// A file, socket or connection that some way out of the function leaves open.
    ///
    /// `close()` at the end is not reached when something before it raises: the traceback holds the
    /// frame, the frame the file, and it stays open for as long as anybody keeps the exception. What
    /// was written may not be on the disk.
    ///
    /// All ways through the function are followed. What is returned, stored or passed to other code
    /// has an owner from then on, and is not reported.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def save(path, data):
    ///     file = open(path, "w")  # flagged: stays open if
    ///     file.write(data)
    ///     file.close()
    ///
    /// def first(path):
    ///     file = open(path)  # flagged: is never closed
    ///     return file.readline()
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def save(path, data):
    ///     with open(path, "w") as file:
    ///         file.write(data)
    ///
    /// def touch(path):
    ///     open(path, "w").close()
    ///
    /// def reader(path):
    ///     file = open(path)
    ///     return file
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import os
    ///
    ///
    /// def count(path, seen):
    ///     file = open(path)
    ///     seen.append(file.fileno())
    ///     file.write("")
    ///     file.close()
    ///
    ///
    /// seen = []
    /// try:
    ///     count(os.devnull, seen)
    /// except OSError as error:
    ///     print(os.fstat(seen[0]).st_size)  # prints: 0
    /// ```
    "resource-not-closed",
    code: "RW502", group: Resources, severity: Warning, fix: None, since: "0.1.0",
    noqa: ["SIM115", "R1732"],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if !is_mentioned(cx) {
        return;
    }
    let mut sites = opened(unit);
    sites.retain(|it| !reads_another(unit, it));
    sites.truncate(MAX);
    if sites.is_empty() || is_test_unit(unit) {
        return;
    }
    let (plan, facts) = plan(unit, &sites);
    for scope in functions(unit.body) {
        let is_here = |it: &Opened| unit.body.var(it.var).scope == scope;
        if !sites.iter().any(is_here) {
            continue;
        }
        let outcome = plan.run(unit.body, scope, 0);
        for (idx, site) in sites.iter().enumerate().filter(|it| is_here(it.1)) {
            tell(cx, unit, site, 1 << idx, &outcome, &facts[idx]);
        }
    }
}

fn tell(
    cx: &mut RuleContext<'_>,
    unit: &CodeUnit<'_>,
    site: &Opened,
    bit: Mask,
    outcome: &Outcome,
    facts: &Facts,
) {
    let is_raised = !facts.is_settled && outcome.raised.unwrap_or(0) & bit != 0;
    let closer = facts.closer;
    let is_normal = outcome.normal() & bit != 0;
    if !is_raised && !is_normal {
        return;
    }
    let name = &unit.body.var(site.var).name;
    let title = site.kind.title();
    let raising = outcome.first_raising(bit).filter(|_| is_raised && !is_normal);
    let message = match (closer, is_normal) {
        (None, _) => format!("the {title} `{name}` is never closed"),
        (_, true) => {
            format!("the {title} `{name}` is not closed on every way through the function")
        }
        _ => format!("the {title} `{name}` stays open if something raises before it is closed"),
    };
    let mut report = cx
        .report(unit.range(site.call), message)
        .help("open it in a `with` statement, or close it in a `finally`");
    if let Some(raising) = raising {
        report = report.label(unit.range(raising), "an exception from here leaves it open");
    }
    if let Some(closer) = closer {
        report.label(unit.range(closer), "it is closed here");
    }
}

/// An archive, or something compressed, in a file that is open already: closing that is enough, and
/// there may be nothing to close.
fn reads_another(unit: &CodeUnit<'_>, site: &Opened) -> bool {
    let Expr::Call { args, .. } = unit.body.expr(site.call) else { return false };
    if args.iter().any(|it| matches!(&it.kind, ArgKind::Keyword(name) if name == "fileobj")) {
        return true;
    }
    let Some(first) = args.first().filter(|_| site.kind == Kind::Archive) else { return false };
    match unit.definitions().sole(first.value) {
        Some(DefKind::Value(it) | DefKind::Entered(it)) => {
            matches!(unit.body.expr(it), Expr::Call { .. })
        }
        _ => false,
    }
}

/// What becomes of one resource, beside the ways.
#[derive(Clone, Default)]
struct Facts {
    /// A call that closes it.
    closer: Option<ExprId>,
    /// Closing hangs on a condition that cannot be compared with the one of opening.
    is_conditional: bool,
    /// It gets an owner, or is closed in an `except` clause: somebody has thought of exceptions, or
    /// they hardly come before it is handed over.
    is_settled: bool,
}

/// What opens and closes, and what becomes of each site.
fn plan(unit: &CodeUnit<'_>, sites: &[Opened]) -> (Plan, Vec<Facts>) {
    let body = unit.body;
    let (places, around) = (Places::new(body), Around::new(body));
    let mut plan = Plan::default();
    plan.calm_cleanup(body, &places, &around);
    let mut facts = vec![Facts::default(); sites.len()];
    for (name, expr) in body.exprs() {
        if !sites.iter().any(|it| expr.local() == Some(it.var)) {
            continue;
        }
        let mask = reaching(unit, sites, name);
        if mask == 0 {
            continue;
        }
        let what = use_of(unit, &places, name);
        match what {
            Use::Closed(call) => plan.end_by(body, &places, &around, call, mask),
            Use::HandedOver => plan.end_at(name, mask),
            Use::Used => {}
        }
        if let Some(outcome) = absent_outcome(body, &places, name) {
            *plan.outcomes.entry(outcome).or_default() |= mask;
        }
        for (idx, site) in sites.iter().enumerate().filter(|it| mask & 1 << it.0 != 0) {
            note(unit, &places, &around, site, what, &mut facts[idx]);
        }
    }
    for (idx, site) in sites.iter().enumerate() {
        *plan.rebound.entry(site.var).or_default() |= 1 << idx;
        if !facts[idx].is_conditional {
            plan.bound.insert(site.call, 1 << idx);
        }
    }
    (plan, facts)
}

fn note(
    unit: &CodeUnit<'_>,
    places: &Places,
    around: &Around,
    site: &Opened,
    what: Use,
    facts: &mut Facts,
) {
    match what {
        Use::Closed(call) => {
            facts.closer.get_or_insert(call);
            let Some(stmt) = stmt_of(places, call) else { return };
            let body = unit.body;
            let is_it = |it: ExprId| body.expr(it).local() == Some(site.var);
            let asks = |test| contains(body, test, &is_it);
            facts.is_conditional |= hangs_on_another_test(body, around, site.stmt, stmt, asks);
            facts.is_settled |= is_in_handler(unit.body, around, stmt);
        }
        Use::HandedOver => facts.is_settled = true,
        Use::Used => {}
    }
}

/// The sites whose resource the name may be.
fn reaching(unit: &CodeUnit<'_>, sites: &[Opened], name: ExprId) -> Mask {
    let definitions = unit.definitions();
    let is_it = |it: &Opened| is_reached_by(definitions, name, DefKind::Value(it.call));
    let found = sites.iter().enumerate().filter(|it| is_it(it.1));
    found.fold(0, |mask, it| mask | 1 << it.0)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn left_by_an_exception() {
        flags(
            &RULE,
            "def f(p, data):
    h = open(p, \"w\")  # flagged: stays open
    h.write(data)
    h.close()
",
        );
        flags(
            &RULE,
            "import socket
def f(p, data):
    s = socket.create_connection(p)  # flagged: the socket `s`
    try:
        s.sendall(data)
    except ValueError:
        pass
    s.close()
",
        );
        flags(
            &RULE,
            "import json
def f(p):
    h = open(p)  # flagged: not closed on every way
    if p:
        return json.load(h)
    h.close()
",
        );
    }

    #[test]
    fn closed_or_owned() {
        silent(
            &RULE,
            "def f(p, data):
    open(p, \"w\").close()
    h = open(p, \"w\")
    try:
        h.write(data)
    finally:
        h.close()
def opener(p):
    h = open(p)
    return h
class W:
    def __init__(self, p):
        self.h = open(p)
    def close(self):
        self.h.close()
def with_later(p):
    h = open(p)
    with h:
        return h.read()
def stacked(p, stack):
    h = stack.enter_context(open(p))
    g = open(p)
    stack.callback(g.close)
    return h.read(g)
",
        );
    }

    #[test]
    fn the_same_condition() {
        silent(
            &RULE,
            "import sys
def f(p, data):
    opened = False
    if isinstance(p, str):
        p = open(p, 'w')
        opened = True
    try:
        p.write(data)
    finally:
        if opened:
            p.close()
def g(p, data):
    h = None
    try:
        h = open(p)
        return h.read()
    finally:
        if h is not None:
            h.close()
def k(p, data):
    h = None
    try:
        h = open(p)
        return h.read()
    except OSError:
        return None
    finally:
        if h:
            h.close()
def m(p, data):
    if p == '-':
        h = sys.stdout
    else:
        h = open(p, 'w')
    try:
        h.write(data)
    finally:
        if h is not sys.stdout:
            h.close()
",
        );
    }

    #[test]
    fn in_an_open_file() {
        silent(
            &RULE,
            "import gzip, io, zipfile
def f(p, data):
    gz = gzip.GzipFile(fileobj=io.BytesIO(data))
    with open(p, 'rb') as file:
        z = zipfile.ZipFile(file)
        return gz.read(), z.namelist()
",
        );
    }

    #[test]
    fn thought_of() {
        silent(
            &RULE,
            "import socket
def connect(address):
    s = socket.socket()
    s.settimeout(3)
    try:
        s.connect(address)
    except OSError:
        s.close()
        raise
    return s
def plain(p, work):
    h = open(p)
    try:
        work(h.name)
    finally:
        try:
            h.close()
        except OSError:
            pass
",
        );
    }

    #[test]
    fn captured_or_in_a_loop() {
        silent(
            &RULE,
            "def f(ps):
    for p in ps:
        h = open(p)
        h.close()
    def later():
        return g.read()
    g = open(ps)
    return later
",
        );
    }
}
