//! The patterns of a `match`. Mirrors `compiler_match_inner` and the `compiler_pattern_*` it calls.

use std::borrow::Cow;

use rowan::TextRange;

use super::context::Access;
use super::names::{DEBUG, identifier};
use super::place::{Node, Token};
use super::{Walker, keys};
use crate::ast::{AstNode, Pattern};
use crate::kind::SyntaxKind::*;

/// How many patterns may stand before a star. Source: `pattern_unpack_helper`.
const MAX_BEFORE_STAR: usize = 255;

/// How deep patterns are followed. CPython's tokenizer allows 200 brackets.
const MAX_DEPTH: u32 = 250;

/// The state of one `case`; CPython's `pattern_context`.
struct Case<'a> {
    /// The names bound so far.
    stores: Vec<Cow<'a, str>>,
    /// May a pattern that always matches stand here?
    allow_irrefutable: bool,
    /// The first mistake; CPython stops there.
    error: Option<(TextRange, Cow<'static, str>)>,
    depth: u32,
}

impl<'a> Walker<'a> {
    pub(super) fn check_match(&mut self, node: Node<'a>) {
        let mut cases = node.nodes().filter(|it| it.kind() == CASE_CLAUSE).peekable();
        while let Some(clause) = cases.next() {
            let Some(pattern) = patterns(clause).next() else {
                continue;
            };
            let is_last = cases.peek().is_none();
            let mut case = Case {
                stores: Vec::new(),
                allow_irrefutable: is_last || clause.node(GUARD).is_some(),
                error: None,
                depth: 0,
            };
            case.pattern(pattern);
            if let Some((range, text)) = case.error {
                self.report(range, text);
            }
        }
    }
}

fn patterns<'a>(node: Node<'a>) -> impl Iterator<Item = Node<'a>> {
    node.nodes().filter(|it| Pattern::can_cast(it.kind()))
}

/// Is the literal of a pattern or the key of a mapping an f-string?
fn has_fstring(node: Node<'_>) -> bool {
    node.node(STRING_EXPR).is_some_and(|it| it.nodes().next().is_some())
}

impl<'a> Case<'a> {
    fn fail(&mut self, range: TextRange, text: impl Into<Cow<'static, str>>) {
        self.error.get_or_insert((range, text.into()));
    }

    fn pattern(&mut self, node: Node<'a>) {
        if self.error.is_some() || self.depth > MAX_DEPTH {
            return;
        }
        self.depth += 1;
        match node.kind() {
            CAPTURE_PATTERN => self.capture(node),
            LITERAL_PATTERN if has_fstring(node) => {
                self.fail(node.range(), "patterns may only match literals and attribute lookups");
            }
            WILDCARD_PATTERN if !self.allow_irrefutable => {
                self.fail(node.range(), "wildcard makes remaining patterns unreachable");
            }
            GROUP_PATTERN => patterns(node).for_each(|it| self.pattern(it)),
            AS_PATTERN => {
                patterns(node).for_each(|it| self.pattern(it));
                self.store(node.range(), node.token(NAME));
            }
            STAR_PATTERN => self.store(node.range(), node.token(NAME)),
            OR_PATTERN => self.alternatives(node),
            SEQUENCE_PATTERN => self.sequence(node),
            MAPPING_PATTERN => self.mapping(node),
            CLASS_PATTERN => self.class(node),
            _ => {}
        }
        self.depth -= 1;
    }

    fn subpattern(&mut self, node: Node<'a>) {
        let outside = std::mem::replace(&mut self.allow_irrefutable, true);
        self.pattern(node);
        self.allow_irrefutable = outside;
    }

    fn capture(&mut self, node: Node<'a>) {
        let Some(name) = node.token(NAME) else { return };
        if !self.allow_irrefutable {
            let name = identifier(name);
            let text = format!("name capture '{name}' makes remaining patterns unreachable");
            return self.fail(node.range(), text);
        }
        self.store(node.range(), Some(name));
    }

    /// Mirrors `pattern_helper_store_name`. The wildcard binds nothing.
    fn store(&mut self, range: TextRange, name: Option<Token<'a>>) {
        let Some(name) = name.map(identifier).filter(|it| *it != "_") else {
            return;
        };
        if name == DEBUG {
            self.fail(range, format!("cannot {} {DEBUG}", Access::Store.verb()));
        } else if self.stores.contains(&name) {
            self.fail(range, format!("multiple assignments to name '{name}' in pattern"));
        } else {
            self.stores.push(name);
        }
    }

    fn alternatives(&mut self, node: Node<'a>) {
        let outside = std::mem::take(&mut self.stores);
        let allow_irrefutable = self.allow_irrefutable;
        let mut first: Option<Vec<Cow<'a, str>>> = None;
        let mut all = patterns(node).peekable();
        while let Some(alternative) = all.next() {
            self.allow_irrefutable = allow_irrefutable && all.peek().is_none();
            self.stores.clear();
            self.pattern(alternative);
            let mut names = std::mem::take(&mut self.stores);
            names.sort_unstable();
            match &first {
                None => first = Some(names),
                Some(first) if *first != names => {
                    self.fail(node.range(), "alternative patterns bind different names");
                }
                Some(_) => {}
            }
        }
        self.allow_irrefutable = allow_irrefutable;
        self.stores = outside;
        for name in first.unwrap_or_default() {
            if self.stores.contains(&name) {
                self.fail(
                    node.range(),
                    format!("multiple assignments to name '{name}' in pattern"),
                );
            }
            self.stores.push(name);
        }
    }

    fn sequence(&mut self, node: Node<'a>) {
        let mut stars = patterns(node).enumerate().filter(|(_, it)| it.kind() == STAR_PATTERN);
        let first = stars.next().map(|it| it.0);
        if stars.next().is_some() {
            return self.fail(node.range(), "multiple starred names in sequence pattern");
        }
        if first.is_some_and(|it| it > MAX_BEFORE_STAR) {
            let text = "too many expressions in star-unpacking sequence pattern";
            return self.fail(node.range(), text);
        }
        for part in patterns(node) {
            self.subpattern(part);
        }
    }

    fn mapping(&mut self, node: Node<'a>) {
        if let Some(text) = keys::refused(node) {
            return self.fail(node.range(), text);
        }
        for item in node.nodes().filter(|it| it.kind() == MAPPING_ITEM) {
            for part in patterns(item) {
                self.subpattern(part);
            }
        }
        let rest = node.node(DOUBLE_STAR_PATTERN);
        self.store(node.range(), rest.and_then(|it| it.token(NAME)));
    }

    fn class(&mut self, node: Node<'a>) {
        self.class_keywords(node);
        for part in patterns(node) {
            self.subpattern(part);
        }
        for keyword in node.nodes().filter(|it| it.kind() == KEYWORD_PATTERN) {
            for part in patterns(keyword) {
                self.subpattern(part);
            }
        }
    }

    /// Mirrors `validate_kwd_attrs`.
    fn class_keywords(&mut self, node: Node<'a>) {
        let keywords: Vec<(Cow<'a, str>, TextRange)> = node
            .nodes()
            .filter(|it| it.kind() == KEYWORD_PATTERN)
            .filter_map(|it| Some((identifier(it.token(NAME)?), patterns(it).next()?.range())))
            .collect();
        for (i, (name, range)) in keywords.iter().enumerate() {
            if *name == DEBUG {
                return self.fail(*range, format!("cannot {} {DEBUG}", Access::Store.verb()));
            }
            if let Some((_, range)) = keywords[i + 1..].iter().find(|it| it.0 == *name) {
                return self
                    .fail(*range, format!("attribute name repeated in class pattern: {name}"));
            }
        }
    }
}
