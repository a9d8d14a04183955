//! A finding with the lines of the source it is about.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};
use refwise_syntax::{TextRange, TextSize};

use crate::db::{Db, File, line_index};
use crate::diagnostic::{Applicability, Diagnostic, Fix, Severity};
use crate::render::concise;

/// Longer lines, in bytes, are not for people: they are not shown.
const LONGEST_LINE: u32 = 5_000;

pub(super) fn render(db: &dyn Db, it: &Diagnostic, in_colour: bool) -> String {
    if has_long_line(db, it) {
        return concise::render(db, it, in_colour) + "\n";
    }
    let renderer = if in_colour { Renderer::styled() } else { Renderer::plain() };
    let mut finding = level(it.severity)
        .primary_title(&it.message)
        .id(it.rule)
        .elements(excerpts(it).into_iter().map(|it| it.into_snippet(db)));
    if let Some(help) = &it.help {
        finding = finding.element(Level::HELP.message(help));
    }
    let mut groups = vec![finding];
    groups.extend(it.fixes.first().map(|fix| mend(db, it.file, fix)));
    let mut text = renderer.render(&groups);
    text.push_str("\n\n");
    text
}

fn has_long_line(db: &dyn Db, it: &Diagnostic) -> bool {
    let places = it.labels.iter().map(|it| (it.file, it.range)).chain([(it.file, it.range)]);
    let mut lines = places.flat_map(|(file, range)| {
        let index = line_index(db, file);
        let lines = [range.start(), range.end()].map(|it| index.line_col(it).line);
        lines.into_iter().filter_map(|it| index.line_range(it))
    });
    lines.any(|it| u32::from(it.len()) > LONGEST_LINE)
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
        Severity::Hint => Level::NOTE.with_name("hint"),
    }
}

/// Places of one file that are shown together.
struct Excerpt<'a> {
    file: File,
    marks: Vec<(AnnotationKind, TextRange, Option<&'a str>)>,
}

fn excerpts(it: &Diagnostic) -> Vec<Excerpt<'_>> {
    let mut all =
        vec![Excerpt { file: it.file, marks: vec![(AnnotationKind::Primary, it.range, None)] }];
    for label in &it.labels {
        let mark = (AnnotationKind::Context, label.range, Some(label.message.as_str()));
        match all.iter_mut().find(|it| it.file == label.file) {
            Some(excerpt) => excerpt.marks.push(mark),
            None => all.push(Excerpt { file: label.file, marks: vec![mark] }),
        }
    }
    all
}

impl<'a> Excerpt<'a> {
    fn into_snippet(self, db: &'a dyn Db) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
        let around = self.marks.iter().map(|it| it.1).reduce(TextRange::cover).unwrap_or_default();
        let lines = Lines::around(db, self.file, around);
        let marks = self
            .marks
            .into_iter()
            .map(|(kind, range, label)| kind.span(lines.relative(range)).label(label))
            .collect::<Vec<_>>();
        Snippet::source(lines.text)
            .line_start(lines.first)
            .path(self.file.path(db))
            .annotations(marks)
    }
}

fn mend<'a>(db: &'a dyn Db, file: File, fix: &'a Fix) -> Group<'a> {
    let around = fix.edits.iter().map(|it| it.delete).reduce(TextRange::cover).unwrap_or_default();
    let lines = Lines::around(db, file, around);
    let patches: Vec<_> =
        fix.edits.iter().map(|it| Patch::new(lines.relative(it.delete), &it.insert)).collect();
    let title = match fix.applicability {
        Applicability::Safe => fix.title.clone(),
        Applicability::Unsafe => format!("{} (unsafe: look at it first)", fix.title),
    };
    let snippet = Snippet::source(lines.text).line_start(lines.first).patches(patches);
    Level::HELP.secondary_title(title).element(snippet)
}

/// Whole lines of a file.
struct Lines {
    text: String,
    /// Number of the first one, from one.
    first: usize,
    start: TextSize,
}

impl Lines {
    fn around(db: &dyn Db, file: File, range: TextRange) -> Lines {
        let index = line_index(db, file);
        let text = file.text(db);
        let first = index.line_col(range.start()).line;
        let last = index.line_col(range.end()).line;
        let start = index.line_range(first).map(|it| it.start()).unwrap_or_default();
        let end = index.line_range(last).map_or(TextSize::of(text), |it| it.end());
        let text = line_feeds(&text[TextRange::new(start, end)]);
        Lines { text, first: first as usize + 1, start }
    }

    fn relative(&self, range: TextRange) -> Range<usize> {
        let range = range - self.start;
        usize::from(range.start())..usize::from(range.end())
    }
}

/// `text` where a line feed stands for each lone carriage return: both end a line in Python.
fn line_feeds(text: &str) -> String {
    if !text.contains('\r') {
        return text.to_owned();
    }
    let mut new = text.replace('\r', "\n");
    for (at, _) in text.match_indices("\r\n") {
        new.replace_range(at..=at, "\r");
    }
    new
}
