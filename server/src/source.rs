//! Bytes of a file to text, as CPython decodes its source files.
//!
//! A file is UTF-8 unless a byte order mark or a comment (PEP 263) says otherwise. What CPython
//! refuses here is a `SyntaxError` like any other: the text is still there for the excerpt, with
//! U+FFFD where bytes could not be read.

mod cookie;
mod encodings;
mod utf8;

#[cfg(test)]
mod tests;

use std::ops::Range;

use refwise_syntax::{LineIndex, SyntaxError, SyntaxKind, SyntaxToken, TextRange, TextSize};

use cookie::Cookie;
use encodings::{BadByte, Codec};
use utf8::{Broken, Lossy};

/// What a file says.
#[derive(Debug)]
pub(crate) struct Source {
    /// The text, with its byte order mark if it has one.
    pub(crate) text: String,
    /// Why CPython cannot decode the file. It would say nothing else about it.
    pub(crate) refused: Option<SyntaxError>,
    /// Are the bytes those of the text?
    pub(crate) is_utf8: bool,
}

impl Source {
    fn utf8(text: String) -> Source {
        Source { text, refused: None, is_utf8: true }
    }

    fn other(text: String, refused: Option<SyntaxError>) -> Source {
        Source { text, refused, is_utf8: false }
    }
}

/// Why there is no text: a limit of this program, not a mistake in the file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// Python has this encoding, this program has not.
    Encoding(String),
    /// Offsets are 32 bits wide.
    TooLong,
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Unreadable::Encoding(name) => write!(f, "refwise cannot decode `{name}`"),
            Unreadable::TooLong => write!(f, "longer than 1 GiB"),
        }
    }
}

/// The longest file that is read, in bytes; its text may take three times as much.
pub(crate) const MAX_LEN: usize = 1 << 30;

const BOM: &[u8] = "\u{feff}".as_bytes();

/// Decodes a file.
pub(crate) fn decode(bytes: Vec<u8>) -> Result<Source, Unreadable> {
    if bytes.len() > MAX_LEN {
        return Err(Unreadable::TooLong);
    }
    let bom_len = if bytes.starts_with(BOM) { BOM.len() } else { 0 };
    match cookie::find(&bytes[bom_len..]) {
        None => Ok(undeclared(bytes)),
        Some(cookie) if cookie.name == "utf-8" => Ok(declared_utf8(bytes)),
        Some(cookie) if bom_len > 0 => {
            let message = format!("encoding problem: {} with BOM", cookie.name);
            Ok(refused_by_cookie(&bytes, &cookie, bom_len, message))
        }
        Some(cookie) => declared(bytes, &cookie),
    }
}

/// A file that names no encoding: UTF-8, which a byte order mark may confirm.
fn undeclared(bytes: Vec<u8>) -> Source {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Source::utf8(text),
        Err(error) => error.into_bytes(),
    };
    if bytes.starts_with(BOM) {
        return broken_utf8(&bytes);
    }
    let lossy = utf8::lossy(&bytes);
    let Broken { offset, at, .. } = lossy.broken[0];
    let line = LineIndex::new(&lossy.text).line_col(text_size(offset)).line + 1;
    let message = format!(
        "Non-UTF-8 code starting with '\\x{:02x}' on line {line}, but no encoding declared; \
         see https://peps.python.org/pep-0263/ for details",
        bytes[at]
    );
    let refused = Some(SyntaxError::new(replacement_at(offset), message));
    Source::other(lossy.text, refused)
}

/// A file that says it is UTF-8.
fn declared_utf8(bytes: Vec<u8>) -> Source {
    match String::from_utf8(bytes) {
        Ok(text) => Source::utf8(text),
        Err(error) => broken_utf8(&error.into_bytes()),
    }
}

/// A file that says it is UTF-8 and is not. CPython then decodes token by token, and never looks
/// into comments.
fn broken_utf8(bytes: &[u8]) -> Source {
    let lossy = utf8::lossy(bytes);
    let parse = refwise_syntax::parse(&lossy.text);
    let root = parse.syntax();
    let first = lossy.broken.iter().find_map(|it| {
        let token = root.token_at_offset(text_size(it.offset)).right_biased()?;
        broken_token(bytes, &lossy, &token, it.offset)
    });
    let refused = first.filter(|refused| {
        parse.errors().iter().all(|it| it.range.start() >= refused.range.start())
    });
    Source::other(lossy.text, refused)
}

/// CPython's error for a `token` whose text has a broken sequence at `offset` of the file's text.
/// `None` if it does not decode such tokens.
fn broken_token(
    bytes: &[u8],
    lossy: &Lossy,
    token: &SyntaxToken,
    offset: usize,
) -> Option<SyntaxError> {
    let start = usize::from(token.text_range().start());
    let all = start..usize::from(token.text_range().end());
    let (piece, range) = match token.kind() {
        SyntaxKind::COMMENT => return None,
        SyntaxKind::STRING => {
            let piece = string_piece(token.text(), offset - start)?;
            (start + piece.start..start + piece.end, all)
        }
        SyntaxKind::FSTRING_MIDDLE | SyntaxKind::TSTRING_MIDDLE => (all.clone(), all),
        // The lexer has cut the name around the character that stands for the bytes.
        _ => (word(&lossy.text, offset), word(&lossy.text, offset)),
    };
    let piece = &bytes[lossy.place(piece.start)..lossy.place(piece.end)];
    let bad = utf8::strict(piece).err()?;
    let range = TextRange::new(text_size(range.start), text_size(range.end));
    let message = format!("(unicode error) {}", words("utf-8", piece, &bad, 0));
    Some(SyntaxError::new(range, message))
}

/// What CPython decodes at once of a string token with a broken sequence at `at`: all between the
/// quotes, or, if there are escapes, one run of characters that are not ASCII. `None` for bytes,
/// which may not have these characters at all.
///
/// Source: `_PyPegen_decode_string` and `decode_unicode_with_escapes` (Parser/string_parser.c,
/// CPython 3.13).
fn string_piece(text: &str, at: usize) -> Option<Range<usize>> {
    let prefix_len = text.find(['"', '\''])?;
    let (prefix, quoted) = text.split_at(prefix_len);
    if prefix.contains(['b', 'B']) {
        return None;
    }
    let is_triple = quoted.starts_with("\"\"\"") || quoted.starts_with("'''");
    let quotes_len = if is_triple { 3 } else { 1 };
    let body = prefix_len + quotes_len..text.len().saturating_sub(quotes_len).max(at);
    if prefix.contains(['r', 'R']) || !text.contains('\\') {
        return Some(body);
    }
    Some(run(text, at, |it| !it.is_ascii()))
}

/// The name that a broken sequence at `at` of `text` is part of.
fn word(text: &str, at: usize) -> Range<usize> {
    run(text, at, |it| it == '_' || it.is_ascii_alphanumeric() || !it.is_ascii())
}

/// The run of characters around `at` that belong together.
fn run(text: &str, at: usize, belongs: impl Fn(char) -> bool) -> Range<usize> {
    let start = text[..at].rfind(|it| !belongs(it));
    let start = start.map_or(0, |it| it + text[it..].chars().next().map_or(1, char::len_utf8));
    let end = text[at..].find(|it| !belongs(it)).map_or(text.len(), |it| at + it);
    start..end
}

/// A file that names an encoding other than UTF-8.
fn declared(bytes: Vec<u8>, cookie: &Cookie) -> Result<Source, Unreadable> {
    let Some((module, codec)) = encodings::lookup(&cookie.name) else {
        let message = format!("unknown encoding: {}", cookie.name);
        return Ok(refused_by_cookie(&bytes, cookie, 0, message));
    };
    let message = match codec {
        Codec::Foreign => return Err(Unreadable::Encoding(cookie.name.clone())),
        Codec::Wide => format!("encoding problem: {}", cookie.name),
        Codec::Undefined => "undefined encoding".to_owned(),
        Codec::NotText => format!(
            "'{}' is not a text encoding; use codecs.decode() to handle arbitrary codecs",
            cookie.name
        ),
        _ => return Ok(decoded(&bytes, module, codec)),
    };
    Ok(refused_by_cookie(&bytes, cookie, 0, message))
}

fn decoded(bytes: &[u8], module: &'static str, codec: Codec) -> Source {
    let bad = match encodings::decode(module, codec, bytes) {
        Ok(text) => return Source::other(text, None),
        Err(bad) => bad,
    };
    let Lines { text, offset } = text_up_to(bytes, &bad);
    let name = match codec {
        Codec::Utf8 => "utf-8",
        Codec::Table(_) | Codec::Dos(_) => "charmap",
        _ => module,
    };
    // CPython decodes what it has translated to `\n` before.
    let n_crlf = memchr::memmem::find_iter(&bytes[..bad.at], b"\r\n").count();
    let message = words(name, bytes, &bad, n_crlf);
    Source::other(text, Some(SyntaxError::new(replacement_at(offset), message)))
}

/// A text to show for bytes that are none, and the offset of the bad byte in it.
struct Lines {
    text: String,
    offset: usize,
}

fn text_up_to(bytes: &[u8], bad: &BadByte) -> Lines {
    let mut text = String::from_utf8_lossy(&bytes[..bad.at]).into_owned();
    let offset = text.len();
    text.push(char::REPLACEMENT_CHARACTER);
    text.push_str(&String::from_utf8_lossy(&bytes[bad.at + 1..]));
    Lines { text, offset }
}

/// The words of Python's `UnicodeDecodeError`; `less` is how much earlier CPython counts the place.
fn words(codec: &str, bytes: &[u8], bad: &BadByte, less: usize) -> String {
    let (at, reason) = (bad.at - less, bad.reason);
    match bad.len {
        1 => {
            let byte = bytes[bad.at];
            format!("'{codec}' codec can't decode byte 0x{byte:02x} in position {at}: {reason}")
        }
        len => {
            let last = at + len - 1;
            format!("'{codec}' codec can't decode bytes in position {at}-{last}: {reason}")
        }
    }
}

/// A file whose declaration already is wrong. `skipped` bytes stand before the place that the
/// cookie's range counts from.
fn refused_by_cookie(bytes: &[u8], cookie: &Cookie, skipped: usize, message: String) -> Source {
    let text_offset = |at: usize| {
        let before = String::from_utf8_lossy(&bytes[..skipped + at]);
        text_size(before.len())
    };
    let range = TextRange::new(text_offset(cookie.range.start), text_offset(cookie.range.end));
    let text = String::from_utf8_lossy(bytes).into_owned();
    Source::other(text, Some(SyntaxError::new(range, message)))
}

/// The replacement character at `offset`.
fn replacement_at(offset: usize) -> TextRange {
    let len = char::REPLACEMENT_CHARACTER.len_utf8();
    TextRange::at(text_size(offset), text_size(len))
}

fn text_size(offset: usize) -> TextSize {
    TextSize::new(u32::try_from(offset).expect("files longer than 1 GiB are not decoded"))
}
