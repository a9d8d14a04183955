//! `Token`: what `ContextVar.set` returns, to undo it by.

use std::cell::Cell;

use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::typedef::{FINAL, TypeDef, classmethod, flag, getter};
use crate::vm::Vm;

/// What a variable was before it was set.
pub(crate) struct Token {
    pub(super) context: Ref,
    pub(super) variable: Ref,
    pub(super) old: Option<Ref>,
    pub(super) used: Cell<bool>,
}

impl Payload for Token {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.context);
        visit(&self.variable);
        self.old.iter().for_each(visit);
    }
}

impl Token {
    pub(super) fn object(vm: &Vm, context: Ref, variable: Ref, old: Option<Ref>) -> Ref {
        let it = Token { context, variable, old, used: Cell::new(false) };
        Ref::new(Some(vm.type_of(&DEF)), it)
    }
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    let it = object.expect::<Token>();
    let used = if it.used.get() { " used" } else { "" };
    let variable = vm.repr_text(&it.variable)?;
    Ok(vm.str(&format!("<Token{used} var={variable} at {:#x}>", object.address())))
}

/// `Token`.
pub(super) static DEF: TypeDef = TypeDef {
    name: "_contextvars.Token",
    flags: flag::HAVE_GC,
    slots: |it| {
        it.tp_new.set(Some(|vm, _, _| {
            Err(vm.runtime_error("Tokens can only be created by ContextVars".to_owned()))
        }));
        it.tp_repr.set(Some(repr));
    },
    methods: &[classmethod("__class_getitem__(cls, object, /)", |vm, class, args| {
        vm.generic_alias(class, &args[0])
    })],
    getset: &[
        getter("var", |_, object| Ok(object.expect::<Token>().variable.clone())),
        getter("old_value", |vm, object| {
            Ok(object.expect::<Token>().old.clone().unwrap_or_else(|| super::missing(vm)))
        }),
    ],
    size: (48, 0),
    ..FINAL
};
