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
    let mut order = ParameterOrder::default();
    loop {
        let mark = p.start();
        match p.kind() {
            NAME => {
                parameter(p, PARAM, end);
                order.plain(p, mark);
            }
            STAR if matches!(p.peek(), COMMA | RPAR | COLON) => {
                order.star(p);
                p.bump();
                order.behind_bare_star(p, end);
            }
            STAR => {
                order.star(p);
                parameter(p, VARARG_PARAM, end);
            }
            DOUBLESTAR => {
                order.behind_kwarg(p);
                parameter(p, KWARG_PARAM, end);
                order.kwarg = true;
            }
            SLASH => {
                order.slash(p);
                p.bump();
            }
            _ => return,
        }
        if !p.eat(COMMA) {
            return;
        }
    }
}

/// What stood among the parameters so far.
#[derive(Default)]
struct ParameterOrder {
    any: bool,
    default: bool,
    slash: bool,
    star: bool,
    kwarg: bool,
}

impl ParameterOrder {
    /// A parameter without stars was built since `mark`.
    fn plain(&mut self, p: &mut Parser<'_>, mark: Mark) {
        let has_default = p.has_child_since(mark, EQUAL);
        if self.kwarg {
            p.error_since(mark, "arguments cannot follow var-keyword argument");
        } else if self.default && !has_default && !self.star {
            let text = "parameter without a default follows parameter with a default";
            p.error_since(mark, text);
        }
        self.default |= has_default;
        self.any = true;
    }

    fn behind_kwarg(&self, p: &mut Parser<'_>) {
        if self.kwarg {
            p.error_here("arguments cannot follow var-keyword argument");
        }
    }

    fn star(&mut self, p: &mut Parser<'_>) {
        self.behind_kwarg(p);
        if self.star {
            p.error_here("* argument may appear only once");
        }
        self.star = true;
    }

    /// A star without a name was taken: names must follow.
    fn behind_bare_star(&self, p: &mut Parser<'_>, end: SyntaxKind) {
        if p.at(end) || (p.at(COMMA) && (p.peek() == end || p.peek() == DOUBLESTAR)) {
            p.error_here("named arguments must follow bare *");
        }
    }

    fn slash(&mut self, p: &mut Parser<'_>) {
        self.behind_kwarg(p);
        if self.slash {
            p.error_here("/ may appear only once");
        } else if self.star {
            p.error_here("/ must be ahead of *");
        } else if !self.any {
            p.error_here("at least one argument must precede /");
        }
        self.slash = true;
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
