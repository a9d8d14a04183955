//! What code has begun and must end: on which ways out of a function it has not.
//!
//! A rule says in a [`Plan`] which steps begin something (a file is opened, a lock is taken) and
//! which end it; [`Plan::run`] follows all ways, those of exceptions included. A bit stands for
//! each thing that was begun; it is set where the thing *may* be unfinished.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::body::{Body, BodyScope, Expr, ExprId, Stmt, StmtId, VarId, VarRef};
use crate::flow::{Domain, Source, Target, run_scope};
use crate::places::{Around, Places, is_in_cleanup, last_name, stmt_of};

/// A set of things that were begun, one bit each.
pub(crate) type Mask = u64;

/// More things than this in one unit are not followed.
pub(crate) const MAX: usize = Mask::BITS as usize;

/// Which steps begin and end what.
#[derive(Default)]
pub(crate) struct Plan {
    /// Begun and ended when the expression was evaluated; it ends first.
    pub(crate) at: FxHashMap<ExprId, (Mask, Mask)>,
    /// Begun when a variable is bound to the value of the expression.
    pub(crate) bound: FxHashMap<ExprId, Mask>,
    /// Begun when a variable is bound to what the context manager gives.
    pub(crate) entered: FxHashMap<ExprId, Mask>,
    /// Ended when the `with` of the context manager is left.
    pub(crate) left: FxHashMap<ExprId, Mask>,
    /// Begun and ended when the attribute or item is stored or deleted.
    pub(crate) stored: FxHashMap<ExprId, (Mask, Mask)>,
    /// Ended when the variable is bound to something else or deleted.
    pub(crate) rebound: FxHashMap<VarId, Mask>,
    /// Not there if the test came out so.
    pub(crate) outcomes: FxHashMap<(ExprId, bool), Mask>,
    /// Ended when the statement starts.
    pub(crate) started: FxHashMap<StmtId, Mask>,
    /// Expressions before which one wants to know what is unfinished.
    pub(crate) watched: FxHashSet<ExprId>,
    /// Expressions that do not raise.
    pub(crate) quiet: FxHashSet<ExprId>,
}

/// What is unfinished at the ends of a function.
#[derive(Default)]
pub(crate) struct Outcome {
    /// By `return`; none where it never returns so.
    pub(crate) returned: Option<Mask>,
    /// Behind the last statement.
    pub(crate) fell_off: Option<Mask>,
    /// By an exception.
    pub(crate) raised: Option<Mask>,
    /// At each `return`, with its value.
    pub(crate) returns: Vec<(Option<ExprId>, Mask)>,
    /// Where an exception may come from, and what is unfinished then.
    pub(crate) raising: Vec<(ExprId, Mask)>,
    /// At the watched expressions; without those that are never evaluated.
    pub(crate) seen: FxHashMap<ExprId, Mask>,
}

impl Outcome {
    /// Unfinished at some end that is no exception.
    pub(crate) fn normal(&self) -> Mask {
        self.returned.unwrap_or(0) | self.fell_off.unwrap_or(0)
    }

    /// The first place from which an exception may come while `bit` is unfinished.
    pub(crate) fn first_raising(&self, bit: Mask) -> Option<ExprId> {
        self.raising.iter().find(|it| it.1 & bit != 0).map(|it| it.0)
    }
}

impl Plan {
    /// Follows all ways through `scope`, at whose start `entry` is unfinished.
    pub(crate) fn run(&self, body: &Body, scope: BodyScope, entry: Mask) -> Outcome {
        let mut run = Run { plan: self, body, outcome: Outcome::default() };
        let exits = run_scope(body, scope, &mut run, entry);
        let found = run.outcome;
        Outcome {
            returned: exits.returned,
            fell_off: exits.fell_off,
            raised: exits.raised,
            ..found
        }
    }

    /// Ends `mask` where `expr` is evaluated.
    pub(crate) fn end_at(&mut self, expr: ExprId, mask: Mask) {
        self.at.entry(expr).or_default().1 |= mask;
    }

    /// Ends `mask` at the call `closing`; before a `try` that starts with it, since such a `try` is
    /// there for what closing raises.
    pub(crate) fn end_by(
        &mut self,
        body: &Body,
        places: &Places,
        around: &Around,
        closing: ExprId,
        mask: Mask,
    ) {
        self.end_at(closing, mask);
        self.quiet.insert(closing);
        let Some(stmt) = stmt_of(places, closing) else { return };
        let Some(outer) = around.of(stmt).next() else { return };
        if matches!(body.stmt(outer), Stmt::Try { body, .. } if body.first() == Some(&stmt)) {
            *self.started.entry(outer).or_default() |= mask;
        }
    }

    /// Takes it that nothing raises in `finally` and `except` clauses: they are there to end things,
    /// and one step of it that raises is nothing that people reckon with.
    pub(crate) fn calm_cleanup(&mut self, body: &Body, places: &Places, around: &Around) {
        let is_cleanup =
            |it: ExprId| stmt_of(places, it).is_some_and(|it| is_in_cleanup(body, around, it));
        let ids = body.exprs().map(|it| it.0);
        self.quiet.extend(ids.filter(|it| is_likely_to_raise(body, *it) && is_cleanup(*it)));
    }

    /// Begins `mask` where `expr` is evaluated, if it does not raise.
    pub(crate) fn begin_at(&mut self, expr: ExprId, mask: Mask) {
        self.at.entry(expr).or_default().0 |= mask;
        self.quiet.insert(expr);
    }
}

struct Run<'a> {
    plan: &'a Plan,
    body: &'a Body,
    outcome: Outcome,
}

impl Run<'_> {
    fn stored(&self, state: &mut Mask, target: Target<'_>) {
        if let Target::Attr(target) | Target::Item(target) = target
            && let Some((begun, ended)) = self.plan.stored.get(&target)
        {
            *state = *state & !ended | begun;
        }
        if let Target::Var(VarRef::Local(var)) = target
            && let Some(ended) = self.plan.rebound.get(var)
        {
            *state &= !ended;
        }
    }
}

impl Domain for Run<'_> {
    type State = Mask;

    fn join(&mut self, into: &mut Mask, from: &Mask) -> bool {
        let before = *into;
        *into |= from;
        *into != before
    }

    fn expr(&mut self, state: &mut Mask, expr: ExprId) {
        if self.plan.watched.contains(&expr) {
            *self.outcome.seen.entry(expr).or_default() |= *state;
        }
        if let Some((begun, ended)) = self.plan.at.get(&expr) {
            *state = *state & !ended | begun;
        }
    }

    fn bind(&mut self, state: &mut Mask, target: Target<'_>, source: Source<'_>) {
        self.stored(state, target);
        let begun = match source {
            Source::Value(it) => self.plan.bound.get(&it),
            Source::Entered(it) => self.plan.entered.get(&it),
            _ => None,
        };
        if matches!(target, Target::Var(_)) {
            *state |= begun.copied().unwrap_or(0);
        }
    }

    fn delete(&mut self, state: &mut Mask, target: Target<'_>) {
        self.stored(state, target);
    }

    fn refine(&mut self, state: &mut Mask, test: ExprId, outcome: bool) -> bool {
        if let Some(gone) = self.plan.outcomes.get(&(test, outcome)) {
            *state &= !gone;
        }
        true
    }

    fn stmt(&mut self, state: &mut Mask, stmt: StmtId) {
        if let Some(ended) = self.plan.started.get(&stmt) {
            *state &= !ended;
        }
    }

    fn returns(&mut self, state: &mut Mask, value: Option<ExprId>) {
        self.outcome.returns.push((value, *state));
    }

    fn left(&mut self, state: &mut Mask, context: ExprId, by_exception: bool) -> bool {
        if let Some(ended) = self.plan.left.get(&context) {
            *state &= !ended;
        }
        by_exception && may_swallow(self.body, context)
    }

    fn may_raise(&mut self, state: &Mask, expr: ExprId) -> bool {
        let raises = !self.plan.quiet.contains(&expr) && is_likely_to_raise(self.body, expr);
        if raises && *state != 0 {
            self.outcome.raising.push((expr, *state));
        }
        raises
    }
}

/// Is the context manager made for swallowing exceptions, by its name?
fn may_swallow(body: &Body, context: ExprId) -> bool {
    let Expr::Call { func, .. } = body.expr(context) else { return false };
    matches!(last_name(body, *func), Some("suppress" | "assertRaises" | "raises"))
}

/// Does an exception from here have to be reckoned with? Any attribute, operator or plain builtin
/// can raise; nobody writes `try` for them.
fn is_likely_to_raise(body: &Body, expr: ExprId) -> bool {
    match body.expr(expr) {
        Expr::Call { func, .. } => match body.expr(*func) {
            Expr::Name(it) => !QUIET_FUNCTIONS.contains(&body.name_of(it).as_str()),
            Expr::Attr { name, .. } => !QUIET_METHODS.contains(&name.as_str()),
            _ => true,
        },
        Expr::Subscript { index, .. } => !matches!(body.expr(*index), Expr::Slice(_)),
        Expr::Await(_) | Expr::Yield(_) | Expr::YieldFrom(_) => true,
        // What a loop goes through: a container that was just made, or anything.
        Expr::Name(_) => false,
        _ => false,
    }
}

const QUIET_FUNCTIONS: [&str; 29] = [
    "bool",
    "bytearray",
    "callable",
    "dict",
    "enumerate",
    "exit",
    "frozenset",
    "getattr",
    "hasattr",
    "hash",
    "id",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "list",
    "object",
    "print",
    "quit",
    "range",
    "repr",
    "reversed",
    "set",
    "sorted",
    "str",
    "super",
    "tuple",
    "type",
    "zip",
];

const QUIET_METHODS: [&str; 48] = [
    "acquire",
    "add",
    "append",
    "appendleft",
    "clear",
    "close",
    "copy",
    "critical",
    "debug",
    "discard",
    "endswith",
    "error",
    "exception",
    "exit",
    "extend",
    "fileno",
    "find",
    "flush",
    "format",
    "get",
    "info",
    "is_alive",
    "is_set",
    "isdigit",
    "items",
    "join",
    "keys",
    "locked",
    "log",
    "lower",
    "lstrip",
    "monotonic",
    "notify",
    "notify_all",
    "partition",
    "release",
    "replace",
    "rstrip",
    "set",
    "setdefault",
    "shutdown",
    "split",
    "splitlines",
    "startswith",
    "strip",
    "time",
    "upper",
    "values",
];
