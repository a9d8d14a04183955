//! Tracebacks as text: frames with their lines and carets, notes, causes, contexts, groups.
//!
//! Source: `TracebackException` (Lib/traceback.py, CPython 3.13.0), which CPython's own printer calls,
//! too; for errors that nobody can handle `PyTraceBack_Print` (Python/traceback.c).

mod anchors;
mod carets;
mod hints;
mod lines;
mod message;
mod source;
mod stack;
mod syntax;
mod width;

use std::collections::HashSet;

use crate::heap::Ref;
use crate::objects::exception::{Exception, group};
use crate::vm::Vm;

pub use message::class_name;

const CAUSE: &str = "\nThe above exception was the direct cause of the following exception:\n\n";
const CONTEXT: &str = "\nDuring handling of the above exception, another exception occurred:\n\n";
/// More members of a group than this are counted only.
const MAX_GROUP_WIDTH: usize = 15;
/// Deeper groups are not shown.
const MAX_GROUP_DEPTH: usize = 10;

/// The exception with its traceback and with those that led to it.
pub fn text(vm: &Vm, error: &Ref) -> String {
    let mut report = Report::new(vm, error);
    report.complete(vm, error);
    let mut printer = Printer { report: &report, out: String::new(), depth: 0, need_close: false };
    printer.chain(0);
    printer.out
}

/// As CPython's core shows an error that nobody can handle: without carets, notes and causes.
pub fn unraisable_text(vm: &Vm, error: &Ref) -> String {
    let mut found = String::new();
    if let Some(traceback) = error.get::<Exception>().and_then(|it| it.traceback.get()) {
        found += "Traceback (most recent call last):\n";
        found += &stack::plain(vm, &traceback);
    }
    found += &class_name(vm, &error.class());
    match message::message(vm, error) {
        text if text.is_empty() => {}
        text => found += &format!(": {text}"),
    }
    found + "\n"
}

/// One exception, as text; others by their places in [`Report::entries`].
struct Entry {
    /// The frames, one text each.
    stack: Vec<String>,
    has_stack: bool,
    /// The lines below them.
    last: Vec<String>,
    cause: Option<usize>,
    context: Option<usize>,
    members: Option<Vec<usize>>,
}

/// All exceptions that are to be shown.
struct Report {
    entries: Vec<Entry>,
    seen: HashSet<usize>,
}

impl Report {
    fn new(vm: &Vm, error: &Ref) -> Report {
        let mut report = Report { entries: Vec::new(), seen: HashSet::new() };
        report.enter(vm, error);
        report
    }

    fn enter(&mut self, vm: &Vm, error: &Ref) -> usize {
        self.seen.insert(error.address());
        let traceback = error.get::<Exception>().and_then(|it| it.traceback.get());
        let stack = traceback.as_ref().map(|it| stack::frames(vm, it)).unwrap_or_default();
        let last = message::last_lines(vm, error, traceback.as_ref());
        let has_stack = !stack.is_empty();
        let entry = Entry { stack, has_stack, last, cause: None, context: None, members: None };
        self.entries.push(entry);
        self.entries.len() - 1
    }

    /// Adds causes, contexts and members, in the order of `TracebackException.__init__`.
    fn complete(&mut self, vm: &Vm, error: &Ref) {
        let mut open = vec![(0, error.clone())];
        while let Some((index, error)) = open.pop() {
            let Some(it) = error.get::<Exception>() else { continue };
            let cause = it.cause.get().filter(|it| !self.seen.contains(&it.address()));
            if let Some(cause) = cause {
                let entry = self.enter(vm, &cause);
                self.entries[index].cause = Some(entry);
                open.push((entry, cause));
            }
            let wants_context = self.entries[index].cause.is_none() && !it.suppress_context.get();
            let context = it.context.get().filter(|it| !self.seen.contains(&it.address()));
            if let Some(context) = context.filter(|_| wants_context) {
                let entry = self.enter(vm, &context);
                self.entries[index].context = Some(entry);
                open.push((entry, context));
            }
            if vm.is_instance_of(&error, &vm.exceptions.BaseExceptionGroup) {
                let members = group::members(vm, &error);
                let entries: Vec<usize> = members.iter().map(|it| self.enter(vm, it)).collect();
                open.extend(entries.iter().copied().zip(members));
                self.entries[index].members = Some(entries);
            }
        }
    }
}

/// Puts the texts together (`TracebackException.format`).
struct Printer<'a> {
    report: &'a Report,
    out: String,
    /// How many groups are around.
    depth: usize,
    need_close: bool,
}

impl Printer<'_> {
    fn indent(&self) -> String {
        " ".repeat(2 * self.depth)
    }

    fn emit(&mut self, text: &str, margin: char) {
        let mut indent = self.indent();
        if self.depth > 0 {
            indent.push(margin);
            indent.push(' ');
        }
        for line in lines::split_keeping_ends(text) {
            self.out += &indent;
            self.out += line;
        }
    }

    fn chain(&mut self, first: usize) {
        let mut row = Vec::new();
        let mut at = Some(first);
        while let Some(index) = at {
            let entry = &self.report.entries[index];
            let (message, next) = match (entry.cause, entry.context) {
                (Some(cause), _) => (Some(CAUSE), Some(cause)),
                (None, Some(context)) => (Some(CONTEXT), Some(context)),
                (None, None) => (None, None),
            };
            row.push((message, index));
            at = next;
        }
        for (message, index) in row.into_iter().rev() {
            if let Some(message) = message {
                self.emit(message, '|');
            }
            self.one(index);
        }
    }

    fn one(&mut self, index: usize) {
        let report = self.report;
        let entry = &report.entries[index];
        match &entry.members {
            None => {
                if entry.has_stack {
                    self.emit("Traceback (most recent call last):\n", '|');
                }
                self.body(entry);
            }
            Some(_) if self.depth > MAX_GROUP_DEPTH => {
                self.emit(&format!("... (max_group_depth is {MAX_GROUP_DEPTH})\n"), '|');
            }
            Some(members) => self.group(entry, members),
        }
    }

    fn body(&mut self, entry: &Entry) {
        for text in entry.stack.iter().chain(&entry.last) {
            self.emit(text, '|');
        }
    }

    fn group(&mut self, entry: &Entry, members: &[usize]) {
        let is_outermost = self.depth == 0;
        self.depth += usize::from(is_outermost);
        if entry.has_stack {
            let margin = if is_outermost { '+' } else { '|' };
            self.emit("Exception Group Traceback (most recent call last):\n", margin);
        }
        self.body(entry);
        self.need_close = false;
        let shown = members.len().min(MAX_GROUP_WIDTH + 1);
        for (place, &member) in members.iter().take(shown).enumerate() {
            let is_last = place + 1 == shown;
            // A group inside may print the closing line.
            self.need_close |= is_last;
            self.member(place, member, members.len());
            if is_last && self.need_close {
                self.out += &format!("{}+------------------------------------\n", self.indent());
                self.need_close = false;
            }
            self.depth -= 1;
        }
        if is_outermost {
            self.depth = 0;
        }
    }

    fn member(&mut self, place: usize, member: usize, n_members: usize) {
        let is_cut = place >= MAX_GROUP_WIDTH;
        let title = if is_cut { "...".to_owned() } else { (place + 1).to_string() };
        let corner = if place == 0 { "+-" } else { "  " };
        self.out +=
            &format!("{}{corner}+---------------- {title} ----------------\n", self.indent());
        self.depth += 1;
        if !is_cut {
            return self.chain(member);
        }
        let rest = n_members - MAX_GROUP_WIDTH;
        let plural = if rest > 1 { "s" } else { "" };
        self.emit(&format!("and {rest} more exception{plural}\n"), '|');
    }
}
