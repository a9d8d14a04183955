//! The frames of a traceback, outermost first, repeated ones folded (`StackSummary`).

use super::carets;
use crate::frame::Frame;
use crate::heap::Ref;
use crate::numbers::Int;
use crate::objects::module::Module;
use crate::objects::traceback::Traceback;
use crate::vm::Vm;

/// Repeated lines are folded after this many (`_RECURSIVE_CUTOFF`).
const REPEATED: usize = 3;

/// File, line and function: where they are the same, a frame repeats the one before.
type Key = (String, i32, String);

/// The frames with lines and carets, one text each.
pub(super) fn frames(vm: &Vm, first: &Ref) -> Vec<String> {
    folded(shown(vm, first), |it| {
        let traceback = it.expect::<Traceback>();
        let code = traceback.frame.expect::<Frame>().code();
        let mut position = code.position(traceback.at);
        position.lineno = Some(position.lineno.unwrap_or(traceback.line.get()));
        let key = key(vm, traceback, position.lineno);
        let file = if key.0.starts_with("<stdin>-") { "<stdin>" } else { &key.0 };
        let head = format!("  File \"{file}\", line {}, in {}\n", key.1, key.2);
        let text = head + &carets::excerpt(vm, &key.0, position);
        (key, text)
    })
}

/// The frames as CPython's core prints them: the line alone.
pub(super) fn plain(vm: &Vm, first: &Ref) -> String {
    let texts = folded(shown(vm, first), |it| {
        let traceback = it.expect::<Traceback>();
        let key = key(vm, traceback, None);
        let mut text = format!("  File \"{}\", line {}, in {}\n", key.0, key.1, key.2);
        let line = vm.source_line(&key.0, key.1);
        match line.trim_start_matches([' ', '\t', '\x0c']) {
            "" => {}
            line => text += &format!("    {line}\n"),
        }
        (key, text)
    });
    texts.concat()
}

fn key(vm: &Vm, traceback: &Traceback, line: Option<i32>) -> Key {
    let code = traceback.frame.expect::<Frame>().code();
    let line = line.unwrap_or(traceback.line.get());
    (vm.text(&code.filename()), line, vm.text(&code.name))
}

/// The entries that `sys.tracebacklimit` leaves: the last ones.
fn shown(vm: &Vm, first: &Ref) -> Vec<Ref> {
    let mut all = Vec::new();
    let mut at = Some(first.clone());
    while let Some(traceback) = at {
        at = traceback.expect::<Traceback>().next.get();
        all.push(traceback);
    }
    let Some(limit) = limit(vm) else { return all };
    let start = all.len() as i64 - limit.max(0);
    // As a slice counts from the end where it begins below zero.
    let start = if start < 0 { (start + all.len() as i64).max(0) } else { start };
    all.split_off((start as usize).min(all.len()))
}

fn limit(vm: &Vm) -> Option<i64> {
    let sys = vm.import("sys").ok()?;
    let limit = sys.get::<Module>()?.get(vm, "tracebacklimit")?;
    limit.get::<Int>().map(Int::saturated)
}

fn folded(all: Vec<Ref>, show: impl Fn(&Ref) -> (Key, String)) -> Vec<String> {
    let mut found = Vec::new();
    let mut last: Option<Key> = None;
    let mut count = 0;
    let mut places = std::collections::HashMap::new();
    for traceback in all {
        let it = traceback.expect::<Traceback>();
        let place = (it.frame.expect::<Frame>().code.address(), it.at, it.line.get());
        // Deep recursion shows the same few places again and again.
        let (key, text) = places.entry(place).or_insert_with(|| show(&traceback));
        if last.as_ref() != Some(key) {
            found.extend(repetition(count));
            last = Some(key.clone());
            count = 0;
        }
        count += 1;
        if count <= REPEATED {
            found.push(text.clone());
        }
    }
    found.extend(repetition(count));
    found
}

fn repetition(count: usize) -> Option<String> {
    let more = count.checked_sub(REPEATED).filter(|&it| it > 0)?;
    let plural = if more > 1 { "s" } else { "" };
    Some(format!("  [Previous line repeated {more} more time{plural}]\n"))
}
