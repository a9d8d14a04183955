//! All findings of a file: what Python refuses, and what the rules see.

mod errors;
mod looks;
mod parts;
mod relevant;

use std::cell::OnceCell;

use refwise_syntax::validate::validate;
use refwise_syntax::{SyntaxError, TextRange, TextSize};

use crate::db::{Db, File, SettingsInput, line_index, parse, symbol_table};
use crate::diagnostic::{Diagnostic, SYNTAX_ERROR, Severity};
use crate::rule::{CodeUnit, Look, Rule, RuleContext};
use crate::suppress::Suppressions;
use crate::unit::{Unit, unit_start, units};

/// What is to say about a file, in the order of the text; what a comment silences is left out.
///
/// A query: kept until the file or the settings change, and cancelled by a change meanwhile.
pub fn check(db: &dyn Db, file: File) -> &[Diagnostic] {
    parts::together(db, file, || findings(db, file))
}

#[salsa::tracked(returns(deref))]
fn findings(db: &dyn Db, file: File) -> Vec<Diagnostic> {
    let mut found = rule_findings(db, file);
    db.settings().rules.adjust(&mut found);
    let mut suppressions = Suppressions::of(db, file);
    suppressions.apply(db, file, &mut found);
    let errors = syntax_errors(db, file);
    if errors.is_empty() {
        found.append(&mut unused_suppressions(db, file, &mut suppressions));
    }
    found.extend_from_slice(errors);
    found.sort_by(|a, b| key(a).cmp(&key(b)));
    found
}

fn key(it: &Diagnostic) -> (TextSize, TextSize, &'static str, &str) {
    (it.range.start(), it.range.end(), it.rule, &it.message)
}

/// Why Python would not run the file: the errors of its parser and what the target version does not
/// have yet; behind a clean parse also the errors of the passes that come after.
#[salsa::tracked(returns(deref))]
pub fn syntax_errors(db: &dyn Db, file: File) -> Vec<Diagnostic> {
    let parse = parse(db, file);
    let told = |it: &SyntaxError| syntax_error(file, it.range, it.message(line_index(db, file)));
    let target = db.settings().target;
    let newer = parse.features().iter().filter(|it| it.1.since() > target);
    let mut errors: Vec<_> =
        newer.map(|it| syntax_error(file, it.0, it.1.message(target))).collect();
    errors.extend(parse.errors().iter().map(told));
    if parse.errors().is_empty() {
        match file.outline(db) {
            Some(outline) => errors.extend(errors::errors(db, file, outline).iter().map(told)),
            None => {
                errors.extend(symbol_table(db, file).errors().iter().map(told));
                errors.extend(validate(&parse.file()).errors.iter().map(told));
            }
        }
    }
    errors
}

fn syntax_error(file: File, range: TextRange, message: String) -> Diagnostic {
    Diagnostic {
        rule: SYNTAX_ERROR,
        severity: Severity::Error,
        file,
        range,
        message,
        help: None,
        labels: Vec::new(),
        fixes: Vec::new(),
        tags: Vec::new(),
    }
}

fn rule_findings(db: &dyn Db, file: File) -> Vec<Diagnostic> {
    let mut found = match file.outline(db) {
        Some(outline) => parts::findings(db, file, outline),
        None => findings_of_whole(db, file),
    };
    for &unit in units(db, file) {
        let in_unit = unit_findings(db, unit);
        if !in_unit.is_empty() {
            let start = unit_start(db, unit);
            found.extend(in_unit.iter().map(|it| it.clone().moved(db, file, start)));
        }
    }
    found
}

/// What the rules that look at nodes and scopes find in a file of which nobody edits a part.
fn findings_of_whole(db: &dyn Db, file: File) -> Vec<Diagnostic> {
    let Some(first) = crate::rules::all().first() else { return Vec::new() };
    let excerpt = OnceCell::new();
    let mut cx = RuleContext::new(db, file, &excerpt, first);
    looks::looks(db, SettingsInput::get(db)).all.look_at_whole(&mut cx);
    cx.into_found()
}

/// What the rules say of comments that silence nothing.
fn unused_suppressions(
    db: &dyn Db,
    file: File,
    suppressions: &mut Suppressions,
) -> Vec<Diagnostic> {
    let rules = &db.settings().rules;
    // Where hints are not looked for, nobody knows whether there would be one.
    let is_asked = |it: &Rule| db.settings().hints || !crate::cycles::HAVE_HINTS.contains(&it.name);
    let is_on =
        |it: &Rule| rules.contains(it) && is_asked(it) && !matches!(it.look, Look::Suppressions(_));
    let unused = suppressions.unused(is_on, rules.is_whole());
    let mut found = Vec::new();
    for rule in crate::rules::all().iter().filter(|it| rules.contains(it) && !unused.is_empty()) {
        if let Look::Suppressions(look) = rule.look {
            let excerpt = OnceCell::new();
            let mut cx = RuleContext::new(db, file, &excerpt, rule);
            look(&mut cx, &unused);
            found.append(&mut cx.into_found());
        }
    }
    rules.adjust(&mut found);
    suppressions.apply_by_name(db, file, &mut found);
    found
}

/// What the rules that look at units find in one, at places that begin with it.
///
/// Computed again for the units that an edit changes, and for those that call them if they do
/// something else now.
#[salsa::tracked(returns(deref))]
fn unit_findings(db: &dyn Db, unit: Unit) -> Vec<Diagnostic> {
    let looking = looking_at_units(db, SettingsInput::get(db));
    let Some((first, _)) = looking.first() else { return Vec::new() };
    let excerpt = OnceCell::new();
    let mut cx = RuleContext::of_unit(db, unit, &excerpt, first);
    let unit = CodeUnit::for_rules(db, unit);
    for (rule, look) in looking {
        cx.set_rule(rule);
        look(&mut cx, &unit);
    }
    cx.into_found()
}

/// A rule and how it looks at units.
type LookingAtUnits = (&'static Rule, fn(&mut RuleContext<'_>, &CodeUnit<'_>));

/// The rules that look at units and are not switched off.
#[salsa::tracked(returns(deref), no_eq)]
fn looking_at_units(db: &dyn Db, settings: SettingsInput) -> Vec<LookingAtUnits> {
    let chosen = &settings.value(db).rules;
    let looking = crate::rules::all().iter().filter_map(|rule| match rule.look {
        Look::Units(look) if chosen.contains(rule) => Some((*rule, look)),
        _ => None,
    });
    looking.collect()
}

#[cfg(test)]
mod idle;

#[cfg(test)]
mod tests {
    use refwise_syntax::{LineCol, PythonVersion};

    use super::*;
    use crate::{Change, RootDb, Settings};

    fn found(text: &str, settings: Settings) -> Vec<(LineCol, String)> {
        let mut db = RootDb::default();
        Change::new().set_settings(settings).set_text("a.py", text).apply(&mut db);
        let file = db.file("a.py").expect("just added");
        let place = |it: &Diagnostic| line_index(&db, file).line_col(it.range.start());
        check(&db, file)
            .iter()
            .map(|it| (place(it), format!("{}: {}", it.rule, it.message)))
            .collect()
    }

    fn rules(text: &str) -> Vec<(u32, String)> {
        let found = found(text, Settings::default());
        found
            .into_iter()
            .map(|it| (it.0.line, it.1.split(':').next().unwrap().to_owned()))
            .collect()
    }

    #[test]
    fn findings_come_in_the_order_of_the_text() {
        let text = "x is 1\ndef f(a=[]):\n    return a.b == a.b, x is []\nif x == None: pass\n";
        let expected = [
            (0, "is-literal"),
            (1, "mutable-default-argument"),
            (2, "self-compare"),
            (2, "is-fresh-object"),
            (3, "eq-none"),
        ];
        assert_eq!(rules(text), expected.map(|it| (it.0, it.1.to_owned())));
    }

    #[test]
    fn labels_in_other_functions_stand_where_they_point() {
        let text = "# A line before all functions.
class Child:
    def __init__(self, owner):
        self.owner = owner
class Parent:
    def __init__(self):
        self.children = []
    def make(self):
        child = Child(self)
        self.keep(child)
    def keep(self, child: Child):
        self.children.append(child)
";
        let mut db = RootDb::default();
        let settings = Settings { hints: true, ..Settings::default() };
        Change::new().set_settings(settings).set_text("a.py", text).apply(&mut db);
        let found = check(&db, db.file("a.py").expect("just added"));
        let labels: Vec<&str> =
            found.iter().flat_map(|it| &it.labels).map(|it| &text[it.range]).collect();
        assert_eq!(labels, ["Child(self)"]);
    }

    #[test]
    fn a_broken_file_is_still_looked_at() {
        let text = "def f(:\n    pass\nx is 1\n";
        let rules = rules(text);
        assert_eq!(rules[0], (0, "syntax-error".to_owned()));
        assert!(rules.contains(&(2, "is-literal".to_owned())), "{rules:?}");
    }

    #[test]
    fn later_passes_speak_only_behind_a_clean_parse() {
        assert_eq!(found("def f(a, a): pass\n", Settings::default()).len(), 1);
        assert_eq!(found("return\n", Settings::default()).len(), 1);
        let both = found("def f(a, a): pass\nx = = 1\n", Settings::default());
        assert_eq!(both.len(), 1, "{both:?}");
        assert_eq!(both[0].0.line, 1);
    }

    #[test]
    fn newer_syntax_names_its_version() {
        let target = PythonVersion::new(9).expect("known");
        let found =
            found("match x:\n    case 1: pass\n", Settings { target, ..Settings::default() });
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].1.contains("3.10") && found[0].1.contains("3.9"), "{found:?}");
    }

    #[test]
    fn a_rule_that_is_off_is_silent() {
        let mut settings = Settings::default();
        settings.rules.disable(crate::rules::find("is-literal").expect("known"));
        assert!(found("x is 1\n", settings).is_empty());
    }

    #[test]
    fn a_severity_is_chosen() {
        let mut settings = Settings::default();
        let rule = crate::rules::find("is-literal").expect("known");
        settings.rules.set_severity(rule, Severity::Hint);
        let mut db = RootDb::default();
        Change::new().set_settings(settings).set_text("a.py", "x is 1\nx = = 1\n").apply(&mut db);
        let found = check(&db, db.file("a.py").expect("just added"));
        let severities: Vec<Severity> = found.iter().map(|it| it.severity).collect();
        assert_eq!(severities, [Severity::Hint, Severity::Error]);
    }

    #[test]
    fn a_silenced_line_keeps_its_syntax_error() {
        assert!(rules("x is 1  # noqa\n").is_empty());
        assert_eq!(rules("x is = 1  # noqa\n").len(), 1);
    }

    #[test]
    fn long_chains_and_deep_nests() {
        let chain = format!("x = a{}\n", ".b".repeat(20_000));
        let nest = format!("x is {}{}\n", "(".repeat(5_000), ")".repeat(5_000));
        let sum = format!("x is 1{}\n", " + 1".repeat(20_000));
        for text in [chain, nest, sum] {
            found(&text, Settings::default());
        }
    }
}
