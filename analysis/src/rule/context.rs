//! What a rule sees, and how it tells what it found.

use std::cell::OnceCell;

use refwise_syntax::{TextEdit, TextRange, TextSize};

use crate::db::{Db, File, parse};
use crate::diagnostic::{Applicability, Diagnostic, Fix, Label, Severity, Tag};
use crate::excerpt::Excerpt;
use crate::identity::{Identity, identity_at, identity_in_part};
use crate::names::{Around, Names};
use crate::rule::Rule;
use crate::rule::words::{self, Words};
use crate::surroundings::is_in_test;
use crate::unit::{Unit, unit_start};

/// One file, or one unit of it, as rules see it, and what they have found so far.
pub struct RuleContext<'a> {
    db: &'a dyn Db,
    file: File,
    /// The unit that is looked at: places begin there.
    unit: Option<Unit>,
    rule: &'static Rule,
    /// The tree that is looked at: of the file, unless somebody has put another there.
    excerpt: &'a OnceCell<Excerpt>,
    /// The file around the part of it that is looked at, where it is not looked at as a whole.
    around: Option<&'a Around<'a>>,
    names: OnceCell<Names<'a>>,
    words: OnceCell<Words>,
    found: Vec<Diagnostic>,
}

impl<'a> RuleContext<'a> {
    /// What rules see of the whole of `file`, whose tree is put into `excerpt` when one asks for it.
    pub(crate) fn new(
        db: &'a dyn Db,
        file: File,
        excerpt: &'a OnceCell<Excerpt>,
        rule: &'static Rule,
    ) -> RuleContext<'a> {
        RuleContext {
            db,
            file,
            unit: None,
            rule,
            excerpt,
            around: None,
            names: OnceCell::new(),
            words: OnceCell::new(),
            found: Vec::new(),
        }
    }

    /// What rules see that look at `unit`.
    pub(crate) fn of_unit(
        db: &'a dyn Db,
        unit: Unit,
        excerpt: &'a OnceCell<Excerpt>,
        rule: &'static Rule,
    ) -> RuleContext<'a> {
        RuleContext { unit: Some(unit), ..RuleContext::new(db, unit.file(db), excerpt, rule) }
    }

    /// What rules see that look at a part of a file, in the tree of `excerpt`.
    pub(crate) fn of_part(
        around: &'a Around<'a>,
        excerpt: &'a OnceCell<Excerpt>,
        rule: &'static Rule,
    ) -> RuleContext<'a> {
        let cx = RuleContext::new(around.db, around.file, excerpt, rule);
        RuleContext { around: Some(around), ..cx }
    }

    pub(crate) fn set_rule(&mut self, rule: &'static Rule) {
        self.rule = rule;
    }

    pub(crate) fn into_found(self) -> Vec<Diagnostic> {
        self.found
    }

    /// The database.
    pub fn db(&self) -> &'a dyn Db {
        self.db
    }

    /// The file.
    pub fn file(&self) -> File {
        self.file
    }

    /// The text of the tree that is looked at.
    pub fn text(&self) -> &'a str {
        match self.around {
            Some(_) => self.excerpt().text(),
            None => self.file.text(self.db),
        }
    }

    /// The tree that is looked at.
    pub(crate) fn excerpt(&self) -> &'a Excerpt {
        self.excerpt.get_or_init(|| Excerpt::of_file(self.db, self.file))
    }

    /// Whether the expressions at two places are one object; `None` where one of them is no
    /// expression, or they are of different units.
    pub(crate) fn identity(&self, left: TextRange, right: TextRange) -> Option<Identity> {
        match self.around {
            Some(it) => identity_in_part(it, self.excerpt(), left, right),
            None => identity_at(self.db, self.file, left, right),
        }
    }

    /// Is the code at `range` part of a test?
    pub(crate) fn is_in_test(&self, range: TextRange) -> bool {
        let start = self.unit.map_or(TextSize::new(0), |it| unit_start(self.db, it));
        let root = parse(self.db, self.file).syntax();
        let token = root.token_at_offset(range.start() + start).right_biased();
        let node = token.and_then(|it| it.parent());
        node.is_some_and(|it| is_in_test(self.file().path(self.db()), &it))
    }

    /// Does the text contain `word`, anywhere? A cheap way to see that there is nothing to see.
    pub fn mentions(&self, word: &'static str) -> bool {
        match words::index(word) {
            Some(word) => self.words().contains(word),
            None => self.file.text(self.db).contains(word),
        }
    }

    /// Does the text contain any of `words`?
    pub(crate) fn mentions_any(&self, words: Words) -> bool {
        self.words().has_any(words)
    }

    /// Does the text contain all of `words`?
    pub(crate) fn mentions_all(&self, words: Words) -> bool {
        words == Words::of(&[]) || self.words().has_all(words)
    }

    fn words(&self) -> Words {
        *self.words.get_or_init(|| words::words(self.db, self.file))
    }

    /// What the names of the file mean.
    pub(crate) fn names(&self) -> &Names<'a> {
        self.names.get_or_init(|| match self.around {
            Some(it) => Names::of_part(self.excerpt(), it),
            None => Names::new(self.excerpt()),
        })
    }

    /// Tells a finding: `message` says what and why in one sentence.
    pub fn report(&mut self, range: TextRange, message: impl Into<String>) -> Report<'_> {
        self.found.push(Diagnostic {
            rule: self.rule.name,
            severity: self.rule.severity,
            file: self.file,
            range,
            message: message.into(),
            help: None,
            labels: Vec::new(),
            fixes: Vec::new(),
            tags: Vec::new(),
        });
        Report(self.found.last_mut().expect("one was pushed"))
    }

    /// What the rule has told at `range` already.
    pub(crate) fn told(&mut self, range: TextRange) -> Option<Report<'_>> {
        let rule = self.rule.name;
        let mut found = self.found.iter_mut().rev();
        found.find(|it| it.rule == rule && it.range == range).map(Report)
    }
}

/// A finding that can still be added to.
pub struct Report<'a>(&'a mut Diagnostic);

impl Report<'_> {
    /// Makes the finding as bad as `severity`, where the evidence is weaker than the rule's severity
    /// wants.
    pub fn severity(self, severity: Severity) -> Self {
        self.0.severity = severity;
        self
    }

    /// Says what to do.
    pub fn help(self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// Points at another place of the same file.
    pub fn label(self, range: TextRange, message: impl Into<String>) -> Self {
        let file = self.0.file;
        self.0.labels.push(Label { file, range, message: message.into(), within: None });
        self
    }

    /// Points at another place, unless that is pointed at.
    pub(crate) fn label_once(self, range: TextRange, message: String) -> Self {
        match self.0.labels.iter().any(|it| it.range == range) {
            true => self,
            false => self.label(range, message),
        }
    }

    /// Points at a place of another unit, counted from where that begins.
    pub(crate) fn label_in(
        self,
        (file, unit): (File, Unit),
        range: TextRange,
        message: impl Into<String>,
    ) -> Self {
        self.0.labels.push(Label { file, range, message: message.into(), within: Some(unit) });
        self
    }

    /// Offers edits that keep what the code does, or make what it was certainly meant to do.
    pub fn safe_fix(self, title: impl Into<String>, edits: Vec<TextEdit>) -> Self {
        self.fix(title, edits, Applicability::Safe)
    }

    /// Offers edits that a person must look at.
    pub fn unsafe_fix(self, title: impl Into<String>, edits: Vec<TextEdit>) -> Self {
        self.fix(title, edits, Applicability::Unsafe)
    }

    /// Marks the place for editors.
    pub fn tag(self, tag: Tag) -> Self {
        self.0.tags.push(tag);
        self
    }

    fn fix(
        self,
        title: impl Into<String>,
        edits: Vec<TextEdit>,
        applicability: Applicability,
    ) -> Self {
        self.0.fixes.push(Fix { title: title.into(), edits, applicability });
        self
    }
}
