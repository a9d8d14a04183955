//! What CPython's parser refuses in literals: `_Pypegen_raise_decode_error` and friends.

use rowan::{TextRange, TextSize};

use super::{escape, line_ends, middle_pieces, number, prefix};
use crate::ast::{self, AstNode, Interpolated};
use crate::error::SyntaxError;
use crate::kind::SyntaxKind::{self, *};
use crate::{SyntaxElement, SyntaxToken};

/// May [`errors`] find something in a string with a token of this text? Cheap, and almost always
/// false; tokens of f-strings and t-strings count, too.
///
/// It looks at one token: that `bytes` and `str` stand side by side is seen by [`errors`] alone.
pub fn may_be_refused(kind: SyntaxKind, text: &str) -> bool {
    match kind {
        STRING => {
            let prefix = prefix(text);
            prefix.bytes && !text.is_ascii() || !prefix.raw && text.contains('\\')
        }
        FSTRING_MIDDLE | TSTRING_MIDDLE => text.contains('\\'),
        INT => text.len() > number::MAX_DECIMAL_DIGITS,
        _ => false,
    }
}

/// What CPython's parser refuses in the literals of `string`, in the order of the text. Strings
/// inside replacement fields are expressions of their own and not looked at.
pub fn errors(string: &ast::StringExpr) -> Vec<SyntaxError> {
    let mut errors = Vec::new();
    let (mut n_bytes, mut n_text) = (0, 0);
    for part in string.parts() {
        match part {
            SyntaxElement::Token(it) => {
                let is_bytes = prefix(it.text()).bytes;
                *(if is_bytes { &mut n_bytes } else { &mut n_text }) += 1;
                errors.extend(string_error(&it));
            }
            SyntaxElement::Node(it) => {
                n_text += 1;
                errors.extend(Interpolated::cast(it).iter().flat_map(interpolated_errors));
            }
        }
    }
    if n_bytes > 0 && n_text > 0 {
        let range = next_token(string.syntax().last_token());
        errors.push(SyntaxError::new(range, "cannot mix bytes and nonbytes literals"));
    }
    errors
}

/// CPython reports what it finds behind the last literal at the token it has read then.
fn next_token(last: Option<SyntaxToken>) -> TextRange {
    let after = last.as_ref().map(|it| it.text_range().end()).unwrap_or_default();
    let mut next = last.and_then(|it| it.next_token());
    while let Some(it) = next {
        if !it.kind().is_trivia() {
            return it.text_range();
        }
        next = it.next_token();
    }
    TextRange::empty(after)
}

fn string_error(token: &SyntaxToken) -> Option<SyntaxError> {
    let text = string_refused(token.text())?;
    Some(SyntaxError::new(token.text_range(), text))
}

/// What CPython's parser says of a `STRING` token that it refuses.
pub(crate) fn string_refused(text: &str) -> Option<String> {
    if !may_be_refused(STRING, text) {
        return None;
    }
    let prefix = prefix(text);
    let body = line_ends(super::body(text));
    if prefix.bytes && !body.is_ascii() {
        return Some("bytes can only contain ASCII literal characters".to_owned());
    }
    if prefix.raw {
        return None;
    }
    let refused = match prefix.bytes {
        true => escape::unescape_bytes(&body).err(),
        false => escape::unescape(&body).err(),
    };
    refused.map(|it| it.message(&body))
}

/// What CPython's parser says of an `INT` token that it refuses.
pub(crate) fn number_refused(text: &str) -> Option<String> {
    number::too_long(text)
}

/// What CPython's parser says of an `FSTRING_MIDDLE` token of which it refuses a piece; `raw` tells
/// whether backslashes stand for themselves.
pub(crate) fn middle_refused(text: &str, raw: bool) -> Option<String> {
    if raw || !text.contains('\\') {
        return None;
    }
    middle_pieces(text, false).into_iter().find_map(|(_, piece)| piece_refused(piece))
}

/// The same of one piece.
pub(crate) fn piece_refused(piece: &str) -> Option<String> {
    if !piece.contains('\\') {
        return None;
    }
    let body = line_ends(piece);
    escape::unescape(&body).err().map(|it| it.message(&body))
}

/// Text outside fields is read when the string ends, that of format specifications at once.
fn interpolated_errors(string: &Interpolated) -> Vec<SyntaxError> {
    let raw = string.start().is_some_and(|it| prefix(it.text()).raw);
    let end = string.syntax().last_token().map(|it| it.text_range()).unwrap_or_default();
    let mut errors = Vec::new();
    let mut at_end = Vec::new();
    for part in string.parts() {
        match part {
            SyntaxElement::Token(it) if !raw => {
                let pieces = middle_pieces(it.text(), false).into_iter();
                at_end.extend(pieces.filter_map(|(_, text)| text_error(text, end)));
            }
            SyntaxElement::Token(_) => {}
            SyntaxElement::Node(it) => {
                errors.extend(
                    ast::ReplacementField::cast(it).iter().flat_map(|it| field_errors(it, raw)),
                );
            }
        }
    }
    errors.extend(at_end.into_iter().next());
    errors
}

fn field_errors(field: &ast::ReplacementField, raw: bool) -> Vec<SyntaxError> {
    let mut errors = Vec::new();
    for part in field.format_spec().into_iter().flat_map(|it| it.parts()) {
        match part {
            SyntaxElement::Token(it) => {
                let start = it.text_range().start();
                let pieces = middle_pieces(it.text(), raw).into_iter();
                errors.extend(pieces.filter_map(|(range, text)| text_error(text, range + start)));
            }
            SyntaxElement::Node(it) => {
                let nested = ast::ReplacementField::cast(it);
                errors.extend(nested.iter().flat_map(|it| field_errors(it, raw)));
            }
        }
    }
    errors
}

fn text_error(body: &str, range: TextRange) -> Option<SyntaxError> {
    piece_refused(body).map(|it| SyntaxError::new(range, it))
}

/// What CPython's parser refuses in an `INT`, `FLOAT` or `IMAGINARY` token.
///
/// CPython names the line alone, "to avoid a wall of 1000s of digits" (Parser/pegen.c): the range
/// is empty.
pub fn number_error(token: &SyntaxToken) -> Option<SyntaxError> {
    if token.kind() != INT {
        return None;
    }
    let start: TextSize = token.text_range().start();
    number::too_long(token.text()).map(|it| SyntaxError::new(TextRange::empty(start), it))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{LineIndex, SyntaxNode};

    /// Line and columns, from one as CPython counts, and words of all that is refused in `source`.
    fn refused(source: &str) -> Vec<String> {
        let tree: SyntaxNode = crate::parse(source).syntax();
        let strings = tree.descendants().filter_map(ast::StringExpr::cast);
        let tokens = tree.descendants_with_tokens().filter_map(SyntaxElement::into_token);
        let numbers = tokens.filter_map(|it| number_error(&it));
        let lines = LineIndex::new(source);
        let tell = |it: SyntaxError| {
            let (start, end) = (it.range.start(), it.range.end());
            let column = |at: usize| source[..at].chars().count() + 1;
            let (start, end) = (column(start.into()), column(end.into()));
            format!("{start}-{end}: {}", it.message(&lines))
        };
        strings.flat_map(|it| errors(&it)).chain(numbers).map(tell).collect()
    }

    fn check(source: &str, expected: &str) {
        assert_eq!(refused(source), [expected], "{source}");
    }

    fn check_escape(source: &str, place: &str, reason: &str) {
        let words = "(unicode error) 'unicodeescape' codec can't decode bytes in position";
        check(source, &format!("{place}: {words} {reason}"));
    }

    #[test]
    fn escapes() {
        check_escape(r"x = '\x'", "5-9", r"0-1: truncated \xXX escape");
        check_escape(r"x = f'{a}\x'", "12-13", r"0-1: truncated \xXX escape");
        check_escape(r"f'a\x {a} b'", "12-13", r"1-2: truncated \xXX escape");
        check_escape(r"'a' 'b\x' 'c'", "5-10", r"1-2: truncated \xXX escape");
        check_escape(r"'\N{foo}'", "1-10", "0-6: unknown Unicode character name");
        check_escape(r"f'\N{foo}'", "10-11", "0-6: unknown Unicode character name");
        check_escape(r"'é\u12'", "1-8", r"10-13: truncated \uXXXX escape");
        check_escape("'''a\r\n\\x'''", "1-12", r"2-3: truncated \xXX escape");
        check(r"b'a\xg'", r"1-8: (value error) invalid \x escape at position 1");
    }

    #[test]
    fn bytes() {
        check("b'é' b'a'", "1-5: bytes can only contain ASCII literal characters");
        check("rb'é'", "1-6: bytes can only contain ASCII literal characters");
        check("x = 'a' b'b' + 1", "14-15: cannot mix bytes and nonbytes literals");
        check("f(b'a' f'b')", "12-13: cannot mix bytes and nonbytes literals");
    }

    #[test]
    fn numbers() {
        let words = "Exceeds the limit (4300 digits) for integer string conversion: value has 4301 \
                     digits; use sys.set_int_max_str_digits() to increase the limit - Consider \
                     hexadecimal for huge integer literals to avoid decimal conversion limits.";
        check(&"1".repeat(4301), &format!("1-1: {words}"));
    }

    #[test]
    fn nothing_refused() {
        for source in [
            r"'\q\é' r'\x' u'\777' f'\{a}' rf'\x{a}'",
            r"rb'\x' b'\u'",
            r"f'{a:\n}' f'{'\n'}'",
            "0x1111 1e5000 1111j",
        ] {
            assert_eq!(refused(source), [""; 0], "{source}");
        }
    }
}
