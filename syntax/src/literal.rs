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

use unicode_normalization::{UnicodeNormalization, is_nfkc_quick};

pub use errors::{errors, may_be_refused, number_error};
pub use number::{MAX_DECIMAL_DIGITS, Number, number};
pub use value::PyStr;

use crate::SyntaxToken;
use crate::ast::{self, AstNode, Interpolated};

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
    let long = quoted
        .get(..3)
        .filter(|it| quoted.len() >= 6 && *it == quote.repeat(3));
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
    if prefix.raw {
        Some(body.into())
    } else {
        escape::unescape_bytes(body).ok()
    }
}

/// The value of text without quotes; line ends are `\n` already.
fn text_value(body: &str, raw: bool) -> Option<PyStr> {
    if raw || !body.contains('\\') {
        Some(body.into())
    } else {
        escape::unescape(body).ok()
    }
}

/// The value of an `FSTRING_MIDDLE` or `TSTRING_MIDDLE` token outside format specifications;
/// `None` where CPython refuses it. `raw` tells whether the string has an `r` before its quotes.
pub fn middle(token: &SyntaxToken, raw: bool) -> Option<PyStr> {
    let mut value = PyStr::new();
    for piece in middle_pieces(&line_ends(token.text()), raw) {
        value.append(&text_value(piece, raw)?);
    }
    Some(value)
}

/// The value of an `FSTRING_MIDDLE` or `TSTRING_MIDDLE` token of a format specification.
///
/// CPython forgets there that the string is raw (`_PyPegen_decoded_constant_from_token` in
/// Parser/action_helpers.c).
pub fn format_spec_middle(token: &SyntaxToken) -> Option<PyStr> {
    middle(token, false)
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
    let source = string
        .text()
        .slice(range - string.text_range().start())
        .to_string();
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

/// The pieces that CPython's tokenizer makes of one run: each doubled brace ends one and counts
/// once, and so does the brace of `\N{…}`.
fn middle_pieces(text: &str, raw: bool) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut pieces = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(found) = memchr::memchr3(b'{', b'}', b'\\', &bytes[at..]) {
        at += found;
        if bytes[at] != b'\\' {
            pieces.push(&text[start..=at]);
            at = (at + 2).min(text.len());
            start = at;
        } else if !raw && text[at + 1..].starts_with("N{") {
            at = text[at..].find('}').map_or(text.len(), |it| at + it + 1);
        } else if matches!(bytes.get(at + 1), None | Some(b'{' | b'}')) {
            at += 1;
        } else {
            at += 2;
        }
    }
    pieces.push(&text[start..]);
    pieces
}

/// Line ends as Python sees them, whatever the file has.
fn line_ends(text: &str) -> Cow<'_, str> {
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

    #[test]
    fn pieces() {
        assert_eq!(middle_pieces("a{{b}}c", false), ["a{", "b}", "c"]);
        assert_eq!(
            middle_pieces(r"\N{DIGIT ONE}}}", false),
            [r"\N{DIGIT ONE}}", ""]
        );
        assert_eq!(middle_pieces(r"\N{{", true), [r"\N{", ""]);
        assert_eq!(middle_pieces(r"\{{\\{{\", false), [r"\{", r"\\{", r"\"]);
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
