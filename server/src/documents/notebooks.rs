//! Open notebooks: their cells, and the one text that these are together.
//!
//! Cells are joined by line ends in their order. Lines that are no Python but commands of the
//! notebook (`%time`, `!ls`, `?name`) become comments of the same length; a cell that begins with
//! `%%` is a comment as a whole.

use std::sync::Arc;

use refwise_syntax::{Encoding, LineIndex, TextEdit};
use rustc_hash::FxHashMap;

use crate::backend::lsp_types as lsp;
use crate::convert;
use crate::view::{CellPlace, Cells};

/// Commands for a whole cell of Python.
const OF_PYTHON: [&str; 4] = ["%%capture", "%%prun", "%%time", "%%timeit"];

/// The notebooks that the client has open.
#[derive(Debug, Default)]
pub(super) struct Notebooks {
    open: FxHashMap<lsp::Uri, Notebook>,
}

#[derive(Debug)]
struct Notebook {
    /// The code cells and the others, in their order.
    cells: Vec<Cell>,
}

#[derive(Debug)]
struct Cell {
    uri: lsp::Uri,
    is_code: bool,
    text: String,
    lines: LineIndex,
}

impl Cell {
    fn new(cell: &lsp::NotebookCell) -> Cell {
        let is_code = cell.kind == lsp::NotebookCellKind::CODE;
        Cell { uri: cell.document.clone(), is_code, text: String::new(), lines: LineIndex::new("") }
    }

    fn set(&mut self, text: String) {
        self.lines = LineIndex::new(&text);
        self.text = text;
    }

    fn change(&mut self, change: lsp::TextDocumentContentChangeEvent, encoding: Encoding) {
        let Some(range) = change.range else { return self.set(change.text) };
        let range = convert::text_range(&self.lines, &self.text, range, encoding);
        let edit = TextEdit::replace(range, change.text);
        self.text.replace_range(std::ops::Range::<usize>::from(edit.delete), &edit.insert);
        self.lines.edit(&edit, &self.text);
    }

    /// The text as Python.
    fn python(&self) -> String {
        let first_word = self.text.split_whitespace().next().unwrap_or_default();
        let is_foreign = first_word.starts_with("%%") && !OF_PYTHON.contains(&first_word);
        let mut python = String::with_capacity(self.text.len());
        for line in self.text.split_inclusive('\n') {
            let start = line.trim_start();
            let is_command = is_foreign || start.starts_with(['%', '!', '?']);
            match start.chars().next().filter(|it| is_command && !"\r\n".contains(*it)) {
                Some(first) => {
                    python.push_str(&line[..line.len() - start.len()]);
                    python.push_str(&"#".repeat(first.len_utf8()));
                    python.push_str(&start[first.len_utf8()..]);
                }
                None => python.push_str(line),
            }
        }
        python
    }
}

impl Notebooks {
    /// Takes a notebook with the texts of its cells and returns the text of all.
    pub(super) fn open(&mut self, params: lsp::DidOpenNotebookDocumentParams) -> String {
        let mut cells: Vec<Cell> = params.notebook_document.cells.iter().map(Cell::new).collect();
        set_texts(&mut cells, params.cell_text_documents);
        let notebook = Notebook { cells };
        let text = notebook.text();
        self.open.insert(params.notebook_document.uri, notebook);
        text
    }

    /// Changes cells of the notebook at `uri` and returns the text of all; `None` where none is
    /// open.
    pub(super) fn change(
        &mut self,
        uri: &lsp::Uri,
        change: lsp::NotebookDocumentCellChange,
        encoding: Encoding,
    ) -> Option<String> {
        let notebook = self.open.get_mut(uri)?;
        if let Some(structure) = change.structure {
            notebook.restructure(structure);
        }
        for content in change.text_content.into_iter().flatten() {
            let cells = &mut notebook.cells;
            let Some(cell) = cells.iter_mut().find(|it| it.uri == content.document.uri) else {
                continue;
            };
            content.changes.into_iter().for_each(|it| cell.change(it, encoding));
        }
        Some(notebook.text())
    }

    /// Forgets a notebook; `false` where none is open.
    pub(super) fn close(&mut self, uri: &lsp::Uri) -> bool {
        self.open.remove(uri).is_some()
    }

    /// Where the code cells stand.
    pub(super) fn cells(&self) -> Cells {
        let mut all = Cells::default();
        for (uri, notebook) in &self.open {
            let path: Arc<str> = convert::path(uri);
            let mut first_line = 0;
            let mut order = Vec::new();
            for cell in notebook.cells.iter().filter(|it| it.is_code) {
                let n_lines = cell.lines.n_lines();
                let place = CellPlace { first_line, n_lines };
                all.places.insert(cell.uri.clone(), (Arc::clone(&path), place));
                order.push(cell.uri.clone());
                first_line += n_lines;
            }
            all.notebooks.insert(path, order);
        }
        all
    }
}

impl Notebook {
    fn text(&self) -> String {
        let code = self.cells.iter().filter(|it| it.is_code);
        let texts: Vec<String> = code.map(Cell::python).collect();
        texts.join("\n")
    }

    fn restructure(&mut self, change: lsp::NotebookDocumentCellChangeStructure) {
        let array = change.array;
        let start = (array.start as usize).min(self.cells.len());
        let end = start.saturating_add(array.delete_count as usize).min(self.cells.len());
        let new = array.cells.iter().flatten().map(Cell::new);
        let old: Vec<Cell> = self.cells.splice(start..end, new).collect();
        // A cell that only moved keeps its text.
        for cell in self.cells.iter_mut().filter(|it| it.text.is_empty()) {
            if let Some(moved) = old.iter().find(|it| it.uri == cell.uri) {
                cell.set(moved.text.clone());
            }
        }
        set_texts(&mut self.cells, change.did_open.into_iter().flatten());
    }
}

fn set_texts(cells: &mut [Cell], texts: impl IntoIterator<Item = lsp::TextDocumentItem>) {
    for document in texts {
        if let Some(cell) = cells.iter_mut().find(|it| it.uri == document.uri) {
            cell.set(document.text);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn opened(texts: &[&str]) -> (Notebooks, String) {
        let cell = |it: usize| json!({"kind": 2, "document": format!("cell:{it}")});
        let document = |it: usize| {
            json!({"uri": format!("cell:{it}"), "languageId": "python", "version": 1,
                "text": texts[it]})
        };
        let params = json!({
            "notebookDocument": {"uri": "file:///n.ipynb", "notebookType": "jupyter-notebook",
                "version": 1, "cells": (0..texts.len()).map(cell).collect::<Vec<Value>>()},
            "cellTextDocuments": (0..texts.len()).map(document).collect::<Vec<Value>>(),
        });
        let mut notebooks = Notebooks::default();
        let text = notebooks.open(serde_json::from_value(params).unwrap());
        (notebooks, text)
    }

    fn place(notebooks: &Notebooks, cell: &str) -> (u32, u32) {
        let place = notebooks.cells().places[&cell.parse().unwrap()].1;
        (place.first_line, place.n_lines)
    }

    #[test]
    fn cells_are_one_text() {
        let (notebooks, text) = opened(&["x = 1\n", "", "y = 2"]);
        assert_eq!(text, "x = 1\n\n\ny = 2");
        let places = ["cell:0", "cell:1", "cell:2"].map(|it| place(&notebooks, it));
        assert_eq!(places, [(0, 2), (2, 1), (3, 1)]);
    }

    #[test]
    fn commands_are_comments() {
        let (_, text) = opened(&["%time x\n!ls\ny", "%%bash\nls $x\n"]);
        assert_eq!(text, "#time x\n#ls\ny\n#%bash\n#s $x\n");
    }

    #[test]
    fn cells_change_move_and_go() {
        let (mut notebooks, _) = opened(&["x", "y", "z"]);
        let uri: lsp::Uri = "file:///n.ipynb".parse().unwrap();
        let mut change = |it: Value| {
            notebooks.change(&uri, serde_json::from_value(it).unwrap(), Encoding::Utf16).unwrap()
        };
        let range =
            json!({"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}});
        let text = change(json!({"textContent": [{
            "document": {"uri": "cell:1", "version": 2},
            "changes": [{"range": range, "text": "yy\nyy"}],
        }]}));
        assert_eq!(text, "x\nyy\nyy\nz");
        let cells = json!([{"kind": 2, "document": "cell:1"}, {"kind": 2, "document": "cell:0"}]);
        let text = change(json!({"structure": {
            "array": {"start": 0, "deleteCount": 2, "cells": cells},
        }}));
        assert_eq!(text, "yy\nyy\nx\nz");
        let text = change(json!({"structure": {"array": {"start": 1, "deleteCount": 99}}}));
        assert_eq!(text, "yy\nyy");
    }
}
