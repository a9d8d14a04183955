//! `_posixsubprocess`: there are no processes in the sandbox, which is what `subprocess` hears.

use crate::typedef::{ModuleDef, function};

/// `_posixsubprocess`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_posixsubprocess",
    doc: "Processes, of which there are none.",
    functions: &[function("fork_exec(*args)", |vm, _, _| {
        let text = "the sandbox starts no processes";
        Err(vm.raise(&vm.exceptions.PermissionError, vec![vm.int(1), vm.str(text)]))
    })],
    fill: |_, _| Ok(()),
};
