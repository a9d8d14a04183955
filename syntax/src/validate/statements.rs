//! Jumps, blocks, and the order of `except` clauses.

use rowan::TextRange;

use super::Walker;
use super::context::{Access, Context, Jump, Scope};
use super::place::Node;
use crate::kind::SyntaxKind::{self, *};

/// How many blocks may be open at once. Source: `CO_MAXBLOCKS` (Include/cpython/code.h).
const MAX_BLOCKS: u8 = 21;

const IN_EXCEPT_STAR: &str = "'break', 'continue' and 'return' cannot appear in an except* block";

impl<'a> Walker<'a> {
    /// Mirrors `compiler_return`.
    pub(super) fn check_return(&mut self, node: Node<'a>, context: Context) {
        if !context.is_function_like() {
            return self.report(node.range(), "'return' outside function");
        }
        let value = node.nodes().next();
        let is_async_generator = context.scope == Scope::AsyncFunction
            && value.is_some()
            && self.functions.is_generator(context.function);
        if is_async_generator {
            return self.report(node.range(), "'return' with value in async generator");
        }
        if context.in_except_star {
            self.report(returned_range(node, value), IN_EXCEPT_STAR);
        }
    }

    /// Mirrors `compiler_break` and `compiler_continue`.
    pub(super) fn check_jump(&mut self, node: Node<'a>, context: Context) {
        let text = match context.jump {
            Jump::Loop => return,
            Jump::ExceptStar => IN_EXCEPT_STAR,
            Jump::Nothing if node.kind() == BREAK_STMT => "'break' outside loop",
            Jump::Nothing => "'continue' not properly in loop",
        };
        self.report(node.range(), text);
    }

    pub(super) fn check_for(&mut self, node: Node<'a>, context: Context) {
        if node.token(ASYNC_KW).is_some() && context.scope != Scope::AsyncFunction {
            self.report(node.reported_range(), "'async for' outside async function");
        }
        self.check_blocks(context, 1, || node.reported_range());
    }

    pub(super) fn check_with(&mut self, node: Node<'a>, context: Context) {
        if node.token(ASYNC_KW).is_some() && context.scope != Scope::AsyncFunction {
            self.report(node.reported_range(), "'async with' outside async function");
        }
        for (i, item) in node.nodes().filter(|it| it.kind() == WITH_ITEM).enumerate() {
            let Some(value) = item.nodes().next() else {
                continue;
            };
            self.check_blocks(context.more_blocks(clamped(i)), 1, || value.range());
        }
    }

    /// Mirrors `compiler_try_except` and `compiler_try_finally`.
    pub(super) fn check_try(&mut self, node: Node<'a>, context: Context) {
        let handlers: Vec<Node<'a>> =
            node.nodes().filter(|it| it.kind() == EXCEPT_CLAUSE).collect();
        let is_bare = |it: &&Node<'a>| it.nodes().next().is_none_or(|it| it.kind() == BLOCK);
        let all_but_last = handlers.len().saturating_sub(1);
        if let Some(bare) = handlers[..all_but_last].iter().find(is_bare) {
            self.report(bare.reported_range(), "default 'except:' must be last");
        }
        let context = context.more_blocks(u8::from(node.node(FINALLY_CLAUSE).is_some()));
        self.check_blocks(context, 0, || node.reported_range());
        if let Some(handler) = handlers.first() {
            self.check_blocks(context, 1, || node.reported_range());
            self.check_blocks(context.more_blocks(1), 1, || handler.reported_range());
        }
    }

    /// Reports `range` where the last of `n` more blocks is the first one too many. Mirrors
    /// `compiler_push_fblock`; generators have one block around all others.
    pub(super) fn check_blocks(
        &mut self,
        context: Context,
        n: u8,
        range: impl FnOnce() -> TextRange,
    ) {
        let blocks = context.more_blocks(n).blocks;
        if blocks < MAX_BLOCKS {
            return;
        }
        let is_generator =
            context.scope == Scope::Function && self.functions.is_generator(context.function);
        let most = MAX_BLOCKS - u8::from(is_generator || context.scope == Scope::AsyncFunction);
        if blocks == most + 1 {
            self.report(range(), "too many statically nested blocks");
        }
    }
}

/// What a part of a `try` stands in.
pub(super) fn try_part(node: Node<'_>, child: SyntaxKind, context: Context) -> Context {
    let has_finally = u8::from(node.node(FINALLY_CLAUSE).is_some());
    let has_handler = u8::from(node.node(EXCEPT_CLAUSE).is_some());
    match child {
        BLOCK => context.more_blocks(has_finally + has_handler),
        EXCEPT_CLAUSE if is_star(node) => context.more_blocks(has_finally).except_star(),
        EXCEPT_CLAUSE => context.more_blocks(has_finally),
        ELSE_CLAUSE => context.more_blocks(has_finally),
        _ => context.more_blocks(1),
    }
}

fn is_star(node: Node<'_>) -> bool {
    node.node(EXCEPT_CLAUSE).is_some_and(|it| it.token(STAR).is_some())
}

/// How many items a `with` has.
pub(super) fn count_items(node: Node<'_>) -> u8 {
    clamped(node.nodes().filter(|it| it.kind() == WITH_ITEM).count())
}

fn clamped(n: usize) -> u8 {
    u8::try_from(n).unwrap_or(u8::MAX)
}

/// A `return` out of `except*` is reported at its value where that is a constant on the same line.
fn returned_range(node: Node<'_>, value: Option<Node<'_>>) -> TextRange {
    let Some(mut value) = value else {
        return node.range();
    };
    let gap = node.tokens().filter(|it| it.start < value.start).any(|it| has_line_end(it.text()));
    let mut on_one_line = !gap;
    while value.kind() == PAREN_EXPR {
        let Some(inside) = value.nodes().next() else {
            break;
        };
        on_one_line &=
            !value.tokens().filter(|it| it.start < inside.start).any(|it| has_line_end(it.text()));
        value = inside;
    }
    if on_one_line && is_constant(value, 0) { value.range() } else { node.range() }
}

fn has_line_end(text: &str) -> bool {
    text.contains(['\n', '\r'])
}

/// Does CPython's optimizer leave a constant?
fn is_constant(node: Node<'_>, depth: u32) -> bool {
    if depth > 50 {
        return false;
    }
    match node.kind() {
        CONSTANT_EXPR => true,
        STRING_EXPR => node.nodes().next().is_none(),
        NAME_EXPR => node.tokens().any(|it| it.text() == super::names::DEBUG),
        PAREN_EXPR | TUPLE_EXPR | UNARY_EXPR | BIN_EXPR => {
            node.nodes().all(|it| is_constant(it, depth + 1))
        }
        SUBSCRIPT_EXPR => node.nodes().all(|it| is_constant(it, depth + 1)),
        _ => false,
    }
}

/// Does the file begin with `from __future__ import annotations`?
pub(super) fn has_future_annotations(file: Node<'_>) -> bool {
    let is_docstring = |it: &Node<'_>| {
        it.kind() == EXPR_STMT && it.nodes().next().is_some_and(|it| it.kind() == STRING_EXPR)
    };
    file.nodes()
        .enumerate()
        .skip_while(|(i, it)| *i == 0 && is_docstring(it))
        .map(|(_, it)| it)
        .take_while(|it| is_from_future(*it))
        .any(|it| imports(it, "annotations"))
}

fn is_from_future(node: Node<'_>) -> bool {
    node.kind() == IMPORT_FROM_STMT
        && node.node(DOTTED_NAME).is_some_and(|it| {
            let mut tokens = it.tokens();
            tokens.next().is_some_and(|it| it.text() == "__future__") && tokens.next().is_none()
        })
}

fn imports(node: Node<'_>, name: &str) -> bool {
    node.nodes()
        .filter(|it| it.kind() == IMPORT_ALIAS)
        .filter_map(|it| it.node(DOTTED_NAME))
        .any(|it| it.tokens().any(|it| it.text() == name))
}

impl Walker<'_> {
    /// How many targets an assignment has.
    pub(super) fn count_targets(&self, node: Node<'_>) -> u32 {
        node.tokens().filter(|it| it.kind() == EQUAL).count() as u32
    }
}

impl Access {
    /// The words for it in `forbidden_name`.
    pub(super) fn verb(self) -> &'static str {
        match self {
            Access::Delete => "delete",
            _ => "assign to",
        }
    }
}
