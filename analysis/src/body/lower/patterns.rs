//! Patterns of `case`.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::symtable::green::{Node, Token};

use super::Lowerer;
use super::constants::constant_value;
use super::expressions::identifier;
use super::names::BOUND;
use crate::body::{Const, Pattern, VarRef};

impl<'a> Lowerer<'a> {
    pub(super) fn pattern(&mut self, node: Node<'a>) -> Pattern {
        self.deeper(|it| it.pattern_here(node))
    }

    fn pattern_here(&mut self, node: Node<'a>) -> Pattern {
        match node.kind {
            CAPTURE_PATTERN => self.captured(node).map_or(Pattern::Wildcard, Pattern::Capture),
            LITERAL_PATTERN => match singleton(node) {
                Some(it) => Pattern::Singleton(it),
                None => self.value_pattern(node),
            },
            VALUE_PATTERN => self.value_pattern(node),
            GROUP_PATTERN => node.nodes().next().map_or(Pattern::Wildcard, |it| self.pattern(it)),
            SEQUENCE_PATTERN => Pattern::Sequence(self.patterns(node)),
            STAR_PATTERN => Pattern::Star(self.captured(node)),
            OR_PATTERN => Pattern::Or(self.patterns(node)),
            AS_PATTERN => self.as_pattern(node),
            MAPPING_PATTERN => self.mapping_pattern(node),
            CLASS_PATTERN => self.class_pattern(node),
            _ => Pattern::Wildcard,
        }
    }

    fn patterns(&mut self, node: Node<'a>) -> Box<[Pattern]> {
        node.nodes().filter(|it| it.kind != ERROR).map(|it| self.pattern(it)).collect()
    }

    /// The name that a pattern binds.
    fn captured(&mut self, node: Node<'a>) -> Option<VarRef> {
        let is_name = |it: &Token<'_>| it.kind == NAME && it.text() != "_";
        let name = node.tokens().find(is_name)?;
        Some(self.mention(name, BOUND))
    }

    fn value_pattern(&mut self, node: Node<'a>) -> Pattern {
        match node.nodes().find(|it| it.kind != ERROR) {
            Some(it) => Pattern::Value(self.expr(it)),
            None => Pattern::Wildcard,
        }
    }

    fn as_pattern(&mut self, node: Node<'a>) -> Pattern {
        let inner = node.nodes().next().map_or(Pattern::Wildcard, |it| self.pattern(it));
        match self.captured(node) {
            Some(name) => Pattern::As(Box::new(inner), name),
            None => inner,
        }
    }

    fn mapping_pattern(&mut self, node: Node<'a>) -> Pattern {
        let mut items = Vec::new();
        for item in node.nodes().filter(|it| it.kind == MAPPING_ITEM) {
            let mut nodes = item.nodes();
            let key = self.expr_or_missing(nodes.next(), item.end());
            let pattern = nodes.next().map_or(Pattern::Wildcard, |it| self.pattern(it));
            items.push((key, pattern));
        }
        let rest = node.node(DOUBLE_STAR_PATTERN).and_then(|it| self.captured(it));
        Pattern::Mapping { items: items.into(), rest }
    }

    fn class_pattern(&mut self, node: Node<'a>) -> Pattern {
        let class = self.expr_or_missing(node.nodes().next(), node.start);
        let (mut patterns, mut keywords) = (Vec::new(), Vec::new());
        for part in node.nodes().skip(1) {
            match part.kind {
                ERROR => {}
                KEYWORD_PATTERN => {
                    let name = part.name().map(identifier).unwrap_or_default();
                    let inner = part.nodes().next();
                    let inner = inner.map_or(Pattern::Wildcard, |it| self.pattern(it));
                    keywords.push((name, inner));
                }
                _ => patterns.push(self.pattern(part)),
            }
        }
        Pattern::Class { class, patterns: patterns.into(), keywords: keywords.into() }
    }
}

fn singleton(node: Node<'_>) -> Option<Const> {
    let constant = node.nodes().next().filter(|it| it.kind == CONSTANT_EXPR)?;
    let value = constant.tokens().find_map(constant_value)?;
    matches!(value, Const::None | Const::Bool(_)).then_some(value)
}
