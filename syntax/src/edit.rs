//! A change of a text: one range replaced.

use rowan::{TextRange, TextSize};

/// Replaces the bytes of `delete` by `insert`. Both ends of `delete` are character boundaries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    /// What is replaced, in the text before the edit.
    pub delete: TextRange,
    /// What stands there afterwards.
    pub insert: String,
}

impl TextEdit {
    /// Replaces `delete` by `insert`.
    pub fn replace(delete: TextRange, insert: impl Into<String>) -> TextEdit {
        TextEdit { delete, insert: insert.into() }
    }

    /// Puts `insert` at `offset`.
    pub fn insert(offset: TextSize, insert: impl Into<String>) -> TextEdit {
        TextEdit::replace(TextRange::empty(offset), insert)
    }

    /// The text behind the edit.
    pub fn apply(&self, text: &str) -> String {
        let (start, end) = (usize::from(self.delete.start()), usize::from(self.delete.end()));
        let mut new = String::with_capacity(text.len() - (end - start) + self.insert.len());
        new.push_str(&text[..start]);
        new.push_str(&self.insert);
        new.push_str(&text[end..]);
        new
    }

    /// How long the inserted text is.
    pub fn insert_len(&self) -> TextSize {
        TextSize::of(self.insert.as_str())
    }
}
