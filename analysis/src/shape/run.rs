//! One run of a unit serves its callers and its rules.
//!
//! Callers need the summary for long, the rules of the unit's own file the shape once. Who comes
//! first has the unit run; the shape is taken away by the first who wants it.

use std::sync::{Arc, Mutex, PoisonError};

use super::interpret::interpret;
use super::summaries::{Summary, summarise};
use super::{Shape, Unit};
use crate::db::Db;
use crate::unit::unit_body;

/// What a run has found.
struct Run {
    summary: Summary,
    /// Nothing once it was taken.
    shape: Mutex<Option<Arc<Shape>>>,
}

/// The shape of `unit`, of the last run or of a new one.
pub(super) fn shape(db: &dyn Db, unit: Unit) -> Arc<Shape> {
    let run = run(db, unit).as_ref();
    let kept = run.and_then(|it| it.shape.lock().unwrap_or_else(PoisonError::into_inner).take());
    kept.unwrap_or_else(|| Arc::new(interpret(db, unit)))
}

/// The summary of `unit`; nothing for one of a circle of functions.
pub(super) fn summary_of_run(db: &dyn Db, unit: Unit) -> Option<&Summary> {
    run(db, unit).as_ref().map(|it| &it.summary)
}

/// Not compared with its predecessor: [`super::summary`] is.
#[salsa::tracked(returns(ref), no_eq, lru = 512, cycle_result = in_a_circle)]
fn run(db: &dyn Db, unit: Unit) -> Option<Run> {
    let body = unit_body(db, unit);
    stacker::maybe_grow(512 * 1024, 4 * 1024 * 1024, || {
        let shape = interpret(db, unit);
        let summary = summarise(body, &shape);
        Some(Run { summary, shape: Mutex::new(Some(Arc::new(shape))) })
    })
}

fn in_a_circle(_db: &dyn Db, _id: salsa::Id, _unit: Unit) -> Option<Run> {
    None
}
