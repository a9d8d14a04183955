//! What a user may choose, as values.

use std::collections::BTreeSet;

use refwise_syntax::PythonVersion;

use crate::rule::Rule;

/// The choices that change what is found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The oldest Python that the code must run on.
    pub target: PythonVersion,
    /// The rules that look.
    pub rules: RuleSet,
}

/// Which rules look; all, unless told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleSet {
    off: BTreeSet<&'static str>,
}

impl RuleSet {
    /// Every rule.
    pub fn all() -> RuleSet {
        RuleSet::default()
    }

    /// No rule.
    pub fn none() -> RuleSet {
        RuleSet { off: crate::rules::all().iter().map(|it| it.name).collect() }
    }

    /// Lets `rule` look.
    pub fn enable(&mut self, rule: &Rule) {
        self.off.remove(rule.name);
    }

    /// Lets `rule` rest.
    pub fn disable(&mut self, rule: &Rule) {
        self.off.insert(rule.name);
    }

    /// Does `rule` look?
    pub fn contains(&self, rule: &Rule) -> bool {
        !self.off.contains(rule.name)
    }
}
