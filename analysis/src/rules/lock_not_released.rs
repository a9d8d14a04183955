//! `lock.acquire()` whose `release()` an exception or a `return` jumps over.

use crate::body::{Expr, ExprId, Stmt};
use crate::obligations::{MAX, Mask, Outcome, Plan};
use crate::places::{Around, Place, Places, dotted, hangs_on_another_test, is_none, stmt_of};
use crate::resources::functions;
use crate::rule::{CodeUnit, RuleContext};
use crate::surroundings::is_test_unit;

crate::rule! {
    /// `lock.acquire()` whose `release()` an exception or a `return` jumps over.
    ///
    /// A lock that nobody releases stops every thread that asks for it from then on. All ways from
    /// `acquire()` are followed: if the function releases the lock where it ends, but not where
    /// something in between raises, the lock stays taken.
    ///
    /// A function that takes a lock for its caller (`__enter__`, or one without `release`) is not
    /// reported.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import threading
    ///
    /// lock = threading.Lock()
    ///
    /// def count(totals, key):
    ///     lock.acquire()  # flagged: stays taken if
    ///     totals[key] += 1
    ///     lock.release()
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import threading
    ///
    /// lock = threading.Lock()
    ///
    /// def count(totals, key):
    ///     with lock:
    ///         totals[key] += 1
    ///
    /// def try_count(totals, key):
    ///     if not lock.acquire(timeout=1):
    ///         return False
    ///     try:
    ///         totals[key] += 1
    ///     finally:
    ///         lock.release()
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import threading
    ///
    /// lock = threading.Lock()
    ///
    /// def count(totals, key):
    ///     lock.acquire()
    ///     totals[key] += 1
    ///     lock.release()
    ///
    /// try:
    ///     count({}, "a")
    /// except KeyError:
    ///     print(lock.locked())  # prints: True
    /// ```
    "lock-not-released",
    code: "RW512", group: Resources, severity: Error, fix: None, since: "0.1.0",
    noqa: ["R1732"],
    look: Units => check,
}

/// An `acquire()` in a function.
struct Taken<'a> {
    call: ExprId,
    lock: Vec<&'a str>,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if !cx.mentions(".acquire") || !cx.mentions(".release") {
        return;
    }
    let releases = method_calls(unit, "release");
    if releases.is_empty() || is_test_unit(unit) {
        return;
    }
    let places = Places::new(unit.body);
    let around = Around::new(unit.body);
    let mut sites: Vec<Taken<'_>> = method_calls(unit, "acquire");
    sites.retain(|it| is_followed(unit, &places, it));
    // One that comes after the release takes the lock back for who called.
    let is_later = |it: &Taken<'_>, release: &Taken<'_>| release.call.index() > it.call.index();
    sites.retain(|it| releases.iter().any(|other| other.lock == it.lock && is_later(it, other)));
    sites.retain(|it| it.lock != ["self"]);
    sites.retain(|it| {
        let mut of_it = releases.iter().filter(|release| release.lock == it.lock);
        !of_it.any(|release| is_under_a_test(unit, &places, &around, it, release))
    });
    sites.truncate(MAX);
    if sites.is_empty() {
        return;
    }
    let plan = plan(unit, &places, &around, &sites, &releases);
    for scope in functions(unit.body) {
        if is_protocol(&unit.body.scope(scope).name) {
            continue;
        }
        let outcome = plan.run(unit.body, scope, 0);
        for (idx, site) in sites.iter().enumerate() {
            let release = releases.iter().find(|it| it.lock == site.lock);
            tell(cx, unit, site, 1 << idx, &outcome, release.map(|it| it.call));
        }
    }
}

/// The function takes or gives back the lock for somebody else, by its name.
fn is_protocol(name: &str) -> bool {
    let name = name.trim_matches('_');
    ["enter", "exit", "aenter", "aexit", "acquire", "release"].contains(&name)
        || name.starts_with("acquire")
        || name.starts_with("lock")
}

/// The calls of a method without or with arguments, by the name of what it is called on.
fn method_calls<'a>(unit: &CodeUnit<'a>, method: &str) -> Vec<Taken<'a>> {
    let body = unit.body;
    let calls = unit.calls().filter_map(|(call, func, _)| match body.expr(func) {
        Expr::Attr { value, name } if name == method => {
            Some(Taken { call, lock: dotted(body, *value)? })
        }
        _ => None,
    });
    calls.collect()
}

/// Is it certain whether the lock was taken: is the result dropped, awaited and dropped, or tested
/// at once?
fn is_followed(unit: &CodeUnit<'_>, places: &Places, site: &Taken<'_>) -> bool {
    let mut at = site.call;
    loop {
        match places.of(at) {
            Place::In(around) => match unit.body.expr(around) {
                Expr::Await(_) | Expr::Unary { .. } => at = around,
                _ => return false,
            },
            Place::Of(stmt) => {
                return match unit.body.stmt(stmt) {
                    Stmt::Expr(_) => has_no_limit(unit, site.call),
                    Stmt::If { .. } | Stmt::While { .. } => true,
                    _ => false,
                };
            }
            _ => return false,
        }
    }
}

/// It waits until it has the lock.
fn has_no_limit(unit: &CodeUnit<'_>, call: ExprId) -> bool {
    matches!(unit.body.expr(call), Expr::Call { args, .. } if args.is_empty())
}

/// Is the release under an `if` that the acquire is not under, and that goes on behind? Then both
/// may hang on one condition.
fn is_under_a_test(
    unit: &CodeUnit<'_>,
    places: &Places,
    around: &Around,
    site: &Taken<'_>,
    release: &Taken<'_>,
) -> bool {
    let [Some(taking), Some(releasing)] = [site.call, release.call].map(|it| stmt_of(places, it))
    else {
        return true;
    };
    hangs_on_another_test(unit.body, around, taking, releasing, |_| false)
}

fn plan(
    unit: &CodeUnit<'_>,
    places: &Places,
    around: &Around,
    sites: &[Taken<'_>],
    releases: &[Taken<'_>],
) -> Plan {
    let mut plan = Plan::default();
    plan.calm_cleanup(unit.body, places, around);
    for (idx, site) in sites.iter().enumerate() {
        plan.begin_at(site.call, 1 << idx);
        plan.outcomes.insert((site.call, false), 1 << idx);
        if let Place::In(awaiting) = places.of(site.call) {
            plan.quiet.insert(awaiting);
            plan.outcomes.insert((awaiting, false), 1 << idx);
        }
    }
    for release in releases {
        let of_it = sites.iter().enumerate().filter(|it| it.1.lock == release.lock);
        let mask = of_it.fold(0, |mask, it| mask | 1 << it.0);
        plan.end_by(unit.body, places, around, release.call, mask);
    }
    // The lock goes elsewhere: who gets it may release it.
    for (id, expr) in unit.body.exprs() {
        let Expr::Call { args, .. } = expr else { continue };
        for arg in args {
            let mut of_it = sites.iter().enumerate();
            let handed = dotted(unit.body, arg.value);
            if let Some((idx, _)) = of_it.find(|it| handed.as_ref() == Some(&it.1.lock)) {
                plan.end_at(id, 1 << idx);
            }
        }
    }
    plan
}

fn tell(
    cx: &mut RuleContext<'_>,
    unit: &CodeUnit<'_>,
    site: &Taken<'_>,
    bit: Mask,
    outcome: &Outcome,
    release: Option<ExprId>,
) {
    let name = site.lock.join(".");
    let left = early_return(unit, outcome, bit);
    let is_kept = outcome.normal() & bit != 0;
    let is_raised = outcome.raised.unwrap_or(0) & bit != 0;
    let (message, at, why) = match (left, is_kept, is_raised) {
        (Some(_), ..) => {
            (format!("`{name}` stays taken on a `return` that jumps over its release"), None, "")
        }
        (None, false, true) => (
            format!("`{name}` stays taken if something raises before its release"),
            outcome.first_raising(bit),
            "an exception from here jumps over the release",
        ),
        _ => return,
    };
    let mut report = cx
        .report(unit.range(site.call), message)
        .help(format!("use `with {name}:`, or release it in a `finally`"));
    if let Some(at) = at {
        report = report.label(unit.range(at), why);
    }
    if let Some(release) = release {
        report.label(unit.range(release), "it is released here");
    }
}

/// Is the lock released at the end of the function, but held at a `return` without a value?
fn early_return(unit: &CodeUnit<'_>, outcome: &Outcome, bit: Mask) -> Option<()> {
    let is_released = outcome.fell_off.is_some_and(|it| it & bit == 0);
    let mut held = outcome.returns.iter().filter(|it| it.1 & bit != 0).peekable();
    held.peek()?;
    let is_plain = outcome.returned.unwrap_or(0) & bit != 0
        && held.all(|it| it.0.is_none_or(|it| is_none(unit.body, it)));
    (is_released && is_plain).then_some(())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn jumped_over() {
        flags(
            &RULE,
            "import threading
lock = threading.Lock()
def f(d, k):
    lock.acquire()  # flagged: stays taken if
    d[k] += 1
    lock.release()
class A:
    def g(self, work):
        self.lock.acquire()  # flagged: `self.lock` stays taken on a `return`
        try:
            if work is None:
                return
        except ValueError:
            pass
        self.n = 3
        self.lock.release()
    async def h(self, work):
        await self.sem.acquire()  # flagged: `self.sem` stays taken if
        await work()
        self.sem.release()
",
        );
    }

    #[test]
    fn released() {
        silent(
            &RULE,
            "import threading
lock = threading.Lock()
def f(d, k):
    if not lock.acquire(timeout=1):
        return False
    try:
        d[k] += 1
    finally:
        lock.release()
def g(d, k):
    lock.acquire()
    d.n = 1
    lock.release()
def h(work):
    lock.acquire()
    try:
        work()
    except BaseException:
        lock.release()
        raise
    lock.release()
",
        );
    }

    #[test]
    fn taken_for_another_or_unclear() {
        silent(
            &RULE,
            "class A:
    def __enter__(self):
        self.lock.acquire()
        return self
    def __exit__(self, *args):
        self.lock.release()
    def both(self):
        self.a.acquire()
        if not self.b.acquire(False):
            self.a.release()
            return False
        return True
    def maybe(self, work):
        got = self.lock.acquire(False)
        work()
        if got:
            self.lock.release()
    def swap(self, work):
        self.lock.release()
        try:
            work()
        finally:
            self.lock.acquire()
    def wait(self, work):
        if work:
            self.lock.acquire()
        self.go()
        if work:
            self.lock.release()
",
        );
    }
}
