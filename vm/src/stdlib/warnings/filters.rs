//! `warnings.filters` and the registries of what was shown already.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::numbers::Int;
use crate::objects::dict::Dict;
use crate::objects::list::List;
use crate::objects::module::Module;
use crate::objects::str_::Str;
use crate::objects::tuple::Tuple;
use crate::vm::Vm;

/// What CPython starts with (`init_filters`).
pub(super) fn initial(vm: &Vm) -> Ref {
    let filter = |category: &Ref, action: &str, module: Option<&str>| {
        let module = module.map_or_else(|| vm.none.clone(), |it| vm.str(it));
        let zero = vm.int(0);
        vm.tuple(vec![vm.str(action), vm.none.clone(), category.clone(), module, zero])
    };
    let all = &vm.exceptions;
    vm.list(vec![
        filter(&all.DeprecationWarning, "default", Some("__main__")),
        filter(&all.DeprecationWarning, "ignore", None),
        filter(&all.PendingDeprecationWarning, "ignore", None),
        filter(&all.ImportWarning, "ignore", None),
        filter(&all.ResourceWarning, "ignore", None),
    ])
}

/// An attribute of `warnings` where that was imported, or of this module.
fn attribute(vm: &Vm, name: &str, own: &str) -> Res<Option<Ref>> {
    if let Some(found) = of_library(vm, name)? {
        return Ok(Some(found));
    }
    let module = vm.import("_warnings")?;
    Ok(module.get::<Module>().and_then(|it| it.get(vm, own)))
}

/// An attribute of the library's `warnings`, where that was imported.
pub(super) fn of_library(vm: &Vm, name: &str) -> Res<Option<Ref>> {
    let modules = vm.modules.expect::<Dict>();
    match modules.get_name(&vm.intern("warnings")) {
        Some(module) => vm.find_attribute(&module, &vm.intern(name)),
        None => Ok(None),
    }
}

/// `warnings.onceregistry`.
pub(super) fn once_registry(vm: &Vm) -> Res {
    let found = attribute(vm, "onceregistry", "_onceregistry")?;
    match found.filter(|it| it.get::<Dict>().is_some()) {
        Some(found) => Ok(found),
        None => {
            Err(vm.type_error("_warnings.onceregistry must be a dict, not 'NoneType'".to_owned()))
        }
    }
}

/// Is `key` in the registry? One that was filled under other filters is emptied first.
pub(super) fn already_warned(vm: &Vm, registry: &Ref, key: &Ref, set: bool) -> Res<bool> {
    let dict = registry.expect::<Dict>();
    let version = vm.intern("version");
    let current = vm.warnings_version.get();
    let known = dict.get_name(&version).and_then(|it| it.get::<Int>().map(Int::saturated));
    if known == Some(current) {
        if let Some(found) = dict.get(vm, key)?
            && vm.is_true(&found)?
        {
            return Ok(true);
        }
    } else {
        dict.clear();
        dict.insert_name(vm, &version, vm.int(current));
    }
    if set {
        dict.insert(vm, key, vm.true_.clone())?;
    }
    Ok(false)
}

/// What the first filter that matches says, and that filter (`get_filter`).
pub(super) fn action(
    vm: &Vm,
    category: &Ref,
    text: &Ref,
    line: i64,
    module: &Ref,
) -> Res<(String, Ref)> {
    let filters = attribute(vm, "filters", "filters")?;
    let Some(filters) = filters.filter(|it| it.get::<List>().is_some()) else {
        return Err(vm.value_error("_warnings.filters must be a list".to_owned()));
    };
    let mut index = 0;
    while let Some(item) = filters.expect::<List>().items.get(index) {
        let fields = item.get::<Tuple>().map(|it| it.items().to_vec()).unwrap_or_default();
        let [action, message, class, of_module, of_line] = fields.as_slice() else {
            let text = format!("_warnings.filters item {index} isn't a 5-tuple");
            return Err(vm.value_error(text));
        };
        let Some(action) = vm.str_text(action) else {
            let name = vm.type_name(action);
            return Err(vm.type_error(format!("action must be a string, not '{name}'")));
        };
        let of_line = vm.index_or_overflow(of_line)? as i64;
        if matches(vm, message, text)?
            && vm.is_subclass(category, class)?
            && matches(vm, of_module, module)?
            && (of_line == 0 || of_line == line)
        {
            return Ok((action, item));
        }
        index += 1;
    }
    let Some(default) = attribute(vm, "defaultaction", "_defaultaction")? else {
        return Err(vm.value_error("_warnings.defaultaction not found".to_owned()));
    };
    let Some(action) = vm.str_text(&default) else {
        let name = vm.type_name(&default);
        let text = format!("_warnings.defaultaction must be a string, not '{name}'");
        return Err(vm.type_error(text));
    };
    Ok((action, vm.none.clone()))
}

/// `None` matches everything, a str itself, a pattern by `match` (`check_matched`).
fn matches(vm: &Vm, wanted: &Ref, text: &Ref) -> Res<bool> {
    if wanted.is(&vm.none) {
        return Ok(true);
    }
    if wanted.is_exactly(&vm.types.str_) {
        let same = wanted.get::<Str>().zip(text.get::<Str>()).is_some_and(|(a, b)| a.0 == b.0);
        return Ok(same);
    }
    let found = vm.call_method(wanted, "match", Args::one(text.clone()))?;
    vm.is_true(&found)
}
