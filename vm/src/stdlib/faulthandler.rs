//! `faulthandler`: the frames of threads, written to a file descriptor.
//!
//! The machine has no faults that end the process, so what `enable` turns on is remembered and never
//! asked for. What needs a watchdog or the host's signals (`dump_traceback_later`, `register`) is
//! not there.

use crate::args::Args;
use crate::error::Res;
use crate::frame::Frame;
use crate::heap::Ref;
use crate::objects::int::Int;
use crate::objects::module::Module;
use crate::typedef::{ModuleDef, function};
use crate::vm::Vm;

/// `faulthandler`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "faulthandler",
    doc: "faulthandler module.",
    functions: &[
        function("enable(file=sys.stderr, all_threads=True)", |vm, module, args| {
            descriptor(vm, args.get(0))?;
            module.expect::<Module>().set(vm, IS_ENABLED, vm.bool(true));
            Ok(vm.none.clone())
        }),
        function("disable()", |vm, module, _| {
            let was = is_enabled(vm, module);
            module.expect::<Module>().set(vm, IS_ENABLED, vm.bool(false));
            Ok(was)
        }),
        function("is_enabled()", |vm, module, _| Ok(is_enabled(vm, module))),
        function("cancel_dump_traceback_later()", |vm, _, _| Ok(vm.none.clone())),
        function("dump_traceback(file=sys.stderr, all_threads=True)", dump_traceback),
    ],
    fill: |_, _| Ok(()),
};

const IS_ENABLED: &str = "_is_enabled";

/// `MAX_FRAME_DEPTH` of Python/traceback.c.
const MAX_FRAME_DEPTH: usize = 100;

fn is_enabled(vm: &Vm, module: &Ref) -> Ref {
    module.expect::<Module>().get(vm, IS_ENABLED).unwrap_or_else(|| vm.bool(false))
}

/// The file descriptor of a file, of `sys.stderr` where none is given.
fn descriptor(vm: &Vm, file: Option<&Ref>) -> Res {
    let file = match file.filter(|it| !it.is(&vm.none)) {
        Some(it) => it.clone(),
        None => vm.get_attribute(&vm.import("sys")?, &vm.intern("stderr"))?,
    };
    if file.is(&vm.none) {
        return Err(vm.runtime_error("unable to get sys.stderr".to_owned()));
    }
    if let Some(number) = file.get::<Int>() {
        if number.to_i64().is_none_or(|it| it < 0) {
            let text = "file is not a valid file descriptor".to_owned();
            return Err(vm.value_error(text));
        }
        return Ok(file);
    }
    let found = vm.call_method(&file, "fileno", Args::none())?;
    match found.get::<Int>().and_then(Int::to_i64) {
        Some(0..) => {}
        _ => {
            let text = "file.fileno() is not a valid file descriptor".to_owned();
            return Err(vm.runtime_error(text));
        }
    }
    vm.call_method(&file, "flush", Args::none())?;
    Ok(found)
}

fn dump_traceback(vm: &Vm, _: &Ref, args: Args) -> Res {
    let descriptor = descriptor(vm, args.get(0))?;
    let with_all = args.get(1).map_or(Ok(true), |it| vm.is_true(it))?;
    let own = vm.threads.ident();
    let living = vm.threads.living.borrow().clone();
    let mut text = String::new();
    for thread in living.iter().rev().filter(|it| with_all || it.ident == own) {
        let is_own = thread.ident == own;
        let frame = if is_own { vm.current_frame() } else { thread.frame() };
        if !text.is_empty() {
            text.push('\n');
        }
        let heading = match (with_all, is_own) {
            (true, true) => format!("Current thread 0x{:016x}", thread.ident),
            (true, false) => format!("Thread 0x{:016x}", thread.ident),
            (false, _) => "Stack".to_owned(),
        };
        text.push_str(&format!("{heading} (most recent call first):\n"));
        push_frames(vm, frame, &mut text);
    }
    let args = Args::positional([descriptor, vm.bytes(text.into_bytes())]);
    vm.call_method(&vm.import("posix")?, "write", args)?;
    Ok(vm.none.clone())
}

fn push_frames(vm: &Vm, innermost: Option<Ref>, text: &mut String) {
    let mut at = innermost;
    let mut depth = 0;
    while let Some(frame) = at {
        if depth == MAX_FRAME_DEPTH {
            text.push_str("  ...\n");
            return;
        }
        let it = frame.expect::<Frame>();
        let file = vm.text(&it.code().filename());
        let name = vm.text(&it.code().name);
        text.push_str(&format!("  File \"{file}\", line {} in {name}\n", it.line().unwrap_or(0)));
        at = it.back.get();
        depth += 1;
    }
}
