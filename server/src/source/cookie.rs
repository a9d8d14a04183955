//! The declaration of a file's encoding, as PEP 263 describes it and CPython reads it.

use std::ops::Range;

/// An encoding that a comment in one of the first two lines names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cookie {
    /// The name, shortened to `utf-8` or `iso-8859-1` where CPython does that.
    pub(crate) name: String,
    /// The name's place in the bytes.
    pub(crate) range: Range<usize>,
}

/// Finds the declaration. `bytes` starts behind a byte order mark.
///
/// Source: `_PyTokenizer_check_coding_spec` (Parser/tokenizer/helpers.c, CPython 3.13).
pub(crate) fn find(bytes: &[u8]) -> Option<Cookie> {
    let (first, rest) = split_line(bytes);
    if let Some(cookie) = in_line(first, 0) {
        return Some(cookie);
    }
    if !is_blank_or_comment(first) {
        return None;
    }
    in_line(split_line(rest).0, bytes.len() - rest.len())
}

/// The first line without its end, and what follows.
fn split_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = memchr::memchr2(b'\n', b'\r', bytes).unwrap_or(bytes.len());
    let next = match &bytes[end..] {
        [b'\r', b'\n', ..] => end + 2,
        [] => end,
        _ => end + 1,
    };
    (&bytes[..end], &bytes[next..])
}

fn is_space(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\x0c')
}

fn is_blank_or_comment(line: &[u8]) -> bool {
    line.iter().find(|it| !is_space(it)).is_none_or(|&it| it == b'#')
}

/// The declaration in `line`, which starts at `offset`.
fn in_line(line: &[u8], offset: usize) -> Option<Cookie> {
    let hash = line.iter().position(|it| !is_space(it)).filter(|&at| line[at] == b'#')?;
    for found in memchr::memmem::find_iter(&line[hash..], b"coding") {
        let at = hash + found + "coding".len();
        if !matches!(line.get(at), Some(b':' | b'=')) {
            continue;
        }
        let blanks = line[at + 1..].iter().take_while(|it| matches!(it, b' ' | b'\t')).count();
        let start = at + 1 + blanks;
        let len = line[start..].iter().take_while(|it| is_name_byte(it)).count();
        if len > 0 {
            let name = std::str::from_utf8(&line[start..start + len]).expect("the name is ASCII");
            let range = offset + start..offset + start + len;
            return Some(Cookie { name: normal_name(name).to_owned(), range });
        }
    }
    None
}

fn is_name_byte(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

/// The two encodings that CPython knows without its table of codecs; other names stay.
///
/// Source: `get_normal_name` (Parser/tokenizer/helpers.c, CPython 3.13), which looks at the first
/// twelve bytes.
fn normal_name(name: &str) -> &str {
    let head: String = name.chars().take(12).map(|c| if c == '_' { '-' } else { c }).collect();
    let head = head.to_ascii_lowercase();
    let is = |known: &str| {
        head.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    match () {
        () if is("utf-8") => "utf-8",
        () if ["latin-1", "iso-8859-1", "iso-latin-1"].into_iter().any(is) => "iso-8859-1",
        () => name,
    }
}
