//! Runs an analysis over a body in the order in which Python runs it.
//!
//! An analysis is a [`Domain`]: a state, how two states join, and what each step does to it. The
//! engine knows control flow, the same for all of them: branches, loops (until nothing changes),
//! short circuits, `try` with its ways out, `with`, `match`, comprehensions. A `finally` block and
//! the end of a `with` run once for each way that leads through them, as in CPython's compiler.
//!
//! Bodies of inner functions do not run where they stand; a domain that wants them runs them with
//! [`run_scope`]. Bodies of classes do.

mod condition;
mod exits;
mod expressions;
mod patterns;
mod statements;

pub mod definitions;

use crate::body::{Block, Body, BodyScope, ExprId, Handler, ScopeKind, StmtId, VarRef};

pub use exits::Exits;
use exits::Frame;

/// What an analysis does at each step.
///
/// The engine calls `expr` for each expression after its operands, so a domain that keeps values
/// keeps them by [`ExprId`] beside the state; `&mut self` is for that and for what it collects.
pub trait Domain {
    /// What is known at one point of the program.
    type State: Clone;

    /// Makes `into` hold for both ways; tells whether it changed.
    fn join(&mut self, into: &mut Self::State, from: &Self::State) -> bool;

    /// A loop does not come to rest: `state` must become one that no further turn changes, or
    /// nearly. Nothing by default: the loop just ends.
    fn widen(&mut self, _state: &mut Self::State) {}

    /// Is the state wanted in which exceptions leave the scope? Where it is not, [`Exits::raised`] stays
    /// empty.
    fn follows_exceptions_out(&self) -> bool {
        true
    }

    /// `expr` was evaluated; its operands were before. For a comprehension or lambda this is where
    /// the object is made.
    fn expr(&mut self, _state: &mut Self::State, _expr: ExprId) {}

    /// A comprehension starts: before its first turn.
    fn comp_starts(&mut self, _state: &mut Self::State, _expr: ExprId) {}

    /// The element (and key) of a comprehension were evaluated, in one of its turns.
    fn comp_turn(&mut self, _state: &mut Self::State, _expr: ExprId) {}

    /// A value is stored.
    fn bind(&mut self, _state: &mut Self::State, _target: Target<'_>, _source: Source<'_>) {}

    /// `del`: a name, attribute or item; or the name of an `except` clause at its end.
    fn delete(&mut self, _state: &mut Self::State, _target: Target<'_>) {}

    /// `test` turned out to be true (or false): what does that say? `false` if it cannot be.
    ///
    /// `not`, `and` and `or` are taken apart before.
    fn refine(&mut self, _state: &mut Self::State, _test: ExprId, _outcome: bool) -> bool {
        true
    }

    /// A statement starts.
    fn stmt(&mut self, _state: &mut Self::State, _stmt: StmtId) {}

    /// `return value`; before any `finally`.
    fn returns(&mut self, _state: &mut Self::State, _value: Option<ExprId>) {}

    /// `raise`; before any handler.
    fn raises(&mut self, _state: &mut Self::State, _stmt: StmtId) {}

    /// A handler starts; its name is bound just after.
    fn caught(&mut self, _state: &mut Self::State, _handler: &Handler) {}

    /// The `with` around `context` is left, by an exception or not. May an exception end here?
    fn left(&mut self, _state: &mut Self::State, _context: ExprId, _by_exception: bool) -> bool {
        false
    }

    /// The body of a class starts or ends (its name is bound after).
    fn class_body(&mut self, _state: &mut Self::State, _scope: BodyScope, _starts: bool) {}

    /// May evaluating `expr` raise an exception that matters to the domain? Asked for calls,
    /// awaits, yields, attributes, items and operators; for what a loop goes through, each time it
    /// is asked for the next item; for the target of `op=`.
    fn may_raise(&mut self, _state: &Self::State, _expr: ExprId) -> bool {
        true
    }
}

/// Where a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// A name.
    Var(&'a VarRef),
    /// The [`crate::body::Expr::Attr`], whose object was evaluated.
    Attr(ExprId),
    /// The [`crate::body::Expr::Subscript`], whose object and index were evaluated.
    Item(ExprId),
}

/// Where a stored value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source<'a> {
    /// The value of an expression.
    Value(ExprId),
    /// What iterating over the value of an expression gives.
    ItemOf(ExprId),
    /// One of `count` targets that take the items of something; the starred target, if any, takes a
    /// list.
    Element { of: &'a Source<'a>, index: usize, count: usize, star: Option<usize> },
    /// What the context manager's `__enter__` returns.
    Entered(ExprId),
    /// The exception that the handler caught.
    Caught(&'a Handler),
    /// The result of `target op= value`.
    Augmented(StmtId),
    /// The subject of a `match`, as a whole.
    Subject(ExprId),
    /// Something inside the subject of a `match`.
    PartOf(ExprId),
    /// What the import binds, by the index of the alias.
    Import(StmtId, usize),
    /// The function that a `def` makes, without decorators applied.
    Function(BodyScope),
    /// The class that a `class` statement makes, without decorators applied.
    Class(BodyScope),
    /// The value of a `type` statement.
    TypeAlias,
}

/// Runs the code of `scope` from `entry`: the statements of a function, the file or a class, or the
/// value of a lambda. Not for comprehensions, which run inside the expression around them.
///
/// Parameters are not bound and defaults, decorators and annotations are not evaluated: that is up
/// to the domain.
pub fn run_scope<D: Domain>(
    body: &Body,
    scope: BodyScope,
    domain: &mut D,
    entry: D::State,
) -> Exits<D::State> {
    let mut runner = Runner::new(body, domain);
    let scope = body.scope(scope);
    let end = match (&scope.kind, scope.result) {
        (ScopeKind::Lambda, Some(result)) => {
            let mut state = entry;
            runner.eval(&mut state, result);
            runner.domain.returns(&mut state, Some(result));
            runner.exits.join_returned(runner.domain, state);
            None
        }
        _ => runner.block(Some(entry), &scope.body),
    };
    let mut exits = runner.exits;
    exits.fell_off = end;
    exits
}

/// How many turns a loop gets before it is widened.
const N_TURNS: usize = 6;

struct Runner<'a, D: Domain> {
    body: &'a Body,
    domain: &'a mut D,
    frames: Vec<Frame<D::State>>,
    exits: Exits<D::State>,
    /// Statements that may still run; nested loops multiply, and no program may take for ever.
    fuel: usize,
}

impl<'a, D: Domain> Runner<'a, D> {
    fn new(body: &'a Body, domain: &'a mut D) -> Runner<'a, D> {
        let fuel = 20_000 + 40 * body.stmts.len();
        Runner { body, domain, frames: Vec::new(), exits: Exits::default(), fuel }
    }

    /// Runs the statements one after the other; `None` where the end is not reached.
    fn block(&mut self, state: Option<D::State>, block: &Block) -> Option<D::State> {
        let mut state = state?;
        for &stmt in block {
            state = self.stmt(state, stmt)?;
        }
        Some(state)
    }

    /// Repeats `turn` from `head` until the state at the head comes to rest, and returns it.
    fn repeat(
        &mut self,
        head: D::State,
        mut turn: impl FnMut(&mut Self, D::State) -> Option<D::State>,
    ) -> D::State {
        let mut head = head;
        for n in 0.. {
            let Some(back) = turn(self, head.clone()) else { break };
            if !self.domain.join(&mut head, &back) {
                break;
            }
            if n >= N_TURNS || self.fuel == 0 {
                break;
            }
            if n + 1 == N_TURNS {
                self.domain.widen(&mut head);
            }
        }
        head
    }

    fn join(&mut self, a: Option<D::State>, b: Option<D::State>) -> Option<D::State> {
        exits::join(self.domain, a, b)
    }
}
