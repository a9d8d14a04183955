//! Expressions, from lists of them down to operators.

use super::{EXPRESSION_START, STAR_EXPRESSION_START, atoms, parameters, targets};
use crate::kind::SyntaxKind::{self, *};
use crate::kind::TokenSet;
use crate::parser::{Mark, Parser};

/// How tightly operators bind, loosest first.
mod power {
    pub(super) const OR: u8 = 1;
    pub(super) const AND: u8 = 2;
    pub(super) const NOT: u8 = 3;
    pub(super) const COMPARE: u8 = 4;
    pub(super) const BIT_OR: u8 = 5;
    pub(super) const BIT_XOR: u8 = 6;
    pub(super) const BIT_AND: u8 = 7;
    pub(super) const SHIFT: u8 = 8;
    pub(super) const SUM: u8 = 9;
    pub(super) const TERM: u8 = 10;
    pub(super) const FACTOR: u8 = 11;
    pub(super) const POWER: u8 = 12;
}

/// `star_expressions`: one expression, or a tuple without parentheses.
pub(super) fn star_expressions(p: &mut Parser<'_>) {
    list(p, STAR_EXPRESSION_START, star_expression);
}

/// `star_targets` before `in`.
pub(super) fn for_targets(p: &mut Parser<'_>) {
    let mark = p.start();
    list(p, STAR_EXPRESSION_START, star_bitwise_or);
    targets::check_for(p, mark);
}

fn list(p: &mut Parser<'_>, starts: TokenSet, element: fn(&mut Parser<'_>)) {
    let mark = p.start();
    element(p);
    if !p.at(COMMA) {
        return;
    }
    while p.eat(COMMA) && p.at_any(starts) {
        element(p);
    }
    p.finish(mark, TUPLE_EXPR);
}

/// `star_expression`
pub(super) fn star_expression(p: &mut Parser<'_>) {
    if p.at(STAR) { starred(p) } else { expression(p) }
}

/// `star_named_expression`
pub(super) fn star_named_expression(p: &mut Parser<'_>) {
    if p.at(STAR) { starred(p) } else { named_expression(p) }
}

fn star_bitwise_or(p: &mut Parser<'_>) {
    if p.at(STAR) { starred(p) } else { operators(p, power::BIT_OR) }
}

fn starred(p: &mut Parser<'_>) {
    let mark = p.start();
    p.bump();
    operators(p, power::BIT_OR);
    p.finish(mark, STARRED_EXPR);
}

/// `named_expression`: an expression, or `name := value`.
pub(super) fn named_expression(p: &mut Parser<'_>) {
    let mark = p.start();
    expression(p);
    if p.at(COLONEQUAL) {
        targets::check_named(p, mark);
        p.bump();
        expression(p);
        p.finish(mark, NAMED_EXPR);
    }
}

/// `yield_expr`
pub(super) fn yield_expression(p: &mut Parser<'_>) {
    let mark = p.start();
    p.bump();
    if p.eat(FROM_KW) {
        expression(p);
        p.finish(mark, YIELD_FROM_EXPR);
        return;
    }
    if p.at_any(STAR_EXPRESSION_START) {
        star_expressions(p);
    }
    p.finish(mark, YIELD_EXPR);
}

/// `expression`: a condition, a lambda, or operators.
pub(super) fn expression(p: &mut Parser<'_>) {
    p.deeper(|p| {
        if p.at(LAMBDA_KW) {
            return lambda(p);
        }
        let mark = p.start();
        operators(p, power::OR);
        if p.at(IF_KW) {
            conditional(p, mark);
        }
    });
}

/// `disjunction`: an expression that stops before `if`.
pub(super) fn disjunction(p: &mut Parser<'_>) {
    p.deeper(|p| operators(p, power::OR));
}

fn conditional(p: &mut Parser<'_>, mark: Mark) {
    p.bump();
    disjunction(p);
    if !p.at(ELSE_KW) {
        if p.at(COLON) {
            p.invalid_syntax();
        } else {
            p.error_since(mark, "expected 'else' after 'if' expression");
        }
    } else {
        p.bump();
        if !p.at_any(EXPRESSION_START) {
            p.error_here("expected expression after 'else', but statement is given");
        }
        expression(p);
    }
    p.finish(mark, IF_EXPR);
}

fn lambda(p: &mut Parser<'_>) {
    let mark = p.start();
    p.bump();
    if !p.at(COLON) {
        parameters::lambda_params(p);
    }
    if p.eat(COLON) {
        expression(p);
    } else {
        p.error_here("expected ':'");
    }
    p.finish(mark, LAMBDA_EXPR);
}

/// Operators that bind at least as tightly as `min`, and their operands.
fn operators(p: &mut Parser<'_>, min: u8) {
    let mark = p.start();
    prefix(p, min);
    loop {
        let Some((power, kind)) = infix(p.kind()) else {
            return;
        };
        if power < min {
            return;
        }
        let goes_on = match kind {
            COMPARE_EXPR => comparison(p, mark),
            BOOL_EXPR => same_operators(p, mark, power),
            _ => binary(p, mark, power),
        };
        if !goes_on {
            return;
        }
    }
}

fn prefix(p: &mut Parser<'_>, min: u8) {
    match p.kind() {
        NOT_KW => {
            if min > power::NOT {
                p.invalid_syntax();
            }
            unary(p, power::NOT);
        }
        MINUS | PLUS | TILDE => unary(p, power::FACTOR),
        AWAIT_KW => await_expression(p),
        _ => atoms::primary(p),
    }
}

fn unary(p: &mut Parser<'_>, operand: u8) {
    p.deeper(|p| {
        let mark = p.start();
        p.bump();
        operators(p, operand);
        p.finish(mark, UNARY_EXPR);
    });
}

fn await_expression(p: &mut Parser<'_>) {
    p.deeper(|p| {
        let mark = p.start();
        p.bump();
        if p.at(AWAIT_KW) {
            p.invalid_syntax();
            await_expression(p);
        } else {
            atoms::primary(p);
        }
        p.finish(mark, AWAIT_EXPR);
    });
}

/// Power and node of an operator between two operands.
fn infix(kind: SyntaxKind) -> Option<(u8, SyntaxKind)> {
    Some(match kind {
        OR_KW => (power::OR, BOOL_EXPR),
        AND_KW => (power::AND, BOOL_EXPR),
        LESS | GREATER | EQEQUAL | NOTEQUAL | LESSEQUAL | GREATEREQUAL | LESSGREATER | IN_KW
        | IS_KW | NOT_KW => (power::COMPARE, COMPARE_EXPR),
        VBAR => (power::BIT_OR, BIN_EXPR),
        CIRCUMFLEX => (power::BIT_XOR, BIN_EXPR),
        AMPER => (power::BIT_AND, BIN_EXPR),
        LEFTSHIFT | RIGHTSHIFT => (power::SHIFT, BIN_EXPR),
        PLUS | MINUS => (power::SUM, BIN_EXPR),
        STAR | SLASH | DOUBLESLASH | PERCENT | AT => (power::TERM, BIN_EXPR),
        DOUBLESTAR => (power::POWER, BIN_EXPR),
        _ => return None,
    })
}

fn binary(p: &mut Parser<'_>, mark: Mark, power: u8) -> bool {
    p.bump();
    match power {
        // Binds to the right, and less tightly than a sign on its right.
        power::POWER => p.deeper(|p| operators(p, power::FACTOR)),
        _ => operators(p, power + 1),
    }
    p.finish_link(mark, BIN_EXPR)
}

/// `a and b and c`: one node.
fn same_operators(p: &mut Parser<'_>, mark: Mark, power: u8) -> bool {
    let operator = p.kind();
    while p.eat(operator) {
        operators(p, power + 1);
    }
    p.finish_link(mark, BOOL_EXPR)
}

/// `a < b is not c`: one node.
fn comparison(p: &mut Parser<'_>, mark: Mark) -> bool {
    let mut found = false;
    while comparison_operator(p) {
        operators(p, power::BIT_OR);
        found = true;
    }
    found && p.finish_link(mark, COMPARE_EXPR)
}

fn comparison_operator(p: &mut Parser<'_>) -> bool {
    match p.kind() {
        NOT_KW => {
            if p.peek() != IN_KW {
                return false;
            }
            p.bump();
            p.bump();
        }
        IS_KW => {
            p.bump();
            p.eat(NOT_KW);
        }
        LESSGREATER => {
            p.invalid_syntax();
            p.bump();
        }
        LESS | GREATER | EQEQUAL | NOTEQUAL | LESSEQUAL | GREATEREQUAL | IN_KW => p.bump(),
        _ => return false,
    }
    true
}
