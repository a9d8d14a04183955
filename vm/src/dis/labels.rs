//! Labels: places that something jumps to, and where guarded ranges begin and end.

use std::collections::BTreeMap;

use super::decode;
use crate::code::{CodeObject, ExceptionEntry};

/// Offsets that have a label, numbered from one upwards.
pub(super) struct Labels {
    by_offset: BTreeMap<i64, usize>,
    exceptions: Vec<ExceptionEntry>,
}

impl Labels {
    pub(super) fn new(code: &CodeObject) -> Labels {
        let exceptions: Vec<_> = code.exception_entries().collect();
        let jumps = decode::units(&code.co_code).filter_map(|it| it.jump_target());
        let mut by_offset: BTreeMap<i64, usize> = jumps.map(|it| (it, 0)).collect();
        for entry in &exceptions {
            let places = [entry.start, entry.end, entry.target];
            by_offset.extend(places.map(|it| (it as i64, 0)));
        }
        for (index, number) in by_offset.values_mut().enumerate() {
            *number = index + 1;
        }
        Labels { by_offset, exceptions }
    }

    pub(super) fn at(&self, offset: i64) -> Option<usize> {
        self.by_offset.get(&offset).copied()
    }

    pub(super) fn len(&self) -> usize {
        self.by_offset.len()
    }

    /// The lines of the section `ExceptionTable`.
    pub(super) fn exceptions(&self) -> impl Iterator<Item = String> + '_ {
        self.exceptions.iter().map(|it| {
            let label = |offset: usize| self.at(offset as i64).unwrap_or(0);
            let (start, end, target) = (label(it.start), label(it.end), label(it.target));
            let lasti = if it.lasti { " lasti" } else { "" };
            format!("  L{start} to L{end} -> L{target} [{}]{lasti}", it.depth)
        })
    }
}
