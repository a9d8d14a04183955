//! Patterns of `case` (PEP 634).

use super::atoms::close;
use crate::kind::SyntaxKind::{self, *};
use crate::kind::TokenSet;
use crate::parser::{Mark, Parser};

const PATTERN_START: TokenSet = TokenSet::new(&[
    NAME,
    INT,
    FLOAT,
    IMAGINARY,
    STRING,
    FSTRING_START,
    TSTRING_START,
    MINUS,
    PLUS,
    NONE_KW,
    TRUE_KW,
    FALSE_KW,
    LPAR,
    LSQB,
    LBRACE,
    STAR,
]);

/// `patterns`: a pattern, or a sequence without brackets.
pub(super) fn patterns(p: &mut Parser<'_>) {
    let mark = p.start();
    star_pattern(p);
    if p.at(COMMA) {
        while p.eat(COMMA) && p.at_any(PATTERN_START) {
            star_pattern(p);
        }
        p.finish(mark, SEQUENCE_PATTERN);
    } else if p.node_since(mark) == Some(STAR_PATTERN) {
        p.invalid_syntax();
        p.finish(mark, SEQUENCE_PATTERN);
    }
}

fn star_pattern(p: &mut Parser<'_>) {
    if !p.at(STAR) {
        return pattern(p);
    }
    let mark = p.start();
    p.bump();
    p.expect(NAME);
    p.finish(mark, STAR_PATTERN);
}

/// `pattern`: alternatives, and the name that `as` binds.
fn pattern(p: &mut Parser<'_>) {
    p.deeper(|p| {
        let mark = p.start();
        closed_pattern(p);
        if p.at(VBAR) {
            while p.eat(VBAR) {
                closed_pattern(p);
            }
            p.finish(mark, OR_PATTERN);
        }
        if p.at(AS_KW) {
            as_name(p);
            p.finish(mark, AS_PATTERN);
        }
    });
}

fn as_name(p: &mut Parser<'_>) {
    p.bump();
    if p.at(NAME) && p.token_text() == "_" {
        p.error_here("cannot use '_' as a target");
    }
    let mark = p.start();
    if !p.at(NAME) {
        p.invalid_syntax();
        return;
    }
    p.bump();
    if matches!(p.kind(), DOT | LPAR | LSQB) {
        invalid_as_target(p, mark);
    }
}

/// `as a.b`, `as f()`: takes the rest of the target.
fn invalid_as_target(p: &mut Parser<'_>, mark: Mark) {
    let kind = match p.kind() {
        DOT => "attribute",
        LPAR => "function call",
        _ => "subscript",
    };
    while !matches!(p.kind(), COLON | COMMA | RPAR | RSQB | RBRACE | IF_KW | NEWLINE | ENDMARKER) {
        p.bump();
    }
    p.error_since(mark, format!("cannot use {kind} as pattern target"));
}

fn closed_pattern(p: &mut Parser<'_>) {
    let mark = p.start();
    match p.kind() {
        NAME => name_pattern(p, mark),
        INT | FLOAT | IMAGINARY | MINUS | PLUS => {
            number(p);
            p.finish(mark, LITERAL_PATTERN);
        }
        STRING | FSTRING_START | TSTRING_START => {
            string(p);
            p.finish(mark, LITERAL_PATTERN);
        }
        NONE_KW | TRUE_KW | FALSE_KW => {
            constant(p);
            p.finish(mark, LITERAL_PATTERN);
        }
        LPAR => parenthesis(p, mark),
        LSQB => bracket(p, mark),
        LBRACE => mapping(p, mark),
        _ => p.invalid_syntax(),
    }
}

fn constant(p: &mut Parser<'_>) {
    super::atoms::check_number(p);
    let mark = p.start();
    p.bump();
    p.finish(mark, CONSTANT_EXPR);
}

fn string(p: &mut Parser<'_>) {
    super::atoms::primary(p);
}

/// `1`, `-1`, `1 + 2j`
fn number(p: &mut Parser<'_>) {
    let mark = p.start();
    signed_number(p);
    if matches!(p.kind(), PLUS | MINUS) {
        if p.last_kind_since(mark) == Some(IMAGINARY) {
            p.error_since(mark, "real number required in complex literal");
        }
        p.bump();
        if matches!(p.kind(), INT | FLOAT | IMAGINARY) {
            if !p.at(IMAGINARY) {
                p.error_here("imaginary number required in complex literal");
            }
            constant(p);
        } else {
            p.invalid_syntax();
        }
        p.finish(mark, BIN_EXPR);
    }
}

fn signed_number(p: &mut Parser<'_>) {
    let mark = p.start();
    let signed = match p.kind() {
        PLUS => {
            p.invalid_syntax();
            true
        }
        kind => kind == MINUS,
    };
    if signed {
        p.bump();
    }
    if matches!(p.kind(), INT | FLOAT | IMAGINARY) {
        constant(p);
    } else {
        p.invalid_syntax();
    }
    if signed {
        p.finish(mark, UNARY_EXPR);
    }
}

/// A name to bind, `_`, a dotted name, or a class with its patterns.
fn name_pattern(p: &mut Parser<'_>, mark: Mark) {
    let wildcard = p.token_text() == "_";
    if !matches!(p.peek(), DOT | LPAR) {
        p.bump();
        p.finish(mark, if wildcard { WILDCARD_PATTERN } else { CAPTURE_PATTERN });
        return;
    }
    dotted_name(p);
    if p.at(LPAR) {
        class_arguments(p);
        p.finish(mark, CLASS_PATTERN);
    } else {
        p.finish(mark, VALUE_PATTERN);
    }
}

fn dotted_name(p: &mut Parser<'_>) {
    let mark = p.start();
    p.bump();
    p.finish(mark, NAME_EXPR);
    while p.eat(DOT) {
        p.expect(NAME);
        if !p.finish_link(mark, ATTRIBUTE_EXPR) {
            return;
        }
    }
}

fn class_arguments(p: &mut Parser<'_>) {
    p.deeper(|p| {
        p.bump();
        let mut keyword = false;
        while p.at_any(PATTERN_START) {
            let mark = p.start();
            if p.at(NAME) && p.peek() == EQUAL {
                p.bump();
                p.bump();
                pattern(p);
                p.finish(mark, KEYWORD_PATTERN);
                keyword = true;
            } else {
                pattern(p);
                if keyword {
                    p.error_since(mark, "positional patterns follow keyword patterns");
                }
            }
            if !p.eat(COMMA) {
                break;
            }
        }
        close(p, RPAR);
    });
}

fn parenthesis(p: &mut Parser<'_>, mark: Mark) {
    let kind = sequence(p, RPAR);
    p.finish(mark, kind);
}

fn bracket(p: &mut Parser<'_>, mark: Mark) {
    sequence(p, RSQB);
    p.finish(mark, SEQUENCE_PATTERN);
}

/// Patterns up to `end`; tells whether parentheses around them make a group or a sequence.
fn sequence(p: &mut Parser<'_>, end: SyntaxKind) -> SyntaxKind {
    p.bump();
    let mut n = 0;
    let mut comma = false;
    let mut star = false;
    while p.at_any(PATTERN_START) {
        star |= p.at(STAR);
        star_pattern(p);
        n += 1;
        if !p.eat(COMMA) {
            break;
        }
        comma = true;
    }
    if end == RPAR && star && !comma {
        p.invalid_syntax();
    }
    close(p, end);
    if n == 1 && !comma { GROUP_PATTERN } else { SEQUENCE_PATTERN }
}

fn mapping(p: &mut Parser<'_>, mark: Mark) {
    p.deeper(|p| {
        p.bump();
        while !p.at(RBRACE) {
            let item = p.start();
            if p.eat(DOUBLESTAR) {
                if p.at(NAME) && p.token_text() == "_" {
                    p.invalid_syntax();
                }
                p.expect(NAME);
                p.finish(item, DOUBLE_STAR_PATTERN);
                if p.at(COMMA) && p.peek() != RBRACE {
                    p.bump();
                    p.invalid_syntax();
                    continue;
                }
            } else if p.at_any(PATTERN_START) {
                mapping_key(p);
                if p.expect(COLON) {
                    pattern(p);
                }
                p.finish(item, MAPPING_ITEM);
            } else {
                break;
            }
            if !p.eat(COMMA) {
                break;
            }
        }
        close(p, RBRACE);
    });
    p.finish(mark, MAPPING_PATTERN);
}

fn mapping_key(p: &mut Parser<'_>) {
    match p.kind() {
        INT | FLOAT | IMAGINARY | MINUS | PLUS => number(p),
        STRING | FSTRING_START | TSTRING_START => string(p),
        NONE_KW | TRUE_KW | FALSE_KW => constant(p),
        NAME => dotted_name(p),
        _ => p.invalid_syntax(),
    }
}
