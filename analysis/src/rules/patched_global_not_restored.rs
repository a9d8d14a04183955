//! Something that the whole process shares is replaced, and not put back on every way.

use rustc_hash::FxHashMap;

use crate::body::{Body, BodyScope, Const, Expr, ExprId, Name, Stmt, StmtId};
use crate::classes::{Lookup, MemberKind, lookup};
use crate::items::{class_around, definition_of, path};
use crate::obligations::{MAX, Mask, Outcome, Plan};
use crate::places::{
    Around, Places, contains, hangs_on_another_test, is_in_cleanup, is_in_handler,
};
use crate::resources::functions;
use crate::rule::{CodeUnit, RuleContext};
use crate::surroundings::is_test_unit;
use crate::unit::{Unit, unit_body};

crate::rule! {
    /// Something that the whole process shares is replaced, and not put back on every way.
    ///
    /// `sys.stdout`, an attribute of a module, an entry of `os.environ`: if the old value is saved
    /// to be put back, and an exception jumps over that, all other code goes on with the replacement.
    ///
    /// The same holds for a class whose `__enter__` replaces and whose `__exit__` puts back on some
    /// ways only. What is replaced for good is not reported.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import sys
    ///
    /// def quiet(work, buffer):
    ///     old = sys.stdout
    ///     sys.stdout = buffer  # flagged: not put back if
    ///     work()
    ///     sys.stdout = old
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import sys
    ///
    /// def quiet(work, buffer):
    ///     old = sys.stdout
    ///     sys.stdout = buffer
    ///     try:
    ///         work()
    ///     finally:
    ///         sys.stdout = old
    ///
    /// def main(arguments):
    ///     sys.argv = arguments
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import sys
    ///
    /// def strict(work):
    ///     old = sys.tracebacklimit
    ///     sys.tracebacklimit = 0
    ///     work()
    ///     sys.tracebacklimit = old
    ///
    /// sys.tracebacklimit = 10
    /// try:
    ///     strict(lambda: 1 / 0)
    /// except ZeroDivisionError:
    ///     print(sys.tracebacklimit)  # prints: 0
    /// ```
    "patched-global-not-restored",
    code: "RW508", group: Resources, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

/// A store into something shared.
struct Store {
    /// The target.
    target: ExprId,
    stmt: StmtId,
    /// What is stored; none where it is deleted.
    value: Option<ExprId>,
    /// The full name of what is replaced: `sys.stdout`.
    what: Name,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    let stores = stores(unit.db, unit.unit);
    if stores.is_empty() || is_test_unit(unit) {
        return;
    }
    let name = unit.unit.path(unit.db).0.last().map(|it| it.name.clone());
    if name.is_some_and(|it| it == "__enter__") {
        check_enter(cx, unit, &stores);
        return;
    }
    check_function(cx, unit, &stores);
}

/// All stores into attributes of modules and entries of `os.environ`.
fn stores(db: &dyn crate::db::Db, unit: Unit) -> Vec<Store> {
    let body = unit_body(db, unit);
    let mut found = Vec::new();
    for (stmt, it) in body.stmts() {
        let (targets, value) = match it {
            Stmt::Assign { targets, value } => (&targets[..], Some(*value)),
            Stmt::Delete(targets) => (&targets[..], None),
            _ => continue,
        };
        for &target in targets {
            if let Some(what) = shared(db, unit, target) {
                found.push(Store { target, stmt, value, what });
            }
        }
    }
    found
}

/// The full name of what `expr` reads or stores, if the whole process shares it.
fn shared(db: &dyn crate::db::Db, unit: Unit, expr: ExprId) -> Option<Name> {
    let body = unit_body(db, unit);
    let of = |it: ExprId| path(db, &definition_of(db, unit, it));
    match body.expr(expr) {
        Expr::Attr { value, name } => {
            matches!(body.expr(*value), Expr::Name(_) | Expr::Attr { .. }).then_some(())?;
            Some(format!("{}.{name}", of(*value)?).into())
        }
        Expr::Subscript { value, index } => {
            let Expr::Const(Const::Str(key)) = body.expr(*index) else { return None };
            let path = of(*value).filter(|it| it == "os.environ")?;
            Some(format!("{path}[{key:?}]").into())
        }
        Expr::Call { func, args } => {
            let Expr::Const(Const::Str(key)) = body.expr(args.first()?.value) else { return None };
            let path = of(*func)?;
            let is_read = ["os.environ.get", "os.environ.pop", "os.getenv"].contains(&&*path);
            is_read.then(|| format!("os.environ[{key:?}]").into())
        }
        _ => None,
    }
}

fn check_function(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>, stores: &[Store]) {
    let body = unit.body;
    let (places, around) = (Places::new(body), Around::new(body));
    let mut plan = Plan::default();
    plan.calm_cleanup(body, &places, &around);
    let saved: Vec<Option<ExprId>> = stores.iter().map(|it| saved(unit, it)).collect();
    let mut sites: Vec<usize> = Vec::new();
    for (idx, store) in stores.iter().enumerate() {
        let restores = restores_of(stores, &saved, store);
        let is_site = saved[idx].is_none()
            && store.value.is_some()
            && !restores.is_empty()
            && sites.len() < MAX
            && restores.iter().all(|it| is_plain(unit, &around, store, &stores[*it], saved[*it]));
        if is_site {
            let bit = 1 << sites.len();
            sites.push(idx);
            plan.stored.entry(store.target).or_default().0 |= bit;
            for it in restores {
                plan.stored.entry(stores[it].target).or_default().1 |= bit;
            }
        }
    }
    if sites.is_empty() {
        return;
    }
    delete_ends(stores, &sites, &mut plan);
    for scope in functions(body) {
        let outcome = plan.run(body, scope, 0);
        for (bit, idx) in sites.iter().enumerate() {
            tell(cx, unit, &stores[*idx], 1 << bit, &outcome);
        }
    }
}

/// `del os.environ["X"]` puts back that there was nothing.
fn delete_ends(stores: &[Store], sites: &[usize], plan: &mut Plan) {
    for store in stores.iter().filter(|it| it.value.is_none()) {
        for (bit, idx) in sites.iter().enumerate() {
            if stores[*idx].what == store.what {
                plan.stored.entry(store.target).or_default().1 |= 1 << bit;
            }
        }
    }
}

/// Where the function has saved what this store puts back.
fn saved(unit: &CodeUnit<'_>, store: &Store) -> Option<ExprId> {
    let value = store.value?;
    if let Expr::Attr { name, .. } = unit.body.expr(value)
        && name.starts_with("__")
        && store.what.ends_with(name.trim_matches('_'))
    {
        // `sys.stdout = sys.__stdout__`.
        return Some(value);
    }
    let origin = unit.definitions().origin(unit.body, value);
    let is_saved = origin != value && shared(unit.db, unit.unit, origin)? == store.what;
    is_saved.then_some(origin)
}

/// The stores that put back what was there before `store`.
fn restores_of(stores: &[Store], saved: &[Option<ExprId>], store: &Store) -> Vec<usize> {
    let is_later = |it: &Store| it.stmt.index() > store.stmt.index();
    let all = stores.iter().enumerate();
    let all =
        all.filter(|(idx, it)| saved[*idx].is_some() && it.what == store.what && is_later(it));
    all.map(|it| it.0).collect()
}

/// Is the restore neither in an `except` clause nor under a test of its own?
fn is_plain(
    unit: &CodeUnit<'_>,
    around: &Around,
    store: &Store,
    restore: &Store,
    saved: Option<ExprId>,
) -> bool {
    let origin = |it: ExprId| Some(unit.definitions().origin(unit.body, it)) == saved;
    let asks = |test| contains(unit.body, test, &origin);
    // In a `finally`, what comes before its `try` is not reckoned with: often other patches.
    !is_in_handler(unit.body, around, restore.stmt)
        && !is_in_cleanup_of_later_try(unit, around, store, restore)
        && !hangs_on_another_test(unit.body, around, store.stmt, restore.stmt, asks)
}

/// Does the restore stand in the `finally` of a `try` that begins behind the store?
fn is_in_cleanup_of_later_try(
    unit: &CodeUnit<'_>,
    around: &Around,
    store: &Store,
    restore: &Store,
) -> bool {
    let of_store: Vec<StmtId> = around.of(store.stmt).collect();
    is_in_cleanup(unit.body, around, restore.stmt)
        && around
            .of(restore.stmt)
            .any(|it| matches!(unit.body.stmt(it), Stmt::Try { .. }) && !of_store.contains(&it))
}

fn tell(
    cx: &mut RuleContext<'_>,
    unit: &CodeUnit<'_>,
    store: &Store,
    bit: Mask,
    outcome: &Outcome,
) {
    let what = &store.what;
    let is_raised = outcome.raised.unwrap_or(0) & bit != 0;
    let message = match outcome.normal() & bit != 0 {
        true => format!("`{what}` is not put back on every way through the function"),
        false if is_raised => format!("`{what}` is not put back if something raises before that"),
        false => return,
    };
    let raising = outcome.first_raising(bit).filter(|_| is_raised);
    let report = cx.report(unit.range(store.target), message).help(
        "put it back in a `finally`, or use `contextlib.redirect_stdout` or a `with` of its own",
    );
    if let Some(raising) = raising {
        report.label(unit.range(raising), "an exception from here jumps over putting it back");
    }
}

/// `__enter__` saves on `self` and replaces; `__exit__` puts back, but not on every way.
fn check_enter(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>, stores: &[Store]) {
    let kept = kept_on_self(unit);
    for store in stores {
        let Some(attribute) = kept.get(&store.what) else { continue };
        let Some(exit) = exit_of(unit) else { return };
        if is_left_by_exit(unit, exit, &store.what, attribute) {
            let what = &store.what;
            let message = format!("`{what}` is not put back on every way through `__exit__`");
            cx.report(unit.range(store.target), message)
                .help("put it back first in `__exit__`, whatever the exception is");
        }
    }
}

/// What `self.name = sys.stdout` saves, by its full name, with the name of the attribute.
fn kept_on_self<'a>(unit: &CodeUnit<'a>) -> FxHashMap<Name, &'a str> {
    let body = unit.body;
    let me = body.scopes.first().and_then(|it| it.vars.first().copied());
    let mut kept = FxHashMap::default();
    for (_, stmt) in body.stmts() {
        let Stmt::Assign { targets, value } = stmt else { continue };
        let [target] = targets[..] else { continue };
        let Expr::Attr { value: owner, name } = body.expr(target) else { continue };
        if me.is_some()
            && body.expr(*owner).local() == me
            && let Some(what) = shared(unit.db, unit.unit, *value)
        {
            kept.insert(what, name.as_str());
        }
    }
    kept
}

fn exit_of(unit: &CodeUnit<'_>) -> Option<Unit> {
    let class = class_around(unit.db, unit.unit)?;
    let Lookup::Own(_, member) = lookup(unit.db, class, "__exit__") else { return None };
    match member.kind {
        MemberKind::Method { unit, .. } => unit,
        _ => None,
    }
}

/// Does `exit` put back `what` from `self.attribute`, but not on every way that is no exception?
fn is_left_by_exit(unit: &CodeUnit<'_>, exit: Unit, what: &Name, attribute: &str) -> bool {
    let body = unit_body(unit.db, exit);
    let around = Around::new(body);
    let is_kept = |it: ExprId| is_attribute(body, it, attribute);
    let mut plan = Plan::default();
    for it in stores(unit.db, exit) {
        if it.what != *what || !it.value.is_some_and(is_kept) {
            continue;
        }
        // A test of the object's own state says whether there is anything to put back.
        let asks_self = around.of(it.stmt).any(|outer| match body.stmt(outer) {
            Stmt::If { branches, .. } => branches.iter().any(|it| asks_self(body, it.0)),
            Stmt::For { .. } | Stmt::While { .. } => true,
            _ => false,
        });
        if asks_self {
            return false;
        }
        plan.stored.insert(it.target, (0, 1));
    }
    !plan.stored.is_empty() && plan.run(body, BodyScope::OWN, 1).normal() != 0
}

fn is_attribute(body: &Body, expr: ExprId, attribute: &str) -> bool {
    matches!(body.expr(expr), Expr::Attr { name, .. } if name == attribute)
}

fn asks_self(body: &Body, test: ExprId) -> bool {
    let me = body.scope(BodyScope::OWN).vars.first().copied();
    contains(body, test, &|it| me.is_some() && body.expr(it).local() == me)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn jumped_over() {
        flags(
            &RULE,
            "import sys, os
class Mirror:
    def __enter__(self):
        self.original = sys.stdout.write
        sys.stdout.write = self.rev  # flagged: every way through `__exit__`
        return self
    def rev(self, text):
        self.original(text[::-1])
    def __exit__(self, t, v, tb):
        if t is None:
            sys.stdout.write = self.original
def quiet(f, buf):
    old = sys.stdout
    sys.stdout = buf  # flagged: if something raises
    f()
    sys.stdout = old
def env(f):
    old = os.environ.get('A')
    os.environ['A'] = 'b'  # flagged: os.environ
    f()
    if old is None:
        del os.environ['A']
    else:
        os.environ['A'] = old
def early(f, buf):
    old = sys.stdout
    sys.stdout = buf  # flagged: not put back on every way
    if not f:
        return
    sys.stdout = old
",
        );
    }

    #[test]
    fn put_back_or_for_good() {
        silent(
            &RULE,
            "import sys, os
class Mirror:
    def __enter__(self):
        self.original = sys.stdout.write
        sys.stdout.write = self.rev
        return self
    def rev(self, text):
        self.original(text[::-1])
    def __exit__(self, t, v, tb):
        sys.stdout.write = self.original
        if t is ZeroDivisionError:
            return True
class Maybe:
    def __enter__(self):
        self.old = sys.stdout
        if self.on:
            sys.stdout = None
    def __exit__(self, *args):
        if self.on:
            sys.stdout = self.old
def main(argv):
    sys.argv = argv
    sys.path.insert(0, \".\")
def quiet(f, buf, own):
    old, sys.stdout = sys.stdout, buf
    saved = sys.stderr
    sys.stderr = buf
    own.attribute = saved
    try:
        f()
    finally:
        sys.stderr = saved
def two(f, buf):
    old = sys.stdout
    sys.stdout = buf
    f()
    olderr = sys.stderr
    sys.stderr = buf
    try:
        f()
    finally:
        sys.stdout = old
        sys.stderr = olderr
def commit(f, buf):
    old = sys.stdout
    sys.stdout = buf
    try:
        f()
    except ValueError:
        sys.stdout = old
",
        );
    }
}
