//! `ContextVar`.

use super::context::{self, Context};
use super::token::Token;
use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::objects::object::hash_address;
use crate::typedef::{FINAL, TypeDef, classmethod, flag, member, method};
use crate::vm::Vm;

/// A variable.
pub(crate) struct Variable {
    name: Ref,
    default: Option<Ref>,
}

impl Payload for Variable {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.default.iter().for_each(visit);
    }
}

fn new(vm: &Vm, class: &Ref, mut args: Args) -> Res {
    let default = args.take_keyword("default");
    if args.n_positional() != 1 {
        let (bound, given) = if args.n_positional() == 0 {
            ("exactly", 0)
        } else {
            ("at most", args.n_positional())
        };
        return Err(vm.type_error(format!(
            "ContextVar() takes {bound} 1 positional argument ({given} given)"
        )));
    }
    let name = args[0].clone();
    if vm.str_text(&name).is_none() {
        return Err(vm.type_error("context variable name must be a str".to_owned()));
    }
    Ok(Ref::new(Some(class.clone()), Variable { name, default }))
}

fn get(vm: &Vm, object: &Ref, args: Args) -> Res {
    let found = context::current(vm).expect::<Context>().get(object);
    let found = found.or_else(|| args.get(0).cloned());
    let found = found.or_else(|| object.expect::<Variable>().default.clone());
    found.ok_or_else(|| vm.raise(&vm.exceptions.LookupError, vec![object.clone()]))
}

fn set(vm: &Vm, object: &Ref, args: Args) -> Res {
    let context = context::current(vm);
    let old = context.expect::<Context>().set(vm, object, Some(args[0].clone()))?;
    Ok(Token::object(vm, context, object.clone(), old))
}

fn reset(vm: &Vm, object: &Ref, args: Args) -> Res {
    let token = &args[0];
    let Some(it) = token.get::<Token>() else {
        let given = vm.repr_text(token)?;
        return Err(vm.type_error(format!("expected an instance of Token, got {given}")));
    };
    if it.used.get() {
        let shown = vm.repr_text(token)?;
        return Err(vm.runtime_error(format!("{shown} has already been used once")));
    }
    if !it.variable.is(object) {
        let shown = vm.repr_text(token)?;
        return Err(vm.value_error(format!("{shown} was created by a different ContextVar")));
    }
    if !it.context.is(&context::current(vm)) {
        let shown = vm.repr_text(token)?;
        return Err(vm.value_error(format!("{shown} was created in a different Context")));
    }
    it.used.set(true);
    it.context.expect::<Context>().set(vm, object, it.old.clone())?;
    Ok(vm.none.clone())
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    let it = object.expect::<Variable>();
    let mut text = format!("<ContextVar name={}", vm.repr_text(&it.name)?);
    if let Some(default) = &it.default {
        text += &format!(" default={}", vm.repr_text(default)?);
    }
    Ok(vm.str(&format!("{text} at {:#x}>", object.address())))
}

/// `ContextVar`.
pub(super) static DEF: TypeDef = TypeDef {
    name: "_contextvars.ContextVar",
    flags: flag::HAVE_GC,
    slots: |it| {
        it.tp_new.set(Some(new));
        it.tp_repr.set(Some(repr));
        it.tp_hash.set(Some(|_, object| Ok(hash_address(object))));
    },
    methods: &[
        method("get(self, default=None, /)", get),
        method("set(self, value, /)", set),
        method("reset(self, token, /)", reset),
        classmethod("__class_getitem__(cls, object, /)", |vm, class, args| {
            vm.generic_alias(class, &args[0])
        }),
    ],
    getset: &[member("name", |_, object| Ok(object.expect::<Variable>().name.clone()))],
    size: (64, 0),
    ..FINAL
};
