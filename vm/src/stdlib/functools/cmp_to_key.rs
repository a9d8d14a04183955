//! `functools.cmp_to_key`: objects that compare by a function.

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref, Slot};
use crate::signature::Signature;
use crate::typedef::{FINAL, TypeDef, flag, member_set};
use crate::vm::Vm;

/// The function, and the object it is to compare, if this is a key and not the maker of keys.
pub(crate) struct KeyWrapper {
    compare: Slot,
    object: Slot,
}

impl Payload for KeyWrapper {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.compare.visit(visit);
        self.object.visit(visit);
    }

    fn clear(&self) {
        self.compare.set(None);
        self.object.set(None);
    }
}

pub(super) fn make(vm: &Vm, compare: Ref) -> Res {
    Ok(wrapper(vm, Some(compare), None))
}

fn wrapper(vm: &Vm, compare: Option<Ref>, object: Option<Ref>) -> Ref {
    let it = KeyWrapper { compare: Slot::new(compare), object: Slot::new(object) };
    Ref::new(Some(vm.type_of(&DEF)), it)
}

/// `functools.KeyWrapper`.
static DEF: TypeDef = TypeDef {
    name: "functools.KeyWrapper",
    flags: flag::HAVE_GC | flag::DISALLOW_INSTANTIATION,
    slots: |it| {
        it.tp_call.set(Some(call));
        it.tp_richcompare.set(Some(|vm, a, b, op| {
            let Some(other) = b.get::<KeyWrapper>() else {
                return Err(vm.type_error("other argument must be K instance".to_owned()));
            };
            let it = a.expect::<KeyWrapper>();
            let (Some(x), Some(y)) = (it.object.get(), other.object.get()) else {
                let text = "object".to_owned();
                return Err(vm.attribute_error(text, a, &vm.intern("object")));
            };
            let Some(compare) = it.compare.get() else { return Ok(vm.not_implemented.clone()) };
            let answer = vm.call(&compare, Args::positional([x, y]))?;
            vm.rich_compare(&answer, &vm.int(0), op)
        }));
    },
    getset: &[member_set(
        "obj",
        |vm, it| Ok(it.expect::<KeyWrapper>().object.get().unwrap_or_else(|| vm.none.clone())),
        |_, it, value| {
            it.expect::<KeyWrapper>().object.set(value);
            Ok(())
        },
    )],
    doc: "",
    size: (32, 0),
    ..FINAL
};

fn call(vm: &Vm, maker: &Ref, args: Args) -> Res {
    thread_local!(static SIGNATURE: Signature = Signature::parse("K(obj)", false));
    let args = SIGNATURE.with(|it| it.bind(vm, args))?;
    Ok(wrapper(vm, maker.expect::<KeyWrapper>().compare.get(), args.get(0).cloned()))
}
