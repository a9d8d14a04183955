//! Places of a file's top level: its functions have their blocks again.

use std::sync::Arc;

use refwise_syntax::{TextRange, TextSize};

use super::index::{Entry, UnitIndex};
use crate::body::{BodyMap, BodyScope, ExprId, StmtId};

/// `map`, which was made from the tree without blocks, for the whole tree.
pub(super) fn with_blocks(map: &Arc<BodyMap>, index: &UnitIndex) -> Arc<BodyMap> {
    if index.entries.is_empty() {
        return Arc::clone(map);
    }
    let places = Places::new(&index.entries);
    let all = |ranges: &[TextRange]| ranges.iter().map(|it| places.range(*it)).collect();
    Arc::new(BodyMap {
        exprs: all(&map.exprs),
        stmts: all(&map.stmts),
        scopes: all(&map.scopes),
        extents: all(&map.extents),
        params: map
            .params
            .iter()
            .map(|it| it.iter().map(|it| places.range(*it)).collect())
            .collect(),
    })
}

/// Where `range` of the tree without blocks is in the whole tree.
pub(super) fn range_with_blocks(index: &UnitIndex, range: TextRange) -> TextRange {
    Places::new(&index.entries).range(range)
}

struct Places {
    /// By block: where it was, how much came before its end, where its last token ends.
    blocks: Vec<(TextSize, TextSize, TextSize)>,
}

impl Places {
    fn new(entries: &[Entry]) -> Places {
        let mut taken = TextSize::new(0);
        let blocks = entries.iter().map(|it| {
            taken += it.block.len;
            (it.block.short_start, taken, it.block.significant_end)
        });
        Places { blocks: blocks.collect() }
    }

    fn range(&self, range: TextRange) -> TextRange {
        let start = self.start(range.start());
        if range.is_empty() {
            return TextRange::empty(start);
        }
        TextRange::new(start, self.end(range.end()))
    }

    /// What starts where a block was comes behind it.
    fn start(&self, offset: TextSize) -> TextSize {
        let behind = self.blocks.partition_point(|it| it.0 <= offset);
        offset + self.blocks[..behind].last().map_or(TextSize::new(0), |it| it.1)
    }

    /// What ends where a block was ends with it.
    fn end(&self, offset: TextSize) -> TextSize {
        let behind = self.blocks.partition_point(|it| it.0 < offset);
        match self.blocks.get(behind) {
            Some(it) if it.0 == offset => it.2,
            _ => offset + self.blocks[..behind].last().map_or(TextSize::new(0), |it| it.1),
        }
    }
}

impl BodyMap {
    /// The innermost expression at `offset` from the start of the unit; one that starts there
    /// rather than one that ends there.
    pub fn expr_at(&self, offset: TextSize) -> Option<ExprId> {
        let inside = self.exprs.iter().position(|it| it.contains(offset));
        let found =
            inside.or_else(|| self.exprs.iter().position(|it| it.contains_inclusive(offset)));
        found.map(ExprId::new)
    }

    /// The innermost statement at `offset` from the start of the unit.
    pub fn stmt_at(&self, offset: TextSize) -> Option<StmtId> {
        self.stmts.iter().position(|it| it.contains_inclusive(offset)).map(StmtId::new)
    }

    /// The innermost scope whose code is at `offset` from the start of the unit; the unit's own
    /// where no other is.
    pub fn scope_at(&self, offset: TextSize) -> BodyScope {
        let found = self.extents.iter().rposition(|it| it.contains_inclusive(offset));
        found.map_or(BodyScope::OWN, BodyScope::new)
    }
}
