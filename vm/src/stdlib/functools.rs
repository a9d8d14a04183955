//! `_functools`: `reduce`, `cmp_to_key`, `partial` and the wrapper of `lru_cache`.

mod cmp_to_key;
mod lru_cache;
mod partial;

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::module::Module;
use crate::typedef::{ModuleDef, function};
use crate::vm::Vm;

pub(crate) use cmp_to_key::KeyWrapper;
pub(crate) use lru_cache::LruCache;
pub(crate) use partial::Partial;

/// `_functools`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_functools",
    doc: "Tools that operate on functions.",
    functions: &[
        function("reduce(function, iterable, initial=None, /)", reduce),
        function("cmp_to_key(mycmp)", |vm, _, args| cmp_to_key::make(vm, args[0].clone())),
    ],
    fill: |vm, module| {
        let module = module.expect::<Module>();
        module.set(vm, "partial", vm.type_of(&partial::DEF));
        module.set(vm, "_lru_cache_wrapper", vm.type_of(&lru_cache::DEF));
        Ok(())
    },
};

fn reduce(vm: &Vm, _: &Ref, mut args: Args) -> Res {
    let iterator = match vm.iter(&args[1]) {
        Err(error) if vm.is_raised(&error, &vm.exceptions.TypeError) => {
            return Err(vm.type_error("reduce() arg 2 must support iteration".to_owned()));
        }
        other => other?,
    };
    let mut result = args.take(2);
    while let Some(item) = vm.next(&iterator)? {
        vm.charge(1)?;
        result = Some(match result {
            Some(so_far) => vm.call(&args[0], Args::positional([so_far, item]))?,
            None => item,
        });
    }
    result
        .ok_or_else(|| vm.type_error("reduce() of empty iterable with no initial value".to_owned()))
}
