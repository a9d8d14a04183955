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

use refwise_syntax::{LineIndex, SyntaxError, TextRange, TextSize};

use cookie::Cookie;
use encodings::{BadByte, Codec};

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
const MAX_LEN: usize = 1 << 30;

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
    let (offset, at) = lossy.broken[0];
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
    let first = lossy.broken.iter().find_map(|&(offset, at)| {
        let token = root.token_at_offset(text_size(offset)).right_biased()?;
        broken_token(bytes, &token, offset, at)
    });
    let refused = first.filter(|refused| {
        parse.errors().iter().all(|it| it.range.start() >= refused.range.start())
    });
    Source::other(lossy.text, refused)
}

/// CPython's error for a `token` whose text has a broken sequence, at `offset` of the text and at
/// `at` of the bytes. `None` if it does not decode such tokens.
fn broken_token(
    bytes: &[u8],
    token: &refwise_syntax::SyntaxToken,
    offset: usize,
    at: usize,
) -> Option<SyntaxError> {
    use refwise_syntax::SyntaxKind;

    let start = usize::from(token.text_range().start());
    let text = token.text();
    let skipped = match token.kind() {
        SyntaxKind::COMMENT => return None,
        SyntaxKind::STRING => string_start(text, offset - start)?,
        SyntaxKind::FSTRING_MIDDLE | SyntaxKind::TSTRING_MIDDLE => 0,
        _ => word_start(text, offset - start),
    };
    // Up to the broken sequence, text and bytes of a token are the same.
    let from = at - (offset - start - skipped);
    let end = bytes.len().min(at + (text.len() - (offset - start)));
    let end =
        at + bytes[at..end].iter().position(|it| b"\"'\n\r \t".contains(it)).unwrap_or(end - at);
    let bad = utf8::strict(&bytes[from..end]).err()?;
    let range = match token.kind() {
        SyntaxKind::STRING | SyntaxKind::FSTRING_MIDDLE | SyntaxKind::TSTRING_MIDDLE => {
            token.text_range()
        }
        _ => TextRange::new(text_size(start + skipped), replacement_at(offset).end()),
    };
    Some(SyntaxError::new(
        range,
        format!("(unicode error) {}", words("utf-8", &bytes[from..], &bad, 0)),
    ))
}

/// Where CPython starts to decode a string token for a broken sequence at `at` of its text: behind
/// the quotes, or, if the string has escapes, where the run of non-ASCII characters starts. `None`
/// for bytes, which refuse these characters as such.
fn string_start(text: &str, at: usize) -> Option<usize> {
    let prefix_len = text.find(['"', '\''])?;
    let (prefix, quoted) = text.split_at(prefix_len);
    if prefix.contains(['b', 'B']) {
        return None;
    }
    let is_triple = quoted.starts_with("\"\"\"") || quoted.starts_with("'''");
    let start = prefix_len + if is_triple { 3 } else { 1 };
    if prefix.contains(['r', 'R']) || !text.contains('\\') {
        return Some(start);
    }
    let ascii = text[start..at].bytes().rposition(|it| it.is_ascii());
    Some(ascii.map_or(start, |it| start + it + 1))
}

/// Where the name starts that a broken sequence at `at` of `text` is part of.
fn word_start(text: &str, at: usize) -> usize {
    let before = text[..at].char_indices().rev();
    let is_word = |c: char| c == '_' || c.is_ascii_alphanumeric() || !c.is_ascii();
    before.take_while(|it| is_word(it.1)).last().map_or(at, |it| it.0)
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
