//! One run of a unit serves its callers and its rules.
//!
//! Callers need the summary for long, the rules of the unit's own file the shape once. Who comes
//! first has the unit run; the shape is taken away by the first who wants it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::interpret::interpret;
use super::summaries::{Summary, summarise};
use super::{Shape, Unit};
use crate::db::Db;

/// What a run has found.
struct Run {
    summary: Summary,
    shape: Slot,
}

/// The shape of `unit`, of the last run or of a new one.
pub(super) fn shape(db: &dyn Db, unit: Unit) -> Arc<Shape> {
    let run = run(db, unit).as_ref();
    let kept = run.and_then(|it| it.shape.lock().take());
    kept.unwrap_or_else(|| Arc::new(interpret(db, unit)))
}

/// The summary of `unit`; nothing for one of a circle of functions.
pub(super) fn summary_of_run(db: &dyn Db, unit: Unit) -> Option<&Summary> {
    run(db, unit).as_ref().map(|it| &it.summary)
}

/// A shape that waits for somebody who wants it; nothing once it was taken, or had waited too long.
#[derive(Clone, Default)]
struct Slot(Arc<Mutex<Option<Arc<Shape>>>>);

impl Slot {
    fn lock(&self) -> MutexGuard<'_, Option<Arc<Shape>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The shapes that wait, the oldest first: they are large, so only the last few stay.
///
/// The runs themselves stay: salsa takes a query that may be in a circle, and whose value it has
/// forgotten after it found it still true, for one that has panicked.
#[derive(Default)]
pub struct WaitingShapes(Mutex<VecDeque<Slot>>);

/// How many shapes wait at most.
const MOST_WAITING: usize = 2048;

impl WaitingShapes {
    fn add(&self, slot: Slot) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push_back(slot);
        if waiting.len() > MOST_WAITING {
            let oldest = waiting.pop_front();
            drop(waiting);
            oldest.map(|it| it.lock().take());
        }
    }

    /// Lets none wait any longer.
    pub(crate) fn forget(&self) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.drain(..).for_each(|it| drop(it.lock().take()));
    }
}

/// Not compared with its predecessor: [`super::summary`] is.
#[salsa::tracked(returns(ref), no_eq, cycle_result = in_a_circle)]
fn run(db: &dyn Db, unit: Unit) -> Option<Run> {
    stacker::maybe_grow(512 * 1024, 4 * 1024 * 1024, || {
        let shape = interpret(db, unit);
        let summary = summarise(db, unit, &shape);
        let slot = Slot(Arc::new(Mutex::new(Some(Arc::new(shape)))));
        db.waiting_shapes().add(slot.clone());
        Some(Run { summary, shape: slot })
    })
}

fn in_a_circle(_db: &dyn Db, _id: salsa::Id, _unit: Unit) -> Option<Run> {
    None
}
