//! Parameters of functions and lambdas, and type parameters (PEP 695, PEP 696).

use super::atoms::close;
use super::expressions::{expression, star_expression};
use crate::kind::SyntaxKind::{self, *};
use crate::parser::{Mark, Parser};
use crate::version::Feature;

/// Parameters of a function, with their parentheses.
pub(super) fn params(p: &mut Parser<'_>) {
    let mark = p.start();
    p.bump();
    parameters(p, RPAR);
    close(p, RPAR);
    p.finish(mark, PARAM_LIST);
}

/// Parameters of a lambda, up to the colon.
pub(super) fn lambda_params(p: &mut Parser<'_>) {
    let mark = p.start();
    parameters(p, COLON);
    p.finish(mark, PARAM_LIST);
}

fn parameters(p: &mut Parser<'_>, end: SyntaxKind) {
    loop {
        match p.kind() {
            NAME => parameter(p, PARAM, end),
            STAR if matches!(p.peek(), COMMA | RPAR | COLON) => p.bump(),
            STAR => parameter(p, VARARG_PARAM, end),
            DOUBLESTAR => parameter(p, KWARG_PARAM, end),
            SLASH => p.bump(),
            _ => return,
        }
        if !p.eat(COMMA) {
            return;
        }
    }
}

fn parameter(p: &mut Parser<'_>, kind: SyntaxKind, end: SyntaxKind) {
    let mark = p.start();
    if kind != PARAM {
        p.bump();
    }
    p.expect(NAME);
    if end == RPAR && p.at(COLON) {
        annotation(p, kind);
    }
    if p.at(EQUAL) {
        default(p, kind, end);
    }
    p.finish(mark, kind);
}

fn annotation(p: &mut Parser<'_>, kind: SyntaxKind) {
    p.bump();
    if kind == VARARG_PARAM && p.at(STAR) {
        p.feature(p.token().range(), Feature::StarAnnotation);
        star_expression(p);
    } else {
        expression(p);
    }
}

fn default(p: &mut Parser<'_>, kind: SyntaxKind, end: SyntaxKind) {
    match kind {
        VARARG_PARAM => p.error_here("var-positional argument cannot have default value"),
        KWARG_PARAM => p.error_here("var-keyword argument cannot have default value"),
        _ => {}
    }
    let equal = p.token().range();
    p.bump();
    if p.at(COMMA) || p.at(end) {
        p.error(equal, "expected default value expression");
    } else {
        expression(p);
    }
}

// ---- type parameters --------------------------------------------------------------------------

/// Type parameters with their brackets.
pub(super) fn type_params(p: &mut Parser<'_>) {
    let mark = p.start();
    p.feature(p.token().range(), Feature::TypeParams);
    p.bump();
    if p.at(RSQB) {
        p.error_here("Type parameter list cannot be empty");
    }
    while matches!(p.kind(), NAME | STAR | DOUBLESTAR) {
        type_param(p);
        if !p.eat(COMMA) {
            break;
        }
    }
    close(p, RSQB);
    p.finish(mark, TYPE_PARAM_LIST);
}

fn type_param(p: &mut Parser<'_>) {
    let mark = p.start();
    let kind = match p.kind() {
        STAR => TYPE_VAR_TUPLE,
        DOUBLESTAR => PARAM_SPEC,
        _ => TYPE_VAR,
    };
    if kind != TYPE_VAR {
        p.bump();
    }
    p.expect(NAME);
    if p.at(COLON) {
        bound(p, kind);
    }
    if p.at(EQUAL) {
        p.feature(p.token().range(), Feature::TypeParamDefault);
        p.bump();
        if kind == TYPE_VAR_TUPLE { star_expression(p) } else { expression(p) }
    }
    p.finish(mark, kind);
}

fn bound(p: &mut Parser<'_>, kind: SyntaxKind) {
    let colon = p.token().range();
    p.bump();
    let mark: Mark = p.start();
    expression(p);
    let word = if p.node_since(mark) == Some(TUPLE_EXPR) { "constraints" } else { "bound" };
    match kind {
        TYPE_VAR_TUPLE => p.error(colon, format!("cannot use {word} with TypeVarTuple")),
        PARAM_SPEC => p.error(colon, format!("cannot use {word} with ParamSpec")),
        _ => {}
    }
}
