//! `atexit`.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::dict::Dict;
use crate::objects::list::List;
use crate::objects::module::Module;
use crate::objects::tuple::Tuple;
use crate::typedef::{ModuleDef, function};
use crate::vm::Vm;

/// `atexit`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "atexit",
    doc: "Functions that run at the end.",
    functions: &[
        function("register(*args, **kwargs)", register),
        function("unregister(func, /)", unregister),
        function("_run_exitfuncs()", run),
        function("_clear()", |vm, module, _| {
            drop(callbacks(vm, module).expect::<List>().items.take());
            Ok(vm.none.clone())
        }),
        function("_ncallbacks()", |vm, module, _| {
            Ok(vm.int(callbacks(vm, module).expect::<List>().items.len() as i64))
        }),
    ],
    fill: |vm, module| {
        module.expect::<Module>().set(vm, "_callbacks", vm.list(Vec::new()));
        Ok(())
    },
};

fn callbacks(vm: &Vm, module: &Ref) -> Ref {
    let found = module.expect::<Module>().get(vm, "_callbacks");
    found.filter(|it| it.get::<List>().is_some()).unwrap_or_else(|| vm.list(Vec::new()))
}

fn register(vm: &Vm, module: &Ref, mut args: Args) -> Res {
    let keywords = vm.dict();
    for (name, value) in args.take_keywords() {
        keywords.expect::<Dict>().insert(vm, &name, value)?;
    }
    let mut positional = args.take_positional(0);
    if positional.is_empty() {
        return Err(vm.type_error("register() takes at least 1 argument (0 given)".to_owned()));
    }
    let function = positional.remove(0);
    if !vm.is_callable(&function) {
        return Err(vm.type_error("the first argument must be callable".to_owned()));
    }
    let entry = vm.tuple(vec![function.clone(), vm.tuple(positional), keywords]);
    callbacks(vm, module).expect::<List>().items.push(entry);
    Ok(function)
}

fn unregister(vm: &Vm, module: &Ref, args: Args) -> Res {
    let list = callbacks(vm, module);
    let mut kept = Vec::new();
    for entry in list.expect::<List>().items.to_vec() {
        if !vm.is_equal(&entry.expect::<Tuple>().items()[0], &args[0])? {
            kept.push(entry);
        }
    }
    drop(list.expect::<List>().items.replace_all(kept));
    Ok(vm.none.clone())
}

/// The last one registered first; what they raise is told, and the others run all the same.
fn run(vm: &Vm, module: &Ref, _: Args) -> Res {
    let list = callbacks(vm, module);
    while let Some(entry) = list.expect::<List>().items.pop() {
        let parts = entry.expect::<Tuple>().items();
        let mut args = Args::positional(vm.tuple_items(&parts[1]));
        for (name, value) in parts[2].expect::<Dict>().entries() {
            args.names.push(name);
            args.values.push(Some(value));
        }
        if let Err(error) = vm.call(&parts[0], args) {
            if vm.is_halt(&error) {
                return Err(error);
            }
            vm.unraisable(error, Some(&parts[0]));
        }
    }
    Ok(vm.none.clone())
}
