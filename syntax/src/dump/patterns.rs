//! Patterns of `case`.

use rowan::TextRange;

use super::{Dump, Sink, Step, Value, range_of};
use crate::ast::{self, Expr, Pattern};
use crate::kind::SyntaxKind::*;

impl<S: Sink> Dump<'_, S> {
    pub(super) fn pattern(&mut self, pattern: Pattern) {
        let range = range_of(&pattern);
        match pattern {
            Pattern::Literal(it) => self.match_literal(it.value(), range),
            Pattern::Value(it) => self.match_value(it.value(), range),
            Pattern::Capture(it) => {
                self.add(Step::Node("MatchAs"));
                self.name("name", it.name());
                self.add(Step::EndAt(range));
            }
            Pattern::Wildcard(_) => {
                self.add(Step::Node("MatchAs"));
                self.add(Step::EndAt(range));
            }
            Pattern::Group(it) => {
                if let Some(inner) = it.pattern() {
                    self.add(Step::Pattern(inner));
                }
            }
            Pattern::Sequence(it) => {
                self.add(Step::Node("MatchSequence"));
                self.patterns("patterns", it.patterns());
                self.add(Step::EndAt(range));
            }
            Pattern::Star(it) => {
                self.add(Step::Node("MatchStar"));
                self.name("name", it.name().filter(|it| it.text() != "_"));
                self.add(Step::EndAt(range));
            }
            Pattern::Mapping(it) => self.match_mapping(it),
            Pattern::Class(it) => self.match_class(it),
            Pattern::Or(it) => {
                self.add(Step::Node("MatchOr"));
                self.patterns("patterns", it.patterns());
                self.add(Step::EndAt(range));
            }
            Pattern::As(it) => {
                self.add(Step::Node("MatchAs"));
                self.pattern_field("pattern", it.pattern());
                self.name("name", it.name());
                self.add(Step::EndAt(range));
            }
        }
    }

    fn match_literal(&mut self, value: Option<Expr>, range: TextRange) {
        let token = match &value {
            Some(Expr::Constant(it)) => it.token(),
            _ => None,
        };
        let singleton = match token.map(|it| it.kind()) {
            Some(NONE_KW) => Value::None,
            Some(TRUE_KW) => Value::True,
            Some(FALSE_KW) => Value::False,
            _ => return self.match_value(value, range),
        };
        self.add(Step::Node("MatchSingleton"));
        self.field("value", Step::Value(singleton));
        self.add(Step::EndAt(range));
    }

    fn match_value(&mut self, value: Option<Expr>, range: TextRange) {
        self.add(Step::Node("MatchValue"));
        self.load("value", value);
        self.add(Step::EndAt(range));
    }

    fn match_mapping(&mut self, pattern: ast::MappingPattern) {
        self.add(Step::Node("MatchMapping"));
        self.loads("keys", pattern.items().filter_map(|it| it.key()));
        self.patterns("patterns", pattern.items().filter_map(|it| it.pattern()));
        self.name("rest", pattern.rest().and_then(|it| it.name()));
        self.add(Step::EndAt(range_of(&pattern)));
    }

    fn match_class(&mut self, pattern: ast::ClassPattern) {
        self.add(Step::Node("MatchClass"));
        self.load("cls", pattern.class());
        self.patterns("patterns", pattern.patterns());
        let names = pattern.keywords().filter_map(|it| it.name());
        self.list("kwd_attrs", names, |dump, it| dump.add(Step::Name(it)));
        self.patterns("kwd_patterns", pattern.keywords().filter_map(|it| it.pattern()));
        self.add(Step::EndAt(range_of(&pattern)));
    }

    fn pattern_field(&mut self, name: &'static str, pattern: Option<Pattern>) {
        if let Some(it) = pattern {
            self.field(name, Step::Pattern(it));
        }
    }

    fn patterns(&mut self, name: &'static str, patterns: impl Iterator<Item = Pattern>) {
        self.list(name, patterns, |dump, it| dump.add(Step::Pattern(it)));
    }
}
