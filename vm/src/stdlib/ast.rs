//! `_ast`: the classes of nodes, and trees of them; `ast` writes the rest in Python.

mod classes;
mod node;
mod nodes;

use crate::objects::dict::Dict;
use crate::objects::module::Module;
use crate::typedef::ModuleDef;

pub(crate) use classes::classes;

/// Flags of `compile` that ask for a tree.
pub(crate) mod compile_flag {
    /// `PyCF_ONLY_AST`
    pub(crate) const ONLY_AST: i64 = 0x400;
    /// `PyCF_TYPE_COMMENTS`
    pub(crate) const TYPE_COMMENTS: i64 = 0x1000;
    /// `PyCF_ALLOW_TOP_LEVEL_AWAIT`
    pub(crate) const ALLOW_TOP_LEVEL_AWAIT: i64 = 0x2000;
    /// `PyCF_OPTIMIZED_AST`
    pub(crate) const OPTIMIZED_AST: i64 = 0x8000 | ONLY_AST;
}

/// `_ast`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_ast",
    doc: "",
    functions: &[],
    fill: |vm, module| {
        let module = module.expect::<Module>();
        for (name, class) in classes(vm)?.expect::<Dict>().entries() {
            let name = vm.text(&name);
            if !name.ends_with("()") {
                module.set(vm, &name, class);
            }
        }
        for (name, flag) in [
            ("PyCF_ALLOW_TOP_LEVEL_AWAIT", compile_flag::ALLOW_TOP_LEVEL_AWAIT),
            ("PyCF_ONLY_AST", compile_flag::ONLY_AST),
            ("PyCF_TYPE_COMMENTS", compile_flag::TYPE_COMMENTS),
            ("PyCF_OPTIMIZED_AST", compile_flag::OPTIMIZED_AST),
        ] {
            module.set(vm, name, vm.int(flag));
        }
        Ok(())
    },
};
