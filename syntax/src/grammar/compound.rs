//! Compound statements: their headers, clauses and blocks.

use super::atoms::{arguments, close};
use super::comprehensions::{at_comprehension, comprehension};
use super::expressions::{
    expression, for_targets, named_expression, star_expressions, star_named_expression,
    yield_expression,
};
use super::simple::{end_of_line, simple_statements};
use super::{STAR_EXPRESSION_START, parameters, patterns, targets};
use crate::kind::SyntaxKind::{self, *};
use crate::parser::{Mark, Parser};
use crate::version::Feature;

/// Any statement, with the end of its line.
pub(super) fn statement(p: &mut Parser<'_>) {
    p.owning(|p| {
        p.with_fresh_depth(|p| match p.kind() {
            AT => decorated(p),
            ASYNC_KW => asynchronous(p),
            ELIF_KW | ELSE_KW | EXCEPT_KW | FINALLY_KW => stray_clause(p),
            NAME if is_match(p) => match_statement(p),
            kind if starts_compound(kind) => {
                let mark = p.start();
                compound(p, mark);
            }
            _ => simple_statements(p),
        });
    });
}

fn starts_compound(kind: SyntaxKind) -> bool {
    matches!(kind, IF_KW | WHILE_KW | FOR_KW | TRY_KW | WITH_KW | DEF_KW | CLASS_KW)
}

/// The statement whose keyword is the current token; decorators and `async` stand since `mark`.
fn compound(p: &mut Parser<'_>, mark: Mark) {
    match p.kind() {
        IF_KW => if_statement(p, mark),
        WHILE_KW => while_statement(p, mark),
        FOR_KW => for_statement(p, mark),
        TRY_KW => try_statement(p, mark),
        WITH_KW => with_statement(p, mark),
        DEF_KW => function_def(p, mark),
        _ => class_def(p, mark),
    }
}

fn decorated(p: &mut Parser<'_>) {
    let mark = p.start();
    while p.at(AT) {
        let decorator = p.start();
        p.bump();
        let value = p.start();
        named_expression(p);
        if !is_dotted_call(p, value) {
            p.feature(p.range_since(value), Feature::RelaxedDecorator);
        }
        end_of_line(p);
        p.finish(decorator, DECORATOR);
        p.new_line();
    }
    let is_async = p.at(ASYNC_KW) && p.peek() == DEF_KW;
    if is_async {
        p.bump();
    }
    match p.kind() {
        DEF_KW | CLASS_KW => compound(p, mark),
        _ => {
            p.new_line();
            p.invalid_syntax();
            p.finish(mark, ERROR);
        }
    }
}

/// What a decorator could be before Python 3.9: a dotted name, or a call of one.
fn is_dotted_call(p: &Parser<'_>, mark: Mark) -> bool {
    fn is_dotted(node: &rowan::GreenNodeData) -> bool {
        let mut node = node;
        loop {
            match crate::builder::kind_of(node.kind()) {
                NAME_EXPR => return true,
                ATTRIBUTE_EXPR => match node.children().next() {
                    Some(rowan::NodeOrToken::Node(it)) => node = it,
                    _ => return false,
                },
                _ => return false,
            }
        }
    }
    match p.elements_since(mark) {
        [rowan::NodeOrToken::Node(it)] if crate::builder::kind_of(it.kind()) == CALL_EXPR => {
            matches!(it.children().next(), Some(rowan::NodeOrToken::Node(it)) if is_dotted(it))
        }
        [rowan::NodeOrToken::Node(it)] => is_dotted(it),
        _ => true,
    }
}

fn asynchronous(p: &mut Parser<'_>) {
    let mark = p.start();
    p.bump();
    match p.kind() {
        DEF_KW | FOR_KW | WITH_KW => compound(p, mark),
        _ => {
            p.invalid_syntax();
            p.skip_line();
            p.finish(mark, ERROR);
            p.eat(NEWLINE);
        }
    }
}

/// `else:` and its like where nothing stands before them.
fn stray_clause(p: &mut Parser<'_>) {
    let mark = p.start();
    p.invalid_syntax();
    p.skip_line();
    p.eat(NEWLINE);
    if p.at(INDENT) {
        indented_block(p);
    }
    p.finish(mark, ERROR);
}

// ---- blocks -----------------------------------------------------------------------------------

/// The colon and the block behind it. `what` names the statement in the message for a missing
/// block; `at` is its place.
fn body(p: &mut Parser<'_>, what: &str, at: u32) {
    colon(p);
    block(p, what, at);
}

fn colon(p: &mut Parser<'_>) {
    if p.eat(COLON) {
        return;
    }
    if p.at(NEWLINE) {
        p.error_here("expected ':'");
        return;
    }
    p.invalid_syntax();
    let mark = p.start();
    while !matches!(p.kind(), COLON | NEWLINE | ENDMARKER) {
        p.bump();
    }
    p.eat(COLON);
    p.finish(mark, ERROR);
}

fn block(p: &mut Parser<'_>, what: &str, at: u32) {
    if p.eat(NEWLINE) {
        if p.at(INDENT) {
            indented_block(p);
        } else {
            p.missing_block(what, at);
        }
        return;
    }
    if matches!(p.kind(), ENDMARKER | DEDENT | INDENT) {
        return;
    }
    let mark = p.start();
    simple_statements(p);
    p.finish(mark, BLOCK);
}

fn indented_block(p: &mut Parser<'_>) {
    p.bump_indent();
    let mark = p.start();
    super::statements(p, |_| false);
    if p.at(DEDENT) {
        p.bump_dedent();
    }
    p.finish(mark, BLOCK);
    // What went wrong inside was told inside.
    p.new_line();
}

// ---- if, while, for ---------------------------------------------------------------------------

fn if_statement(p: &mut Parser<'_>, mark: Mark) {
    p.bump();
    named_expression(p);
    body(p, "'if' statement", mark.start);
    while p.at(ELIF_KW) {
        let clause = p.start();
        p.bump();
        named_expression(p);
        body(p, "'elif' statement", clause.start);
        p.finish(clause, ELIF_CLAUSE);
    }
    else_clause(p);
    p.finish(mark, IF_STMT);
}

fn else_clause(p: &mut Parser<'_>) {
    if !p.at(ELSE_KW) {
        return;
    }
    let clause = p.start();
    p.bump();
    forced_colon(p);
    block(p, "'else' statement", clause.start);
    p.finish(clause, ELSE_CLAUSE);
}

/// A colon that must follow at once.
fn forced_colon(p: &mut Parser<'_>) {
    if !p.at(COLON) {
        p.error_here("expected ':'");
    }
    colon(p);
}

fn while_statement(p: &mut Parser<'_>, mark: Mark) {
    p.bump();
    named_expression(p);
    body(p, "'while' statement", mark.start);
    else_clause(p);
    p.finish(mark, WHILE_STMT);
}

fn for_statement(p: &mut Parser<'_>, mark: Mark) {
    p.bump();
    for_targets(p);
    if p.expect(IN_KW) {
        let iter = p.start();
        star_expressions(p);
        if p.node_since(iter) == Some(TUPLE_EXPR)
            && p.first_kind_since(iter) != Some(LPAR)
            && p.has_child_since(iter, STARRED_EXPR)
        {
            p.feature(p.range_since(iter), Feature::StarInFor);
        }
    }
    body(p, "'for' statement", mark.start);
    else_clause(p);
    p.finish(mark, FOR_STMT);
}

// ---- try --------------------------------------------------------------------------------------

fn try_statement(p: &mut Parser<'_>, mark: Mark) {
    p.bump();
    forced_colon(p);
    block(p, "'try' statement", mark.start);
    let mut clauses = 0;
    let mut first_star = None;
    while p.at(EXCEPT_KW) {
        let star = p.peek() == STAR;
        if *first_star.get_or_insert(star) != star {
            p.error_here("cannot have both 'except' and 'except*' on the same 'try'");
        }
        except_clause(p);
        clauses += 1;
    }
    if clauses == 0 && p.at(ELSE_KW) {
        p.error_here("expected 'except' or 'finally' block");
    }
    else_clause(p);
    if p.at(FINALLY_KW) {
        let clause = p.start();
        p.bump();
        forced_colon(p);
        block(p, "'finally' statement", clause.start);
        p.finish(clause, FINALLY_CLAUSE);
    } else if clauses == 0 {
        p.error_here("expected 'except' or 'finally' block");
    }
    p.finish(mark, TRY_STMT);
}

fn except_clause(p: &mut Parser<'_>) {
    let clause = p.start();
    p.bump();
    let star = p.at(STAR);
    if star {
        p.feature(p.token().range(), Feature::ExceptStar);
        p.bump();
    }
    let class = p.start();
    if p.at_any(STAR_EXPRESSION_START) {
        expression(p);
        if p.at(COMMA) {
            except_tuple(p, class);
        }
    } else if star {
        p.error_here("expected one or more exception types");
    }
    if p.eat(AS_KW) {
        p.expect(NAME);
    }
    let what = if star { "'except*' statement" } else { "'except' statement" };
    body(p, what, clause.start);
    p.finish(clause, EXCEPT_CLAUSE);
}

/// `except A, B:`, since Python 3.14.
fn except_tuple(p: &mut Parser<'_>, mark: Mark) {
    while p.eat(COMMA) && p.at_any(STAR_EXPRESSION_START) {
        expression(p);
    }
    let range = p.range_since(mark);
    p.finish(mark, TUPLE_EXPR);
    if p.at(AS_KW) {
        p.error(range, "multiple exception types must be parenthesized");
    } else {
        p.feature(range, Feature::BareExceptTuple);
    }
}

// ---- with -------------------------------------------------------------------------------------

fn with_statement(p: &mut Parser<'_>, mark: Mark) {
    p.bump();
    if !(p.at(LPAR) && parenthesized_items(p)) {
        with_items(p);
    }
    body(p, "'with' statement", mark.start);
    p.finish(mark, WITH_STMT);
}

fn with_items(p: &mut Parser<'_>) {
    loop {
        let item = p.start();
        expression(p);
        as_target(p);
        p.finish(item, WITH_ITEM);
        if !p.eat(COMMA) {
            return;
        }
    }
}

fn as_target(p: &mut Parser<'_>) {
    if p.eat(AS_KW) {
        let target = p.start();
        super::expressions::star_expression(p);
        targets::check_with(p, target);
    }
}

/// `with (a as b, c):`, where the parentheses belong to the statement. Answers false, with nothing
/// taken, if they begin an expression.
fn parenthesized_items(p: &mut Parser<'_>) -> bool {
    match look_into_parentheses(p) {
        Parentheses::Expression => return false,
        Parentheses::Item => {}
        Parentheses::Items => p.feature(p.token().range(), Feature::ParenthesizedWith),
    }
    p.bump();
    while !p.at(RPAR) && p.at_any(STAR_EXPRESSION_START) {
        let item = p.start();
        expression(p);
        as_target(p);
        p.finish(item, WITH_ITEM);
        if !p.eat(COMMA) {
            break;
        }
    }
    close(p, RPAR);
    true
}

/// What the parentheses behind `with` hold.
enum Parentheses {
    Expression,
    /// One item without `as` or comma, which older versions take for an expression.
    Item,
    Items,
}

/// Parentheses belong to the statement if a colon follows them and all that lies directly inside
/// could be items: no `yield`, `:=`, star or comprehension.
fn look_into_parentheses(p: &Parser<'_>) -> Parentheses {
    let mut rest = p.rest_of_line();
    let mut depth = 1;
    let mut at_start = true;
    let mut found = Parentheses::Expression;
    for kind in rest.by_ref() {
        match kind {
            RPAR | RSQB | RBRACE => depth -= 1,
            YIELD_KW | COLONEQUAL | FOR_KW | ASYNC_KW if depth == 1 => {
                return Parentheses::Expression;
            }
            STAR if depth == 1 && at_start => return Parentheses::Expression,
            AS_KW | COMMA if depth == 1 => found = Parentheses::Items,
            LPAR | LSQB | LBRACE => depth += 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        if matches!(found, Parentheses::Expression) {
            found = Parentheses::Item;
        }
        at_start = kind == COMMA && depth == 1;
    }
    if rest.next() == Some(COLON) { found } else { Parentheses::Expression }
}

// ---- functions and classes --------------------------------------------------------------------

fn function_def(p: &mut Parser<'_>, mark: Mark) {
    let at = p.token().start;
    p.bump();
    p.expect(NAME);
    if p.at(LSQB) {
        parameters::type_params(p);
    }
    if p.at(LPAR) {
        parameters::params(p);
    } else {
        p.error_here("expected '('");
    }
    if p.eat(RARROW) {
        expression(p);
    }
    forced_colon(p);
    block(p, "function definition", at);
    p.finish(mark, FUNCTION_DEF);
}

fn class_def(p: &mut Parser<'_>, mark: Mark) {
    let at = p.token().start;
    p.bump();
    p.expect(NAME);
    if p.at(LSQB) {
        parameters::type_params(p);
    }
    if p.at(LPAR) {
        let bases = p.start();
        arguments(p);
        if p.is_bare_generator_since(bases) {
            p.error_since(bases, "invalid syntax");
        }
    }
    body(p, "class definition", at);
    p.finish(mark, CLASS_DEF);
}

// ---- match ------------------------------------------------------------------------------------

/// `match` is a keyword where a subject and a colon at the end of the line follow, or where what
/// follows can't continue an expression.
fn is_match(p: &mut Parser<'_>) -> bool {
    if p.token_text() != "match" {
        return false;
    }
    match p.peek() {
        NAME | INT | FLOAT | IMAGINARY | STRING | FSTRING_START | TSTRING_START | LBRACE
        | TILDE | LAMBDA_KW | AWAIT_KW | NONE_KW | TRUE_KW | FALSE_KW | ELLIPSIS | YIELD_KW => true,
        LPAR | LSQB | STAR | MINUS | PLUS | NOT_KW => p.rest_of_line().last() == Some(COLON),
        _ => false,
    }
}

fn match_statement(p: &mut Parser<'_>) {
    let mark = p.start();
    p.feature(p.token().range(), Feature::Match);
    p.bump_as(MATCH_KW);
    subject(p);
    colon(p);
    if !p.eat(NEWLINE) {
        p.invalid_syntax();
        p.skip_line();
        p.eat(NEWLINE);
    }
    if p.at(INDENT) {
        p.bump_indent();
        cases(p);
        if p.at(DEDENT) {
            p.bump_dedent();
        }
    } else {
        p.missing_block("'match' statement", mark.start);
    }
    p.finish(mark, MATCH_STMT);
}

/// `subject_expr`
fn subject(p: &mut Parser<'_>) {
    let mark = p.start();
    if p.at(YIELD_KW) {
        p.invalid_syntax();
        return yield_expression(p);
    }
    star_named_expression(p);
    if at_comprehension(p) {
        comprehension(p, mark);
    }
    if p.at(COMMA) {
        while p.eat(COMMA) && p.at_any(STAR_EXPRESSION_START) {
            star_named_expression(p);
        }
        p.finish(mark, TUPLE_EXPR);
    } else if p.node_since(mark) == Some(STARRED_EXPR) {
        p.invalid_syntax();
    }
}

fn cases(p: &mut Parser<'_>) {
    let mut extra_indents = 0;
    loop {
        match p.kind() {
            ENDMARKER => return,
            DEDENT if extra_indents == 0 => return,
            DEDENT => {
                extra_indents -= 1;
                super::extra_dedent(p);
            }
            NAME if p.token_text() == "case" => p.owning(case),
            INDENT => {
                extra_indents += 1;
                super::unexpected_indent(p);
            }
            NEWLINE => p.owning(Parser::bump),
            _ => p.owning(not_a_case),
        }
    }
}

/// A statement where only `case` may stand.
fn not_a_case(p: &mut Parser<'_>) {
    p.invalid_syntax();
    let mark = p.start();
    statement(p);
    p.finish(mark, ERROR);
}

fn case(p: &mut Parser<'_>) {
    let mark = p.start();
    p.bump_as(CASE_KW);
    p.with_fresh_depth(patterns::patterns);
    if p.at(IF_KW) {
        let guard = p.start();
        p.bump();
        named_expression(p);
        p.finish(guard, GUARD);
    }
    body(p, "'case' statement", mark.start);
    p.finish(mark, CASE_CLAUSE);
}
