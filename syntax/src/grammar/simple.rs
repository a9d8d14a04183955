//! Simple statements and the lines that they share.

use super::expressions::{expression, star_expressions, yield_expression};
use super::{EXPRESSION_START, STAR_EXPRESSION_START, parameters, targets};
use crate::kind::SyntaxKind::{self, *};
use crate::parser::{Mark, Parser};
use crate::version::Feature;

/// `simple_stmts`: one or more simple statements up to the end of the line.
pub(super) fn simple_statements(p: &mut Parser<'_>) {
    loop {
        simple_statement(p);
        if !p.eat(SEMI) || p.at(NEWLINE) {
            break;
        }
    }
    end_of_line(p);
}

/// The NEWLINE, and before it what does not belong there.
pub(super) fn end_of_line(p: &mut Parser<'_>) {
    if !matches!(p.kind(), NEWLINE | ENDMARKER | DEDENT | INDENT) {
        p.invalid_syntax();
        let mark = p.start();
        p.skip_line();
        p.finish(mark, ERROR);
    }
    p.eat(NEWLINE);
}

fn simple_statement(p: &mut Parser<'_>) {
    let mark = p.start();
    match p.kind() {
        RETURN_KW => return_statement(p, mark),
        IMPORT_KW => import_statement(p, mark),
        FROM_KW => import_from_statement(p, mark),
        GLOBAL_KW => names_statement(p, mark, GLOBAL_STMT),
        NONLOCAL_KW => names_statement(p, mark, NONLOCAL_STMT),
        PASS_KW => keyword_statement(p, mark, PASS_STMT),
        BREAK_KW => keyword_statement(p, mark, BREAK_STMT),
        CONTINUE_KW => keyword_statement(p, mark, CONTINUE_STMT),
        DEL_KW => delete_statement(p, mark),
        ASSERT_KW => assert_statement(p, mark),
        RAISE_KW => raise_statement(p, mark),
        NAME if is_type_alias(p) => type_alias_statement(p, mark),
        YIELD_KW => expression_statement(p, mark),
        _ if p.at_any(STAR_EXPRESSION_START) => expression_statement(p, mark),
        _ => {
            p.invalid_syntax();
            p.skip_line();
            p.finish(mark, ERROR);
        }
    }
}

fn keyword_statement(p: &mut Parser<'_>, mark: Mark, kind: SyntaxKind) {
    p.bump();
    p.finish(mark, kind);
}

fn return_statement(p: &mut Parser<'_>, mark: Mark) {
    p.bump();
    if p.at_any(STAR_EXPRESSION_START) {
        star_expressions(p);
    }
    p.finish(mark, RETURN_STMT);
}

fn names_statement(p: &mut Parser<'_>, mark: Mark, kind: SyntaxKind) {
    p.bump();
    while p.expect(NAME) && p.eat(COMMA) {}
    p.finish(mark, kind);
}

fn delete_statement(p: &mut Parser<'_>, mark: Mark) {
    p.bump();
    if !p.at_any(STAR_EXPRESSION_START) {
        p.invalid_syntax();
    }
    while p.at_any(STAR_EXPRESSION_START) {
        let target = p.start();
        super::expressions::star_expression(p);
        targets::check_delete(p, target);
        if !p.eat(COMMA) {
            break;
        }
    }
    p.finish(mark, DELETE_STMT);
}

fn assert_statement(p: &mut Parser<'_>, mark: Mark) {
    p.bump();
    expression(p);
    if p.eat(COMMA) {
        expression(p);
    }
    p.finish(mark, ASSERT_STMT);
}

fn raise_statement(p: &mut Parser<'_>, mark: Mark) {
    p.bump();
    if p.at_any(EXPRESSION_START) {
        expression(p);
        if p.eat(FROM_KW) {
            expression(p);
        }
    }
    p.finish(mark, RAISE_STMT);
}

// ---- imports ----------------------------------------------------------------------------------

fn import_statement(p: &mut Parser<'_>, mark: Mark) {
    p.bump();
    if p.at(NEWLINE) {
        p.error_here("Expected one or more names after 'import'");
    }
    loop {
        let alias = p.start();
        dotted_name(p);
        import_as(p);
        p.finish(alias, IMPORT_ALIAS);
        if !p.eat(COMMA) {
            break;
        }
    }
    p.finish(mark, IMPORT_STMT);
}

fn import_as(p: &mut Parser<'_>) {
    if p.eat(AS_KW) {
        p.expect(NAME);
    }
}

fn dotted_name(p: &mut Parser<'_>) {
    let mark = p.start();
    while p.expect(NAME) && p.eat(DOT) {}
    p.finish(mark, DOTTED_NAME);
}

fn import_from_statement(p: &mut Parser<'_>, mark: Mark) {
    p.bump();
    let mut dots = false;
    while matches!(p.kind(), DOT | ELLIPSIS) {
        p.bump();
        dots = true;
    }
    if !dots || p.at(NAME) {
        dotted_name(p);
    }
    if p.expect(IMPORT_KW) {
        import_from_targets(p);
    }
    p.finish(mark, IMPORT_FROM_STMT);
}

fn import_from_targets(p: &mut Parser<'_>) {
    if p.eat(STAR) {
        return;
    }
    if p.at(NEWLINE) {
        p.error_here("Expected one or more names after 'import'");
        return;
    }
    let parenthesized = p.eat(LPAR);
    loop {
        let alias = p.start();
        let name = p.start();
        let there = p.expect(NAME);
        p.finish(name, DOTTED_NAME);
        import_as(p);
        p.finish(alias, IMPORT_ALIAS);
        if !there || !p.at(COMMA) {
            break;
        }
        let comma = p.token().range();
        p.bump();
        if parenthesized && p.at(RPAR) {
            break;
        }
        if !parenthesized && p.at(NEWLINE) {
            p.error(comma, "trailing comma not allowed without surrounding parentheses");
            break;
        }
    }
    if parenthesized {
        super::atoms::close(p, RPAR);
    }
}

// ---- type aliases -----------------------------------------------------------------------------

/// `type` is a keyword only before a name.
fn is_type_alias(p: &mut Parser<'_>) -> bool {
    p.token_text() == "type" && p.peek() == NAME
}

fn type_alias_statement(p: &mut Parser<'_>, mark: Mark) {
    p.feature(p.token().range(), Feature::TypeAlias);
    p.bump_as(TYPE_KW);
    let name = p.start();
    p.bump();
    p.finish(name, NAME_EXPR);
    if p.at(LSQB) {
        parameters::type_params(p);
    }
    if p.expect(EQUAL) {
        expression(p);
    }
    p.finish(mark, TYPE_ALIAS_STMT);
}

// ---- expressions and assignments --------------------------------------------------------------

fn expression_statement(p: &mut Parser<'_>, mark: Mark) {
    value(p);
    match p.kind() {
        EQUAL => assignment(p, mark),
        COLON => annotated_assignment(p, mark),
        kind if is_augmented(kind) => augmented_assignment(p, mark),
        _ => {
            legacy_statement(p, mark);
            p.finish(mark, EXPR_STMT);
        }
    }
}

/// `yield_expr | star_expressions`
fn value(p: &mut Parser<'_>) {
    if p.at(YIELD_KW) { yield_expression(p) } else { star_expressions(p) }
}

fn assignment(p: &mut Parser<'_>, mark: Mark) {
    let mut target = mark;
    while p.at(EQUAL) {
        targets::check_assign(p, target);
        p.bump();
        target = p.start();
        value(p);
    }
    p.finish(mark, ASSIGN_STMT);
}

fn is_augmented(kind: SyntaxKind) -> bool {
    matches!(
        kind,
        PLUSEQUAL
            | MINEQUAL
            | STAREQUAL
            | SLASHEQUAL
            | PERCENTEQUAL
            | AMPEREQUAL
            | VBAREQUAL
            | CIRCUMFLEXEQUAL
            | LEFTSHIFTEQUAL
            | RIGHTSHIFTEQUAL
            | DOUBLESTAREQUAL
            | DOUBLESLASHEQUAL
            | ATEQUAL
    )
}

fn augmented_assignment(p: &mut Parser<'_>, mark: Mark) {
    targets::check_augmented(p, mark);
    p.bump();
    value(p);
    p.finish(mark, AUG_ASSIGN_STMT);
}

fn annotated_assignment(p: &mut Parser<'_>, mark: Mark) {
    targets::check_annotated(p, mark);
    p.bump();
    expression(p);
    if p.eat(EQUAL) {
        value(p);
    }
    p.finish(mark, ANN_ASSIGN_STMT);
}

/// `print x` and `exec x`.
fn legacy_statement(p: &mut Parser<'_>, mark: Mark) {
    if p.node_since(mark) != Some(NAME_EXPR) || !p.at_any(super::OPERAND_START) {
        return;
    }
    let Some(name) = targets::name_since(p, mark) else {
        return;
    };
    if name != "print" && name != "exec" {
        return;
    }
    let text = format!("Missing parentheses in call to '{name}'. Did you mean {name}(...)?");
    let rest = p.start();
    star_expressions(p);
    p.error_since(mark, text);
    p.skip_line();
    p.finish(rest, ERROR);
}
