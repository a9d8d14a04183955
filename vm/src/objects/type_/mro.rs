//! The order of resolution (C3, `mro_implementation`), and which metaclass wins.

use super::{Type, is_subtype};
use crate::error::Res;
use crate::heap::{Ref, Slot};
use crate::objects::tuple::Tuple;
use crate::vm::Vm;

/// `__mro__`: a tuple; none while a class is made, and when the collector has cleared it.
#[derive(Default)]
pub struct Mro(Slot);

impl Mro {
    /// The tuple.
    pub fn tuple(&self) -> Option<Ref> {
        self.0.get()
    }

    /// Sets the tuple and lets go of the one before.
    pub fn set(&self, tuple: Option<Ref>) {
        self.0.set(tuple);
    }

    /// How many classes there are.
    pub fn len(&self) -> usize {
        self.0.get().map_or(0, |it| it.expect::<Tuple>().items().len())
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The class at a place.
    #[inline]
    pub fn get(&self, index: usize) -> Option<Ref> {
        self.0.get()?.expect::<Tuple>().items().get(index).cloned()
    }

    /// All classes.
    pub fn to_vec(&self) -> Vec<Ref> {
        self.0.get().map_or_else(Vec::new, |it| it.expect::<Tuple>().items().to_vec())
    }

    /// Shows the tuple.
    pub fn visit(&self, visit: &mut dyn FnMut(&Ref)) {
        self.0.visit(visit);
    }
}

/// The classes in which attributes of a class with these bases are looked up, after itself.
pub fn compute_mro(vm: &Vm, bases: &[Ref]) -> Res<Vec<Ref>> {
    if let [base] = bases {
        return Ok(base.expect::<Type>().mro.to_vec());
    }
    if let Some(twice) = duplicate(bases) {
        let name = twice.expect::<Type>().name.borrow().clone();
        return Err(vm.type_error(format!("duplicate base class {name}")));
    }
    let mut rows: Vec<Vec<Ref>> = bases.iter().map(|it| it.expect::<Type>().mro.to_vec()).collect();
    rows.push(bases.to_vec());
    let mut merged: Vec<Ref> = Vec::new();
    loop {
        rows.retain(|it| !it.is_empty());
        if rows.is_empty() {
            return Ok(merged);
        }
        let Some(next) = next_class(&rows) else { return Err(inconsistent(vm, &rows)) };
        for row in &mut rows {
            if row[0].is(&next) {
                row.remove(0);
            }
        }
        merged.push(next);
    }
}

/// A base that is named twice (`check_duplicates`).
fn duplicate(bases: &[Ref]) -> Option<&Ref> {
    let is_again = |at: usize| bases[at + 1..].iter().any(|it| it.is(&bases[at]));
    (0..bases.len()).find(|&at| is_again(at)).map(|at| &bases[at])
}

/// The first head that stands in no tail.
fn next_class(rows: &[Vec<Ref>]) -> Option<Ref> {
    let in_a_tail = |class: &Ref| rows.iter().any(|row| row[1..].iter().any(|it| it.is(class)));
    rows.iter().map(|it| &it[0]).find(|it| !in_a_tail(it)).cloned()
}

fn inconsistent(vm: &Vm, rows: &[Vec<Ref>]) -> crate::error::Raised {
    let mut names: Vec<String> = Vec::new();
    for row in rows {
        let name = row[0].expect::<Type>().name.borrow().clone();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let text = format!(
        "Cannot create a consistent method resolution order (MRO) for bases {}",
        names.join(", ")
    );
    vm.type_error(text)
}

/// The most derived metaclass of `metaclass` and the bases' ones (`_PyType_CalculateMetaclass`).
pub fn calculate_metaclass(vm: &Vm, metaclass: &Ref, bases: &[Ref]) -> Res {
    let mut winner = metaclass.clone();
    for base in bases {
        let other = base.class();
        if is_subtype(&winner, &other) {
            continue;
        }
        if is_subtype(&other, &winner) {
            winner = other;
            continue;
        }
        let text = "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases";
        return Err(vm.type_error(text.to_owned()));
    }
    Ok(winner)
}
