//! The source of a frame with carets below it (`StackSummary.format_frame_summary`).

use std::collections::BTreeSet;

use refwise_syntax::ast::{self, AstNode, Expr, Stmt};
use refwise_syntax::{LineIndex, Stage};

use super::anchors::{self, Anchors};
use super::lines::{dedent, split};
use super::width::display_width;
use crate::code::Position;
use crate::vm::Vm;

/// The lines that `position` covers, indented by four; empty where the source is not known.
pub(super) fn excerpt(vm: &Vm, file: &str, position: Position) -> String {
    let Some(first) = position.lineno else { return String::new() };
    let last = position.end_lineno.unwrap_or(first);
    let mut original = String::new();
    for line in first..=last {
        original += vm.source_line(file, line).trim_end_matches(is_space);
        original.push('\n');
    }
    let dedented = dedent(&original);
    if dedented.trim_matches(is_space).is_empty() {
        return String::new();
    }
    let columns = position.col_offset.zip(position.end_col_offset);
    let Some((start, end)) = columns else {
        let line = original.split('\n').next().unwrap_or_default().trim_matches(is_space);
        let indent = if line.is_empty() { "" } else { "    " };
        return format!("{indent}{line}\n");
    };
    let n_lines = (last - first + 1).max(1) as usize;
    let Some(shown) = Excerpt::new(&original, &dedented, n_lines, start, end) else {
        return String::new();
    };
    let text = dedent(&shown.text());
    text.split_inclusive('\n').map(|it| format!("    {it}")).collect()
}

/// White space as `str.strip` sees it.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\x1c'..='\x1f')
}

/// How many characters the first `offset` bytes of a line are.
pub(super) fn characters(line: &[char], offset: usize) -> usize {
    let mut bytes = 0;
    let mut n = 0;
    for c in line {
        if bytes >= offset {
            break;
        }
        bytes += c.len_utf8();
        n += 1;
    }
    n
}

struct Excerpt {
    lines: Vec<Vec<char>>,
    start: usize,
    end: usize,
    anchors: Option<Anchors>,
    show_carets: bool,
}

impl Excerpt {
    fn new(original: &str, dedented: &str, n: usize, start: i32, end: i32) -> Option<Excerpt> {
        let original = split(original);
        let first = original.first()?;
        let start = characters(first, start.max(0) as usize);
        let end = characters(original.get(n - 1)?, end.max(0) as usize);
        let mut lines = split(dedented);
        lines.truncate(n);
        let removed = first.len().saturating_sub(lines.first()?.len());
        let (start, end) = (start.saturating_sub(removed), end.saturating_sub(removed));
        let anchors = anchors::find(&segment(&lines, start, end));
        let show_carets = should_show(&lines, start, end, anchors.is_some());
        Some(Excerpt { lines, start, end, anchors, show_carets })
    }

    /// First and last line, and those around the anchors; what is between them is counted.
    fn text(&self) -> String {
        let last = self.lines.len() - 1;
        let mut significant = BTreeSet::from([0, last]);
        if let Some(it) = &self.anchors {
            for line in [it.left.0, it.right.0] {
                significant.extend(line.saturating_sub(1)..=(line + 1).min(last));
            }
        }
        let mut found = String::new();
        let mut before: Option<usize> = None;
        for line in significant {
            match before.map(|it| line - it) {
                Some(2) => self.add_line(line - 1, &mut found),
                Some(3..) => {
                    let n = line - before.unwrap_or_default() - 1;
                    found += &format!("...<{n} lines>...\n");
                }
                _ => {}
            }
            self.add_line(line, &mut found);
            before = Some(line);
        }
        found
    }

    fn add_line(&self, line: usize, found: &mut String) {
        let text = &self.lines[line];
        found.extend(text);
        found.push('\n');
        if !self.show_carets {
            return;
        }
        let n_spaces = text.iter().take_while(|it| is_space(**it)).count();
        let is_last = line + 1 == self.lines.len();
        let n = display_width(text, if is_last { self.end } else { text.len() });
        let start = display_width(&self.lines[0], self.start);
        let marks = self.anchors.as_ref().map(|it| Marks::new(it, &self.lines, self.start));
        for column in 0..n {
            let is_before = column < n_spaces || line == 0 && column < start;
            found.push(match &marks {
                _ if is_before => ' ',
                Some(marks) if !marks.holds(line, column) => '~',
                _ => '^',
            });
        }
        found.push('\n');
    }
}

/// The anchors in columns of a terminal.
struct Marks {
    left: (usize, usize),
    right: (usize, usize),
}

impl Marks {
    fn new(anchors: &Anchors, lines: &[Vec<char>], start: usize) -> Marks {
        let shown = |(line, column): (usize, usize)| {
            let column = column + if line == 0 { start } else { 0 };
            (line, lines.get(line).map_or(column, |it| display_width(it, column)))
        };
        Marks { left: shown(anchors.left), right: shown(anchors.right) }
    }

    fn holds(&self, line: usize, column: usize) -> bool {
        (line, column) >= self.left && (line, column) < self.right
    }
}

/// The code of the instruction itself.
fn segment(lines: &[Vec<char>], start: usize, end: usize) -> String {
    let all: Vec<char> = lines.join(&'\n');
    let last = lines.last().map_or(0, Vec::len);
    let end = (all.len() + end.min(last)).saturating_sub(last);
    all.get(start.min(end)..end).unwrap_or_default().iter().collect()
}

/// Not where they would stand below everything that the lines hold, or below a whole call that is
/// returned or bound to a name (`_should_show_carets`).
fn should_show(lines: &[Vec<char>], start: usize, end: usize, has_anchors: bool) -> bool {
    if is_whole_call(lines, start, end) {
        return false;
    }
    let is_blank = |part: Option<&[char]>| part.is_none_or(|it| it.iter().all(|it| is_space(*it)));
    has_anchors
        || !is_blank(lines[0].get(..start.min(lines[0].len())))
        || !is_blank(lines.last().and_then(|it| it.get(end.min(it.len())..)))
}

fn is_whole_call(lines: &[Vec<char>], start: usize, end: usize) -> bool {
    let text: String = lines.join(&'\n').into_iter().collect();
    let Some(statement) = first_statement(&text) else { return false };
    let Some(statement) = statement else { return true };
    let value = match &statement {
        Stmt::Return(it) => it
            .value()
            .filter(|it| matches!(it, Expr::Call(it) if matches!(it.func(), Some(Expr::Name(_))))),
        Stmt::Assign(it) => {
            let targets: Vec<Expr> = it.targets().collect();
            let is_name = matches!(targets.as_slice(), [Expr::Name(_)]);
            it.value().filter(|it| is_name && matches!(it, Expr::Call(_)))
        }
        _ => None,
    };
    value.is_some_and(|it| {
        let range = ast::text_range(it.syntax());
        let index = LineIndex::new(&text);
        let (from, to) = (index.line_col(range.start()), index.line_col(range.end()));
        (from.line, from.col as usize) == (0, start)
            && (to.line as usize + 1, to.col as usize) == (lines.len(), end)
    })
}

/// The first statement of a text that CPython's parser takes; `Some(None)` where there is none.
fn first_statement(text: &str) -> Option<Option<Stmt>> {
    let parse = refwise_syntax::parse(text);
    if parse.errors().iter().any(|it| it.stage <= Stage::Parse) {
        return None;
    }
    Some(parse.file().body().next())
}
