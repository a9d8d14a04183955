//! UTF-8 as Python reads it, and Python's words where it is broken.

use super::encodings::BadByte;

/// `bytes` as text; on failure the first place that is not.
///
/// Source of the reasons: `utf8_decode` (Objects/stringlib/codecs.h, CPython 3.13).
pub(crate) fn strict(bytes: &[u8]) -> Result<&str, BadByte> {
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let len = error.error_len().unwrap_or(bytes.len() - at);
        BadByte { at, len, reason: reason(bytes[at], error.error_len().is_none()) }
    })
}

fn reason(lead: u8, at_end: bool) -> &'static str {
    match lead {
        0xc2..=0xf4 if at_end => "unexpected end of data",
        0xc2..=0xf4 => "invalid continuation byte",
        _ => "invalid start byte",
    }
}

/// Text in which every broken sequence is one U+FFFD.
pub(crate) struct Lossy {
    /// The text.
    pub(crate) text: String,
    /// The broken sequences, in their order.
    pub(crate) broken: Vec<Broken>,
}

/// A sequence of bytes that is not UTF-8.
pub(crate) struct Broken {
    /// Where its U+FFFD is in the text.
    pub(crate) offset: usize,
    /// Where it is in the bytes.
    pub(crate) at: usize,
    len: usize,
}

/// Reads `bytes` whatever they are.
pub(crate) fn lossy(bytes: &[u8]) -> Lossy {
    let mut lossy = Lossy { text: String::with_capacity(bytes.len()), broken: Vec::new() };
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        lossy.text.push_str(chunk.valid());
        at += chunk.valid().len();
        let len = chunk.invalid().len();
        if len > 0 {
            lossy.broken.push(Broken { offset: lossy.text.len(), at, len });
            lossy.text.push(char::REPLACEMENT_CHARACTER);
            at += len;
        }
    }
    lossy
}

impl Lossy {
    /// Where the bytes of the character at `offset` of the text are.
    pub(crate) fn place(&self, offset: usize) -> usize {
        let n_before = self.broken.partition_point(|it| it.offset < offset);
        let Some(last) = n_before.checked_sub(1).map(|it| &self.broken[it]) else { return offset };
        let behind = last.offset + char::REPLACEMENT_CHARACTER.len_utf8();
        last.at + last.len + (offset - behind)
    }
}
