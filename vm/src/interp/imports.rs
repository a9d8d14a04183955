//! `import`.

use crate::args::Args;
use crate::error::Res;
use crate::frame::Frame;
use crate::heap::Ref;
use crate::objects::dict::Dict;
use crate::vm::Vm;

/// `IMPORT_NAME`: `__import__(name, globals, locals, fromlist, level)` of the builtins.
pub(super) fn import_name(vm: &Vm, frame: &Frame, name: &Ref, fromlist: &Ref, level: &Ref) -> Res {
    let Some(function) = frame.builtins.expect::<Dict>().get_name(&vm.names.__import__) else {
        return Err(vm.import_error("__import__ not found".to_owned()));
    };
    let locals = frame.locals.get().unwrap_or_else(|| vm.none.clone());
    vm.call(
        &function,
        Args::positional([
            name.clone(),
            frame.globals.clone(),
            locals,
            fromlist.clone(),
            level.clone(),
        ]),
    )
}

/// `from module import name`: an attribute, else a submodule that is being imported.
pub(super) fn import_from(vm: &Vm, module: &Ref, name: &Ref) -> Res {
    if let Some(found) = vm.find_attribute(module, name)? {
        return Ok(found);
    }
    let package = vm.find_attribute(module, &vm.names.__name__)?;
    let attribute = vm.text(name);
    if let Some(package) = package.as_ref().and_then(|it| vm.str_text(it)) {
        let full = vm.str(&format!("{package}.{attribute}"));
        if let Some(found) = vm.modules.expect::<Dict>().get(vm, &full)? {
            return Ok(found);
        }
    }
    Err(crate::stdlib::cannot_import_name(vm, module, &attribute))
}
