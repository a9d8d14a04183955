//! The tree behind an edit, from the tree before it.
//!
//! The smallest block around the edit is taken, and in it the lines are read anew from the last
//! line before the edit that could have looked at it. Reading stops at the first line behind the
//! edit that also began a line before, with the same indentation: from there on nothing can differ.
//! What was read replaces what stood there; everything else is shared with the old tree.
//!
//! Only the text of the lines in question is put together (the *window*). Where it turns out to be
//! too short it is doubled; where a block does not end as it did, the block around it is tried, and
//! at last the whole file.

use rowan::{GreenNodeData, NodeOrToken, TextRange, TextSize};

use crate::builder::kind_of;
use crate::edit::TextEdit;
use crate::grammar;
use crate::kind::SyntaxKind::*;
use crate::lexer::{Indent, Lexer};
use crate::parser::{Output, Parser};
use crate::{GreenNode, Parse, parse};

type ChildRef<'g> = NodeOrToken<&'g GreenNodeData, &'g rowan::GreenTokenData>;

/// How many bytes behind the edit are read at first.
const FIRST_WINDOW: u32 = 512;

pub(crate) fn reparse(old: &Parse, edit: &TextEdit) -> Parse {
    let path = path_to(&old.green, edit.delete);
    for level in (0..path.len()).rev() {
        if let Some(block) = Block::new(&path[..=level])
            && let Some(change) = block.read_anew(edit)
        {
            return change.applied_to(old, edit, &path[..=level]);
        }
    }
    let mut text = String::with_capacity(usize::from(old.green.text_len()) + edit.insert.len());
    append_text(NodeOrToken::Node(&old.green), &mut text);
    parse(&edit.apply(&text))
}

/// A node on the way from the root to the edit.
struct Step<'g> {
    node: &'g GreenNodeData,
    start: TextSize,
    /// Which child of the step before it is.
    index: usize,
    /// How it is indented if it starts a line.
    indent: Option<Indent>,
}

/// The nodes that hold all of `range`, outermost first. Each holds more than `range` on its right.
fn path_to(root: &GreenNode, range: TextRange) -> Vec<Step<'_>> {
    let mut path = vec![Step { node: root, start: 0.into(), index: 0, indent: None }];
    while let Some(step) = path.last().and_then(|it| step_into(it, range)) {
        path.push(step);
    }
    path
}

fn step_into<'g>(parent: &Step<'g>, range: TextRange) -> Option<Step<'g>> {
    let mut lines = LineStarts::new(parent.node);
    for (index, (start, child)) in placed(parent.node, parent.start).enumerate() {
        if start > range.start() {
            return None;
        }
        let indent = lines.next(child);
        if let NodeOrToken::Node(node) = child
            && range.end() < start + node.text_len()
        {
            return Some(Step { node, start, index, indent });
        }
    }
    None
}

/// Follows the children of a node and tells which of them start a line, and how it is indented.
struct LineStarts<'g> {
    fresh: bool,
    blanks: Option<&'g str>,
}

impl<'g> LineStarts<'g> {
    fn new(node: &GreenNodeData) -> LineStarts<'g> {
        LineStarts { fresh: kind_of(node.kind()) == FILE, blanks: None }
    }

    fn next(&mut self, child: ChildRef<'g>) -> Option<Indent> {
        let blanks = self.blanks.take();
        match child {
            NodeOrToken::Token(it) => match kind_of(it.kind()) {
                WHITESPACE => self.blanks = Some(it.text()),
                COMMENT => {}
                kind => self.fresh = kind == NEWLINE,
            },
            NodeOrToken::Node(it) => {
                let fresh = std::mem::replace(&mut self.fresh, ends_line(it));
                return if fresh { indent_of(blanks.unwrap_or("")) } else { None };
            }
        }
        None
    }
}

/// The indentation at the end of white space; `None` where a backslash makes it hard to tell.
fn indent_of(blanks: &str) -> Option<Indent> {
    let start = blanks.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let line = blanks[start..].trim_start_matches('\u{feff}');
    (!blanks.contains('\\')).then(|| Indent::of(line.as_bytes()))
}

fn placed<'g>(
    node: &'g GreenNodeData,
    start: TextSize,
) -> impl Iterator<Item = (TextSize, ChildRef<'g>)> {
    let mut at = start;
    node.children().map(move |child| {
        let start = at;
        at += text_len(&child);
        (start, child)
    })
}

fn text_len(child: &ChildRef<'_>) -> TextSize {
    match child {
        NodeOrToken::Node(it) => it.text_len(),
        NodeOrToken::Token(it) => it.text_len(),
    }
}

fn append_text(element: ChildRef<'_>, out: &mut String) {
    match element {
        NodeOrToken::Node(it) => it.children().for_each(|child| append_text(child, out)),
        NodeOrToken::Token(it) => out.push_str(it.text()),
    }
}

/// A list of statements: the file, or an indented block.
struct Block<'g> {
    /// The nodes from the root to the block itself.
    path: &'g [Step<'g>],
    node: &'g GreenNodeData,
    range: TextRange,
    /// How its lines and those of the blocks around it are indented.
    indents: Vec<Indent>,
}

/// A child that starts a logical line with the block's own indentation.
#[derive(Clone, Copy)]
struct Line {
    index: usize,
    start: TextSize,
    /// Where the white space before it starts.
    blanks: TextSize,
}

impl<'g> Block<'g> {
    /// The block at the end of `path`; `None` where that is no list of lines, or where a line on
    /// the way is not indented as its block is, so that the lexer's state is not known.
    fn new(path: &'g [Step<'g>]) -> Option<Block<'g>> {
        let last = path.last()?;
        if !matches!(kind_of(last.node.kind()), FILE | BLOCK) {
            return None;
        }
        let mut indents = Vec::new();
        for (parent, step) in path.iter().zip(&path[1..]) {
            let top = indents.last().copied().unwrap_or(Indent::of(b""));
            match (kind_of(parent.node.kind()), kind_of(step.node.kind())) {
                (_, BLOCK) => indents.push(step.indent?),
                (MATCH_STMT, CASE_CLAUSE) => indents.push(case_indent(parent, step)?),
                (BLOCK, _) if step.index == 0 => {}
                (FILE | BLOCK, _) if step.indent? != top => return None,
                (ERROR, _) => return None,
                _ => {}
            }
        }
        let range = TextRange::at(last.start, last.node.text_len());
        Some(Block { path, node: last.node, range, indents })
    }

    fn is_file(&self) -> bool {
        self.path.len() == 1
    }

    fn indent(&self) -> Indent {
        self.indents.last().copied().unwrap_or(Indent::of(b""))
    }

    /// The lines in order; those that continue a line, and those indented otherwise, are left out.
    fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut starts = LineStarts::new(self.node);
        let mut blanks = self.range.start();
        for (index, (start, child)) in placed(self.node, self.range.start()).enumerate() {
            let indent = starts.next(child);
            let is_first = index == 0 && !self.is_file();
            if is_first || indent == Some(self.indent()) {
                lines.push(Line { index, start, blanks });
            }
            blanks = start;
            if !matches!(child, NodeOrToken::Token(it) if kind_of(it.kind()) == WHITESPACE) {
                blanks += text_len(&child);
            }
        }
        lines
    }

    /// Where a line behind the last one would start.
    fn end(&self) -> Line {
        let end = self.range.end();
        Line { index: self.node.children().len(), start: end, blanks: end }
    }

    /// Reads the lines around the edit; `None` where the block no longer ends as it did.
    fn read_anew(&self, edit: &TextEdit) -> Option<Change> {
        if !self.is_file() && edit.delete.end() >= self.range.end() {
            return None;
        }
        let lines = self.lines();
        let first = self.first_touched(&lines, edit.delete.start())?;
        let mut size = FIRST_WINDOW;
        loop {
            let end = edit.delete.end() + TextSize::new(size);
            let window = Window::new(self, &lines[first], end, edit);
            match window.read(self, &lines) {
                Reading::Done(change) => return Some(change),
                Reading::TooShort => size = size.checked_mul(4)?,
                Reading::Differs => return None,
            }
        }
    }

    /// The last line that starts before the edit and whose next line's first token does as well.
    fn first_touched(&self, lines: &[Line], at: TextSize) -> Option<usize> {
        let last = lines.partition_point(|it| it.start < at).checked_sub(1)?;
        let first_token = self.first_token_len(lines[last].index);
        // What is said of a first token may point at the character behind it.
        let margin = TextSize::new(4);
        let untouched = lines[last].start + first_token + margin < at;
        if untouched { Some(last) } else { last.checked_sub(1) }
    }

    fn first_token_len(&self, index: usize) -> TextSize {
        let mut element = self.node.children().nth(index);
        loop {
            match element {
                Some(NodeOrToken::Node(it)) => element = it.children().next(),
                Some(NodeOrToken::Token(it)) => return it.text_len(),
                None => return 0.into(),
            }
        }
    }
}

fn ends_line(node: &GreenNodeData) -> bool {
    match node.children().next_back() {
        Some(NodeOrToken::Node(it)) => ends_line(it),
        Some(NodeOrToken::Token(it)) => matches!(kind_of(it.kind()), NEWLINE | COMMENT),
        None => false,
    }
}

/// How the cases of a `match` are indented, `None` where this one differs from the first.
fn case_indent(parent: &Step<'_>, step: &Step<'_>) -> Option<Indent> {
    let mut starts = LineStarts::new(parent.node);
    let indents = parent.node.children().map(|it| (starts.next(it), it));
    let mut cases = indents
        .filter(|(_, it)| matches!(it, NodeOrToken::Node(it) if kind_of(it.kind()) == CASE_CLAUSE));
    let first = cases.next()?.0;
    first.filter(|_| first == step.indent)
}

/// A piece of the text behind the edit, from the start of a line on.
struct Window {
    text: String,
    start: TextSize,
    first: Line,
    /// Does the text end where the file ends?
    whole: bool,
    edit: TextRange,
    insert_len: TextSize,
}

enum Reading {
    Done(Change),
    TooShort,
    Differs,
}

impl Window {
    fn new(block: &Block<'_>, first: &Line, end: TextSize, edit: &TextEdit) -> Window {
        let mut text = String::new();
        let mut pieces = Pieces { out: &mut text, end, at: first.start, whole: true };
        pieces.children(block.node, first.index);
        // A block's end is decided by the first token behind it.
        for (parent, step) in block.path.iter().zip(&block.path[1..]).rev() {
            pieces.children(parent.node, step.index + 1);
        }
        let whole = pieces.whole;
        let start = usize::from(edit.delete.start() - first.start);
        let stop = usize::from(edit.delete.end() - first.start);
        text.replace_range(start..stop, &edit.insert);
        Window {
            text,
            start: first.start,
            first: *first,
            whole,
            edit: edit.delete,
            insert_len: edit.insert_len(),
        }
    }

    fn read(&self, block: &Block<'_>, lines: &[Line]) -> Reading {
        let mut parser = Parser::new(Lexer::resume(&self.text, block.indents.clone()));
        // They belong to the line before, which stays; only a file's first token is its own.
        if self.start > 0.into() {
            parser.forget_errors();
        }
        let mut synced = None;
        grammar::statements(&mut parser, |p| {
            synced = self.old_line(p, block, lines);
            synced.is_some() || self.is_exhausted(p)
        });
        let end = match synced {
            _ if self.is_exhausted(&parser) => return Reading::TooShort,
            Some(line) => line,
            None if self.is_old_end(&parser, block) => block.end(),
            None => return Reading::Differs,
        };
        Reading::Done(Change { first: self.first, end, start: self.start, output: parser.output() })
    }

    /// Has the lexer seen the end of a window that is not the end of the file?
    fn is_exhausted(&self, p: &Parser<'_>) -> bool {
        !self.whole && p.lexer().pos() >= self.text.len()
    }

    /// The offset before the edit of an offset in the window, `None` inside the edit.
    fn old_offset(&self, at: u32) -> Option<TextSize> {
        let new = self.start + TextSize::new(at);
        let edit_end = self.edit.start() + self.insert_len;
        (new >= edit_end).then(|| new - edit_end + self.edit.end())
    }

    /// The line before the edit that starts where the parser now stands, in the same state.
    fn old_line(&self, p: &Parser<'_>, block: &Block<'_>, lines: &[Line]) -> Option<Line> {
        let old = self.old_offset(p.token().start)?;
        let found = lines.binary_search_by_key(&old, |it| it.start).ok()?;
        let line = lines[found];
        let untouched = line.blanks >= self.edit.end() && line.start > self.edit.end();
        (untouched && p.lexer().indents() == block.indents).then_some(line)
    }

    /// Does the block end where it ended before the edit?
    fn is_old_end(&self, p: &Parser<'_>, block: &Block<'_>) -> bool {
        match block.is_file() {
            true => p.at(ENDMARKER),
            false => p.at(DEDENT) && self.old_offset(p.token().start) == Some(block.range.end()),
        }
    }
}

/// Collects the text of elements up to an offset, whole elements of a list at a time.
struct Pieces<'o> {
    out: &'o mut String,
    end: TextSize,
    at: TextSize,
    whole: bool,
}

impl Pieces<'_> {
    fn children(&mut self, node: &GreenNodeData, from: usize) {
        for child in node.children().skip(from) {
            if !self.whole {
                return;
            }
            self.element(child);
        }
    }

    fn element(&mut self, element: ChildRef<'_>) {
        if self.at > self.end {
            self.whole = false;
            return;
        }
        match element {
            NodeOrToken::Node(it) => self.children(it, 0),
            NodeOrToken::Token(it) => {
                self.out.push_str(it.text());
                self.at += it.text_len();
            }
        }
    }
}

/// What the lines from `first` up to `end`, as they were, become.
struct Change {
    first: Line,
    end: Line,
    /// Where the window starts.
    start: TextSize,
    output: Output,
}

impl Change {
    fn applied_to(self, old: &Parse, edit: &TextEdit, path: &[Step<'_>]) -> Parse {
        let (block, around) = path.split_last().expect("there is a block");
        let range = self.first.index..self.end.index;
        let mut green = block.node.splice_children(range, self.output.elements.iter().cloned());
        let mut index = block.index;
        for step in around.iter().rev() {
            green = step.node.replace_child(index, NodeOrToken::Node(green));
            index = step.index;
        }
        Parse::new(green, self.errors(old, edit), self.features(old, edit))
    }

    fn errors(&self, old: &Parse, edit: &TextEdit) -> Vec<(u32, crate::SyntaxError)> {
        let replaced = TextRange::new(self.first.start, self.end.start);
        let by = i64::from(u32::from(edit.insert_len())) - i64::from(u32::from(edit.delete.len()));
        let kept =
            old.errors.iter().zip(&old.owners).filter(|(_, owner)| !holds(replaced, **owner));
        let kept = kept.map(|(error, owner)| {
            let owner = shifted(*owner, edit.delete.end(), by);
            (owner.into(), error.shifted(edit.delete.end(), by))
        });
        let start = i64::from(u32::from(self.start));
        let new =
            self.output.errors.iter().map(|(owner, error)| {
                (owner + u32::from(self.start), error.shifted(0.into(), start))
            });
        kept.chain(new).collect()
    }

    fn features(&self, old: &Parse, edit: &TextEdit) -> Vec<(TextRange, crate::Feature)> {
        let replaced = TextRange::new(self.first.start, self.end.start);
        let by = i64::from(u32::from(edit.insert_len())) - i64::from(u32::from(edit.delete.len()));
        let move_by = |range: TextRange| {
            let at = |it| shifted(it, edit.delete.end(), by);
            TextRange::new(at(range.start()), at(range.end()))
        };
        let kept = old.features.iter().filter(|it| !holds(replaced, it.0.start()));
        let kept = kept.map(|&(range, feature)| (move_by(range), feature));
        let new = self.output.features.iter().map(|&(range, it)| (range + self.start, it));
        kept.chain(new).collect()
    }
}

fn holds(range: TextRange, at: TextSize) -> bool {
    range.start() <= at && at < range.end()
}

/// `at` in a text where all from `from` on has moved by `by` bytes.
fn shifted(at: TextSize, from: TextSize, by: i64) -> TextSize {
    let old = i64::from(u32::from(at));
    let new = if at >= from { old + by } else { old };
    TextSize::new(u32::try_from(new).expect("a shifted place stays inside the text"))
}
