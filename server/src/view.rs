//! A document as the client sees it: its file, and places in the client's terms.
//!
//! A cell of a notebook is a document for the client and a part of a file for us: the cells of one
//! notebook share their names, so they are one file, joined by line ends.

use std::sync::Arc;

use refwise_analysis::{File, line_index};
use refwise_syntax::{LineCol, TextRange, TextSize};
use rustc_hash::FxHashMap;

use crate::backend::lsp_types as lsp;
use crate::convert;
use crate::state::Snapshot;

/// A document of the client in a snapshot.
#[derive(Clone)]
pub(crate) struct View<'a> {
    /// The snapshot.
    pub(crate) snapshot: &'a Snapshot,
    /// The file that the document is, or is a part of.
    pub(crate) file: File,
    /// What the client calls it.
    pub(crate) uri: lsp::Uri,
    cell: Option<CellPlace>,
}

/// The lines of a notebook's file that are one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CellPlace {
    /// The first line.
    pub(crate) first_line: u32,
    /// How many lines; at least one.
    pub(crate) n_lines: u32,
}

/// Which documents are cells, and where.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cells {
    /// The path of the notebook's file and the place in it.
    pub(crate) places: FxHashMap<lsp::Uri, (Arc<str>, CellPlace)>,
    /// By path: the cells in their order.
    pub(crate) notebooks: FxHashMap<Arc<str>, Vec<lsp::Uri>>,
}

impl Snapshot {
    /// The document at `uri`, if it is known.
    pub(crate) fn view(&self, uri: &lsp::Uri) -> Option<View<'_>> {
        let (file, cell) = match self.cells.places.get(uri) {
            Some((path, place)) => (self.db.file(path)?, Some(*place)),
            None => (self.db.file(&convert::path(uri))?, None),
        };
        Some(View { snapshot: self, file, uri: uri.clone(), cell })
    }

    /// The documents that `file` is: its cells, else itself.
    pub(crate) fn views(&self, file: File) -> Vec<View<'_>> {
        match self.cells.notebooks.get(file.path(&self.db)) {
            Some(cells) => cells.iter().filter_map(|it| self.view(it)).collect(),
            None => convert::uri(file.path(&self.db))
                .map(|uri| View { snapshot: self, file, uri, cell: None })
                .into_iter()
                .collect(),
        }
    }

    /// A place of `file` in the client's terms.
    pub(crate) fn location(&self, file: File, range: TextRange) -> Option<lsp::Location> {
        let view = self.views(file).into_iter().find(|it| it.holds(range))?;
        Some(view.location(range))
    }
}

impl View<'_> {
    /// The place that the client names.
    pub(crate) fn offset(&self, position: lsp::Position) -> TextSize {
        let db = &self.snapshot.db;
        let first = self.cell.map_or(0, |it| it.first_line);
        let line = match self.cell {
            Some(it) => position.line.min(it.n_lines - 1),
            None => position.line,
        };
        let at = LineCol { line: line.saturating_add(first), col: position.character };
        line_index(db, self.file).offset(self.file.text(db), at, self.snapshot.client.encoding)
    }

    /// The bytes that the client names; a range that ends before it starts is turned round.
    pub(crate) fn text_range(&self, range: lsp::Range) -> TextRange {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        TextRange::new(start.min(end), start.max(end))
    }

    /// A range as the client counts.
    pub(crate) fn range(&self, range: TextRange) -> lsp::Range {
        lsp::Range { start: self.position(range.start()), end: self.position(range.end()) }
    }

    /// A place as the client counts.
    pub(crate) fn position(&self, offset: TextSize) -> lsp::Position {
        let db = &self.snapshot.db;
        let (lines, text) = (line_index(db, self.file), self.file.text(db));
        let LineCol { line, col } = lines.position(text, offset, self.snapshot.client.encoding);
        let first = self.cell.map_or(0, |it| it.first_line);
        lsp::Position { line: line.saturating_sub(first), character: col }
    }

    /// Is `range`, of the file, in this document?
    pub(crate) fn holds(&self, range: TextRange) -> bool {
        let Some(cell) = self.cell else { return true };
        let line = line_index(&self.snapshot.db, self.file).line_col(range.start()).line;
        (cell.first_line..cell.first_line + cell.n_lines).contains(&line)
    }

    /// A place of this document.
    pub(crate) fn location(&self, range: TextRange) -> lsp::Location {
        lsp::Location { uri: self.uri.clone(), range: self.range(range) }
    }

    /// A place of any file; in this document's terms where it is in this document.
    pub(crate) fn location_in(&self, file: File, range: TextRange) -> Option<lsp::Location> {
        match file == self.file && self.holds(range) {
            true => Some(self.location(range)),
            false => self.snapshot.location(file, range),
        }
    }
}
