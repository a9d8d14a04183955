//! The tuple that an iterator returned last: it is the next one, too, when nobody else has it.
//!
//! CPython saves allocations this way; what shows is the tuple's `id`, and that the iterator keeps
//! the last items alive.

use crate::heap::{self, Ref, Slot};
use crate::objects::tuple::Tuple;
use crate::vm::Vm;

/// A tuple for results (`en_result`, `di_result`, `lz->result`).
#[derive(Default)]
pub struct Reused(Slot);

impl Reused {
    /// A tuple of `n` times `None` to begin with.
    pub fn of_nones(vm: &Vm, n: usize) -> Reused {
        Reused(Slot::new(Some(vm.tuple(vec![vm.none.clone(); n]))))
    }

    /// A tuple of these items: the kept one, or a new one where that is still in use.
    pub fn filled(&self, vm: &Vm, items: Vec<Ref>) -> Ref {
        match self.refill(items) {
            Ok(tuple) => tuple,
            Err(items) => vm.tuple(items),
        }
    }

    /// As [`Self::filled`], where a new one is kept from now on.
    pub fn filled_and_kept(&self, vm: &Vm, items: Vec<Ref>) -> Ref {
        match self.refill(items) {
            Ok(tuple) => tuple,
            Err(items) => {
                let tuple = vm.tuple(items);
                self.0.set(Some(tuple.clone()));
                tuple
            }
        }
    }

    /// The iterator ended after these: they stand where the last ones stood.
    pub fn leave(&self, items: Vec<Ref>) {
        // What comes back is dropped.
        let _ = self.refill(items);
    }

    fn refill(&self, items: Vec<Ref>) -> Result<Ref, Vec<Ref>> {
        let Some(mut tuple) = self.0.take() else { return Err(items) };
        let Some(own) = tuple.get_mut::<Tuple>() else {
            self.0.set(Some(tuple));
            return Err(items);
        };
        let old = own.replace_first(items);
        heap::track(&tuple);
        self.0.set(Some(tuple.clone()));
        old.into_iter().for_each(drop);
        Ok(tuple)
    }

    /// Shows the tuple.
    pub fn visit(&self, visit: &mut dyn FnMut(&Ref)) {
        self.0.visit(visit);
    }
}
