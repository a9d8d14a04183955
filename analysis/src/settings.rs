//! What a user may choose, as values.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use refwise_syntax::PythonVersion;

use crate::diagnostic::{Diagnostic, Severity};
use crate::rule::Rule;

/// The choices that change what is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The oldest Python that the code must run on.
    pub target: PythonVersion,
    /// The rules that look.
    pub rules: RuleSet,
    /// The folders, absolute, in which imports of the project's own modules begin; none chosen is
    /// empty.
    pub src: Vec<PathBuf>,
    /// The chosen Python, absolute: its program, or the folder of its environment.
    pub python: Option<PathBuf>,
    /// Are hints wanted? What can only be a hint and takes time is not looked for otherwise.
    pub hints: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            target: PythonVersion::default(),
            rules: RuleSet::default(),
            src: Vec::new(),
            python: None,
            hints: true,
        }
    }
}

/// Which rules look, all unless told, and how bad their findings are, as they say themselves unless
/// told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleSet {
    off: BTreeSet<&'static str>,
    severities: BTreeMap<&'static str, Severity>,
}

impl RuleSet {
    /// Every rule.
    pub fn all() -> RuleSet {
        RuleSet::default()
    }

    /// No rule.
    pub fn none() -> RuleSet {
        let mut none = RuleSet::default();
        none.disable_all();
        none
    }

    /// Lets `rule` look.
    pub fn enable(&mut self, rule: &Rule) {
        self.off.remove(rule.name);
    }

    /// Lets `rule` rest.
    pub fn disable(&mut self, rule: &Rule) {
        self.off.insert(rule.name);
    }

    /// Lets every rule rest.
    pub fn disable_all(&mut self) {
        self.off.extend(crate::rules::all().iter().map(|it| it.name));
    }

    /// Does `rule` look?
    pub fn contains(&self, rule: &Rule) -> bool {
        !self.off.contains(rule.name)
    }
    /// Does every rule look?
    pub fn is_whole(&self) -> bool {
        self.off.is_empty()
    }

    /// Makes all findings of `rule` as bad as `severity`.
    pub fn set_severity(&mut self, rule: &Rule, severity: Severity) {
        self.severities.insert(rule.name, severity);
    }

    /// Gives findings the severities that were chosen for their rules.
    pub(crate) fn adjust(&self, found: &mut [Diagnostic]) {
        if self.severities.is_empty() {
            return;
        }
        for it in found {
            it.severity = self.severities.get(it.rule).copied().unwrap_or(it.severity);
        }
    }
}
