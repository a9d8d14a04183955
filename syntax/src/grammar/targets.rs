//! What may stand on the left of an assignment, behind `del`, `for` and `as`.
//!
//! The parser takes any expression there, so that the tree stays whole; these checks look at what
//! was built and say what CPython says (`_PyPegen_get_invalid_target` and `_PyPegen_get_expr_name`
//! in Parser/pegen.c).

use rowan::{GreenNodeData, NodeOrToken, TextRange, TextSize};

use crate::builder::kind_of;
use crate::kind::SyntaxKind::{self, *};
use crate::parser::{Mark, Parser};

/// Where a target stands; CPython's `TARGETS_TYPE`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Star,
    Del,
    For,
}

/// An expression that can't be a target: its place, and CPython's name for it.
struct Invalid {
    range: TextRange,
    kind: SyntaxKind,
    name: &'static str,
}

/// The name that was built since `mark`, if it is nothing but a name.
pub(super) fn name_since(p: &Parser<'_>, mark: Mark) -> Option<String> {
    match p.elements_since(mark) {
        [NodeOrToken::Node(it)] if kind_of(it.kind()) == NAME_EXPR => {
            it.children().next()?.into_token().map(|it| it.text().to_string())
        }
        _ => None,
    }
}

/// Behind `target =`.
pub(super) fn check_assign(p: &mut Parser<'_>, mark: Mark) {
    let Some(invalid) = invalid_since(p, mark, Place::Star) else {
        return;
    };
    let whole = p.node_since(mark) == Some(invalid.kind) && invalid.range == p.range_since(mark);
    let text = match invalid.kind {
        _ if !whole => format!("cannot assign to {}", invalid.name),
        YIELD_EXPR | YIELD_FROM_EXPR => "assignment to yield expression not possible".to_string(),
        _ if may_mean_equality(&invalid) => {
            format!("cannot assign to {} here. Maybe you meant '==' instead of '='?", invalid.name)
        }
        _ => format!("cannot assign to {}", invalid.name),
    };
    p.error(invalid.range, text);
}

fn may_mean_equality(invalid: &Invalid) -> bool {
    !matches!(invalid.name, "True" | "False" | "None" | "generator expression")
        && !matches!(invalid.kind, IF_EXPR | LAMBDA_EXPR | NAMED_EXPR | BOOL_EXPR | COMPARE_EXPR)
}

/// Behind `del target`.
pub(super) fn check_delete(p: &mut Parser<'_>, mark: Mark) {
    if let Some(invalid) = invalid_since(p, mark, Place::Del) {
        p.error(invalid.range, format!("cannot delete {}", invalid.name));
    }
}

/// Behind `for target`.
pub(super) fn check_for(p: &mut Parser<'_>, mark: Mark) {
    if let Some(invalid) = invalid_since(p, mark, Place::For) {
        p.error(invalid.range, format!("cannot assign to {}", invalid.name));
    }
}

/// Behind `with item as target`.
pub(super) fn check_with(p: &mut Parser<'_>, mark: Mark) {
    if let Some(invalid) = invalid_since(p, mark, Place::Star) {
        p.error(invalid.range, format!("cannot assign to {}", invalid.name));
    }
}

/// Before `target +=`.
pub(super) fn check_augmented(p: &mut Parser<'_>, mark: Mark) {
    let Some((node, at)) = unparenthesized(p, mark) else {
        return;
    };
    if matches!(kind_of(node.kind()), NAME_EXPR | ATTRIBUTE_EXPR | SUBSCRIPT_EXPR) {
        return;
    }
    let text =
        format!("'{}' is an illegal expression for augmented assignment", expression_name(node));
    p.error(TextRange::at(at, node.text_len()), text);
}

/// Before `target: annotation`.
pub(super) fn check_annotated(p: &mut Parser<'_>, mark: Mark) {
    let Some((node, at)) = unparenthesized(p, mark) else {
        return;
    };
    let range = TextRange::at(at, node.text_len());
    match kind_of(node.kind()) {
        NAME_EXPR | ATTRIBUTE_EXPR | SUBSCRIPT_EXPR => {}
        LIST_EXPR => p.error(range, "only single target (not list) can be annotated"),
        TUPLE_EXPR => p.error(range, "only single target (not tuple) can be annotated"),
        _ => p.error(range, "illegal target for annotation"),
    }
}

/// Before `target := value`.
pub(super) fn check_named(p: &mut Parser<'_>, mark: Mark) {
    let Some((node, at)) = unparenthesized(p, mark) else {
        return;
    };
    if p.node_since(mark) == Some(NAME_EXPR) {
        return;
    }
    let text = format!("cannot use assignment expressions with {}", expression_name(node));
    p.error(TextRange::at(at, node.text_len()), text);
}

fn node_since<'p>(p: &'p Parser<'_>, mark: Mark) -> Option<&'p GreenNodeData> {
    match p.elements_since(mark) {
        [NodeOrToken::Node(it)] => Some(it),
        _ => None,
    }
}

/// The expression since `mark` without the parentheses around it, and where it starts.
fn unparenthesized<'p>(p: &'p Parser<'_>, mark: Mark) -> Option<(&'p GreenNodeData, TextSize)> {
    Some(strip(node_since(p, mark)?, mark.start.into()))
}

fn strip(node: &GreenNodeData, at: TextSize) -> (&GreenNodeData, TextSize) {
    let (mut node, mut at) = (node, at);
    while kind_of(node.kind()) == PAREN_EXPR {
        let Some((inner, start)) = expressions(node, at).next() else {
            break;
        };
        (node, at) = (inner, start);
    }
    (node, at)
}

/// The nodes among the children, each with its place.
fn expressions(
    node: &GreenNodeData,
    start: TextSize,
) -> impl Iterator<Item = (&GreenNodeData, TextSize)> {
    let mut at = start;
    node.children().filter_map(move |it| {
        let start = at;
        match it {
            NodeOrToken::Node(it) => {
                at += it.text_len();
                Some((it, start))
            }
            NodeOrToken::Token(it) => {
                at += it.text_len();
                None
            }
        }
    })
}

fn invalid_since(p: &Parser<'_>, mark: Mark, place: Place) -> Option<Invalid> {
    let node = node_since(p, mark)?;
    // The common case needs no more.
    if matches!(kind_of(node.kind()), NAME_EXPR | ATTRIBUTE_EXPR | SUBSCRIPT_EXPR) {
        return None;
    }
    invalid_target(node, mark.start.into(), place)
}

fn invalid_target(node: &GreenNodeData, at: TextSize, place: Place) -> Option<Invalid> {
    let (node, at) = strip(node, at);
    let kind = kind_of(node.kind());
    let invalid = || {
        let name = expression_name(node);
        Some(Invalid { range: TextRange::at(at, node.text_len()), kind, name })
    };
    match kind {
        NAME_EXPR | ATTRIBUTE_EXPR | SUBSCRIPT_EXPR | ERROR => None,
        LIST_EXPR | TUPLE_EXPR => {
            expressions(node, at).find_map(|(it, at)| invalid_target(it, at, place))
        }
        STARRED_EXPR if place == Place::Del => invalid(),
        STARRED_EXPR => {
            expressions(node, at).next().and_then(|(it, at)| invalid_target(it, at, place))
        }
        COMPARE_EXPR if place == Place::For && first_operator(node) == Some(IN_KW) => {
            expressions(node, at).next().and_then(|(it, at)| invalid_target(it, at, place))
        }
        _ => invalid(),
    }
}

fn first_operator(node: &GreenNodeData) -> Option<SyntaxKind> {
    node.children()
        .filter_map(|it| it.into_token())
        .map(|it| kind_of(it.kind()))
        .find(|it| !it.is_trivia())
}

/// CPython's word for an expression (`_PyPegen_get_expr_name`).
fn expression_name(node: &GreenNodeData) -> &'static str {
    match kind_of(node.kind()) {
        ATTRIBUTE_EXPR => "attribute",
        SUBSCRIPT_EXPR => "subscript",
        STARRED_EXPR => "starred",
        NAME_EXPR => "name",
        LIST_EXPR => "list",
        TUPLE_EXPR => "tuple",
        LAMBDA_EXPR => "lambda",
        CALL_EXPR => "function call",
        BOOL_EXPR | BIN_EXPR | UNARY_EXPR => "expression",
        GENERATOR_EXPR => "generator expression",
        YIELD_EXPR | YIELD_FROM_EXPR => "yield expression",
        AWAIT_EXPR => "await expression",
        LIST_COMP_EXPR => "list comprehension",
        SET_COMP_EXPR => "set comprehension",
        DICT_COMP_EXPR => "dict comprehension",
        DICT_EXPR => "dict literal",
        SET_EXPR => "set display",
        COMPARE_EXPR => "comparison",
        IF_EXPR => "conditional expression",
        NAMED_EXPR => "named expression",
        STRING_EXPR => string_name(node),
        CONSTANT_EXPR => match first_operator(node) {
            Some(NONE_KW) => "None",
            Some(TRUE_KW) => "True",
            Some(FALSE_KW) => "False",
            Some(ELLIPSIS) => "ellipsis",
            _ => "literal",
        },
        _ => "expression",
    }
}

fn string_name(node: &GreenNodeData) -> &'static str {
    let is_fstring = |it: NodeOrToken<&GreenNodeData, _>| it.into_node().is_some();
    if node.children().any(is_fstring) { "f-string expression" } else { "literal" }
}
