//! The documents that the client has open: their text, version, and edits not yet in the database.
//!
//! A client counts lines and columns of the text that its last change left. So the text is changed
//! here at once, change by change, while the database gets what gathered since the last time.

mod edits;
mod notebooks;

use std::sync::Arc;

use refwise_analysis::Change;
use refwise_syntax::{Encoding, LineIndex, TextEdit, TextRange, TextSize};
use rustc_hash::FxHashMap;

use self::edits::GatheredEdits;
use self::notebooks::Notebooks;
use crate::backend::lsp_types::{TextDocumentContentChangeEvent, Uri};
use crate::convert;
use crate::event_loop::NotebookEvent;
use crate::view::Cells;

/// Tells apart all texts that all documents ever had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Revision(u64);

/// An open document.
#[derive(Debug)]
pub(crate) struct Document {
    /// Its path in the database.
    pub(crate) path: Arc<str>,
    /// The version that the client gave its text.
    pub(crate) version: i32,
    /// Which text it has.
    pub(crate) revision: Revision,
    text: String,
    lines: LineIndex,
    unsent: Unsent,
}

/// What the database does not know yet.
#[derive(Debug)]
enum Unsent {
    Edits(GatheredEdits),
    Everything,
}

/// All open documents.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    open: FxHashMap<Uri, Document>,
    notebooks: Notebooks,
    closed: Vec<Arc<str>>,
    n_revisions: u64,
}

impl Documents {
    /// The document at `uri`.
    pub(crate) fn get(&self, uri: &Uri) -> Option<&Document> {
        self.open.get(uri)
    }

    /// All documents with their URIs, in no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Uri, &Document)> {
        self.open.iter()
    }

    /// The document at `uri` has this text; one that is open there already is replaced.
    pub(crate) fn open(&mut self, uri: Uri, version: i32, text: String) {
        let document = Document {
            path: convert::path(&uri),
            version,
            revision: self.next_revision(),
            lines: LineIndex::new(&text),
            text,
            unsent: Unsent::Everything,
        };
        self.open.insert(uri, document);
    }

    /// Does `changes` one after the other. Without harm where no such document is open: `false`.
    pub(crate) fn edit(
        &mut self,
        uri: &Uri,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) -> bool {
        let revision = self.next_revision();
        let Some(document) = self.open.get_mut(uri) else { return false };
        for change in changes {
            document.change(change, encoding);
        }
        document.version = version;
        document.revision = revision;
        true
    }

    /// The client does not own the document any more; `false` where it did not.
    pub(crate) fn close(&mut self, uri: &Uri) -> bool {
        let closed = self.open.remove(uri);
        let was_open = closed.is_some();
        self.closed.extend(closed.map(|it| it.path));
        was_open
    }

    /// Takes what happened to a notebook, whose cells are one document; without harm where no such
    /// notebook is open: `false`.
    pub(crate) fn notebook(&mut self, event: NotebookEvent, encoding: Encoding) -> bool {
        match event {
            NotebookEvent::Open(params) => {
                let (uri, version) =
                    (params.notebook_document.uri.clone(), params.notebook_document.version);
                let text = self.notebooks.open(params);
                self.open(uri, version, text);
                true
            }
            NotebookEvent::Change(params) => {
                let (uri, version) =
                    (params.notebook_document.uri, params.notebook_document.version);
                let Some(cells) = params.change.cells else { return true };
                let Some(text) = self.notebooks.change(&uri, cells, encoding) else { return false };
                let whole =
                    TextDocumentContentChangeEvent { range: None, range_length: None, text };
                self.edit(&uri, version, vec![whole], encoding)
            }
            NotebookEvent::Close(uri) => self.notebooks.close(&uri) && self.close(&uri),
        }
    }

    /// Which documents are cells of notebooks.
    pub(crate) fn cells(&self) -> Cells {
        self.notebooks.cells()
    }

    /// Is what is at `path` in the client's hands?
    pub(crate) fn is_open(&self, path: &str) -> bool {
        self.open.values().any(|it| *it.path == *path)
    }

    /// What happened since the last time, for the database.
    pub(crate) fn take_change(&mut self) -> Change {
        let mut change = Change::new();
        for path in self.closed.drain(..) {
            change = change.reload(path);
        }
        for document in self.open.values_mut() {
            change = document.take_change(change);
        }
        change
    }

    /// Lets the next [`Self::take_change`] tell whole texts, whatever the database knows.
    pub(crate) fn forget_edits(&mut self) {
        for document in self.open.values_mut() {
            document.unsent = Unsent::Everything;
        }
    }

    fn next_revision(&mut self) -> Revision {
        self.n_revisions += 1;
        Revision(self.n_revisions)
    }
}

impl Document {
    /// Its text, as the client's last change left it.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    fn change(&mut self, change: TextDocumentContentChangeEvent, encoding: Encoding) {
        let edit = match change.range {
            Some(range) => {
                let range = convert::text_range(&self.lines, &self.text, range, encoding);
                TextEdit::replace(range, change.text)
            }
            None => difference(&self.text, &change.text),
        };
        self.text.replace_range(std::ops::Range::<usize>::from(edit.delete), &edit.insert);
        self.lines.edit(&edit, &self.text);
        if let Unsent::Edits(edits) = &mut self.unsent {
            edits.push(edit.delete, edit.insert_len());
        }
    }

    fn take_change(&mut self, change: Change) -> Change {
        let unsent = std::mem::replace(&mut self.unsent, Unsent::Edits(GatheredEdits::default()));
        match unsent {
            Unsent::Everything => change.set_text(Arc::clone(&self.path), self.text.as_str()),
            Unsent::Edits(edits) if edits.is_empty() => change,
            Unsent::Edits(edits) => change.edit(Arc::clone(&self.path), edits.finish(&self.text)),
        }
    }
}

/// One edit that makes `new` of `old`, as small as one edit can be: a client that sends whole texts
/// has the incremental re-parse as well.
fn difference(old: &str, new: &str) -> TextEdit {
    let n_equal = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    let start = old.floor_char_boundary(n_equal);
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let pairs = old_rest.bytes().rev().zip(new_rest.bytes().rev());
    let n_equal = pairs.take_while(|(a, b)| a == b).count();
    let old_end = old_rest.ceil_char_boundary(old_rest.len() - n_equal);
    let new_end = new_rest.len() - (old_rest.len() - old_end);
    let at = |offset: usize| TextSize::new((start + offset) as u32);
    TextEdit::replace(TextRange::new(at(0), at(old_end)), &new_rest[..new_end])
}

#[cfg(test)]
mod tests {
    use refwise_analysis::RootDb;

    use super::*;
    use crate::backend::lsp_types::{Position, Range};

    fn change(range: Option<[u32; 4]>, text: &str) -> TextDocumentContentChangeEvent {
        let range = range.map(|it| Range {
            start: Position { line: it[0], character: it[1] },
            end: Position { line: it[2], character: it[3] },
        });
        TextDocumentContentChangeEvent { range, range_length: None, text: text.to_owned() }
    }

    fn check(text: &str, changes: Vec<TextDocumentContentChangeEvent>, expected: &str) {
        let uri: Uri = "untitled:a".parse().unwrap();
        let mut db = RootDb::default();
        let mut documents = Documents::default();
        documents.open(uri.clone(), 1, text.to_owned());
        documents.take_change().apply(&mut db);
        assert!(documents.edit(&uri, 2, changes, Encoding::Utf16));
        let document = &documents.open[&uri];
        assert_eq!(document.text, expected);
        assert_eq!(document.lines, LineIndex::new(expected));
        documents.take_change().apply(&mut db);
        assert_eq!(db.file("untitled:a").unwrap().text(&db), expected);
        assert!(documents.take_change().is_empty());
    }

    #[test]
    fn changes_follow_one_another() {
        let changes = vec![change(Some([0, 1, 0, 1]), "\n"), change(Some([1, 0, 1, 1]), "x")];
        check("abc", changes, "a\nxc");
    }

    #[test]
    fn ranges_outside_the_text_are_clamped() {
        check("ab\n", vec![change(Some([0, 9, 0, 99]), "c")], "abc\n");
        check("ab\n", vec![change(Some([7, 0, 9, 0]), "c")], "ab\nc");
        check("ab\n", vec![change(Some([0, 2, 0, 0]), "c")], "c\n");
    }

    #[test]
    fn characters_outside_the_basic_plane_are_two_wide() {
        check("a𝄞b", vec![change(Some([0, 3, 0, 4]), "é")], "a𝄞é");
        check("a𝄞b", vec![change(Some([0, 2, 0, 3]), "é")], "aéb");
    }

    #[test]
    fn line_ends_of_all_kinds_count() {
        check("a\rb\r\nc\n", vec![change(Some([2, 0, 2, 1]), "x")], "a\rb\r\nx\n");
        check("a\rb", vec![change(Some([1, 0, 1, 0]), "\n")], "a\r\nb");
        check("a\r\nb", vec![change(Some([0, 1, 1, 0]), "\r")], "a\rb");
    }

    #[test]
    fn a_whole_text_is_one_small_edit() {
        check("abc", vec![change(None, "")], "");
        check("aéb", vec![change(None, "aèb")], "aèb");
        check("aaa", vec![change(None, "aa"), change(None, "aaaa")], "aaaa");
        let edit = difference("x = 1\ny = 2\n", "x = 1\ny = 23\n");
        assert_eq!((edit.delete.len(), edit.insert.as_str()), (TextSize::new(0), "3"));
        let edit = difference("aéb", "aèb");
        assert_eq!((u32::from(edit.delete.len()), edit.insert.as_str()), (2, "è"));
    }

    #[test]
    fn what_is_not_open_is_left_alone() {
        let uri: Uri = "file:///a.py".parse().unwrap();
        let mut documents = Documents::default();
        assert!(!documents.edit(&uri, 2, vec![change(None, "x")], Encoding::Utf8));
        assert!(!documents.close(&uri));
        assert!(documents.take_change().is_empty());
    }

    #[test]
    fn a_document_may_be_closed_and_opened_again() {
        let uri: Uri = "file:///a%20b.py".parse().unwrap();
        let (mut db, mut documents) = (RootDb::default(), Documents::default());
        documents.open(uri.clone(), 1, "one".to_owned());
        documents.take_change().apply(&mut db);
        assert!(documents.close(&uri));
        documents.open(uri.clone(), 1, "two".to_owned());
        documents.take_change().apply(&mut db);
        assert_eq!(db.file("/a b.py").unwrap().text(&db), "two");
        assert!(documents.close(&uri));
        documents.take_change().apply(&mut db);
        assert!(db.file("/a b.py").is_none());
    }
}
