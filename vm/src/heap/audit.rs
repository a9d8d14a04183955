//! The audit: every object's count equals the references that lead to it.
//!
//! A count that is too high is a leak, one that is too low would free what is still used. The audit
//! walks from the machine's own references over everything that they and the collector's lists lead
//! to, and compares. It is for tests: it needs a machine that runs nothing.

use std::ptr::NonNull;

use rustc_hash::FxHashMap;

use super::header::*;
use super::{Ref, account, kinds, lists, reference};

/// What an audit found.
#[derive(Debug, Default)]
pub struct Audit {
    /// Objects with another count than references that lead to them.
    pub wrong: Vec<Wrong>,
    /// Living objects that nothing leads to, less those that are reached but do not live.
    pub lost: i64,
}

/// An object whose count is wrong.
#[derive(Debug)]
pub struct Wrong {
    /// The object.
    pub object: Ref,
    /// Its count.
    pub count: u32,
    /// How many references lead to it.
    pub edges: u32,
}

/// Compares the counts of all objects with what leads to them. `roots` shows every reference that
/// is in no object.
pub fn audit(roots: impl FnOnce(&mut dyn FnMut(&Ref))) -> Audit {
    let mut walk = Walk::default();
    roots(&mut |it| walk.edge(it));
    reference::visit_retired(&mut |it| walk.edge(it));
    for at in (0..lists::N_LISTS).flat_map(lists::addresses) {
        walk.enter(at);
    }
    walk.all();
    let lost = account(|it| it.objects.get()) as i64 - walk.edges.len() as i64;
    Audit { wrong: walk.wrong(), lost }
}

#[derive(Default)]
struct Walk {
    edges: FxHashMap<NonNull<Header>, u32>,
    open: Vec<NonNull<Header>>,
}

impl Walk {
    fn edge(&mut self, to: &Ref) {
        self.enter(to.0);
        *self.edges.get_mut(&to.0).expect("it was entered") += 1;
    }

    fn enter(&mut self, at: NonNull<Header>) {
        self.edges.entry(at).or_insert_with(|| {
            self.open.push(at);
            0
        });
    }

    fn all(&mut self) {
        while let Some(at) = self.open.pop() {
            let object = std::mem::ManuallyDrop::new(Ref(at));
            visit_edges(&object, &mut |it| self.edge(it));
        }
    }

    fn wrong(&self) -> Vec<Wrong> {
        let entries = self.edges.iter();
        let wrong = entries.filter_map(|(&at, &edges)| {
            // SAFETY: found through a reference or on a list: it lives.
            let count = unsafe { at.as_ref() }.count.get();
            let borrowed = std::mem::ManuallyDrop::new(Ref(at));
            (count != IMMORTAL && count != edges).then(|| Wrong {
                object: Ref::clone(&borrowed),
                count,
                edges,
            })
        });
        wrong.collect()
    }
}

/// Shows every reference that an object holds.
fn visit_edges(object: &Ref, visit: &mut dyn FnMut(&Ref)) {
    if let Some(ext) = object.ext() {
        ext.visit_edges(visit);
    }
    kinds::visit_edges(object, visit);
    visit(&object.class());
}
