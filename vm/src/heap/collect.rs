//! The cyclic collector, by CPython's names (Python/gc.c, 3.13): `update_refs`, `subtract_refs`,
//! `move_unreachable`, weak references, finalizers, `delete_garbage`.

use super::header::*;
use super::lists::{self, FROZEN};
use super::{Ref, die, kinds, weak};
use crate::objects::dict::Dict;
use crate::objects::tuple::Tuple;

const CANDIDATE: u8 = 1;
const REACHABLE: u8 = 2;
const NOT_LOOKED_AT: u8 = 0;

/// What a collection found.
#[derive(Default)]
pub struct Collection {
    /// How many unreachable objects there were.
    pub collected: usize,
    /// The garbage itself, where it was to be kept (`gc.DEBUG_SAVEALL`).
    pub saved: Vec<Ref>,
}

/// Collects `generation` and the younger ones. With `save` the garbage is returned, not cleared.
pub fn collect(generation: usize, save: bool) -> Collection {
    for younger in 0..generation {
        lists::merge(younger, generation);
    }
    lists::set_young(0);
    let candidates = Candidates::Listed(generation);
    update_refs(&candidates);
    subtract_refs(&candidates);
    let unreachable = unreachable(&candidates);
    forget_states(&candidates);
    candidates.each(untrack_tuple);
    if generation < 2 {
        lists::merge(generation, generation + 1);
    } else {
        candidates.each(untrack_dict);
    }
    release(unreachable, save)
}

/// The objects among which garbage is looked for.
enum Candidates<'a> {
    /// Those of a generation, where they stand: a collection takes no memory for what lives.
    Listed(usize),
    /// Those that the collector itself refers to, once each.
    Held(&'a [Ref]),
}

impl Candidates<'_> {
    fn each(&self, visit: impl FnMut(&Ref)) {
        match self {
            Candidates::Listed(generation) => lists::each(*generation, visit),
            Candidates::Held(objects) => objects.iter().for_each(visit),
        }
    }

    /// How many of an object's references are the collector's own.
    fn own_references(&self) -> u32 {
        match self {
            Candidates::Listed(_) => 0,
            Candidates::Held(_) => 1,
        }
    }
}

/// A tuple of objects that are not looked at needs no look itself (`untrack_tuples`).
fn untrack_tuple(object: &Ref) {
    if let Some(tuple) = object.get::<Tuple>()
        && !object.header().has(HAS_EXT)
        && !tuple.items().iter().any(lists::may_be_tracked)
    {
        lists::untrack(object);
    }
}

/// As [`untrack_tuple`], for a dict, in full collections only (`untrack_dicts`).
fn untrack_dict(object: &Ref) {
    if let Some(dict) = object.get::<Dict>()
        && !object.header().has(HAS_EXT)
        && !dict.holds_tracked()
    {
        lists::untrack(object);
    }
}

fn release(unreachable: Vec<Ref>, save: bool) -> Collection {
    handle_weakrefs(&unreachable);
    let garbage = without_resurrected(finalize_garbage(unreachable));
    let collected = garbage.len();
    if save {
        return Collection { collected, saved: garbage };
    }
    delete_garbage(garbage);
    Collection { collected, saved: Vec::new() }
}

/// Notes for each candidate how many references lead to it, less the collector's own.
fn update_refs(candidates: &Candidates<'_>) {
    let own = candidates.own_references();
    candidates.each(|object| {
        let Some(links) = lists::links_for(object) else { return };
        links.refs.set(object.count().saturating_sub(own));
        links.state.set(CANDIDATE);
    });
}

/// Takes away the references that come from other candidates.
fn subtract_refs(candidates: &Candidates<'_>) {
    let subtract = &mut |it: &Ref| {
        if let Some(links) = lists::links_for(it)
            && links.state.get() == CANDIDATE
        {
            links.refs.set(links.refs.get().saturating_sub(1));
        }
    };
    candidates.each(|object| visit_referents(object, subtract));
}

/// Those that no reference from outside leads to, over any number of candidates.
fn unreachable(candidates: &Candidates<'_>) -> Vec<Ref> {
    let mut open: Vec<Ref> = Vec::new();
    candidates.each(|object| {
        let Some(links) = lists::links_for(object) else { return };
        if links.refs.get() > 0 && links.state.get() == CANDIDATE {
            links.state.set(REACHABLE);
            open.push(object.clone());
        }
        mark(&mut open);
    });
    let mut left = Vec::new();
    candidates.each(|object| {
        if lists::links_for(object).is_some_and(|it| it.state.get() == CANDIDATE) {
            left.push(object.clone());
        }
    });
    left
}

fn mark(open: &mut Vec<Ref>) {
    while let Some(object) = open.pop() {
        visit_referents(&object, &mut |it| {
            if let Some(links) = lists::links_for(it)
                && links.state.get() == CANDIDATE
            {
                links.state.set(REACHABLE);
                open.push(it.clone());
            }
        });
    }
}

fn forget_states(candidates: &Candidates<'_>) {
    candidates.each(|object| {
        if let Some(links) = lists::links_for(object) {
            links.state.set(NOT_LOOKED_AT);
        }
    });
}

fn handle_weakrefs(garbage: &[Ref]) {
    for object in garbage {
        lists::links_for(object).inspect(|it| it.state.set(CANDIDATE));
    }
    let is_garbage = |it: &Ref| lists::links_for(it).is_some_and(|it| it.state.get() == CANDIDATE);
    let calls: Vec<(Ref, Ref)> =
        garbage.iter().flat_map(|it| weak::clear_garbage(it, is_garbage)).collect();
    forget_states(&Candidates::Held(garbage));
    let Some(hooks) = die::hooks() else { return };
    for (callback, holder) in calls {
        (hooks.callback)(&callback, &holder);
    }
}

/// Runs the finalizers. What dies by that is no garbage any more.
fn finalize_garbage(garbage: Vec<Ref>) -> Vec<Ref> {
    let Some(hooks) = die::hooks() else { return garbage };
    let finalized = |object: Ref| {
        let header = object.header();
        if header.has(FINALIZER) && !header.has(FINALIZED) {
            header.set(FINALIZED);
            (hooks.finalize)(&object);
        }
        (object.count() > 1).then_some(object)
    };
    garbage.into_iter().filter_map(finalized).collect()
}

/// Garbage that finalizers made reachable again lives on, and what it leads to.
fn without_resurrected(garbage: Vec<Ref>) -> Vec<Ref> {
    let candidates = Candidates::Held(&garbage);
    update_refs(&candidates);
    subtract_refs(&candidates);
    let left = unreachable(&candidates);
    forget_states(&candidates);
    left
}

fn delete_garbage(garbage: Vec<Ref>) {
    for object in garbage {
        clear(&object);
    }
}

/// Lets go of what the object refers to, where its kind can be in a cycle (`tp_clear`).
fn clear(object: &Ref) {
    kinds::clear_payload(object);
    if let Some(ext) = object.ext() {
        ext.clear();
    }
}

/// Shows what an object refers to: payload, attributes, and its type.
pub(super) fn visit_referents(object: &Ref, visit: &mut dyn FnMut(&Ref)) {
    let class = object.class();
    if class.is_immortal() {
        // A native type's own `tp_traverse`.
        visit(&class);
        kinds::traverse_payload(object, visit);
        object.ext().inspect(|it| it.visit(visit));
    } else {
        object.ext().inspect(|it| it.visit(visit));
        visit(&class);
        kinds::traverse_payload(object, visit);
    }
}

/// What an object refers to (`gc.get_referents`).
pub fn referents(object: &Ref) -> Vec<Ref> {
    let mut found = Vec::new();
    visit_referents(object, &mut |it| found.push(it.clone()));
    found
}

/// All objects that the collector looks at, or those of one generation (`gc.get_objects`).
pub fn tracked(generation: Option<usize>) -> Vec<Ref> {
    match generation {
        Some(it) => lists::objects(it),
        None => (0..FROZEN).rev().flat_map(lists::objects).collect(),
    }
}

/// `gc.freeze`, `gc.unfreeze`: how many are set aside after it; `None` only asks.
pub fn frozen(freeze: Option<bool>) -> usize {
    match freeze {
        Some(true) => (0..FROZEN).for_each(|it| lists::merge(it, FROZEN)),
        Some(false) => lists::merge(FROZEN, 2),
        None => {}
    }
    lists::len(FROZEN)
}

/// Allocations less deaths since the last collection of the youngest generation.
pub fn generation_counts() -> i64 {
    lists::young()
}
