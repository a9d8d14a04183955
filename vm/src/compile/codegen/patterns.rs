//! `match`: patterns test the value on top of the stack (PEP 634, `compiler_pattern_*`).
//!
//! Every pattern consumes its subject. Names are stored only when the whole pattern matches; until
//! then their values wait below what is being tested. Each way to fail jumps to as many `POP_TOP`s
//! as there are values to drop.

use std::borrow::Cow;
use std::sync::Arc;

use refwise_syntax::ast::{BinOp, CompareOp};
use refwise_syntax::kind::SyntaxKind::*;
use refwise_syntax::symtable::green::{Child, Node};

use crate::code::Constant;
use crate::compile::fold::Context;
use crate::compile::sequence::{Label, Location};
use crate::opcode::Opcode;

use super::Compiler;
use super::names::Access;

/// `pattern_context`.
#[derive(Clone, Default)]
struct Pattern {
    /// Names whose values wait on the stack.
    stores: Vec<Arc<str>>,
    /// How many values above those a failure has to drop.
    on_top: usize,
    /// By number of values to drop: where to jump to.
    fail_pop: Vec<Label>,
}

impl<'a> Compiler<'a, '_> {
    /// `compiler_match`.
    pub(super) fn match_(&mut self, node: Node<'a>) {
        if let Some(subject) = node.nodes().next() {
            let subject = self.load(subject);
            self.expr(&subject);
        }
        let end = self.new_label();
        let cases: Vec<_> = node.nodes().filter(|it| it.kind == CASE_CLAUSE).collect();
        let last_is_wildcard = cases.last().and_then(|it| pattern_of(*it)).is_some_and(is_wildcard);
        let has_default = last_is_wildcard && cases.len() > 1;
        let n_tested = cases.len() - usize::from(has_default);
        for (at, case) in cases[..n_tested].iter().enumerate() {
            self.case(*case, at + 1 == n_tested, end);
        }
        if has_default
            && let Some(case) = cases.last()
            && let Some(pattern) = pattern_of(*case)
        {
            // The line of the default case is to be seen.
            self.op(Opcode::NOP, self.location(pattern));
            if let Some(guard) = guard_of(*case) {
                let guard = self.load(guard);
                self.jump_if(&guard, end, false);
            }
            self.block_of(*case);
        }
        self.use_label(end);
    }

    fn case(&mut self, case: Node<'a>, is_last: bool, end: Label) {
        let Some(pattern) = pattern_of(case) else {
            return;
        };
        let location = self.location(pattern);
        if !is_last {
            self.op_i(Opcode::COPY, 1, location);
        }
        let mut context = Pattern::default();
        self.pattern(pattern, &mut context);
        for name in std::mem::take(&mut context.stores) {
            self.nameop(&name, Access::Store, location);
        }
        if let Some(guard) = guard_of(case) {
            self.ensure_fail_pop(&mut context, 0);
            let guard = self.load(guard);
            self.jump_if(&guard, context.fail_pop[0], false);
        }
        if !is_last {
            self.op(Opcode::POP_TOP, location);
        }
        self.block_of(case);
        self.jump(Opcode::JUMP, end, Location::NONE);
        self.emit_and_reset_fail_pop(&mut context, location);
    }

    // ---- failing ------------------------------------------------------------------------------

    fn ensure_fail_pop(&mut self, context: &mut Pattern, n: usize) {
        while context.fail_pop.len() < n + 1 {
            let label = self.new_label();
            context.fail_pop.push(label);
        }
    }

    fn jump_to_fail_pop(&mut self, opcode: Opcode, context: &mut Pattern, location: Location) {
        let pops = context.on_top + context.stores.len();
        self.ensure_fail_pop(context, pops);
        self.jump(opcode, context.fail_pop[pops], location);
    }

    fn emit_and_reset_fail_pop(&mut self, context: &mut Pattern, location: Location) {
        let mut labels = std::mem::take(&mut context.fail_pop).into_iter().enumerate().rev();
        for (n, label) in &mut labels {
            self.use_label(label);
            if n > 0 {
                self.op(Opcode::POP_TOP, location);
            }
        }
    }

    // ---- names --------------------------------------------------------------------------------

    /// Brings the value on top below `count - 1` others.
    fn rotate(&mut self, count: usize, location: Location) {
        for n in (2..=count).rev() {
            self.op_i(Opcode::SWAP, n, location);
        }
    }

    fn pattern_store(&mut self, name: Option<Arc<str>>, context: &mut Pattern, location: Location) {
        let Some(name) = name else {
            return self.op(Opcode::POP_TOP, location);
        };
        self.rotate(context.on_top + context.stores.len() + 1, location);
        context.stores.push(name);
    }

    fn pattern_name(&mut self, node: Node<'a>) -> Option<Arc<str>> {
        let name = node.name().filter(|it| it.text() != "_");
        name.map(|it| self.fold.name(it.text()))
    }

    // ---- patterns -----------------------------------------------------------------------------

    fn pattern(&mut self, node: Node<'a>, context: &mut Pattern) {
        let location = self.location(node);
        match node.kind {
            LITERAL_PATTERN | VALUE_PATTERN => self.value_pattern(node, context, location),
            CAPTURE_PATTERN | WILDCARD_PATTERN | STAR_PATTERN => {
                let name = self.pattern_name(node);
                self.pattern_store(name, context, location);
            }
            GROUP_PATTERN => self.pattern(ungrouped(node), context),
            SEQUENCE_PATTERN => self.sequence_pattern(node, context, location),
            MAPPING_PATTERN => self.mapping_pattern(node, context, location),
            CLASS_PATTERN => self.class_pattern(node, context, location),
            OR_PATTERN => self.or_pattern(node, context, location),
            AS_PATTERN => {
                context.on_top += 1;
                self.op_i(Opcode::COPY, 1, location);
                if let Some(inner) = node.nodes().next() {
                    self.pattern(inner, context);
                }
                context.on_top -= 1;
                let name = self.pattern_name(node);
                self.pattern_store(name, context, location);
            }
            _ => {}
        }
    }

    /// `compiler_pattern_value` and `compiler_pattern_singleton`.
    fn value_pattern(&mut self, node: Node<'a>, context: &mut Pattern, location: Location) {
        let Some(value_node) = node.nodes().next() else {
            return;
        };
        let value = self.load(value_node);
        let is_singleton = value_node.kind == CONSTANT_EXPR
            && matches!(value.constant(), Some(Constant::None | Constant::Bool(_)));
        if is_singleton {
            if let Some(it) = value.constant() {
                self.load_constant(Cow::Borrowed(it), location);
            }
            self.compare_op(CompareOp::Is, location);
        } else {
            self.expr(&value);
            self.compare_op(CompareOp::Eq, location);
            self.op(Opcode::TO_BOOL, location);
        }
        self.jump_to_fail_pop(Opcode::POP_JUMP_IF_FALSE, context, location);
    }

    fn sequence_pattern(&mut self, node: Node<'a>, context: &mut Pattern, location: Location) {
        let patterns: Vec<_> = node.nodes().map(ungrouped).collect();
        let star = patterns.iter().position(|it| it.kind == STAR_PATTERN);
        let star_is_wildcard = star.is_some_and(|it| is_star_wildcard(patterns[it]));
        let only_wildcards = patterns.iter().all(|&it| is_wildcard(it) || is_star_wildcard(it));
        context.on_top += 1;
        self.op(Opcode::MATCH_SEQUENCE, location);
        self.jump_to_fail_pop(Opcode::POP_JUMP_IF_FALSE, context, location);
        match star {
            None => self.check_len(CompareOp::Eq, patterns.len(), context, location),
            Some(_) if patterns.len() > 1 => {
                self.check_len(CompareOp::GtE, patterns.len() - 1, context, location);
            }
            Some(_) => {}
        }
        context.on_top -= 1;
        match star {
            _ if only_wildcards => self.op(Opcode::POP_TOP, location),
            Some(star) if star_is_wildcard => {
                self.sequence_subscr(&patterns, star, context, location);
            }
            _ => self.sequence_unpack(&patterns, star, context, location),
        }
    }

    fn check_len(&mut self, op: CompareOp, len: usize, context: &mut Pattern, location: Location) {
        self.op(Opcode::GET_LEN, location);
        self.load_const(Constant::Int(len.into()), location);
        self.compare_op(op, location);
        self.jump_to_fail_pop(Opcode::POP_JUMP_IF_FALSE, context, location);
    }

    fn sequence_unpack(
        &mut self,
        patterns: &[Node<'a>],
        star: Option<usize>,
        context: &mut Pattern,
        location: Location,
    ) {
        match star {
            Some(at) => {
                let after = patterns.len() - at - 1;
                self.op_i(Opcode::UNPACK_EX, at + (after << 8), location);
            }
            None => self.op_i(Opcode::UNPACK_SEQUENCE, patterns.len(), location),
        }
        context.on_top += patterns.len();
        for pattern in patterns {
            context.on_top -= 1;
            self.pattern(*pattern, context);
        }
    }

    /// With a starred wildcard only the items that are looked at are fetched.
    fn sequence_subscr(
        &mut self,
        patterns: &[Node<'a>],
        star: usize,
        context: &mut Pattern,
        location: Location,
    ) {
        context.on_top += 1;
        for (at, pattern) in patterns.iter().enumerate() {
            if is_wildcard(*pattern) || at == star {
                continue;
            }
            self.op_i(Opcode::COPY, 1, location);
            if at < star {
                self.load_const(Constant::Int(at.into()), location);
            } else {
                // Negative indices may not be supported.
                self.op(Opcode::GET_LEN, location);
                self.load_const(Constant::Int((patterns.len() - at).into()), location);
                self.binary_op(BinOp::Sub, false, location);
            }
            self.op(Opcode::BINARY_SUBSCR, location);
            self.pattern(*pattern, context);
        }
        context.on_top -= 1;
        self.op(Opcode::POP_TOP, location);
    }

    fn mapping_pattern(&mut self, node: Node<'a>, context: &mut Pattern, location: Location) {
        let items: Vec<_> = node.nodes().filter(|it| it.kind == MAPPING_ITEM).collect();
        let rest = node.node(DOUBLE_STAR_PATTERN);
        context.on_top += 1;
        self.op(Opcode::MATCH_MAPPING, location);
        self.jump_to_fail_pop(Opcode::POP_JUMP_IF_FALSE, context, location);
        if items.is_empty() && rest.is_none() {
            context.on_top -= 1;
            return self.op(Opcode::POP_TOP, location);
        }
        if !items.is_empty() {
            self.check_len(CompareOp::GtE, items.len(), context, location);
        }
        for item in &items {
            if let Some(key) = item.nodes().next() {
                let key = self.load(key);
                self.expr(&key);
            }
        }
        self.op_i(Opcode::BUILD_TUPLE, items.len(), location);
        self.op(Opcode::MATCH_KEYS, location);
        context.on_top += 2;
        self.check_not_none(context, location);
        self.op_i(Opcode::UNPACK_SEQUENCE, items.len(), location);
        context.on_top = context.on_top + items.len() - 1;
        for item in &items {
            context.on_top -= 1;
            if let Some(pattern) = item.nodes().nth(1) {
                self.pattern(pattern, context);
            }
        }
        context.on_top -= 2;
        match rest {
            Some(rest) => self.mapping_rest(rest, items.len(), context, location),
            None => {
                self.op(Opcode::POP_TOP, location);
                self.op(Opcode::POP_TOP, location);
            }
        }
    }

    /// A new dict without the keys that were matched.
    fn mapping_rest(
        &mut self,
        rest: Node<'a>,
        n_keys: usize,
        context: &mut Pattern,
        location: Location,
    ) {
        self.op_i(Opcode::BUILD_MAP, 0, location);
        self.op_i(Opcode::SWAP, 3, location);
        self.op_i(Opcode::DICT_UPDATE, 2, location);
        self.op_i(Opcode::UNPACK_SEQUENCE, n_keys, location);
        for left in (1..=n_keys).rev() {
            self.op_i(Opcode::COPY, 1 + left, location);
            self.op_i(Opcode::SWAP, 2, location);
            self.op(Opcode::DELETE_SUBSCR, location);
        }
        let name = rest.name().map(|it| self.fold.name(it.text()));
        self.pattern_store(name, context, location);
    }

    /// Fails where `None` was put on the stack.
    fn check_not_none(&mut self, context: &mut Pattern, location: Location) {
        self.op_i(Opcode::COPY, 1, location);
        self.load_const(Constant::None, location);
        self.op_i(Opcode::IS_OP, 1, location);
        self.jump_to_fail_pop(Opcode::POP_JUMP_IF_FALSE, context, location);
    }

    fn class_pattern(&mut self, node: Node<'a>, context: &mut Pattern, location: Location) {
        let mut parts = node.nodes();
        if let Some(class) = parts.next() {
            let class = self.fold.expr(class, Context::Load);
            self.expr(&class);
        }
        let (mut positional, mut names, mut keywords) = (Vec::new(), Vec::new(), Vec::new());
        for part in parts {
            if part.kind != KEYWORD_PATTERN {
                positional.push(part);
                continue;
            }
            let name = part.name().map_or("", |it| it.text());
            names.push(Constant::Str((&*self.fold.name(name)).into()));
            keywords.extend(part.nodes().next());
        }
        let n_all = positional.len() + keywords.len();
        self.load_const(Constant::Tuple(names.into()), location);
        self.op_i(Opcode::MATCH_CLASS, positional.len(), location);
        context.on_top += 1;
        self.check_not_none(context, location);
        self.op_i(Opcode::UNPACK_SEQUENCE, n_all, location);
        context.on_top = context.on_top + n_all - 1;
        for pattern in positional.into_iter().chain(keywords).map(ungrouped) {
            context.on_top -= 1;
            match is_wildcard(pattern) {
                true => self.op(Opcode::POP_TOP, location),
                false => self.pattern(pattern, context),
            }
        }
    }

    /// `compiler_pattern_or`: all alternatives leave the same names in the same order.
    fn or_pattern(&mut self, node: Node<'a>, context: &mut Pattern, location: Location) {
        let end = self.new_label();
        let mut control: Option<Vec<Arc<str>>> = None;
        for alternative in node.nodes().map(ungrouped) {
            let place = self.location(alternative);
            let mut inner = Pattern::default();
            self.op_i(Opcode::COPY, 1, place);
            self.pattern(alternative, &mut inner);
            match &control {
                None => control = Some(inner.stores.clone()),
                Some(control) => self.reorder(control, &mut inner.stores, place),
            }
            self.jump(Opcode::JUMP, end, place);
            self.emit_and_reset_fail_pop(&mut inner, place);
        }
        self.op(Opcode::POP_TOP, location);
        self.jump_to_fail_pop(Opcode::JUMP, context, location);
        self.use_label(end);
        let control = control.unwrap_or_default();
        let n_rotated = control.len() + 1 + context.on_top + context.stores.len();
        for name in control {
            self.rotate(n_rotated, location);
            context.stores.push(name);
        }
        self.op(Opcode::POP_TOP, location);
    }

    /// Brings the captured values into the order of the first alternative.
    fn reorder(&mut self, control: &[Arc<str>], stores: &mut Vec<Arc<str>>, location: Location) {
        for at_control in (0..control.len()).rev() {
            let Some(at) = stores.iter().position(|it| *it == control[at_control]) else {
                return;
            };
            if at == at_control {
                continue;
            }
            let rotated: Vec<_> = stores.drain(..at + 1).collect();
            let to = at_control - at;
            stores.splice(to..to, rotated);
            for _ in 0..at + 1 {
                self.rotate(at_control + 1, location);
            }
        }
    }
}

/// The pattern of a `case`, without parentheses.
fn pattern_of(case: Node<'_>) -> Option<Node<'_>> {
    case.nodes().next().map(ungrouped)
}

/// The condition behind the pattern.
fn guard_of(case: Node<'_>) -> Option<Node<'_>> {
    case.node(GUARD)?.nodes().next()
}

/// The pattern inside any parentheses; CPython's tree has no node for them.
fn ungrouped(mut pattern: Node<'_>) -> Node<'_> {
    while pattern.kind == GROUP_PATTERN {
        let Some(inner) = pattern.nodes().next() else {
            break;
        };
        pattern = inner;
    }
    pattern
}

fn is_wildcard(pattern: Node<'_>) -> bool {
    pattern.kind == WILDCARD_PATTERN
}

fn is_star_wildcard(pattern: Node<'_>) -> bool {
    pattern.kind == STAR_PATTERN
        && pattern.children().any(|it| matches!(it, Child::Token(it) if it.text() == "_"))
}
