//! `_warnings`: which warnings are shown, how often, and where they come from.
//!
//! Source: `Python/_warnings.c` (CPython 3.13.0). The library's `warnings` replaces filters and how
//! a warning is shown; where it was not imported, what stands here decides.

mod filters;
mod show;

use crate::args::Args;
use crate::error::Res;
use crate::frame::Frame;
use crate::heap::Ref;
use crate::objects::dict::Dict;
use crate::objects::module::Module;
use crate::objects::str_::Str;
use crate::objects::tuple::Tuple;
use crate::objects::type_::{self, Type};
use crate::typedef::{ModuleDef, function};
use crate::vm::Vm;

/// `_warnings`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_warnings",
    doc: "_warnings provides basic warning filtering support.\nIt is a helper module to speed up interpreter start-up.",
    functions: &[
        function(
            "warn(message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=None)",
            warn_function,
        ),
        function(
            "warn_explicit(message, category, filename, lineno, module=None, registry=None, module_globals=None, source=None)",
            warn_explicit_function,
        ),
        function("_filters_mutated()", |vm, _, _| {
            vm.warnings_version.set(vm.warnings_version.get() + 1);
            Ok(vm.none.clone())
        }),
    ],
    fill: |vm, module| {
        let it = module.expect::<Module>();
        it.set(vm, "filters", filters::initial(vm));
        it.set(vm, "_onceregistry", vm.dict());
        it.set(vm, "_defaultaction", vm.str("default"));
        Ok(())
    },
};

/// Where a warning comes from.
struct Place {
    filename: Ref,
    line: i64,
    module: Option<Ref>,
    registry: Option<Ref>,
    /// The line itself, where it is known.
    text: Option<String>,
}

/// A warning of this category at the frame that runs.
pub fn warn(vm: &Vm, category: &Ref, text: &str) -> Res<()> {
    warn_above(vm, category, text, 1)
}

/// As [`warn`], `level - 1` frames further out.
pub(crate) fn warn_above(vm: &Vm, category: &Ref, text: &str, level: isize) -> Res<()> {
    let place = place_of_frame(vm, level, &[])?;
    warn_at(vm, category, vm.str(text), place, None)
}

/// A warning at a line of a file, in no module (`PyErr_WarnExplicitObject`).
pub(crate) fn warn_in_file(vm: &Vm, category: &Ref, text: &str, file: &str, line: i64) -> Res<()> {
    let place = Place { filename: vm.str(file), line, module: None, registry: None, text: None };
    warn_at(vm, category, vm.str(text), place, None)
}

fn warn_function(vm: &Vm, _: &Ref, args: Args) -> Res {
    let category = category_of(vm, &args[0], args.get_not_none(vm, 1))?;
    let mut level = args.get(2).map_or(Ok(1), |it| vm.index_or_overflow(it))?;
    let prefixes = prefixes(vm, args.get(4))?;
    if !prefixes.is_empty() {
        level = level.max(2);
    }
    let place = place_of_frame(vm, level, &prefixes)?;
    warn_at(vm, &category, args[0].clone(), place, args.get_not_none(vm, 3).cloned())?;
    Ok(vm.none.clone())
}

fn prefixes(vm: &Vm, given: Option<&Ref>) -> Res<Vec<String>> {
    let Some(given) = given else { return Ok(Vec::new()) };
    let Some(tuple) = given.get::<Tuple>() else {
        let text = format!(
            "warn() argument 'skip_file_prefixes' must be tuple, not {}",
            vm.type_name(given)
        );
        return Err(vm.type_error(text));
    };
    let texts = tuple.items().iter().map(|it| vm.str_text(it)).collect::<Option<Vec<_>>>();
    texts.ok_or_else(|| {
        let text = "Found non-str '{}' in skip_file_prefixes.";
        let wrong = tuple.items().iter().find(|it| it.get::<Str>().is_none());
        let name = wrong.map(|it| vm.type_name(it)).unwrap_or_default();
        vm.type_error(text.replace("{}", &name))
    })
}

/// `get_category`: a warning's own class, the given one, or `UserWarning`.
fn category_of(vm: &Vm, message: &Ref, category: Option<&Ref>) -> Res {
    if vm.is_instance_of(message, &vm.exceptions.Warning) {
        return Ok(message.class());
    }
    let Some(category) = category else { return Ok(vm.exceptions.UserWarning.clone()) };
    if category.get::<Type>().is_none() || !type_::is_subtype(category, &vm.exceptions.Warning) {
        let name = vm.type_name(category);
        return Err(vm.type_error(format!("category must be a Warning subclass, not '{name}'")));
    }
    Ok(category.clone())
}

/// `setup_context`.
fn place_of_frame(vm: &Vm, level: isize, prefixes: &[String]) -> Res<Place> {
    let mut frame = vm.current_frame();
    let skips = level > 0 && !frame.as_ref().is_some_and(|it| is_internal(vm, it));
    for _ in 1..level {
        let Some(it) = frame else { break };
        frame = it.expect::<Frame>().back.get();
        while skips && frame.as_ref().is_some_and(|it| is_skipped(vm, it, prefixes)) {
            frame = frame.and_then(|it| it.expect::<Frame>().back.get());
        }
    }
    let (globals, filename, line) = match &frame {
        Some(frame) => {
            let it = frame.expect::<Frame>();
            (it.globals.clone(), it.code().filename(), it.line().unwrap_or(0).into())
        }
        None => (vm.import("sys")?.expect::<Module>().dict.clone(), vm.str("<sys>"), 0),
    };
    let dict = globals.expect::<Dict>();
    let name = vm.intern("__warningregistry__");
    let registry = match dict.get_name(&name) {
        Some(found) => found,
        None => {
            let made = vm.dict();
            dict.insert_name(vm, &name, made.clone());
            made
        }
    };
    let module = dict.get_name(&vm.names.__name__);
    let module = module.filter(|it| it.is(&vm.none) || it.get::<Str>().is_some());
    let module = module.unwrap_or_else(|| vm.str("<string>"));
    Ok(Place { filename, line, module: Some(module), registry: Some(registry), text: None })
}

fn filename(vm: &Vm, frame: &Ref) -> String {
    vm.text(&frame.expect::<Frame>().code().filename())
}

/// A frame of the import machinery.
fn is_internal(vm: &Vm, frame: &Ref) -> bool {
    let name = filename(vm, frame);
    name.contains("importlib") && name.contains("_bootstrap")
}

fn is_skipped(vm: &Vm, frame: &Ref, prefixes: &[String]) -> bool {
    let name = filename(vm, frame);
    is_internal(vm, frame) || prefixes.iter().any(|it| name.starts_with(it.as_str()))
}

fn warn_explicit_function(vm: &Vm, _: &Ref, args: Args) -> Res {
    let Some(file) = args[2].get::<Str>() else {
        let text = format!(
            "warn_explicit() argument 'filename' must be str, not {}",
            vm.type_name(&args[2])
        );
        return Err(vm.type_error(text));
    };
    let line = vm.index_or_overflow(&args[3])? as i64;
    let text = match args.get_not_none(vm, 6) {
        Some(globals) if globals.get::<Dict>().is_none() => {
            let name = vm.type_name(globals);
            return Err(vm.type_error(format!("module_globals must be a dict, not '{name}'")));
        }
        Some(globals) => line_by_loader(vm, globals, line)?,
        None => None,
    };
    let module = match args.get(4) {
        Some(module) => module.clone(),
        None => module_of_file(vm, &file.to_string_lossy()),
    };
    let place = Place {
        filename: args[2].clone(),
        line,
        module: Some(module),
        registry: args.get(5).cloned(),
        text,
    };
    warn_at(vm, &args[1], args[0].clone(), place, args.get_not_none(vm, 7).cloned())?;
    Ok(vm.none.clone())
}

/// `get_source_line`: the line as the module's loader tells it.
fn line_by_loader(vm: &Vm, globals: &Ref, line: i64) -> Res<Option<String>> {
    let dict = globals.expect::<Dict>();
    let (Some(loader), Some(name)) =
        (dict.get_name(&vm.names.__loader__), dict.get_name(&vm.names.__name__))
    else {
        return Ok(None);
    };
    let Some(get_source) = vm.find_attribute(&loader, &vm.intern("get_source"))? else {
        return Ok(None);
    };
    let source = vm.call(&get_source, Args::one(name))?;
    let Some(text) = vm.str_text(&source) else { return Ok(None) };
    let line = usize::try_from(line - 1).ok().and_then(|it| text.lines().nth(it));
    match line {
        Some(line) => Ok(Some(line.to_owned())),
        None => Err(vm.index_error("list index out of range".to_owned())),
    }
}

/// `normalize_module`.
fn module_of_file(vm: &Vm, file: &str) -> Ref {
    match file.strip_suffix(".py").unwrap_or(file) {
        "" => vm.str("<unknown>"),
        name => vm.str(name),
    }
}

/// `warn_explicit`: filters, registries, then it is shown or raised.
fn warn_at(vm: &Vm, category: &Ref, message: Ref, place: Place, source: Option<Ref>) -> Res<()> {
    let module = place.module.clone();
    let module = module.unwrap_or_else(|| module_of_file(vm, &vm.text(&place.filename)));
    if module.is(&vm.none) {
        return Ok(());
    }
    let registry = place.registry.clone().filter(|it| !it.is(&vm.none));
    if registry.as_ref().is_some_and(|it| it.get::<Dict>().is_none()) {
        return Err(vm.type_error("'registry' must be a dict or None".to_owned()));
    }
    let (text, message, category) = if vm.is_instance_of(&message, &vm.exceptions.Warning) {
        let class = message.class();
        (vm.str_of(&message)?, message, class)
    } else {
        let made = vm.call(category, Args::one(message.clone()))?;
        (message, made, category.clone())
    };
    let key = vm.tuple(vec![text.clone(), category.clone(), vm.int(place.line)]);
    if let Some(registry) = &registry
        && filters::already_warned(vm, registry, &key, false)?
    {
        return Ok(());
    }
    let (action, item) = filters::action(vm, &category, &text, place.line, &module)?;
    let is_known = match action.as_str() {
        "error" => {
            let error = crate::error::Raised(message);
            return Err(vm.with_context(error));
        }
        "ignore" => return Ok(()),
        "always" => false,
        other => {
            if let Some(registry) = &registry {
                registry.expect::<Dict>().insert(vm, &key, vm.true_.clone())?;
            }
            let once = vm.tuple(vec![text.clone(), category.clone()]);
            match (other, &registry) {
                ("default", _) => false,
                ("module", None) => false,
                ("once", None) => {
                    let registry = filters::once_registry(vm)?;
                    filters::already_warned(vm, &registry, &once, true)?
                }
                ("once" | "module", Some(registry)) => {
                    filters::already_warned(vm, registry, &once, true)?
                }
                _ => {
                    let (action, item) = (vm.str(other), vm.repr_text(&item)?);
                    let text = format!(
                        "Unrecognized action ({}) in warnings.filters:\n {item}",
                        vm.repr_text(&action)?
                    );
                    return Err(vm.runtime_error(text));
                }
            }
        }
    };
    if is_known {
        return Ok(());
    }
    show::show(vm, &show::Shown { category, text, message, place, source })
}
