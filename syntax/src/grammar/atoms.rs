//! Atoms and what is attached to them: names, literals, brackets, calls, subscripts, attributes.

use super::comprehensions::{at_comprehension, comprehension};
use super::expressions::{
    expression, named_expression, star_expressions, star_named_expression, yield_expression,
};
use rowan::{TextRange, TextSize};

use super::{OPERAND_START, STAR_EXPRESSION_START};
use crate::kind::SyntaxKind::{self, *};
use crate::literal;
use crate::parser::{Mark, Parser};
use crate::version::Feature;

/// `primary`: an atom with the attributes, calls and subscripts behind it.
pub(super) fn primary(p: &mut Parser<'_>) {
    let mark = p.start();
    if !atom(p) {
        return;
    }
    loop {
        let kind = match p.kind() {
            DOT => attribute(p),
            LPAR => {
                arguments(p);
                CALL_EXPR
            }
            LSQB => subscript(p),
            _ => return,
        };
        if !p.finish_link(mark, kind) {
            return;
        }
    }
}

fn attribute(p: &mut Parser<'_>) -> SyntaxKind {
    p.bump();
    if !p.expect(NAME) && p.kind().is_keyword() {
        let mark = p.start();
        p.bump();
        p.finish(mark, ERROR);
    }
    ATTRIBUTE_EXPR
}

/// Builds an atom, or says what is missing and builds nothing.
fn atom(p: &mut Parser<'_>) -> bool {
    let mark = p.start();
    match p.kind() {
        NAME => {
            p.bump();
            p.finish(mark, NAME_EXPR);
        }
        INT | FLOAT | IMAGINARY | TRUE_KW | FALSE_KW | NONE_KW | ELLIPSIS => {
            check_number(p);
            p.bump();
            p.finish(mark, CONSTANT_EXPR);
        }
        STRING | FSTRING_START | TSTRING_START => strings(p, mark),
        LPAR => p.deeper(parenthesis),
        LSQB => p.deeper(bracket),
        LBRACE => p.deeper(brace),
        LAMBDA_KW => {
            p.invalid_syntax();
            expression(p);
        }
        _ => {
            p.invalid_syntax();
            return false;
        }
    }
    true
}

// ---- closing ----------------------------------------------------------------------------------

/// The closing bracket, and before it what does not belong there.
pub(super) fn close(p: &mut Parser<'_>, close: SyntaxKind) {
    if p.eat(close) {
        return;
    }
    p.invalid_syntax();
    let mark = p.start();
    let mut depth = 0;
    loop {
        match p.kind() {
            NEWLINE | ENDMARKER | FSTRING_END | TSTRING_END => break,
            RPAR | RSQB | RBRACE if depth == 0 => break,
            RPAR | RSQB | RBRACE => depth -= 1,
            LPAR | LSQB | LBRACE => depth += 1,
            _ => {}
        }
        p.bump();
    }
    if p.kinds_since(mark).next().is_some() {
        p.finish(mark, ERROR);
    }
    p.eat(close);
}

/// Elements with commas between them, up to `close`. Where a comma is missing between two of them,
/// says so and goes on.
fn elements(p: &mut Parser<'_>, close: SyntaxKind, element: fn(&mut Parser<'_>)) {
    while p.at_any(STAR_EXPRESSION_START) {
        let mark = p.start();
        element(p);
        if !separator(p, mark, close) {
            return;
        }
    }
}

/// Behind an element: may another one follow?
fn separator(p: &mut Parser<'_>, mark: Mark, close: SyntaxKind) -> bool {
    if p.eat(COMMA) {
        return true;
    }
    if p.at(close) || !p.at_any(OPERAND_START) {
        return false;
    }
    missing_comma(p, mark);
    p.eat(COMMA) || p.at_any(OPERAND_START)
}

/// An operand stands behind an element that began at `mark`.
fn missing_comma(p: &mut Parser<'_>, mark: Mark) {
    named_expression(p);
    p.error_since(mark, "invalid syntax. Perhaps you forgot a comma?");
}

// ---- parentheses, brackets, braces ------------------------------------------------------------

fn parenthesis(p: &mut Parser<'_>) {
    let mark = p.start();
    p.bump();
    if p.eat(RPAR) {
        p.finish(mark, TUPLE_EXPR);
        return;
    }
    if p.at(YIELD_KW) {
        yield_expression(p);
        close(p, RPAR);
        p.finish(mark, PAREN_EXPR);
        return;
    }
    let first = p.start();
    star_named_expression(p);
    if at_comprehension(p) {
        comprehension(p, first);
        close(p, RPAR);
        p.finish(mark, GENERATOR_EXPR);
        return;
    }
    let is_tuple = p.at(COMMA);
    if separator(p, first, RPAR) {
        elements(p, RPAR, star_named_expression);
    } else if p.node_since(first) == Some(STARRED_EXPR) {
        p.error_since(first, "cannot use starred expression here");
    }
    close(p, RPAR);
    p.finish(mark, if is_tuple { TUPLE_EXPR } else { PAREN_EXPR });
}

fn bracket(p: &mut Parser<'_>) {
    let mark = p.start();
    p.bump();
    if p.eat(RSQB) {
        p.finish(mark, LIST_EXPR);
        return;
    }
    let first = p.start();
    star_named_expression(p);
    if at_comprehension(p) {
        comprehension(p, first);
        close(p, RSQB);
        p.finish(mark, LIST_COMP_EXPR);
        return;
    }
    if separator(p, first, RSQB) {
        elements(p, RSQB, star_named_expression);
    }
    close(p, RSQB);
    p.finish(mark, LIST_EXPR);
}

fn brace(p: &mut Parser<'_>) {
    let mark = p.start();
    p.bump();
    if p.at(RBRACE) || p.at(DOUBLESTAR) {
        dict_entries(p);
        close(p, RBRACE);
        p.finish(mark, DICT_EXPR);
        return;
    }
    let first = p.start();
    star_named_expression(p);
    let kind = if p.at(COLON) {
        check_plain(p, first);
        dict_value(p);
        p.finish(first, DICT_ITEM);
        if at_comprehension(p) {
            comprehension(p, first);
            DICT_COMP_EXPR
        } else {
            if dict_separator(p, first) {
                dict_entries(p);
            }
            DICT_EXPR
        }
    } else if at_comprehension(p) {
        comprehension(p, first);
        SET_COMP_EXPR
    } else {
        if separator(p, first, RBRACE) {
            elements(p, RBRACE, star_named_expression);
        }
        SET_EXPR
    };
    close(p, RBRACE);
    p.finish(mark, kind);
}

fn dict_entries(p: &mut Parser<'_>) {
    while p.at(DOUBLESTAR) || p.at_any(STAR_EXPRESSION_START) {
        let mark = p.start();
        dict_entry(p, mark);
        if !dict_separator(p, mark) {
            return;
        }
    }
}

fn dict_entry(p: &mut Parser<'_>, mark: Mark) {
    if p.eat(DOUBLESTAR) {
        expression(p);
        p.finish(mark, DICT_UNPACK);
        return;
    }
    star_named_expression(p);
    if p.at(COLON) {
        check_plain(p, mark);
        dict_value(p);
    } else {
        let key = p.range_since(mark);
        p.error(key, "':' expected after dictionary key");
    }
    p.finish(mark, DICT_ITEM);
}

/// Before a colon no star and no `:=` may stand.
fn check_plain(p: &mut Parser<'_>, mark: Mark) {
    if matches!(p.node_since(mark), Some(STARRED_EXPR | NAMED_EXPR)) {
        p.invalid_syntax();
    }
}

fn dict_value(p: &mut Parser<'_>) {
    let colon = p.token().range();
    p.bump();
    match p.kind() {
        COMMA | RBRACE => p.error(colon, "expression expected after dictionary key and ':'"),
        STAR => {
            p.error_here("cannot use a starred expression in a dictionary value");
            star_named_expression(p);
        }
        _ => expression(p),
    }
}

fn dict_separator(p: &mut Parser<'_>, mark: Mark) -> bool {
    if p.eat(COMMA) {
        return true;
    }
    if !p.at_any(OPERAND_START) {
        return false;
    }
    missing_comma(p, mark);
    p.eat(COMMA)
}

// ---- calls ------------------------------------------------------------------------------------

/// Arguments with their parentheses, of a call or of a class.
pub(super) fn arguments(p: &mut Parser<'_>) {
    p.deeper(|p| {
        let mark = p.start();
        p.bump();
        let mut order = ArgumentOrder::default();
        while !p.at(RPAR) {
            let first = p.start();
            if !argument(p) {
                break;
            }
            order.check(p, first);
            if !separator(p, first, RPAR) {
                break;
            }
        }
        close(p, RPAR);
        p.finish(mark, ARG_LIST);
    });
}

/// What stood among the arguments so far: positional ones come before keywords, stars before double
/// stars, and a generator without parentheses stands alone.
#[derive(Default)]
struct ArgumentOrder {
    any: bool,
    keyword: bool,
    unpacking: bool,
}

impl ArgumentOrder {
    /// An argument was built since `mark`.
    fn check(&mut self, p: &mut Parser<'_>, mark: Mark) {
        match p.node_since(mark) {
            Some(KEYWORD_ARG) => {
                self.keyword = true;
                self.unpacking |= p.first_kind_since(mark) == Some(DOUBLESTAR);
            }
            Some(STARRED_EXPR) if self.unpacking => p.error_since(
                mark,
                "iterable argument unpacking follows keyword argument unpacking",
            ),
            Some(STARRED_EXPR) => {}
            Some(GENERATOR_EXPR)
                if p.first_kind_since(mark) != Some(LPAR) && (self.any || p.at(COMMA)) =>
            {
                p.error_since(mark, "Generator expression must be parenthesized");
            }
            _ if self.unpacking => {
                p.error_here("positional argument follows keyword argument unpacking");
            }
            _ if self.keyword => p.error_here("positional argument follows keyword argument"),
            _ => {}
        }
        self.any = true;
    }
}

fn argument(p: &mut Parser<'_>) -> bool {
    let mark = p.start();
    match p.kind() {
        STAR => {
            p.bump();
            expression(p);
            p.finish(mark, STARRED_EXPR);
        }
        DOUBLESTAR => {
            p.bump();
            expression(p);
            p.finish(mark, KEYWORD_ARG);
        }
        _ if p.at_any(STAR_EXPRESSION_START) => positional_or_keyword(p, mark),
        _ => return false,
    }
    true
}

fn positional_or_keyword(p: &mut Parser<'_>, mark: Mark) {
    named_expression(p);
    if at_comprehension(p) {
        comprehension(p, mark);
        p.finish(mark, GENERATOR_EXPR);
    } else if p.at(EQUAL) {
        keyword_value(p, mark);
    }
}

fn keyword_value(p: &mut Parser<'_>, mark: Mark) {
    if p.node_since(mark) == Some(NAME_EXPR) {
        p.unwrap_token();
    } else {
        let constant = match p.elements_since(mark) {
            [rowan::NodeOrToken::Node(it)] => it.to_string(),
            _ => String::new(),
        };
        let equal = p.token().range();
        let range = p.range_since(mark).cover(equal);
        match constant.as_str() {
            "True" | "False" | "None" => p.error(range, format!("cannot assign to {constant}")),
            _ => p.error(range, "expression cannot contain assignment, perhaps you meant \"==\"?"),
        }
    }
    p.bump();
    if matches!(p.kind(), COMMA | RPAR) {
        p.error_since(mark, "expected argument value expression");
    } else {
        expression(p);
    }
    p.finish(mark, KEYWORD_ARG);
}

// ---- subscripts -------------------------------------------------------------------------------

fn subscript(p: &mut Parser<'_>) -> SyntaxKind {
    p.deeper(|p| {
        p.bump();
        let mark = p.start();
        index(p);
        let is_tuple = p.at(COMMA);
        while separator(p, mark, RSQB) && !p.at(RSQB) {
            index(p);
        }
        if is_tuple || p.node_since(mark) == Some(STARRED_EXPR) {
            p.finish(mark, TUPLE_EXPR);
        }
        close(p, RSQB);
    });
    SUBSCRIPT_EXPR
}

/// `slice`: an expression or a slice.
fn index(p: &mut Parser<'_>) {
    let mark = p.start();
    if p.at(STAR) {
        p.feature(p.token().range(), Feature::StarIndex);
    }
    if !p.at(COLON) {
        star_named_expression(p);
    }
    if p.node_since(mark) == Some(NAMED_EXPR) {
        p.feature(p.range_since(mark), Feature::NamedIndex);
    }
    if !p.at(COLON) {
        return;
    }
    check_plain(p, mark);
    p.bump();
    if !matches!(p.kind(), COLON | COMMA | RSQB) {
        expression(p);
    }
    if p.eat(COLON) && !matches!(p.kind(), COMMA | RSQB) {
        expression(p);
    }
    p.finish(mark, SLICE_EXPR);
}

// ---- strings ----------------------------------------------------------------------------------

/// CPython refuses decimal numbers of more than a few thousand digits.
pub(super) fn check_number(p: &mut Parser<'_>) {
    let range = p.token().range();
    if range.len() > TextSize::new(literal::MAX_DECIMAL_DIGITS as u32)
        && let Some(text) = literal::number_refused(p.token_text())
    {
        p.error(TextRange::empty(range.start()), text);
    }
}

fn strings(p: &mut Parser<'_>, mark: Mark) {
    let (mut any_bytes, mut any_text) = (false, false);
    loop {
        match p.kind() {
            STRING => {
                let is_bytes = literal::prefix(p.token_text()).bytes;
                any_bytes |= is_bytes;
                any_text |= !is_bytes;
                if let Some(text) = literal::string_refused(p.token_text()) {
                    p.error_here(text);
                }
                p.bump();
            }
            FSTRING_START => {
                any_text = true;
                interpolated(p, FSTRING);
            }
            TSTRING_START => {
                any_text = true;
                p.feature(p.token().range(), Feature::TString);
                interpolated(p, TSTRING);
            }
            _ => break,
        }
    }
    if any_bytes && any_text {
        p.error_here("cannot mix bytes and nonbytes literals");
    }
    p.finish(mark, STRING_EXPR);
}

fn interpolated(p: &mut Parser<'_>, kind: SyntaxKind) {
    p.deeper(|p| {
        let mark = p.start();
        let start = p.token_text();
        let raw = literal::prefix(start).raw;
        let quotes = start.trim_start_matches(|it: char| it.is_ascii_alphabetic());
        p.bump();
        interpolated_parts(p, raw, quotes);
        if matches!(p.kind(), FSTRING_END | TSTRING_END) {
            p.bump();
        }
        p.finish(mark, kind);
    });
}

fn interpolated_parts(p: &mut Parser<'_>, raw: bool, quotes: &str) {
    loop {
        match p.kind() {
            FSTRING_MIDDLE | TSTRING_MIDDLE => {
                if let Some(text) = literal::middle_refused(p.token_text(), raw) {
                    p.error_here(text);
                }
                p.bump();
            }
            LBRACE => p.deeper(|p| replacement_field(p, quotes)),
            _ => return,
        }
    }
}

fn replacement_field(p: &mut Parser<'_>, quotes: &str) {
    let mark = p.start();
    p.bump();
    match p.kind() {
        RBRACE | EQUAL | EXCLAMATION | COLON => {
            let text = format!("f-string: valid expression required before '{}'", p.token_text());
            p.error_here(text);
        }
        YIELD_KW => yield_expression(p),
        _ => star_expressions(p),
    }
    p.eat(EQUAL);
    if p.at(EXCLAMATION) {
        conversion(p);
    }
    let end = p.token().start;
    if p.at(COLON) {
        let spec = p.start();
        p.bump();
        // CPython reads escapes there even in raw strings.
        interpolated_parts(p, false, quotes);
        p.finish(spec, FORMAT_SPEC);
    }
    if !p.at(RBRACE) {
        p.error_here("f-string: expecting '}'");
    }
    close(p, RBRACE);
    newer_field(p, mark, end, quotes);
    p.finish(mark, REPLACEMENT_FIELD);
}

/// What Python 3.12 (PEP 701) first took in a field, before `end`, where its format specification
/// starts: the string's own quotes, backslashes and comments.
fn newer_field(p: &mut Parser<'_>, mark: Mark, end: u32, quotes: &str) {
    let range = TextRange::new(mark.start.into(), end.into());
    let text = p.text(range);
    let found = [
        (text.contains(quotes), Feature::NestedQuotes),
        (text.contains('\\'), Feature::BackslashInField),
        (text.contains('#') && p.has_comment_since(mark), Feature::CommentInField),
    ];
    for (_, feature) in found.into_iter().filter(|it| it.0) {
        p.feature(range, feature);
    }
}

/// The misspelt word is CPython 3.13.0's.
pub(crate) const CONVERSION_SPACE: &str =
    "f-string: conversion type must come right after the exclamanation mark";

fn conversion(p: &mut Parser<'_>) {
    let mark = p.start();
    let end = p.token().end;
    p.bump();
    if p.at(NAME) && p.token().start > end {
        p.error_since(mark, CONVERSION_SPACE);
    }
    if p.at(NAME) {
        let name = p.token_text();
        if !matches!(name, "s" | "r" | "a") {
            let text = format!(
                "f-string: invalid conversion character {name:?}: expected 's', 'r', or 'a'"
            );
            p.error_here(text.replace('"', "'"));
        }
        p.bump();
    } else if matches!(p.kind(), RBRACE | COLON) {
        p.error_here("f-string: missing conversion character");
    } else {
        p.error_here("f-string: invalid conversion character");
    }
    p.finish(mark, CONVERSION);
}
