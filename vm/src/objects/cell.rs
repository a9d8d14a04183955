//! Cells: variables that inner functions share.

use crate::heap::{Payload, Ref, Slot};
use crate::typedef::{FINAL, TypeDef, flag, getset};
use crate::vm::Vm;

/// A shared variable.
#[derive(Default)]
pub struct Cell {
    /// Its value, if it has one.
    pub contents: Slot,
}

impl Payload for Cell {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.contents.visit(visit);
    }

    fn clear(&self) {
        self.contents.set(None);
    }
}

impl Cell {
    /// A new cell.
    pub fn object(vm: &Vm, contents: Option<Ref>) -> Ref {
        Ref::new(Some(vm.types.cell.clone()), Cell { contents: Slot::new(contents) })
    }
}

/// `cell`.
pub const DEF: TypeDef = TypeDef {
    name: "cell",
    flags: flag::HAVE_GC,
    slots: |it| {
        it.tp_new.set(Some(|vm, _, mut args| {
            args.check(vm, "cell", 0, 1)?;
            Ok(Cell::object(vm, args.take(0)))
        }));
        it.tp_hash.set(Some(super::object::hash_not_implemented));
        it.tp_repr.set(Some(|vm, object| {
            let inside = match object.expect::<Cell>().contents.get() {
                Some(it) => format!("{} object at {:#x}", vm.type_name(&it), it.address()),
                None => "empty".to_owned(),
            };
            Ok(vm.str(&format!("<cell at {:#x}: {inside}>", object.address())))
        }));
        it.tp_richcompare.set(Some(|vm, a, b, op| {
            let (Some(x), Some(y)) = (a.get::<Cell>(), b.get::<Cell>()) else {
                return Ok(vm.not_implemented.clone());
            };
            match (x.contents.get(), y.contents.get()) {
                (Some(x), Some(y)) => vm.rich_compare(&x, &y, op),
                (x, y) => Ok(vm.bool(op.holds(x.is_some().cmp(&y.is_some())))),
            }
        }));
    },
    getset: &[getset(
        "cell_contents",
        |vm, object| {
            object
                .expect::<Cell>()
                .contents
                .get()
                .ok_or_else(|| vm.value_error("Cell is empty".to_owned()))
        },
        |_, object, value| {
            object.expect::<Cell>().contents.set(value);
            Ok(())
        },
    )],
    size: (24, 0),
    ..FINAL
};
