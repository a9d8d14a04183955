//! Values of literals, and what CPython's parser refuses in them.
//!
//! A value is made from the text of one token; several tokens are joined by whoever needs the whole
//! (`dump`, a compiler), because f-strings do it piece by piece.

mod debug;
mod errors;
mod escape;
mod number;
mod value;

use std::borrow::Cow;

use rowan::{TextRange, TextSize};
use unicode_normalization::{UnicodeNormalization, is_nfkc_quick};

pub use errors::{errors, may_be_refused, number_error};
pub(crate) use errors::{middle_refused, number_refused, piece_refused, string_refused};
pub use number::{MAX_DECIMAL_DIGITS, Number, number};
pub use value::PyStr;

use crate::ast::{self, AstNode, Interpolated};
use crate::{SyntaxNode, SyntaxToken};

/// The letters before the quotes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prefix {
    /// `r` or `R`: backslashes stand for themselves.
    pub raw: bool,
    /// `b` or `B`.
    pub bytes: bool,
    /// A lower-case `u`, which `ast` keeps as `kind='u'`; it forgets an upper-case one.
    pub unicode: bool,
}

/// The value of one `STRING` token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StringValue {
    /// A `str`.
    Str(PyStr),
    /// A `bytes`.
    Bytes(Vec<u8>),
}

/// The prefix of a `STRING`, `FSTRING_START` or `TSTRING_START` token.
pub fn prefix(text: &str) -> Prefix {
    let mut prefix = Prefix::default();
    for c in text.bytes().take_while(u8::is_ascii_alphabetic) {
        match c {
            b'r' | b'R' => prefix.raw = true,
            b'b' | b'B' => prefix.bytes = true,
            b'u' => prefix.unicode = true,
            _ => {}
        }
    }
    prefix
}

/// What stands between the quotes of a `STRING` token, line ends as written.
pub fn body(text: &str) -> &str {
    let quoted = text.trim_start_matches(|it: char| it.is_ascii_alphabetic());
    let quote = quoted.get(..1).unwrap_or_default();
    let is_long = |it: &&str| quoted.len() >= 6 && matches!(*it, "'''" | "\"\"\"");
    let long = quoted.get(..3).filter(is_long);
    let quotes = long.unwrap_or(quote);
    let open = quoted.strip_prefix(quotes).unwrap_or_default();
    open.strip_suffix(quotes).unwrap_or(open)
}

/// The value of a `STRING` token; `None` where CPython refuses it.
pub fn string(text: &str) -> Option<StringValue> {
    let prefix = prefix(text);
    let body = line_ends(body(text));
    if prefix.bytes {
        return bytes(prefix, &body).map(StringValue::Bytes);
    }
    text_value(&body, prefix.raw).map(StringValue::Str)
}

fn bytes(prefix: Prefix, body: &str) -> Option<Vec<u8>> {
    if !body.is_ascii() {
        return None;
    }
    if prefix.raw { Some(body.into()) } else { escape::unescape_bytes(body).ok() }
}

/// The value of text without quotes; line ends are `\n` already.
fn text_value(body: &str, raw: bool) -> Option<PyStr> {
    if raw || !body.contains('\\') { Some(body.into()) } else { escape::unescape(body).ok() }
}

/// A stretch of literal text in an f-string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it stands; both braces of a doubled one.
    pub range: TextRange,
    /// `None` where CPython refuses it.
    pub value: Option<PyStr>,
}

/// The pieces of an `FSTRING_MIDDLE` or `TSTRING_MIDDLE` token outside format specifications. `raw`
/// tells whether the string has an `r` before its quotes.
///
/// CPython joins the pieces again, except that empty ones (`\` before a line end) are dropped before.
pub fn middle(token: &SyntaxToken, raw: bool) -> Vec<Piece> {
    pieces(token, raw, raw)
}

/// The pieces of an `FSTRING_MIDDLE` or `TSTRING_MIDDLE` token of a format specification.
///
/// CPython forgets there that the string is raw (`_PyPegen_decoded_constant_from_token` in
/// Parser/action_helpers.c).
pub fn format_spec_middle(token: &SyntaxToken, raw: bool) -> Vec<Piece> {
    pieces(token, raw, false)
}

fn pieces(token: &SyntaxToken, split_raw: bool, read_raw: bool) -> Vec<Piece> {
    let start = token.text_range().start();
    let pieces = middle_pieces(token.text(), split_raw).into_iter();
    pieces
        .map(|(range, text)| Piece {
            range: range + start,
            value: text_value(&line_ends(text), read_raw),
        })
        .collect()
}

/// Has the f-string or t-string around `node` an `r` before its quotes?
pub fn is_raw(node: &SyntaxNode) -> bool {
    let start = node.ancestors().find_map(Interpolated::cast).and_then(|it| it.start());
    start.is_some_and(|it| prefix(it.text()).raw)
}

/// The value of the text that `{text=}` shows before its value; `None` where CPython refuses it.
///
/// Comments are cut, and so is whatever follows a `#` inside a string (`set_fstring_expr` in
/// Parser/lexer/lexer.c). Outside format specifications the text is read like any other text of
/// the f-string, escapes and all (`unpack_top_level_joined_strs` in Parser/action_helpers.c).
pub fn debug_text(field: &ast::ReplacementField) -> Option<PyStr> {
    let range = debug::shown_range(field)?;
    let parent = field.syntax().parent()?;
    let start = Interpolated::cast(parent).and_then(|it| it.start());
    let escapes = start.is_some_and(|it| !prefix(it.text()).raw);
    let string = debug::string_around(field)?;
    let source = string.text().slice(range - string.text_range().start()).to_string();
    text_value(&without_comments(&line_ends(&source)), !escapes)
}

fn without_comments(source: &str) -> String {
    let mut kept = String::with_capacity(source.len());
    for line in source.split_inclusive('\n') {
        match line.split_once('#') {
            Some((before, _)) => {
                kept.push_str(before);
                kept.push_str(if line.ends_with('\n') { "\n" } else { "" });
            }
            None => kept.push_str(line),
        }
    }
    kept
}

/// The pieces that CPython's tokenizer makes of one run, each with its place in the run: a doubled
/// brace ends one and counts once, and so does the closing brace of `\N{…}`.
fn middle_pieces(text: &str, raw: bool) -> Vec<(TextRange, &str)> {
    let bytes = text.as_bytes();
    let range = |start: usize, end: usize| {
        TextRange::new(TextSize::new(start as u32), TextSize::new(end as u32))
    };
    let mut pieces = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(found) = memchr::memchr3(b'{', b'}', b'\\', &bytes[at..]) {
        at += found;
        if bytes[at] != b'\\' {
            // A single brace is an error that was told.
            let is_doubled = bytes.get(at + 1) == Some(&bytes[at]);
            let end = at + if is_doubled { 2 } else { 1 };
            pieces.push((range(start, end), &text[start..=at]));
            (start, at) = (end, end);
        } else if let Some(len) = name_escape(&text[at..]).filter(|_| !raw) {
            let end = at + len;
            pieces.push((range(start, end), &text[start..end]));
            (start, at) = (end, end);
        } else if matches!(bytes.get(at + 1), None | Some(b'{' | b'}')) {
            at += 1;
        } else {
            at += 2;
        }
    }
    if start < text.len() {
        pieces.push((range(start, text.len()), &text[start..]));
    }
    pieces
}

/// Does the last piece of a run end for no reason of its own? Then what follows the run ended it.
fn is_open_ended(text: &str, raw: bool) -> bool {
    let last = middle_pieces(text, raw).pop();
    last.is_some_and(|(range, piece)| {
        let is_doubled = usize::from(range.len()) > piece.len();
        !is_doubled && (raw || !piece.contains("\\N{") || !piece.ends_with('}'))
    })
}

/// How long the `\N{…}` at the start of `text` is.
fn name_escape(text: &str) -> Option<usize> {
    text.strip_prefix("\\N{")?.find('}').map(|it| "\\N{".len() + it + 1)
}

/// Line ends as Python sees them, whatever the file has.
pub(crate) fn line_ends(text: &str) -> Cow<'_, str> {
    if !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// A name as Python knows it: in the normal form KC (PEP 3131).
pub fn identifier(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfkc_quick(text.chars()) == unicode_normalization::IsNormalized::Yes {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfkc().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(token: &str, expected: &str) {
        match string(token).unwrap() {
            StringValue::Str(it) => assert_eq!(it.as_str(), Some(expected), "{token}"),
            StringValue::Bytes(it) => assert_eq!(it, expected.as_bytes(), "{token}"),
        }
    }

    #[test]
    fn quotes_and_prefixes() {
        check("''", "");
        check("'a'", "a");
        check("\"\"\"a\"b\"\"\"", "a\"b");
        check("''''''", "");
        check("'''''\\''''", "'''");
        check(r"r'\n'", r"\n");
        check(r"Rb'\n'", r"\n");
        check(r"bR'\x'", r"\x");
        check(r"u'\n'", "\n");
        check("'''a\r\nb\rc'''", "a\nb\nc");
        check("'a\\\r\nb'", "ab");
    }

    #[test]
    fn refused() {
        assert_eq!(string("b'é'"), None);
        assert_eq!(string(r"'\x'"), None);
        assert_eq!(string(r"b'\x'"), None);
    }

    fn check_pieces(text: &str, raw: bool, expected: &[&str]) {
        let pieces = middle_pieces(text, raw);
        assert_eq!(pieces.iter().map(|it| it.1).collect::<Vec<_>>(), expected, "{text}");
        let ends: Vec<_> = pieces.iter().map(|it| it.0.end()).collect();
        let starts: Vec<_> = pieces.iter().map(|it| it.0.start()).skip(1).collect();
        assert_eq!(ends[..ends.len() - 1], starts, "{text}");
    }

    #[test]
    fn pieces_of_text() {
        check_pieces("a{{b}}c", false, &["a{", "b}", "c"]);
        check_pieces("a{{", false, &["a{"]);
        check_pieces(r"a\N{DIGIT ONE}}}b", false, &[r"a\N{DIGIT ONE}", "}", "b"]);
        check_pieces(r"\N{{", true, &[r"\N{"]);
        check_pieces(r"\{{\\{{\", false, &[r"\{", r"\\{", r"\"]);
    }

    /// `shown` holds what each field of `source`, from left to right, shows with its `=`.
    fn check_debug(source: &str, shown: &[&str]) {
        let tree = crate::parse(source).syntax();
        let fields = tree.descendants().filter_map(ast::ReplacementField::cast);
        let fields = fields.filter(|it| it.equal().is_some());
        let texts: Vec<PyStr> = fields.map(|it| debug_text(&it).unwrap()).collect();
        let shown: Vec<PyStr> = shown.iter().map(|&it| it.into()).collect();
        assert_eq!(texts, shown, "{source}");
    }

    #[test]
    fn debug_texts() {
        check_debug("f'{a=}{b = !r}{c=:>{d}}'", &["a=", "b = ", "c="]);
        check_debug("f'''{\nx # c\n = }'''", &["\nx \n = "]);
        check_debug(r"f'{'\n'=}' rf'{'\n'=}'", &["'\n'=", r"'\n'="]);
        check_debug("f'{a:{b=}.{c=}}'", &["b=", "c="]);
        check_debug("f'{f'{a=}'=}'", &["f'{a=}'=", "a="]);
    }

    #[test]
    fn odd_debug_texts() {
        check_debug("f'{'#'=}'", &["'"]);
        check_debug("f'{a!=b=}'", &["a"]);
        check_debug("f'{(a!=b)=}'", &["(a!=b)="]);
        check_debug("f'{f(a=1) | {b} = }'", &["b"]);
        check_debug("f'{f(a=1) + d[a:b] =}'", &["f(a=1) + d[a"]);
        check_debug("f'{a:{f(b=1)!r}{c=}}'", &["f(b=1)"]);
        check_debug("f'{a:{b}{c=}}'", &["b"]);
    }

    #[test]
    fn identifiers() {
        assert_eq!(identifier("ﬁx"), "fix");
        assert_eq!(identifier("naïve"), "naïve");
    }
}
