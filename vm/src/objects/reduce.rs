//! `object.__reduce_ex__`: what `copy` and `pickle` take an object apart into.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::dict::Dict;
use crate::objects::type_;
use crate::typedef::flag;
use crate::vm::Vm;

/// `object.__reduce_ex__(protocol)`: the class's own `__reduce__`, if it has one.
pub(super) fn reduce_ex(vm: &Vm, object: &Ref, args: Args) -> Res {
    let class = object.class();
    let name = &vm.names.__reduce__;
    let own = type_::lookup(vm, &class, name).map(|it| it.address());
    if own != type_::lookup(vm, &vm.types.object, name).map(|it| it.address()) {
        return vm.call_method(object, "__reduce__", Args::none());
    }
    if vm.index_or_overflow(&args[0])? >= 2 {
        return reduce_newobj(vm, object);
    }
    old_reduce(vm, object, &args[0])
}

/// `object.__reduce__()`.
pub(super) fn reduce(vm: &Vm, object: &Ref, _: Args) -> Res {
    old_reduce(vm, object, &vm.int(0))
}

fn old_reduce(vm: &Vm, object: &Ref, protocol: &Ref) -> Res {
    let copyreg = vm.import("copyreg")?;
    let args = Args::positional([object.clone(), protocol.clone()]);
    vm.call_method(&copyreg, "_reduce_ex", args)
}

/// `object.__getstate__()`: the dict, and the values of `__slots__` (`object_getstate_default`).
pub(super) fn getstate(vm: &Vm, object: &Ref, _: Args) -> Res {
    let state = vm
        .instance_dict_if_any(object)
        .filter(|it| it.get::<Dict>().is_none_or(|it| !it.is_empty()));
    let state = match state {
        Some(dict) => {
            let copy = vm.dict();
            vm.dict_update(&copy, &dict)?;
            copy
        }
        None => vm.none.clone(),
    };
    if object.ty().n_slots.get() == 0 {
        return Ok(state);
    }
    let names = vm.call_method(&vm.import("copyreg")?, "_slotnames", Args::one(object.class()))?;
    let slots = vm.dict();
    for name in vm.iterate_to_vec(&names)? {
        if let Some(value) = vm.find_attribute(object, &name)? {
            slots.expect::<Dict>().insert(vm, &name, value)?;
        }
    }
    if slots.expect::<Dict>().is_empty() {
        return Ok(state);
    }
    Ok(vm.tuple(vec![state, slots]))
}

/// Only who says how it is made can be taken apart where a type keeps more than a dict and
/// `__slots__` show (`object_getstate_default` with `required`).
fn check_size(vm: &Vm, object: &Ref) -> Res<()> {
    let class = object.ty();
    let (size, item_size) = class.native.size;
    let may_have = |flag| if class.flag(flag) { 8 } else { 0 };
    let shown = 16 + may_have(flag::HAS_DICT) + may_have(flag::HAS_WEAKREFS);
    let own = type_::lookup(vm, &object.class(), &vm.names.__getstate__).map(|it| it.address());
    let usual = type_::lookup(vm, &vm.types.object, &vm.names.__getstate__).map(|it| it.address());
    let is_container =
        [&vm.types.list, &vm.types.dict].iter().any(|it| vm.is_instance_of(object, it));
    if own != usual || is_container || (item_size == 0 && size <= shown) {
        return Ok(());
    }
    Err(vm.type_error(format!("cannot pickle '{}' object", vm.type_name(object))))
}

/// Protocol 2 and above: `copyreg.__newobj__(class, *args)`, state, items (`reduce_newobj`).
fn reduce_newobj(vm: &Vm, object: &Ref) -> Res {
    let class = object.class();
    if class.expect::<type_::Type>().slots.tp_new.get().is_none() {
        return Err(vm.type_error(format!("cannot pickle '{}' object", vm.type_name(object))));
    }
    let copyreg = vm.import("copyreg")?;
    let names = &vm.names;
    let (function, mut args) =
        if let Some(found) = vm.call_special(object, &names.__getnewargs_ex__, Args::none())? {
            let pair = vm.tuple_items(&found);
            let [positional, keywords] = pair.as_slice() else {
                return Err(vm.value_error(format!(
                    "__getnewargs_ex__ should return a tuple of length 2, not {}",
                    pair.len()
                )));
            };
            if keywords.get::<Dict>().is_some_and(|it| it.is_empty()) {
                ("__newobj__", vm.tuple_items(positional))
            } else {
                ("__newobj_ex__", vec![positional.clone(), keywords.clone()])
            }
        } else {
            let found = vm.call_special(object, &names.__getnewargs__, Args::none())?;
            if found.is_none() {
                check_size(vm, object)?;
            }
            ("__newobj__", found.map(|it| vm.tuple_items(&it)).unwrap_or_default())
        };
    args.insert(0, class.clone());
    let function = vm.get_attribute(&copyreg, &vm.intern(function))?;
    let state = match vm.call_special(object, &names.__getstate__, Args::none())? {
        Some(state) => state,
        None => vm.none.clone(),
    };
    let items = |class: &Ref, method: Option<&str>| -> Res {
        if !type_::is_subtype(&object.class(), class) {
            return Ok(vm.none.clone());
        }
        match method {
            Some(name) => vm.iter(&vm.call_method(object, name, Args::none())?),
            None => vm.iter(object),
        }
    };
    let list_items = items(&vm.types.list, None)?;
    let dict_items = items(&vm.types.dict, Some("items"))?;
    Ok(vm.tuple(vec![function, vm.tuple(args), state, list_items, dict_items]))
}
