//! `_ast`: the classes of nodes, and trees of them; `ast` writes the rest in Python.

mod build;
mod classes;
mod node;
mod nodes;
mod source;

use std::sync::Arc;

use refwise_syntax::LineIndex;

use super::builtins::refused;
use crate::compile::{Mode, compile};
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::code;
use crate::objects::dict::Dict;
use crate::objects::module::Module;
use crate::typedef::ModuleDef;
use crate::vm::Vm;

pub(crate) use build::tree;
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
    /// With those that choose features of the language (`PyCF_MASK` and others).
    pub(crate) const ALL: i64 =
        0x01ff_fe70 | 0x100 | 0x200 | OPTIMIZED_AST | TYPE_COMMENTS | ALLOW_TOP_LEVEL_AWAIT;
}

/// Is it a node?
pub(crate) fn is_node(vm: &Vm, object: &Ref) -> bool {
    vm.ast.get().is_some() && vm.is_instance_of(object, &vm.type_of(&node::DEF))
}

/// A code object of a tree, by way of a text.
pub(crate) fn compile_tree(vm: &Vm, tree: &Ref, filename: &str, mode: Mode, optimize: i32) -> Res {
    let name = match mode {
        Mode::Exec => "Module",
        Mode::Eval => "Expression",
        Mode::Single => "Interactive",
    };
    let class = classes(vm)?.expect::<Dict>().get_name(&vm.intern(name));
    if class.is_none_or(|it| !vm.is_instance_of(tree, &it)) {
        let given = vm.type_name(tree);
        return Err(vm.type_error(format!("expected {name} node, got {given}")));
    }
    let source = source::source(vm, tree)?;
    let parse = refwise_syntax::parse(&source.text);
    let lines = LineIndex::new(&source.text);
    let places = Some(&source.places);
    let place = refused::Text { text: &source.text, filename, lines: &lines, mode, places };
    let object = compile(&parse, &lines, filename, optimize, mode, places)
        .map_err(|errors| refused::syntax_error(vm, &errors, &place))?;
    refused::warn(vm, &parse, &place)?;
    Ok(code::load(vm, &Arc::new(source.named(object))))
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
