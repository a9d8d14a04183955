//! `_contextvars`: variables whose values belong to a context, which tasks and threads have.
//!
//! Source: `Python/context.c` (CPython 3.13). A context's values are a row that copies share until
//! one of them changes; programs have few such variables.

mod context;
mod token;
mod variable;

use crate::heap::Ref;
use crate::objects::module::Module;
use crate::objects::object::Object;
use crate::objects::type_;
use crate::typedef::{FINAL, ModuleDef, TypeDef, function};
use crate::vm::Vm;

pub(crate) use context::Context;
pub(crate) use token::Token;
pub(crate) use variable::Variable;

/// `_contextvars`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_contextvars",
    doc: "Context Variables",
    functions: &[function("copy_context()", |vm, _, _| {
        let current = context::current(vm);
        Ok(context::copy(vm, &current))
    })],
    fill: |vm, module| {
        let module = module.expect::<Module>();
        let token = vm.type_of(&token::DEF);
        type_::set_attribute(vm, &token, "MISSING", new_missing(vm));
        module.set(vm, "Context", vm.type_of(&context::DEF));
        module.set(vm, "ContextVar", vm.type_of(&variable::DEF));
        module.set(vm, "Token", token);
        Ok(())
    },
};

static MISSING: TypeDef = TypeDef {
    name: "Token.MISSING",
    slots: |it| it.tp_repr.set(Some(|vm, _| Ok(vm.str("<Token.MISSING>")))),
    ..FINAL
};

fn new_missing(vm: &Vm) -> Ref {
    Ref::new(Some(vm.type_of(&MISSING)), Object)
}

/// `Token.MISSING`.
fn missing(vm: &Vm) -> Ref {
    let token = vm.type_of(&token::DEF);
    type_::lookup(vm, &token, &vm.intern("MISSING")).unwrap_or_else(|| vm.none.clone())
}
