//! `_warnings`: warnings go to `warnings`, whose own code decides what happens to them.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::typedef::{ModuleDef, function};
use crate::vm::Vm;

/// `_warnings`. What it lacks, `warnings` does itself.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_warnings",
    doc: "Warnings of native code.",
    functions: &[function("warn(*args, **kwargs)", warn)],
    fill: |_, _| Ok(()),
};

fn warn(vm: &Vm, _: &Ref, args: Args) -> Res {
    let warnings = vm.import("warnings")?;
    vm.call_method(&warnings, "warn", args)
}
