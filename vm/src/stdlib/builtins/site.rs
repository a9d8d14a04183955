//! `exit`, `quit` and `help`: what `site` adds to `builtins`.

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::objects::module::Module;
use crate::objects::object::Object;
use crate::typedef::{FINAL, TypeDef, flag, member};
use crate::vm::Vm;

/// `exit` and `quit`.
pub(crate) struct Quitter {
    name: &'static str,
}

impl Payload for Quitter {
    const LEAF: bool = true;
}

static QUITTER: TypeDef = TypeDef {
    name: "_sitebuiltins.Quitter",
    flags: flag::DISALLOW_INSTANTIATION,
    slots: |it| {
        it.tp_repr.set(Some(|vm, object| {
            let name = object.expect::<Quitter>().name;
            Ok(vm.str(&format!("Use {name}() or Ctrl-D (i.e. EOF) to exit")))
        }));
        it.tp_call.set(Some(|vm, _, args| {
            let signature = crate::signature::Signature::parse("__call__(code=None)", false);
            let mut args = signature.bind(vm, args)?;
            let code = args.take(0).unwrap_or_else(|| vm.none.clone());
            Err(vm.raise(&vm.exceptions.SystemExit, vec![code]))
        }));
    },
    getset: &[
        member("name", |vm, object| Ok(vm.str(object.expect::<Quitter>().name))),
        member("eof", |vm, _| Ok(vm.str("Ctrl-D (i.e. EOF)"))),
    ],
    ..FINAL
};

static HELPER: TypeDef = TypeDef {
    name: "_sitebuiltins._Helper",
    flags: flag::DISALLOW_INSTANTIATION,
    slots: |it| {
        it.tp_repr.set(Some(|vm, _| {
            let text = "Type help() for interactive help, or help(object) for help about object.";
            Ok(vm.str(text))
        }));
        it.tp_call.set(Some(help));
    },
    ..FINAL
};

fn help(vm: &Vm, _: &Ref, args: Args) -> Res {
    let pydoc = vm.import("pydoc")?;
    vm.call_method(&pydoc, "help", args)
}

pub(super) fn fill(vm: &Vm, module: &Module) {
    for name in ["exit", "quit"] {
        let class = vm.type_of(&QUITTER);
        module.set(vm, name, Ref::new(Some(class), Quitter { name }));
    }
    module.set(vm, "help", Ref::new(Some(vm.type_of(&HELPER)), Object));
}
