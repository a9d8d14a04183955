//! The ways out of a piece of code, and the statements that stand in between.

use super::{Domain, Runner};
use crate::body::ExprId;

/// The states in which a scope is left; `None` where it cannot be left so.
#[derive(Clone, Debug)]
pub struct Exits<S> {
    /// By `return`.
    pub returned: Option<S>,
    /// At the end of the last statement.
    pub fell_off: Option<S>,
    /// By an exception.
    pub raised: Option<S>,
}

impl<S> Default for Exits<S> {
    fn default() -> Exits<S> {
        Exits { returned: None, fell_off: None, raised: None }
    }
}

impl<S: Clone> Exits<S> {
    /// The state in which the scope is left without an exception.
    pub fn normal<D: Domain<State = S>>(&self, domain: &mut D) -> Option<S> {
        join(domain, self.returned.clone(), self.fell_off.clone())
    }

    pub(super) fn join_returned<D: Domain<State = S>>(&mut self, domain: &mut D, state: S) {
        self.returned = join(domain, self.returned.take(), Some(state));
    }
}

/// A way out of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Break,
    Continue,
    Return,
    Raise,
}

pub(super) const WAYS: [Way; 4] = [Way::Break, Way::Continue, Way::Return, Way::Raise];

/// The states that wait at a frame, by way.
pub(super) type Pending<S> = [Option<S>; 4];

/// A statement around the one that runs, which some ways out meet.
pub(super) enum Frame<S> {
    /// A loop takes `break` and `continue`.
    Loop(Pending<S>),
    /// The body of a `try` with handlers takes exceptions.
    Handlers(Pending<S>),
    /// `finally` and `with` take all ways, do their work, and send them on.
    Finally(Pending<S>),
}

impl<S> Frame<S> {
    pub(super) const NONE: Pending<S> = [None, None, None, None];

    fn takes(&self, way: Way) -> bool {
        match self {
            Frame::Loop(_) => matches!(way, Way::Break | Way::Continue),
            Frame::Handlers(_) => way == Way::Raise,
            Frame::Finally(_) => true,
        }
    }

    fn pending(&mut self) -> &mut Pending<S> {
        match self {
            Frame::Loop(it) | Frame::Handlers(it) | Frame::Finally(it) => it,
        }
    }

    pub(super) fn into_pending(self) -> Pending<S> {
        match self {
            Frame::Loop(it) | Frame::Handlers(it) | Frame::Finally(it) => it,
        }
    }
}

impl<D: Domain> Runner<'_, D> {
    /// Leaves by `way`, up to the next frame that takes it.
    pub(super) fn leave(&mut self, way: Way, state: D::State) {
        let taker = self.frames.iter_mut().rev().find(|it| it.takes(way));
        let slot = match taker {
            Some(frame) => &mut frame.pending()[way as usize],
            None => match way {
                Way::Return => &mut self.exits.returned,
                Way::Raise if !self.domain.follows_exceptions_out() => return,
                Way::Raise => &mut self.exits.raised,
                // Outside of any loop: a broken file.
                Way::Break | Way::Continue => return,
            },
        };
        match slot {
            Some(known) => {
                self.domain.join(known, &state);
            }
            None => *slot = Some(state),
        }
    }

    /// `expr` may raise in `state`.
    pub(super) fn raise_point(&mut self, state: &D::State, expr: ExprId) {
        if self.domain.may_raise(state, expr) {
            self.raise_here(state);
        }
    }

    /// Something may raise in `state`.
    pub(super) fn raise_here(&mut self, state: &D::State) {
        let is_wanted = self.domain.follows_exceptions_out();
        if is_wanted || self.frames.iter().any(|it| it.takes(Way::Raise)) {
            self.leave(Way::Raise, state.clone());
        }
    }
}

/// The state that holds for both ways.
pub(super) fn join<D: Domain>(
    domain: &mut D,
    a: Option<D::State>,
    b: Option<D::State>,
) -> Option<D::State> {
    match (a, b) {
        (Some(mut a), Some(b)) => {
            domain.join(&mut a, &b);
            Some(a)
        }
        (a, b) => a.or(b),
    }
}
