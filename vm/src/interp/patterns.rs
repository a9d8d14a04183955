//! `match`: keys of mappings, classes with sub-patterns.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::object::Object;
use crate::objects::set::Set;
use crate::objects::tuple::Tuple;
use crate::objects::type_::Type;
use crate::typedef::flag;
use crate::vm::Vm;

/// The values of these keys as a tuple, `None` where one is missing (`match_keys`).
pub(super) fn match_keys(vm: &Vm, object: &Ref, keys: &Ref) -> Res {
    let keys = vm.tuple_items(keys);
    if keys.is_empty() {
        return Ok(vm.empty_tuple());
    }
    let get = vm.get_attribute(object, &vm.names.get)?;
    // Not found is told by an object that nobody else has.
    let missing = Ref::new(Some(vm.types.object.clone()), Object);
    let seen = Set::default();
    let mut values = Vec::new();
    for key in keys {
        if seen.contains(vm, &key)? {
            return Err(vm.value_error(format!(
                "mapping pattern checks duplicate key ({})",
                vm.repr_text(&key)?
            )));
        }
        seen.add(vm, &key)?;
        let value = vm.call(&get, Args::positional([key, missing.clone()]))?;
        if value.is(&missing) {
            return Ok(vm.none.clone());
        }
        values.push(value);
    }
    Ok(vm.tuple(values))
}

/// The attributes for the sub-patterns of a class pattern, `None` where it does not match
/// (`match_class`).
pub(super) fn match_class(
    vm: &Vm,
    object: &Ref,
    class: &Ref,
    n_positional: usize,
    names: &Ref,
) -> Res {
    let Some(it) = class.get::<Type>() else {
        return Err(vm.type_error("called match pattern must be a class".to_owned()));
    };
    if !vm.is_instance(object, class)? {
        return Ok(vm.none.clone());
    }
    let mut seen: Vec<String> = Vec::new();
    let mut values = Vec::new();
    if n_positional > 0 {
        let match_args = vm.find_attribute(class, &vm.names.__match_args__)?;
        let matches_self = match_args.is_none() && it.flag(flag::MATCH_SELF);
        let allowed = match_args.unwrap_or_else(|| vm.empty_tuple());
        let Some(allowed) = allowed.get::<Tuple>() else {
            let text = format!(
                "{}.__match_args__ must be a tuple (got {})",
                it.name.borrow(),
                vm.type_name(&allowed)
            );
            return Err(vm.type_error(text));
        };
        let n_allowed = if matches_self { 1 } else { allowed.items().len() };
        if n_allowed < n_positional {
            let plural = if n_allowed == 1 { "" } else { "s" };
            let text = format!(
                "{}() accepts {n_allowed} positional sub-pattern{plural} ({n_positional} given)",
                it.name.borrow()
            );
            return Err(vm.type_error(text));
        }
        if matches_self {
            values.push(object.clone());
        } else {
            for name in &allowed.items()[..n_positional] {
                if vm.str_text(name).is_none() {
                    let text = format!(
                        "__match_args__ elements must be strings (got {})",
                        vm.type_name(name)
                    );
                    return Err(vm.type_error(text));
                }
                match match_attribute(vm, object, class, name, &mut seen)? {
                    Some(value) => values.push(value),
                    None => return Ok(vm.none.clone()),
                }
            }
        }
    }
    for name in vm.tuple_items(names) {
        match match_attribute(vm, object, class, &name, &mut seen)? {
            Some(value) => values.push(value),
            None => return Ok(vm.none.clone()),
        }
    }
    Ok(vm.tuple(values))
}

fn match_attribute(
    vm: &Vm,
    object: &Ref,
    class: &Ref,
    name: &Ref,
    seen: &mut Vec<String>,
) -> Res<Option<Ref>> {
    let text = vm.text(name);
    if seen.contains(&text) {
        let class = class.expect::<Type>().name.borrow().clone();
        return Err(vm.type_error(format!(
            "{class}() got multiple sub-patterns for attribute {}",
            vm.repr_text(name)?
        )));
    }
    seen.push(text);
    vm.find_attribute(object, name)
}
