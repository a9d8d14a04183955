//! Tracebacks as text: frames with their lines and carets, notes, causes and contexts.
//!
//! Source: Lib/traceback.py and Python/traceback.c (CPython 3.13.0).

use crate::frame::Frame;
use crate::heap::Ref;
use crate::objects::exception::Exception;
use crate::objects::traceback::Traceback;
use crate::objects::type_::Type;
use crate::vm::Vm;

mod carets;
mod hints;

const CAUSE: &str = "\nThe above exception was the direct cause of the following exception:\n\n";
const CONTEXT: &str = "\nDuring handling of the above exception, another exception occurred:\n\n";
/// Repeated lines are folded after this many (`_RECURSIVE_CUTOFF`).
const REPEATED: usize = 3;

/// The exception with its traceback and with those that led to it.
pub fn text(vm: &Vm, error: &Ref) -> String {
    let mut seen = Vec::new();
    chain(vm, error, &mut seen)
}

/// The exception with its traceback alone.
pub fn text_alone(vm: &Vm, error: &Ref) -> String {
    let mut found = String::new();
    if let Some(traceback) = error.get::<Exception>().and_then(|it| it.traceback.get()) {
        found += "Traceback (most recent call last):\n";
        found += &frames(vm, traceback);
    }
    found + &last_lines(vm, error)
}

fn chain(vm: &Vm, error: &Ref, seen: &mut Vec<usize>) -> String {
    seen.push(error.address());
    let mut found = String::new();
    if let Some(it) = error.get::<Exception>() {
        let is_new = |other: &Ref, seen: &Vec<usize>| !seen.contains(&other.address());
        if let Some(cause) = it.cause.get() {
            if is_new(&cause, seen) {
                found = chain(vm, &cause, seen) + CAUSE;
            }
        } else if let Some(context) = it.context.get().filter(|_| !it.suppress_context.get())
            && is_new(&context, seen)
        {
            found = chain(vm, &context, seen) + CONTEXT;
        }
    }
    found + &text_alone(vm, error)
}

/// The lines of all frames, outermost first, repeated ones folded.
fn frames(vm: &Vm, first: Ref) -> String {
    let mut found = String::new();
    let mut last: Option<(String, i32, String)> = None;
    let mut repeated = 0;
    let mut at = Some(first);
    while let Some(traceback) = at {
        let it = traceback.expect::<Traceback>();
        at = it.next.get();
        let key = place(vm, it);
        if last.as_ref() == Some(&key) {
            repeated += 1;
        } else {
            found += &folded(repeated);
            repeated = 0;
        }
        if repeated < REPEATED {
            found += &one_frame(vm, it, &key);
        }
        last = Some(key);
    }
    found + &folded(repeated)
}

fn folded(repeated: usize) -> String {
    match (repeated + 1).saturating_sub(REPEATED) {
        0 => String::new(),
        1 => "  [Previous line repeated 1 more time]\n".to_owned(),
        more => format!("  [Previous line repeated {more} more times]\n"),
    }
}

/// File, line and function.
fn place(vm: &Vm, traceback: &Traceback) -> (String, i32, String) {
    let code = traceback.frame.expect::<Frame>().code();
    (vm.text(&code.filename()), traceback.line.get(), vm.text(&code.name))
}

fn one_frame(vm: &Vm, traceback: &Traceback, (file, line, name): &(String, i32, String)) -> String {
    let mut found = format!("  File \"{file}\", line {line}, in {name}\n");
    let source = vm.source_lines(file);
    let position = traceback.frame.expect::<Frame>().code().position(traceback.at);
    if let Some(lines) = source {
        found += &carets::excerpt(&lines, *line, position);
    }
    found
}

/// `module.Class: message`, and notes.
fn last_lines(vm: &Vm, error: &Ref) -> String {
    let class = error.class();
    let name = qualified(vm, &class);
    let message = match vm.str_of(error) {
        Ok(text) => vm.text(&text),
        Err(_) => "<exception str() failed>".to_owned(),
    };
    let hint = hints::hint(vm, error);
    let mut found = if message.is_empty() && hint.is_empty() {
        format!("{name}\n")
    } else {
        format!("{name}: {message}{hint}\n")
    };
    if let Some(location) = hints::syntax_error(vm, error) {
        found = location
            + &format!("{name}: {}\n", hints::syntax_message(vm, error).unwrap_or(message));
    }
    found + &notes(vm, error)
}

fn qualified(vm: &Vm, class: &Ref) -> String {
    let it = class.expect::<Type>();
    let qualname = it.qualname.get().map_or_else(|| it.name.borrow().clone(), |it| vm.text(&it));
    let module = vm
        .find_attribute(class, &vm.names.__module__)
        .ok()
        .flatten()
        .and_then(|it| vm.str_text(&it));
    match module.as_deref() {
        None => format!("<unknown>.{qualname}"),
        Some("builtins" | "__main__") => qualname,
        Some(module) => format!("{module}.{qualname}"),
    }
}

fn notes(vm: &Vm, error: &Ref) -> String {
    let Ok(Some(notes)) = vm.find_attribute(error, &vm.names.__notes__) else {
        return String::new();
    };
    let is_sequence =
        vm.is_instance_of(&notes, &vm.types.list) || vm.is_instance_of(&notes, &vm.types.tuple);
    if !is_sequence {
        return vm.repr_text(&notes).map(|it| it + "\n").unwrap_or_default();
    }
    let mut found = String::new();
    for note in vm.iterate_to_vec(&notes).unwrap_or_default() {
        let text = vm
            .str_of(&note)
            .map(|it| vm.text(&it))
            .unwrap_or_else(|_| "<note str() failed>".to_owned());
        text.split('\n').for_each(|line| found += &format!("{line}\n"));
    }
    found
}

impl Vm {
    /// The lines of a source file that was compiled or can be read.
    pub fn source_lines(&self, file: &str) -> Option<Vec<String>> {
        if let Some(lines) = self.sources.borrow().get(file) {
            return lines.clone();
        }
        let bytes = self.host.read_file(file)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        self.keep_source(file, &text);
        self.source_lines(file)
    }

    /// Remembers the text of a file for tracebacks.
    pub fn keep_source(&self, file: &str, text: &str) {
        let lines = text.split('\n').map(|it| it.trim_end_matches('\r').to_owned()).collect();
        self.sources.borrow_mut().insert(file.to_owned(), Some(lines));
    }
}
