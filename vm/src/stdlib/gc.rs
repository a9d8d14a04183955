//! `gc`.

use crate::args::Args;
use crate::error::Res;
use crate::frame::{Frame, State};
use crate::heap::{self, Ref};
use crate::objects::dict::Dict;
use crate::objects::generator::Generator;
use crate::objects::module::Module;
use crate::objects::type_::Type;
use crate::typedef::{ModuleDef, function};
use crate::vm::Vm;

/// `gc`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "gc",
    doc: "The cyclic collector.",
    functions: &[
        function("enable()", |vm, _, _| {
            vm.gc.enabled.set(true);
            Ok(vm.none.clone())
        }),
        function("disable()", |vm, _, _| {
            vm.gc.enabled.set(false);
            Ok(vm.none.clone())
        }),
        function("isenabled()", |vm, _, _| Ok(vm.bool(vm.gc.enabled.get()))),
        function("collect(generation=2)", collect),
        function("get_count()", |vm, _, _| {
            let counts = [heap::generation_counts(), vm.gc.counts[1].get(), vm.gc.counts[2].get()];
            Ok(vm.tuple(counts.map(|it| vm.int(it)).to_vec()))
        }),
        function("get_threshold()", |vm, _, _| {
            Ok(vm.tuple(vm.gc.thresholds.iter().map(|it| vm.int(it.get())).collect()))
        }),
        function("set_threshold(*args)", |vm, _, args| {
            args.check(vm, "set_threshold", 1, 3)?;
            for index in 0..args.len() {
                vm.gc.thresholds[index].set(vm.index_or_overflow(&args[index])? as i64);
            }
            Ok(vm.none.clone())
        }),
        function("get_debug()", |vm, _, _| Ok(vm.int(vm.gc.debug.get().into()))),
        function("set_debug(flags, /)", |vm, _, args| {
            vm.gc.debug.set(vm.index_or_overflow(&args[0])? as u32);
            Ok(vm.none.clone())
        }),
        function("get_objects(generation=None)", get_objects),
        function("get_referents(*objs)", |vm, _, args| {
            let objects = args.values.iter().flatten();
            Ok(vm.list(objects.flat_map(visible_referents).collect()))
        }),
        function("get_referrers(*objs)", get_referrers),
        function("get_stats()", |vm, _, _| {
            let rows = vm.gc.stats.borrow().map(|row| {
                let dict = vm.dict();
                for (name, value) in
                    ["collections", "collected", "uncollectable"].into_iter().zip(row)
                {
                    dict.expect::<Dict>().insert_name(vm, &vm.intern(name), vm.int(value as i64));
                }
                dict
            });
            Ok(vm.list(rows.to_vec()))
        }),
        function("is_tracked(obj, /)", |vm, _, args| Ok(vm.bool(heap::is_tracked(&args[0])))),
        function("is_finalized(obj, /)", |vm, _, args| Ok(vm.bool(args[0].is_finalized()))),
        function("freeze()", |vm, _, _| {
            heap::frozen(Some(true));
            Ok(vm.none.clone())
        }),
        function("unfreeze()", |vm, _, _| {
            heap::frozen(Some(false));
            Ok(vm.none.clone())
        }),
        function("get_freeze_count()", |vm, _, _| Ok(vm.int(heap::frozen(None) as i64))),
    ],
    fill: |vm, module| {
        let module = module.expect::<Module>();
        module.set(vm, "garbage", vm.list(Vec::new()));
        module.set(vm, "callbacks", vm.list(Vec::new()));
        for (name, value) in
            [("STATS", 1), ("COLLECTABLE", 2), ("UNCOLLECTABLE", 4), ("SAVEALL", 32), ("LEAK", 38)]
        {
            module.set(vm, &format!("DEBUG_{name}"), vm.int(value));
        }
        Ok(())
    },
};

fn collect(vm: &Vm, _: &Ref, args: Args) -> Res {
    let generation = args.get(0).map_or(Ok(2), |it| vm.index_or_overflow(it))?;
    if !(0..3).contains(&generation) {
        return Err(vm.value_error("invalid generation".to_owned()));
    }
    let found = vm.collect_with_callbacks(generation as usize)?;
    Ok(vm.int(found as i64))
}

/// What an object refers to; native types are no referents of their instances.
fn visible_referents(object: &Ref) -> Vec<Ref> {
    if let Some(frame) = object.get::<Frame>()
        && frame.state.get() == State::Running
    {
        // The rest belongs to the machine while it runs.
        return frame.trace.get().into_iter().collect();
    }
    let class = object.class();
    let mut found = heap::referents(object);
    if class.is_immortal() && !is_heap_type(&class) {
        found.remove(0);
    }
    if let Some(generator) = object.get::<Generator>()
        && let Some(frame) = generator.frame.get()
    {
        // Of its frame CPython shows the function, the code and the locals.
        let it = frame.expect::<Frame>();
        let is_hidden = |at: &Ref| at.is(&it.globals) || at.is(&it.builtins) || at.is(&it.code);
        found.retain(|at| !is_hidden(at));
        let at = found.iter().position(|at| it.function.is(at)).map_or(found.len(), |at| at + 1);
        found.insert(at, it.code.clone());
    }
    found
}

/// Types of modules are made when they are imported in CPython, and are shown by their instances.
fn is_heap_type(class: &Ref) -> bool {
    let name = class.expect::<Type>().native.name;
    let is_static = ["weakref.", "types.", "_contextvars."].iter().any(|it| name.starts_with(it));
    name.contains('.') && !is_static
}

fn get_objects(vm: &Vm, _: &Ref, args: Args) -> Res {
    let generation = match args.get_not_none(vm, 0) {
        None => None,
        Some(it) if it.ty().slots.nb_index.get().is_none() => {
            let name = vm.type_name(it);
            return Err(vm.type_error(format!("argument should be integer or None, not '{name}'")));
        }
        Some(it) => match vm.index_or_overflow(it)? {
            it if it >= 3 => {
                let text = "generation parameter must be less than the number of available generations (3)";
                return Err(vm.value_error(text.to_owned()));
            }
            -1 => None,
            it if it < 0 => {
                return Err(vm.value_error("generation parameter cannot be negative".to_owned()));
            }
            it => Some(it as usize),
        },
    };
    Ok(vm.list(heap::tracked(generation)))
}

fn get_referrers(vm: &Vm, _: &Ref, args: Args) -> Res {
    let wanted: Vec<Ref> = args.values.iter().flatten().cloned().collect();
    let mut found = Vec::new();
    for object in heap::tracked(None) {
        vm.charge(1)?;
        if heap::referents(&object).iter().any(|it| wanted.iter().any(|wanted| wanted.is(it))) {
            found.push(object);
        }
    }
    Ok(vm.list(found))
}
