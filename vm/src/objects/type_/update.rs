//! What follows when a class changes after instances were made.

use super::{Type, with_subclasses};
use crate::heap::{Ref, tracked};

/// A class got `__del__`: its instances are told to look for a finalizer when they die.
pub(super) fn finalizers(class: &Ref) {
    let classes = with_subclasses(class);
    if !classes.iter().any(|it| it.expect::<Type>().slots.tp_finalize.get().is_some()) {
        return;
    }
    for object in tracked(None) {
        if classes.iter().any(|it| object.is_exactly(it)) {
            object.set_has_finalizer();
        }
    }
}
