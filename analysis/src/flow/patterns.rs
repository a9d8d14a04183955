//! `match`: its cases one after the other, and what their patterns bind.

use super::{Domain, Runner, Source, Target};
use crate::body::{Case, ExprId, Pattern};

impl<D: Domain> Runner<'_, D> {
    pub(super) fn match_stmt(
        &mut self,
        mut state: D::State,
        subject: ExprId,
        cases: &[Case],
    ) -> Option<D::State> {
        self.eval(&mut state, subject);
        let mut untaken = Some(state);
        let mut after = None;
        for case in cases {
            let Some(state) = untaken.take() else { break };
            let mut taken = state.clone();
            self.pattern(&mut taken, &case.pattern, Source::Subject(subject));
            let is_last = is_irrefutable(&case.pattern) && case.guard.is_none();
            untaken = (!is_last).then_some(state);
            let mut taken = Some(taken);
            if let (Some(guard), Some(state)) = (case.guard, taken.take()) {
                let out = self.condition(state, guard);
                taken = out.truthy;
                untaken = self.join(untaken, out.falsy);
            }
            let end = self.block(taken, &case.body);
            after = self.join(after, end);
        }
        self.join(after, untaken)
    }

    fn pattern(&mut self, state: &mut D::State, pattern: &Pattern, source: Source<'_>) {
        let part = match source {
            Source::Subject(it) | Source::PartOf(it) => Source::PartOf(it),
            other => other,
        };
        match pattern {
            Pattern::Wildcard | Pattern::Singleton(_) | Pattern::Star(None) => {}
            Pattern::Value(value) => self.eval(state, *value),
            Pattern::Capture(var) | Pattern::Star(Some(var)) => {
                self.domain.bind(state, Target::Var(var), source);
            }
            Pattern::As(inner, var) => {
                self.deeper(|it| it.pattern(state, inner, source));
                self.domain.bind(state, Target::Var(var), source);
            }
            Pattern::Or(patterns) => {
                let before = state.clone();
                for pattern in patterns {
                    let mut way = before.clone();
                    self.deeper(|it| it.pattern(&mut way, pattern, source));
                    self.domain.join(state, &way);
                }
            }
            Pattern::Sequence(patterns) => {
                patterns.iter().for_each(|it| self.deeper(|run| run.pattern(state, it, part)));
            }
            Pattern::Mapping { items, rest } => {
                for (key, pattern) in items {
                    self.eval(state, *key);
                    self.deeper(|it| it.pattern(state, pattern, part));
                }
                if let Some(var) = rest {
                    self.domain.bind(state, Target::Var(var), part);
                }
            }
            Pattern::Class { class, patterns, keywords } => {
                self.eval(state, *class);
                let all = patterns.iter().chain(keywords.iter().map(|it| &it.1));
                all.for_each(|it| self.deeper(|run| run.pattern(state, it, part)));
            }
        }
    }
}

fn is_irrefutable(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::Wildcard | Pattern::Capture(_) => true,
        Pattern::As(inner, _) => is_irrefutable(inner),
        Pattern::Or(patterns) => patterns.iter().any(is_irrefutable),
        _ => false,
    }
}
