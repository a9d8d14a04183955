//! Warnings, while `warnings` is not imported.

use crate::error::Res;
use crate::heap::Ref;
use crate::vm::Vm;

/// Shows a warning.
pub fn warn(vm: &Vm, category: &Ref, text: &str) -> Res<()> {
    let name = category.expect::<crate::objects::type_::Type>().name.borrow().clone();
    vm.host.write(2, format!("{name}: {text}\n").as_bytes());
    Ok(())
}
