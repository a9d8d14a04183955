//! `_collections`: `deque`, `defaultdict` and `OrderedDict`; `collections` writes the rest in Python.

mod defaultdict;
mod deque;
mod ordered;
mod ordered_views;
mod tuplegetter;

use crate::heap::Ref;
use crate::objects::dict::Dict;
use crate::objects::module::Module;
use crate::protocol::BinaryOp;
use crate::typedef::{ModuleDef, function};
use crate::vm::Vm;

use defaultdict::DEFAULTDICT;
pub(crate) use deque::{Deque, DequeIterator};
pub(crate) use ordered_views::OrderedIterator;
pub(crate) use tuplegetter::TupleGetter;

/// `_collections`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_collections",
    doc: "High performance data structures.",
    functions: &[function("_count_elements(mapping, iterable, /)", |vm, _, args| {
        let one = vm.int(1);
        vm.for_each(&args[1], |item| {
            let count = known(vm, &args[0], &item)?;
            let count = match count {
                Some(count) => vm.binary_op(&count, &one, BinaryOp::Add)?,
                None => one.clone(),
            };
            vm.set_item(&args[0], &item, Some(count))
        })?;
        Ok(vm.none.clone())
    })],
    fill: |vm, module| {
        let module = module.expect::<Module>();
        module.set(vm, "deque", vm.type_of(&deque::DEQUE));
        module.set(vm, "_deque_iterator", vm.type_of(&deque::ITERATOR));
        module.set(vm, "OrderedDict", vm.type_of(&ordered::ORDERED));
        module.set(vm, "defaultdict", vm.type_of(&DEFAULTDICT));
        module.set(vm, "_tuplegetter", vm.type_of(&tuplegetter::DEF));
        Ok(())
    },
};

fn known(vm: &Vm, mapping: &Ref, key: &Ref) -> crate::error::Res<Option<Ref>> {
    match mapping.get::<Dict>() {
        Some(dict) => dict.get(vm, key),
        None => {
            let args = crate::args::Args::positional([key.clone(), vm.int(0)]);
            vm.call_method(mapping, "get", args).map(Some)
        }
    }
}
