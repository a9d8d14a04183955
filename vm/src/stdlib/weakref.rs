//! `_weakref`.

use crate::error::Res;
use crate::heap::{Ref, weak_count, weak_references};
use crate::objects::dict::Dict;
use crate::objects::module::Module;
use crate::objects::type_::Type;
use crate::objects::weakref::{CALLABLE_PROXY_DEF, DEF_STATIC, PROXY_DEF, WeakRef, is_plain};
use crate::typedef::{ModuleDef, flag, function};
use crate::vm::Vm;

/// `_weakref`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_weakref",
    doc: "Weak-reference support module.",
    functions: &[
        function("getweakrefcount(object, /)", |vm, _, args| {
            // The dict of a base's subclasses holds a weak reference to each class.
            let is_class = args[0].get::<Type>().is_some_and(|it| it.flag(flag::HEAPTYPE));
            let has_plain = weak_references(&args[0]).iter().any(|it| is_plain(it, &it.class()));
            let count = weak_count(&args[0]) + usize::from(is_class && !has_plain);
            Ok(vm.int(count as i64))
        }),
        function("getweakrefs(object, /)", |vm, _, args| Ok(vm.list(weak_references(&args[0])))),
        function("proxy(object, callback=None, /)", |vm, _, args| {
            let class = if vm.is_callable(&args[0]) { &CALLABLE_PROXY_DEF } else { &PROXY_DEF };
            WeakRef::object(vm, &vm.type_of(class), &args[0], args.get(1).cloned())
        }),
        function("_remove_dead_weakref(dct, key, /)", |vm, _, args| {
            let dict = args[0].expect::<Dict>();
            let is_dead =
                |it: Ref| it.get::<WeakRef>().is_some_and(|it| it.target.upgrade().is_none());
            if dict.get(vm, &args[1])?.is_some_and(is_dead) {
                drop(dict.remove(vm, &args[1])?);
            }
            Ok(vm.none.clone())
        }),
    ],
    fill,
};

fn fill(vm: &Vm, module: &Ref) -> Res<()> {
    let module = module.expect::<Module>();
    module.set(vm, "ref", vm.type_of(&DEF_STATIC));
    module.set(vm, "ReferenceType", vm.type_of(&DEF_STATIC));
    module.set(vm, "ProxyType", vm.type_of(&PROXY_DEF));
    module.set(vm, "CallableProxyType", vm.type_of(&CALLABLE_PROXY_DEF));
    Ok(())
}
